//! The Token route of the API Server, v1 and v2, on a server of one's own.
//!
//! Facts come from Laserfiche's published clients, the API Server's description and its documentation: a login is a form
//! with the password grant, v2 has authorization codes with PKCE and refresh tokens besides, and there is no route that
//! ends a session. Of the spellings of v2's route that the documentation has, the one that servers answer is sent.

use crate::base::secret::Secret;
use crate::http::Origin;
use crate::http::answer::Answer;
use crate::http::client::{Client, Endpoint};

use super::base::Base;
use super::credential::Accepted;
use super::grant::Grant;
use super::login::{Credential, Kind, Login};
use super::oauth::token_answer;
use super::oauth::token_request::token_request;
use super::protocol::{AuthorizeAt, Capabilities, Operation, Prepared, Protocol, Renewal};
use super::route::of_repository;
use super::unreadable::ReadError;

struct SelfHosted {
    base: Base,
    version: &'static Version,
}

pub struct Version {
    segment: &'static str,
    pub capabilities: Capabilities,
}

impl Version {
    pub fn login_path(&self, base_path: &str, repository: &str) -> String {
        of_repository(base_path, self.segment, repository, &["Token"])
    }
}

/// Whether a session takes a licence is not documented. Until somebody proves that it does not, none may be lost.
const fn capabilities(name: &'static str, kinds: &'static [Kind]) -> Capabilities {
    Capabilities {
        name,
        takes_licence: true,
        renewal: Renewal::NewLogin,
        logout: false,
        keep_alive: false,
        repository: true,
        accepted: Accepted { kinds, extras: &[] },
    }
}

pub const V1: Version = Version {
    segment: "v1",
    capabilities: capabilities("the API Server's v1", &[Kind::Password]),
};

pub const V2: Version = Version {
    segment: "v2",
    capabilities: capabilities("the API Server's v2", &[Kind::Password, Kind::Code, Kind::RefreshToken]),
};

pub fn connect_v1(client: &Client, origin: Origin, path: String) -> Result<Box<dyn Protocol>, String> {
    connect(client, origin, path, &V1)
}

pub fn connect_v2(client: &Client, origin: Origin, path: String) -> Result<Box<dyn Protocol>, String> {
    connect(client, origin, path, &V2)
}

fn connect(
    client: &Client,
    origin: Origin,
    path: String,
    version: &'static Version,
) -> Result<Box<dyn Protocol>, String> {
    let base = Base::new(client, origin, path)?;
    Ok(Box::new(SelfHosted { base, version }))
}

impl Protocol for SelfHosted {
    fn capabilities(&self) -> Capabilities {
        self.version.capabilities
    }

    fn endpoint(&self, _: Operation) -> Option<&Endpoint> {
        Some(&self.base.endpoint)
    }

    fn address(&self, _: Operation) -> &str {
        &self.base.peer
    }

    fn base_path(&self) -> Option<&str> {
        Some(&self.base.path)
    }

    fn api_address(&self) -> Option<&str> {
        Some(&self.base.address)
    }

    fn login(&self, repository: &str, login: &Login) -> Result<Prepared, String> {
        let target = self.version.login_path(&self.base.path, repository);
        let members: &[(&str, Option<&str>)] = match &login.credential {
            Credential::Password { username, password } => &[
                ("grant_type", Some("password")),
                ("username", Some(username)),
                ("password", Some(password.expose())),
            ],
            // The repository comes with this request, and there is neither a client id nor a secret.
            Credential::Code { code, .. } => &[
                ("grant_type", Some("authorization_code")),
                ("code", Some(code.code.expose())),
                ("redirect_uri", Some(&code.redirect_uri)),
                ("code_verifier", Some(code.verifier.expose())),
            ],
            Credential::RefreshToken { token, .. } => &[
                ("grant_type", Some("refresh_token")),
                ("refresh_token", Some(token.expose())),
            ],
            other => return Err(other.kind().not_taken()),
        };
        token_request(&self.base.endpoint, &target, members).map(Prepared::from)
    }

    fn read_grant(&self, answer: &Answer, _: Option<&Login>) -> Result<Grant, ReadError> {
        token_answer::read(answer)
    }

    fn speaks_oauth(&self) -> bool {
        true
    }

    fn authorize_at(&self) -> Result<AuthorizeAt, String> {
        Ok(AuthorizeAt {
            address: format!("{}/{}/authorize", self.base.address, self.version.segment),
            knows_apps: false,
        })
    }

    fn find_token(&self, remains: &[u8], from: &mut usize) -> Option<Secret> {
        token_answer::find_token(remains, from)
    }
}
