//! Which process this is: a child that was forked has the objects of its parent, but not its threads, and locks that
//! nobody will ever release.

/// Tells a process from those that it was forked from. Two that are not of one line may have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process(u32);

#[cfg(target_os = "linux")]
mod generation {
    use std::ptr;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// A page that the kernel empties in every child, so that no handler and no system call is needed; `None` where the
    /// kernel is older than 4.14.
    static PAGE: OnceLock<Option<&'static AtomicU32>> = OnceLock::new();
    /// The number of the last process of this line that has asked: a child has its parent's.
    static LAST: AtomicU32 = AtomicU32::new(0);

    #[inline]
    pub fn current() -> u32 {
        let Some(number) = PAGE.get_or_init(page) else {
            return std::process::id();
        };
        match number.load(Ordering::Acquire) {
            0 => begin(number),
            number => number,
        }
    }

    #[cold]
    fn begin(number: &AtomicU32) -> u32 {
        let next = LAST.load(Ordering::Relaxed).wrapping_add(1).max(1);
        match number.compare_exchange(0, next, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => {
                LAST.store(next, Ordering::Relaxed);
                next
            }
            Err(other) => other,
        }
    }

    fn page() -> Option<&'static AtomicU32> {
        const BYTES: usize = 4096;
        // SAFETY: a new private page of nobody else's; it is never unmapped.
        let page = unsafe {
            libc::mmap(
                ptr::null_mut(),
                BYTES,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        if page == libc::MAP_FAILED {
            return None;
        }
        // SAFETY: the page is the one that was mapped.
        if unsafe { libc::madvise(page, BYTES, libc::MADV_WIPEONFORK) } != 0 {
            // SAFETY: as above, and nobody has seen it.
            unsafe { libc::munmap(page, BYTES) };
            return None;
        }
        // SAFETY: it is mapped for good, aligned, and empty, which is a number.
        Some(unsafe { &*page.cast::<AtomicU32>() })
    }
}

#[cfg(not(target_os = "linux"))]
mod generation {
    pub fn current() -> u32 {
        std::process::id()
    }
}

impl Process {
    #[inline]
    pub fn current() -> Process {
        Process(generation::current())
    }
}

/// Whether `holds` in a child that is forked for it.
#[cfg(all(test, target_os = "linux"))]
pub fn in_a_child(holds: impl FnOnce() -> bool) -> bool {
    // SAFETY: the child asks and ends at once; it unwinds into nobody's frames.
    unsafe {
        let child = libc::fork();
        if child == 0 {
            let holds = std::panic::catch_unwind(std::panic::AssertUnwindSafe(holds));
            libc::_exit(i32::from(!matches!(holds, Ok(true))));
        }
        let mut status = 1;
        libc::waitpid(child, &mut status, 0);
        status == 0
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_another_process_and_so_is_its_child() {
        let parent = Process::current();
        assert_eq!(Process::current(), parent);
        assert!(in_a_child(|| {
            let own = Process::current();
            let is_third = || ![own, parent].contains(&Process::current());
            own != parent && own == Process::current() && in_a_child(is_third)
        }));
        assert_eq!(Process::current(), parent);
    }
}
