//! What stands in front of the service and answers in its place: whether it sends a web page, and what it is likely to
//! want.

use ureq_proto::http::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION, TRANSFER_ENCODING, WWW_AUTHENTICATE};

use crate::http::answer::Answer;
use crate::http::challenge::schemes;

/// What something in front of the service wants before it lets a request pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Windows authentication, as IIS asks for it.
    WindowsLogin,
    /// A user name and a password of its own.
    OwnLogin,
    /// Somebody who logs in on a web page.
    LoginPage,
    ClientCertificate,
    Https,
}

/// So much of a page is looked at.
const MOST_BYTES: usize = 16 * 1024;

/// Whether the body is a web page, whatever its type says.
pub fn is_page(answer: &Answer) -> bool {
    let text = beginning(answer);
    let is_said = answer
        .header(CONTENT_TYPE.as_str())
        .is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    text.starts_with('<') && (is_said || ["<!doctype html", "<html"].iter().any(|begin| text.contains(begin)))
}

/// What an answer asks for that is not the service's own.
pub fn wish(answer: &Answer) -> Option<Wish> {
    match answer.status {
        401 if offers(answer, &["negotiate", "ntlm"]) => return Some(Wish::WindowsLogin),
        401 if offers(answer, &["basic", "digest"]) => return Some(Wish::OwnLogin),
        300..=399 => {
            let location = answer.header(LOCATION.as_str())?.to_ascii_lowercase();
            return has_any(&location, LOGIN_ADDRESSES).then_some(Wish::LoginPage);
        }
        // Network authentication required.
        511 => return Some(Wish::LoginPage),
        _ => {}
    }
    if !is_page(answer) {
        return None;
    }
    let page = beginning(answer);
    if has_any(&page, WANT_HTTPS) {
        Some(Wish::Https)
    } else if has_any(&page, WANT_CLIENT_CERTIFICATE) {
        Some(Wish::ClientCertificate)
    } else if has_any(&page, LOGIN_FORMS) {
        Some(Wish::LoginPage)
    } else {
        None
    }
}

/// In addresses of pages to log in on.
const LOGIN_ADDRESSES: &[&str] = &[
    "login",
    "logon",
    "signin",
    "sign-in",
    "authorize",
    "saml",
    "wsfed",
    "/sso",
    "/adfs",
];
/// In pages to log in on.
const LOGIN_FORMS: &[&str] = &[
    "type=\"password\"",
    "type='password'",
    "type=password",
    "samlrequest",
    "wsignin1.0",
];
/// As nginx, Apache, Go's server and IIS put it.
const WANT_HTTPS: &[&str] = &[
    "plain http request was sent to https port",
    "speaking plain http to an ssl-enabled",
    "sent an http request to an https server",
    "403.4 ",
    "403.5 ",
];
/// As nginx and IIS put it.
const WANT_CLIENT_CERTIFICATE: &[&str] = &[
    "no required ssl certificate was sent",
    "the ssl certificate error",
    "403.7 ",
    "403.13 ",
    "403.16 ",
    "403.17 ",
];

fn has_any(text: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| text.contains(part))
}

/// Whether it offers one of these schemes.
fn offers(answer: &Answer, wanted: &[&str]) -> bool {
    let offered = schemes(answer.headers(WWW_AUTHENTICATE.as_str()));
    offered
        .iter()
        .any(|scheme| wanted.iter().any(|known| scheme.eq_ignore_ascii_case(known)))
}

/// What is wrong with a body that comes compressed or otherwise coded, which no request allows.
pub fn unasked_coding(answer: &Answer) -> Option<&'static str> {
    let codings = [CONTENT_ENCODING, TRANSFER_ENCODING].map(|name| answer.headers.get_all(name));
    let names = codings.iter().flatten().filter_map(|value| value.to_str().ok());
    let coding = names
        .flat_map(|value| value.split(','))
        .map(|coding| coding.trim().to_ascii_lowercase())
        .find(|coding| !["", "identity", "chunked"].contains(&&**coding))?;
    Some(match &*coding {
        "gzip" | "x-gzip" => "its body is compressed (gzip), though the request rules that out",
        "deflate" => "its body is compressed (deflate), though the request rules that out",
        "br" => "its body is compressed (br), though the request rules that out",
        "zstd" => "its body is compressed (zstd), though the request rules that out",
        _ => "its body has a coding (Content-Encoding or Transfer-Encoding) that the request rules out",
    })
}

