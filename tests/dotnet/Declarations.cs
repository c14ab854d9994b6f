using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using LFToken;

/// <summary>
/// Writes down what the assembly imports and which numbers it knows, in the words of C, for the comparison with the
/// header ("import ..." and "constant ..."), and checks what the header does not tell.
/// </summary>
internal static class Declarations
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance
        | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    internal static void Run()
    {
        Assembly assembly = typeof(LFClient).Assembly;
        Type native = assembly.GetType("LFToken.Native", true);
        // So that every .NET can load it.
        Check.Equal("mscorlib", string.Join(",", assembly.GetReferencedAssemblies().Select(name => name.Name)));
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

        Constant("LF_ABI_VERSION", native.GetField("AbiVersion", All).GetRawConstantValue());
        Constants(typeof(LFStatus), name => name == "Ok" ? "LF_" : "LF_E_");
        Constants(typeof(LFLogLevel), name => "LF_LOG_");
        Constants(typeof(LFTrust), name => "LF_TRUST_");
        Constants(typeof(LFTlsVersion), name => "LF_");
        Constants(typeof(LFTokenState), name => "LF_TOKEN_");
        Constants(typeof(LFExchange), name => "LF_EXCHANGE_");
        Constants(typeof(LFAction), name => "LF_ACTION_");

        Check.Equal(1, LFLibrary.AbiVersion);
        Check.That(LFLibrary.Version.StartsWith("0."), LFLibrary.Version);
        Check.That(LFLibrary.StatusMessage(LFStatus.TimedOut).EndsWith("."), "a status has no sentence");
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
            return "lf_" + type.Name.Replace("Handle", "").ToLowerInvariant() + "*";
        }
        return type == typeof(void) ? "void"
            : type == typeof(LFStatus) ? "lf_status"
            : type == typeof(int) || type.IsEnum && Enum.GetUnderlyingType(type) == typeof(int) ? "int32_t"
            : type == typeof(uint) ? "uint32_t"
            : type == typeof(long) ? "int64_t"
            : type == typeof(UIntPtr) ? "size_t"
            : type == typeof(byte[]) ? "char*"
            : type == typeof(IntPtr) ? "void*"
            : type.Name == "LogCallback" ? "lf_log_callback"
            : type.ToString();
    }

    private static void Constants(Type type, Func<string, string> prefix)
    {
        foreach (string name in Enum.GetNames(type))
        {
            Constant(prefix(name) + InCapitals(name), Convert.ToInt32(Enum.Parse(type, name)));
        }
    }

    private static void Constant(string name, object number) => Console.WriteLine("constant " + name + " " + number);

    /// <summary>"LOGGED_OUT" of "LoggedOut", "TLS_1_2" of "Tls12".</summary>
    private static string InCapitals(string name)
    {
        StringBuilder text = new StringBuilder();
        foreach (char letter in name)
        {
            if (text.Length > 0 && !char.IsLower(letter))
            {
                text.Append('_');
            }
            text.Append(char.ToUpperInvariant(letter));
        }
        return text.ToString();
    }
}
