// The life of a session in a program without exceptions and without RTTI.
#include "check.hpp"

static_assert(LFTOKEN_EXCEPTIONS == 0, "this program is compiled with -fno-exceptions");

using std::chrono::minutes;
using std::chrono::seconds;

// The forms that do not throw say so, as far as they need no memory.
static_assert(noexcept(std::declval<lftoken::options &>().try_set_base_address("")), "options");
static_assert(noexcept(std::declval<lftoken::credentials &>().try_set_password("")), "credentials");
static_assert(noexcept(std::declval<lftoken::client &>().try_create_token("", std::declval<lftoken::credentials &>(),
                                                                          std::declval<lftoken::token &>())),
              "client");
static_assert(noexcept(std::declval<lftoken::token &>().try_refresh(std::declval<seconds>())), "token");
static_assert(noexcept(std::declval<lftoken::token &>().try_invalidate()), "token");
static_assert(noexcept(std::declval<lftoken::session &>().try_close()), "session");
static_assert(noexcept(std::declval<lftoken::cancel &>().try_trigger()), "cancel");
static_assert(noexcept(std::declval<lftoken::authorization &>().try_wait(std::declval<lftoken::credentials &>())),
              "authorization");

int main() {
    int lines = 0;
    lftoken::options options = stub_options();
    CHECK_OK(options.try_set_log(lftoken::log_level::debug, [&](lftoken::log_level, const char *) { ++lines; }));

    lftoken::client client;
    if (lftoken::error why = lftoken::client::try_make(options, client)) {
        std::fprintf(stderr, "%s\n", why.message().c_str());
        return 1;
    }
    lftoken::call call;
    lftoken::cancel cancel;
    CHECK_OK(call.try_set_total_timeout(seconds(20)));
    CHECK_OK(call.try_set_cancel(&cancel));
    CHECK_OK(call.try_set_correlation_id("plain"));

    lftoken::token token;
    CHECK_OK(client.try_create_token("Archive", stub_login(), token, &call));
    lftoken::secret value;
    lftoken::secret authorization;
    lftoken::secret cookie;
    CHECK_OK(token.try_value(value));
    CHECK_OK(token.try_authorization(authorization));
    CHECK_OK(token.try_cookie(cookie));
    CHECK_EQUAL(std::string("Bearer ") + value.c_str(), authorization.c_str());
    CHECK(cookie.empty());
    std::string repository;
    CHECK_OK(token.try_repository_id(repository));
    CHECK_EQUAL("Archive", repository);
    lftoken::time_point expiry;
    CHECK_OK(token.try_expires_at(expiry));
    CHECK(expiry > std::chrono::system_clock::now());
    CHECK_OK(token.try_refresh(minutes(30), &call));
    std::chrono::milliseconds remaining(0);
    CHECK_OK(token.try_remaining(remaining));
    CHECK(remaining > minutes(25));
    std::chrono::milliseconds lifetime(0);
    CHECK_OK(token.try_lifetime(lifetime));
    CHECK(lifetime >= remaining);

    lftoken::token adopted;
    CHECK_OK(client.try_adopt_token(repository, value, expiry, adopted));
    CHECK_OK(adopted.try_invalidate());
    CHECK_FAILS(LF_E_SESSION_GONE, token.try_refresh(seconds(0), &call));
    CHECK(state_of(token) == lftoken::token_state::gone);

    token = stub_token(client);
    token.set_auto_logout(seconds(10));
    CHECK_OK(cancel.try_trigger());
    CHECK_FAILS(LF_E_CANCELLED, token.try_refresh(seconds(0), &call));
    CHECK_OK(cancel.try_reset());

    lftoken::credentials wrong;
    CHECK_OK(wrong.try_set_username("svc"));
    CHECK_OK(wrong.try_set_password("wrong"));
    CHECK_FAILS(LF_E_CREDENTIALS_REFUSED, client.try_create_token("Archive", wrong, adopted));

    std::atomic<int> heard(0);
    lftoken::session_options settings;
    CHECK_OK(settings.try_set_event_callback([&heard](lftoken::event, const lftoken::error &why) {
        ++heard;
        CHECK(!why);
    }));
    CHECK_OK(settings.try_set_credentials_callback([](lftoken::credentials &login) {
        return !login.try_set_username("svc") && !login.try_set_password(PASSWORD);
    }));
    CHECK_OK(settings.try_set_linger(seconds(60)));
    lftoken::session session;
    CHECK_OK(lftoken::session::try_make(client, "Archive", settings, session));
    CHECK_OK(session.try_authorization(authorization, &call));
    CHECK_OK(session.try_token(value));
    CHECK_EQUAL(std::string("Bearer ") + value.c_str(), authorization.c_str());
    CHECK_OK(session.try_token_rejected(authorization));
    CHECK_OK(session.try_token(value));
    CHECK_OK(session.try_close(&call));
    CHECK_FAILS(LF_E_CLOSED, session.try_token_if_ready(value));
    lftoken::session_event first;
    CHECK_OK(session.try_next_event(first));
    CHECK(first && first.what() == lftoken::event::logged_in && !first.cause());

    std::uint32_t outstanding = 0;
    CHECK_OK(client.try_settle(outstanding));
    CHECK_OK(client.try_shutdown(outstanding, &call));
    CHECK_EQUAL(0u, outstanding);
    CHECK_EQUAL(0u, client.log_failures());
    CHECK(lines > 0);
    return checks_done();
}
