/* 1,000 reads of the token of a managed session between two marks in the system call trace. */

#include "session.h"

#define CALLS 1000

static void read_token(lf_session *managed) {
    char token[4096];
    must(lf_session_token(managed, NULL, token, sizeof token, NULL, NULL), "token");
}

int main(int argc, char **argv) {
    struct session session = {NULL, NULL, NULL, NULL};
    lf_session *managed;
    int i;

    log_in(&session, argc, argv);
    must(lf_session_new(session.client, argv[3], session.credentials, NULL, &managed, NULL), "session");
    /* The first one waits for a login, and the second one lays its token out for those that follow. */
    read_token(managed);
    read_token(managed);
    (void)getppid();
    for (i = 0; i < CALLS; i++)
        /* The first one waits for a login, and the second one lays its token out for those that follow. */
    read_token(managed);
    read_token(managed);
    (void)getppid();
    must(lf_session_close(managed, NULL, NULL), "close");
    lf_session_free(managed);
    log_out(&session);
    return 0;
}
