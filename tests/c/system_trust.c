/* What the system trusts, and what the program adds to it: an authority of the program counts, any other does not. */
#include "check.h"

/* Logs in and out; returns the status of the login. */
static lf_status log_in(const char *base_address, const char *authority)
{
    lf_options *options = NULL;
    lf_client *client;
    lf_credentials *credentials = login();
    lf_token *token = NULL;
    lf_status status;
    CHECK_STATUS(LF_OK, lf_options_new(&options));
    CHECK_STATUS(LF_OK, lf_options_set_base_address(options, base_address));
    CHECK_STATUS(LF_OK, lf_options_set_trust(options, LF_TRUST_SYSTEM));
    if (authority != NULL) {
        CHECK_STATUS(LF_OK, lf_options_add_ca_file(options, authority));
    }
    client = client_of(options);
    status = lf_create_token(client, "Archive", credentials, NULL, &token, NULL);
    if (status == LF_OK) {
        CHECK_STATUS(LF_OK, lf_invalidate_token(token, NULL, NULL));
    }
    lf_token_free(token);
    lf_credentials_free(credentials);
    lf_client_free(client);
    return status;
}

int main(void)
{
    const char *base = given("LF_TEST_BASE"), *other = given("LF_TEST_WRONG_NAME");
    CHECK_STATUS(LF_E_TLS_CERTIFICATE, log_in(base, NULL));
    CHECK_STATUS(LF_OK, log_in(base, given("LF_TEST_CA")));
    CHECK_STATUS(LF_E_TLS_CERTIFICATE, log_in(base, "wrong-name.pem"));
    CHECK_STATUS(LF_E_TLS_CERTIFICATE, log_in(other, "wrong-name.pem"));
    return checks_done();
}
