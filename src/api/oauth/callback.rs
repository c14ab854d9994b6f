//! What a browser brings back from a login: the address of a request, or as much of it as a person pastes.

use crate::api::form;
use crate::base::secret::Secret;
use crate::http::trimmed;

use super::redirect::{ADDED, Redirect};

/// Web servers take no longer addresses.
const MAX_BYTES: usize = 16 * 1024;

/// The parameters that say something.
#[derive(Debug, Default)]
pub struct Callback {
    pub state: Option<Secret>,
    pub code: Option<Secret>,
    pub scope: Option<Secret>,
    pub error: Option<Secret>,
    pub description: Option<Secret>,
}

impl Callback {
    /// Reads a whole address, one without its beginning, or a query alone. The error repeats nothing of it.
    pub fn read(text: &str, redirect: &Redirect) -> Result<Callback, String> {
        let text = trimmed(text);
        look_over(text)?;
        let (address, query) = parts(text);
        if !address.is_empty() {
            let is_ours = redirect.is(address);
            if !is_ours.map_err(|reason| format!("the callback's address {reason}"))? {
                return Err(
                    "the callback's address is not the redirect address; if a proxy has changed it, give the query alone"
                        .to_owned(),
                );
            }
        }
        let members = form::read(query).map_err(|reason| format!("the callback's query {reason}"))?;
        Callback::of(members)
    }

    /// A parameter without a value counts as absent (RFC 6749, 3.1). Unknown ones are not looked at.
    fn of(members: Vec<(Secret, Secret)>) -> Result<Callback, String> {
        let mut callback = Callback::default();
        let mut seen = Vec::new();
        for (name, value) in members {
            let Some(name) = ADDED.into_iter().find(|known| *known == name.expose()) else {
                continue;
            };
            if seen.contains(&name) {
                return Err(format!("the callback has its parameter {name} twice"));
            }
            seen.push(name);
            let is_for_people = matches!(name, "error" | "error_description");
            if !is_for_people && value.expose().contains(char::is_control) {
                return Err(format!("the callback's parameter {name} has a control character in it"));
            }
            let member = match name {
                "state" => &mut callback.state,
                "code" => &mut callback.code,
                "scope" => &mut callback.scope,
                "error" => &mut callback.error,
                _ => &mut callback.description,
            };
            *member = Some(value).filter(|value| !value.is_empty());
        }
        Ok(callback)
    }
}

/// What must not be anywhere.
fn look_over(text: &str) -> Result<(), String> {
    let reason = if text.is_empty() {
        "is empty"
    } else if text.len() > MAX_BYTES {
        "is longer than 16384 bytes"
    } else if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        "has a blank or a line break in it"
    } else if text.starts_with(['"', '\'', '`', '<']) {
        "has quotation marks or brackets around it: leave them out"
    } else if text.contains('#') {
        "has a fragment, which # begins: the server's answer is in the query, and a browser sends no fragment"
    } else {
        return Ok(());
    };
    Err(format!("the callback {reason}"))
}

