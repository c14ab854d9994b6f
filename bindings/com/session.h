// The object behind LFToken.Session.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

// First: its enumerations have the names that are macros in lftoken.h.
#include "lftoken-com.h"

#include "failure.h"

/** The type information of ILFSession, from this DLL's own resource, so that nothing has to be registered. */
HRESULT session_type(ITypeInfo **type);

/** Makes a session for the class factory. */
HRESULT make_session(REFIID iid, void **out);

class Session final : public ILFSession, public ISupportErrorInfo {
public:
    HRESULT prepare();

    STDMETHODIMP QueryInterface(REFIID iid, void **out) override;
    STDMETHODIMP_(ULONG) AddRef() override;
    STDMETHODIMP_(ULONG) Release() override;

    STDMETHODIMP GetTypeInfoCount(UINT *count) override;
    STDMETHODIMP GetTypeInfo(UINT index, LCID locale, ITypeInfo **type) override;
    STDMETHODIMP GetIDsOfNames(REFIID iid, LPOLESTR *names, UINT count, LCID locale, DISPID *ids) override;
    STDMETHODIMP Invoke(DISPID id, REFIID iid, LCID locale, WORD flags, DISPPARAMS *arguments, VARIANT *result,
                        EXCEPINFO *exception, UINT *wrong) override;
    STDMETHODIMP InterfaceSupportsErrorInfo(REFIID iid) override;

    STDMETHODIMP put_BaseAddress(BSTR value) override;
    STDMETHODIMP put_RepositoryId(BSTR value) override;
    STDMETHODIMP put_Api(LONG value) override;
    STDMETHODIMP put_UserName(BSTR value) override;
    STDMETHODIMP put_Password(BSTR value) override;
    STDMETHODIMP put_AllowEmptyPassword(VARIANT_BOOL value) override;
    STDMETHODIMP put_Organization(BSTR value) override;
    STDMETHODIMP put_ApplicationName(BSTR value) override;
    STDMETHODIMP put_CustomerId(BSTR value) override;
    STDMETHODIMP put_SessionKey(BSTR value) override;
    STDMETHODIMP put_SamlToken(BSTR value) override;
    STDMETHODIMP put_AccessKey(BSTR value) override;
    STDMETHODIMP put_AccessKeyFile(BSTR value) override;
    STDMETHODIMP put_ServicePrincipalKey(BSTR value) override;
    STDMETHODIMP put_Scope(BSTR value) override;
    STDMETHODIMP AddCaFile(BSTR path) override;
    STDMETHODIMP AddCaPem(BSTR pem) override;
    STDMETHODIMP AddPinnedCertificate(BSTR sha256) override;
    STDMETHODIMP put_Trust(LONG value) override;
    STDMETHODIMP SetClientCertificateFile(BSTR certificate, BSTR key) override;
    STDMETHODIMP put_ClientKeyPassword(BSTR value) override;
    STDMETHODIMP SetClientCertificatePkcs12File(BSTR path, BSTR password) override;
    STDMETHODIMP put_MinTlsVersion(LONG value) override;
    STDMETHODIMP put_AllowPlainHttp(VARIANT_BOOL value) override;
    STDMETHODIMP SetProxy(BSTR address, BSTR username, BSTR password) override;
    STDMETHODIMP put_UseSystemProxy(VARIANT_BOOL value) override;
    STDMETHODIMP put_NoProxy(BSTR value) override;
    STDMETHODIMP put_UserAgentProduct(BSTR value) override;
    STDMETHODIMP put_ConnectTimeoutMs(LONG value) override;
    STDMETHODIMP put_TotalTimeoutMs(LONG value) override;
    STDMETHODIMP put_MaxAnswerBytes(LONG value) override;
    STDMETHODIMP put_MarginMs(LONG value) override;
    STDMETHODIMP put_LingerSeconds(LONG value) override;
    STDMETHODIMP put_KeepAliveSeconds(LONG value) override;
    STDMETHODIMP put_Hold(VARIANT_BOOL value) override;

    STDMETHODIMP Open() override;
    STDMETHODIMP get_Authorization(BSTR *value) override;
    STDMETHODIMP get_Token(BSTR *value) override;
    STDMETHODIMP Rejected(BSTR value) override;
    STDMETHODIMP RetryCredentials() override;
    STDMETHODIMP Close() override;
    STDMETHODIMP Check(BSTR *value) override;
    STDMETHODIMP get_State(LONG *value) override;
    STDMETHODIMP get_ExpiresAt(DATE *value) override;
    STDMETHODIMP get_ApiAddress(BSTR *value) override;
    STDMETHODIMP NextEvent(LONG *value) override;
    STDMETHODIMP get_EventText(BSTR *value) override;
    STDMETHODIMP get_Statistics(BSTR *value) override;
    STDMETHODIMP get_LastStatus(LONG *value) override;
    STDMETHODIMP get_LastAction(LONG *value) override;
    STDMETHODIMP get_SuggestedWaitMs(LONG *value) override;
    STDMETHODIMP get_Version(BSTR *value) override;

private:
    using Read = decltype(&lf_session_token);
    using Tell = decltype(&lf_session_stats);

    ~Session();
    friend HRESULT make_session(REFIID iid, void **out);
    /** Loads the library and makes the settings, once. The lock is held. */
    HRESULT ready();
    HRESULT failed(lf_status status, lf_error *error, const wchar_t *subject);
    /** The session, for a call without the lock; an error if there is none. */
    HRESULT opened(lf_session **session);
    lf_status log_out(lf_error **error);
    void drop();
    lf_status make(lf_client *client, lf_session **session, lf_error **error);
    lf_status replace(lf_error **error);
    lf_status reopen(lf_error **error);
    HRESULT read(Read call, const wchar_t *subject, BSTR *value);
    HRESULT tell(Tell call, const wchar_t *subject, BSTR *value);
    template <class Set> HRESULT set(const wchar_t *name, bool Session::*changed, Set setter);
    template <class Set>
    HRESULT set_text(const wchar_t *name, BSTR value, bool empty_is_none, bool Session::*changed, Set setter);
    template <class Set> HRESULT set_number(const wchar_t *name, LONG value, bool Session::*changed, Set setter);

    LONG references_ = 1;
    IUnknown *marshaler_ = nullptr;
    SRWLOCK lock_ = SRWLOCK_INIT;
    const Library *lf_ = nullptr;
    lf_options *options_ = nullptr;
    lf_credentials *credentials_ = nullptr;
    lf_session_options *session_options_ = nullptr;
    Bytes repository_;
    lf_client *client_ = nullptr;
    lf_session *session_ = nullptr;
    bool settings_changed_ = false;
    bool credentials_changed_ = false;
    Failure failure_;
    Wide event_;
};
