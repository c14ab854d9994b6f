//! What a mistake leads to, and what must hold whatever it is.

use lftoken_stub::{CertKind, Config, Stub};
use serde_json::Value;
use support::PASSWORD;

use crate::program::{Folder, Outcome, at, logging_in, run};

/// What a mistake has to lead to.
pub struct Expected {
    mistake: &'static str,
    pub step: &'static str,
    verdict: &'static str,
    exit: i32,
    /// In the text of the step or in what to do.
    says: &'static [&'static str],
}

pub fn expected(
    mistake: &'static str,
    step: &'static str,
    verdict: &'static str,
    exit: i32,
    says: &'static [&'static str],
) -> Expected {
    Expected {
        mistake,
        step,
        verdict,
        exit,
        says,
    }
}

pub fn compare(outcome: &Outcome, expected: &Expected) {
    let mistake = expected.mistake;
    println!("{mistake}: {}", outcome.said);
    let step = outcome
        .first(expected.verdict)
        .unwrap_or_else(|| panic!("{mistake}: no {}", expected.verdict));
    assert_eq!(step["step"], expected.step, "{mistake}: {step:#}");
    let of = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let text = format!("{} {}", of(&step["text"]), of(&step["error"]["what_to_do"]));
    for words in expected.says {
        assert!(text.contains(words), "{mistake} ({words}): {text}");
    }
    assert_eq!(outcome.exit, expected.exit, "{mistake}: {step:#}");
    assert!(
        !outcome.said.contains(PASSWORD) && !outcome.said.contains("lf_"),
        "{mistake}: {}",
        outcome.said
    );
    assert_eq!(outcome.complained, "", "{mistake}");
}

/// Before the login nothing with credentials came, there was at most one login, and no session is open.
pub fn check_stub(stub: &Stub, expected: &Expected) {
    let requests = stub.requests();
    let mistake = expected.mistake;
    let logins: Vec<_> = requests.iter().filter(|request| request.method == "POST").collect();
    let first = requests.iter().position(|request| request.method == "POST");
    for probe in &requests[..first.unwrap_or(requests.len())] {
        assert_eq!(probe.method, "GET", "{mistake}");
        assert!(
            probe.body.is_empty() && probe.header("Authorization").is_none(),
            "{mistake}"
        );
        assert!(probe.header("Cookie").is_none(), "{mistake}");
    }
    let report = stub.report();
    let is_login_step = expected.step == "login";
    let sent = report.create_requests + report.token_requests - report.probes;
    assert_eq!(
        sent,
        u64::from(is_login_step || report.logins > 0),
        "{mistake}: {logins:?}"
    );
    assert_eq!(report.malformed, 0, "{mistake}");
    assert_eq!(report.open, 0, "{mistake}");
}

pub fn with(change: impl FnOnce(&mut Config)) -> Stub {
    let mut config = Config::default();
    change(&mut config);
    Stub::start(config).unwrap()
}

pub fn with_certificate(kind: CertKind) -> Stub {
    with(|config| config.certificate = kind)
}

/// Checks `stub` at an address, with a login that must not come to pass.
pub fn check_at(stub: &Stub, address: &str, more: &[&str], expected: &Expected) {
    let folder = Folder::new();
    let mut command = at(stub, &folder, address);
    command.args(more).arg("--json");
    compare(&run(logging_in(&mut command, "Archive", PASSWORD)), expected);
    check_stub(stub, expected);
}

pub fn check(stub: &Stub, expected: &Expected) {
    check_at(stub, &stub.base_url(), &[], expected);
}
