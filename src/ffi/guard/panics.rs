//! Keeps panics off the host's stderr: inside the library they become a status.

use std::cell::RefCell;
use std::panic;
use std::sync::Once;

use crate::base::task::is_own_thread;

use super::fpu;

thread_local! {
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Where this thread panicked last: file and line. The message is left out: nobody knows what is in it.
pub fn last_place() -> String {
    LAST.with_borrow(String::clone)
}

/// Sets the hook of the standard library, of which a shared library has its own. Panics elsewhere, as in a program
/// in Rust that uses this crate, go to the hook that was there.
pub fn keep_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if fpu::is_inside() {
                if let Some(location) = info.location() {
                    // Without the folder that the library was built in.
                    let file = location.file().rsplit(['/', '\\']).next().unwrap_or_default();
                    LAST.set(format!("{file}:{}", location.line()));
                }
            } else if !is_own_thread() {
                others(info);
            }
        }));
    });
}
