//! What a login proves itself with, and what it says beside that.

use std::sync::Arc;

use crate::base::secret::Secret;

use super::oauth::access_key::AccessKey;
use super::oauth::authorization::Code;
use super::single_use::SingleUse;

/// What proves who logs in.
#[derive(Clone, Debug)]
pub enum Credential {
    Password {
        username: String,
        password: Secret,
    },
    SessionKey(Secret),
    Saml(Secret),
    ServiceApp {
        key: Arc<AccessKey>,
        service_principal_key: Secret,
    },
    Code {
        code: Code,
        app: App,
    },
    RefreshToken {
        token: SingleUse,
        app: App,
    },
}

/// An app that users let act for them. A single-page app has no secret; self-hosted servers know no apps.
#[derive(Clone, Debug, Default)]
pub struct App {
    pub client_id: Option<String>,
    pub client_secret: Option<Secret>,
}

/// A kind of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Password,
    SessionKey,
    Saml,
    AccessKey,
    Code,
    RefreshToken,
}

/// A credential, and what a login says beside it. Absent members are not sent.
#[derive(Clone, Debug)]
pub struct Login {
    pub credential: Credential,
    pub organization: Option<String>,
    pub application_name: Option<String>,
    pub customer_id: Option<String>,
    pub scope: Option<String>,
    pub create_cookie: bool,
}

impl Credential {
    pub fn kind(&self) -> Kind {
        match self {
            Credential::Password { .. } => Kind::Password,
            Credential::SessionKey(_) => Kind::SessionKey,
            Credential::Saml(_) => Kind::Saml,
            Credential::ServiceApp { .. } => Kind::AccessKey,
            Credential::Code { .. } => Kind::Code,
            Credential::RefreshToken { .. } => Kind::RefreshToken,
        }
    }
}

impl Kind {
    /// As a message names one.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Password => "a password",
            Kind::SessionKey => "a session key",
            Kind::Saml => "a SAML token",
            Kind::AccessKey => "an access key",
            Kind::Code => "an authorization code",
            Kind::RefreshToken => "a refresh token",
        }
    }

    /// What a generation says to a kind that its table does not have.
    pub fn not_taken(self) -> String {
        format!("{} is not taken here", self.name())
    }

    /// The server takes it once, so that it must not be sent again after an answer that was lost.
    pub fn is_single_use(self) -> bool {
        matches!(self, Kind::Code | Kind::RefreshToken)
    }
}

impl Login {
    pub fn kind(&self) -> Kind {
        self.credential.kind()
    }

    /// What must not be repeated in a message, even if a server does. Empty texts stand for none.
    pub fn secrets(&self) -> [&str; 3] {
        match &self.credential {
            Credential::Password { password, .. } => [password.expose(), "", ""],
            Credential::SessionKey(secret) | Credential::Saml(secret) => [secret.expose(), "", ""],
            Credential::ServiceApp {
                key,
                service_principal_key,
            } => {
                let [scalar] = key.secrets();
                [scalar.expose(), service_principal_key.expose(), ""]
            }
            Credential::Code { code, app } => [code.code.expose(), code.verifier.expose(), app.secret()],
            Credential::RefreshToken { token, app } => [token.expose(), app.secret(), ""],
        }
    }

    /// The login that renews what this one has opened; `None` if the server gave nothing for it.
    pub fn renewal(self, refresh_token: Option<&Secret>) -> Option<Login> {
        let credential = match (self.credential, refresh_token) {
            (Credential::Code { app, .. } | Credential::RefreshToken { app, .. }, Some(token)) => {
                Credential::RefreshToken {
                    token: SingleUse::new(token.clone()),
                    app,
                }
            }
            (Credential::Code { .. }, None) => return None,
            // RFC 6749, section 6: a server that gives no other one leaves this one valid.
            (same, _) => same,
        };
        // A refresh token has the scopes that its app was granted.
        let scope = self.scope.filter(|_| credential.kind() != Kind::RefreshToken);
        Some(Login {
            credential,
            scope,
            ..self
        })
    }

    /// What was asked for, here or where the code came from.
    pub fn asked_scope(&self) -> Option<&str> {
        let of_code = match &self.credential {
            Credential::Code { code, .. } => code.asked_scope.as_deref(),
            _ => None,
        };
        self.scope.as_deref().or(of_code)
    }

    /// What the server said to have granted when it gave the code.
    pub fn scope_of_code(&self) -> Option<String> {
        match &self.credential {
            Credential::Code { code, .. } => code.scope.clone(),
            _ => None,
        }
    }

    /// The refresh token that it would log in with.
    pub fn refresh_token(&self) -> Option<&Secret> {
        match &self.credential {
            Credential::RefreshToken { token, .. } => Some(token.secret()),
            _ => None,
        }
    }

    /// Whether both log in as the same user or app, whatever they prove it with. Of kinds that do not say who it is nobody
    /// knows.
    pub fn is_same_identity(&self, other: &Login) -> bool {
        let is_same_user = match (&self.credential, &other.credential) {
            (Credential::Password { username, .. }, Credential::Password { username: other, .. }) => username == other,
            (Credential::ServiceApp { key, .. }, Credential::ServiceApp { key: other, .. }) => {
                key.client_id() == other.client_id()
            }
            _ => false,
        };
        let members = |login: &Login| {
            [
                login.organization.clone(),
                login.customer_id.clone(),
                login.scope.clone(),
            ]
        };
        is_same_user && members(self) == members(other)
    }

    /// What in it the server takes once.
    pub fn single_use(&self) -> Option<&SingleUse> {
        match &self.credential {
            Credential::Code { code, .. } => Some(&code.code),
            Credential::RefreshToken { token, .. } => Some(token),
            _ => None,
        }
    }
}

impl App {
    fn secret(&self) -> &str {
        self.client_secret.as_ref().map_or("", Secret::expose)
    }
}
