//! The members of an answer that means success. Those of refusals, which may be long and repeat secrets, are read by
//! `document`.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::base::secret::Secret;
use crate::http::answer::Answer;

use super::document::body;
use super::unreadable::ReadError;

/// The members that were asked for, each at most once.
pub struct Object(Vec<(&'static str, Member)>);

pub enum Member {
    Text(Secret),
    Number(f64),
    Boolean(bool),
    Null,
    Other,
}

impl Object {
    /// Reads the members with these names; `otherwise` is what is wrong with something else than an object.
    pub fn read(answer: &Answer, names: &'static [&'static str], otherwise: &'static str) -> Result<Object, ReadError> {
        let mut json = serde_json::Deserializer::from_slice(body(answer));
        let read = Names(names).deserialize(&mut json);
        read.and_then(|object| json.end().map(|()| object))
            .map_err(|_| ReadError::Because(otherwise))
    }

    /// `None` if it is not there, or null.
    pub fn get(&self, name: &str) -> Option<&Member> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, member)| member)
            .filter(|member| !matches!(member, Member::Null))
    }

    /// A text that is not empty.
    pub fn text(&self, name: &str) -> Option<&Secret> {
        match self.get(name) {
            Some(Member::Text(text)) => Some(text).filter(|text| !text.is_empty()),
            _ => None,
        }
    }
}

struct Names(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Names {
    type Value = Object;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Object, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Names {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Object, A::Error> {
        let mut found = Vec::with_capacity(self.0.len());
        // A name may hold a secret where quotation marks are missing.
        while let Some(name) = members.next_key::<Secret>()? {
            let Some(known) = self.0.iter().copied().find(|known| *known == name.expose()) else {
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            if found.iter().any(|(other, _)| *other == known) {
                return Err(A::Error::custom("twice"));
            }
            found.push((known, members.next_value()?));
        }
        Ok(Object(found))
    }
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_any(MemberVisitor)
    }
}

struct MemberVisitor;

impl<'de> Visitor<'de> for MemberVisitor {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<Member, E> {
        Ok(Member::Text(Secret::new(text)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Member, E> {
        Ok(Member::Number(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Member, E> {
        Ok(Member::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Member, E> {
        Ok(Member::Number(number as f64))
    }

    fn visit_bool<E>(self, is: bool) -> Result<Member, E> {
        Ok(Member::Boolean(is))
    }

    fn visit_unit<E>(self) -> Result<Member, E> {
        Ok(Member::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Member, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Member::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Member, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Member::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &["a", "b", "c", "d", "e"];

    fn read(body: &str) -> Result<Object, ReadError> {
        Object::read(&Answer::of(200, &[], body.as_bytes()), NAMES, "it is none")
    }

    #[test]
    fn members_are_what_they_are() {
        let object = read("\u{feff}{\"a\":\"x\",\"z\":{\"a\":1},\"b\":1.5,\"c\":true,\"d\":null,\"e\":[{}]}").unwrap();
        assert_eq!(object.text("a").unwrap().expose(), "x");
        assert!(matches!(object.get("b"), Some(Member::Number(1.5))));
        assert!(matches!(object.get("c"), Some(Member::Boolean(true))));
        assert!(object.get("d").is_none() && object.text("b").is_none());
        assert!(matches!(object.get("e"), Some(Member::Other)));
        assert!(read(r#"{"a":""}"#).unwrap().text("a").is_none());
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for body in [
            "",
            "[]",
            "\"a\"",
            "{\"a\":1",
            "{\"a\":1}}",
            "{\"a\":1,\"a\":2}",
            "{a:1}",
            "null",
        ] {
            assert!(matches!(read(body), Err(ReadError::Because("it is none"))), "{body}");
        }
    }
}
