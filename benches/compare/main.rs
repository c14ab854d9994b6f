//! Measures the library through its C interface, beside what else a program could use, and prints one table.
//!
//!     cargo bench                 the whole, a quarter of an hour; with LF_BLESS=1 it also writes docs/performance.md and
//!                                 docs/performance.svg
//!     cargo bench -- --quick      one round of short runs, without counts of Python: to see whether it works, not what is true
//!     cargo bench -- --pages      measures nothing, and makes the pages of what was measured last
//!
//! What was measured is in target/bench/performance.csv; pages are made of that alone.

mod measure;
mod pages;
mod table;

use std::fs;
use std::path::Path;
use std::time::Instant;

use measure::Rounds;
use pages::Pages;
use table::Table;

fn main() {
    let has = |wanted: &str| std::env::args().any(|argument| argument == wanted);
    let (quick, only_pages) = (has("--quick"), has("--pages"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/bench");
    // A quick run leaves the figures of a whole one alone.
    let csv = folder.join(if quick { "quick.csv" } else { "performance.csv" });
    if !only_pages {
        fs::create_dir_all(&folder).unwrap();
        let rounds = Rounds {
            timed: if quick { 1 } else { 11 },
            counted: if quick { 1 } else { 3 },
            counts_python: !quick,
            rough: quick,
        };
        let begun = Instant::now();
        let say = |what: &str| eprintln!("{:4} s  {what}", begun.elapsed().as_secs());
        fs::write(&csv, measure::everything(&folder, &rounds, &say).to_csv()).unwrap();
    }
    let text = fs::read_to_string(&csv).unwrap_or_else(|error| panic!("{}: {error}", csv.display()));
    let pages = Pages::of(&Table::from_csv(&text).expect("a table that the benchmark has written"));
    println!("{}", pages.report);
    fs::write(folder.join("performance.svg"), &pages.chart).unwrap();
    if !quick && std::env::var_os("LF_BLESS").is_some() {
        pages.publish(root);
    }
}
