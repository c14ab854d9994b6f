//! What a stub is asked to be.

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
    /// The right names, signed by a CA other than [`crate::Stub::ca_pem`].
    UnknownCa,
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
    /// Path in front of `/v1-alpha`, with a leading slash and none at the end; may be empty.
    pub base_path: String,
    /// Sessions that may be open at once; `None` is unlimited.
    pub seat_limit: Option<usize>,
    /// Idle time of a session until a Refresh with `Keep-Alive` sets its own.
    pub idle_timeout: Duration,
    /// User names and passwords.
    pub users: Vec<(String, String)>,
    /// Known repositories. With `None` every id is known except those that start with `unknown`.
    /// Ids that start with `fault:` are always known.
    pub repositories: Option<Vec<String>>,
    /// The certificate presented.
    pub certificate: CertKind,
    /// Ask for a client certificate signed by the stub's CA, and refuse a handshake without one.
    pub client_auth: bool,
    /// Offer TLS 1.2 only.
    pub tls12_only: bool,
    /// Offer TLS 1.3 only.
    pub tls13_only: bool,
    /// Seconds the server's clock is ahead; seen in `Date`, `expireTime` and the new expiry.
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
            seat_limit: None,
            idle_timeout: Duration::from_secs(15 * 60),
            users: vec![("svc".into(), "correct horse battery staple".into())],
            repositories: None,
            certificate: CertKind::Good,
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
