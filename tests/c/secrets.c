/* Does what it is told over stdin and keeps no secret of its own, so that its memory can be searched.
 *
 * Commands and their arguments are NUL-terminated. Each is answered with a line: the lf_status as a number. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lftoken.h"

#define MAX_ARGUMENTS 3

static lf_options *options;
static lf_client *client;
static lf_credentials *credentials;
static lf_call *call;
static lf_token *token;
static lf_error *error;
static lf_authorization *authorization;
static lf_session *session;

static char arguments[MAX_ARGUMENTS][32768];
static char value[8192];
/* What the callback for credentials gives. */
static char given[256];
static char *marker;

static void wipe(char *text, size_t size) {
    volatile char *place = text;
    while (size-- > 0)
        *place++ = 0;
}

/* Reads one text byte by byte; 0 at the end of the input. */
static int next(char *text, size_t size) {
    size_t used = 0;
    while (used < size && read(STDIN_FILENO, text + used, 1) == 1)
        if (text[used++] == 0)
            return 1;
    return 0;
}

/* Before a call: what the last one left. */
static void forget(void) {
    lf_error_free(error);
    error = NULL;
}

/* An empty argument stands for NULL. */
static const char *argument(int index) {
    return arguments[index][0] ? arguments[index] : NULL;
}

static lf_status base(void) {
    lf_options_new(&options);
    lf_credentials_new(&credentials);
    lf_call_new(&call);
    lf_options_set_trust(options, LF_TRUST_ADDED_ONLY);
    lf_options_add_ca_file(options, argument(1));
    return lf_options_set_base_address(options, argument(0));
}

static lf_status proxy(void) {
    return lf_options_set_proxy(options, argument(0), argument(1), argument(2));
}

static lf_status identity(void) {
    return lf_options_set_client_certificate_pem(options, argument(0), argument(1));
}

static lf_status pkcs12(void) {
    return lf_options_set_client_certificate_pkcs12_file(options, argument(0), argument(1));
}

static lf_status grace(void) {
    return lf_options_set_late_answer_grace_ms(options, (uint32_t)atoi(argument(0)));
}

static lf_status make_client(void) {
    forget();
    return lf_client_new(options, &client, &error);
}

static lf_status password(void) {
    lf_credentials_set_username(credentials, argument(0));
    return lf_credentials_set_password(credentials, argument(1));
}

static lf_status saml(void) {
    return lf_credentials_set_saml_token(credentials, argument(0));
}

static lf_status session_key(void) {
    return lf_credentials_set_session_key(credentials, argument(0));
}

static lf_status cookie(void) {
    return lf_credentials_set_create_cookie(credentials, 1);
}

static lf_status api(void) {
    return lf_options_set_api(options, atoi(argument(0)));
}

static lf_status address(void) {
    return lf_options_set_base_address(options, argument(0));
}

static lf_status access_key(void) {
    lf_credentials_set_access_key(credentials, argument(0));
    return lf_credentials_set_service_principal_key(credentials, argument(1));
}

/* In new credentials. */
static lf_status refresh_token(void) {
    lf_credentials_free(credentials);
    lf_credentials_new(&credentials);
    lf_credentials_set_refresh_token(credentials, argument(0));
    lf_credentials_set_client_id(credentials, argument(1));
    return lf_credentials_set_client_secret(credentials, argument(2));
}

/* Says what is in `value`, past all buffers, and wipes it. */
static lf_status say(lf_status status) {
    size_t size = strlen(value);
    value[size++] = '\n';
    if (write(STDOUT_FILENO, value, size) != (ssize_t)size)
        status = LF_E_INTERNAL;
    wipe(value, sizeof value);
    return status;
}

/* Begins a login in a browser, and says which address is to be opened. */
static lf_status authorize(void) {
    lf_status status;
    forget();
    lf_authorization_free(authorization);
    status = lf_authorization_new(client, argument(0), "http://localhost:18200/callback", NULL, &authorization, &error);
    if (status == LF_OK)
        status = lf_authorization_set_client_secret(authorization, argument(1));
    if (status == LF_OK)
        status = lf_authorization_url(authorization, value, sizeof value, NULL);
    return say(status);
}

/* Takes what the browser came back with in place of the credentials. */
static lf_status accept(void) {
    forget();
    lf_credentials_free(credentials);
    return lf_authorization_accept(authorization, argument(0), &credentials, &error);
}

static lf_status say_value(void) {
    return say(lf_token_value(token, value, sizeof value, NULL));
}

static lf_status say_refresh_token(void) {
    return say(lf_token_refresh_token(token, value, sizeof value, NULL));
}

static lf_status timeout(void) {
    return lf_call_set_total_timeout_ms(call, (uint32_t)atoi(argument(0)));
}

static lf_status create(void) {
    forget();
    lf_token_free(token);
    return lf_create_token(client, argument(0), credentials, call, &token, &error);
}

static lf_status adopt(void) {
    forget();
    lf_token_free(token);
    return lf_token_adopt(client, argument(0), argument(1), 0, &token, &error);
}

static lf_status refresh(void) {
    forget();
    return lf_refresh_token(token, 0, NULL, &error);
}

static lf_status invalidate(void) {
    forget();
    return lf_invalidate_token(token, NULL, &error);
}

