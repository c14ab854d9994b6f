/* lftoken for C++: Laserfiche repository access tokens. Header only, C++11 or newer.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 *     lftoken::options options;
 *     options.set_base_address("https://lf.example.com/LFRepositoryAPI");
 *     lftoken::client client(options);
 *
 *     lftoken::credentials credentials;
 *     credentials.set_username(user).set_password(password);
 *     lftoken::token token = client.create_token("Archive", credentials);     a session, which holds a licence
 *     token.set_auto_logout(std::chrono::seconds(10));                        logged out also when an exception passes
 *
 *     token.authorization().c_str()                                           "Bearer ..." for other calls
 *     token.refresh(std::chrono::minutes(30));                                now and then
 *     token.invalidate();
 *
 *     lftoken::session session(client, "Archive", credentials);               or: kept open and renewed by the library
 *     session.authorization().c_str()                                         on any thread, before each request
 *
 * What each operation does, which values it takes and which statuses it gives is told in lftoken.h under the name of
 * the C function. Here is only what C++ adds:
 *
 * - Every operation has two forms. try_name() never throws a failure: it returns a lftoken::error, which is true after
 *   a failure (`if (lftoken::error why = token.try_invalidate()) ...`), and writes its outputs only on success. name()
 *   throws lftoken::exception, which carries that error; it exists only where exceptions are on (LFTOKEN_EXCEPTIONS),
 *   and returns the output, or its object so that setters can be chained. When memory runs out, forms that are not
 *   noexcept throw std::bad_alloc.
 * - Objects own a handle: they are movable, not copyable, and free it at their end. One that was moved from is empty,
 *   and its operations fail with LF_E_INVALID_HANDLE. get() lends the handle to functions of lftoken.h.
 * - Operations on one object from several threads are safe, as in C, except moving, assigning and ending it, and
 *   options::set_log().
 * - Texts are UTF-8. Durations that are negative or too large for the library give LF_E_INVALID_ARGUMENT.
 * - With a library of another interface number objects stay empty, and operations fail with LF_E_UNSUPPORTED and a
 *   message that gives both numbers.
 */

#ifndef LFTOKEN_HPP
#define LFTOKEN_HPP

#if !(__cplusplus >= 201103L || (defined(_MSC_VER) && _MSC_VER >= 1900))
#error "lftoken.hpp needs C++11 or newer: compile with -std=c++11 or the like, or use lftoken.h"
#endif

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "lftoken.h"

/* 1: with the forms that throw; 0: without. Found out from the compiler unless it is defined before. */
#ifndef LFTOKEN_EXCEPTIONS
#if defined(__cpp_exceptions) || defined(__EXCEPTIONS) || defined(_CPPUNWIND)
#define LFTOKEN_EXCEPTIONS 1
#else
#define LFTOKEN_EXCEPTIONS 0
#endif
#endif

#if LFTOKEN_EXCEPTIONS
#include <exception>
#include <stdexcept>
#endif

/* So that a compiler warns of a failure that nobody looks at. */
#if __cplusplus >= 201703L || (defined(_MSVC_LANG) && _MSVC_LANG >= 201703L)
#define LFTOKEN_NODISCARD [[nodiscard]]
#else
#define LFTOKEN_NODISCARD
#endif

// generated from lftoken.h: interface number
static_assert(LF_ABI_VERSION == 1, "lftoken.hpp and lftoken.h are of different versions");
// end of what is generated

