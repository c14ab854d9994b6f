// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Threading;
using System.Threading.Tasks;

namespace LFToken
{
    /// <summary>
    /// A session on the server and its access token. A session holds a licence: end it with <see cref="Invalidate"/>,
    /// in a finally block. <see cref="Dispose"/> only frees memory.
    /// </summary>
    public sealed class LFAccessToken : IDisposable
    {
        private readonly TokenHandle handle;

        internal LFAccessToken(LFClient client, TokenHandle handle)
        {
            Client = client;
            this.handle = handle;
        }

        /// <summary>The client that the token came from.</summary>
        public LFClient Client { get; }

        /// <summary>
        /// The access token itself, for the Authorization header ("Bearer " and this) of other calls to the repository
        /// API. It is a secret, and a string cannot be wiped: see also <see cref="GetValueChars"/>.
        /// </summary>
        public string Value => Utf8.Get(Native.lf_token_value, handle);

        /// <summary>
        /// The cookie that the server sent when <see cref="LFCredentials.CreateCookie"/> asked for one: "name=value",
        /// for the Cookie header of other calls. Several are joined by "; ". Null if there is none. It is a secret.
        /// </summary>
        public string Cookie => Utf8.Get(Native.lf_token_cookie, handle);

        /// <summary>
        /// The refresh token that the next <see cref="Refresh"/> uses, for
        /// <see cref="LFCredentials.SetRefreshToken(string)"/> after a restart: read it again after every refresh. Null if
        /// there is none. It is a secret.
        /// </summary>
        public string RefreshToken => Utf8.Get(Native.lf_token_refresh_token, handle);

        /// <summary>
        /// The scopes that the server granted, with spaces between them; null if it did not tell.
        /// </summary>
        public string Scope => Utf8.Get(Native.lf_token_scope, handle);

        /// <summary>
        /// Where the repository API is to be called with the token, without a slash at the end; null if that is not
        /// known.
        /// </summary>
        public string ApiAddress => Utf8.Get(Native.lf_token_api_address, handle);

        /// <summary>The repository that the token belongs to; null if the login named none.</summary>
        public string RepositoryId => Utf8.Get(Native.lf_token_repository_id, handle);

        /// <summary>
        /// When the session ends if nothing keeps it alive, by the server's clock, in UTC; null if that is not known
        /// (an adopted token).
        /// </summary>
        public DateTimeOffset? ExpiresAt
        {
            get
            {
                LFException.ThrowIfFailed(Native.lf_token_expires_at_ms(handle, out long unixMs), nameof(ExpiresAt));
                return unixMs == 0 ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
            }
        }

        /// <summary>
        /// How long the session still lasts if nothing keeps it alive; a wrong clock on this machine does not matter.
        /// Zero if it has ended, null if it is not known.
        /// </summary>
        public TimeSpan? Remaining
        {
            get
            {
                LFException.ThrowIfFailed(Native.lf_token_remaining_ms(handle, out long left), nameof(Remaining));
                return Duration.FromMilliseconds(left);
            }
        }

        /// <summary>
        /// How long the session was to last in all: what <see cref="Remaining"/> was right after the login or the last
        /// refresh. Null if it is not known.
        /// </summary>
        public TimeSpan? Lifetime
        {
            get
            {
                LFException.ThrowIfFailed(Native.lf_token_lifetime_ms(handle, out long lifetime), nameof(Lifetime));
                return Duration.FromMilliseconds(lifetime);
            }
        }

        /// <summary>What the library knows of the session.</summary>
        public LFTokenState State
        {
            get
            {
                LFException.ThrowIfFailed(Native.lf_token_state(handle, out LFTokenState state), nameof(State));
                return state;
            }
        }

        /// <summary>The access token in an array that the caller can wipe.</summary>
        public char[] GetValueChars() => Utf8.GetChars(Native.lf_token_value, handle);

        /// <summary>The access token in UTF-8, in an array that the caller can wipe.</summary>
        public byte[] GetValueBytes() => Utf8.GetBytes(Native.lf_token_value, handle);

