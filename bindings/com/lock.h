// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

#include <windows.h>

/** Holds a lock until the end of the block. */
class Lock {
public:
    explicit Lock(SRWLOCK &lock) : lock_(lock) { AcquireSRWLockExclusive(&lock_); }
    Lock(const Lock &) = delete;
    Lock &operator=(const Lock &) = delete;
    ~Lock() { ReleaseSRWLockExclusive(&lock_); }

private:
    SRWLOCK &lock_;
};
