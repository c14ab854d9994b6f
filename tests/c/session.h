/* One session on a warm connection, for programs that look at what refreshes cost.
 *
 * Arguments: base address, file of the authority, repository. The password comes over stdin. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lftoken.h"

struct session {
    lf_options *options;
    lf_client *client;
    lf_credentials *credentials;
    lf_token *token;
};

static void must(lf_status status, const char *what) {
    if (status != LF_OK) {
        fprintf(stderr, "%s: %s\n", what, lf_status_name(status));
        exit(1);
    }
}

static void refresh(struct session *session, int calls) {
    int i;
    for (i = 0; i < calls; i++)
        must(lf_refresh_token(session->token, 1800, NULL, NULL), "refresh");
}

static void log_in(struct session *session, int argc, char **argv) {
    char password[256];
    ssize_t size;
    if (argc != 4)
        exit(2);
    size = read(STDIN_FILENO, password, sizeof password - 1);
    if (size <= 0)
        exit(3);
    password[size] = 0;

    must(lf_options_new(&session->options), "options");
    must(lf_options_set_base_address(session->options, argv[1]), "address");
    must(lf_options_set_trust(session->options, LF_TRUST_ADDED_ONLY), "trust");
    must(lf_options_add_ca_file(session->options, argv[2]), "authority");
    must(lf_client_new(session->options, &session->client, NULL), "client");
    must(lf_credentials_new(&session->credentials), "credentials");
    must(lf_credentials_set_username(session->credentials, "svc"), "user name");
    must(lf_credentials_set_password(session->credentials, password), "password");
    must(lf_create_token(session->client, argv[3], session->credentials, NULL, &session->token, NULL), "create");
    refresh(session, 10);
}

static void log_out(struct session *session) {
    must(lf_invalidate_token(session->token, NULL, NULL), "invalidate");
    lf_token_free(session->token);
    lf_credentials_free(session->credentials);
    lf_client_free(session->client);
    lf_options_free(session->options);
}
