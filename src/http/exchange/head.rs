//! The head of an answer, mended in its buffer before ureq-proto parses it.
//!
//! A user agent has to read two things that servers must not send any more, and ureq-proto reads neither: a header that
//! goes on in the next line (RFC 9112, 5.2), and blanks before the colon (5.1).

use std::fmt;

use ureq_proto::client::state::RecvResponse;
use ureq_proto::client::{Call, RecvResponseResult};
use ureq_proto::http::Response;

use crate::base::buffer::Buffer;

pub struct Head {
    call: Call<RecvResponse>,
    mended: Mended,
}

/// What a look at a head finds.
pub enum Found {
    /// More has to come.
    Part,
    /// An interim answer, which was taken out of the buffer (RFC 9110, 15.2); its headers do not matter here.
    Interim,
    Whole(Response<()>),
}

/// Why it cannot be read.
#[derive(Debug)]
pub enum Fault {
    /// The first line goes on in the second.
    GoesOn(usize),
    NoColon(usize),
    Protocol(ureq_proto::Error),
}

impl Head {
    pub fn new(call: Call<RecvResponse>) -> Head {
        Head {
            call,
            mended: Mended::default(),
        }
    }

    /// Takes it out of `plain` when it is there as a whole.
    pub fn read(&mut self, plain: &mut Buffer) -> Result<Found, Fault> {
        if plain.is_empty() {
            return Ok(Found::Part);
        }
        if is_interim(plain.filled()) {
            let Some(length) = length(plain.filled()) else {
                return Ok(Found::Part);
            };
            plain.consume(length);
            return Ok(Found::Interim);
        }
        let ready = self.mended.advance(plain.filled_mut())?;
        let (used, head) = self.call.try_response(&plain.filled()[..ready], false)?;
        plain.consume(used);
        Ok(match head {
            Some(head) => Found::Whole(head),
            None if used == 0 => Found::Part,
            None => {
                self.mended = Mended::default();
                Found::Interim
            }
        })
    }

    /// What follows a whole head.
    pub fn proceed(self) -> Option<RecvResponseResult> {
        self.call.proceed()
    }
}

fn is_interim(head: &[u8]) -> bool {
    head.starts_with(b"HTTP/1.1 1") && !head.starts_with(b"HTTP/1.1 101")
}

/// Where a head ends, whatever its lines are.
fn length(head: &[u8]) -> Option<usize> {
    let ends: [&[u8]; 2] = [b"\n\n", b"\n\r\n"];
    (0..head.len()).find_map(|at| {
        let end = ends.iter().find(|end| head[at..].starts_with(end))?;
        Some(at + end.len())
    })
}

/// How far a head is mended. Nothing moves: what is taken away becomes blanks.
#[derive(Default)]
pub struct Mended {
    /// Where the line that is looked at begins, and its number among those that came.
    line: usize,
    number: usize,
    /// Where its last part begins, if it goes on over several.
    part: usize,
    /// The first line came.
    has_begun: bool,
    is_whole: bool,
}

impl Mended {
    /// Mends what has come of a head; tells how much of it can be parsed. Until the first line is there, that is all.
    pub fn advance(&mut self, head: &mut [u8]) -> Result<usize, Fault> {
        while !self.is_whole
            && let Some(length) = head[self.part..].iter().position(|byte| *byte == b'\n')
        {
            let end = self.part + length + 1;
            let begins_anew = self.part == self.line;
            let is_blank = matches!(&head[self.line..end], b"\n" | b"\r\n");
            if begins_anew && self.has_begun {
                self.is_whole = is_blank;
                if !is_blank {
                    mend_colon(&mut head[self.line..end], self.number + 1)?;
                }
            }
            if self.has_begun && !self.is_whole {
                match head.get(end) {
                    // Whether it goes on is not known yet.
                    None => break,
                    Some(b' ' | b'\t') => {
                        let cr = usize::from(head[..end - 1].ends_with(b"\r"));
                        head[end - 1 - cr..end].fill(b' ');
                        (self.part, self.number) = (end, self.number + 1);
                        continue;
                    }
                    Some(_) => {}
                }
            }
            self.has_begun |= !is_blank;
            (self.line, self.part, self.number) = (end, end, self.number + 1);
        }
        Ok(if self.has_begun { self.line } else { head.len() })
    }
}