namespace lftoken {

// A program may mix files that are compiled with and without exceptions: the two are different types.
#if LFTOKEN_EXCEPTIONS
inline namespace with_exceptions {
#else
inline namespace without_exceptions {
#endif

// generated from lftoken.h: enumerations
/// What kind of thing has to be done about a failure.
enum class action : std::int32_t {
    /// Nothing failed, or the program itself ended the call with a cancel handle.
    none = LF_ACTION_NONE,
    /// Correct the program or its settings: an argument, a setting, a handle or a buffer is wrong.
    fix_call = LF_ACTION_FIX_CALL,
    /// An administrator has to change the set-up: the address, the network, the server, the account or its rights.
    fix_setup = LF_ACTION_FIX_SETUP,
    /// A person has to correct the credentials. Do not try again before that: accounts get locked.
    fix_credentials = LF_ACTION_FIX_CREDENTIALS,
    /// The session has ended: log in again.
    log_in_again = LF_ACTION_LOG_IN_AGAIN,
    /// The session may still be open: log out, then log in again.
    log_out_then_in = LF_ACTION_LOG_OUT_THEN_IN,
    /// Make the same call later; it may succeed without anybody changing anything.
    try_later = LF_ACTION_TRY_LATER,
    /// Find out whether a session is open that nobody holds, with client::settle() or an administrator, before logging
    /// in again.
    check_session = LF_ACTION_CHECK_SESSION,
    /// Report a defect of the library.
    report_defect = LF_ACTION_REPORT_DEFECT
};

/// Which API a server has.
enum class api : std::int32_t {
    /// The AccessTokens routes, v1-alpha: sessions are refreshed and logged out.
    v1_alpha = LF_API_V1_ALPHA,
    /// The API Server's v1 on a server of one's own: logins with a user name and a password; a refresh is a new login,
    /// and there is no logout.
    server_v1 = LF_API_SERVER_V1,
    /// The API Server's v2 on a server of one's own: as v1, and logins in a browser (authorization) as well.
    server_v2 = LF_API_SERVER_V2,
    /// Laserfiche Cloud: service apps with an access key, and logins in a browser (authorization). Tokens take no
    /// licence.
    cloud = LF_API_CLOUD
};

/// What an API can do.
enum class capability : std::int32_t {
    /// A token can be logged out: token::invalidate() ends its session, and frees its licence. Without it the call
    /// forgets the token, and the session ends when it idles out.
    log_out = LF_CAN_LOG_OUT,
    /// token::refresh() can say how long the session may be idle.
    keep_alive = LF_CAN_KEEP_ALIVE,
    /// A refresh needs nothing but the token, whose value stays the same. Without it a refresh is a new login with what
    /// is kept for it, and the value is another one afterwards.
    refresh_without_credentials = LF_CAN_REFRESH_WITHOUT_CREDENTIALS,
    /// A login is to one repository, whose id it needs. Without it the id may be NULL, and a token is for all
    /// repositories that the account may use.
    choose_repository = LF_CAN_CHOOSE_REPOSITORY
};

/// Which lines the log gets.
enum class log_level : std::int32_t {
    /// No log (the default).
    off = LF_LOG_OFF,
    /// Calls to the server that failed, and sessions that could not be logged out.
    error = LF_LOG_ERROR,
    /// Also attempts that are repeated and licences that stay taken.
    warn = LF_LOG_WARN,
    /// Also calls that succeeded.
    info = LF_LOG_INFO,
    /// Also connections.
    debug = LF_LOG_DEBUG
};

/// Which certificate authorities are trusted.
enum class trust : std::int32_t {
    /// The default: the trust store of the operating system, and the authorities that were added.
    system = LF_TRUST_SYSTEM,
    /// The Mozilla roots that the library was built with, and the authorities that were added.
    bundled = LF_TRUST_BUNDLED,
    /// Only the authorities that were added.
    added_only = LF_TRUST_ADDED_ONLY
};

/// The oldest TLS version that is spoken.
enum class tls_version : std::int32_t {
    /// TLS 1.2 (the default) or newer.
    tls_1_2 = LF_TLS_1_2,
    /// TLS 1.3 or newer.
    tls_1_3 = LF_TLS_1_3
};

/// What the library knows of a session.
enum class token_state : std::int32_t {
    /// As far as the library knows the session is open. It may have idled out since.
    active = LF_TOKEN_ACTIVE,
    /// The server said that the session has ended.
    gone = LF_TOKEN_GONE,
    /// The session was logged out; its licence is free again.
    logged_out = LF_TOKEN_LOGGED_OUT,
    /// The token was forgotten without a logout, because the API has none; never with v1-alpha, which has one. A
    /// session that took a licence (api::server_v1, api::server_v2) then holds it until it idles out.
    discarded = LF_TOKEN_DISCARDED
};

/// What a managed session is doing.
enum class session_state : std::int32_t {
    /// There is no token: nobody has asked for one, or the session was logged out because nobody reads it.
    empty = LF_SESSION_EMPTY,
    /// There is a token.
    fresh = LF_SESSION_FRESH,
    /// A login or a renewal is on its way.
    renewing = LF_SESSION_RENEWING,
    /// The last login or renewal failed. There may be a token that is still good.
    failing = LF_SESSION_FAILING,
    /// It was closed, or its client was shut down.
    closed = LF_SESSION_CLOSED
};

/// What happened to a managed session.
enum class event : std::int32_t {
    /// A session was opened.
    logged_in = LF_EVENT_LOGGED_IN,
    /// The session was renewed, or confirmed by the service after session::token_rejected(). Its token may be another
    /// one.
    renewed = LF_EVENT_RENEWED,
    /// A login failed, also one that was ended because other credentials were set or the session was closed; or none is
    /// made, because a resource refuses each new token.
    login_failed = LF_EVENT_LOGIN_FAILED,
    /// A renewal failed. As long as the token is good it is handed out, and the renewal is tried again.
    renewal_failed = LF_EVENT_RENEWAL_FAILED,
    /// A session was logged out; its licence is free. Where the API has no logout, the time of its token was over, or a
    /// login takes no licence.
    logged_out = LF_EVENT_LOGGED_OUT,
    /// A session that nobody holds may be open, and take a licence until it idles out: a login or logout had no usable
    /// answer, or the API has no call that ends a session.
    license_lost = LF_EVENT_LICENSE_LOST
};

/// How the last exchange with the server stood.
enum class exchange : std::int32_t {
    /// The server has not seen a request, or has provably not taken it.
    nothing_sent = LF_EXCHANGE_NOTHING_SENT,
    /// A request went out and no complete answer came.
    unanswered = LF_EXCHANGE_UNANSWERED,
    /// The server answered.
    answered = LF_EXCHANGE_ANSWERED,
    /// Something answered, and nothing shows that it was the service: probably a web server, gateway, proxy or filter
    /// in front of it.
    answered_in_front = LF_EXCHANGE_ANSWERED_IN_FRONT
};

/// What a check of the connection looks at.
enum class check_step : std::int32_t {
    /// The library itself: its version, the platform, and what it was told to call.
    library = LF_CHECK_LIBRARY,
    /// Which proxy is on the way, and why, or why there is none.
    proxy = LF_CHECK_PROXY,
    /// The look-up of the server's name, or of the proxy's.
    name = LF_CHECK_NAME,
    /// The connection to each of the addresses, and the proxy's tunnel.
    connect = LF_CHECK_CONNECT,
    /// TLS: version, certificates as the server shows them, and whether they are trusted.
    tls = LF_CHECK_TLS,
    /// The clock of this machine, beside the server's.
    clock = LF_CHECK_CLOCK,
    /// Which APIs answer, and whether that of options::set_api() is among them.
    api = LF_CHECK_API
};

/// What a check of the connection finds.
enum class verdict : std::int32_t {
    /// No verdict yet, but something that was found. The text is "name: value".
    fact = LF_VERDICT_FACT,
    /// All is well.
    passed = LF_VERDICT_PASSED,
    /// It works, but somebody should look at it.
    warning = LF_VERDICT_WARNING,
    /// It does not work; the error says what has to be done.
    failed = LF_VERDICT_FAILED,
    /// It was not tried, because an earlier step failed, or what it needs did not come.
    skipped = LF_VERDICT_SKIPPED
};
// end of what is generated

/// A point in time to the millisecond, whose range covers every date that a server sends. It converts to
/// std::chrono::system_clock::time_point.
typedef std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds> time_point;

/// The version of the library that is running, such as "0.1.0".
inline const char *version() noexcept { return lf_library_version(); }

/// The interface number of the library that is running; LF_ABI_VERSION is that of the header.
inline std::uint32_t abi_version() noexcept { return lf_library_abi_version(); }

/// The name of a status, such as "LF_E_TIMED_OUT".
inline const char *status_name(lf_status status) noexcept { return lf_status_name(status); }

/// What a status means, in one English sentence.
inline const char *status_message(lf_status status) noexcept { return lf_status_message(status); }

/// What kind of thing has to be done about a status, where there is no error to ask: the cautious answer.
inline action status_action(lf_status status) noexcept { return static_cast<action>(lf_status_action(status)); }

/// Overwrites memory in a way that the compiler does not leave out.
inline void wipe(char *memory, std::size_t size) noexcept {
    for (volatile char *byte = memory; size > 0; --size) {
        *byte++ = '\0';
    }
}

/// Overwrites and empties a string that held a secret. Copies that it made while it grew are beyond reach: reserve().
inline void wipe(std::string &secret) noexcept {
    wipe(&secret[0], secret.size());
    secret.clear();
}

/// A secret text that comes out: a token or a cookie. Movable, not copyable, and wiped at its end.
class secret {
public:
    secret() noexcept {}

    /// Room for a secret of one's own, such as a password that is asked for: `size` bytes and a NUL, all zero.
    explicit secret(std::size_t size) : memory_(new char[size + 1](), wiper{size + 1}) {}

    /// UTF-8 with a NUL; valid as long as this object. The empty text if there is none.
    const char *c_str() const noexcept { return memory_ ? memory_.get() : ""; }

    /// The number of bytes without the NUL.
    std::size_t size() const noexcept { return memory_ ? memory_.get_deleter().size - 1 : 0; }

    bool empty() const noexcept { return size() == 0; }

    /// Whether both hold the same bytes. It copies none; compare a text of another kind with c_str().
    friend bool operator==(const secret &left, const secret &right) noexcept {
        return left.size() == right.size() && std::memcmp(left.c_str(), right.c_str(), left.size()) == 0;
    }

    friend bool operator!=(const secret &left, const secret &right) noexcept { return !(left == right); }

    /// size() bytes and a NUL, to be filled in; NULL if there is none.
    char *data() noexcept { return memory_.get(); }

private:
    struct wiper {
        std::size_t size;
        void operator()(char *memory) const noexcept {
            wipe(memory, size);
            delete[] memory;
        }
    };
    std::unique_ptr<char[], wiper> memory_;
};

/// A text that goes in, UTF-8: a parameter that takes what holds a text, without a copy, so that none of a secret is
/// left behind. It must not outlive what it was made from. A null pointer leaves a member out where lftoken.h says
/// so; a string with a NUL inside is refused with LF_E_INVALID_ARGUMENT.
class text {
public:
    text(const char *characters) noexcept : characters_(characters) {}

    text(const secret &characters) noexcept : characters_(characters.c_str()) {}

    template <class Allocator>
    text(const std::basic_string<char, std::char_traits<char>, Allocator> &characters) noexcept
        : characters_(whole(characters)) {}

#ifdef __cpp_char8_t
    template <class Char, class = typename std::enable_if<std::is_same<Char, char8_t>::value>::type>
    text(const Char *characters) noexcept : characters_(reinterpret_cast<const char *>(characters)) {}

    template <class Allocator>
    text(const std::basic_string<char8_t, std::char_traits<char8_t>, Allocator> &characters) noexcept
        : characters_(reinterpret_cast<const char *>(whole(characters))) {}
#endif

    const char *c_str() const noexcept { return characters_; }

    /// Why no setting takes it, as far as that can be seen here; NULL if it cannot.
    const char *flaw() const noexcept {
        if (characters_ == nullptr) {
            return "the text is a null pointer";
        }
        return characters_[0] == '\xFF' && characters_[1] == '\0' ? "the text holds a NUL character" : nullptr;
    }

private:
    /// C would read a string with a NUL inside as a shorter one; it becomes one that the library refuses instead.
    template <class String>
    static const typename String::value_type *whole(const String &characters) noexcept {
        static const typename String::value_type not_utf8[] = {static_cast<typename String::value_type>(0xFF), 0};
        return characters.find(typename String::value_type()) == String::npos ? characters.c_str() : not_utf8;
    }

    const char *characters_;
};

namespace detail {

/// Whether the library that runs has the interface of lftoken.h. The name of a Windows DLL does not tell that.
inline bool fits() noexcept { return lf_library_abi_version() == LF_ABI_VERSION; }

/// Makes a handle; NULL if the library cannot, or if its interface is another one.
template <class Handle>
Handle *make(lf_status(LF_CALL *constructor)(Handle **)) noexcept {
    Handle *handle = nullptr;
    if (fits()) {
        constructor(&handle);
    }
    return handle;
}

struct free_handle {
    void operator()(lf_options *handle) const noexcept { lf_options_free(handle); }
    void operator()(lf_credentials *handle) const noexcept { lf_credentials_free(handle); }
    void operator()(lf_authorization *handle) const noexcept { lf_authorization_free(handle); }
    void operator()(lf_session_options *handle) const noexcept { lf_session_options_free(handle); }
    void operator()(lf_call *handle) const noexcept { lf_call_free(handle); }
    void operator()(lf_cancel *handle) const noexcept { lf_cancel_free(handle); }
    void operator()(lf_error *handle) const noexcept { lf_error_free(handle); }
};

/// Reads a text of a handle.
template <class Handle>
lf_status read(lf_status(LF_CALL *member)(const Handle *, char *, std::size_t, std::size_t *), const Handle *handle,
               std::string &out) {
    std::string characters;
    std::size_t needed = 0;
    lf_status status = member(handle, nullptr, 0, &needed);
    while (status == LF_E_BUFFER_TOO_SMALL) {
        characters.resize(needed);
        status = member(handle, &characters[0], characters.size(), &needed);
    }
    if (status == LF_OK && needed > 0) {
        characters.resize(needed - 1);
        out = std::move(characters);
    }
    return status;
}

/// Reads a secret, and puts `prefix` before it. `member` takes what the members of lftoken.h take at their end: a buffer,
/// its size, and where to put the size that is needed.
template <class Member>
lf_status read(Member member, const std::string &prefix, secret &out) {
    std::size_t needed = 0;
    lf_status status = member(nullptr, 0, &needed);
    while (status == LF_E_BUFFER_TOO_SMALL) {
        const std::size_t room = needed;
        secret characters(prefix.size() + room - 1);
        prefix.copy(characters.data(), prefix.size());
        status = member(characters.data() + prefix.size(), room, &needed);
        if (status == LF_OK && needed == room) {
            out = std::move(characters);
        } else if (status == LF_OK) { // it has become a shorter one meanwhile
            secret shorter(prefix.size() + needed - 1);
            std::char_traits<char>::copy(shorter.data(), characters.data(), shorter.size());
            out = std::move(shorter);
        }
    }
    return status;
}

/// Reads a secret of a handle, and puts `prefix` before it.
template <class Handle>
lf_status read(lf_status(LF_CALL *member)(const Handle *, char *, std::size_t, std::size_t *), const Handle *handle,
               const std::string &prefix, secret &out) {
    const auto of_handle = [member, handle](char *buffer, std::size_t size, std::size_t *needed) {
        return member(handle, buffer, size, needed);
    };
    return read(of_handle, prefix, out);
}

/// The count of a duration as the library takes it; false if it is out of range.
template <class Duration>
bool count(Duration duration, std::uint32_t &out) noexcept {
    if (duration.count() < 0 || duration.count() > 0xFFFFFFFF) {
        return false;
    }
    out = static_cast<std::uint32_t>(duration.count());
    return true;
}

/// A point in time as the library takes it.
template <class Duration>
std::int64_t unix_ms(std::chrono::time_point<std::chrono::system_clock, Duration> time) noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// Calls a setter that takes milliseconds.
template <class Handle>
lf_status set_ms(lf_status(LF_CALL *setter)(Handle *, std::uint32_t), Handle *handle, std::chrono::milliseconds value) {
    std::uint32_t ms = 0;
    return count(value, ms) ? setter(handle, ms) : LF_E_INVALID_ARGUMENT;
}

/// Calls a setter that takes seconds.
template <class Handle>
lf_status set_seconds(lf_status(LF_CALL *setter)(Handle *, std::uint32_t), Handle *handle, std::chrono::seconds value) {
    std::uint32_t seconds = 0;
    return count(value, seconds) ? setter(handle, seconds) : LF_E_INVALID_ARGUMENT;
}

/// What a name that advice holds is called here; NULL if there is no such name.
inline const char *advice_name(const std::string &key) noexcept {
    static const char *const names[][2] = {
        {"api", "options::set_api"},
        {"base_address", "options::set_base_address"},
        {"allow_plain_http", "options::set_allow_plain_http"},
        {"add_ca_pem", "options::add_ca_pem"},
        {"add_ca_file", "options::add_ca_file"},
        {"pinned_certificate", "options::add_pinned_certificate"},
        {"client_certificate", "options::set_client_certificate_file"},
        {"no_proxy", "options::set_no_proxy"},
        {"connect_timeout", "options::set_connect_timeout"},
        {"total_timeout", "options::set_total_timeout"},
        {"call_timeout", "call::set_total_timeout"},
        {"max_answer_bytes", "options::set_max_answer_bytes"},
        {"retry_after", "error::retry_after"},
        {"allow_empty_password", "credentials::set_allow_empty_password"},
        {"login", "client::create_token"},
        {"logout", "token::invalidate"},
        {"settle", "client::settle"},
        {"session_credentials", "session::set_credentials"},
        {"retry_credentials", "session::retry_credentials"},
    };
    for (const auto &pair : names) {
        if (key == pair[0]) {
            return pair[1];
        }
    }
    return nullptr;
}

/// Puts names into brackets such as " ({login}, {logout})". A name that is not known is left out, and so is a bracket
/// that has none.
inline std::string fill_advice(const std::string &pattern) {
    std::string out;
    std::size_t at = 0;
    for (;;) {
        const std::size_t begin = pattern.find(" ({", at);
        const std::size_t end = begin == std::string::npos ? begin : pattern.find(')', begin);
        if (end == std::string::npos) {
            return out.append(pattern, at, std::string::npos);
        }
        out.append(pattern, at, begin - at);
        const char *before = " (";
        for (std::size_t key = pattern.find('{', begin); key < end; key = pattern.find('{', key)) {
            const std::size_t key_end = pattern.find('}', ++key);
            if (const char *name = advice_name(pattern.substr(key, key_end - key))) {
                out.append(before).append(name);
                before = ", ";
            }
        }
        out.append(*before == ',' ? ")" : "");
        at = end + 1;
    }
}

} // namespace detail

/// What to do about a failure, in the names of this header, by the number that lf_error_advice() gives; empty for a
/// number that the library does not know. error::message() ends with it.
inline std::string advice_text(std::int32_t advice) { return detail::fill_advice(lf_advice_text(advice)); }

/// What an operation came to. Without a failure the numbers are 0 and the texts empty.
class LFTOKEN_NODISCARD error {
public:
    error() noexcept : error(LF_OK, "") {}

    /// Takes over what a function of lftoken.h came to.
    ///
    /// @param status     What it returned.
    /// @param operation  Its name, for message(); a static text.
    /// @param handle     The error that it gave, which this object frees; may be NULL.
    /// @param reason     Why an argument cannot be used, if that is known; a static text.
    error(lf_status status, const char *operation, lf_error *handle = nullptr, const char *reason = nullptr) noexcept
        : status_(status == LF_OK || detail::fits() ? status : LF_E_UNSUPPORTED), operation_(operation),
          reason_(status == LF_E_INVALID_ARGUMENT ? reason : nullptr), handle_(handle) {}

    /// Whether the operation failed.
    explicit operator bool() const noexcept { return status_ != LF_OK; }

    /// What the operation came to: LF_OK or one of the LF_E_ codes.
    lf_status status() const noexcept { return handle_ ? lf_error_status(handle_.get()) : status_; }

    /// What kind of thing has to be done about the failure: what a program branches on.
    lftoken::action action() const noexcept {
        return handle_ ? static_cast<lftoken::action>(lf_error_action(handle_.get())) : status_action(status_);
    }

    /// What lies beneath LF_E_OUTCOME_UNKNOWN; else the same as status().
    lf_status cause() const noexcept { return handle_ ? lf_error_cause(handle_.get()) : status_; }

    /// The whole failure in words, with what to do in the names of this header. For a log or a dialog; it never holds a
    /// secret.
    std::string message() const {
        if (handle_) {
            const std::string advice = advice_text(lf_error_advice(handle_.get()));
            const std::string description = read(lf_error_description);
            return advice.empty() ? description : description + ". " + advice;
        }
        if (status_ == LF_OK) {
            return std::string();
        }
        const std::string operation = std::string(operation_) + ": ";
        if (!detail::fits()) {
            return operation + "the library that runs has the interface number " + std::to_string(abi_version()) +
                   "; this program was compiled for " + std::to_string(LF_ABI_VERSION);
        }
        return operation + (reason_ ? reason_ : status_message(status_));
    }

    /// The HTTP status of the answer, or of the proxy; 0 if there was no answer.
    std::int32_t http_status() const noexcept { return lf_error_http_status(handle_.get()); }

    /// The Laserfiche error code; 0 if the server gave none.
    std::int32_t server_code() const noexcept { return lf_error_server_code(handle_.get()); }

    /// What the server said, in its own words.
    std::string server_message() const { return read(lf_error_server_message); }

    /// The server's `errorClass`.
    std::string server_class() const { return read(lf_error_server_class); }

    /// The server's `errorSource`.
    std::string server_source() const { return read(lf_error_server_source); }

    /// The server's `operationId`, or else its request id; give it to the administrator.
    std::string operation_id() const { return read(lf_error_operation_id); }

    /// The X-RequestId header of the answer.
    std::string request_id() const { return read(lf_error_request_id); }

    /// `type` of a problem document.
    std::string problem_type() const { return read(lf_error_problem_type); }

    /// `title` of a problem document.
    std::string problem_title() const { return read(lf_error_problem_title); }

    /// `detail` of a problem document.
    std::string problem_detail() const { return read(lf_error_problem_detail); }

    /// `instance` of a problem document.
    std::string problem_instance() const { return read(lf_error_problem_instance); }

    /// How long the server asks to wait; negative if it did not say.
    std::chrono::milliseconds retry_after() const noexcept {
        return std::chrono::milliseconds(lf_error_retry_after_ms(handle_.get()));
    }

    /// How long to wait, counted from the failure, before the same call is made again; negative where waiting changes
    /// nothing. With action::try_later it is retry_after() if the server said so.
    std::chrono::milliseconds suggested_wait() const noexcept {
        return std::chrono::milliseconds(lf_error_suggested_wait_ms(handle_.get()));
    }

    /// The operating system's error number; 0 if there is none.
    std::int32_t os_code() const noexcept { return lf_error_os_code(handle_.get()); }

    /// Whether the same call may succeed later without anybody changing anything: action::try_later.
    bool is_retryable() const noexcept { return lf_error_is_retryable(handle_.get()) == 1; }

    /// How far the last exchange with the server had come.
    lftoken::exchange exchange() const noexcept {
        return static_cast<lftoken::exchange>(lf_error_exchange(handle_.get()));
    }

    /// How often the request was tried.
    std::uint32_t attempts() const noexcept { return lf_error_attempts(handle_.get()); }

    /// The same failure once more, for another thread. When memory runs out it is of a status alone.
    error clone() const noexcept {
        lf_error *handle = nullptr;
        if (handle_) {
            lf_error_clone(handle_.get(), &handle);
        }
        return error(status(), operation_, handle, reason_);
    }

    /// The handle of the C interface; NULL if nothing failed, or nothing but the status is known.
    const lf_error *get() const noexcept { return handle_.get(); }

#if LFTOKEN_EXCEPTIONS
    /// Throws this as an lftoken::exception if it is a failure.
    void raise();

    /// The same; else gives `object`.
    template <class Object>
    Object &raise_or(Object &object) {
        raise();
        return object;
    }
#endif

private:
    std::string read(lf_status(LF_CALL *member)(const lf_error *, char *, std::size_t, std::size_t *)) const {
        std::string characters;
        detail::read(member, get(), characters);
        return characters;
    }

    lf_status status_;
    const char *operation_;
    const char *reason_;
    std::unique_ptr<lf_error, detail::free_handle> handle_;
};

#if LFTOKEN_EXCEPTIONS

/// A failed operation. what() is error::message().
class exception : public std::runtime_error {
public:
    explicit exception(lftoken::error &&why)
        : std::runtime_error(why.message()), why_(std::make_shared<lftoken::error>(std::move(why))) {}

    /// What the operation came to: one of the LF_E_ codes.
    lf_status status() const noexcept { return why_->status(); }

    /// All that is known of the failure; valid as long as this exception or a copy of it.
    const lftoken::error &error() const noexcept { return *why_; }

private:
    std::shared_ptr<const lftoken::error> why_;
};

inline void error::raise() {
    if (*this) {
        throw exception(std::move(*this));
    }
}

#endif

/// Receives one log line: a level and one line of UTF-8 that is valid during the call only. Several threads may call
/// it at once, threads of the library among them. It may use this library.
///
/// A log must not change what a login comes to: an exception that leaves the handler is caught, and counted in
/// client::log_failures().
typedef std::function<void(log_level level, const char *message)> log_handler;

namespace detail {

inline const char *flaw() noexcept { return nullptr; }

inline const char *flaw(const text &value) noexcept { return value.flaw(); }

inline const char *flaw(std::chrono::milliseconds) noexcept { return "the duration is out of range"; }

inline const char *flaw(std::uint32_t) noexcept { return "the number is out of range"; }

template <class Enumeration>
typename std::enable_if<std::is_enum<Enumeration>::value, const char *>::type flaw(Enumeration) noexcept {
    return "there is no such value";
}

template <class First, class Second, class... Others>
const char *flaw(const First &first, const Second &second, const Others &...others) noexcept {
    const char *const reason = flaw(first);
    return reason ? reason : flaw(second, others...);
}

/// What a setter came to that was called with these values.
template <class... Values>
error result(lf_status status, const char *operation, const Values &...values) noexcept {
    return error(status, operation, nullptr, flaw(values...));
}

class session_target;

/// What callbacks are called with. It lives as long as the settings and all objects that use it.
class target {
public:
    target() : failures_(0), is_kept_(false), older_(nullptr) {}

    target(const target &) = delete;
    target &operator=(const target &) = delete;

    std::size_t failures() const noexcept { return failures_.load(); }

    /// Lets go of the target of an object that has been freed. Inside a callback the library does not wait for those of
    /// other threads; nobody can tell then when the target is out of use, so it is kept for good.
    static void release(std::shared_ptr<target> unused) noexcept {
        static std::atomic<target *> newest(nullptr);
        if (unused && depth() > 0 && !unused->is_kept_.exchange(true)) {
            unused->itself_ = unused;
            unused->older_ = newest.exchange(unused.get());
        }
    }

protected:
    ~target() = default;

    /// Runs what a callback does. What it throws goes no further, and is counted.
    template <class Body>
    void run(const Body &body) noexcept {
        ++depth();
#if LFTOKEN_EXCEPTIONS
        try {
            body();
        } catch (...) {
            ++failures_;
        }
#else
        body();
#endif
        --depth();
    }

private:
    static int &depth() noexcept {
        static thread_local int callbacks = 0;
        return callbacks;
    }

    std::atomic<std::size_t> failures_;
    std::atomic<bool> is_kept_;
    std::shared_ptr<target> itself_;
    target *older_; // so that a leak checker finds all that are kept
};

/// What a log callback is called with.
class log_target : public target {
public:
    explicit log_target(log_handler handler) : handler_(std::move(handler)) {}

    static void LF_CALL call(void *user, std::int32_t level, const char *message) noexcept {
        log_target &log = *static_cast<log_target *>(user);
        log.run([&log, level, message] { log.handler_(static_cast<log_level>(level), message); });
    }

private:
    log_handler handler_;
};

/// Frees a client, and only then the log target that it uses.
struct free_client {
    std::shared_ptr<log_target> log;
    void operator()(lf_client *handle) noexcept {
        lf_client_free(handle);
        target::release(std::move(log));
    }
};

/// Frees a token, and logs it out before if it was asked to.
struct free_token {
    std::uint32_t logout_ms;
    void operator()(lf_token *handle) const noexcept {
        std::int32_t state = 0;
        if (logout_ms > 0 && lf_token_state(handle, &state) == LF_OK && state == LF_TOKEN_ACTIVE) {
            lf_call *settings = nullptr;
            lf_call_new(&settings);
            lf_call_set_total_timeout_ms(settings, logout_ms);
            lf_invalidate_token(handle, settings, nullptr);
            lf_call_free(settings);
        }
        lf_token_free(handle);
    }
};

} // namespace detail

/// Settings of a client while they are put together. Only the base address has to be set, and the API if it is not
/// v1-alpha.
///
/// A client keeps the settings as they were when it was made.
class options {
public:
    /// Empty only if the library could not make one, or has another interface number.
    options() noexcept : handle_(detail::make(lf_options_new)) {}

    /// Whether it holds a handle.
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    lf_options *get() const noexcept { return handle_.get(); }

    /// Where the repository API is, such as "https://lf.example.com/LFRepositoryAPI"; with api::cloud the login
    /// server, such as "https://signin.laserfiche.com/oauth", which an access key names by itself.
    error try_set_base_address(text address) noexcept {
        return detail::result(lf_options_set_base_address(get(), address.c_str()), "options::set_base_address", address);
    }

    /// The certificate with which the library proves itself to the server, and its key, in PEM form. Both NULL: none.
    error try_set_client_certificate_pem(text certificate, text key) noexcept {
        return detail::result(lf_options_set_client_certificate_pem(get(), certificate.c_str(), key.c_str()),
                              "options::set_client_certificate_pem", certificate, key);
    }

    /// The same from PEM files.
    error try_set_client_certificate_file(text certificate_path, text key_path) noexcept {
        return detail::result(lf_options_set_client_certificate_file(get(), certificate_path.c_str(), key_path.c_str()),
                              "options::set_client_certificate_file", certificate_path, key_path);
    }

    /// The same from the bytes of a PKCS#12 file (.pfx, .p12), and its password, which may be NULL. No bytes: none.
    error try_set_client_certificate_pkcs12(const void *bytes, std::size_t size, text password) noexcept {
        const lf_status status = lf_options_set_client_certificate_pkcs12(get(), bytes, size, password.c_str());
        return error(status, "options::set_client_certificate_pkcs12", nullptr,
                     password.c_str() ? detail::flaw(password) : nullptr);
    }

    /// The same from a PKCS#12 file.
    error try_set_client_certificate_pkcs12_file(text path, text password) noexcept {
        const lf_status status =
            lf_options_set_client_certificate_pkcs12_file(get(), path.c_str(), password.c_str());
        return error(status, "options::set_client_certificate_pkcs12_file", nullptr,
                     password.c_str() ? detail::flaw(path, password) : detail::flaw(path));
    }

    /// Adds a certificate authority to those that are trusted, from the bytes of its certificate in binary form (DER).
    error try_add_ca_der(const void *bytes, std::size_t size) noexcept {
        return error(lf_options_add_ca_der(get(), bytes, size), "options::add_ca_der", nullptr,
                     bytes ? nullptr : "there are no bytes");
    }

    /// Goes through this HTTP proxy; NULL: no proxy. User name and password may be NULL.
    error try_set_proxy(text address, text username, text password) noexcept {
        const lf_status status = lf_options_set_proxy(get(), address.c_str(), username.c_str(), password.c_str());
        // User name and password may be left out.
        const char *const reason = username.c_str() ? detail::flaw(address, username) : detail::flaw(address);
        return error(status, "options::set_proxy", nullptr, reason);
    }

    /// How many idle connections are kept, and how long; 16 and 60 s by default.
    error try_set_pool(std::uint32_t max_idle, std::chrono::milliseconds idle_timeout) noexcept {
        std::uint32_t ms = 0;
        return error(detail::count(idle_timeout, ms) ? lf_options_set_pool(get(), max_idle, ms) : LF_E_INVALID_ARGUMENT,
                     "options::set_pool", nullptr, "the number or the duration is out of range");
    }

    /// How often a call is tried and how long it waits in between; 3, 500 ms and 20 s by default.
    error try_set_retry(std::uint32_t max_attempts, std::chrono::milliseconds base_delay,
                        std::chrono::milliseconds max_delay) noexcept {
        std::uint32_t base_ms = 0;
        std::uint32_t max_ms = 0;
        return error(detail::count(base_delay, base_ms) && detail::count(max_delay, max_ms)
                         ? lf_options_set_retry(get(), max_attempts, base_ms, max_ms)
                         : LF_E_INVALID_ARGUMENT,
                     "options::set_retry", nullptr, "the number or a duration is out of range");
    }

    /// What receives the log; an empty handler: nothing. It is kept as long as these options and the clients that are
    /// made from them need it.
    error try_set_log(log_level level, log_handler handler) {
        std::shared_ptr<detail::log_target> log;
        if (handler) {
            log = std::make_shared<detail::log_target>(std::move(handler));
        }
        error why = detail::result(lf_options_set_log(get(), static_cast<std::int32_t>(level),
                                                      log ? &detail::log_target::call : nullptr, log.get()),
                                   "options::set_log", level);
        if (!why) {
            log_ = std::move(log);
        }
        return why;
    }

    // generated from lftoken.h: settings of options
    /// Sets which API the server has. By default api::v1_alpha.
    error try_set_api(api value) noexcept {
        return detail::result(lf_options_set_api(get(), static_cast<std::int32_t>(value)), "options::set_api", value);
    }

    /// Allows a base address with http to any host.
    error try_set_allow_plain_http(bool enabled) noexcept {
        return error(lf_options_set_allow_plain_http(get(), enabled), "options::set_allow_plain_http");
    }

    /// Sets how long one attempt to get a connection may take: name look-up, TCP, proxy and TLS together. By default
    /// 10 s.
    error try_set_connect_timeout(std::chrono::milliseconds timeout) noexcept {
        return detail::result(detail::set_ms(lf_options_set_connect_timeout_ms, get(), timeout),
                              "options::set_connect_timeout", timeout);
    }

    /// Sets how long a call may take in all: connecting, sending, waiting, reading, and every repetition. By default
    /// 30 s.
    error try_set_total_timeout(std::chrono::milliseconds timeout) noexcept {
        return detail::result(detail::set_ms(lf_options_set_total_timeout_ms, get(), timeout),
                              "options::set_total_timeout", timeout);
    }

    /// Sets how long the library waits for the answer to a login after client::create_token() has returned
    /// LF_E_OUTCOME_UNKNOWN because of a timeout or cancel. By default 30 s.
    error try_set_late_answer_grace(std::chrono::milliseconds grace) noexcept {
        return detail::result(detail::set_ms(lf_options_set_late_answer_grace_ms, get(), grace),
                              "options::set_late_answer_grace", grace);
    }

    /// Sets which certificate authorities are trusted. By default trust::system.
    error try_set_trust(trust value) noexcept {
        return detail::result(lf_options_set_trust(get(), static_cast<std::int32_t>(value)),
                              "options::set_trust", value);
    }

    /// Adds certificate authorities to those that are trusted. One or more certificates in PEM form, read by client.
    error try_add_ca_pem(text pem) noexcept {
        return detail::result(lf_options_add_ca_pem(get(), pem.c_str()), "options::add_ca_pem", pem);
    }

    /// Adds the certificate authorities of a file, read as by options::add_ca_pem(). A regular file of at most 16 MiB
    /// with certificates in PEM form, or with one in binary form (DER), read by client.
    error try_add_ca_file(text path) noexcept {
        return detail::result(lf_options_add_ca_file(get(), path.c_str()), "options::add_ca_file", path);
    }

    /// Accepts exactly this server certificate, for servers with a self-signed one: its issuer, names and dates are not
    /// checked. The SHA-256 fingerprint of the certificate, 64 hexadecimal digits, as browsers and `openssl x509
    /// -fingerprint -sha256` show it: colons, dashes, white space and a label in front do not matter.
    error try_add_pinned_certificate(text sha256) noexcept {
        return detail::result(lf_options_add_pinned_certificate(get(), sha256.c_str()),
                              "options::add_pinned_certificate", sha256);
    }

    /// Sets the oldest TLS version that is spoken. By default tls_version::tls_1_2.
    error try_set_min_tls_version(tls_version value) noexcept {
        return detail::result(lf_options_set_min_tls_version(get(), static_cast<std::int32_t>(value)),
                              "options::set_min_tls_version", value);
    }

    /// Sets the password of the client key in PEM form, for one that is encrypted (BEGIN ENCRYPTED PRIVATE KEY). The
    /// password, wiped with the options.
    error try_set_client_key_password(text password) noexcept {
        return detail::result(lf_options_set_client_key_password(get(), password.c_str()),
                              "options::set_client_key_password", password);
    }

    /// Uses the proxy that the environment names: https_proxy or HTTPS_PROXY (http_proxy for http), else all_proxy or
    /// ALL_PROXY; not for hosts in no_proxy or NO_PROXY and not for this machine itself.
    error try_set_use_system_proxy(bool enabled) noexcept {
        return error(lf_options_set_use_system_proxy(get(), enabled), "options::set_use_system_proxy");
    }

    /// Sets hosts that are reached without the proxy, in addition to those of the environment. Entries separated by
    /// commas: a host, which covers its subdomains too ("example.com", ".example.com" and "*.example.com" mean the
    /// same), an address, a network ("10.0.0.0/8"), or "*".
    error try_set_no_proxy(text hosts) noexcept {
        return detail::result(lf_options_set_no_proxy(get(), hosts.c_str()), "options::set_no_proxy", hosts);
    }

    /// Names the host program in the User-Agent header, before the library's own name. Such as "CaptureStation/5.1".
    error try_set_user_agent_product(text product) noexcept {
        return detail::result(lf_options_set_user_agent_product(get(), product.c_str()),
                              "options::set_user_agent_product", product);
    }

    /// Sets how large the body of an answer may be. By default 262144.
    error try_set_max_answer_bytes(std::uint32_t max_bytes) noexcept {
        return detail::result(lf_options_set_max_answer_bytes(get(), max_bytes),
                              "options::set_max_answer_bytes", max_bytes);
    }
    // end of what is generated

#if LFTOKEN_EXCEPTIONS
    options &set_base_address(text address) { return try_set_base_address(address).raise_or(*this); }

    options &set_client_certificate_pem(text certificate, text key) {
        return try_set_client_certificate_pem(certificate, key).raise_or(*this);
    }

    options &set_client_certificate_file(text certificate_path, text key_path) {
        return try_set_client_certificate_file(certificate_path, key_path).raise_or(*this);
    }

    options &set_client_certificate_pkcs12(const void *bytes, std::size_t size, text password) {
        return try_set_client_certificate_pkcs12(bytes, size, password).raise_or(*this);
    }

    options &set_client_certificate_pkcs12_file(text path, text password) {
        return try_set_client_certificate_pkcs12_file(path, password).raise_or(*this);
    }

    options &add_ca_der(const void *bytes, std::size_t size) {
        return try_add_ca_der(bytes, size).raise_or(*this);
    }

    options &set_proxy(text address, text username = nullptr, text password = nullptr) {
        return try_set_proxy(address, username, password).raise_or(*this);
    }

    options &set_pool(std::uint32_t max_idle, std::chrono::milliseconds idle_timeout) {
        return try_set_pool(max_idle, idle_timeout).raise_or(*this);
    }

    options &set_retry(std::uint32_t max_attempts, std::chrono::milliseconds base_delay,
                       std::chrono::milliseconds max_delay) {
        return try_set_retry(max_attempts, base_delay, max_delay).raise_or(*this);
    }

    options &set_log(log_level level, log_handler handler) {
        return try_set_log(level, std::move(handler)).raise_or(*this);
    }

    // generated from lftoken.h: settings of options that throw
    options &set_api(api value) { return try_set_api(value).raise_or(*this); }

    options &set_allow_plain_http(bool enabled = true) { return try_set_allow_plain_http(enabled).raise_or(*this); }

    options &set_connect_timeout(std::chrono::milliseconds timeout) {
        return try_set_connect_timeout(timeout).raise_or(*this);
    }

    options &set_total_timeout(std::chrono::milliseconds timeout) {
        return try_set_total_timeout(timeout).raise_or(*this);
    }

    options &set_late_answer_grace(std::chrono::milliseconds grace) {
        return try_set_late_answer_grace(grace).raise_or(*this);
    }

    options &set_trust(trust value) { return try_set_trust(value).raise_or(*this); }

    options &add_ca_pem(text pem) { return try_add_ca_pem(pem).raise_or(*this); }

    options &add_ca_file(text path) { return try_add_ca_file(path).raise_or(*this); }

    options &add_pinned_certificate(text sha256) { return try_add_pinned_certificate(sha256).raise_or(*this); }

    options &set_min_tls_version(tls_version value) { return try_set_min_tls_version(value).raise_or(*this); }

    options &set_client_key_password(text password) { return try_set_client_key_password(password).raise_or(*this); }

    options &set_use_system_proxy(bool enabled = true) { return try_set_use_system_proxy(enabled).raise_or(*this); }

    options &set_no_proxy(text hosts) { return try_set_no_proxy(hosts).raise_or(*this); }

    options &set_user_agent_product(text product) { return try_set_user_agent_product(product).raise_or(*this); }

    options &set_max_answer_bytes(std::uint32_t max_bytes) {
        return try_set_max_answer_bytes(max_bytes).raise_or(*this);
    }
    // end of what is generated
#endif

private:
    friend class client;

    std::shared_ptr<detail::log_target> log_;
    std::unique_ptr<lf_options, detail::free_handle> handle_;
};

/// With what to log in: a user name and a password, or what else the API takes (options::set_api()). NULL leaves a
/// member out again. authorization gives those of a login in a browser.
///
/// Secrets are wiped when they are replaced and with this object. The caller wipes its own copies.
class credentials {
public:
    /// Empty only if the library could not make one, or has another interface number.
    credentials() noexcept : handle_(detail::make(lf_credentials_new)) {}

    /// Takes over a handle of the C interface.
    explicit credentials(lf_credentials *handle) noexcept : handle_(handle) {}

    /// Whether it holds a handle.
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    lf_credentials *get() const noexcept { return handle_.get(); }

    // generated from lftoken.h: settings of credentials
    /// Sets the user name.
    error try_set_username(text username) noexcept {
        return detail::result(lf_credentials_set_username(get(), username.c_str()),
                              "credentials::set_username", username);
    }

    /// Sets the password.
    error try_set_password(text password) noexcept {
        return detail::result(lf_credentials_set_password(get(), password.c_str()),
                              "credentials::set_password", password);
    }

    /// Allows an empty password, for accounts that have none.
    error try_set_allow_empty_password(bool enabled) noexcept {
        return error(lf_credentials_set_allow_empty_password(get(), enabled), "credentials::set_allow_empty_password");
    }

    /// Sets the Directory Server organization.
    error try_set_organization(text organization) noexcept {
        return detail::result(lf_credentials_set_organization(get(), organization.c_str()),
                              "credentials::set_organization", organization);
    }

    /// Sets the name that the audit trail and the list of sessions show for the login. Name host and program, so that
    /// an administrator can find the session.
    error try_set_application_name(text application_name) noexcept {
        return detail::result(lf_credentials_set_application_name(get(), application_name.c_str()),
                              "credentials::set_application_name", application_name);
    }

    /// Sets an existing session key to log in with.
    error try_set_session_key(text session_key) noexcept {
        return detail::result(lf_credentials_set_session_key(get(), session_key.c_str()),
                              "credentials::set_session_key", session_key);
    }

    /// Sets a SAML token to log in with.
    error try_set_saml_token(text saml_token) noexcept {
        return detail::result(lf_credentials_set_saml_token(get(), saml_token.c_str()),
                              "credentials::set_saml_token", saml_token);
    }

    /// Sets the Laserfiche Cloud account id (9 or 10 digits), for logins with a user name on Cloud.
    error try_set_customer_id(text customer_id) noexcept {
        return detail::result(lf_credentials_set_customer_id(get(), customer_id.c_str()),
                              "credentials::set_customer_id", customer_id);
    }

    /// Asks the server for a cookie besides the token.
    error try_set_create_cookie(bool enabled) noexcept {
        return error(lf_credentials_set_create_cookie(get(), enabled), "credentials::set_create_cookie");
    }

    /// Sets the access key of a service app, as the Developer Console exports it: base64, or the JSON that is in it.
    error try_set_access_key(text access_key) noexcept {
        return detail::result(lf_credentials_set_access_key(get(), access_key.c_str()),
                              "credentials::set_access_key", access_key);
    }

    /// Sets the access key as credentials::set_access_key() does, by the name of the file that it is in. UTF-8.
    error try_set_access_key_file(text path) noexcept {
        return detail::result(lf_credentials_set_access_key_file(get(), path.c_str()),
                              "credentials::set_access_key_file", path);
    }

    /// Sets the service principal key of a service app, which goes with its access key.
    error try_set_service_principal_key(text key) noexcept {
        return detail::result(lf_credentials_set_service_principal_key(get(), key.c_str()),
                              "credentials::set_service_principal_key", key);
    }

    /// Sets a refresh token to log in with, one that token::refresh_token() gave before a restart.
    error try_set_refresh_token(text refresh_token) noexcept {
        return detail::result(lf_credentials_set_refresh_token(get(), refresh_token.c_str()),
                              "credentials::set_refresh_token", refresh_token);
    }

    /// Sets the client id of the app that a refresh token belongs to.
    error try_set_client_id(text client_id) noexcept {
        return detail::result(lf_credentials_set_client_id(get(), client_id.c_str()),
                              "credentials::set_client_id", client_id);
    }

    /// Sets the client secret of a web app.
    error try_set_client_secret(text client_secret) noexcept {
        return detail::result(lf_credentials_set_client_secret(get(), client_secret.c_str()),
                              "credentials::set_client_secret", client_secret);
    }

    /// Sets the scopes to ask for, with spaces between them; their case counts. Such as "repository.Read
    /// repository.Write".
    error try_set_scope(text scope) noexcept {
        return detail::result(lf_credentials_set_scope(get(), scope.c_str()), "credentials::set_scope", scope);
    }
    // end of what is generated

#if LFTOKEN_EXCEPTIONS
    // generated from lftoken.h: settings of credentials that throw
    credentials &set_username(text username) { return try_set_username(username).raise_or(*this); }

    credentials &set_password(text password) { return try_set_password(password).raise_or(*this); }

    credentials &set_allow_empty_password(bool enabled = true) {
        return try_set_allow_empty_password(enabled).raise_or(*this);
    }

    credentials &set_organization(text organization) { return try_set_organization(organization).raise_or(*this); }

    credentials &set_application_name(text application_name) {
        return try_set_application_name(application_name).raise_or(*this);
    }

    credentials &set_session_key(text session_key) { return try_set_session_key(session_key).raise_or(*this); }

    credentials &set_saml_token(text saml_token) { return try_set_saml_token(saml_token).raise_or(*this); }

    credentials &set_customer_id(text customer_id) { return try_set_customer_id(customer_id).raise_or(*this); }

    credentials &set_create_cookie(bool enabled = true) { return try_set_create_cookie(enabled).raise_or(*this); }

    credentials &set_access_key(text access_key) { return try_set_access_key(access_key).raise_or(*this); }

    credentials &set_access_key_file(text path) { return try_set_access_key_file(path).raise_or(*this); }

    credentials &set_service_principal_key(text key) { return try_set_service_principal_key(key).raise_or(*this); }

    credentials &set_refresh_token(text refresh_token) { return try_set_refresh_token(refresh_token).raise_or(*this); }

    credentials &set_client_id(text client_id) { return try_set_client_id(client_id).raise_or(*this); }

    credentials &set_client_secret(text client_secret) { return try_set_client_secret(client_secret).raise_or(*this); }

    credentials &set_scope(text scope) { return try_set_scope(scope).raise_or(*this); }
    // end of what is generated
#endif

private:
    friend class detail::session_target;

    std::unique_ptr<lf_credentials, detail::free_handle> handle_;
};

/// Ends calls that carry it (call::set_cancel()) from another thread.
class cancel {
public:
    /// Empty only if the library could not make one, or has another interface number.
    cancel() noexcept : handle_(detail::make(lf_cancel_new)) {}

    /// Whether it holds a handle.
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    lf_cancel *get() const noexcept { return handle_.get(); }

    /// Ends every call that carries it, now and until reset(). Each fails within 100 ms: with LF_E_CANCELLED, or with
    /// LF_E_OUTCOME_UNKNOWN if a login was already sent.
    error try_trigger() noexcept { return error(lf_cancel_trigger(get()), "cancel::trigger"); }

    /// Makes it fit for new calls, once those that it was to end have returned.
    error try_reset() noexcept { return error(lf_cancel_reset(get()), "cancel::reset"); }

#if LFTOKEN_EXCEPTIONS
    cancel &trigger() { return try_trigger().raise_or(*this); }

    cancel &reset() { return try_reset().raise_or(*this); }
#endif

private:
    std::unique_ptr<lf_cancel, detail::free_handle> handle_;
};

/// Settings of single calls; they can be used for any number of calls.
class call {
public:
    /// Empty only if the library could not make one, or has another interface number.
    call() noexcept : handle_(detail::make(lf_call_new)) {}

    /// Whether it holds a handle.
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    lf_call *get() const noexcept { return handle_.get(); }

    /// Lets `handle` end the calls; NULL takes it out again. It need not outlive this object.
    error try_set_cancel(const cancel *handle) noexcept {
        const bool is_empty = handle != nullptr && !*handle;
        return error(is_empty ? LF_E_INVALID_HANDLE : lf_call_set_cancel(get(), handle ? handle->get() : nullptr),
                     "call::set_cancel");
    }

    // generated from lftoken.h: settings of call
    /// Sets how long a call may take in all, instead of the client's options::set_total_timeout().
    error try_set_total_timeout(std::chrono::milliseconds timeout) noexcept {
        return detail::result(detail::set_ms(lf_call_set_total_timeout_ms, get(), timeout),
                              "call::set_total_timeout", timeout);
    }

    /// Sets an id that the log lines of the calls begin with, in square brackets. A text without control characters.
    error try_set_correlation_id(text correlation_id) noexcept {
        return detail::result(lf_call_set_correlation_id(get(), correlation_id.c_str()),
                              "call::set_correlation_id", correlation_id);
    }
    // end of what is generated

#if LFTOKEN_EXCEPTIONS
    call &set_cancel(const cancel *handle) { return try_set_cancel(handle).raise_or(*this); }

    // generated from lftoken.h: settings of call that throw
    call &set_total_timeout(std::chrono::milliseconds timeout) {
        return try_set_total_timeout(timeout).raise_or(*this);
    }

    call &set_correlation_id(text correlation_id) { return try_set_correlation_id(correlation_id).raise_or(*this); }
    // end of what is generated
#endif

private:
    std::unique_ptr<lf_call, detail::free_handle> handle_;
};

namespace detail {

/// An empty object must not pass as NULL, which means the defaults.
inline bool is_empty(const call *settings) noexcept { return settings && !*settings; }

inline const lf_call *handle_of(const call *settings) noexcept { return settings ? settings->get() : nullptr; }

} // namespace detail

/// A session on the server and its access token.
///
/// The session holds a licence until invalidate() logs it out or it idles out. The end of this object alone sends
/// nothing, unless set_auto_logout() asked for it.
class token {
public:
    /// Empty, to be assigned to.
    token() noexcept : token(nullptr) {}

    /// Takes over a handle of the C interface.
    explicit token(lf_token *handle) noexcept : handle_(handle, detail::free_token{0}) {}

    /// Whether it holds a handle.
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    lf_token *get() const noexcept { return handle_.get(); }

    /// Logs the session out when this object ends or is assigned to, if it is still active then: for exceptions and
    /// early returns. That blocks for at most `limit`, and only the log reports a failure; invalidate() tells the
    /// program. Moving the token takes this along.
    ///
    /// @param limit  0 or less: does not log out (the default).
    void set_auto_logout(std::chrono::milliseconds limit) noexcept {
        std::uint32_t &ms = handle_.get_deleter().logout_ms;
        ms = limit.count() > 0 ? 0xFFFFFFFF : 0;
        detail::count(limit, ms);
    }

    /// The access token itself. It is wiped with the object that it comes in.
    error try_value(secret &out) const {
        return error(detail::read(lf_token_value, get(), "", out), "token::value");
    }

    /// The value of the Authorization header for other calls to the repository API: "Bearer " and the token.
    error try_authorization(secret &out) const {
        return error(detail::read(lf_token_value, get(), "Bearer ", out), "token::authorization");
    }

    /// The cookie that credentials::set_create_cookie() asked for, for the Cookie header; empty if there is none.
    error try_cookie(secret &out) const {
        return error(detail::read(lf_token_cookie, get(), "", out), "token::cookie");
    }

    /// The refresh token that the next refresh() uses, for credentials::set_refresh_token() after a restart: read it
    /// again after every refresh(). Empty if there is none.
    error try_refresh_token(secret &out) const {
        return error(detail::read(lf_token_refresh_token, get(), "", out), "token::refresh_token");
    }

    /// The scopes that the server granted, with spaces between them; empty if it did not tell.
    error try_scope(std::string &out) const { return error(detail::read(lf_token_scope, get(), out), "token::scope"); }

    /// Where the repository API is to be called with the token, without a slash at the end; empty if that is not known.
    error try_api_address(std::string &out) const {
        return error(detail::read(lf_token_api_address, get(), out), "token::api_address");
    }

    /// The repository that the token belongs to; empty if the login named none.
    error try_repository_id(std::string &out) const {
        return error(detail::read(lf_token_repository_id, get(), out), "token::repository_id");
    }

    /// When the session ends if nothing keeps it alive, by the server's clock; time_point() if that is not known.
    error try_expires_at(time_point &out) const noexcept {
        std::int64_t unix_ms = 0;
        const lf_status status = lf_token_expires_at_ms(get(), &unix_ms);
        if (status == LF_OK) {
            out = time_point(std::chrono::milliseconds(unix_ms));
        }
        return error(status, "token::expires_at");
    }

    /// How long the session still lasts if nothing keeps it alive, whatever the clock of this machine says; 0 if it has
    /// ended, negative if that is not known.
    error try_remaining(std::chrono::milliseconds &out) const noexcept {
        std::int64_t ms = 0;
        const lf_status status = lf_token_remaining_ms(get(), &ms);
        if (status == LF_OK) {
            out = std::chrono::milliseconds(ms);
        }
        return error(status, "token::remaining");
    }

    /// How long the session was to last in all: what remaining() was right after the login or the last refresh;
    /// negative if that is not known.
    error try_lifetime(std::chrono::milliseconds &out) const noexcept {
        std::int64_t ms = 0;
        const lf_status status = lf_token_lifetime_ms(get(), &ms);
        if (status == LF_OK) {
            out = std::chrono::milliseconds(ms);
        }
        return error(status, "token::lifetime");
    }

    /// What the library knows of the session.
    error try_state(token_state &out) const noexcept {
        std::int32_t state = 0;
        const lf_status status = lf_token_state(get(), &state);
        if (status == LF_OK) {
            out = static_cast<token_state>(state);
        }
        return error(status, "token::state");
    }

    /// Keeps the session alive: its idle timer starts anew. Where client::supports() denies
    /// capability::refresh_without_credentials it logs in anew, and value() is another one afterwards.
    ///
    /// @param keep_alive  How long it may then be idle, at most an hour; 0 leaves it to the server. Only where
    ///                    client::supports() tells capability::keep_alive.
    /// @param settings    Settings of this call, or NULL.
    error try_refresh(std::chrono::seconds keep_alive = std::chrono::seconds(0),
                      const call *settings = nullptr) noexcept {
        std::uint32_t seconds = 0;
        lf_error *why = nullptr;
        lf_status status = detail::is_empty(settings) ? LF_E_INVALID_HANDLE : LF_E_INVALID_ARGUMENT;
        if (!detail::is_empty(settings) && detail::count(keep_alive, seconds)) {
            status = lf_refresh_token(get(), seconds, detail::handle_of(settings), &why);
        }
        return error(status, "token::refresh", why);
    }

    /// Logs out: frees the licence. A session that has already ended is a success. Where client::supports() denies
    /// capability::log_out the token is forgotten, and nothing is sent.
    ///
    /// @param settings  Settings of this call, or NULL.
    error try_invalidate(const call *settings = nullptr) noexcept {
        lf_error *why = nullptr;
        lf_status status = LF_E_INVALID_HANDLE;
        if (!detail::is_empty(settings)) {
            status = lf_invalidate_token(get(), detail::handle_of(settings), &why);
        }
        return error(status, "token::invalidate", why);
    }

#if LFTOKEN_EXCEPTIONS
    secret value() const {
        secret out;
        try_value(out).raise();
        return out;
    }

    secret authorization() const {
        secret out;
        try_authorization(out).raise();
        return out;
    }

    secret cookie() const {
        secret out;
        try_cookie(out).raise();
        return out;
    }

    secret refresh_token() const {
        secret out;
        try_refresh_token(out).raise();
        return out;
    }

    std::string scope() const {
        std::string out;
        try_scope(out).raise();
        return out;
    }

    std::string api_address() const {
        std::string out;
        try_api_address(out).raise();
        return out;
    }

    std::string repository_id() const {
        std::string out;
        try_repository_id(out).raise();
        return out;
    }

    time_point expires_at() const {
        time_point out;
        try_expires_at(out).raise();
        return out;
    }

    std::chrono::milliseconds remaining() const {
        std::chrono::milliseconds out{};
        try_remaining(out).raise();
        return out;
    }

    std::chrono::milliseconds lifetime() const {
        std::chrono::milliseconds out{};
        try_lifetime(out).raise();
        return out;
    }

    token_state state() const {
        token_state out{};
        try_state(out).raise();
        return out;
    }

    void refresh(std::chrono::seconds keep_alive = std::chrono::seconds(0), const call *settings = nullptr) {
        try_refresh(keep_alive, settings).raise();
    }

    void invalidate(const call *settings = nullptr) { try_invalidate(settings).raise(); }
#endif

private:
    std::unique_ptr<lf_token, detail::free_token> handle_;
};

/// Receives what client::check() finds: a step, a verdict or a fact on it, a text for a person, and why, if it failed.
typedef std::function<void(check_step step, verdict found, const char *text, const error &cause)> check_handler;

namespace detail {

/// What a check's callback is called with.
class check_target : public target {
public:
    explicit check_target(check_handler handler) : handler_(std::move(handler)) {}
    // It stands in a call: nobody keeps it.
    ~check_target() = default;

    /// Throws what the handler threw.
    void raise() const {
#if LFTOKEN_EXCEPTIONS
        if (thrown_) {
            std::rethrow_exception(thrown_);
        }
#endif
    }

    static void LF_CALL call(void *user, std::int32_t step, std::int32_t found, const char *text,
                             const lf_error *why) noexcept {
        check_target &check = *static_cast<check_target *>(user);
        if (check.failures() > 0) {
            return;
        }
        lf_error *own = nullptr;
        if (why) {
            lf_error_clone(why, &own);
        }
        const error cause(why ? lf_error_status(why) : LF_OK, "client::check", own);
        check.run([&] { check.tell(static_cast<check_step>(step), static_cast<verdict>(found), text, cause); });
    }

private:
    void tell(check_step step, verdict found, const char *text, const error &cause) {
#if LFTOKEN_EXCEPTIONS
        try {
            handler_(step, found, text, cause);
        } catch (...) {
            thrown_ = std::current_exception();
            throw;
        }
#else
        handler_(step, found, text, cause);
#endif
    }

    check_handler handler_;
#if LFTOKEN_EXCEPTIONS
    std::exception_ptr thrown_;
#endif
};

} // namespace detail

/// A server and how to reach it. One client serves a whole program and all its threads.
///
/// Tokens stay usable when the client ends. No log handler runs any more once its destructor has returned, except when
/// it ends inside a log handler.
class client {
public:
    /// Empty, to be assigned to.
    client() noexcept {}

    /// Makes a client: checks the settings, reads the trust store. Nothing is sent.
    static error try_make(const options &settings, client &out) noexcept {
        if (!detail::fits()) {
            return error(LF_E_UNSUPPORTED, "client");
        }
        lf_client *handle = nullptr;
        lf_error *why = nullptr;
        const lf_status status = lf_client_new(settings.get(), &handle, &why);
        if (status == LF_OK) {
            out.handle_ = std::unique_ptr<lf_client, detail::free_client>(handle, detail::free_client{settings.log_});
        }
        return error(status, "client", why);
    }

    /// Whether it holds a handle.
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    lf_client *get() const noexcept { return handle_.get(); }

    /// Whether the API of this client can do something (options::set_api()): asked once, it spares a program that knows
    /// several APIs a look at which one it is.
    bool supports(capability what) const noexcept {
        return lf_client_supports(get(), static_cast<std::int32_t>(what)) == 1;
    }

    /// How many exceptions have left the log handler of the options that this client was made from.
    std::size_t log_failures() const noexcept {
        const detail::log_target *log = handle_.get_deleter().log.get();
        return log != nullptr ? log->failures() : 0;
    }

    /// Logs in: opens a session on the server, which takes a licence.
    ///
    /// LF_E_OUTCOME_UNKNOWN means that a session may be open: do not simply try again; see lf_create_token().
    ///
    /// @param repository  May be NULL where supports() denies capability::choose_repository.
    /// @param settings    Settings of this call, or NULL.
    error try_create_token(text repository, const credentials &login, token &out,
                           const call *settings = nullptr) const noexcept {
        lf_token *handle = nullptr;
        lf_error *why = nullptr;
        lf_status status = LF_E_INVALID_HANDLE;
        if (!detail::is_empty(settings)) {
            status = lf_create_token(get(), repository.c_str(), login.get(), detail::handle_of(settings), &handle,
                                     &why);
        }
        if (status == LF_OK) {
            out = token(handle);
        }
        return error(status, "client::create_token", why);
    }

    /// Makes a token of a value that came from elsewhere, to keep it alive or log it out. Nothing is sent.
    ///
    /// @param expires_at  When it expires; time_point() if that is not known.
    template <class Duration>
    error try_adopt_token(text repository, text value,
                          std::chrono::time_point<std::chrono::system_clock, Duration> expires_at,
                          token &out) const noexcept {
        lf_token *handle = nullptr;
        lf_error *why = nullptr;
        const lf_status status = lf_token_adopt(get(), repository.c_str(), value.c_str(), detail::unix_ms(expires_at),
                                                &handle, &why);
        if (status == LF_OK) {
            out = token(handle);
        }
        return error(status, "client::adopt_token", why);
    }

    /// The same, with what the token is to be refreshed with where a refresh is a new login: a refresh token, with the
    /// client id and the client secret of its app, or the credentials of a login.
    template <class Duration>
    error try_adopt_token(text repository, text value,
                          std::chrono::time_point<std::chrono::system_clock, Duration> expires_at,
                          const credentials &login, token &out) const noexcept {
        lf_token *handle = nullptr;
        lf_error *why = nullptr;
        const lf_status status = lf_token_adopt_with_credentials(
            get(), repository.c_str(), value.c_str(), detail::unix_ms(expires_at), login.get(), &handle, &why);
        if (status == LF_OK) {
            out = token(handle);
        }
        return error(status, "client::adopt_token", why);
    }

    /// Finds out why a program does not get through to the service, one step after the other. No login is sent, and
    /// no session is opened. The handler is called on this thread. An exception that leaves it ends its calls, and leaves
    /// this call when the check is over.
    ///
    /// @param handler     Receives the facts of a step, then one verdict on it, then those of the next step.
    /// @param repository  The repository that logins are to; may be NULL.
    /// @return The error of the step that failed; none if none did.
    error try_check(check_handler handler, text repository = nullptr, const call *settings = nullptr) const {
        if (detail::is_empty(settings)) {
            return error(LF_E_INVALID_HANDLE, "client::check");
        }
        detail::check_target found(std::move(handler));
        lf_error *why = nullptr;
        const lf_status status = lf_client_check(get(), repository.c_str(), detail::check_target::call, &found,
                                                 detail::handle_of(settings), &why);
        error outcome(status, "client::check", why);
        found.raise();
        return outcome;
    }

    /// Waits until no answer to a login of unknown outcome is outstanding, nor a logout of a session that nobody holds.
    /// LF_E_OUTCOME_UNKNOWN says that some had to be given up since this was last called; see lf_client_settle().
    ///
    /// @param outstanding  Receives how many sessions that nobody holds may be open, also on failure.
    /// @param settings     Settings of this call, or NULL; their timeout limits the wait.
    error try_settle(std::uint32_t &outstanding, const call *settings = nullptr) const noexcept {
        outstanding = 0;
        lf_error *why = nullptr;
        lf_status status = LF_E_INVALID_HANDLE;
        if (!detail::is_empty(settings)) {
            status = lf_client_settle(get(), detail::handle_of(settings), &outstanding, &why);
        }
        return error(status, "client::settle", why);
    }

    /// Logs out every token and every session of this client, side by side, and waits for that and for all that settle()
    /// waits for. From now on logins, refreshes and reads of sessions fail with LF_E_CLOSED. For the end of a service.
    ///
    /// @param outstanding  Receives how many sessions may still be open, also on failure.
    /// @param settings     Settings of this call, or NULL; their timeout limits the wait.
    error try_shutdown(std::uint32_t &outstanding, const call *settings = nullptr) const noexcept {
        outstanding = 0;
        lf_error *why = nullptr;
        lf_status status = LF_E_INVALID_HANDLE;
        if (!detail::is_empty(settings)) {
            status = lf_client_shutdown(get(), detail::handle_of(settings), &outstanding, &why);
        }
        return error(status, "client::shutdown", why);
    }

#if LFTOKEN_EXCEPTIONS
    explicit client(const options &settings) { try_make(settings, *this).raise(); }

    token create_token(text repository, const credentials &login, const call *settings = nullptr) const {
        token out;
        try_create_token(repository, login, out, settings).raise();
        return out;
    }

    template <class Duration = std::chrono::milliseconds>
    token adopt_token(text repository, text value,
                      std::chrono::time_point<std::chrono::system_clock, Duration> expires_at = time_point()) const {
        token out;
        try_adopt_token(repository, value, expires_at, out).raise();
        return out;
    }

    template <class Duration>
    token adopt_token(text repository, text value,
                      std::chrono::time_point<std::chrono::system_clock, Duration> expires_at,
                      const credentials &login) const {
        token out;
        try_adopt_token(repository, value, expires_at, login, out).raise();
        return out;
    }

    /// As try_settle(), but returns how many sessions that nobody holds may still be open; 0: none. They are those that
    /// were still outstanding when the time was over, or that the library gave up since this was last called.
    std::uint32_t settle(const call *settings = nullptr) const {
        std::uint32_t outstanding = 0;
        return still_open(try_settle(outstanding, settings), outstanding);
    }

    /// As try_check(), but throws what it returns.
    void check(check_handler handler, text repository = nullptr, const call *settings = nullptr) const {
        try_check(std::move(handler), repository, settings).raise();
    }

    /// As try_shutdown(), but returns how many sessions may still be open, as settle() does.
    std::uint32_t shutdown(const call *settings = nullptr) const {
        std::uint32_t outstanding = 0;
        return still_open(try_shutdown(outstanding, settings), outstanding);
    }
#endif

private:
#if LFTOKEN_EXCEPTIONS
    static std::uint32_t still_open(error why, const std::uint32_t &outstanding) {
        if (why.status() != LF_E_TIMED_OUT && why.status() != LF_E_OUTCOME_UNKNOWN) {
            why.raise();
        }
        return outstanding;
    }
#endif

    std::unique_ptr<lf_client, detail::free_client> handle_;
};

/// Receives one event of a session, and why: no failure if nothing failed; error::clone() keeps it. Several threads may
/// call it at once, threads of the library among them. It must return soon, and what would have to wait in it fails with
/// LF_E_WOULD_DEADLOCK. An exception that leaves it is caught, and counted in session::failures().
typedef std::function<void(event what, const error &cause)> event_handler;

/// Fills in the credentials of a login; false, or an exception, if it cannot: then the login fails. Threads of the
/// library call it. It may take its time, and must not keep what it fills in.
typedef std::function<bool(credentials &login)> credentials_handler;

namespace detail {

/// What the callbacks of a session are called with.
class session_target : public target {
public:
    session_target(event_handler on_event, credentials_handler ask)
        : on_event_(std::move(on_event)), ask_(std::move(ask)) {}

    const event_handler &on_event() const noexcept { return on_event_; }

    const credentials_handler &ask() const noexcept { return ask_; }

    static void LF_CALL hear(void *user, std::int32_t what, const lf_error *why) noexcept {
        session_target &session = *static_cast<session_target *>(user);
        lf_error *own = nullptr;
        if (why) {
            lf_error_clone(why, &own);
        }
        const error cause(why ? lf_error_status(why) : LF_OK, "session", own);
        session.run([&session, what, &cause] { session.on_event_(static_cast<event>(what), cause); });
    }

    static lf_status LF_CALL fill(void *user, lf_credentials *handle) noexcept {
        session_target &session = *static_cast<session_target *>(user);
        credentials login(handle); // the handle is only lent
        bool is_filled = false;
        session.run([&session, &login, &is_filled] { is_filled = session.ask_(login); });
        static_cast<void>(login.handle_.release());
        return is_filled ? LF_OK : LF_E_CANCELLED;
    }

private:
    event_handler on_event_;
    credentials_handler ask_;
};

/// Frees a session, and only then the target that it uses.
struct free_session {
    std::shared_ptr<session_target> callbacks;
    void operator()(lf_session *handle) noexcept {
        lf_session_free(handle);
        target::release(std::move(callbacks));
    }
};

} // namespace detail

/// Settings of sessions while they are put together. A session keeps them as they were when it was made.
class session_options {
public:
    /// Empty only if the library could not make one, or has another interface number.
    session_options() noexcept : handle_(detail::make(lf_session_options_new)) {}

    /// Whether it holds a handle.
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    lf_session_options *get() const noexcept { return handle_.get(); }

    /// What hears of events; an empty handler: nothing. It is kept as long as these options and the sessions that are
    /// made of them. session::next_event() gives the same events without another thread.
    error try_set_event_callback(event_handler handler) {
        return set_callbacks(std::move(handler), callbacks_ ? callbacks_->ask() : nullptr,
                             "session_options::set_event_callback");
    }

    /// What is asked for credentials at each login, in place of those that a session is made with; an empty handler:
    /// nothing. It is kept as long as these options and the sessions that are made of them.
    error try_set_credentials_callback(credentials_handler handler) {
        return set_callbacks(callbacks_ ? callbacks_->on_event() : nullptr, std::move(handler),
                             "session_options::set_credentials_callback");
    }

    // generated from lftoken.h: settings of session_options
    /// Sets how long a token that is handed out lasts, at least; never more than a tenth of its whole life. By default
    /// 30 s.
    error try_set_margin(std::chrono::milliseconds margin) noexcept {
        return detail::result(detail::set_ms(lf_session_options_set_margin_ms, get(), margin),
                              "session_options::set_margin", margin);
    }

    /// Sets after which share of its life a token is renewed in the background, if it was read since it came or was
    /// last renewed. By default 67.
    error try_set_renew_after_percent(std::uint32_t percent) noexcept {
        return detail::result(lf_session_options_set_renew_after_percent(get(), percent),
                              "session_options::set_renew_after_percent", percent);
    }

    /// Sets by how much earlier a renewal may come, so that many stations do not renew at the same moment. By default
    /// 10.
    error try_set_jitter_percent(std::uint32_t percent) noexcept {
        return detail::result(lf_session_options_set_jitter_percent(get(), percent),
                              "session_options::set_jitter_percent", percent);
    }

    /// Sets how long the session may be idle on the server after each renewal, as token::refresh() does.
    error try_set_keep_alive(std::chrono::seconds keep_alive) noexcept {
        return detail::result(detail::set_seconds(lf_session_options_set_keep_alive_seconds, get(), keep_alive),
                              "session_options::set_keep_alive", keep_alive);
    }

    /// Sets how long after the last read the session is logged out, so that its licence is free; the next read logs in
    /// again. By default 300 s.
    error try_set_linger(std::chrono::seconds linger) noexcept {
        return detail::result(detail::set_seconds(lf_session_options_set_linger_seconds, get(), linger),
                              "session_options::set_linger", linger);
    }

    /// Sets whether the session is kept alive although nobody reads its token: it is renewed as if it was read, and
    /// does not linger.
    error try_set_hold(bool enabled) noexcept {
        return error(lf_session_options_set_hold(get(), enabled), "session_options::set_hold");
    }
    // end of what is generated

#if LFTOKEN_EXCEPTIONS
    session_options &set_event_callback(event_handler handler) {
        return try_set_event_callback(std::move(handler)).raise_or(*this);
    }

    session_options &set_credentials_callback(credentials_handler handler) {
        return try_set_credentials_callback(std::move(handler)).raise_or(*this);
    }

    // generated from lftoken.h: settings of session_options that throw
    session_options &set_margin(std::chrono::milliseconds margin) { return try_set_margin(margin).raise_or(*this); }

    session_options &set_renew_after_percent(std::uint32_t percent) {
        return try_set_renew_after_percent(percent).raise_or(*this);
    }

    session_options &set_jitter_percent(std::uint32_t percent) {
        return try_set_jitter_percent(percent).raise_or(*this);
    }

    session_options &set_keep_alive(std::chrono::seconds keep_alive) {
        return try_set_keep_alive(keep_alive).raise_or(*this);
    }

    session_options &set_linger(std::chrono::seconds linger) { return try_set_linger(linger).raise_or(*this); }

    session_options &set_hold(bool enabled = true) { return try_set_hold(enabled).raise_or(*this); }
    // end of what is generated
#endif

private:
    friend class session;

    /// Both have one target, because a session is given one.
    error set_callbacks(event_handler on_event, credentials_handler ask, const char *operation) {
        const auto callbacks = std::make_shared<detail::session_target>(std::move(on_event), std::move(ask));
        const bool hears = static_cast<bool>(callbacks->on_event());
        const bool asks = static_cast<bool>(callbacks->ask());
        lf_status status = lf_session_options_set_event_callback(
            get(), hears ? &detail::session_target::hear : nullptr, callbacks.get());
        if (status == LF_OK) {
            status = lf_session_options_set_credentials_callback(
                get(), asks ? &detail::session_target::fill : nullptr, callbacks.get());
        }
        if (status == LF_OK) {
            callbacks_ = callbacks;
        }
        return error(status, operation);
    }

    std::unique_ptr<lf_session_options, detail::free_handle> handle_;
    std::shared_ptr<detail::session_target> callbacks_;
};

/// An event of a session that was asked for; false if there was none.
class session_event {
public:
    /// None.
    session_event() noexcept : session_event(0, nullptr) {}

    /// Takes over what a function of lftoken.h gave.
    session_event(std::int32_t what, lf_error *why) noexcept
        : what_(what), cause_(why ? lf_error_status(why) : LF_OK, "session", why) {}

    explicit operator bool() const noexcept { return what_ != 0; }

    event what() const noexcept { return static_cast<event>(what_); }

    /// Why, of the failures; else no failure.
    const error &cause() const noexcept { return cause_; }

private:
    std::int32_t what_;
    error cause_;
};

/// A session that the library keeps open for all threads of a program, and a valid token whenever one asks. The first
/// read logs in; then the token is renewed in the background while it is read, and another session is opened when this
/// one has ended. It is logged out when nobody has read it for a while.
///
/// The end of this object does not wait: the library logs out in the background, which client::settle() waits for.
class session {
public:
    /// Empty, to be assigned to.
    session() noexcept {}

    /// Makes a session. Nothing is sent.
    ///
    /// @param repository  May be NULL where client::supports() denies capability::choose_repository.
    static error try_make(const client &at, text repository, const credentials &login, session &out) noexcept {
        return make(at, repository, login.get(), nullptr, out);
    }

    /// The same with settings.
    static error try_make(const client &at, text repository, const credentials &login, const session_options &settings,
                          session &out) noexcept {
        return make(at, repository, login.get(), &settings, out);
    }

    /// The same with credentials that session_options::set_credentials_callback() fills in.
    static error try_make(const client &at, text repository, const session_options &settings, session &out) noexcept {
        return make(at, repository, nullptr, &settings, out);
    }

    /// Whether it holds a handle.
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    lf_session *get() const noexcept { return handle_.get(); }

    /// How many exceptions have left the handlers of the options that this session was made with.
    std::size_t failures() const noexcept {
        const detail::session_target *callbacks = handle_.get_deleter().callbacks.get();
        return callbacks != nullptr ? callbacks->failures() : 0;
    }

    /// The access token itself; it waits for a login if there is none.
    ///
    /// @param settings  Settings of this call, or NULL. They end the wait of this call alone, and the login goes on.
    error try_token(secret &out, const call *settings = nullptr) const {
        return read(lf_session_token, settings, "session::token", out);
    }

    /// The value of the Authorization header: "Bearer " and the token. Otherwise as try_token().
    error try_authorization(secret &out, const call *settings = nullptr) const {
        return read(lf_session_authorization, settings, "session::authorization", out);
    }

    /// The token without waiting, for event loops: LF_E_PENDING if a login is on its way, which event::logged_in or
    /// event::login_failed ends.
    error try_token_if_ready(secret &out) const {
        lf_error *why = nullptr;
        const auto member = [this, &why](char *buffer, std::size_t size, std::size_t *needed) {
            lf_error_free(why);
            why = nullptr;
            return lf_session_try_token(get(), buffer, size, needed, &why);
        };
        const lf_status status = detail::read(member, std::string(), out);
        return error(status, "session::token_if_ready", why);
    }

    /// Tells the session that a resource has refused its token with 401: read it again, and repeat the request once. It
    /// does not wait. LF_E_ACCESS_DENIED: the service has just confirmed the session, so the account may not use that
    /// resource.
    ///
    /// @param value  The token or the whole header, as it was read.
    error try_token_rejected(text value) const noexcept {
        lf_error *why = nullptr;
        const lf_status status = lf_session_token_rejected(get(), value.c_str(), &why);
        return error(status, "session::token_rejected", why, value.flaw());
    }

    /// Other credentials, such as a password that was changed. What was refused before is forgotten.
    error try_set_credentials(const credentials &login) const noexcept {
        lf_error *why = nullptr;
        const lf_status status = lf_session_set_credentials(get(), login.get(), &why);
        return error(status, "session::set_credentials", why);
    }

    /// Allows another login with credentials that were refused, because the reason is gone.
    error try_retry_credentials() const noexcept {
        return error(lf_session_retry_credentials(get()), "session::retry_credentials");
    }

    /// What the session is doing.
    error try_state(session_state &out) const noexcept {
        std::int32_t state = 0;
        const lf_status status = lf_session_state(get(), &state);
        if (status == LF_OK) {
            out = static_cast<session_state>(state);
        }
        return error(status, "session::state");
    }

    /// When the token of now expires, by the server's clock; time_point() if there is none, or that is not known.
    error try_expires_at(time_point &out) const noexcept {
        std::int64_t unix_ms = 0;
        const lf_status status = lf_session_expires_at_ms(get(), &unix_ms);
        if (status == LF_OK) {
            out = time_point(std::chrono::milliseconds(unix_ms));
        }
        return error(status, "session::expires_at");
    }

    /// Where the repository API is to be called; empty as long as no login has told it.
    error try_api_address(std::string &out) const {
        return error(detail::read(lf_session_api_address, handle(), out), "session::api_address");
    }

    /// The oldest event that was not asked for yet, for event loops. It never waits.
    error try_next_event(session_event &out) const noexcept {
        std::int32_t what = 0;
        lf_error *why = nullptr;
        const lf_status status = lf_session_next_event(get(), &what, &why);
        if (status == LF_OK) {
            out = session_event(what, why);
        }
        return error(status, "session::next_event");
    }

    /// What the session has done so far, for support: lines `name value`, such as "logins 3".
    error try_stats(std::string &out) const {
        return error(detail::read(lf_session_stats, handle(), out), "session::stats");
    }

    /// Logs out and closes the session: reads fail with LF_E_CLOSED from now on.
    ///
    /// @param settings  Settings of this call, or NULL; their timeout limits the wait, and the logout goes on after it.
    error try_close(const call *settings = nullptr) const noexcept {
        lf_error *why = nullptr;
        lf_status status = LF_E_INVALID_HANDLE;
        if (!detail::is_empty(settings)) {
            status = lf_session_close(get(), detail::handle_of(settings), &why);
        }
        return error(status, "session::close", why);
    }

#if LFTOKEN_EXCEPTIONS
    session(const client &at, text repository, const credentials &login) {
        try_make(at, repository, login, *this).raise();
    }

    session(const client &at, text repository, const credentials &login, const session_options &settings) {
        try_make(at, repository, login, settings, *this).raise();
    }

    session(const client &at, text repository, const session_options &settings) {
        try_make(at, repository, settings, *this).raise();
    }

    secret token(const call *settings = nullptr) const {
        secret out;
        try_token(out, settings).raise();
        return out;
    }

    secret authorization(const call *settings = nullptr) const {
        secret out;
        try_authorization(out, settings).raise();
        return out;
    }

    /// The same as try_token_if_ready(), but empty while a login is on its way.
    secret token_if_ready() const {
        secret out;
        error why = try_token_if_ready(out);
        if (why.status() != LF_E_PENDING) {
            why.raise();
        }
        return out;
    }

    void token_rejected(text value) const { try_token_rejected(value).raise(); }

    void set_credentials(const credentials &login) const { try_set_credentials(login).raise(); }

    void retry_credentials() const { try_retry_credentials().raise(); }

    session_state state() const {
        session_state out{};
        try_state(out).raise();
        return out;
    }

    time_point expires_at() const {
        time_point out;
        try_expires_at(out).raise();
        return out;
    }

    std::string api_address() const {
        std::string out;
        try_api_address(out).raise();
        return out;
    }

    session_event next_event() const {
        session_event out;
        try_next_event(out).raise();
        return out;
    }

    std::string stats() const {
        std::string out;
        try_stats(out).raise();
        return out;
    }

    void close(const call *settings = nullptr) const { try_close(settings).raise(); }
#endif

private:
    typedef lf_status(LF_CALL *reader)(lf_session *, const lf_call *, char *, std::size_t, std::size_t *, lf_error **);

    static error make(const client &at, text repository, const lf_credentials *login, const session_options *settings,
                      session &out) noexcept {
        lf_session *handle = nullptr;
        lf_error *why = nullptr;
        lf_status status = LF_E_INVALID_HANDLE;
        if (!settings || *settings) { // an empty object must not pass as NULL, which means the defaults
            status = lf_session_new(at.get(), repository.c_str(), login, settings ? settings->get() : nullptr, &handle,
                                    &why);
        }
        if (status == LF_OK) {
            detail::free_session free{settings ? settings->callbacks_ : nullptr};
            out.handle_ = std::unique_ptr<lf_session, detail::free_session>(handle, std::move(free));
        }
        return error(status, "session", why);
    }

    error read(reader member, const call *settings, const char *operation, secret &out) const {
        lf_error *why = nullptr;
        lf_status status = LF_E_INVALID_HANDLE;
        if (!detail::is_empty(settings)) {
            const auto with_call = [this, member, settings, &why](char *buffer, std::size_t size, std::size_t *needed) {
                lf_error_free(why);
                why = nullptr;
                return member(get(), detail::handle_of(settings), buffer, size, needed, &why);
            };
            status = detail::read(with_call, std::string(), out);
        }
        return error(status, operation, why);
    }

    const lf_session *handle() const noexcept { return handle_.get(); }

    std::unique_ptr<lf_session, detail::free_session> handle_;
};

/// A login in a browser, by an authorization code with PKCE: for api::server_v2 and api::cloud. It gives credentials
/// for one client::create_token().
///
/// A desktop program calls listen(), opens url() in a browser, and has wait() give the credentials. A web application
/// passes the address that the browser came back with to accept(). The end of this object ends the listening, too.
class authorization {
public:
    /// Empty, to be assigned to.
    authorization() noexcept {}

    /// Begins a login. Nothing is sent.
    ///
    /// @param client_id         Of the app, with api::cloud; NULL with api::server_v2, which knows no apps.
    /// @param redirect_address  Where the browser is sent back to, exactly as the app or the server has it.
    /// @param scope             Scopes with spaces between them; NULL: none.
    static error try_make(const client &at, text client_id, text redirect_address, text scope,
                          authorization &out) noexcept {
        lf_authorization *handle = nullptr;
        lf_error *why = nullptr;
        const lf_status status = lf_authorization_new(at.get(), client_id.c_str(), redirect_address.c_str(),
                                                      scope.c_str(), &handle, &why);
        if (status == LF_OK) {
            out.handle_.reset(handle);
        }
        return error(status, "authorization", why);
    }

    /// Whether it holds a handle.
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    lf_authorization *get() const noexcept { return handle_.get(); }

    // generated from lftoken.h: settings of authorization
    /// Sets the client secret of a web app, which goes into the credentials.
    error try_set_client_secret(text client_secret) noexcept {
        return detail::result(lf_authorization_set_client_secret(get(), client_secret.c_str()),
                              "authorization::set_client_secret", client_secret);
    }

    /// Sets the id of the Laserfiche Cloud account (9 or 10 digits) that the user is to log in to.
    error try_set_customer_id(text customer_id) noexcept {
        return detail::result(lf_authorization_set_customer_id(get(), customer_id.c_str()),
                              "authorization::set_customer_id", customer_id);
    }
    // end of what is generated

    /// The address to open in a browser, for nobody but the user.
    error try_url(std::string &out) const {
        return error(detail::read(lf_authorization_url, get(), out), "authorization::url");
    }

    /// Takes the address that the browser came back with, or its query alone. What is not the answer to this login is
    /// refused and uses nothing up.
    error try_accept(text callback_url, credentials &out) noexcept {
        lf_credentials *handle = nullptr;
        lf_error *why = nullptr;
        const lf_status status = lf_authorization_accept(get(), callback_url.c_str(), &handle, &why);
        if (status == LF_OK) {
            out = credentials(handle);
        }
        return error(status, "authorization::accept", why);
    }

    /// Listens on this machine for the browser, at the port of the redirect address. It returns at once; call it before
    /// the address is opened.
    error try_listen() noexcept {
        lf_error *why = nullptr;
        const lf_status status = lf_authorization_listen(get(), &why);
        return error(status, "authorization::listen", why);
    }

    /// Waits for the browser to come back to listen(). After LF_E_TIMED_OUT and LF_E_CANCELLED it still listens, and
    /// can be called again.
    ///
    /// @param settings  Settings of this call, or NULL; their timeout limits the wait, 5 minutes without one.
    error try_wait(credentials &out, const call *settings = nullptr) noexcept {
        lf_credentials *handle = nullptr;
        lf_error *why = nullptr;
        lf_status status = LF_E_INVALID_HANDLE;
        if (!detail::is_empty(settings)) {
            status = lf_authorization_wait(get(), detail::handle_of(settings), &handle, &why);
        }
        if (status == LF_OK) {
            out = credentials(handle);
        }
        return error(status, "authorization::wait", why);
    }

#if LFTOKEN_EXCEPTIONS
    authorization(const client &at, text client_id, text redirect_address, text scope = nullptr) {
        try_make(at, client_id, redirect_address, scope, *this).raise();
    }

    // generated from lftoken.h: settings of authorization that throw
    authorization &set_client_secret(text client_secret) {
        return try_set_client_secret(client_secret).raise_or(*this);
    }

    authorization &set_customer_id(text customer_id) { return try_set_customer_id(customer_id).raise_or(*this); }
    // end of what is generated

    std::string url() const {
        std::string out;
        try_url(out).raise();
        return out;
    }

    credentials accept(text callback_url) {
        credentials out(nullptr);
        try_accept(callback_url, out).raise();
        return out;
    }

    authorization &listen() { return try_listen().raise_or(*this); }

    credentials wait(const call *settings = nullptr) {
        credentials out(nullptr);
        try_wait(out, settings).raise();
        return out;
    }
#endif

private:
    std::unique_ptr<lf_authorization, detail::free_handle> handle_;
};

} // inline namespace
} // namespace lftoken

#undef LFTOKEN_NODISCARD

#endif
