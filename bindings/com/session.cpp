// Logging in, reading, logging out.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
#include "session.h"

#include "lock.h"

// How long the last Release waits for the logout: the process may end right behind it.
static const uint32_t LAST_LOGOUT_MS = 10000;

HRESULT Session::ready() {
    SetErrorInfo(0, nullptr);
    if (lf_) return S_OK;
    HRESULT problem;
    const Library *lf = library(&problem);
    if (!lf) {
        failure_.status = LF_E_INTERNAL;
        failure_.action = LF_ACTION_FIX_SETUP;
        return problem;
    }
    if (lf->lf_options_new(&options_) != LF_OK || lf->lf_credentials_new(&credentials_) != LF_OK ||
        lf->lf_session_options_new(&session_options_) != LF_OK) {
        lf->lf_options_free(options_);
        lf->lf_credentials_free(credentials_);
        return E_OUTOFMEMORY;
    }
    lf_ = lf;
    return S_OK;
}

HRESULT Session::failed(lf_status status, lf_error *error, const wchar_t *subject) {
    return fail(*lf_, status, error, subject, failure_);
}

HRESULT Session::opened(lf_session **session) {
    Lock lock(lock_);
    const HRESULT problem = ready();
    if (FAILED(problem)) return problem;
    *session = session_;
    if (session_) return S_OK;
    failure_.status = LF_E_CLOSED;
    failure_.action = LF_ACTION_FIX_CALL;
    failure_.suggested_wait_ms = -1;
    return raise(number_of(LF_E_CLOSED), L"The session is not open: call Open first.");
}

/** Logs out whatever is open, and waits for that within bounds. */
lf_status Session::log_out(lf_error **error) {
    if (!client_) return LF_OK;
    lf_call *call = nullptr;
    lf_->lf_call_new(&call);
    lf_->lf_call_set_total_timeout_ms(call, LAST_LOGOUT_MS);
    const lf_status status = lf_->lf_client_shutdown(client_, call, nullptr, error);
    lf_->lf_call_free(call);
    return status;
}

void Session::drop() {
    lf_->lf_session_free(session_);
    lf_->lf_client_free(client_);
    session_ = nullptr;
    client_ = nullptr;
}

Session::~Session() {
    if (lf_) {
        log_out(nullptr);
        drop();
        lf_->lf_options_free(options_);
        lf_->lf_credentials_free(credentials_);
        lf_->lf_session_options_free(session_options_);
    }
    if (marshaler_) marshaler_->Release();
}

lf_status Session::make(lf_client *client, lf_session **session, lf_error **error) {
    const char *repository = repository_.empty() ? nullptr : repository_.data();
    return lf_->lf_session_new(client, repository, credentials_, session_options_, session, error);
}

/** Client and session by the settings as they are now. What is open stays unless these can be made; it is closed then, and
 *  what becomes of its licence is told where it can be logged out. */
lf_status Session::replace(lf_error **error) {
    lf_client *client = nullptr;
    lf_session *session = nullptr;
    lf_status status = lf_->lf_client_new(options_, &client, error);
    if (status == LF_OK) status = make(client, &session, error);
    if (status == LF_OK) {
        status = log_out(error);
        if (status != LF_OK && lf_->lf_client_supports(client_, LF_CAN_LOG_OUT) != 1) {
            lf_->lf_error_free(*error);
            *error = nullptr;
            status = LF_OK;
        }
    }
    if (status != LF_OK) {
        lf_->lf_session_free(session);
        lf_->lf_client_free(client);
        return status;
    }
    drop();
    client_ = client;
    session_ = session;
    return LF_OK;
}

/** With the settings of before: another session if there is none, other credentials for the one that is open. */
lf_status Session::reopen(lf_error **error) {
    int32_t state = LF_SESSION_CLOSED;
    if (session_) lf_->lf_session_state(session_, &state);
    if (state == LF_SESSION_CLOSED) {
        lf_->lf_session_free(session_);
        session_ = nullptr;
        return make(client_, &session_, error);
    }
    return credentials_changed_ ? lf_->lf_session_set_credentials(session_, credentials_, error) : LF_OK;
}

