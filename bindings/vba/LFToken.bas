Attribute VB_Name = "LFToken"
' lftoken for VBA, in 64-bit and 32-bit Office, and for Visual Basic 6: every function of the library, UTF-8, an
' example, and LaserficheAuthorization, which keeps a session for all macros of a workbook. LaserficheSession.cls is a
' session as an object.
'
' SPDX-License-Identifier: MIT OR Apache-2.0
'
' 64-bit programs load lftoken.dll, 32-bit ones lftoken-stdcall.dll. include/lftoken.h is the manual. How its types are
' written here:
'   handles, texts and other pointers   LongPtr; a text by VarPtr of the first byte of LFUtf8(...)
'   handles and numbers that come out   ByRef
'   int32_t, uint32_t, lf_status        Long
'   int64_t                             LongLong; in 32-bit programs Currency, which is the number divided by 10000
'   size_t                              LongPtr
' A pointer that may be NULL is given as 0. Set no callbacks but that of lf_client_check: the others come on other
' threads, too, where Basic cannot run.
Option Explicit

#If VBA7 = 0 Then
' An older Basic has no such type: there it is another name for Long.
Public Enum LongPtr
    [_]
End Enum
#End If

#If Win64 Then
Private Const LIBRARY As String = "lftoken.dll"
#Else
Private Const LIBRARY As String = "lftoken-stdcall.dll"
#End If

Private Const CP_UTF8 As Long = 65001

' An error of lftoken is raised as this number plus its status.
Public Const FirstLFError As Long = vbObjectError + 4096

' generated from lftoken.h: constants
Public Const LF_VERSION As String = "0.1.0"
Public Const LF_VERSION_MAJOR As Long = 0
Public Const LF_VERSION_MINOR As Long = 1
Public Const LF_VERSION_PATCH As Long = 0
Public Const LF_VERSION_NUMBER As Long = 1000
' The AccessTokens routes, v1-alpha: sessions are refreshed and logged out.
Public Const LF_API_V1_ALPHA As Long = 1
' The API Server's v1 on a server of one's own: logins with a user name and a password; a refresh is a new login, and
' there is no logout.
Public Const LF_API_SERVER_V1 As Long = 2
' The API Server's v2 on a server of one's own: as v1, and logins in a browser (LFAuthorize) as well.
Public Const LF_API_SERVER_V2 As Long = 3
' Laserfiche Cloud: service apps with an access key, and logins in a browser (LFAuthorize). Tokens take no licence.
Public Const LF_API_CLOUD As Long = 4
' A token can be logged out: LFInvalidateToken ends its session, and frees its licence. Without it the call forgets the
' token, and the session ends when it idles out.
Public Const LF_CAN_LOG_OUT As Long = 1
' lf_refresh_token can say how long the session may be idle.
Public Const LF_CAN_KEEP_ALIVE As Long = 2
' A refresh needs nothing but the token, whose value stays the same. Without it a refresh is a new login with what is
' kept for it, and the value is another one afterwards.
Public Const LF_CAN_REFRESH_WITHOUT_CREDENTIALS As Long = 3
' A login is to one repository, whose id it needs. Without it the id may be NULL, and a token is for all repositories
' that the account may use.
Public Const LF_CAN_CHOOSE_REPOSITORY As Long = 4
' The library itself: its version, the platform, and what it was told to call.
Public Const LF_CHECK_LIBRARY As Long = 1
' Which proxy is on the way, and why, or why there is none.
Public Const LF_CHECK_PROXY As Long = 2
' The look-up of the server's name, or of the proxy's.
Public Const LF_CHECK_NAME As Long = 3
' The connection to each of the addresses, and the proxy's tunnel.
Public Const LF_CHECK_CONNECT As Long = 4
' TLS: version, certificates as the server shows them, and whether they are trusted.
Public Const LF_CHECK_TLS As Long = 5
' The clock of this machine, beside the server's.
Public Const LF_CHECK_CLOCK As Long = 6
' Which APIs answer, and whether that of LFSetApi is among them.
Public Const LF_CHECK_API As Long = 7
' No verdict yet, but something that was found. The text is "name: value".
Public Const LF_VERDICT_FACT As Long = 1
' All is well.
Public Const LF_VERDICT_PASSED As Long = 2
' It works, but somebody should look at it.
Public Const LF_VERDICT_WARNING As Long = 3
' It does not work; the error says what has to be done.
Public Const LF_VERDICT_FAILED As Long = 4
' It was not tried, because an earlier step failed, or what it needs did not come.
Public Const LF_VERDICT_SKIPPED As Long = 5
' As far as the library knows the session is open. It may have idled out since.
Public Const LF_TOKEN_ACTIVE As Long = 1
' The server said that the session has ended.
Public Const LF_TOKEN_GONE As Long = 2
' The session was logged out; its licence is free again.
Public Const LF_TOKEN_LOGGED_OUT As Long = 3
' The token was forgotten without a logout, because the API has none; never with v1-alpha, which has one. A session that
' took a licence (LF_API_SERVER_V1, LF_API_SERVER_V2) then holds it until it idles out.
Public Const LF_TOKEN_DISCARDED As Long = 4
' There is no token: nobody has asked for one, or the session was logged out because nobody reads it.
Public Const LF_SESSION_EMPTY As Long = 1
' There is a token.
Public Const LF_SESSION_FRESH As Long = 2
' A login or a renewal is on its way.
Public Const LF_SESSION_RENEWING As Long = 3
' The last login or renewal failed. There may be a token that is still good.
Public Const LF_SESSION_FAILING As Long = 4
' It was closed, or its client was shut down.
Public Const LF_SESSION_CLOSED As Long = 5
' A session was opened.
Public Const LF_EVENT_LOGGED_IN As Long = 1
' The session was renewed, or confirmed by the service after LFSessionTokenRejected. Its token may be another one.
Public Const LF_EVENT_RENEWED As Long = 2
' A login failed, also one that was ended because other credentials were set or the session was closed; or none is made,
' because a resource refuses each new token.
Public Const LF_EVENT_LOGIN_FAILED As Long = 3
' A renewal failed. As long as the token is good it is handed out, and the renewal is tried again.
Public Const LF_EVENT_RENEWAL_FAILED As Long = 4
' A session was logged out; its licence is free. Where the API has no logout, the time of its token was over, or a login
' takes no licence.
Public Const LF_EVENT_LOGGED_OUT As Long = 5
' A session that nobody holds may be open, and take a licence until it idles out: a login or logout had no usable
' answer, or the API has no call that ends a session.
Public Const LF_EVENT_LICENSE_LOST As Long = 6
' The server has not seen a request, or has provably not taken it.
Public Const LF_EXCHANGE_NOTHING_SENT As Long = 0
' A request went out and no complete answer came.
Public Const LF_EXCHANGE_UNANSWERED As Long = 1
' The server answered.
Public Const LF_EXCHANGE_ANSWERED As Long = 2
' Something answered, and nothing shows that it was the service: probably a web server, gateway, proxy or filter in
' front of it.
Public Const LF_EXCHANGE_ANSWERED_IN_FRONT As Long = 3
' Nothing failed, or the program itself ended the call with a cancel handle.
Public Const LF_ACTION_NONE As Long = 0
' Correct the program or its settings: an argument, a setting, a handle or a buffer is wrong.
Public Const LF_ACTION_FIX_CALL As Long = 1
' An administrator has to change the set-up: the address, the network, the server, the account or its rights.
Public Const LF_ACTION_FIX_SETUP As Long = 2
' A person has to correct the credentials. Do not try again before that: accounts get locked.
Public Const LF_ACTION_FIX_CREDENTIALS As Long = 3
' The session has ended: log in again.
Public Const LF_ACTION_LOG_IN_AGAIN As Long = 4
' The session may still be open: log out, then log in again.
Public Const LF_ACTION_LOG_OUT_THEN_IN As Long = 5
' Make the same call later; it may succeed without anybody changing anything.
Public Const LF_ACTION_TRY_LATER As Long = 6
' Find out whether a session is open that nobody holds, with LFSettle or an administrator, before logging in again.
Public Const LF_ACTION_CHECK_SESSION As Long = 7
' Report a defect of the library.
Public Const LF_ACTION_REPORT_DEFECT As Long = 8
' The call did what it says.
Public Const LF_OK As Long = 0
' An argument or a setting cannot be used; nothing was sent.
Public Const LF_E_INVALID_ARGUMENT As Long = 1
' A handle is NULL, was freed, or is of another kind.
Public Const LF_E_INVALID_HANDLE As Long = 2
' The buffer cannot hold the text and its NUL; the size needed was written.
Public Const LF_E_BUFFER_TOO_SMALL As Long = 3
' The server does not know the call, or the library cannot do what was asked.
Public Const LF_E_UNSUPPORTED As Long = 4
' The library failed: by a defect of its own, or because memory, file handles or threads have run out.
Public Const LF_E_INTERNAL As Long = 5
' There is no token yet; a login is on its way.
Public Const LF_E_PENDING As Long = 6
' The call would wait, and it was made inside a callback.
Public Const LF_E_WOULD_DEADLOCK As Long = 7
' The session is closed, or its client is shut down.
Public Const LF_E_CLOSED As Long = 8
' The process was forked, and this belongs to its parent.
Public Const LF_E_FORKED As Long = 9
' The host name could not be resolved; nothing was sent.
Public Const LF_E_RESOLVE_FAILED As Long = 10
' No connection could be made; nothing was sent.
Public Const LF_E_CONNECT_FAILED As Long = 11
' The proxy refused to pass the request on; the server was not reached.
Public Const LF_E_PROXY_REFUSED As Long = 12
' The server's certificate was not accepted; nothing was sent.
Public Const LF_E_TLS_CERTIFICATE As Long = 13
' TLS could not be agreed; nothing was sent.
Public Const LF_E_TLS_HANDSHAKE As Long = 14
' The time limit passed.
Public Const LF_E_TIMED_OUT As Long = 15
' The call was cancelled by its cancel handle.
Public Const LF_E_CANCELLED As Long = 16
' The connection broke before the answer was complete.
Public Const LF_E_CONNECTION_LOST As Long = 17
' The login was sent and has no usable answer: a session may be open that nobody holds, or what is taken once was taken.
Public Const LF_E_OUTCOME_UNKNOWN As Long = 18
' The server found the request wrong (HTTP 400).
Public Const LF_E_BAD_REQUEST As Long = 30
' The server refused the credentials.
Public Const LF_E_CREDENTIALS_REFUSED As Long = 31
' The session has ended.
Public Const LF_E_SESSION_GONE As Long = 32
' The account may not do this (HTTP 403).
Public Const LF_E_ACCESS_DENIED As Long = 33
' The server does not know the repository, or cannot reach it.
Public Const LF_E_REPOSITORY_NOT_FOUND As Long = 34
' No licence is free for another session, or none is allotted to the user.
Public Const LF_E_LICENSE_EXHAUSTED As Long = 35
' The account is locked or disabled.
Public Const LF_E_ACCOUNT_LOCKED As Long = 36
' The password has expired.
Public Const LF_E_PASSWORD_EXPIRED As Long = 37
' The server wants fewer requests (HTTP 429).
Public Const LF_E_RATE_LIMITED As Long = 38
' The server failed (HTTP 5xx).
Public Const LF_E_SERVER_ERROR As Long = 39
' The answer is not what the API answers.
Public Const LF_E_ANSWER_NOT_UNDERSTOOD As Long = 40
' The answer is larger than allowed, or than the memory that is left.
Public Const LF_E_ANSWER_TOO_LARGE As Long = 41
' The session was not ended, or nothing proves that it was.
Public Const LF_E_NOT_LOGGED_OUT As Long = 42
' Something refused the token (HTTP 401), but not recognisably the service: the session may still be open.
Public Const LF_E_SESSION_UNCONFIRMED As Long = 43
' The default: the trust store of the operating system, and the authorities that were added.
Public Const LF_TRUST_SYSTEM As Long = 0
' The Mozilla roots that the library was built with, and the authorities that were added.
Public Const LF_TRUST_BUNDLED As Long = 1
' Only the authorities that were added.
Public Const LF_TRUST_ADDED_ONLY As Long = 2
' TLS 1.2 (the default) or newer.
Public Const LF_TLS_1_2 As Long = 12
' TLS 1.3 or newer.
Public Const LF_TLS_1_3 As Long = 13
' No log (the default).
Public Const LF_LOG_OFF As Long = 0
' Calls to the server that failed, and sessions that could not be logged out.
Public Const LF_LOG_ERROR As Long = 1
' Also attempts that are repeated and licences that stay taken.
Public Const LF_LOG_WARN As Long = 2
' Also calls that succeeded.
Public Const LF_LOG_INFO As Long = 3
' Also connections.
Public Const LF_LOG_DEBUG As Long = 4
Public Const LF_ABI_VERSION As Long = 1
' end of what is generated

