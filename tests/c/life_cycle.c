/* The life of a session: log in, keep it alive, log out; and what a failure tells.
 *
 *     LF_USER=... LF_PASSWORD=... life_cycle BASE_ADDRESS CA_FILE REPOSITORY
 *
 * CA_FILE holds the certificate authority of the server; give "" to trust what the system trusts.
 * The password comes from the environment because other users of the machine can read a command line.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lftoken.h"

#define APPLICATION_NAME "lftoken life_cycle"
#define KEEP_ALIVE_SECONDS 1800
#define LABEL_WIDTH 14
#define LINE_WIDTH 92

struct job {
    const char *base_address;
    const char *ca_file;
    const char *repository;
    const char *user;
    const char *password;
    lf_client *client;
    lf_token *token;
};

/* Every function of the library that gives a text of an error has this shape. */
typedef lf_status(LF_CALL *error_text)(const lf_error *error, char *buf, size_t cap, size_t *needed);

static void heading(const char *text)
{
    printf("\n%s\n", text);
}

static void label(const char *name)
{
    printf("   %-*s", LABEL_WIDTH, name);
}

/* Prints a text next to its label, broken between words. */
static void show(const char *name, const char *text)
{
    const size_t start = 3 + LABEL_WIDTH;
    size_t column = start;

    label(name);
    while (*text != '\0') {
        size_t word = strcspn(text, " ");

        if (column > start && column + 1 + word > LINE_WIDTH) {
            printf("\n   %-*s", LABEL_WIDTH, "");
            column = start;
        } else if (column > start) {
            printf(" ");
            column++;
        }
        printf("%.*s", (int)word, text);
        column += word;
        text += word;
        text += strspn(text, " ");
    }
    printf("\n");
}

static void show_number(const char *name, int64_t number)
{
    label(name);
    printf("%" PRId64 "\n", number);
}

/* Overwrites a secret; through volatile, so that the compiler does not leave it out. */
static void wipe(char *secret, size_t size)
{
    volatile char *byte = secret;

    while (size-- > 0) {
        *byte++ = '\0';
    }
}

/* A text of an error in memory of our own, to be freed; NULL if there is no memory for it. */
static char *copy_error_text(const lf_error *error, error_text get)
{
    size_t needed = 0;
    char *text;

    get(error, NULL, 0, &needed);
    text = needed > 0 ? malloc(needed) : NULL;
    if (text != NULL && get(error, text, needed, NULL) != LF_OK) {
        free(text);
        text = NULL;
    }
    return text;
}

/* Whether a call succeeded. If not, says why; frees the error in any case. error may be NULL. */
static int succeeded(const char *call, lf_status status, lf_error *error)
{
    if (status != LF_OK) {
        char *message = copy_error_text(error, lf_error_message);

        fflush(stdout);
        fprintf(stderr, "%s: %s: %s\n", call, lf_status_name(status),
                message != NULL ? message : lf_status_message(status));
        free(message);
    }
    lf_error_free(error);
    return status == LF_OK;
}

static const char *state_text(int32_t state)
{
    switch (state) {
    case LF_TOKEN_ACTIVE:
        return "active";
    case LF_TOKEN_GONE:
        return "gone: the server has ended the session";
    case LF_TOKEN_LOGGED_OUT:
        return "logged out";
    default:
        return "one that this program does not know";
    }
}

/* Prints how long a token is and nothing more of it. */
static int show_value(const lf_token *token)
{
    size_t size = 0;
    char *value;
    lf_status status = lf_token_value(token, NULL, 0, &size);

    if (status != LF_E_BUFFER_TOO_SMALL) {
        return succeeded("lf_token_value", status, NULL);
    }
    value = malloc(size);
    if (value == NULL) {
        fprintf(stderr, "no memory for %zu bytes\n", size);
        return 0;
    }
    status = lf_token_value(token, value, size, NULL);
    if (status == LF_OK) {
        /* Here a program sends its own requests with "Authorization: Bearer " and the value. */
        label("token");
        printf("%zu characters, a secret and therefore not shown\n", strlen(value));
    }
    wipe(value, size);
    free(value);
    return succeeded("lf_token_value", status, NULL);
}

