// The properties that tell something.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
#include "lock.h"
#include "session.h"

HRESULT Session::tell(Tell call, const wchar_t *subject, BSTR *value) {
    if (!value) return E_POINTER;
    *value = nullptr;
    lf_session *session;
    const HRESULT problem = opened(&session);
    if (FAILED(problem)) return problem;
    Bytes bytes;
    size_t needed = 1024;
    lf_status status;
    do {
        if (!bytes.resize(needed)) return E_OUTOFMEMORY;
        status = call(session, bytes.data(), bytes.size(), &needed);
    } while (status == LF_E_BUFFER_TOO_SMALL);
    if (status != LF_OK) {
        Lock lock(lock_);
        return failed(status, nullptr, subject);
    }
    Wide text;
    text.add_utf8(bytes.data());
    *value = text.give();
    return *value ? S_OK : E_OUTOFMEMORY;
}

STDMETHODIMP Session::get_ApiAddress(BSTR *value) {
    return tell([](const lf_session *session, char *buf, size_t cap, size_t *needed) {
        HRESULT problem;
        return library(&problem)->lf_session_api_address(session, buf, cap, needed);
    }, L"ApiAddress", value);
}

STDMETHODIMP Session::get_Statistics(BSTR *value) {
    return tell([](const lf_session *session, char *buf, size_t cap, size_t *needed) {
        HRESULT problem;
        return library(&problem)->lf_session_stats(session, buf, cap, needed);
    }, L"Statistics", value);
}

STDMETHODIMP Session::get_State(LONG *value) {
    if (!value) return E_POINTER;
    *value = LF_SESSION_CLOSED;
    Lock lock(lock_);
    const HRESULT problem = ready();
    if (FAILED(problem)) return problem;
    int32_t state = LF_SESSION_CLOSED;
    if (session_) lf_->lf_session_state(session_, &state);
    *value = state;
    return S_OK;
}

STDMETHODIMP Session::get_ExpiresAt(DATE *value) {
    if (!value) return E_POINTER;
    *value = 0;
    Lock lock(lock_);
    const HRESULT problem = ready();
    if (FAILED(problem)) return problem;
    int64_t milliseconds = 0;
    if (session_) lf_->lf_session_expires_at_ms(session_, &milliseconds);
    if (milliseconds <= 0) return S_OK;
    // A FILETIME counts tenths of microseconds since 1601.
    const uint64_t ticks = (static_cast<uint64_t>(milliseconds) + 11644473600000ull) * 10000;
    const FILETIME file = {static_cast<DWORD>(ticks), static_cast<DWORD>(ticks >> 32)};
    SYSTEMTIME utc, local;
    if (FileTimeToSystemTime(&file, &utc) && SystemTimeToTzSpecificLocalTime(nullptr, &utc, &local))
        SystemTimeToVariantTime(&local, value);
    return S_OK;
}

STDMETHODIMP Session::NextEvent(LONG *value) {
    if (!value) return E_POINTER;
    *value = 0;
    lf_session *session;
    const HRESULT problem = opened(&session);
    if (FAILED(problem)) return problem;
    int32_t event = 0;
    lf_error *cause = nullptr;
    const lf_status status = lf_->lf_session_next_event(session, &event, &cause);
    Lock lock(lock_);
    if (status != LF_OK) return failed(status, nullptr, L"NextEvent");
    SysFreeString(event_.give());
    word(*lf_, cause, event_);
    lf_->lf_error_free(cause);
    *value = event;
    return S_OK;
}

STDMETHODIMP Session::get_EventText(BSTR *value) {
    if (!value) return E_POINTER;
    Lock lock(lock_);
    *value = SysAllocString(event_.text());
    return *value ? S_OK : E_OUTOFMEMORY;
}

STDMETHODIMP Session::get_LastStatus(LONG *value) {
    if (!value) return E_POINTER;
    Lock lock(lock_);
    *value = failure_.status;
    return S_OK;
}

STDMETHODIMP Session::get_LastAction(LONG *value) {
    if (!value) return E_POINTER;
    Lock lock(lock_);
    *value = failure_.action;
    return S_OK;
}

STDMETHODIMP Session::get_SuggestedWaitMs(LONG *value) {
    if (!value) return E_POINTER;
    Lock lock(lock_);
    const int64_t wait = failure_.suggested_wait_ms;
    *value = wait > 0x7fffffff ? 0x7fffffff : static_cast<LONG>(wait);
    return S_OK;
}

STDMETHODIMP Session::get_Version(BSTR *value) {
    if (!value) return E_POINTER;
    *value = nullptr;
    Lock lock(lock_);
    const HRESULT problem = ready();
    if (FAILED(problem)) return problem;
    Wide text;
    text.add_utf8(lf_->lf_library_version());
    *value = text.give();
    return *value ? S_OK : E_OUTOFMEMORY;
}
