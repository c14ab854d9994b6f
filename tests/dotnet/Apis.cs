using System;
using System.Text;
using LFToken;

/// <summary>Logins, refreshes and logouts with each API, and what each can do.</summary>
internal static class Apis
{
    internal static void Run()
    {
        Capabilities();
        TheFirstApi();
        Server(LFApi.ServerV1);
        Server(LFApi.ServerV2);
        ServiceApp();
    }

    /// <summary>Of the server that speaks every API, without TLS.</summary>
    internal static LFClient Client(LFApi api) => new LFClient(new LFClientOptions
    {
        Api = api,
        BaseAddress = Setting.Get(api == LFApi.Cloud ? "LF_TEST_SIGN_IN" : "LF_TEST_SERVER"),
        MaxAttempts = 1,
    });

    private static LFCredentials AccessKey()
    {
        LFCredentials credentials = new LFCredentials();
        credentials.SetAccessKey(Setting.Get("LF_TEST_ACCESS_KEY"));
        credentials.SetServicePrincipalKey(Setting.Get("LF_TEST_PRINCIPAL_KEY"));
        return credentials;
    }

    private static void Capabilities()
    {
        Can(LFApi.V1Alpha, true, true, true, true);
        Can(LFApi.ServerV1, false, false, false, true);
        Can(LFApi.ServerV2, false, false, false, true);
        Can(LFApi.Cloud, false, false, false, false);
        Fails(LFStatus.InvalidArgument, () => Client((LFApi)77));
    }

    private static void Can(
        LFApi api, bool logOut, bool keepAlive, bool refreshWithoutCredentials, bool chooseRepository)
    {
        LFClient client = Client(api);
        Check.Equal(logOut, client.Supports(LFCapability.LogOut));
        Check.Equal(keepAlive, client.Supports(LFCapability.KeepAlive));
        Check.Equal(refreshWithoutCredentials, client.Supports(LFCapability.RefreshWithoutCredentials));
        Check.Equal(chooseRepository, client.Supports(LFCapability.ChooseRepository));
        Check.Equal(false, client.Supports((LFCapability)77));
        client.Dispose();
        Check.Throws<ObjectDisposedException>(() => client.Supports(LFCapability.LogOut));
    }

    /// <summary>The API that is chosen if none is.</summary>
    private static void TheFirstApi()
    {
        Check.Equal(LFApi.V1Alpha, new LFClientOptions().Api);
        using (LFClient client = Setting.Client())
        using (LFCredentials credentials = Setting.Credentials())
        using (LFCredentials accessKey = AccessKey())
        using (LFAccessToken token = client.CreateToken("Archive", credentials))
        {
            Check.That(client.Supports(LFCapability.LogOut), "no logout");
            Check.Equal(null, token.RefreshToken);
            Check.Equal(0, token.GetRefreshTokenChars().Length + token.GetRefreshTokenBytes().Length);
            Check.Equal(null, token.Scope);
            Check.Equal(Setting.Base, token.ApiAddress);
            token.Invalidate();
            Check.Equal(LFTokenState.LoggedOut, token.State);
            Fails(LFStatus.Unsupported, () => client.CreateToken("Archive", accessKey));
        }
    }