STDMETHODIMP Session::Open() {
    {
        Lock lock(lock_);
        const HRESULT problem = ready();
        if (FAILED(problem)) return problem;
        lf_error *error = nullptr;
        const lf_status status = settings_changed_ || !client_ ? replace(&error) : reopen(&error);
        if (status != LF_OK) return failed(status, error, L"Open");
        settings_changed_ = credentials_changed_ = false;
    }
    BSTR token = nullptr;
    const HRESULT result = read(lf_->lf_session_token, L"Open", &token);
    if (token) SecureZeroMemory(token, SysStringByteLen(token));
    SysFreeString(token);
    return result;
}

HRESULT Session::read(Read call, const wchar_t *subject, BSTR *value) {
    if (!value) return E_POINTER;
    *value = nullptr;
    lf_session *session;
    const HRESULT problem = opened(&session);
    if (FAILED(problem)) return problem;
    Bytes bytes;
    size_t needed = 4096;
    lf_error *error = nullptr;
    lf_status status;
    do {
        if (!bytes.resize(needed)) return E_OUTOFMEMORY;
        lf_->lf_error_free(error);
        status = call(session, nullptr, bytes.data(), bytes.size(), &needed, &error);
    } while (status == LF_E_BUFFER_TOO_SMALL);
    if (status != LF_OK) {
        Lock lock(lock_);
        return failed(status, error, subject);
    }
    Wide text;
    text.add_utf8(bytes.data());
    *value = text.give();
    return *value ? S_OK : E_OUTOFMEMORY;
}

STDMETHODIMP Session::get_Authorization(BSTR *value) {
    return read([](lf_session *session, const lf_call *call, char *buf, size_t cap, size_t *needed, lf_error **error) {
        HRESULT problem;
        return library(&problem)->lf_session_authorization(session, call, buf, cap, needed, error);
    }, L"Authorization", value);
}

STDMETHODIMP Session::get_Token(BSTR *value) {
    return read([](lf_session *session, const lf_call *call, char *buf, size_t cap, size_t *needed, lf_error **error) {
        HRESULT problem;
        return library(&problem)->lf_session_token(session, call, buf, cap, needed, error);
    }, L"Token", value);
}

STDMETHODIMP Session::Rejected(BSTR value) {
    lf_session *session;
    const HRESULT problem = opened(&session);
    if (FAILED(problem)) return problem;
    Bytes token;
    lf_error *error = nullptr;
    const bool is_text = token.encode(value);
    const lf_status status =
        is_text ? lf_->lf_session_token_rejected(session, token.data(), &error) : LF_E_INVALID_ARGUMENT;
    if (status == LF_OK) return S_OK;
    Lock lock(lock_);
    return failed(status, error, L"Rejected");
}

STDMETHODIMP Session::RetryCredentials() {
    lf_session *session;
    const HRESULT problem = opened(&session);
    if (FAILED(problem)) return problem;
    const lf_status status = lf_->lf_session_retry_credentials(session);
    if (status == LF_OK) return S_OK;
    Lock lock(lock_);
    return failed(status, nullptr, L"RetryCredentials");
}

STDMETHODIMP Session::Close() {
    lf_session *session;
    {
        Lock lock(lock_);
        const HRESULT problem = ready();
        if (FAILED(problem)) return problem;
        session = session_;
    }
    if (!session) return S_OK;
    lf_error *error = nullptr;
    const lf_status status = lf_->lf_session_close(session, nullptr, &error);
    Lock lock(lock_);
    // After a failure it stays, so that another Close waits for what is outstanding.
    if (status != LF_OK) return failed(status, error, L"Close");
    if (session_ == session) {
        lf_->lf_session_free(session);
        session_ = nullptr;
    }
    return S_OK;
}
