// SPDX-License-Identifier: MIT OR Apache-2.0
// Generated from lftoken.h by `cargo run -p lftoken-bindings`.

namespace LFToken
{
    /// <summary>What a call came to. A newer library may have more of them.</summary>
    public enum LFStatus
    {
        /// <summary>The call did what it says.</summary>
        Ok = 0,

        /// <summary>An argument or a setting cannot be used; nothing was sent.</summary>
        InvalidArgument = 1,

        /// <summary>A handle is null, was freed, or is of another kind.</summary>
        InvalidHandle = 2,

        /// <summary>The buffer cannot hold the text and its NUL; the size needed was written.</summary>
        BufferTooSmall = 3,

        /// <summary>The server does not know the call, or the library cannot do what was asked.</summary>
        Unsupported = 4,

        /// <summary>
        /// The library failed: by a defect of its own, or because memory, file handles or threads have run out.
        /// </summary>
        Internal = 5,

        /// <summary>There is no token yet; a login is on its way.</summary>
        Pending = 6,

        /// <summary>The call would wait, and it was made inside a callback.</summary>
        WouldDeadlock = 7,

        /// <summary>The session is closed, or its client is shut down.</summary>
        Closed = 8,

        /// <summary>The process was forked, and this belongs to its parent.</summary>
        Forked = 9,

        /// <summary>The host name could not be resolved; nothing was sent.</summary>
        ResolveFailed = 10,

        /// <summary>No connection could be made; nothing was sent.</summary>
        ConnectFailed = 11,

        /// <summary>The proxy refused to pass the request on; the server was not reached.</summary>
        ProxyRefused = 12,

        /// <summary>The server's certificate was not accepted; nothing was sent.</summary>
        TlsCertificate = 13,

        /// <summary>TLS could not be agreed; nothing was sent.</summary>
        TlsHandshake = 14,

        /// <summary>The time limit passed.</summary>
        TimedOut = 15,

        /// <summary>The call was cancelled by its cancel handle.</summary>
        Cancelled = 16,

        /// <summary>The connection broke before the answer was complete.</summary>
        ConnectionLost = 17,

        /// <summary>
        /// The login was sent and has no usable answer: a session may be open that nobody holds, or what is taken once
        /// was taken.
        /// </summary>
        OutcomeUnknown = 18,

        /// <summary>The server found the request wrong (HTTP 400).</summary>
        BadRequest = 30,

        /// <summary>The server refused the credentials.</summary>
        CredentialsRefused = 31,

        /// <summary>The session has ended.</summary>
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

        /// <summary>The answer is larger than allowed, or than the memory that is left.</summary>
        AnswerTooLarge = 41,

        /// <summary>The session was not ended, or nothing proves that it was.</summary>
        NotLoggedOut = 42,

        /// <summary>
        /// Something refused the token (HTTP 401), but not recognisably the service: the session may still be open.
        /// </summary>
        SessionUnconfirmed = 43,
    }

    /// <summary>What kind of thing has to be done about a failure. A newer library may have more of them.</summary>
    public enum LFAction
    {
        /// <summary>Nothing failed, or the program itself ended the call with a cancel handle.</summary>
        None = 0,

        /// <summary>
        /// Correct the program or its settings: an argument, a setting, a handle or a buffer is wrong.
        /// </summary>
        FixCall = 1,

        /// <summary>
        /// An administrator has to change the set-up: the address, the network, the server, the account or its rights.
        /// </summary>
        FixSetup = 2,

        /// <summary>
        /// A person has to correct the credentials. Do not try again before that: accounts get locked.
        /// </summary>
        FixCredentials = 3,

        /// <summary>The session has ended: log in again.</summary>
        LogInAgain = 4,

        /// <summary>The session may still be open: log out, then log in again.</summary>
        LogOutThenIn = 5,

        /// <summary>Make the same call later; it may succeed without anybody changing anything.</summary>
        TryLater = 6,

