// What a check of the connection finds, as one text.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
#include "lock.h"
#include "session.h"

namespace {

struct Report {
    const Library &lf;
    Wide text;
};

const wchar_t *mark(int32_t verdict) {
    switch (verdict) {
        case LF_VERDICT_PASSED: return L"passed: ";
        case LF_VERDICT_WARNING: return L"warning: ";
        case LF_VERDICT_FAILED: return L"failed: ";
        case LF_VERDICT_SKIPPED: return L"skipped: ";
        default: return L"    ";
    }
}

const wchar_t *name(int32_t step) {
    switch (step) {
        case LF_CHECK_LIBRARY: return L"library: ";
        case LF_CHECK_PROXY: return L"proxy: ";
        case LF_CHECK_NAME: return L"name: ";
        case LF_CHECK_CONNECT: return L"connect: ";
        case LF_CHECK_TLS: return L"TLS: ";
        case LF_CHECK_CLOCK: return L"clock: ";
        case LF_CHECK_API: return L"API: ";
        default: return L"";
    }
}

void LF_CALL add(void *user, int32_t step, int32_t verdict, const char *text, const lf_error *why) {
    Report &report = *static_cast<Report *>(user);
    report.text.add(mark(verdict));
    if (verdict != LF_VERDICT_FACT) report.text.add(name(step));
    if (why)
        word(report.lf, why, report.text);
    else
        report.text.add_utf8(text);
    report.text.add(L"\r\n");
}

} // namespace

STDMETHODIMP Session::Check(BSTR *value) {
    if (!value) return E_POINTER;
    *value = nullptr;
    lf_client *client = nullptr;
    Bytes repository;
    {
        Lock lock(lock_);
        const HRESULT problem = ready();
        if (FAILED(problem)) return problem;
        if (!repository_.empty()) {
            if (!repository.resize(repository_.size())) return E_OUTOFMEMORY;
            CopyMemory(repository.data(), repository_.data(), repository_.size());
        }
        lf_error *error = nullptr;
        // The settings as they are, which an open session may not have yet.
        const lf_status status = lf_->lf_client_new(options_, &client, &error);
        if (status != LF_OK) return failed(status, error, L"Check");
    }
    Report report{*lf_, {}};
    lf_error *error = nullptr;
    const char *id = repository.empty() ? nullptr : repository.data();
    const lf_status status = lf_->lf_client_check(client, id, add, &report, nullptr, &error);
    lf_->lf_client_free(client);
    if (report.text.empty()) {
        Lock lock(lock_);
        return failed(status, error, L"Check");
    }
    lf_->lf_error_free(error);
    *value = report.text.give();
    return *value ? S_OK : E_OUTOFMEMORY;
}
