/* What the service app of client.h proves itself with: a JWT, signed by OpenSSL. */
#ifndef ASSERTION_H
#define ASSERTION_H

#include <cjson/cJSON.h>
#include <openssl/evp.h>

struct access_key {
    cJSON *members;
    EVP_PKEY *key;
};

/* Both end the process if something fails. The assertion is to be freed. */
void access_key_read(struct access_key *access_key, const char *exported);
char *assertion_sign(const struct access_key *access_key);

#endif
