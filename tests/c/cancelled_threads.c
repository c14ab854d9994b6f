/* Threads that the host cancels (pthread_cancel) while they are inside the library: the call goes on to its end, its
 * callbacks, too, and the thread ends behind it, in a frame of the host. */
#include "check.h"

#include <signal.h>

/* A thread that makes one call; what came of it. */
struct caller {
    void (*call)(struct caller *);
    lf_client *client;
    const char *repository;
    lf_call *settings;
    lf_token *token;
    pthread_t thread;
    lf_status status;
    int before;
    int after;
    int went_on;
};

static lf_credentials *credentials;

/* What the callback is to do, and what it has seen. */
static volatile sig_atomic_t hold, enable, lines, own_threads;
/* Set on the threads of this program. */
static pthread_key_t is_ours;

static void LF_CALL on_log(void *user, int32_t level, const char *message)
{
    int state;
    (void)user;
    (void)level;
    (void)message;
    if (pthread_getspecific(is_ours) == NULL) {
        own_threads++;
        pthread_cancel(pthread_self());
    }
    if (enable) {
        /* Not allowed, and without effect on the library. */
        pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &state);
        CHECK_NUMBER(PTHREAD_CANCEL_DISABLE, state);
    } else {
        lf_call *call = NULL;
        pause_ms(1);
        CHECK_STATUS(LF_OK, lf_call_new(&call));
        lf_call_free(call);
        /* Still off behind a call from inside. */
        do {
            pause_ms(1);
        } while (hold);
    }
    lines++;
}

static void *run(void *argument)
{
    struct caller *caller = argument;
    pthread_setspecific(is_ours, caller);
    pthread_setcancelstate(caller->before, NULL);
    caller->call(caller);
    pthread_setcancelstate(caller->before, &caller->after);
    pthread_testcancel();
    caller->went_on = 1;
    return NULL;
}

static void log_in(struct caller *caller)
{
    caller->status = lf_create_token(caller->client, caller->repository, credentials, caller->settings, &caller->token,
        NULL);
}

static void refresh(struct caller *caller)
{
    caller->status = lf_refresh_token(caller->token, 0, NULL, NULL);
}

static void free_token(struct caller *caller)
{
    lf_token_free(caller->token);
}

static void settle(struct caller *caller)
{
    caller->status = lf_client_settle(caller->client, NULL, NULL, NULL);
}

static void free_client(struct caller *caller)
{
    lf_client_free(caller->client);
}

static void begin(struct caller *caller)
{
    CHECK_NUMBER(0, pthread_create(&caller->thread, NULL, run, caller));
}

/* The thread is cancelled in the middle of its call, makes it to the end, and is cancelled then. */
static void cancelled(struct caller *caller, lf_status expected)
{
    void *result = NULL;
    begin(caller);
    pause_ms(ms_of(100));
    pthread_cancel(caller->thread);
    pause_ms(ms_of(50));
    hold = 0;
    CHECK_NUMBER(0, pthread_join(caller->thread, &result));
    CHECK_STATUS(expected, caller->status);
    CHECK_NUMBER(caller->before, caller->after);
    CHECK((result == PTHREAD_CANCELED) == (caller->before == PTHREAD_CANCEL_ENABLE));
    CHECK_NUMBER(caller->before != PTHREAD_CANCEL_ENABLE, caller->went_on);
}

static lf_client *logging_client(const char *base_address)
{
    lf_options *options = options_for(base_address);
    CHECK_STATUS(LF_OK, lf_options_set_log(options, LF_LOG_DEBUG, on_log, NULL));
    return client_of(options);
}

static struct caller caller_of(void (*call)(struct caller *), lf_client *client, const char *repository)
{
    struct caller caller;
    memset(&caller, 0, sizeof caller);
    caller.call = call;
    caller.client = client;
    caller.repository = repository;
    caller.before = PTHREAD_CANCEL_ENABLE;
    return caller;
}

int main(void)
{
    lf_client *client = logging_client(given("LF_TEST_BASE"));
    lf_client *silent = logging_client(given("LF_TEST_SILENT"));
    lf_call *short_time = NULL;
    char slow[100];
    struct caller caller, other;
    long took;

    CHECK_NUMBER(0, pthread_key_create(&is_ours, NULL));
    pthread_setspecific(is_ours, &caller);
    credentials = login();
    CHECK_STATUS(LF_OK, lf_call_new(&short_time));
    CHECK_STATUS(LF_OK, lf_call_set_total_timeout_ms(short_time, (uint32_t)ms_of(400)));

    /* A server that says nothing. */
    caller = caller_of(log_in, silent, "Archive");
    caller.settings = short_time;
    took = -now_ms();
    cancelled(&caller, LF_E_TIMED_OUT);
    took += now_ms();
    CHECK(took >= ms_of(400) - 1);

    /* A login: its token is handed over. With cancellation off before, it is off after. */
    snprintf(slow, sizeof slow, "fault:create:delay=%d;refresh:delay=%d", ms_of(300), ms_of(300));
    caller = caller_of(log_in, client, slow);
    cancelled(&caller, LF_OK);
    CHECK(caller.token != NULL);
    caller.call = refresh;
    cancelled(&caller, LF_OK);
    caller.before = PTHREAD_CANCEL_DISABLE;
    cancelled(&caller, LF_OK);
    caller.before = PTHREAD_CANCEL_ENABLE;
    caller.went_on = 0;
    CHECK(lines > 0);

    /* A callback that switches cancellation on. */
    enable = 1;
    cancelled(&caller, LF_OK);
    enable = 0;

    /* A free that waits for a callback on another thread, and one that runs a callback. */
    hold = 1;
    begin(&caller);
    pause_ms(ms_of(500));
    other = caller_of(free_client, client, NULL);
    cancelled(&other, LF_OK);
    CHECK_NUMBER(0, pthread_join(caller.thread, NULL));
    CHECK_STATUS(LF_OK, lf_invalidate_token(caller.token, NULL, NULL));
    lf_token_free(caller.token);

    client = logging_client(given("LF_TEST_BASE"));
    caller = caller_of(free_token, client, NULL);
    CHECK_STATUS(LF_OK, lf_token_adopt(client, "Archive", "nonsense", 0, &caller.token, NULL));
    lines = 0;
    hold = 1;
    cancelled(&caller, LF_OK);
    CHECK_NUMBER(1, lines);

    /* A wait for late answers. Their log lines come from threads of the library, whose callback even cancels itself. */
    snprintf(slow, sizeof slow, "fault:create:delay=%d", ms_of(900));
    caller = caller_of(log_in, client, slow);
    caller.settings = short_time;
    cancelled(&caller, LF_E_OUTCOME_UNKNOWN);
    caller = caller_of(settle, client, NULL);
    CHECK_NUMBER(0, own_threads);
    cancelled(&caller, LF_OK);
    CHECK(own_threads > 0);

    lf_call_free(short_time);
    lf_credentials_free(credentials);
    lf_client_free(client);
    lf_client_free(silent);
    return checks_done();
}
