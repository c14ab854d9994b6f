use std::net::Ipv4Addr;
use std::sync::LazyLock;
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
