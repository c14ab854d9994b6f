// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Collections.Generic;

namespace LFToken
{
    /// <summary>Hands values over to setters of the library; a failure names the setting.</summary>
    internal static class Setting
    {
        internal static void Check(string name, LFStatus status) => LFException.ThrowIfFailed(status, name);

        /// <summary>Null leaves the setting as it is without one, where that is possible.</summary>
        internal static void Text<THandle>(
            string name, Func<THandle, byte[], LFStatus> setter, THandle handle, string value)
        {
            LFStatus status = setter(handle, Utf8.Bytes(value, name));
            if (value == null && status == LFStatus.InvalidArgument)
            {
                throw new ArgumentNullException(name);
            }
            Check(name, status);
        }

        internal static void Texts<THandle>(
            string name, Func<THandle, byte[], LFStatus> adder, THandle handle, IEnumerable<string> values)
        {
            foreach (string value in values)
            {
                Text(name, adder, handle, value);
            }
        }

        /// <summary>Wipes the secret.</summary>
        internal static void Secret<THandle>(
            string name, Func<THandle, byte[], LFStatus> setter, THandle handle, SecretBytes secret)
        {
            using (secret)
            {
                Check(name, setter(handle, secret.Bytes));
            }
        }

        /// <summary>Of two settings that are nothing without each other.</summary>
        internal static void Both(string first, string firstName, string second, string secondName)
        {
            if (first == null || second == null)
            {
                throw new ArgumentNullException(first == null ? firstName : secondName);
            }
        }

        internal static uint Count(int number, string name) =>
            number >= 0 ? (uint)number : throw new ArgumentOutOfRangeException(name, number, "The number is negative.");
    }
}