        /// <summary>
        /// Find out whether a session is open that nobody holds, with LFClient.Settle or an administrator, before
        /// logging in again.
        /// </summary>
        CheckSession = 7,

        /// <summary>Report a defect of the library.</summary>
        ReportDefect = 8,
    }

    /// <summary>Which API a server has. A newer library may have more of them.</summary>
    public enum LFApi
    {
        /// <summary>The AccessTokens routes, v1-alpha: sessions are refreshed and logged out.</summary>
        V1Alpha = 1,

        /// <summary>
        /// The API Server's v1 on a server of one's own: logins with a user name and a password; a refresh is a new
        /// login, and there is no logout.
        /// </summary>
        ServerV1 = 2,

        /// <summary>
        /// The API Server's v2 on a server of one's own: as v1, and logins in a browser (LFAuthorization) as well.
        /// </summary>
        ServerV2 = 3,

        /// <summary>
        /// Laserfiche Cloud: service apps with an access key, and logins in a browser (LFAuthorization). Tokens take no
        /// licence.
        /// </summary>
        Cloud = 4,
    }

    /// <summary>What an API can do. A newer library may have more of them.</summary>
    public enum LFCapability
    {
        /// <summary>
        /// A token can be logged out: LFAccessToken.Invalidate ends its session, and frees its licence. Without it the
        /// call forgets the token, and the session ends when it idles out.
        /// </summary>
        LogOut = 1,

        /// <summary>LFAccessToken.Refresh can say how long the session may be idle.</summary>
        KeepAlive = 2,

        /// <summary>
        /// A refresh needs nothing but the token, whose value stays the same. Without it a refresh is a new login with
        /// what is kept for it, and the value is another one afterwards.
        /// </summary>
        RefreshWithoutCredentials = 3,

        /// <summary>
        /// A login is to one repository, whose id it needs. Without it the id may be null, and a token is for all
        /// repositories that the account may use.
        /// </summary>
        ChooseRepository = 4,
    }

    /// <summary>Which lines the log gets. A newer library may have more of them.</summary>
    public enum LFLogLevel
    {
        /// <summary>No log (the default).</summary>
        Off = 0,

        /// <summary>Calls to the server that failed, and sessions that could not be logged out.</summary>
        Error = 1,

        /// <summary>Also attempts that are repeated and licences that stay taken.</summary>
        Warn = 2,

        /// <summary>Also calls that succeeded.</summary>
        Info = 3,

        /// <summary>Also connections.</summary>
        Debug = 4,
    }

    /// <summary>Which certificate authorities are trusted. A newer library may have more of them.</summary>
    public enum LFTrust
    {
        /// <summary>
        /// The default: the trust store of the operating system, and the authorities that were added.
        /// </summary>
        System = 0,

        /// <summary>The Mozilla roots that the library was built with, and the authorities that were added.</summary>
        Bundled = 1,

        /// <summary>Only the authorities that were added.</summary>
        AddedOnly = 2,
    }

    /// <summary>The oldest TLS version that is spoken. A newer library may have more of them.</summary>
    public enum LFTlsVersion
    {
        /// <summary>TLS 1.2 (the default) or newer.</summary>
        Tls12 = 12,

        /// <summary>TLS 1.3 or newer.</summary>
        Tls13 = 13,
    }

    /// <summary>What the library knows of a session. A newer library may have more of them.</summary>
    public enum LFTokenState
    {
        /// <summary>As far as the library knows the session is open. It may have idled out since.</summary>
        Active = 1,

        /// <summary>The server said that the session has ended.</summary>
        Gone = 2,

        /// <summary>The session was logged out; its licence is free again.</summary>
        LoggedOut = 3,

        /// <summary>
        /// The token was forgotten without a logout, because the API has none; never with v1-alpha, which has one. A
        /// session that took a licence (LFApi.ServerV1, LFApi.ServerV2) then holds it until it idles out.
        /// </summary>
        Discarded = 4,
    }

