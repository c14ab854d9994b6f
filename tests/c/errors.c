/* Provokes each status of the header for real and looks at all that its error tells.
 *
 * LF_E_INTERNAL is missing: nothing outside the library provokes it. The unit tests of src/ffi/boundary.rs do, with a
 * panic inside an export.
 */
#include "check.h"

#define TEXT 4096

/* What an error has to say. */
struct expected {
    lf_status status;
    lf_status cause;            /* 0: the same as status */
    const char *operation;      /* NULL: the failure is the host program's own */
    const char *base;           /* the base address whose host and port the message names; NULL: the good stub's */
    const char *word;           /* in the message; NULL: any */
    int32_t http_status;
    int32_t server_code;
    int32_t exchange;
    uint32_t attempts;
    int64_t retry_after_ms;     /* 0: the server did not say */
    int64_t wait_ms;            /* suggested; 0: any that fits the action */
    int32_t is_retryable;
    int has_request_id;
};

static const char *base;
static lf_client *good;
static lf_credentials *right;
static char last_token[TEXT];
static int lost;

/* Texts of the library must never show one. */
static int shows_a_secret(const char *text)
{
    return strstr(text, PASSWORD) != NULL || strstr(text, "wrong password") != NULL
        || (last_token[0] != 0 && strstr(text, last_token) != NULL);
}

static int log_lines;

static void LF_CALL on_log(void *user, int32_t level, const char *message)
{
    (void)user;
    CHECK(level >= LF_LOG_ERROR && level <= LF_LOG_DEBUG);
    CHECK(!shows_a_secret(message));
    CHECK(strchr(message, '\n') == NULL);
    log_lines++;
}

/* "127.0.0.1:4711" of "https://127.0.0.1:4711/repository". */
static void host_of(const char *address, char *host, size_t cap)
{
    const char *begin = strstr(address, "://");
    begin = begin == NULL ? address : begin + 3;
    snprintf(host, cap, "%.*s", (int)strcspn(begin, "/"), begin);
}

static void message_of(const lf_error *error, char *text)
{
    text[0] = 0;
    CHECK_STATUS(LF_OK, lf_error_message(error, text, TEXT, NULL));
}

/* Frees the error; another handle for the same failure stays. */
static lf_error *exchanged(lf_error *error)
{
    lf_error *clone = NULL;
    CHECK_STATUS(LF_OK, lf_error_clone(error, &clone));
    CHECK(clone != NULL && clone != error);
    lf_error_free(error);
    CHECK_STATUS(LF_E_INVALID_HANDLE, lf_error_status(error));
    return clone;
}

/* How long to wait is known where time alone may change something. */
static void expect_wait(const lf_error *error, const struct expected *e)
{
    int64_t wait_ms = lf_error_suggested_wait_ms(error);
    switch (lf_error_action(error)) {
    case LF_ACTION_TRY_LATER:
        CHECK(wait_ms >= 0 && wait_ms <= 60000);
        CHECK(e->retry_after_ms == 0 || wait_ms == e->retry_after_ms);
        break;
    case LF_ACTION_CHECK_SESSION:
        CHECK(wait_ms >= 20000 && wait_ms <= 60000);
        break;
    default:
        CHECK_NUMBER(-1, wait_ms);
        break;
    }
    CHECK(e->wait_ms == 0 || wait_ms == e->wait_ms);
}

