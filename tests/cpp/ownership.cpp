// Who owns a handle, what is left of an object that was moved from, and when a token logs out by itself.
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "check.hpp"

using std::chrono::milliseconds;
using std::chrono::seconds;

template <class Object>
struct is_owner {
    static const bool value = std::is_nothrow_default_constructible<Object>::value &&
                              std::is_nothrow_move_constructible<Object>::value &&
                              std::is_nothrow_move_assignable<Object>::value &&
                              !std::is_copy_constructible<Object>::value && !std::is_copy_assignable<Object>::value;
};

static_assert(is_owner<lftoken::options>::value, "options");
static_assert(is_owner<lftoken::client>::value, "client");
static_assert(is_owner<lftoken::credentials>::value, "credentials");
static_assert(is_owner<lftoken::call>::value, "call");
static_assert(is_owner<lftoken::cancel>::value, "cancel");
static_assert(is_owner<lftoken::token>::value, "token");
static_assert(is_owner<lftoken::authorization>::value, "authorization");
static_assert(is_owner<lftoken::error>::value, "error");
static_assert(is_owner<lftoken::secret>::value, "secret");

template <class Object>
void move_and_back(Object &object) {
    const auto handle = object.get();
    CHECK(object && handle != nullptr);
    Object other(std::move(object));
    CHECK(!object && object.get() == nullptr && other.get() == handle);
    object = std::move(other);
    CHECK(!other && object.get() == handle);
}

static void objects_move() {
    lftoken::options options = stub_options();
    move_and_back(options);
    lftoken::client client = client_of(options);
    move_and_back(client);
    lftoken::credentials login = stub_login();
    move_and_back(login);
    lftoken::call call;
    move_and_back(call);
    lftoken::cancel cancel;
    move_and_back(cancel);
    lftoken::token token = client.create_token("Archive", login, &call);
    move_and_back(token);
    lftoken::error why = token.try_refresh(seconds(4000));
    const lftoken::error moved(std::move(why));
    CHECK(moved.get() != nullptr && why.get() == nullptr);
    CHECK_EQUAL(LF_E_INVALID_ARGUMENT, moved.status());
    std::vector<lftoken::token> tokens;
    tokens.push_back(std::move(token));
    tokens.push_back(client.create_token("Archive", login));
    for (lftoken::token &each : tokens) {
        each.invalidate();
    }
}

static void an_assignment_frees_what_was_there() {
    lftoken::options options = stub_options();
    lf_options *old = options.get();
    options = stub_options();
    CHECK_EQUAL(LF_E_INVALID_HANDLE, lf_options_set_trust(old, LF_TRUST_SYSTEM));
    lftoken::client client = client_of(options);
    lf_client *old_client = client.get();
    client = client_of(options);
    CHECK_EQUAL(LF_E_INVALID_HANDLE, lf_client_settle(old_client, nullptr, nullptr, nullptr));
}

// What operator delete[] finds in memory that it is to free.
static const void *watched = nullptr;
static std::size_t watched_size = 0;
static bool was_wiped = false;

void *operator new[](std::size_t size) {
    void *memory = std::malloc(size);
    if (memory == nullptr) {
        std::abort();
    }
    return memory;
}

void operator delete[](void *memory) noexcept {
    if (memory != nullptr && memory == watched) {
        was_wiped = std::string(static_cast<const char *>(memory), watched_size).find_first_not_of('\0') ==
                    std::string::npos;
        watched = nullptr;
    }
    std::free(memory);
}

#ifdef __cpp_sized_deallocation
void operator delete[](void *memory, std::size_t) noexcept { operator delete[](memory); }
#endif

static void a_secret_is_wiped() {
    const lftoken::client client = client_of(stub_options());
    lftoken::token token = stub_token(client);
    {
        const lftoken::secret value = token.value();
        watched = value.c_str();
        watched_size = value.size();
        CHECK(watched_size > 0 && !was_wiped);
    }
    CHECK(watched == nullptr && was_wiped);
    CHECK_OK(token.try_invalidate());
}

static void a_secret_moves() {
    const lftoken::client client = client_of(stub_options());
    lftoken::token token = stub_token(client);
    lftoken::secret value = token.value();
    const char *memory = value.c_str();
    lftoken::secret other(std::move(value));
    CHECK(value.empty() && *value.c_str() == '\0' && value.data() == nullptr && other.c_str() == memory);
    CHECK_OK(token.try_invalidate());
}

