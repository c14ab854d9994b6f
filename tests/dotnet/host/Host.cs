using System;
using System.Collections.Generic;
using LFToken;

/// <summary>
/// A host that is written once for all four APIs: its settings choose one, and name what it logs in with. Nothing in it
/// asks which one it is.
/// </summary>
internal static class Host
{
    private static readonly Dictionary<string, LFApi> Apis = new Dictionary<string, LFApi>
    {
        ["v1-alpha"] = LFApi.V1Alpha,
        ["server-v1"] = LFApi.ServerV1,
        ["server-v2"] = LFApi.ServerV2,
        ["cloud"] = LFApi.Cloud,
    };

    private static int Main()
    {
        LFClientOptions options = new LFClientOptions
        {
            Api = Apis[Set("LF_API")],
            BaseAddress = Set("LF_BASE_ADDRESS"),
            Trust = LFTrust.AddedOnly,
            CaFiles = { Set("LF_CA_FILE") },
        };
        try
        {
            using (LFClient client = new LFClient(options))
            using (LFCredentials credentials = new LFCredentials(Set("LF_USER"), Set("LF_PASSWORD")))
            {
                // What is not set stays out.
                credentials.AccessKeyFile = Set("LF_ACCESS_KEY_FILE");
                credentials.SetServicePrincipalKey(Set("LF_SERVICE_PRINCIPAL_KEY"));
                Work(client, credentials);
            }
            return 0;
        }
        catch (LFException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    private static void Work(LFClient client, LFCredentials credentials)
    {
        using (LFAccessToken token = client.CreateToken(Set("LF_REPOSITORY"), credentials))
        {
            try
            {
                Console.WriteLine("logged in for " + token.ApiAddress);
                string before = token.Value;
                bool isKept = client.Supports(LFCapability.KeepAlive);
                token.Refresh(isKept ? TimeSpan.FromMinutes(30) : (TimeSpan?)null);
                Console.WriteLine("refreshed, " + (before == token.Value ? "the same" : "a new") + " token");
            }
            finally
            {
                token.Invalidate();
            }
            Console.WriteLine((client.Supports(LFCapability.LogOut) ? "does not end" : "ends") + " by itself");
        }
    }

    private static string Set(string name) => Environment.GetEnvironmentVariable(name);
}
