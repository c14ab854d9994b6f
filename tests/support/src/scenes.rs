//! What the C programs of `tests/c` are run against, and what must hold afterwards, whatever they were built for.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use lftoken_stub::blackhole::{Garbage, NeverAccepts, NeverAnswers, Refused};
use lftoken_stub::{CertKind, Config, NtlmAccount, Proxy, ProxyConfig, Stub};

use super::cc::{self, expect_success};
use super::{PASSWORD, eventually, wine};

const LIMIT: Duration = Duration::from_secs(120);

/// A program that was built and is to be run once.
pub struct Run {
    /// Where the program lies, and its working directory.
    folder: PathBuf,
    command: Command,
    /// By which path the program finds the library if it loads it by hand.
    library: PathBuf,
}

impl Run {
    /// `command` runs `program`.
    pub fn here(program: &cc::Program, mut command: Command) -> Run {
        let folder = program.path().parent().unwrap().to_owned();
        command.current_dir(&folder);
        Run {
            folder,
            command,
            library: cc::library(),
        }
    }

    pub fn under_wine(program: &wine::Program) -> Run {
        Run {
            folder: program.folder().to_owned(),
            command: program.command(),
            library: "lftoken.dll".into(),
        }
    }

    /// Tells the program where the stub is and which authorities to trust.
    fn tell(&mut self, stub: &Stub, authorities: &str) -> &mut Command {
        fs::write(self.folder.join("ca.pem"), authorities).unwrap();
        self.command
            .env("LF_TEST_BASE", stub.base_url())
            .env("LF_TEST_CA", "ca.pem")
            .env("LF_TEST_LIBRARY", &self.library)
    }

    /// Adds what the life cycle program wants to be told.
    fn log_in(&mut self, stub: &Stub, repository: &str) -> &mut Command {
        fs::write(self.folder.join("ca.pem"), stub.ca_pem()).unwrap();
        self.command
            .args([&stub.base_url(), "ca.pem", repository])
            .env("LF_USER", "svc")
            .env("LF_PASSWORD", PASSWORD)
    }
}

fn stub_with(config: Config) -> Stub {
    Stub::start(config).unwrap()
}

fn stub_with_certificate(certificate: CertKind) -> Stub {
    stub_with(Config {
        certificate,
        ..Config::default()
    })
}

fn https(address: SocketAddr) -> String {
    format!("https://{address}/repository")
}

/// Runs a program that counts its checks; returns what it said.
fn expect_checks(command: &mut Command) -> String {
    let output = expect_success(command, LIMIT);
    let said = String::from_utf8(output.stdout).unwrap();
    let last = said.lines().last().unwrap_or_default();
    assert!(last.ends_with(" checks, 0 failed"), "{command:?} ended early:\n{said}");
    said
}

/// What every program leaves behind: no session but those it reports as `lost`, and no malformed request.
fn settled(stub: &Stub, lost: usize) {
    eventually("the last logout", || stub.report().open <= lost);
    let report = stub.report();
    assert_eq!((report.open, report.malformed), (lost, 0), "{report:?}");
    assert!(report.created > 0, "{report:?}");
}

/// A program that needs no stub.
pub fn checks(mut run: Run) {
    expect_checks(&mut run.command);
}

/// A program that needs the stub and nothing else, and loses no session.
pub fn plain(mut run: Run) -> Stub {
    let stub = stub_with(Config::default());
    let authority = stub.ca_pem();
    expect_checks(run.tell(&stub, authority));
    settled(&stub, 0);
    stub
}

pub fn misuse(run: Run) {
    let stub = plain(run);
    // Of the refreshes for more than an hour none was sent.
    for seen in stub.requests() {
        assert!(
            matches!(seen.header("Keep-Alive"), None | Some("60" | "3600")),
            "{seen:?}"
        );
    }
}

pub fn threads(run: Run) {
    let report = plain(run).report();
    assert_eq!(report.created, report.invalidated, "{report:?}");
}

