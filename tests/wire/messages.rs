//! What a technician reads after a mistake in the set-up: it names what is wrong, and nothing that is right.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use lftoken_stub::blackhole::{Garbage, NeverAccepts, NeverAnswers, Refused};
use lftoken_stub::{Proxy, ProxyConfig, Stub};
use support::binding::{self, CallSettings, Client, Credentials, Error, Settings, Status};
use support::{PASSWORD, login};

use crate::round_trip::{changed, start};

/// A mistake in the settings: what it leads to, what the message says, and what it must not say.
struct Case {
    mistake: &'static str,
    settings: Settings,
    status: Status,
    says: Vec<String>,
    never: &'static [&'static str],
}

const BASE_ADDRESS: &str = "base address";

fn logged_in(settings: &Settings, repository: &str, login: &Credentials) -> Error {
    let outcome = Client::new(settings).and_then(|client| {
        let token = client.create_token(repository, login, &CallSettings::default())?;
        token.invalidate(&CallSettings::default())
    });
    outcome.expect_err("a mistake that nobody notices")
}

fn check(cases: Vec<Case>) {
    for case in cases {
        let error = logged_in(&case.settings, "Archive", &login());
        println!("{}: {}", case.mistake, error.message);
        assert_eq!(error.status, case.status, "{}: {error}", case.mistake);
        for words in &case.says {
            assert!(error.message.contains(words), "{} ({words}): {error}", case.mistake);
        }
        for words in case.never {
            assert!(!error.message.contains(words), "{} ({words}): {error}", case.mistake);
        }
        assert!(
            !error.message.contains(PASSWORD) && !error.message.contains("sesame"),
            "{error}"
        );
    }
}

fn at(stub: &Stub, address: impl Into<String>) -> Settings {
    changed(stub, |settings| settings.base_address = Some(address.into()))
}

fn through(stub: &Stub, address: impl Into<String>, credentials: Option<(&str, &str)>) -> Settings {
    changed(stub, |settings| {
        settings.proxy = Some(binding::Proxy::Explicit {
            address: address.into(),
            credentials: credentials.map(|(user, password)| (user.into(), password.into())),
        });
    })
}

fn case<const N: usize>(
    mistake: &'static str,
    settings: Settings,
    status: Status,
    says: [&str; N],
    never: &'static [&'static str],
) -> Case {
    Case {
        mistake,
        settings,
        status,
        says: says.map(str::to_owned).to_vec(),
        never,
    }
}

#[test]
fn a_base_address_that_cannot_be_one() {
    let stub = start(|_| {});
    let cases = [
        (
            "https://lf.example.com/LFRepositoryAPI/v1-alpha",
            "leave \"/v1-alpha\" out",
        ),
        ("https://lf.example.com/LFRepositoryAPI/v2/", "leave \"/v2\" out"),
        (
            "https://lf.example.com/LFRepositoryAPI/swagger/index.html",
            "leave \"/swagger/index.html\" out",
        ),
        (
            "lf.example.com/LFRepositoryAPI",
            "the base address must begin with https://",
        ),
        ("https://lf.example.com/My API", "the base address has a blank"),
        ("https://archiv\u{e4}.example/api", "punycode"),
        ("https://lf.example.com:0/api", "the base address has the port 0"),
        (
            "https://lf.example.com:+443/api",
            "the base address has a port that is no number",
        ),
        ("https://lf.example.com/a/../b", "the base address has . or .."),
        ("\"https://lf.example.com/api\"", "quotation marks"),
        ("http://lf.example.com/api", "(lf_options_set_allow_plain_http)"),
    ];
    let cases = cases.map(|(address, words)| case("a form", at(&stub, address), Status::InvalidArgument, [words], &[]));
    check(cases.into());
    // What a paste leaves at the ends is no mistake.
    let pasted = at(&stub, format!("\u{feff} {}/\r\n", stub.base_url()));
    crate::round_trip::round_trip(&pasted).unwrap();
}

