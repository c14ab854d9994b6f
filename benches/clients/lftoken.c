/* lftoken as a program uses it: default timeouts, one client, errors read. */
#include <stdio.h>
#include <stdlib.h>

#include "client.h"
#include "lftoken.h"

const int client_is_shared = 1;

static void fail(lf_status status, lf_error *error)
{
    char message[1024] = "";

    lf_error_message(error, message, sizeof message, NULL);
    fprintf(stderr, "lftoken: %s: %s\n", lf_status_name(status), message);
    exit(1);
}

/* Costs nothing beside a look-up, unless there is something to tell. */
static void check(lf_status status, lf_error *error)
{
    if (status != LF_OK) {
        fail(status, error);
    }
}

static lf_client *open_api(int32_t api, const char *base_address, const char *ca_file)
{
    lf_options *options = NULL;
    lf_client *client = NULL;
    lf_error *error = NULL;
    lf_status status;

    check(lf_options_new(&options), NULL);
    check(lf_options_set_api(options, api), NULL);
    check(lf_options_set_base_address(options, base_address), NULL);
    if (ca_file != NULL) {
        check(lf_options_set_trust(options, LF_TRUST_ADDED_ONLY), NULL);
        check(lf_options_add_ca_file(options, ca_file), NULL);
    }
    status = lf_client_new(options, &client, &error);
    check(status, error);
    lf_options_free(options);
    return client;
}

void *client_open(const char *base_address, const char *ca_file)
{
    return open_api(LF_API_V1_ALPHA, base_address, ca_file);
}

void client_close(void *client)
{
    lf_client_free(client);
}

static lf_credentials *credentials_of_all(void)
{
    lf_credentials *credentials = NULL;

    check(lf_credentials_new(&credentials), NULL);
    check(lf_credentials_set_username(credentials, USERNAME), NULL);
    check(lf_credentials_set_password(credentials, PASSWORD), NULL);
    check(lf_credentials_set_application_name(credentials, APPLICATION), NULL);
    return credentials;
}

void *client_create(void *client)
{
    lf_credentials *credentials = credentials_of_all();
    lf_token *token = NULL;
    lf_error *error = NULL;
    lf_status status;

    status = lf_create_token(client, REPOSITORY, credentials, NULL, &token, &error);
    check(status, error);
    lf_credentials_free(credentials);
    return token;
}

void client_refresh(void *client, void *token)
{
    lf_error *error = NULL;
    lf_status status = lf_refresh_token(token, KEEP_ALIVE_SECONDS, NULL, &error);

    (void)client;
    check(status, error);
}

void client_invalidate(void *client, void *token)
{
    lf_error *error = NULL;
    lf_status status = lf_invalidate_token(token, NULL, &error);

    (void)client;
    check(status, error);
}

struct cloud {
    lf_client *client;
    lf_credentials *credentials;
};

void *client_open_cloud(const char *address, const char *ca_file)
{
    struct cloud *cloud = calloc(1, sizeof *cloud);

    if (cloud == NULL) {
        fputs("lftoken: no memory\n", stderr);
        exit(1);
    }
    cloud->client = open_api(LF_API_CLOUD, address, ca_file);
    check(lf_credentials_new(&cloud->credentials), NULL);
    check(lf_credentials_set_access_key(cloud->credentials, ACCESS_KEY), NULL);
    check(lf_credentials_set_service_principal_key(cloud->credentials, SERVICE_PRINCIPAL_KEY), NULL);
    check(lf_credentials_set_scope(cloud->credentials, SCOPE), NULL);
    return cloud;
}

void *client_log_in(void *opaque)
{
    struct cloud *cloud = opaque;
    lf_token *token = NULL;
    lf_error *error = NULL;
    lf_status status = lf_create_token(cloud->client, NULL, cloud->credentials, NULL, &token, &error);

    check(status, error);
    return token;
}

void client_log_in_again(void *opaque, void *token)
{
    lf_error *error = NULL;
    lf_status status = lf_refresh_token(token, 0, NULL, &error);

    (void)opaque;
    check(status, error);
}

void client_value(void *token, char *buf, size_t size)
{
    check(lf_token_value(token, buf, size, NULL), NULL);
}

void *client_session(void *client)
{
    lf_credentials *credentials = credentials_of_all();
    lf_session *session = NULL;
    lf_error *error = NULL;
    char token[4096];
    lf_status status = lf_session_new(client, REPOSITORY, credentials, NULL, &session, &error);

    check(status, error);
    lf_credentials_free(credentials);
    status = lf_session_token(session, NULL, token, sizeof token, NULL, &error);
    check(status, error);
    return session;
}

void client_session_value(void *session, char *buf, size_t size)
{
    lf_error *error = NULL;
    lf_status status = lf_session_token(session, NULL, buf, size, NULL, &error);

    check(status, error);
}

void client_forget(void *token)
{
    lf_token_free(token);
}
