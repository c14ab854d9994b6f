/* A host that loads the library by hand, uses it, unloads it, and does so again and again. */
#define CHECK_NOT_LINKED
#include "check.h"
#include "platform.h"

#define FUNCTIONS(X) \
    X(uint32_t, library_abi_version, (void)) \
    X(const char *, library_version, (void)) \
    X(lf_status, options_new, (lf_options **)) \
    X(void, options_free, (lf_options *)) \
    X(lf_status, options_set_base_address, (lf_options *, const char *)) \
    X(lf_status, options_set_trust, (lf_options *, int32_t)) \
    X(lf_status, options_add_ca_file, (lf_options *, const char *)) \
    X(lf_status, options_set_late_answer_grace_ms, (lf_options *, uint32_t)) \
    X(lf_status, client_new, (const lf_options *, lf_client **, lf_error **)) \
    X(void, client_free, (lf_client *)) \
    X(lf_status, credentials_new, (lf_credentials **)) \
    X(void, credentials_free, (lf_credentials *)) \
    X(lf_status, credentials_set_username, (lf_credentials *, const char *)) \
    X(lf_status, credentials_set_password, (lf_credentials *, const char *)) \
    X(lf_status, call_new, (lf_call **)) \
    X(void, call_free, (lf_call *)) \
    X(lf_status, call_set_total_timeout_ms, (lf_call *, uint32_t)) \
    X(lf_status, create_token, \
        (lf_client *, const char *, const lf_credentials *, const lf_call *, lf_token **, lf_error **)) \
    X(lf_status, refresh_token, (lf_token *, uint32_t, const lf_call *, lf_error **)) \
    X(lf_status, invalidate_token, (lf_token *, const lf_call *, lf_error **)) \
    X(lf_status, token_value, (const lf_token *, char *, size_t, size_t *)) \
    X(lf_status, token_remaining_ms, (const lf_token *, int64_t *)) \
    X(void, token_free, (lf_token *))

#define MEMBER(result, name, parameters) result (LF_CALL *name) parameters;

struct library {
    void *handle;
    FUNCTIONS(MEMBER)
};

#define RESOLVE(result, name, parameters) \
    if (!CHECK(library_function(lib->handle, "lf_" #name, &lib->name))) { \
        return 0; \
    }

static int load(struct library *lib)
{
    lib->handle = library_load(given("LF_TEST_LIBRARY"));
    if (!CHECK(lib->handle != NULL)) {
        return 0;
    }
    FUNCTIONS(RESOLVE)
    CHECK_NUMBER(LF_ABI_VERSION, lib->library_abi_version());
    CHECK_TEXT(LF_VERSION, lib->library_version());
    return 1;
}

static lf_client *client(struct library *lib)
{
    lf_options *options = NULL;
    lf_client *client = NULL;
    CHECK_NUMBER(LF_OK, lib->options_new(&options));
    CHECK_NUMBER(LF_OK, lib->options_set_base_address(options, given("LF_TEST_BASE")));
    CHECK_NUMBER(LF_OK, lib->options_set_trust(options, LF_TRUST_ADDED_ONLY));
    CHECK_NUMBER(LF_OK, lib->options_add_ca_file(options, given("LF_TEST_CA")));
    CHECK_NUMBER(LF_OK, lib->options_set_late_answer_grace_ms(options, 20000));
    CHECK_NUMBER(LF_OK, lib->client_new(options, &client, NULL));
    lib->options_free(options);
    return client;
}

static lf_credentials *login(struct library *lib)
{
    lf_credentials *credentials = NULL;
    CHECK_NUMBER(LF_OK, lib->credentials_new(&credentials));
    CHECK_NUMBER(LF_OK, lib->credentials_set_username(credentials, "svc"));
    CHECK_NUMBER(LF_OK, lib->credentials_set_password(credentials, PASSWORD));
    return credentials;
}

static void live(struct library *lib)
{
    lf_client *c = client(lib);
    lf_credentials *credentials = login(lib);
    lf_token *token = NULL;
    char value[4096];
    int64_t remaining = 0;
    CHECK_NUMBER(LF_OK, lib->create_token(c, "Archive", credentials, NULL, &token, NULL));
    CHECK_NUMBER(LF_OK, lib->token_value(token, value, sizeof value, NULL));
    CHECK_NUMBER(LF_OK, lib->refresh_token(token, 60, NULL, NULL));
    CHECK_NUMBER(LF_OK, lib->token_remaining_ms(token, &remaining));
    CHECK(remaining > 0);
    CHECK_NUMBER(LF_OK, lib->invalidate_token(token, NULL, NULL));
    lib->token_free(token);
    lib->credentials_free(credentials);
    lib->client_free(c);
}

/* Leaves a login whose answer is still to come, and nothing else. */
static void leave_a_late_answer(struct library *lib)
{
    lf_client *c = client(lib);
    lf_credentials *credentials = login(lib);
    lf_call *call = NULL;
    lf_token *token = NULL;
    char repository[100];
    snprintf(repository, sizeof repository, "fault:create:delay=%d", ms_of(900));
    CHECK_NUMBER(LF_OK, lib->call_new(&call));
    CHECK_NUMBER(LF_OK, lib->call_set_total_timeout_ms(call, (uint32_t)ms_of(400)));
    CHECK_NUMBER(LF_E_OUTCOME_UNKNOWN, lib->create_token(c, repository, credentials, call, &token, NULL));
    CHECK(token == NULL);
    lib->call_free(call);
    lib->credentials_free(credentials);
    lib->client_free(c);
}

/* The thread has ended, and what the library kept for it is gone, when the library is unloaded. */
static void *live_on_a_thread(void *lib)
{
    live(lib);
    return NULL;
}

/* Uses the library without a client: then it has no threads, and may really be unloaded. */
static int look(void)
{
    struct library lib;
    lf_options *options = NULL;
    const int threads = thread_count();
    if (!load(&lib)) {
        return 0;
    }
    CHECK_NUMBER(LF_OK, lib.options_new(&options));
    CHECK_NUMBER(LF_E_INVALID_ARGUMENT, lib.options_set_base_address(options, "\xff"));
    lib.options_free(options);
    CHECK(threads > 0);
    CHECK_NUMBER(threads, thread_count());
    return CHECK(library_unload(lib.handle));
}

int main(void)
{
    const int rounds = given_number("LF_TEST_ROUNDS", 50);
    int round;
    /* Nothing else has loaded it. */
    CHECK(!library_is_loaded(given("LF_TEST_LIBRARY")));
    for (round = 0; round < 20 && look(); round++) {
    }
    printf("%s before there is a client\n", library_is_loaded(given("LF_TEST_LIBRARY")) ? "stays loaded" : "unloaded");
    for (round = 0; round < rounds; round++) {
        struct library lib;
        if (!load(&lib)) {
            break;
        }
        if (round % 5 == 1) {
            pthread_t threads[4];
            int i;
            for (i = 0; i < 4; i++) {
                CHECK(pthread_create(&threads[i], NULL, live_on_a_thread, &lib) == 0);
            }
            for (i = 0; i < 4; i++) {
                pthread_join(threads[i], NULL);
            }
        } else {
            live(&lib);
        }
        if (round % 10 == 4) {
            leave_a_late_answer(&lib);
        }
        CHECK(library_unload(lib.handle));
    }
    /* The library's threads still need its code. */
    CHECK(library_is_loaded(given("LF_TEST_LIBRARY")));
    /* The late answers come and their sessions are logged out although nobody holds the library. */
    pause_ms(ms_of(2000));
    return checks_done();
}
