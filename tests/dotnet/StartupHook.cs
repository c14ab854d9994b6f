using System;
using System.IO;
using System.Reflection;

/// <summary>Lets any .NET program be the host of the tests: DOTNET_STARTUP_HOOKS names this assembly.</summary>
internal class StartupHook
{
    public static void Initialize()
    {
        string folder = Path.GetDirectoryName(typeof(StartupHook).Assembly.Location);
        AppDomain.CurrentDomain.AssemblyResolve += (sender, wanted) =>
        {
            string file = Path.Combine(folder, new AssemblyName(wanted.Name).Name + ".dll");
            return File.Exists(file) ? Assembly.LoadFrom(file) : null;
        };
        Environment.Exit(Program.Main());
    }
}
