//! Whatever a parser takes, it says the same of it in every form, and no more than is there.
//!
//! The first byte of the input chooses the parser, the rest is what it reads.

#![no_main]

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lftoken::fuzzing::{self, Session};
use libfuzzer_sys::fuzz_target;

/// A secret that no input has by chance.
const SECRET: &str = "kW3!secret#Zq";
/// From the year 0 to the year 9999, and a day for an offset at each end.
const YEARS_MS: std::ops::RangeInclusive<i64> = -62_167_305_600_000..=253_402_387_199_999;

const PARSERS: &[fn(&[u8])] = &[
    certificates,
    private_key,
    base_address,
    bypass_list,
    proxy_address,
    windows_settings,
    windows_bypass_list,
    refusal,
    created,
    refreshed_and_invalidated,
    cut_answer,
    expiry,
    http_date,
    retry_after,
    fingerprint,
    cookies,
    bypass_addresses,
];

fuzz_target!(|input: &[u8]| {
    if let Some((choice, rest)) = input.split_first() {
        PARSERS[usize::from(*choice) % PARSERS.len()](rest);
    }
});

/// Parsers of texts get those only; what is no UTF-8 was refused before.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// The two halves of an input, at its first NUL.
fn halves(bytes: &[u8]) -> (&[u8], &[u8]) {
    let middle = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    (&bytes[..middle], bytes.get(middle + 1..).unwrap_or_default())
}

fn pem(label: &str, der: &[u8]) -> String {
    let digits = BASE64_STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{digits}\n-----END {label}-----\n")
}

/// The file with a mark at the beginning of each of its lines, which takes it out of use.
fn commented_out(file: &[u8]) -> Vec<u8> {
    let mut lines = b"#".to_vec();
    for byte in file {
        lines.push(*byte);
        if matches!(byte, b'\n' | b'\r') {
            lines.push(b'#');
        }
    }
    lines
}

fn certificates(file: &[u8]) {
    assert!(fuzzing::certificates(&commented_out(file)).is_err());
    let Ok(found) = fuzzing::certificates(file) else {
        return;
    };
    assert!(!found.is_empty());
    let printed: String = found.iter().map(|der| pem("CERTIFICATE", der)).collect();
    assert_eq!(fuzzing::certificates(printed.as_bytes()), Ok(found.clone()));
    // What stands before it and after it changes nothing.
    let between = [b"# a remark\n", printed.as_bytes(), b"# the end"].concat();
    assert_eq!(fuzzing::certificates(&between), Ok(found));
}

fn private_key(file: &[u8]) {
    assert!(fuzzing::private_key(&commented_out(file)).is_err());
    if let Ok(der) = fuzzing::private_key(file) {
        let printed = pem("PRIVATE KEY", &der);
        assert_eq!(fuzzing::private_key(printed.as_bytes()), Ok(der));
    }
}

fn base_address(bytes: &[u8]) {
    let Ok(address) = fuzzing::base_address(text(bytes)) else {
        return;
    };
    assert!(!address.host.is_empty() && !address.path.ends_with('/'));
    let scheme = if address.https { "https" } else { "http" };
    for authority in [&address.shown, &address.host_header] {
        let printed = format!("{scheme}://{authority}{}", address.path);
        assert_eq!(fuzzing::base_address(&printed).as_ref(), Ok(&address), "{printed}");
        // They become parts of a request's head.
        assert!(authority.bytes().all(|byte| byte.is_ascii_graphic()), "{authority}");
        assert!(!authority.contains(['/', '?', '#', '@']), "{authority}");
    }
}

fn is_direct(bypass: &str, target: &str) -> bool {
    fuzzing::bypasses(bypass, target).expect("an address that is good")
}

/// What separates the entries of a list.
fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split(|c: char| matches!(c, ',' | ';') || c.is_whitespace())
}

