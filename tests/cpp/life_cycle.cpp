// The life of sessions in the forms that throw, with every setting and every getter used once.
#include <cstring>
#include <fstream>
#include <iterator>

#include "check.hpp"

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

static void every_option_is_passed_on() {
    lftoken::options options;
    options.set_base_address(given("LF_TEST_BASE"))
        .set_allow_plain_http()
        .set_allow_plain_http(false)
        .set_connect_timeout(seconds(5))
        .set_total_timeout(minutes(1))
        .set_late_answer_grace(milliseconds(0))
        .set_trust(lftoken::trust::system)
        .set_trust(lftoken::trust::bundled)
        .set_trust(lftoken::trust::added_only)
        .add_ca_file(std::string(given("LF_TEST_CA")))
        .add_ca_pem(given("LF_TEST_CA_PEM"))
        .add_pinned_certificate(given("LF_TEST_SHA256"))
        .set_client_certificate_file(given("LF_TEST_CLIENT_FILE"), given("LF_TEST_CLIENT_FILE"))
        .set_client_certificate_pem(nullptr, nullptr)
        .set_min_tls_version(lftoken::tls_version::tls_1_2)
        .set_min_tls_version(lftoken::tls_version::tls_1_3)
        .set_proxy("http://127.0.0.1:9", "someone", "secret")
        .set_proxy(nullptr)
        .set_use_system_proxy()
        .set_use_system_proxy(false)
        .set_no_proxy("example.com,10.0.0.0/8")
        .set_user_agent_product("CppTest/1.0")
        .set_pool(2, seconds(30))
        .set_max_answer_bytes(65536)
        .set_retry(2, milliseconds(5), milliseconds(10))
        .set_log(lftoken::log_level::off, nullptr);
    const lftoken::client client(options);
    lftoken::token token = client.create_token("Archive", stub_login());
    token.invalidate();
}

static void a_client_certificate_is_shown() {
    lftoken::options options = stub_options();
    options.set_base_address(given("LF_TEST_MUTUAL_BASE"))
        .add_ca_pem(given("LF_TEST_MUTUAL_CA_PEM"))
        .set_client_certificate_pem(given("LF_TEST_CLIENT_PEM"), given("LF_TEST_CLIENT_KEY"));
    lftoken::client(options).create_token("Archive", stub_login()).invalidate();
    options.set_client_certificate_pem(nullptr, nullptr);
    CHECK_THROWS(LF_E_TLS_HANDSHAKE, lftoken::client(options).create_token("Archive", stub_login()));
    options.set_client_certificate_file(given("LF_TEST_CLIENT_FILE"), given("LF_TEST_CLIENT_FILE"));
    lftoken::client(options).create_token("Archive", stub_login()).invalidate();
}

