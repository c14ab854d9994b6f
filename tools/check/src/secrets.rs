//! What must not stand on a command line: from the environment, from standard input, or asked for without an echo.

use std::io::IsTerminal;
use std::path::Path;
use std::{env, fs, io};

use binding::{Api, Credentials, Proxy};

use crate::arguments::Arguments;
use crate::redact::Redactor;

const CLIENT_KEY_PASSWORD: &str = "LFTOKEN_CLIENT_KEY_PASSWORD";

/// Fills in the secrets of the settings, and returns those of the login, if one is wanted.
pub fn ask(arguments: &mut Arguments, redactor: &mut Redactor) -> Result<Option<Credentials>, String> {
    if let Some(user) = arguments.proxy_user.clone() {
        let question = format!("Password of {user} at the proxy: ");
        let password = secret("LFTOKEN_PROXY_PASSWORD", &question, redactor)?;
        if let Some(Proxy::Explicit { credentials, .. }) = &mut arguments.settings.proxy {
            *credentials = Some((user, password));
        }
    }
    if let (Some(certificate), Some(key)) = (&arguments.client_certificate, &arguments.client_key) {
        let key = file("--client-key", key)?;
        redactor.add_lines(&key);
        arguments.settings.identity = Some((file("--client-certificate", certificate)?, key));
        if env::var_os(CLIENT_KEY_PASSWORD).is_some() {
            arguments.settings.key_password = Some(secret(CLIENT_KEY_PASSWORD, "", redactor)?);
        }
    }
    if let Some(path) = &arguments.client_pfx {
        let bytes = contents("--client-pfx", path)?;
        let question = format!("Password of {}: ", path.display());
        let password = secret(CLIENT_KEY_PASSWORD, &question, redactor)?;
        arguments.settings.pkcs12 = Some((bytes, Some(password)));
    }
    if let Some(user) = &arguments.user {
        let password = if arguments.password_stdin {
            first_line(redactor)?
        } else {
            secret("LFTOKEN_PASSWORD", &format!("Password of {user}: "), redactor)?
        };
        return Ok(Some(Credentials {
            username: Some(user.clone()),
            password: Some(password),
            allow_empty_password: arguments.allow_empty_password,
            // By this an administrator recognises the session; the other APIs take none.
            application_name: (arguments.api().1 == Api::V1Alpha).then(|| "lftoken-check".into()),
            ..Credentials::default()
        }));
    }
    if let Some(path) = &arguments.access_key_file {
        let access_key = file("--access-key-file", path)?;
        redactor.add_access_key(&access_key);
        let key = secret("LFTOKEN_SERVICE_PRINCIPAL_KEY", "Service principal key: ", redactor)?;
        return Ok(Some(Credentials {
            access_key: Some(access_key),
            service_principal_key: Some(key),
            ..Credentials::default()
        }));
    }
    Ok(None)
}

fn secret(variable: &str, question: &str, redactor: &mut Redactor) -> Result<String, String> {
    let value = match env::var(variable) {
        Ok(value) => value,
        Err(env::VarError::NotUnicode(_)) => return Err(format!("{variable} is no text")),
        Err(env::VarError::NotPresent) if !io::stderr().is_terminal() && !io::stdin().is_terminal() => {
            return Err(format!(
                "there is no terminal to ask at: set {variable}, or use --password-stdin for --user"
            ));
        }
        Err(env::VarError::NotPresent) => rpassword::prompt_password(question).map_err(|error| {
            format!(
                "nothing can be asked at this terminal ({}): set {variable}",
                error.kind()
            )
        })?,
    };
    usable(value, variable, redactor)
}

fn first_line(redactor: &mut Redactor) -> Result<String, String> {
    let mut line = String::new();
    io::stdin()
        .read_line(&mut line)
        .map_err(|_| "standard input has no text in its first line".to_owned())?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    usable(line.to_owned(), "the first line of standard input", redactor)
}

/// C has no text with a NUL inside.
fn usable(value: String, place: &str, redactor: &mut Redactor) -> Result<String, String> {
    // Windows' own programs begin a text in UTF-8 with it.
    let value = value.strip_prefix('\u{feff}').map_or(value.clone(), str::to_owned);
    if value.contains('\0') {
        return Err(format!("{place} has a NUL in it"));
    }
    redactor.add(&value);
    Ok(value)
}

fn contents(option: &str, path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{option}: {} cannot be read: {error}", path.display()))
}

fn file(option: &str, path: &Path) -> Result<String, String> {
    // Any encoding will do: what is not of the contents are remarks.
    let bytes = contents(option, path)?;
    let text = String::from_utf8_lossy(&bytes)
        .replace('\0', " ")
        .replace('\u{feff}', "");
    Ok(text)
}
