using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading;

/// <summary>
/// Has readers read a token that is there: the arguments are READER THREADS COUNT and what the
/// reader needs, or "versions". Prints what `driver values` prints, and
/// measures as that does: in bursts, the best of which no other program, and no compiler, disturbed.
/// </summary>
internal class StartupHook
{
    private const int Bursts = 100;

    /// <summary>Lets any .NET program be the host: DOTNET_STARTUP_HOOKS names this assembly.</summary>
    public static void Initialize()
    {
        string folder = Path.GetDirectoryName(typeof(StartupHook).Assembly.Location);
        AppDomain.CurrentDomain.AssemblyResolve += (sender, wanted) =>
        {
            string file = Path.Combine(folder, new AssemblyName(wanted.Name).Name + ".dll");
            return File.Exists(file) ? Assembly.LoadFrom(file) : null;
        };
        Run(Environment.GetCommandLineArgs());
        Environment.Exit(0);
    }

    private static void Run(string[] arguments)
    {
        if (arguments[1] == "versions")
        {
            Console.WriteLine(RuntimeInformation.FrameworkDescription + ", MSAL.NET " + Readers.MsalVersion);
            return;
        }
        int threads = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        int count = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        Measure(Readers.Named(arguments[1], arguments.Skip(4).ToArray()), threads, count / Bursts);
    }

    private static void Measure(Func<object> read, int threads, int callsInBurst)
    {
        read();
        var begin = new long[threads, Bursts];
        var end = new long[threads, Bursts];
        int arrived = 0;
        Action<int> work = thread =>
        {
            for (int burst = 0; burst < Bursts; burst++)
            {
                Interlocked.Increment(ref arrived);
                while (Volatile.Read(ref arrived) < threads * (burst + 1))
                {
                    Thread.Yield();
                }
                begin[thread, burst] = Stopwatch.GetTimestamp();
                for (int i = 0; i < callsInBurst; i++)
                {
                    read();
                }
                end[thread, burst] = Stopwatch.GetTimestamp();
            }
        };
        var workers = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            int thread = i;
            workers[i] = new Thread(() => work(thread));
            workers[i].Start();
        }
        foreach (Thread worker in workers)
        {
            worker.Join();
        }
        long best = long.MaxValue;
        for (int burst = 0; burst < Bursts; burst++)
        {
            long first = long.MaxValue, last = 0;
            for (int thread = 0; thread < threads; thread++)
            {
                first = Math.Min(first, begin[thread, burst]);
                last = Math.Max(last, end[thread, burst]);
            }
            best = Math.Min(best, last - first);
        }
        double seconds = (double)best / Stopwatch.Frequency;
        Console.WriteLine(string.Format(
            CultureInfo.InvariantCulture, "{0:F2} {1:F0}", seconds * 1e9 / callsInBurst, threads * callsInBurst / seconds));
    }
}
