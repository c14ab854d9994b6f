//! Callbacks of the host, and the gates that they go through.
//!
//! A gate can be closed: then no callback begins any more, and `close` returns when none is running on another thread,
//! so that the host may free what its callback uses. It does not wait where that would never end: from inside a
//! callback of the same gate, or for a callback that waits, by way of other gates, for one on this thread.

use std::cell::Cell;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::guard::fpu;
use crate::base::lock::lock;
use crate::base::per_process::PerProcess;
use crate::base::task::take_signals_of_host;
use crate::session::{Error, Status};
use crate::sys::without_cancellation;

/// A function of the host, and the pointer that it wants to get.
#[derive(Clone, Copy)]
pub struct Callback<F> {
    pub function: F,
    pub user: *mut c_void,
}

// SAFETY: the pointer only goes back to the host, which promises that its function can be called on any thread.
unsafe impl<F: Send> Send for Callback<F> {}
// SAFETY: as above.
unsafe impl<F: Sync> Sync for Callback<F> {}

/// A callback that can be shut.
pub struct Gate<F> {
    callback: Callback<F>,
    /// Changes only while the table is locked.
    is_closed: AtomicBool,
}

impl<F: Copy> Gate<F> {
    pub fn new(callback: Callback<F>) -> Gate<F> {
        Gate {
            callback,
            is_closed: AtomicBool::new(false),
        }
    }

    /// Has `call` call the function, which it gets with its pointer, in the host's floating-point state and with its
    /// signals. `None` if the gate is closed. Thread cancellation stays off, on a thread of the library, too, and whatever the callback does.
    pub fn call<R>(&self, call: impl FnOnce(F, *mut c_void) -> R) -> Option<R> {
        let _running = self.enter()?;
        let _inside = Inside::enter();
        take_signals_of_host();
        Some(without_cancellation(|| {
            fpu::as_host(|| call(self.callback.function, self.callback.user))
        }))
    }

    pub fn close(&self) {
        let (gate, thread) = (self.id(), ThreadId::current());
        let mut table = table();
        self.is_closed.store(true, Ordering::Relaxed);
        table.waiting.push((thread, gate));
        while table.must_wait(gate, thread) {
            table = shared().changed.wait(table).unwrap_or_else(PoisonError::into_inner);
        }
        remove(&mut table.waiting, (thread, gate));
    }

    fn enter(&self) -> Option<Running> {
        let mut table = table();
        if self.is_closed.load(Ordering::Relaxed) {
            return None;
        }
        // There is none any more on a thread that is ending.
        let _ = END_OF_THREAD.try_with(|end| end.inside.set(end.inside.get() + 1));
        let running = Running {
            gate: self.id(),
            thread: ThreadId::current(),
        };
        table.running.push((running.gate, running.thread));
        Some(running)
    }

    fn id(&self) -> GateId {
        GateId(ptr::from_ref(self).addr())
    }
}

thread_local!(static DEPTH: Cell<u32> = const { Cell::new(0) });

/// This thread is inside a callback, until this is dropped.
struct Inside(());

impl Inside {
    fn enter() -> Inside {
        DEPTH.set(DEPTH.get() + 1);
        Inside(())
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

/// Whether this thread is inside a callback: a call that waits there may wait for itself.
pub fn is_inside_callback() -> bool {
    DEPTH.get() > 0
}

pub fn check_not_inside() -> Result<(), Error> {
    if is_inside_callback() {
        Err(would_deadlock())
    } else {
        Ok(())
    }
}

pub fn would_deadlock() -> Error {
    let what = "the call would wait, and it was made inside a callback of the library; nothing was sent";
    Error::local(Status::WouldDeadlock, what)
}

/// A callback that runs, until this is dropped.
struct Running {
    gate: GateId,
    thread: ThreadId,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = END_OF_THREAD.try_with(|end| end.inside.set(end.inside.get() - 1));
        let mut table = table();
        remove(&mut table.running, (self.gate, self.thread));
        if !table.waiting.is_empty() {
            shared().changed.notify_all();
        }
    }
}

thread_local!(static END_OF_THREAD: EndOfThread = EndOfThread {
    thread: ThreadId::current(),
    inside: Cell::new(0),
});

/// Takes a thread out of the table that ends inside a callback, and never comes back to do so: .NET ends threads that are
/// in a domain which is unloaded.
struct EndOfThread {
    /// Kept, because at the end of a thread its other values may be gone.
    thread: ThreadId,
    /// How many callbacks it is inside of.
    inside: Cell<u32>,
}

impl Drop for EndOfThread {
    fn drop(&mut self) {
        if self.inside.get() == 0 {
            return;
        }
        let mut table = table();
        table.running.retain(|(_, its)| *its != self.thread);
        table.waiting.retain(|(its, _)| *its != self.thread);
        shared().changed.notify_all();
    }
}

/// Which threads run callbacks, and which wait for callbacks to end. One table for all gates, because a circle of
/// waiting threads can lead through several gates.
#[derive(Default)]
struct Table {
    running: Vec<(GateId, ThreadId)>,
    waiting: Vec<(ThreadId, GateId)>,
}

#[derive(Default)]
struct Shared {
    table: Mutex<Table>,
    changed: Condvar,
}

static SHARED: PerProcess<Shared> = PerProcess::new();

fn shared() -> &'static Shared {
    SHARED.get(Shared::default)
}

fn table() -> MutexGuard<'static, Table> {
    lock(&shared().table)
}

impl Table {
    /// Whether callbacks of `gate` run, and none of them waits for one on `thread`.
    fn must_wait(&self, gate: GateId, thread: ThreadId) -> bool {
        let mut gates = vec![gate];
        let mut seen = 0;
        // Every gate whose callbacks have to end before those of the first one can end.
        while let Some(gate) = gates.get(seen).copied() {
            seen += 1;
            for (_, running) in self.running.iter().filter(|(its, _)| *its == gate) {
                if *running == thread {
                    return false;
                }
                let awaited = self.waiting.iter().filter(|(waiter, _)| waiter == running);
                for (_, awaited) in awaited {
                    if !gates.contains(awaited) {
                        gates.push(*awaited);
                    }
                }
            }
        }
        self.running.iter().any(|(its, _)| *its == gate)
    }
}

fn remove<T: PartialEq>(from: &mut Vec<T>, one: T) {
    if let Some(at) = from.iter().position(|other| *other == one) {
        from.swap_remove(at);
    }
}

/// A gate, while somebody uses it.
#[derive(Clone, Copy, PartialEq)]
struct GateId(usize);

/// A thread, while it is inside the library. That of `std` cannot be had from a thread that is ending.
#[derive(Clone, Copy, PartialEq)]
struct ThreadId(usize);

impl ThreadId {
    fn current() -> ThreadId {
        thread_local!(static PLACE: u8 = const { 0 });
        PLACE.with(|place| ThreadId(ptr::from_ref(place).addr()))
    }
}

#[cfg(test)]
mod tests;
