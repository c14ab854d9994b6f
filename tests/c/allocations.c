/* Counts what 1,000 refreshes on a warm connection allocate, in the whole process. Prints allocations and bytes. */

#include <errno.h>

#include "session.h"

#define CALLS 1000

/* The C library's own, which the functions below stand in front of. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static unsigned long allocations, bytes;

static void *counted(void *block, size_t size) {
    allocations++;
    bytes += size;
    return block;
}

void *malloc(size_t size) {
    return counted(__libc_malloc(size), size);
}

void *calloc(size_t count, size_t size) {
    return counted(__libc_calloc(count, size), count * size);
}

void *realloc(void *block, size_t size) {
    return counted(__libc_realloc(block, size), size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    *block = counted(__libc_memalign(alignment, size), size);
    return *block == NULL ? ENOMEM : 0;
}

void *aligned_alloc(size_t alignment, size_t size) {
    return counted(__libc_memalign(alignment, size), size);
}

int main(int argc, char **argv) {
    struct session session = {NULL, NULL, NULL, NULL};
    log_in(&session, argc, argv);
    allocations = bytes = 0;
    refresh(&session, CALLS);
    printf("%lu %lu\n", allocations, bytes);
    log_out(&session);
    return 0;
}