' Texts of handles: see TextOf.
Private Const VALUE_OF_TOKEN As Long = 1
Private Const REFRESH_TOKEN_OF_TOKEN As Long = 2
Private Const SCOPE_OF_TOKEN As Long = 3
Private Const API_ADDRESS_OF_TOKEN As Long = 4
Private Const URL_OF_AUTHORIZATION As Long = 5
Private Const API_ADDRESS_OF_SESSION As Long = 6
Private Const STATS_OF_SESSION As Long = 7

' Ways to read the token of a session: see SessionText.
Private Const TOKEN_OF_SESSION As Long = 1
Private Const AUTHORIZATION_OF_SESSION As Long = 2
Private Const TOKEN_WITHOUT_WAITING As Long = 3

' The session of LaserficheAuthorization, and its client.
Private workbookClient As LongPtr
Private workbookSession As LongPtr

' What LFCheck raised last.
Private lastAction As Long
Private lastRetryAfterMs As Double
Private lastSuggestedWaitMs As Double

' What LFTestConnection has found so far.
Private findings As String

#If VBA7 Then
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal path As LongPtr) As LongPtr
Private Declare PtrSafe Function lstrlenA Lib "kernel32" (ByVal bytes As LongPtr) As Long
Private Declare PtrSafe Function WideCharToMultiByte Lib "kernel32" ( _
    ByVal codePage As Long, ByVal flags As Long, ByVal wide As LongPtr, ByVal wideCount As Long, _
    ByVal bytes As LongPtr, ByVal byteCount As Long, ByVal unknown As LongPtr, ByVal unknownUsed As LongPtr) As Long
Private Declare PtrSafe Function MultiByteToWideChar Lib "kernel32" ( _
    ByVal codePage As Long, ByVal flags As Long, ByVal bytes As LongPtr, ByVal byteCount As Long, _
    ByVal wide As LongPtr, ByVal wideCount As Long) As Long
#Else
Private Declare Function LoadLibraryW Lib "kernel32" (ByVal path As LongPtr) As LongPtr
Private Declare Function lstrlenA Lib "kernel32" (ByVal bytes As LongPtr) As Long
Private Declare Function WideCharToMultiByte Lib "kernel32" ( _
    ByVal codePage As Long, ByVal flags As Long, ByVal wide As LongPtr, ByVal wideCount As Long, _
    ByVal bytes As LongPtr, ByVal byteCount As Long, ByVal unknown As LongPtr, ByVal unknownUsed As LongPtr) As Long
Private Declare Function MultiByteToWideChar Lib "kernel32" ( _
    ByVal codePage As Long, ByVal flags As Long, ByVal bytes As LongPtr, ByVal byteCount As Long, _
    ByVal wide As LongPtr, ByVal wideCount As Long) As Long
#End If

' generated from lftoken.h: functions
#If Win64 Then
Public Declare PtrSafe Function lf_options_new Lib "lftoken.dll" (ByRef out_options As LongPtr) As Long
Public Declare PtrSafe Sub lf_options_free Lib "lftoken.dll" (ByVal options As LongPtr)
Public Declare PtrSafe Function lf_options_set_api Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal api As Long) As Long
Public Declare PtrSafe Function lf_options_set_base_address Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal base_address As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_allow_plain_http Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal enabled As Long) As Long

Public Declare PtrSafe Function lf_client_new Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByRef out_client As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_client_supports Lib "lftoken.dll" ( _
    ByVal client As LongPtr, ByVal what As Long) As Long
Public Declare PtrSafe Sub lf_client_free Lib "lftoken.dll" (ByVal client As LongPtr)
Public Declare PtrSafe Function lf_client_settle Lib "lftoken.dll" ( _
    ByVal client As LongPtr, ByVal settings As LongPtr, ByRef out_open_sessions As Long, _
    ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_client_shutdown Lib "lftoken.dll" ( _
    ByVal client As LongPtr, ByVal settings As LongPtr, ByRef out_open_sessions As Long, _
    ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_client_check Lib "lftoken.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal callback As LongPtr, _
    ByVal user As LongPtr, ByVal settings As LongPtr, ByRef out_error As LongPtr) As Long

Public Declare PtrSafe Function lf_create_token Lib "lftoken.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal credentials As LongPtr, _
    ByVal settings As LongPtr, ByRef out_token As LongPtr, ByRef out_error As LongPtr) As Long

Public Declare PtrSafe Function lf_refresh_token Lib "lftoken.dll" ( _
    ByVal token As LongPtr, ByVal keep_alive_seconds As Long, ByVal settings As LongPtr, _
    ByRef out_error As LongPtr) As Long

Public Declare PtrSafe Function lf_invalidate_token Lib "lftoken.dll" ( _
    ByVal token As LongPtr, ByVal settings As LongPtr, ByRef out_error As LongPtr) As Long

Public Declare PtrSafe Function lf_token_value Lib "lftoken.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_token_remaining_ms Lib "lftoken.dll" ( _
    ByVal token As LongPtr, ByRef out_remaining_ms As LongLong) As Long
Public Declare PtrSafe Function lf_token_lifetime_ms Lib "lftoken.dll" ( _
    ByVal token As LongPtr, ByRef out_lifetime_ms As LongLong) As Long
Public Declare PtrSafe Function lf_token_expires_at_ms Lib "lftoken.dll" ( _
    ByVal token As LongPtr, ByRef out_expires_at_ms As LongLong) As Long
Public Declare PtrSafe Function lf_token_state Lib "lftoken.dll" ( _
    ByVal token As LongPtr, ByRef out_state As Long) As Long
Public Declare PtrSafe Function lf_token_repository_id Lib "lftoken.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_token_cookie Lib "lftoken.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Sub lf_token_free Lib "lftoken.dll" (ByVal token As LongPtr)
Public Declare PtrSafe Function lf_token_refresh_token Lib "lftoken.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_token_scope Lib "lftoken.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_token_api_address Lib "lftoken.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_token_adopt Lib "lftoken.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal value As LongPtr, _
    ByVal expires_at_ms As LongLong, ByRef out_token As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_token_adopt_with_credentials Lib "lftoken.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal value As LongPtr, _
    ByVal expires_at_ms As LongLong, ByVal credentials As LongPtr, ByRef out_token As LongPtr, _
    ByRef out_error As LongPtr) As Long

Public Declare PtrSafe Function lf_credentials_new Lib "lftoken.dll" ( _
    ByRef out_credentials As LongPtr) As Long
Public Declare PtrSafe Sub lf_credentials_free Lib "lftoken.dll" (ByVal credentials As LongPtr)
Public Declare PtrSafe Function lf_credentials_set_username Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal username As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_password Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal password As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_allow_empty_password Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal enabled As Long) As Long
Public Declare PtrSafe Function lf_credentials_set_organization Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal organization As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_application_name Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal application_name As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_session_key Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal session_key As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_saml_token Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal saml_token As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_customer_id Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal customer_id As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_create_cookie Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal enabled As Long) As Long
Public Declare PtrSafe Function lf_credentials_set_access_key Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal access_key As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_access_key_file Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal path As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_service_principal_key Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal key As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_refresh_token Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal refresh_token As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_client_id Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal client_id As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_client_secret Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal client_secret As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_scope Lib "lftoken.dll" ( _
    ByVal credentials As LongPtr, ByVal scope As LongPtr) As Long

Public Declare PtrSafe Function lf_session_new Lib "lftoken.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal credentials As LongPtr, _
    ByVal options As LongPtr, ByRef out_session As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Sub lf_session_free Lib "lftoken.dll" (ByVal session As LongPtr)
Public Declare PtrSafe Function lf_session_token Lib "lftoken.dll" ( _
    ByVal session As LongPtr, ByVal settings As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, _
    ByRef needed As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_session_authorization Lib "lftoken.dll" ( _
    ByVal session As LongPtr, ByVal settings As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, _
    ByRef needed As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_session_try_token Lib "lftoken.dll" ( _
    ByVal session As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr, _
    ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_session_token_rejected Lib "lftoken.dll" ( _
    ByVal session As LongPtr, ByVal value As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_session_set_credentials Lib "lftoken.dll" ( _
    ByVal session As LongPtr, ByVal credentials As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_session_retry_credentials Lib "lftoken.dll" ( _
    ByVal session As LongPtr) As Long
Public Declare PtrSafe Function lf_session_state Lib "lftoken.dll" ( _
    ByVal session As LongPtr, ByRef out_state As Long) As Long
Public Declare PtrSafe Function lf_session_expires_at_ms Lib "lftoken.dll" ( _
    ByVal session As LongPtr, ByRef out_expires_at_ms As LongLong) As Long
Public Declare PtrSafe Function lf_session_api_address Lib "lftoken.dll" ( _
    ByVal session As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_session_next_event Lib "lftoken.dll" ( _
    ByVal session As LongPtr, ByRef out_event As Long, ByRef out_cause As LongPtr) As Long
Public Declare PtrSafe Function lf_session_stats Lib "lftoken.dll" ( _
    ByVal session As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_session_close Lib "lftoken.dll" ( _
    ByVal session As LongPtr, ByVal settings As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_session_options_new Lib "lftoken.dll" ( _
    ByRef out_options As LongPtr) As Long
Public Declare PtrSafe Sub lf_session_options_free Lib "lftoken.dll" (ByVal options As LongPtr)
Public Declare PtrSafe Function lf_session_options_set_margin_ms Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal margin_ms As Long) As Long
Public Declare PtrSafe Function lf_session_options_set_renew_after_percent Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal percent As Long) As Long
Public Declare PtrSafe Function lf_session_options_set_jitter_percent Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal percent As Long) As Long
Public Declare PtrSafe Function lf_session_options_set_keep_alive_seconds Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal keep_alive_seconds As Long) As Long
Public Declare PtrSafe Function lf_session_options_set_linger_seconds Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal linger_seconds As Long) As Long
Public Declare PtrSafe Function lf_session_options_set_hold Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal enabled As Long) As Long
Public Declare PtrSafe Function lf_session_options_set_event_callback Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal callback As LongPtr, ByVal user As LongPtr) As Long
Public Declare PtrSafe Function lf_session_options_set_credentials_callback Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal callback As LongPtr, ByVal user As LongPtr) As Long

Public Declare PtrSafe Function lf_authorization_new Lib "lftoken.dll" ( _
    ByVal client As LongPtr, ByVal client_id As LongPtr, ByVal redirect_address As LongPtr, _
    ByVal scope As LongPtr, ByRef out_authorization As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Sub lf_authorization_free Lib "lftoken.dll" (ByVal authorization As LongPtr)
Public Declare PtrSafe Function lf_authorization_set_client_secret Lib "lftoken.dll" ( _
    ByVal authorization As LongPtr, ByVal client_secret As LongPtr) As Long
Public Declare PtrSafe Function lf_authorization_set_customer_id Lib "lftoken.dll" ( _
    ByVal authorization As LongPtr, ByVal customer_id As LongPtr) As Long
Public Declare PtrSafe Function lf_authorization_url Lib "lftoken.dll" ( _
    ByVal authorization As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, _
    ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_authorization_accept Lib "lftoken.dll" ( _
    ByVal authorization As LongPtr, ByVal callback_url As LongPtr, ByRef out_credentials As LongPtr, _
    ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_authorization_listen Lib "lftoken.dll" ( _
    ByVal authorization As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_authorization_wait Lib "lftoken.dll" ( _
    ByVal authorization As LongPtr, ByVal settings As LongPtr, ByRef out_credentials As LongPtr, _
    ByRef out_error As LongPtr) As Long

Public Declare PtrSafe Function lf_error_message Lib "lftoken.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_action Lib "lftoken.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_is_retryable Lib "lftoken.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_suggested_wait_ms Lib "lftoken.dll" ( _
    ByVal failure As LongPtr) As LongLong
Public Declare PtrSafe Function lf_error_status Lib "lftoken.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_cause Lib "lftoken.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_exchange Lib "lftoken.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_attempts Lib "lftoken.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_os_code Lib "lftoken.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_description Lib "lftoken.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_advice Lib "lftoken.dll" (ByVal failure As LongPtr) As Long

Public Declare PtrSafe Function lf_advice_text Lib "lftoken.dll" (ByVal advice As Long) As LongPtr

Public Declare PtrSafe Function lf_error_clone Lib "lftoken.dll" ( _
    ByVal failure As LongPtr, ByRef out_clone As LongPtr) As Long
Public Declare PtrSafe Sub lf_error_free Lib "lftoken.dll" (ByVal failure As LongPtr)

Public Declare PtrSafe Function lf_status_action Lib "lftoken.dll" (ByVal status As Long) As Long
Public Declare PtrSafe Function lf_status_name Lib "lftoken.dll" (ByVal status As Long) As LongPtr
Public Declare PtrSafe Function lf_status_message Lib "lftoken.dll" (ByVal status As Long) As LongPtr

Public Declare PtrSafe Function lf_error_http_status Lib "lftoken.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_server_code Lib "lftoken.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_server_message Lib "lftoken.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_server_class Lib "lftoken.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_server_source Lib "lftoken.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_operation_id Lib "lftoken.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_request_id Lib "lftoken.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_problem_type Lib "lftoken.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_problem_title Lib "lftoken.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_problem_detail Lib "lftoken.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_problem_instance Lib "lftoken.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_retry_after_ms Lib "lftoken.dll" ( _
    ByVal failure As LongPtr) As LongLong

Public Declare PtrSafe Function lf_options_set_connect_timeout_ms Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal timeout_ms As Long) As Long
Public Declare PtrSafe Function lf_options_set_total_timeout_ms Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal timeout_ms As Long) As Long
Public Declare PtrSafe Function lf_options_set_late_answer_grace_ms Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal grace_ms As Long) As Long
Public Declare PtrSafe Function lf_options_set_trust Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal trust As Long) As Long
Public Declare PtrSafe Function lf_options_add_ca_pem Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal pem As LongPtr) As Long
Public Declare PtrSafe Function lf_options_add_ca_file Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal path As LongPtr) As Long
Public Declare PtrSafe Function lf_options_add_ca_der Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal bytes As LongPtr, ByVal size As LongPtr) As Long
Public Declare PtrSafe Function lf_options_add_pinned_certificate Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal sha256 As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_min_tls_version Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal version As Long) As Long
Public Declare PtrSafe Function lf_options_set_client_certificate_pem Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal certificate_pem As LongPtr, ByVal key_pem As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_client_certificate_file Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal certificate_path As LongPtr, ByVal key_path As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_client_key_password Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal password As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_client_certificate_pkcs12 Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal bytes As LongPtr, ByVal size As LongPtr, _
    ByVal password As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_client_certificate_pkcs12_file Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal path As LongPtr, ByVal password As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_proxy Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal address As LongPtr, ByVal username As LongPtr, _
    ByVal password As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_use_system_proxy Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal enabled As Long) As Long
