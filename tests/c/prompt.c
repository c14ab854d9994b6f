/* Calls that are cancelled, and calls whose time is up, end at once, whatever they are waiting for. */
#include "check.h"

#define BEFORE_MS 300
#define PROMPT_MS 100

static lf_cancel *cancel;
static long triggered;

static void *trigger(void *unused)
{
    (void)unused;
    pause_ms(ms_of(BEFORE_MS));
    triggered = now_ms();
    CHECK_STATUS(LF_OK, lf_cancel_trigger(cancel));
    return NULL;
}

static void ended(const char *phase, const char *by, long late)
{
    printf("%s: ended %ld ms after %s\n", phase, late, by);
    CHECK(late >= 0 && late < ms_of(PROMPT_MS));
}

/* Refreshes an adopted token, which sends nothing beforehand. A wait that its time does not allow is not begun. */
static void interrupt(const char *phase, const char *base_address, const char *repository, int is_begun_in_any_case)
{
    lf_client *client = client_of(options_for(base_address));
    lf_call *call = NULL;
    lf_token *token = NULL;
    lf_error *error = NULL;
    pthread_t thread;
    long begun;

    CHECK_STATUS(LF_OK, lf_token_adopt(client, repository, "value", 0, &token, NULL));
    CHECK_STATUS(LF_OK, lf_call_new(&call));
    CHECK_STATUS(LF_OK, lf_call_set_cancel(call, cancel));
    CHECK_STATUS(LF_OK, lf_cancel_reset(cancel));
    CHECK(pthread_create(&thread, NULL, trigger, NULL) == 0);
    CHECK_STATUS(LF_E_CANCELLED, lf_refresh_token(token, 0, call, &error));
    begun = now_ms();
    pthread_join(thread, NULL);
    ended(phase, "the trigger", begun - triggered);
    lf_error_free(error);

    if (is_begun_in_any_case) {
        CHECK_STATUS(LF_OK, lf_cancel_reset(cancel));
        CHECK_STATUS(LF_OK, lf_call_set_total_timeout_ms(call, (uint32_t)ms_of(BEFORE_MS)));
        begun = now_ms();
        CHECK_STATUS(LF_E_TIMED_OUT, lf_refresh_token(token, 0, call, &error));
        /* The clocks may differ by a tick. */
        ended(phase, "its time was up", now_ms() - begun - ms_of(BEFORE_MS) + 1);
        lf_error_free(error);
    }

    lf_call_free(call);
    lf_token_free(token);
    lf_client_free(client);
}

int main(void)
{
    CHECK_STATUS(LF_OK, lf_cancel_new(&cancel));
    interrupt("connecting", given("LF_TEST_DEAF"), "Archive", 1);
    interrupt("agreeing on TLS", given("LF_TEST_SILENT"), "Archive", 1);
    interrupt("waiting for the answer", given("LF_TEST_BASE"), "fault:refresh:delay=20000", 1);
    interrupt("waiting to try again", given("LF_TEST_BASE"), "fault:refresh:status=503,retry-after=20", 0);
    lf_cancel_free(cancel);
    return checks_done();
}
