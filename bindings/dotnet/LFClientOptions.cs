// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Collections.Generic;

namespace LFToken
{
    /// <summary>Which certificate authorities are trusted.</summary>
    public enum LFTrust
    {
        /// <summary>The trust store of the operating system, with the authorities that were added.</summary>
        System = 0,

        /// <summary>The Mozilla roots that the library was built with, with the authorities that were added.</summary>
        Bundled = 1,

        /// <summary>Only the authorities that were added.</summary>
        AddedOnly = 2,
    }

    /// <summary>The oldest TLS version that is spoken.</summary>
    public enum LFTlsVersion
    {
        /// <summary>TLS 1.2 or newer.</summary>
        Tls12 = 12,

        /// <summary>TLS 1.3 or newer.</summary>
        Tls13 = 13,
    }

    /// <summary>
    /// A server and how to reach it. Only <see cref="BaseAddress"/> has to be set. A client keeps the settings as they
    /// were when it was made.
    /// </summary>
    public sealed class LFClientOptions
    {
        /// <summary>
        /// Where the repository API is, such as "https://lf.example.com/LFRepositoryAPI"; its path is kept. Http only
        /// for this machine itself or with <see cref="AllowPlainHttp"/>.
        /// </summary>
        public string BaseAddress { get; set; }

        /// <summary>
        /// Allows http to any host: passwords and tokens then cross the network readable by everybody.
        /// </summary>
        public bool AllowPlainHttp { get; set; }

        /// <summary>How long one attempt to get a connection may take; 10 s by default.</summary>
        public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

        /// <summary>How long a call may take in all; 30 s by default.</summary>
        public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

        /// <summary>
        /// How long the library waits for the answer to a login whose outcome is unknown, to log its session out; 30 s
        /// by default. Zero: it does not.
        /// </summary>
        public TimeSpan LateAnswerGrace { get; set; } = TimeSpan.FromSeconds(30);

        /// <summary>Which certificate authorities are trusted; those of the system by default.</summary>
        public LFTrust Trust { get; set; } = LFTrust.System;

        /// <summary>Certificate authorities to trust, in PEM form.</summary>
        public ICollection<string> CaPems { get; } = new List<string>();

        /// <summary>Files with certificate authorities to trust, in PEM form.</summary>
        public ICollection<string> CaFiles { get; } = new List<string>();

        /// <summary>
        /// SHA-256 fingerprints (64 hexadecimal digits) of the server certificates to accept, whoever signed them. If
        /// there is one, nothing else is accepted.
        /// </summary>
        public ICollection<string> PinnedCertificates { get; } = new List<string>();

        /// <summary>The client's certificate and its intermediates, in PEM form; null: none.</summary>
        public string ClientCertificatePem { get; set; }

        /// <summary>Its private key in PEM form, not encrypted.</summary>
        public string ClientKeyPem { get; set; }

        /// <summary>A PEM file with the client's certificate and its intermediates; null: none.</summary>
        public string ClientCertificateFile { get; set; }

        /// <summary>The PEM file with its private key; may be the same file.</summary>
        public string ClientKeyFile { get; set; }

        /// <summary>The oldest TLS version that is spoken; TLS 1.2 by default.</summary>
        public LFTlsVersion MinTlsVersion { get; set; } = LFTlsVersion.Tls12;

        /// <summary>The HTTP proxy to go through, "http://host:port" or "host:port"; null: none.</summary>
        public string ProxyAddress { get; set; }

        /// <summary>The user name for Basic authentication at the proxy; null: none.</summary>
        public string ProxyUsername { get; set; }

        /// <summary>Its password.</summary>
        public string ProxyPassword { get; set; }

        /// <summary>
        /// Uses the proxy that the system names, unless <see cref="ProxyAddress"/> names one; by default no proxy is
        /// used, whatever the system says.
        /// </summary>
        public bool UseSystemProxy { get; set; }

        /// <summary>Hosts that are reached without the proxy, separated by commas.</summary>
        public string NoProxy { get; set; }

        /// <summary>Names the program in the User-Agent header, such as "CaptureStation/5.1".</summary>
        public string UserAgentProduct { get; set; }

        /// <summary>How many idle connections are kept; 16 by default.</summary>
        public int MaxIdleConnections { get; set; } = 16;

        /// <summary>How long an idle connection is kept; 60 s by default.</summary>
        public TimeSpan IdleConnectionTimeout { get; set; } = TimeSpan.FromSeconds(60);

        /// <summary>How large the body of an answer may be; 262144 bytes by default, at least 1024.</summary>
        public int MaxAnswerBytes { get; set; } = 262144;

        /// <summary>How often a call is tried; 3 by default, 1 never repeats.</summary>
        public int MaxAttempts { get; set; } = 3;

        /// <summary>
        /// The longest wait before the second attempt; it doubles from one to the next. 500 ms by default.
        /// </summary>
        public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromMilliseconds(500);

        /// <summary>The longest wait before any attempt; 20 s by default.</summary>
        public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromSeconds(20);

        /// <summary>What is reported to <see cref="LFClient.Log"/>.</summary>
        public LFLogLevel LogLevel { get; set; } = LFLogLevel.Info;

