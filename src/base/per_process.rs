//! What a process has once, and a child that was forked from it anew: the parent's may be locked by a thread that the
//! child does not have.

use std::sync::OnceLock;

use crate::sys::Process;

/// The parent's stays in the child's memory, untouched.
pub struct PerProcess<T> {
    own: OnceLock<(Process, T)>,
    /// Of the child, in its copy of the memory.
    next: OnceLock<Box<PerProcess<T>>>,
}

impl<T> PerProcess<T> {
    pub const fn new() -> PerProcess<T> {
        PerProcess {
            own: OnceLock::new(),
            next: OnceLock::new(),
        }
    }

    /// This process's, which is made when it is first asked for.
    pub fn get(&self, make: impl Fn() -> T) -> &T {
        let current = Process::current();
        let mut at = self;
        loop {
            let (process, value) = at.own.get_or_init(|| (current, make()));
            if *process == current {
                return value;
            }
            at = at.next.get_or_init(|| Box::new(PerProcess::new()));
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::sys::in_a_child;

    #[test]
    fn a_child_has_another_one_even_if_that_of_its_parent_is_locked() {
        static VALUE: PerProcess<Mutex<u32>> = PerProcess::new();
        let get = || VALUE.get(|| Mutex::new(1));
        *get().lock().unwrap() = 2;
        let locked = get().lock().unwrap();
        assert!(in_a_child(|| {
            let is_new = get().try_lock().is_ok_and(|own| *own == 1);
            *get().lock().unwrap() = 3;
            is_new && in_a_child(|| get().try_lock().is_ok_and(|own| *own == 1))
        }));
        drop(locked);
        assert_eq!(*get().lock().unwrap(), 2);
    }
}