static void secrets_are_compared() {
    const lftoken::client client = client_of(stub_options());
    lftoken::token token = stub_token(client);
    const lftoken::secret value = token.value();
    CHECK(value == token.value() && !(value != token.value()));
    CHECK(value != token.authorization() && value != lftoken::secret());
    lftoken::secret other = token.value();
    other.data()[other.size() - 1] ^= 1;
    CHECK(value != other && !(value == other));
    CHECK(lftoken::secret() == lftoken::secret() && lftoken::secret() == lftoken::secret(0));
    // Two of them are the same only as a whole.
    lftoken::secret left(3), right(3);
    left.data()[2] = 'x';
    CHECK(left != right && left != lftoken::secret(2));
    CHECK_OK(token.try_invalidate());
}

// An object that was moved from, or never filled, is refused instead of standing for the defaults.
static void empty_objects_are_refused() {
    lftoken::options options = stub_options();
    const lftoken::client client = client_of(options);
    lftoken::options taken_options(std::move(options));
    CHECK_FAILS(LF_E_INVALID_HANDLE, options.try_set_trust(lftoken::trust::system));
    CHECK_FAILS(LF_E_INVALID_HANDLE, options.try_set_log(lftoken::log_level::info, nullptr));
    lftoken::client none;
    CHECK_FAILS(LF_E_INVALID_HANDLE, lftoken::client::try_make(options, none));

    lftoken::credentials login = stub_login();
    lftoken::token token;
    CHECK_FAILS(LF_E_INVALID_HANDLE, none.try_create_token("Archive", login, token));
    lftoken::secret value;
    CHECK_FAILS(LF_E_INVALID_HANDLE, token.try_value(value));
    CHECK_FAILS(LF_E_INVALID_HANDLE, token.try_invalidate());
    std::uint32_t outstanding = 7;
    CHECK_FAILS(LF_E_INVALID_HANDLE, none.try_settle(outstanding));
    CHECK_EQUAL(0u, outstanding);
    CHECK_EQUAL(0u, none.log_failures());

    lftoken::call call;
    lftoken::cancel cancel;
    lftoken::cancel taken_cancel(std::move(cancel));
    CHECK_FAILS(LF_E_INVALID_HANDLE, call.try_set_cancel(&cancel));
    CHECK_FAILS(LF_E_INVALID_HANDLE, cancel.try_trigger());
    lftoken::call taken_call(std::move(call));
    CHECK_FAILS(LF_E_INVALID_HANDLE, client.try_create_token("Archive", login, token, &call));
    CHECK_FAILS(LF_E_INVALID_HANDLE, client.try_settle(outstanding, &call));
    token = stub_token(client);
    CHECK_FAILS(LF_E_INVALID_HANDLE, token.try_refresh(seconds(0), &call));
    CHECK_FAILS(LF_E_INVALID_HANDLE, token.try_invalidate(&call));
    CHECK(state_of(token) == lftoken::token_state::active);
    CHECK_OK(token.try_invalidate());
}

// A failure leaves an output as it was.
static void failures_keep_outputs() {
    const lftoken::client client = client_of(stub_options());
    lftoken::token token = stub_token(client);
    const lf_token *handle = token.get();
    CHECK_FAILS(LF_E_INVALID_ARGUMENT, client.try_create_token("", stub_login(), token));
    CHECK(token.get() == handle);
    CHECK_OK(token.try_invalidate());
}

// The harness counts: one session of each kind stays open, all others are logged out.
static void automatic_logout() {
    const lftoken::client client = client_of(stub_options());
    try {
        lftoken::token token = client.create_token("Archive", stub_login());
        token.set_auto_logout(seconds(10));
        throw std::runtime_error("something else");
    } catch (const std::runtime_error &) {
    }
    {
        lftoken::token token = stub_token(client);
        token.set_auto_logout(milliseconds::max());
        lftoken::token moved(std::move(token));
        token = stub_token(client); // does not log out by itself
        CHECK_OK(token.try_invalidate());
    }
    {
        lftoken::token token = stub_token(client);
        token.set_auto_logout(seconds(10));
        token = stub_token(client); // logs out the first; the second stays open
    }
    {
        lftoken::token token = stub_token(client);
        token.set_auto_logout(seconds(10));
        token.set_auto_logout(seconds(0)); // stays open
    }
    {
        lftoken::token token = stub_token(client);
        token.set_auto_logout(seconds(10));
        CHECK_OK(token.try_invalidate()); // nothing is sent a second time
    }
}

int main() {
    try {
        objects_move();
        an_assignment_frees_what_was_there();
        a_secret_is_wiped();
        a_secret_moves();
        secrets_are_compared();
        empty_objects_are_refused();
        failures_keep_outputs();
        automatic_logout();
    } catch (const std::exception &failure) {
        check(false, failure.what(), __FILE__, __LINE__);
    }
    return checks_done();
}
