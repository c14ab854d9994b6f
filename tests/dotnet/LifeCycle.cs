using System;
using System.IO;
using System.Threading.Tasks;
using LFToken;

/// <summary>Log in, keep alive, log out; blocking and with tasks.</summary>
internal static class LifeCycle
{
    internal static void Run()
    {
        using (LFClient client = Setting.Client())
        using (LFCredentials credentials = Setting.Credentials())
        {
            Blocking(client, credentials);
            WithTasks(client, credentials).GetAwaiter().GetResult();
            WithCookie(client);
            Adopted(client, credentials);
            Check.Equal(0, client.Settle());
        }
        AllSettings();
        FilesOfOtherForms();
        RefusedSettings();
    }

    private static void Blocking(LFClient client, LFCredentials credentials)
    {
        using (LFAccessToken token = client.CreateToken("Archive", credentials))
        {
            Check.Equal(LFTokenState.Active, token.State);
            Check.Equal("Archive", token.RepositoryId);
            Check.Equal(client, token.Client);
            string value = token.Value;
            Check.That(value.Length > 20, "the token is short");
            Check.Equal(value, new string(token.GetValueChars()));
            Check.Equal(value, System.Text.Encoding.UTF8.GetString(token.GetValueBytes()));
            Check.Equal(null, token.Cookie);
            Check.Equal(0, token.GetCookieChars().Length + token.GetCookieBytes().Length);
            IsNear(TimeSpan.FromMinutes(15), token);

            token.Refresh(TimeSpan.FromMinutes(30));
            Check.Equal(value, token.Value);
            IsNear(TimeSpan.FromMinutes(30), token);
            token.Refresh();
            LFException tooLong = Check.Throws<LFException>(() => token.Refresh(TimeSpan.FromHours(2)));
            Check.Equal(LFStatus.InvalidArgument, tooLong.Status);
            Check.Throws<ArgumentOutOfRangeException>(() => token.Refresh(TimeSpan.FromSeconds(-1)));

            token.Invalidate();
            Check.Equal(LFTokenState.LoggedOut, token.State);
            Check.Equal(TimeSpan.Zero, token.Remaining);
            token.Invalidate();
            LFException gone = Check.Throws<LFException>(() => token.Refresh());
            Check.Equal(LFStatus.SessionGone, gone.Status);
        }
    }

    private static async Task WithTasks(LFClient client, LFCredentials credentials)
    {
        LFCallOptions options = new LFCallOptions { TotalTimeout = TimeSpan.FromSeconds(20), CorrelationId = "job 7" };
        bool said = false;
        EventHandler<LFLogEventArgs> listen = (sender, line) => said |= line.Message.Contains("job 7");
        client.Log += listen;
        using (LFAccessToken token = await client.CreateTokenAsync("Archive", credentials, options))
        {
            try
            {
                await token.RefreshAsync(TimeSpan.FromMinutes(1), options);
                IsNear(TimeSpan.FromMinutes(1), token);
            }
            finally
            {
                await token.InvalidateAsync(options);
            }
            Check.Equal(LFTokenState.LoggedOut, token.State);
        }
        client.Log -= listen;
        Check.That(said, "no log line has the correlation id");
        Check.Equal(0, await client.SettleAsync());
    }

    private static void WithCookie(LFClient client)
    {
        using (LFCredentials credentials = Setting.Credentials())
        {
            credentials.CreateCookie = true;
            Check.That(credentials.CreateCookie, "the setting is lost");
            using (LFAccessToken token = client.CreateToken("Archive", credentials))
            {
                Check.That(token.Cookie.Contains("="), "no cookie");
                Check.Equal(token.Cookie, new string(token.GetCookieChars()));
                Check.Equal(token.Cookie, System.Text.Encoding.UTF8.GetString(token.GetCookieBytes()));
                token.Invalidate();
            }
        }
    }

