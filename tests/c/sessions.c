/* The life of managed sessions: many threads read them, callbacks are called, and they end in every way. */
#include "check.h"
#include "platform.h"

#define THREADS 8

static lf_client *client;
static lf_credentials *credentials;

static pthread_mutex_t counts = PTHREAD_MUTEX_INITIALIZER;
static unsigned long asked, reads, closed_reads, events[LF_EVENT_LICENSE_LOST + 1];
static int is_freed;

static void LF_CALL on_event(void *user, int32_t event, const lf_error *cause)
{
    int32_t state = 0;
    CHECK(user == &counts && event >= LF_EVENT_LOGGED_IN && event <= LF_EVENT_LICENSE_LOST);
    CHECK((cause != NULL) == (event == LF_EVENT_LOGIN_FAILED || event == LF_EVENT_RENEWAL_FAILED));
    CHECK(cause == NULL || lf_error_status(cause) != LF_OK);
    CHECK_STATUS(LF_E_INVALID_HANDLE, lf_session_state(NULL, &state));
    pthread_mutex_lock(&counts);
    CHECK(!is_freed);
    events[event]++;
    pthread_mutex_unlock(&counts);
}

static lf_status LF_CALL on_ask(void *user, lf_credentials *empty)
{
    CHECK(user == &counts);
    pthread_mutex_lock(&counts);
    asked++;
    pthread_mutex_unlock(&counts);
    CHECK_STATUS(LF_OK, lf_credentials_set_username(empty, "svc"));
    CHECK_STATUS(LF_OK, lf_credentials_set_password(empty, PASSWORD));
    return LF_OK;
}

static lf_session *session_with(const char *repository, int asks)
{
    lf_session_options *options = NULL;
    lf_session *session = NULL;
    CHECK_STATUS(LF_OK, lf_session_options_new(&options));
    CHECK_STATUS(LF_OK, lf_session_options_set_event_callback(options, on_event, &counts));
    if (asks) {
        CHECK_STATUS(LF_OK, lf_session_options_set_credentials_callback(options, on_ask, &counts));
    }
    CHECK_STATUS(LF_OK, lf_session_new(client, repository, asks ? NULL : credentials, options, &session, NULL));
    lf_session_options_free(options);
    return session;
}

static void *read_it(void *session)
{
    char value[4096], header[4096];
    int round;
    for (round = 0; round < 50; round++) {
        lf_error *error = NULL;
        lf_status status = lf_session_token(session, NULL, value, sizeof value, NULL, &error);
        if (status != LF_OK) {
            /* It was closed or freed meanwhile. */
            CHECK(status == LF_E_CLOSED || status == LF_E_INVALID_HANDLE);
            CHECK_STATUS(status, lf_error_status(error));
            lf_error_free(error);
            pthread_mutex_lock(&counts);
            closed_reads++;
            pthread_mutex_unlock(&counts);
            return NULL;
        }
        CHECK(error == NULL && strlen(value) > 20);
        if (lf_session_authorization(session, NULL, header, sizeof header, NULL, NULL) == LF_OK) {
            CHECK(strncmp(header, "Bearer ", 7) == 0);
        }
        if (round % 10 == 9) {
            lf_session_token_rejected(session, value, NULL);
        }
        pthread_mutex_lock(&counts);
        reads++;
        pthread_mutex_unlock(&counts);
    }
    return NULL;
}

enum end { CLOSED, FREED, SHUT_DOWN };

static void live(const char *repository, int asks, enum end end)
{
    lf_session *session = session_with(repository, asks);
    pthread_t threads[THREADS];
    uint32_t open = 99;
    char stats[1000];
    int i;
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, read_it, session) == 0);
    }
    if (end == CLOSED) {
        for (i = 0; i < THREADS; i++) {
            pthread_join(threads[i], NULL);
        }
        CHECK_STATUS(LF_OK, lf_session_stats(session, stats, sizeof stats, NULL));
        CHECK(strstr(stats, "logins 1\n") != NULL);
        CHECK_STATUS(LF_OK, lf_session_close(session, NULL, NULL));
        lf_session_free(session);
        return;
    }
    pause_ms(ms_of(60));
    if (end == SHUT_DOWN) {
        CHECK_STATUS(LF_OK, lf_client_shutdown(client, NULL, &open, NULL));
        CHECK_NUMBER(0, open);
    }
    /* With threads inside. */
    lf_session_free(session);
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
}

static void next_events(void)
{
    lf_credentials *wrong = credentials_of("svc", "wrong password");
    lf_session *session = NULL;
    lf_error *cause = NULL;
    int32_t event = 99, state = 99;
    char value[4096];
    CHECK_STATUS(LF_OK, lf_session_new(client, "Archive", wrong, NULL, &session, NULL));
    lf_credentials_free(wrong);
    CHECK_STATUS(LF_E_PENDING, lf_session_try_token(session, value, sizeof value, NULL, NULL));
    while (event == 0 || event == 99) {
        CHECK_STATUS(LF_OK, lf_session_next_event(session, &event, &cause));
        pause_ms(1);
    }
    CHECK_NUMBER(LF_EVENT_LOGIN_FAILED, event);
    CHECK_STATUS(LF_E_CREDENTIALS_REFUSED, lf_error_status(cause));
    lf_error_free(cause);
    CHECK_STATUS(LF_OK, lf_session_state(session, &state));
    CHECK_NUMBER(LF_SESSION_FAILING, state);
    CHECK_STATUS(LF_OK, lf_session_set_credentials(session, credentials, NULL));
    CHECK_STATUS(LF_OK, lf_session_token(session, NULL, value, sizeof value, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_session_next_event(session, &event, &cause));
    CHECK(event == LF_EVENT_LOGGED_IN && cause == NULL);
    lf_session_free(session);
}

int main(void)
{
    const int threads = thread_count();
    char slow[100];
    snprintf(slow, sizeof slow, "fault:create:delay=%d", ms_of(200));
    client = client_of(options_for(given("LF_TEST_BASE")));
    credentials = login();
    live("Archive", 0, CLOSED);
    live("Archive", 1, CLOSED);
    live("Archive", 1, FREED);
    live(slow, 0, FREED);
    live(slow, 1, FREED);
    next_events();
    CHECK_STATUS(LF_OK, lf_client_settle(client, NULL, NULL, NULL));
    live("Archive", 0, SHUT_DOWN);
    lf_client_free(client);
    lf_credentials_free(credentials);
    pthread_mutex_lock(&counts);
    is_freed = 1;
    CHECK(asked >= 2 && reads >= 2 * THREADS * 50 && closed_reads > 0);
    CHECK(events[LF_EVENT_LOGGED_IN] >= 3 && events[LF_EVENT_RENEWED] > 0 && events[LF_EVENT_LICENSE_LOST] == 0);
    pthread_mutex_unlock(&counts);
    CHECK(threads_end(threads));
    return checks_done();
}
