//! Name look-ups that end with the call that asked, even when the system's own does not.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::base::clock;
use crate::base::deadline::Deadline;
use crate::base::monitor::Monitor;
use crate::base::per_process::PerProcess;
use crate::base::scarce;
use crate::base::task::Task;

use super::error::{Error, Kind};

/// At most so many look-ups run at once; more wait for a place.
const MAX_RUNNING: usize = 8;
/// As long as the system's resolver usually waits for one name server. One that takes longer may never end, or ask a
/// server that a change of the network has put out of reach, so that a later call had better ask anew.
const STUCK: Duration = Duration::from_secs(5);
/// How many look-ups of one name there may be: one, and one beside it that is stuck.
const MAX_OF_ONE_NAME: usize = 2;

/// The system's resolver cannot be interrupted, so it runs on a thread of its own. Calls that need the same name share
/// one look-up, which bounds the threads however often a host tries again.
struct Resolver {
    running: Arc<Monitor<Running>>,
    look_up: fn(&str) -> io::Result<Vec<IpAddr>>,
}

#[derive(Default)]
struct Running {
    /// In the order in which they began. A list: there are seldom more names than one.
    look_ups: Vec<LookUp>,
    /// How many have ever begun; numbers them.
    begun: usize,
}

struct LookUp {
    number: usize,
    name: String,
    begun: Instant,
    result: Awaited,
}

type Awaited = Task<Result<Vec<IpAddr>, Failed>>;

#[derive(Clone)]
struct Failed {
    kind: Kind,
    reason: String,
    os_code: Option<i32>,
}

static RESOLVER: PerProcess<Resolver> = PerProcess::new();

fn resolver() -> &'static Resolver {
    RESOLVER.get(|| Resolver {
        running: Monitor::new(Running::default()),
        look_up: |host| Ok((host, 0).to_socket_addrs()?.map(|address| address.ip()).collect()),
    })
}

/// The addresses of `host`, in the system's order.
pub fn resolve(host: &str, port: u16, deadline: &Deadline) -> Result<Vec<SocketAddr>, Error> {
    let addresses = match host.parse::<IpAddr>() {
        Ok(address) => vec![address],
        Err(_) => resolver().resolve(host, deadline)?,
    };
    Ok(addresses
        .into_iter()
        .map(|address| SocketAddr::new(address, port))
        .collect())
}

impl Resolver {
    fn resolve(&self, host: &str, deadline: &Deadline) -> Result<Vec<IpAddr>, Error> {
        let stopped = |interrupt| Error::stopped(&interrupt, &format!("looking up {host}"));
        let look_up = self
            .running
            .wait_for(deadline, |running| self.join(host, running))
            .map_err(|interrupt| stopped(interrupt.into()))?
            .map_err(|failed| failed.of(host))?;
        match look_up.wait(deadline) {
            Ok(Ok(Ok(addresses))) if !addresses.is_empty() => Ok(addresses),
            Ok(Ok(Ok(_))) => Err(Failed::because("the name has no address").of(host)),
            Ok(Ok(Err(failed))) => Err(failed.of(host)),
            Ok(Err(_)) => Err(Failed::because("the look-up panicked; this is a defect of the library").of(host)),
            Err(interrupt) => Err(stopped(interrupt.into())),
        }
    }

    /// The look-up of `host` that is running, or a new one if there is none that may still end soon, and a place for it.
    fn join(&self, host: &str, running: &mut Running) -> Option<Result<Awaited, Failed>> {
        let of_host = || running.look_ups.iter().filter(|one| one.name == host);
        let newest = of_host().next_back();
        let has_place = running.look_ups.len() < MAX_RUNNING;
        let may_begin = newest.is_none_or(|newest| clock::now() >= newest.begun + STUCK);
        match newest {
            Some(newest) if !(may_begin && has_place && of_host().count() < MAX_OF_ONE_NAME) => {
                Some(Ok(newest.result.clone()))
            }
            None if !has_place => None,
            _ => Some(self.begin(host, running)),
        }
    }

    fn begin(&self, host: &str, running: &mut Running) -> Result<Awaited, Failed> {
        running.begun += 1;
        let number = running.begun;
        let (list, name, look_up) = (self.running.clone(), host.to_owned(), self.look_up);
        let result = Task::start("resolve", move || {
            // Taken off the list before the result is there, and by a panic, too: nobody joins a look-up that is over.
            let listed = Listed { list, number };
            let found = look_up(&name).map_err(Failed::of_look_up);
            if let Ok(addresses) = &found {
                listed.share(&name, addresses);
            }
            found
        })
        .map_err(|error| Failed {
            kind: Kind::Exhausted,
            reason: "no thread can be started for it".into(),
            os_code: error.raw_os_error(),
        })?;
        running.look_ups.push(LookUp {
            number,
            name: host.to_owned(),
            begun: clock::now(),
            result: result.clone(),
        });
        Ok(result)
    }
}

/// The place of a look-up on the list.
struct Listed {
    list: Arc<Monitor<Running>>,
    number: usize,
}

impl Listed {
    /// What one look-up has found serves those, too, who wait for another of the same name.
    fn share(&self, name: &str, addresses: &[IpAddr]) {
        for other in &self.list.lock().look_ups {
            if other.name == name && other.number != self.number {
                other.result.settle(Ok(addresses.to_owned()));
            }
        }
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.list
            .update(|running| running.look_ups.retain(|other| other.number != self.number));
    }
}

impl Failed {
    fn because(reason: &str) -> Failed {
        Failed {
            kind: Kind::Resolve,
            reason: reason.to_owned(),
            os_code: None,
        }
    }

    /// Without a file handle the system can neither read its files nor ask a server, and says that the name is not known.
    fn of_look_up(error: io::Error) -> Failed {
        let error = scarce::no_handle_left().unwrap_or(error);
        let missing = scarce::missing(&error);
        Failed {
            kind: if missing.is_some() {
                Kind::Exhausted
            } else {
                Kind::Resolve
            },
            reason: missing.map_or_else(|| error.to_string(), str::to_owned),
            os_code: error.raw_os_error(),
        }
    }

    fn of(self, host: &str) -> Error {
        Error {
            kind: self.kind,
            what: format!("the name {host} could not be resolved: {}", self.reason),
            os_code: self.os_code,
        }
    }
}

#[cfg(test)]
mod tests;
