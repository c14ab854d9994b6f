using System;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using LFToken;

/// <summary>Disposing, and what is left to the finalizer.</summary>
internal static class Handles
{
    private const int Count = 20;

    internal static void Run()
    {
        Disposed();
        DisposedDuringACall();
        Finalized();
        ForgottenClients();
    }

    private static void Disposed()
    {
        LFClient client = Setting.Client();
        LFCredentials credentials = Setting.Credentials();
        LFAccessToken token = client.CreateToken("Archive", credentials);
        token.Invalidate();
        token.Dispose();
        token.Dispose();
        Check.Throws<ObjectDisposedException>(() => token.Value.ToString());
        Check.Throws<ObjectDisposedException>(() => token.State.ToString());
        Check.Throws<ObjectDisposedException>(() => token.Refresh());
        Check.Throws<ObjectDisposedException>(() => token.Invalidate());
        Check.Throws<ObjectDisposedException>(() => token.InvalidateAsync().GetAwaiter().GetResult());
        credentials.Dispose();
        credentials.Dispose();
        Check.Throws<ObjectDisposedException>(() => credentials.Username = "somebody");
        Check.Throws<ObjectDisposedException>(() => client.CreateToken("Archive", credentials));

        using (LFCredentials others = Setting.Credentials())
        {
            LFAccessToken survivor = client.CreateToken("Archive", others);
            client.Dispose();
            client.Dispose();
            Check.Throws<ObjectDisposedException>(() => client.CreateToken("Archive", others));
            Check.Throws<ObjectDisposedException>(() => client.Settle());
            survivor.Refresh();
            survivor.Invalidate();
            survivor.Dispose();
        }
    }

    /// <summary>Dispose returns at once, and the calls that run come to their end.</summary>
    private static void DisposedDuringACall()
    {
        LFClient client = Setting.Client();
        LFCredentials credentials = Setting.Credentials();
        const string slow = "fault:refresh:delay=3000";
        LFAccessToken token = client.CreateToken(slow, credentials);
        string value = token.Value;
        Task refresh = token.RefreshAsync();
        Task<LFAccessToken> create = client.CreateTokenAsync("fault:create:delay=3000", credentials);
        Thread.Sleep(500);
        Check.EndsWithin(1500, () =>
        {
            token.Dispose();
            credentials.Dispose();
            client.Dispose();
        });
        Check.That(!refresh.IsCompleted && !create.IsCompleted, "the calls were not running any more");
        refresh.GetAwaiter().GetResult();
        using (LFAccessToken created = create.GetAwaiter().GetResult())
        {
            created.Invalidate();
        }
        using (LFClient other = Setting.Client())
        using (LFAccessToken adopted = other.AdoptToken(slow, value))
        {
            adopted.Invalidate();
        }
    }

    /// <summary>Nobody disposes these; their handles are freed all the same.</summary>
    private static void Finalized()
    {
        using (LFClient client = Setting.Client())
        {
            IntPtr[] handles = new IntPtr[Count];
            // On a thread of its own, whose stack is gone before the collection.
            Thread thread = new Thread(() =>
            {
                for (int i = 0; i < Count; i++)
                {
                    handles[i] = HandleOf(client.AdoptToken("Archive", "of nobody"));
                }
            });
            thread.Start();
            thread.Join();
            Collect(() => CountOpen(handles) == 0);
            Check.Equal(0, CountOpen(handles));
        }
    }

    /// <summary>A log handler does not keep a client that the program has forgotten.</summary>
    private static void ForgottenClients()
    {
        WeakReference[] clients = new WeakReference[Count];
        Thread thread = new Thread(() =>
        {
            for (int i = 0; i < Count; i++)
            {
                clients[i] = Forget();
            }
        });
        thread.Start();
        thread.Join();
        Collect(() => !clients.Any(client => client.IsAlive));
        // Mono looks for references on stacks and may take a stray number for one.
        Check.That(clients.Count(client => client.IsAlive) <= 1, clients.Count(client => client.IsAlive) + " are held");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forget()
    {
        LFClient client = Setting.Client();
        client.Log += (sender, line) => GC.KeepAlive(client);
        return new WeakReference(client);
    }

    private static void Collect(Func<bool> done)
    {
        for (int i = 0; i < 50 && !done(); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(10);
        }
    }

    private static int CountOpen(IntPtr[] handles)
    {
        int open = 0;
        foreach (IntPtr handle in handles)
        {
            open += lf_token_state(handle, out int _) == (int)LFStatus.Ok ? 1 : 0;
        }
        return open;
    }

    [DllImport("lftoken", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    private static extern int lf_token_state(IntPtr token, out int state);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IntPtr HandleOf(LFAccessToken token)
    {
        FieldInfo field = typeof(LFAccessToken).GetField("handle", BindingFlags.Instance | BindingFlags.NonPublic);
        SafeHandle handle = (SafeHandle)field.GetValue(token);
        Check.Equal((int)LFStatus.Ok, lf_token_state(handle.DangerousGetHandle(), out int _));
        return handle.DangerousGetHandle();
    }
}