fn bypass_list(bytes: &[u8]) {
    let list = text(bytes);
    let entries = || entries(list);
    // Nobody but an entry that says "all" covers what the list does not name.
    let names_all = entries().any(|entry| entry == "*");
    if !list.to_lowercase().contains("qqzzq") {
        assert_eq!(is_direct(list, "https://archive.qqzzq/api"), names_all, "{list:?}");
    }
    for (target, address) in [
        ("https://203.0.113.77/api", "203.0.113.77"),
        ("https://[2001:db8::77]/api", "2001:db8::77"),
    ] {
        if is_direct(list, target) {
            // By the whole address, or by a network.
            let names_it = entries().any(|entry| entry.contains('/') || entry.trim_end_matches('.').contains(address));
            let same = entries().any(|entry| {
                let address: std::net::IpAddr = address.parse().unwrap();
                let entry = entry.trim_start_matches('[');
                let bare = entry.split(']').next().unwrap_or_default();
                bare.parse() == Ok(address)
            });
            assert!(names_all || names_it || same, "{list:?}");
        }
    }
    // An entry counts for itself, wherever it stands.
    let target = "https://api.example.com:8443/";
    let alone = entries().any(|entry| is_direct(entry, target));
    assert_eq!(is_direct(list, target), alone, "{list:?}");
    assert!(is_direct(&format!("{list},example.com"), target));
    // A list that is refused as a setting has an entry that is refused.
    let is_refused = |list: &str| fuzzing::proxy("proxy.example:3128", None, list, target).is_err();
    assert_eq!(is_refused(list), entries().any(is_refused), "{list:?}");
}

/// An address is itself in every spelling, and no other.
fn bypass_addresses(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first_chunk::<16>() else {
        return;
    };
    let long = std::net::Ipv6Addr::from(*first);
    let groups = long.segments().map(|group| format!("{group:04X}")).join(":");
    let [a, b, c, d] = [first[0], first[1], first[2], first[3]];
    let short = format!("{a}.{b}.{c}.{d}");
    for (address, other, spellings) in [
        (
            format!("[{long}]"),
            format!("[{groups}]"),
            [
                long.to_string(),
                groups.clone(),
                format!("[{groups}]:443"),
                format!("{long}/128"),
            ],
        ),
        (
            short.clone(),
            short.clone(),
            [
                short.clone(),
                format!("{short}:0443"),
                format!("{short}/32"),
                format!("x,{short};y"),
            ],
        ),
    ] {
        let target = format!("https://{address}/api");
        for spelling in &spellings {
            assert!(is_direct(spelling, &target), "{spelling} {target}");
        }
        // Whatever the list, the spelling of the target does not matter.
        let list = text(rest);
        assert_eq!(
            is_direct(list, &target),
            is_direct(list, &format!("https://{other}/api")),
            "{list} {target}"
        );
    }
    let target = format!("https://{short}/api");
    for part in [
        format!("{d}"),
        format!(".{d}"),
        format!("{c}.{d}"),
        format!("*.{d}"),
        format!("{short}."),
    ] {
        assert!(!is_direct(&part, &target), "{part} {target}");
    }
    let other = std::net::Ipv6Addr::from(u128::from(long) ^ 1);
    assert!(!is_direct(&other.to_string(), &format!("https://[{long}]/api")));
}

fn proxy_address(bytes: &[u8]) {
    const TARGET: &str = "https://api.example.com/";
    let (address, user) = halves(bytes);
    let (address, user) = (text(address), text(user));
    if let Ok(proxy) = fuzzing::proxy(address, None, "", TARGET) {
        let proxy = proxy.expect("nothing is left out");
        let again = fuzzing::proxy(&format!("HTTP://{}", proxy.at), None, "", TARGET)
            .unwrap()
            .unwrap();
        assert_eq!(again.at, proxy.at);
        // What the address says of credentials is what they are.
        if let Some(pair) = &proxy.authorization {
            let pair = BASE64_STANDARD.decode(pair).expect("a value of Basic");
            let pair = String::from_utf8(pair).expect("a text");
            let (name, password) = pair.split_once(':').expect("two parts");
            if !name.contains(':') {
                let same = fuzzing::proxy(&proxy.at, Some((name, password)), "", TARGET)
                    .unwrap()
                    .unwrap();
                assert_eq!(same, proxy);
            }
        }
    }
    // Whatever is wrong, its message has no password in it.
    for address in [
        format!("http://{user}:{SECRET}@{address}"),
        format!("{user}:{SECRET}@{address}"),
        format!("{address}://{user}:{SECRET}@host"),
    ] {
        if let Err(error) = fuzzing::proxy(&address, None, "", TARGET) {
            assert!(!error.contains(SECRET), "{error}");
        }
    }
}

