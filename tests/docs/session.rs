//! The programs in C with a managed session: the smallest one, and one that uploads.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use lftoken_stub::{Api, Config, Fault, Operation, Stub, login};
use support::cc::{self, Program, expect_success, run};
use support::pages;

const LIMIT: Duration = Duration::from_secs(60);
const MOST_LINES: usize = 40;

/// A stub, and a folder that goes when this is dropped.
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
    fn new() -> Scene {
        let scene = Scene {
            stub: Stub::start(Config::default()).unwrap(),
            folder: cc::scratch("page-session"),
        };
        fs::write(scene.folder.join("ca.pem"), scene.stub.ca_pem()).unwrap();
        scene
    }

    /// The program with what it needs for a login with `api`.
    fn command(&self, program: &Program, api: Api) -> Command {
        let mut command = program.command();
        for variable in login::VARIABLES {
            command.env_remove(variable);
        }
        let settings = login::settings(api, &self.stub);
        command.envs(settings).env("LF_CA_FILE", self.folder.join("ca.pem"));
        command
    }

    /// Uploads a document of 1000 bytes.
    fn upload(&self, program: &Program, api: Api) -> Command {
        let file = self.folder.join("document.txt");
        fs::write(&file, [b'x'; 1000]).unwrap();
        let folder = format!(
            "{}/{}",
            self.stub.base_url(),
            match api {
                Api::V1Alpha => "v1-alpha/Repositories/Archive/Entries/1/Document",
                Api::ServerV1 => "v1/Repositories/Archive/Entries/1/Document",
                Api::ServerV2 | Api::Cloud => "v2/Repositories/Archive/Entries/1/Folder/Import",
            }
        );
        let mut command = self.command(program, api);
        command.arg(folder).arg(file);
        command
    }
}

#[test]
fn the_smallest_program_logs_in_and_out() {
    let blocks = pages::blocks("docs/c.md", "c");
    let text = blocks
        .iter()
        .find(|block| block.contains("int main") && block.contains("lf_session_new"))
        .unwrap();
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    assert!(lines <= MOST_LINES, "{lines} lines");
    let scene = Scene::new();
    let source = scene.folder.join("smallest.c");
    fs::write(&source, text).unwrap();
    // As a reader compiles it: without POSIX.
    let program = Program::build(&source, "smallest", &["-U_POSIX_C_SOURCE"]);
    let output = expect_success(&mut scene.command(&program, Api::V1Alpha), LIMIT);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("logged in; the header has "), "{said}");
    let report = scene.stub.report();
    assert_eq!((report.created, report.invalidated, report.open), (1, 1, 0));

    let mut command = scene.command(&program, Api::V1Alpha);
    let output = run(command.env("LF_PASSWORD", "wrong"), LIMIT);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("LF_E_CREDENTIALS_REFUSED: "), "{said}");
}

/// `None`, and a word about it, where libcurl is not at hand.
fn upload_program() -> Option<Program> {
    let mut pkg_config = Command::new("pkg-config");
    let found = pkg_config.args(["--cflags", "--libs", "libcurl"]).output().ok();
    let Some(found) = found.filter(|output| output.status.success()) else {
        assert!(
            !cc::full_run(),
            "libcurl is missing: install the package libcurl4-openssl-dev"
        );
        cc::left_out("examples/upload.c, for want of libcurl");
        return None;
    };
    let flags = String::from_utf8(found.stdout).unwrap();
    // They stand before the source that needs them.
    let flags = ["-Wl,--no-as-needed"].into_iter().chain(flags.split_whitespace());
    let flags: Vec<&str> = flags.collect();
    Some(Program::build(&cc::root().join("examples/upload.c"), "upload", &flags))
}

#[test]
fn a_document_is_uploaded_to_every_api() {
    let Some(program) = upload_program() else { return };
    for api in Api::ALL {
        let scene = Scene::new();
        let output = expect_success(&mut scene.upload(&program, api), LIMIT);
        let report = scene.stub.report();
        let uploaded = (report.documents, report.document_bytes, report.resource_requests);
        assert_eq!(uploaded, (1, 1000, 1), "{}", api.name());
        assert_eq!(
            (report.logins, report.double_logins, report.malformed),
            (1, 0, 0),
            "{}",
            api.name()
        );
        assert_eq!(report.invalidated, u64::from(api == Api::V1Alpha));
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(said.contains(": HTTP 201"), "{said}");
        for request in scene.stub.requests() {
            let value = request.header("Authorization").unwrap_or("Bearer none");
            assert!(!said.contains(value.trim_start_matches("Bearer ")), "{said}");
        }
    }
}

#[test]
fn a_token_that_is_refused_once_is_replaced_and_the_upload_repeated() {
    let Some(program) = upload_program() else { return };
    for api in [Api::ServerV1, Api::ServerV2, Api::Cloud] {
        let scene = Scene::new();
        scene
            .stub
            .set_fault(Operation::Resource, Fault::parse("status=401,times=1").unwrap());
        expect_success(&mut scene.upload(&program, api), LIMIT);
        let report = scene.stub.report();
        assert_eq!(
            (report.documents, report.resource_requests, report.logins),
            (1, 2, 2),
            "{}",
            api.name()
        );
    }
}

#[test]
fn a_session_that_the_service_confirms_does_not_repeat_the_upload() {
    let Some(program) = upload_program() else { return };
    let scene = Scene::new();
    scene
        .stub
        .set_fault(Operation::Resource, Fault::parse("status=401").unwrap());
    let output = run(&mut scene.upload(&program, Api::V1Alpha), LIMIT);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(": HTTP 401"), "{said}");
    let report = scene.stub.report();
    let calls = (report.logins, report.refreshes, report.resource_requests, report.open);
    assert_eq!(calls, (1, 1, 1, 0));
}
