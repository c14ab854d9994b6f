"""lftoken: Laserfiche repository access tokens, through the native library of the same name.

    import lftoken

    with lftoken.Client("https://lf.example.com/LFRepositoryAPI") as client:
        with client.create_token("Archive", username="svc", password=password) as token:
            headers = {"Authorization": "Bearer " + token.value}
            ...                     # requests; token.refresh(1800) now and then
                                    # the session is logged out here, and its licence is free again

Session, which Client.session() makes, does that for a whole program: it has a valid token whenever a thread or a task
asks. Beside this file lie lftoken_requests.py and lftoken_httpx.py, which put its token into the requests of these two.

Client takes which API the server has (api=Api.CLOUD, say); everything else is the same for all of them.
What fails raises LFError. Everything can be called from any thread. Durations are a timedelta or seconds. Every call
to the server takes settings of its own as keywords, such as total_timeout and cancel: see CallSettings.
Below the classes, load() gives every function of the C interface; include/lftoken.h is its manual.

For Python 3.8 and newer; needs nothing but the library. SPDX-License-Identifier: MIT OR Apache-2.0
"""

import atexit
import contextlib
import ctypes
import ctypes.util
import enum
import math
import os
import re
import sys
import threading
import time
import warnings
import weakref
from ctypes import POINTER as P
from ctypes import c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_void_p
from datetime import datetime, timedelta, timezone

# generated from lftoken.h: constants
LF_VERSION = "0.1.0"
LF_VERSION_MAJOR = 0
LF_VERSION_MINOR = 1
LF_VERSION_PATCH = 0
LF_VERSION_NUMBER = 1000
LF_API_V1_ALPHA = 1
LF_API_SERVER_V1 = 2
LF_API_SERVER_V2 = 3
LF_API_CLOUD = 4
LF_CAN_LOG_OUT = 1
LF_CAN_KEEP_ALIVE = 2
LF_CAN_REFRESH_WITHOUT_CREDENTIALS = 3
LF_CAN_CHOOSE_REPOSITORY = 4
LF_CHECK_LIBRARY = 1
LF_CHECK_PROXY = 2
LF_CHECK_NAME = 3
LF_CHECK_CONNECT = 4
LF_CHECK_TLS = 5
LF_CHECK_CLOCK = 6
LF_CHECK_API = 7
LF_VERDICT_FACT = 1
LF_VERDICT_PASSED = 2
LF_VERDICT_WARNING = 3
LF_VERDICT_FAILED = 4
LF_VERDICT_SKIPPED = 5
LF_TOKEN_ACTIVE = 1
LF_TOKEN_GONE = 2
LF_TOKEN_LOGGED_OUT = 3
LF_TOKEN_DISCARDED = 4
LF_SESSION_EMPTY = 1
LF_SESSION_FRESH = 2
LF_SESSION_RENEWING = 3
LF_SESSION_FAILING = 4
LF_SESSION_CLOSED = 5
LF_EVENT_LOGGED_IN = 1
LF_EVENT_RENEWED = 2
LF_EVENT_LOGIN_FAILED = 3
LF_EVENT_RENEWAL_FAILED = 4
LF_EVENT_LOGGED_OUT = 5
LF_EVENT_LICENSE_LOST = 6
LF_EXCHANGE_NOTHING_SENT = 0
LF_EXCHANGE_UNANSWERED = 1
LF_EXCHANGE_ANSWERED = 2
LF_EXCHANGE_ANSWERED_IN_FRONT = 3
LF_ACTION_NONE = 0
LF_ACTION_FIX_CALL = 1
LF_ACTION_FIX_SETUP = 2
LF_ACTION_FIX_CREDENTIALS = 3
LF_ACTION_LOG_IN_AGAIN = 4
LF_ACTION_LOG_OUT_THEN_IN = 5
LF_ACTION_TRY_LATER = 6
LF_ACTION_CHECK_SESSION = 7
LF_ACTION_REPORT_DEFECT = 8
LF_OK = 0
LF_E_INVALID_ARGUMENT = 1
LF_E_INVALID_HANDLE = 2
LF_E_BUFFER_TOO_SMALL = 3
LF_E_UNSUPPORTED = 4
LF_E_INTERNAL = 5
LF_E_PENDING = 6
LF_E_WOULD_DEADLOCK = 7
LF_E_CLOSED = 8
LF_E_FORKED = 9
LF_E_RESOLVE_FAILED = 10
LF_E_CONNECT_FAILED = 11
LF_E_PROXY_REFUSED = 12
LF_E_TLS_CERTIFICATE = 13
LF_E_TLS_HANDSHAKE = 14
LF_E_TIMED_OUT = 15
LF_E_CANCELLED = 16
LF_E_CONNECTION_LOST = 17
LF_E_OUTCOME_UNKNOWN = 18
LF_E_BAD_REQUEST = 30
LF_E_CREDENTIALS_REFUSED = 31
LF_E_SESSION_GONE = 32
LF_E_ACCESS_DENIED = 33
LF_E_REPOSITORY_NOT_FOUND = 34
LF_E_LICENSE_EXHAUSTED = 35
LF_E_ACCOUNT_LOCKED = 36
LF_E_PASSWORD_EXPIRED = 37
LF_E_RATE_LIMITED = 38
LF_E_SERVER_ERROR = 39
LF_E_ANSWER_NOT_UNDERSTOOD = 40
LF_E_ANSWER_TOO_LARGE = 41
LF_E_NOT_LOGGED_OUT = 42
LF_E_SESSION_UNCONFIRMED = 43
LF_TRUST_SYSTEM = 0
LF_TRUST_BUNDLED = 1
LF_TRUST_ADDED_ONLY = 2
LF_TLS_1_2 = 12
LF_TLS_1_3 = 13
LF_LOG_OFF = 0
LF_LOG_ERROR = 1
LF_LOG_WARN = 2
LF_LOG_INFO = 3
LF_LOG_DEBUG = 4
LF_ABI_VERSION = 1
# end of what is generated

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def _handle_type(name):
    """A kind of handle: a pointer to something that only the library knows."""
    return P(type(name, (ctypes.Structure,), {}))


# generated from lftoken.h: declarations
_Authorization = _handle_type("lf_authorization")
_Call = _handle_type("lf_call")
_Cancel = _handle_type("lf_cancel")
_Client = _handle_type("lf_client")
_Credentials = _handle_type("lf_credentials")
_Error = _handle_type("lf_error")
_Options = _handle_type("lf_options")
_Session = _handle_type("lf_session")
_SessionOptions = _handle_type("lf_session_options")
_Token = _handle_type("lf_token")
_CheckCallback = ctypes.CFUNCTYPE(None, c_void_p, c_int32, c_int32, c_char_p, _Error)
_EventCallback = ctypes.CFUNCTYPE(None, c_void_p, c_int32, _Error)
_CredentialsCallback = ctypes.CFUNCTYPE(c_int32, c_void_p, _Credentials)
_LogCallback = ctypes.CFUNCTYPE(None, c_void_p, c_int32, c_char_p)