fn windows_settings(value: &[u8]) {
    let Some((servers, bypass)) = fuzzing::windows_settings(value) else {
        return;
    };
    let mut printed = vec![0x28, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0];
    for text in [&servers, &bypass] {
        printed.extend_from_slice(&(text.len() as u32).to_le_bytes());
        printed.extend_from_slice(text.as_bytes());
    }
    let whole = Some((servers.clone(), bypass));
    assert_eq!(fuzzing::windows_settings(&printed), whole);
    for cut in 0..printed.len() {
        let found = fuzzing::windows_settings(&printed[..cut]);
        assert!(found.is_none_or(|(found, bypass)| found == servers && bypass.is_empty()));
    }
}

fn windows_bypass_list(bytes: &[u8]) {
    let list = text(bytes);
    let direct = |list: &str, target: &str| fuzzing::windows_proxy("proxy:1", list, target).is_none();
    let entries = || list.split([';', ' ']).map(str::trim);
    if !list.contains('*') && !list.to_lowercase().contains("qqzzq") {
        assert!(!direct(list, "https://archive.qqzzq/"), "{list:?}");
    }
    let target = "https://api.example.com:8443/";
    let alone = entries().any(|entry| direct(entry, target));
    assert_eq!(direct(list, target), alone, "{list:?}");
    assert!(direct(&format!("{list};*.example.com"), target));
}

fn refusal(bytes: &[u8]) {
    let (head, body) = halves(bytes);
    let head = text(head);
    let value = |text: &str| text.chars().filter(|c| matches!(c, ' '..='~')).collect::<String>();
    let lines: Vec<String> = head.lines().map(value).collect();
    let names = ["x-apiserver-error", "location", "retry-after", "date"];
    let headers: Vec<_> = names.into_iter().zip(lines.iter().map(String::as_str)).collect();
    let refusal = fuzzing::refusal(400, &headers, body, &[SECRET]);
    let check = |refusal: &fuzzing::Refusal| {
        for text in &refusal.texts {
            assert!(!text.contains(SECRET), "{text}");
            assert!(
                text.chars().count() <= 1000 && !text.chars().any(char::is_control),
                "{text:?}"
            );
        }
        assert_ne!(refusal.error_code, Some(0), "zero is no code");
    };
    check(&refusal);
    // Where texts come from an input, a secret in all of them shows in none.
    let with_secret = String::from_utf8_lossy(body).replace("e", SECRET);
    check(&fuzzing::refusal(400, &headers, with_secret.as_bytes(), &[SECRET]));
    // A header of the service makes an answer its own, and nothing of what it says gets lost by that.
    let own = [&headers[..], &[("x-requestid", "1")]].concat();
    let own = fuzzing::refusal(400, &own, body, &[SECRET]);
    assert!(own.from_service && refusal.texts.iter().all(|text| own.texts.contains(text)));
    // A body that is cut is no JSON any more, and nobody's.
    if headers.is_empty() && refusal.from_service {
        let end = body.trim_ascii_end().len();
        assert!(!fuzzing::refusal(400, &[], &body[..end - 1], &[]).from_service);
    }
}

fn created(body: &[u8]) {
    let Some(session) = fuzzing::created(&[], body) else {
        return;
    };
    assert!(!session.token.is_empty() && session.token.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    let at = session.expires_at_ms.expect("an expiry");
    assert!(YEARS_MS.contains(&at), "{at}");
    if (0..=9999).contains(&civil(at).0) {
        let printed = serde_json::json!({"authToken": session.token, "expireTime": date(at)}).to_string();
        assert_eq!(fuzzing::created(&[], printed.as_bytes()), Some(session.clone()));
    }
    // It is found in pieces, too, if it has its name as it is and no other has that.
    if occurrences(body, b"\"authToken\"") == 1 && occurrences(body, b"\\u") == 0 {
        assert_eq!(fuzzing::find_token(body, &mut 0), Some(session.token));
    }
}

fn occurrences(text: &[u8], wanted: &[u8]) -> usize {
    text.windows(wanted.len()).filter(|window| *window == wanted).count()
}

fn refreshed_and_invalidated(body: &[u8]) {
    let at = fuzzing::refreshed(body);
    if let Some(at) = at {
        assert!(YEARS_MS.contains(&at), "{at}");
    }
    // No answer is one to both.
    assert!(at.is_none() || !fuzzing::invalidated(body));
    if fuzzing::invalidated(body) {
        assert!(occurrences(body, b"true") > 0);
    }
}

/// A token in an answer that is cut anywhere is that of the whole answer, or there is none.
fn cut_answer(body: &[u8]) {
    let whole = fuzzing::find_token(body, &mut 0);
    let mut from = 0;
    let mut found = None;
    for end in 0..=body.len() {
        let of_cut = fuzzing::find_token(&body[..end], &mut 0);
        assert!(of_cut.is_none() || of_cut == whole, "{of_cut:?} {whole:?}");
        // A search that goes on where it was finds the same at the same time.
        if found.is_none() {
            found = fuzzing::find_token(&body[..end], &mut from);
            assert_eq!(found, of_cut);
        }
        assert!(from <= end);
    }
    assert_eq!(found, whole);
}

/// Year, month and day of a time in Unix milliseconds.
fn civil(ms: i64) -> (i64, i64, i64) {
    let days = ms.div_euclid(86_400_000) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let of_month = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, of_month)
}

