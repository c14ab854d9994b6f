"""lftoken: Laserfiche repository access tokens, through the native library of the same name.

    import lftoken

    with lftoken.Client("https://lf.example.com/LFRepositoryAPI") as client:
        with client.create_token("Archive", username="svc", password=password) as token:
            headers = {"Authorization": "Bearer " + token.value}
            ...                     # requests; token.refresh(1800) now and then
                                    # the session is logged out here, and its licence is free again

What fails raises LFError. Everything can be called from any thread. Durations are a timedelta or seconds.
Below Client and Token, load() gives every function of the C interface; include/lftoken.h is its manual.

For Python 3.8 and newer; needs nothing but the library. SPDX-License-Identifier: MIT OR Apache-2.0
"""

import ctypes
import ctypes.util
import enum
import math
import os
import re
import sys
import threading
import warnings
import weakref
from ctypes import POINTER as P
from ctypes import c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_void_p
from datetime import datetime, timedelta, timezone

LF_VERSION = "0.1.0"
LF_VERSION_MAJOR = 0
LF_VERSION_MINOR = 1
LF_VERSION_PATCH = 0
LF_VERSION_NUMBER = 1000
LF_OK = 0
LF_E_INVALID_ARGUMENT = 1
LF_E_INVALID_HANDLE = 2
LF_E_BUFFER_TOO_SMALL = 3
LF_E_UNSUPPORTED = 4
LF_E_INTERNAL = 5
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
LF_ACTION_NONE = 0
LF_ACTION_FIX_CALL = 1
LF_ACTION_FIX_SETUP = 2
LF_ACTION_FIX_CREDENTIALS = 3
LF_ACTION_LOG_IN_AGAIN = 4
LF_ACTION_LOG_OUT_THEN_IN = 5
LF_ACTION_TRY_LATER = 6
LF_ACTION_CHECK_SESSION = 7
LF_ACTION_REPORT_DEFECT = 8
LF_ABI_VERSION = 1
LF_LOG_OFF = 0
LF_LOG_ERROR = 1
LF_LOG_WARN = 2
LF_LOG_INFO = 3
LF_LOG_DEBUG = 4
LF_TRUST_SYSTEM = 0
LF_TRUST_BUNDLED = 1
LF_TRUST_ADDED_ONLY = 2
LF_TLS_1_2 = 12
LF_TLS_1_3 = 13
LF_TOKEN_ACTIVE = 1
LF_TOKEN_GONE = 2
LF_TOKEN_LOGGED_OUT = 3
LF_TOKEN_DISCARDED = 4
LF_EXCHANGE_NOTHING_SENT = 0
LF_EXCHANGE_UNANSWERED = 1
LF_EXCHANGE_ANSWERED = 2

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def _handle_type(name):
    """A kind of handle: a pointer to something that only the library knows."""
    return P(type(name, (ctypes.Structure,), {}))


_Options = _handle_type("lf_options")
_Client = _handle_type("lf_client")
_Credentials = _handle_type("lf_credentials")
_Call = _handle_type("lf_call")
_Cancel = _handle_type("lf_cancel")
_Token = _handle_type("lf_token")
_Error = _handle_type("lf_error")
_LogCallback = ctypes.CFUNCTYPE(None, c_void_p, c_int32, c_char_p)

