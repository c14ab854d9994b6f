//! Names and values as queries and forms have them: application/x-www-form-urlencoded.

use std::mem;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::base::secret::{Secret, SecretBytes};
use crate::http::is_percent_encoded;

/// Everything outside RFC 3986's unreserved characters. Queries, forms and segments of a path can all be written so.
pub const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The members that there are, in their order.
pub fn write(members: &[(&str, Option<&str>)]) -> Secret {
    let mut form = String::with_capacity(room(members));
    for (name, value) in members {
        let Some(value) = value else {
            continue;
        };
        if !form.is_empty() {
            form.push('&');
        }
        form.extend(utf8_percent_encode(name, RESERVED));
        form.push('=');
        form.extend(utf8_percent_encode(value, RESERVED));
    }
    Secret::new(form)
}

/// As much as the text can need. It never grows: memory that it had left behind would not be wiped.
fn room(members: &[(&str, Option<&str>)]) -> usize {
    let longest = |(name, value): &(&str, Option<&str>)| 3 * (name.len() + value.map_or(0, str::len)) + 2;
    members.iter().map(longest).sum()
}

/// What is written there. The error goes on after words such as "the query", and repeats nothing of it.
pub fn read(form: &str) -> Result<Vec<(Secret, Secret)>, &'static str> {
    let members = form.split('&').filter(|member| !member.is_empty());
    members
        .map(|member| {
            let (name, value) = member.split_once('=').unwrap_or((member, ""));
            Ok((decoded(name)?, decoded(value)?))
        })
        .collect()
}

fn decoded(text: &str) -> Result<Secret, &'static str> {
    if !is_percent_encoded(text) {
        return Err("has a % without two hexadecimal digits behind it");
    }
    let spaced = Secret::new(text.replace('+', " "));
    let mut bytes = SecretBytes::new(Vec::with_capacity(text.len()));
    bytes.extend(percent_decode_str(spaced.expose()));
    match String::from_utf8(mem::take(&mut bytes)) {
        Ok(text) => Ok(Secret::new(text)),
        Err(_) => Err("has percent-encoded bytes that are no UTF-8"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_texts(form: &str) -> Result<Vec<(String, String)>, &'static str> {
        let text = |secret: &Secret| secret.expose().to_owned();
        Ok(read(form)?
            .iter()
            .map(|(name, value)| (text(name), text(value)))
            .collect())
    }

    #[test]
    fn what_is_written_is_read() {
        let all = "a b+c&d=e%f?g#h/ä\u{1f512}\r\n~._-";
        let form = write(&[
            ("absent", None),
            ("empty", Some("")),
            (all, Some(all)),
            ("x", Some("y")),
        ]);
        assert!(
            form.expose().starts_with("empty=&a%20b%2Bc%26d%3De%25f"),
            "{}",
            form.expose()
        );
        assert!(form.expose().ends_with("%0D%0A~._-&x=y"), "{}", form.expose());
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            read_texts(form.expose()),
            Ok(vec![pair("empty", ""), pair(all, all), pair("x", "y")])
        );
    }

    #[test]
    fn the_text_has_room_from_the_start() {
        let members = [
            ("ä", Some("\u{1f512}")),
            ("=", Some("&")),
            ("?", Some("")),
            ("absent", None),
        ];
        assert!(write(&members).expose().len() <= room(&members));
        assert_eq!(write(&[("&", Some("="))]).expose().len() + 1, room(&[("&", Some("="))]));
    }

    #[test]
    fn forms_of_other_programs_are_read() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            read_texts("&a=b+c%20d&&e&f==g&"),
            Ok(vec![pair("a", "b c d"), pair("e", ""), pair("f", "=g")])
        );
        assert_eq!(read_texts(""), Ok(Vec::new()));
        for (bad, words) in [
            ("a=%", "a % without"),
            ("a=%2", "a % without"),
            ("%zz=a", "a % without"),
            ("a=%+1", "a % without"),
            ("a=b&c=%ff", "no UTF-8"),
            ("%c3=%a4", "no UTF-8"),
        ] {
            let error = read_texts(bad).expect_err(bad);
            assert!(error.contains(words), "{bad}: {error}");
        }
    }
}
