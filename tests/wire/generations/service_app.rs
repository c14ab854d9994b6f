//! Logins of a service app of the Cloud, with its access key.

use std::fs;

use lftoken_stub::{AccessKey, Config, Fault, Operation, Proxy, ProxyConfig, Stub};
use serde_json::Value;
use support::binding::{
    Action, Api, Client, Credentials, Error, ExchangeState, Level, Settings, Status, Token, TokenState,
};
use support::settings;

use crate::scene::{refresh, within};
use crate::seen::claims;

use super::ways::{Generation, SCOPE, Way};

fn scene(config: Config) -> Generation {
    Generation::with(Way::AccessKey, config, |_| {})
}

fn credentials(key: &AccessKey, text: &str) -> Credentials {
    Credentials {
        access_key: Some(text.into()),
        service_principal_key: Some(key.service_principal_key.clone()),
        ..Credentials::default()
    }
}

fn create(scene: &Generation, credentials: &Credentials) -> Result<Token, Error> {
    scene.log_in(&credentials.handle(), &within(5_000))
}

/// What each request proved itself with.
fn assertions(scene: &Generation) -> Vec<String> {
    let requests = scene.stub.requests();
    let authorizations = requests.iter().map(|request| request.header("Authorization"));
    authorizations.map(|value| value.unwrap().to_owned()).collect()
}

#[test]
fn the_request_is_that_of_the_official_clients() {
    let scene = scene(Config::default());
    let with_scope = Credentials {
        scope: Some(SCOPE.into()),
        ..scene.service_app()
    };
    let token = create(&scene, &with_scope).unwrap();
    assert_eq!(token.scope(), SCOPE);
    assert_eq!(token.api_address(), "https://api.laserfiche.com/repository");
    assert_eq!((token.state(), token.refresh_token()), (TokenState::Active, None));
    let left = token.remaining().unwrap().as_secs();
    assert!((43_190..=43_200).contains(&left), "{left}");
    create(&scene, &scene.service_app()).unwrap();

    let [scoped, bare] = &scene.stub.requests()[..] else {
        panic!()
    };
    assert_eq!(
        String::from_utf8_lossy(&scoped.body),
        "grant_type=client_credentials&scope=repository.Read%20repository.Write"
    );
    assert_eq!(bare.body, b"grant_type=client_credentials");
    assert_eq!((&*scoped.method, &*scoped.target), ("POST", "/oauth/Token"));
    assert_eq!(scoped.header_values("Accept"), ["application/json"]);
    let claims = claims(scoped).unwrap();
    assert_eq!(claims["aud"], "laserfiche.com");
    assert_eq!(claims["client_secret"], with_scope.service_principal_key.unwrap());
    assert_eq!(claims["iat"], claims["nbf"]);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 1800);
    assert_eq!(claims.as_object().unwrap().len(), 6);
    assert_eq!(scene.report().client_credentials_grants, 2);
}

#[test]
fn a_key_is_taken_in_every_form() {
    let scene = scene(Config::default());
    let key = scene.stub.access_key("eu.laserfiche.com");
    let spaced: String = key.exported.chars().flat_map(|c| [c, '\n']).collect();
    let url_safe = key.exported.replace('+', "-").replace('/', "_");
    for text in [
        key.json.clone(),
        key.exported.trim_end_matches('=').into(),
        url_safe,
        spaced,
        format!("\u{feff}{}", key.json),
    ] {
        let token = create(&scene, &credentials(&key, &text)).unwrap();
        assert_eq!(token.api_address(), "https://api.eu.laserfiche.com/repository");
    }
    let path = std::env::temp_dir().join(format!("lftoken-access-key-{}.txt", std::process::id()));
    let from_file = Credentials {
        access_key: None,
        access_key_file: Some(path.to_str().unwrap().into()),
        ..credentials(&key, "")
    };
    let error = create(&scene, &from_file).err().unwrap();
    assert!(
        error.os_code.is_some() && error.message.contains("lftoken-access-key"),
        "{error}"
    );
    fs::write(&path, &key.exported).unwrap();
    let created = create(&scene, &from_file).map(drop);
    fs::remove_file(&path).unwrap();
    created.unwrap();
}