Public Declare PtrSafe Function lf_options_set_no_proxy Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal hosts As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_user_agent_product Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal product As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_pool Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal max_idle As Long, ByVal idle_timeout_ms As Long) As Long
Public Declare PtrSafe Function lf_options_set_max_answer_bytes Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal max_bytes As Long) As Long
Public Declare PtrSafe Function lf_options_set_retry Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal max_attempts As Long, ByVal base_delay_ms As Long, _
    ByVal max_delay_ms As Long) As Long

Public Declare PtrSafe Function lf_call_new Lib "lftoken.dll" (ByRef out_call As LongPtr) As Long
Public Declare PtrSafe Sub lf_call_free Lib "lftoken.dll" (ByVal settings As LongPtr)
Public Declare PtrSafe Function lf_call_set_total_timeout_ms Lib "lftoken.dll" ( _
    ByVal settings As LongPtr, ByVal timeout_ms As Long) As Long
Public Declare PtrSafe Function lf_call_set_cancel Lib "lftoken.dll" ( _
    ByVal settings As LongPtr, ByVal cancel As LongPtr) As Long
Public Declare PtrSafe Function lf_call_set_correlation_id Lib "lftoken.dll" ( _
    ByVal settings As LongPtr, ByVal correlation_id As LongPtr) As Long

Public Declare PtrSafe Function lf_cancel_new Lib "lftoken.dll" (ByRef out_cancel As LongPtr) As Long
Public Declare PtrSafe Sub lf_cancel_free Lib "lftoken.dll" (ByVal cancel As LongPtr)
Public Declare PtrSafe Function lf_cancel_trigger Lib "lftoken.dll" (ByVal cancel As LongPtr) As Long
Public Declare PtrSafe Function lf_cancel_reset Lib "lftoken.dll" (ByVal cancel As LongPtr) As Long

Public Declare PtrSafe Function lf_options_set_log Lib "lftoken.dll" ( _
    ByVal options As LongPtr, ByVal level As Long, ByVal callback As LongPtr, ByVal user As LongPtr) As Long

Public Declare PtrSafe Function lf_library_version Lib "lftoken.dll" () As LongPtr
Public Declare PtrSafe Function lf_library_abi_version Lib "lftoken.dll" () As Long
#ElseIf VBA7 Then
Public Declare PtrSafe Function lf_options_new Lib "lftoken-stdcall.dll" ( _
    ByRef out_options As LongPtr) As Long
Public Declare PtrSafe Sub lf_options_free Lib "lftoken-stdcall.dll" (ByVal options As LongPtr)
Public Declare PtrSafe Function lf_options_set_api Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal api As Long) As Long
Public Declare PtrSafe Function lf_options_set_base_address Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal base_address As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_allow_plain_http Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal enabled As Long) As Long

Public Declare PtrSafe Function lf_client_new Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByRef out_client As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_client_supports Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal what As Long) As Long
Public Declare PtrSafe Sub lf_client_free Lib "lftoken-stdcall.dll" (ByVal client As LongPtr)
Public Declare PtrSafe Function lf_client_settle Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal settings As LongPtr, ByRef out_open_sessions As Long, _
    ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_client_shutdown Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal settings As LongPtr, ByRef out_open_sessions As Long, _
    ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_client_check Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal callback As LongPtr, _
    ByVal user As LongPtr, ByVal settings As LongPtr, ByRef out_error As LongPtr) As Long

Public Declare PtrSafe Function lf_create_token Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal credentials As LongPtr, _
    ByVal settings As LongPtr, ByRef out_token As LongPtr, ByRef out_error As LongPtr) As Long

Public Declare PtrSafe Function lf_refresh_token Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal keep_alive_seconds As Long, ByVal settings As LongPtr, _
    ByRef out_error As LongPtr) As Long

Public Declare PtrSafe Function lf_invalidate_token Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal settings As LongPtr, ByRef out_error As LongPtr) As Long

Public Declare PtrSafe Function lf_token_value Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_token_remaining_ms Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByRef out_remaining_ms As Currency) As Long
Public Declare PtrSafe Function lf_token_lifetime_ms Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByRef out_lifetime_ms As Currency) As Long
Public Declare PtrSafe Function lf_token_expires_at_ms Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByRef out_expires_at_ms As Currency) As Long
Public Declare PtrSafe Function lf_token_state Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByRef out_state As Long) As Long
Public Declare PtrSafe Function lf_token_repository_id Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_token_cookie Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Sub lf_token_free Lib "lftoken-stdcall.dll" (ByVal token As LongPtr)
Public Declare PtrSafe Function lf_token_refresh_token Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_token_scope Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_token_api_address Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_token_adopt Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal value As LongPtr, _
    ByVal expires_at_ms As Currency, ByRef out_token As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_token_adopt_with_credentials Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal value As LongPtr, _
    ByVal expires_at_ms As Currency, ByVal credentials As LongPtr, ByRef out_token As LongPtr, _
    ByRef out_error As LongPtr) As Long

Public Declare PtrSafe Function lf_credentials_new Lib "lftoken-stdcall.dll" ( _
    ByRef out_credentials As LongPtr) As Long
Public Declare PtrSafe Sub lf_credentials_free Lib "lftoken-stdcall.dll" (ByVal credentials As LongPtr)
Public Declare PtrSafe Function lf_credentials_set_username Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal username As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_password Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal password As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_allow_empty_password Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal enabled As Long) As Long
Public Declare PtrSafe Function lf_credentials_set_organization Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal organization As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_application_name Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal application_name As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_session_key Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal session_key As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_saml_token Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal saml_token As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_customer_id Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal customer_id As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_create_cookie Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal enabled As Long) As Long
Public Declare PtrSafe Function lf_credentials_set_access_key Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal access_key As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_access_key_file Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal path As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_service_principal_key Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal key As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_refresh_token Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal refresh_token As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_client_id Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal client_id As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_client_secret Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal client_secret As LongPtr) As Long
Public Declare PtrSafe Function lf_credentials_set_scope Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal scope As LongPtr) As Long

Public Declare PtrSafe Function lf_session_new Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal credentials As LongPtr, _
    ByVal options As LongPtr, ByRef out_session As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Sub lf_session_free Lib "lftoken-stdcall.dll" (ByVal session As LongPtr)
Public Declare PtrSafe Function lf_session_token Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal settings As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, _
    ByRef needed As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_session_authorization Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal settings As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, _
    ByRef needed As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_session_try_token Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr, _
    ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_session_token_rejected Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal value As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_session_set_credentials Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal credentials As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_session_retry_credentials Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr) As Long
Public Declare PtrSafe Function lf_session_state Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByRef out_state As Long) As Long
Public Declare PtrSafe Function lf_session_expires_at_ms Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByRef out_expires_at_ms As Currency) As Long
Public Declare PtrSafe Function lf_session_api_address Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_session_next_event Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByRef out_event As Long, ByRef out_cause As LongPtr) As Long
Public Declare PtrSafe Function lf_session_stats Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_session_close Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal settings As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_session_options_new Lib "lftoken-stdcall.dll" ( _
    ByRef out_options As LongPtr) As Long
Public Declare PtrSafe Sub lf_session_options_free Lib "lftoken-stdcall.dll" (ByVal options As LongPtr)
Public Declare PtrSafe Function lf_session_options_set_margin_ms Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal margin_ms As Long) As Long
Public Declare PtrSafe Function lf_session_options_set_renew_after_percent Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal percent As Long) As Long
Public Declare PtrSafe Function lf_session_options_set_jitter_percent Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal percent As Long) As Long
Public Declare PtrSafe Function lf_session_options_set_keep_alive_seconds Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal keep_alive_seconds As Long) As Long
Public Declare PtrSafe Function lf_session_options_set_linger_seconds Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal linger_seconds As Long) As Long
Public Declare PtrSafe Function lf_session_options_set_hold Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal enabled As Long) As Long
Public Declare PtrSafe Function lf_session_options_set_event_callback Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal callback As LongPtr, ByVal user As LongPtr) As Long
Public Declare PtrSafe Function lf_session_options_set_credentials_callback Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal callback As LongPtr, ByVal user As LongPtr) As Long

Public Declare PtrSafe Function lf_authorization_new Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal client_id As LongPtr, ByVal redirect_address As LongPtr, _
    ByVal scope As LongPtr, ByRef out_authorization As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Sub lf_authorization_free Lib "lftoken-stdcall.dll" (ByVal authorization As LongPtr)
Public Declare PtrSafe Function lf_authorization_set_client_secret Lib "lftoken-stdcall.dll" ( _
    ByVal authorization As LongPtr, ByVal client_secret As LongPtr) As Long
Public Declare PtrSafe Function lf_authorization_set_customer_id Lib "lftoken-stdcall.dll" ( _
    ByVal authorization As LongPtr, ByVal customer_id As LongPtr) As Long
Public Declare PtrSafe Function lf_authorization_url Lib "lftoken-stdcall.dll" ( _
    ByVal authorization As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, _
    ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_authorization_accept Lib "lftoken-stdcall.dll" ( _
    ByVal authorization As LongPtr, ByVal callback_url As LongPtr, ByRef out_credentials As LongPtr, _
    ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_authorization_listen Lib "lftoken-stdcall.dll" ( _
    ByVal authorization As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare PtrSafe Function lf_authorization_wait Lib "lftoken-stdcall.dll" ( _
    ByVal authorization As LongPtr, ByVal settings As LongPtr, ByRef out_credentials As LongPtr, _
    ByRef out_error As LongPtr) As Long

Public Declare PtrSafe Function lf_error_message Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_action Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_is_retryable Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_suggested_wait_ms Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr) As Currency
Public Declare PtrSafe Function lf_error_status Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_cause Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_exchange Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_attempts Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_os_code Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_description Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_advice Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long

Public Declare PtrSafe Function lf_advice_text Lib "lftoken-stdcall.dll" (ByVal advice As Long) As LongPtr

Public Declare PtrSafe Function lf_error_clone Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByRef out_clone As LongPtr) As Long
Public Declare PtrSafe Sub lf_error_free Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr)

Public Declare PtrSafe Function lf_status_action Lib "lftoken-stdcall.dll" (ByVal status As Long) As Long
Public Declare PtrSafe Function lf_status_name Lib "lftoken-stdcall.dll" (ByVal status As Long) As LongPtr
Public Declare PtrSafe Function lf_status_message Lib "lftoken-stdcall.dll" (ByVal status As Long) As LongPtr

Public Declare PtrSafe Function lf_error_http_status Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_server_code Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr) As Long
Public Declare PtrSafe Function lf_error_server_message Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_server_class Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_server_source Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_operation_id Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_request_id Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_problem_type Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_problem_title Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_problem_detail Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_problem_instance Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare PtrSafe Function lf_error_retry_after_ms Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr) As Currency