# Name: (result, parameters).
_FUNCTIONS = {
    "lf_options_new": (c_int32, [P(_Options)]),
    "lf_options_free": (None, [_Options]),
    "lf_options_set_api": (c_int32, [_Options, c_int32]),
    "lf_options_set_base_address": (c_int32, [_Options, c_char_p]),
    "lf_options_set_allow_plain_http": (c_int32, [_Options, c_int32]),
    "lf_client_new": (c_int32, [_Options, P(_Client), P(_Error)]),
    "lf_client_supports": (c_int32, [_Client, c_int32]),
    "lf_client_free": (None, [_Client]),
    "lf_client_settle": (c_int32, [_Client, _Call, P(c_uint32), P(_Error)]),
    "lf_client_shutdown": (c_int32, [_Client, _Call, P(c_uint32), P(_Error)]),
    "lf_client_check": (c_int32, [_Client, c_char_p, _CheckCallback, c_void_p, _Call, P(_Error)]),
    "lf_create_token": (c_int32, [_Client, c_char_p, _Credentials, _Call, P(_Token), P(_Error)]),
    "lf_refresh_token": (c_int32, [_Token, c_uint32, _Call, P(_Error)]),
    "lf_invalidate_token": (c_int32, [_Token, _Call, P(_Error)]),
    "lf_token_value": (c_int32, [_Token, c_char_p, c_size_t, P(c_size_t)]),
    "lf_token_remaining_ms": (c_int32, [_Token, P(c_int64)]),
    "lf_token_lifetime_ms": (c_int32, [_Token, P(c_int64)]),
    "lf_token_expires_at_ms": (c_int32, [_Token, P(c_int64)]),
    "lf_token_state": (c_int32, [_Token, P(c_int32)]),
    "lf_token_repository_id": (c_int32, [_Token, c_char_p, c_size_t, P(c_size_t)]),
    "lf_token_cookie": (c_int32, [_Token, c_char_p, c_size_t, P(c_size_t)]),
    "lf_token_free": (None, [_Token]),
    "lf_token_refresh_token": (c_int32, [_Token, c_char_p, c_size_t, P(c_size_t)]),
    "lf_token_scope": (c_int32, [_Token, c_char_p, c_size_t, P(c_size_t)]),
    "lf_token_api_address": (c_int32, [_Token, c_char_p, c_size_t, P(c_size_t)]),
    "lf_token_adopt": (c_int32, [_Client, c_char_p, c_char_p, c_int64, P(_Token), P(_Error)]),
    "lf_token_adopt_with_credentials": (c_int32, [_Client, c_char_p, c_char_p, c_int64, _Credentials, P(_Token), P(_Error)]),
    "lf_credentials_new": (c_int32, [P(_Credentials)]),
    "lf_credentials_free": (None, [_Credentials]),
    "lf_credentials_set_username": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_password": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_allow_empty_password": (c_int32, [_Credentials, c_int32]),
    "lf_credentials_set_organization": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_application_name": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_session_key": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_saml_token": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_customer_id": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_create_cookie": (c_int32, [_Credentials, c_int32]),
    "lf_credentials_set_access_key": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_access_key_file": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_service_principal_key": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_refresh_token": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_client_id": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_client_secret": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_scope": (c_int32, [_Credentials, c_char_p]),
    "lf_session_new": (c_int32, [_Client, c_char_p, _Credentials, _SessionOptions, P(_Session), P(_Error)]),
    "lf_session_free": (None, [_Session]),
    "lf_session_token": (c_int32, [_Session, _Call, c_char_p, c_size_t, P(c_size_t), P(_Error)]),
    "lf_session_authorization": (c_int32, [_Session, _Call, c_char_p, c_size_t, P(c_size_t), P(_Error)]),
    "lf_session_try_token": (c_int32, [_Session, c_char_p, c_size_t, P(c_size_t), P(_Error)]),
    "lf_session_token_rejected": (c_int32, [_Session, c_char_p, P(_Error)]),
    "lf_session_set_credentials": (c_int32, [_Session, _Credentials, P(_Error)]),
    "lf_session_retry_credentials": (c_int32, [_Session]),
    "lf_session_state": (c_int32, [_Session, P(c_int32)]),
    "lf_session_expires_at_ms": (c_int32, [_Session, P(c_int64)]),
    "lf_session_api_address": (c_int32, [_Session, c_char_p, c_size_t, P(c_size_t)]),
    "lf_session_next_event": (c_int32, [_Session, P(c_int32), P(_Error)]),
    "lf_session_stats": (c_int32, [_Session, c_char_p, c_size_t, P(c_size_t)]),
    "lf_session_close": (c_int32, [_Session, _Call, P(_Error)]),
    "lf_session_options_new": (c_int32, [P(_SessionOptions)]),
    "lf_session_options_free": (None, [_SessionOptions]),
    "lf_session_options_set_margin_ms": (c_int32, [_SessionOptions, c_uint32]),
    "lf_session_options_set_renew_after_percent": (c_int32, [_SessionOptions, c_uint32]),
    "lf_session_options_set_jitter_percent": (c_int32, [_SessionOptions, c_uint32]),
    "lf_session_options_set_keep_alive_seconds": (c_int32, [_SessionOptions, c_uint32]),
    "lf_session_options_set_linger_seconds": (c_int32, [_SessionOptions, c_uint32]),
    "lf_session_options_set_hold": (c_int32, [_SessionOptions, c_int32]),
    "lf_session_options_set_event_callback": (c_int32, [_SessionOptions, _EventCallback, c_void_p]),
    "lf_session_options_set_credentials_callback": (c_int32, [_SessionOptions, _CredentialsCallback, c_void_p]),
    "lf_authorization_new": (c_int32, [_Client, c_char_p, c_char_p, c_char_p, P(_Authorization), P(_Error)]),
    "lf_authorization_free": (None, [_Authorization]),
    "lf_authorization_set_client_secret": (c_int32, [_Authorization, c_char_p]),
    "lf_authorization_set_customer_id": (c_int32, [_Authorization, c_char_p]),
    "lf_authorization_url": (c_int32, [_Authorization, c_char_p, c_size_t, P(c_size_t)]),
    "lf_authorization_accept": (c_int32, [_Authorization, c_char_p, P(_Credentials), P(_Error)]),
    "lf_authorization_listen": (c_int32, [_Authorization, P(_Error)]),
    "lf_authorization_wait": (c_int32, [_Authorization, _Call, P(_Credentials), P(_Error)]),
    "lf_error_message": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_action": (c_int32, [_Error]),
    "lf_error_is_retryable": (c_int32, [_Error]),
    "lf_error_suggested_wait_ms": (c_int64, [_Error]),
    "lf_error_status": (c_int32, [_Error]),
    "lf_error_cause": (c_int32, [_Error]),
    "lf_error_exchange": (c_int32, [_Error]),
    "lf_error_attempts": (c_uint32, [_Error]),
    "lf_error_os_code": (c_int32, [_Error]),
    "lf_error_description": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_advice": (c_int32, [_Error]),
    "lf_advice_text": (c_char_p, [c_int32]),
    "lf_error_clone": (c_int32, [_Error, P(_Error)]),
    "lf_error_free": (None, [_Error]),
    "lf_status_action": (c_int32, [c_int32]),
    "lf_status_name": (c_char_p, [c_int32]),
    "lf_status_message": (c_char_p, [c_int32]),
    "lf_error_http_status": (c_int32, [_Error]),
    "lf_error_server_code": (c_int32, [_Error]),
    "lf_error_server_message": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_server_class": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_server_source": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_operation_id": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_request_id": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_problem_type": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_problem_title": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_problem_detail": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_problem_instance": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_retry_after_ms": (c_int64, [_Error]),
    "lf_options_set_connect_timeout_ms": (c_int32, [_Options, c_uint32]),
    "lf_options_set_total_timeout_ms": (c_int32, [_Options, c_uint32]),
    "lf_options_set_late_answer_grace_ms": (c_int32, [_Options, c_uint32]),
    "lf_options_set_trust": (c_int32, [_Options, c_int32]),
    "lf_options_add_ca_pem": (c_int32, [_Options, c_char_p]),
    "lf_options_add_ca_file": (c_int32, [_Options, c_char_p]),
    "lf_options_add_ca_der": (c_int32, [_Options, c_char_p, c_size_t]),
    "lf_options_add_pinned_certificate": (c_int32, [_Options, c_char_p]),
    "lf_options_set_min_tls_version": (c_int32, [_Options, c_int32]),
    "lf_options_set_client_certificate_pem": (c_int32, [_Options, c_char_p, c_char_p]),
    "lf_options_set_client_certificate_file": (c_int32, [_Options, c_char_p, c_char_p]),
    "lf_options_set_client_key_password": (c_int32, [_Options, c_char_p]),
    "lf_options_set_client_certificate_pkcs12": (c_int32, [_Options, c_char_p, c_size_t, c_char_p]),
    "lf_options_set_client_certificate_pkcs12_file": (c_int32, [_Options, c_char_p, c_char_p]),
    "lf_options_set_proxy": (c_int32, [_Options, c_char_p, c_char_p, c_char_p]),
    "lf_options_set_use_system_proxy": (c_int32, [_Options, c_int32]),
    "lf_options_set_no_proxy": (c_int32, [_Options, c_char_p]),
    "lf_options_set_user_agent_product": (c_int32, [_Options, c_char_p]),
    "lf_options_set_pool": (c_int32, [_Options, c_uint32, c_uint32]),
    "lf_options_set_max_answer_bytes": (c_int32, [_Options, c_uint32]),
    "lf_options_set_retry": (c_int32, [_Options, c_uint32, c_uint32, c_uint32]),
    "lf_call_new": (c_int32, [P(_Call)]),
    "lf_call_free": (None, [_Call]),
    "lf_call_set_total_timeout_ms": (c_int32, [_Call, c_uint32]),
    "lf_call_set_cancel": (c_int32, [_Call, _Cancel]),
    "lf_call_set_correlation_id": (c_int32, [_Call, c_char_p]),
    "lf_cancel_new": (c_int32, [P(_Cancel)]),
    "lf_cancel_free": (None, [_Cancel]),
    "lf_cancel_trigger": (c_int32, [_Cancel]),
    "lf_cancel_reset": (c_int32, [_Cancel]),
    "lf_options_set_log": (c_int32, [_Options, c_int32, _LogCallback, c_void_p]),
    "lf_library_version": (c_char_p, []),
    "lf_library_abi_version": (c_uint32, []),
}
# end of what is generated

_loaded = None
_loading = threading.Lock()


def load(path=None):
    """The library with all its functions declared, as a ctypes.CDLL.

    Without a path it is the file that LFTOKEN_LIBRARY names, or the one beside this module, or what the system
    finds; that one is loaded once. A file that cannot be loaded, is not lftoken, or has another interface is an OSError.
    """
    global _loaded
    if path is not None:
        return _load(os.fspath(path))
    with _loading:
        if _loaded is None:
            _loaded = _load(os.environ.get("LFTOKEN_LIBRARY") or _find())
        return _loaded


def _find():
    names = {"win32": ["lftoken.dll"], "darwin": ["liblftoken.dylib"]}
    names = names.get(sys.platform, ["liblftoken.so.%d" % LF_ABI_VERSION, "liblftoken.so"])
    for name in names:
        beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
        if os.path.exists(beside):
            return beside
    return ctypes.util.find_library("lftoken") or names[0]


def _load(path):
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise OSError(
            "the native library %s cannot be loaded: %s. Put it beside lftoken.py or let the environment variable"
            " LFTOKEN_LIBRARY name its file; it has to be for the %d bits of this Python"
            % (path, error, 8 * ctypes.sizeof(c_void_p))
        ) from None
    # Before anything else is called: what another interface's functions take is not known here.
    try:
        version = _declare(library, "lf_library_abi_version")()
    except AttributeError:
        raise OSError(
            "%s is not lftoken: it has no lf_library_abi_version. Does LFTOKEN_LIBRARY name the right file?" % path
        ) from None
    if version != LF_ABI_VERSION:
        raise OSError(
            "%s has interface %d; this lftoken.py needs %d. Take both from the same package, and see whether"
            " LFTOKEN_LIBRARY names the right file" % (path, version, LF_ABI_VERSION)
        )
    for name in _FUNCTIONS:
        try:
            _declare(library, name)
        except AttributeError:
            raise OSError(
                "%s is older than this lftoken.py: it has no %s. Take both from the same package" % (path, name)
            ) from None
    return library


def _declare(library, name):
    function = getattr(library, name)
    function.restype, function.argtypes = _FUNCTIONS[name]
    return function


