//! What is changed while the stub runs, and what it counts.

mod common;

use common::resource::*;
use common::*;
use lftoken_stub::{Api, Operation, Stub};
use std::time::{Duration, Instant};

fn says(stub: &Stub, line: &str) -> String {
    stub.command(line).unwrap_or_else(|reason| panic!("{line}: {reason}"))
}

#[test]
fn short_lives_end_unless_they_are_refreshed() {
    std::thread::scope(|scope| {
        for api in Api::ALL {
            scope.spawn(move || lives_end(api));
        }
    });
}

fn lives_end(api: Api) {
    let stub = plain();
    assert_eq!(
        says(&stub, "lifetime 1"),
        "lifetime from the next login or refresh on: 1 s"
    );
    let (kept, lost) = (token(api, &stub), token(api, &stub));
    assert_eq!(listed(api, &stub, &kept), 200);
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(1300) {
        std::thread::sleep(Duration::from_millis(200));
        if api == Api::V1Alpha {
            assert_eq!(refreshed(&stub, &kept).status, 200);
        }
    }
    assert_eq!(listed(api, &stub, &lost), 401, "{api:?}");
    let alive = if api == Api::V1Alpha { 200 } else { 401 };
    assert_eq!(listed(api, &stub, &kept), alive, "{api:?}");
    if api == Api::V1Alpha {
        assert_eq!(refreshed(&stub, &lost).status, 401);
        assert_eq!(stub.report().expired, 1);
    }
    stub.set_lifetime(None);
    let long = token(api, &stub);
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(listed(api, &stub, &long), 200, "{api:?}");
}

#[test]
fn a_use_keeps_a_session_of_the_api_server_but_not_its_token() {
    let stub = plain();
    stub.set_lifetime(Some(Duration::from_secs(1)));
    let token = token(Api::ServerV1, &stub);
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(listed(Api::ServerV1, &stub, &token), 200);
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(listed(Api::ServerV1, &stub, &token), 401);
    assert_eq!(stub.report().open, 1, "the seat is still taken");
    eventually("the end of the session", || stub.report().open == 0);
}

#[test]
fn what_a_login_is_told_follows_the_lifetime() {
    let stub = plain();
    stub.set_lifetime(Some(Duration::from_secs(2)));
    for api in [Api::ServerV1, Api::ServerV2, Api::Cloud] {
        let told = ask(&stub, &login(api, &stub, PASSWORD)).json();
        assert_eq!(told["expires_in"], 2, "{api:?}");
    }
    let kept = token(Api::V1Alpha, &stub);
    let hour = ask(
        &stub,
        &bodiless("Refresh", "r", &(bearer(&kept) + "Keep-Alive: 3600\r\n")),
    )
    .json();
    let again = refreshed(&stub, &kept).json();
    assert!(
        again["value"].as_str() >= hour["value"].as_str(),
        "its own idle time stays"
    );
}

#[test]
fn ended_sessions_are_dead_everywhere_and_counted() {
    let stub = plain();
    let tokens = Api::ALL.map(|api| (api, token(api, &stub)));
    assert_eq!((stub.report().open, stub.report().cloud_tokens), (3, 1));
    assert_eq!(says(&stub, "end-sessions"), "sessions and tokens ended: 4");
    for (api, token) in &tokens {
        assert_eq!(listed(*api, &stub, token), 401, "{api:?}");
    }
    assert_eq!(refreshed(&stub, &tokens[0].1).status, 401);
    let report = stub.report();
    assert_eq!(
        (report.open, report.most_open, report.cloud_tokens, report.ended),
        (0, 3, 0, 4)
    );
}

#[test]
fn accounts_and_licences_change() {
    for api in [Api::V1Alpha, Api::ServerV1, Api::ServerV2] {
        let stub = plain();
        let code = |password: &str| {
            let answer = ask(&stub, &login(api, &stub, password));
            (answer.status, answer.json()["errorCode"].as_i64())
        };
        let open = token(api, &stub);
        assert_eq!(says(&stub, "lock svc"), "locked: svc");
        assert_eq!(code(PASSWORD), (401, Some(9011)));
        assert_eq!(says(&stub, "unlock svc"), "unlocked: svc");
        assert_eq!(code(PASSWORD), (200, None));

        assert_eq!(says(&stub, "licences 2"), "licences: 2, in use: 2");
        assert_eq!(code(PASSWORD), (403, Some(9030)));
        says(&stub, "licences none");
        assert_eq!(code(PASSWORD), (200, None));

        assert_eq!(says(&stub, "password svc new word%21"), "password changed: svc");
        assert_eq!(code(PASSWORD), (401, Some(9010)));
        stub.set_password("svc", PASSWORD);
        assert_eq!(code(PASSWORD), (200, None));
        assert_eq!(listed(api, &stub, &open), 200);

        stub.lock_account("svc");
        stub.reset();
        assert_eq!(code(PASSWORD), (200, None));
    }
}