# Name: (result, parameters).
_FUNCTIONS = {
    "lf_status_name": (c_char_p, [c_int32]),
    "lf_status_message": (c_char_p, [c_int32]),
    "lf_status_action": (c_int32, [c_int32]),
    "lf_library_version": (c_char_p, []),
    "lf_library_abi_version": (c_uint32, []),
    "lf_options_new": (c_int32, [P(_Options)]),
    "lf_options_free": (None, [_Options]),
    "lf_options_set_base_address": (c_int32, [_Options, c_char_p]),
    "lf_options_set_allow_plain_http": (c_int32, [_Options, c_int32]),
    "lf_options_set_connect_timeout_ms": (c_int32, [_Options, c_uint32]),
    "lf_options_set_total_timeout_ms": (c_int32, [_Options, c_uint32]),
    "lf_options_set_late_answer_grace_ms": (c_int32, [_Options, c_uint32]),
    "lf_options_set_trust": (c_int32, [_Options, c_int32]),
    "lf_options_add_ca_pem": (c_int32, [_Options, c_char_p]),
    "lf_options_add_ca_file": (c_int32, [_Options, c_char_p]),
    "lf_options_add_pinned_certificate": (c_int32, [_Options, c_char_p]),
    "lf_options_set_client_certificate_pem": (c_int32, [_Options, c_char_p, c_char_p]),
    "lf_options_set_client_certificate_file": (c_int32, [_Options, c_char_p, c_char_p]),
    "lf_options_set_min_tls_version": (c_int32, [_Options, c_int32]),
    "lf_options_set_proxy": (c_int32, [_Options, c_char_p, c_char_p, c_char_p]),
    "lf_options_set_use_system_proxy": (c_int32, [_Options, c_int32]),
    "lf_options_set_no_proxy": (c_int32, [_Options, c_char_p]),
    "lf_options_set_user_agent_product": (c_int32, [_Options, c_char_p]),
    "lf_options_set_pool": (c_int32, [_Options, c_uint32, c_uint32]),
    "lf_options_set_max_answer_bytes": (c_int32, [_Options, c_uint32]),
    "lf_options_set_retry": (c_int32, [_Options, c_uint32, c_uint32, c_uint32]),
    "lf_options_set_log": (c_int32, [_Options, c_int32, _LogCallback, c_void_p]),
    "lf_client_new": (c_int32, [_Options, P(_Client), P(_Error)]),
    "lf_client_free": (None, [_Client]),
    "lf_client_settle": (c_int32, [_Client, _Call, P(c_uint32), P(_Error)]),
    "lf_credentials_new": (c_int32, [P(_Credentials)]),
    "lf_credentials_free": (None, [_Credentials]),
    "lf_credentials_set_username": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_password": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_organization": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_application_name": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_session_key": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_saml_token": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_customer_id": (c_int32, [_Credentials, c_char_p]),
    "lf_credentials_set_create_cookie": (c_int32, [_Credentials, c_int32]),
    "lf_create_token": (c_int32, [_Client, c_char_p, _Credentials, _Call, P(_Token), P(_Error)]),
    "lf_refresh_token": (c_int32, [_Token, c_uint32, _Call, P(_Error)]),
    "lf_invalidate_token": (c_int32, [_Token, _Call, P(_Error)]),
    "lf_token_adopt": (c_int32, [_Client, c_char_p, c_char_p, c_int64, P(_Token), P(_Error)]),
    "lf_token_free": (None, [_Token]),
    "lf_token_value": (c_int32, [_Token, c_char_p, c_size_t, P(c_size_t)]),
    "lf_token_cookie": (c_int32, [_Token, c_char_p, c_size_t, P(c_size_t)]),
    "lf_token_repository_id": (c_int32, [_Token, c_char_p, c_size_t, P(c_size_t)]),
    "lf_token_expires_at_ms": (c_int32, [_Token, P(c_int64)]),
    "lf_token_remaining_ms": (c_int32, [_Token, P(c_int64)]),
    "lf_token_state": (c_int32, [_Token, P(c_int32)]),
    "lf_call_new": (c_int32, [P(_Call)]),
    "lf_call_free": (None, [_Call]),
    "lf_call_set_total_timeout_ms": (c_int32, [_Call, c_uint32]),
    "lf_call_set_cancel": (c_int32, [_Call, _Cancel]),
    "lf_call_set_correlation_id": (c_int32, [_Call, c_char_p]),
    "lf_cancel_new": (c_int32, [P(_Cancel)]),
    "lf_cancel_free": (None, [_Cancel]),
    "lf_cancel_trigger": (c_int32, [_Cancel]),
    "lf_cancel_reset": (c_int32, [_Cancel]),
    "lf_error_free": (None, [_Error]),
    "lf_error_status": (c_int32, [_Error]),
    "lf_error_cause": (c_int32, [_Error]),
    "lf_error_message": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_description": (c_int32, [_Error, c_char_p, c_size_t, P(c_size_t)]),
    "lf_error_advice": (c_int32, [_Error]),
    "lf_advice_text": (c_char_p, [c_int32]),
    "lf_error_action": (c_int32, [_Error]),
    "lf_error_os_code": (c_int32, [_Error]),
    "lf_error_is_retryable": (c_int32, [_Error]),
    "lf_error_exchange": (c_int32, [_Error]),
    "lf_error_attempts": (c_uint32, [_Error]),
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
}

