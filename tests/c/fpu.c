/* A host that runs with floating-point exceptions unmasked, as Delphi and Free Pascal programs do. */
#include "check.h"
#include "platform.h"

/* As Delphi's x87 word, with invalid, zero divide and overflow unmasked; and rounding down, unlike any default. */
#define HOST_X87 0x1772
/* The same for SSE. */
#define HOST_SSE ((0x1f80u & ~0x0680u) | 0x2000u)
/* Flags that were raised come and go with ordinary code. */
#define SSE_FLAGS 0x3fu

struct words {
    uint16_t x87;
    uint32_t sse;
};

static struct words words(void)
{
    struct words now;
    __asm__ volatile("fnstcw %0\n\tstmxcsr %1" : "=m"(now.x87), "=m"(now.sse));
    return now;
}

static void load(struct words to)
{
    __asm__ volatile("fnclex\n\tfldcw %0\n\tldmxcsr %1" : : "m"(to.x87), "m"(to.sse));
}

static int are_the_hosts(void)
{
    struct words now = words();
    return now.x87 == HOST_X87 && (now.sse & ~SSE_FLAGS) == HOST_SSE;
}

/* The call and a look at the control words after it. */
#define HOSTED(expected, call) (CHECK_STATUS((expected), (call)), CHECK(are_the_hosts()))
#define HOSTED_QUIET(call) ((void)(call), CHECK(are_the_hosts()))

static void divide_by_zero(void)
{
    volatile double zero = 0.0;
    volatile double result = 1.0 / zero;
    (void)result;
}

static int lines;
static int lines_with_other_words;
static pthread_t host_thread;

static void LF_CALL on_log(void *user, int32_t level, const char *message)
{
    (void)level;
    (void)message;
    if (!pthread_equal(pthread_self(), host_thread)) {
        return;
    }
    lines++;
    if (!are_the_hosts()) {
        lines_with_other_words++;
    }
    /* A call of the library from inside a callback comes back to the host's words, too. */
    if (user != NULL) {
        int32_t http_status = lf_error_http_status(NULL);
        (void)http_status;
        if (!are_the_hosts()) {
            lines_with_other_words++;
        }
    }
}

int main(void)
{
    const struct words host = { HOST_X87, HOST_SSE };
    const struct words before = words();
    lf_options *options = options_for(given("LF_TEST_BASE"));
    lf_client *client = NULL;
    lf_credentials *credentials = NULL;
    lf_call *call = NULL;
    lf_token *token = NULL, *other = NULL;
    lf_error *error = NULL;
    char text[4096];
    int64_t ms = 0;
    int32_t state = 0;
    uint32_t outstanding = 1;
    size_t needed = 0;

    host_thread = pthread_self();
    load(host);
    /* So that the rest of the program proves something. */
    CHECK(traps(divide_by_zero));
    load(host);
    CHECK(are_the_hosts());

    HOSTED(LF_OK, lf_options_set_log(options, LF_LOG_DEBUG, on_log, &host_thread));
    HOSTED(LF_OK, lf_options_set_late_answer_grace_ms(options, 5000));
    HOSTED(LF_OK, lf_client_new(options, &client, &error));
    HOSTED_QUIET(lf_options_free(options));
    HOSTED(LF_OK, lf_credentials_new(&credentials));
    HOSTED(LF_OK, lf_credentials_set_username(credentials, "svc"));
    HOSTED(LF_OK, lf_credentials_set_password(credentials, PASSWORD));
    HOSTED(LF_OK, lf_credentials_set_create_cookie(credentials, 1));
    HOSTED(LF_OK, lf_call_new(&call));
    HOSTED(LF_OK, lf_call_set_total_timeout_ms(call, 20000));
    HOSTED(LF_OK, lf_create_token(client, "Archive", credentials, call, &token, &error));
    HOSTED(LF_OK, lf_token_value(token, text, sizeof text, &needed));
    HOSTED(LF_OK, lf_token_cookie(token, text, sizeof text, &needed));
    HOSTED(LF_OK, lf_token_repository_id(token, text, sizeof text, &needed));
    HOSTED(LF_OK, lf_token_expires_at_ms(token, &ms));
    HOSTED(LF_OK, lf_token_remaining_ms(token, &ms));
    CHECK(ms > 0);
    HOSTED(LF_OK, lf_token_lifetime_ms(token, &ms));
    CHECK(ms > 0);
    HOSTED(LF_OK, lf_token_state(token, &state));
    HOSTED(LF_OK, lf_refresh_token(token, 600, call, &error));
    HOSTED(LF_OK, lf_invalidate_token(token, call, &error));
    HOSTED_QUIET(lf_token_free(token));

    /* Back-off with jitter reckons in floating point. */
    HOSTED(LF_OK, lf_create_token(client, "fault:refresh:status=500", credentials, NULL, &token, NULL));
    HOSTED(LF_E_SERVER_ERROR, lf_refresh_token(token, 0, NULL, &error));
    HOSTED_QUIET(lf_error_http_status(error));
    HOSTED_QUIET(lf_error_retry_after_ms(error));
    HOSTED_QUIET(lf_error_suggested_wait_ms(error));
    HOSTED(LF_OK, lf_error_message(error, text, sizeof text, &needed));
    HOSTED_QUIET(lf_error_free(error));
    HOSTED(LF_OK, lf_invalidate_token(token, NULL, NULL));
    HOSTED_QUIET(lf_token_free(token));

    /* A refusal, a time that is out of range, a late answer, an adopted token. */
    HOSTED(LF_E_INVALID_ARGUMENT, lf_create_token(client, "", credentials, NULL, &other, NULL));
    HOSTED(LF_OK, lf_call_set_total_timeout_ms(call, 300));
    HOSTED(LF_E_OUTCOME_UNKNOWN,
        lf_create_token(client, "fault:create:delay=900", credentials, call, &other, &error));
    HOSTED_QUIET(lf_error_free(error));
    HOSTED(LF_OK, lf_client_settle(client, NULL, &outstanding, NULL));
    HOSTED(LF_OK, lf_token_adopt(client, "Archive", "x", INT64_MAX, &other, NULL));
    HOSTED(LF_OK, lf_token_remaining_ms(other, &ms));
    HOSTED_QUIET(lf_token_free(other));

    HOSTED_QUIET(lf_call_free(call));
    HOSTED_QUIET(lf_credentials_free(credentials));
    HOSTED_QUIET(lf_client_free(client));
    HOSTED_QUIET(lf_library_version());
    HOSTED_QUIET(lf_status_name(LF_OK));
    load(before);
    CHECK(lines >= 8);
    CHECK_NUMBER(0, lines_with_other_words);
    return checks_done();
}
