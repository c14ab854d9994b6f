using System;
using LFToken;

/// <summary>
/// Runs every scene against the server that LF_TEST_BASE names, trusting the authority of LF_TEST_CA. The last line of
/// the output is "ALL OK" if nothing failed.
/// </summary>
internal static class Program
{
    internal static int Main()
    {
        string width = IntPtr.Size * 8 + " bits";
        Console.WriteLine("runtime " + Environment.Version + ", " + width + ", " + Environment.OSVersion);
        Scene("declarations", Declarations.Run);
        Scene("life cycle", LifeCycle.Run);
        Scene("APIs", Apis.Run);
        Scene("browsers", Browsers.Run);
        Scene("texts", Texts.Run);
        Scene("errors", Errors.Run);
        Scene("wording", Wording.Run);
        Scene("cancellation", Cancellation.Run);
        Scene("handles", Handles.Run);
        Scene("threads", Threads.Run);
        Scene("sessions", Sessions.Run);
        Scene("HTTP clients", HttpClients.Run);
        Console.WriteLine(Check.Failures == 0 ? "ALL OK" : "FAILED: " + Check.Failures);
        return Check.Failures == 0 ? 0 : 1;
    }

    private static void Scene(string name, Action run)
    {
        try
        {
            run();
        }
        catch (Exception exception)
        {
            Check.Fail(exception.ToString());
        }
        Console.WriteLine("scene " + name + " ended with " + Check.Failures + " failures");
    }
}

/// <summary>What the scenes start from.</summary>
internal static class Setting
{
    internal const string Username = "svc";
    internal const string Password = "correct horse battery staple";

    internal static readonly string Base = Get("LF_TEST_BASE");
    internal static readonly string CaFile = Get("LF_TEST_CA");

    internal static LFClientOptions Options() => new LFClientOptions
    {
        BaseAddress = Base,
        Trust = LFTrust.AddedOnly,
        CaFiles = { CaFile },
        LogLevel = LFLogLevel.Debug,
    };

    internal static LFClient Client() => new LFClient(Options());

    internal static LFCredentials Credentials() =>
        new LFCredentials(Username, Password) { ApplicationName = "tests/dotnet" };

    /// <summary>Nothing but what every API takes that knows passwords.</summary>
    internal static LFCredentials Login() => new LFCredentials(Username, Password);

    internal static string Get(string name) => Environment.GetEnvironmentVariable(name);
}
