//! What is committed is what the generator writes: the header, and what bindings and pages take over from it.

use std::path::Path;

#[test]
fn everything_is_up_to_date() {
    let stale = lftoken_bindings::out_of_date(Path::new(env!("CARGO_MANIFEST_DIR")));
    let paths: Vec<_> = stale.iter().map(|(path, _)| path.display().to_string()).collect();
    assert!(
        paths.is_empty(),
        "out of date: {paths:?}; run `cargo run -p lftoken-bindings` and look at the change"
    );
}
