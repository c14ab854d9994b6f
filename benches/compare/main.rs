//! Measures the library through its C interface, beside what else a program could use, and prints one table.
//!
//!     cargo bench                 the whole, a quarter of an hour; with LF_BLESS=1 it also writes docs/performance.md,
//!                                 docs/performance.svg and the README's figures
//!     cargo bench -- --quick      one round, without counts of Python: to see whether it works, not what is true

mod chart;
mod clients;
mod figures;
mod goals;
mod machine;
mod measure;
mod report;
mod server;
mod tools;

use std::fs;
use std::path::Path;
use std::time::Instant;

use clients::Built;
use figures::Figures;
use measure::Bench;
use server::{Authority, Server};

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let (counted, timed) = if quick { (1, 1) } else { (3, 11) };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    let scratch = folder.join(format!("run-{}", std::process::id()));
    fs::create_dir_all(&scratch).unwrap();
    let begun = Instant::now();
    let say = |what: &str| eprintln!("{:4} s  {what}", begun.elapsed().as_secs());

    say("building");
    let built = Built::new(&folder);
    let authority = Authority::new(&scratch);
    let (bundle, certs) = authority.system_store();
    let bench = Bench {
        built: &built,
        authority: &authority,
        scratch: &scratch,
        one_core: Server::start(&authority, "one-core", 1, "0"),
        two_cores: Server::start(&authority, "two-cores", 1, "0,1"),
        wide: Server::start(&authority, "wide", 2, "0,1"),
        system_store: vec![
            ("SSL_CERT_FILE", bundle.to_str().unwrap().to_owned()),
            ("SSL_CERT_DIR", certs.to_str().unwrap().to_owned()),
        ],
    };
    let mut figures = Figures::default();
    for round in 1..=timed {
        say(&format!("times, round {round} of {timed}"));
        bench.times(&mut figures);
        bench.cold_times(&mut figures);
        bench.throughput(&mut figures);
        bench.look_ups(&mut figures);
    }
    for round in 1..=counted {
        say(&format!("counts, round {round} of {counted}"));
        bench.counts(&mut figures, round == 1 && !quick);
        bench.cold_counts(&mut figures);
        bench.memory(&mut figures);
    }
    machine::sizes(&mut figures, &built);
    drop(bench);
    let _ = fs::remove_dir_all(&scratch);
    say("done");

    let machine = machine::versions();
    let report = report::whole(&figures, &machine);
    println!("{report}");
    let chart = chart::svg(&figures);
    fs::write(folder.join("performance.svg"), &chart).unwrap();
    if !quick && std::env::var_os("LF_BLESS").is_some() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::write(root.join("docs/performance.md"), &report).unwrap();
        fs::write(root.join("docs/performance.svg"), &chart).unwrap();
        put_into_readme(&root.join("README.md"), &report::summary(&figures, &machine));
    }
}

/// Puts the summary between its two marks.
fn put_into_readme(path: &Path, summary: &str) {
    const BEGIN: &str = "<!-- LF_BLESS=1 cargo bench writes from here -->\n";
    const END: &str = "<!-- to here -->";
    let readme = fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the first mark in the README");
    let (_, after) = rest.split_once(END).expect("the second mark in the README");
    fs::write(path, format!("{before}{BEGIN}\n{summary}\n{END}{after}")).unwrap();
}
