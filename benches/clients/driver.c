/*
 * Loads a client and has it make calls, in one of these ways:
 *
 *   driver CLIENT ADDRESS CA nothing
 *   driver CLIENT ADDRESS CA cold REFRESHES             prints milliseconds from dlopen to the first token, then the
 *                                                       kB of RSS and of dirty memory that it and REFRESHES took
 *   driver CLIENT ADDRESS CA count OPERATION COUNT      makes the calls and prints nothing
 *   driver CLIENT ADDRESS CA time OPERATION COUNT       prints p50 and p99 in ns, and CPU ns per call
 *                                                       OPERATION is create, refresh, invalidate, or with the Cloud
 *                                                       cloud-create, cloud-refresh
 *   driver CLIENT ADDRESS CA clients COUNT              prints bytes of RSS and of dirty memory per further client
 *   driver CLIENT ADDRESS CA tokens COUNT               the same per further token
 *   driver CLIENT ADDRESS CA threads THREADS COUNT      prints calls per second
 *   driver CLIENT ADDRESS CA values THREADS TOKENS COUNT
 *                                                       reads the value of a token COUNT times on each thread; prints
 *                                                       ns per call, and calls per second of all threads, of the best
 *                                                       hundredth
 *   driver CLIENT ADDRESS CA session-values THREADS SESSIONS COUNT
 *                                                       the same of the token of a managed session
 *
 * CA is a file, or "system".
 */
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Calls before anything is counted: connections stand, buffers and heap have their size. */
#define WARM_UP 50

/* Something as short as a look-up is measured in bursts, the best of which no other program disturbed. */
#define BURSTS 100

static struct {
    int is_shared;
    void *(*open)(const char *, const char *);
    void (*close)(void *);
    void *(*create)(void *);
    void (*refresh)(void *, void *);
    void (*invalidate)(void *, void *);
    void (*forget)(void *);
    void (*value)(void *, char *, size_t);
} client;

static const char *address, *ca_file;

static void fail(const char *what)
{
    fprintf(stderr, "driver: %s\n", what);
    exit(1);
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (memory == NULL) {
        fail("no memory");
    }
    return memory;
}

static int64_t now(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Functions do not fit into a void pointer by the letter of C; POSIX says that they do. */
static void find(void *library, const char *name, void *place)
{
    void *symbol = dlsym(library, name);

    if (symbol == NULL) {
        fail(dlerror());
    }
    memcpy(place, &symbol, sizeof symbol);
}

static void *load(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const int *is_shared;

    if (library == NULL) {
        fail(dlerror());
    }
    find(library, "client_is_shared", &is_shared);
    find(library, "client_open", &client.open);
    find(library, "client_close", &client.close);
    find(library, "client_create", &client.create);
    find(library, "client_refresh", &client.refresh);
    find(library, "client_invalidate", &client.invalidate);
    find(library, "client_forget", &client.forget);
    client.is_shared = *is_shared;
    return library;
}

struct memory {
    long rss_kb, dirty_kb;
};

static struct memory memory_now(void)
{
    struct memory memory = {0, 0};
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    char line[256];
    long kb;

    if (file == NULL) {
        fail("/proc/self/smaps_rollup cannot be read");
    }
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "Rss: %ld kB", &kb) == 1) {
            memory.rss_kb = kb;
        } else if (sscanf(line, "Private_Dirty: %ld kB", &kb) == 1) {
            memory.dirty_kb = kb;
        }
    }
    fclose(file);
    return memory;
}

static void cold(const char *path, int refreshes)
{
    struct memory before = memory_now(), after;
    int64_t begin = now(CLOCK_MONOTONIC), end;
    void *opened, *token;
    int i;

    load(path);
    opened = client.open(address, ca_file);
    token = client.create(opened);
    end = now(CLOCK_MONOTONIC);
    for (i = 0; i < refreshes; i++) {
        client.refresh(opened, token);
    }
    after = memory_now();
    printf("%.3f %ld %ld\n", (double)(end - begin) / 1e6, after.rss_kb - before.rss_kb,
           after.dirty_kb - before.dirty_kb);
}

