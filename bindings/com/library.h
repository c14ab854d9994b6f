// lftoken.dll, loaded from beside this DLL.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

#include <windows.h>

#include "lftoken.h"

#define LF_FUNCTIONS(X) \
    X(lf_library_abi_version) X(lf_library_version) X(lf_status_message) X(lf_status_action) X(lf_advice_text) \
    X(lf_options_new) X(lf_options_free) X(lf_options_set_api) X(lf_options_set_base_address) \
    X(lf_options_set_allow_plain_http) X(lf_options_set_connect_timeout_ms) X(lf_options_set_total_timeout_ms) \
    X(lf_options_set_trust) X(lf_options_add_ca_pem) X(lf_options_add_ca_file) X(lf_options_add_pinned_certificate) \
    X(lf_options_set_client_certificate_file) X(lf_options_set_client_certificate_pkcs12_file) \
    X(lf_options_set_client_key_password) X(lf_options_set_min_tls_version) X(lf_options_set_proxy) \
    X(lf_options_set_use_system_proxy) X(lf_options_set_no_proxy) X(lf_options_set_user_agent_product) \
    X(lf_options_set_max_answer_bytes) X(lf_client_new) X(lf_client_free) X(lf_client_shutdown) X(lf_client_check) \
    X(lf_client_supports) \
    X(lf_credentials_new) X(lf_credentials_free) X(lf_credentials_set_username) X(lf_credentials_set_password) \
    X(lf_credentials_set_allow_empty_password) X(lf_credentials_set_organization) \
    X(lf_credentials_set_application_name) X(lf_credentials_set_customer_id) X(lf_credentials_set_session_key) \
    X(lf_credentials_set_saml_token) X(lf_credentials_set_access_key) X(lf_credentials_set_access_key_file) \
    X(lf_credentials_set_service_principal_key) X(lf_credentials_set_scope) X(lf_session_options_new) \
    X(lf_session_options_free) X(lf_session_options_set_margin_ms) X(lf_session_options_set_linger_seconds) \
    X(lf_session_options_set_keep_alive_seconds) X(lf_session_options_set_hold) X(lf_session_new) X(lf_session_free) \
    X(lf_session_token) X(lf_session_authorization) X(lf_session_token_rejected) X(lf_session_set_credentials) \
    X(lf_session_retry_credentials) X(lf_session_state) X(lf_session_expires_at_ms) X(lf_session_api_address) \
    X(lf_session_next_event) X(lf_session_stats) X(lf_session_close) X(lf_call_new) X(lf_call_free) \
    X(lf_call_set_total_timeout_ms) X(lf_error_description) X(lf_error_advice) X(lf_error_action) \
    X(lf_error_suggested_wait_ms) X(lf_error_free)

/** The functions of lftoken.dll, each by its own name. */
struct Library {
#define LF_MEMBER(name) decltype(&::name) name;
    LF_FUNCTIONS(LF_MEMBER)
#undef LF_MEMBER
};

/** The library, loaded at the first call and never unloaded: a logout may still be on its way. NULL if that failed;
 *  then IErrorInfo says why, and `problem` is what the caller returns. */
const Library *library(HRESULT *problem);

/** Sets IErrorInfo and returns `number`. */
HRESULT raise(HRESULT number, const wchar_t *text);

/** The number of the error that stands for a status. */
HRESULT number_of(lf_status status);
