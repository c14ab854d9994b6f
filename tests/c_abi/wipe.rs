//! No password, token or key stays in memory or shows in a text.
//!
//! A C program does the calls in a process of its own, and this test searches all memory of that process.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::FileExt;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lftoken_stub::{Config, Fault, Operation, Proxy, ProxyConfig, Stub};

use support::binding::{CallSettings, Status};
use support::cc::{self, Program};
use support::{PASSWORD, eventually};

/// Pieces of a secret count as the secret: its beginning, middle and end of this many bytes.
const PIECE: usize = 16;

/// The C program, waiting for commands.
struct Subject {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    ca_file: std::path::PathBuf,
}

impl Subject {
    fn start(stub: &Stub) -> Subject {
        static PROGRAM: OnceLock<Program> = OnceLock::new();
        let source = cc::root().join("tests/c/secrets.c");
        // Bound at the first call of each function, when the dynamic linker stores all registers on the stack.
        let program = PROGRAM.get_or_init(|| Program::build(&source, "secrets", &["-Wl,-z,lazy"]));
        let mut child = program
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let ca_file = std::env::temp_dir().join(format!("lftoken-secrets-{}.pem", child.id()));
        fs::write(&ca_file, stub.ca_pem()).unwrap();
        let mut subject = Subject {
            commands: child.stdin.take().unwrap(),
            answers: BufReader::new(child.stdout.take().unwrap()),
            child,
            ca_file,
        };
        let ca_file = subject.ca_file.to_str().unwrap().to_owned();
        subject.expect(&["base", &stub.base_url(), &ca_file], Status::Ok);
        subject
    }

    /// Runs a command and returns the status.
    fn tell(&mut self, words: &[&str]) -> i32 {
        for word in words {
            self.commands.write_all(word.as_bytes()).unwrap();
            self.commands.write_all(&[0]).unwrap();
        }
        self.commands.flush().unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim().parse().unwrap_or_else(|_| panic!("{words:?}: {line:?}"))
    }

    fn expect(&mut self, words: &[&str], status: Status) {
        assert_eq!(self.tell(words), status as i32, "{}", words[0]);
    }

    fn all_ok(&mut self, commands: &[&[&str]]) {
        for words in commands {
            self.expect(words, Status::Ok);
        }
    }

