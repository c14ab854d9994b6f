//! A client's settings, as the host gave them, and what follows from them.

use std::time::Duration;

use crate::api::generation::Generation;
use crate::api::pem::{self, FileError};
use crate::api::service::Service;
use crate::api::{
    Fingerprint, HttpClient, HttpConfig, MinTls, Origin, ProxyRule, ProxySettings, Roots, TlsSettings, V1_ALPHA,
    identity, is_field_value,
};
use crate::base::log::Log;
use crate::base::scarce;
use crate::base::secret::Secret;
use crate::base::source::Source;

use super::advice::Advice;
use super::error::Error;
use super::retry::RetryPolicy;
use super::status::Status;

/// The longest User-Agent header that is sent.
const MAX_AGENT_BYTES: usize = 1024;

/// The client's own certificate, with those that issued it, and its key.
#[derive(Clone)]
pub enum Identity {
    Pem { certificate: Source, key: Source },
    Pkcs12 { file: Source, password: Option<Secret> },
}

#[derive(Clone)]
pub struct Settings {
    pub generation: Generation,
    pub base_address: Option<String>,
    pub allow_plain_http: bool,
    pub connect_timeout: Duration,
    pub total_timeout: Duration,
    /// How long the answer to a login is waited for after its caller has gone; zero: not at all.
    pub late_answer_grace: Duration,
    pub roots: Roots,
    pub authorities: Vec<Source>,
    pub pins: Vec<String>,
    pub identity: Option<Identity>,
    /// Of a client key in PEM form that is encrypted.
    pub key_password: Option<Secret>,
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
            generation: V1_ALPHA,
            base_address: None,
            allow_plain_http: false,
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(30),
            late_answer_grace: Duration::from_secs(30),
            roots: Roots::System,
            authorities: Vec::new(),
            pins: Vec::new(),
            identity: None,
            key_password: None,
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

impl Settings {
    /// How long the texts are together that may be large.
    pub fn text_bytes(&self) -> usize {
        let identity = match &self.identity {
            None => [None, None],
            Some(Identity::Pem { certificate, key }) => [Some(certificate), Some(key)],
            Some(Identity::Pkcs12 { file, .. }) => [Some(file), None],
        };
        let sources = self.authorities.iter().chain(identity.into_iter().flatten());
        sources
            .map(Source::text_bytes)
            .chain(self.base_address.as_ref().map(String::len))
            .sum()
    }

    /// Checks everything and sets up the service; the error names the setting that is wrong.
    pub fn service(&self) -> Result<Service, Error> {
        let base = self.base()?;
        let client = HttpClient::new(HttpConfig {
            connect_timeout: self.connect_timeout,
            tls: self.tls()?,
            proxy: ProxyRule::new(&self.proxy).map_err(Error::invalid)?,
            user_agent: self.user_agent()?,
            max_idle: self.max_idle_connections,
            idle_timeout: self.idle_timeout,
            max_answer_bytes: self.max_answer_bytes,
            log: self.log.clone(),
        });
        let protocol = (self.generation.connect)(&client, base).map_err(|reason| match scarce::no_handle_left() {
            // The trust store of the system cannot be read then.
            Some(error) => Error::unusable(&reason, &error),
            None => Error::invalid(reason),
        })?;
        Ok(Service::new(protocol))
    }

    fn base(&self) -> Result<Option<(Origin, String)>, Error> {
        let Some(address) = &self.base_address else {
            return match self.generation.needs_address {
                true => Err(Error::invalid("no base address is set").advising(Advice::SetBaseAddress)),
                false => Ok(None),
            };
        };
        let (origin, path) =
            Origin::parse(address).map_err(|reason| Error::invalid(format!("the base address {reason}")))?;
        if !origin.https && !origin.is_loopback() && !self.allow_plain_http {
            let what = "the base address is http, which shows passwords and tokens to the whole network";
            return Err(Error::invalid(what).advising(Advice::UseHttpsOrAllow));
        }
        Ok(Some((origin, path)))
    }