static int ascending(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

/* One call of the operation. Those that end a token, or begin one, leave it behind to be forgotten later. */
static void call(const char *operation, void *opened, void **token)
{
    switch (operation[0]) {
    case 'c':
        *token = client.create(opened);
        break;
    case 'r':
        client.refresh(opened, *token);
        break;
    case 'i':
        client.invalidate(opened, *token);
        break;
    default:
        fail("unknown operation");
    }
}

/* `times` is NULL, or receives how long each call took. The result is the CPU time of all, in ns. */
static int64_t calls(const char *operation, void *opened, int count, int64_t *times)
{
    void **tokens = allocate((size_t)count, sizeof *tokens);
    int64_t cpu, begin;
    int i;

    for (i = 0; i < count && operation[0] != 'c'; i++) {
        tokens[i] = i == 0 || operation[0] == 'i' ? client.create(opened) : tokens[0];
    }
    cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    for (i = 0; i < count; i++) {
        begin = times != NULL ? now(CLOCK_MONOTONIC) : 0;
        call(operation, opened, &tokens[i]);
        if (times != NULL) {
            times[i] = now(CLOCK_MONOTONIC) - begin;
        }
    }
    cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    for (i = 0; i < count && (i == 0 || operation[0] != 'r'); i++) {
        client.forget(tokens[i]);
    }
    free(tokens);
    return cpu;
}

static void *warm(void)
{
    void *opened = client.open(address, ca_file);

    calls("refresh", opened, WARM_UP, NULL);
    return opened;
}

/* The operation without the word before it, which says that the Cloud does it. */
static const char *operation_of(const char *name, void *library)
{
    static const char cloud[] = "cloud-";

    if (strncmp(name, cloud, strlen(cloud)) != 0) {
        return name;
    }
    find(library, "client_open_cloud", &client.open);
    find(library, "client_log_in", &client.create);
    find(library, "client_log_in_again", &client.refresh);
    return name + strlen(cloud);
}

static void measure(const char *operation, int count)
{
    void *opened = warm();
    int64_t *times = allocate((size_t)count, sizeof *times);
    int64_t cpu = calls(operation, opened, count, times);

    qsort(times, (size_t)count, sizeof *times, ascending);
    printf("%lld %lld %lld\n", (long long)times[count / 2], (long long)times[count - 1 - count / 100],
           (long long)(cpu / count));
}

static void print_growth(struct memory before, int count)
{
    struct memory after = memory_now();

    printf("%ld %ld\n", (after.rss_kb - before.rss_kb) * 1024 / count,
           (after.dirty_kb - before.dirty_kb) * 1024 / count);
}

static void many_clients(int count)
{
    void **opened = allocate((size_t)count, sizeof *opened);
    void **tokens = allocate((size_t)count, sizeof *tokens);
    struct memory before;
    int i, round;

    warm();
    before = memory_now();
    for (i = 0; i < count; i++) {
        opened[i] = client.open(address, ca_file);
        tokens[i] = client.create(opened[i]);
        for (round = 0; round < 3; round++) {
            client.refresh(opened[i], tokens[i]);
        }
    }
    print_growth(before, count);
}

static void many_tokens(int count)
{
    void **tokens = allocate((size_t)count, sizeof *tokens);
    void *opened = warm();
    struct memory before;
    int i;

    /* So that the table itself is not counted. */
    memset(tokens, 1, (size_t)count * sizeof *tokens);
    before = memory_now();
    for (i = 0; i < count; i++) {
        tokens[i] = client.create(opened);
    }
    print_growth(before, count);
}

struct worker {
    pthread_t thread;
    void *opened, *token;
    int threads, count;
    int64_t begin[BURSTS], end[BURSTS];
};

static pthread_barrier_t start;

static void *work(void *argument)
{
    struct worker *worker = argument;
    int i;

    for (i = 0; i < WARM_UP; i++) {
        client.refresh(worker->opened, worker->token);
    }
    pthread_barrier_wait(&start);
    for (i = 0; i < worker->count; i++) {
        client.refresh(worker->opened, worker->token);
    }
    return NULL;
}

static void threads(int threads, int count)
{
    struct worker *workers = allocate((size_t)threads, sizeof *workers);
    int64_t begin;
    int i;

    pthread_barrier_init(&start, NULL, (unsigned)threads + 1);
    for (i = 0; i < threads; i++) {
        workers[i].opened = i > 0 && client.is_shared ? workers[0].opened : client.open(address, ca_file);
        workers[i].token = client.create(workers[i].opened);
        workers[i].count = count;
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) {
            fail("a thread cannot be started");
        }
    }
    pthread_barrier_wait(&start);
    begin = now(CLOCK_MONOTONIC);
    for (i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
    }
    printf("%.0f\n", (double)threads * count / ((double)(now(CLOCK_MONOTONIC) - begin) / 1e9));
}