/* Looks at the error, prints one line, and frees it. */
static void expect_at(int line, lf_status got, lf_error *error, const struct expected *e)
{
    char message[TEXT], text[TEXT], where[100], host[300];
    int32_t os_code;
    unsigned long failures = check_failures;
    error = exchanged(error);
    os_code = lf_error_os_code(error);
    snprintf(where, sizeof where, "line %d, %s", line, lf_status_name(e->status));
    CHECK_STATUS(e->status, got);
    CHECK_STATUS(got, lf_error_status(error));
    CHECK_STATUS(e->cause == 0 ? e->status : e->cause, lf_error_cause(error));
    message_of(error, message);
    CHECK(!shows_a_secret(message));
    CHECK(strlen(message) < 1024);
    CHECK(strchr(message, '\n') == NULL);
    if (e->operation != NULL) {
        host_of(e->base == NULL ? base : e->base, host, sizeof host);
        CHECK(strncmp(message, e->operation, strlen(e->operation)) == 0);
        CHECK(strstr(message, host) != NULL);
    }
    CHECK(e->word == NULL || strstr(message, e->word) != NULL);
    CHECK_NUMBER(e->http_status, lf_error_http_status(error));
    CHECK_NUMBER(e->server_code, lf_error_server_code(error));
    CHECK_NUMBER(e->exchange, lf_error_exchange(error));
    CHECK_NUMBER(e->attempts, lf_error_attempts(error));
    CHECK_NUMBER(e->retry_after_ms == 0 ? -1 : e->retry_after_ms, lf_error_retry_after_ms(error));
    expect_wait(error, e);
    CHECK_NUMBER(e->is_retryable, lf_error_is_retryable(error));
    CHECK_NUMBER(e->is_retryable, lf_error_action(error) == LF_ACTION_TRY_LATER);
    CHECK(lf_error_action(error) != LF_ACTION_NONE || got == LF_E_CANCELLED);
    CHECK_STATUS(LF_OK, lf_error_description(error, text, sizeof text, NULL));
    CHECK(strncmp(message, text, strlen(text)) == 0);
    CHECK(strstr(text, "lf_") == NULL && strstr(text, "LF_") == NULL);
    CHECK((lf_error_advice(error) != 0) == (strlen(message) > strlen(text)));
    CHECK_STATUS(LF_OK, lf_error_request_id(error, text, sizeof text, NULL));
    CHECK_NUMBER(e->has_request_id ? 32 : 0, (long long)strlen(text));
    CHECK(!e->has_request_id || lf_error_exchange(error) == LF_EXCHANGE_ANSWERED);
    CHECK(os_code >= 0);
    if (check_failures != failures) {
        fprintf(stderr, "that was %s: %s\n", where, message);
    }
    printf("%-26s %s\n", lf_status_name(got), message);
    lf_error_free(error);
}

#define EXPECT(call, ...) \
    do { \
        static const struct expected what = { __VA_ARGS__ }; \
        lf_error *error = NULL; \
        lf_status got = (call); \
        expect_at(__LINE__, got, error, &what); \
    } while (0)

/* As above, for an address that is known only now. */
#define EXPECT_AT(address, call, ...) \
    do { \
        struct expected what = { __VA_ARGS__ }; \
        lf_error *error = NULL; \
        lf_status got = (call); \
        what.base = (address); \
        expect_at(__LINE__, got, error, &what); \
    } while (0)

static lf_client *client_at(const char *address)
{
    lf_options *options = options_for(address);
    CHECK_STATUS(LF_OK, lf_options_set_log(options, LF_LOG_DEBUG, on_log, NULL));
    return client_of(options);
}

static lf_call *call_of(uint32_t timeout_ms, lf_cancel *cancel)
{
    lf_call *call = NULL;
    CHECK_STATUS(LF_OK, lf_call_new(&call));
    CHECK_STATUS(LF_OK, lf_call_set_total_timeout_ms(call, timeout_ms));
    CHECK_STATUS(LF_OK, lf_call_set_cancel(call, cancel));
    return call;
}

static lf_token *token_for(const char *repository)
{
    lf_token *token = NULL;
    CHECK_STATUS(LF_OK, lf_create_token(good, repository, right, NULL, &token, NULL));
    CHECK_STATUS(LF_OK, lf_token_value(token, last_token, sizeof last_token, NULL));
    return token;
}

static void log_out(lf_token *token)
{
    CHECK_STATUS(LF_OK, lf_invalidate_token(token, NULL, NULL));
    lf_token_free(token);
    last_token[0] = 0;
}

/* Settles, which tells how many sessions were given up since it was last asked. */
static void settle(uint32_t given_up)
{
    uint32_t open = 99;
    CHECK_STATUS(given_up == 0 ? LF_OK : LF_E_OUTCOME_UNKNOWN, lf_client_settle(good, NULL, &open, NULL));
    CHECK_NUMBER(given_up, open);
}

/* One login at an address; the client is made for it alone. */
static lf_status create_at(const char *address, lf_error **error)
{
    lf_client *client = client_at(address);
    lf_token *token = (lf_token *)1;
    lf_status status = lf_create_token(client, "Archive", right, NULL, &token, error);
    CHECK(token == NULL);
    lf_client_free(client);
    return status;
}

static lf_status create(const char *repository, const lf_call *call, lf_error **error)
{
    lf_token *token = (lf_token *)1;
    lf_status status = lf_create_token(good, repository, right, call, &token, error);
    CHECK(token == NULL);
    return status;
}

static lf_status create_as(const char *username, const char *password, lf_error **error)
{
    lf_credentials *credentials = credentials_of(username, password);
    lf_token *token = (lf_token *)1;
    lf_status status = lf_create_token(good, "Archive", credentials, NULL, &token, error);
    CHECK(token == NULL);
    lf_credentials_free(credentials);
    return status;
}

