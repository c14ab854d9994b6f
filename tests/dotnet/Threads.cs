using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LFToken;

/// <summary>Many threads on one client, with a log handler that collects garbage and throws.</summary>
internal static class Threads
{
    private const int Workers = 8;
    private const int Rounds = 4;

    internal static void Run()
    {
        int lines = 0;
        int wrong = 0;
        HashSet<int> threads = new HashSet<int>();
        using (LFClient client = Setting.Client())
        using (LFCredentials credentials = Setting.Credentials())
        {
            client.Log += (sender, line) =>
            {
                int number = Interlocked.Increment(ref lines);
                if (sender != client || line.Message.Length == 0 || line.Level < LFLogLevel.Error)
                {
                    Interlocked.Increment(ref wrong);
                }
                lock (threads)
                {
                    threads.Add(Thread.CurrentThread.ManagedThreadId);
                }
                if (number % 20 == 0)
                {
                    GC.Collect();
                }
                if (number % 7 == 0)
                {
                    throw new InvalidOperationException("from a log handler");
                }
            };
            Task[] work = Enumerable.Range(0, Workers)
                .Select(worker => Task.Factory.StartNew(
                    () => Work(client, credentials, worker), TaskCreationOptions.LongRunning))
                .ToArray();
            Task.WaitAll(work);
        }
        Check.That(lines >= Workers * Rounds * 3, lines + " log lines");
        Check.Equal(0, wrong);
        Check.That(threads.Count > 1, "all lines came from one thread");
        int before = lines;
        Thread.Sleep(50);
        Check.Equal(before, lines);
    }

    private static void Work(LFClient client, LFCredentials credentials, int worker)
    {
        for (int round = 0; round < Rounds; round++)
        {
            LFCallOptions options = new LFCallOptions { CorrelationId = "worker " + worker };
            using (LFAccessToken token = client.CreateToken("fault:all:delay=5", credentials, options))
            {
                token.Refresh(TimeSpan.FromSeconds(60), options);
                string value = token.Value;
                token.InvalidateAsync(options).GetAwaiter().GetResult();
                Check.Equal(value, token.Value);
            }
        }
    }
}
