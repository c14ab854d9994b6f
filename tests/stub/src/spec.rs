//! Faults written as text, for clients that can only choose an id: of a repository, or of themselves.

use crate::error_body::ErrorBody;
use crate::fault::{Fault, Operation};
use crate::text::{percent_decode, percent_decode_text};
use std::str::FromStr;
use std::time::Duration;

/// What `garbage` sends.
const GARBAGE: &[u8] = b"\x16\x03this is no HTTP answer\r\n\r\n\0\xff";

impl Fault {
    /// Parses comma-separated `key=value` pairs, e.g. `status=429,retry-after=2,times=1`. Times are in
    /// milliseconds. Text values may be percent-encoded, and must be where they hold a comma.
    pub fn parse(spec: &str) -> Result<Fault, String> {
        let mut fault = Fault::default();
        for item in spec.split(',').filter(|item| !item.is_empty()) {
            let (key, value) = match item.split_once('=') {
                Some((key, value)) => (key, Some(value)),
                None => (item, None),
            };
            set(&mut fault, key, value).map_err(|reason| format!("{key}: {reason}"))?;
        }
        if fault == Fault::default() {
            return Err("the fault is empty".into());
        }
        Ok(fault)
    }
}

/// The fault for one operation in an id `fault:<op>:<spec>[;<op>:<spec>...]`.
/// `Ok(None)`: the id is not of that form, or has no fault for the operation.
pub fn from_id(id: &str, op: Operation) -> Result<Option<Fault>, String> {
    let Some(rest) = id.strip_prefix("fault:") else {
        return Ok(None);
    };
    let mut found = None;
    for part in rest.split(';') {
        let (name, spec) = part.split_once(':').ok_or("expected fault:<op>:<spec>")?;
        let ops = Operation::parse(name)?;
        let fault = Fault::parse(spec)?;
        if ops.contains(&op) {
            found.get_or_insert(fault);
        }
    }
    Ok(found)
}

fn set(fault: &mut Fault, key: &str, value: Option<&str>) -> Result<(), String> {
    match key {
        "delay" => fault.delay_before = Some(millis(value)?),
        "delay-at" => {
            let (at, pause) = pair(value)?;
            fault.delay_at = Some((at, pause.ok_or("expected BYTES/MILLISECONDS")?));
        }
        "delay-last" => fault.delay_last_byte = Some(millis(value)?),
        "cut" => fault.cut_at = Some(number(value)?),
        "reset" => fault.reset_at = Some(number(value)?),
        "raw" => fault.raw = Some(percent_decode(need(value)?)?),
        "garbage" => fault.raw = flag(value)?.then(|| GARBAGE.to_vec()),
        "close" => fault.close_after = flag(value)?,
        "length" => fault.content_length = Some(text(value)?),
        "chunked" => fault.chunked = flag(value)?,
        "close-delimited" => fault.close_delimited = flag(value)?,
        "interim" => match need(value)?.split_once('/') {
            Some((count, status)) => {
                let status = number(Some(status))?;
                if !(100..200).contains(&status) || status == 101 {
                    return Err("the status must be 100 or 102 to 199".into());
                }
                (fault.interim, fault.interim_status) = (number(Some(count))?, Some(status));
            }
            None => fault.interim = number(value)?,
        },
        "oversized" => fault.oversized = Some(number(value)?),
        "status" => {
            let status = number(value)?;
            if !(200..1000).contains(&status) {
                return Err("the status must be 200 to 999".into());
            }
            fault.status = Some(status);
        }
        "act" => fault.act = flag(value)?,
        "retry-after" => fault.retry_after = Some(header_text(value)?),
        "error" => fault.error_body = Some(ErrorBody::from_str(need(value)?)?),
        "code" => fault.error_code = Some(number(value)?),
        "type" => fault.error_type = Some(text(value)?),
        "body-status" => fault.body_status = Some(number(value)?),
        "message" => fault.message = Some(text(value)?),
        "body" => fault.body = Some(percent_decode(need(value)?)?),
        "false" => fault.value_false = flag(value)?,
        "drop" => fault.drop_request = flag(value)?,
        "refuse" => fault.refuse_before = flag(value)?,
        "split" => {
            let (size, pause) = pair(value)?;
            if size == 0 {
                return Err("must be at least 1".into());
            }
            (fault.split, fault.split_pause) = (Some(size), pause);
        }
        "expire" => fault.expire_time = Some(text(value)?),
        "omit-date" => fault.omit_date = flag(value)?,
        "gateway" => fault.gateway = flag(value)?,
        "header" => {
            let line = header_text(value)?;
            let (name, value) = line.split_once(':').ok_or("expected NAME:VALUE")?;
            fault.header.push((name.trim().into(), value.trim().into()));
        }
        "big-header" => fault.repeat_header_bytes = Some(number(value)?),
        "times" => fault.times = Some(number(value)?),
        "for" => fault.lasts = Some(millis(value)?),
        _ => return Err("unknown key".into()),
    }
    Ok(())
}

