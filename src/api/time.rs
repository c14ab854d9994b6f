//! Dates as the service and HTTP write them.
//!
//! The dates of the service are read here: the jiff crate, which reads them as well, would be 163 kB of a library that
//! is to stay below 1.9 MB.

use std::ops::RangeInclusive;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::base::clock;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Unix milliseconds of a date with 0 to 9 fraction digits and `Z`, an offset, or neither (then UTC:
/// .NET writes its zero date that way).
pub fn parse_expiry(text: &str) -> Option<i64> {
    let rest = &mut text.as_bytes();
    let year = number(rest, 4)?;
    let month = after(b"-", rest, 1..=12)?;
    let day = after(b"-", rest, 1..=days_in_month(year, month))?;
    let hour = after(b"Tt ", rest, 0..=23)?;
    let minute = after(b":", rest, 0..=59)?;
    // A leap second is the one before it: Unix time has no room for it.
    let second = after(b":", rest, 0..=60)?.min(59);
    let mut ms = days_since_1970(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
    if skip(b".,", rest).is_some() {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=9).contains(&digits) {
            return None;
        }
        ms += number(rest, digits)? * 1000 / 10_i64.pow(digits as u32);
    }
    if skip(b"Zz", rest).is_none() && !rest.is_empty() {
        let sign = if rest.starts_with(b"-") { -1 } else { 1 };
        let hours = after(b"+-", rest, 0..=23)?;
        skip(b":", rest);
        let minutes = number(rest, 2).filter(|minutes| *minutes < 60)?;
        ms -= sign * (hours * 60 + minutes) * 60_000;
    }
    rest.is_empty().then_some(ms)
}

/// Takes so many digits from the front.
fn number(rest: &mut &[u8], digits: usize) -> Option<i64> {
    let (number, behind) = rest.split_at_checked(digits)?;
    *rest = behind;
    number.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
    })
}

/// Takes one of `separators` and then a number of two digits that lies in `range`.
fn after(separators: &[u8], rest: &mut &[u8], range: RangeInclusive<i64>) -> Option<i64> {
    skip(separators, rest)?;
    number(rest, 2).filter(|number| range.contains(number))
}

/// Takes one of `bytes` from the front.
fn skip(bytes: &[u8], rest: &mut &[u8]) -> Option<()> {
    let (_, behind) = rest.split_first().filter(|(first, _)| bytes.contains(first))?;
    *rest = behind;
    Some(())
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let leap_days = before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    let months: i64 = (1..month).map(|month| days_in_month(year, month)).sum();
    // 719162 days lie between the first day of the year 1 and that of 1970.
    before * 365 + leap_days + months + day - 1 - 719_162
}

/// Unix milliseconds of an HTTP date.
pub fn parse_http_date(text: &str) -> Option<i64> {
    httpdate::parse_http_date(text).ok().map(unix_ms)
}

/// How long Retry-After asks to wait: seconds, or a date compared with the server's own clock.
pub fn parse_retry_after(text: &str, server_now_ms: Option<i64>) -> Option<Duration> {
    let text = text.trim();
    // A number alone may have a sign, these seconds may not.
    if let Some(seconds) = text.parse::<u32>().ok().filter(|_| !text.starts_with('+')) {
        return Some(Duration::from_secs(seconds.into()));
    }
    let now = server_now_ms.unwrap_or_else(|| unix_ms(clock::system_now()));
    let wait = parse_http_date(text)?.saturating_sub(now);
    Some(Duration::from_millis(wait.max(0) as u64))
}

pub fn unix_ms(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_millis().try_into().unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_of_an_expiry() {
        let whole = 1_772_360_130_000;
        for (text, expected) in [
            ("2026-03-01T10:15:30Z", whole),
            ("2026-03-01T10:15:30.1Z", whole + 100),
            ("2026-03-01T10:15:30.1234567Z", whole + 123),
            ("2026-03-01T10:15:30.123456789Z", whole + 123),
            ("2026-03-01T11:15:30.12+01:00", whole + 120),
            ("2026-03-01T04:45:30-05:30", whole),
            ("2026-03-01T10:15:30", whole),
            ("2026-03-01t10:15:30z", whole),
            ("2026-03-01 12:15:30,0+0200", whole),
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T23:59:60Z", 951_868_799_000),
            ("0000-03-01T00:00:00Z", -62_162_035_200_000),
            ("0001-01-01T00:00:00", -62_135_596_800_000),
            ("9999-12-31T23:59:59.9999999Z", 253_402_300_799_999),
        ] {
            assert_eq!(parse_expiry(text), Some(expected), "{text}");
        }
        for bad in [
            "",
            "soon",
            "2026-13-01T00:00:00Z",
            "2026-03-01T10:15:30.1234567890Z",
            "1772360130",
            "2026-00-01T10:15:30Z",
            "2026-02-29T10:15:30Z",
            "2100-02-29T10:15:30Z",
            "2026-04-31T10:15:30Z",
            "2026-03-00T10:15:30Z",
            "2026-03-01T24:15:30Z",
            "2026-03-01T10:60:30Z",
            "2026-03-01T10:15:61Z",
            "2026-03-01T10:15:30.Z",
            "2026-03-01T10:15:30Zulu",
            "2026-03-01T10:15:30+24:00",
            "2026-03-01T10:15:30+01:60",
            "2026-03-01T10:15:30+01",
            "2026-03-01T10:15:+1Z",
            "+026-03-01T10:15:30Z",
        ] {
            assert_eq!(parse_expiry(bad), None, "{bad}");
        }
    }

    #[test]
    fn retry_after_in_both_forms() {
        assert_eq!(parse_retry_after(" 120 ", None), Some(Duration::from_secs(120)));
        let now = parse_http_date("Sun, 01 Mar 2026 10:15:30 GMT");
        assert_eq!(
            parse_retry_after("Sun, 01 Mar 2026 10:15:33 GMT", now),
            Some(Duration::from_secs(3))
        );
        assert_eq!(
            parse_retry_after("Sun, 01 Mar 2026 10:15:00 GMT", now),
            Some(Duration::ZERO)
        );
        for bad in ["", "-1", "+1", "soon", "1.5", "99999999999999999999"] {
            assert_eq!(parse_retry_after(bad, None), None, "{bad}");
        }
        // Without the server's clock ours is used.
        let _clock = clock::Stopped::new();
        let ms = unix_ms(clock::system_now()) % 1000;
        let date = httpdate::fmt_http_date(clock::system_now() + Duration::from_secs(7));
        let wait = Duration::from_millis((7000 - ms) as u64);
        assert_eq!(parse_retry_after(&date, None), Some(wait));
    }
}
