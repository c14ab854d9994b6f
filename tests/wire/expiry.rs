//! How long a token lasts: what the server says, whatever its clock, and what the host says of a token that it brings.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lftoken_stub::{Fault, Operation};
use support::binding::{Level, Status, Token, TokenState};

use crate::plain::{call, create, start};
use crate::scene::Scene;

#[test]
fn adopted_tokens() {
    let (stub, client) = start(|_| {});
    let own = create(&client, "r");
    let adopted = client.adopt_token("r", &own.value(), None).unwrap();
    assert_eq!((adopted.expires_at_ms(), adopted.remaining()), (None, None));
    assert_eq!(adopted.lifetime(), None);
    assert_eq!(adopted.state(), TokenState::Active);
    assert!(adopted.cookie().is_none());
    adopted.refresh(600, &call()).unwrap();
    assert_remaining(&adopted, 600);
    adopted.invalidate(&call()).unwrap();
    assert_eq!(stub.report().open, 0);

    let in_a_minute = unix_ms() + 60_000;
    let adopted = client.adopt_token("r", "x", Some(in_a_minute)).unwrap();
    assert_eq!(adopted.expires_at_ms(), Some(in_a_minute));
    assert_remaining(&adopted, 60);
    for bad in ["", "a\r\nHost: b", "ä", "\u{7f}"] {
        let error = client.adopt_token("r", bad, None).err().expect("an error");
        assert_eq!(error.status, Status::InvalidArgument, "{bad:?}");
    }
}

fn unix_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_millis() as i64
}

/// The time left is `seconds`, give or take what Date's whole seconds lose.
pub fn assert_remaining(token: &Token, seconds: u64) {
    let left = token.remaining().unwrap();
    let expected = Duration::from_secs(seconds);
    assert!(
        left > expected - Duration::from_secs(2) && left < expected + Duration::from_secs(2),
        "{left:?} instead of {seconds} s"
    );
}

#[test]
fn the_time_left_is_right_whatever_the_servers_clock_says() {
    for skew in [-3600, 0, 3600] {
        let (_stub, client) = start(|config| config.clock_skew = skew);
        let token = create(&client, "r");
        assert_remaining(&token, 15 * 60);
        let shown = token.expires_at_ms().unwrap() - unix_ms();
        assert!((shown / 1000 - 15 * 60 - skew).abs() <= 2, "{shown}");
        token.refresh(1200, &call()).unwrap();
        assert_remaining(&token, 1200);
        token.invalidate(&call()).unwrap();
        assert_eq!(token.remaining(), Some(Duration::ZERO));
    }
}

#[test]
fn the_lifetime_stays_while_the_time_left_passes() {
    let (_stub, client) = start(|_| {});
    let token = create(&client, "r");
    let of_login = token.lifetime().unwrap();
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(token.lifetime(), Some(of_login));
    assert!(token.remaining().unwrap() <= of_login - Duration::from_millis(50));
    assert_remaining(&token, 15 * 60);
    token.refresh(1200, &call()).unwrap();
    let of_refresh = token.lifetime().unwrap();
    assert!(of_refresh > of_login && of_refresh >= token.remaining().unwrap());
    token.invalidate(&call()).unwrap();
    assert_eq!(
        (token.lifetime(), token.remaining()),
        (Some(of_refresh), Some(Duration::ZERO))
    );
}

#[test]
fn without_a_date_our_clock_is_taken() {
    for skew in [0, 3600] {
        let (_stub, client) = start(|config| config.clock_skew = skew);
        let token = create(&client, "fault:create:omit-date;refresh:omit-date");
        assert_remaining(&token, 15 * 60 + skew as u64);
        token.refresh(60, &call()).unwrap();
        assert_remaining(&token, 60 + skew as u64);
        token.invalidate(&call()).unwrap();
    }
}

#[test]
fn a_clock_that_gives_no_plausible_time_is_not_believed() {
    let scene = Scene::new();
    let date = |seconds: i64| {
        let at = UNIX_EPOCH + Duration::from_secs((unix_ms() / 1000 + seconds) as u64);
        httpdate::fmt_http_date(at)
    };
    for wrong in [
        date(3600),
        date(-30 * 3600),
        "Thu, 01 Jan 1970 00:00:00 GMT".into(),
        "soon".into(),
    ] {
        for operation in [Operation::Create, Operation::Refresh] {
            let fault = Fault {
                header: vec![("Date".into(), wrong.clone())],
                ..Fault::default()
            };
            scene.stub.set_fault(operation, fault);
        }
        let token = scene.session("r");
        assert_remaining(&token, 15 * 60);
        token.refresh(600, &call()).unwrap();
        assert_remaining(&token, 600);
        assert!(scene.logged(Level::Info, "by the clock of this machine"));
        scene.stub.clear_faults();
        token.refresh(600, &call()).unwrap();
        assert_remaining(&token, 600);
        token.invalidate(&call()).unwrap();
    }
    assert!(scene.logged(Level::Info, "by the Date of the answer"));
    // Neither clock fits.
    let token = scene.session("fault:refresh:expire=2001-01-01T00:00:00Z");
    token.refresh(600, &call()).unwrap();
    assert_eq!((token.remaining(), token.lifetime()), (None, None));
    assert_eq!(token.state(), TokenState::Active);
    assert_eq!(token.expires_at_ms(), Some(978_307_200_000));
    assert!(scene.logged(Level::Info, "how long the session lasts is not known"));
    token.invalidate(&call()).unwrap();
}

#[test]
fn expiries_in_every_form() {
    let (_stub, client) = start(|_| {});
    for (text, unix_ms) in [
        ("2030-01-01T00:00:00Z", 1_893_456_000_000),
        ("2030-01-01T00:00:00.5Z", 1_893_456_000_500),
        ("2030-01-01T00:00:00.1234567Z", 1_893_456_000_123),
        ("2030-01-01T00:00:00.123456789Z", 1_893_456_000_123),
        ("2030-01-01T01:00:00%2B01:00", 1_893_456_000_000),
        ("2029-12-31T18:30:00.25-05:30", 1_893_456_000_250),
    ] {
        let token = create(&client, &format!("fault:create:expire={text};refresh:expire={text}"));
        assert_eq!(token.expires_at_ms(), Some(unix_ms), "{text}");
        token.refresh(0, &call()).unwrap();
        assert_eq!(token.expires_at_ms(), Some(unix_ms), "{text}");
        token.invalidate(&call()).unwrap();
    }
}
