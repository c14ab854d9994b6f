/* What the test programs share: checks that count, and what the test harness says in the environment. */
#ifndef CHECK_H
#define CHECK_H

#ifdef __linux__
#include <dirent.h>
#endif
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lftoken.h"

#define PASSWORD "correct horse battery staple"

static pthread_mutex_t check_mutex = PTHREAD_MUTEX_INITIALIZER;
static unsigned long check_count;
static unsigned long check_failures;

static inline int check(int holds, const char *what, const char *detail, const char *file, int line)
{
    pthread_mutex_lock(&check_mutex);
    check_count++;
    if (!holds) {
        check_failures++;
        fprintf(stderr, "%s:%d: %s%s%s\n", file, line, what, *detail ? ": " : "", detail);
    }
    pthread_mutex_unlock(&check_mutex);
    return holds;
}

static inline int check_number(long long got, long long expected, const char *what, const char *file, int line)
{
    char detail[100];
    snprintf(detail, sizeof detail, "is %lld, not %lld", got, expected);
    return check(got == expected, what, detail, file, line);
}

static inline int check_text(const char *got, const char *expected, const char *what, const char *file, int line)
{
    char detail[2000];
    snprintf(detail, sizeof detail, "is \"%s\", not \"%s\"", got, expected);
    return check(strcmp(got, expected) == 0, what, detail, file, line);
}

#define CHECK(condition) check((condition) ? 1 : 0, #condition, "", __FILE__, __LINE__)
#define CHECK_NUMBER(expected, value) check_number((value), (expected), #value, __FILE__, __LINE__)
#define CHECK_TEXT(expected, value) check_text((value), (expected), #value, __FILE__, __LINE__)

/* The threads of the library end by themselves. A program that ends earlier has memory of theirs, which valgrind takes for a
 * leak. */
static inline void wait_for_other_threads(void)
{
#ifdef __linux__
    int round, threads = 2;
    for (round = 0; round < 600 && threads > 1; round++) {
        const struct timespec moment = {0, 5000000};
        DIR *tasks = opendir("/proc/self/task");
        struct dirent *task;
        if (tasks == NULL) {
            return;
        }
        threads = 0;
        while ((task = readdir(tasks)) != NULL) {
            threads += task->d_name[0] != '.';
        }
        closedir(tasks);
        if (threads > 1) {
            nanosleep(&moment, NULL);
        }
    }
#endif
}

/* The exit code of main. */
static inline int checks_done(void)
{
    wait_for_other_threads();
    printf("%lu checks, %lu failed\n", check_count, check_failures);
    return check_failures == 0 && check_count > 0 ? 0 : 1;
}

/* A value of the environment that the program cannot do without. */
static inline const char *given(const char *name)
{
    const char *value = getenv(name);
    if (value == NULL) {
        fprintf(stderr, "%s is not set\n", name);
        exit(2);
    }
    return value;
}

static inline int given_number(const char *name, int otherwise)
{
    const char *value = getenv(name);
    return value == NULL ? otherwise : atoi(value);
}

/* A time that is longer where everything is slower, as under valgrind. */
static inline int ms_of(int ms)
{
    return ms * given_number("LF_TEST_SLOWNESS", 1);
}

static inline void pause_ms(long ms)
{
    struct timespec pause;
    pause.tv_sec = ms / 1000;
    pause.tv_nsec = ms % 1000 * 1000000;
    nanosleep(&pause, NULL);
}

static inline long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#ifndef CHECK_NOT_LINKED
static inline int check_status(lf_status got, lf_status expected, const char *what, const char *file, int line)
{
    char detail[100];
    snprintf(detail, sizeof detail, "gave %s, not %s", lf_status_name(got), lf_status_name(expected));
    return check(got == expected, what, detail, file, line);
}

#define CHECK_STATUS(expected, call) check_status((call), (expected), #call, __FILE__, __LINE__)

/* Options for a stub that trust its authority and nothing else. */
static inline lf_options *options_for(const char *base_address)
{
    lf_options *options = NULL;
    CHECK_STATUS(LF_OK, lf_options_new(&options));
    CHECK_STATUS(LF_OK, lf_options_set_base_address(options, base_address));
    CHECK_STATUS(LF_OK, lf_options_set_trust(options, LF_TRUST_ADDED_ONLY));
    CHECK_STATUS(LF_OK, lf_options_add_ca_file(options, given("LF_TEST_CA")));
    CHECK_STATUS(LF_OK, lf_options_set_retry(options, 2, 5, 10));
    return options;
}

/* The client of these options, which are freed. */
static inline lf_client *client_of(lf_options *options)
{
    lf_client *client = NULL;
    CHECK_STATUS(LF_OK, lf_client_new(options, &client, NULL));
    lf_options_free(options);
    return client;
}

static inline lf_credentials *credentials_of(const char *username, const char *password)
{
    lf_credentials *credentials = NULL;
    CHECK_STATUS(LF_OK, lf_credentials_new(&credentials));
    CHECK_STATUS(LF_OK, lf_credentials_set_username(credentials, username));
    CHECK_STATUS(LF_OK, lf_credentials_set_password(credentials, password));
    return credentials;
}

static inline lf_credentials *login(void)
{
    return credentials_of("svc", PASSWORD);
}
#endif

#endif
