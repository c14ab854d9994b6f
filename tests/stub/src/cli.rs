//! The stub as a program.

use crate::fault::{Fault, Operation};
use crate::{Config, Stub};
use std::time::Duration;

const HELP: &str = "\
A local stand-in for a Laserfiche repository server (v1-alpha access tokens).
It listens on 127.0.0.1 only, knows no real account, stays in the foreground, and ends by itself.
It prints what a client needs as lines for a shell; its authority (CA) is a new one at each start.

Usage: stub [options]

  --port N           port to listen on (default: chosen by the system)
  --http             plain HTTP instead of HTTPS
  --base-path PATH   path in front of /v1-alpha (default: /repository)
  --ca-file PATH     write the CA certificate (PEM) to this file
  --licences N       sessions that may be open at once (default: no limit)
  --idle-seconds N   a session ends after so long without a refresh (default: 900)
  --strict           refuse what is not in the plainest form of the API (see below)
  --fault OP:SPEC    damage answers: OP is create, refresh, invalidate or all
  --for-seconds N    stop after so long (default: 3600)
  --verbose          print one line for each request; never a password or token
  --help             this text

Examples:
  stub --port 8443 --ca-file stub-ca.pem --verbose
  stub --http --port 8080 --licences 2 --for-seconds 60
  stub --port 8443 --fault refresh:status=429,retry-after=2,times=1

Without --strict it takes all that clients in the field send:
  Accept              absent, */*, application/*, and lists with weights
  Content-Type        application/json with a charset; on Refresh and Invalidate any, as long as there is no body
  Authorization       'bearer' in any case; on Create whatever comes
  bodies              null and unknown members of a login; {} or null for Refresh and Invalidate; chunks
  query               in any order, booleans in any case, '+' for a blank, unknown and empty parameters
  routes              in any case, also below /v1, with any valid encoding of the repository id
  Keep-Alive          'timeout=1800' as well as '1800'; on Create and Invalidate whatever comes
With --strict each of these is a refusal with its reason. Either way it takes a session's cookie
(createCookie=true) instead of Authorization, which is marked 'secure' unless --http is given;
other methods than POST get 405 with Allow, and a POST that tells no length gets 411.

A client that can only choose a repository id asks for a fault with it (percent-encoded in the URL, which most
clients do by themselves), e.g.
  fault:create:cut=120        the answer to Create ends after 120 bytes
  fault:refresh:status=401    every Refresh is refused
  fault:create:delay=3000     the answer to Create waits 3 seconds
SPEC is a list of keys with commas in between; times are in milliseconds, offsets in bytes of the answer:
  status=N            another status; 400 or more refuses the call (act: and performs it all the same)
  retry-after=TEXT  error=SHAPE  code=N  message=TEXT        what a refusal holds
  delay=MS  delay-at=BYTES/MS  delay-last=MS                 pauses before the answer, in it, before its last byte
  cut=BYTES  reset=BYTES  drop  refuse  close                how the connection ends
  gateway  header=NAME:VALUE  big-header=BYTES  omit-date    whose answer it is, and its headers
  raw=BYTES  garbage  body=BYTES  false  oversized=BYTES     what the answer is instead
  length=TEXT  chunked  close-delimited  split=BYTES[/MS]  interim=N[/STATUS]      how it is sent
  expire=TEXT         the expiry
  times=N             only the first N requests
Ids that start with 'unknown' name no repository; users 'locked' and 'expired' cannot log in.

While it runs: GET /_stub/report, GET /_stub/ca.pem, POST /_stub/reset,
POST /_stub/fault?op=OP&spec=SPEC, DELETE /_stub/faults.
";

struct Options {
    config: Config,
    ca_file: Option<String>,
    faults: Vec<(&'static [Operation], Fault)>,
    lifetime: Duration,
}

/// Runs the program and returns its exit code: 0 at the end of its time, 1 if it cannot start, 2 for wrong
/// arguments.
pub fn run(args: impl IntoIterator<Item = String>) -> i32 {
    match parse(args.into_iter()) {
        Ok(None) => {
            print!("{HELP}");
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
        ca_file: None,
        faults: Vec::new(),
        lifetime: Duration::from_secs(3600),
    };
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
                config.base_path = if path.is_empty() {
                    String::new()
                } else {
                    format!("/{path}")
                };
            }
            "--fault" => {
                let value = value()?;
                let (op, spec) = value.split_once(':').ok_or("--fault: expected OP:SPEC")?;
                options.faults.push((Operation::parse(op)?, Fault::parse(spec)?));
            }
            _ => return Err(format!("unknown option {name}")),
        }
    }
    Ok(Some(options))
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("{name}: {value:?} is not a number in range"))
}

fn serve(options: Options) -> std::io::Result<()> {
    let tls = options.config.tls;
    let (user, password) = options.config.users[0].clone();
    let stub = Stub::start(options.config)?;
    for (ops, fault) in options.faults {
        for op in ops {
            stub.set_fault(*op, fault.clone());
        }
    }
    println!("export LF_BASE_ADDRESS='{}'", stub.base_url());
    match &options.ca_file {
        Some(path) => {
            std::fs::write(path, stub.ca_pem())?;
            // Absolute, so that a program in another folder finds it.
            println!("export LF_CA_FILE='{}'", std::path::absolute(path)?.display());
        }
        None if tls => println!("# no CA file written; see --ca-file"),
        None => {}
    }
    println!("export LF_REPOSITORY='Archive'");
    println!("export LF_USER='{user}'");
    println!("export LF_PASSWORD='{password}'");
    println!("# ready; stops by itself after {} s", options.lifetime.as_secs());
    std::thread::sleep(options.lifetime);
    Ok(())
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
        let source = include_str!("spec.rs");
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
        assert_eq!(options.faults[0].0.len(), 3);
        assert!(parse(args("--help")).unwrap().is_none());
    }

    #[test]
    fn exit_codes_tell_what_happened() {
        assert_eq!(run(args("--help")), 0);
        assert_eq!(run(args("--http --for-seconds 0")), 0);
        for wrong in ["--port", "--port 70000", "--nonsense", "--fault drop", "--fault x:drop"] {
            assert_eq!(run(args(wrong)), 2, "{wrong}");
        }
        let taken = crate::background::listen(0).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_eq!(run(args(&format!("--http --port {port}"))), 1);
    }
}
