// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Threading;
using System.Threading.Tasks;

namespace LFToken
{
    /// <summary>
    /// A login in a browser, by an authorization code with PKCE: for <see cref="LFApi.ServerV2"/> and
    /// <see cref="LFApi.Cloud"/>. It gives credentials for one <see cref="LFClient.CreateToken"/>.
    /// </summary>
    /// <remarks>
    /// A desktop program calls <see cref="Listen"/>, opens <see cref="Url"/> in a browser, and has <see cref="Wait"/>
    /// give the credentials. A web application passes the address that the browser came back with to
    /// <see cref="Accept"/>.
    /// </remarks>
    public sealed partial class LFAuthorization : IDisposable
    {
        /// <summary>Begins a login. Nothing is sent.</summary>
        /// <param name="client">Of the server that the user logs in to.</param>
        /// <param name="clientId">
        /// The client id of the app with <see cref="LFApi.Cloud"/>; null with <see cref="LFApi.ServerV2"/>, which knows
        /// no apps.
        /// </param>
        /// <param name="redirectAddress">
        /// Where the browser is sent back to, exactly as the app or the server has it: https, or http for localhost,
        /// 127.0.0.1 or [::1] with a port.
        /// </param>
        /// <param name="scope">Scopes with spaces between them; null: none.</param>
        /// <exception cref="LFException">An argument cannot be used, or the API has no such logins.</exception>
        public LFAuthorization(LFClient client, string clientId, string redirectAddress, string scope = null)
        {
            if (client == null)
            {
                throw new ArgumentNullException(nameof(client));
            }
            if (redirectAddress == null)
            {
                throw new ArgumentNullException(nameof(redirectAddress));
            }
            LFStatus status = Native.lf_authorization_new(
                client.Handle,
                Utf8.Bytes(clientId, nameof(clientId)),
                Utf8.Bytes(redirectAddress, nameof(redirectAddress)),
                Utf8.Bytes(scope, nameof(scope)),
                out AuthorizationHandle handle,
                out ErrorHandle error);
            LFException.ThrowIfFailedWith(error, status);
            Handle = handle;
        }

        /// <summary>The address to open in a browser, for nobody but the user.</summary>
        public string Url => Utf8.Get(Native.lf_authorization_url, Handle);

        private AuthorizationHandle Handle { get; }

        /// <summary>
        /// Takes the address that the browser came back with, checks that it is the answer to this login, and makes
        /// credentials of its code. What is not the answer is refused and uses nothing up.
        /// </summary>
        /// <param name="callbackUrl">The address, or its query alone.</param>
        /// <exception cref="LFException">
        /// It is not the answer to this login, or the server says something instead of a code;
        /// <see cref="LFException.ProblemType"/> has its word.
        /// </exception>
        public LFCredentials Accept(string callbackUrl)
        {
            if (callbackUrl == null)
            {
                throw new ArgumentNullException(nameof(callbackUrl));
            }
            using (SecretBytes secret = Utf8.Secret(callbackUrl, nameof(callbackUrl)))
            {
                LFStatus status = Native.lf_authorization_accept(
                    Handle, secret.Bytes, out CredentialsHandle credentials, out ErrorHandle error);
                LFException.ThrowIfFailedWith(error, status);
                return new LFCredentials(credentials);
            }
        }

        /// <summary>
        /// Listens on this machine for the browser, at the port of the redirect address, and returns at once. Call it
        /// before the address is opened, then <see cref="Wait"/>.
        /// </summary>
        /// <exception cref="LFException">
        /// The redirect address is not one of this machine with http, or another program listens at its port.
        /// </exception>
        public void Listen()
        {
            LFStatus status = Native.lf_authorization_listen(Handle, out ErrorHandle error);
            LFException.ThrowIfFailedWith(error, status);
        }

        /// <summary>
        /// Waits for the browser to come back, shows it a page that says that it may be closed, and makes credentials
        /// of the code. After a timeout or cancellation it still listens, and can be called again.
        /// </summary>
        /// <param name="options">
        /// Settings of this call, whose timeout limits the wait; null: 5 minutes.
        /// </param>
        /// <param name="cancellationToken">Ends the wait within 100 ms.</param>
        /// <exception cref="LFException">
        /// Nobody came back in time, or the server says something instead of a code, as for <see cref="Accept"/>.
        /// </exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public LFCredentials Wait(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            using (CallScope call = new CallScope(options, cancellationToken))
            {
                LFStatus status = Native.lf_authorization_wait(
                    Handle, call.Handle, out CredentialsHandle credentials, out ErrorHandle error);
                call.ThrowIfFailed(status, error);
                return new LFCredentials(credentials);
            }
        }

        /// <summary>As <see cref="Wait"/>, on a thread of its own.</summary>
        public Task<LFCredentials> WaitAsync(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken)) =>
            Background.Run(() => Wait(options, cancellationToken), cancellationToken);

        /// <summary>Ends the login and wipes its secrets; it no longer listens.</summary>
        public void Dispose() => Handle.Dispose();
    }
}
