// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Collections.Generic;
using System.Text;

namespace LFToken
{
    /// <summary>Words what to do about a failure in the names of this assembly.</summary>
    internal static class Advice
    {
        /// <summary>What the native library's advice can name, and what that is called here.</summary>
        internal static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string>
        {
            ["api"] = Member(nameof(LFClientOptions), nameof(LFClientOptions.Api)),
            ["base_address"] = Member(nameof(LFClientOptions), nameof(LFClientOptions.BaseAddress)),
            ["allow_plain_http"] = Member(nameof(LFClientOptions), nameof(LFClientOptions.AllowPlainHttp)),
            ["add_ca_pem"] = Member(nameof(LFClientOptions), nameof(LFClientOptions.CaPems)),
            ["add_ca_file"] = Member(nameof(LFClientOptions), nameof(LFClientOptions.CaFiles)),
            ["pinned_certificate"] = Member(nameof(LFClientOptions), nameof(LFClientOptions.PinnedCertificates)),
            ["client_certificate"] = Member(nameof(LFClientOptions), nameof(LFClientOptions.ClientCertificateFile)),
            ["no_proxy"] = Member(nameof(LFClientOptions), nameof(LFClientOptions.NoProxy)),
            ["connect_timeout"] = Member(nameof(LFClientOptions), nameof(LFClientOptions.ConnectTimeout)),
            ["total_timeout"] = Member(nameof(LFClientOptions), nameof(LFClientOptions.TotalTimeout)),
            ["call_timeout"] = Member(nameof(LFCallOptions), nameof(LFCallOptions.TotalTimeout)),
            ["max_answer_bytes"] = Member(nameof(LFClientOptions), nameof(LFClientOptions.MaxAnswerBytes)),
            ["retry_after"] = Member(nameof(LFException), nameof(LFException.RetryAfter)),
            ["allow_empty_password"] = Member(nameof(LFCredentials), nameof(LFCredentials.AllowEmptyPassword)),
            ["login"] = Member(nameof(LFClient), nameof(LFClient.CreateToken)),
            ["logout"] = Member(nameof(LFAccessToken), nameof(LFAccessToken.Invalidate)),
            ["session_credentials"] = Member(nameof(LFSession), nameof(LFSession.SetCredentials)),
            ["retry_credentials"] = Member(nameof(LFSession), nameof(LFSession.RetryCredentials)),
            ["settle"] = Member(nameof(LFClient), nameof(LFClient.Settle)),
        };

        /// <summary>The advice of this number in words; empty if the library does not know it.</summary>
        internal static string Word(int number) => Fill(Utf8.FromNative(Native.lf_advice_text(number)));

        /// <summary>
        /// Puts names into brackets such as " ({login}, {logout})". A name that is not known is left out, and so is a
        /// bracket that has none.
        /// </summary>
        internal static string Fill(string template)
        {
            StringBuilder text = new StringBuilder();
            int position = 0;
            while (true)
            {
                int begin = template.IndexOf(" ({", position, StringComparison.Ordinal);
                int end = begin < 0 ? -1 : template.IndexOf(')', begin);
                if (end < 0)
                {
                    return text.Append(template, position, template.Length - position).ToString();
                }
                text.Append(template, position, begin - position);
                List<string> names = new List<string>();
                foreach (string key in template.Substring(begin + 2, end - begin - 2).Split(','))
                {
                    if (Names.TryGetValue(key.Trim(' ', '{', '}'), out string name))
                    {
                        names.Add(name);
                    }
                }
                if (names.Count > 0)
                {
                    text.Append(" (").Append(string.Join(", ", names)).Append(')');
                }
                position = end + 1;
            }
        }

        private static string Member(string type, string member) => type + "." + member;
    }
}
