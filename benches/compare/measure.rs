//! What is measured, of whom, and how. Each function is one round.

use std::path::Path;

use crate::clients::{Built, Client};
use crate::figures::Figures;
use crate::server::{Authority, Mode, Server};
use crate::tools::{self, Command};

pub const OPERATIONS: [&str; 3] = ["create", "refresh", "invalidate"];

/// A new connection for each call, by whether TLS resumes a session.
pub const NEW_CONNECTIONS: [(&str, Mode); 2] = [("resumed", Mode::Once), ("full handshake", Mode::OnceFull)];

pub const TRUST: [&str; 2] = ["system store", "one CA"];

pub const THREADS: usize = 16;

/// Who looks handles up: how many threads, and whether they share one.
pub const LOOK_UP_THREADS: [usize; 3] = [1, 2, 4];
pub const LOOK_UP_HANDLES: [&str; 2] = ["one handle", "a handle each"];

/// Counts are differences between a run with a few calls and one with more.
const FEW: usize = 5;
const MORE: usize = 55;
/// For strace, which costs less, so that a receive that was interrupted is lost among them.
const MANY: usize = 1005;

const ONE_CORE: &[&str] = &["taskset", "-c", "0"];
const TWO_CORES: &[&str] = &["taskset", "-c", "0,1"];

pub struct Bench<'a> {
    pub built: &'a Built,
    pub authority: &'a Authority,
    pub scratch: &'a Path,
    /// On the first processor, on two of them, and on two of them with two workers.
    pub one_core: Server,
    pub two_cores: Server,
    pub wide: Server,
    pub system_store: Vec<(&'static str, String)>,
}

