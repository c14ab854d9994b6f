//! Threads of the library, and work whose result any number of calls can wait for.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::{io, thread};

#[cfg(unix)]
use nix::sys::signal::{SigSet, SigmaskHow};

use crate::sys::without_cancellation;

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
            result.update(|result| {
                result.get_or_insert(done);
            });
        })?;
        Ok(task)
    }

    /// Gives those who wait a result that was found otherwise. The work goes on to its end.
    pub fn settle(&self, result: T) {
        self.0.update(|now| {
            now.get_or_insert(Ok(result));
        });
    }

    pub fn wait(&self, deadline: &Deadline) -> Result<Result<T, Panicked>, Interrupt> {
        self.0.wait_for(deadline, |result| result.clone())
    }
}

thread_local! {
    static IS_OWN: Cell<bool> = const { Cell::new(false) };
}

#[cfg(unix)]
thread_local! {
    /// The signals that the host's thread blocks which this one comes from; `None` on threads that block them themselves.
    static MASK_OF_HOST: Cell<Option<SigSet>> = const { Cell::new(None) };
}

/// Whether this thread was started by the library.
pub fn is_own_thread() -> bool {
    IS_OWN.get()
}

/// Starts a thread that gets no signal of the host before it runs code of it, except those that its own code raises: a
/// callback of the host may rely on its handlers for faults.
pub fn spawn(name: &str, stack: usize, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    spawn_boxed(name, stack, Box::new(work))
}

/// There once, whatever the work is.
fn spawn_boxed(name: &str, stack: usize, work: Box<dyn FnOnce() + Send>) -> io::Result<()> {
    let builder = thread::Builder::new().name(format!("lftoken-{name}")).stack_size(stack);
    // A thread has the mask of the one that starts it.
    #[cfg(unix)]
    let unblocked = blocked_signals().thread_swap_mask(SigmaskHow::SIG_SETMASK);
    #[cfg(unix)]
    let mask_of_host = MASK_OF_HOST.get().or(unblocked.ok());
    let started = builder.spawn(move || {
        IS_OWN.set(true);
        #[cfg(unix)]
        MASK_OF_HOST.set(mask_of_host);
        // A callback of the host can have this thread cancelled, which would then happen behind it.
        without_cancellation(work);
    });
    #[cfg(unix)]
    if let Ok(mask) = unblocked {
        let _ = mask.thread_set_mask();
    }
    started.map(drop)
}

/// Before the first code of the host that a thread runs: from now on it gets the signals that the host's threads get, to
/// its end. A runtime such as mono stops by signals whatever thread has run its code, and waits for it when the process
/// ends, too; and threads that this code starts have the mask of this one.
pub fn take_signals_of_host() {
    #[cfg(unix)]
    if let Some(mask) = MASK_OF_HOST.take() {
        let _ = mask.thread_set_mask();
    }
}

/// All but those that the code of a thread raises itself.
#[cfg(unix)]
fn blocked_signals() -> SigSet {
    use nix::sys::signal::Signal;
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
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;
    use crate::base::clock::Stopped;

    fn in_an_hour() -> Deadline {
        Deadline::after(Duration::from_secs(3600), None)
    }

    /// What `work` returns, if it does so before a test would seem to hang.
    fn soon<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(work()));
        told.recv_timeout(Duration::from_secs(10)).expect("it does not end")
    }

    #[test]
    fn the_result_comes_or_the_time_runs_out() {
        assert_eq!(Task::start("quick", || 7).unwrap().wait(&in_an_hour()), Ok(Ok(7)));

        let (end, ended) = mpsc::channel::<()>();
        let slow = Task::start("slow", move || ended.recv().is_err()).unwrap();
        {
            let _clock = Stopped::new();
            assert_eq!(slow.wait(&in_an_hour()), Err(Interrupt::TimedOut));
        }
        drop(end);
        assert_eq!(soon(move || slow.wait(&in_an_hour())), Ok(Ok(true)));
        assert!(!is_own_thread());
        let own = Task::start("own", is_own_thread).unwrap();
        assert_eq!(own.wait(&in_an_hour()), Ok(Ok(true)));
    }

    #[test]
    fn a_panic_ends_the_wait_of_all() {
        let (end, ended) = mpsc::channel::<()>();
        let task = Task::start("panics", move || -> i32 { panic!("on purpose: {:?}", ended.recv()) }).unwrap();
        let waiting = [task.clone(), task].map(|task| thread::spawn(move || soon(move || task.wait(&in_an_hour()))));
        drop(end);
        for thread in waiting {
            assert_eq!(thread.join().unwrap(), Ok(Err(Panicked)));
        }
    }

    /// A crash handler of the host, or of a runtime such as Java's, works on these threads, too.
    #[cfg(unix)]
    #[test]
    fn a_thread_gets_the_faults_of_its_code_and_no_other_signal() {
        use nix::sys::signal::Signal;

        let before = SigSet::thread_get_mask().unwrap();
        let mask = Task::start("masked", || SigSet::thread_get_mask().unwrap()).unwrap();
        let mask = mask.wait(&in_an_hour()).unwrap().unwrap();
        let faults = [
            Signal::SIGSEGV,
            Signal::SIGBUS,
            Signal::SIGFPE,
            Signal::SIGILL,
            Signal::SIGTRAP,
            Signal::SIGSYS,
        ];
        // The system lets nobody block these two.
        let unblockable = [Signal::SIGKILL, Signal::SIGSTOP];
        for signal in Signal::iterator().filter(|signal| !unblockable.contains(signal)) {
            assert_eq!(mask.contains(signal), !faults.contains(&signal), "{signal}");
        }
        assert_eq!(
            SigSet::thread_get_mask().unwrap(),
            before,
            "the thread that starts another keeps its own mask"
        );
    }

    #[cfg(unix)]
    #[test]
    fn code_of_the_host_gets_its_signals_on_any_thread() {
        fn mask() -> SigSet {
            SigSet::thread_get_mask().unwrap()
        }
        fn of_host() -> SigSet {
            take_signals_of_host();
            mask()
        }
        fn of(work: fn() -> SigSet) -> SigSet {
            Task::start("masked", work)
                .unwrap()
                .wait(&in_an_hour())
                .unwrap()
                .unwrap()
        }
        let before = mask();
        assert_eq!((of_host(), of(of_host), of(|| of(of_host))), (before, before, before));
        let blocked = of(mask);
        assert_ne!(blocked, before);
        let afterwards = || {
            of_host();
            of(mask)
        };
        assert_eq!(of(afterwards), blocked);
    }
}
