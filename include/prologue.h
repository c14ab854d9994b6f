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
#define LF_VERSION "@VERSION@"
#define LF_VERSION_MAJOR @MAJOR@
#define LF_VERSION_MINOR @MINOR@
#define LF_VERSION_PATCH @PATCH@
/* As one number, for the preprocessor: major * 1000000 + minor * 1000 + patch. */
#define LF_VERSION_NUMBER (LF_VERSION_MAJOR * 1000000 + LF_VERSION_MINOR * 1000 + LF_VERSION_PATCH)

#ifdef __cplusplus
extern "C" {
#endif

