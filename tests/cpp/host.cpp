// A host that is written once for all four APIs: its settings choose one, and name what it logs in with. Nothing in it
// asks which one it is.
#include <cstdio>
#include <cstdlib>
#include <map>

#include "lftoken.hpp"

using std::chrono::minutes;
using std::chrono::seconds;

static lftoken::api chosen(const std::string &name) {
    static const std::map<std::string, lftoken::api> apis = {
        {"v1-alpha", lftoken::api::v1_alpha},
        {"server-v1", lftoken::api::server_v1},
        {"server-v2", lftoken::api::server_v2},
        {"cloud", lftoken::api::cloud},
    };
    return apis.at(name);
}

int main() {
    try {
        lftoken::options options;
        options.set_api(chosen(std::getenv("LF_API"))).set_base_address(std::getenv("LF_BASE_ADDRESS"));
        options.set_trust(lftoken::trust::added_only).add_ca_file(std::getenv("LF_CA_FILE"));
        const lftoken::client client(options);

        // What is not set stays out.
        lftoken::credentials login;
        login.set_username(std::getenv("LF_USER"))
            .set_password(std::getenv("LF_PASSWORD"))
            .set_access_key_file(std::getenv("LF_ACCESS_KEY_FILE"))
            .set_service_principal_key(std::getenv("LF_SERVICE_PRINCIPAL_KEY"));

        lftoken::token token;
        try {
            token = client.create_token(std::getenv("LF_REPOSITORY"), login);
        } catch (const lftoken::exception &) {
            client.settle();
            throw;
        }
        token.set_auto_logout(seconds(10));
        std::printf("logged in for %s\n", token.api_address().c_str());

        const std::string before = token.authorization().c_str();
        token.refresh(client.supports(lftoken::capability::keep_alive) ? minutes(30) : minutes(0));
        std::printf("refreshed, %s token\n", before == token.authorization().c_str() ? "the same" : "a new");

        token.invalidate();
        std::printf("%s by itself\n", client.supports(lftoken::capability::log_out) ? "does not end" : "ends");
        return 0;
    } catch (const lftoken::exception &failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
}
