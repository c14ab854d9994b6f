//! Which ways of logging in an answer offers (RFC 9110, 11.3).

/// Those that are called by their names. Others could be anything, such as a password that is sent back.
const KNOWN: [&str; 6] = ["Basic", "Bearer", "Digest", "Kerberos", "Negotiate", "NTLM"];
const ANOTHER: &str = "another scheme";

/// The names of the schemes in the lines of a WWW-Authenticate or Proxy-Authenticate header, each once.
pub fn schemes<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<&'static str> {
    let mut found = Vec::new();
    for part in lines.flat_map(outside_quotes) {
        let (name, rest) = part.split_once(' ').unwrap_or((&part, ""));
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        // A parameter may have blanks before its sign.
        let is_parameter = rest.trim_start().starts_with('=');
        let known = KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(name));
        let name = known.unwrap_or(ANOTHER);
        if is_name && !is_parameter && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// What an answer offers, for a message, if none of it is Basic.
pub fn without_basic<'a>(lines: impl Iterator<Item = &'a str>) -> Option<String> {
    let offered = schemes(lines);
    let has_basic = offered.iter().any(|scheme| scheme.eq_ignore_ascii_case("Basic"));
    (!offered.is_empty() && !has_basic).then(|| offered.join(" or "))
}

/// What stands behind the name of `scheme`, which is a token in the schemes that go on for several rounds; empty without.
#[cfg(any(windows, test))]
pub fn token_of<'a>(lines: impl Iterator<Item = &'a str>, scheme: &str) -> Option<String> {
    lines.flat_map(outside_quotes).find_map(|part| {
        let (name, rest) = part.split_once(' ').unwrap_or((&part, ""));
        name.eq_ignore_ascii_case(scheme).then(|| rest.trim().to_owned())
    })
}

/// The parts of a list, without what stands in quotation marks.
fn outside_quotes(line: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut is_quoted = false;
    let mut is_escaped = false;
    for c in line.chars() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            ',' => parts.push(std::mem::take(&mut part)),
            _ => part.push(c),
        }
    }
    parts.push(part);
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_told_from_their_parameters() {
        let of = |lines: &[&str]| schemes(lines.iter().copied()).join(" ");
        assert_eq!(of(&["Basic realm=\"a, NTLM \\\", b\", charset=\"UTF-8\""]), "Basic");
        assert_eq!(of(&["Negotiate", "NTLM", "Basic realm=x"]), "Negotiate NTLM Basic");
        assert_eq!(of(&["Negotiate TlRMTVNTUAAB==, ntlm , NTLM"]), "Negotiate NTLM");
        assert_eq!(
            of(&["Digest realm=\"x\", qop = \"auth\", nonce=\"y\", Basic"]),
            "Digest Basic"
        );
        assert_eq!(of(&["", ",,", "=", "a=b", "\"open", "<script> x"]), "");
        assert_eq!(
            of(&["a, b, Basic, open-sesame", &"x".repeat(21)]),
            "another scheme Basic"
        );
    }
}
