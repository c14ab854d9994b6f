/* Everything a host can do wrong with the functions of the header, each of them at least once. */
#include "check.h"

enum kind { OPTIONS, CLIENT, CREDENTIALS, CALL, CANCEL, TOKEN, ERROR, AUTHORIZATION, SESSION, SESSION_OPTIONS, KINDS };

static const char *const kind_names[KINDS] = {
    "options", "client", "credentials", "call", "cancel", "token", "error", "authorization", "session",
    "session options"
};

static lf_options *options;
static lf_client *client;
static lf_credentials *credentials;
static lf_call *call;
static lf_cancel *cancel;
static lf_token *token;
static lf_error *error;

/* A login in a browser, and its client: of an API that has them. */
static lf_authorization *authorization;
static lf_client *v2_client;

#define REDIRECT "http://localhost:18100/callback"

/* A managed session, which has a token. */
static lf_session *session;
static lf_session_options *session_options;

/* What outputs hold before a call that has to clear them. */
#define GARBAGE ((void *)0x5a5a5a5a)

/* The longest text that goes in. */
#define MAX_TEXT ((size_t)1024 * 1024)

/* The texts that no function takes. */

static const char *const bad_texts[] = {
    "\x80",                     /* a continuation alone */
    "a\xff" "b",                /* no such byte */
    "\xc0\xaf",                 /* an over-long '/' */
    "\xe0\x80\x80",             /* an over-long NUL */
    "\xed\xa0\x80",             /* half of a surrogate pair */
    "\xf4\x90\x80\x80",         /* beyond U+10FFFF */
    "\xf8\x88\x80\x80\x80",     /* five bytes */
    "abc\xc3",                  /* cut after one of two bytes */
    "abc\xe2\x82",              /* cut after two of three */
    "abc\xf0\x9f\x98",          /* cut after three of four */
    "M\xfcller"                 /* Latin-1 */
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A text of `length` letters. */
static char *text_of(size_t length)
{
    char *text = malloc(length + 1);
    if (text == NULL) {
        exit(2);
    }
    memset(text, 'a', length);
    text[length] = 0;
    return text;
}

/* Each function with a wrong handle; 1 if it refused and cleared its outputs. */

#define REFUSES(name, arguments) \
    static int bad_##name(void *h) \
    { \
        return name arguments == LF_E_INVALID_HANDLE; \
    }

REFUSES(lf_options_set_api, (h, LF_API_SERVER_V1))
REFUSES(lf_options_set_base_address, (h, "https://127.0.0.1/x"))
REFUSES(lf_options_set_allow_plain_http, (h, 1))
REFUSES(lf_options_set_connect_timeout_ms, (h, 1))
REFUSES(lf_options_set_total_timeout_ms, (h, 1))
REFUSES(lf_options_set_late_answer_grace_ms, (h, 1))
REFUSES(lf_options_set_trust, (h, LF_TRUST_SYSTEM))
REFUSES(lf_options_add_ca_pem, (h, "x"))
REFUSES(lf_options_add_ca_file, (h, "x"))
REFUSES(lf_options_add_pinned_certificate, (h, "x"))
REFUSES(lf_options_set_client_certificate_pem, (h, "x", "x"))
REFUSES(lf_options_set_client_certificate_file, (h, "x", "x"))
REFUSES(lf_options_set_client_key_password, (h, "x"))
REFUSES(lf_options_set_client_certificate_pkcs12, (h, "x", 1, "x"))
REFUSES(lf_options_set_client_certificate_pkcs12_file, (h, "x", "x"))
REFUSES(lf_options_add_ca_der, (h, "x", 1))
REFUSES(lf_options_set_min_tls_version, (h, LF_TLS_1_2))
REFUSES(lf_options_set_proxy, (h, "127.0.0.1:1", "x", "x"))
REFUSES(lf_options_set_use_system_proxy, (h, 1))
REFUSES(lf_options_set_no_proxy, (h, "x"))
REFUSES(lf_options_set_user_agent_product, (h, "x"))
REFUSES(lf_options_set_pool, (h, 1, 1))
REFUSES(lf_options_set_max_answer_bytes, (h, 4096))
REFUSES(lf_options_set_retry, (h, 1, 1, 1))
REFUSES(lf_options_set_log, (h, LF_LOG_OFF, NULL, NULL))
REFUSES(lf_credentials_set_username, (h, "x"))
REFUSES(lf_credentials_set_password, (h, "x"))
REFUSES(lf_credentials_set_organization, (h, "x"))
REFUSES(lf_credentials_set_application_name, (h, "x"))
REFUSES(lf_credentials_set_session_key, (h, "x"))
REFUSES(lf_credentials_set_saml_token, (h, "x"))
REFUSES(lf_credentials_set_customer_id, (h, "x"))
REFUSES(lf_credentials_set_access_key, (h, "x"))
REFUSES(lf_credentials_set_access_key_file, (h, "x"))
REFUSES(lf_credentials_set_service_principal_key, (h, "x"))
REFUSES(lf_credentials_set_refresh_token, (h, "x"))
REFUSES(lf_credentials_set_client_id, (h, "x"))
REFUSES(lf_credentials_set_client_secret, (h, "x"))
REFUSES(lf_credentials_set_scope, (h, "x"))
REFUSES(lf_authorization_set_client_secret, (h, "x"))
REFUSES(lf_authorization_set_customer_id, (h, "x"))
REFUSES(lf_credentials_set_create_cookie, (h, 1))
REFUSES(lf_credentials_set_allow_empty_password, (h, 1))
REFUSES(lf_call_set_total_timeout_ms, (h, 1))
REFUSES(lf_call_set_cancel, (h, cancel))
REFUSES(lf_call_set_correlation_id, (h, "x"))
REFUSES(lf_session_retry_credentials, (h))
REFUSES(lf_session_options_set_margin_ms, (h, 1))
REFUSES(lf_session_options_set_renew_after_percent, (h, 50))
REFUSES(lf_session_options_set_jitter_percent, (h, 50))
REFUSES(lf_session_options_set_keep_alive_seconds, (h, 60))
REFUSES(lf_session_options_set_linger_seconds, (h, 60))
REFUSES(lf_session_options_set_hold, (h, 0))
REFUSES(lf_session_options_set_event_callback, (h, NULL, NULL))
REFUSES(lf_session_options_set_credentials_callback, (h, NULL, NULL))
REFUSES(lf_cancel_trigger, (h))
REFUSES(lf_cancel_reset, (h))
REFUSES(lf_error_status, (h))
REFUSES(lf_error_cause, (h))

#define GIVES(name, nothing) \
    static int bad_##name(void *h) \
    { \
        return name(h) == (nothing); \
    }

GIVES(lf_error_http_status, 0)
GIVES(lf_error_server_code, 0)
GIVES(lf_error_retry_after_ms, -1)
GIVES(lf_error_suggested_wait_ms, -1)
GIVES(lf_error_os_code, 0)
GIVES(lf_error_is_retryable, 0)
GIVES(lf_error_exchange, LF_EXCHANGE_NOTHING_SENT)
GIVES(lf_error_advice, 0)
GIVES(lf_error_action, LF_ACTION_NONE)
GIVES(lf_error_attempts, 0)

/* Frees nothing; that the good handles are still good is checked after it. */
#define FREES_NOTHING(name) \
    static int bad_##name(void *h) \
    { \
        name(h); \
        name(h); \
        return 1; \
    }

FREES_NOTHING(lf_options_free)
FREES_NOTHING(lf_client_free)
FREES_NOTHING(lf_credentials_free)
FREES_NOTHING(lf_call_free)
FREES_NOTHING(lf_cancel_free)
FREES_NOTHING(lf_token_free)
FREES_NOTHING(lf_error_free)
FREES_NOTHING(lf_authorization_free)
FREES_NOTHING(lf_session_free)
FREES_NOTHING(lf_session_options_free)

static int bad_lf_client_supports(void *h)
{
    return lf_client_supports(h, LF_CAN_LOG_OUT) == 0 && lf_client_supports(h, LF_CAN_CHOOSE_REPOSITORY) == 0;
}

/* A getter of a text, as one type of function for all of them. */
typedef lf_status (*text_getter)(void *h, char *buf, size_t cap, size_t *needed);

#define TEXT_GETTER(name) \
    static lf_status get_##name(void *h, char *buf, size_t cap, size_t *needed) \
    { \
        return name(h, buf, cap, needed); \
    } \
    static int bad_##name(void *h) \
    { \
        char buf[4] = "zzz"; \
        size_t needed = 99; \
        return name(h, buf, sizeof buf, &needed) == LF_E_INVALID_HANDLE && buf[0] == 0 && buf[1] == 'z' && needed == 0 \
            && name(h, NULL, 0, NULL) == LF_E_INVALID_HANDLE; \
    }

TEXT_GETTER(lf_token_value)
TEXT_GETTER(lf_token_cookie)
TEXT_GETTER(lf_token_repository_id)
TEXT_GETTER(lf_token_refresh_token)
TEXT_GETTER(lf_token_scope)
TEXT_GETTER(lf_token_api_address)
TEXT_GETTER(lf_authorization_url)
TEXT_GETTER(lf_session_api_address)
TEXT_GETTER(lf_session_stats)
TEXT_GETTER(lf_error_message)
TEXT_GETTER(lf_error_description)
TEXT_GETTER(lf_error_server_message)
TEXT_GETTER(lf_error_server_class)
TEXT_GETTER(lf_error_server_source)
TEXT_GETTER(lf_error_operation_id)
TEXT_GETTER(lf_error_request_id)
TEXT_GETTER(lf_error_problem_type)
TEXT_GETTER(lf_error_problem_title)
TEXT_GETTER(lf_error_problem_detail)
TEXT_GETTER(lf_error_problem_instance)

static int bad_lf_token_expires_at_ms(void *h)
{
    int64_t ms = 99;
    return lf_token_expires_at_ms(h, &ms) == LF_E_INVALID_HANDLE && ms == 0;
}

static int bad_lf_token_remaining_ms(void *h)
{
    int64_t ms = 99;
    return lf_token_remaining_ms(h, &ms) == LF_E_INVALID_HANDLE && ms == 0;
}

static int bad_lf_token_lifetime_ms(void *h)
{
    int64_t ms = 99;
    return lf_token_lifetime_ms(h, &ms) == LF_E_INVALID_HANDLE && ms == 0;
}

static int bad_lf_error_clone(void *h)
{
    lf_error *clone = GARBAGE;
    return lf_error_clone(h, &clone) == LF_E_INVALID_HANDLE && clone == NULL;
}

static int bad_lf_token_state(void *h)
{
    int32_t state = 99;
    return lf_token_state(h, &state) == LF_E_INVALID_HANDLE && state == 0;
}

/* The error of a refused handle, which is freed. */
static int explained(lf_error *why)
{
    int holds = why != GARBAGE && lf_error_status(why) == LF_E_INVALID_HANDLE && lf_error_attempts(why) == 0
        && lf_error_exchange(why) == LF_EXCHANGE_NOTHING_SENT;
    lf_error_free(why);
    return holds;
}

static int bad_lf_client_new(void *h)
{
    lf_client *made = GARBAGE;
    lf_error *why = GARBAGE;
    int holds = lf_client_new(h, &made, &why) == LF_E_INVALID_HANDLE && made == NULL && explained(why);
    return holds && lf_client_new(h, &made, NULL) == LF_E_INVALID_HANDLE;
}

static int bad_lf_client_settle(void *h)
{
    uint32_t outstanding = 99;
    lf_error *why = GARBAGE;
    int holds =
        lf_client_settle(h, NULL, &outstanding, &why) == LF_E_INVALID_HANDLE && outstanding == 0 && explained(why);
    return holds && lf_client_settle(h, NULL, NULL, NULL) == LF_E_INVALID_HANDLE;
}

static int bad_lf_client_shutdown(void *h)
{
    uint32_t open = 99;
    lf_error *why = GARBAGE;
    int holds = lf_client_shutdown(h, NULL, &open, &why) == LF_E_INVALID_HANDLE && open == 0 && explained(why);
    return holds && lf_client_shutdown(h, NULL, NULL, NULL) == LF_E_INVALID_HANDLE;
}

static void LF_CALL on_check(void *user, int32_t step, int32_t verdict, const char *text, const lf_error *cause)
{
    int32_t *last = user;
    uint32_t open = 99;
    CHECK(step >= *last && step <= LF_CHECK_API && verdict >= LF_VERDICT_FACT && verdict <= LF_VERDICT_SKIPPED);
    CHECK(text != NULL && strchr(text, '\n') == NULL);
    CHECK((cause != NULL) == (verdict == LF_VERDICT_FAILED));
    CHECK_STATUS(LF_E_WOULD_DEADLOCK, lf_client_settle(client, NULL, &open, NULL));
    CHECK_STATUS(LF_E_WOULD_DEADLOCK, lf_client_check(client, NULL, on_check, last, NULL, NULL));
    *last = step;
}

static int bad_lf_client_check(void *h)
{
    int32_t last = 0;
    lf_error *why = GARBAGE;
    int holds = lf_client_check(h, NULL, on_check, &last, NULL, &why) == LF_E_INVALID_HANDLE && explained(why);
    return holds && lf_client_check(h, NULL, NULL, NULL, NULL, NULL) == LF_E_INVALID_HANDLE && last == 0;
}

/* The readers of a session's token, as one type of function. */
#define READER(name, arguments) \
    static lf_status get_##name(void *h, char *buf, size_t cap, size_t *needed) \
    { \
        return name arguments; \
    } \
    static int bad_##name(void *h) \
    { \
        char room[4] = "zzz", *buf = room; \
        size_t cap = sizeof room, size = 99, *needed = &size; \
        return name arguments == LF_E_INVALID_HANDLE && room[0] == 0 && room[1] == 'z' && size == 0; \
    }

READER(lf_session_token, (h, call, buf, cap, needed, NULL))
READER(lf_session_authorization, (h, NULL, buf, cap, needed, NULL))
READER(lf_session_try_token, (h, buf, cap, needed, NULL))

static int bad_lf_session_token_explained(void *h)
{
    char buf[4];
    lf_error *why = GARBAGE;
    int holds = lf_session_token(h, NULL, buf, sizeof buf, NULL, &why) == LF_E_INVALID_HANDLE && explained(why);
    why = GARBAGE;
    holds = holds && lf_session_authorization(h, NULL, buf, sizeof buf, NULL, &why) == LF_E_INVALID_HANDLE
        && explained(why);
    why = GARBAGE;
    return holds && lf_session_try_token(h, buf, sizeof buf, NULL, &why) == LF_E_INVALID_HANDLE && explained(why);
}

static int bad_lf_session_new(void *h)
{
    lf_session *made = GARBAGE;
    lf_error *why = GARBAGE;
    int holds = lf_session_new(h, "Archive", credentials, NULL, &made, &why) == LF_E_INVALID_HANDLE && made == NULL
        && explained(why);
    return holds && lf_session_new(h, "Archive", credentials, NULL, &made, NULL) == LF_E_INVALID_HANDLE;
}

static int bad_credentials_of_session(void *h)
{
    lf_session *made = GARBAGE;
    lf_error *why = GARBAGE;
    int holds = lf_session_new(client, "Archive", h, NULL, &made, &why) == LF_E_INVALID_HANDLE && made == NULL
        && explained(why);
    why = GARBAGE;
    return holds && lf_session_set_credentials(session, h, &why) == LF_E_INVALID_HANDLE && explained(why);
}

static int bad_options_of_session(void *h)
{
    lf_session *made = GARBAGE;
    lf_error *why = GARBAGE;
    return h == NULL
        || (lf_session_new(client, "Archive", credentials, h, &made, &why) == LF_E_INVALID_HANDLE && made == NULL
            && explained(why));
}

static int bad_lf_session_token_rejected(void *h)
{
    lf_error *why = GARBAGE;
    int holds = lf_session_token_rejected(h, "x", &why) == LF_E_INVALID_HANDLE && explained(why);
    return holds && lf_session_token_rejected(h, "x", NULL) == LF_E_INVALID_HANDLE;
}

static int bad_lf_session_set_credentials(void *h)
{
    lf_error *why = GARBAGE;
    return lf_session_set_credentials(h, credentials, &why) == LF_E_INVALID_HANDLE && explained(why);
}

static int bad_lf_session_state(void *h)
{
    int32_t state = 99;
    return lf_session_state(h, &state) == LF_E_INVALID_HANDLE && state == 0;
}

static int bad_lf_session_expires_at_ms(void *h)
{
    int64_t ms = 99;
    return lf_session_expires_at_ms(h, &ms) == LF_E_INVALID_HANDLE && ms == 0;
}

static int bad_lf_session_next_event(void *h)
{
    int32_t event = 99;
    lf_error *cause = GARBAGE;
    return lf_session_next_event(h, &event, &cause) == LF_E_INVALID_HANDLE && event == 0 && cause == NULL
        && lf_session_next_event(h, &event, NULL) == LF_E_INVALID_HANDLE;
}

static int bad_lf_session_close(void *h)
{
    lf_error *why = GARBAGE;
    return lf_session_close(h, NULL, &why) == LF_E_INVALID_HANDLE && explained(why);
}

static int bad_lf_create_token(void *h)
{
    lf_token *made = GARBAGE;
    lf_error *why = GARBAGE;
    int holds = lf_create_token(h, "Archive", credentials, call, &made, &why) == LF_E_INVALID_HANDLE && made == NULL
        && explained(why);
    return holds && lf_create_token(h, "Archive", credentials, NULL, &made, NULL) == LF_E_INVALID_HANDLE;
}

static int bad_lf_token_adopt(void *h)
{
    lf_token *made = GARBAGE;
    lf_error *why = GARBAGE;
    int holds =
        lf_token_adopt(h, "Archive", "x", 0, &made, &why) == LF_E_INVALID_HANDLE && made == NULL && explained(why);
    return holds && lf_token_adopt(h, "Archive", "x", 0, &made, NULL) == LF_E_INVALID_HANDLE;
}

static int bad_lf_token_adopt_with_credentials(void *h)
{
    lf_token *made = GARBAGE;
    lf_error *why = GARBAGE;
    int holds = lf_token_adopt_with_credentials(h, "Archive", "x", 0, credentials, &made, &why)
        == LF_E_INVALID_HANDLE && made == NULL && explained(why);
    return holds
        && lf_token_adopt_with_credentials(h, "Archive", "x", 0, credentials, &made, NULL) == LF_E_INVALID_HANDLE;
}

static int bad_lf_authorization_new(void *h)
{
    lf_authorization *made = GARBAGE;
    lf_error *why = GARBAGE;
    int holds = lf_authorization_new(h, NULL, REDIRECT, NULL, &made, &why) == LF_E_INVALID_HANDLE && made == NULL
        && explained(why);
    return holds && lf_authorization_new(h, NULL, REDIRECT, NULL, &made, NULL) == LF_E_INVALID_HANDLE;
}

static int bad_lf_authorization_accept(void *h)
{
    lf_credentials *made = GARBAGE;
    lf_error *why = GARBAGE;
    int holds = lf_authorization_accept(h, REDIRECT "?code=c&state=s", &made, &why) == LF_E_INVALID_HANDLE
        && made == NULL && explained(why);
    return holds && lf_authorization_accept(h, "code=c&state=s", &made, NULL) == LF_E_INVALID_HANDLE;
}

static int bad_lf_authorization_listen(void *h)
{
    lf_error *why = GARBAGE;
    int holds = lf_authorization_listen(h, &why) == LF_E_INVALID_HANDLE && explained(why);
    return holds && lf_authorization_listen(h, NULL) == LF_E_INVALID_HANDLE;
}

static int bad_lf_authorization_wait(void *h)
{
    lf_credentials *made = GARBAGE;
    lf_error *why = GARBAGE;
    int holds =
        lf_authorization_wait(h, call, &made, &why) == LF_E_INVALID_HANDLE && made == NULL && explained(why);
    return holds && lf_authorization_wait(h, NULL, &made, NULL) == LF_E_INVALID_HANDLE;
}

static int bad_lf_refresh_token(void *h)
{
    lf_error *why = GARBAGE;
    int holds = lf_refresh_token(h, 0, call, &why) == LF_E_INVALID_HANDLE && explained(why);
    return holds && lf_refresh_token(h, 0, NULL, NULL) == LF_E_INVALID_HANDLE;
}

static int bad_lf_invalidate_token(void *h)
{
    lf_error *why = GARBAGE;
    int holds = lf_invalidate_token(h, call, &why) == LF_E_INVALID_HANDLE && explained(why);
    return holds && lf_invalidate_token(h, NULL, NULL) == LF_E_INVALID_HANDLE;
}

/* Handles that are not the first parameter; NULL is allowed where the header says so. */

static int bad_credentials_of_create(void *h)
{
    lf_token *made = GARBAGE;
    lf_error *why = GARBAGE;
    return lf_create_token(client, "Archive", h, NULL, &made, &why) == LF_E_INVALID_HANDLE && made == NULL
        && explained(why);
}

static int bad_credentials_of_adopt(void *h)
{
    lf_token *made = GARBAGE;
    lf_error *why = GARBAGE;
    return lf_token_adopt_with_credentials(client, "Archive", "x", 0, h, &made, &why) == LF_E_INVALID_HANDLE
        && made == NULL && explained(why);
}

/* A read that has to look at its call: of a session without a token. */
static lf_status get_with_call(lf_call *with)
{
    lf_session *made = NULL;
    char buf[4];
    lf_status status;
    CHECK_STATUS(LF_OK, lf_session_new(client, "Archive", credentials, NULL, &made, NULL));
    status = lf_session_token(made, with, buf, sizeof buf, NULL, NULL);
    lf_session_free(made);
    return status;
}

static int bad_call_of_all(void *h)
{
    lf_credentials *given_back = GARBAGE;
    lf_token *made = GARBAGE;
    lf_error *why = GARBAGE;
    uint32_t outstanding = 99;
    int32_t last = 0;
    int holds;
    if (h == NULL) {
        return 1;
    }
    holds = lf_create_token(client, "Archive", credentials, h, &made, &why) == LF_E_INVALID_HANDLE && made == NULL
        && explained(why);
    why = GARBAGE;
    holds = holds && lf_refresh_token(token, 0, h, &why) == LF_E_INVALID_HANDLE && explained(why);
    why = GARBAGE;
    holds = holds && lf_invalidate_token(token, h, &why) == LF_E_INVALID_HANDLE && explained(why);
    why = GARBAGE;
    holds = holds && get_with_call(h) == LF_E_INVALID_HANDLE;
    holds = holds && lf_session_close(session, h, &why) == LF_E_INVALID_HANDLE && explained(why);
    why = GARBAGE;
    holds = holds && lf_client_shutdown(client, h, NULL, &why) == LF_E_INVALID_HANDLE && explained(why);
    why = GARBAGE;
    holds = holds && lf_authorization_wait(authorization, h, &given_back, &why) == LF_E_INVALID_HANDLE
        && given_back == NULL && explained(why);
    why = GARBAGE;
    holds = holds && lf_client_check(client, NULL, on_check, &last, h, &why) == LF_E_INVALID_HANDLE && last == 0
        && explained(why);
    why = GARBAGE;
    return holds && lf_client_settle(client, h, &outstanding, &why) == LF_E_INVALID_HANDLE && outstanding == 0
        && explained(why);
}

static int bad_cancel_of_call(void *h)
{
    return h == NULL || lf_call_set_cancel(call, h) == LF_E_INVALID_HANDLE;
}

struct probe {
    const char *name;
    enum kind kind;
    int (*refuses)(void *h);
};

#define PROBE(kind, name) { #name, kind, bad_##name }

static const struct probe probes[] = {
    PROBE(OPTIONS, lf_options_free),
    PROBE(OPTIONS, lf_options_set_api),
    PROBE(OPTIONS, lf_options_set_base_address),
    PROBE(OPTIONS, lf_options_set_allow_plain_http),
    PROBE(OPTIONS, lf_options_set_connect_timeout_ms),
    PROBE(OPTIONS, lf_options_set_total_timeout_ms),
    PROBE(OPTIONS, lf_options_set_late_answer_grace_ms),
    PROBE(OPTIONS, lf_options_set_trust),
    PROBE(OPTIONS, lf_options_add_ca_pem),
    PROBE(OPTIONS, lf_options_add_ca_file),
    PROBE(OPTIONS, lf_options_add_pinned_certificate),
    PROBE(OPTIONS, lf_options_set_client_certificate_pem),
    PROBE(OPTIONS, lf_options_set_client_certificate_file),
    PROBE(OPTIONS, lf_options_set_client_key_password),
    PROBE(OPTIONS, lf_options_set_client_certificate_pkcs12),
    PROBE(OPTIONS, lf_options_set_client_certificate_pkcs12_file),
    PROBE(OPTIONS, lf_options_add_ca_der),
    PROBE(OPTIONS, lf_options_set_min_tls_version),
    PROBE(OPTIONS, lf_options_set_proxy),
    PROBE(OPTIONS, lf_options_set_use_system_proxy),
    PROBE(OPTIONS, lf_options_set_no_proxy),
    PROBE(OPTIONS, lf_options_set_user_agent_product),
    PROBE(OPTIONS, lf_options_set_pool),
    PROBE(OPTIONS, lf_options_set_max_answer_bytes),
    PROBE(OPTIONS, lf_options_set_retry),
    PROBE(OPTIONS, lf_options_set_log),
    PROBE(OPTIONS, lf_client_new),
    PROBE(CLIENT, lf_client_free),
    PROBE(CLIENT, lf_client_settle),
    PROBE(CLIENT, lf_create_token),
    PROBE(CLIENT, lf_token_adopt),
    PROBE(CLIENT, lf_token_adopt_with_credentials),
    PROBE(CLIENT, lf_client_supports),
    PROBE(CLIENT, lf_authorization_new),
    PROBE(CREDENTIALS, lf_credentials_free),
    PROBE(CREDENTIALS, lf_credentials_set_username),
    PROBE(CREDENTIALS, lf_credentials_set_password),
    PROBE(CREDENTIALS, lf_credentials_set_organization),
    PROBE(CREDENTIALS, lf_credentials_set_application_name),
    PROBE(CREDENTIALS, lf_credentials_set_session_key),
    PROBE(CREDENTIALS, lf_credentials_set_saml_token),
    PROBE(CREDENTIALS, lf_credentials_set_customer_id),
    PROBE(CREDENTIALS, lf_credentials_set_create_cookie),
    PROBE(CREDENTIALS, lf_credentials_set_allow_empty_password),
    PROBE(CREDENTIALS, lf_credentials_set_access_key),
    PROBE(CREDENTIALS, lf_credentials_set_access_key_file),
    PROBE(CREDENTIALS, lf_credentials_set_service_principal_key),
    PROBE(CREDENTIALS, lf_credentials_set_refresh_token),
    PROBE(CREDENTIALS, lf_credentials_set_client_id),
    PROBE(CREDENTIALS, lf_credentials_set_client_secret),
    PROBE(CREDENTIALS, lf_credentials_set_scope),
    PROBE(CREDENTIALS, credentials_of_create),
    PROBE(CREDENTIALS, credentials_of_adopt),
    PROBE(CALL, lf_call_free),
    PROBE(CALL, lf_call_set_total_timeout_ms),
    PROBE(CALL, lf_call_set_cancel),
    PROBE(CALL, lf_call_set_correlation_id),
    PROBE(CALL, call_of_all),
    PROBE(CANCEL, lf_cancel_free),
    PROBE(CANCEL, lf_cancel_trigger),
    PROBE(CANCEL, lf_cancel_reset),
    PROBE(CANCEL, cancel_of_call),
    PROBE(TOKEN, lf_token_free),
    PROBE(TOKEN, lf_refresh_token),
    PROBE(TOKEN, lf_invalidate_token),
    PROBE(TOKEN, lf_token_value),
    PROBE(TOKEN, lf_token_cookie),
    PROBE(TOKEN, lf_token_repository_id),
    PROBE(TOKEN, lf_token_refresh_token),
    PROBE(TOKEN, lf_token_scope),
    PROBE(TOKEN, lf_token_api_address),
    PROBE(TOKEN, lf_token_expires_at_ms),
    PROBE(TOKEN, lf_token_remaining_ms),
    PROBE(TOKEN, lf_token_lifetime_ms),
    PROBE(TOKEN, lf_token_state),
    PROBE(AUTHORIZATION, lf_authorization_free),
    PROBE(AUTHORIZATION, lf_authorization_set_client_secret),
    PROBE(AUTHORIZATION, lf_authorization_set_customer_id),
    PROBE(AUTHORIZATION, lf_authorization_url),
    PROBE(AUTHORIZATION, lf_authorization_accept),
    PROBE(AUTHORIZATION, lf_authorization_listen),
    PROBE(AUTHORIZATION, lf_authorization_wait),
    PROBE(CLIENT, lf_client_shutdown),
    PROBE(CLIENT, lf_client_check),
    PROBE(CLIENT, lf_session_new),
    PROBE(CREDENTIALS, credentials_of_session),
    PROBE(SESSION_OPTIONS, options_of_session),
    PROBE(SESSION, lf_session_free),
    PROBE(SESSION, lf_session_token),
    PROBE(SESSION, lf_session_token_explained),
    PROBE(SESSION, lf_session_authorization),
    PROBE(SESSION, lf_session_try_token),
    PROBE(SESSION, lf_session_token_rejected),
    PROBE(SESSION, lf_session_set_credentials),
    PROBE(SESSION, lf_session_retry_credentials),
    PROBE(SESSION, lf_session_state),
    PROBE(SESSION, lf_session_expires_at_ms),
    PROBE(SESSION, lf_session_api_address),
    PROBE(SESSION, lf_session_next_event),
    PROBE(SESSION, lf_session_stats),
    PROBE(SESSION, lf_session_close),
    PROBE(SESSION_OPTIONS, lf_session_options_free),
    PROBE(SESSION_OPTIONS, lf_session_options_set_margin_ms),
    PROBE(SESSION_OPTIONS, lf_session_options_set_renew_after_percent),
    PROBE(SESSION_OPTIONS, lf_session_options_set_jitter_percent),
    PROBE(SESSION_OPTIONS, lf_session_options_set_keep_alive_seconds),
    PROBE(SESSION_OPTIONS, lf_session_options_set_linger_seconds),
    PROBE(SESSION_OPTIONS, lf_session_options_set_hold),
    PROBE(SESSION_OPTIONS, lf_session_options_set_event_callback),
    PROBE(SESSION_OPTIONS, lf_session_options_set_credentials_callback),
    PROBE(ERROR, lf_error_free),
    PROBE(ERROR, lf_error_clone),
    PROBE(ERROR, lf_error_status),
    PROBE(ERROR, lf_error_cause),
    PROBE(ERROR, lf_error_message),
    PROBE(ERROR, lf_error_description),
    PROBE(ERROR, lf_error_advice),
    PROBE(ERROR, lf_error_action),
    PROBE(ERROR, lf_error_http_status),
    PROBE(ERROR, lf_error_server_code),
    PROBE(ERROR, lf_error_server_message),
    PROBE(ERROR, lf_error_server_class),
    PROBE(ERROR, lf_error_server_source),
    PROBE(ERROR, lf_error_operation_id),
    PROBE(ERROR, lf_error_request_id),
    PROBE(ERROR, lf_error_problem_type),
    PROBE(ERROR, lf_error_problem_title),
    PROBE(ERROR, lf_error_problem_detail),
    PROBE(ERROR, lf_error_problem_instance),
    PROBE(ERROR, lf_error_retry_after_ms),
    PROBE(ERROR, lf_error_suggested_wait_ms),
    PROBE(ERROR, lf_error_os_code),
    PROBE(ERROR, lf_error_is_retryable),
    PROBE(ERROR, lf_error_exchange),
    PROBE(ERROR, lf_error_attempts),
};

static void *handle_of(enum kind kind)
{
    switch (kind) {
    case OPTIONS: return options;
    case CLIENT: return client;
    case CREDENTIALS: return credentials;
    case CALL: return call;
    case CANCEL: return cancel;
    case TOKEN: return token;
    case ERROR: return error;
    case AUTHORIZATION: return authorization;
    case SESSION: return session;
    case SESSION_OPTIONS: return session_options;
    default: return NULL;
    }
}

static void *as_handle(uintptr_t number)
{
    return (void *)number;
}

/* A bit of a pointer, counted from the highest. */
static uintptr_t high_bit(int number)
{
    return ((UINTPTR_MAX >> 1) + 1) >> number;
}

static uint64_t next_random(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void refused(const struct probe *probe, void *h, const char *what)
{
    char detail[200];
    snprintf(detail, sizeof detail, "%s, a handle of %s: %s (%p)", probe->name, kind_names[probe->kind], what, h);
    check(probe->refuses(h), "not refused as documented", detail, __FILE__, __LINE__);
}

/* One more handle of a kind, for freeing. */
static void *another(enum kind kind)
{
    lf_options *o = NULL;
    lf_client *c = NULL;
    lf_token *t = NULL;
    lf_credentials *k = NULL;
    lf_call *l = NULL;
    lf_cancel *x = NULL;
    lf_error *e = NULL;
    lf_authorization *a = NULL;
    lf_session *s = NULL;
    lf_session_options *p = NULL;
    switch (kind) {
    case OPTIONS: CHECK_STATUS(LF_OK, lf_options_new(&o)); return o;
    case CLIENT: CHECK_STATUS(LF_OK, lf_client_new(options, &c, NULL)); return c;
    case CREDENTIALS: CHECK_STATUS(LF_OK, lf_credentials_new(&k)); return k;
    case CALL: CHECK_STATUS(LF_OK, lf_call_new(&l)); return l;
    case CANCEL: CHECK_STATUS(LF_OK, lf_cancel_new(&x)); return x;
    case TOKEN: CHECK_STATUS(LF_OK, lf_token_adopt(client, "Archive", "x", 0, &t, NULL)); return t;
    case ERROR: CHECK_STATUS(LF_E_INVALID_HANDLE, lf_refresh_token(NULL, 0, NULL, &e)); return e;
    case AUTHORIZATION:
        CHECK_STATUS(LF_OK, lf_authorization_new(v2_client, NULL, REDIRECT, NULL, &a, NULL));
        return a;
    case SESSION: CHECK_STATUS(LF_OK, lf_session_new(client, "Archive", credentials, NULL, &s, NULL)); return s;
    case SESSION_OPTIONS: CHECK_STATUS(LF_OK, lf_session_options_new(&p)); return p;
    default: return NULL;
    }
}

static void release(enum kind kind, void *h)
{
    switch (kind) {
    case OPTIONS: lf_options_free(h); break;
    case CLIENT: lf_client_free(h); break;
    case CREDENTIALS: lf_credentials_free(h); break;
    case CALL: lf_call_free(h); break;
    case CANCEL: lf_cancel_free(h); break;
    case TOKEN: lf_token_free(h); break;
    case ERROR: lf_error_free(h); break;
    case AUTHORIZATION: lf_authorization_free(h); break;
    case SESSION: lf_session_free(h); break;
    case SESSION_OPTIONS: lf_session_options_free(h); break;
    default: break;
    }
}

/* The good handles are what they were. */
static void all_good(void)
{
    int32_t state = 0;
    uint32_t outstanding = 99;
    CHECK_STATUS(LF_OK, lf_options_set_pool(options, 4, 60000));
    CHECK_STATUS(LF_OK, lf_client_settle(client, call, &outstanding, NULL));
    CHECK_NUMBER(0, outstanding);
    CHECK_STATUS(LF_OK, lf_credentials_set_create_cookie(credentials, 0));
    CHECK_STATUS(LF_OK, lf_call_set_total_timeout_ms(call, 20000));
    CHECK_STATUS(LF_OK, lf_cancel_reset(cancel));
    CHECK_STATUS(LF_OK, lf_token_state(token, &state));
    CHECK_NUMBER(LF_TOKEN_ACTIVE, state);
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_error_status(error));
    CHECK_NUMBER(1, lf_client_supports(client, LF_CAN_LOG_OUT));
    CHECK_STATUS(LF_OK, lf_authorization_set_customer_id(authorization, NULL));
    CHECK_STATUS(LF_OK, lf_session_state(session, &state));
    CHECK_NUMBER(LF_SESSION_FRESH, state);
    CHECK_STATUS(LF_OK, lf_session_options_set_hold(session_options, 0));
}

static void wrong_handles(void)
{
    void *freed[KINDS];
    int local = 0;
    char *heap = malloc(64);
    size_t i;
    int kind, n;

    for (kind = 0; kind < KINDS; kind++) {
        freed[kind] = another((enum kind)kind);
        CHECK(freed[kind] != NULL);
        release((enum kind)kind, freed[kind]);
    }
    for (i = 0; i < COUNT(probes); i++) {
        const uintptr_t good = (uintptr_t)handle_of(probes[i].kind);
        refused(&probes[i], NULL, "NULL");
        for (kind = 0; kind < KINDS; kind++) {
            refused(&probes[i], freed[kind], kind_names[kind]);
            if ((int)probes[i].kind != kind) {
                refused(&probes[i], handle_of((enum kind)kind), kind_names[kind]);
            }
        }
        refused(&probes[i], heap, "heap");
        refused(&probes[i], heap + 1, "heap, odd");
        refused(&probes[i], &local, "stack");
        refused(&probes[i], (char *)&local + 1, "stack, odd");
        refused(&probes[i], (void *)(uintptr_t)kind_names, "static");
        refused(&probes[i], as_handle(UINTPTR_MAX), "all ones");
        refused(&probes[i], as_handle(UINTPTR_MAX - 1), "all ones but one");
        refused(&probes[i], as_handle(high_bit(0)), "the highest bit");
        refused(&probes[i], as_handle(2), "small and even");
        refused(&probes[i], as_handle(good + 1), "a good one and one");
        refused(&probes[i], as_handle(good | high_bit(7)), "a good one, far");
        for (n = 0; n < 40; n++) {
            /* Never a small number: those can be good. */
            uintptr_t number = (uintptr_t)next_random() | high_bit(13);
            refused(&probes[i], as_handle(n % 2 == 0 ? number | 1 : number & ~(uintptr_t)1), "random");
        }
    }
    free(heap);
    all_good();
}

/* Texts in. */

typedef lf_status (*text_taker)(const char *text);

#define TAKER(name, arguments) \
    static lf_status take_##name(const char *text) \
    { \
        return name arguments; \
    }
#define TAKER_OF(name, suffix, arguments) \
    static lf_status take_##name##_##suffix(const char *text) \
    { \
        return name arguments; \
    }

/* The options that texts are tried on; no client is made of them. */
static lf_options *scrap;
static lf_credentials *scrap_credentials;
static lf_call *scrap_call;

TAKER(lf_options_set_base_address, (scrap, text))
TAKER(lf_options_add_ca_pem, (scrap, text))
TAKER(lf_options_add_ca_file, (scrap, text))
TAKER(lf_options_add_pinned_certificate, (scrap, text))
TAKER_OF(lf_options_set_client_certificate_pem, certificate, (scrap, text, "x"))
TAKER_OF(lf_options_set_client_certificate_pem, key, (scrap, "x", text))
TAKER_OF(lf_options_set_client_certificate_file, certificate, (scrap, text, "x"))
TAKER_OF(lf_options_set_client_certificate_file, key, (scrap, "x", text))
TAKER(lf_options_set_client_key_password, (scrap, text))
TAKER_OF(lf_options_set_client_certificate_pkcs12, password, (scrap, "x", 1, text))
TAKER_OF(lf_options_set_client_certificate_pkcs12_file, path, (scrap, text, NULL))
TAKER_OF(lf_options_set_client_certificate_pkcs12_file, password, (scrap, "x", text))
TAKER_OF(lf_options_set_proxy, address, (scrap, text, NULL, NULL))
TAKER_OF(lf_options_set_proxy, username, (scrap, "127.0.0.1:1", text, NULL))
TAKER_OF(lf_options_set_proxy, password, (scrap, "127.0.0.1:1", "x", text))
TAKER(lf_options_set_no_proxy, (scrap, text))
TAKER(lf_options_set_user_agent_product, (scrap, text))
TAKER(lf_credentials_set_username, (scrap_credentials, text))
TAKER(lf_credentials_set_password, (scrap_credentials, text))
TAKER(lf_credentials_set_organization, (scrap_credentials, text))
TAKER(lf_credentials_set_application_name, (scrap_credentials, text))
TAKER(lf_credentials_set_session_key, (scrap_credentials, text))
TAKER(lf_credentials_set_saml_token, (scrap_credentials, text))
TAKER(lf_credentials_set_customer_id, (scrap_credentials, text))
TAKER(lf_credentials_set_access_key, (scrap_credentials, text))
TAKER(lf_credentials_set_access_key_file, (scrap_credentials, text))
TAKER(lf_credentials_set_service_principal_key, (scrap_credentials, text))
TAKER(lf_credentials_set_refresh_token, (scrap_credentials, text))
TAKER(lf_credentials_set_client_id, (scrap_credentials, text))
TAKER(lf_credentials_set_client_secret, (scrap_credentials, text))
TAKER(lf_credentials_set_scope, (scrap_credentials, text))
TAKER(lf_authorization_set_client_secret, (authorization, text))
TAKER(lf_authorization_set_customer_id, (authorization, text))
TAKER(lf_call_set_correlation_id, (scrap_call, text))
TAKER(lf_session_token_rejected, (session, text, NULL))

static lf_status take_repository_of_session(const char *text)
{
    lf_session *made = GARBAGE;
    lf_status status = lf_session_new(client, text, credentials, NULL, &made, NULL);
    CHECK((made == NULL) == (status != LF_OK));
    lf_session_free(made);
    return status;
}

static lf_status refuse_token(lf_status status, lf_token *made, lf_error *why)
{
    CHECK(made == NULL);
    CHECK_STATUS(status, lf_error_status(why));
    CHECK_NUMBER(0, lf_error_attempts(why));
    lf_error_free(why);
    return status;
}

static lf_status take_repository_of_create(const char *text)
{
    lf_token *made = GARBAGE;
    lf_error *why = GARBAGE;
    lf_status status = lf_create_token(client, text, credentials, NULL, &made, &why);
    CHECK(text != NULL || lf_error_advice(why) != 0);
    return refuse_token(status, made, why);
}

static lf_status take_repository_of_adopt(const char *text)
{
    lf_token *made = GARBAGE;
    lf_error *why = GARBAGE;
    lf_status status = lf_token_adopt(client, text, "x", 0, &made, &why);
    return refuse_token(status, made, why);
}

static lf_status take_value_of_adopt(const char *text)
{
    lf_token *made = GARBAGE;
    lf_error *why = GARBAGE;
    lf_status status = lf_token_adopt(client, "Archive", text, 0, &made, &why);
    return refuse_token(status, made, why);
}

static lf_status take_value_of_adopt_with_credentials(const char *text)
{
    lf_token *made = GARBAGE;
    lf_error *why = GARBAGE;
    lf_status status = lf_token_adopt_with_credentials(client, "Archive", text, 0, credentials, &made, &why);
    return refuse_token(status, made, why);
}

static lf_status take_redirect_address(const char *text)
{
    lf_authorization *made = GARBAGE;
    lf_error *why = GARBAGE;
    lf_status status = lf_authorization_new(v2_client, NULL, text, NULL, &made, &why);
    CHECK(made == NULL);
    CHECK_STATUS(status, lf_error_status(why));
    lf_error_free(why);
    return status;
}

static lf_status take_callback(const char *text)
{
    lf_credentials *made = GARBAGE;
    lf_error *why = GARBAGE;
    lf_status status = lf_authorization_accept(authorization, text, &made, &why);
    CHECK(made == NULL);
    CHECK_STATUS(status, lf_error_status(why));
    CHECK_NUMBER(LF_EXCHANGE_NOTHING_SENT, lf_error_exchange(why));
    lf_error_free(why);
    return status;
}

/* May be NULL, must be one line, takes anything up to the limit, in any encoding. */
#define NULLABLE 1
#define ONE_LINE 2
#define TAKES_LONG 4
#define BYTES 8

static const struct {
    const char *name;
    text_taker take;
    int rules;
} takers[] = {
    { "base address", take_lf_options_set_base_address, TAKES_LONG },
    { "ca pem", take_lf_options_add_ca_pem, TAKES_LONG | BYTES },
    { "ca file", take_lf_options_add_ca_file, TAKES_LONG },
    { "pin", take_lf_options_add_pinned_certificate, TAKES_LONG },
    { "certificate pem", take_lf_options_set_client_certificate_pem_certificate, TAKES_LONG | BYTES },
    { "key pem", take_lf_options_set_client_certificate_pem_key, TAKES_LONG | BYTES },
    { "certificate file", take_lf_options_set_client_certificate_file_certificate, TAKES_LONG },
    { "key file", take_lf_options_set_client_certificate_file_key, TAKES_LONG },
    { "key password", take_lf_options_set_client_key_password, NULLABLE | TAKES_LONG },
    { "pkcs12 password", take_lf_options_set_client_certificate_pkcs12_password, NULLABLE | TAKES_LONG },
    { "pkcs12 file", take_lf_options_set_client_certificate_pkcs12_file_path, NULLABLE | TAKES_LONG },
    { "pkcs12 file password", take_lf_options_set_client_certificate_pkcs12_file_password, NULLABLE | TAKES_LONG },
    { "proxy address", take_lf_options_set_proxy_address, NULLABLE | TAKES_LONG },
    { "proxy user name", take_lf_options_set_proxy_username, NULLABLE | TAKES_LONG },
    { "proxy password", take_lf_options_set_proxy_password, NULLABLE | TAKES_LONG },
    { "no proxy", take_lf_options_set_no_proxy, NULLABLE | TAKES_LONG },
    { "user agent product", take_lf_options_set_user_agent_product, NULLABLE | ONE_LINE | TAKES_LONG },
    { "username", take_lf_credentials_set_username, NULLABLE | TAKES_LONG },
    { "password", take_lf_credentials_set_password, NULLABLE | TAKES_LONG },
    { "organization", take_lf_credentials_set_organization, NULLABLE | TAKES_LONG },
    { "application name", take_lf_credentials_set_application_name, NULLABLE | TAKES_LONG },
    { "session key", take_lf_credentials_set_session_key, NULLABLE | TAKES_LONG },
    { "saml token", take_lf_credentials_set_saml_token, NULLABLE | TAKES_LONG },
    { "customer id", take_lf_credentials_set_customer_id, NULLABLE | ONE_LINE | TAKES_LONG },
    { "access key", take_lf_credentials_set_access_key, NULLABLE | TAKES_LONG | BYTES },
    { "access key file", take_lf_credentials_set_access_key_file, NULLABLE | TAKES_LONG },
    { "service principal key", take_lf_credentials_set_service_principal_key, NULLABLE | TAKES_LONG },
    { "refresh token", take_lf_credentials_set_refresh_token, NULLABLE | TAKES_LONG },
    { "client id", take_lf_credentials_set_client_id, NULLABLE | ONE_LINE | TAKES_LONG },
    { "client secret", take_lf_credentials_set_client_secret, NULLABLE | TAKES_LONG },
    { "scope", take_lf_credentials_set_scope, NULLABLE | ONE_LINE | TAKES_LONG },
    { "client secret of authorization", take_lf_authorization_set_client_secret, NULLABLE | TAKES_LONG },
    { "customer id of authorization", take_lf_authorization_set_customer_id, NULLABLE | ONE_LINE | TAKES_LONG },
    { "redirect address", take_redirect_address, ONE_LINE },
    { "callback", take_callback, ONE_LINE },
    { "value of adopt with credentials", take_value_of_adopt_with_credentials, ONE_LINE },
    { "correlation id", take_lf_call_set_correlation_id, NULLABLE | ONE_LINE | TAKES_LONG },
    { "rejected token", take_lf_session_token_rejected, TAKES_LONG },
    { "repository of session", take_repository_of_session, 0 },
    { "repository of create", take_repository_of_create, 0 },
    { "repository of adopt", take_repository_of_adopt, 0 },
    { "value of adopt", take_value_of_adopt, ONE_LINE },
};

static void taken(const char *name, text_taker take, const char *text, lf_status expected, const char *what)
{
    char detail[200];
    lf_status got = take(text);
    snprintf(detail, sizeof detail, "%s, %s: %s", name, what, lf_status_name(got));
    check(got == expected, "text", detail, __FILE__, __LINE__);
}

static void wrong_texts(void)
{
    static const char *const not_one_line[] = { "a\nb", "a\r\nb: c", "\x1b[31m", "\x7f", "a\tb", "a\xc2\x85" "b" };
    char *long_enough = text_of(MAX_TEXT);
    char *too_long = text_of(MAX_TEXT + 1);
    /* Valid at its beginning only, and the last byte of all is the bad one. */
    char *bad_at_the_end = text_of(1000);
    size_t i, n;
    bad_at_the_end[999] = '\xc3';
    CHECK_STATUS(LF_OK, lf_options_new(&scrap));
    CHECK_STATUS(LF_OK, lf_credentials_new(&scrap_credentials));
    CHECK_STATUS(LF_OK, lf_call_new(&scrap_call));
    for (i = 0; i < COUNT(takers); i++) {
        const char *name = takers[i].name;
        text_taker take = takers[i].take;
        int rules = takers[i].rules;
        lf_status no_utf8 = (rules & BYTES) != 0 ? LF_OK : LF_E_INVALID_ARGUMENT;
        for (n = 0; n < COUNT(bad_texts); n++) {
            taken(name, take, bad_texts[n], no_utf8, "bad UTF-8");
        }
        taken(name, take, bad_at_the_end, no_utf8, "cut at the end");
        taken(name, take, "\xff", LF_E_INVALID_ARGUMENT, "no text");
        taken(name, take, too_long, LF_E_INVALID_ARGUMENT, "too long");
        taken(name, take, NULL, (rules & NULLABLE) != 0 ? LF_OK : LF_E_INVALID_ARGUMENT, "NULL");
        if ((rules & TAKES_LONG) != 0) {
            taken(name, take, long_enough, LF_OK, "just short enough");
        }
        if ((rules & ONE_LINE) != 0) {
            for (n = 0; n < COUNT(not_one_line); n++) {
                taken(name, take, not_one_line[n], LF_E_INVALID_ARGUMENT, "control characters");
            }
        }
    }
    taken("repository", take_repository_of_create, "", LF_E_INVALID_ARGUMENT, "empty");
    taken("repository", take_repository_of_create, ".", LF_E_INVALID_ARGUMENT, "a dot");
    taken("repository", take_repository_of_create, "..", LF_E_INVALID_ARGUMENT, "two dots");
    taken("repository", take_repository_of_adopt, "", LF_E_INVALID_ARGUMENT, "empty");
    taken("repository", take_repository_of_adopt, "..", LF_E_INVALID_ARGUMENT, "two dots");
    taken("repository", take_repository_of_session, "", LF_E_INVALID_ARGUMENT, "empty");
    taken("repository", take_repository_of_session, "..", LF_E_INVALID_ARGUMENT, "two dots");
    taken("value", take_value_of_adopt, "", LF_E_INVALID_ARGUMENT, "empty");
    /* Both or none. */
    CHECK_STATUS(LF_OK, lf_options_set_client_certificate_pem(scrap, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_options_set_client_certificate_file(scrap, NULL, NULL));
    /* Bytes. */
    CHECK_STATUS(LF_OK, lf_options_set_client_certificate_pkcs12(scrap, NULL, 0, NULL));
    CHECK_STATUS(LF_OK, lf_options_set_client_certificate_pkcs12(scrap, NULL, 5, NULL));
    CHECK_STATUS(LF_OK, lf_options_set_client_certificate_pkcs12(scrap, "", 0, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_client_certificate_pkcs12(scrap, "", (size_t)-1, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_add_ca_der(scrap, NULL, 0));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_add_ca_der(scrap, "", (size_t)-1));
    CHECK_STATUS(LF_OK, lf_authorization_set_client_secret(authorization, NULL));
    CHECK_STATUS(LF_OK, lf_authorization_set_customer_id(authorization, NULL));
    lf_options_free(scrap);
    lf_credentials_free(scrap_credentials);
    lf_call_free(scrap_call);
    free(long_enough);
    free(too_long);
    free(bad_at_the_end);
}

/* Settings that only lf_client_new() can refuse: a base address, a trust store, a certificate. */
static void wrong_settings(void)
{
    static const char *const addresses[] = { "", "127.0.0.1", "ftp://127.0.0.1/", "https://u:p@127.0.0.1/",
        "https://127.0.0.1/?q", "https://127.0.0.1/#f", "https://", "http://lf.example.com/",
        "https://127.0.0.1:99999/", "https://127.0.0.1/a\nb", "https://127.0.0.1/a b" };
    size_t i;
    for (i = 0; i < COUNT(addresses); i++) {
        lf_options *o = options_for(addresses[i]);
        lf_client *made = GARBAGE;
        lf_error *why = GARBAGE;
        lf_status status = lf_client_new(o, &made, &why);
        check(status == LF_E_INVALID_ARGUMENT, "base address", addresses[i], __FILE__, __LINE__);
        CHECK(made == NULL);
        CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_error_status(why));
        lf_error_free(why);
        lf_client_free(made);
        lf_options_free(o);
    }
    for (i = 0; i < 9; i++) {
        lf_options *o = options_for("https://127.0.0.1/");
        lf_client *made = GARBAGE;
        switch (i) {
        case 0: CHECK_STATUS(LF_OK, lf_options_add_ca_pem(o, "no certificate")); break;
        case 1: CHECK_STATUS(LF_OK, lf_options_add_ca_file(o, "/does/not/exist")); break;
        case 2: CHECK_STATUS(LF_OK, lf_options_set_client_certificate_pem(o, "no", "no")); break;
        case 3: CHECK_STATUS(LF_OK, lf_options_set_client_certificate_file(o, "/no", "/no")); break;
        case 6: CHECK_STATUS(LF_OK, lf_options_set_client_certificate_pkcs12(o, "no", 2, "no")); break;
        case 7: CHECK_STATUS(LF_OK, lf_options_set_client_certificate_pkcs12_file(o, "/no", "no")); break;
        case 8: CHECK_STATUS(LF_OK, lf_options_add_ca_der(o, "no", 2)); break;
        case 4: CHECK_STATUS(LF_OK, lf_options_add_pinned_certificate(o, "0123")); break;
        default: CHECK_STATUS(LF_OK, lf_options_set_proxy(o, "socks5://127.0.0.1:1", NULL, NULL)); break;
        }
        CHECK(lf_client_new(o, &made, NULL) != LF_OK);
        CHECK(made == NULL);
        lf_options_free(o);
    }
}

/* Numbers in. */

static void wrong_numbers(void)
{
    static const int32_t out_of_range[] = { INT32_MIN, -1, 5, 11, 14, 99, 0x10000, 0x01000001, INT32_MAX };
    static const int32_t no_flags[] = { INT32_MIN, -1, 2, 256, INT32_MAX };
    size_t i;
    for (i = 0; i < COUNT(out_of_range); i++) {
        CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_api(options, out_of_range[i]));
        CHECK_NUMBER(0, lf_client_supports(client, out_of_range[i]));
        CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_trust(options, out_of_range[i]));
        CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_min_tls_version(options, out_of_range[i]));
        CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_log(options, out_of_range[i], NULL, NULL));
        CHECK(strcmp(lf_status_name(out_of_range[i]), out_of_range[i] == 5 || out_of_range[i] == 11
            || out_of_range[i] == 14 ? lf_status_name(out_of_range[i]) : "LF_E_?") == 0);
        CHECK(lf_status_message(out_of_range[i])[0] != 0);
        CHECK(lf_status_action(out_of_range[i]) > LF_ACTION_NONE);
        CHECK((lf_advice_text(out_of_range[i])[0] != 0) == (out_of_range[i] == 5 || out_of_range[i] == 11
            || out_of_range[i] == 14));
    }
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_api(options, 0));
    CHECK_NUMBER(0, lf_client_supports(client, 0));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_trust(options, 3));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_min_tls_version(options, 0));
    for (i = 0; i < COUNT(no_flags); i++) {
        CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_allow_plain_http(options, no_flags[i]));
        CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_use_system_proxy(options, no_flags[i]));
        CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_credentials_set_create_cookie(credentials, no_flags[i]));
        CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_credentials_set_allow_empty_password(credentials, no_flags[i]));
        CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_session_options_set_hold(session_options, no_flags[i]));
    }
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_connect_timeout_ms(options, 0));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_total_timeout_ms(options, 0));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_call_set_total_timeout_ms(call, 0));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_retry(options, 0, 1, 1));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_max_answer_bytes(options, 0));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_set_max_answer_bytes(options, 1023));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_session_options_set_renew_after_percent(session_options, 0));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_session_options_set_renew_after_percent(session_options, 101));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_session_options_set_jitter_percent(session_options, 101));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_session_options_set_jitter_percent(session_options, UINT32_MAX));
}

