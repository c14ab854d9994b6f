/* Prints how many kB of memory the first client takes, and 100 further ones together, each with an open connection.
 *
 * Arguments: base address, file of the authority, repository. The password comes over stdin. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lftoken.h"

#define FURTHER 100
#define CALLS 50

static void must(lf_status status, const char *what)
{
    if (status != LF_OK) {
        fprintf(stderr, "%s: %s\n", what, lf_status_name(status));
        exit(1);
    }
}

/* Memory of this process alone, without what is mapped from files. */
static long anonymous_kb(void)
{
    static char line[256];
    long kb = -1;
    FILE *file = fopen("/proc/self/smaps_rollup", "r");

    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        sscanf(line, "Anonymous: %ld", &kb);
    }
    if (kb < 0) {
        exit(4);
    }
    fclose(file);
    return kb;
}

int main(int argc, char **argv)
{
    static lf_client *clients[1 + FURTHER];
    static lf_token *tokens[1 + FURTHER];
    lf_options *options = NULL;
    lf_credentials *credentials = NULL;
    char password[256];
    long before, first = 0;
    ssize_t size;
    int i, call;

    if (argc != 4)
        return 2;
    size = read(STDIN_FILENO, password, sizeof password - 1);
    if (size <= 0)
        return 3;
    password[size] = 0;

    anonymous_kb();
    before = anonymous_kb();
    must(lf_options_new(&options), "options");
    must(lf_options_set_base_address(options, argv[1]), "address");
    must(lf_options_add_ca_file(options, argv[2]), "authority");
    must(lf_credentials_new(&credentials), "credentials");
    must(lf_credentials_set_username(credentials, "svc"), "user name");
    must(lf_credentials_set_password(credentials, password), "password");
    for (i = 0; i <= FURTHER; i++) {
        must(lf_client_new(options, &clients[i], NULL), "client");
        must(lf_create_token(clients[i], argv[3], credentials, NULL, &tokens[i], NULL), "create");
        for (call = 0; call < CALLS; call++)
            must(lf_refresh_token(tokens[i], 1800, NULL, NULL), "refresh");
        if (i == 0)
            first = anonymous_kb();
    }
    printf("%ld %ld\n", first - before, anonymous_kb() - first);
    for (i = 0; i <= FURTHER; i++) {
        must(lf_invalidate_token(tokens[i], NULL, NULL), "invalidate");
        lf_token_free(tokens[i]);
        lf_client_free(clients[i]);
    }
    lf_credentials_free(credentials);
    lf_options_free(options);
    return 0;
}
