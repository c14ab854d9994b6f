// Logins, refreshes and logouts with each API, what each can do, and logins in a browser.
#include <cstring>
#include <fstream>

#include "check.hpp"

using lftoken::api;
using lftoken::capability;
using std::chrono::milliseconds;
using std::chrono::seconds;

static const lftoken::time_point UNKNOWN;

// The server that speaks every API, without TLS.
static lftoken::client client_for(api chosen) {
    lftoken::options options;
    options.set_api(chosen).set_base_address(given(chosen == api::cloud ? "LF_TEST_SIGN_IN" : "LF_TEST_SERVER"));
    options.set_retry(1, milliseconds(5), milliseconds(10));
    return lftoken::client(options);
}

static lftoken::credentials access_key() {
    lftoken::credentials login;
    login.set_access_key(given("LF_TEST_ACCESS_KEY")).set_service_principal_key(given("LF_TEST_PRINCIPAL_KEY"));
    return login;
}

// What the browser came back with.
static std::string callback() {
    for (int turn = 0; turn < 1000; ++turn) {
        std::ifstream file("callback.txt");
        std::string address;
        if (std::getline(file, address)) {
            file.close();
            std::remove("callback.txt");
            return address;
        }
        pause_ms(10);
    }
    check(false, "the browser did not come back", __FILE__, __LINE__);
    return std::string();
}

static void open_browser(const lftoken::authorization &login) { std::ofstream("open.txt") << login.url() << "\n"; }

static std::string text_of(const lftoken::secret &secret) { return secret.c_str(); }

static void capabilities() {
    struct row {
        api chosen;
        bool log_out, keep_alive, refresh_without_credentials, choose_repository;
    };
    const row rows[] = {{api::v1_alpha, true, true, true, true},
                        {api::server_v1, false, false, false, true},
                        {api::server_v2, false, false, false, true},
                        {api::cloud, false, false, false, false}};
    for (const row &each : rows) {
        const lftoken::client client = client_for(each.chosen);
        CHECK_EQUAL(each.log_out, client.supports(capability::log_out));
        CHECK_EQUAL(each.keep_alive, client.supports(capability::keep_alive));
        CHECK_EQUAL(each.refresh_without_credentials, client.supports(capability::refresh_without_credentials));
        CHECK_EQUAL(each.choose_repository, client.supports(capability::choose_repository));
        CHECK(!client.supports(static_cast<capability>(77)));
    }
    CHECK(!lftoken::client().supports(capability::log_out));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, lftoken::options().try_set_api(static_cast<api>(77)));
}

// The API that is chosen if none is.
static void the_first_api() {
    const lftoken::client client = client_of(stub_options());
    CHECK(client.supports(capability::log_out));
    lftoken::token token = stub_token(client);
    CHECK(token.refresh_token().empty());
    CHECK(token.scope().empty());
    CHECK_EQUAL(std::string(given("LF_TEST_BASE")), token.api_address());
    const std::string value = text_of(token.value());
    token.refresh(seconds(60));
    CHECK_EQUAL(value, text_of(token.value()));
    token.invalidate();
    CHECK(token.state() == lftoken::token_state::logged_out);
    CHECK_THROWS(LF_E_INVALID_ARGUMENT, client.create_token(nullptr, stub_login()));
    CHECK_THROWS(LF_E_UNSUPPORTED, client.create_token("Archive", access_key()));
}

static void a_server(api chosen) {
    const lftoken::client client = client_for(chosen);
    lftoken::token token = client.create_token("Archive", stub_login());
    CHECK_EQUAL("Archive", token.repository_id());
    CHECK_EQUAL(std::string(given("LF_TEST_SERVER")), token.api_address());
    CHECK(token.remaining() > seconds(60));
    const std::string value = text_of(token.value());
    CHECK_FAILS(LF_E_UNSUPPORTED, token.try_refresh(seconds(60)));
    CHECK_EQUAL(value, text_of(token.value()));
    token.refresh();
    CHECK(value != text_of(token.value()));
    token.invalidate();
    CHECK(token.state() == lftoken::token_state::discarded);
    CHECK_FAILS(LF_E_SESSION_GONE, token.try_refresh());

    CHECK_THROWS(LF_E_INVALID_ARGUMENT, client.create_token(nullptr, stub_login()));

    // A token that came from elsewhere is refreshed with what goes with it, and not without.
    lftoken::token adopted = client.adopt_token("Archive", value, UNKNOWN, stub_login());
    adopted.refresh();
    CHECK(value != text_of(adopted.value()));
    adopted.invalidate();
    CHECK(client.adopt_token("Archive", value).try_refresh());
    lftoken::credentials wrong;
    wrong.set_username("svc").set_password("wrong");
    lftoken::token refused = client.adopt_token("Archive", value, UNKNOWN, wrong);
    lftoken::error why = refused.try_refresh();
    CHECK_FAILS(LF_E_CREDENTIALS_REFUSED, std::move(why));
    // Nothing is left to be refused a second time.
    CHECK_FAILS(LF_E_CREDENTIALS_REFUSED, refused.try_refresh());
    CHECK_EQUAL(value, text_of(refused.value()));
    refused.invalidate();
    lftoken::token kept = client.adopt_token("Archive", value);
    const lf_token *handle = kept.get();
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, client.try_adopt_token("", value, UNKNOWN, stub_login(), kept));
    CHECK(kept.get() == handle);
}

