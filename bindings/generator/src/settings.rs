//! The plain setters, whose idiomatic form is written here, and the list of those that bindings say by hand.

use crate::docs;
use crate::families::Family;
use crate::interface::{Interface, Type};
use crate::names::{self, Face};
use crate::setter::{Setting, Verb};
use crate::wording::reword;

/// What a binding says by hand: setters of more than one value, of bytes, a callback or a handle, and the one setting that
/// every client needs.
const BY_HAND: &[&str] = &[
    "lf_options_set_base_address",
    "lf_options_set_client_certificate_pem",
    "lf_options_set_client_certificate_file",
    "lf_options_set_client_certificate_pkcs12",
    "lf_options_set_client_certificate_pkcs12_file",
    "lf_options_add_ca_der",
    "lf_options_set_proxy",
    "lf_options_set_pool",
    "lf_options_set_retry",
    "lf_options_set_log",
    "lf_call_set_cancel",
    "lf_session_set_credentials",
    "lf_session_options_set_event_callback",
    "lf_session_options_set_credentials_callback",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Milliseconds,
    Number,
    Boolean,
    Enumeration(&'static Family),
    Text,
}

/// A setter of one plain value.
pub struct Plain<'a> {
    pub setting: Setting<'a>,
    pub kind: Kind,
    /// The name of the value in C.
    pub parameter: &'a str,
    /// The number or constant that counts when nothing is set.
    pub default: Option<String>,
}

/// The plain settings of an object, in the order of the header.
pub fn plain<'a>(interface: &'a Interface, object: &str) -> Vec<Plain<'a>> {
    for name in BY_HAND {
        assert!(
            interface.function(name).is_some(),
            "BY_HAND names {name}, which does not exist"
        );
    }
    let settings = interface.functions.iter().filter_map(Setting::named);
    let settings = settings.filter(|setting| setting.object == object);
    settings
        .filter(|setting| !BY_HAND.contains(&setting.function.name.as_str()))
        .map(Plain::of)
        .collect()
}