/// With wide bounds, for tests run side by side; `tests/wire/cancel.rs` measures closely.
pub fn prompt(mut run: Run) {
    let stub = stub_with(Config::default());
    let deaf = NeverAccepts::start().unwrap();
    let silent = NeverAnswers::start().unwrap();
    let command = run
        .tell(&stub, stub.ca_pem())
        .env("LF_TEST_DEAF", https(deaf.address()))
        .env("LF_TEST_SILENT", https(silent.address()))
        .env("LF_TEST_SLOWNESS", "4");
    expect_checks(command);
}

pub fn cancelled_threads(mut run: Run) {
    let stub = stub_with(Config::default());
    let silent = NeverAnswers::start().unwrap();
    expect_checks(
        run.tell(&stub, stub.ca_pem())
            .env("LF_TEST_SILENT", https(silent.address())),
    );
    settled(&stub, 0);
}

pub fn system_trust(mut run: Run) {
    let stub = stub_with(Config::default());
    let wrong_name = stub_with_certificate(CertKind::WrongName);
    fs::write(run.folder.join("wrong-name.pem"), wrong_name.ca_pem()).unwrap();
    // By name: the system may look for no addresses in certificates.
    let named = |stub: &Stub| stub.base_url().replace("127.0.0.1", "localhost");
    let command = run
        .tell(&stub, stub.ca_pem())
        .env("LF_TEST_BASE", named(&stub))
        .env("LF_TEST_WRONG_NAME", named(&wrong_name));
    expect_checks(command);
    settled(&stub, 0);
    assert_eq!(stub.report().created, 1);
    assert_eq!(wrong_name.report().requests, 0);
}

/// Proxies that know the password, so that they can tell that it was used.
pub fn proxy_login(mut run: Run) {
    let stub = stub_with(Config::default());
    let [ntlm, negotiate] = [&["NTLM"][..], &["Negotiate", "NTLM"]].map(|schemes| {
        let account = NtlmAccount {
            domain: "WORK".into(),
            user: "me".into(),
            password: "s\u{e9}same \u{1f511}".into(),
        };
        Proxy::start(ProxyConfig {
            windows_login: Some((schemes.to_vec(), account)),
            ..ProxyConfig::default()
        })
        .unwrap()
    });
    let command = run
        .tell(&stub, stub.ca_pem())
        .env("LF_TEST_NTLM", ntlm.url())
        .env("LF_TEST_NEGOTIATE", negotiate.url());
    expect_checks(command);
    settled(&stub, 0);
    assert_eq!((stub.report().created, ntlm.tunnels(), negotiate.tunnels()), (2, 1, 1));
    // Each password was sent once, and the right one is proven by what only it can make.
    for (proxy, scheme) in [(&ntlm, "NTLM"), (&negotiate, "Negotiate")] {
        let expected = ["challenged", "done", "challenged", "another password"];
        assert_eq!(proxy.logins()[..4], expected.map(|found| format!("{scheme}: {found}")));
    }
}