/* One refresh that fails; the session is logged out afterwards. */
static lf_status refresh(const char *repository, const lf_call *call, lf_error **error)
{
    lf_token *token = token_for(repository);
    lf_status status = lf_refresh_token(token, 0, call, error);
    char message[TEXT];
    message_of(*error, message);
    CHECK(!shows_a_secret(message));
    log_out(token);
    return status;
}

static void of_the_program(void)
{
    lf_error *error = NULL;
    lf_token *token = NULL;
    char small[5];
    size_t needed = 0;
    EXPECT(lf_create_token(good, "..", right, NULL, &token, &error), .status = LF_E_INVALID_ARGUMENT,
        .word = "repository id");
    token = token_for("Archive");
    EXPECT(lf_refresh_token(token, 3601, NULL, &error), .status = LF_E_INVALID_ARGUMENT, .word = "3600");
    CHECK_STATUS(LF_E_BUFFER_TOO_SMALL, lf_token_value(token, small, sizeof small, &needed));
    CHECK_NUMBER((long long)strlen(last_token) + 1, (long long)needed);
    printf("%-26s lf_token_value needs %lu bytes\n", lf_status_name(LF_E_BUFFER_TOO_SMALL), (unsigned long)needed);
    EXPECT(lf_refresh_token((lf_token *)good, 0, NULL, &error), .status = LF_E_INVALID_HANDLE, .word = "handle");
    CHECK_STATUS(LF_OK, lf_refresh_token(token, 0, NULL, &error));
    CHECK(error == NULL);
    log_out(token);
}

static lf_session *watched;
static lf_error *of_callback;
static int was_called;

static void LF_CALL on_event(void *user, int32_t event, const lf_error *cause)
{
    (void)cause;
    if (event == LF_EVENT_LOGGED_IN) {
        pthread_mutex_lock(user);
        CHECK_STATUS(LF_E_WOULD_DEADLOCK, lf_session_close(watched, NULL, &of_callback));
        was_called = 1;
        pthread_mutex_unlock(user);
    }
}

#ifdef _WIN32
static void forked(void)
{
    printf("%-26s nothing forks here\n", lf_status_name(LF_E_FORKED));
}
#else
#include <sys/wait.h>
#include <unistd.h>

static void forked(void)
{
    int status = -1;
    pid_t child;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        unsigned long failures = check_failures;
        EXPECT(lf_session_close(watched, NULL, &error), .status = LF_E_FORKED, .word = "forked");
        /* Valgrind would blame a child that ends for what its parent still has. */
        execlp(check_failures == failures ? "true" : "false", "true", (char *)NULL);
        _exit(2);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_NUMBER(0, status);
}
#endif

/* What waits, what is over, and what a callback and a child process must not do. */
static void of_a_managed_session(void)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    lf_session_options *options = NULL;
    int called = 0;
    CHECK_STATUS(LF_OK, lf_session_options_new(&options));
    CHECK_STATUS(LF_OK, lf_session_options_set_event_callback(options, on_event, &mutex));
    CHECK_STATUS(LF_OK, lf_session_new(good, "fault:create:delay=300", right, options, &watched, NULL));
    lf_session_options_free(options);
    EXPECT(lf_session_try_token(watched, last_token, sizeof last_token, NULL, &error), .status = LF_E_PENDING,
        .is_retryable = 1);
    CHECK_STATUS(LF_OK, lf_session_token(watched, NULL, last_token, sizeof last_token, NULL, NULL));
    while (!called) {
        pthread_mutex_lock(&mutex);
        called = was_called;
        pthread_mutex_unlock(&mutex);
        pause_ms(1);
    }
    EXPECT((error = of_callback, lf_error_status(error)), .status = LF_E_WOULD_DEADLOCK, .word = "callback");
    forked();
    CHECK_STATUS(LF_OK, lf_session_close(watched, NULL, NULL));
    EXPECT(lf_session_token(watched, NULL, last_token, sizeof last_token, NULL, &error), .status = LF_E_CLOSED,
        .word = "closed");
    lf_session_free(watched);
    last_token[0] = 0;
}

