//! Lines of a person, or of a program that runs the stub, while it serves.

use crate::stub::Stub;
use std::io::{BufRead, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// Does what each line of the input says until the time is over or a line says `quit`. The end of the input ends nothing.
/// What is printed is a comment for a shell, as all that the stub says besides its settings.
pub fn serve(
    stub: &Stub,
    input: impl BufRead + Send + 'static,
    output: &mut impl Write,
    lifetime: Duration,
) -> std::io::Result<()> {
    let end = Instant::now() + lifetime;
    let (sender, lines) = mpsc::channel();
    // Nothing can end the wait for a line; the thread ends with the program.
    std::thread::spawn(move || {
        input
            .lines()
            .map_while(Result::ok)
            .try_for_each(|line| sender.send(line))
    });
    loop {
        let left = end.saturating_duration_since(Instant::now());
        match lines.recv_timeout(left) {
            Ok(line) if line.trim() == "quit" => return Ok(()),
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                let told = stub.command(&line).unwrap_or_else(|reason| format!("error: {reason}"));
                for line in told.lines() {
                    writeln!(output, "# {line}")?;
                }
                output.flush()?;
            }
            Err(RecvTimeoutError::Timeout) => return Ok(()),
            Err(RecvTimeoutError::Disconnected) => {
                std::thread::sleep(left);
                return Ok(());
            }
        }
    }
}

/// Whether a shell runs the program beside itself: the system would stop it if it read from the terminal.
pub fn in_background() -> bool {
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = status.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    match fields[..] {
        [_, _, group, _, _, foreground, ..] => foreground != "-1" && foreground != group,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;
    use std::io::Cursor;

    fn said(text: &'static str, lifetime: Duration) -> (String, Duration) {
        let config = Config {
            tls: false,
            ..Config::default()
        };
        let stub = Stub::start(config).unwrap();
        let mut output = Vec::new();
        let start = Instant::now();
        serve(&stub, Cursor::new(text), &mut output, lifetime).unwrap();
        (String::from_utf8(output).unwrap(), start.elapsed())
    }

    #[test]
    fn each_line_is_done_and_told_of_until_quit() {
        let (told, took) = said("lock svc\n\nnonsense\ncounts\nquit\nlock a\n", Duration::from_secs(60));
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(
            lines[..2],
            ["# locked: svc", "# error: unknown command \"nonsense\": try help"]
        );
        assert!(
            lines[2].starts_with("# open=0 most_open=0 ") && lines.len() == 3,
            "{told}"
        );
        assert!(took < Duration::from_secs(30));
    }

    #[test]
    fn the_end_of_the_input_does_not_end_the_server() {
        let (told, took) = said("help\n", Duration::from_millis(200));
        assert!(told.lines().all(|line| line.starts_with("# ")) && told.contains("end-sessions"));
        assert!(took >= Duration::from_millis(200));
    }
}
