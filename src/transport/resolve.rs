//! Name look-ups that end with the call that asked, even when the system's own does not.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};

use crate::common::job::Job;
use crate::common::scope::Scope;

use super::failure::{Failure, Kind};

/// The system's resolver cannot be interrupted, so it runs on a thread of its own. Calls that need the
/// same name share one look-up, which bounds the threads however often a host tries again.
#[derive(Default)]
pub struct Resolver {
    running: Arc<Mutex<Running>>,
}

/// A list: there are seldom more names than one.
type Running = Vec<(String, Arc<Lookup>)>;
type Lookup = Job<Result<Vec<IpAddr>, LookupError>>;

#[derive(Clone)]
struct LookupError {
    text: String,
    os_code: Option<i32>,
}

impl Resolver {
    pub fn resolve(&self, host: &str, port: u16, scope: &Scope) -> Result<Vec<SocketAddr>, Failure> {
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let found = self
            .start(host)
            .map_err(|error| failed(host, &error.into()))?
            .wait(scope)
            .map_err(|interrupt| Failure::from_stop(interrupt.into(), &format!("looking up {host}")))?;
        match found {
            Ok(addresses) if addresses.is_empty() => Err(failed(
                host,
                &LookupError {
                    text: "the name has no address".into(),
                    os_code: None,
                },
            )),
            Ok(addresses) => Ok(addresses
                .into_iter()
                .map(|address| SocketAddr::new(address, port))
                .collect()),
            Err(error) => Err(failed(host, &error)),
        }
    }

    fn start(&self, host: &str) -> io::Result<Arc<Lookup>> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, lookup)) = running.iter().find(|(name, _)| name == host) {
            return Ok(lookup.clone());
        }
        let (name, list) = (host.to_owned(), self.running.clone());
        let lookup = Job::start("resolve", move || {
            let found = (name.as_str(), 0)
                .to_socket_addrs()
                .map(|found| found.map(|address| address.ip()).collect())
                .map_err(LookupError::from);
            // Removed first, so that nobody joins a look-up that is over.
            let mut running = list.lock().unwrap_or_else(PoisonError::into_inner);
            running.retain(|(other, _)| *other != name);
            found
        })?;
        running.push((host.to_owned(), lookup.clone()));
        Ok(lookup)
    }
}

impl From<io::Error> for LookupError {
    fn from(error: io::Error) -> LookupError {
        LookupError {
            text: error.to_string(),
            os_code: error.raw_os_error(),
        }
    }
}

fn failed(host: &str, error: &LookupError) -> Failure {
    Failure {
        os_code: error.os_code,
        ..Failure::new(
            Kind::Resolve,
            format!("the name {host} could not be resolved: {}", error.text),
        )
    }
}
