/* Built for Microsoft's ABI, and without a C runtime, for that comes with Microsoft's compiler only. Its exit code
 * says all: 42 is good. */
#include "lftoken.h"

int start(void)
{
    lf_options *options = NULL;
    char message[80];
    size_t needed = 0;
    int good = lf_library_abi_version() == LF_ABI_VERSION
        && lf_options_new(&options) == LF_OK
        && lf_options_set_base_address(options, "https://lf.example.com/LFRepositoryAPI") == LF_OK
        && lf_options_set_base_address(options, "\xff") == LF_E_INVALID_ARGUMENT
        && lf_error_message(NULL, message, sizeof message, &needed) == LF_E_INVALID_HANDLE
        && lf_status_name(LF_E_SESSION_GONE)[5] == 'S';
    lf_options_free(options);
    return good ? 42 : 1;
}
