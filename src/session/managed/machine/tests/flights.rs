//! Logins: one at a time, and whom they are for.

use super::*;

#[test]
fn nothing_starts_before_somebody_reads() {
    let mut world = world();
    world.pass(DAY);
    assert_eq!(
        (world.counts, world.machine.state(world.now)),
        (Counts::default(), State::Empty)
    );
}

#[test]
fn one_login_serves_all_who_wait() {
    let mut world = world();
    for _ in 0..200 {
        assert_eq!(world.wait(), Got::Wait);
    }
    assert_eq!(world.read(), Got::Wait);
    world.grant(Some(LIFE));
    assert_eq!(world.wake(), [Got::Value(0); 200]);
    assert_eq!(world.counts.logins, 1);
}

#[test]
fn a_failure_goes_to_those_who_waited_and_to_those_who_come_too_early() {
    let mut world = world();
    world.wait();
    world.wait();
    world.fail(down());
    assert_eq!(world.wake(), [Got::Failed(Status::ConnectFailed); 2]);
    assert_eq!(world.wait(), Got::HeldOff(Status::ConnectFailed));
    world.pass(SECOND);
    assert_eq!((world.counts.logins, world.wait()), (1, Got::Wait));
    assert_eq!(world.counts.logins, 2);
}

#[test]
fn a_token_that_nobody_waits_for_any_more_is_adopted() {
    let mut world = world();
    world.wait();
    world.readers.clear();
    world.grant(Some(LIFE));
    assert_eq!((world.read(), world.counts.logins), (Got::Value(0), 1));
}

#[test]
fn no_login_starts_while_the_outcome_of_one_is_pending() {
    let mut world = world();
    world.wait();
    world.leave_pending(cause(Status::OutcomeUnknown, Retry::After(None)));
    assert_eq!(world.wake(), [Got::Failed(Status::OutcomeUnknown)]);
    world.pass(MINUTE);
    assert_eq!((world.wait(), world.flight.is_some()), (Got::Wait, false));
    world.settle(false);
    assert!(world.flight.is_some());
}

#[test]
fn logins_that_may_have_opened_sessions_nobody_can_find_become_rare() {
    let mut world = world();
    let begun = world.now;
    for attempt in 0..5 {
        while world.wait() != Got::Wait {
            world.pass(SECOND);
        }
        let unknown = cause(Status::OutcomeUnknown, Retry::After(None));
        // Known at once to be lost, or later.
        if attempt % 2 == 0 {
            world.lose(unknown);
        } else {
            world.leave_pending(unknown);
            world.settle(true);
        }
        world.wake();
    }
    // 60, 120, 240, 480 s.
    assert_eq!(world.now.since(begun), 900 * SECOND);
    // One that succeeds ends that.
    world.pass(15 * MINUTE);
    let mut world = logged_in(world);
    world.pass(LIFE);
    world.settle(false);
    world.wait();
    world.fail(down());
    world.pass(SECOND);
    assert_eq!(world.wait(), Got::Wait);
}

#[test]
fn a_short_life_is_handed_out_once_to_all_who_waited() {
    let mut world = world();
    world.wait();
    world.wait();
    world.grant(Some(SECOND));
    world.now = world.now.after(SECOND * 19 / 20);
    assert_eq!(world.wake(), [Got::Value(0); 2]);
    assert_eq!(world.read(), Got::Wait);
}

#[test]
fn a_token_whose_time_is_over_is_a_failure_with_backoff() {
    for over in [Duration::ZERO, SECOND / 2] {
        let mut world = world();
        world.wait();
        world.grant(Some(over));
        assert_eq!(world.wake(), [Got::Failed(Status::SessionGone)]);
        assert_eq!(
            (world.counts.logouts, world.read()),
            (1, Got::HeldOff(Status::SessionGone))
        );
    }
}
