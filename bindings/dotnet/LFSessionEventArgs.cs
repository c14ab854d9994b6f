// SPDX-License-Identifier: MIT OR Apache-2.0

using System;

namespace LFToken
{
    /// <summary>What happened to a managed session.</summary>
    public sealed class LFSessionEventArgs : EventArgs
    {
        internal LFSessionEventArgs(LFEvent what, LFException cause)
        {
            Event = what;
            Cause = cause;
        }

        /// <summary>What happened.</summary>
        public LFEvent Event { get; }

        /// <summary>Why, of the failures; else null.</summary>
        public LFException Cause { get; }
    }
}
