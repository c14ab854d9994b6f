//! What is said to a proxy, round by round, with a login that is made here and not by Windows.

mod scripted;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use super::*;
use crate::base::cancel::Cancel;
use crate::base::deadline::Deadline;
use crate::net::connect::connect;
use crate::net::origin::Origin;
use crate::net::proxy::{NamedBy, Proxy};
use scripted::{asks, offers, proxy};

const LIMIT: Duration = Duration::from_secs(10);
const TUNNEL: &str = "HTTP/1.1 200 OK\r\n\r\n";

/// Says which scheme, which target and which account, and then what it was challenged with.
fn told(scheme: &'static str, target: String, account: Option<Account>) -> SecurityContext {
    let who = account.map_or("own".into(), |a| {
        format!("{}/{}/{}", a.domain, a.user, a.password.expose())
    });
    SecurityContext::new(move |challenge| {
        let challenge = String::from_utf8(challenge.to_vec()).unwrap();
        match challenge.as_str() {
            "" => Ok(format!("{scheme} {target} {who}").into_bytes()),
            "wrong" => Err(io::Error::other("that is no challenge")),
            _ => Ok(format!("re {challenge}").into_bytes()),
        }
    })
}

fn without_negotiate(scheme: &'static str, target: String, account: Option<Account>) -> SecurityContext {
    match scheme {
        "NTLM" => told(scheme, target, account),
        _ => SecurityContext::new(|_| Err(io::Error::other("no ticket"))),
    }
}

fn no_login(_: &'static str, _: String, _: Option<Account>) -> SecurityContext {
    SecurityContext::new(|_| Err(io::Error::other("nobody is signed in")))
}

struct Outcome {
    result: Result<(), Error>,
    seen: Vec<String>,
}

impl Outcome {
    fn is(self, expected: &[&str]) {
        assert_eq!(self.seen, expected);
        self.result.unwrap();
    }

    #[track_caller]
    fn expect_refused(self, expected: &[&str], kind: Kind, words: &str) {
        assert_eq!(self.seen, expected);
        let error = self.result.unwrap_err();
        assert_eq!((error.kind, error.progress), (kind, Progress::NothingSent), "{error:?}");
        assert!(error.what.contains(words), "{error:?}");
        assert!(!error.what.contains("topsecret"), "{error:?}");
    }
}

const SCHEME: Kind = Kind::ProxyScheme;
const REFUSED: Kind = Kind::ProxyRefused;

fn given(text: &str) -> Option<Secret> {
    (!text.is_empty()).then(|| Secret::new(text))
}

fn proxy_at(address: SocketAddr, user: &str) -> Proxy {
    let password = if user.is_empty() { "" } else { "topsecret" };
    Proxy::parse(&address.to_string(), (given(user).as_ref(), given(password).as_ref())).unwrap()
}

fn open_at(proxy: &Proxy, address: SocketAddr, make: MakeContext<'_>, deadline: &Deadline) -> Result<Socket, Error> {
    let ask = Ask {
        proxy,
        reach: &|| Ok(connect(&[address], "the proxy", deadline)?),
        authority: Origin::parse("https://api.example/").unwrap().0.to_string(),
        peer: "the proxy p:1".into(),
        agent: "test",
        deadline,
    };
    open(&ask, make)
}

/// With the tokens as texts, and a bar where another connection begins.
fn run_with(user: &str, connections: Vec<Vec<String>>, make: MakeContext<'_>) -> Outcome {
    let (address, serving) = proxy(connections);
    let result = open_at(&proxy_at(address, user), address, make, &Deadline::after(LIMIT, None)).map(drop);
    Outcome {
        result,
        seen: readable(serving.join().unwrap()),
    }
}

fn readable(seen: Vec<Vec<String>>) -> Vec<String> {
    let of = |value: String| match value.split_once(' ') {
        Some((scheme, token)) => {
            let token = String::from_utf8(BASE64_STANDARD.decode(token).unwrap()).unwrap();
            format!("{scheme}: {token}")
        }
        None => value,
    };
    let connections = seen
        .into_iter()
        .map(|seen| seen.into_iter().map(of).collect::<Vec<_>>());
    connections.collect::<Vec<_>>().join(&"|".to_owned())
}

