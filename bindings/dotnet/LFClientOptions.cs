// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Collections.Generic;

namespace LFToken
{
    /// <summary>
    /// A server and how to reach it. Only <see cref="BaseAddress"/> has to be set, and <see cref="Api"/> if it is not
    /// v1-alpha. A client keeps the settings as they were when it was made.
    /// </summary>
    public sealed partial class LFClientOptions
    {
        /// <summary>
        /// Where the repository API is, such as "https://lf.example.com/LFRepositoryAPI"; its path is kept. Http only
        /// for this machine itself or with <see cref="AllowPlainHttp"/>. With <see cref="LFApi.Cloud"/> it is the
        /// address of the login server, such as "https://signin.laserfiche.com/oauth", which an access key names by
        /// itself.
        /// </summary>
        public string BaseAddress { get; set; }

        /// <summary>The client's certificate and its intermediates, in PEM form; null: none.</summary>
        public string ClientCertificatePem { get; set; }

        /// <summary>
        /// Its private key in PEM form; <see cref="ClientKeyPassword"/> is for one that is encrypted.
        /// </summary>
        public string ClientKeyPem { get; set; }

        /// <summary>A file (PEM, or DER) with the client's certificate and its intermediates; null: none.</summary>
        public string ClientCertificateFile { get; set; }

        /// <summary>The file with its private key; may be the same file.</summary>
        public string ClientKeyFile { get; set; }

        /// <summary>
        /// The bytes of a PKCS#12 file (.pfx, .p12) with the client's certificate and its key; null: none.
        /// </summary>
        public byte[] ClientCertificatePkcs12 { get; set; }

        /// <summary>A PKCS#12 file with the client's certificate and its key; null: none.</summary>
        public string ClientCertificatePkcs12File { get; set; }

        /// <summary>The password of either; null if there is none.</summary>
        public string ClientCertificatePkcs12Password { get; set; }

        /// <summary>
        /// Certificate authorities that are trusted, too: each the bytes of a certificate in binary form (DER).
        /// </summary>
        public ICollection<byte[]> CaDers { get; } = new List<byte[]>();

        /// <summary>The HTTP proxy to go through, "http://host:port" or "host:port"; null: none.</summary>
        public string ProxyAddress { get; set; }

        /// <summary>The user name for Basic authentication at the proxy; null: none.</summary>
        public string ProxyUsername { get; set; }

        /// <summary>Its password.</summary>
        public string ProxyPassword { get; set; }

        /// <summary>How many idle connections are kept; 16 by default.</summary>
        public int MaxIdleConnections { get; set; } = 16;

        /// <summary>How long an idle connection is kept; 60 s by default.</summary>
        public TimeSpan IdleConnectionTimeout { get; set; } = TimeSpan.FromSeconds(60);

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
                Setting.Text(nameof(BaseAddress), Native.lf_options_set_base_address, options, BaseAddress);
            }
            SetPlain(options);
            // After the proxy of the system, which it stands in for.
            if (ProxyAddress != null)
            {
                using (SecretBytes password = Utf8.Secret(ProxyPassword, nameof(ProxyPassword)))
                using (SecretBytes address = Utf8.Secret(ProxyAddress, nameof(ProxyAddress)))
                {
                    Setting.Check(nameof(ProxyAddress), Native.lf_options_set_proxy(
                        options, address.Bytes, Utf8.Bytes(ProxyUsername, nameof(ProxyUsername)), password.Bytes));
                }
            }
            if (ClientCertificatePem != null || ClientKeyPem != null)
            {
                Setting.Both(ClientCertificatePem, nameof(ClientCertificatePem), ClientKeyPem, nameof(ClientKeyPem));
                using (SecretBytes key = Utf8.Secret(ClientKeyPem, nameof(ClientKeyPem)))
                {
                    Setting.Check(nameof(ClientCertificatePem), Native.lf_options_set_client_certificate_pem(
                        options, Utf8.Bytes(ClientCertificatePem, nameof(ClientCertificatePem)), key.Bytes));
                }
            }
            if (ClientCertificateFile != null || ClientKeyFile != null)
            {
                Setting.Both(
                    ClientCertificateFile, nameof(ClientCertificateFile), ClientKeyFile, nameof(ClientKeyFile));
                Setting.Check(nameof(ClientCertificateFile), Native.lf_options_set_client_certificate_file(
                    options,
                    Utf8.Bytes(ClientCertificateFile, nameof(ClientCertificateFile)),
                    Utf8.Bytes(ClientKeyFile, nameof(ClientKeyFile))));
            }
            using (SecretBytes password =
                Utf8.Secret(ClientCertificatePkcs12Password, nameof(ClientCertificatePkcs12Password)))
            {
                if (ClientCertificatePkcs12 != null)
                {
                    Setting.Check(nameof(ClientCertificatePkcs12), Native.lf_options_set_client_certificate_pkcs12(
                        options, ClientCertificatePkcs12, (UIntPtr)ClientCertificatePkcs12.Length, password.Bytes));
                }
                if (ClientCertificatePkcs12File != null)
                {
                    Setting.Check(
                        nameof(ClientCertificatePkcs12File), Native.lf_options_set_client_certificate_pkcs12_file(
                            options,
                            Utf8.Bytes(ClientCertificatePkcs12File, nameof(ClientCertificatePkcs12File)),
                            password.Bytes));
                }
            }
            foreach (byte[] der in CaDers)
            {
                if (der == null)
                {
                    throw new ArgumentNullException(nameof(CaDers));
                }
                Setting.Check(nameof(CaDers), Native.lf_options_add_ca_der(options, der, (UIntPtr)der.Length));
            }
            Setting.Check(nameof(MaxIdleConnections), Native.lf_options_set_pool(
                options,
                Setting.Count(MaxIdleConnections, nameof(MaxIdleConnections)),
                Duration.ToMilliseconds(IdleConnectionTimeout, nameof(IdleConnectionTimeout))));
            Setting.Check(nameof(MaxAttempts), Native.lf_options_set_retry(
                options,
                Setting.Count(MaxAttempts, nameof(MaxAttempts)),
                Duration.ToMilliseconds(RetryBaseDelay, nameof(RetryBaseDelay)),
                Duration.ToMilliseconds(RetryMaxDelay, nameof(RetryMaxDelay))));
            Setting.Check(nameof(LogLevel), Native.lf_options_set_log(options, LogLevel, LogRouter.Callback, logId));
        }
    }
}