static void a_service_app() {
    const lftoken::client client = client_for(api::cloud);
    lftoken::token token = client.create_token(nullptr, access_key().set_scope("repository.Read"));
    CHECK_EQUAL("", token.repository_id());
    CHECK_EQUAL("repository.Read", token.scope());
    CHECK_EQUAL("https://api.laserfiche.com/repository", token.api_address());
    CHECK(token.refresh_token().empty());
    const std::string value = text_of(token.value());
    token.refresh();
    CHECK(value != text_of(token.value()));
    token.invalidate();
    CHECK(token.state() == lftoken::token_state::discarded);

    lftoken::credentials from_file;
    from_file.set_access_key_file(given("LF_TEST_ACCESS_KEY_FILE"))
        .set_service_principal_key(given("LF_TEST_PRINCIPAL_KEY"));
    token = client.create_token("Archive", from_file);
    CHECK_EQUAL("Archive", token.repository_id());
    token.invalidate();

    const std::string whole = given("LF_TEST_ACCESS_KEY");
    CHECK_THROWS(LF_E_INVALID_ARGUMENT,
                 client.create_token(nullptr, access_key().set_access_key(whole.substr(0, whole.size() / 2))));
    CHECK_THROWS(LF_E_INVALID_ARGUMENT, client.create_token(nullptr, from_file.set_access_key_file("nowhere.txt")));
    CHECK_THROWS(LF_E_CREDENTIALS_REFUSED,
                 client.create_token(nullptr, access_key().set_service_principal_key("of another app")));
    CHECK_THROWS(LF_E_UNSUPPORTED, client.create_token(nullptr, stub_login()));
}

// Logs in with the credentials of a browser, and refreshes with what came with it.
static void with_a_code(const lftoken::client &client, const char *repository, const lftoken::credentials &code,
                        lftoken::credentials &after_a_restart) {
    lftoken::token token = client.create_token(repository, code);
    const std::string first = text_of(token.refresh_token());
    const std::string value = text_of(token.value());
    CHECK(!first.empty());
    token.refresh();
    CHECK(value != text_of(token.value()));
    const std::string second = text_of(token.refresh_token());
    CHECK(!second.empty() && first != second);

    after_a_restart.set_refresh_token(token.refresh_token());
    lftoken::token adopted = client.adopt_token(repository, token.value(), UNKNOWN, after_a_restart);
    CHECK_EQUAL(second, text_of(adopted.refresh_token()));
    adopted.refresh();
    lftoken::credentials again(std::move(after_a_restart));
    again.set_refresh_token(adopted.refresh_token());
    lftoken::token newest = client.create_token(repository, again);
    CHECK(!newest.refresh_token().empty());
    newest.invalidate();

    // The code was used up.
    CHECK(client.try_create_token(repository, code, newest));
}

static void a_browser_on_this_machine() {
    const char *const app = given("LF_TEST_SINGLE_PAGE_APP");
    const char *const redirect = given("LF_TEST_REDIRECT");
    const lftoken::client client = client_for(api::cloud);
    lftoken::authorization login(client, app, redirect, "repository.Read");
    login.set_customer_id("123456789").listen();
    CHECK(login.url().find("123456789") != std::string::npos);
    CHECK(login.url().find("repository.Read") != std::string::npos);

    lftoken::authorization other(client, app, redirect);
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, other.try_listen());
    lftoken::credentials code;
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, other.try_wait(code));

    lftoken::call soon;
    soon.set_total_timeout(milliseconds(50));
    CHECK_FAILS(LF_E_TIMED_OUT, login.try_wait(code, &soon));
    lftoken::cancel cancel;
    lftoken::call cancelled;
    cancelled.set_total_timeout(seconds(30)).set_cancel(&cancel);
    {
        const background giving_up([&cancel] {
            pause_ms(50);
            CHECK_OK(cancel.try_trigger());
        });
        CHECK_FAILS(LF_E_CANCELLED, login.try_wait(code, &cancelled));
    }

    // It still listens.
    open_browser(login);
    code = login.wait();
    callback();
    lftoken::credentials restart;
    restart.set_client_id(app);
    with_a_code(client, nullptr, code, restart);

    // The port is free again.
    other.listen();
    lftoken::authorization moved(std::move(other));
    CHECK(moved && !other);
    CHECK_FAILS(LF_E_INVALID_HANDLE, other.try_wait(code));
    CHECK_FAILS(LF_E_INVALID_HANDLE, other.try_set_customer_id("123456789"));
    std::string url;
    CHECK_FAILS(LF_E_INVALID_HANDLE, other.try_url(url));
}

