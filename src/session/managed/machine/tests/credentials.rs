//! Credentials: refused, released and changed.

use super::*;

#[test]
fn refused_credentials_wait_for_the_host() {
    let mut world = world();
    world.wait();
    world.fail(refused());
    assert_eq!(world.wake(), [Got::Failed(Status::CredentialsRefused)]);
    world.pass(30 * DAY);
    assert_eq!(world.wait(), Got::HeldOff(Status::CredentialsRefused));
    world.retry();
    assert_eq!((world.wait(), world.counts.logins), (Got::Wait, 2));
    world.fail(refused());
    world.wake();
    world.change_credentials(true);
    assert_eq!((world.wait(), world.counts.logins), (Got::Wait, 3));
}

#[test]
fn what_something_in_front_has_refused_is_tried_again_in_a_quarter_of_an_hour() {
    let mut world = world();
    world.wait();
    world.fail(refused_in_front());
    world.wake();
    world.pass(15 * MINUTE - SECOND);
    assert_eq!(world.wait(), Got::HeldOff(Status::CredentialsRefused));
    world.pass(SECOND);
    assert_eq!(world.wait(), Got::Wait);
}

#[test]
fn what_a_server_asks_to_wait_for_stays_whatever_the_host_says() {
    let mut world = world();
    world.wait();
    world.fail(asked_to_wait(10 * MINUTE));
    world.wake();
    world.retry();
    world.change_credentials(false);
    world.pass(10 * MINUTE - SECOND);
    assert_eq!(world.wait(), Got::HeldOff(Status::RateLimited));
    world.pass(SECOND);
    assert_eq!(world.wait(), Got::Wait);
    // Nonsense holds nobody off for years.
    world.fail(asked_to_wait(365 * DAY));
    world.wake();
    world.pass(HOUR);
    assert_eq!(world.wait(), Got::Wait);
}

#[test]
fn a_login_with_older_credentials_is_logged_out() {
    let mut world = world();
    world.wait();
    world.change_credentials(true);
    assert!(world.flight.unwrap().is_cancelled);
    world.grant(Some(LIFE));
    assert_eq!((world.counts.logouts, world.flight.is_none()), (1, true));
    world.settle(false);
    world.grant(Some(LIFE));
    assert_eq!(world.wake(), [Got::Value(1)]);
}

#[test]
fn older_credentials_that_are_refused_do_not_count_against_newer_ones() {
    let mut world = world();
    world.wait();
    world.change_credentials(true);
    world.fail(refused());
    assert!(world.flight.is_some());
    world.grant(Some(LIFE));
    assert!(matches!(world.wake()[..], [Got::Value(_)]));
}

#[test]
fn the_same_identity_keeps_its_token_and_another_one_loses_it() {
    let mut world = logged_in(world());
    world.change_credentials(true);
    assert_eq!((value(&mut world), world.counts.logouts), (0, 0));
    world.change_credentials(false);
    assert_eq!((world.counts.logouts, world.wait()), (1, Got::Wait));
    assert!(world.flight.is_none());
    world.settle(false);
    world.grant(Some(LIFE));
    assert!(matches!(world.wake()[..], [Got::Value(1)]));
}

#[test]
fn another_identity_during_a_renewal_waits_for_its_end() {
    for has_route in [true, false] {
        let mut rules = rules(has_route);
        rules.settings.linger = None;
        let mut world = logged_in(World::new(rules));
        world.pass(10 * MINUTE + 3 * SECOND);
        value(&mut world);
        assert!(world.flight.is_some());
        world.change_credentials(false);
        assert!(world.flight.unwrap().is_cancelled);
        assert_eq!(world.wait(), Got::Wait);
        assert_eq!(world.reject(0), Rejection::Late);
        world.grant(Some(LIFE));
        assert_eq!((world.counts.logouts, world.wake().len()), (1, 0));
        world.settle(false);
        world.grant(Some(LIFE));
        assert!(matches!(world.wake()[..], [Got::Value(_)]));
    }
}

#[test]
fn what_a_resource_refused_one_identity_is_not_held_against_another() {
    let mut world = logged_in(world());
    for value in 0..2 {
        world.read();
        world.reject(value);
        world.gone();
        if value == 0 {
            world.grant(Some(LIFE));
        }
    }
    assert_eq!(world.wait(), Got::HeldOff(Status::AccessDenied));
    world.change_credentials(true);
    assert_eq!(world.wait(), Got::HeldOff(Status::AccessDenied));
    world.change_credentials(false);
    assert_eq!(world.wait(), Got::Wait);
    world.grant(Some(LIFE));
    let first = value(&mut world);
    world.reject(first);
    world.gone();
    assert!(world.flight.is_some());
}