static void large_numbers_of_sessions(lf_client *large)
{
    lf_session_options *o = another(SESSION_OPTIONS);
    lf_session *made = GARBAGE;
    char value[4096];
    CHECK_STATUS(LF_OK, lf_session_options_set_keep_alive_seconds(o, UINT32_MAX));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_session_new(large, "Archive", credentials, o, &made, NULL));
    CHECK(made == NULL);
    CHECK_STATUS(LF_OK, lf_session_options_set_keep_alive_seconds(o, 3600));
    CHECK_STATUS(LF_OK, lf_session_options_set_margin_ms(o, UINT32_MAX));
    CHECK_STATUS(LF_OK, lf_session_options_set_renew_after_percent(o, 100));
    CHECK_STATUS(LF_OK, lf_session_options_set_jitter_percent(o, 100));
    CHECK_STATUS(LF_OK, lf_session_options_set_linger_seconds(o, UINT32_MAX));
    CHECK_STATUS(LF_OK, lf_session_new(large, "Archive", credentials, o, &made, NULL));
    lf_session_options_free(o);
    CHECK_STATUS(LF_OK, lf_session_token(made, NULL, value, sizeof value, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_session_close(made, NULL, NULL));
    lf_session_free(made);
}

/* The largest numbers are allowed, and nothing overflows. */
static void large_numbers(void)
{
    lf_options *o = options_for(given("LF_TEST_BASE"));
    lf_client *large;
    lf_token *made = NULL;
    lf_call *longest = NULL;
    int64_t ms = 0;
    CHECK_STATUS(LF_OK, lf_options_set_connect_timeout_ms(o, UINT32_MAX));
    CHECK_STATUS(LF_OK, lf_options_set_total_timeout_ms(o, UINT32_MAX));
    CHECK_STATUS(LF_OK, lf_options_set_late_answer_grace_ms(o, UINT32_MAX));
    CHECK_STATUS(LF_OK, lf_options_set_pool(o, UINT32_MAX, UINT32_MAX));
    CHECK_STATUS(LF_OK, lf_options_set_max_answer_bytes(o, UINT32_MAX));
    CHECK_STATUS(LF_OK, lf_options_set_retry(o, UINT32_MAX, UINT32_MAX, UINT32_MAX));
    large = client_of(o);
    CHECK_STATUS(LF_OK, lf_call_new(&longest));
    CHECK_STATUS(LF_OK, lf_call_set_total_timeout_ms(longest, UINT32_MAX));
    CHECK_STATUS(LF_OK, lf_create_token(large, "Archive", credentials, longest, &made, NULL));
    CHECK_STATUS(LF_OK, lf_refresh_token(made, 3600, longest, NULL));
    CHECK_STATUS(LF_OK, lf_invalidate_token(made, longest, NULL));
    lf_token_free(made);
    CHECK_STATUS(LF_OK, lf_token_adopt(large, "Archive", "x", INT64_MAX, &made, NULL));
    CHECK_STATUS(LF_OK, lf_token_remaining_ms(made, &ms));
    CHECK(ms > 0);
    CHECK_STATUS(LF_OK, lf_token_lifetime_ms(made, &ms));
    CHECK(ms > 0);
    lf_token_free(made);
    CHECK_STATUS(LF_OK, lf_token_adopt(large, "Archive", "x", INT64_MIN, &made, NULL));
    CHECK_STATUS(LF_OK, lf_token_remaining_ms(made, &ms));
    CHECK_NUMBER(0, ms);
    CHECK_STATUS(LF_OK, lf_token_lifetime_ms(made, &ms));
    CHECK_NUMBER(0, ms);
    lf_token_free(made);
    large_numbers_of_sessions(large);
    lf_call_free(longest);
    lf_client_free(large);
}

