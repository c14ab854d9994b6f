//! The pages: one report with all figures and a chart. They are made of the table and
//! of nothing else.

mod chart;
mod goals;
mod markdown;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::table::{
    CLOUD, Client, LOOK_UP_HANDLES, LOOK_UP_THREADS, MEMORY, NEW_CONNECTIONS, OPERATIONS, THREADS, TRUST, Table,
};

use markdown::{number, table};

pub struct Pages {
    pub report: String,
    pub chart: String,
}

impl Pages {
    pub fn of(figures: &Table) -> Pages {
        Pages {
            report: whole(figures),
            chart: chart::svg(figures),
        }
    }

    /// Puts them where they belong in the project.
    pub fn publish(&self, root: &Path) {
        fs::write(root.join("docs/performance.md"), &self.report).unwrap();
        fs::write(root.join("docs/performance.svg"), &self.chart).unwrap();
    }
}

/// For each client a row of figures; a client of which nothing is known is left out.
fn by_client(figures: &Table, columns: &[(&str, String)]) -> String {
    let mut header = vec![""];
    header.extend(columns.iter().map(|(title, _)| *title));
    let rows: Vec<Vec<String>> = Client::ALL
        .iter()
        .filter(|client| columns.iter().any(|(_, name)| figures.of(**client, name).is_some()))
        .map(|client| {
            let mut row = vec![client.name().to_owned()];
            row.extend(columns.iter().map(|(_, name)| {
                let figure = figures.of(*client, name);
                figure.map_or("–".to_owned(), |figure| figure.to_string())
            }));
            row
        })
        .collect();
    table(&header, &rows)
}

fn summary(figures: &Table) -> String {
    const ROWS: [(&str, &str); 14] = [
        ("warm refresh: µs, median", "refresh p50 one core"),
        ("warm refresh: instructions", "refresh instructions"),
        ("warm refresh: system calls", "refresh system calls"),
        ("warm refresh: allocations", "refresh allocations"),
        ("warm refresh: bytes allocated", "refresh bytes"),
        ("warm Cloud login: instructions", "Cloud login instructions"),
        ("warm Cloud refresh: instructions", "Cloud refresh instructions"),
        (
            "refresh on a new connection, TLS resumed: µs, median",
            "resumed p50 one core",
        ),
        (
            "refresh on a new connection, TLS resumed: system calls",
            "resumed system calls",
        ),
        (
            "from loading the library to the first token, system store: ms",
            "system store ms",
        ),
        ("resident memory then: kB", "system store RSS"),
        ("refreshes per second by 16 threads", "calls per second"),
        ("bytes on disk, TLS not counted where it is apart", "size"),
        ("bytes on disk with all that it needs", "size of all"),
    ];
    let clients = [Client::Lftoken, Client::Libcurl, Client::Python, Client::Floor];
    let rows: Vec<Vec<String>> = ROWS
        .iter()
        .map(|(title, name)| {
            let mut row = vec![(*title).to_owned()];
            row.extend(clients.map(|client| {
                // Python's ssl module does not resume of its own accord.
                let resumes = client != Client::Python || !name.starts_with("resumed");
                let figure = figures.of(client, name).filter(|_| resumes);
                figure.map_or(String::new(), |figure| number(figure.median))
            }));
            row
        })
        .collect();
    let mut header = vec![""];
    header.extend(clients.iter().map(|client| client.name()));
    format!("{}\n{}", table(&header, &rows), figures.machine)
}

