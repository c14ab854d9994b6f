// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Reflection;
using System.Runtime.InteropServices;

namespace LFToken
{
    /// <summary>
    /// Lets .NET on Linux find the library also under the name that programs in other languages ask for, which holds the
    /// number of its interface; the runtime's own search knows liblftoken.so alone. By reflection, because the runtimes
    /// that can do it offer more than .NET Standard 2.0 does; on mono the runtime's own search has to be enough.
    /// </summary>
    internal static class LinuxLibrary
    {
        private static MethodInfo tryLoad;

        internal static void Register()
        {
            Type native = typeof(object).Assembly.GetType("System.Runtime.InteropServices.NativeLibrary");
            MethodInfo register = native?.GetMethod("SetDllImportResolver");
            tryLoad = native?.GetMethod(
                "TryLoad",
                new[]
                {
                    typeof(string), typeof(Assembly), typeof(DllImportSearchPath?), typeof(IntPtr).MakeByRefType()
                });
            if (Environment.OSVersion.Platform != PlatformID.Unix || register == null || tryLoad == null)
            {
                return;
            }
            Type resolver = register.GetParameters()[1].ParameterType;
            MethodInfo own = typeof(LinuxLibrary).GetMethod(nameof(Resolve), BindingFlags.NonPublic | BindingFlags.Static);
            try
            {
                register.Invoke(null, new object[] { own.Module.Assembly, Delegate.CreateDelegate(resolver, own) });
            }
            catch (TargetInvocationException)
            {
                // The program has a resolver for this assembly already, which knows better.
            }
        }

        /// <summary>Zero lets the runtime search.</summary>
        private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
        {
            object[] arguments = { "lib" + name + ".so." + Native.AbiVersion, assembly, path, IntPtr.Zero };
            return name == Native.Library && (bool)tryLoad.Invoke(null, arguments) ? (IntPtr)arguments[3] : IntPtr.Zero;
        }
    }
}
