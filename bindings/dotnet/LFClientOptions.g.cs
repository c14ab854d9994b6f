// SPDX-License-Identifier: MIT OR Apache-2.0
// Generated from lftoken.h by `cargo run -p lftoken-bindings`.

using System;
using System.Collections.Generic;

namespace LFToken
{
    public sealed partial class LFClientOptions
    {
        /// <summary>
        /// Which API the server has. The calls are the same for all; what credentials they take, whether a repository
        /// is named, and what a refresh and a logout do depends on it, as LFClient.Supports tells. By default
        /// LFApi.V1Alpha.
        /// </summary>
        public LFApi Api { get; set; } = LFApi.V1Alpha;

        /// <summary>
        /// Allows a base address with http to any host. Passwords and tokens then cross the network readable by
        /// everybody.
        /// </summary>
        public bool AllowPlainHttp { get; set; }

        /// <summary>
        /// How long one attempt to get a connection may take: name look-up, TCP, proxy and TLS together. The total
        /// timeout ends it earlier. By default 10 s.
        /// </summary>
        public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromMilliseconds(10000);

        /// <summary>
        /// How long a call may take in all: connecting, sending, waiting, reading, and every repetition.
        /// LFCallOptions.TotalTimeout sets it for single calls. By default 30 s.
        /// </summary>
        public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMilliseconds(30000);

        /// <summary>
        /// How long the library waits for the answer to a login after LFClient.CreateToken has returned
        /// LFStatus.OutcomeUnknown because of a timeout or cancel. A session that such an answer brings is logged out.
        /// An answer that cannot be HTTP is read for two more seconds at most. It is done by a thread that lives only
        /// as long as something is outstanding; see LFClient.Settle. By default 30 s.
        /// </summary>
        public TimeSpan LateAnswerGrace { get; set; } = TimeSpan.FromMilliseconds(30000);

        /// <summary>Which certificate authorities are trusted. By default LFTrust.System.</summary>
        public LFTrust Trust { get; set; } = LFTrust.System;

        /// <summary>
        /// Adds certificate authorities to those that are trusted. One or more certificates in PEM form, read by
        /// LFClient.
        /// </summary>
        public ICollection<string> CaPems { get; } = new List<string>();

        /// <summary>
        /// Adds the certificate authorities of a file, read as by LFClientOptions.CaPems. A regular file of at most 16
        /// MiB with certificates in PEM form, or with one in binary form (DER), read by LFClient.
        /// </summary>
        public ICollection<string> CaFiles { get; } = new List<string>();

        /// <summary>
        /// Accepts exactly this server certificate, for servers with a self-signed one: its issuer, names and dates are
        /// not checked. The SHA-256 fingerprint of the certificate, 64 hexadecimal digits, as browsers and <c>openssl
        /// x509 -fingerprint -sha256</c> show it: colons, dashes, white space and a label in front do not matter.
        /// </summary>
        public ICollection<string> PinnedCertificates { get; } = new List<string>();

        /// <summary>The oldest TLS version that is spoken. By default LFTlsVersion.Tls12.</summary>
        public LFTlsVersion MinTlsVersion { get; set; } = LFTlsVersion.Tls12;

        /// <summary>
        /// The password of the client key in PEM form, for one that is encrypted (BEGIN ENCRYPTED PRIVATE KEY). The
        /// password, wiped with the options.
        /// </summary>
        public string ClientKeyPassword { get; set; }

        /// <summary>
        /// Uses the proxy that the environment names: https_proxy or HTTPS_PROXY (http_proxy for http), else all_proxy
        /// or ALL_PROXY; not for hosts in no_proxy or NO_PROXY and not for this machine itself. A variable that is
        /// empty is not set.
        /// </summary>
        public bool UseSystemProxy { get; set; }

        /// <summary>
        /// Hosts that are reached without the proxy, in addition to those of the environment. Entries separated by
        /// commas: a host, which covers its subdomains too ("example.com", ".example.com" and "*.example.com" mean the
        /// same), an address, a network ("10.0.0.0/8"), or "*".
        /// </summary>
        public string NoProxy { get; set; }

        /// <summary>
        /// Names the host program in the User-Agent header, before the library's own name. Such as
        /// "CaptureStation/5.1".
        /// </summary>
        public string UserAgentProduct { get; set; }

        /// <summary>
        /// How large the body of an answer may be. A larger one gives LFStatus.AnswerTooLarge to a refresh; it is the
        /// cause (LFException.Cause) of LFStatus.OutcomeUnknown after a login and of LFStatus.NotLoggedOut after a
        /// logout. By default 262144.
        /// </summary>
        public int MaxAnswerBytes { get; set; } = 262144;

        private void SetPlain(OptionsHandle handle)
        {
            Setting.Check(nameof(Api), Native.lf_options_set_api(handle, Api));
            Setting.Check(nameof(AllowPlainHttp), Native.lf_options_set_allow_plain_http(
                handle, AllowPlainHttp ? 1 : 0));
            Setting.Check(nameof(ConnectTimeout), Native.lf_options_set_connect_timeout_ms(
                handle, Duration.ToMilliseconds(ConnectTimeout, nameof(ConnectTimeout))));
            Setting.Check(nameof(TotalTimeout), Native.lf_options_set_total_timeout_ms(
                handle, Duration.ToMilliseconds(TotalTimeout, nameof(TotalTimeout))));
            Setting.Check(nameof(LateAnswerGrace), Native.lf_options_set_late_answer_grace_ms(
                handle, Duration.ToMilliseconds(LateAnswerGrace, nameof(LateAnswerGrace))));
            Setting.Check(nameof(Trust), Native.lf_options_set_trust(handle, Trust));
            Setting.Texts(nameof(CaPems), Native.lf_options_add_ca_pem, handle, CaPems);
            Setting.Texts(nameof(CaFiles), Native.lf_options_add_ca_file, handle, CaFiles);
            Setting.Texts(
                nameof(PinnedCertificates), Native.lf_options_add_pinned_certificate, handle, PinnedCertificates);
            Setting.Check(nameof(MinTlsVersion), Native.lf_options_set_min_tls_version(handle, MinTlsVersion));
            Setting.Text(
                nameof(ClientKeyPassword), Native.lf_options_set_client_key_password, handle, ClientKeyPassword);
            Setting.Check(nameof(UseSystemProxy), Native.lf_options_set_use_system_proxy(
                handle, UseSystemProxy ? 1 : 0));
            Setting.Text(nameof(NoProxy), Native.lf_options_set_no_proxy, handle, NoProxy);
            Setting.Text(nameof(UserAgentProduct), Native.lf_options_set_user_agent_product, handle, UserAgentProduct);
            Setting.Check(nameof(MaxAnswerBytes), Native.lf_options_set_max_answer_bytes(
                handle, Setting.Count(MaxAnswerBytes, nameof(MaxAnswerBytes))));
        }
    }
}
