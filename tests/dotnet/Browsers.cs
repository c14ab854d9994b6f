using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using LFToken;

/// <summary>Logins in a browser. The harness opens what stands in open.txt, and writes down where it is sent.</summary>
internal static class Browsers
{
    private static readonly string Redirect = Setting.Get("LF_TEST_REDIRECT");
    private static readonly string SinglePageApp = Setting.Get("LF_TEST_SINGLE_PAGE_APP");
    private static readonly string WebApp = Setting.Get("LF_TEST_WEB_APP");
    private static readonly string WebAppSecret = Setting.Get("LF_TEST_WEB_APP_SECRET");

    internal static void Run()
    {
        OnThisMachine().GetAwaiter().GetResult();
        OfAWebApplication();
        OfAServer();
        Refused();
        NotPossible();
    }

    private static async Task OnThisMachine()
    {
        using (LFClient client = Apis.Client(LFApi.Cloud))
        using (LFAuthorization login = new LFAuthorization(client, SinglePageApp, Redirect, "repository.Read"))
        using (LFAuthorization other = new LFAuthorization(client, SinglePageApp, Redirect))
        {
            login.CustomerId = "123456789";
            Check.Equal("123456789", login.CustomerId);
            Check.That(login.Url.Contains("123456789"), "the account is not in the address");
            Check.That(login.Url.Contains("repository.Read"), "the scope is not in the address");
            login.Listen();
            Apis.Fails(LFStatus.InvalidArgument, other.Listen);
            Apis.Fails(LFStatus.InvalidArgument, () => other.Wait());

            LFCallOptions soon = new LFCallOptions { TotalTimeout = TimeSpan.FromMilliseconds(50) };
            Apis.Fails(LFStatus.TimedOut, () => login.Wait(soon));
            using (CancellationTokenSource source = new CancellationTokenSource(50))
            {
                OperationCanceledException cancelled = Check.Throws<OperationCanceledException>(
                    () => login.Wait(cancellationToken: source.Token));
                Check.Equal(source.Token, cancelled?.CancellationToken);
                Check.Throws<TaskCanceledException>(
                    () => login.WaitAsync(cancellationToken: source.Token).GetAwaiter().GetResult());
            }

            // It still listens.
            Task<LFCredentials> waiting = login.WaitAsync();
            Open(login);
            using (LFCredentials code = await waiting)
            using (LFCredentials restart = new LFCredentials { ClientId = SinglePageApp })
            {
                Callback();
                WithACode(client, null, code, restart);
            }

            // The port is free again.
            other.Listen();
            other.Dispose();
            Check.Throws<ObjectDisposedException>(() => other.Wait());
            Check.Throws<ObjectDisposedException>(() => other.Url.ToString());
            Check.Throws<ObjectDisposedException>(() => other.CustomerId = "123456789");
        }
    }

    private static void OfAWebApplication()
    {
        using (LFClient client = Apis.Client(LFApi.Cloud))
        using (LFAuthorization login = new LFAuthorization(client, WebApp, Redirect))
        {
            login.SetClientSecret("another");
            login.SetClientSecret(WebAppSecret.ToCharArray());
            Open(login);
            string address = Callback();
            Check.That(address.StartsWith(Redirect), address);

            // What is not the answer uses nothing up.
            Apis.Fails(LFStatus.InvalidArgument, () => login.Accept(Redirect + "?code=1&state=2"));
            Apis.Fails(LFStatus.InvalidArgument, () => login.Accept(""));
            Check.Throws<ArgumentNullException>(() => login.Accept(null));
            using (LFCredentials code = login.Accept(address))
            using (LFCredentials restart = new LFCredentials { ClientId = WebApp })
            {
                Apis.Fails(LFStatus.InvalidArgument, () => login.Accept(address));
                restart.SetClientSecret(WebAppSecret);
                WithACode(client, null, code, restart);
            }
        }
    }

    private static void OfAServer()
    {
        using (LFClient client = Apis.Client(LFApi.ServerV2))
        using (LFAuthorization login = new LFAuthorization(client, null, Redirect))
        using (LFCredentials restart = new LFCredentials())
        {
            login.Listen();
            Open(login);
            using (LFCredentials code = login.Wait(new LFCallOptions { TotalTimeout = TimeSpan.FromSeconds(30) }))
            {
                Callback();
                WithACode(client, "Archive", code, restart);
            }
        }
    }

