//! The stub as a program.

mod console;
mod login;

use crate::api::Api;
use crate::commands;
use crate::config::Config;
use crate::fault::{Fault, Operation};
use crate::stub::Stub;
use login::Shell;
use std::time::Duration;

const HELP: &str = include_str!("help.txt");

struct Options {
    config: Config,
    api: Api,
    ca_file: Option<String>,
    faults: Vec<(&'static [Operation], Fault)>,
    lifetime: Duration,
}

/// Runs the program and returns its exit code: 0 at the end of its time, 1 if it cannot start, 2 for wrong
/// arguments.
pub fn run(args: impl IntoIterator<Item = String>) -> i32 {
    match parse(args.into_iter()) {
        Ok(None) => {
            print!("{HELP}{}", commands::HELP);
            0
        }
        Ok(Some(options)) => match serve(options) {
            Ok(()) => 0,
            Err(error) => {
                eprintln!("stub: {error}");
                1
            }
        },
        Err(reason) => {
            eprintln!("stub: {reason}\nTry --help.");
            2
        }
    }
}

/// `None` asks for the help text.
fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options {
        config: Config {
            strict: false,
            ..Config::default()
        },
        api: Api::default(),
        ca_file: None,
        faults: Vec::new(),
        lifetime: Duration::from_secs(3600),
    };
    let mut base_path = None;
    while let Some(name) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{name} needs a value"));
        let config = &mut options.config;
        match name.as_str() {
            "--help" | "-h" => return Ok(None),
            "--http" => config.tls = false,
            "--strict" => config.strict = true,
            "--verbose" => config.verbose = true,
            "--port" => config.port = number(&name, &value()?)?,
            "--licences" => config.seat_limit = Some(number(&name, &value()?)?),
            "--idle-seconds" => config.idle_timeout = Duration::from_secs(number(&name, &value()?)?),
            "--for-seconds" => options.lifetime = Duration::from_secs(number(&name, &value()?)?),
            "--ca-file" => options.ca_file = Some(value()?),
            "--base-path" => {
                let path = value()?;
                let path = path.trim_matches('/');
                base_path = Some(if path.is_empty() {
                    String::new()
                } else {
                    format!("/{path}")
                });
            }
            "--api" => options.api = Api::parse(&value()?)?,
            "--domain" => config.domain = value()?,
            "--fault" => {
                let fault = commands::parse_fault(&value()?).map_err(|reason| format!("--fault: {reason}"))?;
                options.faults.push(fault);
            }
            _ => return Err(format!("unknown option {name}")),
        }
    }
    options.config.base_path = base_path.unwrap_or_else(|| options.api.base_path().into());
    Ok(Some(options))
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("{name}: {value:?} is not a number in range"))
}

fn serve(options: Options) -> std::io::Result<()> {
    let stub = Stub::start(options.config)?;
    for (ops, fault) in options.faults {
        for op in ops {
            stub.set_fault(*op, fault.clone());
        }
    }
    let ca_file = match options.ca_file {
        Some(path) => {
            std::fs::write(&path, stub.ca_pem())?;
            // Absolute, so that a program in another folder finds it.
            Some(std::path::absolute(path)?)
        }
        None => None,
    };
    for line in login::lines(Shell::HERE, options.api, &stub, ca_file.as_deref()) {
        println!("{line}");
    }
    let seconds = options.lifetime.as_secs();
    println!(
        "{}",
        Shell::HERE.comment(&format!("ready; stops by itself after {seconds} s"))
    );
    let output = &mut std::io::stdout();
    if console::in_background() {
        console::serve(&stub, std::io::empty(), output, options.lifetime)
    } else {
        let input = std::io::BufReader::new(std::io::stdin());
        console::serve(&stub, input, output, options.lifetime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(text: &str) -> impl Iterator<Item = String> + use<> {
        text.split_whitespace()
            .map(String::from)
            .collect::<Vec<_>>()
            .into_iter()
    }

    #[test]
    fn the_help_tells_of_every_key_of_a_fault() {
        let source = include_str!("../spec.rs");
        let keys = source
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" =>"));
        let keys: Vec<&str> = keys.map(|(key, _)| key).collect();
        assert!(keys.len() > 25, "{keys:?}");
        for key in keys {
            let told = HELP.split([' ', '=', '\n', '(', ':']).any(|word| word == key);
            assert!(told, "--help does not tell of {key}");
        }
    }

    #[test]
    fn reads_options() {
        assert!(!parse(args("")).unwrap().unwrap().config.strict);
        let text = "--http --strict --port 80 --licences 2 --idle-seconds 5 --base-path /a/ --fault all:drop";
        let options = parse(args(text)).unwrap().unwrap();
        assert!(!options.config.tls && options.config.strict);
        assert_eq!(options.config.port, 80);
        assert_eq!(options.config.seat_limit, Some(2));
        assert_eq!(options.config.idle_timeout, Duration::from_secs(5));
        assert_eq!(options.config.base_path, "/a");
        assert_eq!(options.faults[0].0.len(), Operation::ALL.len());
        assert!(parse(args("--help")).unwrap().is_none());
        let base_path = |text| parse(args(text)).unwrap().unwrap().config.base_path;
        assert_eq!(base_path("--api cloud"), "/repository");
        assert_eq!(base_path("--api server-v2"), "/LFRepositoryAPI");
        assert_eq!(base_path("--base-path / --api server-v1"), "");
    }

    #[test]
    fn exit_codes_tell_what_happened() {
        assert_eq!(run(args("--help")), 0);
        assert_eq!(run(args("--http --for-seconds 0")), 0);
        for wrong in [
            "--port",
            "--port 70000",
            "--nonsense",
            "--fault drop",
            "--fault x:drop",
            "--api v3",
        ] {
            assert_eq!(run(args(wrong)), 2, "{wrong}");
        }
        let taken = crate::background::listen(0).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_eq!(run(args(&format!("--http --port {port}"))), 1);
    }
}
