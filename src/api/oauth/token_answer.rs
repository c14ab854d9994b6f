//! How the answer to a token request reads (RFC 6749, section 5.1), in every form that servers and their descriptions
//! have.

use std::time::Duration;

use crate::api::grant::{Grant, Lifetime};
use crate::api::object::{Member, Object};
use crate::api::remains;
use crate::api::unreadable::ReadError;
use crate::base::secret::Secret;
use crate::http::answer::Answer;
use crate::http::request::is_field_value;

/// The lifetime has another name in the description of the API Server than in its documentation.
const NAMES: &[&str] = &[
    "access_token",
    "token_type",
    "expires_in",
    "expire_in",
    "refresh_token",
    "scope",
];

/// No server means more by a number of seconds than these 136 years.
const MOST_SECONDS: f64 = u32::MAX as f64;

pub fn read(answer: &Answer) -> Result<Grant, ReadError> {
    let object = Object::read(answer, NAMES, "it is not a token answer")?;
    let token = object
        .text("access_token")
        .ok_or(ReadError::Because("it has no access_token"))?;
    if !is_field_value(token.expose()) {
        return Err(ReadError::Because(
            "its access_token has characters that no header can carry",
        ));
    }
    let is_bearer = |kind: &Member| matches!(kind, Member::Text(kind) if kind.expose().eq_ignore_ascii_case("bearer"));
    if !object.get("token_type").is_none_or(is_bearer) {
        return Err(ReadError::Because("its token_type is not bearer"));
    }
    let lifetime = lifetime(object.get("expires_in").or(object.get("expire_in")))?;
    Ok(Grant {
        refresh_token: object.text("refresh_token").cloned(),
        scope: object.text("scope").map(|scope| scope.expose().to_owned()),
        ..Grant::new(token.clone(), lifetime)
    })
}

fn lifetime(seconds: Option<&Member>) -> Result<Lifetime, ReadError> {
    match seconds {
        None => Ok(Lifetime::Unknown),
        Some(Member::Number(seconds)) if (0.0..=MOST_SECONDS).contains(seconds) => {
            Ok(Lifetime::In(Duration::from_secs(*seconds as u64)))
        }
        Some(_) => Err(ReadError::Because("its expires_in is no number of seconds")),
    }
}

/// The token in an answer that is cut or otherwise unreadable, if it is there as a whole.
pub fn find_token(remains: &[u8], from: &mut usize) -> Option<Secret> {
    remains::find_token("\"access_token\"", remains, from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> Result<Grant, ReadError> {
        read(&Answer::of(200, &[], body.as_bytes()))
    }

    #[test]
    fn every_form_of_a_lifetime_is_read() {
        let seconds = |count| Lifetime::In(Duration::from_secs(count));
        for (member, lifetime) in [
            (r#","expires_in":900"#, seconds(900)),
            (r#","expire_in":900"#, seconds(900)),
            (r#","expire_in":60,"expires_in":900"#, seconds(900)),
            (r#","expires_in":900.0"#, seconds(900)),
            (r#","expires_in":0"#, seconds(0)),
            (r#","expires_in":null"#, Lifetime::Unknown),
            ("", Lifetime::Unknown),
        ] {
            let grant = of(&format!(r#"{{"@odata.context":"x","access_token":"a"{member}}}"#)).unwrap();
            assert_eq!(grant.lifetime, lifetime, "{member}");
        }
        for wrong in [
            "-1", "-0.5", "1e30", "1e400", "\"900\"", "\"soon\"", "{}", "[900]", "true",
        ] {
            let body = format!(r#"{{"access_token":"a","expires_in":{wrong}}}"#);
            assert!(matches!(of(&body), Err(ReadError::Because(_))), "{wrong}");
        }
    }

    #[test]
    fn a_grant_has_what_the_server_gave() {
        let grant = of(r#"{"access_token":"a","token_type":"Bearer","refresh_token":"r","scope":"x y"}"#).unwrap();
        assert_eq!(grant.token.expose(), "a");
        assert_eq!(grant.refresh_token.unwrap().expose(), "r");
        assert_eq!(grant.scope.as_deref(), Some("x y"));
        let grant = of("\u{feff}{\"access_token\":\"a\",\"refresh_token\":\"\",\"scope\":null}").unwrap();
        assert!(grant.refresh_token.is_none() && grant.scope.is_none());
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for body in [
            "",
            "{}",
            "[\"a\",\"bearer\"]",
            "<html>",
            r#"{"access_token":null}"#,
            r#"{"access_token":""}"#,
            r#"{"access_token":17}"#,
            r#"{"access_token":"a\nb"}"#,
            r#"{"access_token":"a\u0000"}"#,
            r#"{"access_token":"a","token_type":"mac"}"#,
            r#"{"access_token":"a","access_token":"b"}"#,
        ] {
            assert!(matches!(of(body), Err(ReadError::Because(_))), "{body}");
        }
    }

    #[test]
    fn a_token_is_found_in_what_is_cut() {
        let found = |body: &[u8]| find_token(body, &mut 0).map(|token| token.expose().to_owned());
        assert_eq!(found(b"{\"access_token\": \"a.b\",\"expi").as_deref(), Some("a.b"));
        assert_eq!(found(b"{\"access_token\": \"a."), None);
    }
}
