/* Logs in, refreshes and logs out with whichever API the server has: one setting chooses it, and nothing else in this
 * program depends on it but what it logs in with. It reads all from the environment, because other users of the machine
 * can read a command line:
 *
 *     LF_API            v1-alpha (the default), server-v1, server-v2 or cloud
 *     LF_BASE_ADDRESS   where it is; with an access key it can be left out
 *     LF_CA_FILE        the certificate authority of the server, if the system does not trust it
 *     LF_REPOSITORY     the repository; not with cloud
 *
 * and one of these:
 *
 *     LF_USER, LF_PASSWORD                       v1-alpha, server-v1, server-v2
 *     LF_ACCESS_KEY, LF_SERVICE_PRINCIPAL_KEY    cloud: a service app
 *     LF_REDIRECT_ADDRESS                        server-v2: a person in a browser
 *     LF_REDIRECT_ADDRESS, LF_CLIENT_ID          cloud: a person in a browser, through a single-page app, or with
 *                                                LF_CLIENT_SECRET through a web app
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lftoken.h"

#define KEEP_ALIVE_SECONDS 1800
#define SCOPE "repository.Read repository.Write"

/* Overwrites a secret; through volatile, so that the compiler does not leave it out. */
static void wipe(char *secret, size_t size)
{
    volatile char *byte = secret;

    while (size-- > 0) {
        *byte++ = '\0';
    }
}

/* Whether a call succeeded. If not, says why; frees the error in any case. error may be NULL. */
static int succeeded(const char *call, lf_status status, lf_error *error)
{
    char message[1024] = "";

    if (status != LF_OK) {
        if (lf_error_message(error, message, sizeof message, NULL) != LF_OK) {
            snprintf(message, sizeof message, "%s", lf_status_message(status));
        }
        fflush(stdout);
        fprintf(stderr, "%s: %s: %s\n", call, lf_status_name(status), message);
    }
    lf_error_free(error);
    return status == LF_OK;
}

/* The one setting. An unknown name is none of the values, which lf_options_set_api refuses. */
static int32_t api_named(const char *name)
{
    static const struct {
        const char *name;
        int32_t api;
    } apis[] = {
        {"v1-alpha", LF_API_V1_ALPHA},
        {"server-v1", LF_API_SERVER_V1},
        {"server-v2", LF_API_SERVER_V2},
        {"cloud", LF_API_CLOUD},
    };
    size_t i;

    if (name == NULL) {
        return LF_API_V1_ALPHA;
    }
    for (i = 0; i < sizeof apis / sizeof apis[0]; i++) {
        if (strcmp(name, apis[i].name) == 0) {
            return apis[i].api;
        }
    }
    return 0;
}

static lf_client *make_client(void)
{
    const char *base_address = getenv("LF_BASE_ADDRESS");
    const char *ca_file = getenv("LF_CA_FILE");
    lf_options *options = NULL;
    lf_client *client = NULL;
    lf_error *error = NULL;
    lf_status status;

    if (succeeded("lf_options_new", lf_options_new(&options), NULL)
        && succeeded("LF_API", lf_options_set_api(options, api_named(getenv("LF_API"))), NULL)
        && (base_address == NULL
            || succeeded("LF_BASE_ADDRESS", lf_options_set_base_address(options, base_address), NULL))
        && (ca_file == NULL || succeeded("LF_CA_FILE", lf_options_add_ca_file(options, ca_file), NULL))) {
        status = lf_client_new(options, &client, &error);
        succeeded("lf_client_new", status, error);
    }
    lf_options_free(options);
    return client;
}

/* A user or a service app, as it is set. A variable that is not there is NULL, which sets nothing. */
static lf_credentials *credentials_from_settings(void)
{
    lf_credentials *credentials = NULL;

    if (succeeded("lf_credentials_new", lf_credentials_new(&credentials), NULL)
        && succeeded("LF_USER", lf_credentials_set_username(credentials, getenv("LF_USER")), NULL)
        && succeeded("LF_PASSWORD", lf_credentials_set_password(credentials, getenv("LF_PASSWORD")), NULL)
        && succeeded("LF_ACCESS_KEY", lf_credentials_set_access_key(credentials, getenv("LF_ACCESS_KEY")), NULL)
        && succeeded("LF_SERVICE_PRINCIPAL_KEY",
                     lf_credentials_set_service_principal_key(credentials, getenv("LF_SERVICE_PRINCIPAL_KEY")), NULL)) {
        return credentials;
    }
    lf_credentials_free(credentials);
    return NULL;
}

