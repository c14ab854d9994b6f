{ lftoken for Delphi (XE2 and later) and Free Pascal (3.0 and later), 32- and 64-bit.

  SPDX-License-Identifier: MIT OR Apache-2.0

  First the classes, which most programs want: TLFClient, TLFToken or TLFSession, and their settings; what fails raises
  ELFError.
  Then every function of the C interface under its C name; include/lftoken.h is the manual of both.

  All classes can be used from any thread, as far as each object is freed by one thread only, after its last use.
  On Linux a Free Pascal program that uses threads or SetLog names the unit cthreads first. }
unit lftoken;

{$IFDEF FPC}{$MODE DELPHI}{$ENDIF}

interface

uses
  SysUtils;

const
  {$IFDEF MSWINDOWS}
  LFTOKEN_LIBRARY = 'lftoken.dll';
  {$ELSE}
  LFTOKEN_LIBRARY = 'liblftoken.so';
  {$ENDIF}

  { generated from lftoken.h: constants }
  LF_VERSION = '0.1.0';
  LF_VERSION_MAJOR = 0;
  LF_VERSION_MINOR = 1;
  LF_VERSION_PATCH = 0;
  LF_VERSION_NUMBER = 1000;

  { Which API a server has. }
  { The AccessTokens routes, v1-alpha: sessions are refreshed and logged out. }
  LF_API_V1_ALPHA = 1;
  { The API Server's v1 on a server of one's own: logins with a user name and a password; a refresh is a new login, and
    there is no logout. }
  LF_API_SERVER_V1 = 2;
  { The API Server's v2 on a server of one's own: as v1, and logins in a browser (TLFAuthorization) as well. }
  LF_API_SERVER_V2 = 3;
  { Laserfiche Cloud: service apps with an access key, and logins in a browser (TLFAuthorization). Tokens take no
    licence. }
  LF_API_CLOUD = 4;

  { What an API can do. }
  { A token can be logged out: TLFToken.Invalidate ends its session, and frees its licence. Without it the call forgets
    the token, and the session ends when it idles out. }
  LF_CAN_LOG_OUT = 1;
  { TLFToken.Refresh can say how long the session may be idle. }
  LF_CAN_KEEP_ALIVE = 2;
  { A refresh needs nothing but the token, whose value stays the same. Without it a refresh is a new login with what is
    kept for it, and the value is another one afterwards. }
  LF_CAN_REFRESH_WITHOUT_CREDENTIALS = 3;
  { A login is to one repository, whose id it needs. Without it the id may be nil, and a token is for all repositories
    that the account may use. }
  LF_CAN_CHOOSE_REPOSITORY = 4;

  { What a check of the connection looks at. }
  { The library itself: its version, the platform, and what it was told to call. }
  LF_CHECK_LIBRARY = 1;
  { Which proxy is on the way, and why, or why there is none. }
  LF_CHECK_PROXY = 2;
  { The look-up of the server's name, or of the proxy's. }
  LF_CHECK_NAME = 3;
  { The connection to each of the addresses, and the proxy's tunnel. }
  LF_CHECK_CONNECT = 4;
  { TLS: version, certificates as the server shows them, and whether they are trusted. }
  LF_CHECK_TLS = 5;
  { The clock of this machine, beside the server's. }
  LF_CHECK_CLOCK = 6;
  { Which APIs answer, and whether that of TLFOptions.SetApi is among them. }
  LF_CHECK_API = 7;

  { What a check of the connection finds. }
  { No verdict yet, but something that was found. The text is "name: value". }
  LF_VERDICT_FACT = 1;
  { All is well. }
  LF_VERDICT_PASSED = 2;
  { It works, but somebody should look at it. }
  LF_VERDICT_WARNING = 3;
  { It does not work; the error says what has to be done. }
  LF_VERDICT_FAILED = 4;
  { It was not tried, because an earlier step failed, or what it needs did not come. }
  LF_VERDICT_SKIPPED = 5;

  { What the library knows of a session. }
  { As far as the library knows the session is open. It may have idled out since. }
  LF_TOKEN_ACTIVE = 1;
  { The server said that the session has ended. }
  LF_TOKEN_GONE = 2;
  { The session was logged out; its licence is free again. }
  LF_TOKEN_LOGGED_OUT = 3;
  { The token was forgotten without a logout, because the API has none; never with v1-alpha, which has one. A session
    that took a licence (LF_API_SERVER_V1, LF_API_SERVER_V2) then holds it until it idles out. }
  LF_TOKEN_DISCARDED = 4;

  { What a managed session is doing. }
  { There is no token: nobody has asked for one, or the session was logged out because nobody reads it. }
  LF_SESSION_EMPTY = 1;
  { There is a token. }
  LF_SESSION_FRESH = 2;
  { A login or a renewal is on its way. }
  LF_SESSION_RENEWING = 3;
  { The last login or renewal failed. There may be a token that is still good. }
  LF_SESSION_FAILING = 4;
  { It was closed, or its client was shut down. }
  LF_SESSION_CLOSED = 5;

  { What happened to a managed session. }
  { A session was opened. }
  LF_EVENT_LOGGED_IN = 1;
  { The session was renewed, or confirmed by the service after TLFSession.TokenRejected. Its token may be another one. }
  LF_EVENT_RENEWED = 2;
  { A login failed, also one that was ended because other credentials were set or the session was closed; or none is
    made, because a resource refuses each new token. }
  LF_EVENT_LOGIN_FAILED = 3;
  { A renewal failed. As long as the token is good it is handed out, and the renewal is tried again. }
  LF_EVENT_RENEWAL_FAILED = 4;
  { A session was logged out; its licence is free. Where the API has no logout, the time of its token was over, or a
    login takes no licence. }
  LF_EVENT_LOGGED_OUT = 5;
  { A session that nobody holds may be open, and take a licence until it idles out: a login or logout had no usable
    answer, or the API has no call that ends a session. }
  LF_EVENT_LICENSE_LOST = 6;

  { How the last exchange with the server stood. }
  { The server has not seen a request, or has provably not taken it. }
  LF_EXCHANGE_NOTHING_SENT = 0;
  { A request went out and no complete answer came. }
  LF_EXCHANGE_UNANSWERED = 1;
  { The server answered. }
  LF_EXCHANGE_ANSWERED = 2;
  { Something answered, and nothing shows that it was the service: probably a web server, gateway, proxy or filter in
    front of it. }
  LF_EXCHANGE_ANSWERED_IN_FRONT = 3;

  { What kind of thing has to be done about a failure. }
  LF_ACTION_NONE = 0;
  LF_ACTION_FIX_CALL = 1;
  LF_ACTION_FIX_SETUP = 2;
  LF_ACTION_FIX_CREDENTIALS = 3;
  LF_ACTION_LOG_IN_AGAIN = 4;
  LF_ACTION_LOG_OUT_THEN_IN = 5;
  LF_ACTION_TRY_LATER = 6;
  LF_ACTION_CHECK_SESSION = 7;
  LF_ACTION_REPORT_DEFECT = 8;

  { What a call came to. }
  { The call did what it says. }
  LF_OK = 0;
  { An argument or a setting cannot be used; nothing was sent. }
  LF_E_INVALID_ARGUMENT = 1;
  { A handle is nil, was freed, or is of another kind. }
  LF_E_INVALID_HANDLE = 2;
  { The buffer cannot hold the text and its NUL; the size needed was written. }
  LF_E_BUFFER_TOO_SMALL = 3;
  { The server does not know the call, or the library cannot do what was asked. }
  LF_E_UNSUPPORTED = 4;
  { The library failed: by a defect of its own, or because memory, file handles or threads have run out. }
  LF_E_INTERNAL = 5;
  { There is no token yet; a login is on its way. }
  LF_E_PENDING = 6;
  { The call would wait, and it was made inside a callback. }
  LF_E_WOULD_DEADLOCK = 7;
  { The session is closed, or its client is shut down. }
  LF_E_CLOSED = 8;
  { The process was forked, and this belongs to its parent. }
  LF_E_FORKED = 9;
  { The host name could not be resolved; nothing was sent. }
  LF_E_RESOLVE_FAILED = 10;
  { No connection could be made; nothing was sent. }
  LF_E_CONNECT_FAILED = 11;
  { The proxy refused to pass the request on; the server was not reached. }
  LF_E_PROXY_REFUSED = 12;
  { The server's certificate was not accepted; nothing was sent. }
  LF_E_TLS_CERTIFICATE = 13;
  { TLS could not be agreed; nothing was sent. }
  LF_E_TLS_HANDSHAKE = 14;
  { The time limit passed. }
  LF_E_TIMED_OUT = 15;
  { The call was cancelled by its cancel handle. }
  LF_E_CANCELLED = 16;
  { The connection broke before the answer was complete. }
  LF_E_CONNECTION_LOST = 17;
  { The login was sent and has no usable answer: a session may be open that nobody holds, or what is taken once was
    taken. }
  LF_E_OUTCOME_UNKNOWN = 18;
  { The server found the request wrong (HTTP 400). }
  LF_E_BAD_REQUEST = 30;
  { The server refused the credentials. }
  LF_E_CREDENTIALS_REFUSED = 31;
  { The session has ended. }
  LF_E_SESSION_GONE = 32;
  { The account may not do this (HTTP 403). }
  LF_E_ACCESS_DENIED = 33;
  { The server does not know the repository, or cannot reach it. }
  LF_E_REPOSITORY_NOT_FOUND = 34;
  { No licence is free for another session, or none is allotted to the user. }
  LF_E_LICENSE_EXHAUSTED = 35;
  { The account is locked or disabled. }
  LF_E_ACCOUNT_LOCKED = 36;
  { The password has expired. }
  LF_E_PASSWORD_EXPIRED = 37;
  { The server wants fewer requests (HTTP 429). }
  LF_E_RATE_LIMITED = 38;
  { The server failed (HTTP 5xx). }
  LF_E_SERVER_ERROR = 39;
  { The answer is not what the API answers. }
  LF_E_ANSWER_NOT_UNDERSTOOD = 40;
  { The answer is larger than allowed, or than the memory that is left. }
  LF_E_ANSWER_TOO_LARGE = 41;
  { The session was not ended, or nothing proves that it was. }
  LF_E_NOT_LOGGED_OUT = 42;
  { Something refused the token (HTTP 401), but not recognisably the service: the session may still be open. }
  LF_E_SESSION_UNCONFIRMED = 43;

  { Which certificate authorities are trusted. }
  { The default: the trust store of the operating system, and the authorities that were added. }
  LF_TRUST_SYSTEM = 0;
  { The Mozilla roots that the library was built with, and the authorities that were added. }
  LF_TRUST_BUNDLED = 1;
  { Only the authorities that were added. }
  LF_TRUST_ADDED_ONLY = 2;

  { The oldest TLS version that is spoken. }
  { TLS 1.2 (the default) or newer. }
  LF_TLS_1_2 = 12;
  { TLS 1.3 or newer. }
  LF_TLS_1_3 = 13;

  { Which lines the log gets. }
  { No log (the default). }
  LF_LOG_OFF = 0;
  { Calls to the server that failed, and sessions that could not be logged out. }
  LF_LOG_ERROR = 1;
  { Also attempts that are repeated and licences that stay taken. }
  LF_LOG_WARN = 2;
  { Also calls that succeeded. }
  LF_LOG_INFO = 3;
  { Also connections. }
  LF_LOG_DEBUG = 4;

  LF_ABI_VERSION = 1;
  { end of what is generated }

type
  TLFStatus = Integer;

  { Handles: numbers in the shape of pointers. Only the library knows what they stand for. }
  { generated from lftoken.h: handles and callbacks }
  PLFAuthorization = ^TLFAuthorizationHandle;
  PPLFAuthorization = ^PLFAuthorization;
  TLFAuthorizationHandle = record end;
  PLFCall = ^TLFCallHandle;
  PPLFCall = ^PLFCall;
  TLFCallHandle = record end;
  PLFCancel = ^TLFCancelHandle;
  PPLFCancel = ^PLFCancel;
  TLFCancelHandle = record end;
  PLFClient = ^TLFClientHandle;
  PPLFClient = ^PLFClient;
  TLFClientHandle = record end;
  PLFCredentials = ^TLFCredentialsHandle;
  PPLFCredentials = ^PLFCredentials;
  TLFCredentialsHandle = record end;
  PLFError = ^TLFErrorHandle;
  PPLFError = ^PLFError;
  TLFErrorHandle = record end;
  PLFOptions = ^TLFOptionsHandle;
  PPLFOptions = ^PLFOptions;
  TLFOptionsHandle = record end;
  PLFSession = ^TLFSessionHandle;
  PPLFSession = ^PLFSession;
  TLFSessionHandle = record end;
  PLFSessionOptions = ^TLFSessionOptionsHandle;
  PPLFSessionOptions = ^PLFSessionOptions;
  TLFSessionOptionsHandle = record end;
  PLFToken = ^TLFTokenHandle;
  PPLFToken = ^PLFToken;
  TLFTokenHandle = record end;
  { Receives what TLFClient.Check finds: first the facts of a step, then one verdict on it, then those of the next step.
    No exception may leave it. }
  TLFCheckCallback = procedure(user: Pointer; step: Integer; verdict: Integer; text: PAnsiChar; error: PLFError); cdecl;
  { Receives one event of a managed session. No exception may leave it. }
  TLFEventCallback = procedure(user: Pointer; event: Integer; error: PLFError); cdecl;
  { Fills in the credentials of a login. No exception may leave it. }
  TLFCredentialsCallback = function(user: Pointer; credentials: PLFCredentials): TLFStatus; cdecl;
  { Receives one log line. No exception may leave it. }
  TLFLogCallback = procedure(user: Pointer; level: Integer; message: PAnsiChar); cdecl;
  { end of what is generated }

type
  { A text of the classes: Unicode in either compiler, nothing is lost on its way to and from the library. }
  TLFString = {$IFDEF FPC} UTF8String {$ELSE} string {$ENDIF};

  { generated from lftoken.h: actions }
  { What kind of thing has to be done about a failure. }
  TLFAction = (
    { Nothing failed, or the program itself ended the call with a cancel handle. }
    lfaNone,
    { Correct the program or its settings: an argument, a setting, a handle or a buffer is wrong. }
    lfaFixCall,
    { An administrator has to change the set-up: the address, the network, the server, the account or its rights. }
    lfaFixSetup,
    { A person has to correct the credentials. Do not try again before that: accounts get locked. }
    lfaFixCredentials,
    { The session has ended: log in again. }
    lfaLogInAgain,
    { The session may still be open: log out, then log in again. }
    lfaLogOutThenIn,
    { Make the same call later; it may succeed without anybody changing anything. }
    lfaTryLater,
    { Find out whether a session is open that nobody holds, with TLFClient.Settle or an administrator, before logging in
      again. }
    lfaCheckSession,
    { Report a defect of the library. }
    lfaReportDefect);
  { end of what is generated }

  { A call failed. Branch on Action, or on Status where more detail matters; Message says what happened and what to do,
    and never holds a secret. }
  ELFError = class(Exception)
  private
    FStatus: TLFStatus;
    FAction: TLFAction;
    FCause: TLFStatus;
    FHttpStatus: Integer;
    FServerCode: Integer;
    FServerMessage: TLFString;
    FServerClass: TLFString;
    FServerSource: TLFString;
    FOperationId: TLFString;
    FRequestId: TLFString;
    FProblemType: TLFString;
    FProblemTitle: TLFString;
    FProblemDetail: TLFString;
    FProblemInstance: TLFString;
    FRetryAfterMs: Int64;
    FSuggestedWaitMs: Int64;
    FOsCode: Integer;
    FIsRetryable: Boolean;
    FExchange: Integer;
    FAttempts: Cardinal;
    function GetStatusName: TLFString;
  public
    { Takes over the error, which may be nil, and frees it. }
    constructor CreateFrom(AStatus: TLFStatus; AError: PLFError);
    { Of an argument that cannot be used; Setting is what does not take it, Reason why not, if that is known. }
    constructor CreateFor(AStatus: TLFStatus; const Setting, Reason: TLFString);
    { One of the LF_E_ codes, or one of a newer library. }
    property Status: TLFStatus read FStatus;
    { What kind of thing has to be done. }
    property Action: TLFAction read FAction;
    { The name of the constant, such as LF_E_TIMED_OUT. }
    property StatusName: TLFString read GetStatusName;
    { What lies beneath LF_E_OUTCOME_UNKNOWN; else the same as Status. }
    property Cause: TLFStatus read FCause;
    { 0 if there was no answer. }
    property HttpStatus: Integer read FHttpStatus;
    { The Laserfiche code, such as 9010; 0 if there is none. }
    property ServerCode: Integer read FServerCode;
    { Texts of the answer; empty if it has none. }
    property ServerMessage: TLFString read FServerMessage;
    property ServerClass: TLFString read FServerClass;
    property ServerSource: TLFString read FServerSource;
    property OperationId: TLFString read FOperationId;
    property RequestId: TLFString read FRequestId;
    property ProblemType: TLFString read FProblemType;
    property ProblemTitle: TLFString read FProblemTitle;
    property ProblemDetail: TLFString read FProblemDetail;
    property ProblemInstance: TLFString read FProblemInstance;
    { How long the server asks to wait; -1 if it did not say. }
    property RetryAfterMs: Int64 read FRetryAfterMs;
    { How long to wait, counted from the failure, before the same call is made again; -1 where waiting changes nothing.
      With lfaTryLater it is RetryAfterMs if the server said so. }
    property SuggestedWaitMs: Int64 read FSuggestedWaitMs;
    { GetLastError or errno; 0 if there is none. }
    property OsCode: Integer read FOsCode;
    { Whether the same call may succeed later without anybody changing anything: Action is lfaTryLater. }
    property IsRetryable: Boolean read FIsRetryable;
    { One of the LF_EXCHANGE_ values. }
    property Exchange: Integer read FExchange;
    { How often the request was tried. }
    property Attempts: Cardinal read FAttempts;
  end;

  { Receives log lines, possibly on several threads at once, also on threads of the library. Level is one of the
    LF_LOG_ values. It must neither free the client nor call Settle. An exception that it raises is dropped. }
  TLFLogEvent = procedure(Level: Integer; const Text: TLFString) of object;

  { Settings of a client while they are put together; TLFClient copies them. Units, ranges and defaults are those of
    the lf_options_ functions. }
  TLFOptions = class
  private
    FHandle: PLFOptions;
    FLog: IInterface;
  public
    { '' where the access key of TLFCredentials names the region; else the address of the API, or with LF_API_CLOUD of
      its login server. }
    constructor Create(const BaseAddress: TLFString = '');
    destructor Destroy; override;
    procedure SetClientCertificatePem(const CertificatePem, KeyPem: TLFString);
    procedure SetClientCertificateFile(const CertificatePath, KeyPath: TLFString);
    { The bytes of a PKCS#12 file (.pfx, .p12) and its password; no bytes: none. }
    procedure SetClientCertificatePkcs12(const Bytes: TBytes; const Password: TLFString = '');
    procedure SetClientCertificatePkcs12File(const Path: TLFString; const Password: TLFString = '');
    { Trusts an authority, by the bytes of its certificate in binary form (DER). }
    procedure AddCaDer(const Bytes: TBytes);
    { Username '': none. }
    procedure SetProxy(const Address: TLFString; const Username: TLFString = ''; const Password: TLFString = '');
    { How many idle connections are kept, and for how long. }
    procedure SetPool(MaxIdle, IdleTimeoutMs: Cardinal);
    { Attempts at most, the delay before the second one, and the delay at most. }
    procedure SetRetry(MaxAttempts, BaseDelayMs, MaxDelayMs: Cardinal);
    { Level is one of the LF_LOG_ values. The object of the event has to live until the last client made from these
      options is freed. nil: no log. }
    procedure SetLog(Level: Integer; Event: TLFLogEvent);
    { generated from lftoken.h: settings of TLFOptions }
    { Sets which API the server has. By default LF_API_V1_ALPHA. }
    procedure SetApi(Api: Integer);
    { Allows a base address with http to any host. }
    procedure SetAllowPlainHttp(Enabled: Boolean);
    { Sets how long one attempt to get a connection may take: name look-up, TCP, proxy and TLS together. By default
      10 s. }
    procedure SetConnectTimeoutMs(TimeoutMs: Cardinal);
    { Sets how long a call may take in all: connecting, sending, waiting, reading, and every repetition. By default
      30 s. }
    procedure SetTotalTimeoutMs(TimeoutMs: Cardinal);
    { Sets how long the library waits for the answer to a login after TLFClient.CreateToken has returned
      LF_E_OUTCOME_UNKNOWN because of a timeout or cancel. By default 30 s. }
    procedure SetLateAnswerGraceMs(GraceMs: Cardinal);
    { Sets which certificate authorities are trusted. By default LF_TRUST_SYSTEM. }
    procedure SetTrust(Trust: Integer);
    { Adds certificate authorities to those that are trusted. One or more certificates in PEM form, read by TLFClient. }
    procedure AddCaPem(const Pem: TLFString);
    { Adds the certificate authorities of a file, read as by TLFOptions.AddCaPem. A regular file of at most 16 MiB with
      certificates in PEM form, or with one in binary form (DER), read by TLFClient. }
    procedure AddCaFile(const Path: TLFString);
    { Accepts exactly this server certificate, for servers with a self-signed one: its issuer, names and dates are not
      checked. The SHA-256 fingerprint of the certificate, 64 hexadecimal digits, as browsers and `openssl x509
      -fingerprint -sha256` show it: colons, dashes, white space and a label in front do not matter. }
    procedure AddPinnedCertificate(const Sha256: TLFString);
    { Sets the oldest TLS version that is spoken. By default LF_TLS_1_2. }
    procedure SetMinTlsVersion(Version: Integer);
    { Sets the password of the client key in PEM form, for one that is encrypted (BEGIN ENCRYPTED PRIVATE KEY). The
      password, wiped with the options. }
    procedure SetClientKeyPassword(const Password: TLFString);
    { Uses the proxy that the environment names: https_proxy or HTTPS_PROXY (http_proxy for http), else all_proxy or
      ALL_PROXY; not for hosts in no_proxy or NO_PROXY and not for this machine itself. }
    procedure SetUseSystemProxy(Enabled: Boolean);
    { Sets hosts that are reached without the proxy, in addition to those of the environment. Entries separated by
      commas: a host, which covers its subdomains too ("example.com", ".example.com" and "*.example.com" mean the same),
      an address, a network ("10.0.0.0/8"), or "*". }
    procedure SetNoProxy(const Hosts: TLFString);
    { Names the host program in the User-Agent header, before the library's own name. Such as "CaptureStation/5.1". }
    procedure SetUserAgentProduct(const Product: TLFString);
    { Sets how large the body of an answer may be. By default 262144. }
    procedure SetMaxAnswerBytes(MaxBytes: Cardinal);
    { end of what is generated }
    property Handle: PLFOptions read FHandle;
  end;

  { With what to log in, which depends on the API. A user name and a password, a SAML token or a session key; with
    LF_API_SERVER_V1 a user name and a password; with LF_API_SERVER_V2 these, or what TLFAuthorization gives, or a
    refresh token; with LF_API_CLOUD an access key and its service principal key, or what TLFAuthorization gives, or a
    refresh token. The library wipes its copies; the texts that are passed in are the program's own. }
  TLFCredentials = class
  private
    FHandle: PLFCredentials;
  public
    constructor Create; overload;
    constructor Create(const Username, Password: TLFString); overload;
    { Takes over the handle. }
    constructor CreateFrom(AHandle: PLFCredentials);
    destructor Destroy; override;
    { generated from lftoken.h: settings of TLFCredentials }
    { Sets the user name. }
    procedure SetUsername(const Username: TLFString);
    { Sets the password. }
    procedure SetPassword(const Password: TLFString);
    { Allows an empty password, for accounts that have none. }
    procedure SetAllowEmptyPassword(Enabled: Boolean);
    { Sets the Directory Server organization. }
    procedure SetOrganization(const Organization: TLFString);
    { Sets the name that the audit trail and the list of sessions show for the login. Name host and program, so that an
      administrator can find the session. }
    procedure SetApplicationName(const ApplicationName: TLFString);
    { Sets an existing session key to log in with. }
    procedure SetSessionKey(const SessionKey: TLFString);
    { Sets a SAML token to log in with. }
    procedure SetSamlToken(const SamlToken: TLFString);
    { Sets the Laserfiche Cloud account id (9 or 10 digits), for logins with a user name on Cloud. }
    procedure SetCustomerId(const CustomerId: TLFString);
    { Asks the server for a cookie besides the token. }
    procedure SetCreateCookie(Enabled: Boolean);
    { Sets the access key of a service app, as the Developer Console exports it: base64, or the JSON that is in it. }
    procedure SetAccessKey(const AccessKey: TLFString);
    { Sets the access key as TLFCredentials.SetAccessKey does, by the name of the file that it is in. UTF-8. }
    procedure SetAccessKeyFile(const Path: TLFString);
    { Sets the service principal key of a service app, which goes with its access key. }
    procedure SetServicePrincipalKey(const Key: TLFString);
    { Sets a refresh token to log in with, one that TLFToken.RefreshToken gave before a restart. }
    procedure SetRefreshToken(const RefreshToken: TLFString);
    { Sets the client id of the app that a refresh token belongs to. }
    procedure SetClientId(const ClientId: TLFString);
    { Sets the client secret of a web app. }
    procedure SetClientSecret(const ClientSecret: TLFString);
    { Sets the scopes to ask for, with spaces between them; their case counts. Such as "repository.Read
      repository.Write". }
    procedure SetScope(const Scope: TLFString);
    { end of what is generated }
    property Handle: PLFCredentials read FHandle;
  end;

  { Ends calls from another thread. }
  TLFCancel = class
  private
    FHandle: PLFCancel;
  public
    constructor Create;
    destructor Destroy; override;
    { Ends every call that carries it, now and until Reset. }
    procedure Trigger;
    procedure Reset;
    property Handle: PLFCancel read FHandle;
  end;

  { Settings of single calls. }
  TLFCall = class
  private
    FHandle: PLFCall;
  public
    constructor Create;
    destructor Destroy; override;
    { nil takes it out again. }
    procedure SetCancel(Cancel: TLFCancel);
    { generated from lftoken.h: settings of TLFCall }
    { Sets how long a call may take in all, instead of the client's TLFOptions.SetTotalTimeoutMs. }
    procedure SetTotalTimeoutMs(TimeoutMs: Cardinal);
    { Sets an id that the log lines of the calls begin with, in square brackets. A text without control characters. }
    procedure SetCorrelationId(const CorrelationId: TLFString);
    { end of what is generated }
    property Handle: PLFCall read FHandle;
  end;

  { A session on the server and its access token. }
  TLFToken = class
  private
    FHandle: PLFToken;
    FLogOutOnFree: Boolean;
    function GetValue: TLFString;
    function GetCookie: TLFString;
    function GetRefreshToken: TLFString;
    function GetScope: TLFString;
    function GetApiAddress: TLFString;
    function GetRepositoryId: TLFString;
    function GetExpiresAtUnixMs: Int64;
    function GetExpiresAtUtc: TDateTime;
    function GetRemainingMs: Int64;
    function GetLifetimeMs: Int64;
    function GetState: Integer;
  public
    { Takes over the handle. }
    constructor CreateFrom(AHandle: PLFToken; ALogOutOnFree: Boolean);
    { Logs out first if the session is still open and LogOutOnFree is set. That may take as long as the client's total
      timeout; a failure is only seen in the log: call Invalidate before to see it as an exception. }
    destructor Destroy; override;
    { Keeps the session alive; it may then be idle for so long, at most 3600. 0 leaves it to the server. Where
      TLFClient.Supports denies LF_CAN_REFRESH_WITHOUT_CREDENTIALS, it logs in anew with what the token keeps for that:
      read Value, and RefreshToken, again afterwards. KeepAliveSeconds needs LF_CAN_KEEP_ALIVE. }
    procedure Refresh(KeepAliveSeconds: Cardinal = 0; Call: TLFCall = nil);
    { Logs out: the licence is free again. A session that has already ended is a success. Where TLFClient.Supports
      denies LF_CAN_LOG_OUT, it forgets the token, whose state is LF_TOKEN_DISCARDED. }
    procedure Invalidate(Call: TLFCall = nil);
    { The token itself, a secret, for the Authorization header: 'Bearer ' + Value. }
    property Value: TLFString read GetValue;
    { 'name=value' if TLFCredentials.SetCreateCookie asked for it, else empty. A secret. }
    property Cookie: TLFString read GetCookie;
    { What the next Refresh will use, for a program that keeps it for a login after a restart; empty: none. Each Refresh
      uses it up and brings another one. A secret. }
    property RefreshToken: TLFString read GetRefreshToken;
    { The scopes that the server granted, with spaces between them; empty if it did not tell. }
    property Scope: TLFString read GetScope;
    { Where the repository API is to be called with the token, without a slash at the end; empty if it is not known. }
    property ApiAddress: TLFString read GetApiAddress;
    property RepositoryId: TLFString read GetRepositoryId;
    { Milliseconds since 1970-01-01 UTC; 0 if it is not known. }
    property ExpiresAtUnixMs: Int64 read GetExpiresAtUnixMs;
    { The same as a TDateTime in UTC; 0 if it is not known. }
    property ExpiresAtUtc: TDateTime read GetExpiresAtUtc;
    { How long the session still lasts, whatever this machine's clock says; -1 if it is not known. }
    property RemainingMs: Int64 read GetRemainingMs;
    { How long the session was to last in all: what RemainingMs was right after the login or the last refresh; -1 if it
      is not known. }
    property LifetimeMs: Int64 read GetLifetimeMs;
    { One of the LF_TOKEN_ values. }
    property State: Integer read GetState;
    { True after TLFClient.CreateToken, False after TLFClient.AdoptToken. }
    property LogOutOnFree: Boolean read FLogOutOnFree write FLogOutOnFree;
    property Handle: PLFToken read FHandle;
  end;

  { Receives what TLFClient.Check finds, on the thread that called it: the facts of a step, then its verdict, then those
    of the next step. Step is one of the LF_CHECK_ values, Verdict one of the LF_VERDICT_ values; a newer library may
    have more. Text is one line for a person, "name: value" of a fact, and never holds a secret. Cause is why the step
    failed, with LF_VERDICT_FAILED; else nil. It is freed afterwards. What would have to wait in it raises
    LF_E_WOULD_DEADLOCK. }
  TLFCheckEvent = procedure(Step, Verdict: Integer; const Text: TLFString; Cause: ELFError) of object;

  { A server and how to reach it. One client serves a whole program and all its threads. }
  TLFClient = class
  private
    FHandle: PLFClient;
    FLog: IInterface;
  public
    { With the default settings. }
    constructor Create(const BaseAddress: TLFString); overload;
    constructor Create(Options: TLFOptions); overload;
    { Tokens stay usable; nothing is logged out. No log event runs any more once this has returned. }
    destructor Destroy; override;
    { Whether the API of this client can do What, one of the LF_CAN_ values; False for what the library does not know. }
    function Supports(What: Integer): Boolean;
    { Logs in: opens a session, which takes a licence until it is logged out or idles out. Free the token before the
      program ends. Do not simply try again after LF_E_OUTCOME_UNKNOWN: a session may be open. With LF_API_CLOUD no
      licence is taken, and RepositoryId may be ''. }
    function CreateToken(const RepositoryId, Username, Password: TLFString): TLFToken; overload;
    function CreateToken(const RepositoryId: TLFString; Credentials: TLFCredentials;
      Call: TLFCall = nil): TLFToken; overload;
    { Makes a token of a value that came from elsewhere. 0: when it expires is not known. Where a refresh is a new
      login, it needs Credentials: those of the login, or a refresh token with its app. Nothing is sent. }
    function AdoptToken(const RepositoryId, Value: TLFString; ExpiresAtUnixMs: Int64 = 0;
      Credentials: TLFCredentials = nil): TLFToken;
    { Waits until answers to logins of unknown outcome have come and their sessions are logged out. Returns how many
      sessions that nobody holds may still be open; 0: none. They are those that were still outstanding when the time
      was over, or that the library gave up since Settle was last called. }
    function Settle(Call: TLFCall = nil): Cardinal;
    { Logs out every token and every TLFSession of this client, side by side, and waits for that and for all that Settle
      waits for. Returns how many sessions may still be open. From now on logins, refreshes and reads of sessions fail
      with LF_E_CLOSED. For the end of a service. }
    function Shutdown(Call: TLFCall = nil): Cardinal;
    { Finds out why a program does not get through to the service, one step after the other: for a button "test the
      connection". No login is sent, and no session is opened. RepositoryId is where logins are to, and may be
      ''. Raises ELFError if a step failed, after all that was found. What the event raises is raised again at the end,
      and the event is not called any more. }
    procedure Check(const RepositoryId: TLFString; Event: TLFCheckEvent; Call: TLFCall = nil);
    property Handle: PLFClient read FHandle;
  end;

  { A login in a browser, by an authorization code with PKCE: for LF_API_SERVER_V2 and LF_API_CLOUD. A desktop program
    calls Listen, opens Url in the browser, and calls Wait; a web application passes the address that the browser came
    back with to Accept. Both give credentials for one CreateToken, which the program frees. }
  TLFAuthorization = class
  private
    FHandle: PLFAuthorization;
    function GetUrl: TLFString;
  public
    { ClientId is that of the app, with LF_API_CLOUD; else ''. RedirectAddress is where the browser is sent back to,
      exactly as the app or the server has it. Scopes have spaces between them; '': none. }
    constructor Create(Client: TLFClient; const ClientId, RedirectAddress: TLFString; const Scope: TLFString = '');
    { Listens no longer. }
    destructor Destroy; override;
    { Takes the address that the browser came back with, or its query. What is not the answer to this login raises
      ELFError, and uses nothing up. }
    function Accept(const CallbackUrl: TLFString): TLFCredentials;
    { Listens for the browser at the port of the redirect address, on this machine only. Call it before Url is opened;
      it returns at once. }
    procedure Listen;
    { Waits until the browser has come back to Listen. Without the total timeout of a call it waits for 5 minutes: from
      a redirect address that is not allowed the browser never comes back. After LF_E_TIMED_OUT and LF_E_CANCELLED it
      still listens, and can be called again. }
    function Wait(Call: TLFCall = nil): TLFCredentials;
    { generated from lftoken.h: settings of TLFAuthorization }
    { Sets the client secret of a web app, which goes into the credentials. }
    procedure SetClientSecret(const ClientSecret: TLFString);
    { Sets the id of the Laserfiche Cloud account (9 or 10 digits) that the user is to log in to. }
    procedure SetCustomerId(const CustomerId: TLFString);
    { end of what is generated }
    { The address to open in a browser. It is for the user alone. }
    property Url: TLFString read GetUrl;
    property Handle: PLFAuthorization read FHandle;
  end;

  { Receives one of the LF_EVENT_ values, and why, of the failures; else nil. Cause is freed afterwards. Several threads
    may call it at once, also threads of the library. It must return soon, and what would have to wait in it raises
    LF_E_WOULD_DEADLOCK. An exception that it raises is dropped. }
  TLFSessionEvent = procedure(Event: Integer; Cause: ELFError) of object;

  { Sets what a login needs, on a thread of the library; Credentials are freed afterwards. It may take its time. False,
    or an exception: the login fails. }
  TLFCredentialsEvent = function(Credentials: TLFCredentials): Boolean of object;

  { Settings of sessions while they are put together; TLFSession copies them. }
  TLFSessionOptions = class
  private
    FHandle: PLFSessionOptions;
    FOnEvent: TLFSessionEvent;
    FOnCredentials: TLFCredentialsEvent;
    FHook: IInterface;
    procedure SetCallbacks;
  public
    constructor Create;
    destructor Destroy; override;
    { The object of the event has to live until the last session made with these options is freed. nil: none.
      TLFSession.NextEvent gives the same events without another thread. }
    procedure SetEventCallback(Event: TLFSessionEvent);
    { What is asked for credentials at each login, in place of those that a session is made with. Its object lives as
      long. nil: none. }
    procedure SetCredentialsCallback(Event: TLFCredentialsEvent);
    { generated from lftoken.h: settings of TLFSessionOptions }
    { Sets how long a token that is handed out lasts, at least; never more than a tenth of its whole life. By default
      30 s. }
    procedure SetMarginMs(MarginMs: Cardinal);
    { Sets after which share of its life a token is renewed in the background, if it was read since it came or was last
      renewed. By default 67. }
    procedure SetRenewAfterPercent(Percent: Cardinal);
    { Sets by how much earlier a renewal may come, so that many stations do not renew at the same moment. By default 10.
      }
    procedure SetJitterPercent(Percent: Cardinal);
    { Sets how long the session may be idle on the server after each renewal, as TLFToken.Refresh does. }
    procedure SetKeepAliveSeconds(KeepAliveSeconds: Cardinal);
    { Sets how long after the last read the session is logged out, so that its licence is free; the next read logs in
      again. By default 300 s. }
    procedure SetLingerSeconds(LingerSeconds: Cardinal);
    { Sets whether the session is kept alive although nobody reads its token: it is renewed as if it was read, and does
      not linger. }
    procedure SetHold(Enabled: Boolean);
    { end of what is generated }
    property Handle: PLFSessionOptions read FHandle;
  end;

  { A session that the library keeps open for all threads of a program, and a valid token whenever one asks. The first
    read logs in; then the token is renewed in the background while it is read, and another session is opened when this
    one has ended. It is logged out when nobody has read it for a while. }
  TLFSession = class
  private
    FHandle: PLFSession;
    FHook: IInterface;
    function GetState: Integer;
    function GetExpiresAtUnixMs: Int64;
    function GetExpiresAtUtc: TDateTime;
    function GetApiAddress: TLFString;
    function GetStats: TLFString;
  public
    { Nothing is sent. Credentials may be nil if the options have a callback for them. }
    constructor Create(Client: TLFClient; const RepositoryId: TLFString; Credentials: TLFCredentials;
      Options: TLFSessionOptions = nil); overload;
    constructor Create(Client: TLFClient; const RepositoryId, Username, Password: TLFString); overload;
    { Does not wait: the library logs out in the background, which TLFClient.Settle waits for. No event runs any more
      once this has returned. }
    destructor Destroy; override;
    { The token itself, a secret; it waits for a login if there is none. Call ends the wait of this call alone. }
    function Token(Call: TLFCall = nil): TLFString;
    { The value of the Authorization header: 'Bearer ' and the token. }
    function Authorization(Call: TLFCall = nil): TLFString;
    { The token without waiting; False if a login is on its way, which LF_EVENT_LOGGED_IN or LF_EVENT_LOGIN_FAILED
      ends. }
    function TryToken(out Value: TLFString): Boolean;
    { A resource has refused the token with 401: read it again, and repeat the request once. It does not wait. Value is
      the token or the whole header, as it was read. LF_E_ACCESS_DENIED: the service has just confirmed the session, so
      the account may not use that resource. }
    procedure TokenRejected(const Value: TLFString);
    { Other credentials, such as a password that was changed. What was refused before is forgotten. }
    procedure SetCredentials(Credentials: TLFCredentials);
    { Allows another login with credentials that were refused, because the reason is gone. }
    procedure RetryCredentials;
    { The oldest event that was not asked for yet, one of the LF_EVENT_ values; 0: none. For a timer. The program frees
      Cause, which is nil if nothing failed. }
    function NextEvent: Integer; overload;
    function NextEvent(out Cause: ELFError): Integer; overload;
    { Logs out and closes the session: reads fail with LF_E_CLOSED from now on. The total timeout of Call limits the
      wait, and the logout goes on after it. }
    procedure Close(Call: TLFCall = nil);
    { One of the LF_SESSION_ values. }
    property State: Integer read GetState;
    { Milliseconds since 1970-01-01 UTC; 0 if there is no token, or it is not known. }
    property ExpiresAtUnixMs: Int64 read GetExpiresAtUnixMs;
    { The same as a TDateTime in UTC; 0 if there is no token, or it is not known. }
    property ExpiresAtUtc: TDateTime read GetExpiresAtUtc;
    { Where the repository API is to be called; empty as long as no login has told it. }
    property ApiAddress: TLFString read GetApiAddress;
    { What the session has done so far, for support: lines 'name value'. }
    property Stats: TLFString read GetStats;
    property Handle: PLFSession read FHandle;
  end;

{ What kind of thing has to be done about a status where there is no exception to ask: the cautious answer. }
function LFStatusAction(Status: TLFStatus): TLFAction;
{ What to do about a failure in the names of these classes, by the number that lf_error_advice gives; '' for a number
  that the library does not know. ELFError.Message ends with it. }
function LFAdviceText(Advice: Integer): TLFString;

{ generated from lftoken.h: functions }
function lf_options_new(out_options: PPLFOptions): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
procedure lf_options_free(options: PLFOptions); cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_api(options: PLFOptions; api: Integer): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_base_address(
  options: PLFOptions; base_address: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_allow_plain_http(
  options: PLFOptions; enabled: Integer
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_client_new(
  options: PLFOptions; out_client: PPLFClient; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_client_supports(client: PLFClient; what: Integer): Integer; cdecl; external LFTOKEN_LIBRARY;
procedure lf_client_free(client: PLFClient); cdecl; external LFTOKEN_LIBRARY;
function lf_client_settle(
  client: PLFClient; call: PLFCall; out_open_sessions: PCardinal; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_client_shutdown(
  client: PLFClient; call: PLFCall; out_open_sessions: PCardinal; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_client_check(
  client: PLFClient;
  repository_id: PAnsiChar;
  callback: TLFCheckCallback;
  user: Pointer;
  call: PLFCall;
  out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_create_token(
  client: PLFClient;
  repository_id: PAnsiChar;
  credentials: PLFCredentials;
  call: PLFCall;
  out_token: PPLFToken;
  out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_refresh_token(
  token: PLFToken; keep_alive_seconds: Cardinal; call: PLFCall; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_invalidate_token(
  token: PLFToken; call: PLFCall; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_token_value(
  token: PLFToken; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_token_remaining_ms(token: PLFToken; out_remaining_ms: PInt64): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_token_lifetime_ms(token: PLFToken; out_lifetime_ms: PInt64): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_token_expires_at_ms(token: PLFToken; out_expires_at_ms: PInt64): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_token_state(token: PLFToken; out_state: PInteger): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_token_repository_id(
  token: PLFToken; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_token_cookie(
  token: PLFToken; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
procedure lf_token_free(token: PLFToken); cdecl; external LFTOKEN_LIBRARY;
function lf_token_refresh_token(
  token: PLFToken; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_token_scope(
  token: PLFToken; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_token_api_address(
  token: PLFToken; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_token_adopt(
  client: PLFClient;
  repository_id: PAnsiChar;
  value: PAnsiChar;
  expires_at_ms: Int64;
  out_token: PPLFToken;
  out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_token_adopt_with_credentials(
  client: PLFClient;
  repository_id: PAnsiChar;
  value: PAnsiChar;
  expires_at_ms: Int64;
  credentials: PLFCredentials;
  out_token: PPLFToken;
  out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_credentials_new(out_credentials: PPLFCredentials): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
procedure lf_credentials_free(credentials: PLFCredentials); cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_username(
  credentials: PLFCredentials; username: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_password(
  credentials: PLFCredentials; password: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_allow_empty_password(
  credentials: PLFCredentials; enabled: Integer
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_organization(
  credentials: PLFCredentials; organization: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_application_name(
  credentials: PLFCredentials; application_name: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_session_key(
  credentials: PLFCredentials; session_key: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_saml_token(
  credentials: PLFCredentials; saml_token: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_customer_id(
  credentials: PLFCredentials; customer_id: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_create_cookie(
  credentials: PLFCredentials; enabled: Integer
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_access_key(
  credentials: PLFCredentials; access_key: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_access_key_file(
  credentials: PLFCredentials; path: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_service_principal_key(
  credentials: PLFCredentials; key: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_refresh_token(
  credentials: PLFCredentials; refresh_token: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_client_id(
  credentials: PLFCredentials; client_id: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_client_secret(
  credentials: PLFCredentials; client_secret: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_credentials_set_scope(
  credentials: PLFCredentials; scope: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_session_new(
  client: PLFClient;
  repository_id: PAnsiChar;
  credentials: PLFCredentials;
  options: PLFSessionOptions;
  out_session: PPLFSession;
  out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
procedure lf_session_free(session: PLFSession); cdecl; external LFTOKEN_LIBRARY;
function lf_session_token(
  session: PLFSession; call: PLFCall; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_authorization(
  session: PLFSession; call: PLFCall; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_try_token(
  session: PLFSession; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_token_rejected(
  session: PLFSession; value: PAnsiChar; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_set_credentials(
  session: PLFSession; credentials: PLFCredentials; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_retry_credentials(session: PLFSession): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_state(session: PLFSession; out_state: PInteger): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_expires_at_ms(
  session: PLFSession; out_expires_at_ms: PInt64
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_api_address(
  session: PLFSession; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_next_event(
  session: PLFSession; out_event: PInteger; out_cause: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_stats(
  session: PLFSession; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_close(
  session: PLFSession; call: PLFCall; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_options_new(out_options: PPLFSessionOptions): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
procedure lf_session_options_free(options: PLFSessionOptions); cdecl; external LFTOKEN_LIBRARY;
function lf_session_options_set_margin_ms(
  options: PLFSessionOptions; margin_ms: Cardinal
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_options_set_renew_after_percent(
  options: PLFSessionOptions; percent: Cardinal
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_options_set_jitter_percent(
  options: PLFSessionOptions; percent: Cardinal
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_options_set_keep_alive_seconds(
  options: PLFSessionOptions; keep_alive_seconds: Cardinal
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_options_set_linger_seconds(
  options: PLFSessionOptions; linger_seconds: Cardinal
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_options_set_hold(
  options: PLFSessionOptions; enabled: Integer
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_options_set_event_callback(
  options: PLFSessionOptions; callback: TLFEventCallback; user: Pointer
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_session_options_set_credentials_callback(
  options: PLFSessionOptions; callback: TLFCredentialsCallback; user: Pointer
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_authorization_new(
  client: PLFClient;
  client_id: PAnsiChar;
  redirect_address: PAnsiChar;
  scope: PAnsiChar;
  out_authorization: PPLFAuthorization;
  out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
procedure lf_authorization_free(authorization: PLFAuthorization); cdecl; external LFTOKEN_LIBRARY;
function lf_authorization_set_client_secret(
  authorization: PLFAuthorization; client_secret: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_authorization_set_customer_id(
  authorization: PLFAuthorization; customer_id: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_authorization_url(
  authorization: PLFAuthorization; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_authorization_accept(
  authorization: PLFAuthorization; callback_url: PAnsiChar; out_credentials: PPLFCredentials; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_authorization_listen(
  authorization: PLFAuthorization; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_authorization_wait(
  authorization: PLFAuthorization; call: PLFCall; out_credentials: PPLFCredentials; out_error: PPLFError
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_error_message(
  error: PLFError; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_action(error: PLFError): Integer; cdecl; external LFTOKEN_LIBRARY;
function lf_error_is_retryable(error: PLFError): Integer; cdecl; external LFTOKEN_LIBRARY;
function lf_error_suggested_wait_ms(error: PLFError): Int64; cdecl; external LFTOKEN_LIBRARY;
function lf_error_status(error: PLFError): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_cause(error: PLFError): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_exchange(error: PLFError): Integer; cdecl; external LFTOKEN_LIBRARY;
function lf_error_attempts(error: PLFError): Cardinal; cdecl; external LFTOKEN_LIBRARY;
function lf_error_os_code(error: PLFError): Integer; cdecl; external LFTOKEN_LIBRARY;
function lf_error_description(
  error: PLFError; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_advice(error: PLFError): Integer; cdecl; external LFTOKEN_LIBRARY;

function lf_advice_text(advice: Integer): PAnsiChar; cdecl; external LFTOKEN_LIBRARY;

function lf_error_clone(error: PLFError; out_clone: PPLFError): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
procedure lf_error_free(error: PLFError); cdecl; external LFTOKEN_LIBRARY;

function lf_status_action(status: TLFStatus): Integer; cdecl; external LFTOKEN_LIBRARY;
function lf_status_name(status: TLFStatus): PAnsiChar; cdecl; external LFTOKEN_LIBRARY;
function lf_status_message(status: TLFStatus): PAnsiChar; cdecl; external LFTOKEN_LIBRARY;

function lf_error_http_status(error: PLFError): Integer; cdecl; external LFTOKEN_LIBRARY;
function lf_error_server_code(error: PLFError): Integer; cdecl; external LFTOKEN_LIBRARY;
function lf_error_server_message(
  error: PLFError; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_server_class(
  error: PLFError; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_server_source(
  error: PLFError; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_operation_id(
  error: PLFError; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_request_id(
  error: PLFError; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_problem_type(
  error: PLFError; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_problem_title(
  error: PLFError; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_problem_detail(
  error: PLFError; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_problem_instance(
  error: PLFError; buf: PAnsiChar; cap: NativeUInt; needed: PNativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_error_retry_after_ms(error: PLFError): Int64; cdecl; external LFTOKEN_LIBRARY;

function lf_options_set_connect_timeout_ms(
  options: PLFOptions; timeout_ms: Cardinal
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_total_timeout_ms(
  options: PLFOptions; timeout_ms: Cardinal
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_late_answer_grace_ms(
  options: PLFOptions; grace_ms: Cardinal
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_trust(options: PLFOptions; trust: Integer): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_add_ca_pem(options: PLFOptions; pem: PAnsiChar): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_add_ca_file(options: PLFOptions; path: PAnsiChar): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_add_ca_der(
  options: PLFOptions; bytes: Pointer; size: NativeUInt
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_add_pinned_certificate(
  options: PLFOptions; sha256: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_min_tls_version(
  options: PLFOptions; version: Integer
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_client_certificate_pem(
  options: PLFOptions; certificate_pem: PAnsiChar; key_pem: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_client_certificate_file(
  options: PLFOptions; certificate_path: PAnsiChar; key_path: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_client_key_password(
  options: PLFOptions; password: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_client_certificate_pkcs12(
  options: PLFOptions; bytes: Pointer; size: NativeUInt; password: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_client_certificate_pkcs12_file(
  options: PLFOptions; path: PAnsiChar; password: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_proxy(
  options: PLFOptions; address: PAnsiChar; username: PAnsiChar; password: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_use_system_proxy(
  options: PLFOptions; enabled: Integer
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_no_proxy(options: PLFOptions; hosts: PAnsiChar): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_user_agent_product(
  options: PLFOptions; product: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_pool(
  options: PLFOptions; max_idle: Cardinal; idle_timeout_ms: Cardinal
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_max_answer_bytes(
  options: PLFOptions; max_bytes: Cardinal
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_options_set_retry(
  options: PLFOptions; max_attempts: Cardinal; base_delay_ms: Cardinal; max_delay_ms: Cardinal
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_call_new(out_call: PPLFCall): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
procedure lf_call_free(call: PLFCall); cdecl; external LFTOKEN_LIBRARY;
function lf_call_set_total_timeout_ms(call: PLFCall; timeout_ms: Cardinal): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_call_set_cancel(call: PLFCall; cancel: PLFCancel): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_call_set_correlation_id(
  call: PLFCall; correlation_id: PAnsiChar
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_cancel_new(out_cancel: PPLFCancel): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
procedure lf_cancel_free(cancel: PLFCancel); cdecl; external LFTOKEN_LIBRARY;
function lf_cancel_trigger(cancel: PLFCancel): TLFStatus; cdecl; external LFTOKEN_LIBRARY;
function lf_cancel_reset(cancel: PLFCancel): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_options_set_log(
  options: PLFOptions; level: Integer; callback: TLFLogCallback; user: Pointer
): TLFStatus; cdecl; external LFTOKEN_LIBRARY;

function lf_library_version: PAnsiChar; cdecl; external LFTOKEN_LIBRARY;
function lf_library_abi_version: Cardinal; cdecl; external LFTOKEN_LIBRARY;
{ end of what is generated }

implementation

type
  { The shape of all functions that take a text, and of all that give one. }
  TTextSetter = function(Handle: Pointer; Text: PAnsiChar): TLFStatus; cdecl;
  TTextGetter = function(Handle: Pointer; Buf: PAnsiChar; Cap: NativeUInt; Needed: PNativeUInt): TLFStatus; cdecl;

  { The shape of the functions that read the token of a session. }
  TTokenReader = function(Session: PLFSession; Call: PLFCall; Buf: PAnsiChar; Cap: NativeUInt; Needed: PNativeUInt;
    Error: PPLFError): TLFStatus; cdecl;

  { What stands behind the user pointer of the callbacks of a session. Options and sessions share it. }
  ISessionHook = interface
    procedure Hear(Event: Integer; Error: PLFError);
    function Fill(Lent: PLFCredentials): TLFStatus;
  end;

  TSessionHook = class(TInterfacedObject, ISessionHook)
  private
    FOnEvent: TLFSessionEvent;
    FOnCredentials: TLFCredentialsEvent;
    procedure Hear(Event: Integer; Error: PLFError);
    function Fill(Lent: PLFCredentials): TLFStatus;
  public
    constructor Create(const OnEvent: TLFSessionEvent; const OnCredentials: TLFCredentialsEvent);
  end;

  { What stands behind the user pointer of a check, and lives as long as that. }
  TCheckHook = class
  private
    FEvent: TLFCheckEvent;
    { What the event raised. }
    FRaised: TObject;
    procedure Hear(Step, Verdict: Integer; const Text: TLFString; Error: PLFError);
  end;

  { What stands behind the user pointer of the log callback. Options and clients share it. }
  TLogHook = class(TInterfacedObject)
  private
    FEvent: TLFLogEvent;
  public
    constructor Create(Event: TLFLogEvent);
  end;

{ The error by its address: the order in which the arguments are evaluated is not defined. }
procedure CheckStatus(Status: TLFStatus; Error: PPLFError = nil);
begin
  if Status = LF_OK then
    Exit;
  if Error = nil then
    raise ELFError.CreateFrom(Status, nil);
  raise ELFError.CreateFrom(Status, Error^);
end;

function FromUtf8(Text: PAnsiChar): TLFString;
var
  Size: Integer;
  Bytes: UTF8String;
begin
  Size := 0;
  while Text[Size] <> #0 do
    Inc(Size);
  SetString(Bytes, Text, Size);
  Result := TLFString(Bytes);
  {$IFNDEF FPC}
  if Size > 0 then
    FillChar(Pointer(Bytes)^, Size, 0);
  {$ENDIF}
end;

{ Raises what a setter returned; an exception names it. }
procedure CheckSetting(Status: TLFStatus; const Setting: TLFString);
begin
  if Status <> LF_OK then
    raise ELFError.CreateFor(Status, Setting, '');
end;

procedure RequireObject(AObject: TObject; const Name: TLFString);
begin
  if AObject = nil then
    raise ELFError.CreateFor(LF_E_INVALID_ARGUMENT, Name, 'it is nil');
end;

{ The name of a Windows DLL does not tell the number of its interface. }
procedure RequireInterface;
begin
  if lf_library_abi_version <> LF_ABI_VERSION then
    raise Exception.CreateFmt('%s has interface %d; this program was compiled for %d',
      [LFTOKEN_LIBRARY, lf_library_abi_version, LF_ABI_VERSION]);
end;

{ The library reads up to the first NUL; what stands behind it must not vanish unseen. }
function ToUtf8(const Text, Name: TLFString): UTF8String;
begin
  if Pos(#0, Text) > 0 then
    raise ELFError.CreateFor(LF_E_INVALID_ARGUMENT, Name, 'the text holds a NUL character');
  Result := UTF8String(Text);
end;

{ In Free Pascal ToUtf8 gives the caller's own text, which is not ours to wipe. }
procedure Wipe(var Bytes: UTF8String);
begin
  {$IFNDEF FPC}
  if Bytes <> '' then
    FillChar(Pointer(Bytes)^, Length(Bytes), 0);
  {$ENDIF}
  Bytes := '';
end;

procedure SetText(Setter, Handle: Pointer; const Text, Setting: TLFString);
var
  Bytes: UTF8String;
begin
  Bytes := ToUtf8(Text, Setting);
  try
    CheckSetting(TTextSetter(Setter)(Handle, PAnsiChar(Bytes)), Setting);
  finally
    Wipe(Bytes);
  end;
end;

{ A text that need not be there: '' stands for none, which is nil. }
function OptionalText(const Bytes: UTF8String): PAnsiChar;
begin
  Result := nil;
  if Bytes <> '' then
    Result := PAnsiChar(Bytes);
end;

function GetText(Getter, Handle: Pointer): TLFString;
var
  Needed, Size: NativeUInt;
  Buffer: PAnsiChar;
  Status: TLFStatus;
begin
  Result := '';
  Needed := 0;
  Status := TTextGetter(Getter)(Handle, nil, 0, @Needed);
  { A refresh on another thread may bring a longer one at any moment. }
  while Status = LF_E_BUFFER_TOO_SMALL do
  begin
    Size := Needed;
    GetMem(Buffer, Size);
    try
      Status := TTextGetter(Getter)(Handle, Buffer, Size, @Needed);
      if Status = LF_OK then
        Result := FromUtf8(Buffer);
    finally
      FillChar(Buffer^, Size, 0);
      FreeMem(Buffer);
    end;
  end;
  CheckStatus(Status);
end;

{ 0 stays 0, which stands for none. }
function UtcOf(UnixMs: Int64): TDateTime;
begin
  if UnixMs = 0 then
    Result := 0
  else
    Result := EncodeDate(1970, 1, 1) + UnixMs / MSecsPerDay;
end;

function HandleOf(Call: TLFCall): PLFCall;
begin
  if Call = nil then
    Result := nil
  else
    Result := Call.Handle;
end;

{ What kind of thing has to be done, and in which words }

function ActionOf(Number: Integer): TLFAction;
begin
  if (Number >= Ord(Low(TLFAction))) and (Number <= Ord(High(TLFAction))) then
    Result := TLFAction(Number)
  else
    Result := lfaReportDefect;
end;

function LFStatusAction(Status: TLFStatus): TLFAction;
begin
  Result := ActionOf(lf_status_action(Status));
end;

{ What advice can name, and what that is called in this unit. }
const
  ADVICE_NAMES: array[0..18, 0..1] of TLFString = (
    ('api', 'TLFOptions.SetApi'),
    ('base_address', 'BaseAddress of Create'),
    ('allow_plain_http', 'TLFOptions.SetAllowPlainHttp'),
    ('add_ca_pem', 'TLFOptions.AddCaPem'),
    ('add_ca_file', 'TLFOptions.AddCaFile'),
    ('pinned_certificate', 'TLFOptions.AddPinnedCertificate'),
    ('client_certificate', 'TLFOptions.SetClientCertificateFile'),
    ('no_proxy', 'TLFOptions.SetNoProxy'),
    ('connect_timeout', 'TLFOptions.SetConnectTimeoutMs'),
    ('total_timeout', 'TLFOptions.SetTotalTimeoutMs'),
    ('call_timeout', 'TLFCall.SetTotalTimeoutMs'),
    ('max_answer_bytes', 'TLFOptions.SetMaxAnswerBytes'),
    ('retry_after', 'ELFError.RetryAfterMs'),
    ('allow_empty_password', 'TLFCredentials.SetAllowEmptyPassword'),
    ('login', 'TLFClient.CreateToken'),
    ('logout', 'TLFToken.Invalidate'),
    ('settle', 'TLFClient.Settle'),
    ('session_credentials', 'TLFSession.SetCredentials'),
    ('retry_credentials', 'TLFSession.RetryCredentials'));

{ The names of a list of keys, each in braces; '' if there are none. }
function NamesOf(Keys: TLFString): TLFString;
var
  Index, Ends: Integer;
  Key: TLFString;
begin
  Result := '';
  while Pos('{', Keys) > 0 do
  begin
    Delete(Keys, 1, Pos('{', Keys));
    Ends := Pos('}', Keys);
    if Ends = 0 then
      Break;
    Key := Copy(Keys, 1, Ends - 1);
    for Index := Low(ADVICE_NAMES) to High(ADVICE_NAMES) do
      if ADVICE_NAMES[Index, 0] = Key then
      begin
        if Result <> '' then
          Result := Result + ', ';
        Result := Result + ADVICE_NAMES[Index, 1];
      end;
  end;
end;

function LFAdviceText(Advice: Integer): TLFString;
var
  Rest, Names: TLFString;
  Starts, Ends: Integer;
begin
  Result := '';
  Rest := FromUtf8(lf_advice_text(Advice));
  { The bracket of a name that this unit does not have is left out. }
  Starts := Pos(' ({', Rest);
  while Starts > 0 do
  begin
    Result := Result + Copy(Rest, 1, Starts - 1);
    Delete(Rest, 1, Starts + 1);
    Ends := Pos(')', Rest);
    Names := NamesOf(Copy(Rest, 1, Ends - 1));
    if Names <> '' then
      Result := Result + ' (' + Names + ')';
    Delete(Rest, 1, Ends);
    Starts := Pos(' ({', Rest);
  end;
  Result := Result + Rest;
end;

{ ELFError }

constructor ELFError.CreateFrom(AStatus: TLFStatus; AError: PLFError);
var
  Text, Advice: TLFString;
begin
  FStatus := AStatus;
  if AError = nil then
  begin
    inherited Create(string(FromUtf8(lf_status_message(AStatus))));
    FAction := LFStatusAction(AStatus);
    FCause := AStatus;
    FRetryAfterMs := -1;
    FSuggestedWaitMs := -1;
    Exit;
  end;
  try
    Text := GetText(@lf_error_description, AError);
    Advice := LFAdviceText(lf_error_advice(AError));
    if Advice <> '' then
      Text := Text + '. ' + Advice;
    inherited Create(string(Text));
    FAction := ActionOf(lf_error_action(AError));
    FCause := lf_error_cause(AError);
    FHttpStatus := lf_error_http_status(AError);
    FServerCode := lf_error_server_code(AError);
    FServerMessage := GetText(@lf_error_server_message, AError);
    FServerClass := GetText(@lf_error_server_class, AError);
    FServerSource := GetText(@lf_error_server_source, AError);
    FOperationId := GetText(@lf_error_operation_id, AError);
    FRequestId := GetText(@lf_error_request_id, AError);
    FProblemType := GetText(@lf_error_problem_type, AError);
    FProblemTitle := GetText(@lf_error_problem_title, AError);
    FProblemDetail := GetText(@lf_error_problem_detail, AError);
    FProblemInstance := GetText(@lf_error_problem_instance, AError);
    FRetryAfterMs := lf_error_retry_after_ms(AError);
    FSuggestedWaitMs := lf_error_suggested_wait_ms(AError);
    FOsCode := lf_error_os_code(AError);
    FIsRetryable := lf_error_is_retryable(AError) <> 0;
    FExchange := lf_error_exchange(AError);
    FAttempts := lf_error_attempts(AError);
  finally
    lf_error_free(AError);
  end;
end;

constructor ELFError.CreateFor(AStatus: TLFStatus; const Setting, Reason: TLFString);
begin
  CreateFrom(AStatus, nil);
  if Reason = '' then
    Message := string(Setting) + ': ' + Message
  else
    Message := string(Setting + ': ' + Reason);
end;

function ELFError.GetStatusName: TLFString;
begin
  Result := FromUtf8(lf_status_name(FStatus));
end;

{ The exception of an error that the library lends to a callback, which the caller frees; nil if there is none. }
function CauseOf(Error: PLFError): ELFError;
var
  Own: PLFError;
begin
  Result := nil;
  if Error = nil then
    Exit;
  Own := nil;
  lf_error_clone(Error, @Own);
  Result := ELFError.CreateFrom(lf_error_status(Error), Own);
end;

{ TLogHook }

constructor TLogHook.Create(Event: TLFLogEvent);
begin
  inherited Create;
  FEvent := Event;
end;

procedure OnLog(User: Pointer; Level: Integer; Text: PAnsiChar); cdecl;
begin
  try
    TLogHook(User).FEvent(Level, FromUtf8(Text));
  except
    { An exception must not pass through the library. }
  end;
end;

{ TLFOptions }

constructor TLFOptions.Create(const BaseAddress: TLFString);
begin
  inherited Create;
  RequireInterface;
  CheckStatus(lf_options_new(@FHandle));
  if BaseAddress <> '' then
    SetText(@lf_options_set_base_address, FHandle, BaseAddress, 'BaseAddress');
end;

destructor TLFOptions.Destroy;
begin
  lf_options_free(FHandle);
  inherited Destroy;
end;

procedure TLFOptions.SetClientCertificatePem(const CertificatePem, KeyPem: TLFString);
var
  Certificate, Key: UTF8String;
begin
  Certificate := ToUtf8(CertificatePem, 'CertificatePem');
  Key := ToUtf8(KeyPem, 'KeyPem');
  try
    CheckSetting(lf_options_set_client_certificate_pem(FHandle, PAnsiChar(Certificate), PAnsiChar(Key)),
      'TLFOptions.SetClientCertificatePem');
  finally
    Wipe(Key);
  end;
end;

procedure TLFOptions.SetClientCertificateFile(const CertificatePath, KeyPath: TLFString);
begin
  CheckSetting(lf_options_set_client_certificate_file(FHandle, PAnsiChar(ToUtf8(CertificatePath, 'CertificatePath')),
    PAnsiChar(ToUtf8(KeyPath, 'KeyPath'))), 'TLFOptions.SetClientCertificateFile');
end;

procedure TLFOptions.SetClientCertificatePkcs12(const Bytes: TBytes; const Password: TLFString);
var
  Secret: UTF8String;
begin
  Secret := ToUtf8(Password, 'Password');
  try
    CheckSetting(lf_options_set_client_certificate_pkcs12(FHandle, Pointer(Bytes), Length(Bytes), PAnsiChar(Secret)),
      'TLFOptions.SetClientCertificatePkcs12');
  finally
    Wipe(Secret);
  end;
end;

procedure TLFOptions.SetClientCertificatePkcs12File(const Path, Password: TLFString);
var
  Secret: UTF8String;
begin
  Secret := ToUtf8(Password, 'Password');
  try
    CheckSetting(lf_options_set_client_certificate_pkcs12_file(FHandle, PAnsiChar(ToUtf8(Path, 'Path')),
      PAnsiChar(Secret)), 'TLFOptions.SetClientCertificatePkcs12File');
  finally
    Wipe(Secret);
  end;
end;

procedure TLFOptions.AddCaDer(const Bytes: TBytes);
begin
  CheckSetting(lf_options_add_ca_der(FHandle, Pointer(Bytes), Length(Bytes)), 'TLFOptions.AddCaDer');
end;

procedure TLFOptions.SetProxy(const Address, Username, Password: TLFString);
var
  Proxy, User, Secret: UTF8String;
begin
  Proxy := ToUtf8(Address, 'Address');
  User := ToUtf8(Username, 'Username');
  Secret := ToUtf8(Password, 'Password');
  try
    if User = '' then
      CheckSetting(lf_options_set_proxy(FHandle, PAnsiChar(Proxy), nil, nil), 'TLFOptions.SetProxy')
    else
      CheckSetting(lf_options_set_proxy(FHandle, PAnsiChar(Proxy), PAnsiChar(User), PAnsiChar(Secret)),
        'TLFOptions.SetProxy');
  finally
    Wipe(Secret);
  end;
end;

procedure TLFOptions.SetPool(MaxIdle, IdleTimeoutMs: Cardinal);
begin
  CheckSetting(lf_options_set_pool(FHandle, MaxIdle, IdleTimeoutMs), 'TLFOptions.SetPool');
end;

procedure TLFOptions.SetRetry(MaxAttempts, BaseDelayMs, MaxDelayMs: Cardinal);
begin
  CheckSetting(lf_options_set_retry(FHandle, MaxAttempts, BaseDelayMs, MaxDelayMs), 'TLFOptions.SetRetry');
end;

procedure TLFOptions.SetLog(Level: Integer; Event: TLFLogEvent);
var
  Hook: TLogHook;
  Log: IInterface;
begin
  if not Assigned(Event) then
  begin
    CheckStatus(lf_options_set_log(FHandle, LF_LOG_OFF, nil, nil));
    FLog := nil;
    Exit;
  end;
  { Lines come on threads that the run-time library did not start. }
  IsMultiThread := True;
  Hook := TLogHook.Create(Event);
  Log := Hook;
  CheckSetting(lf_options_set_log(FHandle, Level, OnLog, Hook), 'TLFOptions.SetLog');
  FLog := Log;
end;

{ generated from lftoken.h: setters of TLFOptions }
procedure TLFOptions.SetApi(Api: Integer);
begin
  CheckSetting(lf_options_set_api(FHandle, Api), 'TLFOptions.SetApi');
end;

procedure TLFOptions.SetAllowPlainHttp(Enabled: Boolean);
begin
  CheckStatus(lf_options_set_allow_plain_http(FHandle, Ord(Enabled)));
end;

procedure TLFOptions.SetConnectTimeoutMs(TimeoutMs: Cardinal);
begin
  CheckSetting(lf_options_set_connect_timeout_ms(FHandle, TimeoutMs), 'TLFOptions.SetConnectTimeoutMs');
end;

procedure TLFOptions.SetTotalTimeoutMs(TimeoutMs: Cardinal);
begin
  CheckSetting(lf_options_set_total_timeout_ms(FHandle, TimeoutMs), 'TLFOptions.SetTotalTimeoutMs');
end;

procedure TLFOptions.SetLateAnswerGraceMs(GraceMs: Cardinal);
begin
  CheckSetting(lf_options_set_late_answer_grace_ms(FHandle, GraceMs), 'TLFOptions.SetLateAnswerGraceMs');
end;

procedure TLFOptions.SetTrust(Trust: Integer);
begin
  CheckSetting(lf_options_set_trust(FHandle, Trust), 'TLFOptions.SetTrust');
end;

procedure TLFOptions.AddCaPem(const Pem: TLFString);
begin
  SetText(@lf_options_add_ca_pem, FHandle, Pem, 'TLFOptions.AddCaPem');
end;

procedure TLFOptions.AddCaFile(const Path: TLFString);
begin
  SetText(@lf_options_add_ca_file, FHandle, Path, 'TLFOptions.AddCaFile');
end;

procedure TLFOptions.AddPinnedCertificate(const Sha256: TLFString);
begin
  SetText(@lf_options_add_pinned_certificate, FHandle, Sha256, 'TLFOptions.AddPinnedCertificate');
end;

procedure TLFOptions.SetMinTlsVersion(Version: Integer);
begin
  CheckSetting(lf_options_set_min_tls_version(FHandle, Version), 'TLFOptions.SetMinTlsVersion');
end;

procedure TLFOptions.SetClientKeyPassword(const Password: TLFString);
begin
  SetText(@lf_options_set_client_key_password, FHandle, Password, 'TLFOptions.SetClientKeyPassword');
end;

procedure TLFOptions.SetUseSystemProxy(Enabled: Boolean);
begin
  CheckStatus(lf_options_set_use_system_proxy(FHandle, Ord(Enabled)));
end;

procedure TLFOptions.SetNoProxy(const Hosts: TLFString);
begin
  SetText(@lf_options_set_no_proxy, FHandle, Hosts, 'TLFOptions.SetNoProxy');
end;

procedure TLFOptions.SetUserAgentProduct(const Product: TLFString);
begin
  SetText(@lf_options_set_user_agent_product, FHandle, Product, 'TLFOptions.SetUserAgentProduct');
end;

procedure TLFOptions.SetMaxAnswerBytes(MaxBytes: Cardinal);
begin
  CheckSetting(lf_options_set_max_answer_bytes(FHandle, MaxBytes), 'TLFOptions.SetMaxAnswerBytes');
end;
{ end of what is generated }

{ TLFCredentials }

constructor TLFCredentials.Create;
begin
  inherited Create;
  RequireInterface;
  CheckStatus(lf_credentials_new(@FHandle));
end;

constructor TLFCredentials.Create(const Username, Password: TLFString);
begin
  Create;
  SetUsername(Username);
  SetPassword(Password);
end;

constructor TLFCredentials.CreateFrom(AHandle: PLFCredentials);
begin
  inherited Create;
  FHandle := AHandle;
end;

destructor TLFCredentials.Destroy;
begin
  lf_credentials_free(FHandle);
  inherited Destroy;
end;

{ generated from lftoken.h: setters of TLFCredentials }
procedure TLFCredentials.SetUsername(const Username: TLFString);
begin
  SetText(@lf_credentials_set_username, FHandle, Username, 'TLFCredentials.SetUsername');
end;

procedure TLFCredentials.SetPassword(const Password: TLFString);
begin
  SetText(@lf_credentials_set_password, FHandle, Password, 'TLFCredentials.SetPassword');
end;

procedure TLFCredentials.SetAllowEmptyPassword(Enabled: Boolean);
begin
  CheckStatus(lf_credentials_set_allow_empty_password(FHandle, Ord(Enabled)));
end;

procedure TLFCredentials.SetOrganization(const Organization: TLFString);
begin
  SetText(@lf_credentials_set_organization, FHandle, Organization, 'TLFCredentials.SetOrganization');
end;

procedure TLFCredentials.SetApplicationName(const ApplicationName: TLFString);
begin
  SetText(@lf_credentials_set_application_name, FHandle, ApplicationName, 'TLFCredentials.SetApplicationName');
end;

procedure TLFCredentials.SetSessionKey(const SessionKey: TLFString);
begin
  SetText(@lf_credentials_set_session_key, FHandle, SessionKey, 'TLFCredentials.SetSessionKey');
end;

procedure TLFCredentials.SetSamlToken(const SamlToken: TLFString);
begin
  SetText(@lf_credentials_set_saml_token, FHandle, SamlToken, 'TLFCredentials.SetSamlToken');
end;

procedure TLFCredentials.SetCustomerId(const CustomerId: TLFString);
begin
  SetText(@lf_credentials_set_customer_id, FHandle, CustomerId, 'TLFCredentials.SetCustomerId');
end;

procedure TLFCredentials.SetCreateCookie(Enabled: Boolean);
begin
  CheckStatus(lf_credentials_set_create_cookie(FHandle, Ord(Enabled)));
end;

procedure TLFCredentials.SetAccessKey(const AccessKey: TLFString);
begin
  SetText(@lf_credentials_set_access_key, FHandle, AccessKey, 'TLFCredentials.SetAccessKey');
end;

procedure TLFCredentials.SetAccessKeyFile(const Path: TLFString);
begin
  SetText(@lf_credentials_set_access_key_file, FHandle, Path, 'TLFCredentials.SetAccessKeyFile');
end;

procedure TLFCredentials.SetServicePrincipalKey(const Key: TLFString);
begin
  SetText(@lf_credentials_set_service_principal_key, FHandle, Key, 'TLFCredentials.SetServicePrincipalKey');
end;

procedure TLFCredentials.SetRefreshToken(const RefreshToken: TLFString);
begin
  SetText(@lf_credentials_set_refresh_token, FHandle, RefreshToken, 'TLFCredentials.SetRefreshToken');
end;

procedure TLFCredentials.SetClientId(const ClientId: TLFString);
begin
  SetText(@lf_credentials_set_client_id, FHandle, ClientId, 'TLFCredentials.SetClientId');
end;

procedure TLFCredentials.SetClientSecret(const ClientSecret: TLFString);
begin
  SetText(@lf_credentials_set_client_secret, FHandle, ClientSecret, 'TLFCredentials.SetClientSecret');
end;

procedure TLFCredentials.SetScope(const Scope: TLFString);
begin
  SetText(@lf_credentials_set_scope, FHandle, Scope, 'TLFCredentials.SetScope');
end;
{ end of what is generated }

{ TLFCancel }

constructor TLFCancel.Create;
begin
  inherited Create;
  RequireInterface;
  CheckStatus(lf_cancel_new(@FHandle));
end;

destructor TLFCancel.Destroy;
begin
  lf_cancel_free(FHandle);
  inherited Destroy;
end;

procedure TLFCancel.Trigger;
begin
  CheckStatus(lf_cancel_trigger(FHandle));
end;

procedure TLFCancel.Reset;
begin
  CheckStatus(lf_cancel_reset(FHandle));
end;

{ TLFCall }

constructor TLFCall.Create;
begin
  inherited Create;
  RequireInterface;
  CheckStatus(lf_call_new(@FHandle));
end;

destructor TLFCall.Destroy;
begin
  lf_call_free(FHandle);
  inherited Destroy;
end;

procedure TLFCall.SetCancel(Cancel: TLFCancel);
begin
  if Cancel = nil then
    CheckStatus(lf_call_set_cancel(FHandle, nil))
  else
    CheckStatus(lf_call_set_cancel(FHandle, Cancel.Handle));
end;

{ generated from lftoken.h: setters of TLFCall }
procedure TLFCall.SetTotalTimeoutMs(TimeoutMs: Cardinal);
begin
  CheckSetting(lf_call_set_total_timeout_ms(FHandle, TimeoutMs), 'TLFCall.SetTotalTimeoutMs');
end;

procedure TLFCall.SetCorrelationId(const CorrelationId: TLFString);
begin
  SetText(@lf_call_set_correlation_id, FHandle, CorrelationId, 'TLFCall.SetCorrelationId');
end;
{ end of what is generated }

{ TLFToken }

constructor TLFToken.CreateFrom(AHandle: PLFToken; ALogOutOnFree: Boolean);
begin
  inherited Create;
  FHandle := AHandle;
  FLogOutOnFree := ALogOutOnFree;
end;

destructor TLFToken.Destroy;
var
  Known: Integer;
begin
  if FLogOutOnFree and (lf_token_state(FHandle, @Known) = LF_OK) and (Known = LF_TOKEN_ACTIVE) then
    lf_invalidate_token(FHandle, nil, nil);
  lf_token_free(FHandle);
  inherited Destroy;
end;

procedure TLFToken.Refresh(KeepAliveSeconds: Cardinal; Call: TLFCall);
var
  Error: PLFError;
begin
  Error := nil;
  CheckStatus(lf_refresh_token(FHandle, KeepAliveSeconds, HandleOf(Call), @Error), @Error);
end;

procedure TLFToken.Invalidate(Call: TLFCall);
var
  Error: PLFError;
begin
  Error := nil;
  CheckStatus(lf_invalidate_token(FHandle, HandleOf(Call), @Error), @Error);
end;

function TLFToken.GetValue: TLFString;
begin
  Result := GetText(@lf_token_value, FHandle);
end;

function TLFToken.GetCookie: TLFString;
begin
  Result := GetText(@lf_token_cookie, FHandle);
end;

function TLFToken.GetRefreshToken: TLFString;
begin
  Result := GetText(@lf_token_refresh_token, FHandle);
end;

function TLFToken.GetScope: TLFString;
begin
  Result := GetText(@lf_token_scope, FHandle);
end;

function TLFToken.GetApiAddress: TLFString;
begin
  Result := GetText(@lf_token_api_address, FHandle);
end;

function TLFToken.GetRepositoryId: TLFString;
begin
  Result := GetText(@lf_token_repository_id, FHandle);
end;

function TLFToken.GetExpiresAtUnixMs: Int64;
begin
  CheckStatus(lf_token_expires_at_ms(FHandle, @Result));
end;

function TLFToken.GetExpiresAtUtc: TDateTime;
begin
  Result := UtcOf(ExpiresAtUnixMs);
end;

function TLFToken.GetRemainingMs: Int64;
begin
  CheckStatus(lf_token_remaining_ms(FHandle, @Result));
end;

function TLFToken.GetLifetimeMs: Int64;
begin
  CheckStatus(lf_token_lifetime_ms(FHandle, @Result));
end;

function TLFToken.GetState: Integer;
begin
  CheckStatus(lf_token_state(FHandle, @Result));
end;

{ TLFClient }

constructor TLFClient.Create(const BaseAddress: TLFString);
var
  Options: TLFOptions;
begin
  Options := TLFOptions.Create(BaseAddress);
  try
    Create(Options);
  finally
    Options.Free;
  end;
end;

constructor TLFClient.Create(Options: TLFOptions);
var
  Error: PLFError;
begin
  inherited Create;
  RequireObject(Options, 'Options');
  FLog := Options.FLog;
  Error := nil;
  CheckStatus(lf_client_new(Options.Handle, @FHandle, @Error), @Error);
end;

destructor TLFClient.Destroy;
begin
  { Before FLog goes: a log event may be running. }
  lf_client_free(FHandle);
  inherited Destroy;
end;

function TLFClient.Supports(What: Integer): Boolean;
begin
  Result := lf_client_supports(FHandle, What) = 1;
end;

function TLFClient.CreateToken(const RepositoryId, Username, Password: TLFString): TLFToken;
var
  Credentials: TLFCredentials;
begin
  Credentials := TLFCredentials.Create(Username, Password);
  try
    Result := CreateToken(RepositoryId, Credentials);
  finally
    Credentials.Free;
  end;
end;

function TLFClient.CreateToken(const RepositoryId: TLFString; Credentials: TLFCredentials; Call: TLFCall): TLFToken;
var
  Repository: UTF8String;
  Error: PLFError;
begin
  Error := nil;
  RequireObject(Credentials, 'Credentials');
  Repository := ToUtf8(RepositoryId, 'RepositoryId');
  { The object first: once the session is open, nothing may fail any more. }
  Result := TLFToken.CreateFrom(nil, True);
  try
    CheckStatus(lf_create_token(FHandle, OptionalText(Repository), Credentials.Handle, HandleOf(Call), @Result.FHandle,
      @Error), @Error);
  except
    Result.Free;
    raise;
  end;
end;

function TLFClient.AdoptToken(const RepositoryId, Value: TLFString; ExpiresAtUnixMs: Int64;
  Credentials: TLFCredentials): TLFToken;
var
  Repository, Secret: UTF8String;
  Error: PLFError;
begin
  Error := nil;
  Repository := ToUtf8(RepositoryId, 'RepositoryId');
  Secret := ToUtf8(Value, 'Value');
  Result := TLFToken.CreateFrom(nil, False);
  try
    try
      if Credentials = nil then
        CheckStatus(lf_token_adopt(FHandle, OptionalText(Repository), PAnsiChar(Secret), ExpiresAtUnixMs,
          @Result.FHandle, @Error), @Error)
      else
        CheckStatus(lf_token_adopt_with_credentials(FHandle, OptionalText(Repository), PAnsiChar(Secret),
          ExpiresAtUnixMs, Credentials.Handle, @Result.FHandle, @Error), @Error);
    except
      Result.Free;
      raise;
    end;
  finally
    Wipe(Secret);
  end;
end;

{ What the number of sessions tells is not raised, too. }
procedure CheckWait(Status: TLFStatus; Error: PLFError);
begin
  if (Status = LF_E_TIMED_OUT) or (Status = LF_E_OUTCOME_UNKNOWN) then
    lf_error_free(Error)
  else
    CheckStatus(Status, @Error);
end;

function TLFClient.Settle(Call: TLFCall): Cardinal;
var
  Status: TLFStatus;
  Error: PLFError;
begin
  Error := nil;
  Status := lf_client_settle(FHandle, HandleOf(Call), @Result, @Error);
  CheckWait(Status, Error);
end;

function TLFClient.Shutdown(Call: TLFCall): Cardinal;
var
  Status: TLFStatus;
  Error: PLFError;
begin
  Error := nil;
  Status := lf_client_shutdown(FHandle, HandleOf(Call), @Result, @Error);
  CheckWait(Status, Error);
end;

{ TCheckHook }

procedure TCheckHook.Hear(Step, Verdict: Integer; const Text: TLFString; Error: PLFError);
var
  Cause: ELFError;
begin
  Cause := CauseOf(Error);
  try
    FEvent(Step, Verdict, Text, Cause);
  finally
    Cause.Free;
  end;
end;

procedure OnCheck(User: Pointer; Step: Integer; Verdict: Integer; Text: PAnsiChar; Error: PLFError); cdecl;
var
  Hook: TCheckHook;
begin
  Hook := TCheckHook(User);
  try
    if Assigned(Hook.FEvent) and (Hook.FRaised = nil) then
      Hook.Hear(Step, Verdict, FromUtf8(Text), Error);
  except
    { An exception must not pass through the library; it is kept for TLFClient.Check. }
    Hook.FRaised := TObject(AcquireExceptionObject);
  end;
end;

procedure TLFClient.Check(const RepositoryId: TLFString; Event: TLFCheckEvent; Call: TLFCall);
var
  Repository: UTF8String;
  Hook: TCheckHook;
  Raised: TObject;
  Status: TLFStatus;
  Error: PLFError;
begin
  Error := nil;
  Repository := ToUtf8(RepositoryId, 'RepositoryId');
  Hook := TCheckHook.Create;
  Hook.FEvent := Event;
  Status := lf_client_check(FHandle, OptionalText(Repository), OnCheck, Hook, HandleOf(Call), @Error);
  Raised := Hook.FRaised;
  Hook.Free;
  if Raised <> nil then
  begin
    lf_error_free(Error);
    raise Raised;
  end;
  CheckStatus(Status, @Error);
end;

{ TLFAuthorization }

constructor TLFAuthorization.Create(Client: TLFClient; const ClientId, RedirectAddress, Scope: TLFString);
var
  App, Redirect, Scopes: UTF8String;
  Error: PLFError;
begin
  inherited Create;
  RequireObject(Client, 'Client');
  App := ToUtf8(ClientId, 'ClientId');
  Redirect := ToUtf8(RedirectAddress, 'RedirectAddress');
  Scopes := ToUtf8(Scope, 'Scope');
  Error := nil;
  CheckStatus(lf_authorization_new(Client.Handle, OptionalText(App), PAnsiChar(Redirect), OptionalText(Scopes),
    @FHandle, @Error), @Error);
end;

destructor TLFAuthorization.Destroy;
begin
  lf_authorization_free(FHandle);
  inherited Destroy;
end;

function TLFAuthorization.Accept(const CallbackUrl: TLFString): TLFCredentials;
var
  Callback: UTF8String;
  Error: PLFError;
begin
  Error := nil;
  Callback := ToUtf8(CallbackUrl, 'CallbackUrl');
  Result := TLFCredentials.CreateFrom(nil);
  try
    try
      CheckStatus(lf_authorization_accept(FHandle, PAnsiChar(Callback), @Result.FHandle, @Error), @Error);
    except
      Result.Free;
      raise;
    end;
  finally
    Wipe(Callback);
  end;
end;

procedure TLFAuthorization.Listen;
var
  Error: PLFError;
begin
  Error := nil;
  CheckStatus(lf_authorization_listen(FHandle, @Error), @Error);
end;

function TLFAuthorization.Wait(Call: TLFCall): TLFCredentials;
var
  Error: PLFError;
begin
  Error := nil;
  Result := TLFCredentials.CreateFrom(nil);
  try
    CheckStatus(lf_authorization_wait(FHandle, HandleOf(Call), @Result.FHandle, @Error), @Error);
  except
    Result.Free;
    raise;
  end;
end;

function TLFAuthorization.GetUrl: TLFString;
begin
  Result := GetText(@lf_authorization_url, FHandle);
end;

{ generated from lftoken.h: setters of TLFAuthorization }
procedure TLFAuthorization.SetClientSecret(const ClientSecret: TLFString);
begin
  SetText(@lf_authorization_set_client_secret, FHandle, ClientSecret, 'TLFAuthorization.SetClientSecret');
end;

procedure TLFAuthorization.SetCustomerId(const CustomerId: TLFString);
begin
  SetText(@lf_authorization_set_customer_id, FHandle, CustomerId, 'TLFAuthorization.SetCustomerId');
end;
{ end of what is generated }

{ TSessionHook }

constructor TSessionHook.Create(const OnEvent: TLFSessionEvent; const OnCredentials: TLFCredentialsEvent);
begin
  inherited Create;
  FOnEvent := OnEvent;
  FOnCredentials := OnCredentials;
end;

procedure TSessionHook.Hear(Event: Integer; Error: PLFError);
var
  Cause: ELFError;
begin
  Cause := CauseOf(Error);
  try
    FOnEvent(Event, Cause);
  finally
    Cause.Free;
  end;
end;

function TSessionHook.Fill(Lent: PLFCredentials): TLFStatus;
var
  Credentials: TLFCredentials;
begin
  Result := LF_E_CANCELLED;
  Credentials := TLFCredentials.CreateFrom(Lent);
  try
    if FOnCredentials(Credentials) then
      Result := LF_OK;
  finally
    Credentials.FHandle := nil; { it stays the library's }
    Credentials.Free;
  end;
end;

procedure OnSessionEvent(User: Pointer; Event: Integer; Error: PLFError); cdecl;
var
  Hook: ISessionHook;
begin
  try
    { Kept here, because the event may free all else that keeps it. }
    Hook := TSessionHook(User);
    Hook.Hear(Event, Error);
  except
    { An exception must not pass through the library. }
  end;
end;

function OnCredentials(User: Pointer; Credentials: PLFCredentials): TLFStatus; cdecl;
var
  Hook: ISessionHook;
begin
  Result := LF_E_CANCELLED;
  try
    Hook := TSessionHook(User);
    Result := Hook.Fill(Credentials);
  except
    { An exception must not pass through the library. }
  end;
end;

{ TLFSessionOptions }

constructor TLFSessionOptions.Create;
begin
  inherited Create;
  RequireInterface;
  CheckStatus(lf_session_options_new(@FHandle));
end;

destructor TLFSessionOptions.Destroy;
begin
  lf_session_options_free(FHandle);
  inherited Destroy;
end;

procedure TLFSessionOptions.SetEventCallback(Event: TLFSessionEvent);
begin
  FOnEvent := Event;
  SetCallbacks;
end;

procedure TLFSessionOptions.SetCredentialsCallback(Event: TLFCredentialsEvent);
begin
  FOnCredentials := Event;
  SetCallbacks;
end;

{ With a new hook, because sessions keep the one that they were made with. }
procedure TLFSessionOptions.SetCallbacks;
var
  User: TSessionHook;
  Hook: IInterface;
begin
  { Events come on threads that the run-time library did not start. }
  IsMultiThread := True;
  User := TSessionHook.Create(FOnEvent, FOnCredentials);
  Hook := User;
  if Assigned(FOnEvent) then
    CheckStatus(lf_session_options_set_event_callback(FHandle, OnSessionEvent, User))
  else
    CheckStatus(lf_session_options_set_event_callback(FHandle, nil, nil));
  if Assigned(FOnCredentials) then
    CheckStatus(lf_session_options_set_credentials_callback(FHandle, OnCredentials, User))
  else
    CheckStatus(lf_session_options_set_credentials_callback(FHandle, nil, nil));
  FHook := Hook;
end;

{ generated from lftoken.h: setters of TLFSessionOptions }
procedure TLFSessionOptions.SetMarginMs(MarginMs: Cardinal);
begin
  CheckSetting(lf_session_options_set_margin_ms(FHandle, MarginMs), 'TLFSessionOptions.SetMarginMs');
end;

procedure TLFSessionOptions.SetRenewAfterPercent(Percent: Cardinal);
begin
  CheckSetting(lf_session_options_set_renew_after_percent(FHandle, Percent), 'TLFSessionOptions.SetRenewAfterPercent');
end;

procedure TLFSessionOptions.SetJitterPercent(Percent: Cardinal);
begin
  CheckSetting(lf_session_options_set_jitter_percent(FHandle, Percent), 'TLFSessionOptions.SetJitterPercent');
end;

procedure TLFSessionOptions.SetKeepAliveSeconds(KeepAliveSeconds: Cardinal);
begin
  CheckSetting(lf_session_options_set_keep_alive_seconds(FHandle, KeepAliveSeconds),
    'TLFSessionOptions.SetKeepAliveSeconds');
end;

procedure TLFSessionOptions.SetLingerSeconds(LingerSeconds: Cardinal);
begin
  CheckSetting(lf_session_options_set_linger_seconds(FHandle, LingerSeconds), 'TLFSessionOptions.SetLingerSeconds');
end;

procedure TLFSessionOptions.SetHold(Enabled: Boolean);
begin
  CheckStatus(lf_session_options_set_hold(FHandle, Ord(Enabled)));
end;
{ end of what is generated }

{ TLFSession }

constructor TLFSession.Create(Client: TLFClient; const RepositoryId: TLFString; Credentials: TLFCredentials;
  Options: TLFSessionOptions);
var
  Repository: UTF8String;
  Login: PLFCredentials;
  Settings: PLFSessionOptions;
  Error: PLFError;
begin
  inherited Create;
  RequireObject(Client, 'Client');
  if (Options = nil) or not Assigned(Options.FOnCredentials) then
    RequireObject(Credentials, 'Credentials');
  Repository := ToUtf8(RepositoryId, 'RepositoryId');
  Login := nil;
  if Credentials <> nil then
    Login := Credentials.Handle;
  Settings := nil;
  if Options <> nil then
  begin
    Settings := Options.Handle;
    FHook := Options.FHook;
  end;
  Error := nil;
  CheckStatus(lf_session_new(Client.Handle, OptionalText(Repository), Login, Settings, @FHandle, @Error), @Error);
end;

constructor TLFSession.Create(Client: TLFClient; const RepositoryId, Username, Password: TLFString);
var
  Credentials: TLFCredentials;
begin
  Credentials := TLFCredentials.Create(Username, Password);
  try
    Create(Client, RepositoryId, Credentials);
  finally
    Credentials.Free;
  end;
end;

destructor TLFSession.Destroy;
begin
  { Before FHook goes: an event may be running. }
  lf_session_free(FHandle);
  inherited Destroy;
end;

{ Reader nil: without waiting. False while a login is on its way, which only that tells. }
function ReadToken(Reader: TTokenReader; Session: PLFSession; Call: TLFCall; out Value: TLFString): Boolean;
var
  Needed, Size: NativeUInt;
  Buffer: PAnsiChar;
  Status: TLFStatus;
  Error: PLFError;

  function Read: TLFStatus;
  begin
    lf_error_free(Error);
    Error := nil;
    if Assigned(Reader) then
      Result := Reader(Session, HandleOf(Call), Buffer, Size, @Needed, @Error)
    else
      Result := lf_session_try_token(Session, Buffer, Size, @Needed, @Error);
  end;

begin
  Value := '';
  Needed := 0;
  Size := 0;
  Buffer := nil;
  Error := nil;
  Status := Read;
  { A renewal may bring a longer one at any moment. }
  while Status = LF_E_BUFFER_TOO_SMALL do
  begin
    Size := Needed;
    GetMem(Buffer, Size);
    try
      Status := Read;
      if Status = LF_OK then
        Value := FromUtf8(Buffer);
    finally
      FillChar(Buffer^, Size, 0);
      FreeMem(Buffer);
    end;
  end;
  Result := Status <> LF_E_PENDING;
  if Result then
    CheckStatus(Status, @Error)
  else
    lf_error_free(Error);
end;

function TLFSession.Token(Call: TLFCall): TLFString;
begin
  ReadToken(lf_session_token, FHandle, Call, Result);
end;

function TLFSession.Authorization(Call: TLFCall): TLFString;
begin
  ReadToken(lf_session_authorization, FHandle, Call, Result);
end;

function TLFSession.TryToken(out Value: TLFString): Boolean;
begin
  Result := ReadToken(nil, FHandle, nil, Value);
end;

procedure TLFSession.TokenRejected(const Value: TLFString);
var
  Secret: UTF8String;
  Error: PLFError;
begin
  Error := nil;
  Secret := ToUtf8(Value, 'Value');
  try
    CheckStatus(lf_session_token_rejected(FHandle, PAnsiChar(Secret), @Error), @Error);
  finally
    Wipe(Secret);
  end;
end;

procedure TLFSession.SetCredentials(Credentials: TLFCredentials);
var
  Error: PLFError;
begin
  RequireObject(Credentials, 'Credentials');
  Error := nil;
  CheckStatus(lf_session_set_credentials(FHandle, Credentials.Handle, @Error), @Error);
end;

procedure TLFSession.RetryCredentials;
begin
  CheckStatus(lf_session_retry_credentials(FHandle));
end;

function TLFSession.NextEvent: Integer;
begin
  CheckStatus(lf_session_next_event(FHandle, @Result, nil));
end;

function TLFSession.NextEvent(out Cause: ELFError): Integer;
var
  Error: PLFError;
begin
  Cause := nil;
  Error := nil;
  CheckStatus(lf_session_next_event(FHandle, @Result, @Error));
  if Error <> nil then
    Cause := ELFError.CreateFrom(lf_error_status(Error), Error);
end;

procedure TLFSession.Close(Call: TLFCall);
var
  Error: PLFError;
begin
  Error := nil;
  CheckStatus(lf_session_close(FHandle, HandleOf(Call), @Error), @Error);
end;

function TLFSession.GetState: Integer;
begin
  CheckStatus(lf_session_state(FHandle, @Result));
end;

function TLFSession.GetExpiresAtUnixMs: Int64;
begin
  CheckStatus(lf_session_expires_at_ms(FHandle, @Result));
end;

function TLFSession.GetExpiresAtUtc: TDateTime;
begin
  Result := UtcOf(ExpiresAtUnixMs);
end;

function TLFSession.GetApiAddress: TLFString;
begin
  Result := GetText(@lf_session_api_address, FHandle);
end;

function TLFSession.GetStats: TLFString;
begin
  Result := GetText(@lf_session_stats, FHandle);
end;

end.
