//! What the library sets out to reach, by figures of the same run.

use crate::clients::Client;
use crate::figures::{Figures, Spread};
use crate::report::number;

/// At most, or at least, this much.
enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

/// Against whom a figure is held.
enum Against {
    Nobody,
    Ratio(Client),
}

struct Goal {
    what: &'static str,
    figure: &'static str,
    against: Against,
    bound: Bound,
}

const fn ratio(what: &'static str, figure: &'static str, peer: Client, most: f64) -> Goal {
    Goal {
        what,
        figure,
        against: Against::Ratio(peer),
        bound: Bound::AtMost(most),
    }
}

const fn most(what: &'static str, figure: &'static str, most: f64) -> Goal {
    Goal {
        what,
        figure,
        against: Against::Nobody,
        bound: Bound::AtMost(most),
    }
}

const fn least(what: &'static str, figure: &'static str, least: f64) -> Goal {
    Goal {
        what,
        figure,
        against: Against::Nobody,
        bound: Bound::AtLeast(least),
    }
}

const GOALS: &[Goal] = &[
    ratio(
        "instructions of a warm refresh",
        "refresh instructions",
        Client::Libcurl,
        0.40,
    ),
    ratio(
        "CPU time of a warm refresh",
        "refresh CPU one core",
        Client::Libcurl,
        0.45,
    ),
    ratio(
        "p50 of a warm refresh, one core",
        "refresh p50 one core",
        Client::Libcurl,
        0.65,
    ),
    ratio(
        "p50 of a warm refresh, one core",
        "refresh p50 one core",
        Client::Floor,
        1.30,
    ),
    most("system calls of a warm refresh", "refresh system calls", 2.0),
    most(
        "system calls on a new connection, TLS resumed",
        "resumed system calls",
        16.0,
    ),
    most("allocations of a warm refresh", "refresh allocations", 40.0),
    most("bytes allocated by a warm refresh", "refresh bytes", 6000.0),
    ratio(
        "instructions of a cold start, system store",
        "system store instructions",
        Client::Libcurl,
        0.14,
    ),
    most("ms of a cold start, system store", "system store ms", 10.0),
    ratio(
        "time of a cold start, system store",
        "system store ms",
        Client::Libcurl,
        0.6,
    ),
    ratio(
        "instructions of a cold start, one CA",
        "one CA instructions",
        Client::Libcurl,
        0.1,
    ),
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
    Goal {
        what: "calls per second of 16 threads",
        figure: "calls per second",
        against: Against::Ratio(Client::Libcurl),
        bound: Bound::AtLeast(1.2),
    },
    most("bytes of the stripped library", "size", 1_850_000.0),
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
];

impl Goal {
    fn reached(&self, figures: &Figures) -> Option<Spread> {
        match self.against {
            Against::Nobody => figures.of(Client::Lftoken, self.figure),
            Against::Ratio(peer) => figures.ratio(Client::Lftoken, peer, self.figure),
        }
    }
}

/// One row for each goal.
pub fn rows(figures: &Figures) -> Vec<Vec<String>> {
    GOALS
        .iter()
        .map(|goal| {
            let reached = goal.reached(figures).expect("a figure for each goal");
            let (bound, is_met) = match goal.bound {
                Bound::AtMost(most) => (format!("at most {}", number(most)), reached.median <= most),
                Bound::AtLeast(least) => (format!("at least {}", number(least)), reached.median >= least),
            };
            let against = match goal.against {
                Against::Nobody => String::new(),
                Against::Ratio(peer) => format!(" of {}", peer.name()),
            };
            vec![
                goal.what.to_owned(),
                format!("{bound}{against}"),
                reached.to_string(),
                if is_met { "met" } else { "**missed**" }.to_owned(),
            ]
        })
        .collect()
}
