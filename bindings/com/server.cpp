// The class factory, and what regsvr32 calls.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
// Defines the ids of lftoken-com.h.
#include <initguid.h>

#include <initializer_list>

#include "place.h"
#include "session.h"

namespace {

#define LF_CLSID L"{7D1C6B0E-3F52-4C7A-9A35-5B1FD0A4E203}"
#define LF_LIBID L"{7D1C6B0E-3F52-4C7A-9A35-5B1FD0A4E201}"
#define LF_IID L"{7D1C6B0E-3F52-4C7A-9A35-5B1FD0A4E202}"
#ifdef _WIN64
#define LF_PLATFORM L"win64"
#else
#define LF_PLATFORM L"win32"
#endif

class Factory final : public IClassFactory {
public:
    STDMETHODIMP QueryInterface(REFIID iid, void **out) override {
        if (!out) return E_POINTER;
        const bool known = iid == IID_IUnknown || iid == IID_IClassFactory;
        *out = known ? this : nullptr;
        return known ? S_OK : E_NOINTERFACE;
    }
    // There is one, for ever.
    STDMETHODIMP_(ULONG) AddRef() override { return 2; }
    STDMETHODIMP_(ULONG) Release() override { return 1; }
    STDMETHODIMP CreateInstance(IUnknown *outer, REFIID iid, void **out) override {
        if (!out) return E_POINTER;
        *out = nullptr;
        return outer ? CLASS_E_NOAGGREGATION : make_session(iid, out);
    }
    STDMETHODIMP LockServer(BOOL) override { return S_OK; }
};

Factory factory;

/** A value of the registry below Software\Classes; NULL stands for the path of this DLL or the default value. */
struct Entry {
    const wchar_t *key, *name, *value;
};

const Entry ENTRIES[] = {
    {L"LFToken.Session", nullptr, L"A session on a Laserfiche server"},
    {L"LFToken.Session\\CLSID", nullptr, LF_CLSID},
    {L"LFToken.Session\\CurVer", nullptr, L"LFToken.Session.1"},
    {L"LFToken.Session.1", nullptr, L"A session on a Laserfiche server"},
    {L"LFToken.Session.1\\CLSID", nullptr, LF_CLSID},
    {L"CLSID\\" LF_CLSID, nullptr, L"A session on a Laserfiche server"},
    {L"CLSID\\" LF_CLSID L"\\InprocServer32", nullptr, nullptr},
    {L"CLSID\\" LF_CLSID L"\\InprocServer32", L"ThreadingModel", L"Both"},
    {L"CLSID\\" LF_CLSID L"\\ProgID", nullptr, L"LFToken.Session.1"},
    {L"CLSID\\" LF_CLSID L"\\VersionIndependentProgID", nullptr, L"LFToken.Session"},
    {L"CLSID\\" LF_CLSID L"\\TypeLib", nullptr, LF_LIBID},
    {L"Interface\\" LF_IID, nullptr, L"ILFSession"},
    {L"Interface\\" LF_IID L"\\ProxyStubClsid32", nullptr, L"{00020424-0000-0000-C000-000000000046}"},
    {L"Interface\\" LF_IID L"\\TypeLib", nullptr, LF_LIBID},
    {L"Interface\\" LF_IID L"\\TypeLib", L"Version", L"1.0"},
    {L"TypeLib\\" LF_LIBID L"\\1.0", nullptr, L"lftoken: Laserfiche access tokens"},
    {L"TypeLib\\" LF_LIBID L"\\1.0\\FLAGS", nullptr, L"0"},
    {L"TypeLib\\" LF_LIBID L"\\1.0\\0\\" LF_PLATFORM, nullptr, nullptr},
};

HRESULT classes_of(HKEY root, HKEY *classes) {
    const LSTATUS status =
        RegCreateKeyExW(root, L"Software\\Classes", 0, nullptr, 0, KEY_ALL_ACCESS, nullptr, classes, nullptr);
    return HRESULT_FROM_WIN32(static_cast<DWORD>(status));
}

HRESULT unregister_from(HKEY root) {
    HKEY classes;
    const HRESULT result = classes_of(root, &classes);
    if (FAILED(result)) return result;
    RegDeleteTreeW(classes, L"CLSID\\" LF_CLSID);
    RegDeleteTreeW(classes, L"TypeLib\\" LF_LIBID L"\\1.0\\0\\" LF_PLATFORM);
    // The DLL of the other bitness shares the rest; a key that has others below it is not deleted.
    if (RegDeleteKeyW(classes, L"TypeLib\\" LF_LIBID L"\\1.0\\0") != ERROR_ACCESS_DENIED) {
        for (const wchar_t *key : {L"TypeLib\\" LF_LIBID, L"Interface\\" LF_IID, L"LFToken.Session", L"LFToken.Session.1"})
            RegDeleteTreeW(classes, key);
    }
    RegCloseKey(classes);
    return S_OK;
}

HRESULT register_in(HKEY root) {
    static wchar_t path[PATH_CAPACITY];
    if (!own_path(path, PATH_CAPACITY)) return E_FAIL;
    HKEY classes;
    HRESULT result = classes_of(root, &classes);
    if (FAILED(result)) return result;
    for (const Entry &entry : ENTRIES) {
        const wchar_t *value = entry.value ? entry.value : path;
        HKEY key;
        LSTATUS status =
            RegCreateKeyExW(classes, entry.key, 0, nullptr, 0, KEY_SET_VALUE, nullptr, &key, nullptr);
        if (status == ERROR_SUCCESS) {
            const DWORD size = static_cast<DWORD>((lstrlenW(value) + 1) * sizeof(wchar_t));
            status = RegSetValueExW(key, entry.name, 0, REG_SZ, reinterpret_cast<const BYTE *>(value), size);
            RegCloseKey(key);
        }
        if (status == ERROR_SUCCESS) continue;
        result = HRESULT_FROM_WIN32(static_cast<DWORD>(status));
        break;
    }
    RegCloseKey(classes);
    if (FAILED(result)) unregister_from(root);
    return result;
}

} // namespace

STDAPI DllGetClassObject(REFCLSID id, REFIID iid, void **out) {
    if (!out) return E_POINTER;
    *out = nullptr;
    // The last reference may be held, or be released, when nobody asks any more whether the DLL is in use.
    HMODULE self = nullptr;
    const DWORD flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN;
    if (!GetModuleHandleExW(flags, reinterpret_cast<LPCWSTR>(&factory), &self)) return E_FAIL;
    return id == CLSID_Session ? factory.QueryInterface(iid, out) : CLASS_E_CLASSNOTAVAILABLE;
}

STDAPI DllCanUnloadNow() { return S_FALSE; }

STDAPI DllRegisterServer() { return register_in(HKEY_LOCAL_MACHINE); }

STDAPI DllUnregisterServer() { return unregister_from(HKEY_LOCAL_MACHINE); }

/** `regsvr32 /n /i:user` registers for the present user, `regsvr32 /n /i` for the machine. */
STDAPI DllInstall(BOOL install, PCWSTR command) {
    const bool for_user = command && lstrcmpiW(command, L"user") == 0;
    if (command && *command && !for_user) return E_INVALIDARG;
    const HKEY root = for_user ? HKEY_CURRENT_USER : HKEY_LOCAL_MACHINE;
    return install ? register_in(root) : unregister_from(root);
}
