// What a failure carries, as an error and as an exception; and what the header refuses by itself.
#include <limits>
#include <stdexcept>
#include <type_traits>

#include "check.hpp"

using std::chrono::milliseconds;
using std::chrono::seconds;

static_assert(std::is_base_of<std::runtime_error, lftoken::exception>::value, "is a runtime_error");
static_assert(std::is_nothrow_copy_constructible<lftoken::exception>::value, "can be copied while it is thrown");

// The harness makes the stub answer a refresh with every member that a failure can have.
static void check_every_member(const lftoken::error &why) {
    CHECK_EQUAL(LF_E_RATE_LIMITED, why.status());
    CHECK(why.action() == lftoken::action::try_later);
    CHECK_EQUAL(LF_E_RATE_LIMITED, why.cause());
    CHECK(why.message().find("127.0.0.1") != std::string::npos);
    CHECK_EQUAL(429, why.http_status());
    CHECK_EQUAL(1234, why.server_code());
    CHECK_EQUAL("Too many.", why.server_message());
    CHECK_EQUAL("a class", why.server_class());
    CHECK_EQUAL("a source", why.server_source());
    CHECK_EQUAL("an operation", why.operation_id());
    CHECK_EQUAL("a request", why.request_id());
    CHECK_EQUAL("a type", why.problem_type());
    CHECK_EQUAL("a title", why.problem_title());
    CHECK_EQUAL("a detail", why.problem_detail());
    CHECK_EQUAL("an instance", why.problem_instance());
    CHECK_EQUAL(7000, why.retry_after().count());
    CHECK_EQUAL(7000, why.suggested_wait().count());
    CHECK_EQUAL(0, why.os_code());
    CHECK(why.is_retryable());
    CHECK(why.exchange() == lftoken::exchange::answered);
    CHECK_EQUAL(1u, why.attempts());
    CHECK(why.get() != nullptr);
}

static void every_member_is_carried() {
    const lftoken::client client = client_of(stub_options());
    lftoken::token token = stub_token(client);
    lftoken::error first = token.try_refresh();
    check_every_member(first);
    const lftoken::error second = first.clone();
    CHECK(second.get() != first.get());
    first = lftoken::error();
    check_every_member(second);
    bool caught = false;
    try {
        try {
            token.refresh();
        } catch (const std::runtime_error &failure) {
            CHECK(std::string(failure.what()).find("127.0.0.1") != std::string::npos);
            throw;
        }
    } catch (const lftoken::exception &original) {
        caught = true;
        const lftoken::exception failure(original);
        CHECK_EQUAL(LF_E_RATE_LIMITED, failure.status());
        CHECK_EQUAL(failure.error().message(), failure.what());
        check_every_member(failure.error());
    }
    CHECK(caught);
    CHECK_OK(token.try_invalidate());
}

static void members_that_are_absent() {
    const lftoken::error none;
    CHECK(!none && none.status() == LF_OK && none.cause() == LF_OK && none.message().empty());
    const lftoken::error bare(LF_E_INVALID_ARGUMENT, "operation");
    CHECK(bare && bare.cause() == LF_E_INVALID_ARGUMENT);
    CHECK(none.action() == lftoken::action::none && bare.action() == lftoken::action::fix_call);
    CHECK_EQUAL(std::string("operation: ") + lf_status_message(LF_E_INVALID_ARGUMENT), bare.message());
    for (const lftoken::error *why : {&none, &bare}) {
        CHECK(why->http_status() == 0 && why->server_code() == 0 && why->os_code() == 0 && why->attempts() == 0);
        CHECK(why->server_message().empty() && why->server_class().empty() && why->server_source().empty());
        CHECK(why->operation_id().empty() && why->request_id().empty());
        CHECK(why->problem_type().empty() && why->problem_title().empty());
        CHECK(why->problem_detail().empty() && why->problem_instance().empty());
        CHECK(why->retry_after() < milliseconds(0) && !why->is_retryable() && why->get() == nullptr);
        CHECK(why->suggested_wait() < milliseconds(0));
        CHECK_EQUAL(why->status(), why->clone().status());
        CHECK_EQUAL(why->message(), why->clone().message());
        CHECK(why->exchange() == lftoken::exchange::nothing_sent);
    }
}

