//! The table of what was measured: for each client and figure one value per round. Whoever measures writes it, whoever
//! makes pages reads it, and neither knows of the other.

use std::collections::BTreeMap;
use std::fmt::Write;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Client {
    Floor,
    Lftoken,
    Agent,
    Libcurl,
    Python,
    /// These only read a token that is there.
    Binding,
    Field,
    Msal,
}

impl Client {
    pub const ALL: [Client; 8] = [
        Client::Floor,
        Client::Lftoken,
        Client::Agent,
        Client::Libcurl,
        Client::Python,
        Client::Binding,
        Client::Field,
        Client::Msal,
    ];
    /// Those that make the three calls.
    pub const CALLERS: [Client; 5] = [
        Client::Floor,
        Client::Lftoken,
        Client::Agent,
        Client::Libcurl,
        Client::Python,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Client::Floor => "floor (rustls alone)",
            Client::Lftoken => "lftoken",
            Client::Agent => "ureq's agent",
            Client::Libcurl => "libcurl + cJSON",
            Client::Python => "Python laserfiche-api",
            Client::Binding => "lftoken in C#",
            Client::Field => "field behind a lock, C#",
            Client::Msal => "MSAL.NET",
        }
    }
}

// The words that figures are named by.
pub const OPERATIONS: [&str; 3] = ["create", "refresh", "invalidate"];
/// A service app of the Cloud on a warm connection: its login, and the login that renews its token.
pub const CLOUD: [&str; 2] = ["Cloud login", "Cloud refresh"];
/// Who does that.
pub const CLOUD_CLIENTS: [Client; 2] = [Client::Lftoken, Client::Libcurl];
/// A new connection for each call: whether TLS resumes a session.
pub const NEW_CONNECTIONS: [&str; 2] = ["resumed", "full handshake"];
pub const TRUST: [&str; 2] = ["system store", "one CA"];
pub const MEMORY: [&str; 4] = [
    "client of 100",
    "client of 100, system store",
    "client of 1,000",
    "token of 10,000",
];
pub const THREADS: usize = 16;
/// What is read: the value of a token, and that of a managed session.
pub const READS: [&str; 2] = ["value", "session"];
/// Who looks handles up: how many threads, and whether they share one.
pub const LOOK_UP_THREADS: [usize; 3] = [1, 2, 4];
pub const LOOK_UP_HANDLES: [&str; 2] = ["one handle", "a handle each"];

#[derive(Debug, Default, PartialEq)]
pub struct Table {
    /// Where and with what the figures were taken; some lines.
    pub machine: String,
    samples: BTreeMap<(Client, String), Vec<f64>>,
}

/// The median of the rounds, and the lowest and highest of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub median: f64,
    pub low: f64,
    pub high: f64,
}

impl Table {
    pub fn add(&mut self, client: Client, figure: &str, value: f64) {
        self.samples.entry((client, figure.to_owned())).or_default().push(value);
    }

    /// What was added last.
    pub fn latest(&self, client: Client, figure: &str) -> f64 {
        *self
            .samples(client, figure)
            .and_then(<[f64]>::last)
            .expect("a figure that was measured before")
    }

    pub fn of(&self, client: Client, figure: &str) -> Option<Spread> {
        Spread::of(self.samples(client, figure)?.to_vec())
    }

    /// Round by round, so that what slowed down a whole round cancels out.
    pub fn ratio(&self, client: Client, peer: Client, figure: &str) -> Option<Spread> {
        let (ours, theirs) = (self.samples(client, figure)?, self.samples(peer, figure)?);
        assert_eq!(ours.len(), theirs.len(), "{figure} was not measured in the same rounds");
        Spread::of(ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect())
    }

    fn samples(&self, client: Client, figure: &str) -> Option<&[f64]> {
        self.samples.get(&(client, figure.to_owned())).map(Vec::as_slice)
    }

    /// One line for each client and figure: both names, then the rounds. Lines about the machine begin with `#`.
    pub fn to_csv(&self) -> String {
        let mut csv = String::new();
        for line in self.machine.lines() {
            let _ = writeln!(csv, "# {line}");
        }
        for ((client, figure), samples) in &self.samples {
            let _ = write!(csv, "\"{}\",\"{figure}\"", client.name());
            for sample in samples {
                let _ = write!(csv, ",{sample}");
            }
            csv.push('\n');
        }
        csv
    }

    /// `None` if a line is not as [`Table::to_csv`] writes it.
    pub fn from_csv(csv: &str) -> Option<Table> {
        let mut table = Table::default();
        for line in csv.lines() {
            if let Some(line) = line.strip_prefix("# ") {
                let _ = writeln!(table.machine, "{line}");
                continue;
            }
            let (client, rest) = line.strip_prefix('"')?.split_once("\",\"")?;
            let (figure, samples) = rest.split_once("\",")?;
            let client = Client::ALL.into_iter().find(|one| one.name() == client)?;
            for sample in samples.split(',') {
                table.add(client, figure, sample.parse().ok()?);
            }
        }
        Some(table)
    }
}

impl Spread {
    fn of(mut samples: Vec<f64>) -> Option<Spread> {
        samples.sort_by(f64::total_cmp);
        Some(Spread {
            median: *samples.get(samples.len() / 2)?,
            low: *samples.first()?,
            high: *samples.last()?,
        })
    }
}
