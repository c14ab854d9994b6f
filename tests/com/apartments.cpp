// One object in both kinds of apartments, bound late and early, without registration of the class.
// Arguments: base address, file with the authority, "registered" or "manifest".
#include "lftoken-com.h"

#include <cstdio>
#include <cstring>
#include <cwchar>

static int checks, failures;

static void check(bool is_so, const char *what, HRESULT result = S_OK) {
    ++checks;
    if (is_so) return;
    ++failures;
    std::printf("failed: %s (%08lx)\n", what, static_cast<unsigned long>(result));
}

static BSTR wide(const char *text) {
    wchar_t buffer[512];
    MultiByteToWideChar(CP_UTF8, 0, text, -1, buffer, 512);
    return SysAllocString(buffer);
}

static const char *base, *authority;
static IStream *passed;
static const IID NO_IID = {};

static const DWORD THREADS = 4;

static DWORD WINAPI reads(void *object) {
    CoInitializeEx(nullptr, COINIT_MULTITHREADED);
    ILFSession *session = static_cast<ILFSession *>(object);
    HRESULT result = S_OK;
    for (int round = 0; SUCCEEDED(result) && round < 20; ++round) {
        BSTR header = nullptr, statistics = nullptr;
        long state = 0;
        result = session->get_Authorization(&header);
        if (SUCCEEDED(result)) result = session->get_Statistics(&statistics);
        if (SUCCEEDED(result)) result = session->get_State(&state);
        if (SUCCEEDED(result) && (SysStringLen(header) < 8 || state != 2)) result = E_UNEXPECTED;
        SysFreeString(header);
        SysFreeString(statistics);
    }
    CoUninitialize();
    return SUCCEEDED(result) ? 0 : static_cast<DWORD>(result);
}

static void life(const char *apartment) {
    ILFSession *session = nullptr;
    CLSID id;
    HRESULT result = CLSIDFromProgID(L"LFToken.Session", &id);
    check(SUCCEEDED(result), "CLSIDFromProgID", result);
    result = CoCreateInstance(id, nullptr, CLSCTX_INPROC_SERVER, IID_ILFSession, reinterpret_cast<void **>(&session));
    check(SUCCEEDED(result), apartment, result);
    if (FAILED(result)) return;
    check(SUCCEEDED(session->put_BaseAddress(wide(base))), "BaseAddress");
    check(SUCCEEDED(session->AddCaFile(wide(authority))), "AddCaFile");
    session->put_Trust(2);
    session->put_RepositoryId(wide("Archive"));
    session->put_UserName(wide("svc"));
    session->put_Password(wide("P\xc3\xa4\xc3\x9f\xf0\x9f\x98\x80w"));
    result = session->Open();
    check(SUCCEEDED(result), "Open", result);

    // Early and late give the same.
    BSTR early = nullptr;
    check(SUCCEEDED(session->get_Authorization(&early)), "Authorization");
    wchar_t name[] = L"authorization";
    LPOLESTR names[] = {name};
    DISPID member = 0;
    DISPPARAMS none = {};
    VARIANT late;
    VariantInit(&late);
    IDispatch *dispatch = session;
    result = dispatch->GetIDsOfNames(NO_IID, names, 1, 0, &member);
    check(SUCCEEDED(result) && member == 61, "GetIDsOfNames", result);
    result = dispatch->Invoke(member, NO_IID, 0, DISPATCH_PROPERTYGET, &none, &late, nullptr, nullptr);
    check(SUCCEEDED(result) && late.vt == VT_BSTR && early && !wcscmp(late.bstrVal, early), "Invoke", result);
    VariantClear(&late);
    SysFreeString(early);
    ITypeInfo *type = nullptr;
    result = dispatch->GetTypeInfo(0, 0, &type);
    check(SUCCEEDED(result), "GetTypeInfo", result);
    if (type) type->Release();

    // Several threads call one object at once.
    HANDLE threads[THREADS];
    for (HANDLE &thread : threads) thread = CreateThread(nullptr, 0, reads, session, 0, nullptr);
    check(WaitForMultipleObjects(THREADS, threads, TRUE, 60000) == WAIT_OBJECT_0, "threads end");
    for (HANDLE thread : threads) {
        DWORD failed = 1;
        GetExitCodeThread(thread, &failed);
        check(failed == 0, "reads of several threads", static_cast<HRESULT>(failed));
        CloseHandle(thread);
    }

    // The other apartment gets the object itself, not a proxy.
    if (passed == nullptr) {
        result = CoMarshalInterThreadInterfaceInStream(IID_ILFSession, session, &passed);
        check(SUCCEEDED(result), "CoMarshalInterThreadInterfaceInStream", result);
    } else {
        ILFSession *other = nullptr;
        result = CoGetInterfaceAndReleaseStream(passed, IID_ILFSession, reinterpret_cast<void **>(&other));
        check(SUCCEEDED(result), "CoGetInterfaceAndReleaseStream", result);
        BSTR token = nullptr;
        if (other) {
            check(SUCCEEDED(other->get_Token(&token)) && SysStringLen(token) > 0, "Token of another apartment");
            other->Release();
        }
        SysFreeString(token);
    }
    check(session->Release() <= 1, "Release");
}

static DWORD WINAPI in_mta(void *) {
    CoInitializeEx(nullptr, COINIT_MULTITHREADED);
    life("multithreaded apartment");
    CoUninitialize();
    return 0;
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    base = arguments[1];
    authority = arguments[2];
    if (!std::strcmp(arguments[3], "manifest")) {
        ACTCTXW manifest = {};
        manifest.cbSize = sizeof manifest;
        manifest.lpSource = L"lftoken-com.manifest";
        const HANDLE context = CreateActCtxW(&manifest);
        ULONG_PTR cookie;
        check(context != INVALID_HANDLE_VALUE && ActivateActCtx(context, &cookie), "the manifest");
    }
    ITypeLib *library = nullptr;
    const HRESULT result = LoadTypeLib(L"lftoken-com.dll", &library);
    check(SUCCEEDED(result), "LoadTypeLib", result);
    if (library) library->Release();

    CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED);
    life("single-threaded apartment");
    if (std::strcmp(arguments[3], "manifest")) {
        const HANDLE thread = CreateThread(nullptr, 0, in_mta, nullptr, 0, nullptr);
        WaitForSingleObject(thread, 60000);
        CloseHandle(thread);
    } else {
        in_mta(nullptr);
    }
    CoUninitialize();
    CoFreeUnusedLibrariesEx(0, 0);
    std::printf("%d checks, %d failed\n", checks, failures);
    return failures != 0;
}