/// The address and the query. Without a `?` the text is a query, unless it looks like an address.
fn parts(text: &str) -> (&str, &str) {
    match text.split_once('?') {
        Some(parts) => parts,
        None if text.starts_with('/') || text.contains("://") => (text, ""),
        None => ("", text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: &str = "state=s1&code=c%2B1&scope=repository.Read+repository.Write&session_state=x&session_state=y";

    fn read(text: &str) -> Result<Callback, String> {
        Callback::read(text, &Redirect::parse("http://localhost:8080/callback?own=1").unwrap())
    }

    fn texts(callback: &Callback) -> [Option<&str>; 5] {
        let Callback {
            state,
            code,
            scope,
            error,
            description,
        } = callback;
        [state, code, scope, error, description].map(|member| member.as_ref().map(Secret::expose))
    }

    #[test]
    fn a_callback_is_read_in_every_form_in_which_people_have_it() {
        for text in [
            format!("http://localhost:8080/callback?{QUERY}"),
            format!("http://localhost:8080/callback?own=1&{QUERY}"),
            format!("localhost:8080/callback?{QUERY}"),
            format!("/callback?{QUERY}"),
            format!("?{QUERY}"),
            QUERY.to_owned(),
            format!("\u{feff} \t/callback?{QUERY}\r\n"),
            format!("&{QUERY}&&"),
            format!("{QUERY}&error=&error_description"),
        ] {
            let callback = read(&text).expect(&text);
            let scope = "repository.Read repository.Write";
            assert_eq!(
                texts(&callback),
                [Some("s1"), Some("c+1"), Some(scope), None, None],
                "{text}"
            );
        }
        let refused = read("?error=access_denied&error_description=Not%20yours%0a%c3%a4&state=s1").unwrap();
        assert_eq!(
            texts(&refused),
            [Some("s1"), None, None, Some("access_denied"), Some("Not yours\n\u{e4}")]
        );
        for nothing in ["/callback", "http://localhost:8080/callback", "?", "x", "?own=1"] {
            assert_eq!(texts(&read(nothing).expect(nothing)), [None; 5]);
        }
    }

    #[test]
    fn each_mistake_has_its_own_words_and_nothing_is_repeated() {
        let long = format!("/callback?state=s1&code={}", "c".repeat(64 * 1024));
        for (text, words) in [
            (" \r\n", "is empty"),
            (&long, "16384 bytes"),
            ("/callback?state=s1&code=c1 c2", "a blank or a line break"),
            ("/callback?state=s1&co\nde=c1", "a blank or a line break"),
            ("/callback?state=s1&code=c1\0c2", "a blank or a line break"),
            ("/callback#state=s1&code=c1", "a fragment"),
            ("/callback?state=s1&code=c1#", "a fragment"),
            (
                "/callback?state=s1&code=c%0a1",
                "parameter code has a control character",
            ),
            (
                "/callback?state=s1%00&code=c1",
                "parameter state has a control character",
            ),
            (
                "/callback?state=s1&code=c1&scope=%7f",
                "parameter scope has a control character",
            ),
            ("/callback?state=s1&code=c1&state=s1", "parameter state twice"),
            ("/callback?code=c1&state=s1&c%6fde=", "parameter code twice"),
            ("/callback?error=a&error=b&state=s1", "parameter error twice"),
            ("/callback?state=s1&code=c1%", "query has a %"),
            ("/callback?state=s1&code=c1%f", "query has a %"),
            ("/callback?state=s1&code=c1%ff", "no UTF-8"),
            (
                "https://localhost:8080/callback?state=s1&code=c1",
                "is not the redirect address",
            ),
            (
                "http://evil.example/callback?state=s1&code=c1",
                "is not the redirect address",
            ),
            ("http://localhost:8080/?state=s1&code=c1", "is not the redirect address"),
            ("/other?state=s1&code=c1", "is not the redirect address"),
            ("//localhost:8080/callback?state=s1&code=c1", "address has two slashes"),
            ("\"/callback?state=s1&code=c1\"", "has quotation marks"),
            ("app://callback?state=s1&code=c1", "address must begin with"),
            (
                "http://user:pw@localhost:8080/callback?state=s1&code=c1",
                "address must not contain a user name",
            ),
        ] {
            let error = read(text).expect_err(text);
            assert!(
                error.starts_with("the callback") && error.contains(words),
                "{text}: {error}"
            );
            assert!(
                !["s1", "c1", "c2", "evil", "pw@"]
                    .iter()
                    .any(|part| error.contains(part)),
                "{error}"
            );
        }
        let longest = format!("/callback?state=s1&code={}", "c".repeat(MAX_BYTES - 24));
        assert_eq!(longest.len(), MAX_BYTES);
        assert!(read(&longest).is_ok());
    }
}
