// Managed sessions: what is read, heard and asked for, and how long the handlers are kept.
#include <memory>
#include <stdexcept>
#include <vector>

#include "check.hpp"

using lftoken::event;
using lftoken::session_state;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Events come on other threads, and a little later than what they tell of.
template <class Condition>
static void eventually(const char *what, const Condition &condition) {
    for (int round = 0; round < 1000 && !condition(); ++round) {
        pause_ms(10);
    }
    check(condition(), what, __FILE__, __LINE__);
}

static std::vector<event> events_of(const lftoken::session &session) {
    std::vector<event> events;
    while (lftoken::session_event next = session.next_event()) {
        events.push_back(next.what());
    }
    return events;
}

static void many_reads_take_one_login() {
    const lftoken::client client(stub_options());
    lftoken::session session(client, "Archive", stub_login());
    CHECK(session.state() == session_state::empty);
    CHECK(session.expires_at() == lftoken::time_point());
    {
        const auto read = [&session] { CHECK(!session.token().empty()); };
        background one(read);
        background two(read);
    }
    const lftoken::secret value = session.token();
    CHECK_EQUAL(std::string("Bearer ") + value.c_str(), session.authorization().c_str());
    CHECK_EQUAL(std::string(value.c_str()), session.token_if_ready().c_str());
    CHECK(session.state() == session_state::fresh);
    CHECK(session.expires_at() > std::chrono::system_clock::now());
    CHECK_EQUAL(std::string(given("LF_TEST_BASE")), session.api_address());
    CHECK(session.stats().find("logins 1\n") != std::string::npos);

    lftoken::session moved(std::move(session));
    CHECK_FAILS(LF_E_INVALID_HANDLE, session.try_close());
    moved.close();
    CHECK(moved.state() == session_state::closed);
    CHECK((events_of(moved) == std::vector<event>{event::logged_in, event::logged_out}));
    CHECK_THROWS(LF_E_CLOSED, moved.token());
    CHECK_THROWS(LF_E_CLOSED, moved.token_if_ready());
}

static void a_read_that_does_not_wait_is_empty_until_the_login_has_come() {
    const lftoken::client client(stub_options());
    const lftoken::session session(client, "Archive", stub_login());
    lftoken::secret value;
    const lftoken::error first = session.try_token_if_ready(value);
    CHECK(first.status() == LF_E_PENDING || !first);
    eventually("the token comes", [&session] { return !session.token_if_ready().empty(); });
    session.close();
}

static void a_rejected_token_is_confirmed_once() {
    const lftoken::client client(stub_options());
    const lftoken::session session(client, "Archive", stub_login());
    const lftoken::secret header = session.authorization();
    session.token_rejected(header);
    CHECK_EQUAL(std::string(header.c_str()), session.authorization().c_str());
    CHECK_THROWS(LF_E_ACCESS_DENIED, session.token_rejected(header));
    session.token_rejected("an older one");
    session.close();
}

static void other_credentials_are_taken() {
    const lftoken::client client(stub_options());
    lftoken::credentials wrong;
    wrong.set_username("svc").set_password("wrong");
    const lftoken::session session(client, "Archive", wrong);
    CHECK_THROWS(LF_E_CREDENTIALS_REFUSED, session.token());
    const lftoken::session_event failed = session.next_event();
    CHECK(failed && failed.what() == event::login_failed);
    CHECK_EQUAL(LF_E_CREDENTIALS_REFUSED, failed.cause().status());
    // The failure says what to do in the names of this header.
    lftoken::secret value;
    CHECK(session.try_token(value).message().find("(session::set_credentials") != std::string::npos);
    CHECK(session.stats().find("login_failures 1\n") != std::string::npos);
    session.set_credentials(stub_login());
    CHECK(!session.token().empty());
    session.close();
}

static void handlers_hear_and_are_asked() {
    const lftoken::client client(stub_options());
    std::atomic<int> asked(0);
    std::atomic<int> failed(0);
    std::atomic<int> others(0);
    std::atomic<lf_status> cause(LF_OK);
    std::atomic<lf_status> inside(LF_OK);
    lftoken::session session;
    lftoken::session_options options;
    options.set_margin(seconds(20))
        .set_linger(seconds(60))
        .set_credentials_callback([&asked](lftoken::credentials &login) {
            ++asked;
            if (asked == 1) {
                throw std::runtime_error("the vault is closed");
            }
            if (asked == 2) {
                return false;
            }
            login.set_username("svc").set_password(PASSWORD);
            return true;
        })
        .set_event_callback([&](event what, const lftoken::error &why) {
            inside = session.try_close().status();
            if (what == event::login_failed) {
                cause = why.status();
                CHECK(!why.message().empty());
                ++failed;
            } else {
                CHECK(!why);
                ++others;
            }
            throw 7;
        });
    session = lftoken::session(client, "Archive", options);
    CHECK_THROWS(LF_E_INVALID_ARGUMENT, session.token());
    session.retry_credentials();
    CHECK_THROWS(LF_E_INVALID_ARGUMENT, session.token());
    eventually("both failures are heard of", [&failed] { return failed == 2; });
    CHECK_EQUAL(LF_E_INVALID_ARGUMENT, cause.load());
    CHECK_EQUAL(LF_E_WOULD_DEADLOCK, inside.load());
    session.retry_credentials();
    CHECK(!session.token().empty());
    session.close();
    CHECK_EQUAL(3, asked.load());
    // One of the vault, and one of each event.
    eventually("login and logout are heard of", [&] { return others == 2 && session.failures() == 5; });
    CHECK_EQUAL(2, failed.load());
}

