// SPDX-License-Identifier: MIT OR Apache-2.0
// Generated from lftoken.h by `cargo run -p lftoken-bindings`.

using System;

namespace LFToken
{
    public sealed partial class LFCallOptions
    {
        /// <summary>How long a call may take in all, instead of the client's LFClientOptions.TotalTimeout.</summary>
        public TimeSpan? TotalTimeout { get; set; }

        /// <summary>
        /// An id that the log lines of the calls begin with, in square brackets. Lines about connections, and about
        /// sessions that are looked after when the call is over, have none. It is not sent. A text without control
        /// characters.
        /// </summary>
        public string CorrelationId { get; set; }

        internal void SetPlain(CallHandle handle)
        {
            if (TotalTimeout != null)
            {
                Setting.Check(nameof(TotalTimeout), Native.lf_call_set_total_timeout_ms(
                    handle, Duration.ToMilliseconds(TotalTimeout.Value, nameof(TotalTimeout))));
            }
            Setting.Text(nameof(CorrelationId), Native.lf_call_set_correlation_id, handle, CorrelationId);
        }
    }
}
