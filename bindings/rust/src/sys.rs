//! Generated from lftoken.h by `cargo run -p lftoken-bindings`: its functions, as another language would declare them.
//!
//! A handle is a number that the library looks up, so a function that takes only handles, numbers and references is
//! safe to call with whatever values.
#![allow(non_camel_case_types, reason = "the names of C")]

use std::ffi::{c_char, c_void};

// Only so that the linker sees the library; its Rust items are not used.
use lftoken as _;

pub type lf_status = i32;

/// Receives an error; `None` is NULL.
pub type OutError<'a> = Option<&'a mut *mut lf_error>;
/// A setter of a text, which is NULL or ends with a NUL.
pub type SetText<T> = unsafe extern "C" fn(*mut T, *const c_char) -> lf_status;
/// A getter of a text: handle, buffer, its size, the size needed.
pub type GetText<T> = unsafe extern "C" fn(*const T, *mut c_char, usize, *mut usize) -> lf_status;

pub enum lf_authorization {}
pub enum lf_call {}
pub enum lf_cancel {}
pub enum lf_client {}
pub enum lf_credentials {}
pub enum lf_error {}
pub enum lf_options {}
pub enum lf_session {}
pub enum lf_session_options {}
pub enum lf_token {}

pub const LF_API_V1_ALPHA: i32 = 1;
pub const LF_API_SERVER_V1: i32 = 2;
pub const LF_API_SERVER_V2: i32 = 3;
pub const LF_API_CLOUD: i32 = 4;
pub const LF_CAN_LOG_OUT: i32 = 1;
pub const LF_CAN_KEEP_ALIVE: i32 = 2;
pub const LF_CAN_REFRESH_WITHOUT_CREDENTIALS: i32 = 3;
pub const LF_CAN_CHOOSE_REPOSITORY: i32 = 4;
pub const LF_CHECK_LIBRARY: i32 = 1;
pub const LF_CHECK_PROXY: i32 = 2;
pub const LF_CHECK_NAME: i32 = 3;
pub const LF_CHECK_CONNECT: i32 = 4;
pub const LF_CHECK_TLS: i32 = 5;
pub const LF_CHECK_CLOCK: i32 = 6;
pub const LF_CHECK_API: i32 = 7;
pub const LF_VERDICT_FACT: i32 = 1;
pub const LF_VERDICT_PASSED: i32 = 2;
pub const LF_VERDICT_WARNING: i32 = 3;
pub const LF_VERDICT_FAILED: i32 = 4;
pub const LF_VERDICT_SKIPPED: i32 = 5;
pub const LF_TOKEN_ACTIVE: i32 = 1;
pub const LF_TOKEN_GONE: i32 = 2;
pub const LF_TOKEN_LOGGED_OUT: i32 = 3;
pub const LF_TOKEN_DISCARDED: i32 = 4;
pub const LF_SESSION_EMPTY: i32 = 1;
pub const LF_SESSION_FRESH: i32 = 2;
pub const LF_SESSION_RENEWING: i32 = 3;
pub const LF_SESSION_FAILING: i32 = 4;
pub const LF_SESSION_CLOSED: i32 = 5;
pub const LF_EVENT_LOGGED_IN: i32 = 1;
pub const LF_EVENT_RENEWED: i32 = 2;
pub const LF_EVENT_LOGIN_FAILED: i32 = 3;
pub const LF_EVENT_RENEWAL_FAILED: i32 = 4;
pub const LF_EVENT_LOGGED_OUT: i32 = 5;
pub const LF_EVENT_LICENSE_LOST: i32 = 6;
pub const LF_EXCHANGE_NOTHING_SENT: i32 = 0;
pub const LF_EXCHANGE_UNANSWERED: i32 = 1;
pub const LF_EXCHANGE_ANSWERED: i32 = 2;
pub const LF_EXCHANGE_ANSWERED_IN_FRONT: i32 = 3;
pub const LF_ACTION_NONE: i32 = 0;
pub const LF_ACTION_FIX_CALL: i32 = 1;
pub const LF_ACTION_FIX_SETUP: i32 = 2;
pub const LF_ACTION_FIX_CREDENTIALS: i32 = 3;
pub const LF_ACTION_LOG_IN_AGAIN: i32 = 4;
pub const LF_ACTION_LOG_OUT_THEN_IN: i32 = 5;
pub const LF_ACTION_TRY_LATER: i32 = 6;
pub const LF_ACTION_CHECK_SESSION: i32 = 7;
pub const LF_ACTION_REPORT_DEFECT: i32 = 8;
pub const LF_OK: lf_status = 0;
pub const LF_E_INVALID_ARGUMENT: lf_status = 1;
pub const LF_E_INVALID_HANDLE: lf_status = 2;
pub const LF_E_BUFFER_TOO_SMALL: lf_status = 3;
pub const LF_E_UNSUPPORTED: lf_status = 4;
pub const LF_E_INTERNAL: lf_status = 5;
pub const LF_E_PENDING: lf_status = 6;
pub const LF_E_WOULD_DEADLOCK: lf_status = 7;
pub const LF_E_CLOSED: lf_status = 8;
pub const LF_E_FORKED: lf_status = 9;
pub const LF_E_RESOLVE_FAILED: lf_status = 10;
pub const LF_E_CONNECT_FAILED: lf_status = 11;
pub const LF_E_PROXY_REFUSED: lf_status = 12;
pub const LF_E_TLS_CERTIFICATE: lf_status = 13;
pub const LF_E_TLS_HANDSHAKE: lf_status = 14;
pub const LF_E_TIMED_OUT: lf_status = 15;
pub const LF_E_CANCELLED: lf_status = 16;
pub const LF_E_CONNECTION_LOST: lf_status = 17;
pub const LF_E_OUTCOME_UNKNOWN: lf_status = 18;
pub const LF_E_BAD_REQUEST: lf_status = 30;
pub const LF_E_CREDENTIALS_REFUSED: lf_status = 31;
pub const LF_E_SESSION_GONE: lf_status = 32;
pub const LF_E_ACCESS_DENIED: lf_status = 33;
pub const LF_E_REPOSITORY_NOT_FOUND: lf_status = 34;
pub const LF_E_LICENSE_EXHAUSTED: lf_status = 35;
pub const LF_E_ACCOUNT_LOCKED: lf_status = 36;
pub const LF_E_PASSWORD_EXPIRED: lf_status = 37;
pub const LF_E_RATE_LIMITED: lf_status = 38;
pub const LF_E_SERVER_ERROR: lf_status = 39;
pub const LF_E_ANSWER_NOT_UNDERSTOOD: lf_status = 40;
pub const LF_E_ANSWER_TOO_LARGE: lf_status = 41;
pub const LF_E_NOT_LOGGED_OUT: lf_status = 42;
pub const LF_E_SESSION_UNCONFIRMED: lf_status = 43;
pub const LF_TRUST_SYSTEM: i32 = 0;
pub const LF_TRUST_BUNDLED: i32 = 1;
pub const LF_TRUST_ADDED_ONLY: i32 = 2;
pub const LF_TLS_1_2: i32 = 12;
pub const LF_TLS_1_3: i32 = 13;
pub const LF_LOG_OFF: i32 = 0;
pub const LF_LOG_ERROR: i32 = 1;
pub const LF_LOG_WARN: i32 = 2;
pub const LF_LOG_INFO: i32 = 3;
pub const LF_LOG_DEBUG: i32 = 4;