static void before_anything_is_sent(void)
{
    static const char unknown[] = "https://lftoken-test.invalid/repository";
    lf_options *options;
    lf_client *client;
    lf_token *token = NULL;
    lf_call *call;
    lf_cancel *cancel = NULL;
    EXPECT_AT(unknown, create_at(unknown, &error), .status = LF_E_RESOLVE_FAILED, .operation = "Login",
        .attempts = 2, .is_retryable = 1);
    EXPECT_AT(given("LF_TEST_REFUSED"), create_at(given("LF_TEST_REFUSED"), &error), .status = LF_E_CONNECT_FAILED,
        .operation = "Login", .attempts = 2, .is_retryable = 1);
    EXPECT_AT(given("LF_TEST_UNKNOWN_CA"), create_at(given("LF_TEST_UNKNOWN_CA"), &error),
        .status = LF_E_TLS_CERTIFICATE, .operation = "Login", .word = "not trusted", .attempts = 1);
    EXPECT_AT(given("LF_TEST_WRONG_NAME"), create_at(given("LF_TEST_WRONG_NAME"), &error),
        .status = LF_E_TLS_CERTIFICATE, .operation = "Login", .word = "another host name", .attempts = 1);
    EXPECT_AT(given("LF_TEST_EXPIRED"), create_at(given("LF_TEST_EXPIRED"), &error),
        .status = LF_E_TLS_CERTIFICATE, .operation = "Login", .word = "expired", .attempts = 1);
    EXPECT_AT(given("LF_TEST_GARBAGE"), create_at(given("LF_TEST_GARBAGE"), &error), .status = LF_E_TLS_HANDSHAKE,
        .operation = "Login", .word = "does not speak TLS", .attempts = 1);
    EXPECT(create_as("svc", "", &error), .status = LF_E_INVALID_ARGUMENT,
        .word = "(lf_credentials_set_allow_empty_password)");

    /* A proxy that is not there: nothing is said of the base address. */
    options = options_for(base);
    CHECK_STATUS(LF_OK, lf_options_set_proxy(options, given("LF_TEST_NO_PROXY"), NULL, NULL));
    client = client_of(options);
    EXPECT(lf_create_token(client, "Archive", right, NULL, &token, &error), .status = LF_E_CONNECT_FAILED,
        .operation = "Login", .word = "could not connect to the proxy ", .attempts = 2, .is_retryable = 1);
    lf_client_free(client);

    /* A proxy that wants a password. */
    options = options_for(base);
    CHECK_STATUS(LF_OK, lf_options_set_proxy(options, given("LF_TEST_PROXY"), "someone", "wrong password"));
    client = client_of(options);
    EXPECT(lf_create_token(client, "Archive", right, NULL, &token, &error), .status = LF_E_PROXY_REFUSED,
        .operation = "Login", .word = "407", .http_status = 407, .attempts = 1);
    lf_client_free(client);

    /* A server that accepts and says nothing: the time goes by, or somebody cancels. */
    client = client_at(given("LF_TEST_SILENT"));
    call = call_of((uint32_t)ms_of(300), NULL);
    EXPECT_AT(given("LF_TEST_SILENT"), lf_create_token(client, "Archive", right, call, &token, &error),
        .status = LF_E_TIMED_OUT, .operation = "Login", .attempts = 1, .is_retryable = 1);
    lf_call_free(call);
    CHECK_STATUS(LF_OK, lf_cancel_new(&cancel));
    CHECK_STATUS(LF_OK, lf_cancel_trigger(cancel));
    call = call_of(20000, cancel);
    EXPECT_AT(given("LF_TEST_SILENT"), lf_create_token(client, "Archive", right, call, &token, &error),
        .status = LF_E_CANCELLED, .operation = "Login", .attempts = 1);
    lf_call_free(call);
    lf_cancel_free(cancel);
    lf_client_free(client);
}

/* A repository that takes about so long to answer the operation. */
static const char *slow(const char *operation, int ms)
{
    static char repository[100];
    snprintf(repository, sizeof repository, "fault:%s:delay=%d", operation, ms_of(ms));
    return repository;
}

static void *trigger_soon(void *cancel)
{
    pause_ms(ms_of(200));
    CHECK_STATUS(LF_OK, lf_cancel_trigger(cancel));
    return NULL;
}

