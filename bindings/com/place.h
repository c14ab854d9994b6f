// Where this DLL lies.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

#include <windows.h>

/** The full path of this DLL, with `capacity` characters of room; false if it is longer. */
bool own_path(wchar_t *path, DWORD capacity);

const DWORD PATH_CAPACITY = 4096;
