// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Text;
using System.Threading;

namespace LFToken
{
    /// <summary>Reads the token of a session into a buffer that is wiped.</summary>
    internal sealed class SessionReader
    {
        private readonly SessionHandle handle;
        private readonly SessionSignal signal;

        /// <summary>How large the last text was, or is likely to be.</summary>
        private int room = 1024;

        internal SessionReader(SessionHandle handle, SessionSignal signal)
        {
            this.handle = handle;
            this.signal = signal;
        }

        internal static string AsString(byte[] bytes, int length) => Encoding.UTF8.GetString(bytes, 0, length);

        /// <summary>The token, or the whole header; waits for it.</summary>
        internal T Read<T>(
            bool isHeader, Func<byte[], int, T> convert, LFCallOptions options, CancellationToken cancellationToken)
        {
            using (CallScope call = new CallScope(options, cancellationToken))
            {
                while (true)
                {
                    using (SecretBytes buffer = new SecretBytes(Volatile.Read(ref room)))
                    {
                        ErrorHandle error;
                        LFStatus status = isHeader
                            ? Native.lf_session_authorization(
                                handle, call.Handle, buffer.Bytes, Size(buffer), out UIntPtr needed, out error)
                            : Native.lf_session_token(
                                handle, call.Handle, buffer.Bytes, Size(buffer), out needed, out error);
                        if (Fits(status, needed, error))
                        {
                            Check(status, error, call);
                            return convert(buffer.Bytes, (int)needed - 1);
                        }
                    }
                }
            }
        }

        /// <summary>Whether there is a token; else a login is on its way.</summary>
        internal bool TryRead(out string token)
        {
            while (true)
            {
                using (SecretBytes buffer = new SecretBytes(Volatile.Read(ref room)))
                {
                    LFStatus status = Native.lf_session_try_token(
                        handle, buffer.Bytes, Size(buffer), out UIntPtr needed, out ErrorHandle error);
                    if (Fits(status, needed, error))
                    {
                        bool isThere = status != LFStatus.Pending;
                        Check(isThere ? status : LFStatus.Ok, error, null);
                        token = isThere ? AsString(buffer.Bytes, (int)needed - 1) : null;
                        return isThere;
                    }
                }
            }
        }

        private static UIntPtr Size(SecretBytes buffer) => new UIntPtr((uint)buffer.Bytes.Length);

        /// <summary>Else the next buffer is large enough.</summary>
        private bool Fits(LFStatus status, UIntPtr needed, ErrorHandle error)
        {
            if (status != LFStatus.BufferTooSmall)
            {
                return true;
            }
            error.Dispose();
            Volatile.Write(ref room, (int)needed);
            return false;
        }

        /// <summary>Throws if a read failed, with what the program's own function threw, and frees the error.</summary>
        private void Check(LFStatus status, ErrorHandle error, CallScope call)
        {
            try
            {
                if (call == null)
                {
                    LFException.ThrowIfFailedWith(error, status);
                }
                else
                {
                    call.ThrowIfFailed(status, error);
                }
            }
            catch (LFException failure) when (status == LFStatus.InvalidArgument && signal.Refusal != null)
            {
                throw failure.Copy(signal.Refusal);
            }
        }
    }
}
