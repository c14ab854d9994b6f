//! From a name of C to the name of the same thing in each binding.

use crate::interface::Interface;
use crate::settings::{Setting, Verb};

/// Constants that belong together.
#[derive(Debug, PartialEq, Eq)]
pub struct Family {
    pub prefix: &'static str,
    pub name: &'static str,
    /// What the constants tell, for the enumeration that they are in other languages.
    pub about: &'static str,
}

pub const FAMILIES: &[Family] = &[
    Family {
        prefix: "LF_E_",
        name: "status",
        about: "What a call came to.",
    },
    Family {
        prefix: "LF_ACTION_",
        name: "action",
        about: "What kind of thing has to be done about a failure.",
    },
    Family {
        prefix: "LF_LOG_",
        name: "log_level",
        about: "Which lines the log gets.",
    },
    Family {
        prefix: "LF_TRUST_",
        name: "trust",
        about: "Which certificate authorities are trusted.",
    },
    Family {
        prefix: "LF_TLS_",
        name: "tls_version",
        about: "The oldest TLS version that is spoken.",
    },
    Family {
        prefix: "LF_TOKEN_",
        name: "token_state",
        about: "What the library knows of a session.",
    },
    Family {
        prefix: "LF_EXCHANGE_",
        name: "exchange",
        about: "How the last exchange with the server stood.",
    },
];

impl Family {
    /// "TIMED_OUT" of "LF_E_TIMED_OUT"; "TLS_1_2" of "LF_TLS_1_2", because a name does not begin with a digit.
    pub fn member<'a>(&self, constant: &'a str) -> Option<&'a str> {
        match constant.strip_prefix(self.prefix) {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => constant.strip_prefix("LF_"),
            None if constant == "LF_OK" && self.name == "status" => Some("OK"),
            member => member,
        }
    }
}

/// Functions whose names do not say whose members they are.
const MEMBERS: &[(&str, &str, &str)] = &[
    ("lf_create_token", "client", "create_token"),
    ("lf_refresh_token", "token", "refresh"),
    ("lf_invalidate_token", "token", "invalidate"),
    ("lf_token_adopt", "client", "adopt_token"),
];

/// The object and the member of a function or type.
pub fn split(name: &str) -> (&str, &str) {
    if let Some((_, object, member)) = MEMBERS.iter().find(|(known, _, _)| *known == name) {
        return (object, member);
    }
    let rest = name.strip_prefix("lf_").expect("a name of C begins with lf_");
    rest.split_once('_').unwrap_or((rest, ""))
}

/// "TotalTimeout" of "total_timeout", "LoggedOut" of "LOGGED_OUT".
pub fn pascal(name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty());
    words
        .map(|word| word[..1].to_uppercase() + &word[1..].to_lowercase())
        .collect()
}

/// "totalTimeout" of "total_timeout".
pub fn camel(name: &str) -> String {
    let pascal = pascal(name);
    pascal[..1].to_lowercase() + &pascal[1..]
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    Cpp,
    CSharp,
    Pascal,
    Python,
    Vba,
}

/// A text of the header in the names of a binding.
pub fn reword(text: &str, face: Face, interface: &Interface) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(is_name) {
        let (before, from) = rest.split_at(at);
        let (word, after) = from.split_at(from.find(|c| !is_name(c)).unwrap_or(from.len()));
        out.push_str(before);
        rest = after;
        if word.starts_with("lf_") {
            let (name, is_called) = translated(word, face, interface);
            if !is_called {
                rest = rest.strip_prefix("()").unwrap_or(rest);
            }
            out.push_str(&name);
        } else if let Some(constant) = interface.constants.iter().find(|constant| constant.name == word) {
            out.push_str(
                &constant
                    .family
                    .map_or(word.to_owned(), |family| member(family, word, face)),
            );
        } else if word == "NULL" {
            out.push_str(match face {
                Face::Cpp | Face::Vba => "NULL",
                Face::CSharp => "null",
                Face::Pascal => "nil",
                Face::Python => "None",
            });
        } else {
            out.push_str(word);
        }
    }
    out + rest
}

/// What a constant is called.
pub fn member(family: &Family, constant: &str, face: Face) -> String {
    let plain = family.member(constant).expect("a constant is of its family");
    match face {
        Face::Cpp if family.name != "status" => format!("{}::{}", family.name, plain.to_lowercase()),
        Face::CSharp => format!("LF{}.{}", pascal(family.name), pascal(plain)),
        Face::Pascal if family.name == "action" => format!("lfa{}", pascal(plain)),
        Face::Python => format!("{}.{plain}", pascal(family.name)),
        _ => constant.to_owned(),
    }
}

/// What the members of an enumeration are called together.
pub fn members(family: &Family, face: Face) -> String {
    match face {
        Face::Cpp => family.name.to_owned(),
        Face::CSharp => format!("LF{}", pascal(family.name)),
        Face::Python => pascal(family.name),
        Face::Pascal | Face::Vba => format!("the {} values", family.prefix),
    }
}

/// Functions that VBA has a procedure for, besides setters; the others it calls as they are.
const VBA: &[(&str, &str)] = &[
    ("lf_create_token", "LFCreateToken"),
    ("lf_invalidate_token", "LFInvalidateToken"),
    ("lf_client_settle", "LFSettle"),
    ("lf_token_value", "LFTokenValue"),
];

