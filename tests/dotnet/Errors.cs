using System;
using System.Reflection;
using System.Runtime.Serialization;
using LFToken;

/// <summary>Every member of an error, with and without a value.</summary>
internal static class Errors
{
    private const string Body =
        "%7B%22errorCode%22:9999%2C%22message%22:%22the message%22%2C%22errorClass%22:%22the class%22%2C"
        + "%22errorSource%22:%22the source%22%2C%22operationId%22:%22the operation%22%2C%22type%22:%22the type%22%2C"
        + "%22title%22:%22the title%22%2C%22detail%22:%22the detail%22%2C%22instance%22:%22the instance%22%7D";

    /// <summary>An answer that nothing shows to be the service's.</summary>
    private const string Gateway = "HTTP/1.1 401 Unauthorized%0D%0AContent-Length: 0%0D%0A%0D%0A";

    internal static void Run()
    {
        using (LFClient client = Setting.Client())
        using (LFCredentials credentials = Setting.Credentials())
        {
            LFException full = Check.Throws<LFException>(() => client.CreateToken(
                "fault:create:status=409,retry-after=7,header=X-RequestId:the request,body=" + Body, credentials));
            EveryMember(full);
            EveryMember(Serialized(full));
            NoMember(client);
            Wrong(client);
            OfTheSystem(credentials);
            TheWay(client);
        }
    }

    /// <summary>Each step has one verdict, also where one fails; what the handler throws comes out.</summary>
    private static void TheWay(LFClient client)
    {
        int verdicts = 0;
        LFException cause = null;
        Action<LFCheckFinding> count = finding =>
        {
            verdicts += finding.Verdict == LFVerdict.Fact ? 0 : 1;
            cause = finding.Error ?? cause;
            Check.That(finding.Text.Length > 0, "a text");
        };
        client.Check(count, "Archive");
        client.Check(null);
        Check.Equal(7, verdicts);
        Check.Equal(null, cause);
        Check.Throws<TimeZoneNotFoundException>(() => client.Check(_ => throw new TimeZoneNotFoundException()));
        using (LFClient nowhere = new LFClient("https://127.0.0.1:1/repository"))
        {
            verdicts = 0;
            LFException failed = Check.Throws<LFException>(() => nowhere.Check(count));
            Check.Equal(LFStatus.ConnectFailed, failed.Status);
            Check.Equal(LFStatus.ConnectFailed, cause.Status);
            Check.Equal(7, verdicts);
        }
        LFClientOptions options = new LFClientOptions { BaseAddress = Setting.Base, Trust = LFTrust.Bundled };
        using (LFClient stranger = new LFClient(options))
        {
            verdicts = 0;
            LFException failed = Check.Throws<LFException>(
                () => stranger.CheckAsync(count, "Archive").GetAwaiter().GetResult());
            Check.Equal(LFStatus.TlsCertificate, failed.Status);
            Check.Equal(LFStatus.TlsCertificate, cause.Status);
            Check.Equal(7, verdicts);
        }
    }

    private static void EveryMember(LFException exception)
    {
        Check.That(exception.Message.StartsWith("Login"), exception.Message);
        Check.Equal(LFStatus.BadRequest, exception.Status);
        Check.Equal(LFAction.FixSetup, exception.Action);
        Check.Equal(LFStatus.BadRequest, exception.Cause);
        Check.Equal(409, exception.HttpStatus);
        Check.Equal(9999, exception.ServerCode);
        Check.Equal("the message", exception.ServerMessage);
        Check.Equal("the class", exception.ServerClass);
        Check.Equal("the source", exception.ServerSource);
        Check.Equal("the operation", exception.OperationId);
        Check.Equal("the request", exception.RequestId);
        Check.Equal("the type", exception.ProblemType);
        Check.Equal("the title", exception.ProblemTitle);
        Check.Equal("the detail", exception.ProblemDetail);
        Check.Equal("the instance", exception.ProblemInstance);
        Check.Equal(TimeSpan.FromSeconds(7), exception.RetryAfter);
        Check.Equal(null, exception.SuggestedWait);
        Check.Equal(null, exception.OsCode);
        Check.Equal(false, exception.IsRetryable);
        Check.Equal(LFExchange.Answered, exception.Exchange);
        Check.Equal(1, exception.Attempts);
    }

