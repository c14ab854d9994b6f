/* A 32-bit program that calls the library as Basic does: by the declarations of LFToken.bas, from which declarations.h is
 * made. Texts are BSTRs that it converts as LFUtf8 does. Arguments: base address, file with the authority, x87 control
 * word. */
/* First: the others need it. */
#include <windows.h>

#include <oleauto.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long checks, failures;

static void check(int holds, const char *what, const char *detail)
{
    checks++;
    if (!holds) {
        failures++;
        printf("failed: %s %s\n", what, detail);
    }
}

#define CHECK(condition) check((condition) ? 1 : 0, #condition, "")

static uint16_t control_word;

static void look_at_the_fpu(const char *name)
{
    uint16_t control, status;
    __asm__ volatile("fnstcw %0\n\tfnstsw %1" : "=m"(control), "=m"(status));
    check(control == control_word, "the control word after", name);
    /* Compiled Visual Basic looks at these after its own calculations. */
    check((status & 0x0d) == 0, "the flags after", name);
}

/* Calls with these words on the stack. Receives what the callee left there: 0 where the declaration is right. */
uint64_t __cdecl call_words(FARPROC function, const uint32_t *words, uint32_t count, int32_t *left);
__asm__(".text\n"
        ".globl _call_words\n"
        "_call_words:\n"
        "\tpushl %ebp\n\tmovl %esp, %ebp\n\tpushl %ebx\n\tpushl %esi\n\tpushl %edi\n"
        "\tmovl 8(%ebp), %eax\n\tmovl 12(%ebp), %esi\n\tmovl 16(%ebp), %ecx\n\tmovl %esp, %ebx\n"
        "1:\ttestl %ecx, %ecx\n\tjz 2f\n\tdecl %ecx\n\tpushl (%esi,%ecx,4)\n\tjmp 1b\n"
        "2:\tcall *%eax\n"
        "\tmovl 20(%ebp), %ecx\n\tmovl %ebx, %esi\n\tsubl %esp, %esi\n\tmovl %esi, (%ecx)\n"
        "\tmovl %ebx, %esp\n\tpopl %edi\n\tpopl %esi\n\tpopl %ebx\n\tpopl %ebp\n\tret\n");

struct declaration {
    const char *name;
    const char *library;
    uint32_t words;
    FARPROC function;
};

static uint64_t call(struct declaration *declared, const uint32_t *words)
{
    int32_t left = -1;
    uint64_t result;
    if (declared->function == NULL) {
        union {
            FARPROC procedure;
            void *address;
        } found;
        found.procedure = GetProcAddress(LoadLibraryA(declared->library), declared->name);
        declared->function = found.procedure;
        if (found.procedure == NULL) {
            printf("failed: %s is not in %s\n", declared->name, declared->library);
            exit(1);
        }
    }
    result = call_words(declared->function, words, declared->words, &left);
    check(left == 0, "the stack after", declared->name);
    look_at_the_fpu(declared->name);
    return result;
}

#include "declarations.h"

/* The bytes of a text as LFUtf8 makes them. */
static intptr_t utf8(const wchar_t *literal)
{
    BSTR text = SysAllocString(literal);
    const int length = (int)SysStringLen(text);
    const int size = length ? WideCharToMultiByte(CP_UTF8, 0, text, length, NULL, 0, NULL, NULL) : 0;
    char *bytes = calloc(1, (size_t)size + 1);
    WideCharToMultiByte(CP_UTF8, 0, text, length, bytes, size, NULL, NULL);
    SysFreeString(text);
    return (intptr_t)bytes;
}

static const wchar_t *wide(const char *text)
{
    static wchar_t buffer[500];
    MultiByteToWideChar(CP_UTF8, 0, text, -1, buffer, 500);
    return buffer;
}

static void expect(int32_t expected, int32_t status, intptr_t failure, const char *what)
{
    char message[2000] = "";
    intptr_t needed = 0;
    if (failure != 0) {
        lf_error_message(failure, (intptr_t)message, sizeof message, &needed);
        check(lf_error_status(failure) == status, "the status of the error of", what);
        check((size_t)needed == strlen(message) + 1, "the length of the message of", what);
        lf_error_free(failure);
    }
    check(status == expected, what, message);
    /* The password below in UTF-8, and as ByVal String would have passed it. */
    check(strstr(message, "\xc3\xa4\xc3\x9f") == NULL && strstr(message, "P\xe4\xdf") == NULL, what, "tells the password");
}

static long lines, findings;
static DWORD main_thread;

static void __stdcall on_log(intptr_t user, int32_t level, intptr_t message)
{
    CHECK(user == 7 && level >= LF_LOG_ERROR && level <= LF_LOG_DEBUG && *(const char *)message != 0);
    InterlockedIncrement(&lines);
}

static FINDING_CALLBACK(on_finding, user, step, verdict, text, failure)
{
    CHECK(user == 8 && step >= LF_CHECK_LIBRARY && step <= LF_CHECK_API);
    CHECK((verdict == LF_VERDICT_FAILED) == (failure != 0) && *(const char *)text != 0);
    CHECK(GetCurrentThreadId() == main_thread);
    look_at_the_fpu("a finding");
    findings += verdict != LF_VERDICT_FACT;
}

static void every_function_takes_what_is_declared(void)
{
    static const uint32_t zeros[32];
    size_t at;
    for (at = 0; at < sizeof declarations / sizeof *declarations; at++) {
        call(&declarations[at], zeros);
    }
    CHECK(at > 60);
}

