//! The credentials that open a session. This file decides which kind they are, and what is missing or too much.

use std::io;
use std::sync::Arc;

use crate::base::secret::Secret;
use crate::base::source::Source;

use super::login::{App, Credential, Kind, Login};
use super::oauth::access_key::AccessKey;
use super::oauth::authorization::Code;
use super::single_use::SingleUse;

/// What a login can say beside its credentials, where the generation knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    Organization,
    ApplicationName,
    CustomerId,
    Cookie,
    Scope,
    App,
}

/// What logins of a generation take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub kinds: &'static [Kind],
    pub extras: &'static [Extra],
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
    pub access_key: Option<Source>,
    pub service_principal_key: Option<Secret>,
    pub code: Option<Code>,
    pub refresh_token: Option<SingleUse>,
    pub client_id: Option<String>,
    pub client_secret: Option<Secret>,
    pub scope: Option<String>,
    pub customer_id: Option<String>,
    pub create_cookie: bool,
    pub allow_empty_password: bool,
}

/// Why members make up no login.
#[derive(Debug)]
pub enum Unusable {
    /// One is missing, empty, damaged or too much: it is named.
    Member(String),
    EmptyPassword,
    /// What the generation does not take.
    Unknown(String),
    /// The file of the access key, by its name, cannot be read.
    File(String, io::Error),
}

/// What a login with a kind needs.
fn needs(kind: Kind) -> &'static str {
    match kind {
        Kind::Password => "a user name and a password",
        Kind::AccessKey => "an access key and a service principal key",
        other => other.name(),
    }
}

impl Extra {
    fn name(self) -> &'static str {
        match self {
            Extra::Organization => "an organization",
            Extra::ApplicationName => "an application name",
            Extra::CustomerId => "a customer id",
            Extra::Cookie => "the wish for a cookie",
            Extra::Scope => "a scope",
            Extra::App => "a client id or a client secret",
        }
    }
}

impl Accepted {
    /// All kinds, for messages.
    fn kinds_in_words(&self) -> String {
        let names: Vec<&str> = self.kinds.iter().map(|kind| needs(*kind)).collect();
        match &names[..] {
            [one] => (*one).to_owned(),
            [rest @ .., last] => format!("{}, or {last}", rest.join(", ")),
            [] => String::new(),
        }
    }
}

impl LoginFields {
    /// How long all texts are together.
    pub fn text_bytes(&self) -> usize {
        let texts = [
            &self.username,
            &self.organization,
            &self.application_name,
            &self.customer_id,
            &self.client_id,
            &self.scope,
        ];
        let secrets = [
            &self.password,
            &self.session_key,
            &self.saml_token,
            &self.service_principal_key,
            &self.client_secret,
        ];
        let texts = texts.into_iter().flatten().map(String::len);
        let secrets = secrets.into_iter().flatten().map(|secret| secret.expose().len());
        let key = self.access_key.iter().map(Source::text_bytes);
        let refresh_token = self.refresh_token.iter().map(|token| token.expose().len());
        texts.chain(secrets).chain(key).chain(refresh_token).sum()
    }

    /// The login that the members make up, for the API that is called `api` and takes what is `accepted`.
    pub fn decide(mut self, api: &str, accepted: &Accepted) -> Result<Login, Unusable> {
        if self.password.as_ref().is_some_and(Secret::is_empty) && !self.allow_empty_password {
            return Err(Unusable::EmptyPassword);
        }
        self.check().map_err(Unusable::Member)?;
        let kind = self.kind(accepted).map_err(Unusable::Member)?;
        if !accepted.kinds.contains(&kind) {
            return Err(Unusable::Unknown(format!(
                "the credentials hold {}, but {api} takes {}",
                kind.name(),
                accepted.kinds_in_words()
            )));
        }
        if let Some(extra) = self.extras().find(|extra| !accepted.extras.contains(extra)) {
            return Err(Unusable::Unknown(format!(
                "the credentials hold {}, which {api} does not take",
                extra.name()
            )));
        }
        self.build()
    }

    /// What is empty where it must not be, or was read with a line break.
    fn check(&self) -> Result<(), String> {
        let texts = [("user name", &self.username), ("client id", &self.client_id)];
        let secrets = [
            ("password", &self.password),
            ("session key", &self.session_key),
            ("SAML token", &self.saml_token),
            ("service principal key", &self.service_principal_key),
            ("client secret", &self.client_secret),
        ];
        let texts = texts
            .into_iter()
            .filter_map(|(name, text)| Some((name, &**text.as_ref()?)));
        let secrets = secrets
            .into_iter()
            .filter_map(|(name, text)| Some((name, text.as_ref()?.expose())));
        let refresh_token = self.refresh_token.iter().map(|token| ("refresh token", token.expose()));
        for (name, text) in texts.chain(secrets).chain(refresh_token) {
            // An empty password is asked for.
            if text.is_empty() && name != "password" {
                return Err(format!("the {name} in the credentials is empty"));
            }
            // As what is read from a file does. Nobody can type it.
            if text.ends_with(['\r', '\n']) {
                return Err(format!("the {name} in the credentials ends with a line break"));
            }
        }
        Ok(())
    }

