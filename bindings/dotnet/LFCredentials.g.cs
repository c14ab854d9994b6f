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

        /// <summary>
        /// Sets the password. With LFApi.V1Alpha on Cloud that of a service principal is its service principal key.
        /// </summary>
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
        /// login that has it. For LFApi.V1Alpha.
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
        /// The name that the audit trail and the list of sessions show for the login. For LFApi.V1Alpha. Name host and
        /// program, so that an administrator can find the session.
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

        /// <summary>Sets an existing session key to log in with. For LFApi.V1Alpha.</summary>
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

        /// <summary>Sets a SAML token to log in with. For LFApi.V1Alpha.</summary>
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

        /// <summary>
        /// The Laserfiche Cloud account id (9 or 10 digits), for logins with a user name on Cloud. For LFApi.V1Alpha.
        /// </summary>
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
        /// Asks the server for a cookie besides the token. LFAccessToken.Cookie then gives it as it was received. For
        /// LFApi.V1Alpha.
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

        /// <summary>
        /// Sets the access key of a service app, as the Developer Console exports it: base64, or the JSON that is in
        /// it. It needs LFCredentials.SetServicePrincipalKey besides. For LFApi.Cloud.
        /// </summary>
        public void SetAccessKey(string accessKey) =>
            Setting.Secret(nameof(accessKey), Native.lf_credentials_set_access_key, Handle,
                Utf8.Secret(accessKey, nameof(accessKey)));

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public void SetAccessKey(char[] accessKey) =>
            Setting.Secret(nameof(accessKey), Native.lf_credentials_set_access_key, Handle,
                Utf8.Secret(accessKey, nameof(accessKey)));

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public void SetAccessKey(byte[] accessKey) =>
            Setting.Secret(nameof(accessKey), Native.lf_credentials_set_access_key, Handle,
                Utf8.Secret(accessKey, nameof(accessKey)));

        private string accessKeyFile;

        /// <summary>
        /// The access key as LFCredentials.SetAccessKey does, by the name of the file that it is in. The file is read
        /// at every LFClient.CreateToken. A key and a file take each other's place: the one that is set last counts.
        /// UTF-8.
        /// </summary>
        public string AccessKeyFile
        {
            get => accessKeyFile;
            set
            {
                Setting.Text(nameof(AccessKeyFile), Native.lf_credentials_set_access_key_file, Handle, value);
                accessKeyFile = value;
            }
        }

        /// <summary>
        /// Sets the service principal key of a service app, which goes with its access key. For LFApi.Cloud.
        /// </summary>
        public void SetServicePrincipalKey(string key) =>
            Setting.Secret(nameof(key), Native.lf_credentials_set_service_principal_key, Handle,
                Utf8.Secret(key, nameof(key)));

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public void SetServicePrincipalKey(char[] key) =>
            Setting.Secret(nameof(key), Native.lf_credentials_set_service_principal_key, Handle,
                Utf8.Secret(key, nameof(key)));

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public void SetServicePrincipalKey(byte[] key) =>
            Setting.Secret(nameof(key), Native.lf_credentials_set_service_principal_key, Handle,
                Utf8.Secret(key, nameof(key)));

        /// <summary>
        /// Sets a refresh token to log in with, one that LFAccessToken.RefreshToken gave before a restart. The server
        /// takes it once: after a login, read the next one. For LFApi.ServerV2, and for LFApi.Cloud with the client id
        /// of the app.
        /// </summary>
        public void SetRefreshToken(string refreshToken) =>
            Setting.Secret(nameof(refreshToken), Native.lf_credentials_set_refresh_token, Handle,
                Utf8.Secret(refreshToken, nameof(refreshToken)));

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public void SetRefreshToken(char[] refreshToken) =>
            Setting.Secret(nameof(refreshToken), Native.lf_credentials_set_refresh_token, Handle,
                Utf8.Secret(refreshToken, nameof(refreshToken)));

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public void SetRefreshToken(byte[] refreshToken) =>
            Setting.Secret(nameof(refreshToken), Native.lf_credentials_set_refresh_token, Handle,
                Utf8.Secret(refreshToken, nameof(refreshToken)));

        private string clientId;

        /// <summary>The client id of the app that a refresh token belongs to. For LFApi.Cloud.</summary>
        public string ClientId
        {
            get => clientId;
            set
            {
                Setting.Text(nameof(ClientId), Native.lf_credentials_set_client_id, Handle, value);
                clientId = value;
            }
        }

        /// <summary>
        /// Sets the client secret of a web app. It is sent in the Authorization header (Basic), never in the body. A
        /// single-page app has none. For LFApi.Cloud.
        /// </summary>
        public void SetClientSecret(string clientSecret) =>
            Setting.Secret(nameof(clientSecret), Native.lf_credentials_set_client_secret, Handle,
                Utf8.Secret(clientSecret, nameof(clientSecret)));

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public void SetClientSecret(char[] clientSecret) =>
            Setting.Secret(nameof(clientSecret), Native.lf_credentials_set_client_secret, Handle,
                Utf8.Secret(clientSecret, nameof(clientSecret)));

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public void SetClientSecret(byte[] clientSecret) =>
            Setting.Secret(nameof(clientSecret), Native.lf_credentials_set_client_secret, Handle,
                Utf8.Secret(clientSecret, nameof(clientSecret)));

        private string scope;

        /// <summary>
        /// The scopes to ask for, with spaces between them; their case counts. LFAccessToken.Scope tells what was
        /// granted. For LFApi.Cloud, and not with a refresh token, which has the scopes that its app was granted. Such
        /// as "repository.Read repository.Write".
        /// </summary>
        public string Scope
        {
            get => scope;
            set
            {
                Setting.Text(nameof(Scope), Native.lf_credentials_set_scope, Handle, value);
                scope = value;
            }
        }
    }
}