Public Declare PtrSafe Function lf_options_set_connect_timeout_ms Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal timeout_ms As Long) As Long
Public Declare PtrSafe Function lf_options_set_total_timeout_ms Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal timeout_ms As Long) As Long
Public Declare PtrSafe Function lf_options_set_late_answer_grace_ms Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal grace_ms As Long) As Long
Public Declare PtrSafe Function lf_options_set_trust Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal trust As Long) As Long
Public Declare PtrSafe Function lf_options_add_ca_pem Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal pem As LongPtr) As Long
Public Declare PtrSafe Function lf_options_add_ca_file Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal path As LongPtr) As Long
Public Declare PtrSafe Function lf_options_add_ca_der Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal bytes As LongPtr, ByVal size As LongPtr) As Long
Public Declare PtrSafe Function lf_options_add_pinned_certificate Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal sha256 As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_min_tls_version Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal version As Long) As Long
Public Declare PtrSafe Function lf_options_set_client_certificate_pem Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal certificate_pem As LongPtr, ByVal key_pem As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_client_certificate_file Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal certificate_path As LongPtr, ByVal key_path As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_client_key_password Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal password As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_client_certificate_pkcs12 Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal bytes As LongPtr, ByVal size As LongPtr, _
    ByVal password As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_client_certificate_pkcs12_file Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal path As LongPtr, ByVal password As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_proxy Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal address As LongPtr, ByVal username As LongPtr, _
    ByVal password As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_use_system_proxy Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal enabled As Long) As Long
Public Declare PtrSafe Function lf_options_set_no_proxy Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal hosts As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_user_agent_product Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal product As LongPtr) As Long
Public Declare PtrSafe Function lf_options_set_pool Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal max_idle As Long, ByVal idle_timeout_ms As Long) As Long
Public Declare PtrSafe Function lf_options_set_max_answer_bytes Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal max_bytes As Long) As Long
Public Declare PtrSafe Function lf_options_set_retry Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal max_attempts As Long, ByVal base_delay_ms As Long, _
    ByVal max_delay_ms As Long) As Long

Public Declare PtrSafe Function lf_call_new Lib "lftoken-stdcall.dll" (ByRef out_call As LongPtr) As Long
Public Declare PtrSafe Sub lf_call_free Lib "lftoken-stdcall.dll" (ByVal settings As LongPtr)
Public Declare PtrSafe Function lf_call_set_total_timeout_ms Lib "lftoken-stdcall.dll" ( _
    ByVal settings As LongPtr, ByVal timeout_ms As Long) As Long
Public Declare PtrSafe Function lf_call_set_cancel Lib "lftoken-stdcall.dll" ( _
    ByVal settings As LongPtr, ByVal cancel As LongPtr) As Long
Public Declare PtrSafe Function lf_call_set_correlation_id Lib "lftoken-stdcall.dll" ( _
    ByVal settings As LongPtr, ByVal correlation_id As LongPtr) As Long

Public Declare PtrSafe Function lf_cancel_new Lib "lftoken-stdcall.dll" (ByRef out_cancel As LongPtr) As Long
Public Declare PtrSafe Sub lf_cancel_free Lib "lftoken-stdcall.dll" (ByVal cancel As LongPtr)
Public Declare PtrSafe Function lf_cancel_trigger Lib "lftoken-stdcall.dll" (ByVal cancel As LongPtr) As Long
Public Declare PtrSafe Function lf_cancel_reset Lib "lftoken-stdcall.dll" (ByVal cancel As LongPtr) As Long

Public Declare PtrSafe Function lf_options_set_log Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal level As Long, ByVal callback As LongPtr, ByVal user As LongPtr) As Long

Public Declare PtrSafe Function lf_library_version Lib "lftoken-stdcall.dll" () As LongPtr
Public Declare PtrSafe Function lf_library_abi_version Lib "lftoken-stdcall.dll" () As Long
#Else
Public Declare Function lf_options_new Lib "lftoken-stdcall.dll" (ByRef out_options As LongPtr) As Long
Public Declare Sub lf_options_free Lib "lftoken-stdcall.dll" (ByVal options As LongPtr)
Public Declare Function lf_options_set_api Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal api As Long) As Long
Public Declare Function lf_options_set_base_address Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal base_address As LongPtr) As Long
Public Declare Function lf_options_set_allow_plain_http Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal enabled As Long) As Long

Public Declare Function lf_client_new Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByRef out_client As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare Function lf_client_supports Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal what As Long) As Long
Public Declare Sub lf_client_free Lib "lftoken-stdcall.dll" (ByVal client As LongPtr)
Public Declare Function lf_client_settle Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal settings As LongPtr, ByRef out_open_sessions As Long, _
    ByRef out_error As LongPtr) As Long
Public Declare Function lf_client_shutdown Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal settings As LongPtr, ByRef out_open_sessions As Long, _
    ByRef out_error As LongPtr) As Long
Public Declare Function lf_client_check Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal callback As Long, _
    ByVal user As LongPtr, ByVal settings As LongPtr, ByRef out_error As LongPtr) As Long

Public Declare Function lf_create_token Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal credentials As LongPtr, _
    ByVal settings As LongPtr, ByRef out_token As LongPtr, ByRef out_error As LongPtr) As Long

Public Declare Function lf_refresh_token Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal keep_alive_seconds As Long, ByVal settings As LongPtr, _
    ByRef out_error As LongPtr) As Long

Public Declare Function lf_invalidate_token Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal settings As LongPtr, ByRef out_error As LongPtr) As Long

Public Declare Function lf_token_value Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_token_remaining_ms Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByRef out_remaining_ms As Currency) As Long
Public Declare Function lf_token_lifetime_ms Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByRef out_lifetime_ms As Currency) As Long
Public Declare Function lf_token_expires_at_ms Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByRef out_expires_at_ms As Currency) As Long
Public Declare Function lf_token_state Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByRef out_state As Long) As Long
Public Declare Function lf_token_repository_id Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_token_cookie Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Sub lf_token_free Lib "lftoken-stdcall.dll" (ByVal token As LongPtr)
Public Declare Function lf_token_refresh_token Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_token_scope Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_token_api_address Lib "lftoken-stdcall.dll" ( _
    ByVal token As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_token_adopt Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal value As LongPtr, _
    ByVal expires_at_ms As Currency, ByRef out_token As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare Function lf_token_adopt_with_credentials Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal value As LongPtr, _
    ByVal expires_at_ms As Currency, ByVal credentials As LongPtr, ByRef out_token As LongPtr, _
    ByRef out_error As LongPtr) As Long

Public Declare Function lf_credentials_new Lib "lftoken-stdcall.dll" ( _
    ByRef out_credentials As LongPtr) As Long
Public Declare Sub lf_credentials_free Lib "lftoken-stdcall.dll" (ByVal credentials As LongPtr)
Public Declare Function lf_credentials_set_username Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal username As LongPtr) As Long
Public Declare Function lf_credentials_set_password Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal password As LongPtr) As Long
Public Declare Function lf_credentials_set_allow_empty_password Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal enabled As Long) As Long
Public Declare Function lf_credentials_set_organization Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal organization As LongPtr) As Long
Public Declare Function lf_credentials_set_application_name Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal application_name As LongPtr) As Long
Public Declare Function lf_credentials_set_session_key Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal session_key As LongPtr) As Long
Public Declare Function lf_credentials_set_saml_token Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal saml_token As LongPtr) As Long
Public Declare Function lf_credentials_set_customer_id Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal customer_id As LongPtr) As Long
Public Declare Function lf_credentials_set_create_cookie Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal enabled As Long) As Long
Public Declare Function lf_credentials_set_access_key Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal access_key As LongPtr) As Long
Public Declare Function lf_credentials_set_access_key_file Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal path As LongPtr) As Long
Public Declare Function lf_credentials_set_service_principal_key Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal key As LongPtr) As Long
Public Declare Function lf_credentials_set_refresh_token Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal refresh_token As LongPtr) As Long
Public Declare Function lf_credentials_set_client_id Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal client_id As LongPtr) As Long
Public Declare Function lf_credentials_set_client_secret Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal client_secret As LongPtr) As Long
Public Declare Function lf_credentials_set_scope Lib "lftoken-stdcall.dll" ( _
    ByVal credentials As LongPtr, ByVal scope As LongPtr) As Long

Public Declare Function lf_session_new Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal repository_id As LongPtr, ByVal credentials As LongPtr, _
    ByVal options As LongPtr, ByRef out_session As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare Sub lf_session_free Lib "lftoken-stdcall.dll" (ByVal session As LongPtr)
Public Declare Function lf_session_token Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal settings As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, _
    ByRef needed As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare Function lf_session_authorization Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal settings As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, _
    ByRef needed As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare Function lf_session_try_token Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr, _
    ByRef out_error As LongPtr) As Long
Public Declare Function lf_session_token_rejected Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal value As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare Function lf_session_set_credentials Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal credentials As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare Function lf_session_retry_credentials Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr) As Long
Public Declare Function lf_session_state Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByRef out_state As Long) As Long
Public Declare Function lf_session_expires_at_ms Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByRef out_expires_at_ms As Currency) As Long
Public Declare Function lf_session_api_address Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_session_next_event Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByRef out_event As Long, ByRef out_cause As LongPtr) As Long
Public Declare Function lf_session_stats Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_session_close Lib "lftoken-stdcall.dll" ( _
    ByVal session As LongPtr, ByVal settings As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare Function lf_session_options_new Lib "lftoken-stdcall.dll" ( _
    ByRef out_options As LongPtr) As Long
Public Declare Sub lf_session_options_free Lib "lftoken-stdcall.dll" (ByVal options As LongPtr)
Public Declare Function lf_session_options_set_margin_ms Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal margin_ms As Long) As Long
Public Declare Function lf_session_options_set_renew_after_percent Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal percent As Long) As Long
Public Declare Function lf_session_options_set_jitter_percent Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal percent As Long) As Long
Public Declare Function lf_session_options_set_keep_alive_seconds Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal keep_alive_seconds As Long) As Long
Public Declare Function lf_session_options_set_linger_seconds Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal linger_seconds As Long) As Long
Public Declare Function lf_session_options_set_hold Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal enabled As Long) As Long
Public Declare Function lf_session_options_set_event_callback Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal callback As Long, ByVal user As LongPtr) As Long
Public Declare Function lf_session_options_set_credentials_callback Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal callback As Long, ByVal user As LongPtr) As Long

Public Declare Function lf_authorization_new Lib "lftoken-stdcall.dll" ( _
    ByVal client As LongPtr, ByVal client_id As LongPtr, ByVal redirect_address As LongPtr, _
    ByVal scope As LongPtr, ByRef out_authorization As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare Sub lf_authorization_free Lib "lftoken-stdcall.dll" (ByVal authorization As LongPtr)
Public Declare Function lf_authorization_set_client_secret Lib "lftoken-stdcall.dll" ( _
    ByVal authorization As LongPtr, ByVal client_secret As LongPtr) As Long
Public Declare Function lf_authorization_set_customer_id Lib "lftoken-stdcall.dll" ( _
    ByVal authorization As LongPtr, ByVal customer_id As LongPtr) As Long
Public Declare Function lf_authorization_url Lib "lftoken-stdcall.dll" ( _
    ByVal authorization As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, _
    ByRef needed As LongPtr) As Long
Public Declare Function lf_authorization_accept Lib "lftoken-stdcall.dll" ( _
    ByVal authorization As LongPtr, ByVal callback_url As LongPtr, ByRef out_credentials As LongPtr, _
    ByRef out_error As LongPtr) As Long
Public Declare Function lf_authorization_listen Lib "lftoken-stdcall.dll" ( _
    ByVal authorization As LongPtr, ByRef out_error As LongPtr) As Long
Public Declare Function lf_authorization_wait Lib "lftoken-stdcall.dll" ( _
    ByVal authorization As LongPtr, ByVal settings As LongPtr, ByRef out_credentials As LongPtr, _
    ByRef out_error As LongPtr) As Long

Public Declare Function lf_error_message Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_error_action Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare Function lf_error_is_retryable Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare Function lf_error_suggested_wait_ms Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr) As Currency
Public Declare Function lf_error_status Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare Function lf_error_cause Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare Function lf_error_exchange Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare Function lf_error_attempts Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare Function lf_error_os_code Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare Function lf_error_description Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_error_advice Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long

Public Declare Function lf_advice_text Lib "lftoken-stdcall.dll" (ByVal advice As Long) As LongPtr

Public Declare Function lf_error_clone Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByRef out_clone As LongPtr) As Long
Public Declare Sub lf_error_free Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr)

Public Declare Function lf_status_action Lib "lftoken-stdcall.dll" (ByVal status As Long) As Long
Public Declare Function lf_status_name Lib "lftoken-stdcall.dll" (ByVal status As Long) As LongPtr
Public Declare Function lf_status_message Lib "lftoken-stdcall.dll" (ByVal status As Long) As LongPtr

