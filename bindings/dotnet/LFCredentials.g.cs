// SPDX-License-Identifier: MIT OR Apache-2.0
// Generated from lftoken.h by `cargo run -p lftoken-bindings`.

namespace LFToken
{
    public sealed partial class LFCredentials
    {
        private string username;

        /// <summary>The user name. Self-hosted servers also know <c>user@domain</c> and <c>domain\user</c>.</summary>
        public string Username
        {
            get => username;
            set
            {
                Setting.Text(nameof(Username), Native.lf_credentials_set_username, Handle, value);
                username = value;
            }
        }

        /// <summary>Sets the password. For a Cloud service principal it is the service principal key.</summary>
        public void SetPassword(string password) =>
            Setting.Secret(nameof(password), Native.lf_credentials_set_password, Handle,
                Utf8.Secret(password, nameof(password)));

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public void SetPassword(char[] password) =>
            Setting.Secret(nameof(password), Native.lf_credentials_set_password, Handle,
                Utf8.Secret(password, nameof(password)));

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public void SetPassword(byte[] password) =>
            Setting.Secret(nameof(password), Native.lf_credentials_set_password, Handle,
                Utf8.Secret(password, nameof(password)));

        private bool allowEmptyPassword;

        /// <summary>Allows an empty password, for accounts that have none.</summary>
        public bool AllowEmptyPassword
        {
            get => allowEmptyPassword;
            set
            {
                Setting.Check(nameof(AllowEmptyPassword), Native.lf_credentials_set_allow_empty_password(Handle, value ? 1 : 0));
                allowEmptyPassword = value;
            }
        }

        private string organization;

        /// <summary>
        /// The Directory Server organization. Servers from before June 2022 do not know this member and may refuse a
        /// login that has it.
        /// </summary>
        public string Organization
        {
            get => organization;
            set
            {
                Setting.Text(nameof(Organization), Native.lf_credentials_set_organization, Handle, value);
                organization = value;
            }
        }

        private string applicationName;

        /// <summary>
        /// The name that the audit trail and the list of sessions show for the login. Name host and program, so that an
        /// administrator can find the session.
        /// </summary>
        public string ApplicationName
        {
            get => applicationName;
            set
            {
                Setting.Text(nameof(ApplicationName), Native.lf_credentials_set_application_name, Handle, value);
                applicationName = value;
            }
        }

        /// <summary>Sets an existing session key to log in with.</summary>
        public void SetSessionKey(string sessionKey) =>
            Setting.Secret(nameof(sessionKey), Native.lf_credentials_set_session_key, Handle,
                Utf8.Secret(sessionKey, nameof(sessionKey)));

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public void SetSessionKey(char[] sessionKey) =>
            Setting.Secret(nameof(sessionKey), Native.lf_credentials_set_session_key, Handle,
                Utf8.Secret(sessionKey, nameof(sessionKey)));

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public void SetSessionKey(byte[] sessionKey) =>
            Setting.Secret(nameof(sessionKey), Native.lf_credentials_set_session_key, Handle,
                Utf8.Secret(sessionKey, nameof(sessionKey)));

        /// <summary>Sets a SAML token to log in with.</summary>
        public void SetSamlToken(string samlToken) =>
            Setting.Secret(nameof(samlToken), Native.lf_credentials_set_saml_token, Handle,
                Utf8.Secret(samlToken, nameof(samlToken)));

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public void SetSamlToken(char[] samlToken) =>
            Setting.Secret(nameof(samlToken), Native.lf_credentials_set_saml_token, Handle,
                Utf8.Secret(samlToken, nameof(samlToken)));

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public void SetSamlToken(byte[] samlToken) =>
            Setting.Secret(nameof(samlToken), Native.lf_credentials_set_saml_token, Handle,
                Utf8.Secret(samlToken, nameof(samlToken)));

        private string customerId;

        /// <summary>The Laserfiche Cloud account id (9 or 10 digits), for logins with a user name on Cloud.</summary>
        public string CustomerId
        {
            get => customerId;
            set
            {
                Setting.Text(nameof(CustomerId), Native.lf_credentials_set_customer_id, Handle, value);
                customerId = value;
            }
        }

        private bool createCookie;

        /// <summary>
        /// Asks the server for a cookie besides the token. LFAccessToken.Cookie then gives it as it was received.
        /// </summary>
        public bool CreateCookie
        {
            get => createCookie;
            set
            {
                Setting.Check(nameof(CreateCookie), Native.lf_credentials_set_create_cookie(Handle, value ? 1 : 0));
                createCookie = value;
            }
        }
    }
}
