using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;

/// <summary>Checks say what failed and go on.</summary>
internal static class Check
{
    private static int failures;

    internal static int Failures => failures;

    internal static void Fail(string what, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Interlocked.Increment(ref failures);
        Console.WriteLine("FAIL " + file + ":" + line + ": " + what);
    }

    internal static void That(
        bool condition, string what, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (!condition)
        {
            Fail(what, file, line);
        }
    }

    internal static void Equal<T>(
        T expected, T got, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (!Equals(expected, got))
        {
            Fail("expected <" + Shown(expected) + ">, got <" + Shown(got) + ">", file, line);
        }
    }

    /// <summary>Expects exactly this kind of exception.</summary>
    internal static TException Throws<TException>(
        Action action, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException exception) when (exception.GetType() == typeof(TException))
        {
            return exception;
        }
        catch (Exception exception)
        {
            Fail("expected " + typeof(TException).Name + ", got " + exception, file, line);
            return null;
        }
        Fail("expected " + typeof(TException).Name + ", got nothing", file, line);
        return null;
    }

    /// <summary>Expects the action to end within this time.</summary>
    internal static void EndsWithin(
        int milliseconds, Action action, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Stopwatch watch = Stopwatch.StartNew();
        action();
        That(watch.ElapsedMilliseconds <= milliseconds, "took " + watch.ElapsedMilliseconds + " ms", file, line);
    }

    private static string Shown(object value) => value == null ? "null" : value.ToString();
}
