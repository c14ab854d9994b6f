// SPDX-License-Identifier: MIT OR Apache-2.0

using System;

namespace LFToken
{
    /// <summary>Settings of managed sessions. A session keeps them as they were when it was made.</summary>
    public sealed partial class LFSessionOptions
    {
        /// <summary>With the callbacks of the session that has this number.</summary>
        internal SessionOptionsHandle ToHandle(IntPtr id, bool asksForCredentials)
        {
            LFException.ThrowIfFailed(Native.lf_session_options_new(out SessionOptionsHandle options), null);
            try
            {
                SetPlain(options);
                LFException.ThrowIfFailed(
                    Native.lf_session_options_set_event_callback(options, SessionRouter.EventCallback, id), null);
                if (asksForCredentials)
                {
                    LFException.ThrowIfFailed(
                        Native.lf_session_options_set_credentials_callback(
                            options, SessionRouter.CredentialsCallback, id),
                        null);
                }
                return options;
            }
            catch
            {
                options.Dispose();
                throw;
            }
        }
    }
}
