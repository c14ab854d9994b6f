/* The same calls written by hand with libcurl and cJSON: one easy handle that is kept, connections kept alive, time limits,
 * JSON built and parsed, errors read. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <curl/curl.h>

#include "assertion.h"
#include "client.h"

const int client_is_shared = 0;

struct client {
    CURL *easy;
    char *base_address;
    char error[CURL_ERROR_SIZE];
    /* The answer; its room is kept from call to call. */
    char *body;
    size_t length, room;
    /* Of the Cloud alone. */
    struct access_key access_key;
};

/* The Cloud gives scopes, and seconds in the place of a date. */
struct token {
    char *value;
    char *expires_at;
    char *scope;
    double seconds;
};

static void fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("libcurl: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static size_t receive(char *bytes, size_t size, size_t count, void *context)
{
    struct client *client = context;
    size_t length = size * count;

    if (client->length + length + 1 > client->room) {
        size_t room = (client->length + length + 1) * 2;
        char *body = realloc(client->body, room);

        if (body == NULL) {
            return 0;
        }
        client->body = body;
        client->room = room;
    }
    memcpy(client->body + client->length, bytes, length);
    client->length += length;
    return length;
}

void *client_open(const char *base_address, const char *ca_file)
{
    struct client *client = calloc(1, sizeof *client);
    const char *bundle = ca_file != NULL ? ca_file : getenv("SSL_CERT_FILE");
    const char *folder = ca_file != NULL ? NULL : getenv("SSL_CERT_DIR");

    if (client == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        fail("no memory");
    }
    client->easy = curl_easy_init();
    client->base_address = strdup(base_address);
    if (client->easy == NULL || client->base_address == NULL) {
        fail("no memory");
    }
    curl_easy_setopt(client->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(client->easy, CURLOPT_ERRORBUFFER, client->error);
    curl_easy_setopt(client->easy, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
    curl_easy_setopt(client->easy, CURLOPT_TIMEOUT_MS, 30000L);
    curl_easy_setopt(client->easy, CURLOPT_PROXY, "");
    curl_easy_setopt(client->easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(client->easy, CURLOPT_WRITEDATA, client);
    curl_easy_setopt(client->easy, CURLOPT_USERAGENT, APPLICATION);
    if (bundle != NULL) {
        curl_easy_setopt(client->easy, CURLOPT_CAINFO, bundle);
        /* The folder is built in; with one authority it must not add to it. */
        curl_easy_setopt(client->easy, CURLOPT_CAPATH, folder);
    }
    return client;
}

void client_close(void *opaque)
{
    struct client *client = opaque;

    curl_easy_cleanup(client->easy);
    free(client->base_address);
    free(client->body);
    free(client);
}

static void append(struct curl_slist **list, const char *header)
{
    struct curl_slist *longer = curl_slist_append(*list, header);

    if (longer == NULL) {
        fail("no memory");
    }
    *list = longer;
}

/* Sends one request; the result is the answer's JSON. */
static cJSON *post(struct client *client, const char *url, struct curl_slist *headers, const char *body)
{
    long status = 0;
    cJSON *answer;

    client->length = 0;
    client->error[0] = '\0';
    curl_easy_setopt(client->easy, CURLOPT_URL, url);
    curl_easy_setopt(client->easy, CURLOPT_POST, 1L);
    curl_easy_setopt(client->easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(client->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
    curl_easy_setopt(client->easy, CURLOPT_HTTPHEADER, headers);
    if (curl_easy_perform(client->easy) != CURLE_OK) {
        fail("%s: %s", url, client->error);
    }
    curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    if (status != 200) {
        fail("%s: HTTP %ld", url, status);
    }
    answer = cJSON_ParseWithLength(client->body, client->length);
    if (answer == NULL) {
        fail("%s: the answer is not JSON", url);
    }
    return answer;
}

static cJSON *call(struct client *client, const char *operation, const char *body, const struct token *token)
{
    struct curl_slist *headers = NULL;
    char url[512], line[2048];

    snprintf(url, sizeof url, "%s/v1-alpha/Repositories/%s/AccessTokens/%s", client->base_address, REPOSITORY_ESCAPED,
             operation);
    append(&headers, "Accept: application/json");
    if (token == NULL) {
        append(&headers, "Content-Type: application/json");
    } else {
        append(&headers, "Content-Type:");
        snprintf(line, sizeof line, "Authorization: Bearer %s", token->value);
        append(&headers, line);
    }
    if (strcmp(operation, "Refresh") == 0) {
        snprintf(line, sizeof line, "Keep-Alive: %d", KEEP_ALIVE_SECONDS);
        append(&headers, line);
    }
    return post(client, url, headers, body);
}

static char *copy_member(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);
    char *copy = cJSON_IsString(member) ? strdup(member->valuestring) : NULL;

    if (copy == NULL) {
        fail("the answer has no %s", name);
    }
    return copy;
}

void *client_create(void *client)
{
    struct token *token = calloc(1, sizeof *token);
    cJSON *request = cJSON_CreateObject(), *answer;
    char *body;

    if (token == NULL || cJSON_AddStringToObject(request, "username", USERNAME) == NULL
        || cJSON_AddStringToObject(request, "password", PASSWORD) == NULL
        || cJSON_AddStringToObject(request, "applicationName", APPLICATION) == NULL
        || (body = cJSON_PrintUnformatted(request)) == NULL) {
        fail("no memory");
    }
    answer = call(client, "Create", body, NULL);
    token->value = copy_member(answer, "authToken");
    token->expires_at = copy_member(answer, "expireTime");
    cJSON_Delete(answer);
    cJSON_Delete(request);
    cJSON_free(body);
    return token;
}

void client_refresh(void *client, void *opaque)
{
    struct token *token = opaque;
    cJSON *answer = call(client, "Refresh", "", token);

    free(token->expires_at);
    token->expires_at = copy_member(answer, "value");
    cJSON_Delete(answer);
}

void client_invalidate(void *client, void *token)
{
    cJSON *answer = call(client, "Invalidate", "", token);

    if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(answer, "value"))) {
        fail("not logged out");
    }
    cJSON_Delete(answer);
}

static void forget_texts(struct token *token)
{
    free(token->value);
    free(token->expires_at);
    free(token->scope);
}

void client_forget(void *opaque)
{
    forget_texts(opaque);
    free(opaque);
}

void *client_open_cloud(const char *address, const char *ca_file)
{
    struct client *client = client_open(address, ca_file);

    access_key_read(&client->access_key, ACCESS_KEY);
    return client;
}

void client_log_in_again(void *opaque, void *again)
{
    struct client *client = opaque;
    struct token *token = again;
    char *assertion = assertion_sign(&client->access_key), *scope = curl_easy_escape(client->easy, SCOPE, 0);
    struct curl_slist *headers = NULL;
    char url[512], line[2048], body[512];
    const cJSON *seconds;
    cJSON *answer;

    if (scope == NULL) {
        fail("no memory");
    }
    snprintf(url, sizeof url, "%s/Token", client->base_address);
    snprintf(body, sizeof body, "grant_type=client_credentials&scope=%s", scope);
    snprintf(line, sizeof line, "Authorization: Bearer %s", assertion);
    append(&headers, "Accept: application/json");
    append(&headers, "Content-Type: application/x-www-form-urlencoded");
    append(&headers, line);
    answer = post(client, url, headers, body);
    seconds = cJSON_GetObjectItemCaseSensitive(answer, "expires_in");
    if (!cJSON_IsNumber(seconds)) {
        fail("the answer has no expires_in");
    }
    forget_texts(token);
    token->value = copy_member(answer, "access_token");
    token->scope = copy_member(answer, "scope");
    token->seconds = seconds->valuedouble;
    cJSON_Delete(answer);
    curl_free(scope);
    free(assertion);
}

void *client_log_in(void *client)
{
    struct token *token = calloc(1, sizeof *token);

    if (token == NULL) {
        fail("no memory");
    }
    client_log_in_again(client, token);
    return token;
}