// A setter tells what is wrong as well as where, such as after a getenv() that found nothing.
static void what_a_setter_did_not_take() {
    lftoken::options options;
    lftoken::credentials login;
    CHECK_EQUAL("options::set_base_address: the text is a null pointer",
                options.try_set_base_address(nullptr).message());
    CHECK_EQUAL("options::add_ca_file: the text is a null pointer", options.try_add_ca_file(nullptr).message());
    CHECK_EQUAL("options::set_client_certificate_file: the text is a null pointer",
                options.try_set_client_certificate_file("c.pem", nullptr).message());
    CHECK_EQUAL("credentials::set_username: the text holds a NUL character",
                login.try_set_username(std::string("a\0b", 3)).message());
    CHECK_EQUAL("options::set_proxy: the text holds a NUL character",
                options.try_set_proxy("proxy:80", std::string("a\0b", 3), nullptr).message());
    CHECK_EQUAL("options::set_total_timeout: the duration is out of range",
                options.try_set_total_timeout(milliseconds(-1)).message());
    CHECK_EQUAL("options::set_connect_timeout: the duration is out of range",
                options.try_set_connect_timeout(milliseconds(0)).message());
    CHECK_EQUAL("options::set_retry: the number or a duration is out of range",
                options.try_set_retry(0, milliseconds(1), milliseconds(1)).message());
    CHECK_EQUAL("options::set_trust: there is no such value",
                options.try_set_trust(static_cast<lftoken::trust>(99)).message());
    // What cannot be seen here has the words of the status.
    CHECK_EQUAL(std::string("call::set_correlation_id: ") + lf_status_message(LF_E_INVALID_ARGUMENT),
                lftoken::call().try_set_correlation_id("a\nb").message());
    bool caught = false;
    try {
        options.set_base_address(nullptr);
    } catch (const lftoken::exception &failure) {
        caught = std::string(failure.what()).find("null pointer") != std::string::npos;
    }
    CHECK(caught);
}

static void nothing_listens() {
    lftoken::options options = stub_options();
    options.set_base_address(given("LF_TEST_REFUSED"));
    lftoken::token token;
    const lftoken::error why = lftoken::client(options).try_create_token("Archive", stub_login(), token);
    CHECK_EQUAL(LF_E_CONNECT_FAILED, why.status());
    CHECK(why.os_code() != 0 && why.http_status() == 0 && why.is_retryable() && !token);
    CHECK(why.exchange() == lftoken::exchange::nothing_sent);
}

static void the_cause_of_an_unknown_outcome() {
    const lftoken::client client = client_of(stub_options());
    bool caught = false;
    try {
        client.create_token("fault:create:refuse", stub_login());
    } catch (const lftoken::exception &failure) {
        caught = true;
        CHECK_EQUAL(LF_E_OUTCOME_UNKNOWN, failure.status());
        CHECK_EQUAL(LF_E_CONNECTION_LOST, failure.error().cause());
        CHECK(failure.error().action() == lftoken::action::check_session);
        CHECK(failure.error().exchange() == lftoken::exchange::unanswered);
    }
    CHECK(caught);
    CHECK_EQUAL(1u, client.settle());
    CHECK_EQUAL(0u, client.settle());
}

// Words of C++ and never of C.
static void check_plain(const std::string &text) {
    const bool is_plain = !text.empty() && text.find('{') == std::string::npos &&
                          text.find("lf_") == std::string::npos && text.find("LF_") == std::string::npos;
    check(is_plain, text, __FILE__, __LINE__);
}