# generated from lftoken.h: enumerations
class Status(enum.IntEnum):
    """What a call came to."""

    # The call did what it says.
    OK = LF_OK
    # An argument or a setting cannot be used; nothing was sent.
    INVALID_ARGUMENT = LF_E_INVALID_ARGUMENT
    # A handle is None, was freed, or is of another kind.
    INVALID_HANDLE = LF_E_INVALID_HANDLE
    # The buffer cannot hold the text and its NUL; the size needed was written.
    BUFFER_TOO_SMALL = LF_E_BUFFER_TOO_SMALL
    # The server does not know the call, or the library cannot do what was asked.
    UNSUPPORTED = LF_E_UNSUPPORTED
    # The library failed: by a defect of its own, or because memory, file handles or threads have run out.
    INTERNAL = LF_E_INTERNAL
    # There is no token yet; a login is on its way.
    PENDING = LF_E_PENDING
    # The call would wait, and it was made inside a callback.
    WOULD_DEADLOCK = LF_E_WOULD_DEADLOCK
    # The session is closed, or its client is shut down.
    CLOSED = LF_E_CLOSED
    # The process was forked, and this belongs to its parent.
    FORKED = LF_E_FORKED
    # The host name could not be resolved; nothing was sent.
    RESOLVE_FAILED = LF_E_RESOLVE_FAILED
    # No connection could be made; nothing was sent.
    CONNECT_FAILED = LF_E_CONNECT_FAILED
    # The proxy refused to pass the request on; the server was not reached.
    PROXY_REFUSED = LF_E_PROXY_REFUSED
    # The server's certificate was not accepted; nothing was sent.
    TLS_CERTIFICATE = LF_E_TLS_CERTIFICATE
    # TLS could not be agreed; nothing was sent.
    TLS_HANDSHAKE = LF_E_TLS_HANDSHAKE
    # The time limit passed.
    TIMED_OUT = LF_E_TIMED_OUT
    # The call was cancelled by its cancel handle.
    CANCELLED = LF_E_CANCELLED
    # The connection broke before the answer was complete.
    CONNECTION_LOST = LF_E_CONNECTION_LOST
    # The login was sent and has no usable answer: a session may be open that nobody holds, or what is taken once was
    # taken.
    OUTCOME_UNKNOWN = LF_E_OUTCOME_UNKNOWN
    # The server found the request wrong (HTTP 400).
    BAD_REQUEST = LF_E_BAD_REQUEST
    # The server refused the credentials.
    CREDENTIALS_REFUSED = LF_E_CREDENTIALS_REFUSED
    # The session has ended.
    SESSION_GONE = LF_E_SESSION_GONE
    # The account may not do this (HTTP 403).
    ACCESS_DENIED = LF_E_ACCESS_DENIED
    # The server does not know the repository, or cannot reach it.
    REPOSITORY_NOT_FOUND = LF_E_REPOSITORY_NOT_FOUND
    # No licence is free for another session, or none is allotted to the user.
    LICENSE_EXHAUSTED = LF_E_LICENSE_EXHAUSTED
    # The account is locked or disabled.
    ACCOUNT_LOCKED = LF_E_ACCOUNT_LOCKED
    # The password has expired.
    PASSWORD_EXPIRED = LF_E_PASSWORD_EXPIRED
    # The server wants fewer requests (HTTP 429).
    RATE_LIMITED = LF_E_RATE_LIMITED
    # The server failed (HTTP 5xx).
    SERVER_ERROR = LF_E_SERVER_ERROR
    # The answer is not what the API answers.
    ANSWER_NOT_UNDERSTOOD = LF_E_ANSWER_NOT_UNDERSTOOD
    # The answer is larger than allowed, or than the memory that is left.
    ANSWER_TOO_LARGE = LF_E_ANSWER_TOO_LARGE
    # The session was not ended, or nothing proves that it was.
    NOT_LOGGED_OUT = LF_E_NOT_LOGGED_OUT
    # Something refused the token (HTTP 401), but not recognisably the service: the session may still be open.
    SESSION_UNCONFIRMED = LF_E_SESSION_UNCONFIRMED


class Action(enum.IntEnum):
    """What kind of thing has to be done about a failure."""

    # Nothing failed, or the program itself ended the call with a cancel handle.
    NONE = LF_ACTION_NONE
    # Correct the program or its settings: an argument, a setting, a handle or a buffer is wrong.
    FIX_CALL = LF_ACTION_FIX_CALL
    # An administrator has to change the set-up: the address, the network, the server, the account or its rights.
    FIX_SETUP = LF_ACTION_FIX_SETUP
    # A person has to correct the credentials. Do not try again before that: accounts get locked.
    FIX_CREDENTIALS = LF_ACTION_FIX_CREDENTIALS
    # The session has ended: log in again.
    LOG_IN_AGAIN = LF_ACTION_LOG_IN_AGAIN
    # The session may still be open: log out, then log in again.
    LOG_OUT_THEN_IN = LF_ACTION_LOG_OUT_THEN_IN
    # Make the same call later; it may succeed without anybody changing anything.
    TRY_LATER = LF_ACTION_TRY_LATER
    # Find out whether a session is open that nobody holds, with Client.settle() or an administrator, before logging in
    # again.
    CHECK_SESSION = LF_ACTION_CHECK_SESSION
    # Report a defect of the library.
    REPORT_DEFECT = LF_ACTION_REPORT_DEFECT


class Api(enum.IntEnum):
    """Which API a server has."""

    # The AccessTokens routes, v1-alpha: sessions are refreshed and logged out.
    V1_ALPHA = LF_API_V1_ALPHA
    # The API Server's v1 on a server of one's own: logins with a user name and a password; a refresh is a new login,
    # and there is no logout.
    SERVER_V1 = LF_API_SERVER_V1
    # The API Server's v2 on a server of one's own: as v1, and logins in a browser (Authorization) as well.
    SERVER_V2 = LF_API_SERVER_V2
    # Laserfiche Cloud: service apps with an access key, and logins in a browser (Authorization). Tokens take no
    # licence.
    CLOUD = LF_API_CLOUD


class Capability(enum.IntEnum):
    """What an API can do."""

    # A token can be logged out: Token.invalidate() ends its session, and frees its licence. Without it the call forgets
    # the token, and the session ends when it idles out.
    LOG_OUT = LF_CAN_LOG_OUT
    # Token.refresh() can say how long the session may be idle.
    KEEP_ALIVE = LF_CAN_KEEP_ALIVE
    # A refresh needs nothing but the token, whose value stays the same. Without it a refresh is a new login with what
    # is kept for it, and the value is another one afterwards.
    REFRESH_WITHOUT_CREDENTIALS = LF_CAN_REFRESH_WITHOUT_CREDENTIALS
    # A login is to one repository, whose id it needs. Without it the id may be None, and a token is for all
    # repositories that the account may use.
    CHOOSE_REPOSITORY = LF_CAN_CHOOSE_REPOSITORY


class LogLevel(enum.IntEnum):
    """Which lines the log gets."""

    # No log (the default).
    OFF = LF_LOG_OFF
    # Calls to the server that failed, and sessions that could not be logged out.
    ERROR = LF_LOG_ERROR
    # Also attempts that are repeated and licences that stay taken.
    WARN = LF_LOG_WARN
    # Also calls that succeeded.
    INFO = LF_LOG_INFO
    # Also connections.
    DEBUG = LF_LOG_DEBUG


class Trust(enum.IntEnum):
    """Which certificate authorities are trusted."""

    # The default: the trust store of the operating system, and the authorities that were added.
    SYSTEM = LF_TRUST_SYSTEM
    # The Mozilla roots that the library was built with, and the authorities that were added.
    BUNDLED = LF_TRUST_BUNDLED
    # Only the authorities that were added.
    ADDED_ONLY = LF_TRUST_ADDED_ONLY


class TlsVersion(enum.IntEnum):
    """The oldest TLS version that is spoken."""

    # TLS 1.2 (the default) or newer.
    TLS_1_2 = LF_TLS_1_2
    # TLS 1.3 or newer.
    TLS_1_3 = LF_TLS_1_3


class TokenState(enum.IntEnum):
    """What the library knows of a session."""

    # As far as the library knows the session is open. It may have idled out since.
    ACTIVE = LF_TOKEN_ACTIVE
    # The server said that the session has ended.
    GONE = LF_TOKEN_GONE
    # The session was logged out; its licence is free again.
    LOGGED_OUT = LF_TOKEN_LOGGED_OUT
    # The token was forgotten without a logout, because the API has none; never with v1-alpha, which has one. A session
    # that took a licence (Api.SERVER_V1, Api.SERVER_V2) then holds it until it idles out.
    DISCARDED = LF_TOKEN_DISCARDED


class SessionState(enum.IntEnum):
    """What a managed session is doing."""

    # There is no token: nobody has asked for one, or the session was logged out because nobody reads it.
    EMPTY = LF_SESSION_EMPTY
    # There is a token.
    FRESH = LF_SESSION_FRESH
    # A login or a renewal is on its way.
    RENEWING = LF_SESSION_RENEWING
    # The last login or renewal failed. There may be a token that is still good.
    FAILING = LF_SESSION_FAILING
    # It was closed, or its client was shut down.
    CLOSED = LF_SESSION_CLOSED


class Event(enum.IntEnum):
    """What happened to a managed session."""

    # A session was opened.
    LOGGED_IN = LF_EVENT_LOGGED_IN
    # The session was renewed, or confirmed by the service after Session.token_rejected(). Its token may be another one.
    RENEWED = LF_EVENT_RENEWED
    # A login failed, also one that was ended because other credentials were set or the session was closed; or none is
    # made, because a resource refuses each new token.
    LOGIN_FAILED = LF_EVENT_LOGIN_FAILED
    # A renewal failed. As long as the token is good it is handed out, and the renewal is tried again.
    RENEWAL_FAILED = LF_EVENT_RENEWAL_FAILED
    # A session was logged out; its licence is free. Where the API has no logout, the time of its token was over, or a
    # login takes no licence.
    LOGGED_OUT = LF_EVENT_LOGGED_OUT
    # A session that nobody holds may be open, and take a licence until it idles out: a login or logout had no usable
    # answer, or the API has no call that ends a session.
    LICENSE_LOST = LF_EVENT_LICENSE_LOST


class Exchange(enum.IntEnum):
    """How the last exchange with the server stood."""

    # The server has not seen a request, or has provably not taken it.
    NOTHING_SENT = LF_EXCHANGE_NOTHING_SENT
    # A request went out and no complete answer came.
    UNANSWERED = LF_EXCHANGE_UNANSWERED
    # The server answered.
    ANSWERED = LF_EXCHANGE_ANSWERED
    # Something answered, and nothing shows that it was the service: probably a web server, gateway, proxy or filter in
    # front of it.
    ANSWERED_IN_FRONT = LF_EXCHANGE_ANSWERED_IN_FRONT


