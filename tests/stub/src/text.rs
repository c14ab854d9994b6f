//! Percent-encoding, times, random values.

use ring::rand::{SecureRandom, SystemRandom};
use std::time::{Duration, Instant, SystemTime};

/// RFC 3986 unreserved: the only characters that stand for themselves in a segment.
pub fn unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

pub fn percent_encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if unreserved(byte) {
            out.push(byte.into());
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Decodes percent escapes; says what is wrong with an incomplete one.
pub fn percent_decode(text: &str) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first != b'%' {
            out.push(*first);
            rest = tail;
            continue;
        }
        let digits = tail.get(..2).and_then(|d| std::str::from_utf8(d).ok());
        let digits = digits.filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(byte) = digits.and_then(|d| u8::from_str_radix(d, 16).ok()) else {
            return Err("'%' is not followed by two hexadecimal digits".into());
        };
        out.push(byte);
        rest = &tail[2..];
    }
    Ok(out)
}

pub fn percent_decode_text(text: &str) -> Result<String, String> {
    String::from_utf8(percent_decode(text)?).map_err(|_| "is not UTF-8 once decoded".into())
}

/// The moment after a duration, or one that nobody waits for.
pub fn in_time(duration: Duration) -> Instant {
    let now = Instant::now();
    let century = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    now + duration.min(century)
}

/// The server's clock: the real one plus the configured skew in seconds.
pub fn server_time(skew: i64) -> SystemTime {
    let shift = Duration::from_secs(skew.unsigned_abs());
    let now = SystemTime::now();
    let moved = if skew < 0 {
        now.checked_sub(shift)
    } else {
        now.checked_add(shift)
    };
    moved.unwrap_or(now)
}

/// Seconds since 1970 by the server's clock.
pub fn server_seconds(skew: i64) -> i64 {
    let since = server_time(skew).duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Seven fraction digits and `Z`, as the service writes times.
pub fn timestamp(at: SystemTime) -> String {
    let t = time::OffsetDateTime::from(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z",
        t.year(),
        u8::from(t.month()),
        t.day(),
        t.hour(),
        t.minute(),
        t.second(),
        t.nanosecond() / 100
    )
}

/// A JSON object with its members in the order given.
pub fn object<'a>(members: impl IntoIterator<Item = (&'a str, serde_json::Value)>) -> String {
    let members = members.into_iter().map(|(name, value)| format!("{name:?}:{value}"));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the system has random numbers");
    bytes
}

pub fn request_id() -> String {
    hex(&random::<16>())
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_goes_both_ways() {
        assert_eq!(percent_encode("a/ü~"), "a%2F%C3%BC~");
        assert_eq!(percent_decode_text("a%2f%c3%BC~").unwrap(), "a/ü~");
        for bad in ["%", "%4", "%zz", "%+1"] {
            assert!(percent_decode(bad).is_err(), "{bad}");
        }
        assert!(percent_decode_text("%ff").is_err());
    }

    #[test]
    fn times_have_seven_fraction_digits() {
        let at = SystemTime::UNIX_EPOCH + Duration::new(1_772_360_130, 123_456_789);
        assert_eq!(timestamp(at), "2026-03-01T10:15:30.1234567Z");
    }
}
