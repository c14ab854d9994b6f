//! What a client needs to log in, in the variables that the programs of this project read.

use crate::api::Api;
use crate::stub::Stub;

/// What the programs read of these; with more than one kind of credentials they could not log in.
pub const VARIABLES: [&str; 10] = [
    "LF_API",
    "LF_BASE_ADDRESS",
    "LF_CA_FILE",
    "LF_REPOSITORY",
    "LF_USER",
    "LF_PASSWORD",
    "LF_ACCESS_KEY",
    "LF_SERVICE_PRINCIPAL_KEY",
    "LF_REDIRECT_ADDRESS",
    "LF_CLIENT_ID",
];

/// The settings and the credentials for one API, but for the authority. Each call makes a new access key.
pub fn settings(api: Api, stub: &Stub) -> Vec<(&'static str, String)> {
    let config = stub.config();
    let mut settings = match api {
        // What a client takes that is not told.
        Api::V1Alpha => Vec::new(),
        _ => vec![("LF_API", api.name().to_owned())],
    };
    if api == Api::Cloud {
        let key = stub.access_key(&config.domain);
        settings.extend([
            ("LF_BASE_ADDRESS", stub.sign_in_address()),
            ("LF_ACCESS_KEY", key.exported),
            ("LF_SERVICE_PRINCIPAL_KEY", key.service_principal_key),
        ]);
        return settings;
    }
    settings.extend([
        ("LF_BASE_ADDRESS", stub.base_url()),
        ("LF_REPOSITORY", "Archive".to_owned()),
    ]);
    if let Some((user, password)) = config.users.first() {
        settings.extend([("LF_USER", user.clone()), ("LF_PASSWORD", password.clone())]);
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[test]
    fn each_generation_gets_what_it_logs_in_with() {
        let stub = Stub::start(Config {
            tls: false,
            ..Config::default()
        })
        .unwrap();
        let password = ["LF_BASE_ADDRESS", "LF_REPOSITORY", "LF_USER", "LF_PASSWORD"];
        for (api, wanted) in [
            (Api::V1Alpha, password.to_vec()),
            (Api::ServerV1, [&["LF_API"], &password[..]].concat()),
            (Api::ServerV2, [&["LF_API"], &password[..]].concat()),
            (
                Api::Cloud,
                vec!["LF_API", "LF_BASE_ADDRESS", "LF_ACCESS_KEY", "LF_SERVICE_PRINCIPAL_KEY"],
            ),
        ] {
            let names: Vec<&str> = settings(api, &stub).iter().map(|(name, _)| *name).collect();
            assert_eq!(names, wanted, "{api:?}");
            assert!(names.iter().all(|name| VARIABLES.contains(name)), "{api:?}");
        }
    }
}
