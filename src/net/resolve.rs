//! Name look-ups that end with the call that asked, even when the system's own does not.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use crate::base::clock;
use crate::base::deadline::Deadline;
use crate::base::monitor::Monitor;
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

static RESOLVER: LazyLock<Resolver> = LazyLock::new(|| Resolver {
    running: Monitor::new(Running::default()),
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
mod tests {
    use std::net::Ipv4Addr;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::base::clock::Stopped;

    fn resolver(look_up: fn(&str) -> io::Result<Vec<IpAddr>>) -> Resolver {
        Resolver {
            running: Monitor::new(Running::default()),
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
        let look_ups: Vec<_> = (0..MAX_RUNNING)
            .map(|number| join(number).unwrap().ok().unwrap())
            .collect();
        // A call for one of these names shares its look-up; a call for another name waits for a place.
        assert!(join(0).is_some() && join(MAX_RUNNING - 1).is_some());
        assert!(join(MAX_RUNNING).is_none());
        assert_eq!(resolver.running.lock().look_ups.len(), MAX_RUNNING);
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
        assert!(resolver.running.lock().look_ups.is_empty());
    }

    /// The network was changed while a look-up asked a server that cannot be reached any more.
    #[test]
    fn a_look_up_that_is_stuck_holds_up_no_later_one() {
        static GATE: Gate = LazyLock::new(|| Monitor::new(false));
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let resolver = resolver(|_| {
            if COUNT.fetch_add(1, Ordering::SeqCst) == 0 {
                pass(&GATE);
                return Err(io::Error::other("no server answered"));
            }
            Ok(vec![Ipv4Addr::LOCALHOST.into()])
        });
        let join = || {
            resolver
                .join("a.example", &mut resolver.running.lock())
                .unwrap()
                .ok()
                .unwrap()
        };
        let clock = Stopped::new();
        let stuck = join();
        clock.advance(STUCK - Duration::from_millis(1));
        let _joined = join();
        assert_eq!(resolver.running.lock().begun, 1);
        clock.advance(Duration::from_millis(1));
        let later = join();
        assert_eq!(resolver.running.lock().begun, 2);
        drop(clock);
        assert!(later.wait(&in_an_hour()).unwrap().unwrap().is_ok());
        // It serves those, too, who wait for the first.
        assert!(stuck.wait(&in_an_hour()).unwrap().unwrap().is_ok());
        GATE.update(|is_open| *is_open = true);
    }

    #[test]
    fn one_name_has_two_places_at_most_and_gets_none_that_is_not_there() {
        static GATE: Gate = LazyLock::new(|| Monitor::new(false));
        let resolver = resolver(|_| {
            pass(&GATE);
            Ok(vec![Ipv4Addr::LOCALHOST.into()])
        });
        let join = |name: &str| resolver.join(name, &mut resolver.running.lock());
        let count = || resolver.running.lock().look_ups.len();
        let clock = Stopped::new();
        for times in 1..5 {
            assert!(join("a.example").is_some());
            clock.advance(STUCK);
            assert_eq!(count(), times.min(MAX_OF_ONE_NAME));
        }
        for number in MAX_OF_ONE_NAME..MAX_RUNNING {
            assert!(join(&format!("{number}.example")).is_some());
        }
        clock.advance(STUCK);
        // Joined, though it is stuck: there is no place for another.
        assert!(join("2.example").is_some() && join("new.example").is_none());
        assert_eq!(count(), MAX_RUNNING);
        drop(clock);
        GATE.update(|is_open| *is_open = true);
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
