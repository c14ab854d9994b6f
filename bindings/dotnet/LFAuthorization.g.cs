// SPDX-License-Identifier: MIT OR Apache-2.0
// Generated from lftoken.h by `cargo run -p lftoken-bindings`.

namespace LFToken
{
    public sealed partial class LFAuthorization
    {
        /// <summary>
        /// Sets the client secret of a web app, which goes into the credentials. A single-page app has none. For
        /// LFApi.Cloud.
        /// </summary>
        public void SetClientSecret(string clientSecret) =>
            Setting.Secret(nameof(clientSecret), Native.lf_authorization_set_client_secret, Handle,
                Utf8.Secret(clientSecret, nameof(clientSecret)));

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public void SetClientSecret(char[] clientSecret) =>
            Setting.Secret(nameof(clientSecret), Native.lf_authorization_set_client_secret, Handle,
                Utf8.Secret(clientSecret, nameof(clientSecret)));

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public void SetClientSecret(byte[] clientSecret) =>
            Setting.Secret(nameof(clientSecret), Native.lf_authorization_set_client_secret, Handle,
                Utf8.Secret(clientSecret, nameof(clientSecret)));

        private string customerId;

        /// <summary>
        /// The id of the Laserfiche Cloud account (9 or 10 digits) that the user is to log in to. For LFApi.Cloud.
        /// </summary>
        public string CustomerId
        {
            get => customerId;
            set
            {
                Setting.Text(nameof(CustomerId), Native.lf_authorization_set_customer_id, Handle, value);
                customerId = value;
            }
        }
    }
}
