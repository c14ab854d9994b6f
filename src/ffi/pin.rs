//! Keeps the library loaded once threads of its own may run: a host that unloads it would pull the code away from
//! under them. On Linux the linker's `nodelete` flag does the same.

/// From now on unloading does nothing.
#[cfg(windows)]
pub fn keep_loaded() {
    use std::ffi::c_void;
    use std::ptr;

    const PIN: u32 = 1;
    const FROM_ADDRESS: u32 = 4;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetModuleHandleExW(flags: u32, address: *const c_void, module: *mut *mut c_void) -> i32;
    }

    let inside: fn() = keep_loaded;
    let mut module = ptr::null_mut();
    // SAFETY: the address lies in this library, which is loaded, and `module` can be written. It can fail only for
    // an address that lies in no module.
    unsafe { GetModuleHandleExW(PIN | FROM_ADDRESS, inside as *const c_void, &mut module) };
}

#[cfg(not(windows))]
pub fn keep_loaded() {}
