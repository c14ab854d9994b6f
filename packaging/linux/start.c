/* The start code of a newer glibc leaves it to the library to call what a program begins with; an old library leaves it to
 * the start code. */
#include <stddef.h>

typedef void begin(int count, char **arguments, char **environment);

extern begin *__init_array_start[], *__init_array_end[];

static void begin_program(int count, char **arguments, char **environment)
{
    size_t at, number = (size_t)(__init_array_end - __init_array_start);
    for (at = 0; at < number; at++) {
        __init_array_start[at](count, arguments, environment);
    }
}

int __real___libc_start_main(int (*run)(int, char **, char **), int count, char **arguments, begin *init,
                             void (*fini)(void), void (*loader_fini)(void), void *stack);

int __wrap___libc_start_main(int (*run)(int, char **, char **), int count, char **arguments, begin *init,
                             void (*fini)(void), void (*loader_fini)(void), void *stack)
{
    return __real___libc_start_main(run, count, arguments, init != NULL ? init : begin_program, fini, loader_fini, stack);
}
