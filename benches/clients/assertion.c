#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>

#include "assertion.h"
#include "client.h"

#define NUMBER_BYTES 32
#define VALID_SECONDS 1800

static void expect(int succeeded, const char *what)
{
    if (!succeeded) {
        fprintf(stderr, "assertion: %s\n", what);
        exit(1);
    }
}

static const char *text(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

    expect(cJSON_IsString(member), name);
    return member->valuestring;
}

/* A number of the key: 32 bytes in base64url without padding, which OpenSSL does not read as it is. */
static void read_number(const cJSON *jwk, const char *name, unsigned char *number)
{
    const char *digits = text(jwk, name);
    char base64[] = "...........................................=";
    unsigned char bytes[NUMBER_BYTES + 1];
    size_t i;

    expect(strlen(digits) == sizeof base64 - 2, name);
    for (i = 0; digits[i] != '\0'; i++) {
        base64[i] = digits[i] == '-' ? '+' : digits[i] == '_' ? '/' : digits[i];
    }
    expect(EVP_DecodeBlock(bytes, (unsigned char *)base64, (int)strlen(base64)) == sizeof bytes, name);
    memcpy(number, bytes, NUMBER_BYTES);
}

void access_key_read(struct access_key *access_key, const char *exported)
{
    unsigned char point[1 + 2 * NUMBER_BYTES] = {POINT_CONVERSION_UNCOMPRESSED}, scalar[NUMBER_BYTES];
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM *parameters;
    const cJSON *jwk;
    BIGNUM *number;

    access_key->members = cJSON_Parse(exported);
    access_key->key = NULL;
    jwk = cJSON_GetObjectItemCaseSensitive(access_key->members, "jwk");
    read_number(jwk, "x", point + 1);
    read_number(jwk, "y", point + 1 + NUMBER_BYTES);
    read_number(jwk, "d", scalar);
    number = BN_bin2bn(scalar, sizeof scalar, NULL);
    expect(OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0)
               && OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point)
               && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, number)
               && (parameters = OSSL_PARAM_BLD_to_param(builder)) != NULL
               && EVP_PKEY_fromdata_init(context) == 1
               && EVP_PKEY_fromdata(context, &access_key->key, EVP_PKEY_KEYPAIR, parameters) == 1,
           "the key");
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    BN_clear_free(number);
    EVP_PKEY_CTX_free(context);
}

/* Writes base64url without padding; returns where it ends. */
static char *encode(char *to, const void *bytes, size_t length)
{
    int written = EVP_EncodeBlock((unsigned char *)to, bytes, (int)length);

    for (; *to != '\0' && *to != '='; to++) {
        *to = *to == '+' ? '-' : *to == '/' ? '_' : *to;
    }
    expect(written >= 0, "base64");
    return to;
}

static char *encode_json(char *to, cJSON *json)
{
    char *printed = cJSON_PrintUnformatted(json);

    expect(printed != NULL, "no memory");
    to = encode(to, printed, strlen(printed));
    cJSON_free(printed);
    cJSON_Delete(json);
    return to;
}

/* r and s, where OpenSSL has DER. */
static void sign(EVP_PKEY *key, const char *message, size_t length, unsigned char *signature)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char der[128];
    const unsigned char *at = der;
    size_t size = sizeof der;
    ECDSA_SIG *numbers;

    expect(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1
               && EVP_DigestSign(context, der, &size, (const unsigned char *)message, length) == 1
               && (numbers = d2i_ECDSA_SIG(NULL, &at, (long)size)) != NULL
               && BN_bn2binpad(ECDSA_SIG_get0_r(numbers), signature, NUMBER_BYTES) == NUMBER_BYTES
               && BN_bn2binpad(ECDSA_SIG_get0_s(numbers), signature + NUMBER_BYTES, NUMBER_BYTES) == NUMBER_BYTES,
           "the signature");
    ECDSA_SIG_free(numbers);
    EVP_MD_CTX_free(context);
}

char *assertion_sign(const struct access_key *access_key)
{
    const cJSON *jwk = cJSON_GetObjectItemCaseSensitive(access_key->members, "jwk");
    unsigned char signature[2 * NUMBER_BYTES];
    cJSON *header = cJSON_CreateObject(), *claims = cJSON_CreateObject();
    time_t now = time(NULL);
    char *assertion = malloc(2048), *end;

    expect(assertion != NULL && cJSON_AddStringToObject(header, "alg", "ES256") != NULL
               && cJSON_AddStringToObject(header, "typ", "JWT") != NULL
               && cJSON_AddStringToObject(header, "kid", text(jwk, "kid")) != NULL
               && cJSON_AddStringToObject(claims, "client_id", text(access_key->members, "clientId")) != NULL
               && cJSON_AddStringToObject(claims, "client_secret", SERVICE_PRINCIPAL_KEY) != NULL
               && cJSON_AddStringToObject(claims, "aud", "laserfiche.com") != NULL
               && cJSON_AddNumberToObject(claims, "iat", (double)now) != NULL
               && cJSON_AddNumberToObject(claims, "nbf", (double)now) != NULL
               && cJSON_AddNumberToObject(claims, "exp", (double)(now + VALID_SECONDS)) != NULL,
           "no memory");
    end = encode_json(assertion, header);
    *end++ = '.';
    end = encode_json(end, claims);
    sign(access_key->key, assertion, (size_t)(end - assertion), signature);
    *end++ = '.';
    *encode(end, signature, sizeof signature) = '\0';
    return assertion;
}
