//! The paths of the resource.

use crate::api::Api;

/// What the path of an entry names, with the entry's id as it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// What a folder holds.
    Children { folder: &'a str },
    /// Where a document goes into a folder. Only the older generations name it in the path.
    Import { folder: &'a str, name: Option<&'a str> },
}

impl<'a> Place<'a> {
    /// What follows an entry's id.
    pub fn of(api: Api, folder: &'a str, rest: &[&'a str], same: impl Fn(&str, &str) -> bool) -> Option<Place<'a>> {
        let children = Place::Children { folder };
        match (api, rest) {
            (Api::ServerV2, [kind, name]) if same(kind, "Folder") => match name {
                _ if same(name, "Children") => Some(children),
                _ if same(name, "Import") => Some(Place::Import { folder, name: None }),
                _ => None,
            },
            (Api::ServerV2, _) => None,
            (_, [kind, name]) if same(kind, "Laserfiche.Repository.Folder") && same(name, "children") => Some(children),
            (_, [name]) if !name.is_empty() => Some(Place::Import {
                folder,
                name: Some(name),
            }),
            _ => None,
        }
    }

    pub fn method(self) -> &'static str {
        match self {
            Place::Children { .. } => "GET",
            Place::Import { .. } => "POST",
        }
    }
}
