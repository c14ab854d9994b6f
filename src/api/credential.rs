//! The credentials that open a session. This file decides which kind they are, and what is missing or too much.

use crate::base::secret::Secret;

/// What proves who logs in.
#[derive(Clone, Debug)]
pub enum Credential {
    Password { username: String, password: Secret },
    SessionKey(Secret),
    Saml(Secret),
}

/// A credential, and what a login says beside it. Absent members are not sent.
#[derive(Clone, Debug)]
pub struct Login {
    pub credential: Credential,
    pub organization: Option<String>,
    pub application_name: Option<String>,
    pub customer_id: Option<String>,
    pub create_cookie: bool,
}

/// The members as a host gives them, one by one.
#[derive(Clone, Debug, Default)]
pub struct LoginFields {
    pub username: Option<String>,
    pub password: Option<Secret>,
    pub organization: Option<String>,
    pub application_name: Option<String>,
    pub session_key: Option<Secret>,
    pub saml_token: Option<Secret>,
    pub customer_id: Option<String>,
    pub create_cookie: bool,
    pub allow_empty_password: bool,
}

/// Why members make up no login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// One is missing, empty or too much: it is named.
    Member(String),
    EmptyPassword,
}

impl LoginFields {
    /// How long all texts are together.
    pub fn text_bytes(&self) -> usize {
        let texts = [
            &self.username,
            &self.organization,
            &self.application_name,
            &self.customer_id,
        ];
        let secrets = [&self.password, &self.session_key, &self.saml_token];
        let texts = texts.into_iter().flatten().map(String::len);
        let secrets = secrets.into_iter().flatten().map(|secret| secret.expose().len());
        texts.chain(secrets).sum()
    }

    /// The login that the members make up.
    pub fn decide(self) -> Result<Login, Unusable> {
        if self.password.as_ref().is_some_and(Secret::is_empty) && !self.allow_empty_password {
            return Err(Unusable::EmptyPassword);
        }
        self.fit().map_err(Unusable::Member)
    }

    fn fit(self) -> Result<Login, String> {
        let empty = [
            ("user name", self.username.as_ref().is_some_and(String::is_empty)),
            ("session key", self.session_key.as_ref().is_some_and(Secret::is_empty)),
            ("SAML token", self.saml_token.as_ref().is_some_and(Secret::is_empty)),
        ];
        if let Some((member, _)) = empty.iter().find(|(_, is)| *is) {
            return Err(format!("the {member} in the credentials is empty"));
        }
        // As what is read from a file does. Nobody can type it.
        let broken = |text: &str| text.ends_with(['\r', '\n']);
        if self.username.as_deref().is_some_and(broken) {
            return Err("the user name in the credentials ends with a line break".into());
        }
        if self.password.as_ref().is_some_and(|password| broken(password.expose())) {
            return Err("the password in the credentials ends with a line break".into());
        }
        let given = [
            ("a password", self.password.is_some()),
            ("a session key", self.session_key.is_some()),
            ("a SAML token", self.saml_token.is_some()),
        ];
        let kinds: Vec<&str> = given.iter().filter(|(_, is)| *is).map(|(kind, _)| *kind).collect();
        if let [one, other, ..] = kinds[..] {
            return Err(format!("the credentials hold both {one} and {other}"));
        }
        let credential = match (self.username, self.password, self.session_key, self.saml_token) {
            (Some(username), Some(password), ..) => Credential::Password { username, password },
            (None, Some(_), ..) => return Err("the credentials hold a password but no user name".into()),
            (None, _, Some(key), _) => Credential::SessionKey(key),
            (None, _, _, Some(token)) => Credential::Saml(token),
            (Some(_), ..) if kinds.is_empty() => {
                return Err("the credentials hold a user name but no password".into());
            }
            (Some(_), ..) => return Err(format!("the credentials hold both a user name and {}", kinds[0])),
            (None, None, None, None) => {
                return Err(
                    "the credentials are empty: a login needs a user name and a password, a SAML token, or a session key"
                        .into(),
                );
            }
        };
        Ok(Login {
            credential,
            organization: self.organization,
            application_name: self.application_name,
            customer_id: self.customer_id,
            create_cookie: self.create_cookie,
        })
    }
}