static void tokens(intptr_t client, intptr_t credentials)
{
    intptr_t token = 0, adopted = 0, failure = 0, needed = 0;
    char value[4096] = "";
    int64_t number = 0;
    const int64_t expires = INT64_C(0x1234567890ab);
    expect(LF_OK, lf_create_token(client, utf8(L"Archive"), credentials, 0, &token, &failure), failure, "create");
    expect(LF_OK, lf_token_value(token, (intptr_t)value, sizeof value, &needed), 0, "value");
    CHECK(strlen(value) > 20 && (size_t)needed == strlen(value) + 1);
    expect(LF_OK, lf_token_remaining_ms(token, &number), 0, "remaining");
    CHECK(number > 60000 && number < 86400000);
    expect(LF_OK, lf_refresh_token(token, 1800, 0, &failure), failure, "refresh");
    expect(LF_OK, lf_invalidate_token(token, 0, &failure), failure, "invalidate");
    lf_token_free(token);
    /* 8 bytes by value. */
    expect(LF_OK, lf_token_adopt(client, utf8(L"Archive"), (intptr_t)value, expires, &adopted, &failure), failure, "adopt");
    expect(LF_OK, lf_token_expires_at_ms(adopted, &number), 0, "expires");
    CHECK(number == expires);
    CHECK(lf_error_retry_after_ms(0) == -1);
    expect(LF_OK, lf_invalidate_token(adopted, 0, &failure), failure, "log out again");
    lf_token_free(adopted);
}

static void a_refusal(intptr_t client)
{
    intptr_t credentials = 0, token = 0, failure = 0;
    lf_credentials_new(&credentials);
    lf_credentials_set_username(credentials, utf8(L"svc"));
    lf_credentials_set_password(credentials, utf8(L"P\x00e4\x00df"));
    expect(LF_E_CREDENTIALS_REFUSED, lf_create_token(client, utf8(L"Archive"), credentials, 0, &token, &failure), failure,
           "refused");
    CHECK(token == 0);
    lf_credentials_free(credentials);
}

static void a_session(intptr_t client, intptr_t credentials)
{
    intptr_t settings = 0, session = 0, failure = 0, needed = 0;
    char first[4096] = "", second[4096] = "", text[4096] = "";
    int32_t number = 0;
    expect(LF_OK, lf_session_options_new(&settings), 0, "session options");
    expect(LF_OK, lf_session_options_set_linger_seconds(settings, 60), 0, "linger");
    expect(LF_OK, lf_session_new(client, utf8(L"Archive"), credentials, settings, &session, &failure), failure, "session");
    lf_session_options_free(settings);
    expect(LF_OK, lf_session_authorization(session, 0, (intptr_t)first, sizeof first, &needed, &failure), failure, "read");
    CHECK(strncmp(first, "Bearer ", 7) == 0);
    expect(LF_OK, lf_session_token_rejected(session, (intptr_t)first, &failure), failure, "rejected");
    expect(LF_OK, lf_session_authorization(session, 0, (intptr_t)second, sizeof second, &needed, &failure), failure, "again");
    CHECK(strncmp(second, "Bearer ", 7) == 0);
    expect(LF_OK, lf_session_state(session, &number), 0, "state");
    CHECK(number == LF_SESSION_FRESH);
    expect(LF_OK, lf_session_next_event(session, &number, &failure), failure, "event");
    CHECK(number == LF_EVENT_LOGGED_IN);
    expect(LF_OK, lf_session_stats(session, (intptr_t)text, sizeof text, &needed), 0, "statistics");
    CHECK(strstr(text, "logins 1") != NULL);
    expect(LF_OK, lf_session_close(session, 0, &failure), failure, "close");
    lf_session_free(session);
}

int main(int count, char **arguments)
{
    intptr_t options = 0, client = 0, credentials = 0, failure = 0;
    int32_t outstanding = -1;
    if (count != 4) {
        return 2;
    }
    main_thread = GetCurrentThreadId();
    control_word = (uint16_t)strtoul(arguments[3], NULL, 16);
    __asm__ volatile("fnclex\n\tfldcw %0" : : "m"(control_word));

    CHECK(lf_library_abi_version() == LF_ABI_VERSION);
    CHECK(strcmp((const char *)lf_library_version(), LF_VERSION) == 0);
    every_function_takes_what_is_declared();

    expect(LF_OK, lf_options_new(&options), 0, "options");
    expect(LF_OK, lf_options_set_base_address(options, utf8(wide(arguments[1]))), 0, "address");
    expect(LF_OK, lf_options_set_trust(options, LF_TRUST_ADDED_ONLY), 0, "trust");
    expect(LF_OK, lf_options_add_ca_file(options, utf8(wide(arguments[2]))), 0, "authority");
    expect(LF_OK, lf_options_set_log(options, LF_LOG_DEBUG, (intptr_t)on_log, 7), 0, "log");
    expect(LF_OK, lf_client_new(options, &client, &failure), failure, "client");
    lf_options_free(options);
    expect(LF_OK, lf_client_check(client, utf8(L"Archive"), (intptr_t)on_finding, 8, 0, &failure), failure, "check");
    CHECK(findings == 7);

    expect(LF_OK, lf_credentials_new(&credentials), 0, "credentials");
    expect(LF_OK, lf_credentials_set_username(credentials, utf8(L"svc")), 0, "user");
    expect(LF_OK, lf_credentials_set_password(credentials, utf8(L"P\x00e4\x00df\xd83d\xde00w")), 0, "password");
    tokens(client, credentials);
    a_refusal(client);
    a_session(client, credentials);
    CHECK(lines > 5);

    expect(LF_OK, lf_client_shutdown(client, 0, &outstanding, &failure), failure, "shutdown");
    CHECK(outstanding == 0);
    lf_credentials_free(credentials);
    lf_client_free(client);
    printf("%lu checks, %lu failed\n", checks, failures);
    return failures == 0 ? 0 : 1;
}
