//! Random sequences of all that can happen to a session. The [`World`] fails the test as soon as a promise is broken; what
//! a sequence as a whole has to show stands here.
//!
//! `LFTOKEN_SEQUENCES=1000000 cargo test --lib managed::machine::sequences` runs so many. A sequence that fails is named by
//! its number, and `LFTOKEN_SEQUENCE=4711` runs it alone.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use crate::session::managed::failure::{Cause, Retry};
use crate::session::managed::rules::{Rules, Settings};
use crate::session::status::Status;

use super::world::{DAY, Got, HOUR, MINUTE, SECOND, World, cause};

/// How many `cargo test` runs.
const SEQUENCES: u64 = 20_000;

/// Numbers that follow from the number of the sequence (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// So many times in a hundred.
    pub fn happens(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

const MILLISECOND: Duration = Duration::from_millis(1);

fn rules(dice: &mut Dice) -> Rules {
    Rules {
        settings: Settings {
            margin: dice.one_of(&[Duration::ZERO, 30 * SECOND, HOUR]),
            renew_after_percent: dice.one_of(&[1, 50, 67, 100]),
            jitter_percent: dice.one_of(&[0, 10, 100]),
            keep_alive_seconds: 0,
            linger: dice.one_of(&[None, Some(SECOND), Some(MINUTE), Some(5 * MINUTE), Some(DAY)]),
            hold: dice.happens(20),
        },
        has_route: dice.happens(60),
    }
}

fn life(dice: &mut Dice) -> Option<Duration> {
    let lives = [
        Duration::ZERO,
        MILLISECOND,
        SECOND,
        10 * SECOND,
        MINUTE,
        15 * MINUTE,
        15 * MINUTE,
        DAY,
    ];
    let is_known = dice.happens(85);
    is_known.then(|| dice.one_of(&lives))
}

/// Some of the causes, made once: a sequence takes a microsecond or two a step.
struct Causes(Vec<Cause>);

impl Causes {
    fn new() -> Causes {
        let asked = |time| Retry::After(Some(time));
        Causes(vec![
            cause(Status::ConnectFailed, Retry::After(None)),
            cause(Status::ServerError, Retry::After(None)),
            cause(Status::RateLimited, asked(Duration::ZERO)),
            cause(Status::RateLimited, asked(7 * SECOND)),
            cause(Status::LicenseExhausted, asked(30 * DAY)),
            cause(Status::CredentialsRefused, Retry::Never),
            cause(Status::AccountLocked, Retry::Probe),
        ])
    }
}

fn answer(world: &mut World, dice: &mut Dice, causes: &Causes) {
    let Some(flight) = world.flight else { return };
    let cause = |dice: &mut Dice| causes.0[dice.below(causes.0.len() as u64) as usize].clone();
    match dice.below(10) {
        0..5 => world.grant(life(dice)),
        5 | 6 if flight.is_renewal => world.gone(),
        5..8 => world.fail(cause(dice)),
        8 if flight.is_login => world.leave_pending(cause(dice)),
        _ if flight.is_login => world.lose(cause(dice)),
        _ => world.fail(cause(dice)),
    }
}

fn settle_one(world: &mut World, dice: &mut Dice) {
    if world.pending > 0 {
        world.settle(dice.happens(10));
    }
}

fn happen(world: &mut World, dice: &mut Dice, causes: &Causes) {
    world.random = dice.below(1000) as f64 / 1000.0;
    match dice.below(100) {
        0..14 => {
            world.wait();
        }
        14..26 => {
            world.read();
        }
        26..38 => {
            world.wake();
        }
        38..60 => answer(world, dice, causes),
        60..66 => settle_one(world, dice),
        66..72 => pass_to_an_edge(world, dice),
        72..80 => {
            let times = [
                Duration::ZERO,
                MILLISECOND,
                SECOND,
                5 * SECOND,
                MINUTE,
                5 * MINUTE,
                15 * MINUTE,
                HOUR,
            ];
            world.pass(dice.one_of(&times));
        }
        80 | 81 => world.suspend(dice.one_of(&[MINUTE, HOUR, DAY, 365 * DAY])),
        82..90 => {
            let current = world.known.map_or(0, |known| known.value);
            world.reject(if dice.happens(70) {
                current
            } else {
                dice.below(20) as u32
            });
        }
        90..93 => {
            if let Some(cancelled) = world.readers.len().checked_sub(1) {
                world.readers.swap_remove(dice.below(cancelled as u64 + 1) as usize);
            }
        }
        93..96 => world.change_credentials(dice.happens(50)),
        96 | 97 => world.retry(),
        98 => world.pass(DAY),
        _ if dice.happens(15) => world.close(),
        _ => {}
    }
}

/// To just before, at, or just after something changes.
fn pass_to_an_edge(world: &mut World, dice: &mut Dice) {
    let Some(known) = world.known else { return };
    let edges = [
        known.good_until,
        known.ends,
        world.machine.due(world.now, world.last_read),
    ];
    if let Some(edge) = dice.one_of(&edges) {
        let just = dice.one_of(&[edge.before(MILLISECOND), edge, edge.after(MILLISECOND)]);
        world.pass(just.since(world.now));
    }
}

/// The world answers, and does it well: then all who wait get an answer.
fn serve_all(world: &mut World) {
    for _ in 0..20 {
        while world.pending > 0 {
            world.settle(false);
        }
        if world.flight.is_some() {
            world.grant(Some(15 * MINUTE));
        }
        world.wake();
    }
    assert_eq!(
        (world.readers.len(), world.flight.is_some()),
        (0, false),
        "somebody waits for ever"
    );
}

/// A reader who comes again gets a token, once nothing keeps logins off.
fn serve_newcomer(world: &mut World) {
    let got = loop {
        let got = world.wait();
        serve_all(world);
        match got {
            Got::HeldOff(Status::CredentialsRefused) => world.retry(),
            Got::HeldOff(_) => {
                let begun = world.now;
                world.pass(HOUR);
                assert!(matches!(
                    world.wait(),
                    Got::Wait | Got::Value(_) | Got::HeldOff(Status::CredentialsRefused)
                ));
                assert_eq!(world.now.since(begun), HOUR);
            }
            Got::Wait => {}
            got => break got,
        }
    };
    assert!(matches!(got, Got::Value(_) | Got::Closed), "{got:?}");
}

/// Nobody reads any more, and nothing but renewals that are due happens.
fn leave_alone(world: &mut World) {
    let begun = (world.counts, world.now);
    while world.now.since(begun.1) < 2 * DAY {
        world.pass(MINUTE);
        while world.pending > 0 {
            world.settle(false);
        }
        if world.flight.is_some() {
            world.grant(Some(15 * MINUTE));
        }
    }
    let logins = world.counts.logins - begun.0.logins;
    assert!(logins <= 1 || !world.rules.has_route, "logins for nobody");
    if !world.rules.settings.hold {
        let calls = logins + world.counts.renewals - begun.0.renewals;
        assert!(calls <= 3, "{calls} calls for nobody");
        let lasts = world.rules.settings.linger.is_none() && world.known.is_some_and(|known| known.ends.is_none());
        assert!(world.known.is_none() || lasts, "a licence for nobody");
    }
}

fn end(world: &mut World) {
    world.close();
    serve_all(world);
    assert!(world.machine.is_over() && world.known.is_none(), "it does not end");
}

fn run(number: u64, causes: &Causes) {
    let mut dice = Dice(number);
    let rules = rules(&mut dice);
    let mut world = World::new(rules);
    for _ in 0..10 + dice.below(70) {
        happen(&mut world, &mut dice, causes);
    }
    serve_all(&mut world);
    serve_newcomer(&mut world);
    if dice.happens(10) {
        leave_alone(&mut world);
    }
    end(&mut world);
}

pub fn asked_for(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} is not a number: {text}")),
    )
}

#[test]
fn no_sequence_breaks_a_promise() {
    let causes = Causes::new();
    let numbers = match asked_for("LFTOKEN_SEQUENCE") {
        Some(one) => one..one + 1,
        None => 0..asked_for("LFTOKEN_SEQUENCES").unwrap_or(SEQUENCES),
    };
    for number in numbers {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| run(number, &causes))) {
            eprintln!("sequence {number}");
            resume_unwind(panic);
        }
    }
}
