using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using LFToken;

/// <summary>
/// Writes down what the assembly imports, in the words of C, for the comparison with the header ("import ..."), and
/// checks what the header does not tell.
/// </summary>
internal static class Declarations
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance
        | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    internal static void Run()
    {
        Assembly assembly = typeof(LFClient).Assembly;
        Type native = assembly.GetType("LFToken.Native", true);
        // So that every .NET can load it. The handler of HttpClient needs the last two, which nothing else loads.
        IEnumerable<string> needed = assembly.GetReferencedAssemblies().Select(name => name.Name);
        string[] known = { "mscorlib", "System", "System.Net.Http" };
        Check.Equal("", string.Join(",", needed.Except(known)));
        string library = (string)native.GetField("Library", All).GetRawConstantValue();

        foreach (Type type in assembly.GetTypes())
        {
            foreach (MethodInfo method in type.GetMethods(All))
            {
                DllImportAttribute import = method.GetCustomAttribute<DllImportAttribute>();
                if (import == null || import.Value == "kernel32")
                {
                    continue;
                }
                string name = method.Name;
                Check.Equal(library, import.Value);
                Check.Equal(CallingConvention.Cdecl, import.CallingConvention);
                Check.That(import.ExactSpelling, name + " is not spelled exactly");
                Check.That(import.PreserveSig, name + " does not preserve its signature");
                Check.Equal(name, import.EntryPoint);
                Check.Equal(native, type);
                Console.WriteLine("import " + Signature(method));
            }
            if (typeof(Delegate).IsAssignableFrom(type) && !type.IsGenericType)
            {
                var pointer = type.GetCustomAttribute<UnmanagedFunctionPointerAttribute>();
                Check.That(pointer != null, type + " has no calling convention");
                Check.Equal(CallingConvention.Cdecl, pointer?.CallingConvention);
                Console.WriteLine("callback " + Signature(type.GetMethod("Invoke")).Replace("Invoke", type.Name));
            }
        }

        Check.Equal(1, LFLibrary.AbiVersion);
        Check.That(LFLibrary.Version.StartsWith("0."), LFLibrary.Version);
        string unknown = LFLibrary.StatusMessage((LFStatus)9999);
        foreach (LFStatus status in Enum.GetValues(typeof(LFStatus)))
        {
            Check.That(LFLibrary.StatusMessage(status) != unknown, "the library does not know " + status);
            Check.That(Enum.IsDefined(typeof(LFAction), LFLibrary.StatusAction(status)), status + " has no action");
        }
    }

    /// <summary>Such as "lf_status lf_token_state(lf_token*,int32_t*)"; an IntPtr is "void*".</summary>
    private static string Signature(MethodInfo method)
    {
        IEnumerable<string> parameters = method.GetParameters().Select(parameter => InC(parameter.ParameterType));
        return InC(method.ReturnType) + " " + method.Name + "(" + string.Join(",", parameters) + ")";
    }

    private static string InC(Type type)
    {
        if (type.IsByRef)
        {
            return InC(type.GetElementType()) + "*";
        }
        if (typeof(SafeHandle).IsAssignableFrom(type))
        {
            return "lf_" + Snake(type.Name.Replace("Handle", "")) + "*";
        }
        return type == typeof(void) ? "void"
            : type == typeof(LFStatus) ? "lf_status"
            : type == typeof(int) || type.IsEnum && Enum.GetUnderlyingType(type) == typeof(int) ? "int32_t"
            : type == typeof(uint) ? "uint32_t"
            : type == typeof(long) ? "int64_t"
            : type == typeof(UIntPtr) ? "size_t"
            : type == typeof(byte[]) ? "char*"
            : type == typeof(IntPtr) ? "void*"
            : typeof(Delegate).IsAssignableFrom(type) ? "lf_" + Snake(type.Name)
            : type.ToString();
    }

    /// <summary>Such as "session_options" of "SessionOptions".</summary>
    private static string Snake(string name) =>
        string.Concat(name.Select((letter, at) => (at > 0 && char.IsUpper(letter) ? "_" : "") + char.ToLower(letter)));
}
