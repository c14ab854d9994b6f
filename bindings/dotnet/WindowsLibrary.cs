// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.IO;
using System.Runtime.InteropServices;

namespace LFToken
{
    /// <summary>
    /// Lets a program that may run with 32 or with 64 bits carry both libraries, as x86\lftoken.dll and x64\lftoken.dll
    /// beside it, or beside this assembly: once one is loaded, its bare name finds it. Elsewhere the runtime's own search is
    /// enough.
    /// </summary>
    internal static class WindowsLibrary
    {
        internal static void Load()
        {
            if (Environment.OSVersion.Platform != PlatformID.Win32NT)
            {
                return;
            }
            AppDomain domain = AppDomain.CurrentDomain;
            string program = Path.Combine(domain.BaseDirectory, domain.RelativeSearchPath ?? "");
            // Empty of an assembly that was loaded from bytes.
            string assembly = typeof(WindowsLibrary).Assembly.Location;
            string beside = assembly.Length == 0 ? program : Path.GetDirectoryName(assembly);
            foreach (string folder in new[] { program, beside })
            {
                string file = Path.Combine(folder, IntPtr.Size == 8 ? "x64" : "x86", Native.Library + ".dll");
                if (File.Exists(file) && LoadLibraryW(file) != IntPtr.Zero)
                {
                    return;
                }
            }
        }

        [DllImport("kernel32", CharSet = CharSet.Unicode, ExactSpelling = true)]
        private static extern IntPtr LoadLibraryW(string file);
    }
}