class CheckStep(enum.IntEnum):
    """What a check of the connection looks at."""

    # The library itself: its version, the platform, and what it was told to call.
    LIBRARY = LF_CHECK_LIBRARY
    # Which proxy is on the way, and why, or why there is none.
    PROXY = LF_CHECK_PROXY
    # The look-up of the server's name, or of the proxy's.
    NAME = LF_CHECK_NAME
    # The connection to each of the addresses, and the proxy's tunnel.
    CONNECT = LF_CHECK_CONNECT
    # TLS: version, certificates as the server shows them, and whether they are trusted.
    TLS = LF_CHECK_TLS
    # The clock of this machine, beside the server's.
    CLOCK = LF_CHECK_CLOCK
    # Which APIs answer, and whether that of api is among them.
    API = LF_CHECK_API


class Verdict(enum.IntEnum):
    """What a check of the connection finds."""

    # No verdict yet, but something that was found. The text is "name: value".
    FACT = LF_VERDICT_FACT
    # All is well.
    PASSED = LF_VERDICT_PASSED
    # It works, but somebody should look at it.
    WARNING = LF_VERDICT_WARNING
    # It does not work; the error says what has to be done.
    FAILED = LF_VERDICT_FAILED
    # It was not tried, because an earlier step failed, or what it needs did not come.
    SKIPPED = LF_VERDICT_SKIPPED
# end of what is generated


def _member(kind, number):
    """The member of this number; the number itself if it comes from a newer library."""
    try:
        return kind(number)
    except ValueError:
        return number


# What advice can name, and what that is called here.
_ADVICE_NAMES = {
    "api": "api",
    "base_address": "base_address",
    "allow_plain_http": "allow_plain_http",
    "add_ca_pem": "ca_pems",
    "add_ca_file": "ca_files",
    "pinned_certificate": "pinned_certificates",
    "client_certificate": "client_certificate_file",
    "no_proxy": "no_proxy",
    "connect_timeout": "connect_timeout",
    "total_timeout": "total_timeout of Client",
    "call_timeout": "total_timeout of the call",
    "max_answer_bytes": "max_answer_bytes",
    "retry_after": "LFError.retry_after",
    "allow_empty_password": "allow_empty_password",
    "login": "Client.create_token",
    "logout": "Token.invalidate",
    "settle": "Client.settle",
    "session_credentials": "Session.set_credentials",
    "retry_credentials": "Session.retry_credentials",
}


def _fill(template):
    """Puts names into brackets such as " ({login}, {logout})"; leaves out what has none."""

    def names(bracket):
        known = [_ADVICE_NAMES[key] for key in re.findall(r"{(\w+)}", bracket[0]) if key in _ADVICE_NAMES]
        return " (%s)" % ", ".join(known) if known else ""

    return re.sub(r" \({[^)]*\)", names, template)


def _advice(library, number):
    """What to do about a failure, in the names of this module; empty for a number that the library does not know."""
    return _fill(library.lf_advice_text(number).decode())


def _duration(ms):
    """A timedelta; None for what is not known."""
    return timedelta(milliseconds=ms) if ms >= 0 else None


class LFError(Exception):
    """A call failed. Branch on action, or on status where more detail matters; show the message, which never holds a
    secret.

    status            a Status; a plain number if a newer library has it and this module does not
    name              the name of the status, also of one that only a newer library has, such as "TIMED_OUT"
    action            an Action, what kind of thing has to be done; a plain number if only a newer library has it
    message           what happened and what to do
    cause             what lies beneath Status.OUTCOME_UNKNOWN; else the same as status
    http_status       0 if there was no answer
    server_code       the Laserfiche code, such as 9010; 0 if there is none
    server_message, server_class, server_source, operation_id, request_id,
    problem_type, problem_title, problem_detail, problem_instance
                      texts of the answer; empty if it has none
    retry_after       how long the server asks to wait, a timedelta; None if it did not say
    suggested_wait    how long to wait, counted from the failure, before the same call is made again, a timedelta; None
                      where waiting changes nothing. With Action.TRY_LATER it is retry_after if the server said so
    os_code           errno or GetLastError; 0 if there is none
    is_retryable      whether the same call may succeed later without anybody changing anything: Action.TRY_LATER
    exchange          an Exchange, how the last exchange with the server stood
    attempts          how often the request was tried
    """

    def __init__(self, library, status, error=None, setting=None):
        self.status = _member(Status, status)
        self.name = re.sub("^LF_(E_)?", "", library.lf_status_name(status).decode())
        if error:
            advice = _advice(library, library.lf_error_advice(error))
            description = _text(library, library.lf_error_description, error)
            self.message = description + ". " + advice if advice else description
        else:
            self.message = library.lf_status_message(status).decode()
            if setting:
                self.message = "%s: %s" % (setting, self.message)
        super().__init__("%s: %s" % (self.name, self.message))
        self.cause = _member(Status, library.lf_error_cause(error)) if error else self.status
        action = library.lf_error_action(error) if error else library.lf_status_action(status)
        self.action = _member(Action, action)
        # Of no error they are what stands for "absent".
        self.http_status = library.lf_error_http_status(error)
        self.server_code = library.lf_error_server_code(error)
        self.os_code = library.lf_error_os_code(error)
        self.is_retryable = library.lf_error_is_retryable(error) != 0
        self.exchange = _member(Exchange, library.lf_error_exchange(error))
        self.attempts = library.lf_error_attempts(error)
        self.retry_after = _duration(library.lf_error_retry_after_ms(error))
        self.suggested_wait = _duration(library.lf_error_suggested_wait_ms(error))
        for member in (
            "server_message",
            "server_class",
            "server_source",
            "operation_id",
            "request_id",
            "problem_type",
            "problem_title",
            "problem_detail",
            "problem_instance",
        ):
            text = _text(library, getattr(library, "lf_error_" + member), error) if error else ""
            setattr(self, member, text)


def _check(library, status, error=None):
    """Raises what a call returned; frees the error."""
    if status == LF_OK:
        return
    try:
        failure = LFError(library, status, error)
    finally:
        library.lf_error_free(error)
    raise failure


def _text(library, get, handle):
    """A text of a handle. The buffer is wiped, for it may have held a secret."""
    needed = c_size_t()
    status = get(handle, None, 0, needed)
    # A refresh on another thread may bring a longer one at any moment.
    while status == LF_E_BUFFER_TOO_SMALL:
        buffer = ctypes.create_string_buffer(needed.value)
        status = get(handle, buffer, len(buffer), needed)
        text = buffer.value.decode()
        ctypes.memset(buffer, 0, len(buffer))
        if status == LF_OK:
            return text
    raise LFError(library, status)


def _utf8(text):
    """A text for the library, which reads up to the first NUL; None stays None."""
    if text is None:
        return None
    data = os.fspath(text).encode()
    if b"\0" in data:
        raise ValueError("a text for the library must not hold a NUL")
    return data


def _each(texts):
    """One text, or several; None is none."""
    if texts is None:
        return ()
    return (texts,) if isinstance(texts, (str, os.PathLike)) else texts


def _u32(number):
    """ctypes would cut a number that is too large without a word."""
    if not 0 <= number < 2**32:
        raise ValueError("%r is not between 0 and 2**32 - 1" % (number,))
    return int(number)


def _seconds(duration):
    seconds = duration.total_seconds() if isinstance(duration, timedelta) else duration
    if not 0 <= seconds <= 4294967:
        raise ValueError("%s seconds are not between 0 and 4294967" % (seconds,))
    return seconds


def _ms(duration):
    return math.ceil(_seconds(duration) * 1000)


def _whole_seconds(duration):
    return math.ceil(_seconds(duration))


def _count_and_ms(keyword, durations, values):
    """Of a keyword that takes a number and durations."""
    try:
        count, *rest = values
        if len(rest) == durations:
            return [_u32(count), *map(_ms, rest)]
        problem = "takes %d values" % (durations + 1)
    except (TypeError, ValueError, OverflowError) as error:
        problem = error
    raise ValueError("%s: %s" % (keyword, problem))


def _named(keyword, convert, *values):
    """What `convert` makes of the values; a failure names the keyword."""
    try:
        return convert(*values)
    except (TypeError, ctypes.ArgumentError) as error:
        raise TypeError("%s: %s" % (keyword, error)) from None
    except (ValueError, OverflowError) as error:
        raise ValueError("%s: %s" % (keyword, error)) from None


def _utf8_or_raw(value):
    """A text as the library takes it; bytes and numbers are taken as they are."""
    return value if isinstance(value, (bytes, int)) else _utf8(value)


def _setter(library, handle):
    """A function that sets what a keyword says; a failure names the keyword."""

    def put(keyword, function, convert, *values):
        status = _named(keyword, lambda: function(handle, *map(convert, values)))
        if status == LF_E_INVALID_ARGUMENT and None in values:
            raise TypeError("%s: None is no text" % keyword)
        if status != LF_OK:
            raise LFError(library, status, setting=keyword)

    return put


class _Handle:
    """Owns a handle of the library; it is freed by close(), by the collector, or when the program ends."""

    def __init__(self, library, handle, free, *kept):
        self._library = library
        self._handle = handle
        self._process = os.getpid()
        self._finalizer = weakref.finalize(self, _Handle._free, free, handle, kept, self._process)

    @staticmethod
    def _free(free, handle, kept, process):
        # `kept` has to live until the library has let go of it. What a child that was forked has of its parent's is not
        # its to free, and a callback that ran at that moment would never end there.
        if process == os.getpid():
            free(handle)

    def close(self):
        """Frees the handle. Calls that need it fail from now on; those that run go on."""
        self._finalizer()


