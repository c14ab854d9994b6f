// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Runtime.InteropServices;

namespace LFToken
{
    /// <summary>
    /// Owns a handle of the library. The runtime keeps it open while a call uses it, also when another thread disposes
    /// it, and frees it when nobody did.
    /// </summary>
    internal abstract class NativeHandle : SafeHandle
    {
        protected NativeHandle()
            : base(IntPtr.Zero, true)
        {
        }

        /// <summary>Of a handle that the library lends, and frees itself.</summary>
        protected NativeHandle(IntPtr lent)
            : base(IntPtr.Zero, false)
        {
            SetHandle(lent);
        }

        /// <summary>A handle that was never filled is passed as NULL.</summary>
        public override bool IsInvalid => handle == IntPtr.Zero;

        protected sealed override bool ReleaseHandle()
        {
            Free();
            return true;
        }

        /// <summary>Must neither throw nor block.</summary>
        protected abstract void Free();
    }

    internal sealed class OptionsHandle : NativeHandle
    {
        protected override void Free() => Native.lf_options_free(handle);
    }

    internal sealed class ClientHandle : NativeHandle
    {
        /// <summary>Under which the log callback finds the client.</summary>
        internal IntPtr LogId;

        /// <summary>No callback runs any more once lf_client_free() has returned.</summary>
        protected override void Free()
        {
            Native.lf_client_free(handle);
            LogRouter.Remove(LogId);
        }
    }

    internal sealed class CredentialsHandle : NativeHandle
    {
        public CredentialsHandle()
        {
        }

        internal CredentialsHandle(IntPtr lent)
            : base(lent)
        {
        }

        protected override void Free() => Native.lf_credentials_free(handle);
    }

    internal sealed class AuthorizationHandle : NativeHandle
    {
        protected override void Free() => Native.lf_authorization_free(handle);
    }

    internal sealed class TokenHandle : NativeHandle
    {
        protected override void Free() => Native.lf_token_free(handle);
    }

    internal sealed class SessionHandle : NativeHandle
    {
        /// <summary>Under which the callbacks find the session.</summary>
        internal IntPtr Id;

        /// <summary>No callback runs any more once lf_session_free() has returned.</summary>
        protected override void Free()
        {
            Native.lf_session_free(handle);
            SessionRouter.Remove(Id);
        }
    }

    internal sealed class SessionOptionsHandle : NativeHandle
    {
        protected override void Free() => Native.lf_session_options_free(handle);
    }

    internal sealed class CallHandle : NativeHandle
    {
        protected override void Free() => Native.lf_call_free(handle);
    }

    internal sealed class CancelHandle : NativeHandle
    {
        protected override void Free() => Native.lf_cancel_free(handle);
    }

    internal sealed class ErrorHandle : NativeHandle
    {
        public ErrorHandle()
        {
        }

        internal ErrorHandle(IntPtr lent)
            : base(lent)
        {
        }

        protected override void Free() => Native.lf_error_free(handle);
    }
}
