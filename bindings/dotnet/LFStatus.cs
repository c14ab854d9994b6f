// SPDX-License-Identifier: MIT OR Apache-2.0

namespace LFToken
{
    /// <summary>
    /// What a call came to. The numbers are those of lftoken.h and never change; a newer library may return numbers
    /// that have no name here: treat them as failures.
    /// </summary>
    public enum LFStatus
    {
        /// <summary>The call did what it says.</summary>
        Ok = 0,

        /// <summary>An argument or a setting cannot be used; nothing was sent.</summary>
        InvalidArgument = 1,

        /// <summary>A handle was freed or is of another kind.</summary>
        InvalidHandle = 2,

        /// <summary>A buffer is too small. Properties and methods of this assembly never report it.</summary>
        BufferTooSmall = 3,

        /// <summary>The server does not know the call, or the library cannot do what was asked.</summary>
        Unsupported = 4,

        /// <summary>The library failed; this is a defect of its own.</summary>
        Internal = 5,

        /// <summary>The host name could not be resolved; nothing was sent.</summary>
        ResolveFailed = 10,

        /// <summary>No connection could be made; nothing was sent.</summary>
        ConnectFailed = 11,

        /// <summary>The proxy refused the tunnel; the server was not reached.</summary>
        ProxyRefused = 12,

        /// <summary>The server's certificate was not accepted; nothing was sent.</summary>
        TlsCertificate = 13,

        /// <summary>TLS could not be agreed; nothing was sent.</summary>
        TlsHandshake = 14,

        /// <summary>The time limit passed.</summary>
        TimedOut = 15,

        /// <summary>The call was cancelled. Reported as an OperationCanceledException.</summary>
        Cancelled = 16,

        /// <summary>The connection broke before the answer was complete.</summary>
        ConnectionLost = 17,

        /// <summary>
        /// The login was sent and has no usable answer: a session may be open that nobody holds. Do not log in again at
        /// once; see <see cref="LFClient.Settle"/>.
        /// </summary>
        OutcomeUnknown = 18,

        /// <summary>The server found the request wrong (HTTP 400).</summary>
        BadRequest = 30,

        /// <summary>The server refused the user name, password, SAML token or session key.</summary>
        CredentialsRefused = 31,

        /// <summary>The session has ended: log in again.</summary>
        SessionGone = 32,

        /// <summary>The account may not do this (HTTP 403).</summary>
        AccessDenied = 33,

        /// <summary>The server does not know the repository, or cannot reach it.</summary>
        RepositoryNotFound = 34,

        /// <summary>No licence is free for another session, or none is allotted to the user.</summary>
        LicenseExhausted = 35,

        /// <summary>The account is locked or disabled.</summary>
        AccountLocked = 36,

        /// <summary>The password has expired.</summary>
        PasswordExpired = 37,

        /// <summary>The server wants fewer requests (HTTP 429).</summary>
        RateLimited = 38,

        /// <summary>The server failed (HTTP 5xx).</summary>
        ServerError = 39,

        /// <summary>The answer is not what the API answers.</summary>
        AnswerNotUnderstood = 40,

        /// <summary>The answer is larger than allowed.</summary>
        AnswerTooLarge = 41,

        /// <summary>
        /// The session was not ended, or nothing proves that it was: something else than the service may have answered.
        /// Call <see cref="LFAccessToken.Invalidate"/> again; if it stays, the session ends when it idles out.
        /// </summary>
        NotLoggedOut = 42,

        /// <summary>
        /// Something refused the token (HTTP 401), but not recognisably the service: the session may still be open and
        /// hold a licence. A later refresh may succeed; else log out with <see cref="LFAccessToken.Invalidate"/>, then
        /// log in again.
        /// </summary>
        SessionUnconfirmed = 43,
    }
}
