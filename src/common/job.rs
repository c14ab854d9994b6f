//! Work that the system offers only without a time limit, on a thread of its own.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::{io, thread};

use super::scope::{Interrupt, Scope};

/// Its result can be waited for by any number of calls, each for as long as it has time.
pub struct Job<T> {
    result: Mutex<Option<T>>,
    done: Condvar,
}

impl<T: Clone + Send + 'static> Job<T> {
    /// Begins at once. A caller that goes away leaves the thread behind, which ends with its work.
    pub fn start(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<Arc<Job<T>>> {
        let job = Arc::new(Job {
            result: Mutex::new(None),
            done: Condvar::new(),
        });
        let theirs = job.clone();
        let work = Box::new(move || {
            let result = work();
            *theirs.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            theirs.done.notify_all();
        });
        spawn(name, work)?;
        Ok(job)
    }

    pub fn wait(&self, scope: &Scope) -> Result<T, Interrupt> {
        let mut result = self.result.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(result) = result.as_ref() {
                return Ok(result.clone());
            }
            let slice = scope.next_slice()?;
            result = self
                .done
                .wait_timeout(result, slice)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

/// Starts a thread that no signal of the host is delivered to.
pub fn spawn(name: &str, work: Box<dyn FnOnce() + Send>) -> io::Result<()> {
    let builder = thread::Builder::new().name(format!("{THREAD_PREFIX}{name}"));
    // A thread has the mask of the one that starts it.
    #[cfg(unix)]
    let unblocked = nix::sys::signal::SigSet::all().thread_swap_mask(nix::sys::signal::SigmaskHow::SIG_SETMASK);
    let started = builder.spawn(work);
    #[cfg(unix)]
    if let Ok(mask) = unblocked {
        let _ = mask.thread_set_mask();
    }
    started.map(drop)
}

/// What the names of the library's threads begin with.
pub const THREAD_PREFIX: &str = "lftoken-";

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_result_comes_or_the_time_runs_out() {
        let scope = Scope::new(Duration::from_secs(5), None);
        assert_eq!(Job::start("quick", || 7).unwrap().wait(&scope), Ok(7));

        let (end, ended) = std::sync::mpsc::channel::<()>();
        let slow = Job::start("slow", move || ended.recv().is_err()).unwrap();
        let short = Scope::new(Duration::from_millis(20), None);
        assert_eq!(slow.wait(&short), Err(Interrupt::TimedOut));
        drop(end);
        assert_eq!(slow.wait(&scope), Ok(true));
    }
}
