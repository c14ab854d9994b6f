//! The name below which a region of the Cloud has its servers.

use std::net::Ipv4Addr;

use crate::http::Origin;

/// A plain name of DNS, in lower case. A port may follow: official clients put the text into an address as it is. The
/// error goes on after "its domain".
pub fn read(text: &str) -> Result<String, &'static str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':');
    if !text.chars().all(is_plain) {
        return Err("is not a plain name, such as laserfiche.com");
    }
    let (origin, _) = Origin::parse(&format!("https://{text}"))?;
    let name = &origin.host;
    if name.parse::<Ipv4Addr>().is_ok() {
        return Err("is an address, and must be a name, such as laserfiche.com");
    }
    if name.ends_with('.') {
        return Err("ends with a dot");
    }
    if name
        .split('.')
        .any(|label| label.starts_with('-') || label.ends_with('-'))
    {
        return Err("has a hyphen at the end of a part");
    }
    Ok(origin.host_header())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_is_a_plain_name() {
        for (text, name) in [
            ("laserfiche.com", "laserfiche.com"),
            ("EU.Laserfiche.COM", "eu.laserfiche.com"),
            ("localhost", "localhost"),
            ("laserfiche.test:18443", "laserfiche.test:18443"),
            ("laserfiche.test:443", "laserfiche.test"),
            ("a-b.xn--rchiv-gra.example", "a-b.xn--rchiv-gra.example"),
            ("1.example", "1.example"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(name));
        }
        let long = format!("{}com", "a.".repeat(126));
        for (text, words) in [
            ("https://laserfiche.com", "not a plain name"),
            ("laserfiche.com/", "not a plain name"),
            ("me@laserfiche.com", "not a plain name"),
            ("laser fiche.com", "not a plain name"),
            ("laserfiche.com\r\n", "not a plain name"),
            ("laser_fiche.com", "not a plain name"),
            ("*.laserfiche.com", "not a plain name"),
            ("laserfiché.com", "not a plain name"),
            ("laserfiche.com?x", "not a plain name"),
            ("[::1]", "not a plain name"),
            ("https:", "no port number"),
            ("laserfiche.com:", "no port number"),
            ("laserfiche.com:0", "port 0"),
            ("laserfiche.com:70000", "above 65535"),
            ("laserfiche.com:https", "no number"),
            ("::1", "without brackets"),
            (":443", "no host name"),
            (".", "no host name"),
            ("laserfiche..com", "a dot too many"),
            (".laserfiche.com", "a dot too many"),
            (&long, "too long"),
            ("-laserfiche.com", "a hyphen"),
            ("laserfiche-.com", "a hyphen"),
            ("10.1.2.3", "must be a name"),
            ("127.0.0.1:8443", "must be a name"),
            ("2130706433", "a number"),
            ("laserfiche.com.", "ends with a dot"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
