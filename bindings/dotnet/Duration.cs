// SPDX-License-Identifier: MIT OR Apache-2.0

using System;

namespace LFToken
{
    /// <summary>Spans of time as the library counts them. Parts of a unit are rounded up.</summary>
    internal static class Duration
    {
        internal static uint ToMilliseconds(TimeSpan span, string name) =>
            Count(span, TimeSpan.TicksPerMillisecond, name);

        internal static uint ToSeconds(TimeSpan span, string name) =>
            Count(span, TimeSpan.TicksPerSecond, name);

        /// <summary>-1 stands for unknown.</summary>
        internal static TimeSpan? FromMilliseconds(long milliseconds) =>
            milliseconds < 0 ? (TimeSpan?)null : TimeSpan.FromTicks(
                Math.Min(milliseconds, TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond)
                * TimeSpan.TicksPerMillisecond);

        private static uint Count(TimeSpan span, long ticksPerUnit, string name)
        {
            long units = span.Ticks / ticksPerUnit + (span.Ticks % ticksPerUnit > 0 ? 1 : 0);
            if (span < TimeSpan.Zero || units > uint.MaxValue)
            {
                throw new ArgumentOutOfRangeException(name, span, "The span is negative or too long.");
            }
            return (uint)units;
        }
    }
}