impl Login {
    /// What must not be repeated in a message, even if a server does.
    pub fn secret(&self) -> &Secret {
        match &self.credential {
            Credential::Password { password, .. } => password,
            Credential::SessionKey(key) => key,
            Credential::Saml(token) => token,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_too_much_is_named() {
        let some = || Some(Secret::new("s"));
        let password = LoginFields {
            username: Some("u".into()),
            password: some(),
            ..LoginFields::default()
        };
        assert!(matches!(
            password.clone().decide().unwrap().credential,
            Credential::Password { .. }
        ));
        let key = LoginFields {
            session_key: some(),
            ..LoginFields::default()
        };
        assert!(matches!(
            key.clone().decide().unwrap().credential,
            Credential::SessionKey(_)
        ));
        let saml = LoginFields {
            saml_token: some(),
            ..LoginFields::default()
        };
        assert!(matches!(saml.clone().decide().unwrap().credential, Credential::Saml(_)));

        for (fields, wanted) in [
            (LoginFields::default(), vec!["empty"]),
            (
                LoginFields {
                    username: None,
                    ..password.clone()
                },
                vec!["no user name"],
            ),
            (
                LoginFields {
                    password: None,
                    ..password.clone()
                },
                vec!["no password"],
            ),
            (
                LoginFields {
                    saml_token: some(),
                    ..password
                },
                vec!["password", "SAML token"],
            ),
            (
                LoginFields {
                    saml_token: some(),
                    ..key
                },
                vec!["session key", "SAML token"],
            ),
            (
                LoginFields {
                    username: Some("u".into()),
                    ..saml
                },
                vec!["user name", "SAML token"],
            ),
        ] {
            let Err(Unusable::Member(error)) = fields.decide() else {
                panic!("{wanted:?}")
            };
            assert!(wanted.iter().all(|word| error.contains(word)), "{error}");
        }
    }

    /// A variable that is not filled in, or was read with a line break, must not count towards a lock.
    #[test]
    fn what_is_empty_or_has_a_line_break_is_not_sent() {
        let empty = || Some(Secret::new(""));
        let password = LoginFields {
            username: Some("u".into()),
            password: empty(),
            ..LoginFields::default()
        };
        assert_eq!(password.clone().decide().unwrap_err(), Unusable::EmptyPassword);
        let allowed = LoginFields {
            allow_empty_password: true,
            ..password.clone()
        };
        let Credential::Password { password: sent, .. } = allowed.decide().unwrap().credential else {
            panic!("a password")
        };
        assert!(sent.is_empty());
        for (username, password, member) in [("u", "p\n", "password"), ("u\r\n", "p", "user name")] {
            let fields = LoginFields {
                username: Some(username.into()),
                password: Some(Secret::new(password)),
                ..LoginFields::default()
            };
            let error = format!("the {member} in the credentials ends with a line break");
            assert_eq!(fields.decide().unwrap_err(), Unusable::Member(error));
        }
        for (fields, member) in [
            (
                LoginFields {
                    username: Some(String::new()),
                    password: Some(Secret::new("p")),
                    ..LoginFields::default()
                },
                "user name",
            ),
            (
                LoginFields {
                    session_key: empty(),
                    allow_empty_password: true,
                    ..LoginFields::default()
                },
                "session key",
            ),
            (
                LoginFields {
                    saml_token: empty(),
                    ..LoginFields::default()
                },
                "SAML token",
            ),
        ] {
            let error = fields.decide().unwrap_err();
            assert_eq!(
                error,
                Unusable::Member(format!("the {member} in the credentials is empty"))
            );
        }
    }
}
