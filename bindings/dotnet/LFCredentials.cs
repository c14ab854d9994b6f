// SPDX-License-Identifier: MIT OR Apache-2.0

using System;

namespace LFToken
{
    /// <summary>
    /// With what to log in: a user name and a password, or what else the API takes (<see cref="LFClientOptions.Api"/>);
    /// <see cref="LFAuthorization"/> gives those of a login in a browser. Members that are null are not sent. Secrets
    /// are wiped when they are replaced and by <see cref="Dispose"/>.
    /// </summary>
    /// <remarks>
    /// A string cannot be wiped: a program that must not leave a password in its memory passes an array and clears it.
    /// </remarks>
    public sealed partial class LFCredentials : IDisposable
    {
        private readonly CredentialsHandle handle;

        /// <summary>Makes empty credentials.</summary>
        public LFCredentials()
        {
            LFLibrary.Require();
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

        internal LFCredentials(CredentialsHandle handle)
        {
            this.handle = handle;
        }

        /// <summary>
        /// Checked here, because mono does not let go of the client's handle when that of the credentials turns out to
        /// be closed.
        /// </summary>
        internal CredentialsHandle Handle =>
            handle.IsClosed ? throw new ObjectDisposedException(nameof(LFCredentials)) : handle;

        /// <summary>Frees the credentials and wipes their secrets. Logins that use them are not affected.</summary>
        public void Dispose() => handle.Dispose();
    }
}
