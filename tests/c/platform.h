/* What Linux and Windows do differently: libraries loaded by hand, threads counted, and floating-point exceptions. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <stdio.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>

#include <tlhelp32.h>
#else
#include <dirent.h>
#include <dlfcn.h>
#include <setjmp.h>
#include <signal.h>
#include <time.h>
#endif

/* Loads a library; if it cannot, says why and returns NULL. */
static inline void *library_load(const char *path)
{
#ifdef _WIN32
    void *library = LoadLibraryA(path);
    if (library == NULL) {
        fprintf(stderr, "%s cannot be loaded: error %lu\n", path, GetLastError());
    }
#else
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
    }
#endif
    return library;
}

static inline int library_is_loaded(const char *path)
{
#ifdef _WIN32
    return GetModuleHandleA(path) != NULL;
#else
    void *library = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
    return library != NULL && dlclose(library) == 0;
#endif
}

/* Writes the address of a function to the pointer that `function` points to; returns whether there is one. */
static inline int library_function(void *library, const char *name, void *function)
{
#ifdef _WIN32
    FARPROC address = GetProcAddress(library, name);
#else
    void *address = dlsym(library, name);
#endif
    memcpy(function, &address, sizeof address);
    return address != NULL;
}

/* Returns whether the library could be given back. */
static inline int library_unload(void *library)
{
#ifdef _WIN32
    return FreeLibrary(library) != 0;
#else
    return dlclose(library) == 0;
#endif
}

/* The threads of this process. */
static inline int thread_count(void)
{
    int count = 0;
#ifdef _WIN32
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    THREADENTRY32 thread;
    thread.dwSize = sizeof thread;
    if (Thread32First(all, &thread)) {
        do {
            count += thread.th32OwnerProcessID == GetCurrentProcessId();
        } while (Thread32Next(all, &thread));
    }
    CloseHandle(all);
#else
    DIR *tasks = opendir("/proc/self/task");
    struct dirent *task;
    while (tasks != NULL && (task = readdir(tasks)) != NULL) {
        count += task->d_name[0] != '.';
    }
    if (tasks != NULL) {
        closedir(tasks);
    }
#endif
    return count;
}

/* Waits until the threads of the library, which end by themselves, have left no more than `count`. Whether they have.
 * A program that ends earlier has memory of theirs, which valgrind takes for a leak. */
static inline int threads_end(int count)
{
    int round;
    for (round = 0; round < 2000 && thread_count() > count; round++) {
#ifdef _WIN32
        Sleep(5);
#else
        const struct timespec moment = {0, 5000000};
        nanosleep(&moment, NULL);
#endif
    }
    return thread_count() <= count;
}

#ifdef _WIN32
static volatile LONG trapped;

static LONG CALLBACK on_trap(EXCEPTION_POINTERS *exception)
{
    CONTEXT *context = exception->ContextRecord;
    switch (exception->ExceptionRecord->ExceptionCode) {
    case STATUS_FLOAT_DIVIDE_BY_ZERO:
    case STATUS_FLOAT_MULTIPLE_FAULTS:
    case STATUS_FLOAT_MULTIPLE_TRAPS:
        break;
    default:
        return EXCEPTION_CONTINUE_SEARCH;
    }
    trapped = 1;
    /* The instruction runs once more, with all exceptions masked and none pending. */
#ifdef _WIN64
    context->MxCsr = context->FltSave.MxCsr = 0x1f80;
    context->FltSave.ControlWord |= 0x3f;
    context->FltSave.StatusWord = 0;
#else
    context->FloatSave.ControlWord |= 0x3f;
    context->FloatSave.StatusWord &= ~0xffu;
#endif
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* Whether this division by zero raises an exception in the program. The control words are lost. */
static inline int traps(void (*divide)(void))
{
    void *handler = AddVectoredExceptionHandler(1, on_trap);
    trapped = 0;
    divide();
    RemoveVectoredExceptionHandler(handler);
    return trapped != 0;
}
#else
static sigjmp_buf before_trap;

static void on_trap(int signal)
{
    (void)signal;
    siglongjmp(before_trap, 1);
}

/* Whether this division by zero raises an exception in the program. The control words are lost. */
static inline int traps(void (*divide)(void))
{
    struct sigaction action, before;
    volatile int trapped = 1;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_trap;
    sigaction(SIGFPE, &action, &before);
    if (sigsetjmp(before_trap, 1) == 0) {
        divide();
        trapped = 0;
    }
    sigaction(SIGFPE, &before, NULL);
    return trapped;
}
#endif

#endif
