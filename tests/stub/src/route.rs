//! What a path means.

use crate::api::Api;
use crate::config::Config;
use crate::fault::Operation;
use crate::resource::Place;

/// The operation that a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route<'a> {
    pub api: Api,
    pub op: Operation,
    /// The repository id as it stands in the path; empty where the path has none.
    pub segment: &'a str,
    /// What is meant of a resource.
    pub place: Option<Place<'a>>,
}

impl<'a> Route<'a> {
    /// The service looks at no case, and some clients write `v1` for v1-alpha; a strict stub takes neither.
    pub fn of(path: &'a str, config: &Config) -> Option<Route<'a>> {
        let same = |part: &str, wanted: &str| part == wanted || !config.strict && part.eq_ignore_ascii_case(wanted);
        let below = |base: &str| {
            let (start, rest) = path.split_at_checked(base.len())?;
            let parts: Vec<&'a str> = rest.strip_prefix('/')?.split('/').collect();
            same(start, base).then_some(parts)
        };
        if let Some([name]) = below(&config.oauth_path).as_deref() {
            let op = [Operation::Token, Operation::Authorize]
                .into_iter()
                .find(|op| same(name, op.name()))?;
            return Some(Route {
                api: Api::Cloud,
                op,
                segment: "",
                place: None,
            });
        }
        let mut place = None;
        let (api, op, segment) = match below(&config.base_path)?[..] {
            [generation, repositories, segment, tokens, name]
                if (same(generation, "v1-alpha") || !config.strict && same(generation, "v1"))
                    && same(repositories, "Repositories")
                    && same(tokens, "AccessTokens") =>
            {
                let mut known = Operation::V1_ALPHA.into_iter();
                (Api::V1Alpha, known.find(|op| same(name, op.name()))?, segment)
            }
            [generation, repositories, segment, name] if same(repositories, "Repositories") && same(name, "Token") => {
                (self_hosted(generation, same)?, Operation::Token, segment)
            }
            [generation, name] if same(generation, "v2") && same(name, "authorize") => {
                return Some(Route {
                    api: Api::ServerV2,
                    op: Operation::Authorize,
                    segment: "",
                    place: None,
                });
            }
            [generation, repositories, segment, entries, entry, ref rest @ ..]
                if same(repositories, "Repositories") && same(entries, "Entries") =>
            {
                let api = match same(generation, "v1-alpha") {
                    true => Api::V1Alpha,
                    false => self_hosted(generation, same)?,
                };
                place = Some(Place::of(api, entry, rest, same)?);
                (api, Operation::Resource, segment)
            }
            _ => return None,
        };
        (!segment.is_empty()).then_some(Route {
            api,
            op,
            segment,
            place,
        })
    }
}

impl Route<'_> {
    pub fn method(&self) -> &'static str {
        match (self.op, self.place) {
            (_, Some(place)) => place.method(),
            (Operation::Authorize, None) => "GET",
            _ => "POST",
        }
    }
}

fn self_hosted(generation: &str, same: impl Fn(&str, &str) -> bool) -> Option<Api> {
    match generation {
        _ if same(generation, "v1") => Some(Api::ServerV1),
        _ if same(generation, "v2") => Some(Api::ServerV2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_generation_has_its_paths() {
        let config = Config::default();
        let of = |path| Route::of(path, &config).map(|route| (route.api, route.op, route.segment));
        for (path, meant) in [
            (
                "/repository/v1-alpha/Repositories/r/AccessTokens/Create",
                (Api::V1Alpha, Operation::Create, "r"),
            ),
            (
                "/repository/v1/Repositories/r%20s/Token",
                (Api::ServerV1, Operation::Token, "r%20s"),
            ),
            (
                "/repository/v2/Repositories/r/Token",
                (Api::ServerV2, Operation::Token, "r"),
            ),
            ("/repository/v2/authorize", (Api::ServerV2, Operation::Authorize, "")),
        ] {
            assert_eq!(of(path), Some(meant));
        }
        for (path, api, method) in [
            (
                "v1-alpha/Repositories/r/Entries/1/Laserfiche.Repository.Folder/children",
                Api::V1Alpha,
                "GET",
            ),
            ("v1-alpha/Repositories/r/Entries/1/a.pdf", Api::V1Alpha, "POST"),
            (
                "v1/Repositories/r/Entries/1/Laserfiche.Repository.Folder/children",
                Api::ServerV1,
                "GET",
            ),
            ("v1/Repositories/r/Entries/1/a.pdf", Api::ServerV1, "POST"),
            ("v2/Repositories/r/Entries/1/Folder/Children", Api::ServerV2, "GET"),
            ("v2/Repositories/r/Entries/1/Folder/Import", Api::ServerV2, "POST"),
        ] {
            let path = format!("/repository/{path}");
            let route = Route::of(&path, &config).unwrap();
            assert_eq!(
                (route.api, route.op, route.method()),
                (api, Operation::Resource, method)
            );
        }
        assert_eq!(of("/oauth/Token"), Some((Api::Cloud, Operation::Token, "")));
        assert_eq!(of("/oauth/Authorize"), Some((Api::Cloud, Operation::Authorize, "")));
        for wrong in [
            "/repository/v2/r/Token",
            "/repository/v2/r/oauth/token",
            "/repository/v1/authorize",
            "/repository/v1/Repositories//Token",
            "/repository/v1/Repositories/r/AccessTokens/Create",
            "/repository/v1/Repositories/r/Token/",
            "/repository/v3/Repositories/r/Token",
            "/repository/Token",
            "/repository/v2/Repositories/r/Entries/1/a.pdf",
            "/repository/v1/Repositories/r/Entries/1/Folder/Import",
            "/repository/v1/Repositories/r/Entries/1",
            "/v1/Repositories/r/Token",
            "/oauth/token",
            "/oauth",
            "/Token",
        ] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn clients_in_the_field_write_paths_in_any_case() {
        let config = Config {
            strict: false,
            ..Config::default()
        };
        for path in [
            "/oauth/token",
            "/OAuth/AUTHORIZE",
            "/Repository/V2/repositories/r/token",
            "/repository/v2/Authorize",
            "/repository/v1/Repositories/r/AccessTokens/Create",
        ] {
            assert!(Route::of(path, &config).is_some(), "{path}");
        }
        for wrong in ["/repository/v2/r/Token", "/repository/v2/r/oauth/token"] {
            assert_eq!(Route::of(wrong, &config), None, "{wrong}");
        }
    }
}
