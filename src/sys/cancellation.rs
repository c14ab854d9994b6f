//! Keeps thread cancellation (`pthread_cancel`) out of Rust code: it ends a thread by unwinding its frames in a way that
//! nothing may stop, and where such an unwinding meets a frame of Rust, the whole process aborts.

/// Runs `body`, which does not unwind, with the cancellation of this thread off. A cancellation that comes meanwhile
/// waits for the next cancellation point after it, in a frame of the host.
pub fn without_cancellation<R>(body: impl FnOnce() -> R) -> R {
    let before = state::disable();
    let result = body();
    state::restore(before);
    result
}

#[cfg(all(unix, not(any(target_os = "android", miri))))]
mod state {
    use std::ffi::c_int;

    unsafe extern "C" {
        // Of POSIX. The crate `libc` does not have it.
        fn pthread_setcancelstate(state: c_int, old: *mut c_int) -> c_int;
    }

    const DISABLE: c_int = if cfg!(target_vendor = "apple") { 0 } else { 1 };

    pub fn disable() -> c_int {
        let mut before = DISABLE;
        // SAFETY: writes the local variable, and fails only for a state that there is not.
        unsafe { pthread_setcancelstate(DISABLE, &mut before) };
        before
    }

    pub fn restore(before: c_int) {
        // Not every system allows NULL in place of the old state.
        let mut old = DISABLE;
        // SAFETY: as above; the state is one that the system gave.
        unsafe { pthread_setcancelstate(before, &mut old) };
    }
}

/// Windows knows no such thing, and Android has left it out.
#[cfg(not(all(unix, not(any(target_os = "android", miri)))))]
mod state {
    pub fn disable() {}
    pub fn restore((): ()) {}
}
