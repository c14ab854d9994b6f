/* The library's own threads have the stacks that the library gives them: enough for a callback of the host, whatever
 * RUST_MIN_STACK says. */
#define _GNU_SOURCE
#include "check.h"

static pthread_t main_thread;
static volatile int own_threads;

static void LF_CALL on_log(void *user, int32_t level, const char *message)
{
    volatile char room[800 * 1024];
    pthread_attr_t attributes;
    size_t size = 0, i;
    (void)user;
    (void)level;
    (void)message;
    if (pthread_equal(pthread_self(), main_thread)) {
        return;
    }
    own_threads++;
    for (i = 0; i < sizeof room; i += 1024) {
        room[i] = 1;
    }
    CHECK_NUMBER(0, pthread_getattr_np(pthread_self(), &attributes));
    CHECK_NUMBER(0, pthread_attr_getstacksize(&attributes, &size));
    pthread_attr_destroy(&attributes);
    CHECK(size >= 1024 * 1024 && size <= 1088 * 1024);
}

int main(void)
{
    lf_options *options = options_for(given("LF_TEST_NAMED"));
    lf_client *client;
    lf_credentials *credentials = login();
    lf_call *call = NULL;
    lf_token *token = NULL;

    main_thread = pthread_self();
    CHECK_STATUS(LF_OK, lf_options_set_log(options, LF_LOG_DEBUG, on_log, NULL));
    client = client_of(options);
    CHECK_STATUS(LF_OK, lf_call_new(&call));
    CHECK_STATUS(LF_OK, lf_call_set_total_timeout_ms(call, (uint32_t)ms_of(500)));

    /* A thread for the name, one for the late answer, one for the logout. */
    CHECK_STATUS(LF_E_OUTCOME_UNKNOWN,
        lf_create_token(client, "fault:create:delay=1000", credentials, call, &token, NULL));
    CHECK_STATUS(LF_OK, lf_client_settle(client, NULL, NULL, NULL));
    CHECK(own_threads > 0);

    lf_call_free(call);
    lf_credentials_free(credentials);
    lf_client_free(client);
    return checks_done();
}
