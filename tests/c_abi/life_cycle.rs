//! The C program of the demo: its calls succeed, it tells no secret, and it leaves neither a session nor memory.

use support::alone::heavy;
use support::cc::{self, Program};
use support::scenes::{self, Run};

#[test]
fn the_program_tells_the_life_of_a_session() {
    let program = Program::of_tests("life_cycle");
    let (text, stub) = scenes::life_cycle(Run::here(&program, program.command()));
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    for line in [
        concat!("lftoken ", env!("CARGO_PKG_VERSION"), ", interface 1"),
        "   status        LF_OK",
        "   repository    Archive",
        "   keep alive    1800 s: for so long the session may now be idle",
        "   state         active",
        "   state         logged out",
        "   licence       free again",
        "   status        LF_E_CREDENTIALS_REFUSED",
        "   server says   The user account or password is incorrect. [9010]",
        "   HTTP status   401",
        "   server code   9010",
        "   attempts      1",
        "   exchange      the server answered",
        "   retry         of no use before something is changed",
    ] {
        assert!(lines.contains(&line), "{line:?} is missing in\n{text}");
    }
    // The server names its time in whole seconds, and the calls take some.
    let remaining: Vec<u32> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("   remaining     ")?.strip_suffix(" s")?.parse().ok())
        .collect();
    assert!(
        matches!(remaining[..], [880..=900, 1780..=1800]),
        "remaining: {remaining:?}"
    );
    let login = stub.requests().remove(0);
    let body = String::from_utf8_lossy(&login.body);
    assert!(body.contains("lftoken life_cycle"), "{body}");
    assert!(login.header("User-Agent").unwrap().starts_with("life_cycle/1.0 "));
}

#[test]
fn the_program_logs_out_when_something_goes_wrong_in_between() {
    let program = Program::of_tests("life_cycle");
    scenes::life_cycle_with_a_failure(Run::here(&program, program.command()));
}

#[test]
fn the_program_wants_its_arguments() {
    let output = Program::of_tests("life_cycle").command().output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.starts_with(b"usage: "));
}

#[test]
fn nothing_leaks_under_valgrind() {
    if !cc::full_run() {
        return cc::left_out("life_cycle under valgrind");
    }
    let _turn = heavy();
    let program = Program::of_tests("life_cycle");
    scenes::life_cycle(Run::here(&program, cc::valgrind_command(&program)));
    scenes::life_cycle_with_a_failure(Run::here(&program, cc::valgrind_command(&program)));
}

#[test]
fn the_sanitizers_find_nothing() {
    if !cc::full_run() {
        return cc::left_out("life_cycle under the sanitizers");
    }
    let _turn = heavy();
    let program = Program::with_sanitizer("life_cycle");
    scenes::life_cycle(Run::here(&program, program.command()));
    scenes::life_cycle_with_a_failure(Run::here(&program, program.command()));
}
