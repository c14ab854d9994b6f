//! What a client needs to log in, as lines for a shell.

use crate::api::Api;
use crate::config::Config;
use crate::stub::Stub;
use std::path::Path;

pub fn lines(api: Api, stub: &Stub, config: &Config, ca_file: Option<&Path>) -> Vec<String> {
    let mut lines = match api {
        Api::V1Alpha => vec![export("LF_BASE_ADDRESS", &stub.base_url())],
        Api::ServerV1 | Api::ServerV2 => vec![
            export("LF_API", api.name()),
            export("LF_BASE_ADDRESS", &stub.base_url()),
        ],
        Api::Cloud => vec![
            export("LF_API", api.name()),
            export("LF_BASE_ADDRESS", &stub.sign_in_address()),
        ],
    };
    match ca_file {
        Some(path) => lines.push(export("LF_CA_FILE", &path.display().to_string())),
        None if config.tls => lines.push("# no CA file written; see --ca-file".into()),
        None => {}
    }
    match api {
        Api::Cloud => {
            let key = stub.access_key(&config.domain);
            lines.push(export("LF_ACCESS_KEY", &key.exported));
            lines.push(export("LF_SERVICE_PRINCIPAL_KEY", &key.service_principal_key));
            lines.push(format!("# sign-in: {}/Authorize", stub.sign_in_address()));
            if let Some((id, secret)) = config.web_apps.first() {
                lines.push(format!("# web app: client id {id:?}, client secret {secret:?}"));
            }
            if let Some(id) = config.single_page_apps.first() {
                lines.push(format!("# single-page app: client id {id:?}"));
            }
        }
        Api::V1Alpha | Api::ServerV1 | Api::ServerV2 => {
            lines.push(export("LF_REPOSITORY", "Archive"));
            if let Some((user, password)) = config.users.first() {
                lines.push(export("LF_USER", user));
                lines.push(export("LF_PASSWORD", password));
            }
            if api == Api::ServerV2 {
                lines.push(format!("# sign-in: {}/v2/authorize", stub.base_url()));
            }
        }
    }
    lines
}

fn export(name: &str, value: &str) -> String {
    format!("export {name}='{}'", value.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_generation_gets_what_it_logs_in_with() {
        let config = Config {
            tls: false,
            ..Config::default()
        };
        let stub = Stub::start(config.clone()).unwrap();
        for (api, wanted) in [
            (
                Api::V1Alpha,
                ["LF_BASE_ADDRESS", "LF_REPOSITORY", "LF_USER", "LF_PASSWORD"].as_slice(),
            ),
            (
                Api::ServerV1,
                &["LF_API", "LF_BASE_ADDRESS", "LF_REPOSITORY", "LF_USER", "LF_PASSWORD"],
            ),
            (
                Api::ServerV2,
                &["LF_API", "LF_BASE_ADDRESS", "LF_REPOSITORY", "LF_USER", "LF_PASSWORD"],
            ),
            (
                Api::Cloud,
                &["LF_API", "LF_BASE_ADDRESS", "LF_ACCESS_KEY", "LF_SERVICE_PRINCIPAL_KEY"],
            ),
        ] {
            let lines = lines(api, &stub, &config, None);
            let names = lines
                .iter()
                .filter_map(|line| line.strip_prefix("export ")?.split_once('='));
            let names: Vec<&str> = names.map(|(name, _)| name).collect();
            assert_eq!(names, wanted, "{api:?}");
        }
        assert_eq!(export("A", "it's"), r"export A='it'\''s'");
    }
}
