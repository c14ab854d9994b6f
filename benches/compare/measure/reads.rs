//! Reads of a token that is there. They take so little that they are measured in bursts, the best of which counts.

use super::{Bench, TWO_CORES, tools};
use crate::table::{Client, LOOK_UP_HANDLES, LOOK_UP_THREADS, READS, Table};

use super::server::Mode;
use super::tools::Command;

/// What `driver.c` calls each of [`READS`].
const WAYS: [&str; 2] = ["values", "session-values"];
/// How often it reads; a hundredth of that in each burst.
const CALLS: usize = 2_000_000;
/// For counts, which are differences.
const FEW: usize = 100;
const MORE: usize = 100_100;

/// Who reads in C#, what `StartupHook.cs` is told, and how often that reads: what takes long is read less.
const IN_CSHARP: [(Client, &str, usize); 3] = [
    (Client::Binding, "lftoken", CALLS / 5),
    (Client::Field, "locked-field", CALLS),
    (Client::Msal, "msal", CALLS / 50),
];

impl Bench<'_> {
    /// One round of all readers, in a program that has computed something.
    pub fn reads(&self, table: &mut Table) {
        for (name, way) in READS.into_iter().zip(WAYS) {
            for handles in LOOK_UP_HANDLES {
                add(table, Client::Lftoken, &format!("{name} {handles}"), |threads| {
                    let of_each = if handles == "one handle" { 1 } else { threads };
                    self.read(&format!("{way} {threads} {of_each} {CALLS}"))
                });
            }
        }
        for (client, reader, calls) in IN_CSHARP {
            let address = self.two_cores.address(Mode::Kept);
            let authority = self.authority.file();
            add(table, client, "session one handle", |threads| {
                let way = format!("{reader} {threads} {calls} {address} {}", authority.display());
                self.built.in_csharp(&way)
            });
        }
    }

    pub fn count_reads(&self, table: &mut Table) {
        for (name, way) in READS.into_iter().zip(WAYS) {
            let run = |calls| self.read(&format!("{way} 1 1 {calls}"));
            let per_call = |count: &dyn Fn(&Command) -> f64| {
                let difference = count(&run(MORE)) - count(&run(FEW));
                // One that another thread has made is not of a read.
                (difference / (MORE - FEW) as f64 * 1000.0).round() / 1000.0
            };
            let instructions = per_call(&tools::instructions);
            let system_calls = per_call(&|command| tools::system_calls(command, self.scratch));
            table.add(Client::Lftoken, &format!("{name} instructions"), instructions);
            table.add(Client::Lftoken, &format!("{name} system calls"), system_calls);
        }
    }

    fn read(&self, way: &str) -> Command {
        self.command(Client::Lftoken, self.two_cores.address(Mode::Kept), way)
    }
}

/// What a reader takes on each number of threads, and how much all of them do, in parts of what one does.
fn add(table: &mut Table, client: Client, name: &str, command: impl Fn(usize) -> Command) {
    let mut of_one = 0.0;
    for threads in LOOK_UP_THREADS {
        let numbers = command(threads).numbers(TWO_CORES);
        let (nanoseconds, per_second) = (numbers[0], numbers[1]);
        if threads == 1 {
            of_one = per_second;
        }
        let name = format!("{name}, {threads} threads");
        table.add(client, &format!("{name}, ns"), nanoseconds);
        table.add(client, &format!("{name}, throughput"), per_second / of_one);
    }
}
