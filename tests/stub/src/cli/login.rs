//! What a client needs to log in, as lines for a shell.

use crate::api::Api;
use crate::login;
use crate::stub::Stub;
use std::path::Path;

pub fn lines(api: Api, stub: &Stub, ca_file: Option<&Path>) -> Vec<String> {
    let settings = login::settings(api, stub);
    // A shell may still have what another API needs.
    let mut lines = vec![format!("unset {}", login::VARIABLES.join(" "))];
    lines.extend(settings.iter().map(|(name, value)| export(name, value)));
    let config = stub.config();
    match ca_file {
        Some(path) => lines.push(export("LF_CA_FILE", &path.display().to_string())),
        None if config.tls => lines.push("# no CA file written; see --ca-file".into()),
        None => {}
    }
    match api {
        Api::V1Alpha | Api::ServerV1 => {}
        Api::ServerV2 => lines.push(format!("# sign-in: {}/v2/authorize", stub.base_url())),
        Api::Cloud => {
            lines.push(format!("# sign-in: {}/Authorize", stub.sign_in_address()));
            if let Some((id, secret)) = config.web_apps.first() {
                lines.push(format!("# web app: client id {id:?}, client secret {secret:?}"));
            }
            if let Some(id) = config.single_page_apps.first() {
                lines.push(format!("# single-page app: client id {id:?}"));
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
    use crate::Config;

    #[test]
    fn lines_are_for_a_shell() {
        assert_eq!(export("A", "it's"), r"export A='it'\''s'");
        let stub = Stub::start(Config::default()).unwrap();
        let lines = lines(Api::Cloud, &stub, Some(Path::new("/ca.pem")));
        assert!(lines[0].starts_with("unset LF_API LF_BASE_ADDRESS "), "{lines:?}");
        assert_eq!(lines[1], "export LF_API='cloud'");
        assert!(lines.contains(&"export LF_CA_FILE='/ca.pem'".to_owned()), "{lines:?}");
        assert!(lines.iter().any(|line| line.starts_with("# web app: ")), "{lines:?}");
    }
}
