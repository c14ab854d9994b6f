// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace LFToken
{
    /// <summary>
    /// Leads the calls of the library to their session. There is one callback of each kind for the whole process, so no
    /// delegate can be collected too early, and sessions are looked up by a number that is never used twice.
    /// </summary>
    internal static class SessionRouter
    {
        internal static readonly Native.EventCallback EventCallback = OnEvent;
        internal static readonly Native.CredentialsCallback CredentialsCallback = OnCredentials;

        private static readonly ConcurrentDictionary<IntPtr, SessionSignal> Signals =
            new ConcurrentDictionary<IntPtr, SessionSignal>();

        private static int lastId;

        internal static IntPtr Add(SessionSignal signal)
        {
            IntPtr id = new IntPtr(Interlocked.Increment(ref lastId));
            Signals[id] = signal;
            return id;
        }

        internal static void Remove(IntPtr id) => Signals.TryRemove(id, out SessionSignal _);

        /// <summary>A client was shut down: those that wait for its sessions look again, and others may.</summary>
        internal static void PulseAll()
        {
            foreach (SessionSignal signal in Signals.Values)
            {
                signal.Pulse(null);
            }
        }

        private static void OnEvent(IntPtr user, LFEvent what, IntPtr error)
        {
            try
            {
                if (Signals.TryGetValue(user, out SessionSignal signal))
                {
                    signal.Tell(what, error == IntPtr.Zero ? null : LFException.Borrowing(error));
                }
            }
            catch (Exception exception)
            {
                Callbacks.End(exception);
            }
        }

        private static LFStatus OnCredentials(IntPtr user, IntPtr credentials) =>
            Signals.TryGetValue(user, out SessionSignal signal) ? signal.FillIn(credentials) : LFStatus.Closed;
    }

    /// <summary>
    /// What the library calls instead of a session. It holds those that wait, and they hold the session; else nothing
    /// here keeps a session from being collected.
    /// </summary>
    internal sealed class SessionSignal
    {
        private readonly WeakReference<LFSession> session;
        private readonly Action<LFCredentials> fillIn;
        private TaskCompletionSource<LFException> next = Fresh();
        private Task told = Task.CompletedTask;

        internal SessionSignal(LFSession session, Action<LFCredentials> fillIn)
        {
            this.session = new WeakReference<LFSession>(session);
            this.fillIn = fillIn;
        }

        /// <summary>Ends when something has happened, with the failure if it was one.</summary>
        internal Task<LFException> Next => Volatile.Read(ref next).Task;

        /// <summary>What the program's own function threw last, if it did.</summary>
        internal Exception Refusal { get; private set; }

        /// <summary>Whoever waits looks again.</summary>
        internal void Pulse(LFException failure) => Interlocked.Exchange(ref next, Fresh()).TrySetResult(failure);

        /// <summary>Handlers hear of it later: the library waits for this to return.</summary>
        internal void Tell(LFEvent what, LFException cause)
        {
            Pulse(cause);
            if (!session.TryGetTarget(out LFSession target) || !target.IsHeard)
            {
                return;
            }
            LFSessionEventArgs news = new LFSessionEventArgs(what, cause);
            lock (session)
            {
                told = told.ContinueWith(
                    before => target.Raise(news),
                    CancellationToken.None,
                    TaskContinuationOptions.None,
                    TaskScheduler.Default);
            }
        }

        internal LFStatus FillIn(IntPtr handle)
        {
            try
            {
                using (LFCredentials credentials = new LFCredentials(new CredentialsHandle(handle)))
                {
                    fillIn(credentials);
                }
                Refusal = null;
                return LFStatus.Ok;
            }
            catch (Exception exception)
            {
                Callbacks.End(exception);
                Refusal = exception;
                return LFStatus.InvalidArgument;
            }
        }

        /// <summary>Whoever waits goes on elsewhere, and not in the callback of the library.</summary>
        private static TaskCompletionSource<LFException> Fresh() =>
            new TaskCompletionSource<LFException>(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
