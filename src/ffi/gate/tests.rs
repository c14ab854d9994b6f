use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use super::*;

/// Longer than anything here takes, unless it never ends.
const NEVER: Duration = Duration::from_secs(10);
const A_WHILE: Duration = Duration::from_millis(50);

fn gate() -> Arc<Gate<()>> {
    Arc::new(Gate::new(Callback {
        function: (),
        user: ptr::null_mut(),
    }))
}

/// A callback of a gate on a thread of its own, that does what it is sent.
struct Inside {
    work: Sender<Box<dyn FnOnce() + Send>>,
}

impl Inside {
    fn of(gate: &Arc<Gate<()>>) -> Inside {
        let (work, orders): (_, Receiver<Box<dyn FnOnce() + Send>>) = mpsc::channel();
        let (entered, is_inside) = mpsc::channel();
        let gate = gate.clone();
        thread::spawn(move || {
            gate.call(|(), _| {
                entered.send(()).unwrap();
                orders.iter().for_each(|order| order());
            })
        });
        is_inside.recv_timeout(NEVER).unwrap();
        Inside { work }
    }

    /// Has the callback close `gate`; tells when that has returned.
    fn close(&self, gate: &Arc<Gate<()>>) -> Receiver<()> {
        let (closed, is_closed) = mpsc::channel();
        let gate = gate.clone();
        self.work
            .send(Box::new(move || {
                gate.close();
                let _ = closed.send(());
            }))
            .unwrap();
        is_closed
    }

    fn leave(self) {}
}

#[test]
fn no_callback_begins_behind_a_closed_gate() {
    let (one, other) = (gate(), gate());
    assert_eq!(one.call(|(), _| 7), Some(7));
    one.close();
    assert_eq!(one.call(|(), _| 7), None);
    assert_eq!(other.call(|(), _| 7), Some(7));
}

#[test]
fn the_function_gets_its_pointer() {
    let mut place = 0;
    let user = ptr::from_mut(&mut place).cast();
    let gate = Gate::new(Callback { function: 5, user });
    assert_eq!(gate.call(|function, user| (function, user)), Some((5, user)));
}

#[test]
fn closing_waits_for_callbacks_on_other_threads() {
    let gate = gate();
    let (first, second) = (Inside::of(&gate), Inside::of(&gate));
    let ended = Arc::new(AtomicUsize::new(0));
    let closer = thread::spawn({
        let (gate, ended) = (gate.clone(), ended.clone());
        move || {
            gate.close();
            ended.load(Ordering::SeqCst)
        }
    });
    for inside in [first, second] {
        thread::sleep(A_WHILE);
        ended.fetch_add(1, Ordering::SeqCst);
        inside.leave();
    }
    assert_eq!(closer.join().unwrap(), 2);
}

#[test]
fn a_callback_that_closes_its_own_gate_waits_for_nobody() {
    let gate = gate();
    let (one, _other) = (Inside::of(&gate), Inside::of(&gate));
    one.close(&gate).recv_timeout(NEVER).unwrap();
    assert!(gate.call(|(), _| ()).is_none());
}

#[test]
fn a_callback_that_closes_another_gate_waits_for_that_ones_callbacks() {
    let (a, b) = (gate(), gate());
    let (in_a, in_b) = (Inside::of(&a), Inside::of(&b));
    let closed = in_a.close(&b);
    assert!(closed.recv_timeout(A_WHILE).is_err());
    in_b.leave();
    closed.recv_timeout(NEVER).unwrap();
}

#[test]
fn callbacks_that_close_each_others_gates_do_not_wait_for_ever() {
    let (a, b, c) = (gate(), gate(), gate());
    let (in_a, in_b, in_c) = (Inside::of(&a), Inside::of(&b), Inside::of(&c));
    let first = in_a.close(&b);
    assert!(first.recv_timeout(A_WHILE).is_err());
    let second = in_b.close(&c);
    assert!(second.recv_timeout(A_WHILE).is_err());
    // The one that closes the circle does not wait; the others do, until it has left.
    in_c.close(&a).recv_timeout(NEVER).unwrap();
    assert!(second.recv_timeout(A_WHILE).is_err());
    in_c.leave();
    second.recv_timeout(NEVER).unwrap();
    in_b.leave();
    first.recv_timeout(NEVER).unwrap();
}

/// As a runtime ends one without unwinding it.
#[test]
fn a_thread_that_ends_inside_a_callback_is_not_waited_for() {
    let gate = gate();
    let shared = Arc::clone(&gate);
    thread::spawn(move || std::mem::forget(shared.enter().unwrap()))
        .join()
        .unwrap();
    let (ended, end) = mpsc::channel();
    thread::spawn(move || {
        gate.close();
        ended.send(())
    });
    end.recv_timeout(NEVER).unwrap();
}
