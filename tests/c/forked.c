/* A program that forks while its threads use the library. The child is told that the parent's session and client are not
 * its own, frees nothing, and makes others; the parent goes on. */
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "platform.h"

#define THREADS 4
#define CHILDREN 24

static lf_client *client;
static lf_session *session;
static lf_credentials *credentials;
static lf_token *token;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int done;

static int is_done(void)
{
    int is;
    pthread_mutex_lock(&mutex);
    is = done;
    pthread_mutex_unlock(&mutex);
    return is;
}

/* The locks of the table of handles, of the session, and of its callbacks are all in use. */
static void *use(void *nothing)
{
    char value[4096];
    lf_error *error = NULL;
    while (!is_done()) {
        int i;
        for (i = 0; i < 200; i++) {
            lf_call *call = NULL;
            CHECK_STATUS(LF_OK, lf_call_new(&call));
            CHECK_STATUS(LF_OK, lf_session_token(session, call, value, sizeof value, NULL, NULL));
            CHECK_STATUS(LF_OK, lf_session_token_rejected(session, "an older one", NULL));
            lf_call_free(call);
            CHECK_STATUS(LF_E_INVALID_HANDLE, lf_refresh_token(NULL, 0, NULL, &error));
            lf_error_free(error);
        }
    }
    return nothing;
}

static void LF_CALL on_event(void *user, int32_t event, const lf_error *cause)
{
    (void)user;
    CHECK(event > 0);
    CHECK(cause == NULL);
}

/* Everything that belongs to the parent. */
static void not_its_own(void)
{
    char value[4096] = "z";
    int32_t number = 99;
    int64_t at = 99;
    uint32_t open = 99;
    lf_error *error = NULL;
    lf_session *made = NULL;
    CHECK_STATUS(LF_E_FORKED, lf_session_token(session, NULL, value, sizeof value, NULL, &error));
    CHECK(value[0] == 0);
    CHECK_STATUS(LF_E_FORKED, lf_error_status(error));
    CHECK_STATUS(LF_OK, lf_error_message(error, value, sizeof value, NULL));
    CHECK(strstr(value, "forked") != NULL);
    lf_error_free(error);
    CHECK_STATUS(LF_E_FORKED, lf_session_authorization(session, NULL, value, sizeof value, NULL, NULL));
    CHECK_STATUS(LF_E_FORKED, lf_session_try_token(session, value, sizeof value, NULL, NULL));
    CHECK_STATUS(LF_E_FORKED, lf_session_token_rejected(session, "x", NULL));
    CHECK_STATUS(LF_E_FORKED, lf_session_set_credentials(session, credentials, NULL));
    CHECK_STATUS(LF_E_FORKED, lf_session_retry_credentials(session));
    CHECK_STATUS(LF_E_FORKED, lf_session_state(session, &number));
    CHECK_STATUS(LF_E_FORKED, lf_session_expires_at_ms(session, &at));
    CHECK_STATUS(LF_E_FORKED, lf_session_api_address(session, value, sizeof value, NULL));
    CHECK_STATUS(LF_E_FORKED, lf_session_next_event(session, &number, NULL));
    CHECK_STATUS(LF_E_FORKED, lf_session_stats(session, value, sizeof value, NULL));
    CHECK_STATUS(LF_E_FORKED, lf_session_close(session, NULL, NULL));
    CHECK(number == 0 && at == 0);
    CHECK_STATUS(LF_E_FORKED, lf_session_new(client, "Archive", credentials, NULL, &made, NULL));
    CHECK(made == NULL);
    CHECK_STATUS(LF_E_FORKED, lf_client_settle(client, NULL, &open, NULL));
    CHECK_STATUS(LF_E_FORKED, lf_client_shutdown(client, NULL, &open, NULL));
    CHECK_NUMBER(0, open);
    lf_session_free(session);
    lf_token_free(token);
    lf_client_free(client);
    CHECK_STATUS(LF_E_FORKED, lf_session_state(session, &number));
}