    /// <summary>What a managed session is doing. A newer library may have more of them.</summary>
    public enum LFSessionState
    {
        /// <summary>
        /// There is no token: nobody has asked for one, or the session was logged out because nobody reads it.
        /// </summary>
        Empty = 1,

        /// <summary>There is a token.</summary>
        Fresh = 2,

        /// <summary>A login or a renewal is on its way.</summary>
        Renewing = 3,

        /// <summary>The last login or renewal failed. There may be a token that is still good.</summary>
        Failing = 4,

        /// <summary>It was closed, or its client was shut down.</summary>
        Closed = 5,
    }

    /// <summary>What happened to a managed session. A newer library may have more of them.</summary>
    public enum LFEvent
    {
        /// <summary>A session was opened.</summary>
        LoggedIn = 1,

        /// <summary>
        /// The session was renewed, or confirmed by the service after LFSession.TokenRejected. Its token may be another
        /// one.
        /// </summary>
        Renewed = 2,

        /// <summary>
        /// A login failed, also one that was ended because other credentials were set or the session was closed; or
        /// none is made, because a resource refuses each new token.
        /// </summary>
        LoginFailed = 3,

        /// <summary>
        /// A renewal failed. As long as the token is good it is handed out, and the renewal is tried again.
        /// </summary>
        RenewalFailed = 4,

        /// <summary>
        /// A session was logged out; its licence is free. Where the API has no logout, the time of its token was over,
        /// or a login takes no licence.
        /// </summary>
        LoggedOut = 5,

        /// <summary>
        /// A session that nobody holds may be open, and take a licence until it idles out: a login or logout had no
        /// usable answer, or the API has no call that ends a session.
        /// </summary>
        LicenseLost = 6,
    }

    /// <summary>How the last exchange with the server stood. A newer library may have more of them.</summary>
    public enum LFExchange
    {
        /// <summary>The server has not seen a request, or has provably not taken it.</summary>
        NothingSent = 0,

        /// <summary>A request went out and no complete answer came.</summary>
        Unanswered = 1,

        /// <summary>The server answered.</summary>
        Answered = 2,

        /// <summary>
        /// Something answered, and nothing shows that it was the service: probably a web server, gateway, proxy or
        /// filter in front of it.
        /// </summary>
        AnsweredInFront = 3,
    }

    /// <summary>What a check of the connection looks at. A newer library may have more of them.</summary>
    public enum LFCheckStep
    {
        /// <summary>The library itself: its version, the platform, and what it was told to call.</summary>
        Library = 1,

        /// <summary>Which proxy is on the way, and why, or why there is none.</summary>
        Proxy = 2,

        /// <summary>The look-up of the server's name, or of the proxy's.</summary>
        Name = 3,

        /// <summary>The connection to each of the addresses, and the proxy's tunnel.</summary>
        Connect = 4,

        /// <summary>TLS: version, certificates as the server shows them, and whether they are trusted.</summary>
        Tls = 5,

        /// <summary>The clock of this machine, beside the server's.</summary>
        Clock = 6,

        /// <summary>Which APIs answer, and whether that of LFClientOptions.Api is among them.</summary>
        Api = 7,
    }

    /// <summary>What a check of the connection finds. A newer library may have more of them.</summary>
    public enum LFVerdict
    {
        /// <summary>No verdict yet, but something that was found. The text is "name: value".</summary>
        Fact = 1,

        /// <summary>All is well.</summary>
        Passed = 2,

        /// <summary>It works, but somebody should look at it.</summary>
        Warning = 3,

        /// <summary>It does not work; the error says what has to be done.</summary>
        Failed = 4,

        /// <summary>It was not tried, because an earlier step failed, or what it needs did not come.</summary>
        Skipped = 5,
    }
}
