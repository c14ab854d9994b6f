//! Threads of the library, and work whose result any number of calls can wait for.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::{io, thread};

use super::deadline::{Deadline, Interrupt};
use super::monitor::Monitor;

/// The stack of a thread that may call the host: its log callback runs there.
pub const CALLBACK_STACK: usize = 1024 * 1024;
/// The stack of a thread that runs code of the system alone.
pub const SYSTEM_STACK: usize = 256 * 1024;

/// Work that the system offers only without a time limit, on a thread of its own.
///
/// Its result can be waited for by any number of calls, each for as long as it has time.
#[derive(Clone)]
pub struct Task<T>(Arc<Monitor<Option<Result<T, Panicked>>>>);

/// The work panicked, which is a defect of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panicked;

impl<T: Clone + Send + 'static> Task<T> {
    /// Begins at once. A caller that goes away leaves the thread behind, which ends with its work.
    pub fn start(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<Task<T>> {
        let task = Task(Monitor::new(None));
        let result = task.0.clone();
        spawn(name, SYSTEM_STACK, move || {
            let done = catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
                // Dropping it could panic again.
                std::mem::forget(payload);
                Panicked
            });
            result.update(|result| *result = Some(done));
        })?;
        Ok(task)
    }

    pub fn wait(&self, deadline: &Deadline) -> Result<Result<T, Panicked>, Interrupt> {
        self.0.wait_for(deadline, |result| result.clone())
    }
}

thread_local! {
    static IS_OWN: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread was started by the library.
pub fn is_own_thread() -> bool {
    IS_OWN.get()
}

/// Starts a thread that no signal of the host is delivered to, but for those that its own code raises: a callback of
/// the host may rely on its handlers for faults.
pub fn spawn(name: &str, stack: usize, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let builder = thread::Builder::new().name(format!("lftoken-{name}")).stack_size(stack);
    // A thread has the mask of the one that starts it.
    #[cfg(unix)]
    let unblocked = blocked_signals().thread_swap_mask(nix::sys::signal::SigmaskHow::SIG_SETMASK);
    let started = builder.spawn(move || {
        IS_OWN.set(true);
        work();
    });
    #[cfg(unix)]
    if let Ok(mask) = unblocked {
        let _ = mask.thread_set_mask();
    }
    started.map(drop)
}

#[cfg(unix)]
fn blocked_signals() -> nix::sys::signal::SigSet {
    use nix::sys::signal::{SigSet, Signal};
    let mut signals = SigSet::all();
    for fault in [
        Signal::SIGSEGV,
        Signal::SIGBUS,
        Signal::SIGFPE,
        Signal::SIGILL,
        Signal::SIGTRAP,
        Signal::SIGSYS,
    ] {
        signals.remove(fault);
    }
    signals
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn the_result_comes_or_the_time_runs_out() {
        let deadline = Deadline::after(Duration::from_secs(5), None);
        assert_eq!(Task::start("quick", || 7).unwrap().wait(&deadline), Ok(Ok(7)));

        let (end, ended) = std::sync::mpsc::channel::<()>();
        let slow = Task::start("slow", move || ended.recv().is_err()).unwrap();
        let short = Deadline::after(Duration::from_millis(20), None);
        assert_eq!(slow.wait(&short), Err(Interrupt::TimedOut));
        drop(end);
        assert_eq!(slow.wait(&deadline), Ok(Ok(true)));
        assert!(!is_own_thread());
        assert_eq!(Task::start("own", is_own_thread).unwrap().wait(&deadline), Ok(Ok(true)));
    }

    #[test]
    fn a_panic_ends_the_wait_at_once_for_all() {
        let begun = Instant::now();
        let deadline = Deadline::after(Duration::from_secs(20), None);
        let task = Task::start("panics", || -> i32 { panic!("on purpose") }).unwrap();
        thread::scope(|s| {
            let other = s.spawn(|| task.wait(&deadline));
            assert_eq!(task.wait(&deadline), Ok(Err(Panicked)));
            assert_eq!(other.join().unwrap(), Ok(Err(Panicked)));
        });
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}
