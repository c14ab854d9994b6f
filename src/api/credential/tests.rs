use super::*;

const ALL: Accepted = Accepted {
    kinds: &[
        Kind::Password,
        Kind::SessionKey,
        Kind::Saml,
        Kind::AccessKey,
        Kind::RefreshToken,
    ],
    extras: &[Extra::Organization, Extra::Scope, Extra::App],
};

fn secret() -> Option<Secret> {
    Some(Secret::new("s"))
}

fn single_use() -> Option<SingleUse> {
    secret().map(SingleUse::new)
}

fn text() -> Option<String> {
    Some("u".into())
}

fn password() -> LoginFields {
    LoginFields {
        username: text(),
        password: secret(),
        ..LoginFields::default()
    }
}

fn decide(fields: LoginFields) -> Result<Login, Unusable> {
    fields.decide("the API", &ALL)
}

fn refused(fields: LoginFields) -> String {
    match decide(fields).expect_err("a refusal") {
        Unusable::Member(reason) | Unusable::Unknown(reason) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_kind_is_told_by_its_members() {
    assert_eq!(decide(password()).unwrap().kind(), Kind::Password);
    let key = LoginFields {
        session_key: secret(),
        ..LoginFields::default()
    };
    assert_eq!(decide(key).unwrap().kind(), Kind::SessionKey);
    let saml = LoginFields {
        saml_token: secret(),
        ..LoginFields::default()
    };
    assert_eq!(decide(saml).unwrap().kind(), Kind::Saml);
    let refresh = LoginFields {
        refresh_token: single_use(),
        client_id: text(),
        client_secret: secret(),
        ..LoginFields::default()
    };
    assert_eq!(decide(refresh).unwrap().kind(), Kind::RefreshToken);
}

#[test]
fn what_is_missing_or_too_much_is_named() {
    let none = LoginFields::default;
    let source = || Some(Source::Text(b"key".to_vec().into()));
    #[rustfmt::skip]
    let cases = [
        (none(), "empty: a login needs a user name and a password, a session key"),
        (LoginFields { username: None, ..password() }, "a password but no user name"),
        (LoginFields { password: None, ..password() }, "a user name but no password"),
        (LoginFields { saml_token: secret(), ..password() }, "both a password and a SAML token"),
        (LoginFields { saml_token: secret(), session_key: secret(), ..none() }, "both a session key and a SAML token"),
        (LoginFields { username: text(), saml_token: secret(), ..none() }, "both a user name and a SAML token"),
        (LoginFields { access_key: source(), ..none() }, "an access key but no service principal key"),
        (LoginFields { service_principal_key: secret(), ..none() }, "a service principal key but no access key"),
        (LoginFields { access_key: source(), ..password() }, "both a password and an access key"),
        (LoginFields { refresh_token: single_use(), access_key: source(), ..none() }, "both an access key and a refresh token"),
        (LoginFields { service_principal_key: secret(), ..password() }, "both a service principal key and a password"),
        (LoginFields { client_id: text(), ..password() }, "both a client id and a password"),
        (LoginFields { refresh_token: single_use(), client_secret: secret(), ..none() }, "a client secret but no client id"),
        (LoginFields { refresh_token: single_use(), scope: text(), ..none() }, "both a scope and a refresh token"),
    ];
    for (fields, wanted) in cases {
        let error = refused(fields);
        assert!(error.contains(wanted), "{error}: {wanted}");
    }
}

#[test]
fn what_the_api_does_not_take_is_named() {
    let only_keys = Accepted {
        kinds: &[Kind::AccessKey],
        extras: &[],
    };
    let refused = |fields: LoginFields, accepted| match fields.decide("the API", accepted) {
        Err(Unusable::Unknown(reason)) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refused(password(), &only_keys),
        "the credentials hold a password, but the API takes an access key and a service principal key"
    );
    #[rustfmt::skip]
    let cases = [
        (LoginFields { application_name: text(), ..password() }, "an application name"),
        (LoginFields { customer_id: text(), ..password() }, "a customer id"),
        (LoginFields { create_cookie: true, ..password() }, "the wish for a cookie"),
    ];
    for (fields, extra) in cases {
        let reason = format!("the credentials hold {extra}, which the API does not take");
        assert_eq!(refused(fields, &ALL), reason);
    }
    let known = LoginFields {
        organization: text(),
        scope: text(),
        ..password()
    };
    assert!(decide(known).is_ok());
}

/// A variable that is not filled in, or was read with a line break, must not count towards a lock.
#[test]
fn what_is_empty_or_has_a_line_break_is_not_sent() {
    let empty = LoginFields {
        password: Some(Secret::new("")),
        ..password()
    };
    assert!(matches!(decide(empty.clone()), Err(Unusable::EmptyPassword)));
    let allowed = LoginFields {
        allow_empty_password: true,
        ..empty
    };
    assert!(decide(allowed).is_ok());
    let none = || LoginFields {
        allow_empty_password: true,
        ..LoginFields::default()
    };
    for text in ["", "p\n", "p\r"] {
        let wrong = if text.is_empty() {
            "is empty"
        } else {
            "ends with a line break"
        };
        let secret = || Some(Secret::new(text));
        #[rustfmt::skip]
        let cases = [
            ("user name", LoginFields { username: Some(text.into()), ..password() }),
            ("client id", LoginFields { client_id: Some(text.into()), ..none() }),
            ("session key", LoginFields { session_key: secret(), ..none() }),
            ("SAML token", LoginFields { saml_token: secret(), ..none() }),
            ("service principal key", LoginFields { service_principal_key: secret(), ..none() }),
            ("refresh token", LoginFields { refresh_token: secret().map(SingleUse::new), ..none() }),
            ("client secret", LoginFields { client_secret: secret(), ..none() }),
        ];
        for (member, fields) in cases {
            assert_eq!(refused(fields), format!("the {member} in the credentials {wrong}"));
        }
    }
    let with_break = LoginFields {
        password: Some(Secret::new("p\n")),
        ..password()
    };
    assert_eq!(
        refused(with_break),
        "the password in the credentials ends with a line break"
    );
}

#[test]
fn an_access_key_that_cannot_be_read_is_named() {
    let with = |source| {
        decide(LoginFields {
            access_key: Some(source),
            service_principal_key: secret(),
            ..LoginFields::default()
        })
    };
    match with(Source::Text(b"{}".to_vec().into())) {
        Err(Unusable::Member(reason)) => assert!(reason.starts_with("access key: "), "{reason}"),
        other => panic!("{other:?}"),
    }
    match with(Source::File("/no/such/key.txt".into())) {
        Err(Unusable::File(name, _)) => assert_eq!(name, "access key file /no/such/key.txt"),
        other => panic!("{other:?}"),
    }
}
