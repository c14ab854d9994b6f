// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace LFToken
{
    /// <summary>
    /// A session that the library keeps open for the whole program, and a valid token whenever a thread asks. It logs
    /// in at the first read, renews the token in the background while it is read, logs in anew when the session has
    /// ended, and logs out when nobody has read it for a while. However many threads ask, one login is made at a time.
    /// </summary>
    /// <remarks>
    /// A login that is refused because of its credentials is not repeated before <see cref="SetCredentials"/> or
    /// <see cref="RetryCredentials"/>, because accounts get locked.
    /// </remarks>
    public sealed class LFSession : IDisposable
    {
        private readonly SessionHandle handle;
        private readonly SessionSignal signal;
        private readonly SessionReader reader;

        /// <summary>Makes a session. Nothing is sent: the first read logs in.</summary>
        /// <param name="client">Of the server.</param>
        /// <param name="repositoryId">The repository, as for <see cref="LFClient.CreateToken"/>.</param>
        /// <param name="credentials">With what to log in; taken as they are now, and kept.</param>
        /// <param name="options">Settings; null: the defaults.</param>
        /// <exception cref="LFException">An argument cannot be used, or the client was shut down.</exception>
        public LFSession(
            LFClient client, string repositoryId, LFCredentials credentials, LFSessionOptions options = null)
            : this(client, repositoryId, HandleOf(credentials), null, options)
        {
        }

        /// <summary>As above, with credentials that are asked for at each login and wiped after it.</summary>
        /// <param name="client">Of the server.</param>
        /// <param name="repositoryId">The repository, as for <see cref="LFClient.CreateToken"/>.</param>
        /// <param name="fillIn">
        /// Sets in empty credentials what a login needs; they are gone when it returns. It runs on a thread of the
        /// library and may take its time, which <see cref="Dispose"/> waits for. What it throws is the inner exception
        /// of that of the reads, until <see cref="RetryCredentials"/>.
        /// </param>
        /// <param name="options">Settings; null: the defaults.</param>
        /// <exception cref="LFException">An argument cannot be used, or the client was shut down.</exception>
        public LFSession(
            LFClient client, string repositoryId, Action<LFCredentials> fillIn, LFSessionOptions options = null)
            : this(
                client,
                repositoryId,
                new CredentialsHandle(),
                fillIn ?? throw new ArgumentNullException(nameof(fillIn)),
                options)
        {
        }

        private LFSession(
            LFClient client,
            string repositoryId,
            CredentialsHandle credentials,
            Action<LFCredentials> fillIn,
            LFSessionOptions options)
        {
            Client = client ?? throw new ArgumentNullException(nameof(client));
            byte[] repository = client.Repository(repositoryId, nameof(repositoryId));
            signal = new SessionSignal(this, fillIn);
            IntPtr id = SessionRouter.Add(signal);
            try
            {
                using (SessionOptionsHandle native = (options ?? new LFSessionOptions()).ToHandle(id, fillIn != null))
                {
                    LFStatus status = Native.lf_session_new(
                        client.Handle, repository, credentials, native, out handle, out ErrorHandle error);
                    handle.Id = id;
                    LFException.ThrowIfFailedWith(error, status);
                }
                reader = new SessionReader(handle, signal);
            }
            catch
            {
                SessionRouter.Remove(id);
                throw;
            }
        }

        /// <summary>
        /// Tells of logins, renewals, logouts and failures, one after another on threads of the pool. Handlers may call
        /// whatever they like; what they throw is dropped.
        /// </summary>
        public event EventHandler<LFSessionEventArgs> Happened;

        /// <summary>The client that the session was made of.</summary>
        public LFClient Client { get; }

        /// <summary>What the session is doing.</summary>
        public LFSessionState State
        {
            get
            {
                LFException.ThrowIfFailed(Native.lf_session_state(handle, out LFSessionState state), nameof(State));
                return state;
            }
        }

        /// <summary>
        /// When the token of now expires, by the server's clock, in UTC; null if there is none, or that is not known.
        /// </summary>
        public DateTimeOffset? ExpiresAt
        {
            get
            {
                LFException.ThrowIfFailed(Native.lf_session_expires_at_ms(handle, out long unixMs), nameof(ExpiresAt));
                return unixMs == 0 ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
            }
        }

        /// <summary>
        /// Where the repository API is to be called, without a slash at the end; null as long as no login has told it.
        /// </summary>
        public string ApiAddress => Utf8.Get(Native.lf_session_api_address, handle);

        /// <summary>
        /// What the session has done so far, for support: lines such as "logins 3". A newer library may have more.
        /// </summary>
        public string Stats => Utf8.Get(Native.lf_session_stats, handle);

        internal bool IsHeard => Happened != null;

        /// <summary>
        /// The access token, good for at least <see cref="LFSessionOptions.Margin"/>; waits for a login if there is
        /// none. It is a secret, and a string cannot be wiped: see also <see cref="GetTokenChars"/>.
        /// </summary>
        /// <param name="options">Settings of this call, whose timeout limits its wait; may be null.</param>
        /// <param name="cancellationToken">Ends the wait of this call alone; the login goes on.</param>
        /// <exception cref="LFException">
        /// There is none, and why. While a renewal fails the token is given as long as it is good. What is not worth
        /// repeating at once fails again without another try, and the message says when the next one is made.
        /// </exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public string GetToken(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken)) =>
            reader.Read(false, SessionReader.AsString, options, cancellationToken);

        /// <summary>As <see cref="GetToken"/>, in an array that the caller can wipe.</summary>
        public char[] GetTokenChars(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken)) =>
            reader.Read(false, (bytes, length) => Encoding.UTF8.GetChars(bytes, 0, length), options, cancellationToken);

        /// <summary>
        /// The whole value of an Authorization header: "Bearer " and the token, as <see cref="GetToken"/> reads it.
        /// </summary>
        public string GetAuthorization(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken)) =>
            reader.Read(true, SessionReader.AsString, options, cancellationToken);

        /// <summary>
        /// As <see cref="GetToken"/>, without a thread that waits. A login ends within the limits of the client.
        /// </summary>
        /// <param name="cancellationToken">Ends this wait alone; the login goes on for the next one.</param>
        public async Task<string> GetTokenAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            LFException told = null;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // Before the read, so that nothing ends unseen in between.
                Task<LFException> next = signal.Next;
                try
                {
                    if (TryGetToken(out string token))
                    {
                        return token;
                    }
                }
                catch (LFException failure) when (told != null && told.Status == failure.Status)
                {
                    // The read takes it for an earlier failure, but it is the one that was waited for.
                    throw told.Copy(failure.InnerException);
                }
                told = await next.ContinueWith(
                    ended => ended.Result, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default)
                    .ConfigureAwait(false);
            }
        }

        /// <summary>As <see cref="GetAuthorization"/>, without a thread that waits.</summary>
        /// <param name="cancellationToken">As for <see cref="GetTokenAsync"/>.</param>
        public async Task<string> GetAuthorizationAsync(
            CancellationToken cancellationToken = default(CancellationToken)) =>
            "Bearer " + await GetTokenAsync(cancellationToken).ConfigureAwait(false);

        /// <summary>
        /// As <see cref="GetToken"/>, without waiting: false tells that a login is on its way, which
        /// <see cref="Happened"/> tells the end of.
        /// </summary>
        public bool TryGetToken(out string token) => reader.TryRead(out token);

        /// <summary>
        /// Tells the session that a resource has refused its token with 401. It returns at once: the next read waits
        /// until the service has confirmed the session, or another one is open.
        /// </summary>
        /// <param name="value">The token, or the whole header, as it was read. An older one changes nothing.</param>
        /// <returns>
        /// True: read again, and repeat the request once if that gives another token. False: the service has just
        /// confirmed the session, so that its account may not use that resource.
        /// </returns>
        public bool TokenRejected(string value)
        {
            if (value == null)
            {
                throw new ArgumentNullException(nameof(value));
            }
            using (SecretBytes secret = Utf8.Secret(value, nameof(value)))
            {
                LFStatus status = Native.lf_session_token_rejected(handle, secret.Bytes, out ErrorHandle error);
                bool isDenied = status == LFStatus.AccessDenied;
                LFException.ThrowIfFailedWith(error, isDenied ? LFStatus.Ok : status);
                return !isDenied;
            }
        }

        /// <summary>
        /// Sets other credentials, such as a password that was changed. Nothing is sent, and what was refused before is
        /// forgotten. A token that another user, app or account has logged in for is logged out.
        /// </summary>
        /// <param name="credentials">Taken as they are now, and kept.</param>
        /// <exception cref="LFException">They cannot be used.</exception>
        public void SetCredentials(LFCredentials credentials)
        {
            LFStatus status = Native.lf_session_set_credentials(
                handle, HandleOf(credentials), out ErrorHandle error);
            LFException.ThrowIfFailedWith(error, status);
        }

        /// <summary>
        /// Allows another login with credentials that were refused, because the reason is gone: an administrator has
        /// unlocked the account, say. The next read makes it.
        /// </summary>
        public void RetryCredentials() =>
            LFException.ThrowIfFailed(Native.lf_session_retry_credentials(handle), nameof(RetryCredentials));

        /// <summary>
        /// Logs out and closes the session: reads throw with <see cref="LFStatus.Closed"/> from now on. Call it at the
        /// end of the program, and then <see cref="Dispose"/>.
        /// </summary>
        /// <param name="options">Settings of this call, whose timeout limits the wait; may be null.</param>
        /// <param name="cancellationToken">Ends the wait within 100 ms; the logout goes on in the background.</param>
        /// <exception cref="LFException">
        /// It is not known that nothing is open: the time was over, or a session may be open that nobody holds.
        /// </exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public void Close(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            using (CallScope call = new CallScope(options, cancellationToken))
            {
                LFStatus status = Native.lf_session_close(handle, call.Handle, out ErrorHandle error);
                signal.Pulse(null);
                call.ThrowIfFailed(status, error);
            }
        }

        /// <summary>As <see cref="Close"/>, on a thread of its own.</summary>
        public Task CloseAsync(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken)) =>
            Background.Run(() => Close(options, cancellationToken), cancellationToken);

        /// <summary>
        /// Frees the session and wipes its secrets. It sends nothing itself: what <see cref="Close"/> did not log out
        /// the library logs out in the background, which <see cref="LFClient.Settle"/> waits for. Reads that wait
        /// without a thread end with an <see cref="ObjectDisposedException"/>; those on threads end first.
        /// </summary>
        public void Dispose()
        {
            handle.Dispose();
            signal.Pulse(null);
        }

        internal void Raise(LFSessionEventArgs what) => Happened?.Invoke(this, what);

        private static CredentialsHandle HandleOf(LFCredentials credentials) =>
            credentials == null ? throw new ArgumentNullException(nameof(credentials)) : credentials.Handle;
    }
}
