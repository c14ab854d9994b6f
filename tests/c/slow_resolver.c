/* Preloaded: a name look-up that answers nothing for as long as LFT_RESOLVE_MS says. */
#define _GNU_SOURCE
#include <netdb.h>
#include <stdlib.h>
#include <time.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **res) {
    const char *text = getenv("LFT_RESOLVE_MS");
    long ms = text ? atol(text) : 0;
    struct timespec left;
    (void)node;
    (void)service;
    (void)hints;
    (void)res;
    left.tv_sec = ms / 1000;
    left.tv_nsec = ms % 1000 * 1000000;
    while (nanosleep(&left, &left) != 0) {
    }
    return EAI_AGAIN;
}