static void interrupted(void)
{
    lf_cancel *cancel = NULL;
    lf_call *call = call_of((uint32_t)ms_of(300), NULL);
    pthread_t thread;
    long begun = now_ms();
    EXPECT(refresh(slow("refresh", 1500), call, &error), .status = LF_E_TIMED_OUT, .operation = "Refresh",
        .exchange = LF_EXCHANGE_UNANSWERED, .attempts = 1, .is_retryable = 1);
    EXPECT(create(slow("create", 1000), call, &error), .status = LF_E_OUTCOME_UNKNOWN, .cause = LF_E_TIMED_OUT,
        .operation = "Login", .word = "lf_client_settle", .exchange = LF_EXCHANGE_UNANSWERED, .attempts = 1,
        .wait_ms = 50000);
    lf_call_free(call);
    CHECK_STATUS(LF_OK, lf_cancel_new(&cancel));
    call = call_of(60000, cancel);
    CHECK(pthread_create(&thread, NULL, trigger_soon, cancel) == 0);
    EXPECT(refresh(slow("refresh", 30000), call, &error), .status = LF_E_CANCELLED, .operation = "Refresh",
        .exchange = LF_EXCHANGE_UNANSWERED, .attempts = 1);
    pthread_join(thread, NULL);
    CHECK_STATUS(LF_OK, lf_cancel_reset(cancel));
    CHECK(pthread_create(&thread, NULL, trigger_soon, cancel) == 0);
    EXPECT(create(slow("create", 1000), call, &error), .status = LF_E_OUTCOME_UNKNOWN, .cause = LF_E_CANCELLED,
        .operation = "Login", .exchange = LF_EXCHANGE_UNANSWERED, .attempts = 1);
    pthread_join(thread, NULL);
    lf_call_free(call);
    lf_cancel_free(cancel);
    /* Both late answers come, and what they opened is logged out. */
    settle(0);
    CHECK(now_ms() - begun < ms_of(20000));

    /* Cancelled while it waits for the next attempt: beneath lies what failed before. */
    CHECK_STATUS(LF_OK, lf_cancel_new(&cancel));
    call = call_of(60000, cancel);
    CHECK(pthread_create(&thread, NULL, trigger_soon, cancel) == 0);
    EXPECT(refresh("fault:refresh:status=503,retry-after=30", call, &error), .status = LF_E_CANCELLED,
        .cause = LF_E_SERVER_ERROR, .word = "Refresh", .http_status = 503, .exchange = LF_EXCHANGE_ANSWERED,
        .attempts = 1, .retry_after_ms = 30000, .has_request_id = 1);
    pthread_join(thread, NULL);
    lf_call_free(call);
    lf_cancel_free(cancel);
}

static void broken(void)
{
    EXPECT(refresh("fault:refresh:reset=0", NULL, &error), .status = LF_E_CONNECTION_LOST, .operation = "Refresh",
        .exchange = LF_EXCHANGE_UNANSWERED, .attempts = 2, .is_retryable = 1);
    EXPECT(refresh("fault:refresh:cut=60", NULL, &error), .status = LF_E_CONNECTION_LOST, .operation = "Refresh",
        .exchange = LF_EXCHANGE_UNANSWERED, .attempts = 2, .is_retryable = 1);
    EXPECT(create("fault:create:drop", NULL, &error), .status = LF_E_OUTCOME_UNKNOWN, .cause = LF_E_CONNECTION_LOST,
        .operation = "Login", .word = "holds a licence", .exchange = LF_EXCHANGE_UNANSWERED, .attempts = 1,
        .wait_ms = 60000);
    lost++;
    /* The same to see, but the server has not done it. */
    EXPECT(create("fault:create:refuse", NULL, &error), .status = LF_E_OUTCOME_UNKNOWN,
        .cause = LF_E_CONNECTION_LOST, .operation = "Login", .exchange = LF_EXCHANGE_UNANSWERED, .attempts = 1);
    EXPECT(create("fault:create:status=502", NULL, &error), .status = LF_E_OUTCOME_UNKNOWN,
        .cause = LF_E_SERVER_ERROR, .operation = "Login", .http_status = 502, .exchange = LF_EXCHANGE_ANSWERED,
        .attempts = 1, .has_request_id = 1);
    EXPECT(create("fault:create:garbage", NULL, &error), .status = LF_E_OUTCOME_UNKNOWN,
        .cause = LF_E_ANSWER_NOT_UNDERSTOOD, .operation = "Login", .exchange = LF_EXCHANGE_UNANSWERED,
        .attempts = 1);
    lost++;
    settle(4);
}

