/* Two refreshes that the server answers late, between marks in the system call trace: without a cancel handle, and
 * with one. */

#include "session.h"

int main(int argc, char **argv) {
    struct session session = {NULL, NULL, NULL, NULL};
    lf_call *call;
    lf_cancel *cancel;
    log_in(&session, argc, argv);
    must(lf_call_new(&call), "call");
    must(lf_cancel_new(&cancel), "cancel");
    must(lf_call_set_cancel(call, cancel), "cancel of call");
    /* The first call with it makes its waker. */
    must(lf_refresh_token(session.token, 0, call, NULL), "refresh");
    (void)getppid();
    must(lf_refresh_token(session.token, 0, NULL, NULL), "refresh");
    (void)getppid();
    must(lf_refresh_token(session.token, 0, call, NULL), "refresh");
    (void)getppid();
    lf_call_free(call);
    lf_cancel_free(cancel);
    log_out(&session);
    return 0;
}