#[test]
fn a_bad_key_is_named_and_nothing_is_sent() {
    let scene = scene(Config::default());
    let key = scene.stub.access_key("laserfiche.com");
    let other: Value = serde_json::from_str(&scene.stub.access_key("laserfiche.com").json).unwrap();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut json: Value = serde_json::from_str(&key.json).unwrap();
        change(&mut json);
        json.to_string()
    };
    let twice = key.json.replacen('{', "{\"domain\":\"evil.example\",", 1);
    for (text, named) in [
        (key.exported[..key.exported.len() / 2].to_owned(), "access key"),
        (changed(&|json| json["jwk"]["crv"] = "P-384".into()), "crv"),
        (changed(&|json| json["jwk"]["d"] = other["jwk"]["d"].clone()), "d"),
        (changed(&|json| json["jwk"]["kid"] = Value::Null), "kid"),
        (changed(&|json| json["clientId"] = "".into()), "clientId"),
        (changed(&|json| json["domain"] = "evil.example/path".into()), "domain"),
        (changed(&|json| json["domain"] = "user@evil.example".into()), "domain"),
        (changed(&|json| json["domain"] = Value::Null), "domain"),
        (twice, "domain"),
        ("a".repeat(1024 * 1024 - 1), "access key"),
        (String::new(), "access key"),
    ] {
        let error = create(&scene, &credentials(&key, &text)).err().expect(named);
        assert_eq!(
            (error.status, error.action),
            (Status::InvalidArgument, Action::FixCall),
            "{error}"
        );
        assert!(
            error.message.contains("access key") && error.message.contains(named),
            "{error}"
        );
        assert!(!error.message.contains(other["jwk"]["d"].as_str().unwrap()), "{error}");
    }
    for (credentials, named) in [
        (
            Credentials {
                service_principal_key: None,
                ..credentials(&key, &key.json)
            },
            "no service principal key",
        ),
        (
            Credentials {
                access_key: None,
                ..credentials(&key, "")
            },
            "no access key",
        ),
        (
            Credentials {
                client_id: Some("x".into()),
                ..credentials(&key, &key.json)
            },
            "a client id",
        ),
        (support::login(), "a password"),
    ] {
        let error = create(&scene, &credentials).err().expect(named);
        assert!(error.message.contains(named), "{error}");
    }
    assert_eq!(scene.report().requests, 0);
}

/// The name of the sign-in server comes from the key.
#[test]
fn a_key_names_its_region() {
    let stub = Stub::start(Config {
        certificate_names: vec!["signin.laserfiche.ca".into()],
        ..Config::default()
    })
    .unwrap();
    let proxy = Proxy::start(ProxyConfig {
        resolve_to: Some(([127, 0, 0, 1], stub.port()).into()),
        ..ProxyConfig::default()
    })
    .unwrap();
    let client = Client::new(&Settings {
        api: Some(Api::Cloud),
        base_address: None,
        proxy: Some(support::binding::Proxy::Explicit {
            address: proxy.url(),
            credentials: None,
        }),
        ..settings(&stub)
    })
    .unwrap();
    let key = stub.access_key("LaserFiche.ca");
    let token = client.create_token("", &credentials(&key, &key.exported), &within(5_000));
    let token = token.unwrap();
    assert_eq!(proxy.last_target().as_deref(), Some("signin.laserfiche.ca:443"));
    assert_eq!(stub.requests()[0].header("Host"), Some("signin.laserfiche.ca"));
    assert_eq!(token.api_address(), "https://api.laserfiche.ca/repository");

    // A key of another region would go to the wrong server.
    let other = stub.access_key("laserfiche.com");
    let error = client.create_token("", &credentials(&other, &other.exported), &within(5_000));
    let error = error.err().unwrap();
    assert_eq!(error.status, Status::InvalidArgument, "{error}");
    assert!(
        error.message.contains("laserfiche.com") && error.message.contains("laserfiche.ca"),
        "{error}"
    );
    assert_eq!(stub.report().requests, 1);
}

#[test]
fn an_address_that_is_no_sign_in_server_is_named() {
    for (address, said) in [
        ("https://api.laserfiche.com/repository", "sign-in server"),
        ("https://signin.laserfiche.com/oauth/Token", "\"/Token\""),
    ] {
        let error = Client::new(&Settings {
            api: Some(Api::Cloud),
            base_address: Some(address.into()),
            ..Settings::default()
        });
        let error = error.err().expect(address);
        assert_eq!(error.status, Status::InvalidArgument, "{error}");
        assert!(error.message.contains(said), "{error}");
    }
}