static void every_advice_is_worded() {
    std::int32_t number = 1;
    for (; *lf_advice_text(number) != '\0'; ++number) {
        const std::string pattern = lf_advice_text(number);
        const std::string text = lftoken::advice_text(number);
        check_plain(text);
        CHECK_EQUAL('.', text[text.size() - 1]);
        for (std::size_t at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at + 1)) {
            const std::string key = pattern.substr(at + 1, pattern.find('}', at) - at - 1);
            const char *name = lftoken::detail::advice_name(key);
            check(name != nullptr && text.find(name) != std::string::npos, key + ": " + text, __FILE__, __LINE__);
        }
    }
    CHECK(number > 40);
    CHECK(lftoken::advice_text(0).empty() && lftoken::advice_text(number).empty());
}

// A newer library may name what this header does not have.
static void names_that_are_not_known_are_left_out() {
    CHECK_EQUAL("Do it.", lftoken::detail::fill_advice("Do it ({something_new})."));
    const std::string pattern = "Log in ({something_new}, {login}), or wait ({more_news}): it passes (mostly).";
    CHECK_EQUAL("Log in (client::create_token), or wait: it passes (mostly).", lftoken::detail::fill_advice(pattern));
    CHECK_EQUAL("Do it ({login", lftoken::detail::fill_advice("Do it ({login"));
    CHECK_EQUAL("Do it.", lftoken::detail::fill_advice("Do it ({login)."));
}

static void every_status_has_an_action() {
    CHECK(lftoken::status_action(LF_OK) == lftoken::action::none);
    CHECK(lftoken::status_action(LF_E_SESSION_UNCONFIRMED) == lftoken::action::log_out_then_in);
    CHECK(lftoken::status_action(9999) == lftoken::action::report_defect);
}

static void an_authority_that_is_not_known() {
    lftoken::options options;
    options.set_base_address(given("LF_TEST_BASE")).set_trust(lftoken::trust::bundled);
    lftoken::token token;
    const lftoken::error why = lftoken::client(options).try_create_token("Archive", stub_login(), token);
    CHECK_EQUAL(LF_E_TLS_CERTIFICATE, why.status());
    CHECK(why.action() == lftoken::action::fix_setup);
    check_plain(why.message());
    CHECK(why.message().find(". Add ") != std::string::npos);
    CHECK(why.message().find("(options::add_ca_pem, options::add_ca_file)") != std::string::npos);
}

static void the_way_to_the_service_is_checked() {
    int verdicts = 0, last = 0;
    const auto count = [&](lftoken::check_step step, lftoken::verdict found, const char *text, const lftoken::error &cause) {
        CHECK(static_cast<int>(step) >= last && text != nullptr);
        CHECK((found == lftoken::verdict::failed) == (cause.status() != LF_OK));
        last = static_cast<int>(step);
        verdicts += found != lftoken::verdict::fact;
    };
    const lftoken::client client = client_of(stub_options());
    client.check(count, "Archive");
    CHECK_EQUAL(7, verdicts);
    // What the handler throws ends its calls, and comes out of this one.
    int calls = 0;
    const auto stumble = [&](lftoken::check_step, lftoken::verdict, const char *, const lftoken::error &) { throw ++calls; };
    for (const bool throws : {true, false}) {
        calls = 0;
        int caught = 0;
        try {
            if (throws) {
                client.check(stumble);
            } else {
                CHECK_FAILS(LF_OK, client.try_check(stumble));
            }
        } catch (int thrown) {
            caught = thrown;
        }
        CHECK_EQUAL(1, caught);
        CHECK_EQUAL(1, calls);
    }
    lftoken::options options;
    options.set_base_address(given("LF_TEST_BASE")).set_trust(lftoken::trust::bundled);
    verdicts = last = 0;
    CHECK_FAILS(LF_E_TLS_CERTIFICATE, lftoken::client(options).try_check(count));
    CHECK_EQUAL(7, verdicts);
}

static void a_refusal_that_may_not_be_the_service_s() {
    const lftoken::client client = client_of(stub_options());
    lftoken::token token =
        stub_token(client, "fault:refresh:raw=HTTP/1.1 401 Unauthorized%0D%0AContent-Length: 0%0D%0A%0D%0A");
    const lftoken::error why = token.try_refresh();
    CHECK_EQUAL(LF_E_SESSION_UNCONFIRMED, why.status());
    CHECK(why.action() == lftoken::action::log_out_then_in && !why.is_retryable());
    check_plain(why.message());
    CHECK(why.message().find("(token::invalidate)") != std::string::npos);
    CHECK(state_of(token) == lftoken::token_state::active);
    CHECK_OK(token.try_invalidate());
}