    /// The one kind that there is, with all that belongs to it.
    fn kind(&self, accepted: &Accepted) -> Result<Kind, String> {
        let given = [
            (Kind::Password, self.password.is_some()),
            (Kind::SessionKey, self.session_key.is_some()),
            (Kind::Saml, self.saml_token.is_some()),
            (Kind::AccessKey, self.access_key.is_some()),
            (Kind::Code, self.code.is_some()),
            (Kind::RefreshToken, self.refresh_token.is_some()),
        ];
        let mut kinds = given.into_iter().filter(|(_, is)| *is).map(|(kind, _)| kind);
        let (kind, other) = (kinds.next(), kinds.next());
        if let (Some(one), Some(other)) = (kind, other) {
            return Err(format!("the credentials hold both {} and {}", one.name(), other.name()));
        }
        let is_app = matches!(kind, Some(Kind::Code | Kind::RefreshToken));
        // What belongs to one kind only.
        let parts = [
            ("a user name", self.username.is_some(), kind == Some(Kind::Password)),
            (
                "a service principal key",
                self.service_principal_key.is_some(),
                kind == Some(Kind::AccessKey),
            ),
            ("a client id", self.client_id.is_some(), is_app),
            ("a client secret", self.client_secret.is_some(), is_app),
            // It has the scopes that its app was granted.
            ("a scope", self.scope.is_some(), kind != Some(Kind::RefreshToken)),
        ];
        let lost = parts.iter().find(|(_, is_there, belongs)| *is_there && !belongs);
        match (kind, lost) {
            (None, Some(("a user name", ..))) => Err("the credentials hold a user name but no password".into()),
            (None, Some(("a service principal key", ..))) => {
                Err("the credentials hold a service principal key but no access key".into())
            }
            (Some(kind), Some((part, ..))) => Err(format!("the credentials hold both {part} and {}", kind.name())),
            (None, _) => Err(format!(
                "the credentials are empty: a login needs {}",
                accepted.kinds_in_words()
            )),
            (Some(Kind::Password), None) if self.username.is_none() => {
                Err("the credentials hold a password but no user name".into())
            }
            (Some(Kind::AccessKey), None) if self.service_principal_key.is_none() => {
                Err("the credentials hold an access key but no service principal key".into())
            }
            (Some(_), None) if self.client_secret.is_some() && self.client_id.is_none() => {
                Err("the credentials hold a client secret but no client id".into())
            }
            (Some(kind), None) => Ok(kind),
        }
    }

    fn extras(&self) -> impl Iterator<Item = Extra> {
        let given = [
            (Extra::Organization, self.organization.is_some()),
            (Extra::ApplicationName, self.application_name.is_some()),
            (Extra::CustomerId, self.customer_id.is_some()),
            (Extra::Cookie, self.create_cookie),
            (Extra::Scope, self.scope.is_some()),
            (Extra::App, self.client_id.is_some()),
        ];
        given.into_iter().filter(|(_, is)| *is).map(|(extra, _)| extra)
    }

    /// Takes out the login: of one kind only, all that it needs is there.
    fn build(&mut self) -> Result<Login, Unusable> {
        let secret = |member: &mut Option<Secret>| member.take().unwrap_or_else(|| Secret::new(""));
        let app = App {
            client_id: self.client_id.take(),
            client_secret: self.client_secret.take(),
        };
        let credential = if let Some(key) = self.session_key.take() {
            Credential::SessionKey(key)
        } else if let Some(token) = self.saml_token.take() {
            Credential::Saml(token)
        } else if let Some(code) = self.code.take() {
            Credential::Code { code, app }
        } else if let Some(token) = self.refresh_token.take() {
            Credential::RefreshToken { token, app }
        } else if let Some(source) = &self.access_key {
            Credential::ServiceApp {
                key: Arc::new(read_key(source)?),
                service_principal_key: secret(&mut self.service_principal_key),
            }
        } else {
            Credential::Password {
                username: self.username.take().unwrap_or_default(),
                password: secret(&mut self.password),
            }
        };
        Ok(Login {
            credential,
            organization: self.organization.take(),
            application_name: self.application_name.take(),
            customer_id: self.customer_id.take(),
            scope: self.scope.take(),
            create_cookie: self.create_cookie,
        })
    }
}

fn read_key(source: &Source) -> Result<AccessKey, Unusable> {
    let name = source.name("access key");
    match source.read(AccessKey::parse) {
        Ok(Ok(key)) => Ok(key),
        Ok(Err(reason)) => Err(Unusable::Member(format!("{name}: {reason}"))),
        Err(error) => Err(Unusable::File(name, error)),
    }
}

#[cfg(test)]
mod tests;