class Cancel(_Handle):
    """Ends the calls that it is given to, from another thread."""

    def __init__(self, library=None):
        library = _library(library)
        handle = _Cancel()
        _check(library, library.lf_cancel_new(handle))
        super().__init__(library, handle, library.lf_cancel_free)

    def trigger(self):
        """Ends every call that carries it, now and until reset()."""
        _check(self._library, self._library.lf_cancel_trigger(self._handle))

    def reset(self):
        """Makes it fit for new calls, once those that it was to end have returned."""
        _check(self._library, self._library.lf_cancel_reset(self._handle))


class CallSettings:
    """What every call to the server takes as keywords.

    cancel                   a Cancel, which ends the call from another thread
    .. generated from lftoken.h: settings of a call
    total_timeout            How long a call may take in all, instead of the client's total_timeout.
    correlation_id           An id that the log lines of the calls begin with, in square brackets. A text without
                             control characters.
    .. end of what is generated
    """

    def __init__(
        self,
        library,
        *,
        cancel=None,
        # generated from lftoken.h: keywords of a call
        total_timeout=None,
        correlation_id=None,
        # end of what is generated
    ):
        self._library = library
        self._handle = None
        handle = _Call()
        put = _setter(library, handle)
        _check(library, library.lf_call_new(handle))
        try:
            if cancel is not None:
                _check(library, library.lf_call_set_cancel(handle, cancel._handle))
            # generated from lftoken.h: how a call is set
            if total_timeout is not None:
                put("total_timeout", library.lf_call_set_total_timeout_ms, _ms, total_timeout)
            if correlation_id is not None:
                put("correlation_id", library.lf_call_set_correlation_id, _utf8, correlation_id)
            # end of what is generated
        except BaseException:
            library.lf_call_free(handle)
            raise
        self._handle = handle

    def __enter__(self):
        return self._handle

    def __exit__(self, *_):
        self._library.lf_call_free(self._handle)


class SessionSettings:
    """What Client.session() takes as keywords, besides those of Credentials.

    on_event                 is called with (event, failure): an Event, and an LFError or None. The library calls it on
                             threads of its own or on one that makes a call, several at once, so that one event may
                             overtake another. It must return soon; calls that would wait raise LFError there. An
                             exception that it raises goes to sys.unraisablehook.
    ask                      is called whenever the session has to log in, on a thread of the library, and returns the
                             keywords of Credentials as a dict. If it raises something, that is the __cause__ of the
                             LFError which those get who wait for the token, and it is not called again before
                             Session.retry_credentials().
    .. generated from lftoken.h: settings of a session
    margin                   How long a token that is handed out lasts, at least; never more than a tenth of its whole
                             life. By default 30 s.
    renew_after_percent      After which share of its life a token is renewed in the background, if it was read since it
                             came or was last renewed. By default 67.
    jitter_percent           By how much earlier a renewal may come, so that many stations do not renew at the same
                             moment. By default 10.
    keep_alive_seconds       How long the session may be idle on the server after each renewal, as Token.refresh() does.
    linger_seconds           How long after the last read the session is logged out, so that its licence is free; the
                             next read logs in again. By default 300 s.
    hold                     Whether the session is kept alive although nobody reads its token: it is renewed as if it
                             was read, and does not linger.
    .. end of what is generated
    """

    def __init__(
        self,
        library,
        *,
        on_event=None,
        ask=None,
        # generated from lftoken.h: keywords of a session
        margin=None,
        renew_after_percent=None,
        jitter_percent=None,
        keep_alive_seconds=None,
        linger_seconds=None,
        hold=False,
        # end of what is generated
    ):
        self._library = library
        self._handle = None
        # What those who wait are woken up by, and what went wrong in `ask`.
        self.waiting, self.stumbled = set(), []
        self.callbacks = [_listener(library, on_event, self.waiting)]
        handle = _SessionOptions()
        put = _setter(library, handle)
        _check(library, library.lf_session_options_new(handle))
        try:
            _check(library, library.lf_session_options_set_event_callback(handle, self.callbacks[0], None))
            if ask is not None:
                self.callbacks.append(_asker(library, ask, self.stumbled))
                set_callback = library.lf_session_options_set_credentials_callback
                _check(library, set_callback(handle, self.callbacks[1], None))
            # generated from lftoken.h: how a session is set
            if margin is not None:
                put("margin", library.lf_session_options_set_margin_ms, _ms, margin)
            if renew_after_percent is not None:
                put("renew_after_percent", library.lf_session_options_set_renew_after_percent, _u32, renew_after_percent)
            if jitter_percent is not None:
                put("jitter_percent", library.lf_session_options_set_jitter_percent, _u32, jitter_percent)
            if keep_alive_seconds is not None:
                put("keep_alive_seconds", library.lf_session_options_set_keep_alive_seconds, _whole_seconds, keep_alive_seconds)
            if linger_seconds is not None:
                put("linger_seconds", library.lf_session_options_set_linger_seconds, _whole_seconds, linger_seconds)
            put("hold", library.lf_session_options_set_hold, int, hold)
            # end of what is generated
        except BaseException:
            library.lf_session_options_free(handle)
            raise
        self._handle = handle

    def __enter__(self):
        return self._handle

    def __exit__(self, *_):
        self._library.lf_session_options_free(self._handle)


def _listener(library, on_event, waiting):
    """The callback for events: wakes up coroutines that wait for a token, and tells `on_event`."""

    def happened(_, event, error):
        for loop, future in list(waiting):
            # One that was closed has nobody waiting.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(_wake, future)
        if on_event is not None:
            on_event(_member(Event, event), LFError(library, library.lf_error_status(error), error) if error else None)

    return _EventCallback(happened)


def _wake(future):
    if not future.done():
        future.set_result(None)


def _asker(library, ask, stumbled):
    """The callback for credentials: ctypes would take an exception for LF_OK."""

    def fill(_, handle):
        stumbled.clear()
        try:
            Credentials(library, handle, **ask())
        except BaseException as error:
            stumbled.append(error)
            return LF_E_INVALID_ARGUMENT
        return LF_OK

    return _CredentialsCallback(fill)


def _keywords(method, settings, *kinds):
    """The keywords of a call, divided among the classes whose they are."""
    parts = [{} for _ in kinds]
    for keyword, value in settings.items():
        for kind, part in zip(kinds, parts):
            if keyword in kind.__init__.__kwdefaults__:
                part[keyword] = value
                break
        else:
            raise TypeError("%s() got an unexpected keyword argument %r" % (method, keyword))
    return parts


def _call(library, method, settings):
    """A context manager with the handle of the settings; with None, which stands for NULL, if there are none."""
    _keywords(method, settings, CallSettings)
    return CallSettings(library, **settings) if settings else contextlib.nullcontext()


class Credentials(_Handle):
    """What to log in with, for Client.create_token(), session() and adopt_token(); Authorization makes some, too.

    Which of them a login takes depends on the API. A user name and a password, a SAML token or a session key; with
    Api.SERVER_V1 a user name and a password; with Api.SERVER_V2 these, or what Authorization gives, or a refresh token;
    with Api.CLOUD an access key and its service principal key, or what Authorization gives, or a refresh token.

    .. generated from lftoken.h: settings of a login
    username                 The user name.
    password                 The password.
    allow_empty_password     Allows an empty password, for accounts that have none.
    organization             The Directory Server organization.
    application_name         The name that the audit trail and the list of sessions show for the login. Name host and
                             program, so that an administrator can find the session.
    session_key              An existing session key to log in with.
    saml_token               A SAML token to log in with.
    customer_id              The Laserfiche Cloud account id (9 or 10 digits), for logins with a user name on Cloud.
    create_cookie            Asks the server for a cookie besides the token.
    access_key               The access key of a service app, as the Developer Console exports it: base64, or the JSON
                             that is in it.
    access_key_file          The access key as access_key does, by the name of the file that it is in. UTF-8.
    service_principal_key    The service principal key of a service app, which goes with its access key.
    refresh_token            A refresh token to log in with, one that Token.refresh_token gave before a restart.
    client_id                The client id of the app that a refresh token belongs to.
    client_secret            The client secret of a web app.
    scope                    The scopes to ask for, with spaces between them; their case counts. Such as
                             "repository.Read repository.Write".
    .. end of what is generated
    """

    def __init__(
        self,
        library=None,
        _filled=None,
        *,
        # generated from lftoken.h: keywords of a login
        username=None,
        password=None,
        allow_empty_password=False,
        organization=None,
        application_name=None,
        session_key=None,
        saml_token=None,
        customer_id=None,
        create_cookie=False,
        access_key=None,
        access_key_file=None,
        service_principal_key=None,
        refresh_token=None,
        client_id=None,
        client_secret=None,
        scope=None,
        # end of what is generated
    ):
        library = _library(library)
        if _filled is None:
            self._own(library)
            _check(library, library.lf_credentials_new(self._handle))
        else:
            # Those of a callback are the library's.
            super().__init__(library, _filled, lambda _: None)
        put = _setter(library, self._handle)
        try:
            # generated from lftoken.h: how a login is set
            if username is not None:
                put("username", library.lf_credentials_set_username, _utf8, username)
            if password is not None:
                put("password", library.lf_credentials_set_password, _utf8, password)
            put("allow_empty_password", library.lf_credentials_set_allow_empty_password, int, allow_empty_password)
            if organization is not None:
                put("organization", library.lf_credentials_set_organization, _utf8, organization)
            if application_name is not None:
                put("application_name", library.lf_credentials_set_application_name, _utf8, application_name)
            if session_key is not None:
                put("session_key", library.lf_credentials_set_session_key, _utf8, session_key)
            if saml_token is not None:
                put("saml_token", library.lf_credentials_set_saml_token, _utf8, saml_token)
            if customer_id is not None:
                put("customer_id", library.lf_credentials_set_customer_id, _utf8, customer_id)
            put("create_cookie", library.lf_credentials_set_create_cookie, int, create_cookie)
            if access_key is not None:
                put("access_key", library.lf_credentials_set_access_key, _utf8, access_key)
            if access_key_file is not None:
                put("access_key_file", library.lf_credentials_set_access_key_file, _utf8, access_key_file)
            if service_principal_key is not None:
                put("service_principal_key", library.lf_credentials_set_service_principal_key, _utf8, service_principal_key)
            if refresh_token is not None:
                put("refresh_token", library.lf_credentials_set_refresh_token, _utf8, refresh_token)
            if client_id is not None:
                put("client_id", library.lf_credentials_set_client_id, _utf8, client_id)
            if client_secret is not None:
                put("client_secret", library.lf_credentials_set_client_secret, _utf8, client_secret)
            if scope is not None:
                put("scope", library.lf_credentials_set_scope, _utf8, scope)
            # end of what is generated
        except BaseException:
            self.close()
            raise

    def _own(self, library):
        super().__init__(library, _Credentials(), library.lf_credentials_free)

    @classmethod
    def _made_by(cls, library, make):
        """Those that a function of the library makes."""
        credentials = cls.__new__(cls)
        credentials._own(library)
        error = _Error()
        _check(library, make(credentials._handle, error), error)
        return credentials

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _login(library, method, credentials, settings):
    """A context manager with the credentials of a call, which are given as such or by their keywords."""
    if credentials is None:
        return Credentials(library, **settings)
    if settings:
        raise TypeError("%s(): %s goes into the credentials, which are given" % (method, next(iter(settings))))
    if not isinstance(credentials, Credentials):
        raise TypeError("%s(): credentials is a %s, not Credentials" % (method, type(credentials).__name__))
    return contextlib.nullcontext(credentials)


