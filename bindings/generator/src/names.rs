//! From a name of C to the name of the same thing in each binding.

use crate::families::Family;

/// Functions whose names do not say whose members they are.
const MEMBERS: &[(&str, &str, &str)] = &[
    ("lf_create_token", "client", "create_token"),
    ("lf_refresh_token", "token", "refresh"),
    ("lf_invalidate_token", "token", "invalidate"),
    ("lf_token_adopt", "client", "adopt_token"),
    ("lf_token_adopt_with_credentials", "client", "adopt_token"),
];

/// The object and the member of a function or type.
pub fn split(name: &str) -> (&str, &str) {
    if let Some((_, object, member)) = MEMBERS.iter().find(|(known, _, _)| *known == name) {
        return (object, member);
    }
    let rest = name.strip_prefix("lf_").expect("a name of C begins with lf_");
    if let Some(member) = rest.strip_prefix("session_options") {
        return ("session_options", member.trim_start_matches('_'));
    }
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