#[test]
fn faults_come_and_go_by_their_house_names() {
    let stub = plain();
    let status = |api| ask(&stub, &login(api, &stub, PASSWORD)).status;
    says(&stub, "fault login:status=503");
    says(&stub, "fault resource:status=500");
    assert_eq!(Api::ALL.map(status), [503; 4]);
    says(&stub, "clear login");
    assert_eq!(Api::ALL.map(status), [200; 4]);
    assert_eq!(listed(Api::V1Alpha, &stub, &token(Api::V1Alpha, &stub)), 500);
    stub.clear_fault(Operation::Resource);
    assert_eq!(listed(Api::V1Alpha, &stub, &token(Api::V1Alpha, &stub)), 200);
    says(&stub, "fault logout:status=500");
    assert_eq!(says(&stub, "clear"), "all faults cleared");
    let open = token(Api::V1Alpha, &stub);
    assert_eq!(ask(&stub, &with_token("Invalidate", "r", &open)).status, 200);
}

#[test]
fn two_logins_of_one_user_at_once_are_double() {
    for api in Api::ALL {
        let stub = plain();
        // One client is one user of the Cloud; a new access key would be another.
        let request = login(api, &stub, PASSWORD);
        let in_turn = |count| (0..count).for_each(|_| assert_eq!(ask(&stub, &request).status, 200));
        // Connections stay open behind an answer.
        let mut pair = [tcp(stub.port()), tcp(stub.port())];
        for at in 0..20 {
            assert_eq!(exchange(&mut pair[at % 2], &request).unwrap().status, 200);
        }
        drop(pair);
        assert_eq!((stub.report().logins, stub.report().double_logins), (20, 0));
        stub.set_fault(Operation::Create, fault("delay=400"));
        stub.set_fault(Operation::Token, fault("delay=400"));
        std::thread::scope(|scope| {
            scope.spawn(|| in_turn(1));
            scope.spawn(|| in_turn(1));
        });
        assert_eq!((stub.report().logins, stub.report().double_logins), (22, 1), "{api:?}");

        // Who does not wait for an answer has ended the login.
        let mut gone = tcp(stub.port());
        std::io::Write::write_all(&mut gone, &request).unwrap();
        eventually("the login arrives", || stub.report().logins == 23);
        drop(gone);
        eventually("the connection ends", || stub.report().connections_open == 0);
        in_turn(1);
        assert_eq!(stub.report().double_logins, 1, "{api:?}");
    }
}

#[test]
fn counts_are_one_line() {
    let stub = plain();
    let open = token(Api::V1Alpha, &stub);
    refreshed(&stub, &open);
    listed(Api::V1Alpha, &stub, &open);
    ask(&stub, &with_token("Invalidate", "r", &open));
    token(Api::Cloud, &stub);
    assert_eq!(
        says(&stub, "counts"),
        "open=0 most_open=1 cloud_tokens=1 logins=2 double_logins=0 refreshes=1 logouts=1 expired=0 ended=0 \
         resource_accepted=1 resource_refused=0 documents=0 document_bytes=0 faults=0"
    );
}

#[test]
fn lines_that_cannot_be_done_say_why() {
    let stub = plain();
    for (line, reason) in [
        ("", "unknown command \"\": try help"),
        ("counts now", "unknown command \"counts now\": try help"),
        ("fault login", "expected OP:SPEC"),
        ("fault login:", "the fault is empty"),
        ("lifetime soon", "expected seconds or default"),
        ("licences -1", "expected a number or none"),
        ("lock", "expected a user name"),
        ("lock a b", "expected nothing after the user name"),
        ("password svc", "expected a user name and a password"),
    ] {
        assert_eq!(stub.command(line), Err(reason.into()), "{line}");
    }
    assert!(stub.command("lifetime -1").is_err() && stub.command("clear all").is_ok());
    let over_http = |line: &str| {
        let target = format!(
            "POST /_stub/command?line={} HTTP/1.1\r\nHost: stub\r\n\r\n",
            encoded(line)
        );
        let answer = ask(&stub, target.as_bytes());
        (answer.status, answer.body)
    };
    assert_eq!(over_http("lock svc"), (200, "locked: svc\n".into()));
    assert_eq!(over_http("lock"), (400, "expected a user name\n".into()));
}
