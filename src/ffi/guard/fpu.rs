//! Keeps the host's floating-point traps out of the library.
//!
//! Delphi and Free Pascal programs run with floating-point exceptions unmasked, and then ordinary Rust code
//! traps. Every export masks them on entry and restores the host's state on return; a callback on the
//! host's own thread runs with the host's state.
//!
//! To load a state costs several times as much as to read it, so one is loaded only where it differs. A host that masks
//! everything and rounds to nearest, which is what C programs do, has nothing loaded at all, except when the library
//! raised a flag that the host had clear: the flags of SSE count as part of its state. Of the x87 only the control word
//! does, because the library does not compute there.

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
mod state {
    use std::arch::asm;

    /// The x87 control word and the SSE control and status register.
    #[derive(Clone, Copy)]
    pub struct State {
        x87: u16,
        sse: u32,
    }

    /// The masks of all exceptions, and the bits of rounding. Those of precision are left alone.
    const X87_MASKS: u16 = 0x003f;
    const X87_ROUNDING: u16 = 0x0c00;
    /// All exceptions masked, rounding to nearest, denormal numbers as they are.
    const SSE_PLAIN: u32 = 0x1f80;
    const SSE_FLAGS: u32 = 0x003f;

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

        /// Leaves this state, which is the current one, for one in which Rust code can run.
        pub fn mask(self) {
            if self.x87 & (X87_MASKS | X87_ROUNDING) != X87_MASKS {
                load_x87((self.x87 | X87_MASKS) & !X87_ROUNDING);
            }
            if self.sse & !SSE_FLAGS != SSE_PLAIN {
                load_sse(SSE_PLAIN);
            }
        }

        /// Makes this the current state.
        pub fn restore(self) {
            let current = State::current();
            if current.x87 != self.x87 {
                load_x87(self.x87);
            }
            if current.sse != self.sse {
                load_sse(self.sse);
            }
        }
    }

    /// Clears flags first: one that was raised while masked would trap once unmasked.
    #[cold]
    fn load_x87(word: u16) {
        // SAFETY: a control word that was read from the processor, with known bits changed; compiled code assumes only
        // that exceptions are masked or belong to the host's own code.
        unsafe { asm!("fnclex", "fldcw word ptr [{}]", in(reg) &word, options(nostack, preserves_flags)) };
    }

    /// Flags in it never trap; only the operation that raises one does.
    #[cold]
    fn load_sse(word: u32) {
        // SAFETY: as for `load_x87`.
        unsafe { asm!("ldmxcsr dword ptr [{}]", in(reg) &word, options(nostack, preserves_flags)) };
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
        pub fn mask(self) {}
        pub fn restore(self) {}
    }
}

use std::cell::Cell;

use state::State;

thread_local! {
    /// The host's state while this thread is inside the library.
    static HOST: Cell<Option<State>> = const { Cell::new(None) };
}

/// Runs `body`, which does not unwind, with the host's traps off.
pub fn guarded<R>(body: impl FnOnce() -> R) -> R {
    let host = State::current();
    let outer = HOST.replace(Some(host));
    host.mask();
    let result = body();
    HOST.set(outer);
    host.restore();
    result
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
    host.restore();
    let result = callback();
    // Whatever the callback made of it.
    State::current().mask();
    result
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use std::arch::asm;
    use std::hint::black_box;

    use super::*;

    /// As Delphi: invalid, zero-divide and overflow unmasked.
    const DELPHI: (u16, u32) = (0x1372 & !0x000d, 0x1f80 & !0x0680);
    const PLAIN: (u16, u32) = (0x037f, 0x1f80);
    const INEXACT: u32 = 0x20;

    fn words() -> (u16, u32) {
        let (mut x87, mut sse) = (0u16, 0u32);
        // SAFETY: stores to the local variables only.
        unsafe {
            asm!("fnstcw word ptr [{}]", "stmxcsr dword ptr [{}]", in(reg) &mut x87, in(reg) &mut sse, options(nostack));
        };
        (x87, sse)
    }

    fn load((x87, sse): (u16, u32)) {
        // SAFETY: valid control words; the test restores them.
        unsafe {
            asm!("fnclex", "fldcw word ptr [{}]", "ldmxcsr dword ptr [{}]", in(reg) &x87, in(reg) &sse, options(nostack));
        };
    }

    /// What a host with these words finds inside the library and after it, if `inside` is done there.
    fn as_seen_by(host: (u16, u32), inside: impl FnOnce()) -> ((u16, u32), (u16, u32)) {
        let before = words();
        load(host);
        let found = guarded(|| {
            let found = words();
            inside();
            found
        });
        let after = words();
        load(before);
        (found, after)
    }

    fn raise_everything() {
        assert!((black_box(0.0f64) / black_box(0.0)).is_nan());
        assert!((black_box(1.0f64) / black_box(0.0)).is_infinite());
        assert!(black_box(1.0f64) / black_box(3.0) > 0.0);
        // SAFETY: leaves the stack of the x87 as it was.
        unsafe { asm!("fld1", "fldz", "fdivp st(1), st", "fstp st(0)", options(nostack)) };
    }

    /// An x87 exception that is due comes with the next instruction that waits.
    fn let_traps_come() {
        // SAFETY: has no operands.
        unsafe { asm!("fwait", options(nostack)) };
    }

    #[test]
    fn a_host_that_traps_gets_its_state_back_and_no_trap() {
        let (found, after) = as_seen_by(DELPHI, || {
            raise_everything();
            as_host(|| {
                assert_eq!(words(), DELPHI);
                let_traps_come();
            });
            raise_everything();
        });
        // Its precision is left alone.
        assert_eq!(found, (DELPHI.0 | 0x3f, 0x1f80));
        assert_eq!(after, DELPHI);
    }

    #[test]
    fn each_register_counts_by_itself() {
        for host in [(DELPHI.0, PLAIN.1), (PLAIN.0, DELPHI.1)] {
            let (found, after) = as_seen_by(host, raise_everything);
            assert_eq!(found, (host.0 | 0x3f, PLAIN.1));
            assert_eq!(after, host);
        }
    }

    #[test]
    fn rounding_and_flushing_of_the_host_do_not_reach_the_library() {
        for sse in [0x2000, 0x8000, 0x0040] {
            let host = (PLAIN.0 | 0x0400, PLAIN.1 | sse);
            assert_eq!(as_seen_by(host, || ()), (PLAIN, host));
        }
    }

    #[test]
    fn a_host_with_plain_words_keeps_them_and_its_flags() {
        let host = (PLAIN.0, PLAIN.1 | INEXACT);
        // Had they been loaded, the flag would be gone.
        assert_eq!(as_seen_by(host, || ()), (host, host));
        assert_eq!(as_seen_by(PLAIN, raise_everything), (PLAIN, PLAIN));
    }

    #[test]
    fn a_callback_that_changes_the_words_changes_them_for_itself_only() {
        let (_, after) = as_seen_by(PLAIN, || {
            as_host(|| load(DELPHI));
            assert_eq!(words(), (DELPHI.0 | 0x3f, 0x1f80));
            raise_everything();
        });
        assert_eq!(after, PLAIN);
    }
}
