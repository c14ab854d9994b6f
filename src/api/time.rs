//! Dates as the service and HTTP write them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;

/// Unix milliseconds of a date with 0 to 9 fraction digits and `Z`, an offset, or neither (then UTC:
/// .NET writes its zero date that way). Dates beyond the range of the calendar are clamped to it.
pub fn parse_expiry(text: &str) -> Option<i64> {
    let pieces = Pieces::parse(text).ok()?;
    let date_time = pieces.date().to_datetime(pieces.time().unwrap_or(Time::midnight()));
    let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
    let instant = offset.to_timestamp(date_time).unwrap_or(if date_time.year() > 0 {
        Timestamp::MAX
    } else {
        Timestamp::MIN
    });
    Some(instant.as_millisecond())
}

/// Unix milliseconds of an HTTP date.
pub fn parse_http_date(text: &str) -> Option<i64> {
    httpdate::parse_http_date(text).ok().map(unix_ms)
}

/// How long Retry-After asks to wait: seconds, or a date compared with the server's own clock.
pub fn parse_retry_after(text: &str, server_now_ms: Option<i64>) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let now = server_now_ms.unwrap_or_else(|| unix_ms(SystemTime::now()));
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
        ] {
            assert_eq!(parse_expiry(text), Some(expected), "{text}");
        }
        assert!(parse_expiry("0001-01-01T00:00:00").unwrap() < 0);
        assert!(parse_expiry("9999-12-31T23:59:59.9999999Z").unwrap() > 253_000_000_000_000);
        for bad in [
            "",
            "soon",
            "2026-13-01T00:00:00Z",
            "2026-03-01T10:15:30.1234567890Z",
            "1772360130",
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
        for bad in ["", "-1", "soon", "1.5", "99999999999999999999"] {
            assert_eq!(parse_retry_after(bad, None), None, "{bad}");
        }
    }
}
