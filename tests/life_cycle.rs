//! The C program of the demo: its calls succeed, it tells no secret, and it leaves neither a session nor memory.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use lftoken_stub::{Config, Stub};

mod support;

use support::PASSWORD;
use support::cc::{self, Program};

const LIMIT: Duration = Duration::from_secs(120);

/// A stub, and its authority in a file.
struct Server {
    stub: Stub,
    dir: PathBuf,
}

impl Server {
    fn start(config: Config) -> Server {
        let stub = Stub::start(config).unwrap();
        let dir = cc::scratch("life_cycle-ca");
        fs::write(dir.join("ca.pem"), stub.ca_pem()).unwrap();
        Server { stub, dir }
    }

    /// Adds the arguments and the environment with which the program logs in to `repository`.
    fn point<'a>(&self, command: &'a mut Command, repository: &str) -> &'a mut Command {
        command
            .arg(self.stub.base_url())
            .arg(self.dir.join("ca.pem"))
            .arg(repository)
            .env("LF_USER", "svc")
            .env("LF_PASSWORD", PASSWORD)
    }

    /// The tokens that came back in requests.
    fn tokens(&self) -> HashSet<String> {
        let requests = self.stub.requests();
        let bearers = requests.iter().filter_map(|request| request.header("Authorization"));
        bearers
            .map(|value| value.strip_prefix("Bearer ").unwrap().to_owned())
            .collect()
    }

    /// Runs the program and checks all that can be seen of it from outside.
    fn expect_life_cycle(&self, command: &mut Command) -> String {
        let output = cc::expect_success(self.point(command, "Archive"), LIMIT);
        let text = String::from_utf8(output.stdout).unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said, "");
        let tokens = self.tokens();
        assert_eq!(tokens.len(), 1);
        for secret in tokens.iter().map(String::as_str).chain([PASSWORD, "certainly not it"]) {
            assert!(!text.contains(secret), "the output holds {secret:?}:\n{text}");
        }
        let report = self.stub.report();
        let sessions = (report.created, report.refreshed, report.invalidated, report.open);
        assert_eq!(sessions, (1, 1, 1, 0));
        assert_eq!((report.refused, report.malformed), (1, 0));
        text
    }

    /// Runs the program with a Refresh that fails, and checks that it says so and logs out.
    fn expect_failure(&self, command: &mut Command) {
        let command = self.point(command, "fault:refresh:status=403");
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.starts_with("lf_refresh_token: LF_E_ACCESS_DENIED: "), "{said}");
        let report = self.stub.report();
        assert_eq!((report.created, report.invalidated, report.open), (1, 1, 0));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

#[test]
fn the_program_tells_the_life_of_a_session() {
    let server = Server::start(Config::default());
    let text = server.expect_life_cycle(&mut Program::of_tests("life_cycle").command());
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    for line in [
        concat!("lftoken ", env!("CARGO_PKG_VERSION"), ", interface 1"),
        "   status        LF_OK",
        "   repository    Archive",
        "   keep alive    1800 s: for so long the session may now be idle",
        "   state         active",
        "   state         logged out",
        "   licence seat  free again",
        "   status        LF_E_CREDENTIALS_REFUSED",
        "   server says   The user account or password is incorrect. [9010]",
        "   HTTP status   401",
        "   server code   9010",
        "   attempts      1",
        "   exchange      the server answered",
        "   retry         of no use before something is changed",
        "Every call did what was expected of it, and every handle is freed.",
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
    let login = server.stub.requests().remove(0);
    let body = String::from_utf8_lossy(&login.body);
    assert!(body.contains("lftoken life_cycle"), "{body}");
    assert!(login.header("User-Agent").unwrap().starts_with("life_cycle/1.0 "));
}

#[test]
fn the_program_logs_out_when_something_goes_wrong_in_between() {
    let program = Program::of_tests("life_cycle");
    Server::start(Config::default()).expect_failure(&mut program.command());
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
    let program = Program::of_tests("life_cycle");
    Server::start(Config::default()).expect_life_cycle(&mut cc::valgrind_command(&program));
    Server::start(Config::default()).expect_failure(&mut cc::valgrind_command(&program));
}

#[test]
fn the_sanitizers_find_nothing() {
    if !cc::full_run() {
        return cc::left_out("life_cycle under the sanitizers");
    }
    let program = Program::with_sanitizer("life_cycle");
    Server::start(Config::default()).expect_life_cycle(&mut program.command());
    Server::start(Config::default()).expect_failure(&mut program.command());
}
