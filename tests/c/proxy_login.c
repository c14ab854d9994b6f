/* Proxies that want NTLM or Negotiate, on Windows: the given account gets through, another one is refused in words. */
#include "check.h"

/* Logs in through the proxy, and out; the message of a failure goes to `message`. */
static lf_status log_in(const char *proxy, const char *user, const char *password, char *message, size_t size)
{
    lf_options *options = options_for(given("LF_TEST_BASE"));
    lf_client *client;
    lf_credentials *credentials = login();
    lf_token *token = NULL;
    lf_error *error = NULL;
    lf_status status;
    CHECK_STATUS(LF_OK, lf_options_set_proxy(options, proxy, user, password));
    client = client_of(options);
    status = lf_create_token(client, "Archive", credentials, NULL, &token, &error);
    message[0] = '\0';
    if (status != LF_OK) {
        CHECK_STATUS(LF_OK, lf_error_message(error, message, size, NULL));
    } else {
        CHECK_STATUS(LF_OK, lf_invalidate_token(token, NULL, NULL));
    }
    lf_error_free(error);
    lf_token_free(token);
    lf_credentials_free(credentials);
    lf_client_free(client);
    return status;
}

int main(void)
{
    static const char right[] = "s\303\251same \360\237\224\221";
    const char *proxies[2];
    char message[2000];
    size_t i;
    proxies[0] = given("LF_TEST_NTLM");
    proxies[1] = given("LF_TEST_NEGOTIATE");
    for (i = 0; i < 2; i++) {
        CHECK_STATUS(LF_OK, log_in(proxies[i], "WORK\\me", right, message, sizeof message));
        CHECK_TEXT("", message);
        CHECK_STATUS(LF_E_PROXY_REFUSED, log_in(proxies[i], "WORK\\me", "topsecret", message, sizeof message));
        check(strstr(message, "it does not take this user name and password") != NULL, "its words", message, __FILE__,
              __LINE__);
        CHECK(strstr(message, "topsecret") == NULL);
    }
    /* The account that the program runs under is none of the proxy's. */
    CHECK_STATUS(LF_E_PROXY_REFUSED, log_in(proxies[0], NULL, NULL, message, sizeof message));
    printf("%s\n", message);
    return checks_done();
}
