// SPDX-License-Identifier: MIT OR Apache-2.0

using System;

namespace LFToken
{
    /// <summary>The native library that this assembly calls.</summary>
    public static class LFLibrary
    {
        /// <summary>The version of the native library, such as "0.1.0".</summary>
        public static string Version => Utf8.FromNative(Native.lf_library_version());

        /// <summary>The number of its interface; this assembly is made for 1.</summary>
        public static int AbiVersion => (int)Native.lf_library_abi_version();

        /// <summary>What a status means, in one English sentence.</summary>
        public static string StatusMessage(LFStatus status) => Utf8.FromNative(Native.lf_status_message(status));

        /// <summary>
        /// What kind of thing has to be done about a status where there is no exception to ask: the cautious answer of
        /// those that <see cref="LFException.Action"/> gives.
        /// </summary>
        public static LFAction StatusAction(LFStatus status) => Native.lf_status_action(status);

        internal static void RequireAbi()
        {
            if (Native.lf_library_abi_version() != Native.AbiVersion)
            {
                throw new NotSupportedException(
                    "The native library lftoken has the interface number " + AbiVersion
                    + ", but this assembly needs " + Native.AbiVersion + ".");
            }
        }
    }
}