static void refused(void)
{
    lf_token *token, *second = NULL;
    lf_client *client;
    lf_call *call;
    int32_t state = 0;
    EXPECT(create("fault:create:status=400", NULL, &error), .status = LF_E_BAD_REQUEST, .operation = "Login",
        .http_status = 400, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1, .has_request_id = 1);
    EXPECT(create_as("svc", "wrong password", &error), .status = LF_E_CREDENTIALS_REFUSED, .operation = "Login",
        .word = "incorrect", .http_status = 401, .server_code = 9010, .exchange = LF_EXCHANGE_ANSWERED,
        .attempts = 1, .has_request_id = 1);
    EXPECT(create_as("locked", PASSWORD, &error), .status = LF_E_ACCOUNT_LOCKED, .operation = "Login",
        .http_status = 401, .server_code = 9011, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1,
        .has_request_id = 1);
    EXPECT(create_as("expired", PASSWORD, &error), .status = LF_E_PASSWORD_EXPIRED, .operation = "Login",
        .http_status = 401, .server_code = 9075, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1,
        .has_request_id = 1);
    EXPECT(create("fault:create:status=403", NULL, &error), .status = LF_E_ACCESS_DENIED, .operation = "Login",
        .http_status = 403, .server_code = 9013, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1,
        .has_request_id = 1);
    EXPECT(create("unknown", NULL, &error), .status = LF_E_REPOSITORY_NOT_FOUND, .operation = "Login",
        .word = "the repository id is \"unknown\"", .http_status = 404, .exchange = LF_EXCHANGE_ANSWERED,
        .attempts = 1, .has_request_id = 1);
    /* The same status without a word from the service is about the route. */
    EXPECT(create("fault:create:status=404,error=none", NULL, &error), .status = LF_E_UNSUPPORTED,
        .operation = "Login", .word = "base address", .http_status = 404, .exchange = LF_EXCHANGE_ANSWERED,
        .attempts = 1, .has_request_id = 1);
    EXPECT_AT(given("LF_TEST_NO_ROUTE"), create_at(given("LF_TEST_NO_ROUTE"), &error), .status = LF_E_UNSUPPORTED,
        .operation = "Login", .http_status = 404, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1,
        .has_request_id = 1);

    /* Not repeated, because the call has not as much time as the server wants. */
    call = call_of(3000, NULL);
    EXPECT(create("fault:create:status=429,retry-after=7", call, &error), .status = LF_E_RATE_LIMITED,
        .operation = "Login", .http_status = 429, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1,
        .retry_after_ms = 7000, .is_retryable = 1, .has_request_id = 1);
    EXPECT(refresh("fault:refresh:status=429,retry-after=7", call, &error), .status = LF_E_RATE_LIMITED,
        .operation = "Refresh", .http_status = 429, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1,
        .retry_after_ms = 7000, .is_retryable = 1, .has_request_id = 1);
    lf_call_free(call);
    EXPECT(create("fault:create:status=500", NULL, &error), .status = LF_E_SERVER_ERROR, .operation = "Login",
        .http_status = 500, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1, .is_retryable = 1, .has_request_id = 1);
    EXPECT(refresh("fault:refresh:status=500", NULL, &error), .status = LF_E_SERVER_ERROR, .operation = "Refresh",
        .http_status = 500, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 2, .is_retryable = 1, .has_request_id = 1);

    /* One seat, which is taken. */
    client = client_at(given("LF_TEST_ONE_SEAT"));
    CHECK_STATUS(LF_OK, lf_create_token(client, "Archive", right, NULL, &token, NULL));
    EXPECT_AT(given("LF_TEST_ONE_SEAT"), lf_create_token(client, "Archive", right, NULL, &second, &error),
        .status = LF_E_LICENSE_EXHAUSTED, .operation = "Login", .http_status = 403, .server_code = 9030,
        .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1, .is_retryable = 1, .has_request_id = 1);
    CHECK(second == NULL);
    CHECK_STATUS(LF_OK, lf_invalidate_token(token, NULL, NULL));
    lf_token_free(token);
    lf_client_free(client);

    /* The session has ended on the server. */
    token = token_for("Archive");
    CHECK_STATUS(LF_OK, lf_token_adopt(good, "Archive", last_token, 0, &second, NULL));
    CHECK_STATUS(LF_OK, lf_invalidate_token(second, NULL, NULL));
    lf_token_free(second);
    EXPECT(lf_refresh_token(token, 0, NULL, &error), .status = LF_E_SESSION_GONE, .operation = "Refresh",
        .http_status = 401, .server_code = 9037, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1,
        .has_request_id = 1);
    CHECK_STATUS(LF_OK, lf_token_state(token, &state));
    CHECK_NUMBER(LF_TOKEN_GONE, state);
    /* From now on it is known without asking. */
    EXPECT(lf_refresh_token(token, 0, NULL, &error), .status = LF_E_SESSION_GONE, .word = "lf_create_token");
    log_out(token);

    /* Something in front of the service says so: it may be open all the same. */
    token = token_for("fault:refresh:status=401,error=html,gateway");
    EXPECT(lf_refresh_token(token, 0, NULL, &error), .status = LF_E_SESSION_UNCONFIRMED, .operation = "Refresh",
        .word = "lf_invalidate_token", .http_status = 401, .exchange = LF_EXCHANGE_ANSWERED_IN_FRONT, .attempts = 1);
    CHECK_STATUS(LF_OK, lf_token_state(token, &state));
    CHECK_NUMBER(LF_TOKEN_ACTIVE, state);
    log_out(token);
}

