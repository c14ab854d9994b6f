/* Many threads on one client, some on the same tokens, with cancels from outside in between. */
#include "check.h"

#define THREADS 16
#define SHARED 3

static lf_client *client;
static lf_credentials *credentials;
static lf_token *shared[SHARED];
static int rounds;

static pthread_mutex_t counts = PTHREAD_MUTEX_INITIALIZER;
static unsigned long created, refreshed, logged_out, cancelled, unknown, log_lines;
static int client_is_freed;

static void count(unsigned long *what)
{
    pthread_mutex_lock(&counts);
    (*what)++;
    pthread_mutex_unlock(&counts);
}

static void LF_CALL on_log(void *user, int32_t level, const char *message)
{
    CHECK(user == &counts && level >= LF_LOG_ERROR && level <= LF_LOG_DEBUG);
    CHECK(strstr(message, PASSWORD) == NULL);
    pthread_mutex_lock(&counts);
    log_lines++;
    if (client_is_freed) {
        log_lines = 0;
    }
    pthread_mutex_unlock(&counts);
    /* The library may be called from here. */
    CHECK(lf_status_name(LF_OK)[0] == 'L');
}

struct worker {
    int number;
    lf_cancel *cancel;
    lf_call *call;
    pthread_t thread;
};

static struct worker workers[THREADS];
static int done;

static int is_done(void)
{
    int is;
    pthread_mutex_lock(&counts);
    is = done;
    pthread_mutex_unlock(&counts);
    return is;
}

/* Ends calls of the workers, whatever they are doing. */
static void *cancel_now_and_then(void *nothing)
{
    unsigned int turn = 0;
    while (!is_done()) {
        CHECK_STATUS(LF_OK, lf_cancel_trigger(workers[turn++ % THREADS].cancel));
        pause_ms(3);
    }
    return nothing;
}

/* The calls that carry a cancel go to a repository that takes its time. */
static const char slow[] = "fault:all:delay=20";

/* A token that was handed over is used and logged out, whoever cancels what. */
static void live(struct worker *worker, int round)
{
    const int may_be_cancelled = round % 4 == 3;
    lf_call *call = may_be_cancelled ? worker->call : NULL;
    const char *repository = may_be_cancelled ? slow : "Archive";
    lf_token *token = NULL;
    lf_error *error = NULL;
    lf_status status;
    char value[4096], repository_read[100];
    int64_t ms = -2;
    int32_t state = 0;

    if (may_be_cancelled) {
        CHECK_STATUS(LF_OK, lf_cancel_reset(worker->cancel));
    }
    status = lf_create_token(client, repository, credentials, call, &token, &error);
    if (status != LF_OK) {
        CHECK(may_be_cancelled && token == NULL);
        CHECK(status == LF_E_CANCELLED || (status == LF_E_OUTCOME_UNKNOWN && lf_error_cause(error) == LF_E_CANCELLED));
        CHECK_STATUS(status, lf_error_status(error));
        count(status == LF_E_CANCELLED ? &cancelled : &unknown);
        lf_error_free(error);
        return;
    }
    CHECK(error == NULL);
    count(&created);
    CHECK_STATUS(LF_OK, lf_token_value(token, value, sizeof value, NULL));
    CHECK(strlen(value) > 20);
    CHECK_STATUS(LF_OK, lf_token_repository_id(token, repository_read, sizeof repository_read, NULL));
    CHECK_TEXT(repository, repository_read);

    status = lf_refresh_token(token, 60 + (uint32_t)worker->number, call, NULL);
    CHECK(status == LF_OK || (may_be_cancelled && status == LF_E_CANCELLED));
    count(status == LF_OK ? &refreshed : &cancelled);
    CHECK_STATUS(LF_OK, lf_token_remaining_ms(token, &ms));
    CHECK(ms > 0);

    status = lf_invalidate_token(token, call, NULL);
    if (may_be_cancelled && status == LF_E_CANCELLED) {
        count(&cancelled);
        status = lf_invalidate_token(token, NULL, NULL);
    }
    CHECK_STATUS(LF_OK, status);
    count(&logged_out);
    CHECK_STATUS(LF_OK, lf_token_state(token, &state));
    CHECK_NUMBER(LF_TOKEN_LOGGED_OUT, state);
    lf_token_free(token);
}

