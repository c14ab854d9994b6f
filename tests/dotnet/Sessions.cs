using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LFToken;

/// <summary>The managed session, on threads and without them.</summary>
internal static class Sessions
{
    /// <summary>Longer than a login takes that the stub delays by 600 ms.</summary>
    private const int InTime = 10000;

    internal static void Run()
    {
        using (LFClient client = Setting.Client())
        using (LFCredentials credentials = Setting.Credentials())
        {
            OneLogin(client, credentials).GetAwaiter().GetResult();
            OnThreads(client, credentials);
            CancelOne(client, credentials).GetAwaiter().GetResult();
            WrongPassword(client, credentials).GetAwaiter().GetResult();
            FilledIn(client);
            Rejected(client, credentials);
            DisposedMeanwhile(client, credentials).GetAwaiter().GetResult();
            NobodyHolds(client, credentials).GetAwaiter().GetResult();
            Arguments(client, credentials);
        }
        ShutDown().GetAwaiter().GetResult();
    }

    internal static int Stat(LFSession session, string name)
    {
        string line = session.Stats.Split('\n').First(one => one.StartsWith(name + " "));
        return int.Parse(line.Substring(name.Length + 1));
    }

    internal static void Until(string what, Func<bool> condition)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.ElapsedMilliseconds > InTime)
            {
                Check.Fail(what + " did not come");
                return;
            }
            Thread.Sleep(10);
        }
    }

    /// <summary>A hundred that wait take no thread, and get the token of one login.</summary>
    private static async Task OneLogin(LFClient client, LFCredentials credentials)
    {
        List<LFEvent> events = new List<LFEvent>();
        int wrong = 0;
        using (LFSession session = new LFSession(client, "fault:create:delay=600", credentials))
        {
            session.Happened += (sender, what) =>
            {
                wrong += sender == session && what.Cause == null ? 0 : 1;
                lock (events)
                {
                    events.Add(what.Event);
                }
                // It is not in a callback of the library, so that it may wait.
                wrong += what.Event == LFEvent.LoggedIn && session.GetToken().Length == 0 ? 1 : 0;
                throw new InvalidOperationException("a handler that fails");
            };
            Check.Equal(LFSessionState.Empty, session.State);
            Check.Equal(null, session.ExpiresAt);
            Check.Equal(false, session.TryGetToken(out string none));
            Check.Equal(null, none);
            Task<string>[] reads = Enumerable.Range(0, 100).Select(at => session.GetTokenAsync()).ToArray();
            Task<string> header = session.GetAuthorizationAsync();
            ThreadPool.GetMaxThreads(out int all, out int ports);
            ThreadPool.GetAvailableThreads(out int free, out ports);
            Check.That(all - free < 20, (all - free) + " threads of the pool are taken");
            Check.That(reads.All(read => !read.IsCompleted), "a token before the login");
            string[] tokens = await Task.WhenAll(reads);
            Check.That(tokens[0].Length > 10 && tokens.All(token => token == tokens[0]), "tokens differ");
            Check.Equal("Bearer " + tokens[0], await header);
            Check.Equal(tokens[0], session.GetToken());
            Check.Equal(tokens[0], new string(session.GetTokenChars()));
            Check.Equal("Bearer " + tokens[0], session.GetAuthorization());
            Check.That(session.TryGetToken(out string there) && there == tokens[0], "no token at once");
            Check.Equal(LFSessionState.Fresh, session.State);
            Check.That(session.ExpiresAt > DateTimeOffset.UtcNow, "expires at " + session.ExpiresAt);
            Check.Equal(Setting.Base, session.ApiAddress);
            Check.Equal(client, session.Client);
            Check.Equal(1, Stat(session, "logins"));
            await session.CloseAsync();
            Check.Equal(LFSessionState.Closed, session.State);
            Check.Equal(LFStatus.Closed, Check.Throws<LFException>(() => session.GetToken())?.Status);
            Task<string> late = session.GetTokenAsync();
            Check.Equal(LFStatus.Closed, Check.Throws<LFException>(() => late.GetAwaiter().GetResult())?.Status);
            Until("the last event", () => { lock (events) { return events.Count == 2; } });
        }
        Check.Equal("LoggedIn LoggedOut", string.Join(" ", events));
        Check.Equal(0, wrong);
    }

    private static void OnThreads(LFClient client, LFCredentials credentials)
    {
        LFSessionOptions options = new LFSessionOptions
        {
            Margin = TimeSpan.FromSeconds(20),
            RenewAfterPercent = 50,
            JitterPercent = 0,
            KeepAlive = TimeSpan.FromMinutes(20),
            Linger = TimeSpan.FromMinutes(1),
            Hold = true,
        };
        using (LFSession session = new LFSession(client, "fault:create:delay=600", credentials, options))
        {
            LFCallOptions brief = new LFCallOptions { TotalTimeout = TimeSpan.FromMilliseconds(100) };
            Check.Equal(LFStatus.TimedOut, Check.Throws<LFException>(() => session.GetToken(brief))?.Status);
            string[] tokens = new string[8];
            Thread[] threads = Enumerable.Range(0, tokens.Length)
                .Select(at => new Thread(() => tokens[at] = session.GetToken())).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            Check.That(tokens.All(token => token != null && token == tokens[0]), "tokens differ");
            Check.Equal(1, Stat(session, "logins"));
            session.Close();
        }
    }

    /// <summary>The others have the token of the same login.</summary>
    private static async Task CancelOne(LFClient client, LFCredentials credentials)
    {
        using (LFSession session = new LFSession(client, "fault:create:delay=1200", credentials))
        using (CancellationTokenSource source = new CancellationTokenSource(100))
        {
            Task<string> one = session.GetTokenAsync(source.Token);
            Task<string> other = session.GetTokenAsync();
            Check.Throws<OperationCanceledException>(() => session.GetToken(null, source.Token));
            await Task.WhenAny(one, other);
            Check.That(one.IsCanceled && !other.IsCompleted, one.Status + " and " + other.Status);
            Check.That(session.GetTokenAsync(source.Token).IsCanceled, "it begins although it is cancelled");
            Check.That((await other).Length > 10, "no token");
            Check.Equal(1, Stat(session, "logins"));
            session.Close();
        }
    }

    private static async Task WrongPassword(LFClient client, LFCredentials credentials)
    {
        using (LFCredentials wrong = new LFCredentials(Setting.Username, "wrong"))
        using (LFSession session = new LFSession(client, "fault:create:delay=300", wrong))
        {
            LFException cause = null;
            session.Happened += (sender, what) =>
                cause = what.Event == LFEvent.LoginFailed ? what.Cause : cause;
            Task<string>[] reads = Enumerable.Range(0, 3).Select(at => session.GetTokenAsync()).ToArray();
            foreach (Task<string> read in reads)
            {
                LFException failure = Check.Throws<LFException>(() => read.GetAwaiter().GetResult());
                Check.Equal(LFStatus.CredentialsRefused, failure?.Status);
                Check.That(!failure.Message.Contains("earlier"), failure.Message);
            }
            LFException again = Check.Throws<LFException>(() => session.GetToken());
            Check.Equal(LFStatus.CredentialsRefused, again?.Status);
            Check.That(again.Message.Contains("LFSession.RetryCredentials"), again.Message);
            Check.Equal(1, Stat(session, "login_failures"));
            Check.Equal(LFSessionState.Failing, session.State);
            Until("the failure", () => cause != null);
            Check.Equal(LFStatus.CredentialsRefused, cause.Status);
            Check.Equal(401, cause.HttpStatus);
            session.RetryCredentials();
            Check.Throws<LFException>(() => session.GetToken());
            Check.Equal(2, Stat(session, "login_failures"));
            session.SetCredentials(credentials);
            Check.That((await session.GetTokenAsync()).Length > 10, "no token");
            session.Close();
        }
    }

    /// <summary>Credentials of a function, which is asked at each login.</summary>
    private static void FilledIn(LFClient client)
    {
        LFCredentials kept = null;
        Exception refusal = new InvalidOperationException("the vault is closed");
        Action<LFCredentials> fillIn = empty =>
        {
            kept = empty;
            if (refusal != null)
            {
                throw refusal;
            }
            empty.Username = Setting.Username;
            empty.SetPassword(Setting.Password);
        };
        using (LFSession session = new LFSession(client, "Archive", fillIn))
        {
            LFException failure = Check.Throws<LFException>(() => session.GetToken());
            Check.Equal(LFStatus.InvalidArgument, failure?.Status);
            Check.Equal(refusal, failure?.InnerException);
            Task<string> read = session.GetTokenAsync();
            failure = Check.Throws<LFException>(() => read.GetAwaiter().GetResult());
            Check.Equal(refusal, failure?.InnerException);
            refusal = null;
            session.RetryCredentials();
            Check.That(session.GetToken().Length > 10, "no token");
            Check.Throws<ObjectDisposedException>(() => kept.Username = "late");
            session.Close();
        }
    }

    private static void Rejected(LFClient client, LFCredentials credentials)
    {
        using (LFSession session = new LFSession(client, "Archive", credentials))
        {
            string token = session.GetToken();
            Check.Equal(true, session.TokenRejected("another one"));
            Check.Equal(true, session.TokenRejected("Bearer " + token));
            Check.Equal(token, session.GetToken());
            Check.Equal(false, session.TokenRejected(token));
            Check.Equal(1, Stat(session, "logins"));
            session.Close();
        }
    }

    /// <summary>Those that wait end at once, and what the login still opens is logged out.</summary>
    private static async Task DisposedMeanwhile(LFClient client, LFCredentials credentials)
    {
        LFSession session = new LFSession(client, "fault:create:delay=1500", credentials);
        Task<string>[] reads = Enumerable.Range(0, 10).Select(at => session.GetTokenAsync()).ToArray();
        await Task.Delay(100);
        Check.EndsWithin(1000, session.Dispose);
        foreach (Task<string> read in reads)
        {
            Check.EndsWithin(1000, () => Check.Throws<ObjectDisposedException>(() => read.GetAwaiter().GetResult()));
        }
        session.Dispose();
        Check.Throws<ObjectDisposedException>(() => session.GetToken());
        Check.Throws<ObjectDisposedException>(() => session.TokenRejected("x"));
        Check.Equal(0, client.Settle());
    }

    /// <summary>Only those that wait know the session, and the collector must not take it from them.</summary>
    private static async Task NobodyHolds(LFClient client, LFCredentials credentials)
    {
        Func<Task<string>> read = async () =>
        {
            using (LFSession session = new LFSession(client, "fault:create:delay=600", credentials))
            {
                return await session.GetTokenAsync();
            }
        };
        Task<string>[] reads = Enumerable.Range(0, 5).Select(at => read()).ToArray();
        for (int round = 0; round < 4; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(50);
        }
        Check.That((await Task.WhenAll(reads)).Distinct().Count() == 5, "tokens are the same");
        Check.Equal(0, client.Settle());
    }

    private static void Arguments(LFClient client, LFCredentials credentials)
    {
        LFCredentials nothing = null;
        Action<LFCredentials> nobody = null;
        Check.Throws<ArgumentNullException>(() => new LFSession(null, "Archive", credentials));
        Check.Throws<ArgumentNullException>(() => new LFSession(client, null, credentials));
        Check.Throws<ArgumentNullException>(() => new LFSession(client, "Archive", nothing));
        Check.Throws<ArgumentNullException>(() => new LFSession(client, "Archive", nobody));
        LFSessionOptions options = new LFSessionOptions { RenewAfterPercent = 101 };
        LFException refused = Check.Throws<LFException>(
            () => new LFSession(client, "Archive", credentials, options));
        Check.Equal(LFStatus.InvalidArgument, refused?.Status);
        Check.That(refused.Message.StartsWith("RenewAfterPercent: "), refused.Message);
        options = new LFSessionOptions { Margin = TimeSpan.FromSeconds(-1) };
        Check.Throws<ArgumentOutOfRangeException>(() => new LFSession(client, "Archive", credentials, options));
        using (LFSession session = new LFSession(client, "Archive", credentials))
        {
            Check.Throws<ArgumentNullException>(() => session.TokenRejected(null));
            Check.Throws<ArgumentNullException>(() => session.SetCredentials(null));
            session.Close();
            session.Close();
        }
    }

    /// <summary>As a service stops: every session is logged out, and who waits for one hears of it.</summary>
    private static async Task ShutDown()
    {
        using (LFClient client = Setting.Client())
        using (LFCredentials credentials = Setting.Credentials())
        using (LFSession open = new LFSession(client, "Archive", credentials))
        using (LFSession slow = new LFSession(client, "fault:create:delay=1500", credentials))
        using (LFAccessToken token = client.CreateToken("Archive", credentials))
        {
            open.GetToken();
            Task<string> read = slow.GetTokenAsync();
            await Task.Delay(100);
            Check.Equal(0, client.Shutdown(new LFCallOptions { TotalTimeout = TimeSpan.FromSeconds(20) }));
            Check.Equal(LFStatus.Closed, Check.Throws<LFException>(() => read.GetAwaiter().GetResult())?.Status);
            Check.Equal(LFStatus.Closed, Check.Throws<LFException>(() => open.GetToken())?.Status);
            LFException refused = Check.Throws<LFException>(() => new LFSession(client, "Archive", credentials));
            Check.Equal(LFStatus.Closed, refused?.Status);
            Check.Equal(LFTokenState.LoggedOut, token.State);
            Check.Equal(0, await client.ShutdownAsync());
        }
    }
}
