// SPDX-License-Identifier: MIT OR Apache-2.0

using System;

namespace LFToken
{
    /// <summary>What a check of the connection finds: a fact, or the verdict on a step.</summary>
    public sealed class LFCheckFinding
    {
        internal LFCheckFinding(LFCheckStep step, LFVerdict verdict, string text, LFException error)
        {
            Step = step;
            Verdict = verdict;
            Text = text;
            Error = error;
        }

        /// <summary>What was looked at.</summary>
        public LFCheckStep Step { get; }

        /// <summary>What came of it; <see cref="LFVerdict.Fact"/> before the verdict.</summary>
        public LFVerdict Verdict { get; }

        /// <summary>One line for a person; of a fact "name: value". It never holds a secret.</summary>
        public string Text { get; }

        /// <summary>Why the step failed; null unless the verdict is <see cref="LFVerdict.Failed"/>.</summary>
        public LFException Error { get; }
    }
}
