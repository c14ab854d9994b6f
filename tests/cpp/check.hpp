// What the test programs share: checks that count, a thread, and a client for the stub that the harness names.
#ifndef CHECK_HPP
#define CHECK_HPP

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <sstream>
#include <string>

// MinGW has std::thread only in one of its thread models.
#ifdef _WIN32
#include <windows.h>
#else
#include <thread>
#endif

#include "lftoken.hpp"

static const char PASSWORD[] = "correct horse battery staple";

inline std::atomic<int> &failures() {
    static std::atomic<int> count(0);
    return count;
}

inline std::atomic<int> &checks() {
    static std::atomic<int> count(0);
    return count;
}

inline void check(bool holds, const std::string &what, const char *file, int line) {
    ++checks();
    if (!holds) {
        ++failures();
        std::fprintf(stderr, "%s:%d: %s\n", file, line, what.c_str());
    }
}

template <class Expected, class Got>
void check_equal(const Expected &expected, const Got &got, const char *what, const char *file, int line) {
    std::ostringstream text;
    text << what << " is " << got << ", not " << expected;
    check(got == expected, text.str(), file, line);
}

inline void check_success(const lftoken::error &why, const char *what, const char *file, int line) {
    check(!why, std::string(what) + ": " + why.message(), file, line);
}

inline void check_failure(lf_status expected, const lftoken::error &why, const char *what, const char *file, int line) {
    const std::string text = std::string(what) + " gave " + lftoken::status_name(why.status()) + ", not " +
                             lftoken::status_name(expected) + "; " + why.message();
    check(why && why.status() == expected && !why.message().empty(), text, file, line);
}

#define CHECK(condition) check((condition) ? true : false, #condition, __FILE__, __LINE__)
#define CHECK_EQUAL(expected, value) check_equal((expected), (value), #value, __FILE__, __LINE__)
#define CHECK_OK(operation) check_success((operation), #operation, __FILE__, __LINE__)
#define CHECK_FAILS(status, operation) check_failure((status), (operation), #operation, __FILE__, __LINE__)

#if LFTOKEN_EXCEPTIONS
// The operation throws an lftoken::exception of this status.
#define CHECK_THROWS(expected, operation)                                                                              \
    do {                                                                                                               \
        lf_status thrown = LF_OK;                                                                                      \
        try {                                                                                                          \
            operation;                                                                                                 \
        } catch (const lftoken::exception &failure) {                                                                  \
            thrown = failure.status();                                                                                 \
        }                                                                                                              \
        check_equal(std::string(lftoken::status_name(expected)), lftoken::status_name(thrown), #operation, __FILE__,   \
                    __LINE__);                                                                                         \
    } while (false)
#endif

// The last line of a program, and its exit code.
inline int checks_done() {
    std::printf("%d checks, %d failed\n", checks().load(), failures().load());
    std::fflush(stdout);
    return failures() == 0 && checks() > 0 ? 0 : 1;
}

// A value of the environment that the program cannot do without.
inline const char *given(const char *name) {
    const char *value = std::getenv(name);
    if (value == nullptr) {
        std::fprintf(stderr, "%s is not set\n", name);
        std::exit(2);
    }
    return value;
}

// Options for the stub, which trust its authority and nothing else.
inline lftoken::options stub_options() {
    lftoken::options options;
    CHECK_OK(options.try_set_base_address(given("LF_TEST_BASE")));
    CHECK_OK(options.try_set_trust(lftoken::trust::added_only));
    CHECK_OK(options.try_add_ca_file(given("LF_TEST_CA")));
    CHECK_OK(options.try_set_retry(1, std::chrono::milliseconds(5), std::chrono::milliseconds(10)));
    return options;
}

inline lftoken::client client_of(const lftoken::options &options) {
    lftoken::client client;
    CHECK_OK(lftoken::client::try_make(options, client));
    return client;
}

inline lftoken::credentials stub_login() {
    lftoken::credentials login;
    CHECK_OK(login.try_set_username("svc"));
    CHECK_OK(login.try_set_password(PASSWORD));
    return login;
}

inline lftoken::token stub_token(const lftoken::client &client, const char *repository = "Archive") {
    lftoken::token token;
    CHECK_OK(client.try_create_token(repository, stub_login(), token));
    return token;
}

inline lftoken::token_state state_of(const lftoken::token &token) {
    lftoken::token_state state{};
    CHECK_OK(token.try_state(state));
    return state;
}

inline void pause_ms(int ms) {
#ifdef _WIN32
    Sleep(static_cast<DWORD>(ms));
#else
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
#endif
}

// A thread that ends with this object.
class background {
public:
#ifdef _WIN32
    explicit background(std::function<void()> work)
        : work_(std::move(work)), thread_(CreateThread(nullptr, 0, run, this, 0, nullptr)) {}
    ~background() {
        WaitForSingleObject(thread_, INFINITE);
        CloseHandle(thread_);
    }
#else
    explicit background(std::function<void()> work) : work_(std::move(work)), thread_(work_) {}
    ~background() { thread_.join(); }
#endif

    background(const background &) = delete;
    background &operator=(const background &) = delete;

private:
    std::function<void()> work_;
#ifdef _WIN32
    static DWORD WINAPI run(void *self) {
        static_cast<background *>(self)->work_();
        return 0;
    }
    HANDLE thread_;
#else
    std::thread thread_;
#endif
};

#endif
