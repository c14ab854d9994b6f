// SPDX-License-Identifier: MIT OR Apache-2.0
#include "failure.h"

namespace {

struct Name {
    const char *key;
    const wchar_t *member;
};

/** What advice can name, and what that is called in LFToken.Session. */
const Name NAMES[] = {
    {"api", L"Api"},
    {"base_address", L"BaseAddress"},
    {"allow_plain_http", L"AllowPlainHttp"},
    {"add_ca_pem", L"AddCaPem"},
    {"add_ca_file", L"AddCaFile"},
    {"pinned_certificate", L"AddPinnedCertificate"},
    {"client_certificate", L"SetClientCertificateFile"},
    {"no_proxy", L"NoProxy"},
    {"connect_timeout", L"ConnectTimeoutMs"},
    {"total_timeout", L"TotalTimeoutMs"},
    {"call_timeout", nullptr},
    {"max_answer_bytes", L"MaxAnswerBytes"},
    {"retry_after", L"SuggestedWaitMs"},
    {"allow_empty_password", L"AllowEmptyPassword"},
    {"login", L"Open"},
    {"logout", L"Close"},
    {"settle", nullptr},
    {"session_credentials", L"Open"},
    {"retry_credentials", L"RetryCredentials"},
};

const wchar_t *member(const char *key, int length) {
    for (const Name &name : NAMES)
        if (lstrlenA(name.key) == length && CompareStringA(LOCALE_INVARIANT, 0, name.key, length, key, length) == CSTR_EQUAL)
            return name.member;
    return nullptr;
}

/** The names of a list of keys, each in braces: "{add_ca_pem}, {add_ca_file}". */
void add_names(const char *list, const char *end, Wide &text) {
    bool any = false;
    while (list < end) {
        while (list < end && *list != '{') ++list;
        if (list == end) break;
        const char *key = ++list;
        while (list < end && *list != '}') ++list;
        const wchar_t *known = member(key, static_cast<int>(list - key));
        if (!known) continue;
        text.add(any ? L", " : L" (").add(known);
        any = true;
    }
    if (any) text.add(L")");
}

/** An advice with the names of the object in it. */
void add_advice(const char *advice, Wide &text) {
    const char *from = advice;
    for (const char *at = advice; *at; ++at) {
        if (at[0] != ' ' || at[1] != '(' || at[2] != '{') continue;
        const char *end = at + 2;
        while (*end && *end != ')') ++end;
        if (!*end) break;
        text.add_utf8(from, static_cast<int>(at - from));
        add_names(at + 2, end, text);
        from = end + 1;
        at = end;
    }
    text.add_utf8(from);
}

} // namespace

void word(const Library &lf, const lf_error *error, Wide &text) {
    size_t needed = 0;
    lf.lf_error_description(error, nullptr, 0, &needed);
    Bytes description;
    if (!needed || !description.resize(needed)) return;
    if (lf.lf_error_description(error, description.data(), needed, nullptr) != LF_OK) return;
    text.add_utf8(description.data());
    const char *advice = lf.lf_advice_text(lf.lf_error_advice(error));
    if (!*advice) return;
    text.add(L". ");
    add_advice(advice, text);
}

HRESULT fail(const Library &lf, lf_status status, lf_error *error, const wchar_t *subject, Failure &failure) {
    Wide text;
    word(lf, error, text);
    failure.status = status;
    failure.action = error ? lf.lf_error_action(error) : lf.lf_status_action(status);
    failure.suggested_wait_ms = lf.lf_error_suggested_wait_ms(error);
    if (!error) failure.suggested_wait_ms = -1;
    lf.lf_error_free(error);
    if (text.empty()) text.add(subject).add(L": ").add_utf8(lf.lf_status_message(status));
    return raise(number_of(status), text.text());
}
