// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Threading;
using System.Threading.Tasks;

namespace LFToken
{
    /// <summary>Settings of a single call. What is null is left to the client.</summary>
    public sealed partial class LFCallOptions
    {
    }

    /// <summary>Call settings and the wire from a CancellationToken to the library, for the time of one call.</summary>
    internal sealed class CallScope : IDisposable
    {
        private readonly CancellationToken cancellationToken;
        private readonly CancelHandle cancel;
        private readonly CancellationTokenRegistration registration;

        internal CallScope(LFCallOptions options, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            this.cancellationToken = cancellationToken;
            if (options == null && !cancellationToken.CanBeCanceled)
            {
                Handle = new CallHandle();
                return;
            }
            LFException.ThrowIfFailed(Native.lf_call_new(out CallHandle call), null);
            Handle = call;
            options?.SetPlain(call);
            if (cancellationToken.CanBeCanceled)
            {
                LFException.ThrowIfFailed(Native.lf_cancel_new(out cancel), null);
                LFException.ThrowIfFailed(Native.lf_call_set_cancel(call, cancel), null);
                registration = cancellationToken.Register(
                    state => Native.lf_cancel_trigger((CancelHandle)state), cancel);
            }
        }

        /// <summary>Empty, which stands for NULL, if there are no settings.</summary>
        internal CallHandle Handle { get; }

        /// <summary>Throws if the call failed, and frees its error.</summary>
        internal void ThrowIfFailed(LFStatus status, ErrorHandle error)
        {
            using (error)
            {
                if (status == LFStatus.Ok)
                {
                    return;
                }
                LFException exception = LFException.From(status, error);
                if (status == LFStatus.Cancelled)
                {
                    throw new OperationCanceledException(exception.Message, exception, cancellationToken);
                }
                throw exception;
            }
        }

        public void Dispose()
        {
            // Waits for a trigger that is under way on another thread.
            registration.Dispose();
            cancel?.Dispose();
            Handle.Dispose();
        }
    }

    /// <summary>Makes tasks of calls that block.</summary>
    internal static class Background
    {
        /// <summary>On a thread of its own: a slow server must not use up the thread pool.</summary>
        internal static Task<T> Run<T>(Func<T> call, CancellationToken cancellationToken) =>
            Task.Factory.StartNew(
                call,
                cancellationToken,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default);

        internal static Task Run(Action call, CancellationToken cancellationToken) =>
            Run(
                () =>
                {
                    call();
                    return true;
                },
                cancellationToken);
    }
}