/// The beginning of the body in lower case.
fn beginning(answer: &Answer) -> String {
    let body = &answer.body()[..answer.body().len().min(MOST_BYTES)];
    let text = String::from_utf8_lossy(body);
    text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\"><html><h1>no</h1></html>";

    #[test]
    fn a_page_is_told_by_its_beginning() {
        let is = |headers: &[(&'static str, &str)], body: &str| is_page(&Answer::of(200, headers, body.as_bytes()));
        let html = [("content-type", "Text/HTML; charset=utf-8")];
        assert!(is(&[], PAGE));
        assert!(is(&[], "\u{feff}\r\n <HTML>"));
        assert!(is(&[("content-type", "application/json")], PAGE));
        assert!(is(&[], "<!-- portal --><!doctype html><title>x"));
        assert!(is(&html, "<h1>no</h1>"));
        for body in ["", "no", "{\"value\":true}", "[\"<html>\"]"] {
            assert!(!is(&html, body), "{body}");
        }
        assert!(!is(&[], "<?xml version=\"1.0\"?><Error/>"));
    }

    #[test]
    fn a_coding_is_found_wherever_it_stands() {
        let of = |headers: &[(&'static str, &str)]| unasked_coding(&Answer::of(200, headers, b""));
        for name in ["content-encoding", "transfer-encoding"] {
            for value in ["gzip", "GZip, chunked", "identity, x-gzip", ",gzip"] {
                let said = of(&[("transfer-encoding", "chunked"), (name, value)]);
                assert!(said.is_some_and(|said| said.contains("(gzip)")), "{name}: {value}");
            }
            for value in ["", "identity", " Chunked ", "identity, chunked"] {
                assert_eq!(of(&[(name, value)]), None, "{name}: {value}");
            }
        }
    }

    #[test]
    fn what_it_wants_stands_in_headers_and_pages() {
        let of =
            |status, headers: &[(&'static str, &str)], body: &str| wish(&Answer::of(status, headers, body.as_bytes()));
        let asks = |value| [("www-authenticate", value)];
        for value in [
            "Negotiate",
            "NTLM",
            "negotiate, NTLM",
            "Bearer, Negotiate",
            "Basic realm=\"a, b\", NTLM",
        ] {
            assert_eq!(of(401, &asks(value), ""), Some(Wish::WindowsLogin), "{value}");
        }
        let both = [("www-authenticate", "Bearer"), ("www-authenticate", "NTLM")];
        assert_eq!(of(401, &both, PAGE), Some(Wish::WindowsLogin));
        assert_eq!(of(401, &asks("Basic realm=\"x\""), PAGE), Some(Wish::OwnLogin));
        assert_eq!(of(401, &asks("Basic realm=\"a, NTLM b\""), ""), Some(Wish::OwnLogin));
        assert_eq!(of(401, &asks("Bearer"), ""), None);
        assert_eq!(of(403, &asks("Negotiate"), ""), None);
        for location in [
            "https://login.example/x",
            "/adfs/ls/?wa=wsignin1.0",
            "/oauth2/authorize?a=b",
            "/Account/SignIn",
        ] {
            assert_eq!(
                of(302, &[("location", location)], ""),
                Some(Wish::LoginPage),
                "{location}"
            );
        }
        assert_eq!(of(301, &[("location", "https://other.example/")], ""), None);
        assert_eq!(of(302, &[], ""), None);
        let page = |said: &str| format!("<html><body>{said}</body></html>");
        for (said, wanted) in [
            ("<input type=\"password\">", Some(Wish::LoginPage)),
            ("400 The plain HTTP request was sent to HTTPS port", Some(Wish::Https)),
            ("HTTP Error 403.4 - Forbidden", Some(Wish::Https)),
            ("HTTP Error 403.7 - Forbidden", Some(Wish::ClientCertificate)),
            (
                "400 No required SSL certificate was sent",
                Some(Wish::ClientCertificate),
            ),
            ("HTTP Error 403.14 - Forbidden", None),
            ("Request blocked", None),
        ] {
            assert_eq!(of(403, &[], &page(said)), wanted, "{said}");
        }
        assert_eq!(of(403, &[], "type=\"password\""), None);
    }
}