/* The address by name, so that there is a look-up. */
static lf_options *options_by_name(void)
{
    char address[200];
    const char *port = strrchr(given("LF_TEST_BASE"), ':');
    snprintf(address, sizeof address, "https://localhost%s", port);
    return options_for(address);
}

static void its_own(void)
{
    lf_client *own = client_of(options_by_name());
    lf_credentials *right = login();
    lf_session_options *options = NULL;
    lf_session *made = NULL;
    char value[4096], parents[4096];
    CHECK_STATUS(LF_OK, lf_session_options_new(&options));
    CHECK_STATUS(LF_OK, lf_session_options_set_event_callback(options, on_event, NULL));
    CHECK_STATUS(LF_OK, lf_session_new(own, "Archive", right, options, &made, NULL));
    lf_session_options_free(options);
    CHECK(made != session);
    CHECK_STATUS(LF_OK, lf_session_token(made, NULL, value, sizeof value, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_token_value(token, parents, sizeof parents, NULL));
    CHECK(strcmp(value, parents) != 0);
    CHECK_STATUS(LF_OK, lf_session_close(made, NULL, NULL));
    lf_session_free(made);
    lf_credentials_free(right);
    lf_client_free(own);
}

/* The end of a child. Valgrind would blame it for what its parent still has. */
static void end(void)
{
    execlp(check_failures == 0 ? "true" : "false", "true", (char *)NULL);
    _exit(2);
}

/* What hangs is killed. */
static void live(void)
{
    alarm((unsigned int)(ms_of(30000) / 1000));
    check_failures = 0;
    not_its_own();
    its_own();
}

static void child(int with_children)
{
    live();
    if (with_children) {
        int status = -1;
        pid_t grandchild = fork();
        if (grandchild == 0) {
            live();
            end();
        }
        CHECK(waitpid(grandchild, &status, 0) == grandchild);
        CHECK_NUMBER(0, status);
    }
    end();
}

int main(void)
{
    pthread_t threads[THREADS];
    lf_session_options *options = NULL;
    char value[4096], again[4096];
    int i, children = given_number("LF_TEST_ROUNDS", CHILDREN);
    client = client_of(options_by_name());
    credentials = login();
    CHECK_STATUS(LF_OK, lf_session_options_new(&options));
    CHECK_STATUS(LF_OK, lf_session_options_set_event_callback(options, on_event, NULL));
    CHECK_STATUS(LF_OK, lf_session_new(client, "Archive", credentials, options, &session, NULL));
    lf_session_options_free(options);
    CHECK_STATUS(LF_OK, lf_session_token(session, NULL, value, sizeof value, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_create_token(client, "Archive", credentials, NULL, &token, NULL));
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, use, NULL) == 0);
    }
    for (i = 0; i < children; i++) {
        int status = -1;
        pid_t forked;
        pause_ms(3);
        /* The check's own lock must not be held in the child. */
        pthread_mutex_lock(&check_mutex);
        forked = fork();
        pthread_mutex_unlock(&check_mutex);
        if (forked == 0) {
            child(i % 4 == 0);
        }
        CHECK(waitpid(forked, &status, 0) == forked);
        CHECK_NUMBER(0, status);
    }
    pthread_mutex_lock(&mutex);
    done = 1;
    pthread_mutex_unlock(&mutex);
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    /* The children have freed nothing, logged nothing out, and broken no connection. */
    CHECK_STATUS(LF_OK, lf_session_token(session, NULL, again, sizeof again, NULL, NULL));
    CHECK(strcmp(value, again) == 0);
    CHECK_STATUS(LF_OK, lf_refresh_token(token, 0, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_invalidate_token(token, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_session_close(session, NULL, NULL));
    lf_session_free(session);
    lf_token_free(token);
    lf_credentials_free(credentials);
    lf_client_free(client);
    CHECK(threads_end(1));
    return checks_done();
}
