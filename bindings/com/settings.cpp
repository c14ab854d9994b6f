// The properties and methods that set something.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
#include "lock.h"
#include "session.h"

template <class Set> HRESULT Session::set(const wchar_t *name, bool Session::*changed, Set setter) {
    Lock lock(lock_);
    const HRESULT problem = ready();
    if (FAILED(problem)) return problem;
    const lf_status status = setter(*lf_);
    if (status != LF_OK) return failed(status, nullptr, name);
    this->*changed = true;
    return S_OK;
}

template <class Set>
HRESULT Session::set_text(const wchar_t *name, BSTR value, bool empty_is_none, bool Session::*changed, Set setter) {
    Bytes bytes;
    // What is no text is refused as the library refuses what is no UTF-8.
    const bool is_text = bytes.encode(value);
    return set(name, changed, [&](const Library &lf) -> lf_status {
        if (!is_text) return LF_E_INVALID_ARGUMENT;
        return setter(lf, empty_is_none && bytes.empty() ? nullptr : bytes.data());
    });
}

template <class Set> HRESULT Session::set_number(const wchar_t *name, LONG value, bool Session::*changed, Set setter) {
    return set(name, changed, [&](const Library &lf) -> lf_status {
        return value < 0 ? LF_E_INVALID_ARGUMENT : setter(lf, static_cast<uint32_t>(value));
    });
}

#define LF_TEXT(member, object, function, empty_is_none, changed) \
    STDMETHODIMP Session::member(BSTR value) { \
        return set_text(&L## #member[LF_NAME(#member)], value, empty_is_none, &Session::changed, \
                        [this](const Library &lf, const char *text) { return lf.function(object, text); }); \
    }
#define LF_NUMBER(member, object, function, changed) \
    STDMETHODIMP Session::member(LONG value) { \
        return set_number(&L## #member[LF_NAME(#member)], value, &Session::changed, \
                          [this](const Library &lf, uint32_t number) { return lf.function(object, number); }); \
    }
#define LF_CHOICE(member, object, function) \
    STDMETHODIMP Session::member(LONG value) { \
        return set(&L## #member[LF_NAME(#member)], &Session::settings_changed_, \
                   [this, value](const Library &lf) { return lf.function(object, value); }); \
    }
#define LF_BOOLEAN(member, object, function, changed) \
    STDMETHODIMP Session::member(VARIANT_BOOL value) { \
        return set(&L## #member[LF_NAME(#member)], &Session::changed, \
                   [this, value](const Library &lf) { return lf.function(object, value ? 1 : 0); }); \
    }
// A property is named without "put_".
#define LF_NAME(member) (member[0] == 'p' ? 4 : 0)

LF_TEXT(put_BaseAddress, options_, lf_options_set_base_address, false, settings_changed_)
LF_CHOICE(put_Api, options_, lf_options_set_api)
LF_TEXT(AddCaFile, options_, lf_options_add_ca_file, false, settings_changed_)
LF_TEXT(AddCaPem, options_, lf_options_add_ca_pem, false, settings_changed_)
LF_TEXT(AddPinnedCertificate, options_, lf_options_add_pinned_certificate, false, settings_changed_)
LF_CHOICE(put_Trust, options_, lf_options_set_trust)
LF_TEXT(put_ClientKeyPassword, options_, lf_options_set_client_key_password, true, settings_changed_)
LF_CHOICE(put_MinTlsVersion, options_, lf_options_set_min_tls_version)
LF_BOOLEAN(put_AllowPlainHttp, options_, lf_options_set_allow_plain_http, settings_changed_)
LF_BOOLEAN(put_UseSystemProxy, options_, lf_options_set_use_system_proxy, settings_changed_)
LF_TEXT(put_NoProxy, options_, lf_options_set_no_proxy, true, settings_changed_)
LF_TEXT(put_UserAgentProduct, options_, lf_options_set_user_agent_product, true, settings_changed_)
LF_NUMBER(put_ConnectTimeoutMs, options_, lf_options_set_connect_timeout_ms, settings_changed_)
LF_NUMBER(put_TotalTimeoutMs, options_, lf_options_set_total_timeout_ms, settings_changed_)
LF_NUMBER(put_MaxAnswerBytes, options_, lf_options_set_max_answer_bytes, settings_changed_)

