/* lftoken: a Laserfiche access token for any program.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * THIS FILE IS GENERATED from src/ffi: do not edit it.
 *
 * A login opens a session on the Laserfiche server, and the session holds a licence until it is logged out or idles
 * out. This library logs in, keeps the session alive and logs out, and gives the program the access token for its other
 * calls. Every call ends within a time limit, another thread can end it at once, and no licence is lost in silence.
 *
 * Most programs want no more than a valid token, on whichever thread, whenever they make a request. That is a managed
 * session: lf_session_new() and lf_session_authorization(). It logs in at the first read, refreshes ahead, logs in again
 * when it has to, and logs out. A program that decides about each of these itself makes the three calls below it:
 *
 *     #include <stdio.h>
 *     #include <stdlib.h>
 *     #include "lftoken.h"
 *
 *     static int failed(lf_error *error) {
 *         char why[1024] = "";
 *         lf_error_message(error, why, sizeof why, NULL);
 *         fprintf(stderr, "%s\n", why);
 *         lf_error_free(error);
 *         return EXIT_FAILURE;
 *     }
 *
 *     int main(void) {
 *         lf_options *options = NULL;
 *         lf_client *client = NULL;
 *         lf_credentials *credentials = NULL;
 *         lf_token *token = NULL;
 *         lf_error *error = NULL;
 *         char value[4096];
 *         int result = EXIT_SUCCESS;
 *
 *         // One client serves the whole program. A certificate that the system does not trust needs
 *         // lf_options_add_ca_file() as well.
 *         lf_options_new(&options);
 *         lf_options_set_base_address(options, "https://lf.example.com/LFRepositoryAPI");
 *         lf_status status = lf_client_new(options, &client, &error);
 *         lf_options_free(options);
 *         if (status != LF_OK) return failed(error);
 *
 *         // Log in: takes a licence.
 *         lf_credentials_new(&credentials);
 *         lf_credentials_set_username(credentials, getenv("LF_USER"));
 *         lf_credentials_set_password(credentials, getenv("LF_PASSWORD"));
 *         if (lf_create_token(client, "Archive", credentials, NULL, &token, &error) != LF_OK) {
 *             result = failed(error);
 *             lf_client_settle(client, NULL, NULL, NULL);
 *             return result;
 *         }
 *         lf_credentials_free(credentials);
 *
 *         // Use it: other calls send "Authorization: Bearer " and this value, a secret.
 *         lf_token_value(token, value, sizeof value, NULL);
 *
 *         // Keep the session alive when a third of its time is left: it may now be idle for half an hour.
 *         if (lf_refresh_token(token, 1800, NULL, &error) != LF_OK) result = failed(error);
 *
 *         // Log out, always: gives the licence back.
 *         if (lf_invalidate_token(token, NULL, &error) != LF_OK) result = failed(error);
 *         lf_token_free(token);
 *         lf_client_free(client);
 *         return result;
 *     }
 *
 * That is a program for the API that has a refresh and a logout of its own, LF_API_V1_ALPHA. With another one
 * lf_options_set_api() comes first, and lf_refresh_token() is given 0.
 *
 * What follows stands in the order in which a program needs it: API and address, client, the three calls, token,
 * credentials, managed sessions with their events and settings, logins in a browser, errors and what to do about them,
 * more settings of a client, settings of single calls, cancelling, log, versions.
 *
 * These rules hold for every function and are not repeated:
 *
 * - Threads. Every function can be called from any thread at any time on any handle, also while another thread frees
 *   the handle: a call that runs keeps what it needs. Not from a signal handler, and not from DllMain.
 * - After fork() the child makes a client, and what else it needs, of its own. Calls with a client or a managed session
 *   of the parent return LF_E_FORKED, and lf_..._free() of what the parent has made does nothing. Tokens, authorizations
 *   and cancel handles of the parent the child must not use.
 * - Callbacks return: no exception, no longjmp() and no pthread_exit() may leave one.
 * - Thread cancellation (pthread_cancel) does no harm and ends no call: it stays off in every function that can block,
 *   its callbacks included, and takes effect at the next cancellation point in the program's own code. What a callback
 *   switches on is off again behind it. To end a call early use a cancel handle. A thread whose cancellation type is
 *   PTHREAD_CANCEL_ASYNCHRONOUS must not call the library, which POSIX allows for hardly any function, and on Windows
 *   TerminateThread() leaves the locks of its thread locked.
 * - Handles (lf_client and the others) look like pointers, but are numbers that the library looks up. NULL, freed and
 *   foreign handles give LF_E_INVALID_HANDLE. Each kind has its lf_..._free(); it accepts NULL, a second call does
 *   nothing, and calls that use the handle go on. Nothing else has to be freed. lf_..._new() writes a handle, or
 *   returns LF_E_INVALID_ARGUMENT (its output is NULL) or LF_E_INTERNAL.
 * - Pointers must not be NULL unless the description says so. `const lf_call *call` may always be NULL, for a call
 *   without settings of its own. So may `out_error`: it receives an error to be freed with lf_error_free().
 * - Outputs are cleared first (NULL, 0, the empty text). Then a success writes the outputs, and a failure writes only
 *   out_error, unless the description says otherwise. A variable that still holds a handle is overwritten: free the
 *   handle first.
 * - Texts that go in are NUL-terminated UTF-8 of at most 1 MiB and are copied before the function returns. PEM text can
 *   have remarks in any encoding.
 * - Texts that come out go to the caller's buffer: `buf` receives the text and a NUL, `cap` is its size in bytes, and
 *   `needed`, which may be NULL, receives in either case the size that the text and its NUL need. If that is more than
 *   cap, the function writes the empty text and returns LF_E_BUFFER_TOO_SMALL. To ask for the size alone, pass buf NULL
 *   and cap 0; the result is LF_E_BUFFER_TOO_SMALL, too.
 * - Setters return LF_OK, LF_E_INVALID_HANDLE or LF_E_INVALID_ARGUMENT. What a setter cannot judge alone, such as the
 *   form of an address, lf_client_new() checks, and its error says which setting is wrong.
 * - Booleans are int32_t: 1 or 0.
 * - Only the three calls, lf_session_token(), lf_session_authorization(), lf_session_close(), lf_client_settle(),
 *   lf_client_shutdown() and lf_authorization_wait() wait for the network, each at most as long as its total timeout.
 *   Inside a callback lf_client_settle(), lf_client_shutdown(), lf_session_close(), and reads of a managed session that
 *   would have to wait return LF_E_WOULD_DEADLOCK.
 *   "Transport failure" below stands for LF_E_RESOLVE_FAILED, LF_E_CONNECT_FAILED, LF_E_PROXY_REFUSED,
 *   LF_E_TLS_CERTIFICATE, LF_E_TLS_HANDSHAKE, LF_E_TIMED_OUT, LF_E_CANCELLED and LF_E_CONNECTION_LOST.
 * - Functions of lf_error that return a value can be called without an error (NULL or a freed handle): they return 0, or
 *   what their description says for "no error". Those that write a text return LF_E_INVALID_HANDLE.
 * - Branch on the status or, simpler, on lf_error_action(); show lf_error_message(). Any function may return
 *   LF_E_INVALID_HANDLE, LF_E_INVALID_ARGUMENT or LF_E_INTERNAL (a defect of the library, or something has run out);
 *   none lets an exception or a panic through.
 * - The library writes nothing to stdout and stderr (but in the case of "Memory" below), installs no signal handlers,
 *   raises no SIGPIPE, and starts threads only while a name look-up, a check of a certificate by Windows, a late answer,
 *   or the logout of a session that nobody holds is outstanding, and while a managed session logs in or has a token to
 *   look after. A signal that interrupts a system call does no harm.
 * - Stack. A thread that calls needs 48 kB of it, including what the C library keeps there; callbacks come on top. The
 *   library's own threads have 1 MiB where they may call the program, and 256 KiB for name look-ups.
 * - Memory. An answer, a file or a text of 64 kB and more that does not find room is a failure that says so. A smaller
 *   piece of memory that cannot be had ends the process, with one line on stderr.
 *
 * Every function is there since 0.1.0 unless it says otherwise. Wire facts come from Laserfiche's published API
 * descriptions, clients and documentation.
 */

#ifndef LFTOKEN_H
#define LFTOKEN_H

#include <stddef.h>
#include <stdint.h>

/* The calling convention of every function and callback; it matters on 32-bit Windows only. Define LF_STDCALL before
 * including this file for lftoken-stdcall.dll, which is the same library for hosts that know no other convention, such as
 * Visual Basic. A program uses one of the two DLLs. */
#ifndef LF_CALL
#if defined(_WIN32) && !defined(_WIN64) && defined(LF_STDCALL)
#define LF_CALL __stdcall
#elif defined(_WIN32) && !defined(_WIN64)
#define LF_CALL __cdecl
#else
#define LF_CALL
#endif
#endif

/* Define LF_DLL before including this file to link against the DLL with dllimport; it works without, too. */
#ifndef LF_API
#if defined(_WIN32) && defined(LF_DLL)
#define LF_API __declspec(dllimport)
#else
#define LF_API
#endif
#endif

/* The version of this header. lf_library_version() gives that of the library. */
#define LF_VERSION "0.1.0"
#define LF_VERSION_MAJOR 0
#define LF_VERSION_MINOR 1
#define LF_VERSION_PATCH 0
/* As one number, for the preprocessor: major * 1000000 + minor * 1000 + patch. */
#define LF_VERSION_NUMBER (LF_VERSION_MAJOR * 1000000 + LF_VERSION_MINOR * 1000 + LF_VERSION_PATCH)

