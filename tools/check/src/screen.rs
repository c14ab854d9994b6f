//! What a person sees.

use std::env;
use std::io::{self, IsTerminal, Write};

use binding::Verdict;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::step::{Step, verdict};

/// A reader that has gone, as in a pipe to `head`, must not end the program before it has logged out.
pub fn print(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

pub fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

pub struct Screen {
    colour: bool,
    /// The document comes at the end instead.
    is_silent: bool,
}

impl Screen {
    pub fn new(colour: bool, is_silent: bool) -> Screen {
        Screen {
            colour: colour && !is_silent && io::stdout().is_terminal() && are_colours_wanted() && can_show_colours(),
            is_silent,
        }
    }

    fn print(&self, text: &str) {
        if !self.is_silent {
            print(text);
        }
    }

    pub fn begin(&self, arguments: &Arguments, account: &str) {
        self.print(&head(arguments, account));
    }

    pub fn step(&mut self, step: &Step) {
        self.print(&lines(step, self.colour));
    }

    pub fn end(&self, exit: Exit) {
        self.print(&last(exit));
    }
}

/// https://no-color.org: set and not empty.
fn are_colours_wanted() -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    !is_set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Consoles before Windows 10 would show the codes instead.
fn can_show_colours() -> bool {
    !cfg!(windows) || anstyle_query::windows::enable_ansi_colors() == Some(true)
}

pub fn head(arguments: &Arguments, account: &str) -> String {
    let address = arguments
        .settings
        .base_address
        .as_deref()
        .unwrap_or("the sign-in server of the access key");
    format!(
        "lftoken-check {} of {address}, {}\naccount: {account}\n\n",
        env!("CARGO_PKG_VERSION"),
        arguments.api().0
    )
}

pub fn last(exit: Exit) -> String {
    format!("\n{} (exit status {})\n", exit.meaning(), exit as u8)
}

/// The verdict on a line, and below it what was found and what to do.
pub fn lines(step: &Step, colour: bool) -> String {
    let word = format!("{:<8}", verdict(step.verdict));
    let word = match (colour, step.verdict) {
        (false, _) => word,
        (true, Verdict::Passed) => format!("\x1b[32m{word}\x1b[0m"),
        (true, Verdict::Warning) => format!("\x1b[33m{word}\x1b[0m"),
        (true, Verdict::Failed) => format!("\x1b[1;31m{word}\x1b[0m"),
        (true, _) => format!("\x1b[2m{word}\x1b[0m"),
    };
    let mut text = format!("{word}{:<11} {}\n", step.name, step.text);
    for (name, value) in &step.facts {
        text += &format!("{:20}{name}: {value}\n", "");
    }
    if let Some(failure) = &step.failure {
        if !failure.to_do.is_empty() {
            text += &format!("{:20}what to do: {}\n", "", failure.to_do);
        }
        text += &format!("{:20}status: {}\n", "", failure.status());
    }
    text
}
