//! What a person can try on Windows with nothing but the archive: the stand-in server, and a client that logs in there.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};

use support::cc::expect_success;
use support::wine::{self, Bits};

use crate::archives::{Folder, LIMIT, full_run, unpack_windows};
use crate::page;

/// The server of an archive under wine, which ends with this.
struct Server(Child, BufReader<ChildStdout>);

impl Server {
    fn start(bits: Bits, folder: &Path, arguments: &[&str]) -> Server {
        let mut command = wine::command(bits, folder, "bin/lftoken-stub.exe");
        command.args(arguments).args(["--for-seconds", "60", "--verbose"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Server(child, output)
    }

    /// What it prints for whoever wants to log in: the lines up to that with `ready`.
    fn lines(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        while !lines.last().is_some_and(|line: &String| line.contains("ready")) {
            lines.push(self.line().expect("the server ended"));
        }
        lines
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        (self.1.read_line(&mut line).unwrap() > 0).then(|| line.trim_end().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_tour_on_windows_needs_nothing_but_the_archive() {
    if !full_run() {
        return;
    }
    for bits in Bits::ALL {
        let folder = Folder::named("lftoken-tour");
        let unpacked = unpack_windows(bits, &folder);
        let readme = fs::read_to_string(unpacked.join("README.md")).unwrap();
        let commands = page::commands(&readme, "## Try it without a server");
        let [server, client] = commands.as_slice() else {
            panic!("{commands:?}")
        };
        let arguments = server.trim().strip_prefix(r"bin\lftoken-stub.exe ").unwrap();
        let mut server = Server::start(bits, &unpacked, &arguments.split(' ').collect::<Vec<_>>());
        let pasted = server.lines();
        assert!(pasted[0].starts_with("set \"LF_API="), "{pasted:?}");

        let script = format!("@echo off\n{}\n{client}echo the client has ended\n", pasted.join("\n"));
        fs::write(unpacked.join("tour.cmd"), script.replace('\n', "\r\n")).unwrap();
        let mut prompt = wine::command(bits, &unpacked, "cmd");
        let output = expect_success(prompt.args(["/c", "tour.cmd"]), LIMIT);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains("the client has ended"), "{said}");
        assert!(!said.contains("correct horse"), "{said}");

        let mut answers = Vec::new();
        while !answers
            .last()
            .is_some_and(|line: &String| line.contains("/Invalidate -> "))
        {
            answers.push(
                server
                    .line()
                    .unwrap_or_else(|| panic!("no logout: {answers:?}\n{said}")),
            );
        }
        let count = |what: &str| answers.iter().filter(|line| line.contains(what)).count();
        assert_eq!(
            (count("/Create -> 200"), count("/Invalidate -> 200")),
            (1, 1),
            "{answers:?}\n{said}"
        );
    }
}
