/* A process whose memory is limited: what somebody else decides the size of, an answer, a text or a file, fails with a
 * status and ends nothing. */
#include "check.h"

#include <sys/resource.h>
#include <unistd.h>

#define MB ((size_t)1024 * 1024)

static void limit_memory(size_t more)
{
    struct rlimit limit;
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file != NULL && fscanf(file, "%lu", &pages) == 1);
    fclose(file);
    limit.rlim_cur = limit.rlim_max = pages * (size_t)sysconf(_SC_PAGESIZE) + more;
    CHECK_NUMBER(0, setrlimit(RLIMIT_AS, &limit));
}

/* Leaves room for less than a text or file that is large, and enough for everything else. */
static void take_memory(void)
{
    void *last = NULL, *next;
    while ((next = malloc(MB / 2)) != NULL) {
        last = next;
    }
    free(last);
}

static char *large_text(size_t size)
{
    char *text = malloc(size + 1);
    if (text == NULL) {
        exit(2);
    }
    memset(text, 'x', size);
    text[size] = 0;
    return text;
}

static void says_so(lf_error *error, const char *advice)
{
    char message[1000] = "";
    CHECK_STATUS(LF_OK, lf_error_message(error, message, sizeof message, NULL));
    printf("%s\n", message);
    CHECK(strstr(message, "no memory is left") != NULL);
    CHECK(strstr(message, advice) != NULL);
    lf_error_free(error);
}

int main(void)
{
    char *text = large_text(MB - 1);
    lf_options *options = NULL, *with_text = options_for(given("LF_TEST_BASE")), *with_file = options_for(given("LF_TEST_BASE"));
    lf_client *client = NULL, *unmade = NULL;
    lf_credentials *credentials = login(), *long_ones = credentials_of("svc", text);
    lf_token *token = NULL, *adopted = NULL;
    lf_error *error = NULL;
    char value[16];

    CHECK_STATUS(LF_OK, lf_options_new(&options));
    CHECK_STATUS(LF_OK, lf_options_set_base_address(options, given("LF_TEST_LARGE")));
    CHECK_STATUS(LF_OK, lf_options_set_trust(options, LF_TRUST_BUNDLED));
    CHECK_STATUS(LF_OK, lf_options_set_max_answer_bytes(options, 512 * MB));
    CHECK_STATUS(LF_OK, lf_client_new(options, &client, NULL));
    CHECK_STATUS(LF_OK, lf_token_adopt(client, "Archive", "nonsense", 0, &adopted, NULL));
    CHECK_STATUS(LF_OK, lf_options_add_ca_file(with_file, given("LF_TEST_LARGE_FILE")));

    CHECK_STATUS(LF_OK, lf_options_add_ca_pem(with_text, text));

    /* An answer that is allowed, but does not find room. A login has its session logged out if the token was there. */
    limit_memory(48 * MB);
    CHECK_STATUS(LF_E_ANSWER_TOO_LARGE, lf_refresh_token(adopted, 0, NULL, &error));
    says_so(error, "limits raised");
    CHECK_STATUS(LF_E_OUTCOME_UNKNOWN, lf_create_token(client, "Archive", credentials, NULL, &token, &error));
    CHECK_STATUS(LF_E_ANSWER_TOO_LARGE, lf_error_cause(error));
    says_so(error, "Do not log in again");

    /* Texts. */
    take_memory();
    CHECK_STATUS(LF_E_INTERNAL, lf_options_add_ca_pem(options, text));
    CHECK_STATUS(LF_E_INTERNAL, lf_options_set_base_address(options, text));
    CHECK_STATUS(LF_E_INTERNAL, lf_credentials_set_username(credentials, text));
    CHECK_STATUS(LF_E_INTERNAL, lf_credentials_set_password(credentials, text));
    CHECK_STATUS(LF_E_INTERNAL, lf_create_token(client, text, credentials, NULL, &token, &error));
    lf_error_free(error);
    CHECK_STATUS(LF_E_INTERNAL, lf_token_adopt(client, "Archive", text, 0, &token, &error));
    lf_error_free(error);

    /* Texts that were taken before. */
    CHECK_STATUS(LF_E_INTERNAL, lf_create_token(client, "Archive", long_ones, NULL, &token, &error));
    says_so(error, "limits raised");
    CHECK_STATUS(LF_E_INTERNAL, lf_client_new(with_text, &unmade, &error));
    says_so(error, "limits raised");

    /* A file. */
    lf_client_free(client);
    CHECK_STATUS(LF_E_INTERNAL, lf_client_new(with_file, &unmade, &error));
    says_so(error, "limits raised");

    /* What was there is there. */
    CHECK_STATUS(LF_OK, lf_token_value(adopted, value, sizeof value, NULL));
    CHECK_TEXT("nonsense", value);
    lf_token_free(adopted);
    lf_credentials_free(credentials);
    lf_credentials_free(long_ones);
    lf_options_free(options);
    lf_options_free(with_text);
    lf_options_free(with_file);
    free(text);
    return checks_done();
}
