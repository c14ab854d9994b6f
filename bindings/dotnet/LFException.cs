// SPDX-License-Identifier: MIT OR Apache-2.0

// Serialization is obsolete since .NET 8; AppDomains of .NET Framework need it.
#pragma warning disable SYSLIB0051

using System;
using System.Runtime.Serialization;

namespace LFToken
{
    /// <summary>
    /// A call failed. Branch on <see cref="Action"/>, or on <see cref="Status"/> where more detail matters; show
    /// <see cref="Exception.Message"/>, which names the call, the host and the next step and never holds a secret.
    /// Texts that are not there are null.
    /// </summary>
    [Serializable]
    public sealed class LFException : Exception
    {
        private readonly Details details;

        /// <summary>Of a failure about which the library tells nothing but its status.</summary>
        internal LFException(LFStatus status, string what)
            : this((what == null ? "" : what + ": ") + LFLibrary.StatusMessage(status), new Details(status))
        {
        }

        private LFException(string message, Details details, Exception inner = null)
            : base(message, inner)
        {
            this.details = details;
        }

        private LFException(SerializationInfo info, StreamingContext context)
            : base(info, context)
        {
            details = (Details)info.GetValue("LFToken", typeof(Details));
        }

        /// <summary>What the call came to.</summary>
        public LFStatus Status => details.Status;

        /// <summary>
        /// What kind of thing has to be done about the failure. It is decided from the status, the server's own code
        /// and what the server's API can do.
        /// </summary>
        public LFAction Action => details.Action;

        /// <summary>
        /// What lies beneath <see cref="LFStatus.OutcomeUnknown"/>, such as <see cref="LFStatus.TimedOut"/>, or beneath
        /// a call that was interrupted while it waited to try again; the same as <see cref="Status"/> if there is
        /// nothing.
        /// </summary>
        public LFStatus Cause => details.Cause;

        /// <summary>The HTTP status of the answer; for <see cref="LFStatus.ProxyRefused"/> that of the proxy.</summary>
        public int? HttpStatus => details.HttpStatus;

        /// <summary>The Laserfiche error code, such as 9010.</summary>
        public int? ServerCode => details.ServerCode;

        /// <summary>What the server said, in its own words.</summary>
        public string ServerMessage => details.ServerMessage;

        /// <summary>The server's errorClass.</summary>
        public string ServerClass => details.ServerClass;

        /// <summary>The server's errorSource.</summary>
        public string ServerSource => details.ServerSource;

        /// <summary>The server's operationId, or else its request id; give it to the administrator.</summary>
        public string OperationId => details.OperationId;

        /// <summary>The X-RequestId header of the answer.</summary>
        public string RequestId => details.RequestId;

        /// <summary>The type of a problem document (RFC 9457), or the error of RFC 6749.</summary>
        public string ProblemType => details.ProblemType;

        /// <summary>The title of a problem document, or the error_description of RFC 6749.</summary>
        public string ProblemTitle => details.ProblemTitle;

        /// <summary>The detail of a problem document.</summary>
        public string ProblemDetail => details.ProblemDetail;

        /// <summary>The instance of a problem document.</summary>
        public string ProblemInstance => details.ProblemInstance;

        /// <summary>How long the server asks to wait; null if it did not say.</summary>
        public TimeSpan? RetryAfter => details.RetryAfter;

        /// <summary>
        /// How long to wait, counted from the failure, before the same call is made again; null where waiting changes
        /// nothing. With <see cref="LFAction.TryLater"/> it is <see cref="RetryAfter"/> if the server said so.
        /// </summary>
        public TimeSpan? SuggestedWait => details.SuggestedWait;

        /// <summary>The operating system's error number (errno, or GetLastError on Windows).</summary>
        public int? OsCode => details.OsCode;

        /// <summary>
        /// Whether the same call may succeed later without anybody changing anything: whether <see cref="Action"/> is
        /// <see cref="LFAction.TryLater"/>. Never for an unknown outcome of a login: repeating that may take a second
        /// licence.
        /// </summary>
        public bool IsRetryable => details.IsRetryable;

        /// <summary>How the last exchange with the server stood.</summary>
        public LFExchange Exchange => details.Exchange;

        /// <summary>How often the request was tried; 0 if it was refused before that.</summary>
        public int Attempts => details.Attempts;