static void share(struct worker *worker, int round)
{
    lf_token *token = shared[(worker->number + round) % SHARED];
    char value[4096];
    int64_t ms = -2;
    CHECK_STATUS(LF_OK, lf_refresh_token(token, 0, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_token_value(token, value, sizeof value, NULL));
    CHECK_STATUS(LF_OK, lf_token_remaining_ms(token, &ms));
    CHECK(ms > 0);
    CHECK_STATUS(LF_OK, lf_token_expires_at_ms(token, &ms));
    CHECK(ms > 0);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    int round;
    for (round = 0; round < rounds; round++) {
        live(worker, round);
        if ((worker->number + round) % 3 == 0) {
            share(worker, round);
        }
    }
    return NULL;
}

static void *log_out_shared(void *token)
{
    CHECK_STATUS(LF_OK, lf_invalidate_token(token, NULL, NULL));
    return NULL;
}

int main(void)
{
    lf_options *options = options_for(given("LF_TEST_BASE"));
    pthread_t canceller, enders[2 * SHARED];
    uint32_t outstanding = 99;
    unsigned long lines;
    int i;

    rounds = given_number("LF_TEST_ROUNDS", 50);
    CHECK_STATUS(LF_OK, lf_options_set_log(options, LF_LOG_DEBUG, on_log, &counts));
    CHECK_STATUS(LF_OK, lf_options_set_total_timeout_ms(options, 60000));
    client = client_of(options);
    credentials = login();
    for (i = 0; i < SHARED; i++) {
        CHECK_STATUS(LF_OK, lf_create_token(client, "Archive", credentials, NULL, &shared[i], NULL));
    }
    for (i = 0; i < THREADS; i++) {
        workers[i].number = i;
        CHECK_STATUS(LF_OK, lf_cancel_new(&workers[i].cancel));
        CHECK_STATUS(LF_OK, lf_call_new(&workers[i].call));
        CHECK_STATUS(LF_OK, lf_call_set_cancel(workers[i].call, workers[i].cancel));
    }
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
    }
    CHECK(pthread_create(&canceller, NULL, cancel_now_and_then, NULL) == 0);
    for (i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
    }
    pthread_mutex_lock(&counts);
    done = 1;
    pthread_mutex_unlock(&counts);
    pthread_join(canceller, NULL);

    /* Two threads log the same session out. */
    for (i = 0; i < 2 * SHARED; i++) {
        CHECK(pthread_create(&enders[i], NULL, log_out_shared, shared[i % SHARED]) == 0);
    }
    for (i = 0; i < 2 * SHARED; i++) {
        pthread_join(enders[i], NULL);
    }
    for (i = 0; i < SHARED; i++) {
        lf_token_free(shared[i]);
    }
    for (i = 0; i < THREADS; i++) {
        lf_call_free(workers[i].call);
        lf_cancel_free(workers[i].cancel);
    }
    CHECK_STATUS(LF_OK, lf_client_settle(client, NULL, &outstanding, NULL));
    CHECK_NUMBER(0, outstanding);
    lf_credentials_free(credentials);
    lf_client_free(client);
    pthread_mutex_lock(&counts);
    client_is_freed = 1;
    lines = log_lines;
    pthread_mutex_unlock(&counts);
    pause_ms(50);
    pthread_mutex_lock(&counts);
    CHECK(log_lines == lines && lines >= created);
    pthread_mutex_unlock(&counts);
    CHECK(created > 0 && created == logged_out && refreshed > 0);
    /* The cancels have met calls. */
    CHECK(cancelled + unknown > 0);
    printf("created %lu refreshed %lu cancelled %lu unknown %lu log lines %lu\n", created, refreshed, cancelled,
        unknown, lines);
    return checks_done();
}