/* More than an hour is refused before anything is sent; the test looks at the server's requests, too. */
static void keep_alive_too_long(void)
{
    static const uint32_t too_long[] = { 3601, 86400, UINT32_MAX };
    size_t i;
    for (i = 0; i < COUNT(too_long); i++) {
        lf_error *why = GARBAGE;
        CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_refresh_token(token, too_long[i], NULL, &why));
        CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_error_status(why));
        CHECK_NUMBER(LF_EXCHANGE_NOTHING_SENT, lf_error_exchange(why));
        CHECK_NUMBER(0, lf_error_attempts(why));
        lf_error_free(why);
    }
}

/* Outputs. */

static void missing_outputs(void)
{
    lf_error *why = GARBAGE;
    lf_client *made = GARBAGE;
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_options_new(NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_credentials_new(NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_call_new(NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_cancel_new(NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_session_options_new(NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_session_new(client, "Archive", credentials, NULL, NULL, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_session_state(session, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_session_expires_at_ms(session, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_session_next_event(session, NULL, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_client_new(options, NULL, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_client_new(options, NULL, &why));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_error_status(why));
    lf_error_free(why);
    /* Without a place for the token nothing must be sent. */
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_create_token(client, "Archive", credentials, NULL, NULL, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_create_token(client, "Archive", credentials, NULL, NULL, &why));
    CHECK_NUMBER(LF_EXCHANGE_NOTHING_SENT, lf_error_exchange(why));
    lf_error_free(why);
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_token_adopt(client, "Archive", "x", 0, NULL, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT,
        lf_token_adopt_with_credentials(client, "Archive", "x", 0, credentials, NULL, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_authorization_new(v2_client, NULL, REDIRECT, NULL, NULL, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_authorization_accept(authorization, "code=c&state=s", NULL, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_authorization_wait(authorization, NULL, NULL, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_token_expires_at_ms(token, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_token_remaining_ms(token, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_token_lifetime_ms(token, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_error_clone(error, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_token_state(token, NULL));
    CHECK_STATUS(LF_OK, lf_client_settle(client, NULL, NULL, NULL));

    /* Success clears the error. */
    why = GARBAGE;
    CHECK_STATUS(LF_OK, lf_client_new(options, &made, &why));
    CHECK(why == NULL && made != NULL && (void *)made != GARBAGE);
    lf_client_free(made);
    why = GARBAGE;
    CHECK_STATUS(LF_OK, lf_client_settle(client, NULL, NULL, &why));
    CHECK(why == NULL);
    why = GARBAGE;
    CHECK_STATUS(LF_OK, lf_refresh_token(token, 0, NULL, &why));
    CHECK(why == NULL);
}

/* What every getter of a text does with every size of buffer. */
static void buffers(const char *name, text_getter get, void *h)
{
    size_t needed = 99, again = 99, cap, i;
    char *buf;
    int good = CHECK_STATUS(LF_E_BUFFER_TOO_SMALL, get(h, NULL, 0, &needed));
    good &= CHECK(needed >= 1 && needed < 10000);
    if (!good) {
        fprintf(stderr, "that was %s\n", name);
        return;
    }
    CHECK_STATUS(LF_E_BUFFER_TOO_SMALL, get(h, NULL, 0, NULL));
    again = 99;
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, get(h, NULL, 1, &again));
    CHECK_NUMBER(0, (long long)again);

    buf = malloc(needed + 64);
    if (buf == NULL) {
        exit(2);
    }
    for (cap = 0; cap <= needed + 8; cap = cap + 8 < needed - 1 ? cap + 8 : cap + 1) {
        lf_status status;
        memset(buf, 0x5a, needed + 64);
        again = 99;
        status = get(h, buf, cap, &again);
        CHECK_NUMBER((long long)needed, (long long)again);
        if (cap < needed) {
            good &= CHECK_STATUS(LF_E_BUFFER_TOO_SMALL, status);
            good &= CHECK(buf[0] == (cap == 0 ? 0x5a : 0));
            for (i = 1; i < needed + 64; i++) {
                good &= buf[i] == 0x5a;
            }
        } else {
            good &= CHECK_STATUS(LF_OK, status);
            good &= strlen(buf) == needed - 1;
            for (i = needed; i < needed + 64; i++) {
                good &= buf[i] == 0x5a;
            }
        }
        good &= get(h, buf, cap, NULL) == status;
    }
    check(good, "buffers", name, __FILE__, __LINE__);
    free(buf);
    /* On the heap and exact, so that a wrong write is seen by valgrind and AddressSanitizer. */
    buf = malloc(needed);
    CHECK_STATUS(LF_OK, get(h, buf, needed, NULL));
    free(buf);
    if (needed > 1) {
        buf = malloc(needed - 1);
        CHECK_STATUS(LF_E_BUFFER_TOO_SMALL, get(h, buf, needed - 1, NULL));
        free(buf);
    }
    /* A size that is a lie, as hosts with negative lengths tell it, does no harm to a short text. */
    buf = malloc(needed);
    CHECK_STATUS(LF_OK, get(h, buf, SIZE_MAX, NULL));
    free(buf);
}

#define BUFFERS(name, h) buffers(#name, get_##name, (h))

static void error_buffers(lf_error *e)
{
    BUFFERS(lf_error_message, e);
    BUFFERS(lf_error_description, e);
    BUFFERS(lf_error_server_message, e);
    BUFFERS(lf_error_server_class, e);
    BUFFERS(lf_error_server_source, e);
    BUFFERS(lf_error_operation_id, e);
    BUFFERS(lf_error_request_id, e);
    BUFFERS(lf_error_problem_type, e);
    BUFFERS(lf_error_problem_title, e);
    BUFFERS(lf_error_problem_detail, e);
    BUFFERS(lf_error_problem_instance, e);
}

static void all_buffers(void)
{
    lf_credentials *with_cookie = login();
    lf_token *made = NULL;
    lf_error *why = NULL;
    CHECK_STATUS(LF_OK, lf_credentials_set_create_cookie(with_cookie, 1));
    CHECK_STATUS(LF_OK, lf_create_token(client, "Haupt\xc3\xa4rchiv/50%", with_cookie, NULL, &made, NULL));
    BUFFERS(lf_token_value, made);
    BUFFERS(lf_token_cookie, made);
    BUFFERS(lf_token_repository_id, made);
    BUFFERS(lf_token_refresh_token, made);
    BUFFERS(lf_token_scope, made);
    BUFFERS(lf_token_api_address, made);
    BUFFERS(lf_authorization_url, authorization);
    BUFFERS(lf_session_token, session);
    BUFFERS(lf_session_authorization, session);
    BUFFERS(lf_session_try_token, session);
    BUFFERS(lf_session_api_address, session);
    BUFFERS(lf_session_stats, session);
    CHECK_STATUS(LF_OK, lf_invalidate_token(made, NULL, NULL));
    lf_token_free(made);
    /* Without a cookie its text is empty. */
    BUFFERS(lf_token_cookie, token);
    lf_credentials_free(with_cookie);

    /* With every member and with none. */
    CHECK_STATUS(LF_E_BAD_REQUEST,
        lf_create_token(client,
            "fault:create:status=409,body=%7B%22message%22:%22m%22%2C%22errorClass%22:%22c%22%2C%22errorSource%22:%22s"
            "%22%2C%22type%22:%22t%22%2C%22title%22:%22u%22%2C%22detail%22:%22d%22%2C%22instance%22:%22i%22%7D",
            credentials, NULL, &made, &why));
    error_buffers(why);
    lf_error_free(why);
    error_buffers(error);
}

/* Freeing. */

static void double_frees(void)
{
    int kind;
    for (kind = 0; kind < KINDS; kind++) {
        void *h = another((enum kind)kind);
        void *next;
        release((enum kind)kind, NULL);
        release((enum kind)kind, h);
        /* A handle made since does not come into the place of the freed one. */
        next = another((enum kind)kind);
        CHECK(next != h);
        release((enum kind)kind, h);
        release((enum kind)kind, h);
        release((enum kind)kind, next);
    }
    all_good();
}

struct running {
    const char *repository;
    lf_client *client;
    lf_credentials *credentials;
    lf_call *call;
    lf_token *token;
    int what;
    lf_status status;
};

static void *run(void *argument)
{
    struct running *running = argument;
    switch (running->what) {
    case 0:
        running->status = lf_create_token(running->client, running->repository, running->credentials,
            running->call, &running->token, NULL);
        break;
    case 1: running->status = lf_refresh_token(running->token, 60, running->call, NULL); break;
    default: running->status = lf_invalidate_token(running->token, running->call, NULL); break;
    }
    return NULL;
}

/* Frees everything that a running call was given; it ends well all the same. */
static void free_during(int what)
{
    struct running running;
    lf_cancel *trigger = NULL;
    lf_options *o = options_for(given("LF_TEST_BASE"));
    lf_token *made = NULL, *adopted = NULL;
    pthread_t thread;
    char value[4096], repository[200];
    if (what == 0) {
        snprintf(repository, sizeof repository, "fault:create:delay=%d", ms_of(500));
    } else {
        snprintf(repository, sizeof repository, "fault:refresh:delay=%d;invalidate:delay=%d", ms_of(500), ms_of(500));
    }
    memset(&running, 0, sizeof running);
    running.what = what;
    running.repository = repository;
    running.client = client_of(o);
    running.credentials = login();
    CHECK_STATUS(LF_OK, lf_call_new(&running.call));
    CHECK_STATUS(LF_OK, lf_cancel_new(&trigger));
    CHECK_STATUS(LF_OK, lf_call_set_cancel(running.call, trigger));
    if (what != 0) {
        CHECK_STATUS(LF_OK, lf_create_token(running.client, repository, running.credentials, NULL, &made, NULL));
        CHECK_STATUS(LF_OK, lf_token_value(made, value, sizeof value, NULL));
        CHECK_STATUS(LF_OK, lf_token_adopt(client, repository, value, 0, &adopted, NULL));
        running.token = made;
    }
    CHECK(pthread_create(&thread, NULL, run, &running) == 0);
    pause_ms(ms_of(200));
    lf_client_free(running.client);
    lf_credentials_free(running.credentials);
    lf_call_free(running.call);
    lf_cancel_free(trigger);
    lf_options_free(o);
    lf_token_free(made);
    /* The handle is gone, so this cannot cancel the call. */
    CHECK_STATUS(LF_E_INVALID_HANDLE, lf_cancel_trigger(trigger));
    pthread_join(thread, NULL);
    CHECK_STATUS(LF_OK, running.status);
    if (what == 0) {
        CHECK_STATUS(LF_OK, lf_invalidate_token(running.token, NULL, NULL));
        lf_token_free(running.token);
    } else {
        /* A success also where the call above has logged it out. */
        CHECK_STATUS(LF_OK, lf_invalidate_token(adopted, NULL, NULL));
        lf_token_free(adopted);
    }
}

/* Calls of ended sessions and after the handles they came from are gone. */
static void out_of_order(void)
{
    lf_client *first = client_of(options_for(given("LF_TEST_BASE")));
    lf_credentials *nobody = NULL;
    lf_token *made = NULL;
    lf_error *why = NULL;
    int64_t ms = 99;
    CHECK_STATUS(LF_OK, lf_credentials_new(&nobody));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_create_token(first, "Archive", nobody, NULL, &made, &why));
    CHECK_NUMBER(LF_EXCHANGE_NOTHING_SENT, lf_error_exchange(why));
    lf_error_free(why);
    lf_credentials_free(nobody);
    CHECK_STATUS(LF_OK, lf_create_token(first, "Archive", credentials, NULL, &made, NULL));
    lf_client_free(first);
    CHECK_STATUS(LF_OK, lf_refresh_token(made, 0, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_invalidate_token(made, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_invalidate_token(made, NULL, NULL));
    CHECK_STATUS(LF_E_SESSION_GONE, lf_refresh_token(made, 0, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_token_remaining_ms(made, &ms));
    CHECK_NUMBER(0, ms);
    lf_token_free(made);
}

/* Logins in a browser, asked for where there are none, and in the wrong order. */
static void authorizations(void)
{
    lf_authorization *made = GARBAGE;
    lf_credentials *nothing = GARBAGE;
    lf_error *why = GARBAGE;
    CHECK_STATUS(LF_E_UNSUPPORTED, lf_authorization_new(client, NULL, REDIRECT, NULL, &made, &why));
    CHECK(made == NULL);
    CHECK_NUMBER(LF_ACTION_FIX_CALL, lf_error_action(why));
    lf_error_free(why);
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_authorization_new(v2_client, "an app", REDIRECT, NULL, &made, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_authorization_new(v2_client, NULL, "http://x.example/", NULL, &made, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_authorization_accept(authorization, "", &nothing, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_authorization_accept(authorization, "code=c&state=s", &nothing, NULL));
    CHECK(nothing == NULL);
    /* Nobody listens. */
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_authorization_wait(authorization, NULL, &nothing, NULL));
    CHECK(nothing == NULL);
    CHECK_STATUS(LF_OK, lf_authorization_new(v2_client, NULL, "https://x.example/", NULL, &made, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_authorization_listen(made, NULL));
    lf_authorization_free(made);
}

/* Managed sessions, closed, freed and shut down in the wrong order. */
static void sessions(void)
{
    lf_session *made = another(SESSION), *unused = another(SESSION);
    lf_client *first = client_of(options_for(given("LF_TEST_BASE")));
    lf_error *why = GARBAGE;
    lf_token *made_token = NULL;
    char value[4096];
    CHECK_STATUS(LF_OK, lf_session_token(made, NULL, value, sizeof value, NULL, &why));
    CHECK(why == NULL);
    CHECK_STATUS(LF_OK, lf_session_close(made, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_session_close(made, NULL, NULL));
    CHECK_STATUS(LF_E_CLOSED, lf_session_token(made, NULL, value, sizeof value, NULL, NULL));
    CHECK_TEXT("", value);
    CHECK_STATUS(LF_OK, lf_session_token_rejected(made, "x", NULL));
    CHECK_STATUS(LF_OK, lf_session_close(unused, NULL, NULL));
    lf_session_free(made);
    lf_session_free(unused);
    /* Its client is freed first, and another one is shut down. */
    CHECK_STATUS(LF_OK, lf_session_new(first, "Archive", credentials, NULL, &made, NULL));
    lf_client_free(first);
    CHECK_STATUS(LF_OK, lf_session_token(made, NULL, value, sizeof value, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_session_close(made, NULL, NULL));
    lf_session_free(made);
    first = client_of(options_for(given("LF_TEST_BASE")));
    CHECK_STATUS(LF_OK, lf_client_shutdown(first, NULL, NULL, NULL));
    CHECK_STATUS(LF_E_CLOSED, lf_session_new(first, "Archive", credentials, NULL, &made, NULL));
    CHECK_STATUS(LF_E_CLOSED, lf_create_token(first, "Archive", credentials, NULL, &made_token, NULL));
    CHECK(made == NULL && made_token == NULL);
    lf_client_free(first);
}

/* A check goes on to its end, whatever the callback does; without a callback it does not begin. */
static void checks(void)
{
    int32_t last = 0;
    lf_error *why = GARBAGE;
    CHECK_STATUS(LF_OK, lf_client_check(client, "Archive", on_check, &last, NULL, &why));
    CHECK(why == NULL && last == LF_CHECK_API);
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_client_check(client, "Archive", NULL, NULL, NULL, &why));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_error_status(why));
    lf_error_free(why);
    last = 0;
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_client_check(client, "\xff", on_check, &last, NULL, NULL));
    CHECK_NUMBER(0, last);
    CHECK_STATUS(LF_OK, lf_client_check(client, NULL, on_check, &last, NULL, NULL));
    CHECK_NUMBER(LF_CHECK_API, last);
}

int main(void)
{
    int what;
    char value[4096];
    lf_options *v2;
    CHECK_NUMBER(LF_ABI_VERSION, lf_library_abi_version());
    CHECK_TEXT(LF_VERSION, lf_library_version());
    CHECK_TEXT("LF_OK", lf_status_name(LF_OK));
    CHECK(lf_status_message(LF_OK)[0] != 0);
    CHECK_NUMBER(LF_ACTION_NONE, lf_status_action(LF_OK));
    CHECK_TEXT("", lf_advice_text(0));

    options = options_for(given("LF_TEST_BASE"));
    CHECK_STATUS(LF_OK, lf_client_new(options, &client, NULL));
    v2 = options_for(given("LF_TEST_BASE"));
    CHECK_STATUS(LF_OK, lf_options_set_api(v2, LF_API_SERVER_V2));
    v2_client = client_of(v2);
    CHECK_STATUS(LF_OK, lf_authorization_new(v2_client, NULL, REDIRECT, NULL, &authorization, NULL));
    credentials = login();
    CHECK_STATUS(LF_OK, lf_call_new(&call));
    CHECK_STATUS(LF_OK, lf_cancel_new(&cancel));
    CHECK_STATUS(LF_OK, lf_create_token(client, "Archive", credentials, call, &token, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_refresh_token(token, 3601, NULL, &error));
    session = another(SESSION);
    session_options = another(SESSION_OPTIONS);
    CHECK_STATUS(LF_OK, lf_session_token(session, call, value, sizeof value, NULL, NULL));

    wrong_handles();
    wrong_texts();
    wrong_settings();
    wrong_numbers();
    large_numbers();
    keep_alive_too_long();
    missing_outputs();
    all_buffers();
    double_frees();
    out_of_order();
    authorizations();
    sessions();
    checks();
    for (what = 0; what < 3; what++) {
        free_during(what);
    }

    all_good();
    CHECK_STATUS(LF_OK, lf_invalidate_token(token, call, NULL));
    CHECK_STATUS(LF_OK, lf_session_close(session, call, NULL));
    lf_session_free(session);
    lf_session_options_free(session_options);
    lf_error_free(error);
    lf_token_free(token);
    lf_authorization_free(authorization);
    lf_client_free(v2_client);
    lf_cancel_free(cancel);
    lf_call_free(call);
    lf_credentials_free(credentials);
    lf_client_free(client);
    lf_options_free(options);
    return checks_done();
}
