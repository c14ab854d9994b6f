//! Sessions that nobody uses, and the end.

use super::*;

#[test]
fn what_nobody_reads_is_logged_out_and_the_next_read_logs_in() {
    let mut world = logged_in(world());
    world.pass(4 * MINUTE);
    value(&mut world);
    world.pass(5 * MINUTE);
    assert_eq!(world.counts.logouts, 0);
    world.pass(SECOND);
    assert_eq!((world.counts.logouts, world.counts.renewals), (1, 0));
    assert_eq!(world.wait(), Got::Wait);
    world.settle(false);
    assert_eq!(world.counts.logins, 2);
}

#[test]
fn a_session_that_is_read_within_its_linger_is_never_logged_out() {
    let mut world = logged_in(with(|settings| settings.linger = Some(SECOND)));
    for _ in 0..100 {
        world.pass(SECOND * 99 / 100);
        value(&mut world);
    }
    assert_eq!(world.counts.logouts, 0);
}

#[test]
fn a_session_that_is_held_is_renewed_though_nobody_reads() {
    let mut world = logged_in(with(|settings| settings.hold = true));
    for _ in 0..1000 {
        world.pass(MINUTE);
        if world.flight.is_some() {
            world.grant(Some(LIFE));
        }
    }
    assert_eq!((world.counts.logouts, world.counts.logins), (0, 1));
    assert!((80..=110).contains(&world.counts.renewals), "{:?}", world.counts);
}

#[test]
fn a_session_that_is_held_and_cannot_be_renewed_ends_with_its_time() {
    let mut world = logged_in(with(|settings| settings.hold = true));
    world.pass(11 * MINUTE);
    while world.known.is_some() {
        world.fail(down());
        world.pass(MINUTE);
    }
    assert_eq!((world.counts.drops, world.counts.logouts), (1, 0));
    assert!(world.counts.renewals <= 8);
}

#[test]
fn close_ends_whatever_there_is() {
    // Nothing.
    let mut world = world();
    world.close();
    assert!(world.machine.is_over());
    // A login, with and without a token.
    for brings_token in [true, false] {
        let mut world = self::world();
        world.wait();
        world.close();
        assert!(world.flight.unwrap().is_cancelled && !world.machine.is_over());
        assert_eq!(world.wake(), [Got::Closed]);
        if brings_token {
            world.grant(Some(LIFE));
            world.settle(false);
        } else {
            world.fail(down());
        }
        assert!(world.machine.is_over());
        assert_eq!(
            (world.wait(), world.counts.logouts),
            (Got::Closed, u32::from(brings_token))
        );
    }
    // A token, twice.
    let mut world = logged_in(self::world());
    world.close();
    assert!(!world.machine.is_over());
    world.close();
    world.settle(false);
    assert!(world.machine.is_over());
    assert_eq!(world.counts.logouts, 1);
    // A renewal, however it ends.
    for end in 0..3 {
        let mut world = logged_in(with(|settings| settings.linger = None));
        world.pass(11 * MINUTE);
        value(&mut world);
        world.close();
        match end {
            0 => world.grant(Some(LIFE)),
            1 => world.gone(),
            _ => world.fail(down()),
        }
        if end != 1 {
            world.settle(false);
        }
        assert!(world.machine.is_over(), "{end}");
        assert_eq!(world.machine.state(world.now), State::Closed);
    }
}
