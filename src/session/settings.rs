//! A client's settings, as the host gave them, and what follows from them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::api::{Generation, Service};
use crate::common::log::Log;
use crate::common::scope::Cancel;
use crate::common::secret::Secret;
use crate::transport::{Config, MinTls, Origin, ProxySettings, Roots, TlsSettings, is_field_value, pem};

use super::error::Error;
use super::retry::RetryPolicy;
use super::status::Status;

/// PEM text, or the file that it is in.
#[derive(Clone, Debug)]
pub enum Pem {
    Text(Secret),
    File(PathBuf),
}

#[derive(Clone, Debug)]
pub struct Settings {
    pub base_address: Option<String>,
    pub allow_plain_http: bool,
    pub connect_timeout: Duration,
    pub total_timeout: Duration,
    /// How long the answer to a login is waited for after its caller has gone; zero: not at all.
    pub late_answer_grace: Duration,
    pub roots: Roots,
    pub authorities: Vec<Pem>,
    pub pins: Vec<String>,
    /// Client certificate chain and key.
    pub identity: Option<(Pem, Pem)>,
    pub min_tls: MinTls,
    pub proxy: ProxySettings,
    pub user_agent_product: Option<String>,
    pub max_idle_connections: usize,
    pub idle_timeout: Duration,
    pub max_answer_bytes: usize,
    pub retry: RetryPolicy,
    pub log: Log,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            base_address: None,
            allow_plain_http: false,
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(30),
            late_answer_grace: Duration::from_secs(30),
            roots: Roots::System,
            authorities: Vec::new(),
            pins: Vec::new(),
            identity: None,
            min_tls: MinTls::V1_2,
            proxy: ProxySettings::default(),
            user_agent_product: None,
            max_idle_connections: 16,
            idle_timeout: Duration::from_secs(60),
            max_answer_bytes: 256 * 1024,
            retry: RetryPolicy::default(),
            log: Log::default(),
        }
    }
}

/// Settings of one call.
#[derive(Clone, Debug, Default)]
pub struct CallSettings {
    /// Instead of the client's total timeout.
    pub timeout: Option<Duration>,
    pub cancel: Option<Arc<Cancel>>,
    /// Named in the log lines of the call.
    pub correlation_id: Option<String>,
}

impl Settings {
    /// Checks everything and builds the service; the error names the setting that is wrong.
    pub fn build(&self) -> Result<(Origin, Service), Error> {
        let (origin, path) = self.origin()?;
        let config = Config {
            origin: origin.clone(),
            connect_timeout: self.connect_timeout,
            tls: self.tls()?,
            proxy: self.proxy.clone(),
            user_agent: self.user_agent()?,
            max_idle: self.max_idle_connections,
            idle_timeout: self.idle_timeout,
            max_answer_bytes: self.max_answer_bytes,
            log: self.log.clone(),
        };
        let service = Service::new(Generation::default(), path, config).map_err(Error::invalid)?;
        Ok((origin, service))
    }

    fn origin(&self) -> Result<(Origin, String), Error> {
        let address = self
            .base_address
            .as_deref()
            .ok_or_else(|| Error::invalid("no base address is set: call lf_options_set_base_address"))?;
        let (origin, path) =
            Origin::parse(address).map_err(|reason| Error::invalid(format!("the base address {reason}")))?;
        if !origin.https && !origin.is_loopback() && !self.allow_plain_http {
            return Err(Error::invalid(
                "the base address is http, which shows passwords and tokens to the whole network: use https, or \
                 lf_options_allow_plain_http if the network is trusted",
            ));
        }
        Ok((origin, path))
    }

    fn user_agent(&self) -> Result<String, Error> {
        let own = concat!("lftoken/", env!("CARGO_PKG_VERSION"));
        let text = match &self.user_agent_product {
            Some(product) => format!("{product} {own}"),
            None => own.to_owned(),
        };
        if !is_field_value(&text) {
            return Err(Error::invalid(
                "the user agent product has characters that no header can carry",
            ));
        }
        Ok(text)
    }

    fn tls(&self) -> Result<TlsSettings, Error> {
        let mut extra_roots = Vec::new();
        for authority in &self.authorities {
            extra_roots.extend(authority.parse("certificate authority", pem::certificates)?);
        }
        if self.roots == Roots::None && extra_roots.is_empty() && self.pins.is_empty() {
            return Err(Error::invalid(
                "trust is LF_TRUST_ADDED_ONLY but no certificate authority and no pinned certificate was added",
            ));
        }
        let identity = match &self.identity {
            None => None,
            Some((chain, key)) => {
                key.refuse_encrypted()?;
                let chain = chain.parse("client certificate", pem::certificates)?;
                Some((chain, key.parse("client key", pem::private_key)?))
            }
        };
        let pins = self.pins.iter().map(|pin| pem::fingerprint(pin));
        Ok(TlsSettings {
            roots: self.roots,
            extra_roots,
            pins: pins.collect::<Result<_, _>>().map_err(Error::invalid)?,
            identity,
            min_version: self.min_tls,
        })
    }
}

impl Pem {
    /// The error names `what` cannot be used.
    fn parse<T>(&self, what: &str, parse: fn(&str) -> Result<T, &'static str>) -> Result<T, Error> {
        let text = self.read(what)?;
        parse(text.expose()).map_err(|reason| match self {
            Pem::Text(_) => Error::invalid(format!("{what}: {reason}")),
            Pem::File(path) => Error::invalid(format!("{what} file {}: {reason}", path.display())),
        })
    }

    fn refuse_encrypted(&self) -> Result<(), Error> {
        if !self.read("client key")?.expose().contains("ENCRYPTED") {
            return Ok(());
        }
        Err(Error::local(
            Status::Unsupported,
            "client key: it is encrypted, which is not supported; decrypt it and protect it by file permissions",
        ))
    }

    fn read(&self, what: &str) -> Result<Secret, Error> {
        match self {
            Pem::Text(text) => Ok(text.clone()),
            Pem::File(path) => std::fs::read_to_string(path).map(Secret::new).map_err(|error| Error {
                os_code: error.raw_os_error(),
                ..Error::invalid(format!("{what} file {}: {error}", path.display()))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_address(address: &str) -> Settings {
        Settings {
            base_address: Some(address.into()),
            roots: Roots::Bundled,
            ..Settings::default()
        }
    }

    #[test]
    fn plain_http_needs_loopback_or_leave() {
        assert!(with_address("https://lf.example.com/x").build().is_ok());
        assert!(with_address("http://127.0.0.1:8080/x").build().is_ok());
        let mut settings = with_address("http://lf.example.com/x");
        assert!(
            settings
                .build()
                .is_err_and(|error| error.message.contains("lf_options_allow_plain_http"))
        );
        settings.allow_plain_http = true;
        assert!(settings.build().is_ok());
    }

    #[test]
    fn wrong_settings_are_named() {
        let mut settings = with_address("https://lf.example.com/x");
        settings.authorities.push(Pem::Text(Secret::new("no certificate")));
        assert!(
            settings
                .build()
                .is_err_and(|error| error.message.contains("certificate authority"))
        );

        let mut settings = with_address("https://lf.example.com/x");
        settings.authorities.push(Pem::File("/does/not/exist.pem".into()));
        assert!(settings.build().is_err_and(|error| error.os_code.is_some()));

        let mut settings = with_address("https://lf.example.com/x");
        settings.roots = Roots::None;
        assert!(settings.build().is_err());

        let mut settings = with_address("https://lf.example.com/x");
        settings.user_agent_product = Some("a\r\nb".into());
        assert!(settings.build().is_err());
    }
}
