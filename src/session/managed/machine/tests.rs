//! Each rule, one by one.

use std::time::Duration;

use crate::session::managed::failure::{Cause, Retry};
use crate::session::managed::rules::Settings;
use crate::session::managed::step::{Rejection, State};
use crate::session::status::Status;

use super::world::{Counts, DAY, Got, HOUR, MINUTE, SECOND, World, cause, rules};

/// Of most tokens here.
const LIFE: Duration = Duration::from_secs(15 * 60);

fn world() -> World {
    World::new(rules(true))
}

/// Where a renewal is a login.
fn world_of_logins() -> World {
    World::new(rules(false))
}

fn with(change: impl FnOnce(&mut Settings)) -> World {
    let mut rules = rules(true);
    change(&mut rules.settings);
    World::new(rules)
}

/// One who waits is given a token.
fn logged_in(mut world: World) -> World {
    assert_eq!(world.wait(), Got::Wait);
    world.grant(Some(LIFE));
    assert!(matches!(world.wake()[..], [Got::Value(_)]));
    world
}

fn value(world: &mut World) -> u32 {
    match world.read() {
        Got::Value(value) => value,
        got => panic!("{got:?}"),
    }
}

fn down() -> Cause {
    cause(Status::ConnectFailed, Retry::After(None))
}

fn asked_to_wait(time: Duration) -> Cause {
    cause(Status::RateLimited, Retry::After(Some(time)))
}

fn refused() -> Cause {
    cause(Status::CredentialsRefused, Retry::Never)
}

fn refused_in_front() -> Cause {
    cause(Status::CredentialsRefused, Retry::Probe)
}

mod credentials;
mod ends;
mod flights;
mod rejections;
mod renewals;
