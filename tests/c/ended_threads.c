/* Threads that end inside a callback, as .NET ends those in an AppDomain that is unloaded: nobody waits for them. */
#include "check.h"

#include <windows.h>

static lf_client *client;
static volatile DWORD ending;

static void LF_CALL on_log(void *user, int32_t level, const char *message)
{
    int at;
    (void)user;
    (void)level;
    (void)message;
    if (GetCurrentThreadId() != ending) {
        return;
    }
    /* So that nothing new comes to lie where something of the thread was. */
    for (at = 0; at < 64; at++) {
        CHECK(HeapAlloc(GetProcessHeap(), 0, 16) != NULL);
    }
    ExitThread(0);
}

static DWORD WINAPI log_in(void *unused)
{
    lf_credentials *credentials = NULL;
    lf_token *token = NULL;
    (void)unused;
    ending = GetCurrentThreadId();
    lf_credentials_new(&credentials);
    lf_credentials_set_username(credentials, "svc");
    lf_credentials_set_password(credentials, PASSWORD);
    lf_create_token(client, "Archive", credentials, NULL, &token, NULL);
    CHECK(!"the thread has not ended");
    return 0;
}

static DWORD WINAPI free_client(void *unused)
{
    (void)unused;
    lf_client_free(client);
    return 0;
}

static int ends(LPTHREAD_START_ROUTINE begin)
{
    HANDLE thread = CreateThread(NULL, 0, begin, NULL, 0, NULL);
    int has_ended = WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0;
    CloseHandle(thread);
    return has_ended;
}

int main(void)
{
    int round;
    for (round = 0; round < 4; round++) {
        /* Nobody listens there. */
        lf_options *options = NULL;
        CHECK_STATUS(LF_OK, lf_options_new(&options));
        CHECK_STATUS(LF_OK, lf_options_set_base_address(options, "https://127.0.0.1:1/LFRepositoryAPI"));
        CHECK_STATUS(LF_OK, lf_options_set_log(options, LF_LOG_DEBUG, on_log, NULL));
        CHECK_STATUS(LF_OK, lf_client_new(options, &client, NULL));
        lf_options_free(options);
        CHECK(ends(log_in));
        CHECK(ends(free_client));
    }
    printf("%lu checks, %lu failed\n", check_count, check_failures);
    fflush(stdout);
    ExitProcess(check_failures != 0);
}
