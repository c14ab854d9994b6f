//! Answers that nobody can read: what they hide, and what they do not prove.

use std::io::{Result, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use strategies::CREATED;
use support::binding::{CallSettings, Client, RetryPolicy, Settings, Status, TokenState};
use support::login;

use crate::scene::{invalidate, within};
use crate::scripted::{Server, healthy, request};

type Script = Vec<(&'static str, String)>;

/// Answers a request as the script says of its call, and closes: each line of it once. All others are answered well.
fn scripted(script: Script) -> (Server, Arc<Mutex<Vec<String>>>) {
    let requests = Arc::<Mutex<Vec<String>>>::default();
    let seen = requests.clone();
    let script = Mutex::new(script);
    let serve = move |_, mut stream: TcpStream| -> Result<()> {
        while let Some(request) = request(&mut stream)? {
            seen.lock().unwrap().push(request.clone());
            let mut script = script.lock().unwrap();
            if let Some(line) = script.iter().position(|(call, _)| request.contains(call)) {
                return stream.write_all(script.remove(line).1.as_bytes());
            }
            stream.write_all(healthy(&request).as_bytes())?;
        }
        Ok(())
    };
    (Server::start(serve), requests)
}

fn client(server: &Server) -> Arc<Client> {
    Client::new(&Settings {
        base_address: Some(server.base_address()),
        retry: Some(RetryPolicy {
            max_attempts: 1,
            ..RetryPolicy::default()
        }),
        ..Settings::default()
    })
    .unwrap()
}

#[test]
fn a_token_that_can_be_seen_is_logged_out() {
    let length = CREATED.len();
    let cut = length + 10;
    for answer in [
        format!("401 No\r\nContent-Length: {cut}\r\n\r\n{CREATED}"),
        format!("403 No\r\nContent-Length: {cut}\r\n\r\n{CREATED}"),
        format!("403 No\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{CREATED}\r\n"),
        format!("500 No\r\nContent-Length: {cut}\r\n\r\n{CREATED}"),
        // Chunks that cannot be told from one another.
        format!("200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\n{CREATED}\n0\n\n"),
    ] {
        let (server, requests) = scripted(vec![("/Create", format!("HTTP/1.1 {answer}"))]);
        let client = client(&server);
        let error = client
            .create_token("r", &login(), &CallSettings::default())
            .err()
            .expect("an error");
        assert_eq!(error.status, Status::OutcomeUnknown, "{answer}: {error}");
        assert!(error.message.contains("is being logged out"), "{answer}: {error}");
        client.settle(&within(5_000)).unwrap();
        let requests = requests.lock().unwrap();
        let logouts = requests.iter().filter(|request| request.contains("/Invalidate"));
        assert_eq!(logouts.count(), 1, "{answer}: {requests:?}");
    }
}

const NO_ANSWERS: [&str; 4] = [
    "SSH-2.0-OpenSSH_9\r\n",
    "HTTP/2 200\r\n\r\n",
    "HTTP/1.1 200 OK\r\nno colon\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n{}",
];

/// And one that is too large.
fn no_answers() -> Vec<(String, Status)> {
    let large = format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(70_000));
    let no_answers = NO_ANSWERS.map(|answer| (answer.to_owned(), Status::AnswerNotUnderstood));
    no_answers
        .into_iter()
        .chain([(large, Status::AnswerTooLarge)])
        .collect()
}

#[test]
fn a_logout_that_is_answered_in_no_http_can_be_made_again() {
    for (answer, cause) in no_answers() {
        let (server, _) = scripted(vec![("/Invalidate", answer.clone())]);
        let client = client(&server);
        let token = client.create_token("r", &login(), &CallSettings::default()).unwrap();
        let error = invalidate(&token).expect_err(&answer);
        assert_eq!((error.status, error.cause), (Status::NotLoggedOut, cause), "{error}");
        assert!(error.retryable && error.message.contains("base address"), "{error}");
        assert_eq!(token.state(), TokenState::Active);
        invalidate(&token).unwrap();
    }
}

#[test]
fn the_worker_asks_again_where_no_http_was_answered() {
    for (answer, _) in no_answers() {
        // A token that nobody can take.
        let cut = format!("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{CREATED}");
        let (server, requests) = scripted(vec![("/Create", cut), ("/Invalidate", answer)]);
        let client = client(&server);
        let login = client.create_token("r", &login(), &CallSettings::default());
        assert_eq!(login.err().expect("an error").status, Status::OutcomeUnknown);
        client.settle(&within(10_000)).unwrap();
        assert_eq!(requests.lock().unwrap().len(), 3);
    }
}
