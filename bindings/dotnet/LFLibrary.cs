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

        /// <summary>
        /// Whatever makes a first object calls this before anything else: what the functions of another interface take
        /// is not known here.
        /// </summary>
        internal static void Require()
        {
            uint number;
            try
            {
                number = Native.lf_library_abi_version();
            }
            catch (EntryPointNotFoundException cause)
            {
                throw new DllNotFoundException(
                    "The native library that was found under the name lftoken is not lftoken: its functions are not there.",
                    cause);
            }
            catch (DllNotFoundException cause)
            {
                throw new DllNotFoundException(
                    "The native library lftoken was not found or cannot be loaded. Put lftoken.dll (Windows) or"
                    + " liblftoken.so.1 and its link liblftoken.so (Linux) beside the program, for the " + 8 * IntPtr.Size
                    + " bits of this process. " + cause.Message,
                    cause);
            }
            catch (BadImageFormatException cause)
            {
                throw new BadImageFormatException(
                    "The native library lftoken is damaged, or is not for the " + 8 * IntPtr.Size
                    + " bits of this process. " + cause.Message,
                    cause);
            }
            if (number != Native.AbiVersion)
            {
                throw new NotSupportedException(
                    "The native library lftoken has the interface number " + number + ", but this assembly needs "
                    + Native.AbiVersion + ". Take both from the same package.");
            }
        }
    }
}