/* A person logs in at Laserfiche's own page, which sends the browser back to this machine with a code. */
static lf_credentials *credentials_from_browser(lf_client *client, const char *redirect_address)
{
    lf_authorization *authorization = NULL;
    lf_credentials *credentials = NULL;
    lf_error *error = NULL;
    char address[4096];
    lf_status status;

    status = lf_authorization_new(client, getenv("LF_CLIENT_ID"), redirect_address, SCOPE, &authorization, &error);
    if (!succeeded("lf_authorization_new", status, error)
        || !succeeded("LF_CLIENT_SECRET",
                      lf_authorization_set_client_secret(authorization, getenv("LF_CLIENT_SECRET")), NULL)) {
        goto end;
    }
    /* It listens before anybody can come. */
    error = NULL;
    status = lf_authorization_listen(authorization, &error);
    if (!succeeded("lf_authorization_listen", status, error)) {
        goto end;
    }
    status = lf_authorization_url(authorization, address, sizeof address, NULL);
    if (!succeeded("lf_authorization_url", status, NULL)) {
        goto end;
    }
    /* A desktop program opens the browser itself: xdg-open, ShellExecute. */
    printf("Open this address in a browser:\n%s\n", address);
    fflush(stdout);
    error = NULL;
    status = lf_authorization_wait(authorization, NULL, &credentials, &error);
    succeeded("lf_authorization_wait", status, error);
end:
    lf_authorization_free(authorization);
    return credentials;
}

/* A failed login may have opened a session that nobody holds; the library logs it out where the API can. */
static lf_token *log_in(lf_client *client, const lf_credentials *credentials)
{
    lf_token *token = NULL;
    lf_error *error = NULL;
    lf_status status = lf_create_token(client, getenv("LF_REPOSITORY"), credentials, NULL, &token, &error);

    if (!succeeded("lf_create_token", status, error)) {
        lf_client_settle(client, NULL, NULL, NULL);
    }
    return token;
}

/* Where a program calls the repository API with its token, and how long. */
static int use(const char *what, const lf_token *token)
{
    char value[8192];
    char address[1024];
    int64_t remaining_ms = -1;
    lf_status status = lf_token_value(token, value, sizeof value, NULL);

    if (status == LF_OK) {
        /* Here a program sends its own requests with "Authorization: Bearer " and the value. */
        printf("%s: %u characters, a secret and therefore not shown\n", what, (unsigned)strlen(value));
    }
    wipe(value, sizeof value);
    if (!succeeded("lf_token_value", status, NULL)
        || !succeeded("lf_token_api_address", lf_token_api_address(token, address, sizeof address, NULL), NULL)
        || !succeeded("lf_token_remaining_ms", lf_token_remaining_ms(token, &remaining_ms), NULL)) {
        return 0;
    }
    printf("   the repository API is at %s\n", *address != '\0' ? address : "an address that is not known");
    if (remaining_ms < 0) {
        printf("   how long it lasts is not known\n");
    } else {
        printf("   it lasts %" PRId64 " s\n", remaining_ms / 1000);
    }
    return 1;
}

/* When a third of the remaining time is left. What it does on the wire depends on the API. */
static int refresh(const lf_client *client, lf_token *token)
{
    uint32_t keep_alive_seconds = lf_client_supports(client, LF_CAN_KEEP_ALIVE) ? KEEP_ALIVE_SECONDS : 0;
    lf_error *error = NULL;
    lf_status status = lf_refresh_token(token, keep_alive_seconds, NULL, &error);

    if (!succeeded("lf_refresh_token", status, error)) {
        return 0;
    }
    return use(lf_client_supports(client, LF_CAN_REFRESH_WITHOUT_CREDENTIALS) ? "Refreshed, the same token"
                                                                              : "Refreshed by a new login, another token",
               token);
}

/* Always: a session may hold a licence, and a token that is forgotten is wiped. */
static int log_out(lf_token *token)
{
    lf_error *error = NULL;
    lf_status status = lf_invalidate_token(token, NULL, &error);
    int32_t state = 0;

    if (!succeeded("lf_invalidate_token", status, error)
        || !succeeded("lf_token_state", lf_token_state(token, &state), NULL)) {
        return 0;
    }
    printf("%s\n", state == LF_TOKEN_LOGGED_OUT ? "Logged out: the licence is free again"
                                                : "Forgotten: this API has no call that ends a session");
    return 1;
}

int main(void)
{
    const char *redirect_address = getenv("LF_REDIRECT_ADDRESS");
    lf_client *client = make_client();
    lf_credentials *credentials = NULL;
    lf_token *token = NULL;
    int done = 0;

    if (client != NULL) {
        credentials = redirect_address != NULL ? credentials_from_browser(client, redirect_address)
                                               : credentials_from_settings();
    }
    if (credentials != NULL) {
        token = log_in(client, credentials);
    }
    /* What a refresh needs of them, the token keeps. */
    lf_credentials_free(credentials);
    if (token != NULL) {
        done = use("Logged in", token) && refresh(client, token);
        done = log_out(token) && done;
    }
    lf_token_free(token);
    lf_client_free(client);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
