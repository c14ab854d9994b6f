//! What a client needs to log in, as lines for a shell: that of Unix, or the command prompt of Windows.

use crate::api::Api;
use crate::login;
use crate::stub::Stub;
use std::path::Path;

/// Who the lines are for.
#[derive(Clone, Copy, PartialEq)]
pub enum Shell {
    Unix,
    CommandPrompt,
}

impl Shell {
    /// The one that people have where this program runs.
    pub const HERE: Shell = if cfg!(windows) {
        Shell::CommandPrompt
    } else {
        Shell::Unix
    };

    pub fn comment(self, text: &str) -> String {
        match self {
            Shell::Unix => format!("# {text}"),
            Shell::CommandPrompt => format!("rem {text}"),
        }
    }

    fn set(self, name: &str, value: &str) -> String {
        match self {
            Shell::Unix => format!("export {name}='{}'", value.replace('\'', "'\\''")),
            // The quotes keep blanks and & out of harm's way, and are no part of the value.
            Shell::CommandPrompt => format!("set \"{name}={value}\""),
        }
    }

    fn forget(self, names: &[&str]) -> Vec<String> {
        match self {
            Shell::Unix => vec![format!("unset {}", names.join(" "))],
            Shell::CommandPrompt => names.iter().map(|name| self.set(name, "")).collect(),
        }
    }
}

pub fn lines(shell: Shell, api: Api, stub: &Stub, ca_file: Option<&Path>) -> Vec<String> {
    let settings = login::settings(api, stub);
    // A shell may still have what another API needs.
    let mut lines = shell.forget(&login::VARIABLES);
    lines.extend(settings.iter().map(|(name, value)| shell.set(name, value)));
    let config = stub.config();
    match ca_file {
        Some(path) => lines.push(shell.set("LF_CA_FILE", &path.display().to_string())),
        None if config.tls => lines.push(shell.comment("no CA file written; see --ca-file")),
        None => {}
    }
    match api {
        Api::V1Alpha | Api::ServerV1 => {}
        Api::ServerV2 => lines.push(shell.comment(&format!("sign-in: {}/v2/authorize", stub.base_url()))),
        Api::Cloud => {
            lines.push(shell.comment(&format!("sign-in: {}/Authorize", stub.sign_in_address())));
            if let Some((id, secret)) = config.web_apps.first() {
                lines.push(shell.comment(&format!("web app: client id {id:?}, client secret {secret:?}")));
            }
            if let Some(id) = config.single_page_apps.first() {
                lines.push(shell.comment(&format!("single-page app: client id {id:?}")));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[test]
    fn lines_are_for_a_shell() {
        assert_eq!(Shell::Unix.set("A", "it's"), r"export A='it'\''s'");
        let stub = Stub::start(Config::default()).unwrap();
        let lines = lines(Shell::Unix, Api::Cloud, &stub, Some(Path::new("/ca.pem")));
        assert!(lines[0].starts_with("unset LF_API LF_BASE_ADDRESS "), "{lines:?}");
        assert_eq!(lines[1], "export LF_API='cloud'");
        assert!(lines.contains(&"export LF_CA_FILE='/ca.pem'".to_owned()), "{lines:?}");
        assert!(lines.iter().any(|line| line.starts_with("# web app: ")), "{lines:?}");
    }

    #[test]
    fn lines_are_for_the_command_prompt() {
        let stub = Stub::start(Config::default()).unwrap();
        let lines = lines(Shell::CommandPrompt, Api::V1Alpha, &stub, None);
        assert_eq!(lines[0], "set \"LF_API=\"");
        assert!(
            lines.contains(&"set \"LF_PASSWORD=correct horse battery staple\"".to_owned()),
            "{lines:?}"
        );
        assert!(
            lines
                .iter()
                .all(|line| line.starts_with("set \"") || line.starts_with("rem ")),
            "{lines:?}"
        );
    }
}
