//! Laserfiche Cloud: tokens of its sign-in server, by OAuth 2.0.
//!
//! Facts come from Laserfiche's published clients and guides: `signin.{domain}/oauth/Token`, where the domain is that of
//! the access key; a service app proves itself with an assertion, a web app with Basic, a single-page app with its client
//! id alone; a client secret is never in the body. Tokens take no licence, and no route ends them.

mod region;

use std::sync::OnceLock;

use crate::base::basic::basic;
use crate::base::clock::Moment;
use crate::base::secret::Secret;
use crate::http::Origin;
use crate::http::answer::Answer;
use crate::http::client::{Client, Endpoint};

use super::credential::{Accepted, Extra};
use super::grant::Grant;
use super::login::{App, Credential, Kind, Login};
use super::oauth::assertion::{Window, sign};
use super::oauth::server_clock::ServerClock;
use super::oauth::token_answer;
use super::oauth::token_request::token_request;
use super::protocol::{AuthorizeAt, Capabilities, Operation, Prepared, Protocol, Renewal};
use super::route::unencodable;
use super::unreadable::ReadError;

/// How long an assertion is valid. The service takes 1 to 60 minutes.
const ASSERTION_SECONDS: i64 = 30 * 60;

const NOT_KNOWN: &str = "the sign-in server of Laserfiche Cloud";

struct Cloud {
    client: Client,
    /// Named by the base address, or else by the first access key.
    server: OnceLock<Server>,
    clock: ServerClock,
}

/// A sign-in server.
struct Server {
    endpoint: Endpoint,
    path: String,
    /// Host, port and path, for messages.
    peer: String,
    /// The address as a browser calls it.
    address: String,
    /// Whose access keys it takes, if it was named by one.
    domain: Option<String>,
}

impl Server {
    fn new(client: &Client, origin: Origin, path: String, domain: Option<String>) -> Result<Server, String> {
        let address = origin.address(&path);
        let endpoint = client.endpoint(origin)?;
        Ok(Server {
            peer: format!("{}{path}", endpoint.peer()),
            endpoint,
            path,
            address,
            domain,
        })
    }
}

pub const CAPABILITIES: Capabilities = Capabilities {
    name: "Laserfiche Cloud",
    takes_licence: false,
    renewal: Renewal::NewLogin,
    logout: false,
    keep_alive: false,
    repository: false,
    accepted: Accepted {
        kinds: &[Kind::AccessKey, Kind::Code, Kind::RefreshToken],
        extras: &[Extra::Scope, Extra::App],
    },
};

pub fn connect(client: &Client, base: Option<(Origin, String)>) -> Result<Box<dyn Protocol>, String> {
    let server = OnceLock::new();
    match base {
        Some((origin, path)) => {
            let path = oauth_path(&origin, path)?;
            let _ = server.set(Server::new(client, origin, path, None)?);
        }
        None => client.check_tls()?,
    }
    Ok(Box::new(Cloud {
        client: client.clone(),
        server,
        clock: ServerClock::default(),
    }))
}