static void unreadable(void)
{
    lf_token *token;
    int32_t state = 0;
    EXPECT(refresh("fault:refresh:body=%7B%7D", NULL, &error), .status = LF_E_ANSWER_NOT_UNDERSTOOD,
        .operation = "Refresh", .http_status = 200, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1,
        .has_request_id = 1);
    EXPECT(refresh("fault:refresh:status=302,header=Location:https://elsewhere.invalid/", NULL, &error),
        .status = LF_E_ANSWER_NOT_UNDERSTOOD, .operation = "Refresh", .word = "elsewhere.invalid",
        .http_status = 302, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1, .has_request_id = 1);
    EXPECT(refresh("fault:refresh:oversized=400000", NULL, &error), .status = LF_E_ANSWER_TOO_LARGE,
        .operation = "Refresh", .exchange = LF_EXCHANGE_UNANSWERED, .attempts = 1);
    /* A login that brought a token besides: it is logged out. */
    EXPECT(create("fault:create:expire=never", NULL, &error), .status = LF_E_OUTCOME_UNKNOWN,
        .cause = LF_E_ANSWER_NOT_UNDERSTOOD, .operation = "Login", .word = "being logged out", .http_status = 200, .exchange = LF_EXCHANGE_ANSWERED,
        .attempts = 1, .has_request_id = 1);
    EXPECT(create("fault:create:oversized=400000", NULL, &error), .status = LF_E_OUTCOME_UNKNOWN,
        .cause = LF_E_ANSWER_TOO_LARGE, .operation = "Login", .word = "being logged out", .exchange = LF_EXCHANGE_UNANSWERED, .attempts = 1);
    settle(0);

    token = token_for("fault:invalidate:false,times=1");
    EXPECT(lf_invalidate_token(token, NULL, &error), .status = LF_E_NOT_LOGGED_OUT, .operation = "Logout",
        .http_status = 200, .has_request_id = 1, .exchange = LF_EXCHANGE_ANSWERED, .attempts = 1, .is_retryable = 1);
    CHECK_STATUS(LF_OK, lf_token_state(token, &state));
    CHECK_NUMBER(LF_TOKEN_ACTIVE, state);
    log_out(token);
}

/* What a body of the server comes to, member by member. NULL: a random id of 32 digits. */
struct said {
    const char *fault;
    int32_t code;
    const char *message, *class_name, *source, *operation_id, *type, *title, *detail, *instance;
};

static void text_is(lf_status (LF_CALL *get)(const lf_error *, char *, size_t, size_t *), const lf_error *error,
    const char *expected, const char *fault, const char *member)
{
    char text[TEXT], detail[TEXT + 500];
    size_t needed = 0;
    CHECK_STATUS(LF_OK, get(error, text, sizeof text, &needed));
    CHECK_NUMBER((long long)strlen(text) + 1, (long long)needed);
    snprintf(detail, sizeof detail, "%s, %s: \"%s\"", fault, member, text);
    if (expected == NULL) {
        check(strspn(text, "0123456789abcdef") == 32 && text[32] == 0, "no id", detail, __FILE__, __LINE__);
    } else {
        check(strcmp(text, expected) == 0, "another text", detail, __FILE__, __LINE__);
    }
}

