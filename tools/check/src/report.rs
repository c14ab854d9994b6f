//! A file to be mailed: what was shown, the settings, and the library's log, without secrets.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use binding::{Level, Pem, Proxy, Settings};

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::redact::Redactor;
use crate::screen;
use crate::step::Step;

/// Lines of the library's log, each with when it came.
pub type Lines = Arc<Mutex<Vec<(Instant, Level, String)>>>;

pub fn keep(lines: &Lines, level: Level, line: &str) {
    let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
    lines.push((Instant::now(), level, line.to_owned()));
}

pub struct Report {
    file: File,
    begun: Instant,
    date: SystemTime,
}

impl Report {
    /// Makes the file before anything is sent. An old one would keep its permissions, and is replaced.
    pub fn create(path: &Path) -> Result<Report, String> {
        let cannot = |error: std::io::Error| format!("--report: {} cannot be written: {error}", path.display());
        match fs::symlink_metadata(path) {
            Ok(old) if old.is_file() || old.is_symlink() => fs::remove_file(path).map_err(cannot)?,
            Ok(_) => return Err(format!("--report: {} is no file", path.display())),
            Err(_) => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Report {
            file: options.open(path).map_err(cannot)?,
            begun: Instant::now(),
            date: SystemTime::now(),
        })
    }

    pub fn write(
        &mut self,
        arguments: &Arguments,
        account: &str,
        steps: &[Step],
        exit: Exit,
        lines: &Lines,
        redactor: &Redactor,
    ) -> Result<(), String> {
        let mut text = screen::head(arguments, account);
        for step in steps {
            text += &screen::lines(step, false);
        }
        text += &screen::last(exit);
        text += &format!("\nbegun: {}\n", httpdate::fmt_http_date(self.date));
        text += &settings(arguments);
        text += "\nthe library's log, with milliseconds since the beginning:\n";
        for (at, level, line) in lines.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let ms = at.saturating_duration_since(self.begun).as_millis();
            text += &format!(
                "{ms:>7} {:<5} {}\n",
                format!("{level:?}").to_lowercase(),
                redactor.line(line)
            );
        }
        let written = self.file.write_all(redactor.lines(&text).as_bytes());
        written.map_err(|error| format!("the report cannot be written: {error}"))
    }
}

fn settings(arguments: &Arguments) -> String {
    let settings: &Settings = &arguments.settings;
    let mut text = String::new();
    let mut row = |name: &str, value: &str| text += &format!("{name}: {value}\n");
    row("api", arguments.api().0);
    row("repository", &arguments.repository);
    row("user", arguments.user.as_deref().unwrap_or("none"));
    match &settings.proxy {
        None => row("proxy", "none"),
        Some(Proxy::System) => row("proxy", "system"),
        Some(Proxy::Explicit { address, credentials }) => {
            row("proxy", address);
            row("proxy user", credentials.as_ref().map_or("none", |(user, _)| user));
        }
    }
    for authority in &settings.authorities {
        if let Pem::File(path) = authority {
            row("ca file", &path.display().to_string());
        }
    }
    for pin in &settings.pins {
        row("pin", pin);
    }
    if let Some(timeout) = settings.total_timeout {
        row("timeout", &format!("{} ms", timeout.as_millis()));
    }
    text
}