Public Declare Function lf_error_http_status Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare Function lf_error_server_code Lib "lftoken-stdcall.dll" (ByVal failure As LongPtr) As Long
Public Declare Function lf_error_server_message Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_error_server_class Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_error_server_source Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_error_operation_id Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_error_request_id Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_error_problem_type Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_error_problem_title Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_error_problem_detail Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_error_problem_instance Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr, ByVal buf As LongPtr, ByVal cap As LongPtr, ByRef needed As LongPtr) As Long
Public Declare Function lf_error_retry_after_ms Lib "lftoken-stdcall.dll" ( _
    ByVal failure As LongPtr) As Currency

Public Declare Function lf_options_set_connect_timeout_ms Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal timeout_ms As Long) As Long
Public Declare Function lf_options_set_total_timeout_ms Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal timeout_ms As Long) As Long
Public Declare Function lf_options_set_late_answer_grace_ms Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal grace_ms As Long) As Long
Public Declare Function lf_options_set_trust Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal trust As Long) As Long
Public Declare Function lf_options_add_ca_pem Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal pem As LongPtr) As Long
Public Declare Function lf_options_add_ca_file Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal path As LongPtr) As Long
Public Declare Function lf_options_add_ca_der Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal bytes As LongPtr, ByVal size As LongPtr) As Long
Public Declare Function lf_options_add_pinned_certificate Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal sha256 As LongPtr) As Long
Public Declare Function lf_options_set_min_tls_version Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal version As Long) As Long
Public Declare Function lf_options_set_client_certificate_pem Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal certificate_pem As LongPtr, ByVal key_pem As LongPtr) As Long
Public Declare Function lf_options_set_client_certificate_file Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal certificate_path As LongPtr, ByVal key_path As LongPtr) As Long
Public Declare Function lf_options_set_client_key_password Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal password As LongPtr) As Long
Public Declare Function lf_options_set_client_certificate_pkcs12 Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal bytes As LongPtr, ByVal size As LongPtr, _
    ByVal password As LongPtr) As Long
Public Declare Function lf_options_set_client_certificate_pkcs12_file Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal path As LongPtr, ByVal password As LongPtr) As Long
Public Declare Function lf_options_set_proxy Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal address As LongPtr, ByVal username As LongPtr, _
    ByVal password As LongPtr) As Long
Public Declare Function lf_options_set_use_system_proxy Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal enabled As Long) As Long
Public Declare Function lf_options_set_no_proxy Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal hosts As LongPtr) As Long
Public Declare Function lf_options_set_user_agent_product Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal product As LongPtr) As Long
Public Declare Function lf_options_set_pool Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal max_idle As Long, ByVal idle_timeout_ms As Long) As Long
Public Declare Function lf_options_set_max_answer_bytes Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal max_bytes As Long) As Long
Public Declare Function lf_options_set_retry Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal max_attempts As Long, ByVal base_delay_ms As Long, _
    ByVal max_delay_ms As Long) As Long

Public Declare Function lf_call_new Lib "lftoken-stdcall.dll" (ByRef out_call As LongPtr) As Long
Public Declare Sub lf_call_free Lib "lftoken-stdcall.dll" (ByVal settings As LongPtr)
Public Declare Function lf_call_set_total_timeout_ms Lib "lftoken-stdcall.dll" ( _
    ByVal settings As LongPtr, ByVal timeout_ms As Long) As Long
Public Declare Function lf_call_set_cancel Lib "lftoken-stdcall.dll" ( _
    ByVal settings As LongPtr, ByVal cancel As LongPtr) As Long
Public Declare Function lf_call_set_correlation_id Lib "lftoken-stdcall.dll" ( _
    ByVal settings As LongPtr, ByVal correlation_id As LongPtr) As Long

Public Declare Function lf_cancel_new Lib "lftoken-stdcall.dll" (ByRef out_cancel As LongPtr) As Long
Public Declare Sub lf_cancel_free Lib "lftoken-stdcall.dll" (ByVal cancel As LongPtr)
Public Declare Function lf_cancel_trigger Lib "lftoken-stdcall.dll" (ByVal cancel As LongPtr) As Long
Public Declare Function lf_cancel_reset Lib "lftoken-stdcall.dll" (ByVal cancel As LongPtr) As Long

Public Declare Function lf_options_set_log Lib "lftoken-stdcall.dll" ( _
    ByVal options As LongPtr, ByVal level As Long, ByVal callback As Long, ByVal user As LongPtr) As Long

Public Declare Function lf_library_version Lib "lftoken-stdcall.dll" () As LongPtr
Public Declare Function lf_library_abi_version Lib "lftoken-stdcall.dll" () As Long
#End If
' end of what is generated

Public Sub FirstToken()
    Dim options As LongPtr, client As LongPtr, credentials As LongPtr, token As LongPtr, failure As LongPtr
    Dim problem As String, outstanding As Long
    On Error GoTo Failed

    LFLoad "C:\lftoken"
    LFCheck lf_options_new(options)
    LFSetBaseAddress options, "https://lf.example.com/LFRepositoryAPI"
    LFCheck lf_client_new(options, client, failure), failure

    LFCheck lf_credentials_new(credentials)
    LFSetUsername credentials, "user"
    LFSetPassword credentials, InputBox("Password")

    token = LFCreateToken(client, "Archive", credentials)
    Debug.Print "logged in; the token has " & Len(LFTokenValue(token)) & " characters"
    ' ... requests with the header "Authorization: Bearer " & LFTokenValue(token) ...
    LFCheck lf_refresh_token(token, 1800, 0, failure), failure
    LFInvalidateToken token

Finished:
    On Error Resume Next ' the library may not even be loaded
    If Len(problem) > 0 Then
        ' Log out a session that is still open: it holds a licence. Without a session this does nothing.
        lf_invalidate_token token, 0, failure
        lf_error_free failure
        ' Wait after a login of unknown outcome; else this returns at once.
        lf_client_settle client, 0, outstanding, failure
    End If
    lf_error_free failure
    lf_token_free token
    lf_credentials_free credentials
    lf_client_free client
    lf_options_free options
    If Len(problem) > 0 Then MsgBox problem
    Exit Sub

Failed:
    problem = Err.Description
    Resume Finished
End Sub

' The header "Authorization" for requests of all macros of the workbook. The first call logs in; then the session stays
' open, and its token valid, until LaserficheClose or until no macro has asked for five minutes.
Public Function LaserficheAuthorization() As String
    If workbookSession = 0 Then OpenWorkbookSession
    LaserficheAuthorization = LFSessionAuthorization(workbookSession)
End Function

' The path, the address, the repository and the user are yours to enter.
Private Sub OpenWorkbookSession()
    Dim options As LongPtr, credentials As LongPtr, failure As LongPtr
    Dim number As Long, problem As String
    On Error GoTo Failed

    LFLoad "C:\lftoken"
    LFCheck lf_options_new(options)
    LFSetBaseAddress options, "https://lf.example.com/LFRepositoryAPI"
    If workbookClient = 0 Then LFCheck lf_client_new(options, workbookClient, failure), failure
    LFCheck lf_credentials_new(credentials)
    LFSetUsername credentials, "user"
    LFSetPassword credentials, InputBox("Password")
    workbookSession = LFNewSession(workbookClient, "Archive", credentials)

Finished:
    On Error Resume Next ' the library may not even be loaded
    lf_credentials_free credentials
    lf_options_free options
    On Error GoTo 0
    If number <> 0 Then Err.Raise number, "lftoken", problem
    Exit Sub

Failed:
    number = Err.Number
    problem = Err.Description
    Resume Finished
End Sub

' A request with this header was refused with 401: ask for the header again, and repeat the request once. It raises what
' fails if the account may not use that resource.
Public Sub LaserficheRejected(ByVal header As String)
    LFSessionTokenRejected workbookSession, header
End Sub

' Logs out, as Workbook_BeforeClose should; the next LaserficheAuthorization logs in again. It gives how many sessions
' may still be open and hold a licence; 0: none. Also after a wrong password, which is asked for again only then.
Public Function LaserficheClose() As Long
    If workbookClient = 0 Then Exit Function
    LaserficheClose = LFShutdown(workbookClient)
    lf_session_free workbookSession
    lf_client_free workbookClient
    workbookSession = 0
    workbookClient = 0
End Function

' Loads the library from the folder that it lies in, or, if that is empty, from where Windows looks for DLLs. Call it
' before anything else: it refuses a library that the declarations of this module do not go with.
Public Sub LFLoad(ByVal folder As String)
    Dim path As String
    Dim number As Long
    path = folder
    If Len(path) > 0 And Right$(path, 1) <> "\" Then path = path & "\"
    path = path & LIBRARY
    ' 126: the file is not there; 193: it is for programs of the other kind, 32-bit or 64-bit.
    If LoadLibraryW(StrPtr(path)) = 0 Then _
        Err.Raise 53, "lftoken", path & " cannot be loaded: Windows error " & Err.LastDllError
    On Error GoTo NotLFToken
    number = lf_library_abi_version()
    On Error GoTo 0
    If number <> LF_ABI_VERSION Then Err.Raise 49, "lftoken", path & " has the interface number " & number & _
        "; this module needs " & LF_ABI_VERSION & ". Take both from the same package"
    Exit Sub
NotLFToken:
    Err.Raise 453, "lftoken", path & " is not lftoken"
End Sub

' A number of milliseconds of 8 bytes.
#If Win64 Then
Private Function Milliseconds(ByVal number As LongLong) As Double
    Milliseconds = number
End Function
#Else
Private Function Milliseconds(ByVal number As Currency) As Double
    Milliseconds = Round(CDbl(number) * 10000)
End Function
#End If

' A text as UTF-8 with a NUL at its end.
Public Function LFUtf8(ByVal text As String) As Byte()
    Dim bytes() As Byte
    Dim size As Long
    ' The library would take the text to end there.
    If InStr(text, vbNullChar) > 0 Then Err.Raise 5, "lftoken", "a text for the library holds a NUL character"
    If Len(text) > 0 Then size = WideCharToMultiByte(CP_UTF8, 0, StrPtr(text), Len(text), 0, 0, 0, 0)
    ReDim bytes(0 To size)
    If size > 0 Then WideCharToMultiByte CP_UTF8, 0, StrPtr(text), Len(text), VarPtr(bytes(0)), size, 0, 0
    LFUtf8 = bytes
End Function

' The text at an address, UTF-8 with a NUL at its end.
Public Function LFText(ByVal address As LongPtr) As String
    Dim text As String
    Dim count As Long
    Dim size As Long
    count = lstrlenA(address)
    If count > 0 Then
        size = MultiByteToWideChar(CP_UTF8, 0, address, count, 0, 0)
        text = String$(size, vbNullChar)
        MultiByteToWideChar CP_UTF8, 0, address, count, StrPtr(text), size
    End If
    LFText = text
End Function

' Overwrites a secret.
Public Sub LFWipe(ByRef bytes() As Byte)
    Dim index As Long
    For index = LBound(bytes) To UBound(bytes)
        bytes(index) = 0
    Next index
End Sub

' The token itself, a secret, for the header "Authorization: Bearer " of other requests.
Public Function LFTokenValue(ByVal token As LongPtr) As String
    LFTokenValue = TextOf(VALUE_OF_TOKEN, token)
End Function

' What the next refresh will use, for a program that keeps it for a login after a restart; empty: none. Each refresh
' uses it up and brings another one. A secret.
Public Function LFTokenRefreshToken(ByVal token As LongPtr) As String
    LFTokenRefreshToken = TextOf(REFRESH_TOKEN_OF_TOKEN, token)
End Function

' The scopes that the server granted, with spaces between them; empty if it did not tell.
Public Function LFTokenScope(ByVal token As LongPtr) As String
    LFTokenScope = TextOf(SCOPE_OF_TOKEN, token)
End Function

' Where the repository API is to be called with the token, without a slash at the end; empty if it is not known.
Public Function LFTokenApiAddress(ByVal token As LongPtr) As String
    LFTokenApiAddress = TextOf(API_ADDRESS_OF_TOKEN, token)
End Function

' How long the session was to last in all when it was opened or kept alive: milliseconds; -1 if that is not known.
Public Function LFTokenLifetimeMs(ByVal token As LongPtr) As Double
#If Win64 Then
    Dim number As LongLong
#Else
    Dim number As Currency
#End If
    LFCheck lf_token_lifetime_ms(token, number)
    LFTokenLifetimeMs = Milliseconds(number)
End Function

' For how long the session still lasts if nothing keeps it alive: milliseconds; 0 if it has ended, -1 if that is not
' known.
Public Function LFTokenRemainingMs(ByVal token As LongPtr) As Double
#If Win64 Then
    Dim number As LongLong
