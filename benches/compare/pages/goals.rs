//! What the library sets out to reach, by figures of the same run.

use crate::table::{Client, Spread, Table};

use super::markdown::number;

struct Goal {
    what: &'static str,
    figure: &'static str,
    /// Whose figure it is a part of, if it is one.
    peer: Option<Client>,
    bound: f64,
    /// Whether the bound is the most that is allowed, or the least that is wanted.
    is_most: bool,
}

const fn most(what: &'static str, figure: &'static str, bound: f64) -> Goal {
    Goal {
        what,
        figure,
        peer: None,
        bound,
        is_most: true,
    }
}

const fn least(what: &'static str, figure: &'static str, bound: f64) -> Goal {
    Goal {
        is_most: false,
        ..most(what, figure, bound)
    }
}

const GOALS: &[Goal] = &[
    most("instructions of a warm refresh", "refresh instructions", 0.40).of(Client::Libcurl),
    most("CPU time of a warm refresh", "refresh CPU one core", 0.45).of(Client::Libcurl),
    most("p50 of a warm refresh, one core", "refresh p50 one core", 0.65).of(Client::Libcurl),
    most("p50 of a warm refresh, one core", "refresh p50 one core", 1.30).of(Client::Floor),
    most("system calls of a warm refresh", "refresh system calls", 3.0),
    most(
        "system calls on a new connection, TLS resumed",
        "resumed system calls",
        16.0,
    ),
    most("allocations of a warm refresh", "refresh allocations", 40.0),
    most("bytes allocated by a warm refresh", "refresh bytes", 6000.0),
    most(
        "instructions of a cold start, system store",
        "system store instructions",
        0.14,
    )
    .of(Client::Libcurl),
    most("ms of a cold start, system store", "system store ms", 10.0),
    most("time of a cold start, system store", "system store ms", 0.6).of(Client::Libcurl),
    most("instructions of a cold start, one CA", "one CA instructions", 0.1).of(Client::Libcurl),
    most("kB of RSS for the first client", "system store RSS", 3584.0),
    most("kB of dirty memory for the first client", "system store dirty", 700.0),
    most(
        "bytes of dirty memory for a further client",
        "client of 100 dirty",
        65_536.0,
    ),
    most(
        "bytes of dirty memory for a further client, system store",
        "client of 100, system store dirty",
        65_536.0,
    ),
    least("calls per second of 16 threads", "calls per second", 1.2).of(Client::Libcurl),
    most("bytes of the stripped library", "size", 1_900_000.0),
    most("ns of lf_token_value", "value one handle, 1 threads, ns", 35.0),
    least(
        "throughput of lf_token_value, 2 threads of 1, one handle",
        "value one handle, 2 threads, throughput",
        1.9,
    ),
    least(
        "throughput of lf_token_value, 2 threads of 1, a handle each",
        "value a handle each, 2 threads, throughput",
        1.9,
    ),
    most("ns of lf_session_token", "session one handle, 1 threads, ns", 60.0),
    most("time of lf_session_token", "session one handle, 1 threads, ns", 1.0).of(Client::Field),
    most("system calls of lf_session_token", "session system calls", 0.0),
    least(
        "throughput of lf_session_token, 2 threads of 1, one session",
        "session one handle, 2 threads, throughput",
        1.8,
    ),
];

impl Goal {
    const fn of(self, peer: Client) -> Goal {
        Goal {
            peer: Some(peer),
            ..self
        }
    }

    fn reached(&self, figures: &Table) -> Option<Spread> {
        match self.peer {
            None => figures.of(Client::Lftoken, self.figure),
            Some(peer) => figures.ratio(Client::Lftoken, peer, self.figure),
        }
    }
}

/// One row for each goal.
pub fn rows(figures: &Table) -> Vec<Vec<String>> {
    GOALS
        .iter()
        .map(|goal| {
            let reached = goal.reached(figures).expect("a figure for each goal");
            let (bound, is_met) = if goal.is_most {
                ("at most", reached.median <= goal.bound)
            } else {
                ("at least", reached.median >= goal.bound)
            };
            let peer = goal.peer.map_or(String::new(), |peer| format!(" of {}", peer.name()));
            vec![
                goal.what.to_owned(),
                format!("{bound} {}{peer}", number(goal.bound)),
                reached.to_string(),
                if is_met { "met" } else { "**missed**" }.to_owned(),
            ]
        })
        .collect()
}