        internal OptionsHandle ToHandle(IntPtr logId)
        {
            LFException.ThrowIfFailed(Native.lf_options_new(out OptionsHandle options), null);
            try
            {
                Fill(options, logId);
                return options;
            }
            catch
            {
                options.Dispose();
                throw;
            }
        }

        private void Fill(OptionsHandle options, IntPtr logId)
        {
            if (BaseAddress != null)
            {
                Set(nameof(BaseAddress), Native.lf_options_set_base_address, options, BaseAddress);
            }
            Check(nameof(AllowPlainHttp), Native.lf_options_set_allow_plain_http(options, AllowPlainHttp ? 1 : 0));

            Check(nameof(ConnectTimeout), Native.lf_options_set_connect_timeout_ms(
                options, Duration.ToMilliseconds(ConnectTimeout, nameof(ConnectTimeout))));
            Check(nameof(TotalTimeout), Native.lf_options_set_total_timeout_ms(
                options, Duration.ToMilliseconds(TotalTimeout, nameof(TotalTimeout))));
            Check(nameof(LateAnswerGrace), Native.lf_options_set_late_answer_grace_ms(
                options, Duration.ToMilliseconds(LateAnswerGrace, nameof(LateAnswerGrace))));

            Check(nameof(Trust), Native.lf_options_set_trust(options, Trust));
            SetAll(nameof(CaPems), Native.lf_options_add_ca_pem, options, CaPems);
            SetAll(nameof(CaFiles), Native.lf_options_add_ca_file, options, CaFiles);
            SetAll(nameof(PinnedCertificates), Native.lf_options_add_pinned_certificate, options, PinnedCertificates);
            if (ClientCertificatePem != null || ClientKeyPem != null)
            {
                using (SecretBytes key = Utf8.Secret(ClientKeyPem, nameof(ClientKeyPem)))
                {
                    Check(nameof(ClientCertificatePem), Native.lf_options_set_client_certificate_pem(
                        options, Utf8.Bytes(ClientCertificatePem, nameof(ClientCertificatePem)), key.Bytes));
                }
            }
            if (ClientCertificateFile != null || ClientKeyFile != null)
            {
                Check(nameof(ClientCertificateFile), Native.lf_options_set_client_certificate_file(
                    options,
                    Utf8.Bytes(ClientCertificateFile, nameof(ClientCertificateFile)),
                    Utf8.Bytes(ClientKeyFile, nameof(ClientKeyFile))));
            }
            Check(nameof(MinTlsVersion), Native.lf_options_set_min_tls_version(options, MinTlsVersion));

            if (UseSystemProxy)
            {
                Check(nameof(UseSystemProxy), Native.lf_options_set_use_system_proxy(options, 1));
            }
            if (ProxyAddress != null)
            {
                using (SecretBytes password = Utf8.Secret(ProxyPassword, nameof(ProxyPassword)))
                using (SecretBytes address = Utf8.Secret(ProxyAddress, nameof(ProxyAddress)))
                {
                    Check(nameof(ProxyAddress), Native.lf_options_set_proxy(
                        options, address.Bytes, Utf8.Bytes(ProxyUsername, nameof(ProxyUsername)), password.Bytes));
                }
            }
            Set(nameof(NoProxy), Native.lf_options_set_no_proxy, options, NoProxy);

            Set(nameof(UserAgentProduct), Native.lf_options_set_user_agent_product, options, UserAgentProduct);
            Check(nameof(MaxIdleConnections), Native.lf_options_set_pool(
                options,
                Count(MaxIdleConnections, nameof(MaxIdleConnections)),
                Duration.ToMilliseconds(IdleConnectionTimeout, nameof(IdleConnectionTimeout))));
            Check(nameof(MaxAnswerBytes), Native.lf_options_set_max_answer_bytes(
                options, Count(MaxAnswerBytes, nameof(MaxAnswerBytes))));
            Check(nameof(MaxAttempts), Native.lf_options_set_retry(
                options,
                Count(MaxAttempts, nameof(MaxAttempts)),
                Duration.ToMilliseconds(RetryBaseDelay, nameof(RetryBaseDelay)),
                Duration.ToMilliseconds(RetryMaxDelay, nameof(RetryMaxDelay))));
            Check(nameof(LogLevel), Native.lf_options_set_log(options, LogLevel, LogRouter.Callback, logId));
        }

        private static void Set(
            string name, Func<OptionsHandle, byte[], LFStatus> setter, OptionsHandle options, string value) =>
            Check(name, setter(options, Utf8.Bytes(value, name)));

        private static void SetAll(
            string name, Func<OptionsHandle, byte[], LFStatus> adder, OptionsHandle options, IEnumerable<string> values)
        {
            foreach (string value in values)
            {
                Set(name, adder, options, value);
            }
        }

        private static uint Count(int number, string name) =>
            number >= 0 ? (uint)number : throw new ArgumentOutOfRangeException(name, number, "The number is negative.");

        private static void Check(string name, LFStatus status) => LFException.ThrowIfFailed(status, name);
    }
}