// Counts itself, so that it can be seen when the last copy of a handler is gone.
static void a_handler_lives_as_long_as_it_is_needed() {
    const std::shared_ptr<std::atomic<int>> count = std::make_shared<std::atomic<int>>(0);
    const lftoken::client client(stub_options());
    {
        lftoken::session session;
        {
            lftoken::session_options options;
            options.set_event_callback([count](event, const lftoken::error &) { ++*count; });
            options.set_credentials_callback([count](lftoken::credentials &login) {
                login.set_username("svc").set_password(PASSWORD);
                return true;
            });
            session = lftoken::session(client, "Archive", options);
            options.set_credentials_callback(nullptr);
            options.set_event_callback(nullptr);
        }
        CHECK_EQUAL(3, count.use_count());
        session.token();
        eventually("the login is heard of", [&count] { return *count == 1; });
    }
    CHECK_EQUAL(1, count.use_count());
    CHECK_EQUAL(0u, client.settle());
}

// What ends in its own handler is not pulled away from under it.
static void a_session_may_end_inside_its_handler() {
    const lftoken::client client(stub_options());
    std::unique_ptr<lftoken::session> session;
    std::atomic<int> calls(0);
    lftoken::session_options options;
    options.set_event_callback([&session, &calls](event what, const lftoken::error &) {
        if (what == event::login_failed) {
            pause_ms(100); // so that the program is done with it
            session.reset();
            ++calls;
        }
    });
    lftoken::credentials wrong;
    wrong.set_username("svc").set_password("wrong");
    session.reset(new lftoken::session(client, "Archive", wrong, options));
    lftoken::secret value;
    CHECK_FAILS(LF_E_PENDING, session->try_token_if_ready(value));
    eventually("the handler has run", [&calls] { return calls == 1; });
    CHECK(!session);
    CHECK_EQUAL(0u, client.settle());
}

static void settings_are_checked() {
    const lftoken::client client(stub_options());
    lftoken::session_options options;
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_linger(seconds(-1)));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_margin(milliseconds(-1)));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_renew_after_percent(101));
    options.set_keep_alive(seconds(4000));
    CHECK_THROWS(LF_E_INVALID_ARGUMENT, lftoken::session(client, "Archive", stub_login(), options));
    options.set_hold().set_keep_alive(seconds(1800)).set_jitter_percent(0).set_renew_after_percent(50);
    lftoken::session held(client, "Archive", stub_login(), options);
    CHECK(!held.token().empty());
    held.close();
    // Without credentials and without a handler that fills them in.
    CHECK_THROWS(LF_E_INVALID_HANDLE, lftoken::session(client, "Archive", options));
    const lftoken::session_options moved(std::move(options));
    CHECK_THROWS(LF_E_INVALID_HANDLE, lftoken::session(client, "Archive", stub_login(), options));
    lftoken::session empty;
    lftoken::secret value;
    CHECK_FAILS(LF_E_INVALID_HANDLE, empty.try_token(value));
    CHECK_FAILS(LF_E_INVALID_HANDLE, empty.try_token_if_ready(value));
    CHECK_FAILS(LF_E_INVALID_HANDLE, empty.try_token_rejected("value"));
}

static void a_client_that_shuts_down_logs_everything_out() {
    const lftoken::client client(stub_options());
    const lftoken::token token = client.create_token("Archive", stub_login());
    const lftoken::session session(client, "Archive", stub_login());
    session.token();
    lftoken::call call;
    call.set_total_timeout(seconds(20));
    CHECK_EQUAL(0u, client.shutdown(&call));
    CHECK(token.state() == lftoken::token_state::logged_out);
    CHECK_THROWS(LF_E_CLOSED, session.token());
    CHECK_THROWS(LF_E_CLOSED, client.create_token("Archive", stub_login()));
}

int main() {
    try {
        many_reads_take_one_login();
        a_read_that_does_not_wait_is_empty_until_the_login_has_come();
        a_rejected_token_is_confirmed_once();
        other_credentials_are_taken();
        handlers_hear_and_are_asked();
        a_handler_lives_as_long_as_it_is_needed();
        a_session_may_end_inside_its_handler();
        settings_are_checked();
        a_client_that_shuts_down_logs_everything_out();
    } catch (const std::exception &failure) {
        check(false, failure.what(), __FILE__, __LINE__);
    }
    return checks_done();
}