    fn user_agent(&self) -> Result<String, Error> {
        let own = concat!("lftoken/", env!("CARGO_PKG_VERSION"));
        let text = match &self.user_agent_product {
            Some(product) => format!("{product} {own}"),
            None => own.to_owned(),
        };
        if text.len() > MAX_AGENT_BYTES {
            return Err(Error::invalid(format!(
                "the user agent product makes a header of more than {MAX_AGENT_BYTES} bytes, which servers refuse"
            )));
        }
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
            extra_roots.extend(read(authority, "certificate authority", pem::authorities)?);
        }
        if self.roots == Roots::None && extra_roots.is_empty() && self.pins.is_empty() {
            let what = "only added authorities are to be trusted, but none was added, and no certificate was pinned";
            return Err(Error::invalid(what).advising(Advice::TrustSomething));
        }
        let identity = match &self.identity {
            None => None,
            Some(Identity::Pem { certificate, key }) => {
                let chain = read(certificate, "client certificate", pem::own_certificates)?;
                let parse = |text: &[u8]| identity::signing_key(text, self.key_password.as_ref());
                let key = read(key, "client key", parse)?;
                Some(identity::pair(chain, key).map_err(Error::invalid)?)
            }
            Some(Identity::Pkcs12 { file, password }) => {
                let parse = |bytes: &[u8]| identity::pkcs12(bytes, password.as_ref());
                Some(read(file, "client certificate", parse)?)
            }
        };
        let pins = self.pins.iter().map(|pin| Fingerprint::parse(pin));
        Ok(TlsSettings {
            roots: self.roots,
            extra_roots,
            pins: pins.collect::<Result<_, _>>().map_err(Error::invalid)?,
            identity,
            min_version: self.min_tls,
        })
    }
}

/// Reads keys or certificates. The error names `what` cannot be used, and its file.
fn read<T>(source: &Source, what: &str, parse: impl FnOnce(&[u8]) -> Result<T, FileError>) -> Result<T, Error> {
    let name = source.name(what);
    let parsed = source.read(parse).map_err(|error| Error::unusable(&name, &error))?;
    parsed.map_err(|error| {
        let (status, advice) = match error {
            FileError::NeedsPassword => (Status::InvalidArgument, Some(Advice::SetKeyPassword)),
            FileError::Unsupported(_) => (Status::Unsupported, None),
            FileError::Unusable(_) => (Status::InvalidArgument, Status::InvalidArgument.advice()),
        };
        Error::local(status, format!("{name}: {}", error.reason())).advising(advice)
    })
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
    fn plain_http_is_for_loopback_or_has_to_be_allowed() {
        assert!(with_address("https://lf.example.com/x").service().is_ok());
        assert!(with_address("http://127.0.0.1:8080/x").service().is_ok());
        let mut settings = with_address("http://lf.example.com/x");
        assert!(
            settings
                .service()
                .is_err_and(|error| error.advice == Some(Advice::UseHttpsOrAllow))
        );
        settings.allow_plain_http = true;
        assert!(settings.service().is_ok());
    }

    #[test]
    fn wrong_settings_are_named() {
        let mut settings = with_address("https://lf.example.com/x");
        settings
            .authorities
            .push(Source::Text(b"no certificate".to_vec().into()));
        assert!(
            settings
                .service()
                .is_err_and(|error| error.what.contains("certificate authority"))
        );

        let mut settings = with_address("https://lf.example.com/x");
        settings.authorities.push(Source::File("/does/not/exist.pem".into()));
        assert!(settings.service().is_err_and(|error| error.os_code.is_some()));

        let mut settings = with_address("https://lf.example.com/x");
        settings.roots = Roots::None;
        assert!(settings.service().is_err());

        let mut settings = with_address("https://lf.example.com/x");
        settings.user_agent_product = Some("a\r\nb".into());
        assert!(settings.service().is_err());
        settings.user_agent_product = Some("a".repeat(MAX_AGENT_BYTES));
        assert!(settings.service().is_err_and(|error| error.what.contains("1024")));
    }

    #[test]
    #[cfg(unix)]
    fn files_are_named_with_what_is_wrong_with_them() {
        let folder = std::env::temp_dir().join(format!("lftoken-settings-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let fifo = folder.join("fifo");
        assert!(
            std::process::Command::new("mkfifo")
                .arg(&fifo)
                .status()
                .unwrap()
                .success()
        );
        let told = |path: &std::path::Path| {
            let mut settings = with_address("https://lf.example.com/x");
            settings.authorities.push(Source::File(path.to_owned()));
            settings.service().err().unwrap().what.clone()
        };
        let refused = |path: &str, reason: &str| {
            assert_eq!(
                told(path.as_ref()),
                format!("certificate authority file {path}: {reason}")
            );
        };
        refused(fifo.to_str().unwrap(), "it is not a regular file");
        refused("/dev/zero", "it is not a regular file");
        refused(folder.to_str().unwrap(), "it is a folder, not a file");
        let bundle = folder.join("bundle.pem");
        let one = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        std::fs::write(&bundle, [b"# M\xe4rz\n", one.repeat(2).as_bytes()].concat()).unwrap();
        refused(bundle.to_str().unwrap(), "certificate 1 of the 2 in it is damaged");
        std::fs::remove_dir_all(&folder).unwrap();
        // Wherever the program stands.
        let here = std::env::current_dir().unwrap().join("no such file.pem");
        assert!(told("no such file.pem".as_ref()).contains(here.to_str().unwrap()));
    }
}
