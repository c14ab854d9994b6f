// Calls that wait for the server, ended from another thread or by their own time limit.
#include "check.hpp"

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

static void another_thread_cancels() {
    lftoken::options options = stub_options();
    options.set_late_answer_grace(seconds(0));
    const lftoken::client client(options);
    lftoken::token token = client.create_token("fault:refresh:delay=20000", stub_login());
    lftoken::cancel cancel;
    lftoken::call call;
    call.set_cancel(&cancel);

    const steady_clock::time_point start = steady_clock::now();
    {
        background canceller([&] {
            pause_ms(200);
            cancel.trigger();
        });
        CHECK_FAILS(LF_E_CANCELLED, token.try_refresh(seconds(0), &call));
    }
    const steady_clock::duration took = steady_clock::now() - start;
    CHECK(took >= milliseconds(190) && took < seconds(5));

    // A triggered handle ends every call until it is reset.
    CHECK_THROWS(LF_E_CANCELLED, token.invalidate(&call));
    cancel.reset();
    token.invalidate(&call);
}

static void the_handle_may_end_first() {
    const lftoken::client client(stub_options());
    lftoken::call call;
    {
        lftoken::cancel cancel;
        call.set_cancel(&cancel);
    }
    client.create_token("Archive", stub_login(), &call).invalidate(&call);
}

static void a_call_has_its_own_time_limit() {
    const lftoken::client client(stub_options());
    lftoken::token token = client.create_token("fault:refresh:delay=20000", stub_login());
    lftoken::call call;
    call.set_total_timeout(milliseconds(200));
    const steady_clock::time_point start = steady_clock::now();
    CHECK_THROWS(LF_E_TIMED_OUT, token.refresh(seconds(0), &call));
    CHECK(steady_clock::now() - start < seconds(5));
    token.invalidate();
}

// A login whose answer comes after its caller has gone is looked after.
static void a_late_answer_is_outstanding() {
    const lftoken::client client(stub_options());
    lftoken::call call;
    call.set_total_timeout(milliseconds(200));
    CHECK_THROWS(LF_E_OUTCOME_UNKNOWN, client.create_token("fault:create:delay=1500", stub_login(), &call));
    std::uint32_t outstanding = 0;
    CHECK_FAILS(LF_E_TIMED_OUT, client.try_settle(outstanding, &call));
    CHECK_EQUAL(1u, outstanding);
    CHECK_EQUAL(1u, client.settle(&call));
    CHECK_OK(client.try_settle(outstanding));
    CHECK_EQUAL(0u, outstanding);
}

int main() {
    try {
        another_thread_cancels();
        the_handle_may_end_first();
        a_call_has_its_own_time_limit();
        a_late_answer_is_outstanding();
    } catch (const std::exception &failure) {
        check(false, failure.what(), __FILE__, __LINE__);
    }
    return checks_done();
}