    /// Where `secrets` or pieces of them are in the program's writable memory.
    fn search(&self, secrets: &[(&'static str, String)]) -> Vec<String> {
        let mut needles = Vec::new();
        for (name, secret) in secrets {
            let bytes = secret.as_bytes();
            assert!(
                bytes.len() >= PIECE / 2,
                "{name} is too short to be told from other bytes"
            );
            let piece = PIECE.min(bytes.len());
            for start in [0, (bytes.len() - piece) / 2, bytes.len() - piece] {
                needles.push((*name, start, &bytes[start..start + piece]));
            }
        }
        let mut found = Vec::new();
        let mut begins = [false; 256];
        needles
            .iter()
            .for_each(|(_, _, needle)| begins[needle[0] as usize] = true);
        for (region, first, bytes) in self.memory() {
            for at in (0..bytes.len()).filter(|at| begins[bytes[*at] as usize]) {
                for (name, start, _) in needles.iter().filter(|(_, _, needle)| bytes[at..].starts_with(needle)) {
                    found.push(format!(
                        "{name} from byte {start} at {:#x} in {region}",
                        first + at as u64
                    ));
                }
            }
        }
        found
    }

    /// Every writable mapping: heaps, stacks, data.
    fn memory(&self) -> Vec<(String, u64, Vec<u8>)> {
        let pid = self.child.id();
        let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
        let memory = File::open(format!("/proc/{pid}/mem")).unwrap();
        let mut regions = Vec::new();
        for line in maps
            .lines()
            .filter(|line| line.split(' ').nth(1).unwrap().starts_with("rw"))
        {
            let (first, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
            let parse = |text| u64::from_str_radix(text, 16).unwrap();
            let (first, end) = (parse(first), parse(end));
            let mut bytes = vec![0; (end - first) as usize];
            memory.read_exact_at(&mut bytes, first).unwrap();
            regions.push((line.to_owned(), first, bytes));
        }
        assert!(regions.iter().any(|(line, ..)| line.ends_with("[stack]")));
        assert!(regions.iter().any(|(line, ..)| line.ends_with("[heap]")));
        regions
    }

    fn assert_clean(&self, when: &str, secrets: &[(&'static str, String)]) {
        let found = self.search(secrets);
        assert!(found.is_empty(), "{when}:\n{}", found.join("\n"));
    }

    fn assert_found(&self, when: &str, secret: (&'static str, &str)) {
        let found = self.search(&[(secret.0, secret.1.to_owned())]);
        assert!(!found.is_empty(), "{when}: the search does not find the {}", secret.0);
    }

    /// Frees all but the client, searches, frees the client, searches again.
    fn finish(mut self, stub: &Stub, secrets: &[(&'static str, String)]) {
        let mut all = password_and_tokens(stub);
        all.extend_from_slice(secrets);
        self.expect(&["free_session"], Status::Ok);
        self.assert_clean("with an idle client", &all);
        self.expect(&["free_client"], Status::Ok);
        self.assert_clean("with everything freed", &all);
        self.expect(&["keep", "a marker that stays on the heap"], Status::Ok);
        self.assert_found("at last", ("marker", "a marker that stays on the heap"));
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.ca_file);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The password of the stub's user and every token that went over the wire again.
fn password_and_tokens(stub: &Stub) -> Vec<(&'static str, String)> {
    let mut secrets = vec![("password", PASSWORD.to_owned())];
    for request in stub.requests() {
        if let Some(bearer) = request.header("Authorization") {
            let token = bearer.strip_prefix("Bearer ").unwrap();
            if secrets.iter().all(|(_, secret)| secret != token) {
                secrets.push(("token", token.to_owned()));
                secrets.push(("bearer", bearer.to_owned()));
            }
        }
    }
    secrets
}

fn stub() -> Stub {
    Stub::start(Config::default()).unwrap()
}

/// A subject with the right password and a client.
fn subject(stub: &Stub) -> Subject {
    let mut subject = Subject::start(stub);
    subject.all_ok(&[&["client"], &["password", "svc", PASSWORD]]);
    subject
}

#[test]
fn a_whole_session() {
    let stub = stub();
    let mut subject = subject(&stub);
    subject.assert_found("with credentials", ("password", PASSWORD));
    subject.all_ok(&[&["cookie"], &["create", "Archive"], &["refresh"], &["take"]]);
    let token = stub.open_tokens().remove(0);
    subject.assert_found("with a token", ("token", &token));
    subject.all_ok(&[&["refresh"], &["invalidate"]]);
    assert_eq!(stub.report().invalidated, 1);
    subject.finish(&stub, &[]);
}

#[test]
fn the_search_finds_what_is_left_on_heap_and_stack() {
    let stub = stub();
    let mut subject = Subject::start(&stub);
    subject.all_ok(&[&["keep", "something on the heap"]]);
    subject.assert_found("kept", ("heap text", "something on the heap"));
    subject.all_ok(&[&["leave", "something on the stack"]]);
    subject.assert_found("left", ("stack text", "something on the stack"));
    subject.assert_clean("never there", &[("absent text", "something elsewhere".to_owned())]);
}

#[test]
fn a_refused_login() {
    let stub = stub();
    let mut subject = Subject::start(&stub);
    let wrong = "not the right password, though a long one";
    let echo = Fault {
        status: Some(401),
        message: Some(format!("the password {wrong} is wrong")),
        ..Fault::default()
    };
    subject.all_ok(&[&["client"], &["password", "svc", wrong]]);
    subject.expect(&["create", "Archive"], Status::CredentialsRefused);
    stub.set_fault(Operation::Create, echo);
    subject.expect(&["create", "Archive"], Status::CredentialsRefused);
    subject.expect(&["message"], Status::Ok);
    subject.finish(&stub, &[("wrong password", wrong.to_owned())]);
}

/// Runs a login whose answer is damaged, and whose session the library logs out by itself.
fn damaged(fault: Fault, expected: Status) {
    let stub = stub();
    stub.set_fault(Operation::Create, fault);
    let mut subject = subject(&stub);
    subject.expect(&["timeout", "300"], Status::Ok);
    subject.expect(&["create", "Archive"], expected);
    subject.expect(&["settle"], Status::Ok);
    eventually("the logout", || stub.report().invalidated == 1);
    subject.finish(&stub, &[]);
}

#[test]
fn an_answer_cut_behind_the_token() {
    let fault = Fault {
        chunked: true,
        oversized: Some(5000),
        cut_at: Some(1500),
        ..Fault::default()
    };
    damaged(fault, Status::OutcomeUnknown);
}

#[test]
fn an_answer_cut_within_the_token() {
    let stub = stub();
    let mut subject = subject(&stub);
    for cut_at in [200, 300, 400, 450, 500, 550] {
        let cut = Fault {
            cut_at: Some(cut_at),
            times: Some(1),
            ..Fault::default()
        };
        stub.set_fault(Operation::Create, cut);
        subject.tell(&["create", "Archive"]);
        subject.tell(&["settle"]);
    }
    let tokens = stub.open_tokens();
    assert!(!tokens.is_empty());
    let tokens: Vec<_> = tokens.into_iter().map(|token| ("cut token", token)).collect();
    subject.finish(&stub, &tokens);
}

#[test]
fn an_answer_in_chunks() {
    let stub = stub();
    let chunks = Fault {
        chunked: true,
        split: Some(7),
        ..Fault::default()
    };
    stub.set_fault(Operation::Create, chunks.clone());
    stub.set_fault(Operation::Refresh, chunks);
    let mut subject = subject(&stub);
    subject.all_ok(&[&["create", "Archive"], &["refresh"], &["invalidate"]]);
    subject.finish(&stub, &[]);
}

#[test]
fn a_late_answer() {
    let fault = Fault {
        delay_before: Some(Duration::from_millis(600)),
        ..Fault::default()
    };
    damaged(fault, Status::OutcomeUnknown);
}

#[test]
fn an_answer_too_late_by_half() {
    let fault = Fault {
        delay_last_byte: Some(Duration::from_millis(600)),
        ..Fault::default()
    };
    damaged(fault, Status::OutcomeUnknown);
}

#[test]
fn other_credentials() {
    let stub = stub();
    let saml: String = (0..900).map(|number| format!("saml{number:04}")).collect();
    let mut subject = Subject::start(&stub);
    subject.all_ok(&[&["client"], &["saml", &saml]]);
    subject.assert_found("with credentials", ("SAML token", &saml));
    subject.expect(&["create", "Archive"], Status::CredentialsRefused);
    subject.all_ok(&[&["saml", "valid-saml"], &["create", "Archive"], &["invalidate"]]);
    let key = "the key of a session that is not";
    subject.all_ok(&[&["saml", ""], &["session_key", key]]);
    assert_ne!(subject.tell(&["create", "Archive"]), Status::Ok as i32);
    let adopted = "an adopted token that no server knows";
    subject.all_ok(&[&["adopt", "Archive", adopted]]);
    subject.expect(&["refresh"], Status::SessionGone);
    subject.finish(
        &stub,
        &[
            ("SAML token", saml),
            ("session key", key.to_owned()),
            ("adopted token", adopted.to_owned()),
        ],
    );
}

#[test]
fn tls_1_2() {
    let stub = Stub::start(Config {
        tls12_only: true,
        ..Config::default()
    })
    .unwrap();
    let mut subject = subject(&stub);
    subject.all_ok(&[&["create", "Archive"], &["refresh"], &["invalidate"]]);
    subject.finish(&stub, &[]);
}

#[test]
fn a_proxy_with_credentials() {
    let stub = stub();
    let (user, password) = ("proxy-user", "the password of the proxy");
    let proxy = Proxy::start(ProxyConfig {
        credentials: Some((user.into(), password.into())),
        ..ProxyConfig::default()
    })
    .unwrap();
    let basic = BASE64_STANDARD.encode(format!("{user}:{password}"));
    let with_address = proxy
        .url()
        .replace("http://", &format!("http://{user}:{}@", password.replace(' ', "%20")));
    for arguments in [
        ["proxy", &proxy.url(), user, password],
        ["proxy", &with_address, "", ""],
    ] {
        let mut subject = Subject::start(&stub);
        subject.all_ok(&[
            &arguments,
            &["client"],
            &["password", "svc", PASSWORD],
            &["create", "Archive"],
            &["invalidate"],
            &["free_session"],
        ]);
        let mut secrets = password_and_tokens(&stub);
        secrets.push(("proxy password", password.into()));
        secrets.push(("address with password", with_address.clone()));
        subject.assert_clean("with an idle client", &secrets);
        // The client needs it for its next connection.
        subject.assert_found("with an idle client", ("proxy credentials", &basic));
        secrets.push(("proxy credentials", basic.clone()));
        subject.expect(&["free_client"], Status::Ok);
        subject.assert_clean("with everything freed", &secrets);
    }
}

#[test]
fn a_client_certificate() {
    let stub = Stub::start(Config {
        client_auth: true,
        ..Config::default()
    })
    .unwrap();
    let key = stub.client_key_pem();
    let mut subject = Subject::start(&stub);
    subject.all_ok(&[&["identity", stub.client_certificate_pem(), key]]);
    let body: Vec<&str> = key.lines().filter(|line| !line.starts_with("-----")).collect();
    let longest = body.iter().max_by_key(|line| line.len()).unwrap();
    subject.assert_found("with options", ("line of the key", longest));
    subject.all_ok(&[
        &["client"],
        &["password", "svc", PASSWORD],
        &["create", "Archive"],
        &["refresh"],
        &["invalidate"],
    ]);
    let lines = body.iter().filter(|line| line.len() >= PIECE);
    let mut secrets: Vec<_> = lines.map(|line| ("line of the key", (*line).to_owned())).collect();
    secrets.push(("key without its head", body.concat()));
    subject.finish(&stub, &secrets);
}

/// No secret is in `text`, whatever the shape.
fn assert_silent(what: &str, text: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!text.contains(secret), "{what} shows a secret: {text}");
    }
}

#[test]
fn errors_blot_out_what_the_server_repeats() {
    let stub = stub();
    let client = support::client(&stub);
    let call = CallSettings::default();
    let token = client.create_token("Archive", &support::login(), &call).unwrap();
    let value = token.value();
    let secrets = [PASSWORD, &value, "correct horse"];
    for secret in [PASSWORD, &value] {
        let members = [
            "message",
            "title",
            "detail",
            "type",
            "instance",
            "errorClass",
            "errorSource",
            "operationId",
        ];
        let object: serde_json::Map<_, _> = members
            .iter()
            .map(|name| ((*name).to_owned(), format!("{name}: {secret}.").into()))
            .collect();
        let nested = serde_json::json!({ "error": object });
        let rfc = serde_json::json!({ "error": secret, "error_description": secret });
        let header = format!("again {secret}");
        for body in [serde_json::Value::Object(object), nested, rfc, secret.into()] {
            for (operation, status) in [
                (Operation::Create, 401),
                (Operation::Create, 200),
                (Operation::Create, 302),
                (Operation::Refresh, 400),
                (Operation::Refresh, 200),
                (Operation::Invalidate, 400),
            ] {
                let fault = Fault {
                    status: (status != 200).then_some(status),
                    body: Some(body.to_string().into_bytes()),
                    header: ["X-RequestId", "X-APIServer-Error", "Location"]
                        .map(|name| (name.to_owned(), header.clone()))
                        .to_vec(),
                    times: Some(1),
                    ..Fault::default()
                };
                stub.set_fault(operation, fault);
                let error = match operation {
                    Operation::Create => client.create_token("Archive", &support::login(), &call).err(),
                    Operation::Refresh => token.refresh(0, &call).err(),
                    Operation::Invalidate => token.invalidate(&call).err(),
                }
                .unwrap();
                // The server repeats the secret of the request; it cannot know others.
                if (operation == Operation::Create) == (secret == PASSWORD) {
                    let what = format!("{operation:?} {status}");
                    assert_silent(&what, &error.to_string(), &secrets);
                    assert_silent(&what, &format!("{error:?}"), &secrets);
                }
            }
        }
    }
    stub.clear_faults();
    token.invalidate(&call).unwrap();
}
