//! The JSON of a refusal, and what stands in its place.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use ureq_proto::http::header::CONTENT_TYPE;

use crate::base::secret::Secret;
use crate::http::answer::Answer;

use super::code;
use super::redact::LOOKED_AT;

/// The members that anybody asks for; all others are left out as they come, however many there are.
const NAMES: [&str; 21] = [
    "@odata.context",
    "access_token",
    "authToken",
    "code",
    "detail",
    "error",
    "error_description",
    "errorClass",
    "errorCode",
    "errors",
    "errorSource",
    "expireTime",
    "instance",
    "message",
    "odata.error",
    "operationId",
    "status",
    "statusCode",
    "title",
    "type",
    "value",
];

/// No member of a request has a longer name.
const MAX_NAME_BYTES: usize = 40;
const MAX_NAMES: usize = 8;

/// The body without a byte order mark.
pub fn body(answer: &Answer) -> &[u8] {
    let body = answer.body();
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Reads a body as JSON, whatever its media type.
pub fn read<'a, T: Deserialize<'a>>(answer: &'a Answer) -> serde_json::Result<T> {
    serde_json::from_slice(body(answer))
}

/// A value, as far as anybody asks.
pub enum Value {
    Text(Text),
    Number(f64),
    Members(Members),
    /// Names of members of a request.
    Names(Vec<Secret>),
    Other,
}

/// A text that a message may quote: it may be long, and may repeat a secret.
pub struct Text {
    /// As much of it as a message could show.
    pub beginning: Secret,
    /// The code behind it.
    pub code: Option<i32>,
}

/// Of members that have the same name the last one counts.
#[derive(Default)]
pub struct Members(Vec<(&'static str, Value)>);

impl Value {
    /// The body of a refusal: JSON, or a plain text with a code of Laserfiche behind it.
    pub fn of(answer: &Answer) -> Value {
        read(answer).unwrap_or_else(|_| match std::str::from_utf8(body(answer)) {
            Ok(text) if is_plain_text(answer) => {
                let text = Text::of(text);
                if text.has_laserfiche_code() {
                    Value::Text(text)
                } else {
                    Value::Other
                }
            }
            _ => Value::Other,
        })
    }
}

fn is_plain_text(answer: &Answer) -> bool {
    let media = answer.header(CONTENT_TYPE.as_str()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default();
    media.trim().eq_ignore_ascii_case("text/plain")
}

impl Text {
    pub fn of(text: &str) -> Text {
        Text {
            beginning: Secret::new(text.chars().take(LOOKED_AT).collect::<String>()),
            code: code::suffix(text),
        }
    }

    pub fn has_laserfiche_code(&self) -> bool {
        self.code.is_some_and(code::is_laserfiche)
    }
}

impl Members {
    fn get(&self, name: &str) -> Option<&Value> {
        let found = self.0.iter().rev().find(|(known, _)| *known == name);
        found.map(|(_, value)| value)
    }

    /// Even if it is null.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// A text that says something. OData has texts of a language one level below.
    pub fn text(&self, name: &str) -> Option<&Text> {
        match self.get(name) {
            Some(Value::Text(text)) => Some(text).filter(|text| !text.beginning.is_empty()),
            Some(Value::Members(inner)) if name != "value" => inner.text("value"),
            _ => None,
        }
    }

    pub fn code(&self, name: &str) -> Option<i32> {
        match self.get(name) {
            Some(Value::Number(number)) => code::of_number(*number),
            Some(Value::Text(text)) => code::of_text(text.beginning.expose()),
            _ => None,
        }
    }

    /// The names in the `errors` of a validation problem.
    pub fn invalid_members(&self) -> &[Secret] {
        match self.get("errors") {
            Some(Value::Names(names)) => names,
            _ => &[],
        }
    }

    /// The members of an error that stand one level below.
    pub fn error(&self) -> Option<&Members> {
        ["error", "odata.error"]
            .into_iter()
            .find_map(|name| match self.get(name) {
                Some(Value::Members(inner)) => Some(inner),
                _ => None,
            })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        Reader { only_names: false }.deserialize(deserializer)
    }
}

struct Reader {
    /// Of an object only the names of its members are read.
    only_names: bool,
}

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(Text::of(text)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        if self.only_names {
            return names(members).map(Value::Names);
        }
        let mut found = Members::default();
        while let Some(name) = members.next_key::<Name>()? {
            match name.0 {
                Some(name) => {
                    let value = match name {
                        "errors" => members.next_value_seed(Reader { only_names: true })?,
                        // A token is nobody's business here.
                        "access_token" | "authToken" | "expireTime" => {
                            members.next_value().map(|IgnoredAny| Value::Other)?
                        }
                        _ => members.next_value()?,
                    };
                    found.0.retain(|(known, _)| *known != name);
                    found.0.push((name, value));
                }
                None => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Value::Members(found))
    }
}

fn names<'de, A: MapAccess<'de>>(mut members: A) -> Result<Vec<Secret>, A::Error> {
    let mut names = Vec::new();
    while let Some((name, IgnoredAny)) = members.next_entry::<Secret, _>()? {
        if (1..=MAX_NAME_BYTES).contains(&name.expose().len()) && names.len() < MAX_NAMES {
            names.push(name);
        }
    }
    Ok(names)
}

/// The name of a member, if it is one of those.
struct Name(Option<&'static str>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name, E> {
        Ok(Name(NAMES.into_iter().find(|known| *known == name)))
    }
}

#[cfg(test)]
mod tests;
