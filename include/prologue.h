/* lftoken: Laserfiche repository access tokens for any program.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * THIS FILE IS GENERATED from src/ffi; `LF_BLESS=1 cargo test --test c_abi header::` writes it anew.
 *
 * The life of a session:
 *
 *     lf_options *options = NULL;
 *     lf_client *client = NULL;
 *     lf_credentials *credentials = NULL;
 *     lf_token *token = NULL;
 *     lf_error *error = NULL;
 *     char value[4096];
 *
 *     lf_options_new(&options);
 *     lf_options_set_base_address(options, "https://lf.example.com/LFRepositoryAPI");
 *     if (lf_client_new(options, &client, &error) != LF_OK) { ... lf_error_message(error, ...) ... }
 *     lf_options_free(options);
 *
 *     lf_credentials_new(&credentials);
 *     lf_credentials_set_username(credentials, user);
 *     lf_credentials_set_password(credentials, password);
 *     if (lf_create_token(client, "Archive", credentials, NULL, &token, &error) != LF_OK) { ... }
 *     lf_credentials_free(credentials);
 *
 *     lf_token_value(token, value, sizeof value, NULL);       the Bearer token for other calls
 *     lf_refresh_token(token, 0, NULL, &error);               in good time, such as when a third of its life is left
 *     lf_invalidate_token(token, NULL, &error);               always: a session holds a licence
 *     lf_token_free(token);
 *     lf_client_free(client);
 *
 * Rules that hold for every function:
 *
 * - Handles (lf_client and the others) are numbers in the shape of pointers. They are never dereferenced; NULL, freed
 *   and foreign handles give LF_E_INVALID_HANDLE. Every handle that a function hands out is freed with its own
 *   lf_..._free(), which accepts NULL; nothing else has to be freed.
 * - Every function can be called from any thread at any time on any handle, also while another thread frees the handle:
 *   a call that runs keeps what it needs. Not from a signal handler, not from DllMain, and not in a child process after
 *   fork() of a program that used the library before. A signal that interrupts a system call does no harm, no SIGPIPE
 *   is raised, and the library's threads take no signals.
 *   The first parameter is what the function is about and is described only where there is something to say.
 * - Texts that go in are NUL-terminated UTF-8, at most 1 MiB, and copied before the function returns. A pointer must
 *   not be NULL unless its description says so.
 * - Texts that come out are written to the caller's buffer, with a NUL. If it is too small the function returns
 *   LF_E_BUFFER_TOO_SMALL and writes the size needed, NUL included; call with buf NULL and cap 0 to ask for the size.
 * - Outputs, out_error included, are cleared (NULL, 0, the empty text) on entry. Then out_error is written only on
 *   failure, and the others only on success. A variable that still holds a handle loses it that way: free it first.
 * - Setters have no lf_error: a program that reports a failure names the setting itself. What a setter cannot judge
 *   alone, such as the form of an address, lf_client_new() checks, and its error says what is wrong.
 * - A function that returns an lf_status returns LF_OK or one of the codes in its description. Branch on the code, show
 *   lf_error_message().
 * - After LF_E_OUTCOME_UNKNOWN from lf_create_token() call lf_client_settle() before the program ends: the library may
 *   still be logging out a session that nobody holds.
 * - No exception and no panic leaves the library; LF_E_INTERNAL stands for a defect of its own.
 * - The library writes nothing to stdout and stderr, installs no signal handlers, and starts no threads except while a
 *   name look-up, a check of a certificate by Windows, or a late answer is outstanding.
 *
 * Wire facts come from Laserfiche's published API description and clients of the v1-alpha AccessTokens routes.
 */

#ifndef LFTOKEN_H
#define LFTOKEN_H

#include <stddef.h>
#include <stdint.h>

/* The calling convention of every function and callback; it matters on 32-bit Windows only. */
#ifndef LF_CALL
#if defined(_WIN32) && !defined(_WIN64)
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

