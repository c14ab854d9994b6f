/* What a calling thread needs of its stack. Each call is made by a thread whose stack is filled with a pattern: where
 * that is gone, the stack was used. Everything that glibc keeps there for a thread counts. */
#define _DEFAULT_SOURCE
#include "check.h"

#include <sys/mman.h>

#define ROOM ((size_t)1024 * 1024)
#define PATTERN 0xa5

/* The client of `base`; `wrong` is one whose certificate is refused. */
static lf_client *client, *wrong;
static lf_credentials *credentials;
static lf_token *token;

static void make_clients(void)
{
    lf_options *options = options_for(given("LF_TEST_BASE"));
    lf_client *other = NULL;
    CHECK_STATUS(LF_OK,
        lf_options_set_client_certificate_file(options, given("LF_TEST_CLIENT"), given("LF_TEST_CLIENT")));
    client = client_of(options);
    wrong = client_of(options_for(given("LF_TEST_WRONG_NAME")));
    CHECK_STATUS(LF_OK, lf_options_new(&options));
    CHECK_STATUS(LF_OK, lf_options_set_base_address(options, given("LF_TEST_BASE")));
    CHECK_STATUS(LF_OK, lf_options_set_trust(options, LF_TRUST_BUNDLED));
    CHECK_STATUS(LF_OK, lf_client_new(options, &other, NULL));
    lf_client_free(other);
    /* That of the system may have nothing in it. */
    CHECK_STATUS(LF_OK, lf_options_set_trust(options, LF_TRUST_SYSTEM));
    lf_client_new(options, &other, NULL);
    lf_client_free(other);
    lf_options_free(options);
}

static void log_in(void)
{
    credentials = login();
    CHECK_STATUS(LF_OK, lf_create_token(client, "Archive", credentials, NULL, &token, NULL));
}

static void refresh(void)
{
    CHECK_STATUS(LF_OK, lf_refresh_token(token, 0, NULL, NULL));
}

static void fail(void)
{
    char message[2000];
    lf_error *error = NULL;
    lf_token *none = NULL;
    CHECK_STATUS(LF_E_TLS_CERTIFICATE, lf_create_token(wrong, "Archive", credentials, NULL, &none, &error));
    CHECK_STATUS(LF_OK, lf_error_message(error, message, sizeof message, NULL));
    lf_error_free(error);
    CHECK_STATUS(LF_E_SERVER_ERROR,
        lf_create_token(client, "fault:create:status=500", credentials, NULL, &none, &error));
    lf_error_free(error);
}

static void log_out(void)
{
    CHECK_STATUS(LF_OK, lf_invalidate_token(token, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_client_settle(client, NULL, NULL, NULL));
    lf_token_free(token);
    lf_credentials_free(credentials);
    lf_client_free(wrong);
    lf_client_free(client);
}

/* A service app of the Cloud: its key is read, and signs. */
static void log_app_in(void)
{
    lf_options *options = options_for(given("LF_TEST_SIGN_IN"));
    lf_credentials *app = NULL;
    lf_token *made = NULL;
    lf_error *error = NULL;
    lf_client *cloud;
    CHECK_STATUS(LF_OK,
        lf_options_set_client_certificate_file(options, given("LF_TEST_CLIENT"), given("LF_TEST_CLIENT")));
    CHECK_STATUS(LF_OK, lf_options_set_api(options, LF_API_CLOUD));
    cloud = client_of(options);
    CHECK_STATUS(LF_OK, lf_credentials_new(&app));
    CHECK_STATUS(LF_OK, lf_credentials_set_access_key(app, given("LF_TEST_ACCESS_KEY")));
    CHECK_STATUS(LF_OK, lf_credentials_set_service_principal_key(app, given("LF_TEST_PRINCIPAL_KEY")));
    CHECK_STATUS(LF_OK, lf_create_token(cloud, NULL, app, NULL, &made, NULL));
    CHECK_STATUS(LF_OK, lf_refresh_token(made, 0, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_invalidate_token(made, NULL, NULL));
    lf_token_free(made);
    CHECK_STATUS(LF_OK, lf_credentials_set_service_principal_key(app, "another one"));
    CHECK_STATUS(LF_E_CREDENTIALS_REFUSED, lf_create_token(cloud, NULL, app, NULL, &made, &error));
    lf_error_free(error);
    lf_credentials_free(app);
    lf_client_free(cloud);
}

/* A login in a browser that does not come back. */
static void wait_for_browser(void)
{
    lf_options *options = options_for(given("LF_TEST_BASE"));
    lf_authorization *authorization = NULL;
    lf_credentials *none = NULL;
    lf_call *call = NULL;
    lf_client *v2;
    char url[2000];
    CHECK_STATUS(LF_OK, lf_options_set_api(options, LF_API_SERVER_V2));
    v2 = client_of(options);
    CHECK_STATUS(LF_OK,
        lf_authorization_new(v2, NULL, "http://localhost:18301/callback", "repository.Read", &authorization, NULL));
    CHECK_STATUS(LF_OK, lf_authorization_url(authorization, url, sizeof url, NULL));
    CHECK_STATUS(LF_E_INVALID_ARGUMENT, lf_authorization_accept(authorization, "?state=x&code=y", &none, NULL));
    CHECK_STATUS(LF_OK, lf_call_new(&call));
    CHECK_STATUS(LF_OK, lf_call_set_total_timeout_ms(call, 10));
    if (lf_authorization_listen(authorization, NULL) == LF_OK) {
        CHECK_STATUS(LF_E_TIMED_OUT, lf_authorization_wait(authorization, call, &none, NULL));
    }
    lf_call_free(call);
    lf_authorization_free(authorization);
    lf_client_free(v2);
}

static void *run(void *call)
{
    void (*function)(void);
    memcpy(&function, call, sizeof function);
    function();
    return NULL;
}

static void nothing(void)
{
}

/* How much of its stack a thread uses that makes `call`. */
static size_t used_by(void (*call)(void))
{
    unsigned char *stack = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pthread_attr_t attributes;
    pthread_t thread;
    size_t left = 0;
    CHECK(stack != MAP_FAILED);
    memset(stack, PATTERN, ROOM);
    CHECK_NUMBER(0, pthread_attr_init(&attributes));
    CHECK_NUMBER(0, pthread_attr_setstack(&attributes, stack, ROOM));
    CHECK_NUMBER(0, pthread_create(&thread, &attributes, run, &call));
    CHECK_NUMBER(0, pthread_join(thread, NULL));
    pthread_attr_destroy(&attributes);
    while (left < ROOM && stack[left] == PATTERN) {
        left++;
    }
    munmap(stack, ROOM);
    return ROOM - left;
}

int main(void)
{
    static const struct {
        const char *name;
        void (*call)(void);
    } calls[] = {{"nothing", nothing}, {"clients", make_clients}, {"login", log_in}, {"refresh", refresh},
        {"failures", fail}, {"logout", log_out},
        {"service app", log_app_in}, {"browser", wait_for_browser}};
    const size_t most = (size_t)given_number("LF_TEST_STACK_KB", 1000) * 1024;
    size_t i;
    for (i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        const size_t used = used_by(calls[i].call);
        printf("%s: %lu bytes\n", calls[i].name, (unsigned long)used);
        CHECK(used <= most);
    }
    return checks_done();
}
