// What a call of lftoken came to, as an error of COM.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

#include "library.h"
#include "text.h"

/** What the object tells of the last failure besides its text. */
struct Failure {
    lf_status status = LF_OK;
    int32_t action = LF_ACTION_NONE;
    int64_t suggested_wait_ms = -1;
};

/** Adds what happened and what to do about it, in the names of the object. */
void word(const Library &lf, const lf_error *error, Wide &text);

/** Sets IErrorInfo for a call that failed, frees `error`, which may be NULL, and returns the number. `subject` is the
 *  member that was called; it begins the text if there is no error to word. */
HRESULT fail(const Library &lf, lf_status status, lf_error *error, const wchar_t *subject, Failure &failure);
