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

/* Reads the token's value. Only of lftoken, which keeps it behind a handle. */
void client_value(void *token, char *buf, size_t size);

/* The same login for all. */
#define REPOSITORY "Main Archive"
#define REPOSITORY_ESCAPED "Main%20Archive"
#define USERNAME "scan-station-7"
#define PASSWORD "correct horse battery staple"
#define APPLICATION "benchmark"
#define KEEP_ALIVE_SECONDS 1800

#endif
