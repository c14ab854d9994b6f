//! Eight threads read one session for a while, as faults come and go: for a few seconds here, and for as long as somebody
//! wants to watch with `LF_SOAK_SECONDS=600 cargo test --test wire soak -- --nocapture`.

use std::env;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use lftoken_stub::{Config, Operation};
use support::binding::{Session, SessionOptions};

use super::{fault, managed, ms};
use crate::scene::{Scene, within};

const THREADS: u64 = 8;

/// What a server can do wrong for a while. Nothing of it makes a session that nobody knows of.
const FAULTS: [(Operation, &str); 11] = [
    (Operation::Create, "status=503"),
    (Operation::Create, "status=429,retry-after=1"),
    (Operation::Create, "delay=200"),
    (Operation::Create, "delay=1500,times=1"),
    (Operation::Create, "chunked,oversized=5000,cut=1500,times=1"),
    (Operation::Refresh, "status=503"),
    (Operation::Refresh, "status=401,gateway,error=none"),
    (Operation::Refresh, "drop,times=2"),
    (Operation::Refresh, "garbage,times=2"),
    (Operation::Invalidate, "status=503"),
    (Operation::Invalidate, "drop,times=1"),
];

/// Numbers that look random, and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// The token that was read last, as long as nobody has refused it.
#[derive(Default)]
struct Good {
    value: String,
    refused_at: Option<Instant>,
}

struct Soak {
    scene: Scene,
    session: Session,
    good: Mutex<Good>,
    is_over: AtomicBool,
    /// All readers rest, so that the session lingers out.
    is_quiet: AtomicBool,
    /// Resources refuse tokens of sessions that have ended, and now and then a good one.
    may_refuse: AtomicBool,
    reads: AtomicU64,
    failed: AtomicU64,
    refused: AtomicU64,
    /// Reads that failed although there was a token that nobody had anything against.
    wrongly_failed: Mutex<Vec<String>>,
}

impl Soak {
    fn read(&self, seed: u64) {
        let mut dice = Dice(seed);
        while !self.is_over.load(Ordering::Relaxed) {
            thread::sleep(ms(2));
            if self.is_quiet.load(Ordering::Relaxed) {
                continue;
            }
            let begun = Instant::now();
            match self.session.token(&within(2_000)) {
                Ok(value) => {
                    self.reads.fetch_add(1, Ordering::Relaxed);
                    self.note(&value, begun);
                    if dice.below(100) == 0 && self.may_refuse.load(Ordering::Relaxed) {
                        self.use_it(&value);
                    }
                }
                Err(error) => {
                    self.failed.fetch_add(1, Ordering::Relaxed);
                    let good = self.good.lock().unwrap();
                    let was_there = good.refused_at.is_none() && self.scene.stub.open_tokens().contains(&good.value);
                    if was_there && begun.elapsed() < ms(2_000) {
                        self.wrongly_failed.lock().unwrap().push(error.message);
                    }
                }
            }
        }
    }

    fn note(&self, value: &str, begun: Instant) {
        let mut good = self.good.lock().unwrap();
        if good.value != value || good.refused_at.is_some_and(|at| at < begun) {
            *good = Good {
                value: value.to_owned(),
                refused_at: None,
            };
        }
    }

    /// At a resource, which answers 401.
    fn use_it(&self, value: &str) {
        let is_dead = !self.scene.stub.open_tokens().iter().any(|open| open == value);
        if is_dead || self.may_refuse.swap(false, Ordering::Relaxed) {
            let mut good = self.good.lock().unwrap();
            if good.value == value {
                good.refused_at = Some(Instant::now());
            }
            drop(good);
            self.refused.fetch_add(1, Ordering::Relaxed);
            // Denied, if it was confirmed before.
            let _ = self.session.token_rejected(value);
        }
    }

