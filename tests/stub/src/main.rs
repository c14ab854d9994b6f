//! A local stand-in for a Laserfiche repository server; packages bring this program.

fn main() {
    std::process::exit(lftoken_stub::cli::run(std::env::args().skip(1)))
}
