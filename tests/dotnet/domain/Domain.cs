using System;
using System.Threading;
using LFToken;

/// <summary>A capture product's script, which lives in an AppDomain of its own and is never told that it ends.</summary>
internal sealed class Script : MarshalByRefObject
{
    private static LFClient client;
    private static LFSession session;

    public int LogIn(string address, string authority, string password)
    {
        client = new LFClient(new LFClientOptions
        {
            BaseAddress = address,
            Trust = LFTrust.AddedOnly,
            CaFiles = { authority },
            LogLevel = LFLogLevel.Debug,
        });
        client.Log += (sender, line) => GC.KeepAlive(line);
        session = new LFSession(client, "Archive", new LFCredentials("svc", password));
        session.Happened += (sender, happened) => GC.KeepAlive(happened);
        return session.GetAuthorization().Length;
    }

    public override object InitializeLifetimeService() => null;
}

internal static class Product
{
    private static int Main()
    {
        Func<string, string> get = Environment.GetEnvironmentVariable;
        for (int batch = 0; batch < 3; ++batch)
        {
            AppDomain domain = AppDomain.CreateDomain("script " + batch);
            Type type = typeof(Script);
            var script = (Script)domain.CreateInstanceAndUnwrap(type.Assembly.FullName, type.FullName);
            if (script.LogIn(get("LF_TEST_BASE"), get("LF_TEST_CA"), get("LF_TEST_PASSWORD")) < 20)
            {
                return 1;
            }
            AppDomain.Unload(domain);
            Console.WriteLine("unloaded");
        }
        // The product goes on, and the library with it.
        Thread.Sleep(3000);
        Console.WriteLine("ALL OK");
        return 0;
    }
}