_loaded = None
_loading = threading.Lock()


def load(path=None):
    """The library with all its functions declared, as a ctypes.CDLL.

    Without a path it is the file that LFTOKEN_LIBRARY names, or the one beside this module, or what the system
    finds; that one is loaded once.
    """
    global _loaded
    if path is not None:
        return _load(os.fspath(path))
    with _loading:
        if _loaded is None:
            _loaded = _load(os.environ.get("LFTOKEN_LIBRARY") or _find())
        return _loaded


def _find():
    names = {"win32": "lftoken.dll", "darwin": "liblftoken.dylib"}
    name = names.get(sys.platform, "liblftoken.so.%d" % LF_ABI_VERSION)
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    if os.path.exists(beside):
        return beside
    return ctypes.util.find_library("lftoken") or name


def _load(path):
    library = ctypes.CDLL(path)
    for name, (result, parameters) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = parameters
    if library.lf_library_abi_version() != LF_ABI_VERSION:
        raise OSError(
            "%s has interface %d; this module needs %d" % (path, library.lf_library_abi_version(), LF_ABI_VERSION)
        )
    return library


class Status(enum.IntEnum):
    """What a call came to; include/lftoken.h says what each means, with LF_E_ before its name."""

    OK = LF_OK
    INVALID_ARGUMENT = LF_E_INVALID_ARGUMENT
    INVALID_HANDLE = LF_E_INVALID_HANDLE
    BUFFER_TOO_SMALL = LF_E_BUFFER_TOO_SMALL
    UNSUPPORTED = LF_E_UNSUPPORTED
    INTERNAL = LF_E_INTERNAL
    RESOLVE_FAILED = LF_E_RESOLVE_FAILED
    CONNECT_FAILED = LF_E_CONNECT_FAILED
    PROXY_REFUSED = LF_E_PROXY_REFUSED
    TLS_CERTIFICATE = LF_E_TLS_CERTIFICATE
    TLS_HANDSHAKE = LF_E_TLS_HANDSHAKE
    TIMED_OUT = LF_E_TIMED_OUT
    CANCELLED = LF_E_CANCELLED
    CONNECTION_LOST = LF_E_CONNECTION_LOST
    OUTCOME_UNKNOWN = LF_E_OUTCOME_UNKNOWN
    BAD_REQUEST = LF_E_BAD_REQUEST
    CREDENTIALS_REFUSED = LF_E_CREDENTIALS_REFUSED
    SESSION_GONE = LF_E_SESSION_GONE
    ACCESS_DENIED = LF_E_ACCESS_DENIED
    REPOSITORY_NOT_FOUND = LF_E_REPOSITORY_NOT_FOUND
    LICENSE_EXHAUSTED = LF_E_LICENSE_EXHAUSTED
    ACCOUNT_LOCKED = LF_E_ACCOUNT_LOCKED
    PASSWORD_EXPIRED = LF_E_PASSWORD_EXPIRED
    RATE_LIMITED = LF_E_RATE_LIMITED
    SERVER_ERROR = LF_E_SERVER_ERROR
    ANSWER_NOT_UNDERSTOOD = LF_E_ANSWER_NOT_UNDERSTOOD
    ANSWER_TOO_LARGE = LF_E_ANSWER_TOO_LARGE
    # The session was not ended, or nothing proves that it was: call Token.invalidate() again.
    NOT_LOGGED_OUT = LF_E_NOT_LOGGED_OUT
    # Something refused the token, but not recognisably the service: the session may still be open and hold a licence.
    # A later refresh may succeed; else Token.invalidate(), then Client.create_token().
    SESSION_UNCONFIRMED = LF_E_SESSION_UNCONFIRMED


