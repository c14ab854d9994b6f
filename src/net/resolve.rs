//! Name look-ups that end with the call that asked, even when the system's own does not.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, LazyLock};

use crate::base::deadline::Deadline;
use crate::base::monitor::Monitor;
use crate::base::task::Task;

use super::error::{Error, Kind};

/// At most so many look-ups run at once; more wait for a place.
const MAX_RUNNING: usize = 8;

/// The system's resolver cannot be interrupted, so it runs on a thread of its own. Calls that need the same name share
/// one look-up, which bounds the threads however often a host tries again.
struct Resolver {
    running: Arc<Monitor<Running>>,
    look_up: fn(&str) -> io::Result<Vec<IpAddr>>,
}

/// A list: there are seldom more names than one.
type Running = Vec<(String, LookUp)>;
type LookUp = Task<Result<Vec<IpAddr>, Failed>>;

#[derive(Clone)]
struct Failed {
    reason: String,
    os_code: Option<i32>,
}

static RESOLVER: LazyLock<Resolver> = LazyLock::new(|| Resolver {
    running: Monitor::new(Vec::new()),
    look_up: |host| Ok((host, 0).to_socket_addrs()?.map(|address| address.ip()).collect()),
});

/// The addresses of `host`, in the system's order.
pub fn resolve(host: &str, port: u16, deadline: &Deadline) -> Result<Vec<SocketAddr>, Error> {
    let addresses = match host.parse::<IpAddr>() {
        Ok(address) => vec![address],
        Err(_) => RESOLVER.resolve(host, deadline)?,
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
            .map_err(|interrupt| stopped(interrupt.into()))?;
        let found = look_up
            .map_err(Failed::from)
            .and_then(|look_up| match look_up.wait(deadline) {
                Ok(Ok(found)) => Ok(Ok(found?)),
                Ok(Err(_)) => Err(Failed::because("the look-up panicked; this is a defect of the library")),
                Err(interrupt) => Ok(Err(interrupt)),
            });
        match found {
            Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
            Ok(Ok(_)) => Err(Failed::because("the name has no address").of(host)),
            Ok(Err(interrupt)) => Err(stopped(interrupt.into())),
            Err(failed) => Err(failed.of(host)),
        }
    }

    /// The look-up of `host` that is running, or a new one if there is a place for it.
    fn join(&self, host: &str, running: &mut Running) -> Option<io::Result<LookUp>> {
        if let Some((_, look_up)) = running.iter().find(|(name, _)| name == host) {
            return Some(Ok(look_up.clone()));
        }
        if running.len() >= MAX_RUNNING {
            return None;
        }
        let (list, name, look_up) = (self.running.clone(), host.to_owned(), self.look_up);
        let started = Task::start("resolve", move || {
            // Taken off the list before the result is there, and by a panic, too: nobody joins a look-up that is over.
            let listed = Listed { list, name };
            look_up(&listed.name).map_err(Failed::from)
        });
        if let Ok(look_up) = &started {
            running.push((host.to_owned(), look_up.clone()));
        }
        Some(started)
    }
}

/// The place of a look-up on the list.
struct Listed {
    list: Arc<Monitor<Running>>,
    name: String,
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.list
            .update(|running| running.retain(|(other, _)| *other != self.name));
    }
}

impl Failed {
    fn because(reason: &str) -> Failed {
        Failed {
            reason: reason.to_owned(),
            os_code: None,
        }
    }

    fn of(self, host: &str) -> Error {
        Error {
            kind: Kind::Resolve,
            what: format!("the name {host} could not be resolved: {}", self.reason),
            os_code: self.os_code,
        }
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Failed {
        Failed {
            reason: error.to_string(),
            os_code: error.raw_os_error(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::base::clock::Stopped;

    fn resolver(look_up: fn(&str) -> io::Result<Vec<IpAddr>>) -> Resolver {
        Resolver {
            running: Monitor::new(Vec::new()),
            look_up,
        }
    }

    fn in_an_hour() -> Deadline {
        Deadline::after(Duration::from_secs(3600), None)
    }

    /// A gate that look-ups wait at.
    type Gate = LazyLock<Arc<Monitor<bool>>>;

    fn pass(gate: &Gate) {
        gate.wait_for(&in_an_hour(), |is_open| is_open.then_some(())).unwrap();
    }

    #[test]
    fn a_look_up_that_panics_fails_and_is_forgotten() {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let resolver = resolver(|_| match COUNT.fetch_add(1, Ordering::Relaxed) {
            0 => panic!("on purpose"),
            _ => Ok(vec![Ipv4Addr::LOCALHOST.into()]),
        });
        let error = resolver.resolve("a.example", &in_an_hour()).unwrap_err();
        assert!(
            error.kind == Kind::Resolve && error.what.contains("panicked"),
            "{error:?}"
        );
        let found = resolver.resolve("a.example", &in_an_hour()).unwrap();
        assert_eq!(found, [Ipv4Addr::LOCALHOST]);
    }

    #[test]
    fn names_share_look_ups_and_these_are_few() {
        static GATE: Gate = LazyLock::new(|| Monitor::new(false));
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let resolver = resolver(|_| {
            COUNT.fetch_add(1, Ordering::SeqCst);
            pass(&GATE);
            Ok(vec![Ipv4Addr::LOCALHOST.into()])
        });
        let name = |number: usize| format!("{number}.example");
        let join = |number| resolver.join(&name(number), &mut resolver.running.lock());
        let look_ups: Vec<_> = (0..MAX_RUNNING).map(|number| join(number).unwrap().unwrap()).collect();
        // A call for one of these names shares its look-up; a call for another name waits for a place.
        assert!(join(0).is_some() && join(MAX_RUNNING - 1).is_some());
        assert!(join(MAX_RUNNING).is_none());
        assert_eq!(resolver.running.lock().len(), MAX_RUNNING);
        {
            let _clock = Stopped::new();
            let error = resolver.resolve(&name(MAX_RUNNING), &in_an_hour()).unwrap_err();
            assert_eq!(error.kind, Kind::TimedOut);
        }
        GATE.update(|is_open| *is_open = true);
        for look_up in look_ups {
            assert!(look_up.wait(&in_an_hour()).unwrap().unwrap().is_ok());
        }
        assert_eq!(COUNT.load(Ordering::SeqCst), MAX_RUNNING);
        assert!(resolver.resolve(&name(MAX_RUNNING), &in_an_hour()).is_ok());
        assert!(resolver.running.lock().is_empty());
    }

    #[test]
    fn a_look_up_ends_with_the_call_or_with_the_addresses() {
        static GATE: Gate = LazyLock::new(|| Monitor::new(false));
        let none = resolver(|_| Ok(Vec::new()));
        let error = none.resolve("a.example", &in_an_hour()).unwrap_err();
        assert!(error.what.contains("no address"), "{error:?}");
        let slow = resolver(|_| {
            pass(&GATE);
            Ok(Vec::new())
        });
        let clock = Stopped::new();
        let error = slow.resolve("a.example", &in_an_hour()).unwrap_err();
        assert_eq!(error.kind, Kind::TimedOut);
        drop(clock);
        GATE.update(|is_open| *is_open = true);
    }
}
