//! The header teaches by need: its first page holds a whole program, and the rest stands in the order of use.

use std::fs;
use std::time::Duration;

use lftoken_stub::{Config, Stub};

use support::PASSWORD;
use support::cc::{self, Program};

fn header() -> String {
    fs::read_to_string(cc::root().join("include/lftoken.h")).unwrap()
}

/// The program in the comment at the top.
fn program() -> String {
    let header = header();
    let lines = header
        .lines()
        .skip_while(|line| !line.starts_with(" *     #include"))
        .take_while(|line| *line == " *" || line.starts_with(" *     "));
    lines
        .map(|line| format!("{}\n", line.strip_prefix(" *     ").unwrap_or_default()))
        .collect()
}

#[test]
fn its_program_logs_in_keeps_alive_and_logs_out() {
    let stub = Stub::start(Config::default()).unwrap();
    let dir = cc::scratch("first-page");
    let (source, authority) = (dir.join("program.c"), dir.join("ca.pem"));
    let text = program().replace("https://lf.example.com/LFRepositoryAPI", &stub.base_url());
    assert!(text.contains(&stub.base_url()), "{text}");
    fs::write(&source, text).unwrap();
    fs::write(&authority, stub.ca_pem()).unwrap();
    // As a reader compiles it: without POSIX.
    let program = Program::build(&source, "first-page", &["-U_POSIX_C_SOURCE"]);
    let mut command = program.command();
    command
        .env("SSL_CERT_FILE", &authority)
        .env_remove("SSL_CERT_DIR")
        .env("LF_USER", "svc")
        .env("LF_PASSWORD", PASSWORD);
    let output = cc::expect_success(&mut command, Duration::from_secs(60));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let report = stub.report();
    assert_eq!((report.created, report.refreshed, report.invalidated), (1, 1, 1));

    // What fails is said, and the program ends with 1.
    command.env("LF_PASSWORD", "wrong");
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("127.0.0.1") && said.ends_with('\n'), "{said}");
    let _ = fs::remove_dir_all(dir);
}

/// Functions and constants, each needed later than the one before.
const ORDER: &[&str] = &[
    "typedef struct lf_client",
    "lf_options_new(",
    "lf_options_set_base_address(",
    "lf_client_new(",
    "lf_create_token(",
    "lf_refresh_token(",
    "lf_invalidate_token(",
    "lf_token_value(",
    "lf_token_remaining_ms(",
    "lf_token_free(",
    "lf_credentials_new(",
    "lf_credentials_set_password(",
    "lf_error_message(",
    "lf_error_action(",
    "#define LF_ACTION_NONE",
    "#define LF_OK",
    "lf_options_set_total_timeout_ms(",
    "lf_options_add_ca_file(",
    "lf_options_set_proxy(",
    "lf_options_set_retry(",
    "lf_call_new(",
    "lf_cancel_trigger(",
    "lf_options_set_log(",
    "lf_library_version(",
];

#[test]
fn it_stands_in_the_order_of_need() {
    let header = header();
    let declared = |name: &str| {
        let at = header.lines().position(|line| {
            let line = line.trim_start();
            line.starts_with(name) || line.starts_with("LF_API") && line.contains(&format!(" {name}"))
        });
        at.unwrap_or_else(|| panic!("{name} is not in the header"))
    };
    let lines: Vec<usize> = ORDER.iter().map(|name| declared(name)).collect();
    for (pair, names) in lines.windows(2).zip(ORDER.windows(2)) {
        assert!(pair[0] < pair[1], "{} stands before {}", names[1], names[0]);
    }
    let (login, whole) = (declared("lf_create_token("), header.lines().count());
    assert!(login * 3 < whole, "lf_create_token() stands in line {login} of {whole}");
}

/// What holds for every function is said once, at the top.
#[test]
fn it_says_common_rules_once() {
    let header = header();
    for said in [
        "Threads",
        "LF_E_BUFFER_TOO_SMALL;",
        "@param buf",
        "@param out_error",
        "freeing twice",
        "copied before",
    ] {
        let count = header.matches(said).count();
        assert!(count <= 1, "{said:?} stands {count} times in the header");
    }
}