/// Puts the blanks before the colon of a header line behind it.
fn mend_colon(line: &mut [u8], number: usize) -> Result<(), Fault> {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    if line.first().is_some_and(is_blank) {
        return Err(Fault::GoesOn(number));
    }
    let Some(colon) = line.iter().position(|byte| *byte == b':') else {
        return Err(Fault::NoColon(number));
    };
    let blanks = line[..colon].iter().rev().take_while(|byte| is_blank(byte)).count();
    line[colon - blanks..=colon].rotate_right(1);
    Ok(())
}

impl From<ureq_proto::Error> for Fault {
    fn from(error: ureq_proto::Error) -> Fault {
        Fault::Protocol(error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::GoesOn(number) => write!(
                f,
                "line {number} of its head begins with a blank, but no header goes on there"
            ),
            Fault::NoColon(number) => write!(f, "line {number} of its head has no colon"),
            Fault::Protocol(error) => error.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left after it has come in one piece, in which way ever it comes.
    fn mended(text: &str) -> Result<String, String> {
        let mut whole = text.as_bytes().to_vec();
        let outcome = Mended::default().advance(&mut whole).map_err(|fault| fault.to_string());
        let mut growing = Vec::new();
        let mut state = Mended::default();
        let mut last = Ok(0);
        for byte in text.as_bytes() {
            growing.push(*byte);
            last = state.advance(&mut growing).map_err(|fault| fault.to_string());
            if last.is_err() {
                break;
            }
        }
        assert_eq!(last, outcome, "{text:?}");
        outcome.map(|ready| {
            assert_eq!(growing, whole, "{text:?}");
            whole.truncate(ready);
            String::from_utf8(whole).unwrap()
        })
    }

    #[test]
    fn a_good_head_stays_as_it_is() {
        for head in [
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: b\r\nEmpty:\r\nC:d : e\r\n\r\n",
            "HTTP/1.1 200 OK\nA: b\n\n",
            "\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n",
            "HTTP/1.1 200 OK: fine\r\n\r\n",
        ] {
            assert_eq!(mended(head).as_deref(), Ok(head));
            let body = " not\r\n a\r\n header";
            assert_eq!(
                mended(&format!("{head}{body}")).as_deref(),
                Ok(head),
                "the body is no part of it"
            );
        }
    }

    #[test]
    fn what_a_user_agent_has_to_read_is_mended() {
        for (head, expected) in [
            ("A: b\r\n c\r\n\td\r\nE: f\r\n", "A: b   c  \td\r\nE: f\r\n"),
            ("A:\n b\nC: d\n", "A:  b\nC: d\n"),
            ("A : b\r\nC\t :d\r\n", "A:  b\r\nC:\t d\r\n"),
            ("A: b\r\n \r\n", "A: b   \r\n"),
            ("A: b\r\n :c\r\n", "A: b   :c\r\n"),
        ] {
            let head = format!("HTTP/1.1 200 OK\r\n{head}\r\n");
            assert_eq!(
                mended(&head),
                Ok(format!("HTTP/1.1 200 OK\r\n{expected}\r\n")),
                "{head:?}"
            );
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        for (head, line) in [
            (" folded\r\nA: b\r\n", "line 2 of its head begins"),
            ("A: b\r\n c\r\nno colon\r\n", "line 4 of its head has no colon"),
            ("A: b\r\nC\r\n : d\r\n", "line 3 of its head has no colon"),
        ] {
            let fault = mended(&format!("HTTP/1.1 200 OK\r\n{head}\r\n")).unwrap_err();
            assert!(fault.starts_with(line), "{head:?}: {fault}");
        }
    }

    #[test]
    fn only_what_is_sure_is_parsed_before_the_rest_has_come() {
        for (text, ready) in [
            ("\u{15}\u{3}", "\u{15}\u{3}"),
            ("HTTP/1.1 2", "HTTP/1.1 2"),
            ("HTTP/1.1 200 OK\r\nA :", "HTTP/1.1 200 OK\r\n"),
            ("HTTP/1.1 200 OK\r\nA: b\r\n", "HTTP/1.1 200 OK\r\n"),
            ("HTTP/1.1 200 OK\r\nA: b\r\nC", "HTTP/1.1 200 OK\r\nA: b\r\n"),
        ] {
            assert_eq!(mended(text).as_deref(), Ok(ready));
        }
    }
}