class Action(enum.IntEnum):
    """What kind of thing has to be done about a failure."""

    # Nothing failed, or the program itself cancelled the call.
    NONE = LF_ACTION_NONE
    # Correct the program: an argument or an object is wrong.
    FIX_CALL = LF_ACTION_FIX_CALL
    # An administrator has to change the set-up: the address, the network, the server, the account or its rights.
    FIX_SETUP = LF_ACTION_FIX_SETUP
    # A person has to correct the credentials. Do not try again before that: accounts get locked.
    FIX_CREDENTIALS = LF_ACTION_FIX_CREDENTIALS
    # The session has ended: Client.create_token() again.
    LOG_IN_AGAIN = LF_ACTION_LOG_IN_AGAIN
    # The session may still be open: Token.invalidate(), then Client.create_token().
    LOG_OUT_THEN_IN = LF_ACTION_LOG_OUT_THEN_IN
    # Make the same call later; it may succeed without anybody changing anything.
    TRY_LATER = LF_ACTION_TRY_LATER
    # Find out whether a session is open that nobody holds, with Client.settle() or an administrator, before logging in
    # again.
    CHECK_SESSION = LF_ACTION_CHECK_SESSION
    # Report a defect of the library.
    REPORT_DEFECT = LF_ACTION_REPORT_DEFECT


def _member(kind, number):
    """The member of this number; the number itself if it comes from a newer library."""
    try:
        return kind(number)
    except ValueError:
        return number


