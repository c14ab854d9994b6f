//! Keeps the host's floating-point traps out of the library.
//!
//! Delphi and Free Pascal programs run with floating-point exceptions unmasked, and then ordinary Rust code
//! traps. Every export masks them on entry and restores the host's state on return; a callback on the
//! host's own thread runs with the host's state.

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod state {
    use std::arch::asm;

    /// The x87 control word and the SSE control and status register.
    #[derive(Clone, Copy)]
    pub struct State {
        x87: u16,
        sse: u32,
    }

    impl State {
        pub fn current() -> State {
            let (mut x87, mut sse) = (0u16, 0u32);
            // SAFETY: both instructions only store to the two local variables.
            unsafe {
                asm!("fnstcw word ptr [{}]", "stmxcsr dword ptr [{}]", in(reg) &mut x87, in(reg) &mut sse,
                    options(nostack, preserves_flags));
            }
            State { x87, sse }
        }

        /// All exceptions masked, rounding to nearest, no flag raised; precision as it is.
        pub fn masked(self) -> State {
            State {
                x87: (self.x87 | 0x003f) & !0x0c00,
                sse: 0x1f80,
            }
        }

        /// Clears flags first: one that was raised while masked must not trap once unmasked.
        pub fn load(self) {
            let (x87, sse) = (self.x87, self.sse);
            // SAFETY: loads control registers from values that were read from them, with known bits changed;
            // compiled code assumes only that exceptions are masked or belong to the host's own code.
            unsafe {
                asm!("fnclex", "fldcw word ptr [{}]", "ldmxcsr dword ptr [{}]", in(reg) &x87, in(reg) &sse,
                    options(nostack, preserves_flags));
            }
        }
    }
}

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
mod state {
    #[derive(Clone, Copy)]
    pub struct State;

    impl State {
        pub fn current() -> State {
            State
        }
        pub fn masked(self) -> State {
            self
        }
        pub fn load(self) {}
    }
}

use std::cell::Cell;

use state::State;

thread_local! {
    /// The host's state while this thread is inside the library.
    static HOST: Cell<Option<State>> = const { Cell::new(None) };
}

/// Masks until dropped.
pub struct Guard {
    host: State,
    outer: Option<State>,
}

impl Guard {
    pub fn new() -> Guard {
        let host = State::current();
        let outer = HOST.replace(Some(host));
        host.masked().load();
        Guard { host, outer }
    }
}

impl Drop for Guard {
    // Every export has it twice: for a return and for a panic.
    #[inline(never)]
    fn drop(&mut self) {
        HOST.set(self.outer);
        self.host.load();
    }
}

/// Whether this thread is inside an export of the library.
pub fn is_inside() -> bool {
    HOST.get().is_some()
}

/// Runs a callback with the host's state, if this is the host's thread.
pub fn as_host<R>(callback: impl FnOnce() -> R) -> R {
    let Some(host) = HOST.get() else {
        return callback();
    };
    host.load();
    let result = callback();
    host.masked().load();
    result
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use std::arch::asm;

    use super::*;

    fn sse() -> u32 {
        let mut sse = 0u32;
        // SAFETY: stores to the local variable only.
        unsafe { asm!("stmxcsr dword ptr [{}]", in(reg) &mut sse, options(nostack)) };
        sse
    }

    fn load_sse(sse: u32) {
        // SAFETY: a valid control word; the test restores it.
        unsafe { asm!("ldmxcsr dword ptr [{}]", in(reg) &sse, options(nostack)) };
    }

    #[test]
    fn masks_inside_and_restores_outside() {
        let before = sse();
        load_sse(0x1f80 & !0x0280); // as Delphi: invalid and zero-divide unmasked
        let unmasked = sse();
        {
            let _guard = Guard::new();
            assert_eq!(sse(), 0x1f80);
            as_host(|| assert_eq!(sse(), unmasked));
            assert_eq!(sse(), 0x1f80);
            let zero = std::hint::black_box(0.0f64);
            assert!((zero / zero).is_nan());
        }
        let after = sse();
        load_sse(before);
        assert_eq!(after, unmasked);
    }
}
