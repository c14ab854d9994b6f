//! The whole way at a glance: a program in C, a local stand-in for Laserfiche that it talks to over TLS, and what that
//! has seen.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};

use lftoken_stub::{Api, Config, Report, Stub, login};

use super::cc::{self, Program};
use super::web::WebClient;

/// A stub, and the file of its authority, which goes when this is dropped.
struct Scene {
    stub: Stub,
    folder: PathBuf,
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Scene {
    fn new(api: Api) -> Scene {
        let config = Config {
            base_path: api.base_path().into(),
            ..Config::default()
        };
        let stub = Stub::start(config).expect("the stub does not start");
        println!(
            "A local server with a certificate authority of its own: {}",
            stub.base_url()
        );
        let folder = cc::scratch("demo");
        let scene = Scene { stub, folder };
        fs::write(scene.ca_file(), scene.stub.ca_pem()).expect("the authority cannot be written");
        scene
    }

    fn ca_file(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }
}

fn build(source: &str) -> Program {
    println!("Building {source} against {} ...", cc::library().display());
    Program::build(&cc::root().join(source), "demo-program", &[])
}

/// Runs tests/c/life_cycle.c: every step of a session of v1-alpha, and of an error.
pub fn life_cycle() -> Result<Report, String> {
    let program = build("tests/c/life_cycle.c");
    let scene = Scene::new(Api::V1Alpha);
    let mut command = program.command();
    command.arg(scene.stub.base_url()).arg(scene.ca_file()).arg("Archive");
    command.envs(login::settings(Api::V1Alpha, &scene.stub));
    println!();
    ended(run(&mut command, &scene.stub))?;
    told(&scene.stub)
}

/// Runs examples/any_api.c with every kind of login that the API has.
pub fn any_api(api: Api) -> Result<Report, String> {
    let program = build("examples/any_api.c");
    let scene = Scene::new(api);
    for (title, settings) in logins(api, &scene.stub) {
        println!("\n{}: {title}", api.name());
        let mut command = program.command();
        // Nothing of this machine's own comes to it.
        for variable in login::VARIABLES {
            command.env_remove(variable);
        }
        command.envs(settings).env("LF_CA_FILE", scene.ca_file());
        ended(run(&mut command, &scene.stub))?;
    }
    told(&scene.stub)
}

type Settings = Vec<(&'static str, String)>;

/// The ways to log in, each with what the program is told for it.
fn logins(api: Api, stub: &Stub) -> Vec<(&'static str, Settings)> {
    let own = login::settings(api, stub);
    let in_browser = |app: &[(&'static str, &str)]| {
        let of_server = |name: &str| matches!(name, "LF_API" | "LF_BASE_ADDRESS" | "LF_REPOSITORY");
        let mut settings: Settings = own.iter().filter(|(name, _)| of_server(name)).cloned().collect();
        settings.push(("LF_REDIRECT_ADDRESS", redirect_address()));
        settings.extend(app.iter().map(|(name, value)| (*name, (*value).to_owned())));
        settings
    };
    match api {
        Api::V1Alpha | Api::ServerV1 => vec![("a user name and a password", own)],
        Api::ServerV2 => {
            let browser = in_browser(&[]);
            vec![("a user name and a password", own), ("a person in a browser", browser)]
        }
        Api::Cloud => {
            let app = &Config::default().single_page_apps[0];
            let browser = in_browser(&[("LF_CLIENT_ID", app)]);
            vec![
                ("the access key of a service app", own),
                ("a person in a browser", browser),
            ]
        }
    }
}

/// One of this machine at which nobody listens.
fn redirect_address() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    format!("http://127.0.0.1:{}/callback", listener.local_addr().unwrap().port())
}

/// Shows what the program says, and opens each address that it names in the browser.
fn run(command: &mut Command, stub: &Stub) -> ExitStatus {
    let _ = std::io::stdout().flush();
    let mut program = command
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program does not start");
    let browser = WebClient::trusting(stub.ca_pem());
    for line in BufReader::new(program.stdout.take().unwrap()).lines() {
        let line = line.expect("the program says what is no text");
        println!("{line}");
        if line.starts_with("https://") {
            match browser.open(&line) {
                Ok(page) => println!("   (the demo is the browser, and is shown: {})", title(&page)),
                Err(error) => println!("   (the demo is the browser, and fails: {error})"),
            }
        }
    }
    program.wait().expect("the program cannot be waited for")
}

fn title(page: &str) -> &str {
    let rest = page.split_once("<title>").map_or("no title", |(_, rest)| rest);
    rest.split("</title>").next().unwrap_or(rest)
}

fn ended(status: ExitStatus) -> Result<(), String> {
    match status.success() {
        true => Ok(()),
        false => Err(format!("the program ended with {status}")),
    }
}

/// Shows what the server saw. A session that can be logged out must not be open any more.
fn told(stub: &Stub) -> Result<Report, String> {
    let report = stub.report();
    println!("\nWhat the server saw");
    for (what, count) in [
        ("sessions created", report.created),
        ("sessions refreshed", report.refreshed),
        ("sessions invalidated", report.invalidated),
        ("logins with a password", report.password_grants),
        ("logins with an access key", report.client_credentials_grants),
        ("logins with a code", report.code_grants),
        ("logins with a refresh token", report.refresh_token_grants),
        ("logins refused", report.refused),
        ("TLS handshakes", report.tls_handshakes),
    ] {
        if count > 0 {
            println!("   {:<29}{count}", format!("{what}:"));
        }
    }
    println!("   open sessions: {}", report.open);
    if report.create_requests > 0 && report.open > 0 {
        return Err(format!("{} sessions are still open", report.open));
    }
    Ok(report)
}