pub type CheckCallback =
    unsafe extern "C" fn(user: *mut c_void, step: i32, verdict: i32, text: *const c_char, error: *const lf_error);

pub type EventCallback = unsafe extern "C" fn(user: *mut c_void, event: i32, error: *const lf_error);

pub type CredentialsCallback = unsafe extern "C" fn(user: *mut c_void, credentials: *mut lf_credentials) -> lf_status;

pub type LogCallback = unsafe extern "C" fn(user: *mut c_void, level: i32, message: *const c_char);

#[rustfmt::skip]
unsafe extern "C" {
    pub safe fn lf_options_new(out_options: &mut *mut lf_options) -> lf_status;
    pub safe fn lf_options_free(options: *mut lf_options);
    pub safe fn lf_options_set_api(options: *mut lf_options, api: i32) -> lf_status;
    pub fn lf_options_set_base_address(options: *mut lf_options, base_address: *const c_char) -> lf_status;
    pub safe fn lf_options_set_allow_plain_http(options: *mut lf_options, enabled: i32) -> lf_status;
    pub safe fn lf_client_new(
        options: *const lf_options,
        out_client: &mut *mut lf_client,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub safe fn lf_client_supports(client: *const lf_client, what: i32) -> i32;
    pub safe fn lf_client_free(client: *mut lf_client);
    pub safe fn lf_client_settle(
        client: *const lf_client,
        call: *const lf_call,
        out_open_sessions: Option<&mut u32>,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub safe fn lf_client_shutdown(
        client: *mut lf_client,
        call: *const lf_call,
        out_open_sessions: Option<&mut u32>,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub fn lf_client_check(
        client: *mut lf_client,
        repository_id: *const c_char,
        callback: Option<CheckCallback>,
        user: *mut c_void,
        call: *const lf_call,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub fn lf_create_token(
        client: *mut lf_client,
        repository_id: *const c_char,
        credentials: *const lf_credentials,
        call: *const lf_call,
        out_token: &mut *mut lf_token,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub safe fn lf_refresh_token(
        token: *mut lf_token,
        keep_alive_seconds: u32,
        call: *const lf_call,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub safe fn lf_invalidate_token(token: *mut lf_token, call: *const lf_call, out_error: OutError<'_>) -> lf_status;
    pub fn lf_token_value(token: *const lf_token, buf: *mut c_char, cap: usize, needed: *mut usize) -> lf_status;
    pub safe fn lf_token_remaining_ms(token: *const lf_token, out_remaining_ms: &mut i64) -> lf_status;
    pub safe fn lf_token_lifetime_ms(token: *const lf_token, out_lifetime_ms: &mut i64) -> lf_status;
    pub safe fn lf_token_expires_at_ms(token: *const lf_token, out_expires_at_ms: &mut i64) -> lf_status;
    pub safe fn lf_token_state(token: *const lf_token, out_state: &mut i32) -> lf_status;
    pub fn lf_token_repository_id(
        token: *const lf_token,
        buf: *mut c_char,
        cap: usize,
        needed: *mut usize,
    ) -> lf_status;
    pub fn lf_token_cookie(token: *const lf_token, buf: *mut c_char, cap: usize, needed: *mut usize) -> lf_status;
    pub safe fn lf_token_free(token: *mut lf_token);
    pub fn lf_token_refresh_token(
        token: *const lf_token,
        buf: *mut c_char,
        cap: usize,
        needed: *mut usize,
    ) -> lf_status;
    pub fn lf_token_scope(token: *const lf_token, buf: *mut c_char, cap: usize, needed: *mut usize) -> lf_status;
    pub fn lf_token_api_address(token: *const lf_token, buf: *mut c_char, cap: usize, needed: *mut usize) -> lf_status;
    pub fn lf_token_adopt(
        client: *mut lf_client,
        repository_id: *const c_char,
        value: *const c_char,
        expires_at_ms: i64,
        out_token: &mut *mut lf_token,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub fn lf_token_adopt_with_credentials(
        client: *mut lf_client,
        repository_id: *const c_char,
        value: *const c_char,
        expires_at_ms: i64,
        credentials: *const lf_credentials,
        out_token: &mut *mut lf_token,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub safe fn lf_credentials_new(out_credentials: &mut *mut lf_credentials) -> lf_status;
    pub safe fn lf_credentials_free(credentials: *mut lf_credentials);
    pub fn lf_credentials_set_username(credentials: *mut lf_credentials, username: *const c_char) -> lf_status;
    pub fn lf_credentials_set_password(credentials: *mut lf_credentials, password: *const c_char) -> lf_status;
    pub safe fn lf_credentials_set_allow_empty_password(credentials: *mut lf_credentials, enabled: i32) -> lf_status;
    pub fn lf_credentials_set_organization(credentials: *mut lf_credentials, organization: *const c_char) -> lf_status;
    pub fn lf_credentials_set_application_name(
        credentials: *mut lf_credentials,
        application_name: *const c_char,
    ) -> lf_status;
    pub fn lf_credentials_set_session_key(credentials: *mut lf_credentials, session_key: *const c_char) -> lf_status;
    pub fn lf_credentials_set_saml_token(credentials: *mut lf_credentials, saml_token: *const c_char) -> lf_status;
    pub fn lf_credentials_set_customer_id(credentials: *mut lf_credentials, customer_id: *const c_char) -> lf_status;
    pub safe fn lf_credentials_set_create_cookie(credentials: *mut lf_credentials, enabled: i32) -> lf_status;
    pub fn lf_credentials_set_access_key(credentials: *mut lf_credentials, access_key: *const c_char) -> lf_status;
    pub fn lf_credentials_set_access_key_file(credentials: *mut lf_credentials, path: *const c_char) -> lf_status;
    pub fn lf_credentials_set_service_principal_key(credentials: *mut lf_credentials, key: *const c_char) -> lf_status;
    pub fn lf_credentials_set_refresh_token(
        credentials: *mut lf_credentials,
        refresh_token: *const c_char,
    ) -> lf_status;
    pub fn lf_credentials_set_client_id(credentials: *mut lf_credentials, client_id: *const c_char) -> lf_status;
    pub fn lf_credentials_set_client_secret(
        credentials: *mut lf_credentials,
        client_secret: *const c_char,
    ) -> lf_status;
    pub fn lf_credentials_set_scope(credentials: *mut lf_credentials, scope: *const c_char) -> lf_status;
    pub fn lf_session_new(
        client: *mut lf_client,
        repository_id: *const c_char,
        credentials: *const lf_credentials,
        options: *const lf_session_options,
        out_session: &mut *mut lf_session,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub safe fn lf_session_free(session: *mut lf_session);
    pub fn lf_session_token(
        session: *mut lf_session,
        call: *const lf_call,
        buf: *mut c_char,
        cap: usize,
        needed: *mut usize,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub fn lf_session_authorization(
        session: *mut lf_session,
        call: *const lf_call,
        buf: *mut c_char,
        cap: usize,
        needed: *mut usize,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub fn lf_session_try_token(
        session: *mut lf_session,
        buf: *mut c_char,
        cap: usize,
        needed: *mut usize,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub fn lf_session_token_rejected(
        session: *mut lf_session,
        value: *const c_char,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub safe fn lf_session_set_credentials(
        session: *mut lf_session,
        credentials: *const lf_credentials,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub safe fn lf_session_retry_credentials(session: *mut lf_session) -> lf_status;
    pub safe fn lf_session_state(session: *const lf_session, out_state: &mut i32) -> lf_status;
    pub safe fn lf_session_expires_at_ms(session: *const lf_session, out_expires_at_ms: &mut i64) -> lf_status;
    pub fn lf_session_api_address(
        session: *const lf_session,
        buf: *mut c_char,
        cap: usize,
        needed: *mut usize,
    ) -> lf_status;
    pub safe fn lf_session_next_event(
        session: *mut lf_session,
        out_event: &mut i32,
        out_cause: Option<&mut *mut lf_error>,
    ) -> lf_status;
    pub fn lf_session_stats(session: *const lf_session, buf: *mut c_char, cap: usize, needed: *mut usize) -> lf_status;
    pub safe fn lf_session_close(session: *mut lf_session, call: *const lf_call, out_error: OutError<'_>) -> lf_status;
    pub safe fn lf_session_options_new(out_options: &mut *mut lf_session_options) -> lf_status;
    pub safe fn lf_session_options_free(options: *mut lf_session_options);
    pub safe fn lf_session_options_set_margin_ms(options: *mut lf_session_options, margin_ms: u32) -> lf_status;
    pub safe fn lf_session_options_set_renew_after_percent(options: *mut lf_session_options, percent: u32) -> lf_status;
    pub safe fn lf_session_options_set_jitter_percent(options: *mut lf_session_options, percent: u32) -> lf_status;
    pub safe fn lf_session_options_set_keep_alive_seconds(
        options: *mut lf_session_options,
        keep_alive_seconds: u32,
    ) -> lf_status;
    pub safe fn lf_session_options_set_linger_seconds(
        options: *mut lf_session_options,
        linger_seconds: u32,
    ) -> lf_status;
    pub safe fn lf_session_options_set_hold(options: *mut lf_session_options, enabled: i32) -> lf_status;
    pub fn lf_session_options_set_event_callback(
        options: *mut lf_session_options,
        callback: Option<EventCallback>,
        user: *mut c_void,
    ) -> lf_status;
    pub fn lf_session_options_set_credentials_callback(
        options: *mut lf_session_options,
        callback: Option<CredentialsCallback>,
        user: *mut c_void,
    ) -> lf_status;
    pub fn lf_authorization_new(
        client: *const lf_client,
        client_id: *const c_char,
        redirect_address: *const c_char,
        scope: *const c_char,
        out_authorization: &mut *mut lf_authorization,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub safe fn lf_authorization_free(authorization: *mut lf_authorization);
    pub fn lf_authorization_set_client_secret(
        authorization: *mut lf_authorization,
        client_secret: *const c_char,
    ) -> lf_status;
    pub fn lf_authorization_set_customer_id(
        authorization: *mut lf_authorization,
        customer_id: *const c_char,
    ) -> lf_status;
    pub fn lf_authorization_url(
        authorization: *const lf_authorization,
        buf: *mut c_char,
        cap: usize,
        needed: *mut usize,
    ) -> lf_status;
    pub fn lf_authorization_accept(
        authorization: *mut lf_authorization,
        callback_url: *const c_char,
        out_credentials: &mut *mut lf_credentials,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub safe fn lf_authorization_listen(authorization: *mut lf_authorization, out_error: OutError<'_>) -> lf_status;
    pub safe fn lf_authorization_wait(
        authorization: *mut lf_authorization,
        call: *const lf_call,
        out_credentials: &mut *mut lf_credentials,
        out_error: OutError<'_>,
    ) -> lf_status;
    pub fn lf_error_message(error: *const lf_error, buf: *mut c_char, cap: usize, needed: *mut usize) -> lf_status;
    pub safe fn lf_error_action(error: *const lf_error) -> i32;
    pub safe fn lf_error_is_retryable(error: *const lf_error) -> i32;
    pub safe fn lf_error_suggested_wait_ms(error: *const lf_error) -> i64;
    pub safe fn lf_error_status(error: *const lf_error) -> lf_status;
    pub safe fn lf_error_cause(error: *const lf_error) -> lf_status;
    pub safe fn lf_error_exchange(error: *const lf_error) -> i32;
    pub safe fn lf_error_attempts(error: *const lf_error) -> u32;
    pub safe fn lf_error_os_code(error: *const lf_error) -> i32;
    pub fn lf_error_description(error: *const lf_error, buf: *mut c_char, cap: usize, needed: *mut usize) -> lf_status;
    pub safe fn lf_error_advice(error: *const lf_error) -> i32;
    pub safe fn lf_advice_text(advice: i32) -> *const c_char;
    pub safe fn lf_error_clone(error: *const lf_error, out_clone: &mut *mut lf_error) -> lf_status;
    pub safe fn lf_error_free(error: *mut lf_error);
    pub safe fn lf_status_action(status: lf_status) -> i32;
    pub safe fn lf_status_name(status: lf_status) -> *const c_char;
    pub safe fn lf_status_message(status: lf_status) -> *const c_char;
    pub safe fn lf_error_http_status(error: *const lf_error) -> i32;
    pub safe fn lf_error_server_code(error: *const lf_error) -> i32;
    pub fn lf_error_server_message(
        error: *const lf_error,
        buf: *mut c_char,
        cap: usize,
        needed: *mut usize,
    ) -> lf_status;
    pub fn lf_error_server_class(error: *const lf_error, buf: *mut c_char, cap: usize, needed: *mut usize) -> lf_status;
    pub fn lf_error_server_source(
        error: *const lf_error,
        buf: *mut c_char,
        cap: usize,
        needed: *mut usize,
    ) -> lf_status;
    pub fn lf_error_operation_id(error: *const lf_error, buf: *mut c_char, cap: usize, needed: *mut usize) -> lf_status;
    pub fn lf_error_request_id(error: *const lf_error, buf: *mut c_char, cap: usize, needed: *mut usize) -> lf_status;
    pub fn lf_error_problem_type(error: *const lf_error, buf: *mut c_char, cap: usize, needed: *mut usize) -> lf_status;
    pub fn lf_error_problem_title(
        error: *const lf_error,
        buf: *mut c_char,
        cap: usize,
        needed: *mut usize,
    ) -> lf_status;
    pub fn lf_error_problem_detail(
        error: *const lf_error,
        buf: *mut c_char,
        cap: usize,
        needed: *mut usize,
    ) -> lf_status;
    pub fn lf_error_problem_instance(
        error: *const lf_error,
        buf: *mut c_char,
        cap: usize,
        needed: *mut usize,
    ) -> lf_status;
    pub safe fn lf_error_retry_after_ms(error: *const lf_error) -> i64;
    pub safe fn lf_options_set_connect_timeout_ms(options: *mut lf_options, timeout_ms: u32) -> lf_status;
    pub safe fn lf_options_set_total_timeout_ms(options: *mut lf_options, timeout_ms: u32) -> lf_status;
    pub safe fn lf_options_set_late_answer_grace_ms(options: *mut lf_options, grace_ms: u32) -> lf_status;
    pub safe fn lf_options_set_trust(options: *mut lf_options, trust: i32) -> lf_status;
    pub fn lf_options_add_ca_pem(options: *mut lf_options, pem: *const c_char) -> lf_status;
    pub fn lf_options_add_ca_file(options: *mut lf_options, path: *const c_char) -> lf_status;
    pub fn lf_options_add_ca_der(options: *mut lf_options, bytes: *const c_void, size: usize) -> lf_status;
    pub fn lf_options_add_pinned_certificate(options: *mut lf_options, sha256: *const c_char) -> lf_status;
    pub safe fn lf_options_set_min_tls_version(options: *mut lf_options, version: i32) -> lf_status;
    pub fn lf_options_set_client_certificate_pem(
        options: *mut lf_options,
        certificate_pem: *const c_char,
        key_pem: *const c_char,
    ) -> lf_status;
    pub fn lf_options_set_client_certificate_file(
        options: *mut lf_options,
        certificate_path: *const c_char,
        key_path: *const c_char,
    ) -> lf_status;
    pub fn lf_options_set_client_key_password(options: *mut lf_options, password: *const c_char) -> lf_status;
    pub fn lf_options_set_client_certificate_pkcs12(
        options: *mut lf_options,
        bytes: *const c_void,
        size: usize,
        password: *const c_char,
    ) -> lf_status;
    pub fn lf_options_set_client_certificate_pkcs12_file(
        options: *mut lf_options,
        path: *const c_char,
        password: *const c_char,
    ) -> lf_status;
    pub fn lf_options_set_proxy(
        options: *mut lf_options,
        address: *const c_char,
        username: *const c_char,
        password: *const c_char,
    ) -> lf_status;
    pub safe fn lf_options_set_use_system_proxy(options: *mut lf_options, enabled: i32) -> lf_status;
    pub fn lf_options_set_no_proxy(options: *mut lf_options, hosts: *const c_char) -> lf_status;
    pub fn lf_options_set_user_agent_product(options: *mut lf_options, product: *const c_char) -> lf_status;
    pub safe fn lf_options_set_pool(options: *mut lf_options, max_idle: u32, idle_timeout_ms: u32) -> lf_status;
    pub safe fn lf_options_set_max_answer_bytes(options: *mut lf_options, max_bytes: u32) -> lf_status;
    pub safe fn lf_options_set_retry(
        options: *mut lf_options,
        max_attempts: u32,
        base_delay_ms: u32,
        max_delay_ms: u32,
    ) -> lf_status;
    pub safe fn lf_call_new(out_call: &mut *mut lf_call) -> lf_status;
    pub safe fn lf_call_free(call: *mut lf_call);
    pub safe fn lf_call_set_total_timeout_ms(call: *mut lf_call, timeout_ms: u32) -> lf_status;
    pub safe fn lf_call_set_cancel(call: *mut lf_call, cancel: *mut lf_cancel) -> lf_status;
    pub fn lf_call_set_correlation_id(call: *mut lf_call, correlation_id: *const c_char) -> lf_status;
    pub safe fn lf_cancel_new(out_cancel: &mut *mut lf_cancel) -> lf_status;
    pub safe fn lf_cancel_free(cancel: *mut lf_cancel);
    pub safe fn lf_cancel_trigger(cancel: *mut lf_cancel) -> lf_status;
    pub safe fn lf_cancel_reset(cancel: *mut lf_cancel) -> lf_status;
    pub fn lf_options_set_log(
        options: *mut lf_options,
        level: i32,
        callback: Option<LogCallback>,
        user: *mut c_void,
    ) -> lf_status;
    pub safe fn lf_library_version() -> *const c_char;
    pub safe fn lf_library_abi_version() -> u32;
}
