// SPDX-License-Identifier: MIT OR Apache-2.0

using System;
using System.Runtime.InteropServices;
using System.Text;

namespace LFToken
{
    /// <summary>Texts between .NET and the library: UTF-8 with a NUL at the end.</summary>
    internal static class Utf8
    {
        /// <summary>Refuses lone surrogates instead of sending question marks.</summary>
        private static readonly Encoding Strict = new UTF8Encoding(false, true);

        /// <summary>Bytes to pass to the library; null stays null.</summary>
        internal static byte[] Bytes(string text, string name)
        {
            if (text == null)
            {
                return null;
            }
            RefuseNul(text.IndexOf('\0'), name);
            byte[] bytes = new byte[Strict.GetByteCount(text) + 1];
            Strict.GetBytes(text, 0, text.Length, bytes, 0);
            return bytes;
        }

        /// <summary>As <see cref="Bytes"/>, wiped by Dispose.</summary>
        internal static SecretBytes Secret(string text, string name)
        {
            if (text == null)
            {
                return new SecretBytes();
            }
            RefuseNul(text.IndexOf('\0'), name);
            SecretBytes secret = new SecretBytes(Strict.GetByteCount(text) + 1);
            Strict.GetBytes(text, 0, text.Length, secret.Bytes, 0);
            return secret;
        }

        internal static SecretBytes Secret(char[] text, string name)
        {
            if (text == null)
            {
                return new SecretBytes();
            }
            RefuseNul(Array.IndexOf(text, '\0'), name);
            SecretBytes secret = new SecretBytes(Strict.GetByteCount(text) + 1);
            Strict.GetBytes(text, 0, text.Length, secret.Bytes, 0);
            return secret;
        }

        /// <summary>Of a text that is UTF-8 already, without a NUL.</summary>
        internal static SecretBytes Secret(byte[] utf8, string name)
        {
            if (utf8 == null)
            {
                return new SecretBytes();
            }
            RefuseNul(Array.IndexOf(utf8, (byte)0), name);
            SecretBytes secret = new SecretBytes(utf8.Length + 1);
            Array.Copy(utf8, secret.Bytes, utf8.Length);
            return secret;
        }

        /// <summary>A text that the library holds.</summary>
        internal static string FromNative(IntPtr text)
        {
            int length = 0;
            while (Marshal.ReadByte(text, length) != 0)
            {
                length++;
            }
            byte[] bytes = new byte[length];
            Marshal.Copy(text, bytes, 0, length);
            return Encoding.UTF8.GetString(bytes);
        }

        /// <summary>A text that a function of the library writes; null if it is empty.</summary>
        internal static string Get<THandle>(Native.TextGetter<THandle> getter, THandle handle) =>
            Get(getter, handle, (bytes, length) => length == 0 ? null : Encoding.UTF8.GetString(bytes, 0, length));

        internal static char[] GetChars<THandle>(Native.TextGetter<THandle> getter, THandle handle) =>
            Get(getter, handle, (bytes, length) => Encoding.UTF8.GetChars(bytes, 0, length));

        internal static byte[] GetBytes<THandle>(Native.TextGetter<THandle> getter, THandle handle) =>
            Get(getter, handle, (bytes, length) =>
            {
                byte[] copy = new byte[length];
                Array.Copy(bytes, copy, length);
                return copy;
            });

        /// <summary>The bytes are wiped after <paramref name="convert"/>: any of these texts may be a secret.</summary>
        private static T Get<THandle, T>(
            Native.TextGetter<THandle> getter, THandle handle, Func<byte[], int, T> convert)
        {
            LFStatus status = getter(handle, null, UIntPtr.Zero, out UIntPtr needed);
            // The text may grow between two calls.
            while (status == LFStatus.BufferTooSmall)
            {
                using (SecretBytes text = new SecretBytes((int)needed))
                {
                    status = getter(handle, text.Bytes, needed, out needed);
                    if (status == LFStatus.Ok)
                    {
                        return convert(text.Bytes, (int)needed - 1);
                    }
                }
            }
            throw new LFException(status, null);
        }

        /// <summary>The library would take the text to end there.</summary>
        private static void RefuseNul(int position, string name)
        {
            if (position >= 0)
            {
                throw new ArgumentException("The text holds a NUL character.", name);
            }
        }
    }

    /// <summary>Bytes that the garbage collector does not copy and that are wiped in the end.</summary>
    internal sealed class SecretBytes : IDisposable
    {
        /// <summary>Null stands for the absent text.</summary>
        internal readonly byte[] Bytes;

        private GCHandle pin;

        internal SecretBytes()
        {
        }

        internal SecretBytes(int size)
        {
            Bytes = new byte[size];
            pin = GCHandle.Alloc(Bytes, GCHandleType.Pinned);
        }

        public void Dispose()
        {
            if (pin.IsAllocated)
            {
                Array.Clear(Bytes, 0, Bytes.Length);
                pin.Free();
            }
        }
    }
}
