// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Threading;
using System.Threading.Tasks;

namespace LFToken
{
    /// <summary>Settings of a single call.</summary>
    public sealed class LFCallOptions
    {
        /// <summary>How long the call may take in all; null: <see cref="LFClientOptions.TotalTimeout"/>.</summary>
        public TimeSpan? TotalTimeout { get; set; }

        /// <summary>An id that the log lines of the call begin with. It is not sent.</summary>
        public string CorrelationId { get; set; }
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
            if (options?.TotalTimeout != null)
            {
                uint timeout = Duration.ToMilliseconds(options.TotalTimeout.Value, nameof(options.TotalTimeout));
                LFException.ThrowIfFailed(Native.lf_call_set_total_timeout_ms(call, timeout), nameof(options.TotalTimeout));
            }
            if (options?.CorrelationId != null)
            {
                byte[] id = Utf8.Bytes(options.CorrelationId, nameof(options.CorrelationId));
                LFException.ThrowIfFailed(Native.lf_call_set_correlation_id(call, id), nameof(options.CorrelationId));
            }
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