fn run(user: &str, answers: &[String]) -> Outcome {
    run_with(user, vec![answers.to_vec()], &told)
}

fn challenge(scheme: &str, text: &str) -> String {
    offers(&[&format!("{scheme} {}", BASE64_STANDARD.encode(text))])
}

const NTLM_OWN: &str = "NTLM: NTLM HTTP/127.0.0.1 own";
const NTLM_GIVEN: &str = "NTLM: NTLM HTTP/127.0.0.1 WORK/me/topsecret";
const BASIC: &str = "Basic: me:topsecret";

#[test]
fn the_strongest_scheme_that_is_offered() {
    let all = ["Basic realm=x", "NTLM", "Negotiate"];
    let ok = TUNNEL.to_owned();
    run(
        "me@work",
        &[
            offers(&all),
            challenge("Negotiate", "a"),
            challenge("Negotiate", "b"),
            ok.clone(),
        ],
    )
    .is(&[
        "none",
        "Negotiate: Negotiate HTTP/127.0.0.1 /me@work/topsecret",
        "Negotiate: re a",
        "Negotiate: re b",
    ]);
    run("WORK\\me", &[offers(&all[..2]), challenge("ntlm", "a"), ok.clone()]).is(&["none", NTLM_GIVEN, "NTLM: re a"]);
    run("", &[offers(&["NTLM"]), challenge("NTLM", "a"), ok.clone()]).is(&["none", NTLM_OWN, "NTLM: re a"]);
    run("me", &[offers(&all[..1]), ok.clone()]).is(&["none", BASIC]);
    run("me", &[ok]).is(&["none"]);
}

#[test]
fn what_windows_cannot_do_leaves_the_next_scheme() {
    let ok = TUNNEL.to_owned();
    let both = offers(&["Negotiate, NTLM"]);
    run_with(
        "",
        vec![vec![both.clone(), challenge("NTLM", "a"), ok.clone()]],
        &without_negotiate,
    )
    .is(&["none", NTLM_OWN, "NTLM: re a"]);
    run_with("me", vec![vec![offers(&["Negotiate", "Basic realm=x"]), ok]], &no_login).is(&["none", BASIC]);
    run_with("", vec![vec![both]], &no_login).expect_refused(
        &["none"],
        SCHEME,
        "cannot log in with NTLM: nobody is signed in",
    );
}

#[test]
fn another_connection_before_the_login_and_none_in_it() {
    let ok = TUNNEL.to_owned();
    let closing = asks("Proxy-Authenticate: NTLM\r\nProxy-Connection: close\r\n");
    let no_length = "HTTP/1.0 407 No\r\nProxy-Authenticate: NTLM\r\n\r\n".to_owned();
    let login = vec![challenge("NTLM", "a"), ok];
    for first in [closing, no_length, offers(&["NTLM"])] {
        run_with("", vec![vec![first], login.clone()], &told).is(&["none", "|", NTLM_OWN, "NTLM: re a"]);
    }
    let challenge = BASE64_STANDARD.encode("a");
    let closing = asks(&format!(
        "Proxy-Authenticate: NTLM {challenge}\r\nConnection: close\r\n"
    ));
    run("", &[offers(&["NTLM"]), closing]).expect_refused(
        &["none", NTLM_OWN],
        REFUSED,
        "closes the connection in the middle",
    );
    let gone = offers(&[&format!("NTLM {challenge}")]);
    run("", &[offers(&["NTLM"]), gone]).expect_refused(&["none", NTLM_OWN], REFUSED, "p:1");
}