fn date(ms: i64) -> String {
    let (year, month, day) = civil(ms);
    let of_day = ms.rem_euclid(86_400_000);
    let (hours, minutes, seconds) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1000 % 60);
    format!(
        "{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{:03}Z",
        of_day % 1000
    )
}

fn expiry(bytes: &[u8]) {
    let Some(at) = fuzzing::expiry(text(bytes)) else {
        return;
    };
    assert!(YEARS_MS.contains(&at), "{at}");
    if (0..=9999).contains(&civil(at).0) {
        assert_eq!(fuzzing::expiry(&date(at)), Some(at), "{}", date(at));
    }
}

fn http_date(bytes: &[u8]) {
    let text = text(bytes);
    let Some(at) = fuzzing::http_date(text) else {
        return;
    };
    assert!(at % 1000 == 0 && (0..=253_402_300_799_000).contains(&at), "{at}");
    // Read by the other reader of dates, in the same words.
    let (year, _, day) = civil(at);
    if let Some(written) = text
        .split(' ')
        .nth(3)
        .filter(|_| text.ends_with(" GMT") && text.len() == 29)
    {
        assert_eq!(written.parse(), Ok(year), "{text}");
        assert_eq!(text[5..7].parse(), Ok(day), "{text}");
    }
    assert_eq!(fuzzing::retry_after(text, at), Some(Duration::ZERO));
    assert_eq!(fuzzing::retry_after(text, at - 1500), Some(Duration::from_millis(1500)));
    assert_eq!(fuzzing::retry_after(text, i64::MAX), Some(Duration::ZERO));
}

fn retry_after(bytes: &[u8]) {
    let text = text(bytes);
    let Some(wait) = fuzzing::retry_after(text, 0) else {
        return;
    };
    if fuzzing::http_date(text.trim()).is_none() {
        // RFC 9110, 10.2.3: digits alone.
        assert!(text.trim().bytes().all(|byte| byte.is_ascii_digit()), "{text:?}");
        assert_eq!(fuzzing::retry_after(&wait.as_secs().to_string(), 0), Some(wait));
    }
}

fn fingerprint(bytes: &[u8]) {
    let text = text(bytes);
    let Some(shown) = fuzzing::fingerprint(text) else {
        return;
    };
    assert_eq!(fuzzing::fingerprint(&shown).as_ref(), Some(&shown));
    assert_eq!(fuzzing::fingerprint(&shown.replace(':', "")).as_ref(), Some(&shown));
}

/// Cookies of a login become the value of one header.
fn cookies(bytes: &[u8]) {
    const BODY: &[u8] = br#"{"authToken":"a","expireTime":"2030-03-01T10:15:30Z"}"#;
    let value = |text: &str| text.chars().filter(|c| matches!(c, ' '..='~')).collect::<String>();
    let lines: Vec<String> = text(bytes).lines().map(value).collect();
    let headers: Vec<_> = lines.iter().map(|line| ("set-cookie", line.as_str())).collect();
    let Session { cookie, .. } = fuzzing::created(&headers, BODY).expect("a session");
    let Some(cookie) = cookie else {
        return;
    };
    for pair in cookie.split("; ") {
        assert!(
            pair.find('=').is_some_and(|end| end > 0) && pair.trim() == pair && !pair.contains(';'),
            "{cookie:?}"
        );
        assert!(
            lines.iter().any(|line| line.trim_start().starts_with(pair)),
            "{cookie:?}"
        );
    }
}
