//! A refresh on a warm connection costs a look whether something lies there, one send and one receive, and no other system
//! call; one on a connection of its own, with a TLS session that is resumed, costs few. A read of a managed session's token
//! costs none.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use lftoken_stub::{Config, Report, Stub};

use support::PASSWORD;
use support::alone::measuring;
use support::cc::{self, Program};

const CALLS: usize = 1000;
/// For a call that needs a connection: to make it, to agree on TLS, to send and receive, to close it.
const CONNECTING: usize = 16;
/// Receives that the kernel ended because the server's thread did not get its turn in time.
const HICCUPS: usize = 5;
/// Calls for memory, while buffers and the heap find their size.
const GROWTH: usize = 8;

/// The system calls of `trace` between two `getppid` that follow each other, by name; those of all threads.
fn between_the_marks<const N: usize>(trace: &str) -> Result<[BTreeMap<String, usize>; N], String> {
    let names: Vec<&str> = trace.lines().filter_map(name).collect();
    let parts: Vec<&[&str]> = names.split(|name| *name == "getppid").collect();
    if parts.len() != N + 2 {
        return Err(format!("{} marks in the trace instead of {}", parts.len() - 1, N + 1));
    }
    Ok(std::array::from_fn(|part| {
        let mut counts = BTreeMap::new();
        for name in parts[part + 1] {
            *counts.entry((*name).to_owned()).or_default() += 1;
        }
        counts
    }))
}

/// `recvfrom` in `4711  recvfrom(3, ...` ; a call that was resumed is counted where it began.
fn name(line: &str) -> Option<&str> {
    let call = line.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    let name = call.split('(').next()?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_name && call.contains('(')).then_some(name)
}

/// What is more than it may be.
fn excess(counts: &BTreeMap<String, usize>) -> Vec<String> {
    let mut counts = counts.clone();
    let mut take = |names: &[&str]| {
        names
            .iter()
            .map(|name| counts.remove(*name).unwrap_or(0))
            .sum::<usize>()
    };
    let sends = take(&["sendto", "write", "sendmsg", "writev"]);
    let receives = take(&["recvfrom", "read", "recvmsg", "readv"]);
    let memory = take(&["mmap", "munmap", "brk", "mremap", "madvise"]);
    let mut found = Vec::new();
    if sends != CALLS {
        found.push(format!("{sends} sends"));
    }
    // The look is a receive, too, which finds nothing.
    if !(2 * CALLS..=2 * CALLS + HICCUPS).contains(&receives) {
        found.push(format!("{receives} receives"));
    }
    if memory > GROWTH {
        found.push(format!("{memory} calls for memory"));
    }
    found.extend(counts.iter().map(|(name, count)| format!("{count} of {name}")));
    found
}

/// What the thread has called that makes the marks.
fn of_the_marking_thread(trace: &str) -> String {
    let thread = |line: &str| line.split_whitespace().next().map(str::to_owned);
    let marking = trace
        .lines()
        .find(|line| name(line) == Some("getppid"))
        .and_then(thread);
    let lines: Vec<&str> = trace.lines().filter(|line| thread(line) == marking).collect();
    lines.join("\n")
}

/// The trace of a program of tests/c, and what the stub says of it. None in a run without strace.
fn trace_of(program: &str, repository: &str) -> Option<(String, Report)> {
    if !cc::full_run() {
        cc::left_out("the count of system calls");
        return None;
    }
    let version = Command::new("strace").arg("-V").output();
    assert!(
        version.is_ok(),
        "strace is missing: install it (apt-get install strace), or run without LF_FULL"
    );

    let _turn = measuring();
    let stub = Stub::start(Config::default()).unwrap();
    let program = Program::of_tests(program);
    let dir = program.path().parent().unwrap();
    let (trace, ca_file) = (dir.join("trace"), dir.join("ca.pem"));
    fs::write(&ca_file, stub.ca_pem()).unwrap();
    let mut child = program
        .under(&["strace", "-f", "-e", "signal=none", "-o", trace.to_str().unwrap()])
        .args([&stub.base_url(), ca_file.to_str().unwrap(), repository])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());

    let report = stub.report();
    assert_eq!(report.open, 0);
    Some((fs::read_to_string(&trace).unwrap(), report))
}

