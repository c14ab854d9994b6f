/* 1,000 refreshes between two marks in the system call trace. */

#include "session.h"

#define CALLS 1000

int main(int argc, char **argv) {
    struct session session = {NULL, NULL, NULL, NULL};
    log_in(&session, argc, argv);
    (void)getppid();
    refresh(&session, CALLS);
    (void)getppid();
    log_out(&session);
    return 0;
}
