//! Python: `bindings/python/lftoken.py` declares what the header declares, logs in and out, and loses no session.
#![cfg(all(target_os = "linux", not(miri)))]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use lftoken_stub::{Config, Stub};

use support::cc::{self, expect_success};
use support::{PASSWORD, apis, c_header, eventually, key_files};

use support::pages;

pub const LIMIT: Duration = Duration::from_secs(120);

/// An interpreter that finds the module and the library; `None`, and a word about it, if there is none.
pub fn python() -> Option<Command> {
    let mut command = Command::new(std::env::var_os("LF_PYTHON").unwrap_or("python3".into()));
    let starts = Command::new(command.get_program()).arg("--version").output();
    if !starts.is_ok_and(|output| output.status.success()) {
        assert!(!cc::full_run(), "python3 is missing: install the package \"python3\"");
        cc::left_out("Python, for want of python3");
        return None;
    }
    let paths = [cc::root().join("bindings/python"), cc::root().join("tests/python")];
    command
        .args(["-W", "error"])
        .env("PYTHONPATH", std::env::join_paths(paths).unwrap())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("LFTOKEN_LIBRARY", cc::library());
    Some(command)
}

/// A file with the authority of a stub, in a folder that goes when this is dropped.
pub struct Authority(PathBuf);

impl Authority {
    pub fn of(stub: &Stub) -> Authority {
        let authority = Authority(cc::scratch("python"));
        fs::write(authority.path(), stub.ca_pem()).unwrap();
        authority
    }

    pub fn path(&self) -> PathBuf {
        self.0.join("ca.pem")
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// No session is left open, and the server never saw a malformed request.
pub fn settled(stub: &Stub) {
    eventually("the last logout", || stub.report().open == 0);
    let report = stub.report();
    assert_eq!(report.created, report.invalidated, "{report:?}");
    assert!(report.created > 0 && report.malformed == 0, "{report:?}");
}

/// How the module writes a type of C. Texts that go in and out are both a `c_char_p`.
fn ctypes_type(c_type: &str) -> String {
    // Bytes that go in.
    if c_type == "const void *" {
        return "c_char_p".into();
    }
    let c_type = c_type.strip_prefix("const ").unwrap_or(c_type);
    match c_type {
        "void" => "void".into(),
        "char *" => "c_char_p".into(),
        "void *" => "c_void_p".into(),
        "lf_status" => "c_int".into(),
        _ if c_type.ends_with("_callback") => "CFunctionType".into(),
        // What ctypes calls the types of 32 and 64 bits here.
        "int32_t" => "c_int".into(),
        "uint32_t" => "c_uint".into(),
        "int64_t" => "c_long".into(),
        "size_t" => "c_ulong".into(),
        _ => {
            let (name, stars) = c_type.split_once(' ').unwrap();
            let name = if name.starts_with("lf_") {
                name.into()
            } else {
                ctypes_type(name)
            };
            format!("{name}{stars}")
        }
    }
}

#[test]
fn the_module_declares_what_the_header_declares() {
    let Some(mut python) = python() else { return };
    let output = expect_success(python.arg(cc::root().join("tests/python/declarations.py")), LIMIT);
    let text = String::from_utf8(output.stdout).unwrap();
    let of_kind = |kind: &str| -> Vec<String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix(kind));
        lines.map(|line| line.trim_start().to_owned()).collect()
    };
    let expected: Vec<String> = c_header::functions()
        .iter()
        .map(|function| {
            let parameters = function.parameters.iter().map(|parameter| &parameter.c_type);
            let types: Vec<String> = [&function.result]
                .into_iter()
                .chain(parameters)
                .map(|t| ctypes_type(t))
                .collect();
            format!("{} {}", function.name, types.join(" "))
        })
        .collect();
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    assert_eq!(sorted(of_kind("function")), sorted(expected));
    assert_eq!(
        of_kind("callback"),
        [
            "void c_void_p c_int c_int c_char_p lf_error*",
            "void c_void_p c_int c_char_p",
            "void c_void_p c_int lf_error*",
            "c_int c_void_p lf_credentials*"
        ]
    );
}

#[test]
fn sessions_errors_and_threads() {
    let Some(mut python) = python() else { return };
    let stub = Stub::start(Config::default()).unwrap();
    let authority = Authority::of(&stub);
    key_files::write(&authority.0, &stub);
    python
        .arg(cc::root().join("tests/python/test_lftoken.py"))
        .env("LF_TEST_BASE", stub.base_url())
        .env("LF_TEST_CA", authority.path());
    let output = expect_success(&mut python, LIMIT);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.ends_with("\nOK\n"), "{said}");
    settled(&stub);
    let repository = "/Repositories/Ablage%20f%C3%BCr%20100%20%E2%82%AC/AccessTokens/Create";
    let requests = stub.requests();
    let login = requests
        .iter()
        .find(|request| request.target.contains(repository))
        .unwrap();
    let body = String::from_utf8(login.body.clone()).unwrap();
    assert!(body.contains("\"Prüfstand\""), "{body}");
    assert!(login.header("User-Agent").unwrap().starts_with("Python/1.0 "));
}

