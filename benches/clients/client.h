/*
 * What the driver asks of a client. Each client is a shared object of its own, so that the driver can measure what
 * loading it costs.
 *
 * A client for which something fails says so on stderr and ends the process: the figure of a call that failed is none.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <stddef.h>

/* Whether one client serves all threads; otherwise each thread opens one. */
extern const int client_is_shared;

/* ca_file: the only authority to be trusted, or NULL for the system's trust store, of which SSL_CERT_FILE and
 * SSL_CERT_DIR tell the place if they are set. */
void *client_open(const char *base_address, const char *ca_file);
void client_close(void *client);

/* Logs in; the result is the token, to be given back with client_forget(). */
void *client_create(void *client);
void client_refresh(void *client, void *token);
void client_invalidate(void *client, void *token);
void client_forget(void *token);

/* Of lftoken and libcurl only: a client of Laserfiche Cloud, whose address is that of its sign-in server, the login of a
 * service app, and the login that renews its token. Both sign an assertion each time. What a program keeps from login to
 * login is made when it opens. */
void *client_open_cloud(const char *address, const char *ca_file);
void *client_log_in(void *client);
void client_log_in_again(void *client, void *token);

/* Reads the token's value. Of lftoken only, which keeps it behind a handle. */
void client_value(void *token, char *buf, size_t size);

/* Of lftoken only: a managed session that has logged in, and a read of its token, with all that it has to do for that. */
void *client_session(void *client);
void client_session_value(void *session, char *buf, size_t size);

/* The same login for all. */
#define REPOSITORY "Main Archive"
#define REPOSITORY_ESCAPED "Main%20Archive"
#define USERNAME "scan-station-7"
#define PASSWORD "correct horse battery staple"
#define APPLICATION "benchmark"
#define KEEP_ALIVE_SECONDS 1800

/* The same service app for all. Its key is that of RFC 7515, A.3. */
#define ACCESS_KEY \
    "{\"customerId\":\"1234567890\",\"clientId\":\"c0ffee00-0000-4000-8000-00000badcafe\"," \
    "\"domain\":\"laserfiche.com\",\"jwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"kid\":\"key-1\"," \
    "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"," \
    "\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"}}"
#define SERVICE_PRINCIPAL_KEY "correct horse battery staple"
#define SCOPE "repository.Read repository.Write"

#endif
