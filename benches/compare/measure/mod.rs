//! What is measured, of whom, and how. All of it goes into the table.

mod clients;
mod machine;
mod reads;
mod server;
mod tools;

use std::fs;
use std::path::Path;

use crate::table::{CLOUD, CLOUD_CLIENTS, Client, MEMORY, NEW_CONNECTIONS, OPERATIONS, THREADS, TRUST, Table};

use clients::Built;
use server::{Authority, Mode, Server};
use tools::Command;

/// How the server serves each of [`NEW_CONNECTIONS`].
const NEW_CONNECTION_MODES: [Mode; 2] = [Mode::Once, Mode::OnceFull];

/// Counts are differences between a run with a few calls and one with more.
const FEW: usize = 5;
const MORE: usize = 55;
/// For strace, which costs less, so that a receive that was interrupted is lost among them.
const MANY: usize = 1005;

/// What `driver.c` calls each of [`CLOUD`].
const CLOUD_OPERATIONS: [&str; 2] = ["cloud-create", "cloud-refresh"];

/// What is called on a server.
type Address<'a> = &'a dyn Fn(&Server) -> String;

const ONE_CORE: &[&str] = &["taskset", "-c", "0"];
const TWO_CORES: &[&str] = &["taskset", "-c", "0,1"];

/// How often each figure is taken.
pub struct Rounds {
    pub timed: usize,
    pub counted: usize,
    /// Python's counts take minutes, so they are taken once at most.
    pub counts_python: bool,
    /// Counts are of single short runs, the start of the program included: half of the runs, and figures that mean nothing.
    pub rough: bool,
}

/// Measures everything; builds in `folder`, and tells `say` how far it is.
pub fn everything(folder: &Path, rounds: &Rounds, say: &dyn Fn(&str)) -> Table {
    let scratch = folder.join(format!("run-{}", std::process::id()));
    fs::create_dir_all(&scratch).unwrap();
    say("building");
    let built = Built::new(folder);
    let authority = Authority::new(&scratch);
    let (bundle, certs) = authority.system_store();
    let bench = Bench {
        built: &built,
        authority: &authority,
        scratch: &scratch,
        one_core: Server::start(&authority, "one-core", 1, "0"),
        two_cores: Server::start(&authority, "two-cores", 1, "0,1"),
        wide: Server::start(&authority, "wide", 2, "0,1"),
        rough: rounds.rough,
        system_store: vec![
            ("SSL_CERT_FILE", bundle.to_str().unwrap().to_owned()),
            ("SSL_CERT_DIR", certs.to_str().unwrap().to_owned()),
        ],
    };
    let mut table = Table::default();
    for round in 1..=rounds.timed {
        say(&format!("times, round {round} of {}", rounds.timed));
        bench.times(&mut table);
        bench.cold_times(&mut table);
        bench.throughput(&mut table);
        bench.reads(&mut table);
    }
    for round in 1..=rounds.counted {
        say(&format!("counts, round {round} of {}", rounds.counted));
        bench.counts(&mut table, round == 1 && rounds.counts_python);
        bench.cold_counts(&mut table);
        bench.count_reads(&mut table);
        bench.memory(&mut table);
    }
    machine::sizes(&mut table, &built);
    table.machine = machine::versions(&built);
    drop(bench);
    let _ = fs::remove_dir_all(&scratch);
    say("done");
    table
}

struct Bench<'a> {
    built: &'a Built,
    authority: &'a Authority,
    scratch: &'a Path,
    /// On the first processor, on two of them, and on two of them with two workers.
    one_core: Server,
    two_cores: Server,
    wide: Server,
    system_store: Vec<(&'static str, String)>,
    /// See [`Rounds`].
    rough: bool,
}