        /// <summary>Keeps the members when the exception crosses the border of an AppDomain.</summary>
        public override void GetObjectData(SerializationInfo info, StreamingContext context)
        {
            base.GetObjectData(info, context);
            info.AddValue("LFToken", details, typeof(Details));
        }

        /// <summary>
        /// Throws for a failure of a function that gives no error; <paramref name="what"/> is the setting.
        /// </summary>
        internal static void ThrowIfFailed(LFStatus status, string what)
        {
            if (status != LFStatus.Ok)
            {
                throw new LFException(status, what);
            }
        }

        /// <summary>Throws if the function that gave the error failed, and frees the error.</summary>
        internal static void ThrowIfFailedWith(ErrorHandle error, LFStatus status)
        {
            using (error)
            {
                if (status != LFStatus.Ok)
                {
                    throw From(status, error);
                }
            }
        }

        /// <summary>Takes over what the library tells about a failure.</summary>
        internal static LFException From(LFStatus status, ErrorHandle error) =>
            error.IsInvalid
                ? new LFException(status, null)
                : new LFException(Describe(error), new Details(error));

        /// <summary>The same of an error that the library lends.</summary>
        internal static LFException Borrowing(IntPtr lent)
        {
            using (ErrorHandle error = new ErrorHandle(lent))
            {
                return From(Native.lf_error_status(error), error);
            }
        }

        /// <summary>To be thrown once more: an exception holds where it was thrown.</summary>
        internal LFException Copy(Exception inner) => new LFException(Message, details, inner);

        private static string Describe(ErrorHandle error)
        {
            string advice = Advice.Word(Native.lf_error_advice(error));
            string description = Utf8.Get(Native.lf_error_description, error);
            return advice.Length == 0 ? description : description + ". " + advice;
        }

        [Serializable]
        private sealed class Details
        {
            internal readonly LFStatus Status;
            internal readonly LFAction Action;
            internal readonly LFStatus Cause;
            internal readonly int? HttpStatus;
            internal readonly int? ServerCode;
            internal readonly string ServerMessage;
            internal readonly string ServerClass;
            internal readonly string ServerSource;
            internal readonly string OperationId;
            internal readonly string RequestId;
            internal readonly string ProblemType;
            internal readonly string ProblemTitle;
            internal readonly string ProblemDetail;
            internal readonly string ProblemInstance;
            internal readonly TimeSpan? RetryAfter;
            internal readonly TimeSpan? SuggestedWait;
            internal readonly int? OsCode;
            internal readonly bool IsRetryable;
            internal readonly LFExchange Exchange;
            internal readonly int Attempts;

            internal Details(LFStatus status)
            {
                Status = status;
                Action = LFLibrary.StatusAction(status);
                Cause = status;
            }

            internal Details(ErrorHandle error)
            {
                Status = Native.lf_error_status(error);
                Action = Native.lf_error_action(error);
                Cause = Native.lf_error_cause(error);
                HttpStatus = NullIfZero(Native.lf_error_http_status(error));
                ServerCode = NullIfZero(Native.lf_error_server_code(error));
                ServerMessage = Utf8.Get(Native.lf_error_server_message, error);
                ServerClass = Utf8.Get(Native.lf_error_server_class, error);
                ServerSource = Utf8.Get(Native.lf_error_server_source, error);
                OperationId = Utf8.Get(Native.lf_error_operation_id, error);
                RequestId = Utf8.Get(Native.lf_error_request_id, error);
                ProblemType = Utf8.Get(Native.lf_error_problem_type, error);
                ProblemTitle = Utf8.Get(Native.lf_error_problem_title, error);
                ProblemDetail = Utf8.Get(Native.lf_error_problem_detail, error);
                ProblemInstance = Utf8.Get(Native.lf_error_problem_instance, error);
                RetryAfter = Duration.FromMilliseconds(Native.lf_error_retry_after_ms(error));
                SuggestedWait = Duration.FromMilliseconds(Native.lf_error_suggested_wait_ms(error));
                OsCode = NullIfZero(Native.lf_error_os_code(error));
                IsRetryable = Native.lf_error_is_retryable(error) == 1;
                Exchange = Native.lf_error_exchange(error);
                Attempts = (int)Native.lf_error_attempts(error);
            }

            private static int? NullIfZero(int number) => number == 0 ? (int?)null : number;
        }
    }
}
