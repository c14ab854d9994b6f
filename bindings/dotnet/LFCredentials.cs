// SPDX-License-Identifier: MIT OR Apache-2.0

using System;

namespace LFToken
{
    /// <summary>
    /// With what to log in: a user name and a password, or a SAML token, or a session key. Members that are null are
    /// not sent. Secrets are wiped when they are replaced and by <see cref="Dispose"/>.
    /// </summary>
    /// <remarks>
    /// A string cannot be wiped: a program that must not leave a password in its memory passes an array and clears it.
    /// </remarks>
    public sealed class LFCredentials : IDisposable
    {
        private readonly CredentialsHandle handle;
        private string username;
        private string organization;
        private string applicationName;
        private string customerId;
        private bool createCookie;

        /// <summary>Makes empty credentials.</summary>
        public LFCredentials()
        {
            LFException.ThrowIfFailed(Native.lf_credentials_new(out handle), null);
        }

        /// <summary>Makes credentials of a user name and a password.</summary>
        public LFCredentials(string username, string password)
            : this()
        {
            Username = username;
            SetPassword(password);
        }

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public LFCredentials(string username, char[] password)
            : this()
        {
            Username = username;
            SetPassword(password);
        }

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public LFCredentials(string username, byte[] password)
            : this()
        {
            Username = username;
            SetPassword(password);
        }

        /// <summary>The user name. Self-hosted servers also know user@domain and domain\user.</summary>
        public string Username
        {
            get => username;
            set
            {
                Set(nameof(Username), Native.lf_credentials_set_username, value);
                username = value;
            }
        }

        /// <summary>
        /// The Directory Server organization. Servers from before June 2022 do not know it and may refuse a login with
        /// it.
        /// </summary>
        public string Organization
        {
            get => organization;
            set
            {
                Set(nameof(Organization), Native.lf_credentials_set_organization, value);
                organization = value;
            }
        }

        /// <summary>The name that the audit trail and the list of sessions show: host and program, say.</summary>
        public string ApplicationName
        {
            get => applicationName;
            set
            {
                Set(nameof(ApplicationName), Native.lf_credentials_set_application_name, value);
                applicationName = value;
            }
        }

        /// <summary>The Laserfiche Cloud account id (9 or 10 digits), for logins with a user name on Cloud.</summary>
        public string CustomerId
        {
            get => customerId;
            set
            {
                Set(nameof(CustomerId), Native.lf_credentials_set_customer_id, value);
                customerId = value;
            }
        }

        /// <summary>Asks the server for a cookie besides the token; see <see cref="LFAccessToken.Cookie"/>.</summary>
        public bool CreateCookie
        {
            get => createCookie;
            set
            {
                LFException.ThrowIfFailed(
                    Native.lf_credentials_set_create_cookie(Handle, value ? 1 : 0), nameof(CreateCookie));
                createCookie = value;
            }
        }

        /// <summary>
        /// Checked here, because mono does not let go of the client's handle when that of the credentials turns out to
        /// be closed.
        /// </summary>
        internal CredentialsHandle Handle =>
            handle.IsClosed ? throw new ObjectDisposedException(nameof(LFCredentials)) : handle;

        /// <summary>Sets the password. For a Cloud service principal it is the service principal key.</summary>
        public void SetPassword(string password) =>
            Set(nameof(password), Native.lf_credentials_set_password, Utf8.Secret(password, nameof(password)));

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public void SetPassword(char[] password) =>
            Set(nameof(password), Native.lf_credentials_set_password, Utf8.Secret(password, nameof(password)));

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public void SetPassword(byte[] password) =>
            Set(nameof(password), Native.lf_credentials_set_password, Utf8.Secret(password, nameof(password)));

        /// <summary>Sets a SAML token to log in with.</summary>
        public void SetSamlToken(string samlToken) =>
            Set(nameof(samlToken), Native.lf_credentials_set_saml_token, Utf8.Secret(samlToken, nameof(samlToken)));

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public void SetSamlToken(char[] samlToken) =>
            Set(nameof(samlToken), Native.lf_credentials_set_saml_token, Utf8.Secret(samlToken, nameof(samlToken)));

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public void SetSamlToken(byte[] samlToken) =>
            Set(nameof(samlToken), Native.lf_credentials_set_saml_token, Utf8.Secret(samlToken, nameof(samlToken)));

        /// <summary>Sets an existing session key to log in with.</summary>
        public void SetSessionKey(string sessionKey) =>
            Set(nameof(sessionKey), Native.lf_credentials_set_session_key, Utf8.Secret(sessionKey, nameof(sessionKey)));

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public void SetSessionKey(char[] sessionKey) =>
            Set(nameof(sessionKey), Native.lf_credentials_set_session_key, Utf8.Secret(sessionKey, nameof(sessionKey)));

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public void SetSessionKey(byte[] sessionKey) =>
            Set(nameof(sessionKey), Native.lf_credentials_set_session_key, Utf8.Secret(sessionKey, nameof(sessionKey)));

        /// <summary>Frees the credentials and wipes their secrets. Logins that use them are not affected.</summary>
        public void Dispose() => handle.Dispose();

        private void Set(string name, Func<CredentialsHandle, byte[], LFStatus> setter, string value) =>
            LFException.ThrowIfFailed(setter(Handle, Utf8.Bytes(value, name)), name);

        private void Set(string name, Func<CredentialsHandle, byte[], LFStatus> setter, SecretBytes secret)
        {
            using (secret)
            {
                LFException.ThrowIfFailed(setter(Handle, secret.Bytes), name);
            }
        }
    }
}
