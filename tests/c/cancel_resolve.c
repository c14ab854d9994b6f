/* Calls whose name look-up hangs: cancel and the total timeout end them, and their threads do not pile up. */
#include "check.h"
#include "platform.h"

static lf_cancel *cancel;
static long triggered_at;

static void *trigger(void *unused)
{
    (void)unused;
    pause_ms(200);
    triggered_at = now_ms();
    CHECK_STATUS(LF_OK, lf_cancel_trigger(cancel));
    return NULL;
}

int main(void)
{
    lf_options *options = NULL;
    lf_client *client = NULL;
    lf_credentials *credentials = NULL;
    lf_call *call = NULL;
    lf_token *token = NULL;
    lf_error *error = NULL;
    pthread_t other;
    int round;
    long took;

    CHECK_STATUS(LF_OK, lf_options_new(&options));
    CHECK_STATUS(LF_OK, lf_options_set_base_address(options, "https://archive.example.test/LFRepositoryAPI"));
    CHECK_STATUS(LF_OK, lf_options_set_trust(options, LF_TRUST_BUNDLED));
    client = client_of(options);
    credentials = login();
    CHECK_STATUS(LF_OK, lf_cancel_new(&cancel));
    CHECK_STATUS(LF_OK, lf_call_new(&call));
    CHECK_STATUS(LF_OK, lf_call_set_cancel(call, cancel));
    CHECK_NUMBER(1, thread_count());

    /* Cancel. */
    CHECK_NUMBER(0, pthread_create(&other, NULL, trigger, NULL));
    CHECK_STATUS(LF_E_CANCELLED, lf_create_token(client, "r", credentials, call, &token, &error));
    took = now_ms();
    CHECK_NUMBER(0, pthread_join(other, NULL));
    took -= triggered_at;
    printf("ended %ld ms after the trigger\n", took);
    CHECK(took < ms_of(100));
    CHECK(token == NULL);
    CHECK_NUMBER(LF_EXCHANGE_NOTHING_SENT, lf_error_exchange(error));
    lf_error_free(error);
    CHECK_NUMBER(2, thread_count());

    /* The total timeout, again and again: one look-up serves all. */
    CHECK_STATUS(LF_OK, lf_cancel_reset(cancel));
    CHECK_STATUS(LF_OK, lf_call_set_total_timeout_ms(call, 100));
    for (round = 0; round < 10; round++) {
        took = -now_ms();
        CHECK_STATUS(LF_E_TIMED_OUT, lf_create_token(client, "r", credentials, call, &token, NULL));
        took += now_ms();
        CHECK(took >= 99 && took < ms_of(200));
        CHECK_NUMBER(2, thread_count());
    }
    lf_call_free(call);
    lf_cancel_free(cancel);
    lf_credentials_free(credentials);
    lf_client_free(client);

    /* The look-up ends by itself. */
    CHECK(threads_end(1));
    return checks_done();
}