#Else
    Dim number As Currency
#End If
    LFCheck lf_token_remaining_ms(token, number)
    LFTokenRemainingMs = Milliseconds(number)
End Function

' A text of a handle. The bytes are wiped, for they may have held a secret.
Private Function TextOf(ByVal which As Long, ByVal handle As LongPtr) As String
    Dim needed As LongPtr
    Dim bytes() As Byte
    CopyText which, handle, 0, 0, needed
    If needed = 0 Then LFCheck LF_E_INVALID_HANDLE
    ReDim bytes(0 To CLng(needed) - 1)
    LFCheck CopyText(which, handle, VarPtr(bytes(0)), needed, needed)
    TextOf = LFText(VarPtr(bytes(0)))
    LFWipe bytes
End Function

Private Function CopyText(ByVal which As Long, ByVal handle As LongPtr, ByVal bytes As LongPtr, ByVal size As LongPtr, _
    ByRef needed As LongPtr) As Long
    Select Case which
        Case VALUE_OF_TOKEN: CopyText = lf_token_value(handle, bytes, size, needed)
        Case REFRESH_TOKEN_OF_TOKEN: CopyText = lf_token_refresh_token(handle, bytes, size, needed)
        Case SCOPE_OF_TOKEN: CopyText = lf_token_scope(handle, bytes, size, needed)
        Case API_ADDRESS_OF_TOKEN: CopyText = lf_token_api_address(handle, bytes, size, needed)
        Case URL_OF_AUTHORIZATION: CopyText = lf_authorization_url(handle, bytes, size, needed)
        Case API_ADDRESS_OF_SESSION: CopyText = lf_session_api_address(handle, bytes, size, needed)
        Case STATS_OF_SESSION: CopyText = lf_session_stats(handle, bytes, size, needed)
    End Select
End Function

' The address of a text in UTF-8; 0 for an empty one, which stands for none.
Private Function OptionalText(ByRef bytes() As Byte) As LongPtr
    If UBound(bytes) > 0 Then OptionalText = VarPtr(bytes(0))
End Function

' Where the repository API is, such as "https://lf.example.com/LFRepositoryAPI"; with LF_API_CLOUD the address of the
' login server, and only needed where no access key names its region.
Public Sub LFSetBaseAddress(ByVal options As LongPtr, ByVal address As String)
    Dim text() As Byte
    text = LFUtf8(address)
    CheckSetting lf_options_set_base_address(options, VarPtr(text(0))), "LFSetBaseAddress"
End Sub

' The certificate with which the library proves itself to the server, and its key, from PEM files.
Public Sub LFSetClientCertificateFile( _
    ByVal options As LongPtr, ByVal certificatePath As String, ByVal keyPath As String)
    Dim certificate() As Byte
    Dim key() As Byte
    certificate = LFUtf8(certificatePath)
    key = LFUtf8(keyPath)
    CheckSetting lf_options_set_client_certificate_file(options, VarPtr(certificate(0)), VarPtr(key(0))), _
        "LFSetClientCertificateFile"
End Sub

' The same from the bytes of a PKCS#12 file (.pfx, .p12), and its password; "" if there is none.
Public Sub LFSetClientCertificatePkcs12( _
    ByVal options As LongPtr, ByRef contents() As Byte, ByVal password As String)
    Dim secret() As Byte
    Dim status As Long
    Dim size As LongPtr
    size = UBound(contents) - LBound(contents) + 1
    secret = LFUtf8(password)
    status = lf_options_set_client_certificate_pkcs12(options, VarPtr(contents(LBound(contents))), size, _
        VarPtr(secret(0)))
    LFWipe secret
    CheckSetting status, "LFSetClientCertificatePkcs12"
End Sub

' The same from a PKCS#12 file.
Public Sub LFSetClientCertificatePkcs12File( _
    ByVal options As LongPtr, ByVal path As String, ByVal password As String)
    Dim file() As Byte
    Dim secret() As Byte
    Dim status As Long
    file = LFUtf8(path)
    secret = LFUtf8(password)
    status = lf_options_set_client_certificate_pkcs12_file(options, VarPtr(file(0)), VarPtr(secret(0)))
    LFWipe secret
    CheckSetting status, "LFSetClientCertificatePkcs12File"
End Sub

' Adds a certificate authority to those that are trusted, from the bytes of its certificate in binary form (DER).
Public Sub LFAddCaDer(ByVal options As LongPtr, ByRef der() As Byte)
    Dim size As LongPtr
    size = UBound(der) - LBound(der) + 1
    CheckSetting lf_options_add_ca_der(options, VarPtr(der(LBound(der))), size), "LFAddCaDer"
End Sub

' generated from lftoken.h: settings
' Sets which API the server has. By default LF_API_V1_ALPHA.
Public Sub LFSetApi(ByVal options As LongPtr, ByVal api As Long)
    CheckSetting lf_options_set_api(options, api), "LFSetApi"
End Sub

' Allows a base address with http to any host.
Public Sub LFSetAllowPlainHttp(ByVal options As LongPtr, ByVal enabled As Boolean)
    CheckSetting lf_options_set_allow_plain_http(options, IIf(enabled, 1, 0)), "LFSetAllowPlainHttp"
End Sub

' Sets how long one attempt to get a connection may take: name look-up, TCP, proxy and TLS together. By default 10 s.
Public Sub LFSetConnectTimeoutMs(ByVal options As LongPtr, ByVal timeoutMs As Long)
    CheckSetting lf_options_set_connect_timeout_ms(options, timeoutMs), "LFSetConnectTimeoutMs"
End Sub

' Sets how long a call may take in all: connecting, sending, waiting, reading, and every repetition. By default 30 s.
Public Sub LFSetTotalTimeoutMs(ByVal options As LongPtr, ByVal timeoutMs As Long)
    CheckSetting lf_options_set_total_timeout_ms(options, timeoutMs), "LFSetTotalTimeoutMs"
End Sub

' Sets how long the library waits for the answer to a login after LFCreateToken has returned LF_E_OUTCOME_UNKNOWN
' because of a timeout or cancel. By default 30 s.
Public Sub LFSetLateAnswerGraceMs(ByVal options As LongPtr, ByVal graceMs As Long)
    CheckSetting lf_options_set_late_answer_grace_ms(options, graceMs), "LFSetLateAnswerGraceMs"
End Sub

' Sets which certificate authorities are trusted. By default LF_TRUST_SYSTEM.
Public Sub LFSetTrust(ByVal options As LongPtr, ByVal trust As Long)
    CheckSetting lf_options_set_trust(options, trust), "LFSetTrust"
End Sub

' Adds certificate authorities to those that are trusted. One or more certificates in PEM form, read by lf_client_new.
Public Sub LFAddCaPem(ByVal options As LongPtr, ByVal pem As String)
    Dim bytes() As Byte
    bytes = LFUtf8(pem)
    CheckSetting lf_options_add_ca_pem(options, VarPtr(bytes(0))), "LFAddCaPem"
End Sub

' Adds the certificate authorities of a file, read as by LFAddCaPem. A regular file of at most 16 MiB with certificates
' in PEM form, or with one in binary form (DER), read by lf_client_new.
Public Sub LFAddCaFile(ByVal options As LongPtr, ByVal path As String)
    Dim bytes() As Byte
    bytes = LFUtf8(path)
    CheckSetting lf_options_add_ca_file(options, VarPtr(bytes(0))), "LFAddCaFile"
End Sub

' Accepts exactly this server certificate, for servers with a self-signed one: its issuer, names and dates are not
' checked. The SHA-256 fingerprint of the certificate, 64 hexadecimal digits, as browsers and `openssl x509 -fingerprint
' -sha256` show it: colons, dashes, white space and a label in front do not matter.
Public Sub LFAddPinnedCertificate(ByVal options As LongPtr, ByVal sha256 As String)
    Dim bytes() As Byte
    bytes = LFUtf8(sha256)
    CheckSetting lf_options_add_pinned_certificate(options, VarPtr(bytes(0))), "LFAddPinnedCertificate"
End Sub

' Sets the oldest TLS version that is spoken. By default LF_TLS_1_2.
Public Sub LFSetMinTlsVersion(ByVal options As LongPtr, ByVal version As Long)
    CheckSetting lf_options_set_min_tls_version(options, version), "LFSetMinTlsVersion"
End Sub

' Sets the password of the client key in PEM form, for one that is encrypted (BEGIN ENCRYPTED PRIVATE KEY). The
' password, wiped with the options.
Public Sub LFSetClientKeyPassword(ByVal options As LongPtr, ByVal password As String)
    Dim bytes() As Byte
    Dim status As Long
    bytes = LFUtf8(password)
    status = lf_options_set_client_key_password(options, VarPtr(bytes(0)))
    LFWipe bytes
    CheckSetting status, "LFSetClientKeyPassword"
End Sub

' Uses the proxy that the environment names: https_proxy or HTTPS_PROXY (http_proxy for http), else all_proxy or
' ALL_PROXY; not for hosts in no_proxy or NO_PROXY and not for this machine itself.
Public Sub LFSetUseSystemProxy(ByVal options As LongPtr, ByVal enabled As Boolean)
    CheckSetting lf_options_set_use_system_proxy(options, IIf(enabled, 1, 0)), "LFSetUseSystemProxy"
End Sub

' Sets hosts that are reached without the proxy, in addition to those of the environment. Entries separated by commas: a
' host, which covers its subdomains too ("example.com", ".example.com" and "*.example.com" mean the same), an address, a
' network ("10.0.0.0/8"), or "*".
Public Sub LFSetNoProxy(ByVal options As LongPtr, ByVal hosts As String)
    Dim bytes() As Byte
    bytes = LFUtf8(hosts)
    CheckSetting lf_options_set_no_proxy(options, VarPtr(bytes(0))), "LFSetNoProxy"
End Sub

' Names the host program in the User-Agent header, before the library's own name. Such as "CaptureStation/5.1".
Public Sub LFSetUserAgentProduct(ByVal options As LongPtr, ByVal product As String)
    Dim bytes() As Byte
    bytes = LFUtf8(product)
    CheckSetting lf_options_set_user_agent_product(options, VarPtr(bytes(0))), "LFSetUserAgentProduct"
End Sub

' Sets how large the body of an answer may be. By default 262144.
Public Sub LFSetMaxAnswerBytes(ByVal options As LongPtr, ByVal maxBytes As Long)
    CheckSetting lf_options_set_max_answer_bytes(options, maxBytes), "LFSetMaxAnswerBytes"
End Sub

' Sets the user name.
Public Sub LFSetUsername(ByVal credentials As LongPtr, ByVal username As String)
    Dim bytes() As Byte
    bytes = LFUtf8(username)
    CheckSetting lf_credentials_set_username(credentials, VarPtr(bytes(0))), "LFSetUsername"
End Sub

' Sets the password.
Public Sub LFSetPassword(ByVal credentials As LongPtr, ByVal password As String)
    Dim bytes() As Byte
    Dim status As Long
    bytes = LFUtf8(password)
    status = lf_credentials_set_password(credentials, VarPtr(bytes(0)))
    LFWipe bytes
    CheckSetting status, "LFSetPassword"
End Sub

' Allows an empty password, for accounts that have none.
Public Sub LFSetAllowEmptyPassword(ByVal credentials As LongPtr, ByVal enabled As Boolean)
    CheckSetting lf_credentials_set_allow_empty_password(credentials, IIf(enabled, 1, 0)), "LFSetAllowEmptyPassword"
End Sub

' Sets the Directory Server organization.
Public Sub LFSetOrganization(ByVal credentials As LongPtr, ByVal organization As String)
    Dim bytes() As Byte
    bytes = LFUtf8(organization)
    CheckSetting lf_credentials_set_organization(credentials, VarPtr(bytes(0))), "LFSetOrganization"
End Sub

' Sets the name that the audit trail and the list of sessions show for the login. Name host and program, so that an
' administrator can find the session.
Public Sub LFSetApplicationName(ByVal credentials As LongPtr, ByVal applicationName As String)
    Dim bytes() As Byte
    bytes = LFUtf8(applicationName)
    CheckSetting lf_credentials_set_application_name(credentials, VarPtr(bytes(0))), "LFSetApplicationName"
End Sub

' Sets an existing session key to log in with.
Public Sub LFSetSessionKey(ByVal credentials As LongPtr, ByVal sessionKey As String)
    Dim bytes() As Byte
    Dim status As Long
    bytes = LFUtf8(sessionKey)
    status = lf_credentials_set_session_key(credentials, VarPtr(bytes(0)))
    LFWipe bytes
    CheckSetting status, "LFSetSessionKey"
End Sub

