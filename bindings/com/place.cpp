// SPDX-License-Identifier: MIT OR Apache-2.0
#include "place.h"

bool own_path(wchar_t *path, DWORD capacity) {
    HMODULE self = nullptr;
    const DWORD flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    if (!GetModuleHandleExW(flags, reinterpret_cast<LPCWSTR>(&own_path), &self)) return false;
    const DWORD length = GetModuleFileNameW(self, path, capacity);
    return length > 0 && length < capacity;
}
