/* Counts what 1,000 refreshes on a warm connection allocate, in the whole process.
 *
 * Arguments: base address, file of the authority. The password comes over stdin. Prints allocations and bytes. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lftoken.h"

#define CALLS 1000

/* The C library's own, which the functions below stand in front of. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static unsigned long allocations, bytes;

static void *counted(void *block, size_t size) {
    allocations++;
    bytes += size;
    return block;
}

void *malloc(size_t size) {
    return counted(__libc_malloc(size), size);
}

void *calloc(size_t count, size_t size) {
    return counted(__libc_calloc(count, size), count * size);
}

void *realloc(void *block, size_t size) {
    return counted(__libc_realloc(block, size), size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    *block = counted(__libc_memalign(alignment, size), size);
    return *block == NULL ? ENOMEM : 0;
}

void *aligned_alloc(size_t alignment, size_t size) {
    return counted(__libc_memalign(alignment, size), size);
}

static void must(lf_status status, const char *what) {
    if (status != LF_OK) {
        fprintf(stderr, "%s: %s\n", what, lf_status_name(status));
        exit(1);
    }
}

int main(int argc, char **argv) {
    lf_options *options = NULL;
    lf_client *client = NULL;
    lf_credentials *credentials = NULL;
    lf_token *token = NULL;
    char password[256];
    ssize_t size;
    int i;
    if (argc != 3)
        return 2;
    size = read(STDIN_FILENO, password, sizeof password - 1);
    if (size <= 0)
        return 3;
    password[size] = 0;

    must(lf_options_new(&options), "options");
    must(lf_options_set_base_address(options, argv[1]), "address");
    must(lf_options_set_trust(options, LF_TRUST_ADDED_ONLY), "trust");
    must(lf_options_add_ca_file(options, argv[2]), "authority");
    must(lf_client_new(options, &client, NULL), "client");
    must(lf_credentials_new(&credentials), "credentials");
    must(lf_credentials_set_username(credentials, "svc"), "user name");
    must(lf_credentials_set_password(credentials, password), "password");
    must(lf_create_token(client, "Archive", credentials, NULL, &token, NULL), "create");
    for (i = 0; i < 10; i++)
        must(lf_refresh_token(token, 0, NULL, NULL), "warm up");

    allocations = bytes = 0;
    for (i = 0; i < CALLS; i++)
        must(lf_refresh_token(token, 1800, NULL, NULL), "refresh");
    printf("%lu %lu\n", allocations, bytes);

    must(lf_invalidate_token(token, NULL, NULL), "invalidate");
    lf_token_free(token);
    lf_credentials_free(credentials);
    lf_client_free(client);
    lf_options_free(options);
    return 0;
}
