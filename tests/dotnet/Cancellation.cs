using System;
using System.Threading;
using System.Threading.Tasks;
using LFToken;

/// <summary>A CancellationToken, and the time limit, in the middle of slow calls.</summary>
internal static class Cancellation
{
    private const int Soon = 200;

    /// <summary>The delays are longer, so that a call that ignores its cancellation is seen.</summary>
    private const int AtOnce = 1500;

    internal static void Run()
    {
        using (LFClient client = Setting.Client())
        using (LFCredentials credentials = Setting.Credentials())
        {
            BeforeTheCall(client, credentials);
            Refresh(client, credentials).GetAwaiter().GetResult();
            TimeLimit(client, credentials);
            Login(client, credentials);
        }
    }

    private static void BeforeTheCall(LFClient client, LFCredentials credentials)
    {
        CancellationToken cancelled = new CancellationToken(true);
        Check.Throws<OperationCanceledException>(
            () => client.CreateToken("Archive", credentials, cancellationToken: cancelled));
        Task<LFAccessToken> task = client.CreateTokenAsync("Archive", credentials, cancellationToken: cancelled);
        Check.Throws<TaskCanceledException>(() => task.GetAwaiter().GetResult());
    }

    private static async Task Refresh(LFClient client, LFCredentials credentials)
    {
        const string slow = "fault:refresh:delay=4000;invalidate:delay=4000,times=1";
        using (LFAccessToken token = client.CreateToken(slow, credentials))
        {
            using (CancellationTokenSource source = new CancellationTokenSource(Soon))
            {
                OperationCanceledException exception = null;
                Check.EndsWithin(AtOnce, () => exception = Check.Throws<OperationCanceledException>(
                    () => token.Refresh(cancellationToken: source.Token)));
                Check.Equal(source.Token, exception.CancellationToken);
                LFException inner = exception.InnerException as LFException;
                Check.Equal(LFStatus.Cancelled, inner?.Status);
                Check.Equal(LFExchange.Unanswered, inner?.Exchange);
            }
            using (CancellationTokenSource source = new CancellationTokenSource())
            {
                Task task = token.RefreshAsync(cancellationToken: source.Token);
                await Task.Delay(Soon);
                source.Cancel();
                await Task.WhenAny(task, Task.Delay(AtOnce));
                Check.That(task.IsCanceled, "the task is " + task.Status);
            }
            using (CancellationTokenSource source = new CancellationTokenSource(Soon))
            {
                Task task = token.InvalidateAsync(cancellationToken: source.Token);
                await Task.WhenAny(task, Task.Delay(AtOnce));
                Check.That(task.IsCanceled, "the task is " + task.Status);
            }
            // The next call is not cancelled.
            token.Invalidate(new LFCallOptions { TotalTimeout = TimeSpan.FromSeconds(20) });
            Check.Equal(LFTokenState.LoggedOut, token.State);
        }
    }

    private static void TimeLimit(LFClient client, LFCredentials credentials)
    {
        using (LFAccessToken token = client.CreateToken("fault:refresh:delay=4000", credentials))
        {
            LFCallOptions options = new LFCallOptions { TotalTimeout = TimeSpan.FromMilliseconds(Soon) };
            Check.EndsWithin(AtOnce, () =>
                Check.Equal(LFStatus.TimedOut, Check.Throws<LFException>(() => token.Refresh(null, options))?.Status));
            token.Invalidate();
        }
    }

    /// <summary>A login that was sent is not simply cancelled: its late answer is waited for and logged out.</summary>
    private static void Login(LFClient client, LFCredentials credentials)
    {
        int thread = Thread.CurrentThread.ManagedThreadId;
        bool elsewhere = false;
        client.Log += (sender, line) => elsewhere |= Thread.CurrentThread.ManagedThreadId != thread;
        using (CancellationTokenSource source = new CancellationTokenSource(Soon))
        {
            Check.EndsWithin(AtOnce, () =>
            {
                LFException exception = Check.Throws<LFException>(() => client.CreateToken(
                    "fault:create:delay=2500", credentials, cancellationToken: source.Token));
                Check.Equal(LFStatus.OutcomeUnknown, exception?.Status);
                Check.Equal(LFStatus.Cancelled, exception?.Cause);
                Check.Equal(false, exception?.IsRetryable);
            });
        }
        Check.Equal(1, client.Settle(new LFCallOptions { TotalTimeout = TimeSpan.FromMilliseconds(50) }));
        using (CancellationTokenSource source = new CancellationTokenSource(50))
        {
            Check.Throws<OperationCanceledException>(() => client.Settle(null, source.Token));
        }
        Check.Equal(0, client.SettleAsync().GetAwaiter().GetResult());
        Check.Throws<LFException>(() => client.CreateToken("fault:create:refuse", credentials));
        Check.Equal(1, client.Settle());
        Check.Equal(0, client.Settle());
        Check.That(elsewhere, "no log line came from a thread of the library");
    }
}