impl Bench<'_> {
    fn command(&self, client: Client, address: String, way: &str) -> Command {
        let mut words = self.built.command(client);
        words.push(address);
        words.push(self.authority.file().to_str().unwrap().to_owned());
        words.extend(way.split(' ').map(str::to_owned));
        Command {
            words,
            environment: Vec::new(),
        }
    }

    /// As above, with the trust store of the system instead of the one authority.
    fn with_system_store(&self, mut command: Command, client: Client) -> Command {
        let at = self.built.command(client).len() + 1;
        command.words[at] = "system".to_owned();
        Command {
            words: command.words,
            environment: self.system_store.clone(),
        }
    }

    /// Of Python once at most: it takes minutes.
    pub fn counts(&self, figures: &mut Figures, with_python: bool) {
        for client in Client::ALL {
            if client == Client::Python && !with_python {
                continue;
            }
            for operation in OPERATIONS {
                self.count(figures, client, operation, operation, Mode::Kept);
            }
            for (name, mode) in NEW_CONNECTIONS {
                self.count(figures, client, "refresh", name, mode);
            }
        }
    }

    fn count(&self, figures: &mut Figures, client: Client, operation: &str, name: &str, mode: Mode) {
        let address = self.two_cores.address(mode);
        let run = |calls: usize| self.command(client, address.clone(), &format!("count {operation} {calls}"));
        let per_call = |more: f64, few: f64| (more - few) / (MORE - FEW) as f64;
        let (few, more, many) = (run(FEW), run(MORE), run(MANY));
        let instructions = per_call(tools::instructions(&more), tools::instructions(&few));
        let system_calls = tools::system_calls(&many, self.scratch) - tools::system_calls(&few, self.scratch);
        let (few, more) = (tools::allocations(&few), tools::allocations(&more));
        let mut found = [
            ("instructions", instructions),
            ("system calls", system_calls / (MANY - FEW) as f64),
            ("allocations", per_call(more.0, few.0)),
            ("bytes", per_call(more.1, few.1)),
        ];
        // Each token that is logged out was created before, which is in the difference, too.
        if operation == "invalidate" {
            for (what, value) in &mut found {
                let latest = figures.latest(client, &format!("create {what}"));
                *value -= latest;
            }
        }
        for (what, value) in found {
            figures.add(client, &format!("{name} {what}"), value);
        }
    }

    pub fn times(&self, figures: &mut Figures) {
        for operation in OPERATIONS {
            for client in Client::ALL {
                self.time(figures, client, operation, operation, Mode::Kept, 2000);
            }
        }
        for (name, mode) in NEW_CONNECTIONS {
            for client in Client::ALL {
                self.time(figures, client, "refresh", name, mode, 200);
            }
        }
    }

    fn time(&self, figures: &mut Figures, client: Client, operation: &str, name: &str, mode: Mode, calls: usize) {
        let calls = if client == Client::Python { calls / 10 } else { calls };
        let way = format!("time {operation} {calls}");
        for (server, cores, cpus) in [
            (&self.one_core, "one core", ONE_CORE),
            (&self.two_cores, "two cores", TWO_CORES),
        ] {
            let numbers = self.command(client, server.address(mode), &way).numbers(cpus);
            for (what, nanoseconds) in ["p50", "p99", "CPU"].into_iter().zip(numbers) {
                figures.add(client, &format!("{name} {what} {cores}"), nanoseconds / 1000.0);
            }
        }
    }

    pub fn cold_counts(&self, figures: &mut Figures) {
        self.cold(|trust, client, command| {
            let nothing = self.command(client, String::new(), "nothing");
            let instructions = tools::instructions(&command(0)) - tools::instructions(&nothing);
            figures.add(client, &format!("{trust} instructions"), instructions);
        });
    }

    pub fn cold_times(&self, figures: &mut Figures) {
        self.cold(|trust, client, command| {
            let numbers = command(50).numbers(TWO_CORES);
            for (what, value) in ["ms", "RSS", "dirty"].into_iter().zip(numbers) {
                figures.add(client, &format!("{trust} {what}"), value);
            }
        });
    }

    fn cold(&self, mut measure: impl FnMut(&str, Client, &dyn Fn(usize) -> Command)) {
        for trust in TRUST {
            for client in Client::ALL {
                let has_system_store = matches!(client, Client::Lftoken | Client::Libcurl);
                if trust == "system store" && !has_system_store {
                    continue;
                }
                measure(trust, client, &|refreshes| {
                    let way = format!("cold {refreshes}");
                    let command = self.command(client, self.two_cores.address(Mode::Kept), &way);
                    if trust == "system store" {
                        self.with_system_store(command, client)
                    } else {
                        command
                    }
                });
            }
        }
    }

    pub fn memory(&self, figures: &mut Figures) {
        for client in [Client::Lftoken, Client::Libcurl] {
            for (name, way, trust) in [
                ("client of 100", "clients 100", "one CA"),
                ("client of 100, system store", "clients 100", "system store"),
                ("client of 1,000", "clients 1000", "one CA"),
                ("token of 10,000", "tokens 10000", "one CA"),
            ] {
                let mut command = self.command(client, self.two_cores.address(Mode::Kept), way);
                if trust == "system store" {
                    command = self.with_system_store(command, client);
                }
                let numbers = command.numbers(TWO_CORES);
                for (what, bytes) in ["RSS", "dirty"].into_iter().zip(numbers) {
                    figures.add(client, &format!("{name} {what}"), bytes);
                }
            }
        }
    }

    pub fn throughput(&self, figures: &mut Figures) {
        for client in [Client::Floor, Client::Lftoken, Client::Agent, Client::Libcurl] {
            let way = format!("threads {THREADS} 3000");
            let numbers = self
                .command(client, self.wide.address(Mode::Kept), &way)
                .numbers(TWO_CORES);
            figures.add(client, "calls per second", numbers[0]);
        }
    }

    /// Of `lf_token_value`, in a program that has computed something.
    pub fn look_ups(&self, figures: &mut Figures) {
        for handles in LOOK_UP_HANDLES {
            let mut of_one = 0.0;
            for threads in LOOK_UP_THREADS {
                let tokens = if handles == "one handle" { 1 } else { threads };
                let way = format!("values {threads} {tokens} 2000000");
                let numbers = self
                    .command(Client::Lftoken, self.two_cores.address(Mode::Kept), &way)
                    .numbers(TWO_CORES);
                let (nanoseconds, per_second) = (numbers[0], numbers[1]);
                if threads == 1 {
                    of_one = per_second;
                }
                let name = format!("value {handles}, {threads} threads");
                figures.add(Client::Lftoken, &format!("{name}, ns"), nanoseconds);
                figures.add(Client::Lftoken, &format!("{name}, throughput"), per_second / of_one);
            }
        }
    }
}