' Sets a SAML token to log in with.
Public Sub LFSetSamlToken(ByVal credentials As LongPtr, ByVal samlToken As String)
    Dim bytes() As Byte
    Dim status As Long
    bytes = LFUtf8(samlToken)
    status = lf_credentials_set_saml_token(credentials, VarPtr(bytes(0)))
    LFWipe bytes
    CheckSetting status, "LFSetSamlToken"
End Sub

' Sets the Laserfiche Cloud account id (9 or 10 digits), for logins with a user name on Cloud.
Public Sub LFSetCustomerId(ByVal credentials As LongPtr, ByVal customerId As String)
    Dim bytes() As Byte
    bytes = LFUtf8(customerId)
    CheckSetting lf_credentials_set_customer_id(credentials, VarPtr(bytes(0))), "LFSetCustomerId"
End Sub

' Asks the server for a cookie besides the token.
Public Sub LFSetCreateCookie(ByVal credentials As LongPtr, ByVal enabled As Boolean)
    CheckSetting lf_credentials_set_create_cookie(credentials, IIf(enabled, 1, 0)), "LFSetCreateCookie"
End Sub

' Sets the access key of a service app, as the Developer Console exports it: base64, or the JSON that is in it.
Public Sub LFSetAccessKey(ByVal credentials As LongPtr, ByVal accessKey As String)
    Dim bytes() As Byte
    Dim status As Long
    bytes = LFUtf8(accessKey)
    status = lf_credentials_set_access_key(credentials, VarPtr(bytes(0)))
    LFWipe bytes
    CheckSetting status, "LFSetAccessKey"
End Sub

' Sets the access key as LFSetAccessKey does, by the name of the file that it is in. UTF-8.
Public Sub LFSetAccessKeyFile(ByVal credentials As LongPtr, ByVal path As String)
    Dim bytes() As Byte
    bytes = LFUtf8(path)
    CheckSetting lf_credentials_set_access_key_file(credentials, VarPtr(bytes(0))), "LFSetAccessKeyFile"
End Sub

' Sets the service principal key of a service app, which goes with its access key.
Public Sub LFSetServicePrincipalKey(ByVal credentials As LongPtr, ByVal key As String)
    Dim bytes() As Byte
    Dim status As Long
    bytes = LFUtf8(key)
    status = lf_credentials_set_service_principal_key(credentials, VarPtr(bytes(0)))
    LFWipe bytes
    CheckSetting status, "LFSetServicePrincipalKey"
End Sub

' Sets a refresh token to log in with, one that LFTokenRefreshToken gave before a restart.
Public Sub LFSetRefreshToken(ByVal credentials As LongPtr, ByVal refreshToken As String)
    Dim bytes() As Byte
    Dim status As Long
    bytes = LFUtf8(refreshToken)
    status = lf_credentials_set_refresh_token(credentials, VarPtr(bytes(0)))
    LFWipe bytes
    CheckSetting status, "LFSetRefreshToken"
End Sub

' Sets the client id of the app that a refresh token belongs to.
Public Sub LFSetClientId(ByVal credentials As LongPtr, ByVal clientId As String)
    Dim bytes() As Byte
    bytes = LFUtf8(clientId)
    CheckSetting lf_credentials_set_client_id(credentials, VarPtr(bytes(0))), "LFSetClientId"
End Sub

' Sets the client secret of a web app.
Public Sub LFSetClientSecret(ByVal credentials As LongPtr, ByVal clientSecret As String)
    Dim bytes() As Byte
    Dim status As Long
    bytes = LFUtf8(clientSecret)
    status = lf_credentials_set_client_secret(credentials, VarPtr(bytes(0)))
    LFWipe bytes
    CheckSetting status, "LFSetClientSecret"
End Sub

' Sets the scopes to ask for, with spaces between them; their case counts. Such as "repository.Read repository.Write".
Public Sub LFSetScope(ByVal credentials As LongPtr, ByVal scope As String)
    Dim bytes() As Byte
    bytes = LFUtf8(scope)
    CheckSetting lf_credentials_set_scope(credentials, VarPtr(bytes(0))), "LFSetScope"
End Sub

' Sets how long a call may take in all, instead of the client's LFSetTotalTimeoutMs.
Public Sub LFSetCallTotalTimeoutMs(ByVal settings As LongPtr, ByVal timeoutMs As Long)
    CheckSetting lf_call_set_total_timeout_ms(settings, timeoutMs), "LFSetCallTotalTimeoutMs"
End Sub

' Sets an id that the log lines of the calls begin with, in square brackets. A text without control characters.
Public Sub LFSetCallCorrelationId(ByVal settings As LongPtr, ByVal correlationId As String)
    Dim bytes() As Byte
    bytes = LFUtf8(correlationId)
    CheckSetting lf_call_set_correlation_id(settings, VarPtr(bytes(0))), "LFSetCallCorrelationId"
End Sub

' Sets the client secret of a web app, which goes into the credentials.
Public Sub LFSetAuthorizationClientSecret(ByVal authorization As LongPtr, ByVal clientSecret As String)
    Dim bytes() As Byte
    Dim status As Long
    bytes = LFUtf8(clientSecret)
    status = lf_authorization_set_client_secret(authorization, VarPtr(bytes(0)))
    LFWipe bytes
    CheckSetting status, "LFSetAuthorizationClientSecret"
End Sub

' Sets the id of the Laserfiche Cloud account (9 or 10 digits) that the user is to log in to.
Public Sub LFSetAuthorizationCustomerId(ByVal authorization As LongPtr, ByVal customerId As String)
    Dim bytes() As Byte
    bytes = LFUtf8(customerId)
    CheckSetting lf_authorization_set_customer_id(authorization, VarPtr(bytes(0))), "LFSetAuthorizationCustomerId"
End Sub

' Sets how long a token that is handed out lasts, at least; never more than a tenth of its whole life. By default 30 s.
Public Sub LFSetSessionMarginMs(ByVal sessionOptions As LongPtr, ByVal marginMs As Long)
    CheckSetting lf_session_options_set_margin_ms(sessionOptions, marginMs), "LFSetSessionMarginMs"
End Sub

' Sets after which share of its life a token is renewed in the background, if it was read since it came or was last
' renewed. By default 67.
Public Sub LFSetSessionRenewAfterPercent(ByVal sessionOptions As LongPtr, ByVal percent As Long)
    CheckSetting lf_session_options_set_renew_after_percent(sessionOptions, percent), "LFSetSessionRenewAfterPercent"
End Sub

' Sets by how much earlier a renewal may come, so that many stations do not renew at the same moment. By default 10.
Public Sub LFSetSessionJitterPercent(ByVal sessionOptions As LongPtr, ByVal percent As Long)
    CheckSetting lf_session_options_set_jitter_percent(sessionOptions, percent), "LFSetSessionJitterPercent"
End Sub

' Sets how long the session may be idle on the server after each renewal, as lf_refresh_token does.
Public Sub LFSetSessionKeepAliveSeconds(ByVal sessionOptions As LongPtr, ByVal keepAliveSeconds As Long)
    CheckSetting lf_session_options_set_keep_alive_seconds(sessionOptions, keepAliveSeconds), "LFSetSessionKeepAliveSeconds"
End Sub

' Sets how long after the last read the session is logged out, so that its licence is free; the next read logs in again.
' By default 300 s.
Public Sub LFSetSessionLingerSeconds(ByVal sessionOptions As LongPtr, ByVal lingerSeconds As Long)
    CheckSetting lf_session_options_set_linger_seconds(sessionOptions, lingerSeconds), "LFSetSessionLingerSeconds"
End Sub

' Sets whether the session is kept alive although nobody reads its token: it is renewed as if it was read, and does not
' linger.
Public Sub LFSetSessionHold(ByVal sessionOptions As LongPtr, ByVal enabled As Boolean)
    CheckSetting lf_session_options_set_hold(sessionOptions, IIf(enabled, 1, 0)), "LFSetSessionHold"
End Sub
' end of what is generated

' Whether the API of a client can do something: one of the LF_CAN_ values. False for what the library does not know.
Public Function LFSupports(ByVal client As LongPtr, ByVal what As Long) As Boolean
    LFSupports = (lf_client_supports(client, what) = 1)
End Function

' Logs in: opens a session, which takes a licence until it is logged out or idles out. With LF_API_CLOUD no licence is
' taken, and the repository may be empty.
Public Function LFCreateToken(ByVal client As LongPtr, ByVal repository As String, ByVal credentials As LongPtr, _
    Optional ByVal settings As LongPtr) As LongPtr
    Dim text() As Byte
    Dim token As LongPtr
    Dim failure As LongPtr
    text = LFUtf8(repository)
    LFCheck lf_create_token(client, OptionalText(text), credentials, settings, token, failure), failure
    LFCreateToken = token
End Function

' Logs out: the licence is free again. A session that has already ended is a success. Where LFSupports denies
' LF_CAN_LOG_OUT, it forgets the token.
Public Sub LFInvalidateToken(ByVal token As LongPtr, Optional ByVal settings As LongPtr)
    Dim failure As LongPtr
    LFCheck lf_invalidate_token(token, settings, failure), failure
End Sub

' Waits until answers to logins of unknown outcome have come and their sessions are logged out. Gives how many sessions
' that nobody holds may still be open; 0: none. They are those that were still outstanding when the time was over, or
' that the library gave up since LFSettle was last called.
Public Function LFSettle(ByVal client As LongPtr, Optional ByVal settings As LongPtr) As Long
    Dim outstanding As Long
    Dim status As Long
    Dim failure As LongPtr
    status = lf_client_settle(client, settings, outstanding, failure)
    If status = LF_E_TIMED_OUT Or status = LF_E_OUTCOME_UNKNOWN Then
        lf_error_free failure
    Else
        LFCheck status, failure
    End If
    LFSettle = outstanding
End Function

' Logs out every token and every session of the client, side by side, and waits for that and for all that LFSettle waits
' for. Gives how many sessions may still be open. From now on nobody logs in with this client.
Public Function LFShutdown(ByVal client As LongPtr, Optional ByVal settings As LongPtr) As Long
    Dim outstanding As Long
    Dim status As Long
    Dim failure As LongPtr
    status = lf_client_shutdown(client, settings, outstanding, failure)
    If status = LF_E_TIMED_OUT Or status = LF_E_OUTCOME_UNKNOWN Then
        lf_error_free failure
    Else
        LFCheck status, failure
    End If
    LFShutdown = outstanding
End Function

' Makes a session that the library keeps open, with a valid token whenever a macro asks. Nothing is sent: the first read
' logs in. Log it out with LFSessionClose, and free it with lf_session_free. Settings are made by
' lf_session_options_new.
Public Function LFNewSession(ByVal client As LongPtr, ByVal repository As String, ByVal credentials As LongPtr, _
    Optional ByVal sessionOptions As LongPtr) As LongPtr
    Dim text() As Byte
    Dim session As LongPtr
    Dim failure As LongPtr
    text = LFUtf8(repository)
    LFCheck lf_session_new(client, OptionalText(text), credentials, sessionOptions, session, failure), failure
    LFNewSession = session
End Function

' The token itself, a secret. It waits for a login if there is none.
Public Function LFSessionToken(ByVal session As LongPtr, Optional ByVal settings As LongPtr) As String
    LFSessionToken = SessionText(TOKEN_OF_SESSION, session, settings)
End Function

' The value of the header Authorization: "Bearer " and the token.
Public Function LFSessionAuthorization(ByVal session As LongPtr, Optional ByVal settings As LongPtr) As String
    LFSessionAuthorization = SessionText(AUTHORIZATION_OF_SESSION, session, settings)
End Function

' The token without waiting, so that Office does not stand still; empty if a login is on its way.
Public Function LFSessionTryToken(ByVal session As LongPtr) As String
    LFSessionTryToken = SessionText(TOKEN_WITHOUT_WAITING, session, 0)
End Function

' Empty while a login is on its way, which only a read that does not wait tells. The bytes are wiped.
Private Function SessionText(ByVal way As Long, ByVal session As LongPtr, ByVal settings As LongPtr) As String
    Dim size As LongPtr
    Dim needed As LongPtr
    Dim failure As LongPtr
    Dim status As Long
    Dim bytes() As Byte
    status = CopySessionText(way, session, settings, 0, 0, needed, failure)
    ' A renewal may bring a longer one at any moment.
    Do While status = LF_E_BUFFER_TOO_SMALL
        lf_error_free failure
        failure = 0
        size = needed
        ReDim bytes(0 To CLng(size) - 1)
        status = CopySessionText(way, session, settings, VarPtr(bytes(0)), size, needed, failure)
        If status = LF_OK Then SessionText = LFText(VarPtr(bytes(0)))
        LFWipe bytes
    Loop
    If status = LF_E_PENDING Then
        lf_error_free failure
    Else
        LFCheck status, failure
    End If
