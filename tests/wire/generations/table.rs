//! Every way to log in, every call, and everything that can become of it: what that comes to.

use std::thread;

use lftoken_stub::Operation;
use support::alone::alone;
use support::binding::{Action, Error, Status, TokenState};

use crate::scene::within;

use super::cells::{Cell, Next, TABLE, Value};
use super::outcomes::Outcome;
use super::ways::{Generation, Way};

fn status_and_action(outcome: &Result<(), Error>) -> (Status, Action) {
    match outcome {
        Ok(()) => (Status::Ok, Action::None),
        Err(error) => (error.status, error.action),
    }
}

/// What a login comes to.
fn login(scene: &Generation, outcome: Outcome) -> Cell {
    let credentials = scene.credentials();
    let (sent, open) = (scene.sent(Operation::Create), scene.report().open);
    let logged_in = outcome.provoke(scene, Operation::Create, |call| scene.log_in(&credentials, call));
    let sent = scene.sent(Operation::Create) - sent;
    scene.stub.clear_faults();
    let lost = scene.counted();
    if let Ok(token) = &logged_in {
        assert!(!token.value().is_empty());
        assert_eq!(token.state(), TokenState::Active);
    }
    let (status, action) = status_and_action(&logged_in.map(drop).inspect_err(|error| silent(scene, error)));
    Cell {
        status,
        action,
        sent,
        opened: scene.report().open as i64 - open as i64,
        lost,
        token: None,
    }
}

/// What a refresh or a logout comes to.
fn later(scene: &Generation, operation: Operation, outcome: Outcome) -> Cell {
    let token = scene.token();
    let value = token.value();
    let (sent, open) = (scene.sent(operation), scene.report().open);
    let result = outcome.provoke(scene, operation, |call| match operation {
        Operation::Refresh => token.refresh(0, call),
        _ => token.invalidate(call),
    });
    let sent = scene.sent(operation) - sent;
    scene.stub.clear_faults();
    let lost = scene.counted();
    let opened = scene.report().open as i64 - open as i64;
    let left = match token.value() {
        now if now == value => Value::Same,
        now if now.is_empty() => Value::Wiped,
        _ => Value::Other,
    };
    scene.note(&token);
    let state = token.state();
    let before = scene.sent(Operation::Refresh);
    let next = token.refresh(0, &within(5_000));
    scene.note(&token);
    for error in [&result, &next].into_iter().filter_map(|result| result.as_ref().err()) {
        silent(scene, error);
    }
    let (status, action) = status_and_action(&result);
    let (next_status, next_action) = status_and_action(&next);
    Cell {
        status,
        action,
        sent,
        opened,
        lost,
        token: Some((
            state,
            left,
            Next {
                status: next_status,
                action: next_action,
                sent: scene.sent(Operation::Refresh) - before,
            },
        )),
    }
}

/// No error shows a secret.
fn silent(scene: &Generation, error: &Error) {
    scene.assert_silent("an error", &format!("{error:?}"));
}

/// The one cell of the table.
fn expected(operation: Operation, outcome: Outcome, way: Way) -> Result<Cell, String> {
    let rows = TABLE.iter().filter(|(of, outcomes, ways, _)| {
        *of == operation && outcomes.contains(&outcome) && ways.iter().any(|ways| ways.contains(&way))
    });
    match &rows.map(|(.., cell)| *cell).collect::<Vec<_>>()[..] {
        [cell] => Ok(*cell),
        cells => Err(format!("{operation:?} {outcome:?} {way:?}: {} cells", cells.len())),
    }
}

/// The cells of a way that do not hold.
fn wrong(way: Way) -> Vec<String> {
    let mut wrong = Vec::new();
    for operation in Operation::V1_ALPHA {
        for outcome in Outcome::ALL {
            let scene = Generation::new(way);
            let cell = match operation {
                Operation::Create => login(&scene, *outcome),
                _ => later(&scene, operation, *outcome),
            };
            match expected(operation, *outcome, way) {
                Ok(expected) if expected == cell => {}
                expected => wrong.push(format!("{operation:?} {outcome:?} {way:?}: {cell:?}, not {expected:?}")),
            }
        }
    }
    wrong
}

#[test]
fn every_cell_holds() {
    alone(|| {
        let wrong: Vec<String> = thread::scope(|scope| {
            let threads: Vec<_> = Way::ALL.iter().map(|way| scope.spawn(move || wrong(*way))).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert!(wrong.is_empty(), "{} cells:\n{}", wrong.len(), wrong.join("\n"));
    });
}