pub fn errors(mut run: Run) {
    let stub = stub_with(Config::default());
    let one_seat = stub_with(Config {
        seat_limit: Some(1),
        ..Config::default()
    });
    let unknown_ca = stub_with_certificate(CertKind::UnknownCa);
    let strange = [CertKind::WrongName, CertKind::Expired].map(stub_with_certificate);
    let refused = Refused::start().unwrap();
    let garbage = Garbage::start(*b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n").unwrap();
    let silent = NeverAnswers::start().unwrap();
    let proxy = Proxy::start(ProxyConfig {
        credentials: Some(("someone".into(), "secret".into())),
        ..ProxyConfig::default()
    })
    .unwrap();
    // All authorities but that of `unknown_ca`.
    let trusted: String = [&stub, &one_seat, &strange[0], &strange[1]].map(Stub::ca_pem).concat();
    let command = run
        .tell(&stub, &trusted)
        .env(
            "LF_TEST_NO_ROUTE",
            format!("https://127.0.0.1:{}/elsewhere", stub.port()),
        )
        .env("LF_TEST_UNKNOWN_CA", unknown_ca.base_url())
        .env("LF_TEST_WRONG_NAME", strange[0].base_url())
        .env("LF_TEST_EXPIRED", strange[1].base_url())
        .env("LF_TEST_ONE_SEAT", one_seat.base_url())
        .env("LF_TEST_REFUSED", https(refused.address()))
        .env("LF_TEST_GARBAGE", https(garbage.address()))
        .env("LF_TEST_SILENT", https(silent.address()))
        .env("LF_TEST_NO_PROXY", refused.address().to_string())
        .env("LF_TEST_PROXY", proxy.url());
    let said = expect_checks(command);
    let lost = said.lines().find_map(|line| line.strip_prefix("lost ")).unwrap();
    settled(&stub, lost.parse().unwrap());
    settled(&one_seat, 0);
    for stub in [&unknown_ca, &strange[0], &strange[1]] {
        assert_eq!(stub.report().requests, 0);
    }
    for status in statuses() {
        assert!(
            said.contains(&format!("{status} ")),
            "{status} was not provoked:\n{said}"
        );
    }
}

/// Runs the program that shows the life of a session, and checks all that can be seen of it from outside.
pub fn life_cycle(mut run: Run) -> (String, Stub) {
    let stub = stub_with(Config::default());
    let output = expect_success(run.log_in(&stub, "Archive"), LIMIT);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, "");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.trim_end()
            .ends_with("Every call did what was expected of it, and every handle is freed."),
        "{text}"
    );
    let tokens = tokens(&stub);
    assert_eq!(tokens.len(), 1);
    for secret in tokens.iter().map(String::as_str).chain([PASSWORD, "certainly not it"]) {
        assert!(!text.contains(secret), "the output holds {secret:?}:\n{text}");
    }
    let report = stub.report();
    let sessions = (report.created, report.refreshed, report.invalidated, report.open);
    assert_eq!(sessions, (1, 1, 1, 0));
    assert_eq!((report.refused, report.malformed), (1, 0));
    (text, stub)
}

/// The same with a Refresh that fails: the program says so and logs out.
pub fn life_cycle_with_a_failure(mut run: Run) {
    let stub = stub_with(Config::default());
    let output = run.log_in(&stub, "fault:refresh:status=403").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("lf_refresh_token: LF_E_ACCESS_DENIED: "), "{said}");
    let report = stub.report();
    assert_eq!((report.created, report.invalidated, report.open), (1, 1, 0));
}

/// The tokens that came back in requests.
fn tokens(stub: &Stub) -> HashSet<String> {
    let requests = stub.requests();
    let bearers = requests.iter().filter_map(|request| request.header("Authorization"));
    bearers
        .map(|value| value.strip_prefix("Bearer ").unwrap().to_owned())
        .collect()
}

pub fn header() -> String {
    fs::read_to_string(cc::root().join("include/lftoken.h")).unwrap()
}

/// The functions that the header declares.
pub fn functions() -> BTreeSet<String> {
    let header = header();
    let functions: BTreeSet<String> = header
        .lines()
        .filter_map(|line| line.strip_prefix("LF_API ")?.split_once("LF_CALL ")?.1.split_once('('))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert!(functions.len() > 60 && functions.len() == header.matches("\nLF_API ").count());
    functions
}

/// The codes of the header that can be provoked from outside.
pub fn statuses() -> BTreeSet<String> {
    let mut codes = names(&header(), "LF_E_");
    assert!(codes.remove("LF_E_INTERNAL") && codes.len() > 25);
    codes
}

/// The names in C code that begin with `prefix`, with comments left out.
pub fn names(text: &str, prefix: &str) -> BTreeSet<String> {
    let mut code = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        code.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    code.push_str(rest);
    let words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words
        .filter(|word| word.starts_with(prefix))
        .map(str::to_owned)
        .collect()
}

/// The source of a C program of `tests/c`.
pub fn source(name: &str) -> PathBuf {
    cc::root().join(format!("tests/c/{name}.c"))
}
