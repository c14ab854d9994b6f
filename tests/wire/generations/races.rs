//! Calls for one token from many threads at once.

use std::collections::HashMap;
use std::thread;

use support::binding::Status;

use crate::scene::{invalidate, refresh, within};
use crate::seen::form;

use super::ways::{Generation, Way};

#[test]
fn what_the_server_takes_once_is_sent_once_whoever_calls_what() {
    const ROUNDS: usize = 40;
    const THREADS: u64 = 6;
    for way in [Way::V2Code, Way::SinglePageCode] {
        let scene = Generation::new(way);
        for _ in 0..ROUNDS {
            let token = &scene.token();
            thread::scope(|scope| {
                for number in 0..THREADS {
                    scope.spawn(move || {
                        for round in 0..4 {
                            let result = match (number, round) {
                                (0, 3) => invalidate(token),
                                (1, _) => token.refresh(0, &within(2 + round)),
                                _ => refresh(token),
                            };
                            token.refresh_token();
                            let known = [Status::SessionGone, Status::OutcomeUnknown, Status::TimedOut];
                            assert!(result.err().is_none_or(|error| known.contains(&error.status)));
                        }
                    });
                }
            });
        }
        let mut sent = HashMap::<String, usize>::new();
        for (name, value) in scene.stub.requests().iter().flat_map(form) {
            if ["code", "refresh_token"].contains(&name.as_str()) {
                *sent.entry(value).or_default() += 1;
            }
        }
        assert!(sent.len() > ROUNDS && sent.values().all(|times| *times == 1));
        scene.counted();
    }
}
