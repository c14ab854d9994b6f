//! From the name of the server to the agreement on TLS.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::api::error::Error as ApiError;
use crate::api::time::{parse_expiry, unix_ms};
use crate::api::{CertificateFault, Kind, Probe, ShownCertificate};
use crate::base::clock;

use super::{Diagnosis, Step, Stopped, Verdict, ms_since};

/// So many addresses are tried.
const MAX_ADDRESSES: usize = 8;
/// How long one of several addresses may take to be told of. A login tries them side by side.
const EACH: Duration = Duration::from_secs(1);
/// A certificate that ends within so many days is warned of.
const FEW_DAYS: i64 = 21;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Diagnosis<'_> {
    pub(super) fn proxy(&mut self, probe: &Probe<'_>) {
        match probe.proxy() {
            Ok(proxy) => self.tell(Step::Proxy, Verdict::Passed, format_args!("through {proxy}")),
            Err(why) => self.tell(Step::Proxy, Verdict::Passed, format_args!("no proxy: {why}")),
        }
    }

    /// Looks the name up, and connects to each of its addresses.
    pub(super) fn reach(&mut self, probe: &mut Probe<'_>) -> Result<(), Stopped> {
        let begun = clock::now();
        let addresses = probe
            .look_up(&self.deadline)
            .map_err(|error| self.fail(Step::Name, &ApiError::Exchange(error), ""))?;
        for address in &addresses {
            self.fact(Step::Name, "address", format_args!("{}", address.ip()));
        }
        let host = probe.host();
        match (host.parse::<IpAddr>(), addresses.len()) {
            (Ok(_), _) => self.tell(
                Step::Name,
                Verdict::Passed,
                format_args!("{host} is an address, and no name"),
            ),
            (Err(_), 1) => self.pass(Step::Name, begun, format_args!("{host} has one address")),
            (Err(_), count) => self.pass(Step::Name, begun, format_args!("{host} has {count} addresses")),
        }

        let unreached = self.try_each(probe, &addresses);
        let begun = clock::now();
        probe
            .connect(&addresses, &self.deadline)
            .map_err(|error| self.fail(Step::Connect, &ApiError::Exchange(error), ""))?;
        if unreached.is_empty() {
            self.pass(Step::Connect, begun, format_args!("connected"));
            return Ok(());
        }
        let unreached = unreached.join(", ");
        let text = format_args!(
            "connected, but not to every address: {unreached} cannot be reached, or not within a second, which costs \
             time; correct the addresses of the name, or the way to them"
        );
        self.tell(Step::Connect, Verdict::Warning, text);
        Ok(())
    }

    /// Connects to each address by itself, where there are several; returns those that did not answer.
    fn try_each(&mut self, probe: &Probe<'_>, addresses: &[SocketAddr]) -> Vec<String> {
        let mut unreached = Vec::new();
        if addresses.len() == 1 {
            return unreached;
        }
        for address in addresses.iter().take(MAX_ADDRESSES) {
            let begun = clock::now();
            let outcome = probe.reach(*address, &self.deadline.at_most(EACH));
            let name = address.to_string();
            match outcome {
                Ok(()) => self.fact(
                    Step::Connect,
                    &name,
                    format_args!("connected in {} ms", ms_since(begun)),
                ),
                Err(error) => {
                    self.fact(Step::Connect, &name, format_args!("{}", error.what));
                    unreached.push(name);
                }
            }
        }
        unreached
    }

    pub(super) fn secure(&mut self, probe: &mut Probe<'_>) -> Result<(), Stopped> {
        let begun = clock::now();
        let (shown, outcome) = probe.secure(&self.deadline);
        self.certificates(&shown);
        let agreed = outcome.map_err(|error| {
            let hint = match error.kind {
                Kind::Certificate(CertificateFault::UnknownAuthority) => missing(&shown),
                _ => String::new(),
            };
            self.fail(Step::Tls, &ApiError::Exchange(error), &hint)
        })?;
        let Some(agreed) = agreed else {
            let (verdict, text) = match probe.is_loopback() {
                true => (Verdict::Passed, "plain http, within this machine"),
                false => (
                    Verdict::Warning,
                    "plain http: passwords and tokens can be read on the way",
                ),
            };
            self.tell(Step::Tls, verdict, format_args!("{text}"));
            return Ok(());
        };
        if let Some(suite) = agreed.suite {
            self.fact(Step::Tls, "cipher suite", format_args!("{suite}"));
        }
        if let Some(last) = shown.last() {
            self.fact(
                Step::Tls,
                "the last of them is issued by",
                format_args!("{}", last.issuer),
            );
        }
        let version = agreed.version;
        match shown.first().and_then(days_left) {
            Some(days) if days < FEW_DAYS => {
                let text = format_args!("{version}, but the server's certificate ends in {days} days: have it renewed");
                self.tell(Step::Tls, Verdict::Warning, text);
            }
            Some(days) => self.pass(
                Step::Tls,
                begun,
                format_args!("{version}, certificate valid for {days} days"),
            ),
            None => self.pass(Step::Tls, begun, format_args!("{version}")),
        }
        Ok(())
    }

    fn certificates(&mut self, shown: &[ShownCertificate]) {
        for certificate in shown {
            let [from, to] =
                [&certificate.not_before, &certificate.not_after].map(|date| date.as_deref().unwrap_or("?"));
            let (subject, issuer) = (&certificate.subject, &certificate.issuer);
            let text = format_args!("{subject}, issued by {issuer}, valid from {from} to {to} UTC");
            self.fact(Step::Tls, "certificate", text);
        }
        if let Some(own) = shown.first() {
            let fingerprint = own.fingerprint;
            let text = format_args!("{fingerprint} (compare it with what the server's administrator reads there)");
            self.fact(Step::Tls, "SHA-256 fingerprint", text);
        }
    }
}

/// Which certificate has to be added, behind the words for an authority that is not trusted.
fn missing(shown: &[ShownCertificate]) -> String {
    match shown {
        [] => String::new(),
        [.., last] if last.is_self_signed => {
            format!(
                "; the certificate to add is that of \"{}\", which the server shows",
                last.subject
            )
        }
        [own] => format!(
            "; the server shows no certificate but its own, issued by \"{}\": if that is an intermediate authority, its \
             certificate has to be installed on the server, and else it is the one to add",
            own.issuer
        ),
        [.., last] => format!("; the certificate to add is that of \"{}\"", last.issuer),
    }
}

fn days_left(certificate: &ShownCertificate) -> Option<i64> {
    let end = parse_expiry(certificate.not_after.as_ref()?)?;
    Some((end - unix_ms(clock::system_now())).div_euclid(DAY_MS))
}