static void bodies(void)
{
    static const char words[] = "Some words";
    static const char coded[] = "Some words [9321]";
    static const char path[] = "/repository/v1-alpha/Repositories/";
    static const struct said all[] = {
        { "error=api,code=9321", 9321, words, "", "", NULL, "", "", "", "" },
        { "error=problem,code=9321", 9321, words, "", "LaserficheServer", NULL, "serverError", words, "", path },
        { "error=rfc6749,code=9321", 0, words, "", "", NULL, "server_error", words, "", path },
        { "error=header,code=9321", 0, words, "", "", NULL, "", "", "", "" },
        { "error=suffix,code=9321", 9321, coded, "", "", NULL, "", coded, "", "" },
        { "error=nested,code=9321", 9321, words, "", "", NULL, "", "", "", "" },
        { "error=nulls,code=9321", 0, "", "", "", NULL, "", "", "", "" },
        { "error=string,code=9321", 0, words, "", "", NULL, "", "", "", "" },
        { "error=html,code=9321", 0, "", "", "", NULL, "", "", "", "" },
        { "error=none,code=9321", 0, "", "", "", NULL, "", "", "", "" },
        { "body=%7B%22message%22:%22m%22%2C%22errorClass%22:%22c%22%2C%22errorSource%22:%22s%22%2C%22type%22:%22t%22"
          "%2C%22title%22:%22u%22%2C%22detail%22:%22d%22%2C%22instance%22:%22i%22%2C%22operationId%22:%22o%22"
          "%2C%22errorCode%22:5%7D",
          5, "m", "c", "s", "o", "t", "u", "d", "i" },
        { "body=%7B%22error%22:%22invalid_grant%22%2C%22error_description%22:%22no%22%7D",
          0, "no", "", "", NULL, "invalid_grant", "no", "", "" },
        { "body=%7B%22detail%22:%22only%20this%22%7D", 0, "only this", "", "", NULL, "", "", "only this", "" },
        { "body=%7B%22type%22:%22only%20this%22%7D", 0, "only this", "", "", NULL, "only this", "", "", "" },
        /* Control characters and line breaks do not get into a log. */
        { "body=%7B%22message%22:%22a%5Cr%5Cnb%5Cu001b%22%7D", 0, "a  b ", "", "", NULL, "", "", "", "" },
    };
    size_t i;
    for (i = 0; i < sizeof all / sizeof all[0]; i++) {
        const struct said *said = &all[i];
        const char *fault = said->fault;
        char repository[1000], text[TEXT];
        lf_error *error = NULL;
        snprintf(repository, sizeof repository, "fault:create:status=409,message=%s,%s", words, fault);
        CHECK_STATUS(LF_E_BAD_REQUEST, create(repository, NULL, &error));
        check_number(lf_error_server_code(error), said->code, fault, __FILE__, __LINE__);
        CHECK_NUMBER(409, lf_error_http_status(error));
        CHECK_NUMBER(0, lf_error_is_retryable(error));
        text_is(lf_error_server_message, error, said->message, fault, "server message");
        text_is(lf_error_server_class, error, said->class_name, fault, "class");
        text_is(lf_error_server_source, error, said->source, fault, "source");
        text_is(lf_error_operation_id, error, said->operation_id, fault, "operation id");
        text_is(lf_error_problem_type, error, said->type, fault, "type");
        text_is(lf_error_problem_title, error, said->title, fault, "title");
        text_is(lf_error_problem_detail, error, said->detail, fault, "detail");
        text_is(lf_error_request_id, error, NULL, fault, "request id");
        if (said->instance == path) {
            CHECK_STATUS(LF_OK, lf_error_problem_instance(error, text, sizeof text, NULL));
            CHECK(strncmp(text, path, strlen(path)) == 0);
        } else {
            text_is(lf_error_problem_instance, error, said->instance, fault, "instance");
        }
        message_of(error, text);
        CHECK(said->message[0] == 0 || strstr(text, said->message) != NULL);
        printf("%-26s %s\n", fault, text);
        lf_error_free(error);
    }
}

/* A server that repeats what it was sent does not get it into an error. */
static void echoes(void)
{
    static const char *const echoing[] = {
        "fault:create:status=400,message=no: " PASSWORD,
        "fault:create:status=400,error=problem,message=no: " PASSWORD,
        "fault:create:status=400,error=header,message=no: " PASSWORD,
        "fault:create:status=400,header=X-RequestId:" PASSWORD,
    };
    size_t i;
    for (i = 0; i < sizeof echoing / sizeof echoing[0]; i++) {
        lf_error *error = NULL;
        char text[TEXT];
        CHECK_STATUS(LF_E_BAD_REQUEST, create(echoing[i], NULL, &error));
        message_of(error, text);
        CHECK(!shows_a_secret(text));
        CHECK(strstr(text, "[secret]") != NULL);
        CHECK_STATUS(LF_OK, lf_error_server_message(error, text, sizeof text, NULL));
        CHECK(!shows_a_secret(text));
        CHECK_STATUS(LF_OK, lf_error_problem_title(error, text, sizeof text, NULL));
        CHECK(!shows_a_secret(text));
        CHECK_STATUS(LF_OK, lf_error_request_id(error, text, sizeof text, NULL));
        CHECK(!shows_a_secret(text));
        lf_error_free(error);
    }
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    base = given("LF_TEST_BASE");
    good = client_at(base);
    right = login();
    of_the_program();
    of_a_managed_session();
    before_anything_is_sent();
    interrupted();
    broken();
    refused();
    unreadable();
    bodies();
    echoes();
    settle(0);
    lf_credentials_free(right);
    lf_client_free(good);
    CHECK(log_lines > 20);
    printf("lost %d\n", lost);
    return checks_done();
}