static int show_token(const lf_token *token)
{
    int64_t expires_at_ms = 0;
    int64_t remaining_ms = 0;
    int32_t state = 0;
    time_t seconds;
    struct tm *utc;
    char date[64] = "";

    if (!succeeded("lf_token_expires_at_ms", lf_token_expires_at_ms(token, &expires_at_ms), NULL)
        || !succeeded("lf_token_remaining_ms", lf_token_remaining_ms(token, &remaining_ms), NULL)
        || !succeeded("lf_token_state", lf_token_state(token, &state), NULL)) {
        return 0;
    }
    seconds = (time_t)(expires_at_ms / 1000);
    utc = gmtime(&seconds);
    if (utc != NULL && strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S UTC", utc) > 0) {
        show("expires", date);
    }
    label("remaining");
    printf("%" PRId64 " s\n", remaining_ms / 1000);
    show("state", state_text(state));
    return 1;
}

static int make_client(struct job *job)
{
    lf_options *options = NULL;
    lf_error *error = NULL;
    lf_status status;
    int done = 0;

    heading("1. Get ready: lf_options_new, lf_client_new");
    if (!succeeded("lf_options_new", lf_options_new(&options), NULL)
        || !succeeded("lf_options_set_base_address", lf_options_set_base_address(options, job->base_address), NULL)
        || !succeeded("lf_options_set_user_agent_product",
                      lf_options_set_user_agent_product(options, "life_cycle/1.0"), NULL)) {
        goto end;
    }
    if (*job->ca_file != '\0'
        && (!succeeded("lf_options_set_trust", lf_options_set_trust(options, LF_TRUST_ADDED_ONLY), NULL)
            || !succeeded("lf_options_add_ca_file", lf_options_add_ca_file(options, job->ca_file), NULL))) {
        goto end;
    }
    status = lf_client_new(options, &job->client, &error);
    if (!succeeded("lf_client_new", status, error)) {
        goto end;
    }
    show("server", job->base_address);
    show("trusts", *job->ca_file != '\0' ? job->ca_file : "what the system trusts");
    show("licence", "not taken: nothing has been sent yet");
    done = 1;
end:
    lf_options_free(options);
    return done;
}

/* Logs in with the password given. Prints nothing and leaves the judgement of the status to the caller. */
static lf_status create_token(const struct job *job, const char *password, lf_token **token, lf_error **error)
{
    lf_credentials *credentials = NULL;
    lf_status status = lf_credentials_new(&credentials);

    if (status == LF_OK) {
        status = lf_credentials_set_username(credentials, job->user);
    }
    if (status == LF_OK) {
        status = lf_credentials_set_password(credentials, password);
    }
    if (status == LF_OK) {
        status = lf_credentials_set_application_name(credentials, APPLICATION_NAME);
    }
    if (status == LF_OK) {
        status = lf_create_token(job->client, job->repository, credentials, NULL, token, error);
    }
    /* The library wipes its copy of the password here. */
    lf_credentials_free(credentials);
    return status;
}

static int log_in(struct job *job)
{
    lf_error *error = NULL;
    lf_status status = create_token(job, job->password, &job->token, &error);

    heading("2. Log in: lf_create_token");
    if (!succeeded("lf_create_token", status, error)) {
        return 0;
    }
    show("status", lf_status_name(status));
    show("repository", job->repository);
    show("user", job->user);
    show("shown as", APPLICATION_NAME);
    if (!show_value(job->token) || !show_token(job->token)) {
        return 0;
    }
    show("licence", "taken, until the session is logged out or idles out");
    return 1;
}

static int keep_alive(struct job *job)
{
    lf_error *error = NULL;
    lf_status status = lf_refresh_token(job->token, KEEP_ALIVE_SECONDS, NULL, &error);

    heading("3. Keep alive: lf_refresh_token");
    if (!succeeded("lf_refresh_token", status, error)) {
        return 0;
    }
    show("status", lf_status_name(status));
    label("keep alive");
    printf("%d s: for so long the session may now be idle\n", KEEP_ALIVE_SECONDS);
    if (!show_token(job->token)) {
        return 0;
    }
    show("licence", "still the same one");
    return 1;
}

static int log_out(struct job *job)
{
    lf_error *error = NULL;
    lf_status status = lf_invalidate_token(job->token, NULL, &error);
    int32_t state = 0;

    heading("4. Log out: lf_invalidate_token");
    if (!succeeded("lf_invalidate_token", status, error)
        || !succeeded("lf_token_state", lf_token_state(job->token, &state), NULL)) {
        return 0;
    }
    show("status", lf_status_name(status));
    show("state", state_text(state));
    show("licence", "free again");
    return 1;
}

