//! What programs are told that use all four APIs.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use lftoken_stub::{Config, Stub};

use crate::PASSWORD;
use crate::cc;
use crate::person::Person;
use crate::web::WebClient;

const LIMIT: Duration = Duration::from_secs(60);

const SINGLE_PAGE_APP: &str = "single-page-app";

/// A client id and its secret, in ASCII: in Windows C reads the environment in the code page of the machine.
const WEB_APP: (&str, &str) = ("web-app", "secret of a web app: +/=%");

/// What one of the APIs is to a host: the setting that chooses it, and what it logs in with.
pub struct Choice {
    pub api: &'static str,
    pub environment: Vec<(&'static str, String)>,
}

/// The four APIs of `stub`. Every host is told its choice in the environment, and no other difference between them. The
/// access key is in the file `access-key.txt` of `folder`, the authority in `ca.pem`.
pub fn choices(stub: &Stub, folder: &Path) -> Vec<Choice> {
    let key = stub.access_key("laserfiche.com");
    fs::write(folder.join("access-key.txt"), &key.exported).unwrap();
    fs::write(folder.join("ca.pem"), stub.ca_pem()).unwrap();
    let choice = |api, base: String, more: Vec<(&'static str, String)>| {
        let all = [
            ("LF_API", String::from(api)),
            ("LF_BASE_ADDRESS", base),
            ("LF_CA_FILE", "ca.pem".into()),
        ];
        Choice {
            api,
            environment: all.into_iter().chain(more).collect(),
        }
    };
    let password = || {
        vec![
            ("LF_REPOSITORY", "Archive".into()),
            ("LF_USER", "svc".into()),
            ("LF_PASSWORD", PASSWORD.into()),
        ]
    };
    let access_key = vec![
        ("LF_ACCESS_KEY_FILE", "access-key.txt".into()),
        ("LF_SERVICE_PRINCIPAL_KEY", key.service_principal_key),
    ];
    vec![
        choice("v1-alpha", stub.base_url(), password()),
        choice("server-v1", stub.base_url(), password()),
        choice("server-v2", stub.base_url(), password()),
        choice("cloud", stub.sign_in_address(), access_key),
    ]
}

/// Runs a host in `folder` against each API of a stub, and checks both sides. The host logs in, refreshes once and logs
/// out, and says so in three lines.
pub fn one_host(folder: &Path, host: &Command) {
    let stub = Stub::start(Config::default()).unwrap();
    for choice in choices(&stub, folder) {
        stub.reset();
        let mut command = again(host);
        let output = cc::expect_success(command.current_dir(folder).envs(choice.environment), LIMIT);
        let said = String::from_utf8(output.stdout).unwrap().replace('\r', "");
        let lines: Vec<&str> = said.lines().collect();
        let is_alpha = choice.api == "v1-alpha";
        let address = match choice.api {
            "cloud" => "https://api.laserfiche.com/repository".to_owned(),
            _ => stub.base_url(),
        };
        let expected = [
            format!("logged in for {address}"),
            format!("refreshed, {} token", if is_alpha { "the same" } else { "a new" }),
            format!("{} by itself", if is_alpha { "does not end" } else { "ends" }),
        ];
        assert_eq!(lines, expected, "{}", choice.api);
        let report = stub.report();
        assert_eq!(report.malformed + report.refused, 0, "{}: {report:?}", choice.api);
        let seen = (
            report.create_requests,
            report.refresh_requests,
            report.invalidate_requests,
            report.password_grants,
            report.client_credentials_grants,
        );
        let sent = match choice.api {
            "v1-alpha" => (1, 1, 1, 0, 0),
            "cloud" => (0, 0, 0, 0, 2),
            _ => (0, 0, 0, 2, 0),
        };
        assert_eq!(seen, sent, "{}", choice.api);
    }
}

/// The same program with the same arguments and variables.
fn again(command: &Command) -> Command {
    let mut again = Command::new(command.get_program());
    again.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => again.env(name, value),
            None => again.env_remove(name),
        };
    }
    again
}

/// One for [`tell`]: it speaks http, as its person does.
pub fn stub() -> Stub {
    let config = Config {
        tls: false,
        web_apps: vec![(WEB_APP.0.into(), WEB_APP.1.into())],
        single_page_apps: vec![SINGLE_PAGE_APP.into()],
        ..Config::default()
    };
    Stub::start(config).unwrap()
}

/// Tells a program that runs in `folder` all that it needs to use every API of [`stub`], and to log in through the browser
/// of the person that it gets.
pub fn tell(command: &mut Command, folder: &Path, stub: &Stub) -> Person {
    let key = stub.access_key("laserfiche.com");
    fs::write(folder.join("access-key.txt"), &key.exported).unwrap();
    // Free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    command
        .env("LF_TEST_SERVER", stub.base_url())
        .env("LF_TEST_SIGN_IN", stub.sign_in_address())
        .env("LF_TEST_ACCESS_KEY", key.exported)
        .env("LF_TEST_ACCESS_KEY_FILE", "access-key.txt")
        .env("LF_TEST_PRINCIPAL_KEY", key.service_principal_key)
        .env("LF_TEST_SINGLE_PAGE_APP", SINGLE_PAGE_APP)
        .env("LF_TEST_WEB_APP", WEB_APP.0)
        .env("LF_TEST_WEB_APP_SECRET", WEB_APP.1)
        .env("LF_TEST_REDIRECT", format!("http://127.0.0.1:{port}/callback"));
    Person::start(folder, WebClient::trusting(stub.ca_pem()))
}