End Function

Private Function CopySessionText(ByVal way As Long, ByVal session As LongPtr, ByVal settings As LongPtr, _
    ByVal bytes As LongPtr, ByVal size As LongPtr, ByRef needed As LongPtr, ByRef failure As LongPtr) As Long
    Select Case way
        Case TOKEN_OF_SESSION
            CopySessionText = lf_session_token(session, settings, bytes, size, needed, failure)
        Case AUTHORIZATION_OF_SESSION
            CopySessionText = lf_session_authorization(session, settings, bytes, size, needed, failure)
        Case TOKEN_WITHOUT_WAITING
            CopySessionText = lf_session_try_token(session, bytes, size, needed, failure)
    End Select
End Function

' A resource has refused the token with 401: read it again, and repeat the request once. The value is the token or the
' whole header, as it was read. It raises LF_E_ACCESS_DENIED if the account may not use that resource.
Public Sub LFSessionTokenRejected(ByVal session As LongPtr, ByVal value As String)
    Dim text() As Byte
    Dim status As Long
    Dim failure As LongPtr
    text = LFUtf8(value)
    status = lf_session_token_rejected(session, VarPtr(text(0)), failure)
    LFWipe text
    LFCheck status, failure
End Sub

' Other credentials, such as a password that was changed. What was refused before is forgotten.
Public Sub LFSessionSetCredentials(ByVal session As LongPtr, ByVal credentials As LongPtr)
    Dim failure As LongPtr
    LFCheck lf_session_set_credentials(session, credentials, failure), failure
End Sub

' Allows another login with credentials that were refused, because the reason is gone.
Public Sub LFSessionRetryCredentials(ByVal session As LongPtr)
    LFCheck lf_session_retry_credentials(session)
End Sub

' What the session is doing: one of the LF_SESSION_ values.
Public Function LFSessionState(ByVal session As LongPtr) As Long
    Dim state As Long
    LFCheck lf_session_state(session, state)
    LFSessionState = state
End Function

' Where the repository API is to be called; empty as long as no login has told it.
Public Function LFSessionApiAddress(ByVal session As LongPtr) As String
    LFSessionApiAddress = TextOf(API_ADDRESS_OF_SESSION, session)
End Function

' What the session has done so far, for support: lines of a name and a number.
Public Function LFSessionStats(ByVal session As LongPtr) As String
    LFSessionStats = TextOf(STATS_OF_SESSION, session)
End Function

' The oldest event that was not asked for yet, one of the LF_EVENT_ values; 0: none. Of a failure it also gives what
' happened and what to do. For Application.OnTime.
Public Function LFSessionNextEvent(ByVal session As LongPtr, Optional ByRef problem As String) As Long
    Dim number As Long
    Dim cause As LongPtr
    LFCheck lf_session_next_event(session, number, cause)
    problem = LFErrorMessage(cause)
    lf_error_free cause
    LFSessionNextEvent = number
End Function

' Logs out and closes the session: it is not read any more. Office stands still for as long as the settings of the call
' allow; the logout goes on after that.
Public Sub LFSessionClose(ByVal session As LongPtr, Optional ByVal settings As LongPtr)
    Dim failure As LongPtr
    LFCheck lf_session_close(session, settings, failure), failure
End Sub

' Begins a login in a browser, by an authorization code with PKCE: for LF_API_SERVER_V2 and LF_API_CLOUD. The client id
' is that of the app, with LF_API_CLOUD; else empty. The redirect address is where the browser is sent back to, exactly
' as the app or the server has it. Scopes have spaces between them. Free what it gives with lf_authorization_free.
Public Function LFAuthorize(ByVal client As LongPtr, ByVal clientId As String, ByVal redirectAddress As String, _
    Optional ByVal scope As String) As LongPtr
    Dim app() As Byte
    Dim redirect() As Byte
    Dim scopes() As Byte
    Dim authorization As LongPtr
    Dim failure As LongPtr
    app = LFUtf8(clientId)
    redirect = LFUtf8(redirectAddress)
    scopes = LFUtf8(scope)
    LFCheck lf_authorization_new(client, OptionalText(app), VarPtr(redirect(0)), OptionalText(scopes), authorization, _
        failure), failure
    LFAuthorize = authorization
End Function

' The address to open in a browser. It is for the user alone.
Public Function LFAuthorizationUrl(ByVal authorization As LongPtr) As String
    LFAuthorizationUrl = TextOf(URL_OF_AUTHORIZATION, authorization)
End Function

' Listens for the browser at the port of the redirect address, on this machine only. Call it before the address is
' opened.
Public Sub LFAuthorizationListen(ByVal authorization As LongPtr)
    Dim failure As LongPtr
    LFCheck lf_authorization_listen(authorization, failure), failure
End Sub

' Waits until the browser has come back, and gives credentials for one LFCreateToken: free them with
' lf_credentials_free. Office stands still meanwhile, for 5 minutes at most, unless LFSetCallTotalTimeoutMs says
' otherwise.
Public Function LFAuthorizationWait(ByVal authorization As LongPtr, Optional ByVal settings As LongPtr) As LongPtr
    Dim credentials As LongPtr
    Dim failure As LongPtr
    LFCheck lf_authorization_wait(authorization, settings, credentials, failure), failure
    LFAuthorizationWait = credentials
End Function

' The same of the address that the browser came back with, where somebody else has got it.
Public Function LFAuthorizationAccept(ByVal authorization As LongPtr, ByVal callbackUrl As String) As LongPtr
    Dim text() As Byte
    Dim status As Long
    Dim credentials As LongPtr
    Dim failure As LongPtr
    text = LFUtf8(callbackUrl)
    status = lf_authorization_accept(authorization, VarPtr(text(0)), credentials, failure)
    LFWipe text
    LFCheck status, failure
    LFAuthorizationAccept = credentials
End Function

' Finds out why there is no way to the service, one step after the other, without a login and without a session. It
' gives a text with a line for each finding; one that begins with "failed: " says what is wrong and what to do. The
' repository may be empty.
Public Function LFTestConnection(ByVal client As LongPtr, ByVal repository As String) As String
    Dim text() As Byte
    Dim status As Long
    Dim failure As LongPtr
    text = LFUtf8(repository)
    findings = ""
    status = lf_client_check(client, OptionalText(text), AddressOf LFAddFinding, 0, 0, failure)
    If Len(findings) = 0 Then LFCheck status, failure
    lf_error_free failure
    LFTestConnection = findings
End Function

' For LFTestConnection alone: the library calls it. No error may leave it.
Public Sub LFAddFinding(ByVal user As LongPtr, ByVal way As Long, ByVal verdict As Long, ByVal text As LongPtr, _
    ByVal failure As LongPtr)
    On Error Resume Next
    findings = findings & VerdictName(verdict)
    If failure <> 0 Then
        findings = findings & LFErrorMessage(failure) & vbCrLf
    Else
        findings = findings & LFText(text) & vbCrLf
    End If
End Sub

Private Function VerdictName(ByVal verdict As Long) As String
    Select Case verdict
        Case LF_VERDICT_PASSED: VerdictName = "passed: "
        Case LF_VERDICT_WARNING: VerdictName = "warning: "
        Case LF_VERDICT_FAILED: VerdictName = "failed: "
        Case LF_VERDICT_SKIPPED: VerdictName = "skipped: "
        Case Else: VerdictName = "    "
    End Select
End Function

' What kind of thing has to be done about the failure that LFCheck raised last: one of the LF_ACTION_ values.
Public Function LFAction() As Long
    LFAction = lastAction
End Function

' How long the server asked to wait in the failure that LFCheck raised last: milliseconds, -1 if it did not say.
Public Function LFRetryAfterMs() As Double
    LFRetryAfterMs = lastRetryAfterMs
End Function

' How long to wait, counted from the failure that LFCheck raised last, before the same call is made again: milliseconds,
' -1 where waiting changes nothing. With LF_ACTION_TRY_LATER it is LFRetryAfterMs if the server said so.
Public Function LFSuggestedWaitMs() As Double
    LFSuggestedWaitMs = lastSuggestedWaitMs
End Function

' What advice can name, and what that is called in this module; empty for what it does not have.
Private Function AdviceName(ByVal key As String) As String
    Select Case key
        Case "api": AdviceName = "LFSetApi"
        Case "base_address": AdviceName = "LFSetBaseAddress"
        Case "allow_plain_http": AdviceName = "LFSetAllowPlainHttp"
        Case "add_ca_pem": AdviceName = "LFAddCaPem"
        Case "add_ca_file": AdviceName = "LFAddCaFile"
        Case "pinned_certificate": AdviceName = "LFAddPinnedCertificate"
        Case "client_certificate": AdviceName = "LFSetClientCertificateFile"
        Case "no_proxy": AdviceName = "LFSetNoProxy"
        Case "connect_timeout": AdviceName = "LFSetConnectTimeoutMs"
        Case "total_timeout": AdviceName = "LFSetTotalTimeoutMs"
        Case "call_timeout": AdviceName = "LFSetCallTotalTimeoutMs"
        Case "max_answer_bytes": AdviceName = "LFSetMaxAnswerBytes"
        Case "retry_after": AdviceName = "LFRetryAfterMs"
        Case "allow_empty_password": AdviceName = "LFSetAllowEmptyPassword"
        Case "login": AdviceName = "LFCreateToken"
        Case "logout": AdviceName = "LFInvalidateToken"
        Case "settle": AdviceName = "LFSettle"
        Case "session_credentials": AdviceName = "LFSessionSetCredentials"
        Case "retry_credentials": AdviceName = "LFSessionRetryCredentials"
    End Select
End Function

' The names of a list of keys, each in braces; empty if there are none.
Private Function AdviceNames(ByVal list As String) As String
    Dim key As Variant
    Dim known As String
    Dim names As String
    For Each key In Split(list, ", ")
        known = AdviceName(Replace(Replace(key, "{", ""), "}", ""))
        If Len(names) > 0 And Len(known) > 0 Then names = names & ", "
        names = names & known
    Next key
    AdviceNames = names
End Function

' What to do about a failure in the names of this module, by the number that lf_error_advice gives; empty for a number
' that the library does not know.
Public Function LFAdviceText(ByVal advice As Long) As String
    Dim text As String
    Dim rest As String
    Dim names As String
    Dim begins As Long
    Dim ends As Long
    rest = LFText(lf_advice_text(advice))
    begins = InStr(rest, " ({")
    Do While begins > 0
        ends = InStr(begins, rest, ")")
        If ends = 0 Then Exit Do
        text = text & Left$(rest, begins - 1)
        names = AdviceNames(Mid$(rest, begins + 2, ends - begins - 2))
        If Len(names) > 0 Then text = text & " (" & names & ")"
        rest = Mid$(rest, ends + 1)
        begins = InStr(rest, " ({")
    Loop
    LFAdviceText = text & rest
End Function

' What happened and what to do.
Public Function LFErrorMessage(ByVal failure As LongPtr) As String
    Dim needed As LongPtr
    Dim bytes() As Byte
    Dim message As String
    Dim advice As String
    lf_error_description failure, 0, 0, needed
    If needed = 0 Then Exit Function
    ReDim bytes(0 To CLng(needed) - 1)
    If lf_error_description(failure, VarPtr(bytes(0)), needed, needed) <> LF_OK Then Exit Function
    message = LFText(VarPtr(bytes(0)))
    advice = LFAdviceText(lf_error_advice(failure))
    If Len(advice) > 0 Then message = message & ". " & advice
    LFErrorMessage = message
End Function

' Raises what a setting came to that was not taken, with the name of the procedure.
Private Sub CheckSetting(ByVal status As Long, ByVal setting As String)
    If status = LF_OK Then Exit Sub
    lastAction = lf_status_action(status)
    lastRetryAfterMs = -1
    lastSuggestedWaitMs = -1
    Err.Raise FirstLFError + status, "lftoken", setting & ": " & LFText(lf_status_message(status))
End Sub

' Raises what a call returned as an error of VBA, and frees the library's, if the call gives one.
Public Sub LFCheck(ByVal status As Long, Optional ByRef failure As LongPtr)
    Dim message As String
    If status = LF_OK Then Exit Sub
    message = LFErrorMessage(failure)
    If Len(message) > 0 Then
        lastAction = lf_error_action(failure)
    Else
        message = LFText(lf_status_message(status))
        lastAction = lf_status_action(status)
    End If
    lastRetryAfterMs = Milliseconds(lf_error_retry_after_ms(failure))
    lastSuggestedWaitMs = Milliseconds(lf_error_suggested_wait_ms(failure))
    lf_error_free failure
    failure = 0
    Err.Raise FirstLFError + status, "lftoken", message
End Sub