#[test]
fn a_scope_that_is_not_granted_is_said() {
    let scene = scene(Config::default());
    let app = Credentials {
        scope: Some("repository.Read project/Global repository.read".into()),
        ..scene.service_app()
    };
    let token = create(&scene, &app).unwrap();
    assert_eq!(token.scope(), "repository.Read");
    let line = "not granted of the scopes asked for: project/Global repository.read";
    assert!(scene.logged(Level::Warn, line));
    scene.lines.lock().unwrap().clear();
    refresh(&token).unwrap();
    scene.note(&token);
    assert!(scene.logged(Level::Warn, line), "a refresh is a login");

    let bare = Fault {
        body: Some(br#"{"access_token":"opaque-token","expires_in":60}"#.to_vec()),
        times: Some(1),
        ..Fault::default()
    };
    scene.set_fault(Operation::Create, bare);
    let token = create(&scene, &app).unwrap();
    assert_eq!(token.scope(), "");
    assert!(scene.logged(Level::Warn, "does not tell which of the scopes"));
    assert_eq!(token.api_address(), "https://api.laserfiche.com/repository");
}

#[test]
fn a_login_is_repeated_after_lost_answers_with_the_same_assertion() {
    for lost in [
        "drop,times=2",
        "cut=100,times=2",
        "reset=100,times=2",
        "status=502,times=2",
    ] {
        let scene = scene(Config::default());
        scene.set_fault(Operation::Create, Fault::parse(lost).unwrap());
        let token = scene.token();
        let assertions = assertions(&scene);
        assert_eq!(assertions.len(), 3, "{lost}");
        assert!(assertions.iter().all(|assertion| *assertion == assertions[0]), "{lost}");
        // Each call makes one of its own.
        refresh(&token).unwrap();
        scene.note(&token);
        assert_ne!(self::assertions(&scene)[3], assertions[0]);
        assert_eq!(scene.counted(), 0);
    }
    let scene = scene(Config::default());
    scene.set_fault(Operation::Create, Fault::parse("drop").unwrap());
    let error = scene.refused();
    assert_eq!((error.status, error.attempts), (Status::ConnectionLost, 3), "{error}");
    assert_eq!(error.exchange, ExchangeState::Unanswered);
    assert!(
        !error.message.contains("licence") && !error.message.contains("session"),
        "{error}"
    );
    assert_eq!(scene.counted(), 0);
}

#[test]
fn a_wrong_clock_is_put_right_once() {
    for (skew, words) in [(7200, "s behind the server's"), (-7200, "s ahead of the server's")] {
        let scene = scene(Config {
            clock_skew: skew,
            ..Config::default()
        });
        let app = scene.service_app();
        let token = create(&scene, &app).unwrap();
        assert_eq!(scene.sent(Operation::Create), 2);
        let said = ["7199", "7200", "7201"].map(|seconds| format!("is {seconds} {words}"));
        assert!(said.iter().any(|said| scene.logged(Level::Warn, said)), "{words}");
        let assertions = assertions(&scene);
        assert_ne!(assertions[0], assertions[1]);
        // From now on it is right at once.
        create(&scene, &app).unwrap();
        refresh(&token).unwrap();
        scene.note(&token);
        assert_eq!(scene.sent(Operation::Create), 4);
    }
}

#[test]
fn an_assertion_is_made_anew_for_the_time_alone() {
    let year = 365 * 86_400;
    // The clock is right, and the key is not; both are wrong; the server's clock cannot be right.
    for (skew, is_known, sent) in [(0, false, 1), (7200, false, 2), (-20 * year, true, 1)] {
        let scene = scene(Config {
            clock_skew: skew,
            ..Config::default()
        });
        let mut app = scene.service_app();
        if !is_known {
            app.service_principal_key = Some("not that of the app".into());
        }
        let error = create(&scene, &app).err().unwrap();
        assert_eq!(error.status, Status::CredentialsRefused, "{error}");
        assert_eq!(error.action, Action::FixCredentials);
        assert!(
            error.message.contains("service principal key are of the same app"),
            "{error}"
        );
        assert_eq!(scene.sent(Operation::Create), sent, "{skew}");
        assert_eq!(error.attempts, sent as u32);
    }
    // An answer without a Date tells no time.
    let scene = scene(Config {
        clock_skew: 7200,
        ..Config::default()
    });
    scene.set_fault(
        Operation::Create,
        Fault {
            omit_date: true,
            ..Fault::default()
        },
    );
    assert_eq!(scene.refused().status, Status::CredentialsRefused);
    assert_eq!(scene.sent(Operation::Create), 1);
}
