//! The answers to logins, of every generation.

use crate::api::error::{Error, Failed};
use crate::api::grant::Lifetime;
use crate::api::problem::Problem;
use crate::api::service::Service;
use crate::base::secret::Secret;
use crate::http::answer::Answer;
use crate::session::{CLOUD, SERVER_V1, SERVER_V2, Settings, V1_ALPHA};

use super::refusal::Refusal;

/// Reads the answers to logins of one generation of the API.
pub struct Logins(Service);

/// What the answer to a login brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    pub token: String,
    pub seconds: Option<u64>,
    pub refresh_token: Option<String>,
    pub scope: Option<String>,
    pub api_address: Option<String>,
}

/// A login that brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotGranted {
    /// The token that is in the answer all the same.
    pub token: Option<String>,
    pub refusal: Refusal,
}

impl Logins {
    /// One for each generation, the Token routes first.
    pub fn all() -> Vec<Logins> {
        [SERVER_V1, SERVER_V2, CLOUD, V1_ALPHA]
            .into_iter()
            .filter_map(|generation| {
                let settings = Settings {
                    generation,
                    base_address: Some("http://127.0.0.1:9/x".into()),
                    ..Settings::default()
                };
                settings.service().ok().map(Logins)
            })
            .collect()
    }

    /// Reads the answer to a login that sent `secrets`.
    pub fn read(
        &self,
        status: u16,
        headers: &[(&'static str, &str)],
        body: &[u8],
        secrets: &[&str],
    ) -> Result<Granted, NotGranted> {
        let text = |secret: Secret| secret.expose().to_owned();
        match self.0.read_login(&Answer::of(status, headers, body), secrets, None) {
            Ok((grant, _)) => Ok(Granted {
                token: text(grant.token),
                seconds: match grant.lifetime {
                    Lifetime::In(time) => Some(time.as_secs()),
                    _ => None,
                },
                refresh_token: grant.refresh_token.map(text),
                scope: grant.scope,
                api_address: grant.api_address,
            }),
            Err(Failed { error, token, .. }) => Err(NotGranted {
                token: token.map(text),
                refusal: match error {
                    Error::Refused(problem) | Error::Declined(problem) | Error::Unreadable { problem, .. } => {
                        Refusal::of(*problem)
                    }
                    Error::Unencodable(_) | Error::Exchange(_) => Refusal::of(Problem::default()),
                },
            }),
        }
    }
}
