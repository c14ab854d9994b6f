//! Apps that are registered in the Cloud, and how they prove who they are.

use super::access_key::{self, AccessKey};
use super::client::Client;
use super::service_app::ServiceApp;
use crate::config::Config;
use crate::errors::Refusal;
use crate::text::server_seconds;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

/// Service apps by client id.
#[derive(Default)]
pub struct ServiceApps(Mutex<HashMap<String, ServiceApp>>);

impl ServiceApps {
    pub fn register(&self, client_id: &str, domain: &str) -> AccessKey {
        let (key, app) = access_key::make(client_id, domain);
        self.lock().insert(client_id.into(), app);
        key
    }

    fn get(&self, client_id: &str) -> Option<ServiceApp> {
        self.lock().get(client_id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, ServiceApp>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Service,
    Web,
    SinglePage,
}

/// An app that has proved who it is.
pub struct App {
    pub kind: Kind,
    pub client_id: String,
    /// The region of its tokens.
    pub domain: String,
}

/// The app that a client is.
pub fn authenticate(client: Client, apps: &ServiceApps, config: &Config) -> Result<App, Refusal> {
    let unknown = |why: &str| Err(Refusal::oauth(401, "invalid_client", why));
    let known = |kind, client_id, domain| {
        Ok(App {
            kind,
            client_id,
            domain,
        })
    };
    match client {
        Client::Nobody => unknown("No client is named."),
        Client::Assertion(assertion) => {
            let client_id = assertion.client_id().to_owned();
            let Some(app) = apps.get(&client_id) else {
                return unknown("The client is not known.");
            };
            match assertion.fault_in(&app, server_seconds(config.clock_skew)) {
                Some(why) => unknown(why),
                None => known(Kind::Service, client_id, app.domain),
            }
        }
        Client::Basic { id, secret } => {
            if config.web_apps.contains(&(id.clone(), secret)) {
                return known(Kind::Web, id, config.domain.clone());
            }
            unknown("The client id or the client secret is wrong.")
        }
        Client::Named(id) if kind(&id, apps, config) == Some(Kind::SinglePage) => {
            known(Kind::SinglePage, id, config.domain.clone())
        }
        Client::Named(_) => unknown("The client is not known, or has to prove who it is."),
    }
}

/// The kind of the app that has a client id; one that asks for a fault is a single-page app unless it is registered.
pub fn kind(client_id: &str, apps: &ServiceApps, config: &Config) -> Option<Kind> {
    if apps.get(client_id).is_some() {
        Some(Kind::Service)
    } else if config.web_apps.iter().any(|(id, _)| id == client_id) {
        Some(Kind::Web)
    } else if client_id.starts_with("fault:") || config.single_page_apps.iter().any(|id| id == client_id) {
        Some(Kind::SinglePage)
    } else {
        None
    }
}