fn need(value: Option<&str>) -> Result<&str, String> {
    value.ok_or_else(|| "needs a value".into())
}

/// A key without a value, or with `true` or `false`.
fn flag(value: Option<&str>) -> Result<bool, String> {
    match value {
        None | Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(_) => Err("takes no value".into()),
    }
}

fn number<T: FromStr>(value: Option<&str>) -> Result<T, String> {
    need(value)?.parse().map_err(|_| "needs a whole number".into())
}

fn millis(value: Option<&str>) -> Result<Duration, String> {
    Ok(Duration::from_millis(number(value)?))
}

/// `N` or `N/MILLISECONDS`.
fn pair(value: Option<&str>) -> Result<(usize, Option<Duration>), String> {
    match need(value)?.split_once('/') {
        Some((first, second)) => Ok((number(Some(first))?, Some(millis(Some(second))?))),
        None => Ok((number(value)?, None)),
    }
}

fn text(value: Option<&str>) -> Result<String, String> {
    percent_decode_text(need(value)?)
}

fn header_text(value: Option<&str>) -> Result<String, String> {
    let text = text(value)?;
    if text.contains(['\r', '\n']) {
        return Err("a header holds no line break".into());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_key() {
        let fault = Fault::parse(
            "delay=3000,delay-at=100/500,delay-last=7,cut=120,reset=40,raw=a%2Cb,close,length=999999,chunked,\
             close-delimited,interim=2/103,oversized=2000000,status=429,act,retry-after=2,error=problem,\
             code=9030,type=invalid_scope,body-status=400,message=too%20many,body=%7B%7D,false,drop,refuse,split=3/1,\
             expire=2026-03-01T10:15:30Z,omit-date,header=X-A:b,big-header=70000,times=1,for=9",
        )
        .unwrap();
        let expected = Fault {
            delay_before: Some(Duration::from_secs(3)),
            delay_at: Some((100, Duration::from_millis(500))),
            delay_last_byte: Some(Duration::from_millis(7)),
            cut_at: Some(120),
            reset_at: Some(40),
            raw: Some(b"a,b".to_vec()),
            close_after: true,
            content_length: Some("999999".into()),
            chunked: true,
            close_delimited: true,
            interim: 2,
            interim_status: Some(103),
            oversized: Some(2_000_000),
            status: Some(429),
            act: true,
            retry_after: Some("2".into()),
            error_body: Some(ErrorBody::ProblemDetails),
            error_code: Some(9030),
            error_type: Some("invalid_scope".into()),
            body_status: Some(400),
            message: Some("too many".into()),
            body: Some(b"{}".to_vec()),
            value_false: true,
            drop_request: true,
            refuse_before: true,
            split: Some(3),
            split_pause: Some(Duration::from_millis(1)),
            expire_time: Some("2026-03-01T10:15:30Z".into()),
            omit_date: true,
            gateway: false,
            header: vec![("X-A".into(), "b".into())],
            repeat_header_bytes: Some(70000),
            times: Some(1),
            lasts: Some(Duration::from_millis(9)),
        };
        assert_eq!(fault, expected);
        assert!(Fault::parse("garbage").unwrap().raw.is_some());
    }

    #[test]
    fn says_what_is_wrong() {
        for (spec, reason) in [
            ("", "the fault is empty"),
            ("cut", "cut: needs a value"),
            ("cut=x", "cut: needs a whole number"),
            ("nonsense=1", "nonsense: unknown key"),
            ("drop=1", "drop: takes no value"),
            ("delay-at=5", "delay-at: expected BYTES/MILLISECONDS"),
            ("status=100", "status: the status must be 200 to 999"),
            ("split=0", "split: must be at least 1"),
            ("header=a:b%0D%0Ac:d", "header: a header holds no line break"),
        ] {
            assert_eq!(Fault::parse(spec).unwrap_err(), reason, "{spec}");
        }
    }

    #[test]
    fn reads_ids() {
        let id = "fault:create:delay=1;refresh:status=401;token:drop";
        let of = |op| from_id(id, op).unwrap();
        assert!(of(Operation::Create).unwrap().delay_before.is_some());
        assert_eq!(of(Operation::Refresh).unwrap().status, Some(401));
        assert_eq!(of(Operation::Invalidate), None);
        assert!(of(Operation::Token).unwrap().drop_request);
        assert_eq!(from_id("r-abc", Operation::Create), Ok(None));
        assert!(from_id("fault:create", Operation::Create).is_err());
        assert!(from_id("fault:delete:drop", Operation::Create).is_err());
    }
}