/// Each function is one round.
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

    fn counts(&self, table: &mut Table, with_python: bool) {
        for client in Client::CALLERS {
            if client == Client::Python && !with_python {
                continue;
            }
            for operation in OPERATIONS {
                self.count(table, client, operation, operation, &|server| {
                    server.address(Mode::Kept)
                });
            }
            for (name, mode) in NEW_CONNECTIONS.into_iter().zip(NEW_CONNECTION_MODES) {
                self.count(table, client, "refresh", name, &|server| server.address(mode));
            }
        }
        for (name, operation) in CLOUD.into_iter().zip(CLOUD_OPERATIONS) {
            for client in CLOUD_CLIENTS {
                self.count(table, client, operation, name, &Server::sign_in_address);
            }
        }
    }

    fn count(&self, table: &mut Table, client: Client, operation: &str, name: &str, address: Address<'_>) {
        let address = address(&self.two_cores);
        let run = |calls: usize| self.command(client, address.clone(), &format!("count {operation} {calls}"));
        let few = run(FEW);
        let counts = |command: &Command| {
            let (allocations, bytes) = tools::allocations(command);
            [tools::instructions(command), allocations, bytes]
        };
        let system_calls = |command: &Command| tools::system_calls(command, self.scratch);
        let ([instructions, allocations, bytes], system_calls) = if self.rough {
            (
                counts(&few).map(|count| count / FEW as f64),
                system_calls(&few) / FEW as f64,
            )
        } else {
            let (of_few, of_more) = (counts(&few), counts(&run(MORE)));
            let per_call = |at: usize| (of_more[at] - of_few[at]) / (MORE - FEW) as f64;
            let difference = system_calls(&run(MANY)) - system_calls(&few);
            ([0, 1, 2].map(per_call), difference / (MANY - FEW) as f64)
        };
        let mut found = [
            ("instructions", instructions),
            ("system calls", system_calls),
            ("allocations", allocations),
            ("bytes", bytes),
        ];
        // Each token that is logged out was created before, which is in the difference, too.
        if operation == "invalidate" {
            for (what, value) in &mut found {
                let latest = table.latest(client, &format!("create {what}"));
                *value -= latest;
            }
        }
        for (what, value) in found {
            table.add(client, &format!("{name} {what}"), value);
        }
    }

    fn times(&self, table: &mut Table) {
        for operation in OPERATIONS {
            for client in Client::CALLERS {
                self.time(
                    table,
                    client,
                    operation,
                    operation,
                    &|server| server.address(Mode::Kept),
                    2000,
                );
            }
        }
        for (name, operation) in CLOUD.into_iter().zip(CLOUD_OPERATIONS) {
            for client in CLOUD_CLIENTS {
                self.time(table, client, operation, name, &Server::sign_in_address, 2000);
            }
        }
        for (name, mode) in NEW_CONNECTIONS.into_iter().zip(NEW_CONNECTION_MODES) {
            for client in Client::CALLERS {
                self.time(table, client, "refresh", name, &|server| server.address(mode), 200);
            }
        }
    }

    fn time(&self, table: &mut Table, client: Client, operation: &str, name: &str, address: Address<'_>, calls: usize) {
        let calls = if client == Client::Python { calls / 10 } else { calls };
        let way = format!("time {operation} {calls}");
        for (server, cores, cpus) in [
            (&self.one_core, "one core", ONE_CORE),
            (&self.two_cores, "two cores", TWO_CORES),
        ] {
            let numbers = self.command(client, address(server), &way).numbers(cpus);
            for (what, nanoseconds) in ["p50", "p99", "CPU"].into_iter().zip(numbers) {
                table.add(client, &format!("{name} {what} {cores}"), nanoseconds / 1000.0);
            }
        }
    }

    fn cold_counts(&self, table: &mut Table) {
        self.cold(|trust, client, command| {
            let nothing = self.command(client, String::new(), "nothing");
            let instructions = tools::instructions(&command(0)) - tools::instructions(&nothing);
            table.add(client, &format!("{trust} instructions"), instructions);
        });
    }

    fn cold_times(&self, table: &mut Table) {
        self.cold(|trust, client, command| {
            let numbers = command(50).numbers(TWO_CORES);
            for (what, value) in ["ms", "RSS", "dirty"].into_iter().zip(numbers) {
                table.add(client, &format!("{trust} {what}"), value);
            }
        });
    }

    fn cold(&self, mut measure: impl FnMut(&str, Client, &dyn Fn(usize) -> Command)) {
        for trust in TRUST {
            for client in Client::CALLERS {
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

    fn memory(&self, table: &mut Table) {
        for client in [Client::Lftoken, Client::Libcurl] {
            let ways = ["clients 100", "clients 100", "clients 1000", "tokens 10000"];
            for (name, way) in MEMORY.into_iter().zip(ways) {
                let mut command = self.command(client, self.two_cores.address(Mode::Kept), way);
                if name.ends_with("system store") {
                    command = self.with_system_store(command, client);
                }
                let numbers = command.numbers(TWO_CORES);
                for (what, bytes) in ["RSS", "dirty"].into_iter().zip(numbers) {
                    table.add(client, &format!("{name} {what}"), bytes);
                }
            }
        }
    }

    fn throughput(&self, table: &mut Table) {
        for client in [Client::Floor, Client::Lftoken, Client::Agent, Client::Libcurl] {
            let way = format!("threads {THREADS} 3000");
            let numbers = self
                .command(client, self.wide.address(Mode::Kept), &way)
                .numbers(TWO_CORES);
            table.add(client, "calls per second", numbers[0]);
        }
    }
}