impl<'a> Plain<'a> {
    fn of(setting: Setting<'a>) -> Plain<'a> {
        let name = &setting.function.name;
        let [_, value] = &setting.function.parameters[..] else {
            panic!("{name} is no plain setter; if bindings are to say it by hand, name it in BY_HAND");
        };
        let kind = match &value.kind {
            Type::UInt32 if setting.name.ends_with("_ms") => Kind::Milliseconds,
            Type::UInt32 => Kind::Number,
            Type::Boolean => Kind::Boolean,
            Type::Enumeration(family) => Kind::Enumeration(family),
            Type::Text => Kind::Text,
            other => panic!("{name} takes a {other:?}, which is no plain value: name it in BY_HAND"),
        };
        assert!(
            setting.verb == Verb::Set || kind == Kind::Text,
            "{name} adds something else than a text"
        );
        let default = default(setting.function.docs.parameter(&value.name));
        let said = setting.function.docs.parameter(&value.name);
        assert!(
            kind != Kind::Boolean
                || !said.contains("1: ")
                || said.contains("(the default)") && !said.contains("(the default), 0"),
            "{name} is on by default: bindings hand over 0 where nothing is set"
        );
        Plain {
            setting,
            kind,
            parameter: &value.name,
            default,
        }
    }

    /// What is set, in one sentence, with its default.
    pub fn about(&self, face: Face, interface: &Interface) -> String {
        self.told(docs::sentence(self.setting.function.docs.meaning()), face, interface)
    }

    /// The same of a property: without "Sets".
    pub fn noun(&self, face: Face, interface: &Interface) -> String {
        without_sets(&self.about(face, interface))
    }

    /// All that the first paragraph says of a property, which cannot be called several times.
    pub fn long_noun(&self, face: Face, interface: &Interface) -> String {
        match self.setting.verb {
            Verb::Set => without_sets(&self.told(self.setting.function.docs.meaning(), face, interface)),
            Verb::Add => self.about(face, interface),
        }
    }

    fn told(&self, text: &str, face: Face, interface: &Interface) -> String {
        let mut text = text.to_owned();
        if self.kind == Kind::Text {
            text += &phrase(self.setting.function.docs.parameter(self.parameter));
        }
        let text = reword(&text, face, interface);
        match (self.default_in(face), self.kind) {
            (Some(default), _) => format!("{text} By default {default}."),
            (None, Kind::Enumeration(family)) => format!("{text} One of {}.", names::members(family, face)),
            (None, _) => text,
        }
    }

    /// The default, as a reader wants it.
    fn default_in(&self, face: Face) -> Option<String> {
        let default = self.default.as_deref()?;
        match self.kind {
            Kind::Milliseconds => match default.strip_suffix("000") {
                Some(seconds) => Some(format!("{seconds}\u{a0}s")),
                None => Some(format!("{default}\u{a0}ms")),
            },
            Kind::Enumeration(family) => Some(names::member(family, default, face)),
            _ if self.is_in_seconds() => Some(format!("{default}\u{a0}s")),
            _ => Some(default.to_owned()),
        }
    }

    pub fn is_in_seconds(&self) -> bool {
        self.kind == Kind::Number && self.setting.name.ends_with("_seconds")
    }

    /// The parameter without its unit, which a duration has in itself.
    pub fn value(&self) -> &str {
        self.parameter.strip_suffix("_ms").unwrap_or(self.parameter)
    }
}

/// What a text has to be, in a sentence of its own; nothing if only NULL is told of.
fn phrase(said: &str) -> String {
    let sentence = docs::sentence(said);
    let phrase = sentence.split(';').next().unwrap_or_default().trim_end_matches('.');
    match phrase.is_empty() || phrase.starts_with("NULL") {
        true => String::new(),
        false => format!(" {phrase}."),
    }
}

fn without_sets(text: &str) -> String {
    match text.strip_prefix("Sets ") {
        Some(rest) => rest[..1].to_uppercase() + &rest[1..],
        None => text.to_owned(),
    }
}

/// The word before "by default" or "(the default)", if it is a number or a constant.
fn default(said: &str) -> Option<String> {
    let before = said
        .split_once(" by default")
        .or_else(|| said.split_once(" (the default)"))?
        .0;
    let word = before.rsplit(' ').next()?;
    let is_one = word.starts_with("LF_") || word.parse::<u32>().is_ok();
    is_one.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::tests::interface;

    #[test]
    fn every_setter_is_plain_or_said_by_hand() {
        let interface = interface();
        let settings: Vec<Plain<'_>> = ["options", "credentials", "call", "authorization", "session_options"]
            .into_iter()
            .flat_map(|object| plain(&interface, object))
            .collect();
        let all = interface.functions.iter().filter_map(Setting::named).count();
        assert_eq!(settings.len() + BY_HAND.len(), all);
    }

    #[test]
    fn a_setting_knows_its_kind_and_default() {
        let interface = interface();
        let options = plain(&interface, "options");
        let of = |name: &str| options.iter().find(|plain| plain.setting.name == name).unwrap();
        let kinds = [
            "connect_timeout_ms",
            "max_answer_bytes",
            "allow_plain_http",
            "no_proxy",
            "ca_pem",
        ];
        let kinds = kinds.map(|name| of(name).kind);
        assert_eq!(
            kinds,
            [Kind::Milliseconds, Kind::Number, Kind::Boolean, Kind::Text, Kind::Text]
        );
        assert_eq!(of("connect_timeout_ms").default.as_deref(), Some("10000"));
        assert_eq!(of("trust").default.as_deref(), Some("LF_TRUST_SYSTEM"));
        assert_eq!(of("min_tls_version").default.as_deref(), Some("LF_TLS_1_2"));
        assert_eq!(of("no_proxy").default, None);
        assert!(
            plain(&interface, "credentials")
                .iter()
                .any(|plain| plain.setting.is_secret())
        );
    }

    #[test]
    fn a_default_is_a_number_or_a_constant() {
        assert_eq!(
            default("Milliseconds; 30000 by default. 0: none.").as_deref(),
            Some("30000")
        );
        assert_eq!(default("1: use it, 0: use none (the default)."), None);
        assert_eq!(default("Anything."), None);
    }
}