#ifdef __cplusplus
extern "C" {
#endif

/** A login in a browser, until it has brought credentials. See lf_authorization_new(). */
typedef struct lf_authorization lf_authorization;

/** Settings of single calls, such as a time limit. See lf_call_new(). */
typedef struct lf_call lf_call;

/** Ends calls from another thread. See lf_cancel_new(). */
typedef struct lf_cancel lf_cancel;

/** A server and how to reach it; many threads can use one client. See lf_client_new(). */
typedef struct lf_client lf_client;

/** What to log in with. See lf_credentials_new(). */
typedef struct lf_credentials lf_credentials;

/** Why a call failed. See lf_error_message(). */
typedef struct lf_error lf_error;

/** Settings of a client while they are put together. See lf_options_new(). */
typedef struct lf_options lf_options;

/** A session that the library keeps open, and a valid token whenever a thread asks. See lf_session_new(). */
typedef struct lf_session lf_session;

/** Settings of managed sessions while they are put together. See lf_session_options_new(). */
typedef struct lf_session_options lf_session_options;

/** A session on the server and its access token. See lf_create_token(). */
typedef struct lf_token lf_token;

/**
 * The result of a call: LF_OK or one of the LF_E_ codes. Codes are never renumbered or reused; a newer library may
 * return codes that this header does not know: treat them as failures.
 */
typedef int32_t lf_status;

/** The AccessTokens routes, v1-alpha: sessions are refreshed and logged out. */
#define LF_API_V1_ALPHA 1

/**
 * The API Server's v1 on a server of one's own: logins with a user name and a password; a refresh is a new login, and
 * there is no logout.
 */
#define LF_API_SERVER_V1 2

/** The API Server's v2 on a server of one's own: as v1, and logins in a browser (lf_authorization_new()) as well. */
#define LF_API_SERVER_V2 3

/**
 * Laserfiche Cloud: service apps with an access key, and logins in a browser (lf_authorization_new()). Tokens take no
 * licence.
 */
#define LF_API_CLOUD 4

/**
 * Makes settings with their defaults. Only the base address has to be set, and the API unless it is v1-alpha.
 *
 * Setters check what they can tell at once; the rest is checked by lf_client_new(), whose error names the
 * setting. A client keeps the settings as they were when it was made.
 */
LF_API lf_status LF_CALL lf_options_new(lf_options **out_options);

/** Frees settings. Clients that were made from them are not affected. */
LF_API void LF_CALL lf_options_free(lf_options *options);

/**
 * Sets which API the server has. The calls are the same for all; what credentials they take, whether a repository is
 * named, and what a refresh and a logout do depends on it, as lf_client_supports() tells.
 *
 * @param api  One of the LF_API_ values; LF_API_V1_ALPHA by default.
 */
LF_API lf_status LF_CALL lf_options_set_api(lf_options *options, int32_t api);

/**
 * Sets where the repository API is, such as "https://lf.example.com/LFRepositoryAPI" on a server of one's own, or with
 * LF_API_V1_ALPHA "https://api.laserfiche.com/repository". Its path is kept. Required, except with
 * LF_API_CLOUD.
 *
 * With LF_API_CLOUD it is the address of the login server, such as "https://signin.laserfiche.com/oauth". An access key
 * names its region by itself, so that no address has to be set; one that is set goes before it. Logins in a browser and
 * with a refresh token need it.
 *
 * @param base_address  An https address without user name, query and fragment, up to where the library adds version
 *                      and route; http only for this machine itself (localhost, 127.0.0.0/8, ::1) or with
 *                      lf_options_set_allow_plain_http(). Blanks around it do not count. Checked by lf_client_new(),
 *                      whose error says what in it is wrong.
 */
LF_API lf_status LF_CALL lf_options_set_base_address(lf_options *options, const char *base_address);

/**
 * Allows a base address with http to any host. Passwords and tokens then cross the network readable by everybody.
 *
 * @param enabled  1: allow, 0: refuse (the default).
 */
LF_API lf_status LF_CALL lf_options_set_allow_plain_http(lf_options *options, int32_t enabled);

/**
 * A token can be logged out: lf_invalidate_token() ends its session, and frees its licence. Without it the call forgets
 * the token, and the session ends when it idles out.
 */
#define LF_CAN_LOG_OUT 1

/** lf_refresh_token() can say how long the session may be idle. */
#define LF_CAN_KEEP_ALIVE 2

/**
 * A refresh needs nothing but the token, whose value stays the same. Without it a refresh is a new login with what is
 * kept for it, and the value is another one afterwards.
 */
#define LF_CAN_REFRESH_WITHOUT_CREDENTIALS 3

/**
 * A login is to one repository, whose id it needs. Without it the id may be NULL, and a token is for all repositories
 * that the account may use.
 */
#define LF_CAN_CHOOSE_REPOSITORY 4

/**
 * Makes a client: checks the settings and reads the trust store. Nothing is sent.
 *
 * One client serves a whole program: it keeps connections open between calls, and any number of threads can use it
 * at the same time.
 *
 * @param options  The settings; they may be freed afterwards.
 * @return LF_OK, LF_E_INVALID_ARGUMENT (the error says which setting is wrong), LF_E_UNSUPPORTED (the private key of
 *         the client certificate is encrypted in a way that is not read), LF_E_INTERNAL (the error says so if file handles or memory have run
 *         out: later it may succeed).
 */
LF_API lf_status LF_CALL lf_client_new(const lf_options *options, lf_client **out_client, lf_error **out_error);

/**
 * What the API of a client can do (lf_options_set_api()). Asked once, it spares a program that knows several APIs a look
 * at which one it is.
 *
 * @param what  One of the LF_CAN_ values.
 * @return 1 if it can; 0 if not, for a number that this library does not know, and for an invalid handle.
 */
LF_API int32_t LF_CALL lf_client_supports(const lf_client *client, int32_t what);

/**
 * Frees a client. Calls that are running go on and tokens stay usable, but no token is logged out. The library still
 * looks after sessions that nobody holds, but lf_client_settle() can no longer wait for them and the log is silent.
 *
 * Once it has returned no log callback runs any more: it waits for one that is running on another thread, except when
 * it is called from inside a callback of this client.
 */
LF_API void LF_CALL lf_client_free(lf_client *client);

/**
 * Waits until nothing is outstanding: answers to logins that ended in LF_E_OUTCOME_UNKNOWN, and logouts of sessions
 * that nobody holds. A logout that fails is repeated for 20 s.
 *
 * For what may be open although no answer with its token can come any more, such as after a login that something in
 * front of the service refused (LF_EXCHANGE_ANSWERED_IN_FRONT), there is no wait: it is only counted.
 *
 * A program that is about to end calls this after a login with an unknown outcome: when the process ends, the library
 * can no longer log such sessions out. Usually nothing is outstanding, and it returns at once. A cancel handle that is
 * still triggered ends this call, too.
 *
 * @param call               Its total timeout limits the wait. Without one the limit is long enough for
 *                           lf_options_set_late_answer_grace_ms() and the logouts after it: 51 s with the default
 *                           settings, and 20 s more for every further 32 sessions.
 * @param out_open_sessions  Receives how many sessions that nobody holds may still be open, also on failure; may be
 *                           NULL.
 * @return LF_OK (all such sessions are logged out); LF_E_OUTCOME_UNKNOWN (the wait is over, but some sessions could not
 *         be logged out: each may hold a licence until it idles out, and the next call no longer counts it);
 *         LF_E_TIMED_OUT, LF_E_CANCELLED (some are still outstanding).
 */
LF_API lf_status LF_CALL lf_client_settle(
    const lf_client *client,
    const lf_call *call,
    uint32_t *out_open_sessions,
    lf_error **out_error);

/**
 * Shuts a client down, as a Windows service does when it is told to stop: logs out every token and every managed session
 * of the client, side by side, and waits for that, for calls of lf_create_token() that are on their way, whose sessions it
 * logs out as well, and for all that lf_client_settle() waits for.
 *
 * From now on logins, refreshes and reads of managed sessions return LF_E_CLOSED; lf_invalidate_token() still works. Call it
 * once from the thread that stops the service, and tell the service manager before how long it may take:
 *
 *     lf_call_set_total_timeout_ms(call, 20000);
 *     if (lf_client_shutdown(client, call, &open_sessions, &error) != LF_OK) { ... log open_sessions and the message ... }
 *
 * @param call               Its total timeout limits the wait, as for lf_client_settle().
 * @param out_open_sessions  Receives how many sessions may still be open, also on failure, logins on their way among them;
 *                           may be NULL. Sessions of an API that has no call that ends one count, where they take a
 *                           licence.
 * @return As lf_client_settle().
 */
LF_API lf_status LF_CALL lf_client_shutdown(
    lf_client *client,
    const lf_call *call,
    uint32_t *out_open_sessions,
    lf_error **out_error);

/** The library itself: its version, the platform, and what it was told to call. */
#define LF_CHECK_LIBRARY 1

/** Which proxy is on the way, and why, or why there is none. */
#define LF_CHECK_PROXY 2

/** The look-up of the server's name, or of the proxy's. */
#define LF_CHECK_NAME 3

/** The connection to each of the addresses, and the proxy's tunnel. */
#define LF_CHECK_CONNECT 4

/** TLS: version, certificates as the server shows them, and whether they are trusted. */
#define LF_CHECK_TLS 5

/** The clock of this machine, beside the server's. */
#define LF_CHECK_CLOCK 6

/** Which APIs answer, and whether that of lf_options_set_api() is among them. */
#define LF_CHECK_API 7

/** No verdict yet, but something that was found. The text is "name: value". */
#define LF_VERDICT_FACT 1

/** All is well. */
#define LF_VERDICT_PASSED 2

/** It works, but somebody should look at it. */
#define LF_VERDICT_WARNING 3

/** It does not work; the error says what has to be done. */
#define LF_VERDICT_FAILED 4

/** It was not tried, because an earlier step failed, or what it needs did not come. */
#define LF_VERDICT_SKIPPED 5

/**
 * Receives what lf_client_check() finds: first the facts of a step, then one verdict on it, then those of the next step.
 *
 * The library calls it on the thread that called lf_client_check(). It may call functions of this library; those that
 * would wait return LF_E_WOULD_DEADLOCK. No exception, no longjmp() and no pthread_exit() may leave it, and thread
 * cancellation is off in it.
 *
 * @param user     What was given to lf_client_check().
 * @param step     One of the LF_CHECK_ steps; a newer library may have more.
 * @param verdict  One of the LF_VERDICT_ values; a newer library may have more.
 * @param text     One line of UTF-8 for a person, without a newline; valid during the callback only. Never holds a secret.
 * @param error    Why, with LF_VERDICT_FAILED; else NULL. Valid during the callback only.
 */
typedef void (LF_CALL *lf_check_callback)(void *user, int32_t step, int32_t verdict, const char *text, const lf_error *error);

/**
 * Finds out why a program does not get through to the service, one step after the other: for a button "test the
 * connection", and for support. The tool lftoken-check shows what it tells.
 *
 * It takes the same way as the client's calls, but connects anew, and tries each address of the server. No login is sent,
 * and no session is opened: whether credentials are right only lf_create_token() can tell. Which APIs answer is found out
 * by GET requests to their login routes, which take POST alone. What is for the way itself is used as in every call: a
 * proxy gets its own login (a wrong password counts there), and a server that asks for it the client certificate.
 *
 * After a step that failed the others are skipped. Each step takes at most the connect timeout where a connection is made,
 * and a second more for each of several addresses.
 *
 * @param repository_id  The repository that logins are to; may be NULL. Whether it exists is not found out.
 * @param callback       Receives what is found.
 * @param user           Passed on to the callback.
 * @param call           May be NULL.
 * @return LF_OK if no step failed, also where some are worth a warning; else the status and error of the step that failed;
 *         LF_E_WOULD_DEADLOCK from inside a callback.
 */
LF_API lf_status LF_CALL lf_client_check(
    lf_client *client,
    const char *repository_id,
    lf_check_callback callback,
    void *user,
    const lf_call *call,
    lf_error **out_error);

/**
 * Logs in: opens a session on the server, which takes a licence until it is logged out or idles out; with LF_API_CLOUD it
 * takes none.
 *
 * The library sends a login once. It repeats it, as lf_options_set_retry() says, only when the server cannot have
 * taken it: there was no connection, or it refused by 429 with Retry-After, or the service itself refused by 503 with
 * Retry-After.
 *
 * After LF_E_OUTCOME_UNKNOWN do not simply log in again: the login was sent, no usable answer came back, and a session
 * may be open that nobody holds. The library logs it out as soon as an answer brings its token; lf_client_settle()
 * waits for that and tells how it ended. lf_error_cause() tells what went wrong. With LF_API_SERVER_V1 and
 * LF_API_SERVER_V2 no session can be logged out: the licence may be taken until the session idles out, even if the token
 * still comes.
 *
 * With LF_API_CLOUD a login with an access key occupies nothing. It is repeated after a lost answer, too, and then fails
 * with LF_E_TIMED_OUT or LF_E_CONNECTION_LOST. If it is refused because the clock of this machine is wrong, it is made
 * anew once by the server's clock, and the log says how wrong it is. An authorization code and a refresh token
 * are not sent again once they may have been taken: after LF_E_OUTCOME_UNKNOWN, whose action is LF_ACTION_LOG_IN_AGAIN
 * there, the user has to authorize the app anew.
 *
 * A refusal by something in front of the service (LF_EXCHANGE_ANSWERED_IN_FRONT) proves that nothing is open only if it
 * was made before the service could see the login: 401, 404, 405, 407, 408, 411, 413, 421, 429, 431. After another 4xx,
 * or a redirect, the status is that of the refusal, but a session may be open: lf_error_action() is
 * LF_ACTION_CHECK_SESSION, and lf_client_settle() counts it. An authorization code or a refresh token may have been used
 * then: after such a 4xx the result is LF_E_OUTCOME_UNKNOWN, and lf_error_cause() is the refusal.
 *
 * @param repository_id  The repository. All characters are allowed and are escaped; not empty, "." or "..". With
 *                       LF_API_CLOUD it may be NULL, and is only remembered for lf_token_repository_id().
 * @param credentials    What to log in with, as it is set at this moment.
 * @param out_token      Receives the token. End the session with lf_invalidate_token(), then free the handle with
 *                       lf_token_free().
 * @return LF_OK; LF_E_OUTCOME_UNKNOWN; a transport failure before anything was sent; or a refusal:
 *         LF_E_CREDENTIALS_REFUSED, LF_E_ACCOUNT_LOCKED, LF_E_PASSWORD_EXPIRED, LF_E_ACCESS_DENIED,
 *         LF_E_LICENSE_EXHAUSTED, LF_E_REPOSITORY_NOT_FOUND, LF_E_BAD_REQUEST, LF_E_RATE_LIMITED, LF_E_SERVER_ERROR,
 *         LF_E_UNSUPPORTED, LF_E_ANSWER_NOT_UNDERSTOOD (a redirect; with an access key any answer that cannot be read),
 *         LF_E_ANSWER_TOO_LARGE (with an access key).
 */
LF_API lf_status LF_CALL lf_create_token(
    lf_client *client,
    const char *repository_id,
    const lf_credentials *credentials,
    const lf_call *call,
    lf_token **out_token,
    lf_error **out_error);

/**
 * Keeps the session alive: its idle timer starts anew. The token stays the same; its expiry is renewed.
 *
 * Where lf_client_supports() denies LF_CAN_REFRESH_WITHOUT_CREDENTIALS, it logs in anew with the credentials of the login,
 * which the token keeps and wipes, or with its refresh token: read lf_token_value() again afterwards. The old value stays
 * until the new one is there. Calls for the same token at the same time make one login, whose result all of them get. A
 * login that the server refuses (LF_E_CREDENTIALS_REFUSED, LF_E_ACCOUNT_LOCKED, LF_E_PASSWORD_EXPIRED) wipes what was
 * kept: further refreshes of this token return the same and send nothing, so that no timer locks an account. A refresh
 * token is not sent again once it may have been taken: after LF_E_OUTCOME_UNKNOWN further refreshes return that and send
 * nothing, while the token itself is good until it expires.
 *
 * Call it when a third of the time is left: when lf_token_remaining_ms() has fallen to a third of lf_token_lifetime_ms().
 * After lf_invalidate_token() it sends nothing and returns LF_E_SESSION_GONE. A new login that one overtakes, or
 * lf_token_free(), returns that, too: its token is not kept, and where it may hold a licence that cannot be ended,
 * lf_client_settle() counts it.
 *
 * @param keep_alive_seconds  How long the session may then be idle, at most 3600; 0 leaves it to the server. Only where
 *                            lf_client_supports() tells LF_CAN_KEEP_ALIVE; else LF_E_UNSUPPORTED.
 * @return LF_OK; a failure of lf_create_token(), where a refresh is a new login; LF_E_SESSION_GONE (log in again);
 *         LF_E_SESSION_UNCONFIRMED (HTTP 401 without a mark of the service: the token stays LF_TOKEN_ACTIVE); a
 *         transport failure; or the server's refusal:
 *         LF_E_ACCESS_DENIED, LF_E_REPOSITORY_NOT_FOUND, LF_E_BAD_REQUEST, LF_E_RATE_LIMITED, LF_E_SERVER_ERROR,
 *         LF_E_UNSUPPORTED, LF_E_ANSWER_NOT_UNDERSTOOD, LF_E_ANSWER_TOO_LARGE. After any failure but
 *         LF_E_SESSION_GONE the session may still be open.
 */
LF_API lf_status LF_CALL lf_refresh_token(
    lf_token *token,
    uint32_t keep_alive_seconds,
    const lf_call *call,
    lf_error **out_error);

/**
 * Logs out: ends the session and frees its licence. A session that has already ended is a success.
 *
 * Where lf_client_supports() denies LF_CAN_LOG_OUT, no call ends a session: the token and what was kept for it are wiped,
 * nothing is sent, the state is LF_TOKEN_DISCARDED and the result LF_OK. With LF_API_SERVER_V1 and LF_API_SERVER_V2 the
 * session may hold its licence until it idles out, so log in rarely there and share the token.
 *
 * Only the service can say that a session has ended: by the boolean true, by an empty success or a 401 that has marks
 * of the service, or by its codes 9037 and 9067. Any other answer that does not say why gives LF_E_NOT_LOGGED_OUT: one
 * of a gateway, or a 404, which is also what the service answers when the repository's server is down. The token then
 * stays LF_TOKEN_ACTIVE, and the call can be made again. lf_error_cause() tells what the answer would mean by itself.
 *
 * A cancel handle that is still triggered cancels this call, too, and the licence stays taken: after a cancel pass
 * other call settings or NULL, or reset the handle first.
 *
 * The handle stays valid; free it with lf_token_free().
 *
 * @return LF_OK; LF_E_NOT_LOGGED_OUT; or a failure of lf_refresh_token() other than LF_E_SESSION_GONE and
 *         LF_E_SESSION_UNCONFIRMED. After any failure the session may still be open: if lf_error_action() is
 *         LF_ACTION_TRY_LATER, call again some seconds later.
 */
LF_API lf_status LF_CALL lf_invalidate_token(lf_token *token, const lf_call *call, lf_error **out_error);

/** As far as the library knows the session is open. It may have idled out since. */
#define LF_TOKEN_ACTIVE 1

/** The server said that the session has ended. */
#define LF_TOKEN_GONE 2

/** The session was logged out; its licence is free again. */
#define LF_TOKEN_LOGGED_OUT 3

/**
 * The token was forgotten without a logout, because the API has none; never with v1-alpha, which has one. A session that
 * took a licence (LF_API_SERVER_V1, LF_API_SERVER_V2) then holds it until it idles out.
 */
#define LF_TOKEN_DISCARDED 4

/**
 * The access token itself, for the Authorization header ("Bearer " and this) of other calls to the repository API.
 *
 * It is a secret: wipe the buffer after use.
 */
LF_API lf_status LF_CALL lf_token_value(const lf_token *token, char *buf, size_t cap, size_t *needed);

/**
 * How long the session still lasts if nothing keeps it alive.
 *
 * It is counted down from the server's own time (the Date header of its answer), so that a wrong clock on this machine
 * does not matter. If that does not give between a minute and a day, because a gateway's clock is wrong, the clock of
 * this machine is taken; if that does not either, the time is not known. The log tells which (LF_LOG_INFO). Of an adopted
 * token it is what the host said, by the clock of this machine. Where the answer gives a number of seconds, as it does but
 * with LF_API_V1_ALPHA, they are taken as they are. The time that the machine sleeps counts.
 *
 * @param out_remaining_ms  Receives milliseconds; 0 if the time has passed or the session has ended, -1 if it is not
 *                          known.
 */
LF_API lf_status LF_CALL lf_token_remaining_ms(const lf_token *token, int64_t *out_remaining_ms);

/**
 * How long the session was to last in all: what lf_token_remaining_ms() was right after the login or the last refresh,
 * and known if that was. It stays the same until the next refresh, and when the session ends.
 *
 * @param out_lifetime_ms  Receives milliseconds; -1 if it is not known.
 */
LF_API lf_status LF_CALL lf_token_lifetime_ms(const lf_token *token, int64_t *out_lifetime_ms);

/**
 * When the session ends if nothing keeps it alive, by the server's clock.
 *
 * @param out_expires_at_ms  Receives milliseconds since 1970-01-01 UTC, or 0 if it is not known (an adopted token).
 */
LF_API lf_status LF_CALL lf_token_expires_at_ms(const lf_token *token, int64_t *out_expires_at_ms);

/**
 * What the library knows of the session.
 *
 * @param out_state  Receives one of the LF_TOKEN_ values.
 */
LF_API lf_status LF_CALL lf_token_state(const lf_token *token, int32_t *out_state);

/** The repository that the token belongs to. */
LF_API lf_status LF_CALL lf_token_repository_id(const lf_token *token, char *buf, size_t cap, size_t *needed);

/**
 * The cookie that the server sent when lf_credentials_set_create_cookie() asked for one: "name=value" as received, for
 * the Cookie header of other calls. Several are joined by "; "; the empty text stands for none. The library itself
 * does not send it.
 *
 * It is a secret: wipe the buffer after use.
 */
LF_API lf_status LF_CALL lf_token_cookie(const lf_token *token, char *buf, size_t cap, size_t *needed);

/**
 * Frees a token and wipes its value. It never blocks and sends nothing: a session that lf_invalidate_token() did not
 * log out keeps its licence until it idles out, and the log says so.
 */
LF_API void LF_CALL lf_token_free(lf_token *token);

/**
 * The refresh token that the next lf_refresh_token() will use, for a program that keeps it, to log in with it after a
 * restart (lf_credentials_set_refresh_token()). Each refresh uses it up and brings another one: read it again after
 * every lf_refresh_token(). Two programs must not use the same one. The empty text stands for none.
 *
 * It is a secret: wipe the buffer after use.
 */
LF_API lf_status LF_CALL lf_token_refresh_token(const lf_token *token, char *buf, size_t cap, size_t *needed);

/**
 * The scopes that the server granted, with spaces between them. The empty text: the answer did not tell; Laserfiche Cloud
 * leaves unknown scopes out, and may leave out the list as well. The log says which of those asked for are missing.
 */
LF_API lf_status LF_CALL lf_token_scope(const lf_token *token, char *buf, size_t cap, size_t *needed);

/**
 * Where the repository API is to be called with the token, without a slash at the end: with LF_API_CLOUD the address of
 * the region, such as "https://api.laserfiche.com/repository", else the base address. The empty text if it is not known.
 */
LF_API lf_status LF_CALL lf_token_api_address(const lf_token *token, char *buf, size_t cap, size_t *needed);

/**
 * Makes a token of a value that came from elsewhere, to keep its session alive or to log it out. Nothing is sent.
 *
 * Where a refresh is a new login (lf_client_supports() denies LF_CAN_REFRESH_WITHOUT_CREDENTIALS), use
 * lf_token_adopt_with_credentials(): this token could not be refreshed.
 *
 * @param repository_id  The repository that the token belongs to, as for lf_create_token().
 * @param value          The access token.
 * @param expires_at_ms  When it expires, in milliseconds since 1970-01-01 UTC; 0 if that is not known.
 * @param out_token      Receives the token. Free it with lf_token_free().
 * @return LF_OK, LF_E_INVALID_ARGUMENT, LF_E_INVALID_HANDLE, LF_E_INTERNAL.
 */
LF_API lf_status LF_CALL lf_token_adopt(
    lf_client *client,
    const char *repository_id,
    const char *value,
    int64_t expires_at_ms,
    lf_token **out_token,
    lf_error **out_error);

/**
 * As lf_token_adopt(), with what the token is to be refreshed with: a refresh token, with the client id and the client
 * secret of its app, or the credentials of a login.
 *
 * @param repository_id  The repository that the token belongs to, as for lf_create_token().
 * @param value          The access token.
 * @param expires_at_ms  As for lf_token_adopt().
 * @param credentials    What a refresh logs in with, as it is set at this moment; not an authorization code. Where a
 *                       refresh needs none (v1-alpha) they are not kept.
 * @param out_token      Receives the token. Free it with lf_token_free().
 * @return As lf_token_adopt(); LF_E_UNSUPPORTED if the API does not take such credentials.
 */
LF_API lf_status LF_CALL lf_token_adopt_with_credentials(
    lf_client *client,
    const char *repository_id,
    const char *value,
    int64_t expires_at_ms,
    const lf_credentials *credentials,
    lf_token **out_token,
    lf_error **out_error);

/**
 * Makes empty credentials.
 *
 * A login needs one kind of them, which depends on the API (lf_options_set_api()): a user name and a password, a SAML
 * token or a session key; with LF_API_SERVER_V1 a user name and a password; with LF_API_SERVER_V2 these, or what
 * lf_authorization_accept() gives, or a refresh token; with LF_API_CLOUD an access key and its service principal key, or
 * what lf_authorization_accept() gives, or a refresh token. What the API does not take is refused by lf_create_token(),
 * before anything is sent. Every text is UTF-8 and is copied; members that are not set are not sent. Secrets are wiped
 * when they are replaced, and when the handle is freed and no call uses it any more. The caller wipes its own copies.
 */
LF_API lf_status LF_CALL lf_credentials_new(lf_credentials **out_credentials);

/** Frees credentials and wipes their secrets. */
LF_API void LF_CALL lf_credentials_free(lf_credentials *credentials);

/**
 * Sets the user name. Self-hosted servers also know `user@domain` and `domain\user`.
 *
 * @param username  NULL: the login does not send it (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_username(lf_credentials *credentials, const char *username);

/**
 * Sets the password. With LF_API_V1_ALPHA on Cloud that of a service principal is its service principal key.
 *
 * An empty one is refused by lf_create_token() before anything is sent, unless
 * lf_credentials_set_allow_empty_password() allows it: most often a variable was not filled in, and a server counts
 * what it refuses towards a lock. For the same reason one that ends with a line break is refused.
 *
 * @param password  NULL: the login does not send it (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_password(lf_credentials *credentials, const char *password);

/**
 * Allows an empty password, for accounts that have none.
 *
 * @param enabled  1: allow, 0: refuse (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_allow_empty_password(lf_credentials *credentials, int32_t enabled);

/**
 * Sets the Directory Server organization. Servers from before June 2022 do not know this member and may refuse
 * a login that has it. For LF_API_V1_ALPHA.
 *
 * @param organization  NULL: the login does not send it (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_organization(lf_credentials *credentials, const char *organization);

/**
 * Sets the name that the audit trail and the list of sessions show for the login. For LF_API_V1_ALPHA.
 *
 * @param application_name  Name host and program, so that an administrator can find the session. NULL unsets it.
 */
LF_API lf_status LF_CALL lf_credentials_set_application_name(
    lf_credentials *credentials,
    const char *application_name);

/**
 * Sets an existing session key to log in with. For LF_API_V1_ALPHA.
 *
 * @param session_key  NULL: the login does not send it (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_session_key(lf_credentials *credentials, const char *session_key);

/**
 * Sets a SAML token to log in with. For LF_API_V1_ALPHA.
 *
 * @param saml_token  NULL: the login does not send it (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_saml_token(lf_credentials *credentials, const char *saml_token);

/**
 * Sets the Laserfiche Cloud account id (9 or 10 digits), for logins with a user name on Cloud. For LF_API_V1_ALPHA.
 *
 * @param customer_id  NULL: the login does not send it (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_customer_id(lf_credentials *credentials, const char *customer_id);

/**
 * Asks the server for a cookie besides the token. lf_token_cookie() then gives it as it was received. For
 * LF_API_V1_ALPHA.
 *
 * @param enabled  1: ask for it, 0: do not (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_create_cookie(lf_credentials *credentials, int32_t enabled);

/**
 * Sets the access key of a service app, as the Developer Console exports it: base64, or the JSON that is in it. It needs
 * lf_credentials_set_service_principal_key() besides. For LF_API_CLOUD.
 *
 * It is read by lf_create_token(), whose error names a member that is missing or wrong. The key names the region whose
 * login server is asked. If no base address is set, the first key decides that for a client: keys of another region need
 * another client.
 *
 * @param access_key  NULL: none (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_access_key(lf_credentials *credentials, const char *access_key);

/**
 * Sets the access key as lf_credentials_set_access_key() does, by the name of the file that it is in. The file is read
 * at every lf_create_token(). A key and a file take each other's place: the one that is set last counts.
 *
 * @param path  UTF-8; NULL: none (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_access_key_file(lf_credentials *credentials, const char *path);

/**
 * Sets the service principal key of a service app, which goes with its access key. For LF_API_CLOUD.
 *
 * @param key  NULL: none (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_service_principal_key(lf_credentials *credentials, const char *key);

/**
 * Sets a refresh token to log in with, one that lf_token_refresh_token() gave before a restart. The server takes it once:
 * after a login, read the next one. For LF_API_SERVER_V2, and for LF_API_CLOUD with the client id of the app.
 *
 * After LF_E_OUTCOME_UNKNOWN it may have been used, and is not to be sent again: the user has to authorize the app anew
 * (lf_authorization_new()).
 *
 * @param refresh_token  NULL: none (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_refresh_token(lf_credentials *credentials, const char *refresh_token);

/**
 * Sets the client id of the app that a refresh token belongs to. For LF_API_CLOUD.
 *
 * @param client_id  NULL: none (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_client_id(lf_credentials *credentials, const char *client_id);

/**
 * Sets the client secret of a web app. It is sent in the Authorization header (Basic), never in the body. A single-page
 * app has none. For LF_API_CLOUD.
 *
 * @param client_secret  NULL: none (the default).
 */
LF_API lf_status LF_CALL lf_credentials_set_client_secret(lf_credentials *credentials, const char *client_secret);

/**
 * Sets the scopes to ask for, with spaces between them; their case counts. lf_token_scope() tells what was granted. For
 * LF_API_CLOUD, and not with a refresh token, which has the scopes that its app was granted.
 *
 * @param scope  Such as "repository.Read repository.Write". NULL: the login does not send it (the default), and the
 *               server grants what the app may have.
 */
LF_API lf_status LF_CALL lf_credentials_set_scope(lf_credentials *credentials, const char *scope);

/** There is no token: nobody has asked for one, or the session was logged out because nobody reads it. */
#define LF_SESSION_EMPTY 1

/** There is a token. */
#define LF_SESSION_FRESH 2

/** A login or a renewal is on its way. */
#define LF_SESSION_RENEWING 3

/** The last login or renewal failed. There may be a token that is still good. */
#define LF_SESSION_FAILING 4

/** It was closed, or its client was shut down. */
#define LF_SESSION_CLOSED 5

/**
 * Makes a managed session. Nothing is sent: the first read logs in.
 *
 * It keeps one session on the server for all threads of the program: renews its token in the background while it is read,
 * logs in again when the session has ended, and logs out when nobody has read it for a while, when it is closed, and when
 * it is freed. However many threads ask, one login is made at a time. A login that is refused because of its credentials
 * is not repeated before lf_session_set_credentials() or lf_session_retry_credentials(), because accounts get locked.
 *
 *     lf_session_new(client, "Documents", credentials, NULL, &session, &error);
 *     ... on any thread, before each request:
 *     lf_session_authorization(session, NULL, header, sizeof header, NULL, &error);
 *     ... after an answer 401 to it:
 *     if (lf_session_token_rejected(session, header, &error) == LF_OK) ... read again; if it is another one, repeat once
 *     ... at the end:
 *     lf_session_close(session, NULL, &error);
 *     lf_session_free(session);
 *
 * @param repository_id  The repository, as for lf_create_token().
 * @param credentials    What to log in with, as it is set at this moment; kept, and wiped with the session. NULL if, and
 *                       only if, the options have a callback for credentials.
 * @param options        NULL: the defaults.
 * @param out_session    Receives the session. Free it with lf_session_free().
 * @return LF_OK; LF_E_INVALID_ARGUMENT (also for credentials with which no login can be made), LF_E_UNSUPPORTED (the API
 *         takes no such credentials, or knows no Keep-Alive), LF_E_CLOSED (the client was shut down),
 *         LF_E_INVALID_HANDLE, LF_E_INTERNAL.
 */
LF_API lf_status LF_CALL lf_session_new(
    lf_client *client,
    const char *repository_id,
    const lf_credentials *credentials,
    const lf_session_options *options,
    lf_session **out_session,
    lf_error **out_error);

/**
 * Frees a session and wipes its secrets. It never waits for the network: what is still open, because
 * lf_session_close() was not called or did not succeed, is logged out in the background, and lf_client_settle() waits
 * for that.
 *
 * Once it has returned no callback of the session runs any more: it waits for one that is running on another thread,
 * except when it is called from inside a callback of this session. In a forked child it does nothing.
 */
LF_API void LF_CALL lf_session_free(lf_session *session);

/**
 * The access token, good for at least lf_session_options_set_margin_ms(). The call waits for a login if there is no token;
 * if there is one it takes no lock and makes no system call. The token is a secret: wipe the buffer after use. Read it
 * anew for each request instead of keeping it.
 *
 * While renewals fail the token is handed out as long as it is good. After a login that failed, calls return the same
 * failure and send nothing until the next try is due; the message says when that is.
 *
 * @param call   Its total timeout and its cancel handle end the wait of this call alone: the login goes on, as long as the
 *               client's total timeout allows, and its token is kept for the next call.
 * @return LF_OK; LF_E_BUFFER_TOO_SMALL; a failure of lf_create_token() or lf_refresh_token(); LF_E_TIMED_OUT,
 *         LF_E_CANCELLED (of the wait); LF_E_ACCESS_DENIED (a resource refuses every token, see
 *         lf_session_token_rejected()); LF_E_CLOSED; LF_E_WOULD_DEADLOCK (it would have to wait inside a callback);
 *         LF_E_FORKED; LF_E_INVALID_HANDLE.
 */
LF_API lf_status LF_CALL lf_session_token(
    lf_session *session,
    const lf_call *call,
    char *buf,
    size_t cap,
    size_t *needed,
    lf_error **out_error);

/**
 * The whole value of an Authorization header: "Bearer " and the token. Otherwise as lf_session_token().
 *
 * @return As lf_session_token().
 */
LF_API lf_status LF_CALL lf_session_authorization(
    lf_session *session,
    const lf_call *call,
    char *buf,
    size_t cap,
    size_t *needed,
    lf_error **out_error);

/**
 * As lf_session_token(), without waiting, for event loops: LF_E_PENDING tells that there is no token yet, and a login or
 * renewal is on its way. Call again when an event tells that it has ended.
 *
 * @return As lf_session_token(); LF_E_PENDING.
 */
LF_API lf_status LF_CALL lf_session_try_token(
    lf_session *session,
    char *buf,
    size_t cap,
    size_t *needed,
    lf_error **out_error);

/**
 * Tells the session that a resource has refused its token with 401. Nothing waits here: the next read does.
 *
 * If it is the present token, the service is asked by a renewal whether the session is still open, and if not, another one
 * is opened. Where a renewal is a login (lf_client_supports() denies LF_CAN_REFRESH_WITHOUT_CREDENTIALS), another token
 * is asked for at once. The rejection of an older token changes nothing.
 *
 * So read again. If the token is another one, repeat the request, once. If it is the same one, the service has confirmed
 * it, and the 401 is the answer. A resource that refuses every token does not cost a login a request: a new token that is
 * refused within a minute is replaced after a pause only, a minute at first and an hour at most, and until then reads
 * return LF_E_ACCESS_DENIED.
 *
 * @param value  The token, or the whole header, as it was read.
 * @return LF_OK (read again); LF_E_ACCESS_DENIED (the service has confirmed the session within the last minute: the
 *         account may not use that resource); LF_E_INVALID_ARGUMENT, LF_E_FORKED, LF_E_INVALID_HANDLE.
 */
LF_API lf_status LF_CALL lf_session_token_rejected(lf_session *session, const char *value, lf_error **out_error);

/**
 * Sets other credentials, such as a password that was changed, also in place of a callback. Nothing is sent, and a refusal
 * of the old ones is forgotten.
 *
 * If they are of another user, app or account, the present token is no longer handed out, and logged out. Kinds that do
 * not say whose they are (session keys, SAML tokens, authorization codes, refresh tokens) always count as another's. A
 * login that is on its way with the old credentials is ended, and what it still opens is logged out.
 *
 * @param credentials  As they are set at this moment.
 * @return As lf_session_new(); LF_E_CLOSED also if the session is closed.
 */
LF_API lf_status LF_CALL lf_session_set_credentials(
    lf_session *session,
    const lf_credentials *credentials,
    lf_error **out_error);

/**
 * Allows another login with credentials that were refused, because the reason is gone: an administrator has unlocked the
 * account, say. It also ends the pause after a resource has refused one token after the other. The next read logs in.
 */
LF_API lf_status LF_CALL lf_session_retry_credentials(lf_session *session);

/**
 * What the session is doing.
 *
 * @param out_state  Receives one of the LF_SESSION_ values.
 */
LF_API lf_status LF_CALL lf_session_state(const lf_session *session, int32_t *out_state);

/**
 * When the present token expires, by the server's clock.
 *
 * @param out_expires_at_ms  Receives milliseconds since 1970-01-01 UTC; 0 if there is no token, or the server did not say.
 */
LF_API lf_status LF_CALL lf_session_expires_at_ms(const lf_session *session, int64_t *out_expires_at_ms);

/**
 * Where the repository API is to be called, as lf_token_api_address() tells it. With LF_API_CLOUD the empty text as long as
 * no login has told it.
 */
LF_API lf_status LF_CALL lf_session_api_address(const lf_session *session, char *buf, size_t cap, size_t *needed);

/**
 * Takes the oldest event that was not taken yet, for programs that cannot take calls from other threads, such as those in
 * Basic. It never waits. Up to 64 are kept; then the oldest ones are forgotten, which lf_session_stats() counts.
 *
 * @param out_event  Receives one of the LF_EVENT_ values; 0 if there is none.
 * @param out_cause  Receives why, of the failures and of a logout that failed, to be freed with lf_error_free(); else NULL.
 *                   May be NULL.
 * @return LF_OK, also if there is none; LF_E_INVALID_ARGUMENT, LF_E_FORKED, LF_E_INVALID_HANDLE.
 */
LF_API lf_status LF_CALL lf_session_next_event(lf_session *session, int32_t *out_event, lf_error **out_cause);

/** What the session has done so far, for support: lines `name value`, such as "logins 3". Names may be added. */
LF_API lf_status LF_CALL lf_session_stats(const lf_session *session, char *buf, size_t cap, size_t *needed);

/**
 * Logs out and closes the session: reads return LF_E_CLOSED from now on. A login that is on its way is ended, and what it
 * still opens is logged out, too.
 *
 * What is outstanding when the call ends goes on in the background, as after lf_session_free(); a second call waits for
 * it. Where lf_client_supports() denies LF_CAN_LOG_OUT the token is forgotten, nothing is sent, and the result is LF_OK.
 *
 * @param call  Its total timeout limits the wait.
 * @return LF_OK (nothing is open); LF_E_TIMED_OUT, LF_E_CANCELLED (the logout goes on); a failure of lf_invalidate_token(),
 *         or LF_E_OUTCOME_UNKNOWN: a session may be open that nobody holds, now or since an earlier login;
 *         LF_E_WOULD_DEADLOCK (inside a callback); LF_E_FORKED; LF_E_INVALID_HANDLE.
 */
LF_API lf_status LF_CALL lf_session_close(lf_session *session, const lf_call *call, lf_error **out_error);

/** A session was opened. */
#define LF_EVENT_LOGGED_IN 1

/** The session was renewed, or confirmed by the service after lf_session_token_rejected(). Its token may be another one. */
#define LF_EVENT_RENEWED 2

/**
 * A login failed, also one that was ended because other credentials were set or the session was closed; or none is made,
 * because a resource refuses each new token.
 */
#define LF_EVENT_LOGIN_FAILED 3

/** A renewal failed. As long as the token is good it is handed out, and the renewal is tried again. */
#define LF_EVENT_RENEWAL_FAILED 4

/**
 * A session was logged out; its licence is free. Where the API has no logout, the time of its token was over, or a login
 * takes no licence.
 */
#define LF_EVENT_LOGGED_OUT 5

/**
 * A session that nobody holds may be open, and take a licence until it idles out: a login or logout had no usable answer,
 * or the API has no call that ends a session.
 */
#define LF_EVENT_LICENSE_LOST 6

/**
 * Receives one event of a managed session.
 *
 * The library calls it on a thread of its own or on one that makes a call for the session; several threads may call it at
 * once. It may call functions of this library; those that would wait for the session return LF_E_WOULD_DEADLOCK. It must
 * return soon, because the session waits for it; no exception, no longjmp() and no pthread_exit() may leave it, and
 * thread cancellation is off in it.
 *
 * @param user   What was given to lf_session_options_set_event_callback().
 * @param event  One of the LF_EVENT_ values; a newer library may have more.
 * @param error  Why, of the failures and of a logout that failed; else NULL. Valid during the callback only.
 */
typedef void (LF_CALL *lf_event_callback)(void *user, int32_t event, const lf_error *error);

/**
 * Fills in the credentials of a login.
 *
 * The library calls it on a thread of its own whenever a managed session has to log in, and waits for it. The callback
 * sets what the login needs with the lf_credentials_set_ functions; the handle is the library's, and is gone when the
 * callback returns. It may take its time, for the calls that wait for the token end by limits of their own. No exception,
 * no longjmp() and no pthread_exit() may leave it.
 *
 * @param user         What was given to lf_session_options_set_credentials_callback().
 * @param credentials  Empty credentials.
 * @return LF_OK; anything else lets the login fail with LF_E_INVALID_ARGUMENT, and lf_session_retry_credentials() has it
 *         asked again.
 */
typedef lf_status (LF_CALL *lf_credentials_callback)(void *user, lf_credentials *credentials);

/** Makes settings for managed sessions, with their defaults. A session keeps them as they were when it was made. */
LF_API lf_status LF_CALL lf_session_options_new(lf_session_options **out_options);

/** Frees settings. Sessions that were made with them are not affected. */
LF_API void LF_CALL lf_session_options_free(lf_session_options *options);

/**
 * Sets how long a token that is handed out lasts, at least; never more than a tenth of its whole life.
 *
 * @param margin_ms  Milliseconds; 30000 by default.
 */
LF_API lf_status LF_CALL lf_session_options_set_margin_ms(lf_session_options *options, uint32_t margin_ms);

/**
 * Sets after which share of its life a token is renewed in the background, if it was read since it came
 * or was last renewed. Where the server does not tell how long it lasts, 15 minutes are taken.
 *
 * @param percent  1 to 100; 67 by default.
 */
LF_API lf_status LF_CALL lf_session_options_set_renew_after_percent(lf_session_options *options, uint32_t percent);

/**
 * Sets by how much earlier a renewal may come, so that many stations do not renew at the same moment. It is drawn once for
 * each token.
 *
 * @param percent  A share of the token's life, 0 to 100; 10 by default.
 */
LF_API lf_status LF_CALL lf_session_options_set_jitter_percent(lf_session_options *options, uint32_t percent);

/**
 * Sets how long the session may be idle on the server after each renewal, as lf_refresh_token() does.
 *
 * @param keep_alive_seconds  At most 3600; 0 leaves it to the server (the default). Only where lf_client_supports() tells
 *                            LF_CAN_KEEP_ALIVE; else lf_session_new() returns LF_E_UNSUPPORTED.
 */
LF_API lf_status LF_CALL lf_session_options_set_keep_alive_seconds(
    lf_session_options *options,
    uint32_t keep_alive_seconds);

/**
 * Sets how long after the last read the session is logged out, so that its licence is free; the next read logs in again.
 *
 * @param linger_seconds  Seconds; 300 by default. 0: never; without reads the session then idles out on the server.
 */
LF_API lf_status LF_CALL lf_session_options_set_linger_seconds(
    lf_session_options *options,
    uint32_t linger_seconds);

/**
 * Sets whether the session is kept alive although nobody reads its token: it is renewed as if it was read, and does not
 * linger. It keeps its licence until it is closed.
 *
 * @param enabled  1: hold, 0: do not (the default). Only where lf_client_supports() tells LF_CAN_KEEP_ALIVE; else
 *                 lf_session_new() returns LF_E_UNSUPPORTED.
 */
LF_API lf_status LF_CALL lf_session_options_set_hold(lf_session_options *options, int32_t enabled);

/**
 * Sets a callback for events. See lf_event_callback for what it may do. lf_session_next_event() gives the same events
 * to programs that cannot take calls from other threads.
 *
 * @param callback  NULL: none (the default).
 * @param user      Given to the callback as it is; may be NULL. It has to stay valid until lf_session_free() of the last
 *                  session made with these settings has returned: no callback runs after that.
 */
LF_API lf_status LF_CALL lf_session_options_set_event_callback(
    lf_session_options *options,
    lf_event_callback callback,
    void *user);

/**
 * Sets a callback that fills in credentials, in place of those that lf_session_new() gets: they are asked for at each
 * login, and wiped after it.
 *
 * @param callback  NULL: none (the default).
 * @param user      As for lf_session_options_set_event_callback().
 */
LF_API lf_status LF_CALL lf_session_options_set_credentials_callback(
    lf_session_options *options,
    lf_credentials_callback callback,
    void *user);

/**
 * Begins a login in a browser, by an authorization code with PKCE: for LF_API_SERVER_V2 and LF_API_CLOUD. It makes the
 * state and the verifier of this login from random numbers of the system. Nothing is sent.
 *
 * A desktop program has lf_authorization_listen() wait for the browser on this machine; a web application passes the
 * address that the browser came back with to lf_authorization_accept(). Both give credentials for one lf_create_token().
 *
 * @param client_id         The app's client id with LF_API_CLOUD; NULL with LF_API_SERVER_V2, which knows no apps.
 * @param redirect_address  Where the browser is sent back to, exactly as the app (Developer Console) or the server
 *                          (WhitelistedRedirectUris) has it: https, or http for localhost, 127.0.0.1 or [::1] with the
 *                          port to listen at (80 if there is none).
 * @param scope             Scopes with spaces between them, such as "repository.Read repository.Write"; NULL: none.
 * @param out_authorization Receives the login. Free it with lf_authorization_free().
 * @return LF_OK, LF_E_INVALID_ARGUMENT (with LF_API_CLOUD also if no base address is set), LF_E_UNSUPPORTED (the API has
 *         no authorization codes), LF_E_INVALID_HANDLE, LF_E_INTERNAL.
 */
LF_API lf_status LF_CALL lf_authorization_new(
    const lf_client *client,
    const char *client_id,
    const char *redirect_address,
    const char *scope,
    lf_authorization **out_authorization,
    lf_error **out_error);

/** Frees a login in a browser, wipes its secrets, and no longer listens. */
LF_API void LF_CALL lf_authorization_free(lf_authorization *authorization);

/**
 * Sets the client secret of a web app, which goes into the credentials. A single-page app has none. For LF_API_CLOUD.
 *
 * @param client_secret  NULL: none (the default).
 */
LF_API lf_status LF_CALL lf_authorization_set_client_secret(
    lf_authorization *authorization,
    const char *client_secret);

/**
 * Sets the id of the Laserfiche Cloud account (9 or 10 digits) that the user is to log in to. For LF_API_CLOUD.
 *
 * @param customer_id  NULL: the user chooses (the default).
 */
LF_API lf_status LF_CALL lf_authorization_set_customer_id(lf_authorization *authorization, const char *customer_id);

/** The address to open in a browser. It has the state of this login in it: give it to nobody but the user. */
LF_API lf_status LF_CALL lf_authorization_url(
    const lf_authorization *authorization,
    char *buf,
    size_t cap,
    size_t *needed);

/**
 * Takes the address that the browser came back with, checks its state, and makes credentials of its code.
 *
 * What is not the answer to this login is refused and uses nothing up: the right one may still come.
 *
 * @param callback_url     The address, or its query alone.
 * @param out_credentials  Receives credentials for one lf_create_token(): the code lives 10 minutes on Cloud, and the
 *                         server takes it once. Free them with lf_credentials_free().
 * @return LF_OK; LF_E_INVALID_ARGUMENT (not the answer to this login, damaged, or accepted before); what the server says
 *         instead of a code: LF_E_ACCESS_DENIED (the user refused, or the app may not do this), LF_E_BAD_REQUEST,
 *         LF_E_SERVER_ERROR; lf_error_problem_type() has its word.
 */
LF_API lf_status LF_CALL lf_authorization_accept(
    lf_authorization *authorization,
    const char *callback_url,
    lf_credentials **out_credentials,
    lf_error **out_error);

/**
 * Listens on this machine for the browser, at the port of the redirect address, on 127.0.0.1 and ::1, and on no other
 * interface; nobody else can listen there meanwhile. Call it before the address is opened, then
 * lf_authorization_wait(). It returns at once.
 *
 * @return LF_OK; LF_E_INVALID_ARGUMENT (the redirect address is not one of this machine with http, or another program
 *         listens at its port), LF_E_INVALID_HANDLE, LF_E_INTERNAL.
 */
LF_API lf_status LF_CALL lf_authorization_listen(lf_authorization *authorization, lf_error **out_error);

/**
 * Waits for the browser to come back to lf_authorization_listen(), shows it a page that says that it may be closed, and
 * makes credentials of the code, as lf_authorization_accept() does. Up to 32 requests that are not the answer to this
 * login are ignored.
 *
 * A redirect address that the app or the server does not allow never comes back: then this call ends by its limit. After
 * LF_E_TIMED_OUT and LF_E_CANCELLED it still listens, and can be called again; after everything else it no longer does.
 *
 * @param call             Its total timeout limits the wait; without one, 5 minutes. Its cancel handle ends it at once.
 * @param out_credentials  As for lf_authorization_accept().
 * @return As lf_authorization_accept(); LF_E_TIMED_OUT, LF_E_CANCELLED; LF_E_ACCESS_DENIED also after more than 32 requests
 *         of others.
 */
LF_API lf_status LF_CALL lf_authorization_wait(
    lf_authorization *authorization,
    const lf_call *call,
    lf_credentials **out_credentials,
    lf_error **out_error);

/** The server has not seen a request, or has provably not taken it. */
#define LF_EXCHANGE_NOTHING_SENT 0

/** A request went out and no complete answer came. */
#define LF_EXCHANGE_UNANSWERED 1

/** The server answered. */
#define LF_EXCHANGE_ANSWERED 2

/**
 * Something answered, and nothing shows that it was the service: probably a web server, gateway, proxy or filter in
 * front of it.
 *
 * Such an answer proves little: a login that it refuses may have opened a session all the same. Then lf_error_message()
 * says so, and lf_error_action() is LF_ACTION_CHECK_SESSION.
 */
#define LF_EXCHANGE_ANSWERED_IN_FRONT 3

/**
 * The whole failure in words: the call, the host, what happened, and what to do. For a log or a dialog; it never holds
 * a secret. 1024 bytes are enough for nearly every message.
 */
LF_API lf_status LF_CALL lf_error_message(const lf_error *error, char *buf, size_t cap, size_t *needed);

/**
 * What kind of thing has to be done about the failure: what a program branches on. It follows from the call, the
 * status, the server's own code and what its generation of the API can do.
 *
 *     switch (lf_error_action(error)) {
 *     case LF_ACTION_FIX_CREDENTIALS: ... ask a person; never repeat by itself ... break;
 *     case LF_ACTION_LOG_IN_AGAIN:    ... lf_create_token() ... break;
 *     case LF_ACTION_LOG_OUT_THEN_IN: ... lf_invalidate_token(), then lf_create_token() ... break;
 *     case LF_ACTION_TRY_LATER:       ... the same call after lf_error_suggested_wait_ms() ... break;
 *     case LF_ACTION_CHECK_SESSION:   ... lf_client_settle(), then ask an administrator ... break;
 *     default:                        ... show lf_error_message() ... break;
 *     }
 *
 * @return One of the LF_ACTION_ values; LF_ACTION_NONE if there is no error.
 */
LF_API int32_t LF_CALL lf_error_action(const lf_error *error);

/**
 * Whether the same call may succeed later without anybody changing anything: whether lf_error_action() is
 * LF_ACTION_TRY_LATER. Never for an unknown outcome of a login, because repeating that may take a second licence.
 *
 * @return 1 or 0.
 */
LF_API int32_t LF_CALL lf_error_is_retryable(const lf_error *error);

/**
 * How long to wait, counted from the failure, before the same call is made again. A suggestion: a program with many
 * clients spreads them over some more time.
 *
 * With LF_ACTION_TRY_LATER it is what the server asks for (lf_error_retry_after_ms()); else a minute after
 * LF_E_RATE_LIMITED and LF_E_LICENSE_EXHAUSTED, and up to ten seconds after other failures. With LF_ACTION_CHECK_SESSION
 * it is the longest time that the library itself looks after the session, waiting for the late answer and logging out,
 * or a minute where it cannot do that; lf_client_settle() may return earlier.
 *
 * @return Milliseconds; -1 with any other action, because waiting changes nothing then.
 */
LF_API int64_t LF_CALL lf_error_suggested_wait_ms(const lf_error *error);

/**
 * The status of the call that failed.
 *
 * @return The code that the call returned; LF_E_INVALID_HANDLE if there is no error.
 */
LF_API lf_status LF_CALL lf_error_status(const lf_error *error);

/**
 * The cause of LF_E_OUTCOME_UNKNOWN, such as LF_E_TIMED_OUT or LF_E_CONNECTION_LOST, or the failure after which a call
 * waited to try again when it was interrupted.
 *
 * @return A status; that of lf_error_status() if there is no other cause. LF_E_INVALID_HANDLE if there is no error.
 */
LF_API lf_status LF_CALL lf_error_cause(const lf_error *error);

/**
 * How far the last exchange with the server had come.
 *
 * @return One of the LF_EXCHANGE_ values.
 */
LF_API int32_t LF_CALL lf_error_exchange(const lf_error *error);

/**
 * How often the request was tried.
 *
 * @return 0 if it was refused before that.
 */
LF_API uint32_t LF_CALL lf_error_attempts(const lf_error *error);

/**
 * The operating system's error number (errno, or GetLastError on Windows).
 *
 * @return 0 if there is none.
 */
LF_API int32_t LF_CALL lf_error_os_code(const lf_error *error);

/**
 * The failure in words without what to do about it, for a program that says that in its own terms with
 * lf_error_advice(). It names no function.
 */
LF_API lf_status LF_CALL lf_error_description(const lf_error *error, char *buf, size_t cap, size_t *needed);

/**
 * What to do about the failure, as a number for lf_advice_text().
 *
 * @return A number that stands for the same advice for ever; 0 if there is none.
 */
LF_API int32_t LF_CALL lf_error_advice(const lf_error *error);

/**
 * An advice in one or two English sentences. Behind the words stand the settings and calls that they are about, as
 * " ({base_address})" or " ({add_ca_pem}, {add_ca_file})": put in the names that they have for the reader, or leave such a
 * bracket out. lf_error_message() has the names of C.
 *
 * @param advice  A number of lf_error_advice(). They begin at 1 and have no gap.
 * @return A static text, never NULL; empty for a number that this library does not know.
 */
LF_API const char *LF_CALL lf_advice_text(int32_t advice);

/**
 * Makes another handle for the same failure, which tells all that the first one tells and is freed on its own: for a
 * program that keeps a failure and gives it to several threads. It is cheap, for nothing is copied.
 *
 * @param out_clone  Receives the error. Free it with lf_error_free().
 * @return LF_OK, LF_E_INVALID_ARGUMENT, LF_E_INVALID_HANDLE, LF_E_INTERNAL.
 */
LF_API lf_status LF_CALL lf_error_clone(const lf_error *error, lf_error **out_clone);

/** Frees an error. */
LF_API void LF_CALL lf_error_free(lf_error *error);

/** Nothing failed, or the program itself ended the call with a cancel handle. */
#define LF_ACTION_NONE 0

/** Correct the program or its settings: an argument, a setting, a handle or a buffer is wrong. */
#define LF_ACTION_FIX_CALL 1

/** An administrator has to change the set-up: the address, the network, the server, the account or its rights. */
#define LF_ACTION_FIX_SETUP 2

/** A person has to correct the credentials. Do not try again before that: accounts get locked. */
#define LF_ACTION_FIX_CREDENTIALS 3

/** The session has ended: log in again. */
#define LF_ACTION_LOG_IN_AGAIN 4

/** The session may still be open: log out, then log in again. */
#define LF_ACTION_LOG_OUT_THEN_IN 5

/** Make the same call later; it may succeed without anybody changing anything. */
#define LF_ACTION_TRY_LATER 6

/**
 * Find out whether a session is open that nobody holds, with lf_client_settle() or an administrator, before logging in
 * again.
 */
#define LF_ACTION_CHECK_SESSION 7

/** Report a defect of the library. */
#define LF_ACTION_REPORT_DEFECT 8

/**
 * What kind of thing has to be done about a status, where there is no error to ask: what lf_error_action() says when
 * nothing but the status is known. A program that has asked for an error passes the status on only where it got none:
 * `error != NULL ? lf_error_action(error) : lf_status_action(status)`.
 *
 * @return One of the LF_ACTION_ values; LF_ACTION_REPORT_DEFECT for a number that this library does not know.
 */
LF_API int32_t LF_CALL lf_status_action(lf_status status);

/** The call did what it says. */
#define LF_OK 0

/**
 * An argument or a setting cannot be used; nothing was sent.
 *
 * Correct the argument that the message names.
 */
#define LF_E_INVALID_ARGUMENT 1

/**
 * A handle is NULL, was freed, or is of another kind.
 *
 * Check which handle the program passes and when it frees it.
 */
#define LF_E_INVALID_HANDLE 2

/**
 * The buffer cannot hold the text and its NUL; the size needed was written.
 *
 * Call again with a buffer of the size needed.
 */
#define LF_E_BUFFER_TOO_SMALL 3

/**
 * The server does not know the call, or the library cannot do what was asked.
 *
 * Check which API the server has (lf_options_set_api), and the base address: nothing at its path takes this call.
 */
#define LF_E_UNSUPPORTED 4

/**
 * The library failed: by a defect of its own, or because memory, file handles or threads have run out.
 *
 * Please report it with this message, unless it says that something has run out.
 */
#define LF_E_INTERNAL 5

/**
 * There is no token yet; a login is on its way.
 *
 * Ask again in a moment, or after the next event of the session.
 */
#define LF_E_PENDING 6

/**
 * The call would wait, and it was made inside a callback.
 *
 * Make it outside of the callback, on a thread of the program.
 */
#define LF_E_WOULD_DEADLOCK 7

/**
 * The session is closed, or its client is shut down.
 *
 * Make another session, from another client if that was shut down.
 */
#define LF_E_CLOSED 8

/**
 * The process was forked, and this belongs to its parent.
 *
 * Make a client and a session of its own in the child process.
 */
#define LF_E_FORKED 9

/**
 * The host name could not be resolved; nothing was sent.
 *
 * Check the host name in the base address, or that of the proxy if the message names it, and the name servers of this
 * machine; a proxy may be needed.
 */
#define LF_E_RESOLVE_FAILED 10

/**
 * No connection could be made; nothing was sent.
 *
 * Check that the server runs, the port in the base address, and firewalls; a proxy may be needed. If the message names
 * the proxy, check its host and port. If it says that file handles, memory or threads have run out, only that has to
 * be mended.
 */
#define LF_E_CONNECT_FAILED 11

/**
 * The proxy refused to pass the request on; the server was not reached.
 *
 * Check the proxy's address, user name and password, and whether it may reach this host.
 */
#define LF_E_PROXY_REFUSED 12

/**
 * The server's certificate was not accepted; nothing was sent.
 *
 * Add the authority that signed it (lf_options_add_ca_pem, lf_options_add_ca_file), or pin a self-signed certificate
 * (lf_options_add_pinned_certificate).
 */
#define LF_E_TLS_CERTIFICATE 13

/**
 * TLS could not be agreed; nothing was sent.
 *
 * Check that the port speaks TLS 1.2 or 1.3 and whether the server wants a client certificate.
 */
#define LF_E_TLS_HANDSHAKE 14

/**
 * The time limit passed.
 *
 * Try again later, or allow more time (lf_options_set_total_timeout_ms, lf_call_set_total_timeout_ms). While a
 * connection was being made, host, port or a firewall may be wrong; the message says if it was the time for that
 * (lf_options_set_connect_timeout_ms).
 */
#define LF_E_TIMED_OUT 15

/** The call was cancelled by its cancel handle. */
#define LF_E_CANCELLED 16

/**
 * The connection broke before the answer was complete.
 *
 * Try again.
 */
#define LF_E_CONNECTION_LOST 17

/**
 * The login was sent and has no usable answer: a session may be open that nobody holds, or what is taken once was taken.
 *
 * Do not log in again at once: a session that was opened holds a licence until it idles out.
 */
#define LF_E_OUTCOME_UNKNOWN 18

/**
 * The server found the request wrong (HTTP 400).
 *
 * Check the repository id and which credentials are set.
 */
#define LF_E_BAD_REQUEST 30

/**
 * The server refused the credentials.
 *
 * Check the credentials. Do not repeat this automatically: accounts get locked.
 */
#define LF_E_CREDENTIALS_REFUSED 31

/**
 * The session has ended.
 *
 * Log in again with lf_create_token.
 */
#define LF_E_SESSION_GONE 32

/**
 * The account may not do this (HTTP 403).
 *
 * Ask the administrator for access to the repository.
 */
#define LF_E_ACCESS_DENIED 33

/**
 * The server does not know the repository, or cannot reach it.
 *
 * Check the repository id; the same answer is given for a repository whose server is down.
 */
#define LF_E_REPOSITORY_NOT_FOUND 34

/**
 * No licence is free for another session, or none is allotted to the user.
 *
 * Log out sessions that are not needed, or ask the administrator for licences.
 */
#define LF_E_LICENSE_EXHAUSTED 35

/**
 * The account is locked or disabled.
 *
 * Ask the administrator to unlock it. Do not try again before that.
 */
#define LF_E_ACCOUNT_LOCKED 36

/**
 * The password has expired.
 *
 * Set a new password in Laserfiche.
 */
#define LF_E_PASSWORD_EXPIRED 37

/**
 * The server wants fewer requests (HTTP 429).
 *
 * Wait as long as lf_error_suggested_wait_ms says, and try again.
 */
#define LF_E_RATE_LIMITED 38

/**
 * The server failed (HTTP 5xx).
 *
 * Try again later; if it stays, give the administrator the request id, if there is one.
 */
#define LF_E_SERVER_ERROR 39

/**
 * The answer is not what the API answers.
 *
 * Check that the base address is that of the API, on Cloud that of the sign-in server, and not of a web page or
 * proxy.
 */
#define LF_E_ANSWER_NOT_UNDERSTOOD 40

/**
 * The answer is larger than allowed, or than the memory that is left.
 *
 * Check the base address, or allow more (lf_options_set_max_answer_bytes).
 */
#define LF_E_ANSWER_TOO_LARGE 41

/**
 * The session was not ended, or nothing proves that it was.
 *
 * Something else than the service may have answered. Call lf_invalidate_token again; if it stays, the session ends
 * when it idles out.
 */
#define LF_E_NOT_LOGGED_OUT 42

/**
 * Something refused the token (HTTP 401), but not recognisably the service: the session may still be open.
 *
 * It then holds a licence. A later refresh may succeed; else log out with lf_invalidate_token, then log in again.
 */
#define LF_E_SESSION_UNCONFIRMED 43

/**
 * The name of a status, such as "LF_E_TIMED_OUT".
 *
 * @return A static text, never NULL; "LF_E_?" for a number that this library does not know.
 */
LF_API const char *LF_CALL lf_status_name(lf_status status);

/**
 * What a status means, in one English sentence. lf_error_message() says more about a single failure.
 *
 * @return A static text, never NULL.
 */
LF_API const char *LF_CALL lf_status_message(lf_status status);

/**
 * The HTTP status of the answer; for LF_E_PROXY_REFUSED that of the proxy.
 *
 * @return 0 if there was no answer.
 */
LF_API int32_t LF_CALL lf_error_http_status(const lf_error *error);

/**
 * The Laserfiche error code, such as 9010 (errorCode in the answer, the code of an error below it, or the code in
 * brackets behind its text). It decides before the HTTP status what the error is and whether a retry may help.
 *
 * @return 0 if the server gave none.
 */
LF_API int32_t LF_CALL lf_error_server_code(const lf_error *error);

/**
 * What the service said, in its own words: `message`, or else `title`, `detail`, `type`, or its X-APIServer-Error
 * header. Empty if it said nothing; the words of something in front of it are not taken for its own. Where it repeats a
 * secret, whole or a part, as it is or encoded, `[secret]` stands instead, or the text is left out.
 */
LF_API lf_status LF_CALL lf_error_server_message(const lf_error *error, char *buf, size_t cap, size_t *needed);

/** The server's `errorClass`; empty if there is none. */
LF_API lf_status LF_CALL lf_error_server_class(const lf_error *error, char *buf, size_t cap, size_t *needed);

/** The server's `errorSource`; empty if there is none. */
LF_API lf_status LF_CALL lf_error_server_source(const lf_error *error, char *buf, size_t cap, size_t *needed);

/** The server's `operationId`, or else its request id; give it to the administrator. Empty if there is none. */
LF_API lf_status LF_CALL lf_error_operation_id(const lf_error *error, char *buf, size_t cap, size_t *needed);

/** The X-RequestId header of the answer; empty if there is none. */
LF_API lf_status LF_CALL lf_error_request_id(const lf_error *error, char *buf, size_t cap, size_t *needed);

/** `type` of a problem document (RFC 9457), or `error` of RFC 6749; empty if there is none. */
LF_API lf_status LF_CALL lf_error_problem_type(const lf_error *error, char *buf, size_t cap, size_t *needed);

/** `title` of a problem document, or `error_description`; empty if there is none. */
LF_API lf_status LF_CALL lf_error_problem_title(const lf_error *error, char *buf, size_t cap, size_t *needed);

/** `detail` of a problem document; empty if there is none. */
LF_API lf_status LF_CALL lf_error_problem_detail(const lf_error *error, char *buf, size_t cap, size_t *needed);

/** `instance` of a problem document; empty if there is none. */
LF_API lf_status LF_CALL lf_error_problem_instance(const lf_error *error, char *buf, size_t cap, size_t *needed);

/**
 * How long the server asks to wait (Retry-After, in either form).
 *
 * @return Milliseconds; -1 if the server did not say.
 */
LF_API int64_t LF_CALL lf_error_retry_after_ms(const lf_error *error);

/** The default: the trust store of the operating system, and the authorities that were added. */
#define LF_TRUST_SYSTEM 0

/** The Mozilla roots that the library was built with, and the authorities that were added. */
#define LF_TRUST_BUNDLED 1

/** Only the authorities that were added. */
#define LF_TRUST_ADDED_ONLY 2

/** TLS 1.2 (the default) or newer. */
#define LF_TLS_1_2 12

/** TLS 1.3 or newer. */
#define LF_TLS_1_3 13

/**
 * Sets how long one attempt to get a connection may take: name look-up, TCP, proxy and TLS together. The total
 * timeout ends it earlier.
 *
 * @param timeout_ms  Milliseconds, at least 1; 10000 by default.
 */
LF_API lf_status LF_CALL lf_options_set_connect_timeout_ms(lf_options *options, uint32_t timeout_ms);

/**
 * Sets how long a call may take in all: connecting, sending, waiting, reading, and every repetition.
 * lf_call_set_total_timeout_ms() sets it for single calls.
 *
 * @param timeout_ms  Milliseconds, at least 1; 30000 by default.
 */
LF_API lf_status LF_CALL lf_options_set_total_timeout_ms(lf_options *options, uint32_t timeout_ms);

/**
 * Sets how long the library waits for the answer to a login after lf_create_token() has returned
 * LF_E_OUTCOME_UNKNOWN because of a timeout or cancel. A session that such an answer brings is logged out. An answer
 * that cannot be HTTP is read for two more seconds at most. It is done by a thread that lives only as long as
 * something is outstanding; see lf_client_settle().
 *
 * @param grace_ms  Milliseconds; 30000 by default. 0: late answers are not waited for.
 */
LF_API lf_status LF_CALL lf_options_set_late_answer_grace_ms(lf_options *options, uint32_t grace_ms);

/**
 * Sets which certificate authorities are trusted.
 *
 * On Linux the trust store of the system is read by lf_client_new(), unless there is a client that uses it already:
 * then the two share it, so that a change of the store counts when the last of them is gone.
 *
 * @param trust  One of the LF_TRUST_ values; LF_TRUST_SYSTEM by default.
 */
LF_API lf_status LF_CALL lf_options_set_trust(lf_options *options, int32_t trust);

/**
 * Adds certificate authorities to those that are trusted. Can be called several times.
 *
 * What stands around the certificates is ignored, in whatever encoding, and so is a certificate whose BEGIN line is
 * commented out or indented. A damaged certificate makes lf_client_new() fail, and the error says which one it is.
 *
 * @param pem  One or more certificates in PEM form, read by lf_client_new().
 */
LF_API lf_status LF_CALL lf_options_add_ca_pem(lf_options *options, const char *pem);

/**
 * Adds the certificate authorities of a file, read as by lf_options_add_ca_pem(). Can be called several times.
 *
 * @param path  A regular file of at most 16 MiB with certificates in PEM form, or with one in binary form (DER), read by
 *              lf_client_new(). UTF-8, also on Windows.
 */
LF_API lf_status LF_CALL lf_options_add_ca_file(lf_options *options, const char *path);

/**
 * Adds a certificate authority to those that are trusted, from the bytes of its certificate in binary form (DER). Can be
 * called several times.
 *
 * @param bytes  The certificate, read by lf_client_new(). Certificates in PEM form are taken, too.
 * @param size   How many bytes there are, at most 1 MiB.
 */
LF_API lf_status LF_CALL lf_options_add_ca_der(lf_options *options, const void *bytes, size_t size);

/**
 * Accepts exactly this server certificate, for servers with a self-signed one: its issuer, names and dates are not
 * checked. Neither is anything else in it, be it of X.509 version 1: the server proves that it has the key, which can
 * be of the kinds that lf_options_set_min_tls_version() lists. Once one is pinned, only pinned certificates are
 * accepted. Can be called several times, so that the next certificate can be pinned before the change.
 *
 * @param sha256  The SHA-256 fingerprint of the certificate, 64 hexadecimal digits, as browsers and
 *                `openssl x509 -fingerprint -sha256` show it: colons, dashes, white space and a label in front do not
 *                matter. Checked by lf_client_new().
 */
LF_API lf_status LF_CALL lf_options_add_pinned_certificate(lf_options *options, const char *sha256);

/**
 * Sets the oldest TLS version that is spoken.
 *
 * Both versions use ECDHE with AES-GCM, and nothing else. A server's key can be RSA of 2048 to 8192 bits (but not of the
 * kind RSA-PSS), P-256, P-384 or Ed25519; its certificate can be signed with RSA and SHA-256, SHA-384 or SHA-512, ECDSA
 * on P-256 or P-384 with SHA-256 or SHA-384, or Ed25519. With a pinned certificate the signature does not matter.
 * Windows Server 2012 R2 and older have no ECDHE with AES-GCM for RSA certificates: give them one with a key on P-256.
 *
 * @param version  LF_TLS_1_2 (the default) or LF_TLS_1_3.
 */
LF_API lf_status LF_CALL lf_options_set_min_tls_version(lf_options *options, int32_t version);

/**
 * Sets the certificate with which the library proves itself to the server. It is sent as it is: the server judges it.
 *
 * @param certificate_pem  The certificate, followed by its intermediates, in PEM form. NULL with a NULL
 *                         key unsets it.
 * @param key_pem          Its private key in PEM form (PKCS#8, PKCS#1 or SEC1); wiped with the options. RSA of 2048,
 *                         3072 or 4096 bits, P-256, P-384 or Ed25519. If it is encrypted (PKCS#8),
 *                         lf_options_set_client_key_password() has its password.
 */
LF_API lf_status LF_CALL lf_options_set_client_certificate_pem(
    lf_options *options,
    const char *certificate_pem,
    const char *key_pem);

/**
 * Sets the certificate with which the library proves itself to the server, from files.
 *
 * @param certificate_path  A file as for lf_options_set_client_certificate_pem(), read by lf_client_new(). UTF-8.
 *                          NULL with a NULL key unsets it.
 * @param key_path          The file with its private key; may be the same file. Either can be in binary form (DER).
 */
LF_API lf_status LF_CALL lf_options_set_client_certificate_file(
    lf_options *options,
    const char *certificate_path,
    const char *key_path);

/**
 * Sets the password of the client key in PEM form, for one that is encrypted (BEGIN ENCRYPTED PRIVATE KEY).
 *
 * Keys encrypted with AES-CBC or 3DES are read, and those that Windows and OpenSSL 1 wrote. A key that is encrypted as
 * OpenSSL 0.9 did it ("Proc-Type: 4,ENCRYPTED") is LF_E_UNSUPPORTED, and the error has the command that converts it.
 *
 * @param password  The password, wiped with the options; NULL, the default, for none. A key that is not encrypted is
 *                  read without it.
 */
LF_API lf_status LF_CALL lf_options_set_client_key_password(lf_options *options, const char *password);

/**
 * Sets the certificate with which the library proves itself to the server, from the bytes of a PKCS#12 file (.pfx, .p12).
 *
 * The file must have one private key. Its certificate is sent with those of its authorities that are in the file, too;
 * their order there does not matter. Files of Windows, OpenSSL, Java and browsers are read, old ones, too. For what they
 * can be protected with that is not read, such as RC4 or PBMAC1, lf_client_new() returns LF_E_UNSUPPORTED, and the error
 * has the command that converts the file. One that takes longer than some seconds of hashing is refused.
 *
 * @param bytes     The contents of the file, at most 128 KiB; read by lf_client_new() and wiped with the options. NULL
 *                  unsets the client certificate.
 * @param size      How many bytes there are.
 * @param password  The password of the file, wiped with the options. NULL or empty for a file that was exported without
 *                  one.
 */
LF_API lf_status LF_CALL lf_options_set_client_certificate_pkcs12(
    lf_options *options,
    const void *bytes,
    size_t size,
    const char *password);

/**
 * Sets the certificate with which the library proves itself to the server, from a PKCS#12 file (.pfx, .p12).
 *
 * @param path      A file as for lf_options_set_client_certificate_pkcs12(), read by lf_client_new(). UTF-8. NULL unsets
 *                  the client certificate.
 * @param password  As there.
 */
LF_API lf_status LF_CALL lf_options_set_client_certificate_pkcs12_file(
    lf_options *options,
    const char *path,
    const char *password);

/**
 * Goes through this HTTP proxy, with a CONNECT tunnel for every base address.
 *
 * Without this and lf_options_set_use_system_proxy() no proxy is used, whatever the environment says.
 *
 * On Windows a proxy that wants Negotiate (Kerberos or NTLM) or NTLM is logged in to by one of them, as browsers do:
 * with the user name and password if they are given, otherwise with the account that the program runs under, whatever
 * a thread impersonates. Basic is used there if the proxy offers nothing better. Elsewhere it is the only scheme.
 *
 * @param address   "http://host:port" or "host:port". NULL: no proxy. It may hold user name and password
 *                  (percent-encoded) if the next two are NULL. Other kinds of proxy, and addresses of PAC scripts, are
 *                  refused by lf_client_new().
 * @param username  For the login at the proxy, without a colon; on Windows also as "DOMAIN\user" or "user@domain".
 *                  NULL: none.
 * @param password  Its password; NULL: an empty one.
 */
LF_API lf_status LF_CALL lf_options_set_proxy(
    lf_options *options,
    const char *address,
    const char *username,
    const char *password);

/**
 * Uses the proxy that the environment names: https_proxy or HTTPS_PROXY (http_proxy for http), else all_proxy or
 * ALL_PROXY; not for hosts in no_proxy or NO_PROXY and not for this machine itself. A variable that is empty is not set.
 *
 * When the environment names none, Windows is asked: first the Internet Options of the account that the program runs
 * under, then the proxy of the machine (`netsh winhttp set proxy`), which is what a service usually has. Their lists
 * of exceptions are honoured; automatic configuration scripts (PAC, WPAD) are not.
 *
 * To a proxy of the Internet Options or of the machine Windows logs in with the account that the program runs under,
 * as after lf_options_set_proxy(). A proxy of the environment gets no credentials but those in its address.
 *
 * All of this is read by lf_client_new().
 *
 * @param enabled  1: use it, 0: use no proxy (the default).
 */
LF_API lf_status LF_CALL lf_options_set_use_system_proxy(lf_options *options, int32_t enabled);

/**
 * Sets hosts that are reached without the proxy, in addition to those of the environment.
 *
 * @param hosts  Entries separated by commas: a host, which covers its subdomains too ("example.com",
 *               ".example.com" and "*.example.com" mean the same), an address, a network ("10.0.0.0/8"), or "*";
 *               each host or address with ":port" if only that is meant. Copied; NULL empties the list. An entry
 *               that can name no host, such as "10.*", is refused by lf_client_new().
 */
LF_API lf_status LF_CALL lf_options_set_no_proxy(lf_options *options, const char *hosts);

/**
 * Names the host program in the User-Agent header, before the library's own name.
 *
 * @param product  Such as "CaptureStation/5.1". NULL: only the library is named.
 */
LF_API lf_status LF_CALL lf_options_set_user_agent_product(lf_options *options, const char *product);

/**
 * Sets how many connections are kept open between calls, and how long.
 *
 * One that was idle may be dead without anybody knowing, as after a failover. So a login takes none that was idle for
 * longer than a second, and a refresh or a logout that hears nothing on one for a quarter of its time is sent again on a
 * new connection; that is no attempt more. The time that the machine sleeps counts.
 *
 * @param max_idle         At most this many idle connections; 16 by default, 0 keeps none.
 * @param idle_timeout_ms  An idle connection is not used again after this many milliseconds; 60000 by default.
 */
LF_API lf_status LF_CALL lf_options_set_pool(lf_options *options, uint32_t max_idle, uint32_t idle_timeout_ms);

/**
 * Sets how large the body of an answer may be. A larger one gives LF_E_ANSWER_TOO_LARGE to a refresh; it is the cause
 * (lf_error_cause()) of LF_E_OUTCOME_UNKNOWN after a login and of LF_E_NOT_LOGGED_OUT after a logout.
 *
 * @param max_bytes  At least 1024; 262144 by default.
 */
LF_API lf_status LF_CALL lf_options_set_max_answer_bytes(lf_options *options, uint32_t max_bytes);

/**
 * Sets how calls are repeated. Before attempt n+1 the library waits a random time of at most
 * base_delay_ms * 2^(n-1) and at most max_delay_ms, or as long as the server's Retry-After says; never beyond the
 * call's total timeout. A login is repeated only when the server cannot have taken it. The logout of a session that
 * nobody holds is repeated for 20 s, whatever is set here, and a login of LF_API_CLOUD that the wrong clock of this
 * machine spoiled is made anew once.
 *
 * @param max_attempts   At least 1, which never repeats; 3 by default.
 * @param base_delay_ms  500 by default.
 * @param max_delay_ms   20000 by default.
 */
LF_API lf_status LF_CALL lf_options_set_retry(
    lf_options *options,
    uint32_t max_attempts,
    uint32_t base_delay_ms,
    uint32_t max_delay_ms);

/**
 * Makes settings for single calls. They can be used for any number of calls, also at the same time; a call
 * takes them as they are when it begins.
 */
LF_API lf_status LF_CALL lf_call_new(lf_call **out_call);

/** Frees call settings. Calls that began with them are not affected. */
LF_API void LF_CALL lf_call_free(lf_call *call);

/**
 * Sets how long a call may take in all, instead of the client's lf_options_set_total_timeout_ms().
 *
 * @param timeout_ms  Milliseconds, at least 1.
 */
LF_API lf_status LF_CALL lf_call_set_total_timeout_ms(lf_call *call, uint32_t timeout_ms);

/**
 * Lets lf_cancel_trigger() end the calls that use these settings.
 *
 * @param cancel  NULL unsets it. The settings keep what the handle stands for: freeing the
 *                handle is safe.
 */
LF_API lf_status LF_CALL lf_call_set_cancel(lf_call *call, lf_cancel *cancel);

/**
 * Sets an id that the log lines of the calls begin with, in square brackets. Lines about connections, and about
 * sessions that are looked after when the call is over, have none. It is not sent.
 *
 * @param correlation_id  A text without control characters. NULL unsets it.
 */
LF_API lf_status LF_CALL lf_call_set_correlation_id(lf_call *call, const char *correlation_id);

/**
 * Makes a cancel handle.
 *
 * Give it to calls with lf_call_set_cancel(); lf_cancel_trigger() then ends all of them.
 */
LF_API lf_status LF_CALL lf_cancel_new(lf_cancel **out_cancel);

/** Frees a cancel handle. Calls that carry it go on and can no longer be cancelled. */
LF_API void LF_CALL lf_cancel_free(lf_cancel *cancel);

/**
 * Ends every call that carries the handle, now and until lf_cancel_reset().
 *
 * It returns at once, and the calls return LF_E_CANCELLED within 100 ms, mostly within one, wherever they are: looking
 * up a name, connecting, agreeing on TLS, waiting for an answer or for the next attempt. A login that was already sent
 * returns LF_E_OUTCOME_UNKNOWN instead, and the library looks after its answer (lf_client_settle()). A logout is
 * cancelled like any call: give lf_invalidate_token() other call settings.
 *
 *     lf_cancel_new(&cancel);
 *     lf_call_set_cancel(call, cancel);
 *     ... lf_create_token(client, repository_id, credentials, call, &token, &error) on this thread,
 *     ... lf_cancel_trigger(cancel) on another
 *
 * Do not call it from a signal handler. To end on Ctrl-C, block SIGINT in all threads of the program (those of the
 * library do not take it), wait for it with sigwait() in one of them, and call this from there.
 */
LF_API lf_status LF_CALL lf_cancel_trigger(lf_cancel *cancel);

/**
 * Makes a triggered handle ready for new calls.
 *
 * Calls that began before it still end, also those that have not noticed the trigger yet.
 */
LF_API lf_status LF_CALL lf_cancel_reset(lf_cancel *cancel);

/** No log (the default). */
#define LF_LOG_OFF 0

/** Calls to the server that failed, and sessions that could not be logged out. */
#define LF_LOG_ERROR 1

/** Also attempts that are repeated and licences that stay taken. */
#define LF_LOG_WARN 2

/** Also calls that succeeded. */
#define LF_LOG_INFO 3

/** Also connections. */
#define LF_LOG_DEBUG 4

/**
 * Receives one log line.
 *
 * The library calls it on the thread that made the call, or on a thread of its own for a late answer; several threads
 * may call it at once. It may call functions of this library, but must not wait in lf_client_settle(), and must not
 * refresh a token: where a refresh is a new login, that may wait for the very call that logs. It must return soon,
 * because the call waits for it; no exception, no longjmp() and no pthread_exit() may leave it, and thread cancellation
 * is off in it.
 *
 * @param user     What was given to lf_options_set_log().
 * @param level    One of the LF_LOG_ levels.
 * @param message  One line of UTF-8 without a newline; valid during the callback only. Never holds a password,
 *                 token, key or cookie.
 */
typedef void (LF_CALL *lf_log_callback)(void *user, int32_t level, const char *message);

/**
 * Sets a callback for log lines. See lf_log_callback for what it may do.
 *
 * @param level     What is reported: one of the LF_LOG_ levels.
 * @param callback  NULL: no log.
 * @param user      Given to the callback as it is; may be NULL. It has to stay valid until lf_client_free() of the
 *                  last client made from these options has returned: no callback runs after that.
 */
LF_API lf_status LF_CALL lf_options_set_log(
    lf_options *options,
    int32_t level,
    lf_log_callback callback,
    void *user);

/**
 * The number of the interface. A program that was compiled with a header of the same number runs with this
 * library; functions and codes may have been added. It is part of the shared library's name on Linux.
 */
#define LF_ABI_VERSION 1

/**
 * The version of the library that is running, such as "0.1.0".
 *
 * Compare it with LF_VERSION, the version of the header.
 *
 * @return A static text, never NULL.
 */
LF_API const char *LF_CALL lf_library_version(void);

/**
 * The interface number of the library that is running.
 *
 * A host that loads the library by hand checks that it equals LF_ABI_VERSION before anything else.
 */
LF_API uint32_t LF_CALL lf_library_abi_version(void);

#ifdef __cplusplus
}
#endif

#endif
