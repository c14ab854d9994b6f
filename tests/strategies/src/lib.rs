//! Random and mutated pieces of answers.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// Bodies of answers of the three calls.
pub const CREATED: &str = r#"{"authToken":"dG9r/Zw+==","expireTime":"2030-03-01T10:15:30.1234567Z"}"#;
pub const REFRESHED: &str = r#"{"@odata.context":"x","value":"2030-03-01T10:15:30.12Z"}"#;
pub const INVALIDATED: &str = r#"{"@odata.context":"x","value":true}"#;

pub fn runner(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    })
}

pub fn any_bytes(max: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..max)
}

/// One change at a place that is given as a part of the length.
#[derive(Clone, Debug)]
enum Change {
    Flip(u8),
    Insert(Vec<u8>),
    Delete(usize),
    Repeat(usize),
    Truncate,
}

fn change() -> impl Strategy<Value = (prop::sample::Index, Change)> {
    let change = prop_oneof![
        4 => (1..=255u8).prop_map(Change::Flip),
        3 => vec(prop_oneof![any::<u8>(), Just(b'\r'), Just(b'\n'), Just(b':'), Just(b'"'), Just(b'0')], 1..6)
            .prop_map(Change::Insert),
        2 => (1..20usize).prop_map(Change::Delete),
        1 => (1..200usize).prop_map(Change::Repeat),
        1 => Just(Change::Truncate),
    ];
    (any::<prop::sample::Index>(), change)
}

fn apply(bytes: &mut Vec<u8>, at: prop::sample::Index, change: Change) {
    let at = at.index(bytes.len() + 1);
    let end = |count: usize| (at + count).min(bytes.len());
    match change {
        Change::Flip(mask) => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= mask;
            }
        }
        Change::Insert(new) => drop(bytes.splice(at..at, new)),
        Change::Delete(count) => drop(bytes.drain(at..end(count))),
        Change::Repeat(count) => {
            let again = bytes[at..end(count)].to_vec();
            bytes.splice(at..at, again);
        }
        Change::Truncate => bytes.truncate(at),
    }
}

pub fn changed(base: impl Strategy<Value = Vec<u8>>, max: usize) -> impl Strategy<Value = Vec<u8>> {
    (base, vec(change(), 0..max)).prop_map(|(mut bytes, changes)| {
        changes
            .into_iter()
            .for_each(|(at, change)| apply(&mut bytes, at, change));
        bytes
    })
}

pub fn header() -> impl Strategy<Value = (String, String)> {
    let name = prop_oneof![
        3 => prop::sample::select(vec![
            "Content-Length", "Transfer-Encoding", "Connection", "Retry-After", "Date", "Set-Cookie", "Location",
            "X-RequestId", "X-APIServer-Error", "Content-Type", "Content-Encoding", "Upgrade", "Trailer",
        ])
        .prop_map(str::to_owned),
        1 => "[!-~]{0,20}",
    ];
    let value = prop_oneof![
        3 => prop::sample::select(vec![
            "0", "1", "5, 5", "18446744073709551616", "-1", "chunked", "gzip, chunked", "close", "keep-alive",
            "upgrade", "Fri, 01 Mar 2030 10:00:00 GMT", "a=b; path=/", "", "%5B9010%5D", "/elsewhere",
        ])
        .prop_map(str::to_owned),
        1 => "[ -~]{0,40}",
        1 => "\\PC{0,20}",
    ];
    (name, value)
}

/// JSON that is no larger than a few dozen values.
pub fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,20}".prop_map(Into::into),
        "[\\x00-\\x7f]{0,20}".prop_map(Into::into),
        date().prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Into::into),
            object(inner).prop_map(serde_json::Value::Object),
        ]
    })
}

fn object(
    value: impl Strategy<Value = serde_json::Value>,
) -> impl Strategy<Value = serde_json::Map<String, serde_json::Value>> {
    let name = prop_oneof![
        8 => prop::sample::select(vec![
            "authToken", "expireTime", "value", "message", "errorCode", "errorClass", "errorSource", "operationId",
            "type", "title", "detail", "instance", "error", "error_description", "status",
        ])
        .prop_map(str::to_owned),
        1 => "\\PC{0,8}",
    ];
    vec((name, value), 0..6).prop_map(|members| members.into_iter().collect())
}

/// Dates, more or less.
pub fn date() -> impl Strategy<Value = String> {
    let zone = prop_oneof![
        Just("Z".to_owned()),
        Just(String::new()),
        "[+-][0-9]{2}:[0-9]{2}",
        "[+-][0-9]{1,6}"
    ];
    let fraction = prop_oneof![Just(String::new()), "\\.[0-9]{0,12}"];
    let year = prop_oneof!["[0-9]{4}", "-?[0-9]{1,7}", "[+-]?9{4,6}"];
    (year, 0..15u8, 0..34u8, 0..26u8, 0..62u8, 0..62u8, fraction, zone)
        .prop_map(|(y, m, d, h, min, s, f, z)| format!("{y}-{m:02}-{d:02}T{h:02}:{min:02}:{s:02}{f}{z}"))
}