#[test]
fn a_server_that_is_not_there_or_is_another() {
    let stub = start(|_| {});
    let (refused, silent, deaf) = (
        Refused::start().unwrap(),
        NeverAnswers::start().unwrap(),
        NeverAccepts::start().unwrap(),
    );
    let plain = Garbage::start(*b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n").unwrap();
    let ssh = Garbage::start(*b"SSH-2.0-OpenSSH_9.6\r\n").unwrap();
    let tls = stub.base_url().replace("https://", "http://");
    let hurried = |address: String| Settings {
        connect_timeout: Some(Duration::from_millis(200)),
        total_timeout: Some(Duration::from_secs(5)),
        ..at(&stub, address)
    };
    let connect_timeout = "(the connect timeout of 200 ms passed)";
    let total = &["total_timeout", "could not connect"];
    check(vec![
        case(
            "the name of no host",
            at(&stub, "https://lftoken-test.invalid/LFRepositoryAPI"),
            Status::ResolveFailed,
            [
                "Login at lftoken-test.invalid:443/LFRepositoryAPI: ",
                "Check the host name in the base address",
            ],
            &["connect_timeout"],
        ),
        case(
            "a port where nobody listens",
            at(&stub, format!("https://{}/api", refused.address())),
            Status::ConnectFailed,
            ["/api: could not connect to 127.0.0.1:", "the port in the base address"],
            &[],
        ),
        case(
            "a host that a firewall hides",
            hurried(format!("https://{}/api", deaf.address())),
            Status::TimedOut,
            [
                connect_timeout,
                "while connecting to",
                "(lf_options_set_connect_timeout_ms)",
            ],
            total,
        ),
        case(
            "a server that accepts and says nothing",
            hurried(format!("https://{}/api", silent.address())),
            Status::TimedOut,
            [
                connect_timeout,
                "agreeing on TLS with",
                "(lf_options_set_connect_timeout_ms)",
            ],
            total,
        ),
        case(
            "the same within a short total timeout",
            Settings {
                total_timeout: Some(Duration::from_millis(200)),
                ..at(&stub, format!("https://{}/api", silent.address()))
            },
            Status::TimedOut,
            [
                "agreeing on TLS with",
                "nothing answers there in time",
                "lf_options_set_total_timeout_ms",
            ],
            &["connect_timeout", "connect timeout"],
        ),
        case(
            "https to a port without TLS",
            at(&stub, format!("https://{}/api", plain.address())),
            Status::TlsHandshake,
            ["plain HTTP came, and no TLS,", "Check the port in the base address"],
            &["client certificate", "CorruptMessage", "InvalidContentType"],
        ),
        case(
            "the port of something else",
            at(&stub, format!("https://{}/api", ssh.address())),
            Status::TlsHandshake,
            ["something else than TLS came", "Check the port in the base address"],
            &["client certificate"],
        ),
        case(
            "http to a port with TLS",
            at(&stub, tls),
            Status::AnswerNotUnderstood,
            ["speaks TLS", "Use https in the base address"],
            &[],
        ),
        case(
            "the path of something else",
            at(&stub, stub.base_url().replace("/repository", "/elsewhere")),
            Status::Unsupported,
            [
                "/elsewhere: the server answered HTTP 404",
                "nothing at its path takes this call",
            ],
            &["repository id"],
        ),
    ]);
}

#[test]
fn a_proxy_that_is_not_there_or_none() {
    let stub = start(|_| {});
    let (refused, silent, deaf) = (
        Refused::start().unwrap(),
        NeverAnswers::start().unwrap(),
        NeverAccepts::start().unwrap(),
    );
    let hurried = |address: String| Settings {
        connect_timeout: Some(Duration::from_millis(200)),
        ..through(&stub, address, None)
    };
    let check_address = "Check the proxy's host and port";
    let innocent = &["in the base address", "base address (", "lf_options_set_base_address"];
    check(vec![
        case(
            "the name of no proxy",
            through(&stub, "lftoken-proxy.invalid:8080", None),
            Status::ResolveFailed,
            ["the proxy lftoken-proxy.invalid:8080 was not reached", check_address],
            innocent,
        ),
        case(
            "a port where no proxy listens",
            through(&stub, refused.address().to_string(), None),
            Status::ConnectFailed,
            ["could not connect to the proxy 127.0.0.1:", check_address],
            innocent,
        ),
        case(
            "a proxy that a firewall hides",
            hurried(deaf.address().to_string()),
            Status::TimedOut,
            [
                "connecting to the proxy 127.0.0.1:",
                "the connect timeout of 200 ms",
                check_address,
            ],
            innocent,
        ),
        case(
            "a proxy that says nothing",
            hurried(silent.address().to_string()),
            Status::TimedOut,
            [
                "the answer of the proxy 127.0.0.1:",
                "the connect timeout of 200 ms",
                check_address,
            ],
            innocent,
        ),
    ]);
    let forms = [
        ("http://proxy.example.com/proxy.pac", "a PAC script is not supported"),
        ("socks5://me:sesame@proxy.example.com:1080", "only HTTP proxies"),
        ("https://me:sesame@proxy.example.com:8080", "plain http"),
        ("sesame://proxy.example.com:8080", "must be http://host:port"),
        ("http=proxy:80;https=proxy:80", "a list, as Windows writes it"),
        ("me:sesame@proxy.example.com:port", "a port that is no number"),
        ("", "is empty"),
    ];
    let forms = forms.map(|(address, words)| {
        let settings = through(&stub, address, None);
        let says = ["the proxy's address ", words];
        case("a form", settings, Status::InvalidArgument, says, &[BASE_ADDRESS])
    });
    check(forms.into());
    let credentials = [
        ("me:too", "sesame", "a colon"),
        ("me", "sesame\r\nX: y", "a control character"),
    ];
    let credentials = credentials.map(|(user, password, words)| {
        let settings = through(&stub, "proxy.example.com:8080", Some((user, password)));
        case(
            "credentials",
            settings,
            Status::InvalidArgument,
            [words],
            &[BASE_ADDRESS],
        )
    });
    check(credentials.into());
    let lists = [("10.*", "10.0.0.0/8"), ("https://lf.example.com", "a scheme")];
    let lists = lists.map(|(list, words)| {
        let settings = Settings {
            no_proxy: Some(list.into()),
            ..through(&stub, "proxy.example.com:8080", None)
        };
        case(
            "exceptions",
            settings,
            Status::InvalidArgument,
            ["without a proxy", words],
            &[],
        )
    });
    check(lists.into());
}

#[test]
fn a_proxy_that_refuses_says_why() {
    let stub = start(|_| {});
    let answering = |status: u16, headers: &[&str]| {
        Proxy::start(ProxyConfig {
            status: Some(status),
            extra_headers: headers.iter().map(|line| (*line).to_owned()).collect(),
            ..ProxyConfig::default()
        })
        .unwrap()
    };
    let negotiate: &[&str] = &["Proxy-Authenticate: Negotiate", "Proxy-Authenticate: NTLM"];
    let basic: &[&str] = &["Proxy-Authenticate: NTLM, Basic realm=\"a, Digest\""];
    for (status, headers, credentials, says) in [
        (
            407,
            negotiate,
            None,
            vec![
                "wants Negotiate or NTLM; this library speaks Basic",
                "(lf_options_set_no_proxy)",
            ],
        ),
        (
            407,
            negotiate,
            Some(("me", "sesame")),
            vec!["wants Negotiate or NTLM; this library speaks Basic"],
        ),
        (407, basic, None, vec!["it wants a user name and a password"]),
        (
            407,
            basic,
            Some(("me", "sesame")),
            vec!["does not take this user name and password"],
        ),
        (407, &[], None, vec!["it wants a user name and a password"]),
        (403, &[], None, vec!["does not allow this host, or this port"]),
        (405, &[], None, vec!["it may be no proxy"]),
        (502, &[], None, vec!["it could not reach that host and port"]),
        (302, &[], None, vec!["a sign-in portal"]),
    ] {
        let proxy = answering(status, headers);
        check(vec![Case {
            mistake: "a proxy that refuses",
            settings: through(&stub, proxy.url(), credentials),
            status: Status::ProxyRefused,
            says: says.into_iter().map(str::to_owned).collect(),
            never: &[BASE_ADDRESS],
        }]);
    }
    assert_eq!(stub.report().connections_accepted, 0);
}

/// Answers every request with these bytes, and closes.
fn answering(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/api", listener.local_addr().unwrap());
    thread::spawn(move || {
        for _ in 0..4 {
            let Ok((mut stream, _)) = listener.accept() else { return };
            stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
            let _ = stream.read(&mut [0; 8192]);
            let _ = stream.write_all(answer);
        }
    });
    address
}

#[test]
fn a_proxy_that_nobody_set_is_in_the_way() {
    let stub = start(|_| {});
    let address = answering(
        b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
    );
    check(vec![case(
        "no proxy set",
        at(&stub, address),
        Status::ProxyRefused,
        [
            "a proxy on the way answered HTTP 407: it wants a user name and a password",
            "Set that proxy",
        ],
        &["repository id", "which credentials are set"],
    )]);
    let address = answering(
        b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\
          Content-Length: 0\r\n\r\n",
    );
    check(vec![case(
        "no proxy set, and not Basic",
        at(&stub, address),
        Status::ProxyRefused,
        [
            "it wants Negotiate or NTLM; this library speaks Basic",
            "let this machine through",
        ],
        &["a user name and a password", "repository id"],
    )]);
}

#[test]
fn credentials_and_repositories() {
    let stub = start(|_| {});
    let settings = changed(&stub, |_| {});
    let refused = |repository: &str, login: Credentials, status: Status, words: &[&str]| {
        let error = logged_in(&settings, repository, &login);
        println!("{}", error.message);
        assert_eq!(error.status, status, "{error}");
        for words in words {
            assert!(error.message.contains(words), "({words}): {error}");
        }
    };
    let requests = stub.report().requests;
    let empty = Credentials {
        password: Some(String::new()),
        ..login()
    };
    let words = &[
        "the password in the credentials is empty",
        "(lf_credentials_set_allow_empty_password)",
    ];
    refused("Archive", empty.clone(), Status::InvalidArgument, words);
    let nobody = Credentials {
        username: Some(String::new()),
        ..login()
    };
    refused(
        "Archive",
        nobody,
        Status::InvalidArgument,
        &["the user name in the credentials is empty"],
    );
    assert_eq!(stub.report().requests, requests);
    // Where it is asked for, it is sent.
    let allowed = Credentials {
        allow_empty_password: true,
        ..empty
    };
    refused(
        "Archive",
        allowed,
        Status::CredentialsRefused,
        &["/repository: the server answered HTTP 401"],
    );
    assert_eq!(stub.report().requests, requests + 1);
    refused(
        "unknown",
        login(),
        Status::RepositoryNotFound,
        &["the repository id is \"unknown\""],
    );
    let denied = "fault:create:status=403";
    refused(
        denied,
        login(),
        Status::AccessDenied,
        &["the repository id is \"fault:create:status=403\""],
    );
}