@contextlib.contextmanager
def _logging_out(kind):
    """Around the logout at the end of a `with` that an exception of this kind has left, or None."""
    try:
        yield
    except LFError as error:
        if kind is None:
            raise
        # The exception that is on its way matters more, but the licence must not get lost in silence.
        warnings.warn("a session was not logged out: %s" % error, RuntimeWarning, stacklevel=4)


class Token(_Handle):
    """A session on the server and its access token; made by Client.

    As a context manager it logs out at the end, whatever happened. Without that, call invalidate(): close() and the
    collector only free the handle, and the session keeps its licence until it idles out.
    """

    def __init__(self, library):
        super().__init__(library, _Token(), library.lf_token_free)

    def refresh(self, keep_alive=0, **call_settings):
        """Keeps the session alive: it may then be idle for `keep_alive`, at most an hour; 0 leaves it to the server.

        Where Client.supports() denies Capability.REFRESH_WITHOUT_CREDENTIALS, it logs in anew with what the token keeps
        for that: read value, and refresh_token, again afterwards. keep_alive needs Capability.KEEP_ALIVE.
        """
        library = self._library
        seconds = _named("keep_alive", _whole_seconds, keep_alive)
        error = _Error()
        with _call(library, "refresh", call_settings) as call:
            _check(library, library.lf_refresh_token(self._handle, seconds, call, error), error)

    def invalidate(self, **call_settings):
        """Logs out: the licence is free again. A session that has already ended is a success.

        Where Client.supports() denies Capability.LOG_OUT, it forgets the token, whose state is TokenState.DISCARDED.
        """
        library = self._library
        error = _Error()
        with _call(library, "invalidate", call_settings) as call:
            _check(library, library.lf_invalidate_token(self._handle, call, error), error)

    @property
    def value(self):
        """The token itself, a secret, for the header "Authorization: Bearer " of other requests."""
        return _text(self._library, self._library.lf_token_value, self._handle)

    @property
    def cookie(self):
        """"name=value" if create_token() asked for a cookie, else empty. A secret."""
        return _text(self._library, self._library.lf_token_cookie, self._handle)

    @property
    def refresh_token(self):
        """What the next refresh() will use, for a program that keeps it for a login after a restart; empty: none.

        Each refresh uses it up and brings another one. A secret.
        """
        return _text(self._library, self._library.lf_token_refresh_token, self._handle)

    @property
    def scope(self):
        """The scopes that the server granted, with spaces between them; empty if it did not tell."""
        return _text(self._library, self._library.lf_token_scope, self._handle)

    @property
    def api_address(self):
        """Where the repository API is to be called with the token, without a slash at the end; empty if not known."""
        return _text(self._library, self._library.lf_token_api_address, self._handle)

    @property
    def repository_id(self):
        return _text(self._library, self._library.lf_token_repository_id, self._handle)

    @property
    def expires_at(self):
        """When the session ends if nothing keeps it alive, as a datetime in UTC; None if it is not known."""
        out = c_int64()
        _check(self._library, self._library.lf_token_expires_at_ms(self._handle, out))
        return _EPOCH + timedelta(milliseconds=out.value) if out.value else None

    @property
    def remaining(self):
        """How long the session still lasts, whatever this machine's clock says: a timedelta; None if not known."""
        out = c_int64()
        _check(self._library, self._library.lf_token_remaining_ms(self._handle, out))
        return _duration(out.value)

    @property
    def lifetime(self):
        """How long the session was to last in all: what remaining was right after the login or the last refresh."""
        out = c_int64()
        _check(self._library, self._library.lf_token_lifetime_ms(self._handle, out))
        return _duration(out.value)

    @property
    def state(self):
        """What the library knows of the session: a TokenState; a plain number if only a newer library has it."""
        out = c_int32()
        _check(self._library, self._library.lf_token_state(self._handle, out))
        return _member(TokenState, out.value)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        try:
            with _logging_out(kind):
                if self._finalizer.alive and self.state == LF_TOKEN_ACTIVE:
                    self.invalidate()
        finally:
            self.close()


class Session(_Handle):
    """A session on the server that the library keeps open, and a valid token whenever somebody asks; made by Client.

        with client.session("Archive", username="svc", password=password) as session:
            headers = {"Authorization": session.authorization()}   # on any thread, before each request

    The first read logs in, however many threads and tasks ask; the token is renewed in the background while it is
    read, and the session is logged out when nobody has read it for a while. After an answer 401 call
    authorization_after_401(), and repeat the request once. As a context manager, also an asynchronous one, it logs out
    at the end, whatever happened. What is still open when the program ends is logged out then, which takes 5 seconds
    at most.

    A failure that is not worth repeating at once is raised again without another try, and credentials that were
    refused are not tried again before set_credentials() or retry_credentials(), because accounts get locked. A child
    process that was forked makes a Client and a Session of its own: everything here raises Status.FORKED there.
    """

    def __init__(self, client, repository_id=None, credentials=None, **settings):
        library = client._library
        login, own = _keywords("session", settings, Credentials, SessionSettings)
        asks = credentials is None and not login and own.get("ask") is not None
        repository = _named("repository_id", _utf8, repository_id)
        drafted = SessionSettings(library, **own)
        self._waiting, self._stumbled = drafted.waiting, drafted.stumbled
        super().__init__(library, _Session(), library.lf_session_free, drafted.callbacks)
        error = _Error()
        chosen = contextlib.nullcontext() if asks else _login(library, "session", credentials, login)
        with drafted as options, chosen as known:
            status = library.lf_session_new(
                client._handle, repository, known and known._handle, options, self._handle, error
            )
        _check(library, status, error)
        _sessions.add(self)
        # What is registered last runs first: before weakref frees the handles.
        atexit.unregister(_log_out_at_exit)
        atexit.register(_log_out_at_exit)

    def token(self, **call_settings):
        """The access token, a secret. It waits for a login or a renewal if there is no good one.

        total_timeout and cancel end the wait of this call alone: the login goes on, and its token is kept for the next.
        """
        with _call(self._library, "token", call_settings) as call:
            return self._read(self._library.lf_session_token, call)

    def authorization(self, **call_settings):
        """The whole value of an Authorization header: "Bearer " and the token. Otherwise as token()."""
        with _call(self._library, "authorization", call_settings) as call:
            return self._read(self._library.lf_session_authorization, call)

    def try_token(self):
        """As token(), without waiting: None tells that a login is on its way."""
        try:
            return self._read(self._library.lf_session_try_token)
        except LFError as error:
            if error.status == LF_E_PENDING:
                return None
            raise

    def _read(self, function, *call):
        """A secret, by one call of the library if it is not too long. The buffer is wiped."""
        library, size = self._library, 2048
        while True:
            buffer, needed, error = ctypes.create_string_buffer(size), c_size_t(), _Error()
            status = function(self._handle, *call, buffer, size, needed, error)
            text = buffer.value.decode()
            ctypes.memset(buffer, 0, size)
            if status == LF_E_BUFFER_TOO_SMALL:
                library.lf_error_free(error)
                size = needed.value
                continue
            try:
                _check(library, status, error)
            except LFError as failure:
                if self._stumbled and failure.status == LF_E_INVALID_ARGUMENT:
                    raise failure from self._stumbled[0]
                raise
            return text

    def token_rejected(self, value):
        """Tells that a resource has refused the token, or header, of this value with 401. Nothing waits here.

        True: read again, and repeat the request once. False: the service has confirmed the session within the last
        minute, so that the account may not use that resource. An older token changes nothing.
        """
        error = _Error()
        status = self._library.lf_session_token_rejected(self._handle, _named("value", _utf8, value), error)
        if status == LF_E_ACCESS_DENIED:
            self._library.lf_error_free(error)
            return False
        _check(self._library, status, error)
        return True

    def authorization_after_401(self, rejected, **call_settings):
        """The header to repeat a request with, once, whose answer was 401 to the header `rejected`.

        None if that is of no use, because the service has confirmed the token, or tokens are refused again and again:
        then the 401 is the answer.
        """
        if not self.token_rejected(rejected):
            return None
        with _unless_denied():
            return _other_than(rejected, self.authorization(**call_settings))

    async def token_async(self):
        """As token(), for a coroutine of asyncio, whose event loop it does not block.

        A task that is cancelled ends its own wait alone, so limit the time by asyncio.wait_for().
        """
        import asyncio

        loop = asyncio.get_running_loop()
        while True:
            # First, so that no event is missed.
            waiter = loop, loop.create_future()
            self._waiting.add(waiter)
            try:
                value = self.try_token()
                if value is not None:
                    return value
                # Not everything that ends a wait is an event.
                await asyncio.wait({waiter[1]}, timeout=0.25)
            finally:
                self._waiting.discard(waiter)

    async def authorization_async(self):
        """As authorization(), and otherwise as token_async()."""
        return "Bearer " + await self.token_async()

    async def authorization_after_401_async(self, rejected):
        """As authorization_after_401(), and otherwise as token_async()."""
        if not self.token_rejected(rejected):
            return None
        with _unless_denied():
            return _other_than(rejected, await self.authorization_async())

    def set_credentials(self, credentials=None, **login):
        """Sets other credentials, such as a password that was changed: a Credentials, or its keywords. Nothing is sent.

        What was refused before is forgotten. A token of another user, app or account is no longer handed out, and is
        logged out.
        """
        library = self._library
        error = _Error()
        _keywords("set_credentials", login, Credentials)
        with _login(library, "set_credentials", credentials, login) as chosen:
            _check(library, library.lf_session_set_credentials(self._handle, chosen._handle, error), error)

    def retry_credentials(self):
        """Allows another login with credentials that were refused, because the reason is gone; the next read does."""
        _check(self._library, self._library.lf_session_retry_credentials(self._handle))

    @property
    def state(self):
        """What the session is doing: a SessionState; a plain number if only a newer library has it."""
        out = c_int32()
        _check(self._library, self._library.lf_session_state(self._handle, out))
        return _member(SessionState, out.value)

    @property
    def expires_at(self):
        """When the token of now expires, as a datetime in UTC; None if there is none, or it is not known."""
        out = c_int64()
        _check(self._library, self._library.lf_session_expires_at_ms(self._handle, out))
        return _EPOCH + timedelta(milliseconds=out.value) if out.value else None

    @property
    def api_address(self):
        """Where the repository API is to be called, without a slash at the end; empty until a login has told it."""
        return _text(self._library, self._library.lf_session_api_address, self._handle)

    @property
    def stats(self):
        """What the session has done so far, for support: numbers by their names, such as "logins"."""
        lines = _text(self._library, self._library.lf_session_stats, self._handle).splitlines()
        return {name: int(value) for name, value in map(str.split, lines)}

    def events(self):
        """What has happened since the last call, the oldest first: a list of (event, failure), as on_event gets them.

        At most 64 are kept.
        """
        library = self._library
        found = []
        while True:
            event, error = c_int32(), _Error()
            _check(library, library.lf_session_next_event(self._handle, event, error))
            if not event.value:
                return found
            try:
                failure = LFError(library, library.lf_error_status(error), error) if error else None
            finally:
                library.lf_error_free(error)
            found.append((_member(Event, event.value), failure))

    def close(self, **call_settings):
        """Logs out, and waits for that; reads raise Status.CLOSED from now on.

        What is outstanding when the call ends goes on in the background. An LFError tells that a session may be open.
        """
        error = _Error()
        with _call(self._library, "close", call_settings) as call:
            _check(self._library, self._library.lf_session_close(self._handle, call, error), error)
        _sessions.discard(self)

    async def close_async(self, **call_settings):
        """As close(), on another thread, so that no event loop is blocked."""
        import asyncio

        await asyncio.get_running_loop().run_in_executor(None, lambda: self.close(**call_settings))

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        with _logging_out(kind):
            self.close()

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, value, traceback):
        with _logging_out(kind):
            await self.close_async()


