use super::*;

const REDIRECT: &str = "http://127.0.0.1:8080/call back";

fn authorization() -> Authorization {
    let redirect = REDIRECT.replace(' ', "%20");
    Authorization::new("https://lf/LFRepositoryAPI/v2/authorize".into(), None, &redirect, None).unwrap()
}

impl Authorization {
    fn answer(&self, query: &str) -> Result<Code, Refused> {
        self.accept(&format!("/call%20back?{}", query.replace("STATE", self.state.expose())))
    }
}

#[test]
fn the_challenge_is_that_of_rfc_7636() {
    let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

#[test]
fn state_and_verifier_are_random_and_not_shown() {
    let (one, other) = (authorization(), authorization());
    let verifier = |authorization: &Authorization| lock(&authorization.verifier).clone().unwrap();
    for (secret, different) in [
        (verifier(&one), verifier(&other)),
        (one.state.clone(), other.state.clone()),
    ] {
        assert_ne!(secret, different);
        assert_eq!(secret.expose().len(), 43);
        let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        assert!(secret.expose().bytes().all(is_unreserved));
        assert!(!format!("{one:?}").contains(secret.expose()));
    }
    assert_ne!(verifier(&one), one.state);
    assert!(!one.url(None).contains(verifier(&one).expose()));
}

#[test]
fn the_address_for_the_browser_is_that_of_the_documentation() {
    let new = |client_id, scope| {
        Authorization::new(
            "https://x/authorize".into(),
            client_id,
            "http://localhost:1/a?b=c&d",
            scope,
        )
        .unwrap()
    };
    let scope = "repository.Read repository.Write";
    let own = new(None, Some(scope));
    assert_eq!(
        own.url(None),
        format!(
            "https://x/authorize?response_type=code&state={}&redirect_uri=http%3A%2F%2Flocalhost%3A1%2Fa%3Fb%3Dc%26d\
             &code_challenge={}&code_challenge_method=S256&scope=repository.Read%20repository.Write",
            own.state.expose(),
            own.challenge,
        )
    );
    let cloud = new(Some("id&1"), Some(scope));
    assert_eq!(
        cloud.url(Some("123456789")),
        format!(
            "https://x/authorize?client_id=id%261&response_type=code&state={}\
             &redirect_uri=http%3A%2F%2Flocalhost%3A1%2Fa%3Fb%3Dc%26d&customerId=123456789\
             &scope=repository.Read%20repository.Write&code_challenge={}&code_challenge_method=S256",
            cloud.state.expose(),
            cloud.challenge,
        )
    );
    for without in [new(None, None), new(Some("id"), Some(""))] {
        assert!(!without.url(None).contains("scope") && !without.url(None).contains("customerId"));
        assert_eq!(without.url(None), without.url(None), "it can be opened again");
    }
}

#[test]
fn what_cannot_be_is_refused_at_once() {
    let new = |client_id, redirect| Authorization::new(String::new(), client_id, redirect, None);
    assert_eq!(new(Some(""), "https://a/").unwrap_err(), "the client id is empty");
    assert!(new(None, "http://a/").unwrap_err().starts_with("the redirect address "));
    assert_eq!(new(None, "http://[::1]:8080/").unwrap().listen_port(), Some(8080));
    assert_eq!(new(None, "https://a/").unwrap().listen_port(), None);
}

#[test]
fn a_code_is_taken_once() {
    let authorization = authorization();
    let challenge = authorization.challenge.clone();
    let code = authorization.answer("scope=a+b&code=c%2F1&state=STATE").unwrap();
    assert_eq!((code.code.expose(), code.scope.as_deref()), ("c/1", Some("a b")));
    assert_eq!(code.redirect_uri, REDIRECT.replace(' ', "%20"));
    assert_eq!(super::challenge(&code.verifier), challenge);
    let shown = format!("{code:?}");
    assert!(
        !shown.contains("c/1") && !shown.contains(code.verifier.expose()),
        "{shown}"
    );

    for again in ["code=c%2F1&state=STATE", "code=other&state=STATE"] {
        assert_eq!(authorization.answer(again).unwrap_err(), Refused::AlreadyUsed);
    }
}

#[test]
fn a_code_is_taken_by_one_of_many_threads() {
    let authorization = authorization();
    let taken = std::thread::scope(|s| {
        let threads: Vec<_> = (0..8)
            .map(|_| s.spawn(|| authorization.answer("code=c&state=STATE").is_ok()))
            .collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().unwrap().then_some(()))
            .count()
    });
    assert_eq!(taken, 1);
}

#[test]
fn the_words_of_the_server_are_fit_for_a_message() {
    let authorization = authorization();
    let refused = |query: &str| match authorization.answer(query) {
        Err(Refused::Server { error, description }) => (error, description),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refused("error=access_denied&error_description=The+user%0d%0arefused.&state=STATE"),
        ("access_denied".to_owned(), Some("The user  refused.".to_owned()))
    );
    assert_eq!(
        refused("state=STATE&error=server_error"),
        ("server_error".to_owned(), None)
    );
    let (error, description) = refused(&format!(
        "error={}&error_description=for+STATE&state=STATE",
        "e".repeat(5000)
    ));
    assert!(error.chars().count() <= 1000);
    assert!(!description.unwrap().contains(authorization.state.expose()));
    assert!(
        authorization.answer("code=c&state=STATE").is_ok(),
        "the user can try again"
    );
}

#[test]
fn a_callback_of_something_else_uses_nothing_up() {
    let authorization = authorization();
    let other = self::authorization();
    for (query, words) in [
        ("code=c0de", "no state"),
        ("error=access_denied", "no state"),
        ("code=c0de&state=", "no state"),
        (
            &*format!("code=c0de&state={}", other.state.expose()),
            "state of another login",
        ),
        ("code=c0de&state=STATEx", "state of another login"),
        ("error=x&state=s", "state of another login"),
        ("state=STATE", "neither a code nor an error"),
        ("state=STATE&code=&error=", "neither a code nor an error"),
        ("state=STATE&code=c0de&error=x", "both a code and an error"),
        ("state=STATE&code=c0de&code=c0de", "twice"),
        ("state=STATE&code=c0de#", "a fragment"),
        ("state=STATE&code=c0de%", "a %"),
    ] {
        let Err(Refused::Invalid(error)) = authorization.answer(query) else {
            panic!("{query}");
        };
        assert!(error.contains(words), "{query}: {error}");
        assert!(
            !error.contains("c0de") && !error.contains(authorization.state.expose()),
            "{error}"
        );
    }
    assert!(authorization.answer("code=c0de&state=STATE").is_ok());
    assert!(other.answer("code=c0de&state=STATE").is_ok());
}
