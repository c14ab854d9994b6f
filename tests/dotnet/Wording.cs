using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using LFToken;

/// <summary>What a failure says, in the names of the assembly and never in those of C.</summary>
internal static class Wording
{
    private const BindingFlags Internal = BindingFlags.Static | BindingFlags.NonPublic;

    private static readonly Type Advice = typeof(LFClient).Assembly.GetType("LFToken.Advice", true);

    internal static void Run()
    {
        EveryAdvice();
        WhatIsNotKnown();
        EveryStatus();
        OfFailures();
    }

    private static void EveryAdvice()
    {
        var names = (IReadOnlyDictionary<string, string>)Advice.GetField("Names", Internal).GetValue(null);
        foreach (string name in names.Values)
        {
            string[] parts = name.Split('.');
            Type type = typeof(LFClient).Assembly.GetType("LFToken." + parts[0], true);
            Check.That(type.IsPublic && type.GetMember(parts[1]).Length > 0, name + " is not there");
        }
        var used = new HashSet<string>();
        int count = 0;
        for (int number = 1; Template(number).Length > 0; number++)
        {
            string text = Word(number);
            Plain(text);
            Check.That(text.EndsWith("."), text);
            foreach (string key in Keys(Template(number)))
            {
                bool isNamed = names.TryGetValue(key, out string name) && text.Contains(name);
                Check.That(isNamed, key + " has no name: " + text);
                used.Add(key);
            }
            count = number;
        }
        Check.That(count > 40, count + " pieces of advice");
        Check.Equal("", string.Join(" ", names.Keys.Except(used)));
        Check.Equal("", Word(0));
        Check.Equal("", Word(count + 1));
    }

    /// <summary>A newer library may name what this assembly does not have.</summary>
    private static void WhatIsNotKnown()
    {
        Check.Equal("Do it.", Fill("Do it ({something_new})."));
        Check.Equal(
            "Log in (LFClient.CreateToken), or wait: it passes (mostly).",
            Fill("Log in ({something_new}, {login}), or wait ({more_news}): it passes (mostly)."));
        Check.Equal("Do it ({login", Fill("Do it ({login"));
    }

    private static void EveryStatus()
    {
        foreach (LFStatus status in Enum.GetValues(typeof(LFStatus)))
        {
            Plain(LFLibrary.StatusMessage(status));
            Check.That(Enum.IsDefined(typeof(LFAction), LFLibrary.StatusAction(status)), status + " has no action");
        }
        Check.Equal(LFAction.None, LFLibrary.StatusAction(LFStatus.Ok));
        Check.Equal(LFAction.LogOutThenIn, LFLibrary.StatusAction(LFStatus.SessionUnconfirmed));
        Check.Equal(LFAction.ReportDefect, LFLibrary.StatusAction((LFStatus)9999));
    }

    private static void OfFailures()
    {
        LFClientOptions options = Setting.Options();
        options.Trust = LFTrust.Bundled;
        options.CaFiles.Clear();
        using (LFClient client = new LFClient(options))
        using (LFCredentials credentials = Setting.Credentials())
        {
            LFException unknown = Check.Throws<LFException>(() => client.CreateToken("Archive", credentials));
            Says(unknown, LFStatus.TlsCertificate, LFAction.FixSetup, "LFClientOptions.CaFiles");
            Says(unknown, LFStatus.TlsCertificate, LFAction.FixSetup, "LFClientOptions.PinnedCertificates");
        }
        options.Trust = LFTrust.AddedOnly;
        LFException nobody = Check.Throws<LFException>(() => new LFClient(options));
        Says(nobody, LFStatus.InvalidArgument, LFAction.FixCall, "LFClientOptions.CaPems");
        LFException nowhere = Check.Throws<LFException>(() => new LFClient(new LFClientOptions()));
        Says(nowhere, LFStatus.InvalidArgument, LFAction.FixCall, "LFClientOptions.BaseAddress");
        // The setting alone is named where the library tells nothing but the status.
        LFException wrong = Check.Throws<LFException>(
            () => new LFClient(new LFClientOptions { ConnectTimeout = TimeSpan.Zero }));
        Says(wrong, LFStatus.InvalidArgument, LFAction.FixCall, "ConnectTimeout: ");
    }

    private static void Says(LFException exception, LFStatus status, LFAction action, string name)
    {
        Check.Equal(status, exception.Status);
        Check.Equal(action, exception.Action);
        Plain(exception.Message);
        Check.That(exception.Message.Contains(name) && exception.Message.EndsWith("."), exception.Message);
    }

    private static void Plain(string text) => Check.That(
        text.Length > 0 && !text.Contains("{") && !text.Contains("lf_") && !text.Contains("LF_"), text);

    private static IEnumerable<string> Keys(string template) =>
        template.Split('{').Skip(1).Select(rest => rest.Substring(0, rest.IndexOf('}')));

    private static string Word(int number) => (string)Call(Advice, "Word", number);

    private static string Fill(string template) => (string)Call(Advice, "Fill", template);

    private static string Template(int number)
    {
        Assembly assembly = typeof(LFClient).Assembly;
        object text = Call(assembly.GetType("LFToken.Native", true), "lf_advice_text", number);
        return (string)Call(assembly.GetType("LFToken.Utf8", true), "FromNative", text);
    }

    private static object Call(Type type, string method, object argument) =>
        type.GetMethod(method, Internal).Invoke(null, new[] { argument });
}
