// What COM asks of every automation object.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
#include <new>

#include "place.h"
#include "session.h"

HRESULT session_type(ITypeInfo **type) {
    static wchar_t path[PATH_CAPACITY];
    static SRWLOCK lock = SRWLOCK_INIT;
    AcquireSRWLockExclusive(&lock);
    ITypeLib *library = nullptr;
    HRESULT result = own_path(path, PATH_CAPACITY) ? LoadTypeLibEx(path, REGKIND_NONE, &library) : E_FAIL;
    ReleaseSRWLockExclusive(&lock);
    if (FAILED(result)) return result;
    result = library->GetTypeInfoOfGuid(IID_ILFSession, type);
    library->Release();
    return result;
}

HRESULT make_session(REFIID iid, void **out) {
    *out = nullptr;
    void *room = CoTaskMemAlloc(sizeof(Session));
    if (!room) return E_OUTOFMEMORY;
    Session *session = new (room) Session;
    HRESULT result = session->prepare();
    if (SUCCEEDED(result)) result = session->QueryInterface(iid, out);
    session->Release();
    return result;
}

HRESULT Session::prepare() { return CoCreateFreeThreadedMarshaler(static_cast<ILFSession *>(this), &marshaler_); }

STDMETHODIMP Session::QueryInterface(REFIID iid, void **out) {
    if (!out) return E_POINTER;
    *out = nullptr;
    if (iid == IID_IUnknown || iid == IID_IDispatch || iid == IID_ILFSession)
        *out = static_cast<ILFSession *>(this);
    else if (iid == IID_ISupportErrorInfo)
        *out = static_cast<ISupportErrorInfo *>(this);
    else if (iid == IID_IMarshal && marshaler_)
        return marshaler_->QueryInterface(iid, out);
    if (!*out) return E_NOINTERFACE;
    AddRef();
    return S_OK;
}

STDMETHODIMP_(ULONG) Session::AddRef() { return static_cast<ULONG>(InterlockedIncrement(&references_)); }

STDMETHODIMP_(ULONG) Session::Release() {
    const LONG left = InterlockedDecrement(&references_);
    if (left) return static_cast<ULONG>(left);
    this->~Session();
    CoTaskMemFree(this);
    return 0;
}

STDMETHODIMP Session::GetTypeInfoCount(UINT *count) {
    if (!count) return E_POINTER;
    *count = 1;
    return S_OK;
}

STDMETHODIMP Session::GetTypeInfo(UINT index, LCID, ITypeInfo **type) {
    if (!type) return E_POINTER;
    *type = nullptr;
    return index ? DISP_E_BADINDEX : session_type(type);
}

STDMETHODIMP Session::GetIDsOfNames(REFIID, LPOLESTR *names, UINT count, LCID, DISPID *ids) {
    ITypeInfo *type = nullptr;
    HRESULT result = session_type(&type);
    if (FAILED(result)) return result;
    result = DispGetIDsOfNames(type, names, count, ids);
    type->Release();
    return result;
}

STDMETHODIMP Session::Invoke(DISPID id, REFIID, LCID, WORD flags, DISPPARAMS *arguments, VARIANT *result,
                             EXCEPINFO *exception, UINT *wrong) {
    ITypeInfo *type = nullptr;
    HRESULT status = session_type(&type);
    if (FAILED(status)) return status;
    status = type->Invoke(static_cast<ILFSession *>(this), id, flags, arguments, result, exception, wrong);
    type->Release();
    return status;
}

STDMETHODIMP Session::InterfaceSupportsErrorInfo(REFIID iid) { return iid == IID_ILFSession ? S_OK : S_FALSE; }
