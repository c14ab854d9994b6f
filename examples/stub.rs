//! A local stand-in for a Laserfiche repository server, for trying the library without an account.
//!
//! `cargo run --example stub -- --help`

fn main() {
    std::process::exit(lftoken_stub::cli::run(std::env::args().skip(1)))
}