static void settings_that_cannot_be_used() {
    lftoken::options options;
    CHECK_THROWS(LF_E_INVALID_ARGUMENT, lftoken::client client(options));
    CHECK_THROWS(LF_E_INVALID_ARGUMENT, options.set_connect_timeout(seconds(0)));
    CHECK_THROWS(LF_E_INVALID_ARGUMENT, options.set_trust(static_cast<lftoken::trust>(99)));
    std::string said;
    try {
        options.set_max_answer_bytes(1);
    } catch (const std::exception &failure) {
        said = failure.what();
    }
    CHECK_EQUAL("options::set_max_answer_bytes: the number is out of range", said);
    lftoken::client client;
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, lftoken::client::try_make(options, client));
    CHECK(!client);
}

static void durations_out_of_range() {
    const milliseconds wrong[] = {milliseconds(-1), milliseconds::min(), milliseconds(std::int64_t(1) << 32),
                                  milliseconds::max()};
    lftoken::options options;
    lftoken::call call;
    for (const milliseconds value : wrong) {
        CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_connect_timeout(value));
        CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_total_timeout(value));
        CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_late_answer_grace(value));
        CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_pool(1, value));
        CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_retry(1, value, milliseconds(1)));
        CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_retry(1, milliseconds(1), value));
        CHECK_FAILS(LF_E_INVALID_ARGUMENT, call.try_set_total_timeout(value));
    }
    CHECK_OK(options.try_set_total_timeout(milliseconds(0xFFFFFFFF)));

    const lftoken::client client = client_of(stub_options());
    lftoken::token token = stub_token(client);
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, token.try_refresh(seconds(3601)));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, token.try_refresh(seconds(-1)));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, token.try_refresh(seconds::max()));
    CHECK_OK(token.try_invalidate());
}

// C would take "pass" for "pass\0word".
static void texts_with_a_nul_inside() {
    const std::string text("a\0b", 3);
    lftoken::options options;
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_base_address(text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_add_ca_pem(text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_add_ca_file(text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_add_pinned_certificate(text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_client_certificate_pem(text, "key"));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_client_certificate_pem("certificate", text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_client_certificate_file(text, "key"));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_client_certificate_file("certificate", text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_proxy(text, nullptr, nullptr));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_proxy("proxy:80", text, nullptr));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_proxy("proxy:80", "user", text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_no_proxy(text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_user_agent_product(text));
    lftoken::credentials login;
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, login.try_set_username(text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, login.try_set_password(text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, login.try_set_organization(text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, login.try_set_application_name(text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, login.try_set_session_key(text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, login.try_set_saml_token(text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, login.try_set_customer_id(text));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, lftoken::call().try_set_correlation_id(text));
    const lftoken::client client = client_of(stub_options());
    lftoken::token token;
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, client.try_create_token(text, stub_login(), token));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, client.try_adopt_token(text, "value", lftoken::time_point(), token));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, client.try_adopt_token("Archive", text, lftoken::time_point(), token));
    CHECK(!token);
}

int main() {
    try {
        every_member_is_carried();
        members_that_are_absent();
        what_a_setter_did_not_take();
        nothing_listens();
        the_cause_of_an_unknown_outcome();
        every_advice_is_worded();
        names_that_are_not_known_are_left_out();
        every_status_has_an_action();
        an_authority_that_is_not_known();
        the_way_to_the_service_is_checked();
        a_refusal_that_may_not_be_the_service_s();
        settings_that_cannot_be_used();
        durations_out_of_range();
        texts_with_a_nul_inside();
    } catch (const std::exception &failure) {
        check(false, failure.what(), __FILE__, __LINE__);
    }
    return checks_done();
}