    /// <summary>A token goes from one program to another, which logs it out.</summary>
    private static void Adopted(LFClient client, LFCredentials credentials)
    {
        using (LFAccessToken token = client.CreateToken("Archive", credentials))
        {
            DateTimeOffset expiry = new DateTimeOffset(2030, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2));
            using (LFAccessToken same = client.AdoptToken("Archive", token.Value, expiry))
            {
                Check.Equal(expiry, same.ExpiresAt);
                Check.Equal(TimeSpan.Zero, same.ExpiresAt?.Offset);
            }
            using (LFAccessToken same = client.AdoptToken("Archive", token.GetValueChars()))
            {
                Check.Equal(null, same.ExpiresAt);
                Check.Equal(null, same.Remaining);
                Check.Equal(null, same.Lifetime);
                same.Refresh();
                Check.That(same.Remaining > TimeSpan.Zero, "the expiry is not renewed");
            }
            using (LFAccessToken same = client.AdoptToken("Archive", token.GetValueBytes()))
            {
                same.Invalidate();
            }
            Check.Throws<ArgumentNullException>(() => client.AdoptToken("Archive", (string)null));
        }
    }

    /// <summary>Every setting reaches the library, which accepts it.</summary>
    private static void AllSettings()
    {
        LFClientOptions options = Setting.Options();
        options.AllowPlainHttp = true;
        options.ConnectTimeout = TimeSpan.FromSeconds(5);
        options.TotalTimeout = TimeSpan.FromSeconds(20);
        options.LateAnswerGrace = TimeSpan.Zero;
        options.CaFiles.Clear();
        options.CaPems.Add(File.ReadAllText(Setting.CaFile));
        options.MinTlsVersion = LFTlsVersion.Tls13;
        options.UseSystemProxy = true;
        options.NoProxy = "127.0.0.1, localhost";
        options.UserAgentProduct = "LFTokenTests/1.0";
        options.MaxIdleConnections = 0;
        options.IdleConnectionTimeout = TimeSpan.FromSeconds(5);
        options.MaxAnswerBytes = 4096;
        options.MaxAttempts = 1;
        options.RetryBaseDelay = TimeSpan.FromMilliseconds(10);
        options.RetryMaxDelay = TimeSpan.FromMilliseconds(20);
        options.LogLevel = LFLogLevel.Off;
        using (LFClient client = new LFClient(options))
        using (LFCredentials credentials = Setting.Credentials())
        using (LFAccessToken token = client.CreateToken("Archive", credentials))
        {
            token.Invalidate();
        }
    }

    /// <summary>As tests/support/src/key_files.rs writes them.</summary>
    private static void FilesOfOtherForms()
    {
        const string Password = "Gr\u00FC\u00DFe \U0001F600";
        const string Refusal = "its password is another one";
        byte[] own = File.ReadAllBytes("own.pfx");
        foreach (bool right in new[] { true, false })
        {
            string password = right ? Password : "guessed";
            Action<LFClientOptions>[] ways =
            {
                options =>
                {
                    options.ClientCertificatePkcs12File = "own.pfx";
                    options.ClientCertificatePkcs12Password = password;
                },
                options =>
                {
                    options.ClientCertificatePkcs12 = own;
                    options.ClientCertificatePkcs12Password = password;
                },
                options =>
                {
                    options.ClientCertificateFile = "own.pem";
                    options.ClientKeyFile = "own.key";
                    options.ClientKeyPassword = password;
                },
            };
            foreach (Action<LFClientOptions> way in ways)
            {
                if (right)
                {
                    LFClientOptions options = Setting.Options();
                    way(options);
                    new LFClient(options).Dispose();
                }
                else
                {
                    Check.That(!Refused(Refusal, way).Contains(password), "the error tells the password");
                }
            }
        }

        LFClientOptions trusting = Setting.Options();
        trusting.CaFiles.Clear();
        trusting.CaDers.Add(File.ReadAllBytes("ca.der"));
        using (LFClient client = new LFClient(trusting))
        using (LFCredentials credentials = Setting.Credentials())
        using (LFAccessToken token = client.CreateToken("Archive", credentials))
        {
            token.Invalidate();
        }
    }

    private static void RefusedSettings()
    {
        Check.Throws<ArgumentNullException>(() => new LFClient((LFClientOptions)null));
        IsNull("CaFiles", options => options.CaFiles.Add(null));
        IsNull("PinnedCertificates", options => options.PinnedCertificates.Add(null));
        IsNull("ClientKeyFile", options => options.ClientCertificateFile = "client.pem");
        IsNull("ClientKeyPem", options => options.ClientCertificatePem = "no key");
        IsNull("ClientCertificatePem", options => options.ClientKeyPem = "no certificate");
        Refused("base address", options => options.BaseAddress = null);
        Refused("http", options => options.BaseAddress = "http://lf.example.com/x");
        Refused("fingerprint", options => options.PinnedCertificates.Add("12:34"));
        Refused("Trust", options => options.Trust = (LFTrust)77);
        Refused("MinTlsVersion", options => options.MinTlsVersion = (LFTlsVersion)11);
        Refused("MaxAttempts", options => options.MaxAttempts = 0);
        Refused("TotalTimeout", options => options.TotalTimeout = TimeSpan.Zero);
        Refused("nowhere.pem", options => options.CaFiles.Add("nowhere.pem"));
        Refused("nowhere-key.pem", options =>
        {
            options.ClientCertificateFile = Setting.CaFile;
            options.ClientKeyFile = "nowhere-key.pem";
        });
        Refused("socks5", options => options.ProxyAddress = "socks5://127.0.0.1:1");

        LFClientOptions negative = Setting.Options();
        negative.TotalTimeout = TimeSpan.FromMilliseconds(-1);
        Check.Equal("TotalTimeout", Check.Throws<ArgumentOutOfRangeException>(() => new LFClient(negative)).ParamName);
    }

    private static void IsNull(string name, Action<LFClientOptions> change)
    {
        LFClientOptions options = Setting.Options();
        change(options);
        Check.Equal(name, Check.Throws<ArgumentNullException>(() => new LFClient(options))?.ParamName);
    }

    private static string Refused(string word, Action<LFClientOptions> change)
    {
        LFClientOptions options = Setting.Options();
        change(options);
        LFException exception = Check.Throws<LFException>(() => new LFClient(options).Dispose());
        Check.Equal(LFStatus.InvalidArgument, exception?.Status);
        Check.That(exception != null && exception.Message.Contains(word), word + " is not in: " + exception?.Message);
        return exception?.Message ?? "";
    }

    private static void IsNear(TimeSpan expected, LFAccessToken token)
    {
        TimeSpan remaining = token.Remaining.Value;
        Check.That(remaining <= expected && remaining > expected - TimeSpan.FromSeconds(20), "remaining " + remaining);
        Check.That(token.Lifetime >= remaining && token.Lifetime <= expected, "lifetime " + token.Lifetime);
        TimeSpan left = token.ExpiresAt.Value - DateTimeOffset.UtcNow;
        Check.That(Math.Abs((left - remaining).TotalSeconds) < 5, "expires at " + token.ExpiresAt);
    }
}
