//! Name look-ups that end with the call that asked, even when the system's own does not.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::{io, thread};

use crate::common::scope::{Interrupt, Scope};

use super::failure::{Failure, Kind};

/// The system's resolver cannot be interrupted, so it runs on a thread of its own. Calls that need the
/// same name share one look-up, which bounds the threads however often a host tries again.
#[derive(Default)]
pub struct Resolver {
    running: Arc<Mutex<HashMap<String, Arc<Lookup>>>>,
}

#[derive(Default)]
struct Lookup {
    found: Mutex<Option<Result<Vec<IpAddr>, LookupError>>>,
    done: Condvar,
}

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
        if let Some(lookup) = running.get(host) {
            return Ok(lookup.clone());
        }
        let lookup = Arc::new(Lookup::default());
        let (name, theirs, table) = (host.to_owned(), lookup.clone(), self.running.clone());
        thread::Builder::new().name("lftoken-resolve".into()).spawn(move || {
            let found = (name.as_str(), 0)
                .to_socket_addrs()
                .map(|found| found.map(|address| address.ip()).collect())
                .map_err(LookupError::from);
            // Removed first, so that nobody joins a look-up that is over.
            table.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
            theirs.finish(found);
        })?;
        running.insert(host.to_owned(), lookup.clone());
        Ok(lookup)
    }
}

impl Lookup {
    fn finish(&self, found: Result<Vec<IpAddr>, LookupError>) {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
        self.done.notify_all();
    }

    fn wait(&self, scope: &Scope) -> Result<Result<Vec<IpAddr>, LookupError>, Interrupt> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(result) = found.as_ref() {
                return Ok(result.clone());
            }
            let slice = scope.next_slice()?;
            found = self
                .done
                .wait_timeout(found, slice)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
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