#[test]
fn refusals_in_every_round() {
    let (no, a) = (offers(&["NTLM"]), challenge("NTLM", "a"));
    let rounds = ["none", NTLM_GIVEN, "NTLM: re a"];
    let user = "WORK\\me";
    run(user, &[no.clone(), no.clone()]).expect_refused(&rounds[..2], REFUSED, "not take this user name and password");
    run(user, &[no.clone(), a.clone(), no.clone()]).expect_refused(
        &rounds,
        REFUSED,
        "not take this user name and password",
    );
    run("", &[no.clone(), no.clone()]).expect_refused(
        &["none", NTLM_OWN],
        REFUSED,
        "account that this program runs under",
    );
    run(user, &[no.clone(), offers(&["NTLM a b!"])]).expect_refused(&rounds[..2], REFUSED, "not in Base64");
    let wrong = challenge("NTLM", "wrong");
    run(user, &[no.clone(), wrong]).expect_refused(&rounds[..2], REFUSED, "does not go on: that is no challenge");
    let forbidden = "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n".to_owned();
    run(user, &[no.clone(), a.clone(), forbidden]).expect_refused(&rounds, REFUSED, "does not allow this host");
    let huge = offers(&[&format!("NTLM {}", "A".repeat(70_000))]);
    run(user, &[no.clone(), huge]).expect_refused(&rounds[..2], REFUSED, "larger than");

    let endless: Vec<_> = [no].into_iter().chain(vec![a; MAX_TOKENS]).collect();
    let asked = run(user, &endless);
    assert_eq!(asked.seen.len(), 1 + MAX_TOKENS);
    assert!(asked.result.unwrap_err().what.contains("goes on asking"));

    run("me", &[offers(&["Digest realm=x, nonce=y"])]).expect_refused(&["none"], SCHEME, "it wants Digest;");
    run("", &[offers(&["Basic realm=x"])]).expect_refused(&["none"], REFUSED, "wants a user name and a password");
    run("me", &[offers(&["Basic realm=x"]), offers(&["Basic realm=x"])]).expect_refused(
        &["none", BASIC],
        REFUSED,
        "does not take this user name and password",
    );
}

#[test]
fn a_proxy_of_the_environment_is_not_told_who_is_signed_in() {
    for (user, expected) in [
        ("", vec!["none"]),
        ("me", vec!["none", "NTLM: NTLM HTTP/127.0.0.1 /me/topsecret"]),
    ] {
        let (address, serving) = proxy(vec![vec![offers(&["NTLM"]), TUNNEL.into()]]);
        let proxy = proxy_at(address, user).named_by(NamedBy::Environment("https_proxy"));
        let result = open_at(&proxy, address, &told, &Deadline::after(LIMIT, None)).map(drop);
        assert_eq!(readable(serving.join().unwrap()), expected);
        if user.is_empty() {
            let error = result.unwrap_err();
            assert!(
                error.kind == SCHEME && error.what.contains("not told who is signed in"),
                "{error:?}"
            );
        }
    }
}

#[test]
fn a_proxy_that_takes_basic_is_not_asked_again() {
    let (no, ok) = (offers(&["Basic realm=x"]), TUNNEL.to_owned());
    let (address, serving) = proxy(vec![vec![no, ok.clone()], vec![ok]]);
    let proxy = proxy_at(address, "me");
    for _ in 0..2 {
        open_at(&proxy, address, &told, &Deadline::after(LIMIT, None)).unwrap();
    }
    assert_eq!(readable(serving.join().unwrap()), ["none", BASIC, "|", BASIC]);
}

/// The login that Windows makes takes as long as a domain controller does.
#[test]
fn a_login_that_takes_forever_ends_with_the_call() {
    let (end, ended) = mpsc::channel::<()>();
    let ended = Arc::new(Mutex::new(ended));
    let stuck = move |_: &'static str, _: String, _: Option<Account>| {
        let ended = ended.clone();
        SecurityContext::new(move |_| {
            let _ = ended.lock().unwrap().recv();
            Ok(Vec::new())
        })
    };
    let (address, serving) = proxy(vec![vec![offers(&["NTLM"])]]);
    let deadline = Deadline::after(Duration::from_millis(200), None);
    let error = open_at(&proxy_at(address, ""), address, &stuck, &deadline)
        .map(drop)
        .unwrap_err();
    assert_eq!(error.kind, Kind::TimedOut, "{error:?}");
    serving.join().unwrap();

    let (address, serving) = proxy(vec![vec![offers(&["NTLM"])]]);
    let cancel = Arc::new(Cancel::default());
    let deadline = Deadline::after(LIMIT, Some(cancel.clone()));
    let error = thread::scope(|scope| {
        scope.spawn(|| {
            serving.join().unwrap();
            cancel.trigger();
        });
        open_at(&proxy_at(address, ""), address, &stuck, &deadline)
            .map(drop)
            .unwrap_err()
    });
    assert_eq!(error.kind, Kind::Cancelled, "{error:?}");
    drop(end);
}