fn whole(figures: &Table) -> String {
    let mut text = String::from(
        "# Speed, memory and size\n\n\
         Written by `LF_BLESS=1 cargo bench`. Every figure is taken through the C interface of the library as it ships, with its time\n\
         limits, wiping and licence safety on, beside the same three calls made otherwise, in the same run, client by client in turn.\n\
         The server is nginx with fixed answers. A figure is the median of its rounds, with the lowest and the highest in brackets;\n\
         ratios are taken round by round, and a goal is met by the median. There are 11 rounds of 2,000 calls for times (200 on new\n\
         connections, a tenth of that for Python) and 3 of 50 calls for counts (1,000 for system calls; one round for Python).\n\
         \n\
         Instructions (valgrind, user space), system calls (strace), allocations and bytes (malloc, by valgrind), CPU time and memory\n\
         are those of the client's process alone. p50 and p99 are of the time that passes: on one core client and server share it, so\n\
         the server's work is in it; on two cores it is mostly the time in which the other core wakes up, which is long or short by\n\
         chance. Dirty memory is what the process has written itself. A µs or ms is worth only what it is beside another of the same\n\
         table.\n\
         \n\
         \"Floor\" is rustls alone: prebuilt bytes, one write, one read, no parsing, no time limit. \"libcurl + cJSON\" is\n\
         benches/clients/libcurl.c; most of the bytes that it allocates libcurl does itself. Python makes a full handshake on each new\n\
         connection.\n\
         \n",
    );
    text.push_str(&summary(figures));
    text.push_str("\n![the main figures, as parts of libcurl's](performance.svg)\n\n## Goals\n\n");
    text.push_str(&table(
        &["what", "goal", "reached", "by the median"],
        &goals::rows(figures),
    ));
    for operation in OPERATIONS {
        let _ = write!(text, "\n## {operation} on a warm connection\n\n");
        text.push_str(&calls(figures, operation, true));
    }
    for name in CLOUD {
        let _ = write!(text, "\n## {name} on a warm connection\n\n");
        text.push_str(&calls(figures, name, true));
    }
    text.push_str(
        "\nA service app logs in, and its token is renewed by another login. Each signs an assertion with ES256, by ring in lftoken\n\
         and by OpenSSL beside libcurl. lftoken reads and checks the access key at every login, and keeps it for the refreshes of\n\
         its token; beside libcurl it is read once. libcurl's refresh is its login.\n",
    );
    for name in NEW_CONNECTIONS {
        let _ = write!(text, "\n## refresh on a new connection, {name}\n\n");
        text.push_str(&calls(figures, name, false));
    }
    for trust in TRUST {
        let _ = write!(text, "\n## From loading the library to the first token, {trust}\n\n");
        text.push_str(&by_client(
            figures,
            &[
                ("instructions", format!("{trust} instructions")),
                ("ms", format!("{trust} ms")),
                ("kB RSS", format!("{trust} RSS")),
                ("kB dirty", format!("{trust} dirty")),
            ],
        ));
    }
    text.push_str(
        "\nMemory is what it took with 50 refreshes after it.\n\n## Bytes of memory for each further one\n\n",
    );
    text.push_str(&memory(figures));
    let _ = write!(text, "\n## {THREADS} threads, each with a token\n\n");
    text.push_str(&by_client(
        figures,
        &[("calls per second", "calls per second".to_owned())],
    ));
    text.push_str(
        "\nlftoken and ureq's agent share one client; the others have one for each thread. The server has two workers.\n\n\
         ## lf_token_value, in a program that has computed something\n\n",
    );
    text.push_str(&look_ups(figures, "value"));
    text.push_str("\n## lf_session_token there, when the session has a token\n\n");
    text.push_str(&look_ups(figures, "session"));
    text.push_str(
        "\nThroughput is that of all threads, in parts of one thread's. The floating-point flag \"inexact\" is raised, as any\n\
         calculation does. Each round counts by the best of a hundred bursts, which nothing else on the machine disturbed.\n\n\
         ## A token that is there, on one thread and on two\n\n",
    );
    text.push_str(&by_client(figures, &readers()));
    text.push_str(
        "\nlftoken is lf_session_token, and in C# LFSession.GetAuthorization, which makes a string. \"Field behind a lock\" is what\n\
         people write by hand: the token and its end behind a lock, and a new AuthenticationHeaderValue. MSAL.NET is\n\
         AcquireTokenForClient(scopes).ExecuteAsync(), whose cache has the token. All three run on .NET 8, and of the other two no token is ever fetched.\n\n\
         ## Bytes on disk\n\n",
    );
    text.push_str(&by_client(
        figures,
        &[
            ("stripped", "size".to_owned()),
            ("with OpenSSL", "size with OpenSSL".to_owned()),
            ("with all that it needs", "size of all".to_owned()),
        ],
    ));
    text.push_str("\nWithout the C library's own files.\n\n## ureq's agent\n\n");
    text.push_str(
        "The library reads answers with ureq-proto, the protocol core of ureq, and does without the agent on top of it. The agent\n\
         is measured as its documentation shows it, with time limits, which has it resolve the host on a thread of its own for\n\
         each call. It would spare `pool.rs`, `connection.rs`, `request.rs` and `exchange.rs` of `src/http`, some 650 lines\n\
         with their tests, but cannot hand a request over to another thread in the middle of its answer, which is how the\n\
         session of a late answer is logged out.\n",
    );
    text
}

fn calls(figures: &Table, name: &str, with_p99: bool) -> String {
    let mut columns = vec![
        ("instructions", format!("{name} instructions")),
        ("system calls", format!("{name} system calls")),
        ("allocations", format!("{name} allocations")),
        ("bytes", format!("{name} bytes")),
        ("CPU µs", format!("{name} CPU one core")),
        ("p50 µs, one core", format!("{name} p50 one core")),
    ];
    if with_p99 {
        columns.push(("p99 µs, one core", format!("{name} p99 one core")));
    }
    columns.push(("p50 µs, two cores", format!("{name} p50 two cores")));
    if with_p99 {
        columns.push(("p99 µs, two cores", format!("{name} p99 two cores")));
    }
    by_client(figures, &columns)
}

fn readers() -> Vec<(&'static str, String)> {
    let figure = |of: &str| format!("session one handle, {of}");
    vec![
        ("ns", figure("1 threads, ns")),
        ("ns, two threads", figure("2 threads, ns")),
        ("throughput of two", figure("2 threads, throughput")),
        ("instructions", "session instructions".to_owned()),
        ("system calls", "session system calls".to_owned()),
    ]
}

fn look_ups(figures: &Table, name: &str) -> String {
    let mut header = vec!["threads".to_owned()];
    for handles in LOOK_UP_HANDLES {
        header.extend([format!("ns, {handles}"), format!("throughput, {handles}")]);
    }
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = LOOK_UP_THREADS
        .iter()
        .map(|threads| {
            let mut row = vec![threads.to_string()];
            for handles in LOOK_UP_HANDLES {
                for what in ["ns", "throughput"] {
                    let figure = figures.of(Client::Lftoken, &format!("{name} {handles}, {threads} threads, {what}"));
                    row.push(figure.expect("a figure for each number of threads").to_string());
                }
            }
            row
        })
        .collect();
    table(&header, &rows)
}

fn memory(figures: &Table) -> String {
    let rows: Vec<Vec<String>> = MEMORY
        .iter()
        .map(|name| {
            let mut row = vec![(*name).to_owned()];
            for client in [Client::Lftoken, Client::Libcurl] {
                for what in ["RSS", "dirty"] {
                    let figure = figures.of(client, &format!("{name} {what}"));
                    row.push(figure.map_or("–".to_owned(), |figure| figure.to_string()));
                }
            }
            row
        })
        .collect();
    table(
        &["", "lftoken, RSS", "lftoken, dirty", "libcurl, RSS", "libcurl, dirty"],
        &rows,
    )
}
