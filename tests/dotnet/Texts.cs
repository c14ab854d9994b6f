using System;
using System.IO;
using System.Reflection;
using System.Text;
using LFToken;

/// <summary>Texts that are not ASCII, both ways, and secrets as arrays.</summary>
internal static class Texts
{
    private const string Username = "jürgen.müller@中文.example";
    private const string Password = "pässwörd € 中 \U0001F600";
    private const string Repository = "Häuptarchiv 中\U0001F600/50%";

    internal static void Run()
    {
        using (LFClient client = Setting.Client())
        {
            LogsIn(client, new LFCredentials(Username, Password) { ApplicationName = "Erfassung Süd \U0001F600" });
            char[] chars = Password.ToCharArray();
            LogsIn(client, new LFCredentials(Username, chars));
            Check.Equal(Password, new string(chars));
            byte[] bytes = Encoding.UTF8.GetBytes(Password);
            LogsIn(client, new LFCredentials(Username, bytes));
            Check.Equal(Password, Encoding.UTF8.GetString(bytes));

            LFException exception;
            using (LFCredentials credentials = Setting.Credentials())
            {
                exception = Check.Throws<LFException>(() => client.CreateToken(
                    "fault:create:status=409,message=nein%3A %E4%B8%AD%F0%9F%98%80 Grün", credentials));
            }
            Check.Equal("nein: 中\U0001F600 Grün", exception.ServerMessage);
            Check.That(exception.Message.Contains(exception.ServerMessage), exception.Message);
            RefusedTexts(client);
        }
        FileWithUmlaut();
        EveryWayToLogIn();
        Wiped();
    }

    private static void LogsIn(LFClient client, LFCredentials credentials)
    {
        using (credentials)
        using (LFAccessToken token = client.CreateToken(Repository, credentials))
        {
            Check.Equal(Username, credentials.Username);
            Check.Equal(Repository, token.RepositoryId);
            token.Invalidate();
        }
    }

    private static void RefusedTexts(LFClient client)
    {
        using (LFCredentials credentials = new LFCredentials())
        {
            Check.Throws<ArgumentException>(() => credentials.SetPassword("half\0"));
            Check.Throws<ArgumentException>(() => credentials.SetPassword(new[] { 'h', '\0' }));
            Check.Throws<ArgumentException>(() => credentials.SetPassword(new byte[] { 104, 0 }));
            Check.Throws<EncoderFallbackException>(() => credentials.Username = "lone \ud83d surrogate");
            Check.Equal(null, credentials.Username);
            LFException exception = Check.Throws<LFException>(() => credentials.SetPassword(new byte[] { 0xff }));
            Check.Equal(LFStatus.InvalidArgument, exception?.Status);
            Check.Throws<ArgumentNullException>(() => client.CreateToken(null, credentials));
            Check.Throws<ArgumentNullException>(() => client.CreateToken("Archive", null));
        }
    }

    private static void FileWithUmlaut()
    {
        string file = Path.Combine(Path.GetDirectoryName(Setting.CaFile), "Stammzertifikat für 中\U0001F600.pem");
        File.Copy(Setting.CaFile, file, true);
        LFClientOptions options = Setting.Options();
        options.CaFiles.Clear();
        options.CaFiles.Add(file);
        using (LFClient client = new LFClient(options))
        using (LFCredentials credentials = Setting.Credentials())
        using (LFAccessToken token = client.CreateToken("Archive", credentials))
        {
            token.Invalidate();
        }
        File.Delete(file);
    }

    /// <summary>The server refuses these; what arrived is looked at on its side.</summary>
    private static void EveryWayToLogIn()
    {
        using (LFClient client = Setting.Client())
        using (LFCredentials credentials = new LFCredentials())
        {
            Action<string> refused = repository =>
                Check.Throws<LFException>(() => client.CreateToken(repository, credentials));
            credentials.SetSamlToken("säml-string");
            credentials.Organization = "Öffentlich";
            credentials.CustomerId = "123456789";
            refused("fault:create:status=403,message=saml");
            credentials.SetSamlToken("säml-chars".ToCharArray());
            refused("fault:create:status=403,message=saml");
            credentials.SetSamlToken(Encoding.UTF8.GetBytes("säml-bytes"));
            refused("fault:create:status=403,message=saml");
            credentials.SetSamlToken((string)null);
            credentials.Organization = null;
            credentials.CustomerId = null;
            credentials.SetSessionKey("kéy-string");
            refused("fault:create:status=403,message=key");
            credentials.SetSessionKey("kéy-chars".ToCharArray());
            refused("fault:create:status=403,message=key");
            credentials.SetSessionKey(Encoding.UTF8.GetBytes("kéy-bytes"));
            refused("fault:create:status=403,message=key");
        }
    }
    /// <summary>What the binding makes of a secret is cleared when it has been passed on.</summary>
    private static void Wiped()
    {
        Type utf8 = typeof(LFClient).Assembly.GetType("LFToken.Utf8", true);
        foreach (object secret in new object[] { Password, Password.ToCharArray(), Encoding.UTF8.GetBytes(Password) })
        {
            MethodInfo make = utf8.GetMethod(
                "Secret",
                BindingFlags.Static | BindingFlags.NonPublic,
                null,
                new[] { secret.GetType(), typeof(string) },
                null);
            IDisposable made = (IDisposable)make.Invoke(null, new[] { secret, "secret" });
            FieldInfo field = made.GetType().GetField("Bytes", BindingFlags.Instance | BindingFlags.NonPublic);
            byte[] bytes = (byte[])field.GetValue(made);
            Check.Equal(Password + "\0", Encoding.UTF8.GetString(bytes));
            made.Dispose();
            Check.That(Array.TrueForAll(bytes, each => each == 0), "a secret is not wiped");
            made.Dispose();
        }
    }
}
