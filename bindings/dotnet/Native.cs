// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Runtime.InteropServices;

namespace LFToken
{
    /// <summary>
    /// The functions of lftoken.h, one to one. Texts that go in are UTF-8 with a NUL (see <see cref="Utf8"/>), never
    /// strings: what the runtime would make of those differs between systems.
    /// </summary>
    internal static partial class Native
    {
        internal const string Library = "lftoken";

        private const CallingConvention Cdecl = CallingConvention.Cdecl;

        static Native()
        {
            WindowsLibrary.Load();
            LinuxLibrary.Register();
        }

        /// <summary>The shape of every function that writes a text to a buffer.</summary>
        internal delegate LFStatus TextGetter<THandle>(
            THandle handle, byte[] buffer, UIntPtr capacity, out UIntPtr needed);
    }
}
