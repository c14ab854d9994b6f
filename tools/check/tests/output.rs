//! What comes out of a run, for people and for programs.

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use lftoken_stub::{Api, Config, Fault, Operation, Stub, login};
use support::{PASSWORD, cc};

use crate::program::{Folder, command, logging_in, of, run, run_with_input};

const STEPS: [&str; 11] = [
    "library",
    "proxy",
    "name",
    "connect",
    "tls",
    "clock",
    "api",
    "login",
    "keep_alive",
    "logout",
    "licence",
];

/// Each API that works works, with at most one login, and what stays open is told.
#[test]
fn each_api() {
    for (api, name, exit, open) in [
        (Api::V1Alpha, "v1-alpha", 0, 0),
        (Api::ServerV1, "v1", 1, 1),
        (Api::ServerV2, "v2", 1, 1),
        (Api::Cloud, "cloud", 0, 0),
    ] {
        let stub = Stub::start(Config::default()).unwrap();
        let folder = Folder::new();
        let settings = login::settings(api, &stub);
        let setting = |wanted: &str| {
            settings
                .iter()
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| value.as_str())
        };
        let ca = folder.write("ca.pem", stub.ca_pem());
        let mut check = command();
        let address = setting("LF_BASE_ADDRESS").unwrap();
        check.args(["--base-address", address, "--api", name, "--ca-file", &ca, "--json"]);
        if let Some(key) = setting("LF_ACCESS_KEY") {
            let file = folder.write("key.txt", key);
            check.args(["--access-key-file", &file]);
            check.env(
                "LFTOKEN_SERVICE_PRINCIPAL_KEY",
                setting("LF_SERVICE_PRINCIPAL_KEY").unwrap(),
            );
        } else {
            logging_in(&mut check, "Archive", PASSWORD);
        }
        let outcome = run(&mut check);
        println!("{}", outcome.said);
        assert_eq!(outcome.exit, exit, "{name}: {} {}", outcome.said, outcome.complained);
        let document = outcome.document();
        let steps = document["steps"].as_array().unwrap();
        let names: Vec<&str> = steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
        assert_eq!(names, STEPS, "{name}");
        assert!(outcome.first("failed").is_none(), "{name}");
        let report = stub.report();
        assert_eq!((report.logins, report.open, report.malformed), (1, open, 0), "{name}");
        let expected = (u64::from(api == Api::V1Alpha), u64::from(api == Api::V1Alpha));
        assert_eq!((report.refreshed, report.invalidated), expected, "{name}");
    }
}

#[test]
fn without_a_login_nothing_is_logged_in() {
    let stub = Stub::start(Config::default()).unwrap();
    let folder = Folder::new();
    let outcome = run(of(&stub, &folder).env("LFTOKEN_PASSWORD", PASSWORD));
    assert_eq!(outcome.exit, 0, "{}", outcome.said);
    assert!(outcome.said.contains("skipped login"), "{}", outcome.said);
    assert!(stub.requests().iter().all(|request| request.method == "GET"));
}

#[test]
fn a_password_comes_from_standard_input() {
    let stub = Stub::start(Config::default()).unwrap();
    let folder = Folder::new();
    let mut check = of(&stub, &folder);
    check.args(["--repository", "Archive", "--user", "svc", "--password-stdin"]);
    let outcome = run_with_input(&mut check, &format!("{PASSWORD}\r\nmore\n"));
    assert_eq!(outcome.exit, 0, "{}{}", outcome.said, outcome.complained);
    assert_eq!((stub.report().logins, stub.report().open), (1, 0));
    // The program that is told nothing, and has no terminal, says what to do.
    let outcome = run(of(&stub, &folder).args(["--user", "svc"]));
    assert_eq!(outcome.exit, 2);
    assert!(
        outcome.complained.contains("LFTOKEN_PASSWORD"),
        "{}",
        outcome.complained
    );
    assert_eq!(stub.report().logins, 1);
}

#[test]
fn a_wrong_command_line_is_told_and_nothing_is_sent() {
    for (arguments, words) in [
        (&["--password", "sesame"][..], "--password is refused"),
        (&["--timeout", "soon"], "number of seconds"),
        (&["--report", "/"], "is no file"),
        (&["--client-key", "k"], "go together"),
        (
            &["--user", "svc", "--password-stdin", "--access-key-file", "f"],
            "two ways",
        ),
    ] {
        let outcome = run(command().args(arguments));
        assert_eq!((outcome.exit, outcome.said.as_str()), (2, ""), "{arguments:?}");
        assert!(
            outcome.complained.contains(words),
            "{arguments:?}: {}",
            outcome.complained
        );
        assert!(!outcome.complained.contains("sesame"), "{}", outcome.complained);
    }
    let outcome = run(&mut command());
    assert_eq!(outcome.exit, 2);
    assert!(outcome.said.contains("--base-address"), "{}", outcome.said);
}

/// `inner` with `more` options, at a terminal that `script` makes.
fn at_terminal(inner: &Command, more: &str) -> Command {
    let words: Vec<&str> = inner.get_args().map(|word| word.to_str().unwrap()).collect();
    let line = format!("{} {} {more}", inner.get_program().to_str().unwrap(), words.join(" "));
    let mut outer = Command::new("script");
    outer.args(["-qec", &line, "/dev/null"]).env("TERM", "xterm");
    outer
}

