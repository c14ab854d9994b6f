//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use binding::{Api, Pem, Proxy, Settings};
use lexopt::{Arg, Parser, ValueExt};

use crate::exit::Exit;

pub enum Request {
    Help,
    Version,
    Check(Box<Arguments>),
}

#[derive(Default)]
pub struct Arguments {
    /// What the library is set to, but for secrets.
    pub settings: Settings,
    pub repository: String,
    pub user: Option<String>,
    pub password_stdin: bool,
    pub allow_empty_password: bool,
    pub access_key_file: Option<PathBuf>,
    pub proxy_user: Option<String>,
    pub client_certificate: Option<PathBuf>,
    pub client_key: Option<PathBuf>,
    pub client_pfx: Option<PathBuf>,
    pub json: bool,
    pub report: Option<PathBuf>,
    pub colour: bool,
}

const APIS: [(&str, Api); 4] = [
    ("v1-alpha", Api::V1Alpha),
    ("v1", Api::ServerV1),
    ("v2", Api::ServerV2),
    ("cloud", Api::Cloud),
];

impl Arguments {
    pub fn api(&self) -> (&'static str, Api) {
        let api = self.settings.api.unwrap_or(Api::V1Alpha);
        *APIS.iter().find(|(_, known)| *known == api).unwrap_or(&APIS[0])
    }
}

pub fn help() -> String {
    let rows = Exit::ALL.map(|exit| format!("  {:<5}{}\n", exit as u8, exit.meaning()));
    include_str!("help.txt").to_owned() + &rows.concat()
}

pub fn read(mut parser: Parser) -> Result<Request, String> {
    let mut arguments = Arguments {
        colour: true,
        ..Arguments::default()
    };
    let mut proxy = None;
    while let Some(argument) = parser.next().map_err(told)? {
        let Arg::Long(name) = argument else {
            return match argument {
                Arg::Short('h') => Ok(Request::Help),
                Arg::Short(letter) => Err(format!("there is no option -{letter}")),
                // What stands there may be a password.
                _ => Err("a value stands on the command line without an option before it".into()),
            };
        };
        let name = name.to_owned();
        let into = &mut arguments;
        match name.as_str() {
            "help" => return Ok(Request::Help),
            "version" => return Ok(Request::Version),
            "password" | "proxy-password" | "service-principal-key" => return Err(refused(&name)),
            "json" => into.json = true,
            "no-colour" | "no-color" => into.colour = false,
            "password-stdin" => into.password_stdin = true,
            "allow-empty-password" => into.allow_empty_password = true,
            "allow-plain-http" => into.settings.allow_plain_http = true,
            _ => {
                let mut value = || text(&mut parser, &name);
                match name.as_str() {
                    "base-address" => into.settings.base_address = Some(without_login(&name, value()?)?),
                    "repository" => into.repository = value()?,
                    "user" => into.user = Some(value()?),
                    "api" => into.settings.api = Some(api(&value()?)?),
                    "proxy" => proxy = Some(without_login(&name, value()?)?),
                    "proxy-user" => into.proxy_user = Some(value()?),
                    "no-proxy" => into.settings.no_proxy = Some(value()?),
                    "ca-file" => into.settings.authorities.push(Pem::File(value()?.into())),
                    "pin" => into.settings.pins.push(value()?),
                    "client-certificate" => into.client_certificate = Some(value()?.into()),
                    "client-key" => into.client_key = Some(value()?.into()),
                    "client-pfx" => into.client_pfx = Some(value()?.into()),
                    "access-key-file" => into.access_key_file = Some(value()?.into()),
                    "report" => into.report = Some(value()?.into()),
                    "timeout" => limit(&mut into.settings, &value()?)?,
                    _ => return Err(format!("there is no option --{name}")),
                }
            }
        }
    }
    agree(&arguments)?;
    arguments.settings.proxy = chosen(proxy)?;
    if arguments.proxy_user.is_some() && !matches!(arguments.settings.proxy, Some(Proxy::Explicit { .. })) {
        return Err("--proxy-user needs --proxy HOST:PORT".into());
    }
    Ok(Request::Check(Box::new(arguments)))
}

fn told(error: lexopt::Error) -> String {
    match error {
        lexopt::Error::MissingValue { option: Some(option) } => format!("{option} needs a value"),
        // Others repeat what was given.
        lexopt::Error::UnexpectedValue { option, .. } => format!("{option} takes no value"),
        _ => "the command line cannot be read".into(),
    }
}