LF_TEXT(put_UserName, credentials_, lf_credentials_set_username, true, credentials_changed_)
// An empty password is refused with advice of its own.
LF_TEXT(put_Password, credentials_, lf_credentials_set_password, false, credentials_changed_)
LF_BOOLEAN(put_AllowEmptyPassword, credentials_, lf_credentials_set_allow_empty_password, credentials_changed_)
LF_TEXT(put_Organization, credentials_, lf_credentials_set_organization, true, credentials_changed_)
LF_TEXT(put_ApplicationName, credentials_, lf_credentials_set_application_name, true, credentials_changed_)
LF_TEXT(put_CustomerId, credentials_, lf_credentials_set_customer_id, true, credentials_changed_)
LF_TEXT(put_SessionKey, credentials_, lf_credentials_set_session_key, true, credentials_changed_)
LF_TEXT(put_SamlToken, credentials_, lf_credentials_set_saml_token, true, credentials_changed_)
LF_TEXT(put_AccessKey, credentials_, lf_credentials_set_access_key, true, credentials_changed_)
LF_TEXT(put_AccessKeyFile, credentials_, lf_credentials_set_access_key_file, true, credentials_changed_)
LF_TEXT(put_ServicePrincipalKey, credentials_, lf_credentials_set_service_principal_key, true, credentials_changed_)
LF_TEXT(put_Scope, credentials_, lf_credentials_set_scope, true, credentials_changed_)

LF_NUMBER(put_MarginMs, session_options_, lf_session_options_set_margin_ms, settings_changed_)
LF_NUMBER(put_LingerSeconds, session_options_, lf_session_options_set_linger_seconds, settings_changed_)
LF_NUMBER(put_KeepAliveSeconds, session_options_, lf_session_options_set_keep_alive_seconds, settings_changed_)
LF_BOOLEAN(put_Hold, session_options_, lf_session_options_set_hold, settings_changed_)

STDMETHODIMP Session::put_RepositoryId(BSTR value) {
    Bytes id;
    const bool is_text = id.encode(value);
    return set(L"RepositoryId", &Session::settings_changed_, [&](const Library &) -> lf_status {
        if (!is_text) return LF_E_INVALID_ARGUMENT;
        repository_.swap(id);
        return LF_OK;
    });
}

STDMETHODIMP Session::SetClientCertificateFile(BSTR certificate, BSTR key) {
    Bytes certificate_path, key_path;
    const bool are_texts = certificate_path.encode(certificate) && key_path.encode(key);
    return set(L"SetClientCertificateFile", &Session::settings_changed_, [&](const Library &lf) -> lf_status {
        if (!are_texts) return LF_E_INVALID_ARGUMENT;
        const bool none = certificate_path.empty() && key_path.empty();
        return lf.lf_options_set_client_certificate_file(options_, none ? nullptr : certificate_path.data(),
                                                         none ? nullptr : key_path.data());
    });
}

STDMETHODIMP Session::SetClientCertificatePkcs12File(BSTR path, BSTR password) {
    Bytes file, secret;
    const bool are_texts = file.encode(path) && secret.encode(password);
    return set(L"SetClientCertificatePkcs12File", &Session::settings_changed_, [&](const Library &lf) -> lf_status {
        if (!are_texts) return LF_E_INVALID_ARGUMENT;
        return lf.lf_options_set_client_certificate_pkcs12_file(options_, file.empty() ? nullptr : file.data(),
                                                                secret.data());
    });
}

STDMETHODIMP Session::SetProxy(BSTR address, BSTR username, BSTR password) {
    Bytes proxy, user, secret;
    const bool are_texts = proxy.encode(address) && user.encode(username) && secret.encode(password);
    return set(L"SetProxy", &Session::settings_changed_, [&](const Library &lf) -> lf_status {
        if (!are_texts) return LF_E_INVALID_ARGUMENT;
        return lf.lf_options_set_proxy(options_, proxy.empty() ? nullptr : proxy.data(),
                                       user.empty() ? nullptr : user.data(), secret.empty() ? nullptr : secret.data());
    });
}
