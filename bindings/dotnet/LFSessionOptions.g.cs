// SPDX-License-Identifier: MIT OR Apache-2.0
// Generated from lftoken.h by `cargo run -p lftoken-bindings`.

using System;

namespace LFToken
{
    public sealed partial class LFSessionOptions
    {
        /// <summary>
        /// How long a token that is handed out lasts, at least; never more than a tenth of its whole life. By default
        /// 30 s.
        /// </summary>
        public TimeSpan Margin { get; set; } = TimeSpan.FromMilliseconds(30000);

        /// <summary>
        /// After which share of its life a token is renewed in the background, if it was read since it came or was last
        /// renewed. Where the server does not tell how long it lasts, 15 minutes are taken. By default 67.
        /// </summary>
        public int RenewAfterPercent { get; set; } = 67;

        /// <summary>
        /// By how much earlier a renewal may come, so that many stations do not renew at the same moment. It is drawn
        /// once for each token. By default 10.
        /// </summary>
        public int JitterPercent { get; set; } = 10;

        /// <summary>
        /// How long the session may be idle on the server after each renewal, as LFAccessToken.Refresh does.
        /// </summary>
        public TimeSpan? KeepAlive { get; set; }

        /// <summary>
        /// How long after the last read the session is logged out, so that its licence is free; the next read logs in
        /// again. By default 300 s.
        /// </summary>
        public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(300);

        /// <summary>
        /// Whether the session is kept alive although nobody reads its token: it is renewed as if it was read, and does
        /// not linger. It keeps its licence until it is closed.
        /// </summary>
        public bool Hold { get; set; }

        internal void SetPlain(SessionOptionsHandle handle)
        {
            Setting.Check(nameof(Margin), Native.lf_session_options_set_margin_ms(
                handle, Duration.ToMilliseconds(Margin, nameof(Margin))));
            Setting.Check(nameof(RenewAfterPercent), Native.lf_session_options_set_renew_after_percent(
                handle, Setting.Count(RenewAfterPercent, nameof(RenewAfterPercent))));
            Setting.Check(nameof(JitterPercent), Native.lf_session_options_set_jitter_percent(
                handle, Setting.Count(JitterPercent, nameof(JitterPercent))));
            if (KeepAlive != null)
            {
                Setting.Check(nameof(KeepAlive), Native.lf_session_options_set_keep_alive_seconds(
                    handle, Duration.ToSeconds(KeepAlive.Value, nameof(KeepAlive))));
            }
            Setting.Check(nameof(Linger), Native.lf_session_options_set_linger_seconds(
                handle, Duration.ToSeconds(Linger, nameof(Linger))));
            Setting.Check(nameof(Hold), Native.lf_session_options_set_hold(handle, Hold ? 1 : 0));
        }
    }
}