fn text(parser: &mut Parser, name: &str) -> Result<String, String> {
    let value = parser.value().map_err(told)?;
    value.string().map_err(|_| format!("the value of --{name} is no text"))
}

fn refused(name: &str) -> String {
    let variable = match name {
        "password" => "LFTOKEN_PASSWORD, or use --password-stdin",
        "proxy-password" => "LFTOKEN_PROXY_PASSWORD",
        _ => "LFTOKEN_SERVICE_PRINCIPAL_KEY",
    };
    format!(
        "--{name} is refused, because other users of this machine can read a command line, and histories keep it: leave it \
         out to be asked, or set {variable}"
    )
}

/// An address with a password in it would come into what is shown.
fn without_login(name: &str, address: String) -> Result<String, String> {
    match address.contains('@') {
        true => Err(format!(
            "the value of --{name} has a user name in it: use --user, or --proxy-user for a proxy, and no password"
        )),
        false => Ok(address),
    }
}

fn api(name: &str) -> Result<Api, String> {
    let known = APIS
        .iter()
        .find(|(known, _)| *known == name.trim_start_matches("server-"));
    known
        .map(|(_, api)| *api)
        .ok_or_else(|| "--api is one of v1-alpha, v1, v2 and cloud".into())
}

fn chosen(proxy: Option<String>) -> Result<Option<Proxy>, String> {
    Ok(match proxy.as_deref() {
        None | Some("none") => None,
        Some("system") => Some(Proxy::System),
        Some("") => return Err("--proxy is none, system or HOST:PORT".into()),
        Some(address) => Some(Proxy::Explicit {
            address: address.to_owned(),
            credentials: None,
        }),
    })
}

fn limit(settings: &mut Settings, seconds: &str) -> Result<(), String> {
    let seconds = seconds
        .parse::<f64>()
        .ok()
        .filter(|seconds| (0.01..=3600.0).contains(seconds));
    let seconds = seconds.ok_or("--timeout is a number of seconds, such as 5 or 0.5, up to 3600")?;
    let total = Duration::from_secs_f64(seconds);
    settings.total_timeout = Some(total);
    settings.connect_timeout = Some(total);
    Ok(())
}

fn agree(arguments: &Arguments) -> Result<(), String> {
    let with_user = arguments.user.is_some();
    let fault = if with_user && arguments.access_key_file.is_some() {
        "--user and --access-key-file are two ways to log in: leave one out"
    } else if arguments.password_stdin && !with_user {
        "--password-stdin needs --user"
    } else if arguments.client_certificate.is_some() != arguments.client_key.is_some() {
        "--client-certificate and --client-key go together"
    } else if arguments.client_pfx.is_some() && arguments.client_key.is_some() {
        "--client-pfx has certificate and key: leave the other two out"
    } else {
        return Ok(());
    };
    Err(fault.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(line: &str) -> Result<Request, String> {
        read(Parser::from_args(line.split(' ')))
    }

    #[test]
    fn a_password_on_the_command_line_is_refused_and_not_repeated() {
        for line in [
            "--password=sesame",
            "--password sesame",
            "--user svc sesame",
            "--proxy-password sesame",
            "--json=sesame",
            "--proxy me:sesame@proxy:8080",
            "--base-address https://me:sesame@lf.example.com/api",
            "--service-principal-key sesame",
            "--timeout sesame",
            "--api sesame",
        ] {
            let reason = read_all(line).err().unwrap_or_else(|| panic!("{line} is taken"));
            assert!(!reason.contains("sesame"), "{reason}");
        }
        assert!(read_all("--password x").err().unwrap().contains("--password-stdin"));
    }

    #[test]
    fn options_that_do_not_go_together_are_told() {
        for (line, words) in [
            ("--user a --access-key-file b", "two ways"),
            ("--password-stdin", "needs --user"),
            ("--client-key k", "go together"),
            ("--proxy-user me", "needs --proxy"),
            ("--proxy system --proxy-user me", "needs --proxy"),
            ("--base-address", "needs a value"),
            ("--nothing", "no option --nothing"),
            ("-x", "no option -x"),
        ] {
            let reason = read_all(line).err().unwrap_or_else(|| panic!("{line} is taken"));
            assert!(reason.contains(words), "{line}: {reason}");
        }
    }

    #[test]
    fn the_help_has_every_exit_status() {
        for exit in Exit::ALL {
            assert!(help().contains(&format!("\n  {:<5}{}", exit as u8, exit.meaning())));
        }
    }
}