    fn disturb(&self, end: Instant, seed: u64) {
        let mut dice = Dice(seed);
        let stub = &self.scene.stub;
        let mut refusals_at = Instant::now();
        while Instant::now() < end {
            let is_quiet = dice.below(5) == 0;
            self.is_quiet.store(is_quiet, Ordering::Relaxed);
            if dice.below(3) == 0 {
                stub.end_sessions();
            }
            match dice.below(8) {
                0 => stub.set_seat_limit(Some(0)),
                1 => stub.lock_account("svc"),
                _ => {
                    let (operation, spec) = FAULTS[dice.below(FAULTS.len() as u64) as usize];
                    stub.set_fault(operation, fault(spec));
                }
            }
            // A token that replaces a refused one is not refused again within a minute: that would keep logins off.
            if Instant::now() >= refusals_at {
                self.may_refuse.store(true, Ordering::Relaxed);
                refusals_at = Instant::now() + Duration::from_secs(70);
            }
            let lasts = 200 + dice.below(1_300) + if is_quiet { 2_000 } else { 0 };
            thread::sleep(ms(lasts).min(end.saturating_duration_since(Instant::now())));
            self.mend();
            thread::sleep(ms(dice.below(1_500)).min(end.saturating_duration_since(Instant::now())));
        }
        self.may_refuse.store(false, Ordering::Relaxed);
    }

    fn mend(&self) {
        let stub = &self.scene.stub;
        stub.clear_faults();
        stub.set_seat_limit(None);
        stub.unlock_account("svc");
        self.session.retry_credentials();
        self.is_quiet.store(false, Ordering::Relaxed);
    }

    fn counts(&self) -> String {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let mut text = format!("{}\n{}", self.scene.report(), self.session.stats());
        let _ = writeln!(
            text,
            "reads {}\nfailed_reads {}\nrefused_by_resources {}\nfailed_with_a_good_token {}",
            count(&self.reads),
            count(&self.failed),
            count(&self.refused),
            self.wrongly_failed.lock().unwrap().len()
        );
        text
    }
}

#[test]
fn a_session_survives_what_comes() {
    let seconds = env::var("LF_SOAK_SECONDS").map_or(8, |seconds| seconds.parse().unwrap());
    let config = Config {
        idle_timeout: Duration::from_secs(60),
        ..Config::default()
    };
    let scene = Scene::with(config, |settings| settings.total_timeout = Some(ms(1_000)));
    let options = SessionOptions {
        renew_after_percent: Some(1),
        jitter_percent: Some(0),
        linger_seconds: Some(1),
        ..SessionOptions::default()
    };
    let session = managed(&scene, &options);
    let soak = Soak {
        scene,
        session,
        good: Mutex::default(),
        is_over: AtomicBool::new(false),
        is_quiet: AtomicBool::new(false),
        may_refuse: AtomicBool::new(false),
        reads: AtomicU64::new(0),
        failed: AtomicU64::new(0),
        refused: AtomicU64::new(0),
        wrongly_failed: Mutex::default(),
    };
    let end = Instant::now() + Duration::from_secs(seconds);
    thread::scope(|scope| {
        for number in 0..THREADS {
            let soak = &soak;
            scope.spawn(move || soak.read(0x9e37_79b9_7f4a_7c15 ^ (number + 1)));
        }
        soak.disturb(end, 0x2545_f491_4f6c_dd1d ^ seconds);
        soak.mend();
        soak.is_over.store(true, Ordering::Relaxed);
    });
    println!("{}", soak.counts());
    soak.session.close(&within(60_000)).unwrap();
    soak.scene.client.settle(&within(60_000)).unwrap();
    let report = soak.scene.report();
    assert_eq!(
        (report.open, report.double_logins, report.malformed),
        (0, 0, 0),
        "{report}"
    );
    let wrongly_failed = soak.wrongly_failed.lock().unwrap();
    assert!(wrongly_failed.is_empty(), "{wrongly_failed:#?}");
    assert!(soak.reads.load(Ordering::Relaxed) > 100 * seconds, "{}", soak.counts());
}