    /// <summary>Logs in with what a browser gave, and refreshes with what came with it.</summary>
    private static void WithACode(LFClient client, string repository, LFCredentials code, LFCredentials restart)
    {
        using (LFAccessToken token = client.CreateToken(repository, code))
        {
            string first = token.RefreshToken;
            string value = token.Value;
            token.Refresh();
            Check.That(value != token.Value, "a refresh did not log in anew");
            string second = token.RefreshToken;
            Check.That(first != null && second != null && first != second, "the refresh token is the same");
            Check.Equal(second, new string(token.GetRefreshTokenChars()));
            Check.Equal(second, System.Text.Encoding.UTF8.GetString(token.GetRefreshTokenBytes()));

            restart.SetRefreshToken(second);
            using (LFAccessToken adopted = client.AdoptToken(repository, token.Value, null, restart))
            {
                Check.Equal(second, adopted.RefreshToken);
                adopted.Refresh();
                restart.SetRefreshToken(adopted.GetRefreshTokenBytes());
            }
            using (LFAccessToken newest = client.CreateToken(repository, restart))
            {
                Check.That(newest.RefreshToken != null, "no refresh token");
                newest.Invalidate();
            }
        }
        // The code was used up.
        Check.Throws<LFException>(() => client.CreateToken(repository, code));
    }

    private static void Refused()
    {
        using (LFClient client = Apis.Client(LFApi.Cloud))
        using (LFAuthorization login = new LFAuthorization(client, "fault:authorize:type=access_denied", Redirect))
        {
            Open(login);
            string address = Callback();
            LFException refused = Check.Throws<LFException>(() => login.Accept(address));
            Check.Equal(LFStatus.AccessDenied, refused?.Status);
            Check.Equal(LFAction.LogInAgain, refused?.Action);
            Check.Equal("access_denied", refused?.ProblemType);
        }
    }

    private static void NotPossible()
    {
        NotPossible(LFStatus.Unsupported, LFApi.V1Alpha, SinglePageApp, Redirect);
        NotPossible(LFStatus.Unsupported, LFApi.ServerV1, null, Redirect);
        NotPossible(LFStatus.InvalidArgument, LFApi.ServerV2, SinglePageApp, Redirect);
        NotPossible(LFStatus.InvalidArgument, LFApi.Cloud, null, Redirect);
        NotPossible(LFStatus.InvalidArgument, LFApi.Cloud, SinglePageApp, "http://elsewhere.example.com/");
        Check.Throws<ArgumentNullException>(() => new LFAuthorization(null, SinglePageApp, Redirect));
        LFClient client = Apis.Client(LFApi.Cloud);
        Check.Throws<ArgumentNullException>(() => new LFAuthorization(client, SinglePageApp, null));
        using (LFAuthorization web = new LFAuthorization(client, SinglePageApp, "https://app.example.com/callback"))
        {
            Apis.Fails(LFStatus.InvalidArgument, web.Listen);
        }
        client.Dispose();
        Check.Throws<ObjectDisposedException>(() => new LFAuthorization(client, SinglePageApp, Redirect));
    }

    private static void NotPossible(LFStatus status, LFApi api, string clientId, string redirect)
    {
        using (LFClient client = Apis.Client(api))
        {
            LFException refused = Check.Throws<LFException>(
                () => new LFAuthorization(client, clientId, redirect).Dispose());
            Check.Equal(status, refused?.Status);
            // What to do names the setting of this assembly, where the API is the wrong one.
            Check.Equal(
                status == LFStatus.Unsupported, refused != null && refused.Message.Contains("(LFClientOptions.Api)"));
        }
    }

    private static void Open(LFAuthorization login) => File.WriteAllText("open.txt", login.Url + "\n");

    private static string Callback()
    {
        for (int turn = 0; turn < 1000; turn++)
        {
            if (File.Exists("callback.txt"))
            {
                string address = File.ReadAllText("callback.txt");
                File.Delete("callback.txt");
                return address;
            }
            Thread.Sleep(10);
        }
        throw new TimeoutException("The browser did not come back.");
    }
}