        /// <summary>The cookie in an array that the caller can wipe; empty if there is none.</summary>
        public char[] GetCookieChars() => Utf8.GetChars(Native.lf_token_cookie, handle);

        /// <summary>The cookie in UTF-8, in an array that the caller can wipe; empty if there is none.</summary>
        public byte[] GetCookieBytes() => Utf8.GetBytes(Native.lf_token_cookie, handle);

        /// <summary>The refresh token in an array that the caller can wipe; empty if there is none.</summary>
        public char[] GetRefreshTokenChars() => Utf8.GetChars(Native.lf_token_refresh_token, handle);

        /// <summary>The refresh token in UTF-8, in an array that the caller can wipe; empty if there is none.</summary>
        public byte[] GetRefreshTokenBytes() => Utf8.GetBytes(Native.lf_token_refresh_token, handle);

        /// <summary>
        /// Keeps the session alive: its idle timer starts anew. The token stays the same; its expiry is renewed. Where
        /// <see cref="LFClient.Supports"/> denies <see cref="LFCapability.RefreshWithoutCredentials"/> it logs in anew,
        /// and <see cref="Value"/> is another one afterwards.
        /// </summary>
        /// <param name="keepAlive">
        /// How long the session may then be idle, at most an hour; null leaves it to the server. Only where
        /// <see cref="LFClient.Supports"/> tells <see cref="LFCapability.KeepAlive"/>.
        /// </param>
        /// <param name="options">Settings of this call; may be null.</param>
        /// <param name="cancellationToken">Ends the call within 100 ms.</param>
        /// <exception cref="LFException">
        /// It failed; after <see cref="LFStatus.SessionGone"/> log in again, after any other, such as
        /// <see cref="LFStatus.SessionUnconfirmed"/>, the session may still be open.
        /// </exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public void Refresh(
            TimeSpan? keepAlive = null,
            LFCallOptions options = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            uint seconds = keepAlive == null ? 0 : Duration.ToSeconds(keepAlive.Value, nameof(keepAlive));
            using (CallScope call = new CallScope(options, cancellationToken))
            {
                call.ThrowIfFailed(
                    Native.lf_refresh_token(handle, seconds, call.Handle, out ErrorHandle error), error);
            }
        }

        /// <summary>As <see cref="Refresh"/>, on a thread of its own.</summary>
        public Task RefreshAsync(
            TimeSpan? keepAlive = null,
            LFCallOptions options = null,
            CancellationToken cancellationToken = default(CancellationToken)) =>
            Background.Run(() => Refresh(keepAlive, options, cancellationToken), cancellationToken);

        /// <summary>
        /// Logs out: ends the session and frees its licence. A session that has already ended is a success. Do not give
        /// it the cancellation token of the work that is being given up: the logout would be given up, too. Where
        /// <see cref="LFClient.Supports"/> denies <see cref="LFCapability.LogOut"/> the token is forgotten, and nothing
        /// is sent.
        /// </summary>
        /// <param name="options">Settings of this call; may be null.</param>
        /// <param name="cancellationToken">Ends the call within 100 ms.</param>
        /// <exception cref="LFException">It failed, and the session may still be open: call again.</exception>
        /// <exception cref="OperationCanceledException">
        /// It was cancelled, and the session may still be open.
        /// </exception>
        public void Invalidate(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            using (CallScope call = new CallScope(options, cancellationToken))
            {
                call.ThrowIfFailed(Native.lf_invalidate_token(handle, call.Handle, out ErrorHandle error), error);
            }
        }

        /// <summary>As <see cref="Invalidate"/>, on a thread of its own.</summary>
        public Task InvalidateAsync(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken)) =>
            Background.Run(() => Invalidate(options, cancellationToken), cancellationToken);

        /// <summary>
        /// Frees the token and wipes its value. It never blocks and sends nothing: a session that was not logged out
        /// with <see cref="Invalidate"/> keeps its licence until it idles out, and the log says so.
        /// </summary>
        public void Dispose() => handle.Dispose();
    }
}