@contextlib.contextmanager
def _unless_denied():
    """Around a read after a rejection: the failure that the resource refuses every token is none of the read."""
    try:
        yield
    except LFError as error:
        if error.status != LF_E_ACCESS_DENIED:
            raise


def _other_than(rejected, again):
    return None if again == rejected else again


# Those that are not closed.
_sessions = weakref.WeakSet()


def _log_out_at_exit():
    """Logs out what the program has left open: the process takes the library's threads with it."""
    ends = time.monotonic() + 5
    # A child that was forked has its parent's, too.
    for session in [session for session in _sessions if session._process == os.getpid()]:
        try:
            session.close(total_timeout=max(0.001, ends - time.monotonic()))
        except LFError as error:
            warnings.warn("a session was not logged out at the end of the program: %s" % error, RuntimeWarning)


class Client(_Handle):
    """A server and how to reach it. One client serves a whole program and all its threads.

    base_address             such as "https://lf.example.com/LFRepositoryAPI"; with Api.CLOUD the address of the login
                             server, and only needed where no access key names its region
    .. generated from lftoken.h: settings of a client
    api                      Which API the server has. By default Api.V1_ALPHA.
    allow_plain_http         Allows a base address with http to any host.
    connect_timeout          How long one attempt to get a connection may take: name look-up, TCP, proxy and TLS
                             together. By default 10 s.
    total_timeout            How long a call may take in all: connecting, sending, waiting, reading, and every
                             repetition. By default 30 s.
    late_answer_grace        How long the library waits for the answer to a login after Client.create_token() has
                             returned Status.OUTCOME_UNKNOWN because of a timeout or cancel. By default 30 s.
    trust                    Which certificate authorities are trusted. By default Trust.SYSTEM.
    ca_pems                  Adds certificate authorities to those that are trusted. One or more certificates in PEM
                             form, read by Client. One text, or several.
    ca_files                 Adds the certificate authorities of a file, read as by ca_pems. A regular file of at most
                             16 MiB with certificates in PEM form, or with one in binary form (DER), read by Client. One
                             text, or several.
    pinned_certificates      Accepts exactly this server certificate, for servers with a self-signed one: its issuer,
                             names and dates are not checked. The SHA-256 fingerprint of the certificate, 64 hexadecimal
                             digits, as browsers and `openssl x509 -fingerprint -sha256` show it: colons, dashes, white
                             space and a label in front do not matter. One text, or several.
    min_tls_version          The oldest TLS version that is spoken. By default TlsVersion.TLS_1_2.
    client_key_password      The password of the client key in PEM form, for one that is encrypted (BEGIN ENCRYPTED
                             PRIVATE KEY). The password, wiped with the options.
    use_system_proxy         Uses the proxy that the environment names: https_proxy or HTTPS_PROXY (http_proxy for
                             http), else all_proxy or ALL_PROXY; not for hosts in no_proxy or NO_PROXY and not for this
                             machine itself.
    no_proxy                 Hosts that are reached without the proxy, in addition to those of the environment. Entries
                             separated by commas: a host, which covers its subdomains too ("example.com", ".example.com"
                             and "*.example.com" mean the same), an address, a network ("10.0.0.0/8"), or "*".
    user_agent_product       Names the host program in the User-Agent header, before the library's own name. Such as
                             "CaptureStation/5.1".
    max_answer_bytes         How large the body of an answer may be. By default 262144.
    .. end of what is generated
    client_certificate_pem   (certificate, key) as PEM text
    client_certificate_file  (certificate, key) as paths
    client_certificate_pkcs12       (bytes of a PKCS#12 file, password or None)
    client_certificate_pkcs12_file  (path of a PKCS#12 file, password or None)
    ca_ders                  certificate authorities that are trusted, too: bytes of a certificate (DER), or several
    proxy                    "http://host:port"; proxy_username and proxy_password if it wants them
    pool                     (how many idle connections are kept, for how long)
    retry                    (attempts at most, delay before the second attempt, delay at most)
    log, log_level           is called with (level, text) on any thread, up to the level; a LogLevel.
                             An exception that it raises goes to sys.unraisablehook. It must not close the client
                             nor call settle().
    library                  a path, or what load() returned
    """

    def __init__(
        self,
        base_address=None,
        *,
        # generated from lftoken.h: keywords of a client
        api=None,
        allow_plain_http=False,
        connect_timeout=None,
        total_timeout=None,
        late_answer_grace=None,
        trust=None,
        ca_pems=(),
        ca_files=(),
        pinned_certificates=(),
        min_tls_version=None,
        client_key_password=None,
        use_system_proxy=False,
        no_proxy=None,
        user_agent_product=None,
        max_answer_bytes=None,
        # end of what is generated
        client_certificate_pem=None,
        client_certificate_file=None,
        client_certificate_pkcs12=None,
        client_certificate_pkcs12_file=None,
        ca_ders=(),
        proxy=None,
        proxy_username=None,
        proxy_password=None,
        pool=None,
        retry=None,
        log=None,
        log_level=LF_LOG_INFO,
        library=None
    ):
        library = _library(library)
        callback = None
        if log is not None:
            callback = _LogCallback(lambda _, level, text: log(level, text.decode()))
        handle = _Options()
        client = _Client()
        error = _Error()

        put = _setter(library, handle)
        _check(library, library.lf_options_new(handle))
        try:
            if base_address is not None:
                put("base_address", library.lf_options_set_base_address, _utf8, base_address)
            # generated from lftoken.h: how a client is set
            if api is not None:
                put("api", library.lf_options_set_api, int, api)
            put("allow_plain_http", library.lf_options_set_allow_plain_http, int, allow_plain_http)
            if connect_timeout is not None:
                put("connect_timeout", library.lf_options_set_connect_timeout_ms, _ms, connect_timeout)
            if total_timeout is not None:
                put("total_timeout", library.lf_options_set_total_timeout_ms, _ms, total_timeout)
            if late_answer_grace is not None:
                put("late_answer_grace", library.lf_options_set_late_answer_grace_ms, _ms, late_answer_grace)
            if trust is not None:
                put("trust", library.lf_options_set_trust, int, trust)
            for text in _each(ca_pems):
                put("ca_pems", library.lf_options_add_ca_pem, _utf8, text)
            for text in _each(ca_files):
                put("ca_files", library.lf_options_add_ca_file, _utf8, text)
            for text in _each(pinned_certificates):
                put("pinned_certificates", library.lf_options_add_pinned_certificate, _utf8, text)
            if min_tls_version is not None:
                put("min_tls_version", library.lf_options_set_min_tls_version, int, min_tls_version)
            if client_key_password is not None:
                put("client_key_password", library.lf_options_set_client_key_password, _utf8, client_key_password)
            put("use_system_proxy", library.lf_options_set_use_system_proxy, int, use_system_proxy)
            if no_proxy is not None:
                put("no_proxy", library.lf_options_set_no_proxy, _utf8, no_proxy)
            if user_agent_product is not None:
                put("user_agent_product", library.lf_options_set_user_agent_product, _utf8, user_agent_product)
            if max_answer_bytes is not None:
                put("max_answer_bytes", library.lf_options_set_max_answer_bytes, _u32, max_answer_bytes)
            # end of what is generated
            # After the proxy of the system, which it stands in for.
            if proxy is not None:
                put("proxy", library.lf_options_set_proxy, _utf8, proxy, proxy_username, proxy_password)
            if client_certificate_pem is not None:
                set_pem = library.lf_options_set_client_certificate_pem
                put("client_certificate_pem", set_pem, _utf8, *client_certificate_pem)
            if client_certificate_file is not None:
                set_file = library.lf_options_set_client_certificate_file
                put("client_certificate_file", set_file, _utf8, *client_certificate_file)
            if client_certificate_pkcs12 is not None:
                contents, password = client_certificate_pkcs12
                set_pkcs12 = library.lf_options_set_client_certificate_pkcs12
                put("client_certificate_pkcs12", set_pkcs12, _utf8_or_raw, bytes(contents), len(contents), password)
            if client_certificate_pkcs12_file is not None:
                set_file = library.lf_options_set_client_certificate_pkcs12_file
                put("client_certificate_pkcs12_file", set_file, _utf8, *client_certificate_pkcs12_file)
            for der in (ca_ders,) if isinstance(ca_ders, (bytes, bytearray)) else ca_ders:
                put("ca_ders", library.lf_options_add_ca_der, _utf8_or_raw, bytes(der), len(der))
            if pool is not None:
                put("pool", library.lf_options_set_pool, int, *_count_and_ms("pool", 1, pool))
            if retry is not None:
                put("retry", library.lf_options_set_retry, int, *_count_and_ms("retry", 2, retry))
            if callback is not None:
                _check(library, library.lf_options_set_log(handle, log_level, callback, None))
            _check(library, library.lf_client_new(handle, client, error), error)
        finally:
            library.lf_options_free(handle)
        super().__init__(library, client, library.lf_client_free, callback)

    def supports(self, what):
        """Whether the API of this client can do `what`, a Capability; False for what this library does not know."""
        return self._library.lf_client_supports(self._handle, what) == 1

    def create_token(self, repository_id=None, credentials=None, **settings):
        """Logs in and returns a Token: opens a session, which takes a licence until it is logged out or idles out.

        `credentials` is a Credentials; instead of it take its keywords, such as username and password. The other
        keywords are those of CallSettings. With Api.CLOUD no licence is taken, and repository_id may be None.

        After Status.OUTCOME_UNKNOWN do not simply try again: a session may be open; see settle().
        """
        library = self._library
        login, call_settings = _keywords("create_token", settings, Credentials, CallSettings)
        error = _Error()
        # Once the session is open, nothing may fail any more.
        token = Token(library)
        try:
            repository = _named("repository_id", _utf8, repository_id)
            with _login(library, "create_token", credentials, login) as chosen:
                with _call(library, "create_token", call_settings) as call:
                    status = library.lf_create_token(
                        self._handle, repository, chosen._handle, call, token._handle, error
                    )
            _check(library, status, error)
        except BaseException:
            # Ctrl+C is seen when the call has returned: by then the session may be open.
            if token._handle:
                library.lf_invalidate_token(token._handle, None, None)
            raise
        return token

    def session(self, repository_id=None, credentials=None, **settings):
        """Makes a Session, which has a valid token whenever somebody asks. Nothing is sent: the first read logs in.

        `credentials` is a Credentials; instead of it take its keywords, or `ask`. The other keywords are those of
        SessionSettings.
        """
        return Session(self, repository_id, credentials, **settings)

    def adopt_token(self, repository_id, value, expires_at=None, credentials=None, **settings):
        """Makes a Token of a value that came from elsewhere, to keep it alive or log it out. Nothing is sent.

        expires_at is an aware datetime, or None if it is not known. Where a refresh is a new login, it needs
        `credentials`, a Credentials, or the keywords of one: those of the login, or a refresh token with its app.
        """
        library = self._library
        (login,) = _keywords("adopt_token", settings, Credentials)
        unix_ms = 0 if expires_at is None else (expires_at - _EPOCH) // timedelta(milliseconds=1)
        token = Token(library)
        error = _Error()
        texts = _named("repository_id", _utf8, repository_id), _named("value", _utf8, value)
        if credentials is None and not login:
            status = library.lf_token_adopt(self._handle, *texts, unix_ms, token._handle, error)
        else:
            with _login(library, "adopt_token", credentials, login) as chosen:
                status = library.lf_token_adopt_with_credentials(
                    self._handle, *texts, unix_ms, chosen._handle, token._handle, error
                )
        _check(library, status, error)
        return token

    def settle(self, **call_settings):
        """Waits until answers to logins of unknown outcome have come and their sessions are logged out.

        Returns how many sessions that nobody holds may still be open; 0: none. They are those that were still
        outstanding when the time was over, or that the library gave up since settle() was last called. Without
        total_timeout it waits for late_answer_grace and the logouts after it, 51 seconds by default.
        """
        return self._settled("settle", self._library.lf_client_settle, call_settings)

    def shutdown(self, **call_settings):
        """Logs out every token and every Session of the client, side by side, and waits as settle() does.

        From now on logins, refreshes and reads raise Status.CLOSED. Call it once, where a service is told to stop.
        Returns how many sessions may still be open; 0: none.
        """
        return self._settled("shutdown", self._library.lf_client_shutdown, call_settings)

    def check(self, repository=None, found=None, **call_settings):
        """Finds out why a program does not get through to the service, one step after the other.

        No login is sent, and no session is opened. found(step, verdict, text, error) is called on this thread for
        each fact and each verdict, with a CheckStep, a Verdict, a text for a person, and an LFError if the step failed.
        What it raises is raised again at the end. Raises the LFError of the step that failed.
        """
        library = self._library
        stumbled = []

        def tell(_, step, verdict, text, handle):
            try:
                cause = LFError(library, library.lf_error_status(handle), handle) if handle else None
                if found is not None and not stumbled:
                    found(_member(CheckStep, step), _member(Verdict, verdict), text.decode(), cause)
            except BaseException as failure:
                # Beneath are frames of the library, which no exception may cross.
                stumbled.append(failure)

        error = _Error()
        with _call(library, "check", call_settings) as call:
            status = library.lf_client_check(self._handle, _utf8(repository), _CheckCallback(tell), None, call, error)
        if stumbled:
            library.lf_error_free(error)
            raise stumbled[0]
        _check(library, status, error)

    def _settled(self, method, function, call_settings):
        library = self._library
        outstanding = c_uint32()
        error = _Error()
        with _call(library, method, call_settings) as call:
            status = function(self._handle, call, outstanding, error)
        if status in (LF_E_TIMED_OUT, LF_E_OUTCOME_UNKNOWN):
            library.lf_error_free(error)
        else:
            _check(library, status, error)
        return outstanding.value

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Authorization(_Handle):
    """A login in a browser, by an authorization code with PKCE: for Api.SERVER_V2 and Api.CLOUD.

        with lftoken.Authorization(client, "http://127.0.0.1:8123/", client_id="...") as authorization:
            authorization.listen()
            webbrowser.open(authorization.url)
            with authorization.wait(total_timeout=120) as credentials:
                token = client.create_token("Archive", credentials)

    A web application passes the address that the browser came back with to accept() instead.

    redirect_address         where the browser is sent back to, exactly as the app or the server has it
    client_id                the app's, with Api.CLOUD
    scope                    with spaces between, such as "repository.Read repository.Write"
    .. generated from lftoken.h: settings of an authorization
    client_secret            The client secret of a web app, which goes into the credentials.
    customer_id              The id of the Laserfiche Cloud account (9 or 10 digits) that the user is to log in to.
    .. end of what is generated
    """

    def __init__(
        self,
        client,
        redirect_address,
        *,
        client_id=None,
        scope=None,
        # generated from lftoken.h: keywords of an authorization
        client_secret=None,
        customer_id=None,
        # end of what is generated
    ):
        library = client._library
        handle = _Authorization()
        error = _Error()
        super().__init__(library, handle, library.lf_authorization_free)
        put = _setter(library, handle)
        texts = {"client_id": client_id, "redirect_address": redirect_address, "scope": scope}
        texts = [_named(keyword, _utf8, text) for keyword, text in texts.items()]
        _check(library, library.lf_authorization_new(client._handle, *texts, handle, error), error)
        try:
            # generated from lftoken.h: how an authorization is set
            if client_secret is not None:
                put("client_secret", library.lf_authorization_set_client_secret, _utf8, client_secret)
            if customer_id is not None:
                put("customer_id", library.lf_authorization_set_customer_id, _utf8, customer_id)
            # end of what is generated
        except BaseException:
            self.close()
            raise

    @property
    def url(self):
        """The address to open in a browser. It is for the user alone."""
        return _text(self._library, self._library.lf_authorization_url, self._handle)

    def accept(self, callback_url):
        """Makes Credentials of the address that the browser came back with, or of its query, for one create_token().

        What is not the answer to this login raises LFError, and uses nothing up.
        """
        url = _named("callback_url", _utf8, callback_url)
        accept = self._library.lf_authorization_accept
        return Credentials._made_by(self._library, lambda out, error: accept(self._handle, url, out, error))

    def listen(self):
        """Listens for the browser at the port of the redirect address, on this machine only. Call it before the
        address is opened; it returns at once.
        """
        error = _Error()
        _check(self._library, self._library.lf_authorization_listen(self._handle, error), error)

    def wait(self, **call_settings):
        """Waits until the browser has come back to listen(), and makes Credentials as accept() does.

        Without total_timeout it waits for 5 minutes: from a redirect address that is not allowed the browser never
        comes back. After Status.TIMED_OUT and Status.CANCELLED it still listens, and can be called again.
        """
        wait = self._library.lf_authorization_wait
        with _call(self._library, "wait", call_settings) as call:
            return Credentials._made_by(self._library, lambda out, error: wait(self._handle, call, out, error))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _library(library):
    return library if isinstance(library, ctypes.CDLL) else load(library)