/// What a function or type is called, and whether it still reads as a call.
fn translated(name: &str, face: Face, interface: &Interface) -> (String, bool) {
    if let Some(setting) = interface.function(name).and_then(Setting::named) {
        return match face {
            Face::Cpp => (format!("{}::{}", setting.object, setting.cpp()), true),
            Face::CSharp => (format!("{}.{}", class(setting.object, face), setting.csharp()), false),
            Face::Pascal => (format!("{}.{}", class(setting.object, face), setting.pascal()), false),
            Face::Python => (setting.python(), false),
            Face::Vba => (setting.vba(), false),
        };
    }
    if face == Face::Vba {
        let procedure = VBA.iter().find(|(known, _)| *known == name);
        return (procedure.map_or(name, |(_, procedure)| procedure).to_owned(), false);
    }
    let (object, member) = split(name);
    if member.is_empty() || member == "new" {
        return (class(object, face), false);
    }
    match face {
        Face::Cpp => (format!("{object}::{}", member.trim_end_matches("_ms")), true),
        Face::CSharp => (
            format!("{}.{}", class(object, face), pascal(member.trim_end_matches("_ms"))),
            false,
        ),
        Face::Pascal => (format!("{}.{}", class(object, face), pascal(member)), false),
        Face::Python | Face::Vba => {
            // What a token or an error tells is a property.
            let is_called = !["token", "error"].contains(&object) || ["refresh", "invalidate"].contains(&member);
            (
                format!("{}.{}", class(object, face), member.trim_end_matches("_ms")),
                is_called,
            )
        }
    }
}

/// What the type of an object is called.
pub fn class(object: &str, face: Face) -> String {
    match (face, object) {
        (Face::Cpp, _) => object.to_owned(),
        (Face::CSharp, "options") => "LFClientOptions".to_owned(),
        (Face::CSharp, "call") => "LFCallOptions".to_owned(),
        (Face::CSharp, "token") => "LFAccessToken".to_owned(),
        (Face::CSharp, "error") => "LFException".to_owned(),
        (Face::Pascal, "error") => "ELFError".to_owned(),
        (Face::Pascal, _) => format!("TLF{}", pascal(object)),
        (Face::Python, "error") => "LFError".to_owned(),
        (Face::Python, _) => pascal(object),
        (Face::CSharp | Face::Vba, _) => format!("LF{}", pascal(object)),
    }
}

impl Setting<'_> {
    /// Without the unit, which a duration has in itself.
    fn plain(&self) -> &str {
        self.name.strip_suffix("_ms").unwrap_or(self.name)
    }

    fn plural(&self) -> String {
        format!("{}s", self.plain())
    }

    pub fn cpp(&self) -> String {
        format!("{}_{}", self.verb.word(), self.plain())
    }

    /// A property; one that is added to is named in the plural.
    pub fn csharp(&self) -> String {
        match self.verb {
            Verb::Set => pascal(self.plain()),
            Verb::Add => pascal(&self.plural()),
        }
    }

    pub fn pascal(&self) -> String {
        pascal(&format!("{}_{}", self.verb.word(), self.name))
    }

    /// A keyword.
    pub fn python(&self) -> String {
        match self.verb {
            Verb::Set => self.plain().to_owned(),
            Verb::Add => self.plural(),
        }
    }

    pub fn vba(&self) -> String {
        let whose = if self.object == "call" { "Call" } else { "" };
        format!("LF{}{whose}{}", pascal(self.verb.word()), pascal(self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::tests::interface;

    #[test]
    fn a_name_is_told_in_the_way_of_its_language() {
        let interface = interface();
        let text =
            "NULL, lf_client_settle(), lf_options_set_total_timeout_ms, LF_TRUST_ADDED_ONLY, LF_TLS_1_2, LF_E_INTERNAL";
        let told = |face| reword(text, face, &interface);
        assert_eq!(
            told(Face::Cpp),
            "NULL, client::settle(), options::set_total_timeout, trust::added_only, tls_version::tls_1_2, LF_E_INTERNAL"
        );
        assert_eq!(
            told(Face::CSharp),
            "null, LFClient.Settle, LFClientOptions.TotalTimeout, LFTrust.AddedOnly, LFTlsVersion.Tls12, LFStatus.Internal"
        );
        assert_eq!(
            told(Face::Pascal),
            "nil, TLFClient.Settle, TLFOptions.SetTotalTimeoutMs, LF_TRUST_ADDED_ONLY, LF_TLS_1_2, LF_E_INTERNAL"
        );
        assert_eq!(
            told(Face::Python),
            "None, Client.settle(), total_timeout, Trust.ADDED_ONLY, TlsVersion.TLS_1_2, Status.INTERNAL"
        );
        assert_eq!(
            told(Face::Vba),
            "NULL, LFSettle, LFSetTotalTimeoutMs, LF_TRUST_ADDED_ONLY, LF_TLS_1_2, LF_E_INTERNAL"
        );
    }

    #[test]
    fn calls_are_members_of_their_objects() {
        let interface = interface();
        assert_eq!(
            reword("lf_create_token()", Face::CSharp, &interface),
            "LFClient.CreateToken"
        );
        assert_eq!(
            reword("lf_invalidate_token()", Face::Cpp, &interface),
            "token::invalidate()"
        );
        assert_eq!(reword("lf_client_new()", Face::Pascal, &interface), "TLFClient");
    }
}