    private static void Server(LFApi api)
    {
        using (LFClient client = Client(api))
        using (LFCredentials credentials = Setting.Login())
        using (LFCredentials wrong = new LFCredentials(Setting.Username, "wrong"))
        {
            string value;
            using (LFAccessToken token = client.CreateToken("Archive", credentials))
            {
                value = token.Value;
                Check.Equal("Archive", token.RepositoryId);
                Check.Equal(Setting.Get("LF_TEST_SERVER"), token.ApiAddress);
                Check.That(token.Remaining > TimeSpan.FromMinutes(1), "remaining " + token.Remaining);
                Fails(LFStatus.Unsupported, () => token.Refresh(TimeSpan.FromMinutes(1)));
                Check.Equal(value, token.Value);
                token.RefreshAsync().GetAwaiter().GetResult();
                Check.That(value != token.Value, "a refresh did not log in anew");
                token.Invalidate();
                Check.Equal(LFTokenState.Discarded, token.State);
                Fails(LFStatus.SessionGone, () => token.Refresh());
            }
            Check.Throws<ArgumentNullException>(() => client.CreateToken(null, credentials));
            Check.Throws<ArgumentNullException>(() => client.AdoptToken(null, value, null, credentials));
            Check.Throws<ArgumentNullException>(() => client.AdoptToken("Archive", value, null, null));

            // A token that came from elsewhere is refreshed with what goes with it, and not without.
            byte[] bytes = Encoding.UTF8.GetBytes(value);
            RefreshesTo(value, client.AdoptToken("Archive", value, null, credentials));
            RefreshesTo(value, client.AdoptToken("Archive", value.ToCharArray(), null, credentials));
            RefreshesTo(value, client.AdoptToken("Archive", bytes, DateTimeOffset.UtcNow, credentials));
            using (LFAccessToken token = client.AdoptToken("Archive", value))
            {
                Check.Throws<LFException>(() => token.Refresh());
            }
            using (LFAccessToken token = client.AdoptToken("Archive", value, null, wrong))
            {
                // Nothing is left to be refused a second time.
                Fails(LFStatus.CredentialsRefused, () => token.Refresh());
                Fails(LFStatus.CredentialsRefused, () => token.Refresh());
                Check.Equal(value, token.Value);
                token.Invalidate();
            }
            wrong.Dispose();
            Check.Throws<ObjectDisposedException>(() => client.AdoptToken("Archive", value, null, wrong));
        }
    }

    private static void RefreshesTo(string old, LFAccessToken token)
    {
        using (token)
        {
            Check.Equal(old, token.Value);
            token.Refresh();
            Check.That(old != token.Value, "a refresh did not log in anew");
            token.Invalidate();
        }
    }

    private static void ServiceApp()
    {
        using (LFClient client = Client(LFApi.Cloud))
        using (LFCredentials credentials = AccessKey())
        using (LFCredentials password = Setting.Login())
        {
            credentials.Scope = "repository.Read";
            using (LFAccessToken token = client.CreateTokenAsync(null, credentials).GetAwaiter().GetResult())
            {
                Check.Equal(null, token.RepositoryId);
                Check.Equal("repository.Read", token.Scope);
                Check.Equal("https://api.laserfiche.com/repository", token.ApiAddress);
                Check.Equal(null, token.RefreshToken);
                RefreshesTo(token.Value, token);
            }

            credentials.SetAccessKey((string)null);
            credentials.AccessKeyFile = Setting.Get("LF_TEST_ACCESS_KEY_FILE");
            using (LFAccessToken token = client.CreateToken("Archive", credentials))
            {
                Check.Equal("Archive", token.RepositoryId);
                token.Invalidate();
                Check.Equal(LFTokenState.Discarded, token.State);
            }
            credentials.AccessKeyFile = "nowhere.txt";
            Fails(LFStatus.InvalidArgument, () => client.CreateToken(null, credentials));
            credentials.AccessKeyFile = null;

            string whole = Setting.Get("LF_TEST_ACCESS_KEY");
            credentials.SetAccessKey(whole.Substring(0, whole.Length / 2).ToCharArray());
            Fails(LFStatus.InvalidArgument, () => client.CreateToken(null, credentials));
            credentials.SetAccessKey(Encoding.UTF8.GetBytes(whole));
            credentials.SetServicePrincipalKey("of another app");
            Fails(LFStatus.CredentialsRefused, () => client.CreateToken(null, credentials));
            Fails(LFStatus.Unsupported, () => client.CreateToken(null, password));
        }
    }

    internal static void Fails(LFStatus status, Action action) =>
        Check.Equal(status, Check.Throws<LFException>(action)?.Status);
}
