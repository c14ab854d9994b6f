// SPDX-License-Identifier: MIT OR Apache-2.0
#include "library.h"

#include <oleauto.h>

#include "place.h"

HRESULT number_of(lf_status status) {
    // COM itself uses the numbers below 0x200.
    return static_cast<HRESULT>(0x80041000u + static_cast<unsigned>(status));
}

HRESULT raise(HRESULT number, const wchar_t *text) {
    ICreateErrorInfo *made = nullptr;
    if (SUCCEEDED(CreateErrorInfo(&made))) {
        wchar_t source[] = L"LFToken.Session";
        made->SetSource(source);
        made->SetDescription(const_cast<wchar_t *>(text));
        IErrorInfo *info = nullptr;
        if (SUCCEEDED(made->QueryInterface(IID_IErrorInfo, reinterpret_cast<void **>(&info)))) {
            SetErrorInfo(0, info);
            info->Release();
        }
        made->Release();
    }
    return number;
}

namespace {

SRWLOCK lock = SRWLOCK_INIT;
Library functions;
bool loaded = false;

HRESULT load() {
    static wchar_t path[PATH_CAPACITY + 16], text[PATH_CAPACITY + 512];
    if (!own_path(path, PATH_CAPACITY)) return raise(number_of(LF_E_INTERNAL), L"The path of lftoken-com.dll is too long.");
    wchar_t *name = path;
    for (wchar_t *at = path; *at; ++at)
        if (*at == L'\\' || *at == L'/') name = at + 1;
    lstrcpyW(name, L"lftoken.dll");

    const HMODULE module = LoadLibraryExW(path, nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (!module) {
        const DWORD error = GetLastError();
        lstrcpyW(text, path);
        wchar_t *end = text + lstrlenW(text);
        if (error == ERROR_MOD_NOT_FOUND)
            lstrcpyW(end, L" is missing. Put the lftoken.dll of the same archive beside lftoken-com.dll.");
        else if (error == ERROR_BAD_EXE_FORMAT)
            lstrcpyW(end, sizeof(void *) == 8
                              ? L" is not a 64-bit DLL. Put the lftoken.dll of the archive for win-x64 there."
                              : L" is not a 32-bit DLL. Put the lftoken.dll of the archive for win-x86 there.");
        else
            wsprintfW(end, L" cannot be loaded: Windows error %lu.", error);
        return raise(HRESULT_FROM_WIN32(error), text);
    }
    Library found;
    bool complete = true;
#define LF_FIND(name) \
    found.name = reinterpret_cast<decltype(found.name)>(reinterpret_cast<void *>(GetProcAddress(module, #name))); \
    complete = complete && found.name;
    LF_FUNCTIONS(LF_FIND)
#undef LF_FIND
    if (!complete || found.lf_library_abi_version() != LF_ABI_VERSION) {
        lstrcpyW(text, path);
        lstrcatW(text, L" is of another version. Use lftoken.dll and lftoken-com.dll of the same archive.");
        FreeLibrary(module);
        return raise(HRESULT_FROM_WIN32(ERROR_REVISION_MISMATCH), text);
    }
    functions = found;
    loaded = true;
    return S_OK;
}

} // namespace

const Library *library(HRESULT *problem) {
    AcquireSRWLockExclusive(&lock);
    *problem = loaded ? S_OK : load();
    const bool is_there = loaded;
    ReleaseSRWLockExclusive(&lock);
    return is_there ? &functions : nullptr;
}
