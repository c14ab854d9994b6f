// The log handler: what it gets, what becomes of its exceptions, and how long it is kept.
#include <memory>
#include <stdexcept>

#include "check.hpp"

using lftoken::log_level;
using std::chrono::milliseconds;

static void lines_come_with_their_level() {
    std::string info;
    lftoken::options options = stub_options();
    options.set_log(log_level::info, [&](log_level level, const std::string &line) {
        if (level == log_level::info) {
            info += line + "\n";
        }
    });
    lftoken::call call;
    call.set_correlation_id("order 7");
    const lftoken::client client(options);
    client.create_token("Archive", stub_login(), &call).invalidate(&call);
    CHECK(info.find("[order 7]") != std::string::npos);
    CHECK(info.find(PASSWORD) == std::string::npos);
}

// An exception does not reach the library, and changes nothing of the call.
static void exceptions_are_counted() {
    int calls = 0;
    lftoken::options options = stub_options();
    options.set_log(log_level::debug, [&](log_level, const char *) {
        ++calls;
        if (calls % 2 == 0) {
            throw 7;
        }
        throw std::runtime_error("the log is full");
    });
    const lftoken::client client(options);
    CHECK_EQUAL(0u, client.log_failures());
    lftoken::token token = client.create_token("Archive", stub_login());
    CHECK_THROWS(LF_E_INVALID_ARGUMENT, token.refresh(std::chrono::seconds(4000)));
    token.invalidate();
    CHECK(calls > 2);
    CHECK_EQUAL(static_cast<std::size_t>(calls), client.log_failures());
}

// Counts itself, so that it can be seen when the last copy of a handler is gone.
static void a_handler_lives_as_long_as_it_is_needed() {
    const std::shared_ptr<int> count = std::make_shared<int>(0);
    lftoken::token token;
    {
        lftoken::client client;
        {
            lftoken::options options = stub_options();
            options.set_log(log_level::debug, [count](log_level, const char *) { ++*count; });
            client = lftoken::client(options);
            options.set_log(log_level::off, nullptr);
            lftoken::client other(options);
            other = client_of(options);
        }
        CHECK_EQUAL(2, count.use_count());
        token = client.create_token("Archive", stub_login());
        CHECK(*count > 0);
        lftoken::client moved(std::move(client));
        const int before = *count;
        token.refresh();
        CHECK(*count > before);
    }
    CHECK_EQUAL(1, count.use_count());
    const int before = *count;
    token.invalidate(); // without its client, and without a log
    CHECK_EQUAL(before, *count);

    {
        lftoken::options options = stub_options();
        options.set_log(log_level::debug, [count](log_level, const char *) { ++*count; });
        CHECK_FAILS(LF_E_INVALID_ARGUMENT, options.try_set_log(static_cast<log_level>(99), nullptr));
        CHECK_EQUAL(2, count.use_count());
    }
    CHECK_EQUAL(1, count.use_count());
}

// What ends in its own handler is not pulled away from under it.
static void a_client_may_end_inside_its_handler() {
    std::unique_ptr<lftoken::client> client;
    const std::shared_ptr<int> count = std::make_shared<int>(0);
    lftoken::token token;
    {
        lftoken::options options = stub_options();
        options.set_log(log_level::debug, [&client, count](log_level, const char *) {
            client.reset();
            ++*count;
        });
        client.reset(new lftoken::client(options));
    }
    CHECK_OK(client->try_create_token("Archive", stub_login(), token));
    CHECK(!client);
    CHECK_EQUAL(1, *count);
    token.invalidate();
    CHECK_EQUAL(1, *count);
}

// A handler that runs on another thread is waited for.
static void the_end_of_a_client_waits_for_its_handler() {
    std::atomic<bool> entered(false);
    std::atomic<bool> left(false);
    lftoken::client client;
    {
        lftoken::options options = stub_options();
        options.set_log(log_level::debug, [&entered, &left](log_level, const char *) {
            entered = true;
            pause_ms(200);
            left = true;
        });
        client = client_of(options);
    }
    lftoken::token token = client.adopt_token("Archive", "value");
    {
        background work([&] { CHECK_FAILS(LF_E_SESSION_GONE, token.try_refresh()); });
        while (!entered) {
            pause_ms(1);
        }
        client = lftoken::client();
        CHECK(left);
    }
}

static void several_threads_log() {
    std::atomic<int> calls(0);
    lftoken::options options = stub_options();
    options.set_log(log_level::debug, [&](log_level, const char *) {
        ++calls;
        throw 7;
    });
    const lftoken::client client(options);
    const auto work = [&] {
        for (int round = 0; round < 5; ++round) {
            client.create_token("Archive", stub_login()).invalidate();
        }
    };
    {
        background one(work);
        background two(work);
    }
    CHECK(calls >= 20);
    CHECK_EQUAL(static_cast<std::size_t>(calls), client.log_failures());
}

int main() {
    try {
        lines_come_with_their_level();
        exceptions_are_counted();
        a_handler_lives_as_long_as_it_is_needed();
        a_client_may_end_inside_its_handler();
        the_end_of_a_client_waits_for_its_handler();
        several_threads_log();
    } catch (const std::exception &failure) {
        check(false, failure.what(), __FILE__, __LINE__);
    }
    return checks_done();
}