/// The system calls between its marks, by name.
fn traced<const N: usize>(program: &str, repository: &str) -> Option<([BTreeMap<String, usize>; N], Report)> {
    let (trace, report) = trace_of(program, repository)?;
    let counts = between_the_marks(&trace).unwrap();
    println!("{counts:?}");
    Some((counts, report))
}

/// Those of 1,000 refreshes.
fn refreshes(repository: &str) -> Option<(BTreeMap<String, usize>, Report)> {
    let ([counts], report) = traced("refreshes", repository)?;
    assert_eq!(report.refreshed, CALLS as u64 + 10);
    Some((counts, report))
}

#[test]
fn a_call_that_waits_does_not_wake_up() {
    // Long enough for many looks at a clock.
    let Some(([plain, cancellable], _)) = traced("waits", "fault:refresh:delay=600") else {
        return;
    };
    let expected = |calls: &[(&str, usize)]| calls.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    assert_eq!(plain, expected(&[("sendto", 1), ("recvfrom", 2)]));
    assert_eq!(cancellable, expected(&[("sendto", 1), ("ppoll", 1), ("recvfrom", 2)]));
}

#[test]
fn a_read_of_a_session_that_has_a_token_makes_none() {
    let Some((trace, report)) = trace_of("reads", "Archive") else {
        return;
    };
    assert_eq!(report.created, 2);
    // The timer of sessions has a thread of its own.
    let [counts] = between_the_marks(&of_the_marking_thread(&trace)).unwrap();
    assert_eq!(counts, BTreeMap::new());
}

#[test]
fn a_warm_refresh_is_a_look_one_send_and_one_receive() {
    let Some((counts, report)) = refreshes("Archive") else {
        return;
    };
    assert_eq!(report.connections_accepted, 1);
    assert_eq!(excess(&counts), Vec::<String>::new(), "{counts:?}");
}

#[test]
fn a_refresh_with_a_connection_of_its_own_is_few_calls() {
    let Some((counts, report)) = refreshes("fault:refresh:close") else {
        return;
    };
    assert!(report.connections_accepted > CALLS as u64, "{report:?}");
    assert_eq!(report.resumed_handshakes, report.tls_handshakes - 1, "{report:?}");
    let all: usize = counts.values().sum();
    assert!(all <= CALLS * CONNECTING + HICCUPS + GROWTH, "{all}: {counts:?}");
}

#[test]
fn the_count_is_exact() {
    let look = "12 recvfrom(3, 0x1, 1, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = -1 EAGAIN (x)\n";
    let pair = "12 sendto(3, \"x\", 1, 0, NULL, 0) = 1\n12 recvfrom(3, \"(\", 9, 0, NULL, NULL) = 1\n";
    let trace =
        |inside: &str| format!("12 brk(NULL) = 1\n12  getppid() = 1\n{inside}12 getppid() = 1\n12 exit(0) = ?\n");
    let judge = |inside: &str| excess(&between_the_marks::<1>(&trace(inside)).unwrap()[0]);

    let refresh = format!("{look}{pair}");
    let proper = refresh.repeat(CALLS);
    assert_eq!(judge(&proper), Vec::<String>::new());
    let resumed = "12 <... recvfrom resumed>\"x\", 9, 0, NULL, NULL) = 1\n";
    assert_eq!(judge(&format!("{proper}{resumed}")), Vec::<String>::new());
    for extra in [
        "12 sendto(3, \"x\", 1, 0, NULL, 0) = 1\n".to_owned(),
        "12 setsockopt(3, SOL_SOCKET, SO_RCVTIMEO_OLD, 1, 2) = 0\n".to_owned(),
        "13 futex(0x1, FUTEX_WAKE_PRIVATE, 1) = 0\n".to_owned(),
        "12 clone3({flags=0}, 88) = 13\n".to_owned(),
        "12 recvfrom(3, 0x1, 9, 0, NULL, NULL) = -1 EAGAIN (x)\n".repeat(HICCUPS + 1),
        "12 brk(0x1) = 0x1\n".repeat(GROWTH + 1),
    ] {
        assert_eq!(judge(&format!("{proper}{extra}")).len(), 1, "{extra}");
    }
    assert_eq!(judge(&refresh.repeat(CALLS - 1)).len(), 2);
    assert!(between_the_marks::<1>(pair).is_err());
}
