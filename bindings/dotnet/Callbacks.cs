// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Threading;

namespace LFToken
{
    /// <summary>Beneath a callback are frames of the library, which no exception may cross.</summary>
    internal static class Callbacks
    {
        /// <summary>
        /// Has an exception end where it was caught. The <c>ThreadAbortException</c>, by which .NET Framework ends what runs
        /// in an AppDomain that is unloaded, would else be thrown again.
        /// </summary>
        internal static void End(Exception exception)
        {
            if (!(exception is ThreadAbortException))
            {
                return;
            }
            try
            {
                Thread.ResetAbort();
            }
            catch (ThreadStateException)
            {
                // It was thrown again by the handler itself, and ends here like all others.
            }
            catch (PlatformNotSupportedException)
            {
                // .NET ends no threads.
            }
        }
    }
}