/* What raises it once slows down a library that loads the floating-point state. */
static void raise_the_inexact_flag(void)
{
    volatile double three = 3.0, third = 1.0 / three;

    (void)third;
}

static atomic_int arrived;

/* Begins a burst on all threads at the same moment, without the time that waking up takes. */
static void meet(int threads, int burst)
{
    atomic_fetch_add(&arrived, 1);
    while (atomic_load(&arrived) < threads * (burst + 1)) {
        sched_yield();
    }
}

static void *read_values(void *argument)
{
    struct worker *worker = argument;
    char value[4096];
    int burst, i;

    raise_the_inexact_flag();
    for (burst = 0; burst < BURSTS; burst++) {
        meet(worker->threads, burst);
        worker->begin[burst] = now(CLOCK_MONOTONIC);
        for (i = 0; i < worker->count / BURSTS; i++) {
            client.value(worker->token, value, sizeof value);
        }
        worker->end[burst] = now(CLOCK_MONOTONIC);
    }
    return NULL;
}

/* From the first thread's begin to the last one's end. */
static int64_t duration(const struct worker *workers, int threads, int burst)
{
    int64_t begin = workers[0].begin[burst], end = workers[0].end[burst];
    int i;

    for (i = 1; i < threads; i++) {
        begin = workers[i].begin[burst] < begin ? workers[i].begin[burst] : begin;
        end = workers[i].end[burst] > end ? workers[i].end[burst] : end;
    }
    return end - begin;
}

static void values(int threads, int tokens, int count)
{
    struct worker *workers = allocate((size_t)threads, sizeof *workers);
    void *opened = client.open(address, ca_file);
    int64_t best = INT64_MAX, time;
    double calls = count / BURSTS;
    int i;

    for (i = 0; i < threads; i++) {
        workers[i].token = i < tokens ? client.create(opened) : workers[i % tokens].token;
        workers[i].threads = threads;
        workers[i].count = count;
        if (pthread_create(&workers[i].thread, NULL, read_values, &workers[i]) != 0) {
            fail("a thread cannot be started");
        }
    }
    for (i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
    }
    for (i = 0; i < BURSTS; i++) {
        time = duration(workers, threads, i);
        best = time < best ? time : best;
    }
    printf("%.2f %.0f\n", (double)best / calls, threads * calls / ((double)best / 1e9));
}

int main(int argc, char **argv)
{
    void *library;
    const char *operation, *way = argc > 4 ? argv[4] : "";
    int number = argc > 5 ? atoi(argv[argc - 1]) : 0;

    if (argc < 5) {
        fail("arguments are missing");
    }
    address = argv[2];
    ca_file = strcmp(argv[3], "system") == 0 ? NULL : argv[3];
    if (strcmp(way, "nothing") == 0) {
        return 0;
    }
    if (strcmp(way, "cold") == 0) {
        cold(argv[1], number);
        return 0;
    }
    library = load(argv[1]);
    if (strcmp(way, "count") == 0 && argc == 7) {
        operation = operation_of(argv[5], library);
        calls(operation, warm(), number, NULL);
    } else if (strcmp(way, "time") == 0 && argc == 7) {
        measure(operation_of(argv[5], library), number);
    } else if (strcmp(way, "clients") == 0) {
        many_clients(number);
    } else if (strcmp(way, "tokens") == 0) {
        many_tokens(number);
    } else if (strcmp(way, "threads") == 0 && argc == 7) {
        threads(atoi(argv[5]), number);
    } else if (strcmp(way, "values") == 0 && argc == 8) {
        find(library, "client_value", &client.value);
        values(atoi(argv[5]), atoi(argv[6]), number);
    } else if (strcmp(way, "session-values") == 0 && argc == 8) {
        find(library, "client_session", &client.create);
        find(library, "client_session_value", &client.value);
        values(atoi(argv[5]), atoi(argv[6]), number);
    } else {
        fail("unknown way to measure");
    }
    return 0;
}