static lf_status LF_CALL on_ask(void *user, lf_credentials *empty) {
    (void)user;
    lf_credentials_set_username(empty, "svc");
    return lf_credentials_set_password(empty, given);
}

/* A managed session, which has the credentials that are set, or asks for them. */
static lf_status session_of(int asks) {
    lf_session_options *with = NULL;
    lf_status status = lf_session_options_new(&with);
    forget();
    lf_session_free(session);
    if (status == LF_OK && asks)
        status = lf_session_options_set_credentials_callback(with, on_ask, NULL);
    if (status == LF_OK)
        status = lf_session_new(client, argument(0), asks ? NULL : credentials, with, &session, &error);
    lf_session_options_free(with);
    return status;
}

static lf_status managed(void) {
    return session_of(0);
}

static lf_status managed_by_callback(void) {
    strncpy(given, arguments[1], sizeof given - 1);
    return session_of(1);
}

/* Takes the token out in every way, says it, and wipes it. */
static lf_status read_token(void) {
    lf_status status = lf_session_authorization(session, NULL, value, sizeof value, NULL, &error);
    if (status == LF_OK)
        status = lf_session_token_rejected(session, value, NULL);
    if (status == LF_OK)
        status = lf_session_token(session, NULL, value, sizeof value, NULL, NULL);
    if (status == LF_OK)
        status = lf_session_try_token(session, value, sizeof value, NULL, NULL);
    return say(status);
}

static lf_status close_session(void) {
    forget();
    return lf_session_close(session, NULL, &error);
}

/* Gives the session the credentials, and keeps none here. */
static lf_status change(void) {
    lf_status status = lf_session_set_credentials(session, credentials, NULL);
    lf_credentials_free(credentials);
    credentials = NULL;
    return status;
}

static lf_status wipe_given(void) {
    wipe(given, sizeof given);
    return LF_OK;
}

static lf_status free_managed(void) {
    lf_session_free(session);
    return LF_OK;
}

static lf_status settle(void) {
    forget();
    return lf_client_settle(client, NULL, NULL, &error);
}

/* Takes the token and the cookie out and wipes them. */
static lf_status take(void) {
    lf_status status = lf_token_value(token, value, sizeof value, NULL);
    if (status == LF_OK)
        status = lf_token_cookie(token, value, sizeof value, NULL);
    wipe(value, sizeof value);
    return status;
}

/* Takes the message of the error out and leaves it there. */
static lf_status message(void) {
    return lf_error_message(error, value, sizeof value, NULL);
}

static lf_status free_session(void) {
    lf_token_free(token);
    lf_credentials_free(credentials);
    lf_options_free(options);
    lf_error_free(error);
    lf_call_free(call);
    lf_authorization_free(authorization);
    wipe(value, sizeof value);
    return LF_OK;
}

static lf_status free_client(void) {
    lf_client_free(client);
    return LF_OK;
}

/* Keeps a copy on the heap, to be found. */
static lf_status keep(void) {
    marker = malloc(sizeof arguments[0]);
    memcpy(marker, arguments[0], sizeof arguments[0]);
    return LF_OK;
}

/* Leaves a copy in a stack frame that has ended, to be found. */
static lf_status leave(void) {
    char place[4096];
    volatile char *bytes = place + 512;
    size_t i;
    for (i = 0; arguments[0][i]; i++)
        bytes[i] = arguments[0][i];
    return LF_OK;
}

static const struct {
    const char *name;
    int arguments;
    lf_status (*run)(void);
} commands[] = {
    {"base", 2, base},           {"proxy", 3, proxy},
    {"identity", 2, identity},   {"grace", 1, grace},
    {"pkcs12", 2, pkcs12},
    {"client", 0, make_client},  {"password", 2, password},
    {"saml", 1, saml},           {"session_key", 1, session_key},
    {"cookie", 0, cookie},       {"timeout", 1, timeout},
    {"create", 1, create},       {"adopt", 2, adopt},
    {"refresh", 0, refresh},     {"invalidate", 0, invalidate},
    {"settle", 0, settle},       {"take", 0, take},
    {"message", 0, message},     {"free_session", 0, free_session},
    {"free_client", 0, free_client}, {"keep", 1, keep},
    {"leave", 1, leave},         {"api", 1, api},
    {"address", 1, address},     {"access_key", 2, access_key},
    {"refresh_token", 3, refresh_token}, {"authorize", 2, authorize},
    {"accept", 1, accept},       {"value", 0, say_value},
    {"next", 0, say_refresh_token}, {"managed", 1, managed},
    {"managed_by_callback", 2, managed_by_callback}, {"read", 0, read_token}, {"wipe_given", 0, wipe_given},
    {"close", 0, close_session}, {"free_managed", 0, free_managed},
    {"change", 0, change},
};

int main(void) {
    char name[32];
    while (next(name, sizeof name)) {
        size_t i = 0;
        int j;
        while (i < sizeof commands / sizeof *commands && strcmp(name, commands[i].name) != 0)
            i++;
        if (i == sizeof commands / sizeof *commands)
            return 2;
        for (j = 0; j < commands[i].arguments; j++)
            if (!next(arguments[j], sizeof arguments[j]))
                return 3;
        printf("%d\n", (int)commands[i].run());
        fflush(stdout);
        wipe(arguments[0], sizeof arguments);
    }
    free(marker);
    return 0;
}
