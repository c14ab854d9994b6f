// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace LFToken
{
    /// <summary>
    /// A server. One client serves a whole program: it keeps connections open between calls and can be used by any
    /// number of threads at the same time.
    /// </summary>
    /// <remarks>
    /// Every call blocks at most as long as its timeout. Each call that can block has a form that returns a task; it
    /// runs on a thread of its own.
    /// </remarks>
    public sealed class LFClient : IDisposable
    {
        private readonly ClientHandle handle;

        /// <summary>Makes a client with default settings. Nothing is sent.</summary>
        /// <param name="baseAddress">See <see cref="LFClientOptions.BaseAddress"/>.</param>
        /// <exception cref="LFException">A setting cannot be used; the message names it.</exception>
        public LFClient(string baseAddress)
            : this(new LFClientOptions { BaseAddress = baseAddress })
        {
        }

        /// <summary>Makes a client: checks the settings, reads the trust store. Nothing is sent.</summary>
        /// <exception cref="LFException">A setting cannot be used; the message names it.</exception>
        /// <exception cref="NotSupportedException">The native library has another interface number.</exception>
        /// <exception cref="DllNotFoundException">There is no native library, or it is another one.</exception>
        public LFClient(LFClientOptions options)
        {
            if (options == null)
            {
                throw new ArgumentNullException(nameof(options));
            }
            LFLibrary.Require();
            IntPtr logId = LogRouter.Add(this);
            try
            {
                using (OptionsHandle native = options.ToHandle(logId))
                {
                    LFStatus status = Native.lf_client_new(native, out handle, out ErrorHandle error);
                    handle.LogId = logId;
                    LFException.ThrowIfFailedWith(error, status);
                }
            }
            catch
            {
                LogRouter.Remove(logId);
                throw;
            }
        }

        /// <summary>
        /// Receives log lines of <see cref="LFClientOptions.LogLevel"/>: on the thread that made the call, or on one of
        /// the library while a late answer is looked after; several threads may raise it at once. Handlers must return
        /// soon. What they throw is dropped, as it cannot pass the library.
        /// </summary>
        public event EventHandler<LFLogEventArgs> Log;

        internal ClientHandle Handle => handle;

        /// <summary>
        /// Whether the API of this client can do something (<see cref="LFClientOptions.Api"/>). Asked once, it spares a
        /// program that knows several APIs a look at which one it is.
        /// </summary>
        public bool Supports(LFCapability what) => Native.lf_client_supports(handle, what) == 1;

        /// <summary>
        /// Logs in: opens a session on the server, which takes a licence until it is logged out with
        /// <see cref="LFAccessToken.Invalidate"/> or idles out. It is sent at most once, and tried again only when the
        /// server cannot have taken it.
        /// </summary>
        /// <param name="repositoryId">
        /// The repository; any characters, they are escaped. May be null where <see cref="Supports"/> denies
        /// <see cref="LFCapability.ChooseRepository"/>.
        /// </param>
        /// <param name="credentials">With what to log in; taken as they are now.</param>
        /// <param name="options">Settings of this call; may be null.</param>
        /// <param name="cancellationToken">Ends the call within 100 ms.</param>
        /// <exception cref="LFException">
        /// The login failed. <see cref="LFStatus.OutcomeUnknown"/>, also after a timeout or cancellation, means that it
        /// went out and no usable answer came back: a session may be open that nobody holds. Do not simply try again.
        /// The library logs that session out if it has its token or still gets it (see <see cref="Settle"/>).
        /// </exception>
        /// <exception cref="OperationCanceledException">It was cancelled before the login was sent.</exception>
        public LFAccessToken CreateToken(
            string repositoryId,
            LFCredentials credentials,
            LFCallOptions options = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            byte[] repository = Repository(repositoryId, nameof(repositoryId));
            if (credentials == null)
            {
                throw new ArgumentNullException(nameof(credentials));
            }
            using (CallScope call = new CallScope(options, cancellationToken))
            {
                LFStatus status = Native.lf_create_token(
                    handle, repository, credentials.Handle, call.Handle, out TokenHandle token, out ErrorHandle error);
                call.ThrowIfFailed(status, error);
                return new LFAccessToken(this, token);
            }
        }

        /// <summary>As <see cref="CreateToken"/>, on a thread of its own.</summary>
        public Task<LFAccessToken> CreateTokenAsync(
            string repositoryId,
            LFCredentials credentials,
            LFCallOptions options = null,
            CancellationToken cancellationToken = default(CancellationToken)) =>
            Background.Run(() => CreateToken(repositoryId, credentials, options, cancellationToken), cancellationToken);

        /// <summary>
        /// Takes over a token that came from elsewhere, to keep it alive or log it out. Nothing is sent.
        /// </summary>
        /// <param name="repositoryId">The repository that it belongs to, as for <see cref="CreateToken"/>.</param>
        /// <param name="value">The access token.</param>
        /// <param name="expiresAt">When it expires; null if that is not known.</param>
        /// <exception cref="LFException">An argument cannot be used.</exception>
        public LFAccessToken AdoptToken(string repositoryId, string value, DateTimeOffset? expiresAt = null)
        {
            using (SecretBytes secret = Utf8.Secret(value, nameof(value)))
            {
                return Adopt(repositoryId, secret, expiresAt, null);
            }
        }

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public LFAccessToken AdoptToken(string repositoryId, char[] value, DateTimeOffset? expiresAt = null)
        {
            using (SecretBytes secret = Utf8.Secret(value, nameof(value)))
            {
                return Adopt(repositoryId, secret, expiresAt, null);
            }
        }

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public LFAccessToken AdoptToken(string repositoryId, byte[] value, DateTimeOffset? expiresAt = null)
        {
            using (SecretBytes secret = Utf8.Secret(value, nameof(value)))
            {
                return Adopt(repositoryId, secret, expiresAt, null);
            }
        }

        /// <summary>
        /// As above, with what the token is to be refreshed with where a refresh is a new login
        /// (<see cref="LFCapability.RefreshWithoutCredentials"/>): a refresh token, with the client id and the client
        /// secret of its app, or the credentials of a login.
        /// </summary>
        /// <exception cref="LFException">An argument cannot be used, or the API takes no such credentials.</exception>
        public LFAccessToken AdoptToken(
            string repositoryId, string value, DateTimeOffset? expiresAt, LFCredentials credentials)
        {
            if (credentials == null)
            {
                throw new ArgumentNullException(nameof(credentials));
            }
            using (SecretBytes secret = Utf8.Secret(value, nameof(value)))
            {
                return Adopt(repositoryId, secret, expiresAt, credentials);
            }
        }

        /// <summary>As above; the array is copied and can be wiped afterwards.</summary>
        public LFAccessToken AdoptToken(
            string repositoryId, char[] value, DateTimeOffset? expiresAt, LFCredentials credentials)
        {
            if (credentials == null)
            {
                throw new ArgumentNullException(nameof(credentials));
            }
            using (SecretBytes secret = Utf8.Secret(value, nameof(value)))
            {
                return Adopt(repositoryId, secret, expiresAt, credentials);
            }
        }

        /// <summary>As above, in UTF-8; the array is copied and can be wiped afterwards.</summary>
        public LFAccessToken AdoptToken(
            string repositoryId, byte[] value, DateTimeOffset? expiresAt, LFCredentials credentials)
        {
            if (credentials == null)
            {
                throw new ArgumentNullException(nameof(credentials));
            }
            using (SecretBytes secret = Utf8.Secret(value, nameof(value)))
            {
                return Adopt(repositoryId, secret, expiresAt, credentials);
            }
        }

        /// <summary>
        /// Finds out why a program does not get through to the service, one step after the other: for a button "test
        /// the connection". No login is sent, and no session is opened.
        /// </summary>
        /// <param name="found">
        /// Receives the facts of a step, then its verdict, then those of the next step, on this thread. What it throws is
        /// thrown again when the check has ended, and it is not called any more; null: nothing.
        /// </param>
        /// <param name="repositoryId">The repository that logins are to; may be null.</param>
        /// <param name="options">Settings of this call; null: those of the client.</param>
        /// <param name="cancellationToken">Ends the check.</param>
        /// <exception cref="LFException">A step failed.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public void Check(
            Action<LFCheckFinding> found,
            string repositoryId = null,
            LFCallOptions options = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            ExceptionDispatchInfo stumbled = null;
            Native.CheckCallback callback = (user, step, verdict, text, lent) =>
            {
                try
                {
                    if (found != null && stumbled == null)
                    {
                        LFException cause = lent == IntPtr.Zero ? null : LFException.Borrowing(lent);
                        found(new LFCheckFinding(step, verdict, Utf8.FromNative(text), cause));
                    }
                }
                catch (Exception exception)
                {
                    Callbacks.End(exception);
                    stumbled = ExceptionDispatchInfo.Capture(exception);
                }
            };
            using (CallScope call = new CallScope(options, cancellationToken))
            {
                LFStatus status = Native.lf_client_check(
                    handle, Utf8.Bytes(repositoryId, nameof(repositoryId)), callback, IntPtr.Zero, call.Handle,
                    out ErrorHandle error);
                GC.KeepAlive(callback);
                if (stumbled != null)
                {
                    error.Dispose();
                    stumbled.Throw();
                }
                call.ThrowIfFailed(status, error);
            }
        }

        /// <summary>As <see cref="Check"/>, on a thread of its own, where it calls what is found, too.</summary>
        public Task CheckAsync(
            Action<LFCheckFinding> found,
            string repositoryId = null,
            LFCallOptions options = null,
            CancellationToken cancellationToken = default(CancellationToken)) =>
            Background.Run(() => Check(found, repositoryId, options, cancellationToken), cancellationToken);

        /// <summary>
        /// Waits until nothing is outstanding: answers to logins that ended in <see cref="LFStatus.OutcomeUnknown"/>,
        /// and logouts of sessions that nobody holds. A program that is about to end calls this if a login had an
        /// unknown outcome. Usually it returns at once.
        /// </summary>
        /// <param name="options">
        /// Settings of this call, whose timeout limits the wait; null: as long as the grace for late answers and the
        /// logouts after it take, 51 s by default.
        /// </param>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <returns>
        /// How many sessions that nobody holds may be open: still outstanding when the time is up, or given up since
        /// this was last called. 0 if there is none.
        /// </returns>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public int Settle(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            using (CallScope call = new CallScope(options, cancellationToken))
            {
                LFStatus status = Native.lf_client_settle(
                    handle, call.Handle, out uint open, out ErrorHandle error);
                return Open(call, status, open, error);
            }
        }

        /// <summary>As <see cref="Settle"/>, on a thread of its own.</summary>
        public Task<int> SettleAsync(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken)) =>
            Background.Run(() => Settle(options, cancellationToken), cancellationToken);

        /// <summary>
        /// Shuts the client down, as a service does that is told to stop: logs out every token and every
        /// <see cref="LFSession"/> of this client, side by side, and waits for that and for all that
        /// <see cref="Settle"/> waits for. From now on logins, refreshes and reads of sessions fail with
        /// <see cref="LFStatus.Closed"/>.
        /// </summary>
        /// <param name="options">Settings of this call, as for <see cref="Settle"/>.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <returns>How many sessions may still be open; 0 if there is none.</returns>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public int Shutdown(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            using (CallScope call = new CallScope(options, cancellationToken))
            {
                LFStatus status = Native.lf_client_shutdown(
                    handle, call.Handle, out uint open, out ErrorHandle error);
                SessionRouter.PulseAll();
                return Open(call, status, open, error);
            }
        }

        /// <summary>As <see cref="Shutdown"/>, on a thread of its own.</summary>
        public Task<int> ShutdownAsync(
            LFCallOptions options = null, CancellationToken cancellationToken = default(CancellationToken)) =>
            Background.Run(() => Shutdown(options, cancellationToken), cancellationToken);

        /// <summary>
        /// Frees the client. Calls that are running go on, and tokens stay usable; no token is logged out. Log handlers
        /// are not called any more when the last call of this client has returned; it waits for one that is running on
        /// another thread.
        /// </summary>
        public void Dispose() => handle.Dispose();

        internal void OnLog(LFLogLevel level, IntPtr message)
        {
            EventHandler<LFLogEventArgs> handlers = Log;
            if (handlers != null)
            {
                handlers(this, new LFLogEventArgs(level, Utf8.FromNative(message)));
            }
        }

        internal byte[] Repository(string id, string name) =>
            id == null && Supports(LFCapability.ChooseRepository)
                ? throw new ArgumentNullException(name)
                : Utf8.Bytes(id, name);

        /// <summary>The time that is up, and sessions that may be open, are no failure but the number.</summary>
        private static int Open(CallScope call, LFStatus status, uint open, ErrorHandle error)
        {
            bool isTold = status == LFStatus.TimedOut || status == LFStatus.OutcomeUnknown;
            call.ThrowIfFailed(isTold ? LFStatus.Ok : status, error);
            return (int)open;
        }

        private LFAccessToken Adopt(
            string repositoryId, SecretBytes value, DateTimeOffset? expiresAt, LFCredentials credentials)
        {
            byte[] repository = Repository(repositoryId, nameof(repositoryId));
            if (value.Bytes == null)
            {
                throw new ArgumentNullException(nameof(value));
            }
            long unixMs = expiresAt?.ToUnixTimeMilliseconds() ?? 0;
            TokenHandle token;
            ErrorHandle error;
            LFStatus status = credentials == null
                ? Native.lf_token_adopt(handle, repository, value.Bytes, unixMs, out token, out error)
                : Native.lf_token_adopt_with_credentials(
                    handle, repository, value.Bytes, unixMs, credentials.Handle, out token, out error);
            LFException.ThrowIfFailedWith(error, status);
            return new LFAccessToken(this, token);
        }
    }
}