static const char *exchange_text(int32_t exchange)
{
    switch (exchange) {
    case LF_EXCHANGE_NOTHING_SENT:
        return "the server has not seen the request";
    case LF_EXCHANGE_UNANSWERED:
        return "a request went out and no complete answer came";
    case LF_EXCHANGE_ANSWERED:
        return "the server answered";
    case LF_EXCHANGE_ANSWERED_IN_FRONT:
        return "something in front of the service answered";
    default:
        return "one that this program does not know";
    }
}

/* Everything that an error tells. Most programs need its status and its message only. */
static void show_error(const lf_error *error)
{
    static const struct {
        const char *name;
        error_text get;
    } texts[] = {
        {"message", lf_error_message},
        {"server says", lf_error_server_message},
        {"error class", lf_error_server_class},
        {"error source", lf_error_server_source},
        {"operation id", lf_error_operation_id},
        {"request id", lf_error_request_id},
        {"problem type", lf_error_problem_type},
        {"title", lf_error_problem_title},
        {"detail", lf_error_problem_detail},
        {"instance", lf_error_problem_instance},
    };
    lf_status status = lf_error_status(error);
    lf_status cause = lf_error_cause(error);
    int64_t wait_ms = lf_error_retry_after_ms(error);
    int32_t os_code = lf_error_os_code(error);
    size_t i;

    show("status", lf_status_name(status));
    show("cause", cause == status ? "the status itself" : lf_status_name(cause));
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *text = copy_error_text(error, texts[i].get);

        show(texts[i].name, text != NULL && *text != '\0' ? text : "-");
        free(text);
    }
    show_number("HTTP status", lf_error_http_status(error));
    show_number("server code", lf_error_server_code(error));
    show_number("attempts", lf_error_attempts(error));
    show("exchange", exchange_text(lf_error_exchange(error)));
    show("retry", lf_error_is_retryable(error) ? "may help" : "of no use before something is changed");
    if (wait_ms >= 0) {
        label("wait");
        printf("%" PRId64 " ms, as the server asks\n", wait_ms);
    } else {
        show("wait", "the server named no time");
    }
    if (os_code != 0) {
        show_number("system error", os_code);
    } else {
        show("system error", "none");
    }
}

/* Logs in with a wrong password. Do this once only: servers lock accounts that try again and again. */
static int fail_on_purpose(struct job *job)
{
    lf_token *token = NULL;
    lf_error *error = NULL;
    lf_status status = create_token(job, "certainly not it", &token, &error);
    int expected = status == LF_E_CREDENTIALS_REFUSED && error != NULL;

    heading("5. A mistake on purpose: lf_create_token with a wrong password");
    if (expected) {
        show_error(error);
        show("licence", "not taken: no session was opened");
        lf_error_free(error);
    } else if (status == LF_OK) {
        fprintf(stderr, "lf_create_token: the server took a wrong password\n");
        status = lf_invalidate_token(token, NULL, &error);
        succeeded("lf_invalidate_token", status, error);
    } else {
        succeeded("lf_create_token", status, error);
    }
    lf_token_free(token);
    return expected;
}

/* Gives everything back, whatever happened before. An open session is logged out first: it holds a licence. */
static void clean_up(struct job *job)
{
    int32_t state = 0;

    if (job->token != NULL && lf_token_state(job->token, &state) == LF_OK && state == LF_TOKEN_ACTIVE) {
        lf_error *error = NULL;
        lf_status status = lf_invalidate_token(job->token, NULL, &error);

        succeeded("lf_invalidate_token", status, error);
    }
    lf_token_free(job->token);
    lf_client_free(job->client);
}

int main(int argc, char **argv)
{
    struct job job = {NULL, NULL, NULL, NULL, NULL, NULL, NULL};
    int done;

    job.user = getenv("LF_USER");
    job.password = getenv("LF_PASSWORD");
    if (argc != 4 || job.user == NULL || job.password == NULL) {
        fprintf(stderr, "usage: LF_USER=... LF_PASSWORD=... %s BASE_ADDRESS CA_FILE REPOSITORY\n", argv[0]);
        return 2;
    }
    job.base_address = argv[1];
    job.ca_file = argv[2];
    job.repository = argv[3];

    printf("lftoken %s, interface %" PRIu32 "\n", lf_library_version(), lf_library_abi_version());
    done = make_client(&job) && log_in(&job) && keep_alive(&job) && log_out(&job) && fail_on_purpose(&job);
    clean_up(&job);
    if (done) {
        printf("\nEvery call did what was expected of it, and every handle is freed.\n");
    }
    return done ? 0 : 1;
}