# What advice can name, and what that is called here.
_ADVICE_NAMES = {
    "base_address": "base_address",
    "allow_plain_http": "allow_plain_http",
    "add_ca_pem": "ca_pem",
    "add_ca_file": "ca_file",
    "pinned_certificate": "pinned_certificates",
    "client_certificate": "client_certificate_file",
    "total_timeout": "total_timeout of Client",
    "call_timeout": "total_timeout of the call",
    "max_answer_bytes": "max_answer_bytes",
    "retry_after": "LFError.retry_after",
    "login": "Client.create_token",
    "logout": "Token.invalidate",
    "settle": "Client.settle",
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


class LFError(Exception):
    """A call failed. Branch on action, or on status where more detail matters; show the message, which never holds a
    secret.

    status            a Status; a plain number if a newer library has it and this module does not
    name              such as "TIMED_OUT"
    action            an Action, what kind of thing has to be done; a plain number if only a newer library has it
    message           what happened and what to do
    cause             what lies beneath Status.OUTCOME_UNKNOWN; else the same as status
    http_status       0 if there was no answer
    server_code       the Laserfiche code, such as 9010; 0 if there is none
    server_message, server_class, server_source, operation_id, request_id,
    problem_type, problem_title, problem_detail, problem_instance
                      texts of the answer; empty if it has none
    retry_after       how long the server asks to wait, a timedelta; None if it did not say
    os_code           errno or GetLastError; 0 if there is none
    is_retryable      whether the same call may succeed later without anybody changing anything: Action.TRY_LATER
    exchange          one of the LF_EXCHANGE_ values
    attempts          how often the request was tried
    """

    def __init__(self, library, status, error=None):
        self.status = _member(Status, status)
        self.name = re.sub("^LF_(E_)?", "", library.lf_status_name(status).decode())
        if error:
            advice = _advice(library, library.lf_error_advice(error))
            description = _text(library, library.lf_error_description, error)
            self.message = description + ". " + advice if advice else description
        else:
            self.message = library.lf_status_message(status).decode()
        super().__init__("%s: %s" % (self.name, self.message))
        self.cause = _member(Status, library.lf_error_cause(error)) if error else self.status
        action = library.lf_error_action(error) if error else library.lf_status_action(status)
        self.action = _member(Action, action)
        # Of no error they are what stands for "absent".
        self.http_status = library.lf_error_http_status(error)
        self.server_code = library.lf_error_server_code(error)
        self.os_code = library.lf_error_os_code(error)
        self.is_retryable = library.lf_error_is_retryable(error) != 0
        self.exchange = library.lf_error_exchange(error)
        self.attempts = library.lf_error_attempts(error)
        wait = library.lf_error_retry_after_ms(error)
        self.retry_after = timedelta(milliseconds=wait) if wait >= 0 else None
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
    if status != LF_E_BUFFER_TOO_SMALL:
        raise LFError(library, status)
    buffer = ctypes.create_string_buffer(needed.value)
    _check(library, get(handle, buffer, needed.value, None))
    text = buffer.value.decode()
    ctypes.memset(buffer, 0, needed.value)
    return text


def _utf8(text):
    """A text for the library, which reads up to the first NUL; None stays None."""
    if text is None:
        return None
    data = os.fspath(text).encode()
    if b"\0" in data:
        raise ValueError("a text for the library must not hold a NUL")
    return data


def _u32(number):
    """ctypes would cut a number that is too large without a word."""
    if not 0 <= number < 2**32:
        raise ValueError("%r is not between 0 and 2**32 - 1" % (number,))
    return int(number)


def _seconds(duration):
    return duration.total_seconds() if isinstance(duration, timedelta) else duration


def _ms(duration):
    return _u32(math.ceil(_seconds(duration) * 1000))


class _Handle:
    """Owns a handle of the library; it is freed by close(), by the collector, or when the program ends."""

    def __init__(self, library, handle, free, *kept):
        self._library = library
        self._handle = handle
        self._finalizer = weakref.finalize(self, _Handle._free, free, handle, kept)

    @staticmethod
    def _free(free, handle, kept):
        # `kept` has to live until the library has let go of it.
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


class _CallSettings:
    """Settings of one call as a context manager; gives NULL if there are none."""

    def __init__(self, library, total_timeout, cancel, correlation_id):
        self._library = library
        self._handle = None
        self._settings = (total_timeout, cancel, correlation_id)

    def __enter__(self):
        library = self._library
        total_timeout, cancel, correlation_id = self._settings
        if total_timeout is None and cancel is None and correlation_id is None:
            return None
        handle = _Call()
        _check(library, library.lf_call_new(handle))
        self._handle = handle
        try:
            if total_timeout is not None:
                _check(library, library.lf_call_set_total_timeout_ms(handle, _ms(total_timeout)))
            if cancel is not None:
                _check(library, library.lf_call_set_cancel(handle, cancel._handle))
            if correlation_id is not None:
                _check(library, library.lf_call_set_correlation_id(handle, _utf8(correlation_id)))
        except BaseException:
            library.lf_call_free(handle)
            raise
        return handle

    def __exit__(self, *_):
        self._library.lf_call_free(self._handle)


class Token(_Handle):
    """A session on the server and its access token; made by Client.

    As a context manager it logs out at the end, whatever happened. Without that, call invalidate(): close() and the
    collector only free the handle, and the session keeps its licence until it idles out.
    """

    def __init__(self, library):
        super().__init__(library, _Token(), library.lf_token_free)

    def refresh(self, keep_alive=0, *, total_timeout=None, cancel=None, correlation_id=None):
        """Keeps the session alive: it may then be idle for `keep_alive`, at most an hour; 0 leaves it to the server."""
        library = self._library
        seconds = _u32(math.ceil(_seconds(keep_alive)))
        error = _Error()
        with _CallSettings(library, total_timeout, cancel, correlation_id) as call:
            _check(library, library.lf_refresh_token(self._handle, seconds, call, error), error)

    def invalidate(self, *, total_timeout=None, cancel=None, correlation_id=None):
        """Logs out: the licence is free again. A session that has already ended is a success."""
        library = self._library
        error = _Error()
        with _CallSettings(library, total_timeout, cancel, correlation_id) as call:
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
        return timedelta(milliseconds=out.value) if out.value >= 0 else None

    @property
    def state(self):
        """One of the LF_TOKEN_ values.

        LF_TOKEN_DISCARDED: the token was forgotten, since the service has no call that ends a session; one that takes a
        licence holds it until it idles out.
        """
        out = c_int32()
        _check(self._library, self._library.lf_token_state(self._handle, out))
        return out.value

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        try:
            if self._finalizer.alive and self.state == LF_TOKEN_ACTIVE:
                self.invalidate()
        except LFError as error:
            if kind is None:
                raise
            # The exception that is on its way matters more, but the licence must not get lost in silence.
            warnings.warn("a session was not logged out: %s" % error, RuntimeWarning, stacklevel=2)
        finally:
            self.close()


class Client(_Handle):
    """A server and how to reach it. One client serves a whole program and all its threads.

    base_address             such as "https://lf.example.com/LFRepositoryAPI"
    allow_plain_http         True: http to any host; passwords then cross the network readable by everybody
    connect_timeout          for one attempt to get a connection; 10 s by default
    total_timeout            for a call in all; 30 s by default
    late_answer_grace        how long answers to logins of unknown outcome are waited for; 30 s by default
    trust                    one of the LF_TRUST_ values
    ca_pem, ca_file          certificate authorities to trust, as PEM text or as a file
    pinned_certificates      SHA-256 fingerprints; once there is one, nothing else is accepted
    client_certificate_pem   (certificate, key) as PEM text
    client_certificate_file  (certificate, key) as paths
    min_tls_version          LF_TLS_1_2 or LF_TLS_1_3
    proxy                    "http://host:port"; proxy_username and proxy_password if it wants them
    use_system_proxy         True: the proxy that the system names
    no_proxy                 hosts that are reached without the proxy, separated by commas
    user_agent_product       names the program in the User-Agent header
    pool                     (idle connections that are kept, how long)
    max_answer_bytes         how large an answer may be
    retry                    (attempts, delay at first, delay at most)
    log, log_level           is called with (level, text) on any thread, up to the level; one of the LF_LOG_ values.
                             An exception that it raises goes to sys.unraisablehook. It must not close the client
                             nor call settle().
    library                  a path, or what load() returned
    """

    def __init__(
        self,
        base_address,
        *,
        allow_plain_http=False,
        connect_timeout=None,
        total_timeout=None,
        late_answer_grace=None,
        trust=None,
        ca_pem=None,
        ca_file=None,
        pinned_certificates=(),
        client_certificate_pem=None,
        client_certificate_file=None,
        min_tls_version=None,
        proxy=None,
        proxy_username=None,
        proxy_password=None,
        use_system_proxy=False,
        no_proxy=None,
        user_agent_product=None,
        pool=None,
        max_answer_bytes=None,
        retry=None,
        log=None,
        log_level=LF_LOG_INFO,
        library=None
    ):
        library = _library(library)
        callback = None
        if log is not None:
            callback = _LogCallback(lambda _, level, text: log(level, text.decode()))
        options = _Options()
        handle = _Client()
        error = _Error()

        def option(name, *values):
            _check(library, getattr(library, "lf_options_" + name)(options, *values))

        _check(library, library.lf_options_new(options))
        try:
            option("set_base_address", _utf8(base_address))
            option("set_allow_plain_http", int(allow_plain_http))
            if connect_timeout is not None:
                option("set_connect_timeout_ms", _ms(connect_timeout))
            if total_timeout is not None:
                option("set_total_timeout_ms", _ms(total_timeout))
            if late_answer_grace is not None:
                option("set_late_answer_grace_ms", _ms(late_answer_grace))
            if trust is not None:
                option("set_trust", trust)
            if ca_pem is not None:
                option("add_ca_pem", _utf8(ca_pem))
            if ca_file is not None:
                option("add_ca_file", _utf8(ca_file))
            for fingerprint in pinned_certificates:
                option("add_pinned_certificate", _utf8(fingerprint))
            if client_certificate_pem is not None:
                option("set_client_certificate_pem", *map(_utf8, client_certificate_pem))
            if client_certificate_file is not None:
                option("set_client_certificate_file", *map(_utf8, client_certificate_file))
            if min_tls_version is not None:
                option("set_min_tls_version", min_tls_version)
            if use_system_proxy:
                option("set_use_system_proxy", 1)
            if proxy is not None:
                option("set_proxy", _utf8(proxy), _utf8(proxy_username), _utf8(proxy_password))
            if no_proxy is not None:
                option("set_no_proxy", _utf8(no_proxy))
            if user_agent_product is not None:
                option("set_user_agent_product", _utf8(user_agent_product))
            if pool is not None:
                option("set_pool", _u32(pool[0]), _ms(pool[1]))
            if max_answer_bytes is not None:
                option("set_max_answer_bytes", _u32(max_answer_bytes))
            if retry is not None:
                option("set_retry", _u32(retry[0]), _ms(retry[1]), _ms(retry[2]))
            if callback is not None:
                option("set_log", log_level, callback, None)
            _check(library, library.lf_client_new(options, handle, error), error)
        finally:
            library.lf_options_free(options)
        super().__init__(library, handle, library.lf_client_free, callback)

    def create_token(
        self,
        repository_id,
        *,
        username=None,
        password=None,
        organization=None,
        application_name=None,
        session_key=None,
        saml_token=None,
        customer_id=None,
        create_cookie=False,
        total_timeout=None,
        cancel=None,
        correlation_id=None
    ):
        """Logs in and returns a Token: opens a session, which takes a licence until it is logged out or idles out.

        A login needs a user name and a password, or a SAML token, or a session key. After Status.OUTCOME_UNKNOWN do
        not simply try again: a session may be open; see settle().
        """
        library = self._library
        texts = {
            "username": username,
            "password": password,
            "organization": organization,
            "application_name": application_name,
            "session_key": session_key,
            "saml_token": saml_token,
            "customer_id": customer_id,
        }
        credentials = _Credentials()
        error = _Error()
        # Once the session is open, nothing may fail any more.
        token = Token(library)
        _check(library, library.lf_credentials_new(credentials))
        try:
            for name, text in texts.items():
                if text is not None:
                    set_text = getattr(library, "lf_credentials_set_" + name)
                    _check(library, set_text(credentials, _utf8(text)))
            _check(library, library.lf_credentials_set_create_cookie(credentials, int(create_cookie)))
            with _CallSettings(library, total_timeout, cancel, correlation_id) as call:
                status = library.lf_create_token(
                    self._handle, _utf8(repository_id), credentials, call, token._handle, error
                )
            _check(library, status, error)
        except BaseException:
            # Ctrl+C is seen when the call has returned: by then the session may be open.
            if token._handle:
                library.lf_invalidate_token(token._handle, None, None)
            raise
        finally:
            library.lf_credentials_free(credentials)
        return token

    def adopt_token(self, repository_id, value, expires_at=None):
        """Makes a Token of a value that came from elsewhere, to keep it alive or log it out. Nothing is sent.

        expires_at is an aware datetime, or None if it is not known.
        """
        library = self._library
        unix_ms = 0 if expires_at is None else (expires_at - _EPOCH) // timedelta(milliseconds=1)
        token = Token(library)
        error = _Error()
        status = library.lf_token_adopt(
            self._handle, _utf8(repository_id), _utf8(value), unix_ms, token._handle, error
        )
        _check(library, status, error)
        return token

    def settle(self, *, total_timeout=None, cancel=None, correlation_id=None):
        """Waits until answers to logins of unknown outcome have come and their sessions are logged out.

        Returns how many were still outstanding when the time was over; 0: none. Raises Status.OUTCOME_UNKNOWN if some
        had to be given up.
        """
        library = self._library
        outstanding = c_uint32()
        error = _Error()
        with _CallSettings(library, total_timeout, cancel, correlation_id) as call:
            status = library.lf_client_settle(self._handle, call, outstanding, error)
        if status == LF_E_TIMED_OUT:
            library.lf_error_free(error)
        else:
            _check(library, status, error)
        return outstanding.value

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _library(library):
    return library if isinstance(library, ctypes.CDLL) else load(library)