/// Colours need a terminal; a pipe has none. That they come at a terminal needs one: `script` makes it.
#[test]
fn colours_are_for_terminals() {
    let stub = Stub::start(Config::default()).unwrap();
    let folder = Folder::new();
    assert!(!run(&mut of(&stub, &folder)).said.contains('\x1b'));
    if !cc::full_run() {
        return cc::left_out("lftoken-check at a terminal (script)");
    }
    let has_colours = |more: &str, variable: &str| {
        let mut outer = at_terminal(&of(&stub, &folder), more);
        run(outer.env("NO_COLOR", variable)).said.contains("\x1b[32mpassed")
    };
    assert!(has_colours("", ""));
    assert!(!has_colours("--no-colour", ""));
    assert!(!has_colours("", "1"));
}

/// A session whose logout fails is told of, by the exit status, too.
#[test]
fn a_session_that_stays_open_is_told() {
    let stub = Stub::start(Config::default()).unwrap();
    let refused = Fault {
        status: Some(503),
        ..Fault::default()
    };
    stub.set_fault(Operation::Invalidate, refused);
    let folder = Folder::new();
    let mut check = of(&stub, &folder);
    let outcome = run(logging_in(check.arg("--json"), "Archive", PASSWORD));
    assert_eq!(outcome.exit, 6, "{}", outcome.said);
    assert_eq!(outcome.document()["result"], "check_licence");
    assert_eq!(outcome.first("failed").unwrap()["step"], "logout");
    assert_eq!(stub.report().open, 1);
}

/// A login whose answer is lost is accounted for, or told.
#[test]
fn a_login_of_unknown_outcome_is_told() {
    for (api, operation) in [("v1-alpha", Operation::Create), ("v2", Operation::Token)] {
        let stub = Stub::start(Config::default()).unwrap();
        let lost = Fault {
            drop_request: true,
            ..Fault::default()
        };
        stub.set_fault(operation, lost);
        let folder = Folder::new();
        let mut check = of(&stub, &folder);
        let outcome = run(logging_in(check.args(["--json", "--api", api]), "Archive", PASSWORD));
        println!("{}", outcome.said);
        assert_eq!(outcome.exit, 6, "{api}");
        let failed = outcome.first("failed").unwrap();
        assert_eq!(
            (failed["step"].as_str(), failed["error"]["status"].as_str()),
            (Some("login"), Some("LF_E_OUTCOME_UNKNOWN"))
        );
        assert_eq!((stub.report().logins, stub.report().open), (1, 1), "{api}");
    }
}

/// The password that is asked for at a terminal is not shown there.
#[test]
fn a_password_that_is_typed_is_not_shown() {
    if !cc::full_run() {
        return cc::left_out("lftoken-check that asks at a terminal (script)");
    }
    let stub = Stub::start(Config::default()).unwrap();
    let folder = Folder::new();
    let mut outer = at_terminal(&of(&stub, &folder), "--repository Archive --user svc");
    outer.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = outer.spawn().unwrap();
    let mut terminal = child.stdout.take().unwrap();
    let mut said = Vec::new();
    let mut typed = false;
    let mut piece = [0; 1024];
    while let Ok(length) = terminal.read(&mut piece)
        && length > 0
    {
        said.extend_from_slice(&piece[..length]);
        if !typed && String::from_utf8_lossy(&said).contains("Password of svc: ") {
            // The echo is switched off behind the question; nobody types sooner.
            thread::sleep(Duration::from_millis(300));
            let keys = child.stdin.as_mut().unwrap();
            keys.write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
            typed = true;
        }
    }
    let said = String::from_utf8(said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{said}");
    assert!(typed && !said.contains("horse"), "{said}");
    assert_eq!((stub.report().logins, stub.report().open), (1, 0));
}

/// The page has the example as the program writes it, but for what differs each time.
#[test]
fn the_page_shows_a_run() {
    let page = fs::read_to_string(cc::root().join("docs/check.md")).unwrap();
    let stub = Stub::start(Config::default()).unwrap();
    let folder = Folder::new();
    let mut check = of(&stub, &folder);
    let outcome = run(logging_in(&mut check, "Archive", "wrong"));
    let block = page
        .split("```text\n")
        .nth(1)
        .and_then(|rest| rest.split("\n```").next())
        .unwrap();
    let shape = |text: &str| -> Vec<String> { text.trim().lines().map(plain).collect() };
    assert_eq!(shape(&outcome.said), shape(block), "{}", outcome.said);
    for exit in 0..=7 {
        assert!(page.contains(&format!("\n| {exit} | ")), "{exit} is not told");
    }
    for step in STEPS {
        assert!(page.contains(&format!("\n| `{step}` | ")), "{step} is not told");
    }
    let document = run(of(&stub, &folder).arg("--json")).document();
    let keys = document
        .as_object()
        .unwrap()
        .keys()
        .chain(document["steps"][0].as_object().unwrap().keys());
    for key in keys {
        assert!(page.contains(&format!("`{key}`")), "{key} is not told");
    }
}

/// The words of a line, without numbers, ids and dates, and without what depends on the machine.
fn plain(line: &str) -> String {
    let words = line.split_whitespace().map(|word| {
        let word = word.trim_end_matches([',', ')', '"', ':']);
        let differs = word.chars().any(|c| c.is_ascii_digit()) && word != "v1-alpha";
        if differs { "#" } else { word }
    });
    let line = words.collect::<Vec<_>>().join(" ");
    match line.split_once("account ") {
        Some(("", _)) => "account".to_owned(),
        _ => line,
    }
}
