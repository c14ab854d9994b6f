// Texts of COM (UTF-16) and of lftoken (UTF-8).
//
// SPDX-License-Identifier: MIT OR Apache-2.0
#pragma once

#include <oleauto.h>
#include <windows.h>

/** Bytes from COM's heap, wiped when they go: they may hold a secret. */
class Bytes {
public:
    Bytes() = default;
    Bytes(const Bytes &) = delete;
    Bytes &operator=(const Bytes &) = delete;
    ~Bytes() { clear(); }

    void clear() {
        if (data_) SecureZeroMemory(data_, size_);
        CoTaskMemFree(data_);
        data_ = nullptr;
        size_ = 0;
    }
    bool resize(size_t size) {
        clear();
        data_ = static_cast<char *>(CoTaskMemAlloc(size));
        size_ = data_ ? size : 0;
        return data_;
    }
    /** The text as UTF-8 with a NUL; false if it is no UTF-16, has a NUL in it, or finds no room. */
    bool encode(BSTR text) {
        const int length = static_cast<int>(SysStringLen(text));
        for (int at = 0; at < length; ++at)
            if (!text[at]) return false;
        int size = 0;
        if (length) {
            size = WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, text, length, nullptr, 0, nullptr, nullptr);
            if (!size) return false;
        }
        if (!resize(static_cast<size_t>(size) + 1)) return false;
        if (size) WideCharToMultiByte(CP_UTF8, 0, text, length, data_, size, nullptr, nullptr);
        data_[size] = 0;
        return true;
    }
    void swap(Bytes &other) {
        char *data = data_;
        const size_t size = size_;
        data_ = other.data_, size_ = other.size_;
        other.data_ = data, other.size_ = size;
    }
    char *data() const { return data_; }
    size_t size() const { return size_; }
    bool empty() const { return !data_ || !*data_; }

private:
    char *data_ = nullptr;
    size_t size_ = 0;
};

/** A BSTR that is put together, and freed unless it is given away. */
class Wide {
public:
    Wide() = default;
    Wide(const Wide &) = delete;
    Wide &operator=(const Wide &) = delete;
    ~Wide() { SysFreeString(text_); }

    Wide &add(const wchar_t *text, size_t length) {
        const UINT before = SysStringLen(text_);
        BSTR longer = SysAllocStringLen(nullptr, before + static_cast<UINT>(length));
        if (!longer) return *this;
        if (before) CopyMemory(longer, text_, before * sizeof(wchar_t));
        if (length) CopyMemory(longer + before, text, length * sizeof(wchar_t));
        SysFreeString(text_);
        text_ = longer;
        return *this;
    }
    Wide &add(const wchar_t *text) { return add(text, static_cast<size_t>(lstrlenW(text))); }
    Wide &add_utf8(const char *text, int length) {
        const int size = length ? MultiByteToWideChar(CP_UTF8, 0, text, length, nullptr, 0) : 0;
        BSTR part = SysAllocStringLen(nullptr, static_cast<UINT>(size));
        if (!part) return *this;
        if (size) MultiByteToWideChar(CP_UTF8, 0, text, length, part, size);
        add(part, static_cast<size_t>(size));
        SecureZeroMemory(part, static_cast<size_t>(size) * sizeof(wchar_t));
        SysFreeString(part);
        return *this;
    }
    Wide &add_utf8(const char *text) { return add_utf8(text, lstrlenA(text)); }
    const wchar_t *text() const { return text_ ? text_ : L""; }
    bool empty() const { return !SysStringLen(text_); }
    BSTR give() {
        BSTR text = text_ ? text_ : SysAllocString(L"");
        text_ = nullptr;
        return text;
    }

private:
    BSTR text_ = nullptr;
};