/// What differs from API to API, and logins in a browser.
#[test]
fn the_apis_and_logins_in_a_browser() {
    let Some(mut python) = python() else { return };
    let stub = Stub::start(Config::default()).unwrap();
    let (authority, key) = (Authority::of(&stub), stub.access_key("laserfiche.com"));
    python
        .arg(cc::root().join("tests/python/test_apis.py"))
        .env("LF_TEST_BASE", stub.base_url())
        .env("LF_TEST_SIGN_IN", stub.sign_in_address())
        .env("LF_TEST_CA", authority.path())
        .env("LF_TEST_ACCESS_KEY", &key.exported)
        .env("LF_TEST_PRINCIPAL_KEY", &key.service_principal_key);
    let output = expect_success(&mut python, LIMIT);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.ends_with("\nOK\n"), "{said}");
    let report = stub.report();
    assert_eq!(report.malformed, 0, "{report:?}");
    // A refusal is not repeated.
    let refused = stub.requests();
    let refused = refused.iter().filter(|request| request.status == Some(401)).count();
    assert_eq!(refused, 2, "{report:?}");
}

/// A host that is written once, with another setting and other credentials for each API.
#[test]
fn one_host() {
    let Some(mut python) = python() else { return };
    let folder = cc::scratch("python-one-host");
    apis::one_host(&folder, python.arg(cc::root().join("tests/python/host.py")));
    let _ = fs::remove_dir_all(folder);
}

/// Whatever is wrong with the library is an OSError that says it, before any of its functions is called.
#[test]
fn a_library_of_another_interface_or_none_at_all() {
    let folder = cc::scratch("python-libraries");
    let other = |name: &str, code: &str| {
        let path = folder.join(name);
        cc::shared_library(&path, code);
        path
    };
    let older = cc::OTHER_INTERFACE.replace('7', "1");
    fs::write(folder.join("text.so"), "no library").unwrap();
    for (path, complaint) in [
        (
            other("other.so", cc::OTHER_LIBRARY),
            "is not lftoken: it has no lf_library_abi_version",
        ),
        (
            other("new.so", cc::OTHER_INTERFACE),
            "has interface 7; this lftoken.py needs 1",
        ),
        (
            other("old.so", &older),
            "is older than this lftoken.py: it has no lf_options_new",
        ),
        (folder.join("text.so"), "cannot be loaded: "),
        (folder.join("missing.so"), "cannot be loaded: "),
    ] {
        let Some(mut python) = python() else { return };
        let program =
            "import lftoken\ntry: lftoken.Client('https://localhost/')\nexcept OSError as error: print(error)";
        let output = expect_success(python.args(["-c", program]).env("LFTOKEN_LIBRARY", &path), LIMIT);
        let said = String::from_utf8(output.stdout).unwrap();
        let place = path.to_str().unwrap();
        assert!(said.contains(place) && said.contains(complaint), "{said}");
        // What is older was found rightly.
        assert!(
            said.contains("LFTOKEN_LIBRARY") || complaint.contains("older"),
            "{said}"
        );
    }
    let _ = fs::remove_dir_all(folder);
}

/// One rule for the name: beside the module the file may have the name that programs ask for, or that of linkers.
#[test]
fn the_library_lies_beside_the_module() {
    for name in ["liblftoken.so.1", "liblftoken.so"] {
        let folder = cc::scratch("python-beside");
        fs::copy(cc::root().join("bindings/python/lftoken.py"), folder.join("lftoken.py")).unwrap();
        std::os::unix::fs::symlink(cc::library(), folder.join(name)).unwrap();
        let Some(mut python) = python() else { return };
        python.env("PYTHONPATH", &folder).env_remove("LFTOKEN_LIBRARY");
        let output = expect_success(
            python.args(["-c", "import lftoken; print(lftoken.load()._name)"]),
            LIMIT,
        );
        assert_eq!(
            String::from_utf8(output.stdout).unwrap().trim(),
            folder.join(name).to_str().unwrap()
        );
        let _ = fs::remove_dir_all(folder);
    }
}

/// The programs of `docs/python.md`, as a reader has them.
#[test]
fn the_examples_log_in_and_out() {
    let mut programs = pages::blocks("docs/python.md", "python");
    // What needs more than Python is left to the tests of that.
    programs.retain(|text| !text.contains("lftoken_"));
    assert!(programs.len() > 1, "docs/python.md lacks a program");
    for text in programs {
        let stub = Stub::start(Config::default()).unwrap();
        let authority = Authority::of(&stub);
        let command = |address: &str| {
            let mut python = python()?;
            python
                .args(["-c", &text])
                .env("LF_BASE_ADDRESS", address)
                .env("LF_CA_FILE", authority.path())
                .env("LF_USER", "svc")
                .env("LF_PASSWORD", PASSWORD)
                .env("LF_REPOSITORY", "Archive");
            Some(python)
        };
        let Some(mut python) = command(&stub.base_url()) else {
            return;
        };
        let said = String::from_utf8(expect_success(&mut python, LIMIT).stdout).unwrap();
        assert!(said.contains("logged in") && !said.contains(PASSWORD), "{said}");
        settled(&stub);
        // Port 9 is discard; nobody listens there.
        let output = cc::run(&mut command("https://127.0.0.1:9/repository").unwrap(), LIMIT);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.starts_with("CONNECT_FAILED: ") && said.contains("127.0.0.1:9") && !said.contains("LF_"),
            "{said}"
        );
    }
}