static void a_web_application() {
    const char *const redirect = given("LF_TEST_REDIRECT");
    const lftoken::client client = client_for(api::cloud);
    lftoken::authorization login(client, given("LF_TEST_WEB_APP"), redirect, "repository.Read repository.Write");
    login.set_client_secret(given("LF_TEST_WEB_APP_SECRET"));
    open_browser(login);
    const std::string address = callback();
    CHECK_EQUAL(0u, address.find(redirect));

    // What is not the answer uses nothing up.
    lftoken::credentials code;
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, login.try_accept(std::string(redirect) + "?code=1&state=2", code));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, login.try_accept("", code));
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, login.try_accept(nullptr, code));
    code = login.accept(address);
    lftoken::credentials twice;
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, login.try_accept(address, twice));

    lftoken::credentials restart;
    restart.set_client_id(given("LF_TEST_WEB_APP")).set_client_secret(given("LF_TEST_WEB_APP_SECRET"));
    with_a_code(client, nullptr, code, restart);
}

static void a_server_of_ones_own() {
    const char *const redirect = given("LF_TEST_REDIRECT");
    const lftoken::client client = client_for(api::server_v2);
    lftoken::authorization login(client, nullptr, redirect);
    open_browser(login.listen());
    const lftoken::credentials code = login.wait();
    callback();
    lftoken::credentials restart;
    with_a_code(client, "Archive", code, restart);
}

static void a_person_refuses() {
    const lftoken::client client = client_for(api::cloud);
    lftoken::authorization login(client, "fault:authorize:type=access_denied", given("LF_TEST_REDIRECT"));
    open_browser(login);
    lftoken::credentials code;
    const std::string address = callback();
    lftoken::error why = login.try_accept(address, code);
    CHECK_EQUAL(LF_E_ACCESS_DENIED, why.status());
    CHECK(why.action() == lftoken::action::log_in_again);
    CHECK_EQUAL("access_denied", why.problem_type());
}

static void what_is_no_login_in_a_browser() {
    const char *const redirect = given("LF_TEST_REDIRECT");
    const char *const app = given("LF_TEST_SINGLE_PAGE_APP");
    lftoken::authorization login;
    CHECK(!login);
    const lftoken::client cloud = client_for(api::cloud);
    const auto refused = [&login](lf_status expected, const lftoken::client &client, lftoken::text id,
                                  lftoken::text address) {
        CHECK_FAILS(expected, lftoken::authorization::try_make(client, id, address, nullptr, login));
        CHECK(!login);
    };
    refused(LF_E_UNSUPPORTED, client_for(api::v1_alpha), app, redirect);
    refused(LF_E_UNSUPPORTED, client_for(api::server_v1), nullptr, redirect);
    refused(LF_E_INVALID_ARGUMENT, client_for(api::server_v2), app, redirect);
    refused(LF_E_INVALID_ARGUMENT, cloud, nullptr, redirect);
    refused(LF_E_INVALID_ARGUMENT, cloud, app, nullptr);
    refused(LF_E_INVALID_ARGUMENT, cloud, app, "http://elsewhere.example.com/");
    refused(LF_E_INVALID_HANDLE, lftoken::client(), app, redirect);
    CHECK_THROWS(LF_E_INVALID_ARGUMENT, lftoken::authorization(cloud, nullptr, redirect));
    lftoken::authorization web(cloud, app, "https://app.example.com/callback");
    CHECK_THROWS(LF_E_INVALID_ARGUMENT, web.listen());
    // What to do names this header's setting, where the API is the wrong one.
    lftoken::error why = lftoken::authorization::try_make(client_for(api::server_v1), nullptr, redirect, nullptr, login);
    CHECK(why.message().find("options::set_api") != std::string::npos);
}

int main() {
    try {
        capabilities();
        the_first_api();
        a_server(api::server_v1);
        a_server(api::server_v2);
        a_service_app();
        a_browser_on_this_machine();
        a_web_application();
        a_server_of_ones_own();
        a_person_refuses();
        what_is_no_login_in_a_browser();
    } catch (const std::exception &failure) {
        check(false, failure.what(), __FILE__, __LINE__);
    }
    return checks_done();
}
