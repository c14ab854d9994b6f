//! A setter by its name in C, and its name in each binding.

use crate::interface::Function;
use crate::names::{self, pascal};

/// Texts that a host may want to wipe.
const SECRETS: &[&str] = &[
    "password",
    "session_key",
    "saml_token",
    "access_key",
    "service_principal_key",
    "refresh_token",
    "client_secret",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Set,
    /// Can be called several times.
    Add,
}

impl Verb {
    pub fn word(self) -> &'static str {
        match self {
            Verb::Set => "set",
            Verb::Add => "add",
        }
    }
}

/// A setter, by its name.
pub struct Setting<'a> {
    pub function: &'a Function,
    /// "options", "credentials", "call", "authorization" or "session_options".
    pub object: &'a str,
    pub verb: Verb,
    /// With the unit, if it has one.
    pub name: &'a str,
}

impl<'a> Setting<'a> {
    pub fn named(function: &'a Function) -> Option<Setting<'a>> {
        let (object, member) = names::split(&function.name);
        let (verb, name) = match member.split_once('_')? {
            ("set", name) => (Verb::Set, name),
            ("add", name) => (Verb::Add, name),
            _ => return None,
        };
        Some(Setting {
            function,
            object,
            verb,
            name,
        })
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
        let name = self.plain();
        format!("{}_{}", self.verb.word(), name.strip_suffix("_seconds").unwrap_or(name))
    }

    pub fn is_secret(&self) -> bool {
        SECRETS.contains(&self.name)
    }

    /// Whether a binding that can wipes the text when it is set.
    pub fn is_wiped(&self) -> bool {
        self.is_secret() || self.name.ends_with("_password")
    }

    /// A property; one that is added to is named in the plural. Secrets have methods, so that nobody reads them.
    pub fn csharp(&self) -> String {
        match self.verb {
            Verb::Set if self.is_secret() => pascal(&format!("set_{}", self.name)),
            Verb::Set => pascal(self.plain().trim_end_matches("_seconds")),
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
        let whose = match self.object {
            "call" | "authorization" => pascal(self.object),
            "session_options" => "Session".to_owned(),
            _ => String::new(),
        };
        format!("LF{}{whose}{}", pascal(self.verb.word()), pascal(self.name))
    }
}
