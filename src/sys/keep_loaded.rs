//! Keeps the library in its process once threads of its own may run: a host that unloads it would pull the code away
//! from under them. On Linux the linker's `nodelete` flag does the same.

/// From now on unloading does nothing.
#[cfg(windows)]
pub fn keep_loaded() {
    use std::ptr;

    use windows_sys::Win32::System::LibraryLoader::{
        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS as FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN as PIN,
        GetModuleHandleExW,
    };

    let inside: fn() = keep_loaded;
    let mut module = ptr::null_mut();
    // SAFETY: the address lies in this library, which is loaded, and `module` can be written. It can fail only for
    // an address that lies in no module.
    unsafe { GetModuleHandleExW(PIN | FROM_ADDRESS, inside as *const u16, &mut module) };
}

#[cfg(not(windows))]
pub fn keep_loaded() {}
