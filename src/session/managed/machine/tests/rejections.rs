//! Tokens that a resource has refused.

use super::*;

/// A host repeats a request once for each answer 401; returns how many logins that cost.
fn host_that_gives_up_never(mut world: World, pause: Duration, time: Duration, answer: impl Fn(&mut World)) -> u32 {
    let end = world.now.after(time);
    while world.now < end {
        for _ in 0..2 {
            if world.wait() == Got::Wait {
                world.pass(SECOND / 10);
                answer(&mut world);
            }
            while world.pending > 0 {
                world.settle(false);
            }
            if let Got::Value(value) = world.read() {
                world.reject(value);
            }
            if world.flight.is_some() {
                answer(&mut world);
            }
            world.wake();
        }
        world.pass(pause);
    }
    world.counts.logins
}

#[test]
fn a_resource_that_refuses_everything_costs_a_handful_of_logins_an_hour() {
    for pause in [SECOND / 10, SECOND, 10 * SECOND, 61 * SECOND, 4 * MINUTE] {
        for has_route in [true, false] {
            let logins = host_that_gives_up_never(World::new(rules(has_route)), pause, HOUR, |world| {
                let Some(flight) = world.flight else { return };
                if flight.is_renewal && !flight.is_login {
                    world.gone();
                }
                if world.flight.is_some() {
                    world.grant(Some(LIFE));
                }
            });
            assert!(
                (2..=9).contains(&logins),
                "{logins} logins with a pause of {pause:?}, route: {has_route}"
            );
        }
    }
}

#[test]
fn a_session_that_the_service_confirms_is_kept_and_the_resource_is_blamed() {
    let mut world = logged_in(world());
    assert_eq!(world.reject(0), Rejection::Looking);
    assert_eq!((world.read(), world.counts.renewals), (Got::Wait, 1));
    world.grant(Some(LIFE));
    assert_eq!((world.read(), world.reject(0)), (Got::Value(0), Rejection::Denied));
    world.pass(MINUTE);
    assert_eq!(world.reject(0), Rejection::Looking);
    assert_eq!(
        world.counts,
        Counts {
            logins: 1,
            renewals: 2,
            ..Counts::default()
        }
    );
}

#[test]
fn many_rejections_of_one_token_are_one() {
    let mut world = logged_in(world_of_logins());
    for _ in 0..50 {
        assert_eq!(world.reject(0), Rejection::Looking);
    }
    world.grant(Some(LIFE));
    assert_eq!((world.read(), world.counts.logins), (Got::Value(1), 2));
}

#[test]
fn a_late_rejection_takes_no_newer_token_away() {
    let mut world = logged_in(world());
    world.reject(0);
    world.gone();
    world.grant(Some(LIFE));
    assert_eq!(value(&mut world), 1);
    assert_eq!(world.reject(0), Rejection::Late);
    assert_eq!(world.reject(77), Rejection::Late);
    assert_eq!((value(&mut world), world.flight.is_none()), (1, true));
}

#[test]
fn a_rejection_while_the_renewal_flies_waits_for_it() {
    let mut world = logged_in(with(|settings| settings.linger = None));
    world.pass(11 * MINUTE);
    value(&mut world);
    assert_eq!(world.reject(0), Rejection::Looking);
    assert_eq!(world.wait(), Got::Wait);
    // It says nothing of the session.
    world.fail(down());
    assert_eq!(world.wake(), [Got::Failed(Status::ConnectFailed)]);
    world.pass(SECOND);
    assert_eq!(world.wait(), Got::Wait);
    assert!(world.flight.unwrap().must_replace);
    world.grant(Some(LIFE));
    assert_eq!(world.wake(), [Got::Value(0)]);
}

#[test]
fn a_replacement_works_from_when_it_is_handed_out() {
    let mut world = logged_in(with(|settings| settings.linger = None));
    world.reject(0);
    world.gone();
    world.grant(Some(LIFE));
    // It lay there for longer than a minute.
    world.pass(2 * MINUTE);
    assert_eq!(value(&mut world), 1);
    world.pass(59 * SECOND);
    world.reject(1);
    world.gone();
    assert_eq!(world.wait(), Got::HeldOff(Status::AccessDenied));
    world.pass(MINUTE);
    assert_eq!(world.wait(), Got::Wait);
    world.grant(Some(LIFE));
    value(&mut world);
    // This one has worked.
    world.pass(61 * SECOND);
    world.reject(2);
    world.gone();
    assert_eq!(world.counts.logins, 4);
}

#[test]
fn a_rejection_does_not_release_what_keeps_logins_off() {
    let mut rules = rules(false);
    rules.settings.renew_after_percent = 1;
    for guard in [refused(), asked_to_wait(HOUR)] {
        let status = guard.error.status;
        let mut world = logged_in(World::new(rules));
        world.reject(0);
        world.grant(Some(LIFE));
        value(&mut world);
        world.pass(10 * SECOND);
        world.fail(guard);
        assert_eq!(value(&mut world), 1);
        // The second rejection within a minute would keep logins off for a minute.
        world.reject(1);
        assert_eq!(world.wait(), Got::HeldOff(status));
        world.pass(2 * MINUTE);
        assert_eq!((world.wait(), world.counts.logins), (Got::HeldOff(status), 3));
    }
}

#[test]
fn a_refused_token_that_cannot_be_replaced_ends_with_its_time() {
    let mut rules = rules(false);
    rules.settings.linger = None;
    let mut world = logged_in(World::new(rules));
    world.pass(11 * MINUTE);
    value(&mut world);
    world.fail(refused());
    assert_eq!(world.reject(0), Rejection::Looking);
    world.pass(LIFE);
    assert_eq!((world.counts.drops, world.counts.logins), (1, 2));
}

#[test]
fn the_host_ends_the_pause_of_a_resource_that_refuses_everything() {
    let mut world = logged_in(world_of_logins());
    world.reject(0);
    world.grant(Some(LIFE));
    value(&mut world);
    world.reject(1);
    assert_eq!(world.wait(), Got::HeldOff(Status::AccessDenied));
    world.retry();
    assert_eq!(world.wait(), Got::Wait);
    world.grant(Some(LIFE));
    assert_eq!(world.wake(), [Got::Value(2)]);
}
