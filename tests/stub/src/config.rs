//! What a stub is asked to be.

use crate::error_body::ErrorBody;
use std::time::Duration;

/// The certificate the stub presents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CertKind {
    /// Valid for 127.0.0.1, ::1 and localhost, signed by the stub's CA.
    #[default]
    Good,
    /// The same names, signed by its own key.
    SelfSigned,
    /// Signed by the stub's CA for another host.
    WrongName,
    /// Signed by the stub's CA, out of date since yesterday.
    Expired,
    /// Signed by the stub's CA, good from tomorrow on.
    NotYetValid,
    /// Signed by an intermediate CA of the stub's CA, which is not shown.
    MissingIntermediate,
    /// The right names, signed by a CA other than [`crate::Stub::ca_pem`].
    UnknownCa,
}

/// The member of a token answer that holds its lifetime; the sources disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LifetimeMember {
    #[default]
    ExpiresIn,
    ExpireIn,
    /// No member does.
    Absent,
}

/// Settings of a stub; start from `Config::default()`.
#[derive(Clone, Debug)]
pub struct Config {
    /// HTTPS when true, plain HTTP when false.
    pub tls: bool,
    /// Port on 127.0.0.1; 0 lets the system choose.
    pub port: u16,
    /// Take only the contract's plainest form of a request, as this project's tests do; otherwise also whatever the
    /// service and clients in the field are known to agree on.
    pub strict: bool,
    /// Path in front of `/v1-alpha`, `/v1` and `/v2`, with a leading slash and none at the end; may be empty.
    pub base_path: String,
    /// Path of the Cloud's sign-in service, in the same form.
    pub oauth_path: String,
    /// Sessions that may be open at once; `None` is unlimited.
    pub seat_limit: Option<usize>,
    /// Idle time of a session until a Refresh with `Keep-Alive` sets its own.
    pub idle_timeout: Duration,
    /// User names and passwords.
    pub users: Vec<(String, String)>,
    /// So many wrong passwords in a row lock a user.
    pub lockout_after: Option<u32>,
    /// Known repositories. With `None` every id is known except those that start with `unknown`.
    /// Ids that start with `fault:` are always known.
    pub repositories: Option<Vec<String>>,
    /// Web apps of the Cloud: client ids and secrets. A client id before a secret holds no colon, so these ask for faults
    /// by code and refresh token.
    pub web_apps: Vec<(String, String)>,
    /// Client ids of single-page apps of the Cloud; those that start with `fault:` are known, too.
    pub single_page_apps: Vec<String>,
    /// Redirect addresses to which sign-ins come back, exactly as registered. With `None` every one on this machine.
    pub redirect_uris: Option<Vec<String>>,
    /// Scopes that can be granted; others are dropped in silence.
    pub scopes: Vec<String>,
    /// Regional domain in the tokens of web apps and single-page apps.
    pub domain: String,
    /// What tells how long a token of the API Server is good.
    pub lifetime_member: LifetimeMember,
    /// How long tokens of all later generations are good; as documented with `None`.
    pub token_lifetime: Option<Duration>,
    /// How long a code can be exchanged.
    pub code_lifetime: Duration,
    /// How long a refresh token is good: of a single-page app since the sign-in, of others since the last refresh.
    pub refresh_token_lifetime: Duration,
    /// Shape of all refusals, in place of each generation's own.
    pub error_body: Option<ErrorBody>,
    /// The certificate presented.
    pub certificate: CertKind,
    /// More host names that the certificate is for.
    pub certificate_names: Vec<String>,
    /// Ask for a client certificate signed by the stub's CA, and refuse a handshake without one.
    pub client_auth: bool,
    /// Offer TLS 1.2 only.
    pub tls12_only: bool,
    /// Offer TLS 1.3 only.
    pub tls13_only: bool,
    /// Seconds the server's clock is ahead; seen in `Date` and in expiries, and used on signed assertions.
    pub clock_skew: i64,
    /// Whether Create takes the member `organization`; the older schema does not.
    pub organization_allowed: bool,
    /// Keep connections open after an answer; when false each answer says `Connection: close`.
    pub http_keep_alive: bool,
    /// Close a connection that was idle for this long, unannounced.
    pub connection_idle_close: Option<Duration>,
    /// How many of the latest requests [`crate::Stub::requests`] keeps.
    pub keep_requests: usize,
    /// Print one line for each request; never a password or token.
    pub verbose: bool,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            tls: true,
            port: 0,
            strict: true,
            base_path: "/repository".into(),
            oauth_path: "/oauth".into(),
            seat_limit: None,
            idle_timeout: Duration::from_secs(15 * 60),
            users: vec![("svc".into(), "correct horse battery staple".into())],
            lockout_after: None,
            repositories: None,
            web_apps: vec![("web-app".into(), "web app's secret: ä+/=".into())],
            single_page_apps: vec!["single-page-app".into()],
            redirect_uris: None,
            scopes: vec!["repository.Read".into(), "repository.Write".into()],
            domain: "laserfiche.com".into(),
            lifetime_member: LifetimeMember::ExpiresIn,
            token_lifetime: None,
            code_lifetime: Duration::from_secs(10 * 60),
            refresh_token_lifetime: Duration::from_secs(8 * 60 * 60),
            error_body: None,
            certificate: CertKind::Good,
            certificate_names: Vec::new(),
            client_auth: false,
            tls12_only: false,
            tls13_only: false,
            clock_skew: 0,
            organization_allowed: true,
            http_keep_alive: true,
            connection_idle_close: None,
            keep_requests: 50_000,
            verbose: false,
        }
    }
}
