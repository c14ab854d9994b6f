// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Collections.Concurrent;
using System.Threading;

namespace LFToken
{
    /// <summary>One log line.</summary>
    public sealed class LFLogEventArgs : EventArgs
    {
        internal LFLogEventArgs(LFLogLevel level, string message)
        {
            Level = level;
            Message = message;
        }

        /// <summary>How much the line matters.</summary>
        public LFLogLevel Level { get; }

        /// <summary>One line. It never holds a password, token, key or cookie.</summary>
        public string Message { get; }
    }

    /// <summary>
    /// Leads log lines to their client. There is one callback for the whole process, so no delegate can be collected
    /// too early, and clients are looked up by a number that is never used twice, so a client that nobody holds can go.
    /// </summary>
    internal static class LogRouter
    {
        internal static readonly Native.LogCallback Callback = OnLine;

        private static readonly ConcurrentDictionary<IntPtr, WeakReference<LFClient>> Clients =
            new ConcurrentDictionary<IntPtr, WeakReference<LFClient>>();

        private static int lastId;

        internal static IntPtr Add(LFClient client)
        {
            IntPtr id = new IntPtr(Interlocked.Increment(ref lastId));
            Clients[id] = new WeakReference<LFClient>(client);
            return id;
        }

        internal static void Remove(IntPtr id) => Clients.TryRemove(id, out WeakReference<LFClient> _);

        private static void OnLine(IntPtr user, LFLogLevel level, IntPtr message)
        {
            try
            {
                if (Clients.TryGetValue(user, out WeakReference<LFClient> reference)
                    && reference.TryGetTarget(out LFClient client))
                {
                    client.OnLog(level, message);
                }
            }
            catch (Exception exception)
            {
                Callbacks.End(exception);
            }
        }
    }
}
