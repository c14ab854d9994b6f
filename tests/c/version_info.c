/* What Windows shows as the properties of the DLL. Prints its version as text, after a look at the numbers. */
#define CHECK_NOT_LINKED
#include "check.h"

#include <windows.h>

#ifdef LF_STDCALL
#define DLL "lftoken-stdcall.dll"
#else
#define DLL "lftoken.dll"
#endif

static const char *text_of(const void *info, const char *name)
{
    char path[100];
    void *text = NULL;
    UINT length = 0;
    snprintf(path, sizeof path, "\\StringFileInfo\\040904b0\\%s", name);
    CHECK(VerQueryValueA(info, path, &text, &length));
    return length > 0 ? text : "";
}

int main(void)
{
    static char info[8192];
    void *root = NULL;
    UINT length = 0;
    CHECK(GetFileVersionInfoA(DLL, 0, sizeof info, info));
    if (CHECK(VerQueryValueA(info, "\\", &root, &length) && length == sizeof(VS_FIXEDFILEINFO))) {
        const VS_FIXEDFILEINFO *fixed = root;
        CHECK_NUMBER(LF_VERSION_MAJOR << 16 | LF_VERSION_MINOR, fixed->dwFileVersionMS);
        CHECK_NUMBER(LF_VERSION_PATCH << 16, fixed->dwFileVersionLS);
        CHECK_NUMBER(VFT_DLL, fixed->dwFileType);
    }
    CHECK_TEXT(LF_VERSION, text_of(info, "FileVersion"));
    CHECK_TEXT(LF_VERSION, text_of(info, "ProductVersion"));
    CHECK_TEXT("lftoken", text_of(info, "ProductName"));
    CHECK_TEXT(DLL, text_of(info, "OriginalFilename"));
    CHECK_TEXT("MIT OR Apache-2.0", text_of(info, "LegalCopyright"));
    CHECK(strstr(text_of(info, "FileDescription"), "Laserfiche") != NULL);
    return checks_done();
}
