/* A process whose limit of open files is reached: what fails says so, nothing else is blamed, and it works again as soon
 * as there are handles. */
#include "check.h"

#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#define LIMIT 64

static int taken[LIMIT];
static int count;

static void take_all(void)
{
    int one;
    while ((one = dup(STDIN_FILENO)) >= 0) {
        taken[count++] = one;
    }
    CHECK_NUMBER(EMFILE, errno);
}

static void give_back(void)
{
    while (count > 0) {
        close(taken[--count]);
    }
}

static void says_so(lf_error *error)
{
    char message[1000] = "";
    CHECK_STATUS(LF_OK, lf_error_message(error, message, sizeof message, NULL));
    printf("%s\n", message);
    CHECK(strstr(message, "the process has no file handle left") != NULL);
    CHECK(strstr(message, "limits raised") != NULL);
    CHECK(strstr(message, "host name") == NULL && strstr(message, "lf_options_set_base_address") == NULL);
    CHECK_NUMBER(LF_ACTION_TRY_LATER, lf_error_action(error));
    CHECK_NUMBER(EMFILE, lf_error_os_code(error));
    lf_error_free(error);
}

static lf_options *trusting_the_system(void)
{
    lf_options *options = NULL;
    CHECK_STATUS(LF_OK, lf_options_new(&options));
    CHECK_STATUS(LF_OK, lf_options_set_base_address(options, "https://lf.example.com"));
    return options;
}

int main(void)
{
    const struct rlimit limit = {LIMIT, LIMIT};
    lf_client *warm = client_of(options_for(given("LF_TEST_BASE")));
    lf_client *by_address = client_of(options_for(given("LF_TEST_BASE")));
    lf_client *by_name = client_of(options_for(given("LF_TEST_NAMED")));
    lf_options *with_file = options_for(given("LF_TEST_BASE"));
    lf_options *with_store = trusting_the_system();
    lf_client *cold[2];
    lf_client *client = NULL;
    lf_credentials *credentials = login();
    lf_cancel *cancel = NULL;
    lf_call *call = NULL;
    lf_token *token = NULL, *other = NULL;
    lf_error *error = NULL;
    int i;

    cold[0] = by_address;
    cold[1] = by_name;
    CHECK_STATUS(LF_OK, lf_cancel_new(&cancel));
    CHECK_STATUS(LF_OK, lf_call_new(&call));
    CHECK_STATUS(LF_OK, lf_call_set_cancel(call, cancel));
    CHECK_STATUS(LF_OK, lf_create_token(warm, "Archive", credentials, NULL, &token, NULL));
    CHECK_NUMBER(0, setrlimit(RLIMIT_NOFILE, &limit));
    take_all();

    for (i = 0; i < 2; i++) {
        CHECK_STATUS(LF_E_CONNECT_FAILED, lf_create_token(cold[i], "Archive", credentials, NULL, &other, &error));
        CHECK_NUMBER(LF_EXCHANGE_NOTHING_SENT, lf_error_exchange(error));
        says_so(error);
    }
    CHECK_STATUS(LF_E_INTERNAL, lf_client_new(with_file, &client, &error));
    says_so(error);
    CHECK_STATUS(LF_E_INTERNAL, lf_client_new(with_store, &client, &error));
    says_so(error);

    /* What has its connection needs no handle, not for the cancel handle either. */
    CHECK_STATUS(LF_OK, lf_refresh_token(token, 0, NULL, NULL));
    CHECK_STATUS(LF_OK, lf_refresh_token(token, 0, call, NULL));

    give_back();
    for (i = 0; i < 2; i++) {
        CHECK_STATUS(LF_OK, lf_create_token(cold[i], "Archive", credentials, NULL, &other, NULL));
        CHECK_STATUS(LF_OK, lf_invalidate_token(other, call, NULL));
        lf_token_free(other);
        lf_client_free(cold[i]);
    }
    CHECK_STATUS(LF_OK, lf_client_new(with_file, &client, NULL));
    lf_client_free(client);
    CHECK_STATUS(LF_OK, lf_invalidate_token(token, NULL, NULL));
    lf_token_free(token);
    lf_client_free(warm);
    lf_options_free(with_file);
    lf_options_free(with_store);
    lf_credentials_free(credentials);
    lf_call_free(call);
    lf_cancel_free(cancel);
    return checks_done();
}