/// Where the routes begin: the address may be that of the server alone.
fn oauth_path(origin: &Origin, path: String) -> Result<String, String> {
    let is_of_api = origin.host.starts_with("api.") && origin.host.contains("laserfiche");
    let is_of_api = is_of_api || path.to_ascii_lowercase().ends_with("/repository");
    if is_of_api {
        return Err(
            "the base address is that of the repository API, but Laserfiche Cloud logs in at a sign-in server: leave the \
             base address out, so that the access key names it, or set one such as https://signin.laserfiche.com/oauth"
                .into(),
        );
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if ["token", "authorize"]
        .iter()
        .any(|route| last.eq_ignore_ascii_case(route))
    {
        return Err(format!(
            "the base address goes on behind the root of the API: leave \"/{last}\" out, as the library adds the route \
             itself"
        ));
    }
    Ok(if path.is_empty() { "/oauth".into() } else { path })
}

impl Cloud {
    /// The server for `login`.
    fn server(&self, login: &Login) -> Result<&Server, String> {
        let key = match &login.credential {
            Credential::ServiceApp { key, .. } => Some(key),
            _ => None,
        };
        let server = match (self.server.get(), key) {
            (Some(server), _) => server,
            (None, Some(key)) => {
                let (origin, path) = Origin::parse(&format!("https://signin.{}/oauth", key.domain()))
                    .map_err(|reason| format!("the domain in the access key makes an address that {reason}"))?;
                let server = Server::new(&self.client, origin, path, Some(key.domain().to_owned()))?;
                self.server.get_or_init(|| server)
            }
            (None, None) => {
                return Err(NO_SERVER.into());
            }
        };
        match (&server.domain, key) {
            (Some(domain), Some(key)) if domain != key.domain() => Err(format!(
                "the access key is of {}, but this client logs in at {domain}: another region needs another client",
                key.domain()
            )),
            _ => Ok(server),
        }
    }

    fn with_assertion(&self, server: &Server, login: &Login) -> Result<Prepared, String> {
        let Credential::ServiceApp {
            key,
            service_principal_key,
        } = &login.credential
        else {
            return Err(login.kind().not_taken());
        };
        // As an official client does: the fraction of a second that clocks differ by does no harm.
        let not_before = self.clock.now_seconds() - 1;
        let window = Window {
            not_before,
            expires: not_before + ASSERTION_SECONDS,
        };
        let assertion = sign(key, service_principal_key, window)?;
        let members = [
            ("grant_type", Some("client_credentials")),
            ("scope", login.scope.as_deref()),
        ];
        let request = token_request(&server.endpoint, &login_path(&server.path), &members)?
            .header("Authorization", &["Bearer ", assertion.expose()])
            .map_err(unencodable)?;
        Ok(Prepared {
            request,
            window: Some(window),
        })
    }

    /// `members` are what the app has of its user.
    fn with_app(&self, server: &Server, app: &App, members: &[(&str, Option<&str>)]) -> Result<Prepared, String> {
        let Some(client_id) = &app.client_id else {
            return Err("what an app has of its user needs the app's client id, too".into());
        };
        let request = token_request(&server.endpoint, &login_path(&server.path), members)?;
        let Some(secret) = &app.client_secret else {
            return Ok(request.into());
        };
        let proof = basic(("the client id", client_id), ("the client secret", secret.expose()))?;
        request
            .header("Authorization", &["Basic ", proof.expose()])
            .map(Prepared::from)
            .map_err(unencodable)
    }
}

const NO_SERVER: &str = "no base address is set: without an access key, which names its region, it has to be that of the \
                         sign-in server, such as https://signin.laserfiche.com/oauth";

fn address_of_api(domain: &str) -> String {
    format!("https://api.{domain}/repository")
}

pub fn login_path(base_path: &str) -> String {
    format!("{base_path}/Token")
}

impl Protocol for Cloud {
    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn endpoint(&self, _: Operation) -> Option<&Endpoint> {
        self.server.get().map(|server| &server.endpoint)
    }

    fn address(&self, _: Operation) -> &str {
        self.server.get().map_or(NOT_KNOWN, |server| &server.peer)
    }

    fn base_path(&self) -> Option<&str> {
        self.server.get().map(|server| &*server.path)
    }

    /// It is that of the region, which a login or a token tells.
    fn api_address(&self) -> Option<&str> {
        None
    }

    fn api_address_of(&self, token: &str) -> Option<String> {
        region::of_token(token).map(|domain| address_of_api(&domain))
    }

    fn login(&self, _: &str, login: &Login) -> Result<Prepared, String> {
        let server = self.server(login)?;
        match &login.credential {
            Credential::Code { code, app } => self.with_app(
                server,
                app,
                &[
                    ("grant_type", Some("authorization_code")),
                    ("code", Some(code.code.expose())),
                    ("redirect_uri", Some(&code.redirect_uri)),
                    ("client_id", app.client_id.as_deref()),
                    ("code_verifier", Some(code.verifier.expose())),
                    ("scope", login.scope.as_deref()),
                ],
            ),
            Credential::RefreshToken { token, app } => self.with_app(
                server,
                app,
                &[
                    ("grant_type", Some("refresh_token")),
                    ("refresh_token", Some(token.expose())),
                    ("client_id", app.client_id.as_deref()),
                ],
            ),
            _ => self.with_assertion(server, login),
        }
    }

    fn read_grant(&self, answer: &Answer, login: Option<&Login>) -> Result<Grant, ReadError> {
        let grant = token_answer::read(answer)?;
        let key = match login.map(|login| &login.credential) {
            Some(Credential::ServiceApp { key, .. }) => Some(key.domain().to_owned()),
            _ => None,
        };
        let api_address = match key {
            Some(domain) => Some(address_of_api(&domain)),
            None => self.api_address_of(grant.token.expose()),
        };
        Ok(Grant { api_address, ..grant })
    }

    fn speaks_oauth(&self) -> bool {
        true
    }

    fn learn_time(&self, server_ms: i64, received: Moment) -> bool {
        self.clock.learn(server_ms, received)
    }

    fn authorize_at(&self) -> Result<AuthorizeAt, String> {
        let server = self.server.get().ok_or(NO_SERVER)?;
        Ok(AuthorizeAt {
            address: format!("{}/Authorize", server.address),
            knows_apps: true,
        })
    }

    fn find_token(&self, remains: &[u8], from: &mut usize) -> Option<Secret> {
        token_answer::find_token(remains, from)
    }
}

#[cfg(test)]
mod tests;