static std::string bytes_of(const char *path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

// The client cannot be made, because the password of this file is wrong, and its error does not tell which was tried.
static void password_is_refused(const lftoken::options &options, const char *file) {
    lftoken::client client;
    const lftoken::error why = lftoken::client::try_make(options, client);
    CHECK_EQUAL(LF_E_INVALID_ARGUMENT, why.status());
    CHECK(why.message().find("its password is another one") != std::string::npos);
    CHECK(file == nullptr || why.message().find(file) != std::string::npos);
    CHECK(why.message().find("guessed") == std::string::npos);
}

// As tests/support/src/key_files.rs writes them.
static void files_of_other_forms_are_read() {
    const char *password = "Gr\xC3\xBC\xC3\x9F" "e \xF0\x9F\x98\x80";
    const std::string own = bytes_of("own.pfx");
    lftoken::options options = stub_options();
    options.set_client_certificate_pkcs12_file("own.pfx", password);
    CHECK(lftoken::client(options));
    options.set_client_certificate_pkcs12_file("own.pfx", "guessed");
    password_is_refused(options, "own.pfx");
    options.set_client_certificate_pkcs12(own.data(), own.size(), password);
    CHECK(lftoken::client(options));
    options.set_client_certificate_pkcs12(own.data(), own.size(), "guessed");
    password_is_refused(options, nullptr);

    options = stub_options();
    options.set_client_certificate_file("own.pem", "own.key").set_client_key_password(password);
    CHECK(lftoken::client(options));
    options.set_client_key_password("guessed");
    password_is_refused(options, "own.key");

    const std::string authority = bytes_of("ca.der");
    options = lftoken::options();
    options.set_base_address(given("LF_TEST_BASE")).set_trust(lftoken::trust::added_only);
    options.add_ca_der(authority.data(), authority.size());
    lftoken::client(options).create_token("Archive", stub_login()).invalidate();
}

static void a_session_lives() {
    const lftoken::client client(stub_options());
    const lftoken::credentials login = stub_login();
    lftoken::call settings;
    settings.set_total_timeout(seconds(20)).set_correlation_id("life").set_cancel(nullptr);

    lftoken::token token = client.create_token("Archive", login, &settings);
    CHECK(token && token.get() != nullptr);
    CHECK_EQUAL("Archive", token.repository_id());
    CHECK(token.state() == lftoken::token_state::active);
    CHECK(token.cookie().empty());

    const lftoken::secret value = token.value();
    CHECK(value.size() > 0 && value.size() == std::strlen(value.c_str()));
    CHECK_EQUAL(std::string("Bearer ") + value.c_str(), token.authorization().c_str());

    const auto left = token.expires_at() - std::chrono::system_clock::now();
    CHECK(left > minutes(10) && left < hours(1));
    CHECK(token.remaining() > minutes(10) && token.remaining() <= minutes(15));

    token.refresh(minutes(30), &settings);
    CHECK(token.remaining() > minutes(25) && token.remaining() <= minutes(30));
    CHECK(token.lifetime() >= token.remaining() && token.lifetime() <= minutes(30));
    token.refresh();

    token.invalidate(&settings);
    CHECK(token.state() == lftoken::token_state::logged_out);
    CHECK_EQUAL(0, token.remaining().count());
    token.invalidate();
    client.settle();
}

static void a_token_is_adopted() {
    const lftoken::client client(stub_options());
    lftoken::token token = client.create_token(u8"Aktenschrank \u00e4\u00f6", stub_login());

    const auto expiry = std::chrono::system_clock::now() + hours(1);
    lftoken::token known = client.adopt_token(token.repository_id(), token.value(), expiry);
    CHECK(known.expires_at() == std::chrono::time_point_cast<milliseconds>(expiry));
    CHECK(known.remaining() > minutes(59));

    // A date that does not fit nanoseconds.
    const lftoken::time_point distant(hours(24) * 365 * 8000);
    CHECK(client.adopt_token("Archive", "value", distant).expires_at() == distant);

    lftoken::token unknown = client.adopt_token(token.repository_id(), token.value().c_str());
    CHECK(unknown.expires_at() == lftoken::time_point());
    CHECK(unknown.remaining() < milliseconds(0) && unknown.lifetime() < milliseconds(0));
    unknown.refresh();
    CHECK(unknown.remaining() > minutes(0));
    unknown.invalidate();
    CHECK_THROWS(LF_E_SESSION_GONE, token.refresh());
    CHECK(token.state() == lftoken::token_state::gone);
}

static void every_kind_of_credentials_is_sent() {
    const lftoken::client client(stub_options());
    lftoken::credentials login;
    login.set_username("svc")
        .set_password(PASSWORD)
        .set_organization("Org")
        .set_application_name("life_cycle.cpp")
        .set_customer_id("123456789")
        .set_create_cookie();
    lftoken::token token = client.create_token("Archive", login);
    CHECK(!token.cookie().empty());
    token.invalidate();

    // NULL takes a member out again.
    login.set_create_cookie(false).set_organization(nullptr).set_customer_id(nullptr).set_application_name(nullptr);
    login.set_username(nullptr).set_password(nullptr).set_session_key("valid-session-key");
    client.create_token("Archive", login).invalidate();
    login.set_session_key(nullptr).set_saml_token("valid-saml");
    client.create_token("Archive", login).invalidate();
    login.set_saml_token(nullptr);
    CHECK_THROWS(LF_E_INVALID_ARGUMENT, client.create_token("Archive", login));
}

// Every way to hold a text reaches the library.
static void texts() {
    const lftoken::client client(stub_options());
    lftoken::credentials login;
    login.set_username(std::string("svc"));
    lftoken::secret password(sizeof PASSWORD - 1);
    std::memcpy(password.data(), PASSWORD, password.size());
    login.set_password(password);
    client.create_token(std::string("Arch") + "ive", login).invalidate();
#if defined(__cpp_char8_t)
    login.set_password(u8"correct horse battery staple").set_username(std::u8string(u8"svc"));
    client.create_token(u8"Archive", login).invalidate();
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, login.try_set_username(std::u8string(u8"s\0c", 3)));
#endif
    std::string wiped(PASSWORD);
    wiped.reserve(100);
    const char *memory = wiped.data();
    lftoken::wipe(wiped);
    CHECK(wiped.empty() && std::string(memory, sizeof PASSWORD).find_first_not_of('\0') == std::string::npos);
}

int main() {
    CHECK_EQUAL(std::string(LF_VERSION), lftoken::version());
    CHECK_EQUAL(static_cast<std::uint32_t>(LF_ABI_VERSION), lftoken::abi_version());
    CHECK_EQUAL(std::string("LF_E_TIMED_OUT"), lftoken::status_name(LF_E_TIMED_OUT));
    CHECK_EQUAL(std::string("The time limit passed."), lftoken::status_message(LF_E_TIMED_OUT));
    try {
        every_option_is_passed_on();
        a_client_certificate_is_shown();
        a_session_lives();
        a_token_is_adopted();
        every_kind_of_credentials_is_sent();
        texts();
        files_of_other_forms_are_read();
    } catch (const std::exception &failure) {
        check(false, failure.what(), __FILE__, __LINE__);
    }
    return checks_done();
}
