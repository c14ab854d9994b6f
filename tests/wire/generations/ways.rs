//! Every way to log in, each against a stub of its own.

use std::ops::Deref;

use lftoken_stub::{Config, Fault, Operation};
use support::binding::sys::lf_credentials;
use support::binding::{Api, Authorization, CallSettings, Credentials, Error, Handle, Settings, Status, Token};
use support::login;
use support::web::visit;

use crate::scene::{Scene, within};

/// What a login proves itself with, at which API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Alpha,
    V1,
    V2,
    V2Code,
    V2RefreshToken,
    AccessKey,
    WebAppCode,
    SinglePageCode,
    CloudRefreshToken,
}

impl Way {
    pub const ALL: &[Way] = &[
        Way::Alpha,
        Way::V1,
        Way::V2,
        Way::V2Code,
        Way::V2RefreshToken,
        Way::AccessKey,
        Way::WebAppCode,
        Way::SinglePageCode,
        Way::CloudRefreshToken,
    ];

    pub fn api(self) -> Api {
        match self {
            Way::Alpha => Api::V1Alpha,
            Way::V1 => Api::ServerV1,
            Way::V2 | Way::V2Code | Way::V2RefreshToken => Api::ServerV2,
            _ => Api::Cloud,
        }
    }

    /// What a request of the operation is to the stub.
    pub fn on_the_wire(self, operation: Operation) -> Operation {
        match self {
            Way::Alpha => operation,
            _ => Operation::Token,
        }
    }
}

pub const SINGLE_PAGE_APP: &str = "single-page-app";
pub const WEB_APP: &str = "web-app";
/// As the stub has it.
pub const WEB_APP_SECRET: &str = "web app's secret: ä+/=";
pub const REDIRECT: &str = "http://localhost:18099/callback";
pub const SCOPE: &str = "repository.Read repository.Write";

/// A stub, and a client that logs in there in one way.
pub struct Generation {
    pub way: Way,
    scene: Scene,
}

impl Deref for Generation {
    type Target = Scene;

    fn deref(&self) -> &Scene {
        &self.scene
    }
}

impl Generation {
    pub fn new(way: Way) -> Generation {
        Generation::with(way, Config::default(), |_| {})
    }

    pub fn with(way: Way, config: Config, change: impl FnOnce(&mut Settings)) -> Generation {
        let config = Config { tls: false, ..config };
        let sign_in_path = config.oauth_path.clone();
        let scene = Scene::with(config, |settings| {
            settings.api = Some(way.api());
            if way.api() == Api::Cloud {
                let base = settings.base_address.as_deref().unwrap();
                let origin = base.strip_suffix("/repository").unwrap_or(base);
                settings.base_address = Some(format!("{origin}{sign_in_path}"));
            }
            change(settings);
        });
        Generation { way, scene }
    }

    /// Fresh ones: what the server takes once was not used before.
    pub fn credentials(&self) -> Handle<lf_credentials> {
        match self.way {
            Way::Alpha | Way::V1 | Way::V2 => login().handle(),
            Way::V2Code | Way::WebAppCode | Way::SinglePageCode => self.code(),
            Way::V2RefreshToken | Way::CloudRefreshToken => self.refresh_token_credentials().handle(),
            Way::AccessKey => self.service_app().handle(),
        }
    }

    /// A new service app's.
    pub fn service_app(&self) -> Credentials {
        let key = self.stub.access_key("laserfiche.com");
        let private = serde_json::from_str::<serde_json::Value>(&key.json).unwrap();
        self.keep_secret(private["jwk"]["d"].as_str().unwrap());
        self.keep_secret(&key.service_principal_key);
        self.keep_secret(&key.exported);
        Credentials {
            access_key: Some(key.exported),
            service_principal_key: Some(key.service_principal_key),
            ..Credentials::default()
        }
    }

    /// A login in a browser that has not begun.
    pub fn authorize(&self) -> Authorization {
        let client_id = match self.way {
            Way::V2Code | Way::V2RefreshToken => None,
            Way::WebAppCode => Some(WEB_APP),
            _ => Some(SINGLE_PAGE_APP),
        };
        let authorization = self.client.authorize(client_id, REDIRECT, Some(SCOPE)).unwrap();
        if self.way == Way::WebAppCode {
            self.keep_secret(WEB_APP_SECRET);
            authorization.set_client_secret(WEB_APP_SECRET);
        }
        authorization
    }

    /// What a login in a browser gives.
    fn code(&self) -> Handle<lf_credentials> {
        let authorization = self.authorize();
        authorization.accept(&visit(&authorization.url())).unwrap()
    }

    /// With one that was not used before.
    pub fn refresh_token_credentials(&self) -> Credentials {
        let is_cloud = self.way == Way::CloudRefreshToken;
        Credentials {
            refresh_token: Some(self.refresh_token()),
            client_id: is_cloud.then(|| SINGLE_PAGE_APP.into()),
            ..Credentials::default()
        }
    }

    /// One that an earlier login has left.
    fn refresh_token(&self) -> String {
        let token = self.log_in(&self.code(), &within(5_000)).unwrap();
        token.refresh_token().unwrap()
    }

    pub fn log_in(&self, credentials: &Handle<lf_credentials>, call: &CallSettings) -> Result<Token, Error> {
        let token = self.client.create_token_with("Archive", credentials, call)?;
        self.note(&token);
        Ok(token)
    }

    pub fn token(&self) -> Token {
        self.log_in(&self.credentials(), &within(5_000)).unwrap()
    }

    /// Its values must not be shown anywhere.
    pub fn note(&self, token: &Token) {
        let value = Some(token.value()).filter(|value| !value.is_empty());
        for secret in [value, token.refresh_token()].into_iter().flatten() {
            self.keep_secret(&secret);
        }
    }

    /// A login that has to fail.
    pub fn refused(&self) -> Error {
        let outcome = self.log_in(&self.credentials(), &within(5_000));
        outcome.err().expect("an error")
    }

    /// What the requests for the operation come to.
    pub fn set_fault(&self, operation: Operation, fault: Fault) {
        self.stub.set_fault(self.way.on_the_wire(operation), fault);
    }

    /// How many requests there were for the operation, or for a token where those are the same.
    pub fn sent(&self, operation: Operation) -> u64 {
        let report = self.report();
        match self.way.on_the_wire(operation) {
            Operation::Create => report.create_requests,
            Operation::Refresh => report.refresh_requests,
            Operation::Invalidate => report.invalidate_requests,
            _ => report.token_requests,
        }
    }

    /// How many sessions the client says may be open that nobody holds, once nothing is outstanding.
    pub fn counted(&self) -> usize {
        match self.client.settle(&within(20_000)) {
            Ok(()) => 0,
            Err((open, error)) => {
                assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
                open
            }
        }
    }
}