    /// <summary>A failure before anything was sent.</summary>
    private static void NoMember(LFClient client)
    {
        using (LFCredentials empty = new LFCredentials())
        {
            LFException exception = Check.Throws<LFException>(() => client.CreateToken("Archive", empty));
            Check.Equal(LFStatus.InvalidArgument, exception.Status);
            Check.Equal(LFAction.FixCall, exception.Action);
            Check.Equal(LFStatus.InvalidArgument, exception.Cause);
            Check.Equal(null, exception.HttpStatus);
            Check.Equal(null, exception.ServerCode);
            Check.Equal(null, exception.ServerMessage);
            Check.Equal(null, exception.ServerClass);
            Check.Equal(null, exception.ServerSource);
            Check.Equal(null, exception.OperationId);
            Check.Equal(null, exception.RequestId);
            Check.Equal(null, exception.ProblemType);
            Check.Equal(null, exception.ProblemTitle);
            Check.Equal(null, exception.ProblemDetail);
            Check.Equal(null, exception.ProblemInstance);
            Check.Equal(null, exception.RetryAfter);
            Check.Equal(null, exception.SuggestedWait);
            Check.Equal(null, exception.OsCode);
            Check.Equal(false, exception.IsRetryable);
            Check.Equal(LFExchange.NothingSent, exception.Exchange);
            Check.Equal(0, exception.Attempts);
        }
    }

    private static void Wrong(LFClient client)
    {
        using (LFCredentials wrong = new LFCredentials(Setting.Username, "wrong"))
        {
            LFException exception = Check.Throws<LFException>(() => client.CreateToken("Archive", wrong));
            Check.Equal(LFStatus.CredentialsRefused, exception.Status);
            Check.Equal(LFAction.FixCredentials, exception.Action);
            Check.Equal(401, exception.HttpStatus);
            Check.Equal(32, exception.RequestId?.Length);
            Check.Equal(exception.Status, Check.Throws<LFException>(() =>
                client.CreateTokenAsync("Archive", wrong).GetAwaiter().GetResult()).Status);
        }
        using (LFCredentials right = Setting.Credentials())
        using (LFAccessToken token = client.CreateToken("fault:refresh:status=503", right))
        {
            LFException exception = Check.Throws<LFException>(() => token.Refresh());
            Check.Equal(LFStatus.ServerError, exception.Status);
            Check.Equal(LFAction.TryLater, exception.Action);
            Check.Equal(true, exception.IsRetryable);
            Check.Equal(3, exception.Attempts);
            token.Invalidate();
        }
        using (LFCredentials right = Setting.Credentials())
        using (LFAccessToken token = client.CreateToken("fault:refresh:raw=" + Gateway, right))
        {
            LFException exception = Check.Throws<LFException>(() => token.Refresh());
            Check.Equal(LFStatus.SessionUnconfirmed, exception.Status);
            Check.Equal(LFAction.LogOutThenIn, exception.Action);
            Check.That(exception.Message.Contains("(LFAccessToken.Invalidate)"), exception.Message);
            Check.Equal(LFTokenState.Active, token.State);
            token.Invalidate();
        }
        using (LFCredentials right = Setting.Credentials())
        {
            LFException exception = Check.Throws<LFException>(() => client.CreateToken("fault:create:refuse", right));
            Check.Equal(LFStatus.OutcomeUnknown, exception.Status);
            Check.Equal(LFAction.CheckSession, exception.Action);
            Check.Equal(LFStatus.ConnectionLost, exception.Cause);
            Check.Equal(LFExchange.Unanswered, exception.Exchange);
        }
    }

    private static void OfTheSystem(LFCredentials credentials)
    {
        LFClientOptions options = Setting.Options();
        // Discard; nobody listens there.
        options.BaseAddress = "https://127.0.0.1:9/repository";
        options.MaxAttempts = 1;
        using (LFClient client = new LFClient(options))
        {
            LFException exception = Check.Throws<LFException>(() => client.CreateToken("Archive", credentials));
            Check.Equal(LFStatus.ConnectFailed, exception.Status);
            Check.That(exception.OsCode > 0, "OsCode " + exception.OsCode);
            Check.That(exception.Message.Contains("127.0.0.1:9"), exception.Message);
        }
    }

    /// <summary>As it comes out behind the border of an AppDomain.</summary>
    private static LFException Serialized(LFException exception)
    {
        SerializationInfo info = new SerializationInfo(typeof(LFException), new FormatterConverter());
        StreamingContext context = new StreamingContext();
        exception.GetObjectData(info, context);
        ConstructorInfo constructor = typeof(LFException).GetConstructor(
            BindingFlags.Instance | BindingFlags.NonPublic,
            null,
            new[] { typeof(SerializationInfo), typeof(StreamingContext) },
            null);
        return (LFException)constructor.Invoke(new object[] { info, context });
    }
}
