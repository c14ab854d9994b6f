//! The members of a key, as far as anybody asks. The words about them name them, and never repeat what they hold.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;

use crate::base::secret::Secret;

const ROOT: &[&str] = &["clientId", "domain", JWK];
const JWK: &str = "jwk";
const OF_JWK: &[&str] = &["jwk.crv", "jwk.d", "jwk.kid", "jwk.kty", "jwk.x", "jwk.y"];

#[derive(Default)]
pub struct Members {
    /// In the order of the text; the `jwk` itself, and what is null, has no text.
    found: Vec<(&'static str, Option<Secret>)>,
    /// Which of them is being read.
    current: &'static str,
}

impl Members {
    pub fn read(json: &[u8]) -> Result<Members, String> {
        let mut members = Members::default();
        let mut json = serde_json::Deserializer::from_slice(json);
        let object = Object {
            names: ROOT,
            into: &mut members,
        };
        object
            .deserialize(&mut json)
            .and_then(|()| json.end())
            .map_err(|error| members.why(&error))?;
        for (at, (name, _)) in members.found.iter().enumerate() {
            if members.found[..at].iter().any(|(other, _)| other == name) {
                return Err(format!("it has {name} twice"));
            }
        }
        Ok(members)
    }

    /// Not the error's own words, which repeat what was read.
    fn why(&self, error: &serde_json::Error) -> String {
        match error.classify() {
            Category::Eof => "it is cut off: the end of its JSON is missing".into(),
            Category::Data if self.current == JWK => "its jwk is not a JSON object".into(),
            Category::Data => format!("its {} is not a text", self.current),
            Category::Syntax | Category::Io => {
                let (line, column) = (error.line(), error.column());
                format!("its JSON is damaged, at line {line}, column {column}")
            }
        }
    }

    /// One that a key must have.
    pub fn text(&self, name: &str) -> Result<&Secret, String> {
        match self.get(name) {
            Some(text) if text.is_empty() => Err(format!("its {name} is empty")),
            Some(text) => Ok(text),
            None if OF_JWK.contains(&name) && !self.found.iter().any(|(found, _)| *found == JWK) => {
                Err("it has no jwk".into())
            }
            None => Err(format!("it has no {name}")),
        }
    }

    fn get(&self, name: &str) -> Option<&Secret> {
        let found = self.found.iter().find(|(found, _)| *found == name);
        found?.1.as_ref()
    }
}

/// An object, and which of its members count.
struct Object<'a> {
    names: &'static [&'static str],
    into: &'a mut Members,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        // A name may hold a secret where quotation marks are missing.
        while let Some(name) = members.next_key::<Secret>()? {
            let is_it = |known: &str| known.rsplit('.').next() == Some(name.expose());
            let Some(known) = self.names.iter().copied().find(|known| is_it(known)) else {
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            self.into.current = known;
            let text = if known == JWK {
                let names = OF_JWK;
                let into = &mut *self.into;
                members.next_value_seed(Object { names, into })?;
                None
            } else {
                members.next_value()?
            };
            self.into.found.push((known, text));
        }
        Ok(())
    }
}
