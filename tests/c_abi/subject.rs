//! The program tests/c/secrets.c, which does calls on command, and a search through all of its memory.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::FileExt;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::OnceLock;

use lftoken_stub::Stub;
use support::binding::Status;
use support::cc::{self, Program};

/// Pieces of a secret count as the secret: its beginning, middle and end of this many bytes.
pub const PIECE: usize = 16;

/// The C program, waiting for commands.
pub struct Subject {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    ca_file: std::path::PathBuf,
}

impl Subject {
    pub fn start(stub: &Stub) -> Subject {
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

    fn send(&mut self, words: &[&str]) {
        for word in words {
            self.commands.write_all(word.as_bytes()).unwrap();
            self.commands.write_all(&[0]).unwrap();
        }
        self.commands.flush().unwrap();
    }

    /// Runs a command and returns the status.
    pub fn tell(&mut self, words: &[&str]) -> i32 {
        self.send(words);
        let line = self.line();
        line.parse().unwrap_or_else(|_| panic!("{words:?}: {line:?}"))
    }

    /// Runs a command that says a text before its status, which has to be a success.
    pub fn ask(&mut self, words: &[&str]) -> String {
        self.send(words);
        let text = self.line();
        assert_eq!(self.line(), "0", "{}", words[0]);
        text
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    pub fn expect(&mut self, words: &[&str], status: Status) {
        assert_eq!(self.tell(words), status as i32, "{}", words[0]);
    }

    pub fn all_ok(&mut self, commands: &[&[&str]]) {
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

    pub fn assert_clean(&self, when: &str, secrets: &[(&'static str, String)]) {
        let found = self.search(secrets);
        assert!(found.is_empty(), "{when}:\n{}", found.join("\n"));
    }

    pub fn assert_found(&self, when: &str, secret: (&'static str, &str)) {
        let found = self.search(&[(secret.0, secret.1.to_owned())]);
        assert!(!found.is_empty(), "{when}: the search does not find the {}", secret.0);
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.ca_file);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
