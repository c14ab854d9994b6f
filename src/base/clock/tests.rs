use std::time::Duration;

use super::*;

#[test]
fn a_stopped_clock_goes_on_when_it_is_told_to_and_runs_again_later() {
    let second = Duration::from_secs(1);
    let begun = now();
    {
        let clock = Stopped::new();
        let (instant, system) = (now(), system_now());
        clock.advance(second);
        assert_eq!(now(), instant + second);
        assert_eq!(system_now(), system + second);
        let other = std::thread::spawn(now).join().unwrap();
        assert!(other < now(), "the clock of another thread runs");
        clock.advance(3600 * second);
    }
    assert!(now() >= begun && now() < begun + 1800 * second);
}

#[test]
fn sleep_of_the_machine_makes_older_what_does_not_wait() {
    let clock = Stopped::new();
    let (instant, moment) = (now(), moment());
    clock.suspend(Duration::from_secs(7));
    assert_eq!((now(), moment.age()), (instant, Duration::from_secs(7)));
    clock.advance(Duration::from_secs(1));
    assert_eq!(moment.age(), Duration::from_secs(8));
    assert_eq!(now() - instant, Duration::from_secs(1));
}

#[test]
fn a_term_is_over_at_its_end_and_whenever_the_clocks_come_apart() {
    let second = Duration::from_secs(1);
    let clock = Stopped::new();
    let term = Term::until(moment().after(60 * second), moment());
    assert!(!term.is_over(glance()));
    clock.advance(59 * second);
    assert!(!term.is_over(glance()));
    clock.advance(second);
    assert!(term.is_over(glance()));
    let term = Term::until(moment().after(3600 * second), moment());
    clock.suspend(second);
    assert!(!term.is_over(glance()));
    clock.suspend(second);
    assert!(term.is_over(glance()), "it may have slept for long");
    assert!(Term::until(moment(), moment()).is_over(glance()));
    let now = glance();
    let term = Term::until(moment().after(second), moment());
    assert!(!term.is_over(now));
    const YEAR_MS: i64 = 365 * 86_400_000;
    for jump in [-YEAR_MS, YEAR_MS, -now.wall_ms - YEAR_MS] {
        let set = Glance {
            wall_ms: now.wall_ms + jump,
            ..now
        };
        assert!(term.is_over(set), "the wall clock was set by {jump} ms");
    }
}

/// The kernel's own count of the time since it was started, which has the time asleep in it.
#[cfg(target_os = "linux")]
#[test]
fn the_clock_counts_sleep() {
    let text = std::fs::read_to_string("/proc/uptime").unwrap();
    let uptime = text.split(' ').next().unwrap().parse().unwrap();
    let difference = moment().0.abs_diff(Duration::from_secs_f64(uptime));
    assert!(difference < Duration::from_secs(5), "{difference:?}");
}
