using System;
using System.Linq;
using System.Linq.Expressions;
using System.Net.Http.Headers;
using System.Reflection;
using System.Threading.Tasks;
using LFToken;

/// <summary>What a program in C# could do before each request.</summary>
internal static class Readers
{
    private static readonly string token = new string('x', 220);

    public static string MsalVersion => Assembly.Load("Microsoft.Identity.Client").GetName().Version.ToString(3);

    /// <param name="more">What lftoken needs: the base address, and the file of the only authority.</param>
    public static Func<object> Named(string name, string[] more)
    {
        switch (name)
        {
            case "lftoken": return Lftoken(more[0], more[1]);
            case "locked-field": return LockedField();
            case "msal": return Msal();
            default: throw new ArgumentException("no reader is called " + name);
        }
    }

    /// <summary>LFSession.GetAuthorization, whose session has a token.</summary>
    private static Func<object> Lftoken(string baseAddress, string caFile)
    {
        var options = new LFClientOptions { BaseAddress = baseAddress, Trust = LFTrust.AddedOnly };
        options.CaFiles.Add(caFile);
        var session = new LFSession(
            new LFClient(options), "Main Archive", new LFCredentials("scan-station-7", "correct horse battery staple"));
        return () => session.GetAuthorization();
    }

    /// <summary>What people write by hand: the token and its end, behind a lock.</summary>
    private static Func<object> LockedField()
    {
        var gate = new object();
        DateTimeOffset renewAt = DateTimeOffset.UtcNow.AddHours(1);
        return () =>
        {
            string value;
            lock (gate)
            {
                if (DateTimeOffset.UtcNow >= renewAt)
                {
                    throw new InvalidOperationException("the token has to be renewed");
                }
                value = token;
            }
            return new AuthenticationHeaderValue("Bearer", value);
        };
    }

    /// <summary>
    /// `application.AcquireTokenForClient(scopes).ExecuteAsync()` of MSAL.NET, whose cache has the token. The host brings
    /// that library along, so that it is found by name; what is compiled here calls it as directly as a program would.
    /// </summary>
    private static Func<object> Msal()
    {
        Assembly msal = Assembly.Load("Microsoft.Identity.Client");
        Func<string, Type> typeOf = name => msal.GetType("Microsoft.Identity.Client." + name, true);

        Type answer = typeOf("Extensibility.AppTokenProviderResult");
        object given = Activator.CreateInstance(answer);
        answer.GetProperty("AccessToken").SetValue(given, token);
        answer.GetProperty("ExpiresInSeconds").SetValue(given, 3600L);
        // Asked once, in place of a server.
        MethodInfo withProvider = typeOf("Extensibility.ConfidentialClientApplicationBuilderExtensions").GetMethods()
            .Single(method => method.Name == "WithAppTokenProvider");
        Expression answered = Expression.Call(
            typeof(Task), nameof(Task.FromResult), new[] { answer }, Expression.Constant(given));
        Delegate provider = Expression.Lambda(
            withProvider.GetParameters()[1].ParameterType, answered,
            Expression.Parameter(typeOf("Extensibility.AppTokenProviderParameters"))).Compile();

        dynamic builder = typeOf("ConfidentialClientApplicationBuilder").GetMethod("Create")
            .Invoke(null, new object[] { "c0ffee00-0000-4000-8000-00000badcafe" });
        builder = withProvider.Invoke(null, new object[] { (object)builder, provider });
        builder = builder.WithAuthority("https://login.microsoftonline.com/c0ffee00-0000-4000-8000-00000badcaff", false)
            .WithInstanceDiscovery(false);
        object application = builder.Build();
        Expression call = Expression.Call(
            Expression.Constant(application, typeOf("IConfidentialClientApplication")), "AcquireTokenForClient", null,
            Expression.Constant(new[] { "https://example.com/.default" }));
        var execute = Expression.Lambda<Func<Task>>(Expression.Call(call, "ExecuteAsync", null)).Compile();
        return () =>
        {
            Task task = execute();
            task.GetAwaiter().GetResult();
            return task;
        };
    }
}
