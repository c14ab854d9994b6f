//! The second line of defence for what is shown and mailed: the library lets no secret into a text, and if one ever came
//! there, in whatever form, the whole text is left out here.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use percent_encoding::percent_decode_str;

const LEFT_OUT: &str = "[left out, because it repeats a secret]";

/// Shorter ones stand in any text by chance, and hide nothing anyway.
const SHORTEST: usize = 4;

/// So many encodings can lie over each other.
const DEPTH: usize = 3;

#[derive(Default)]
pub struct Redactor {
    /// As they are, also after decoding.
    plain: Vec<String>,
    /// Encoded ones, and whether their case counts.
    encoded: Vec<(String, bool)>,
}

impl Redactor {
    pub fn add(&mut self, secret: &str) {
        if secret.chars().count() < SHORTEST {
            return;
        }
        self.plain.push(secret.to_owned());
        let utf16: Vec<u16> = secret.encode_utf16().collect();
        let little: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for bytes in [secret.as_bytes(), &little, &big] {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            self.encoded.push((hex, false));
            for offset in 0..3 {
                let padded = [&b"---"[..offset], bytes].concat();
                for engine in [BASE64_STANDARD, BASE64_URL_SAFE] {
                    let text = engine.encode(&padded);
                    // Only characters that depend on nothing but the secret.
                    let from = (offset * 8).div_ceil(6);
                    let to = padded.len() * 8 / 6;
                    self.encoded.push((text[from..to].to_owned(), true));
                }
            }
        }
    }

    /// Each long line of a file.
    pub fn add_lines(&mut self, text: &str) {
        for line in text.lines().map(str::trim) {
            if line.len() > 20 && !line.starts_with("-----") {
                self.add(line);
            }
        }
    }

    /// An access key: JSON, or its Base64, with the private key in "d".
    pub fn add_access_key(&mut self, text: &str) {
        let text = text.trim();
        self.add(text);
        let decoded = BASE64_STANDARD
            .decode(text)
            .unwrap_or_else(|_| text.as_bytes().to_vec());
        let Ok(document) = serde_json::from_slice::<serde_json::Value>(&decoded) else {
            return;
        };
        if let Some(key) = document.pointer("/jwk/d").and_then(serde_json::Value::as_str) {
            self.add(key);
        }
    }

    /// One text for a person, on one line; left out as a whole if a secret is in it.
    pub fn line(&self, text: &str) -> String {
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if self.repeats(text) { LEFT_OUT.to_owned() } else { line }
    }

    /// What leaves the program as a whole, line by line.
    pub fn lines(&self, text: &str) -> String {
        text.lines().map(|line| self.line(line) + "\n").collect()
    }

    /// In the text, or in what is left without some of its encodings.
    fn repeats(&self, text: &str) -> bool {
        let mut views = vec![text.to_owned()];
        let mut from = 0;
        for _ in 0..DEPTH {
            let to = views.len();
            for at in from..to {
                for decode in [without_percent, without_plus, without_json, without_html] {
                    let view = decode(&views[at]);
                    if !views.contains(&view) {
                        views.push(view);
                    }
                }
            }
            from = to;
        }
        views.iter().any(|view| self.is_in(view))
    }

    fn is_in(&self, text: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        // As UTF-16 reads for a program that takes it for ASCII.
        let narrow: String = text.chars().filter(|c| *c != '\0').collect();
        let plain = |secret: &String| text.contains(secret.as_str()) || narrow.contains(secret.as_str());
        let encoded = |(form, has_case): &(String, bool)| match has_case {
            true => text.contains(form.as_str()),
            false => lower.contains(form.as_str()),
        };
        self.plain.iter().any(plain) || self.encoded.iter().any(encoded)
    }
}

fn without_percent(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn without_plus(text: &str) -> String {
    text.replace('+', " ")
}

fn without_html(text: &str) -> String {
    let text = text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&#39;", "'").replace("&apos;", "'").replace("&amp;", "&")
}

fn without_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        let code = behind.strip_prefix('u').and_then(|behind| behind.get(..4));
        let code = code.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        rest = match code.and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                &behind[5..]
            }
            None => behind,
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = r#"kW3 "&"%2F+s3cret/9_Zq"#;

    #[test]
    fn no_form_of_a_secret_stays() {
        let mut redactor = Redactor::default();
        redactor.add(SECRET);
        let hex: String = SECRET.bytes().map(|byte| format!("{byte:02X}")).collect();
        let percent: String = SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let json = serde_json::Value::from(SECRET).to_string();
        let codes: String = SECRET.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
        let wide: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let nul: String = wide.iter().map(|byte| char::from(*byte)).collect();
        let mut forms = vec![SECRET.to_owned(), hex, json, codes, nul, BASE64_STANDARD.encode(&wide)];
        forms.push(percent.replace('%', "%25"));
        forms.push(percent);
        forms.push(SECRET.replace('&', "&amp;").replace('"', "&quot;"));
        for before in ["", "a", "ab", "svc:"] {
            forms.push(BASE64_STANDARD.encode(format!("{before}{SECRET}")));
            forms.push(BASE64_URL_SAFE.encode(format!("{before}{SECRET}!")));
        }
        for form in forms {
            assert_eq!(redactor.line(&format!("before {form} behind")), LEFT_OUT, "{form}");
        }
        assert_eq!(redactor.line("nothing\tof it"), "nothing of it");
        assert_eq!(
            redactor.lines(&format!("a\nb {SECRET}\nc")),
            format!("a\n{LEFT_OUT}\nc\n")
        );
    }

    #[test]
    fn the_private_part_of_an_access_key_is_a_secret() {
        let document = r#"{"customerId":"1","jwk":{"kid":"x","d":"private-part"}}"#;
        for text in [document.to_owned(), BASE64_STANDARD.encode(document)] {
            let mut redactor = Redactor::default();
            redactor.add_access_key(&text);
            assert_eq!(redactor.line("has private-part in it"), LEFT_OUT);
            assert_eq!(redactor.line(&text), LEFT_OUT);
        }
    }
}
