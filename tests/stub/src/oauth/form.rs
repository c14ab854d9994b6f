//! Names and values as `application/x-www-form-urlencoded`, in bodies and queries.

use crate::head::{Checked, bad};
use crate::text::{percent_decode_text, percent_encode, unreserved};

pub const MEDIA: &str = "application/x-www-form-urlencoded";

/// Members of a form, each once.
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Takes both usual encodings, with `+` or `%20` for a blank, and nothing that is in neither.
    pub fn read(text: &str) -> Checked<Form> {
        if let Some(odd) = text.chars().find(|c| !plain(*c)) {
            return bad(format!("the form holds {odd:?}, which must be percent-encoded"));
        }
        let mut members: Vec<(String, String)> = Vec::new();
        for pair in text.split('&') {
            let Some((name, value)) = pair.split_once('=') else {
                return bad("a member of the form has no '='");
            };
            if value.contains('=') {
                return bad("the form holds '=' in a value, which must be percent-encoded");
            }
            let (name, value) = match (decode(name), decode(value)) {
                (Ok(name), Ok(value)) => (name, value),
                (Err(reason), _) | (_, Err(reason)) => return bad(format!("the form: {reason}")),
            };
            if members.iter().any(|(known, _)| *known == name) {
                return bad(format!("{name:?} is repeated"));
            }
            members.push((name, value));
        }
        Ok(Form(members))
    }

    /// Refuses members that are not known, and empty ones.
    pub fn hold_only(&self, known: &[&str]) -> Checked<()> {
        for (name, value) in &self.0 {
            if name == "client_secret" {
                return bad("client_secret is not allowed here: send it as Basic authorization");
            }
            if !known.contains(&name.as_str()) {
                return bad(format!("unknown member {name:?}"));
            }
            // An account may have no password.
            if value.is_empty() && name != "password" {
                return bad(format!("{name} is empty"));
            }
        }
        Ok(())
    }

    pub fn get(&self, name: &str) -> Option<String> {
        let mut same = self.0.iter().filter(|(known, _)| known == name);
        same.next().map(|(_, value)| value.clone())
    }

    pub fn need(&self, name: &str) -> Checked<String> {
        self.get(name).map_or_else(|| bad(format!("{name} is missing")), Ok)
    }
}

/// The same form in the plainest encoding, with those members only that are to be kept; as it came if it is none.
pub fn tidy(text: &str, keep: impl Fn(&str, &str) -> bool) -> String {
    let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Ok((decode(name)?, decode(value)?))
    });
    let Ok(pairs) = pairs.collect::<Result<Vec<_>, String>>() else {
        return text.into();
    };
    let kept = pairs.iter().filter(|(name, value)| keep(name, value));
    let kept = kept.map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)));
    kept.collect::<Vec<_>>().join("&")
}

/// What stands for itself in one of the two encodings, or means something in both.
fn plain(c: char) -> bool {
    u8::try_from(c).is_ok_and(unreserved) || "*+%&=".contains(c)
}

fn decode(text: &str) -> Result<String, String> {
    percent_decode_text(&text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_mean_the_same() {
        for text in ["a=%C3%A4+%2B%26*~&b=", "a=%c3%a4%20%2b%26%2A%7E&b="] {
            let form = Form::read(text).unwrap();
            assert_eq!(form.get("a").as_deref(), Some("ä +&*~"));
            assert_eq!(form.need("b").unwrap(), "");
            assert!(form.need("c").is_err());
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, reason) in [
            ("", "no '='"),
            ("a=1&", "no '='"),
            ("a=1&a=2", "\"a\" is repeated"),
            ("a=1&%61=2", "\"a\" is repeated"),
            ("a=%", "not followed by two"),
            ("a=%ff", "not UTF-8"),
            ("a=ä", "must be percent-encoded"),
            ("a=b c", "must be percent-encoded"),
            ("a=(1)", "must be percent-encoded"),
            ("a=b=c", "must be percent-encoded"),
        ] {
            let refusal = Form::read(text).err().unwrap_or_else(|| panic!("{text} is taken"));
            assert!(refusal.message.contains(reason), "{text}: {}", refusal.message);
        }
        let form = Form::read("a=1&password=&b=").unwrap();
        assert!(
            form.hold_only(&["a", "password"])
                .unwrap_err()
                .message
                .contains("\"b\"")
        );
        let empty = form.hold_only(&["a", "b", "password"]).unwrap_err();
        assert_eq!(empty.message, "b is empty");
    }

    #[test]
    fn a_tidy_form_keeps_what_is_asked_for() {
        let kept = tidy("x=1&a=(b)!&&empty=&a+b", |name, value| name != "x" && !value.is_empty());
        assert_eq!(kept, "a=%28b%29%21");
        assert_eq!(tidy("a=%", |_, _| true), "a=%");
    }
}
