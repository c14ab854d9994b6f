// SPDX-License-Identifier: MIT OR Apache-2.0
// Generated from lftoken.h by `cargo run -p lftoken-bindings`.

using System;
using System.Runtime.InteropServices;

namespace LFToken
{
    internal static partial class Native
    {
        /// <summary>LF_ABI_VERSION of the header that these declarations follow.</summary>
        internal const uint AbiVersion = 1;

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void CheckCallback(IntPtr user, LFCheckStep step, LFVerdict verdict, IntPtr text, IntPtr error);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void EventCallback(IntPtr user, LFEvent @event, IntPtr error);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate LFStatus CredentialsCallback(IntPtr user, IntPtr credentials);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void LogCallback(IntPtr user, LFLogLevel level, IntPtr message);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_new(out OptionsHandle options);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern void lf_options_free(IntPtr options);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_api(OptionsHandle options, LFApi api);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_base_address(OptionsHandle options, byte[] baseAddress);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_allow_plain_http(OptionsHandle options, int enabled);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_client_new(
            OptionsHandle options, out ClientHandle client, out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern int lf_client_supports(ClientHandle client, LFCapability what);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern void lf_client_free(IntPtr client);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_client_settle(
            ClientHandle client, CallHandle call, out uint openSessions, out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_client_shutdown(
            ClientHandle client, CallHandle call, out uint openSessions, out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_client_check(
            ClientHandle client,
            byte[] repositoryId,
            CheckCallback callback,
            IntPtr user,
            CallHandle call,
            out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_create_token(
            ClientHandle client,
            byte[] repositoryId,
            CredentialsHandle credentials,
            CallHandle call,
            out TokenHandle token,
            out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_refresh_token(
            TokenHandle token, uint keepAliveSeconds, CallHandle call, out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_invalidate_token(TokenHandle token, CallHandle call, out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_token_value(
            TokenHandle token, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_token_remaining_ms(TokenHandle token, out long remainingMs);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_token_lifetime_ms(TokenHandle token, out long lifetimeMs);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_token_expires_at_ms(TokenHandle token, out long expiresAtMs);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_token_state(TokenHandle token, out LFTokenState state);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_token_repository_id(
            TokenHandle token, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_token_cookie(
            TokenHandle token, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern void lf_token_free(IntPtr token);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_token_refresh_token(
            TokenHandle token, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_token_scope(
            TokenHandle token, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_token_api_address(
            TokenHandle token, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_token_adopt(
            ClientHandle client,
            byte[] repositoryId,
            byte[] value,
            long expiresAtMs,
            out TokenHandle token,
            out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_token_adopt_with_credentials(
            ClientHandle client,
            byte[] repositoryId,
            byte[] value,
            long expiresAtMs,
            CredentialsHandle credentials,
            out TokenHandle token,
            out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_new(out CredentialsHandle credentials);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern void lf_credentials_free(IntPtr credentials);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_username(CredentialsHandle credentials, byte[] username);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_password(CredentialsHandle credentials, byte[] password);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_allow_empty_password(
            CredentialsHandle credentials, int enabled);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_organization(
            CredentialsHandle credentials, byte[] organization);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_application_name(
            CredentialsHandle credentials, byte[] applicationName);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_session_key(
            CredentialsHandle credentials, byte[] sessionKey);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_saml_token(CredentialsHandle credentials, byte[] samlToken);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_customer_id(
            CredentialsHandle credentials, byte[] customerId);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_create_cookie(CredentialsHandle credentials, int enabled);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_access_key(CredentialsHandle credentials, byte[] accessKey);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_access_key_file(CredentialsHandle credentials, byte[] path);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_service_principal_key(
            CredentialsHandle credentials, byte[] key);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_refresh_token(
            CredentialsHandle credentials, byte[] refreshToken);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_client_id(CredentialsHandle credentials, byte[] clientId);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_client_secret(
            CredentialsHandle credentials, byte[] clientSecret);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_credentials_set_scope(CredentialsHandle credentials, byte[] scope);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_new(
            ClientHandle client,
            byte[] repositoryId,
            CredentialsHandle credentials,
            SessionOptionsHandle options,
            out SessionHandle session,
            out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern void lf_session_free(IntPtr session);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_token(
            SessionHandle session,
            CallHandle call,
            [Out] byte[] buf,
            UIntPtr cap,
            out UIntPtr needed,
            out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_authorization(
            SessionHandle session,
            CallHandle call,
            [Out] byte[] buf,
            UIntPtr cap,
            out UIntPtr needed,
            out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_try_token(
            SessionHandle session, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed, out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_token_rejected(
            SessionHandle session, byte[] value, out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_set_credentials(
            SessionHandle session, CredentialsHandle credentials, out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_retry_credentials(SessionHandle session);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_state(SessionHandle session, out LFSessionState state);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_expires_at_ms(SessionHandle session, out long expiresAtMs);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_api_address(
            SessionHandle session, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_next_event(
            SessionHandle session, out LFEvent @event, out ErrorHandle cause);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_stats(
            SessionHandle session, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_close(SessionHandle session, CallHandle call, out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_options_new(out SessionOptionsHandle options);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern void lf_session_options_free(IntPtr options);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_options_set_margin_ms(SessionOptionsHandle options, uint marginMs);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_options_set_renew_after_percent(
            SessionOptionsHandle options, uint percent);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_options_set_jitter_percent(
            SessionOptionsHandle options, uint percent);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_options_set_keep_alive_seconds(
            SessionOptionsHandle options, uint keepAliveSeconds);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_options_set_linger_seconds(
            SessionOptionsHandle options, uint lingerSeconds);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_options_set_hold(SessionOptionsHandle options, int enabled);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_options_set_event_callback(
            SessionOptionsHandle options, EventCallback callback, IntPtr user);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_session_options_set_credentials_callback(
            SessionOptionsHandle options, CredentialsCallback callback, IntPtr user);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_authorization_new(
            ClientHandle client,
            byte[] clientId,
            byte[] redirectAddress,
            byte[] scope,
            out AuthorizationHandle authorization,
            out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern void lf_authorization_free(IntPtr authorization);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_authorization_set_client_secret(
            AuthorizationHandle authorization, byte[] clientSecret);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_authorization_set_customer_id(
            AuthorizationHandle authorization, byte[] customerId);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_authorization_url(
            AuthorizationHandle authorization, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_authorization_accept(
            AuthorizationHandle authorization,
            byte[] callbackUrl,
            out CredentialsHandle credentials,
            out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_authorization_listen(
            AuthorizationHandle authorization, out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_authorization_wait(
            AuthorizationHandle authorization,
            CallHandle call,
            out CredentialsHandle credentials,
            out ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_message(
            ErrorHandle error, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFAction lf_error_action(ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern int lf_error_is_retryable(ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern long lf_error_suggested_wait_ms(ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_status(ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_cause(ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFExchange lf_error_exchange(ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern uint lf_error_attempts(ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern int lf_error_os_code(ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_description(
            ErrorHandle error, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern int lf_error_advice(ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern IntPtr lf_advice_text(int advice);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_clone(ErrorHandle error, out ErrorHandle clone);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern void lf_error_free(IntPtr error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFAction lf_status_action(LFStatus status);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern IntPtr lf_status_name(LFStatus status);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern IntPtr lf_status_message(LFStatus status);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern int lf_error_http_status(ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern int lf_error_server_code(ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_server_message(
            ErrorHandle error, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_server_class(
            ErrorHandle error, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_server_source(
            ErrorHandle error, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_operation_id(
            ErrorHandle error, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_request_id(
            ErrorHandle error, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_problem_type(
            ErrorHandle error, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_problem_title(
            ErrorHandle error, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_problem_detail(
            ErrorHandle error, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_error_problem_instance(
            ErrorHandle error, [Out] byte[] buf, UIntPtr cap, out UIntPtr needed);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern long lf_error_retry_after_ms(ErrorHandle error);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_connect_timeout_ms(OptionsHandle options, uint timeoutMs);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_total_timeout_ms(OptionsHandle options, uint timeoutMs);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_late_answer_grace_ms(OptionsHandle options, uint graceMs);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_trust(OptionsHandle options, LFTrust trust);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_add_ca_pem(OptionsHandle options, byte[] pem);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_add_ca_file(OptionsHandle options, byte[] path);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_add_ca_der(OptionsHandle options, byte[] bytes, UIntPtr size);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_add_pinned_certificate(OptionsHandle options, byte[] sha256);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_min_tls_version(OptionsHandle options, LFTlsVersion version);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_client_certificate_pem(
            OptionsHandle options, byte[] certificatePem, byte[] keyPem);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_client_certificate_file(
            OptionsHandle options, byte[] certificatePath, byte[] keyPath);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_client_key_password(OptionsHandle options, byte[] password);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_client_certificate_pkcs12(
            OptionsHandle options, byte[] bytes, UIntPtr size, byte[] password);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_client_certificate_pkcs12_file(
            OptionsHandle options, byte[] path, byte[] password);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_proxy(
            OptionsHandle options, byte[] address, byte[] username, byte[] password);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_use_system_proxy(OptionsHandle options, int enabled);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_no_proxy(OptionsHandle options, byte[] hosts);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_user_agent_product(OptionsHandle options, byte[] product);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_pool(OptionsHandle options, uint maxIdle, uint idleTimeoutMs);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_max_answer_bytes(OptionsHandle options, uint maxBytes);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_retry(
            OptionsHandle options, uint maxAttempts, uint baseDelayMs, uint maxDelayMs);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_call_new(out CallHandle call);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern void lf_call_free(IntPtr call);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_call_set_total_timeout_ms(CallHandle call, uint timeoutMs);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_call_set_cancel(CallHandle call, CancelHandle cancel);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_call_set_correlation_id(CallHandle call, byte[] correlationId);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_cancel_new(out CancelHandle cancel);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern void lf_cancel_free(IntPtr cancel);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_cancel_trigger(CancelHandle cancel);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_cancel_reset(CancelHandle cancel);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern LFStatus lf_options_set_log(
            OptionsHandle options, LFLogLevel level, LogCallback callback, IntPtr user);

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern IntPtr lf_library_version();

        [DllImport(Library, CallingConvention = Cdecl, ExactSpelling = true)]
        internal static extern uint lf_library_abi_version();
    }
}
