//! Renewals ahead, and what a token is worth meanwhile.

use super::*;

#[test]
fn a_token_that_is_read_is_renewed_ahead_and_stays_in_use() {
    let mut world = logged_in(with(|settings| settings.linger = None));
    world.pass(9 * MINUTE);
    value(&mut world);
    assert_eq!(world.counts.renewals, 0);
    world.pass(MINUTE + 3 * SECOND);
    assert_eq!(
        (world.counts.renewals, world.machine.state(world.now)),
        (1, State::Renewing)
    );
    assert_eq!(value(&mut world), 0);
    world.grant(Some(LIFE));
    assert_eq!((value(&mut world), world.counts.logins), (0, 1));
}

#[test]
fn jitter_brings_a_renewal_forward() {
    let at = |random| {
        let mut world = with(|settings| settings.jitter_percent = 10);
        world.random = random;
        logged_in(world).machine.held().unwrap().renew_at()
    };
    let (earliest, latest) = (at(1.0), at(0.0));
    assert!(latest.since(earliest) >= LIFE / 10 - SECOND);
}

#[test]
fn nobody_reads_and_nothing_is_renewed() {
    let mut world = with(|settings| settings.linger = None);
    world.wait();
    world.readers.clear();
    world.pass(SECOND);
    world.grant(Some(LIFE));
    world.pass(DAY);
    assert_eq!((world.counts.renewals, world.counts.drops), (0, 1));
}

#[test]
fn a_good_token_is_served_while_renewals_fail() {
    let mut world = logged_in(world());
    let mut failed = 0;
    let begun = world.now;
    while world.now.since(begun) < LIFE - 30 * SECOND {
        assert_eq!(value(&mut world), 0);
        if world.flight.is_some() {
            world.fail(down());
            failed += 1;
        }
        world.pass(SECOND);
    }
    assert!((10..=25).contains(&failed), "{failed}");
    // Then those who come wait, or hear why.
    assert!(matches!(world.wait(), Got::Wait | Got::HeldOff(Status::ConnectFailed)));
}

#[test]
fn a_token_of_unknown_life_is_used_until_it_is_refused() {
    let mut world = with(|settings| settings.linger = None);
    world.wait();
    world.grant(None);
    world.wake();
    for _ in 0..100 {
        world.pass(10 * MINUTE);
        assert_eq!(value(&mut world), 0);
        if world.flight.is_some() {
            world.fail(down());
        }
    }
    assert!(world.counts.renewals >= 99);
}

#[test]
fn a_session_that_has_ended_is_replaced_only_if_it_is_used() {
    let mut used = logged_in(with(|settings| settings.linger = None));
    used.pass(10 * MINUTE);
    value(&mut used);
    used.pass(MINUTE);
    used.gone();
    assert_eq!(used.counts.logins, 2);
    let mut held = with(|settings| settings.hold = true);
    held.wait();
    held.readers.clear();
    held.pass(SECOND);
    held.grant(Some(LIFE));
    held.pass(11 * MINUTE);
    held.gone();
    assert_eq!(held.counts.logins, 1);
}

#[test]
fn the_margin_is_a_tenth_of_the_life_at_most() {
    let mut world = with(|settings| settings.margin = HOUR);
    world.wait();
    world.grant(Some(LIFE));
    world.wake();
    let good = world.machine.held().unwrap().good_until().unwrap();
    assert_eq!(good.since(world.now), LIFE * 9 / 10);
}

#[test]
fn settings_that_make_no_sense_do_not_make_a_hot_loop() {
    let mut world = with(|settings| {
        settings.renew_after_percent = 1;
        settings.jitter_percent = 100;
    });
    world.wait();
    world.grant(Some(LIFE));
    for _ in 0..100 {
        world.wake();
        world.read();
        world.pass(SECOND / 10);
        if world.flight.is_some() {
            world.grant(Some(LIFE));
        }
    }
    assert!(world.counts.renewals <= 10);
}

#[test]
fn after_a_sleep_the_service_is_asked_before_anybody_gets_the_old_token() {
    let mut world = logged_in(with(|settings| settings.linger = None));
    world.suspend(365 * DAY);
    assert_eq!((world.counts.drops, world.counts.renewals), (1, 0));
    assert_eq!(world.wait(), Got::Wait);
    // The old one is logged out first: nobody knows whether the server has kept it.
    assert!(world.flight.is_none());
    world.settle(false);
    world.grant(Some(LIFE));
    assert!(matches!(world.wake()[..], [Got::Value(_)]));
}
