//! The document in an upload.

use crate::head::{Checked, bad};
use crate::report::SeenRequest;

/// Where a document starts and ends in a body, and the file name that came with it.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    pub bytes: usize,
    pub file_name: Option<String>,
}

/// The part of a form that has a file name; a body that is no form is the document itself.
pub fn find(seen: &SeenRequest) -> Checked<Found> {
    let media = seen.header("Content-Type").unwrap_or("");
    if !media.to_ascii_lowercase().starts_with("multipart/form-data") {
        return Ok(Found {
            bytes: seen.body.len(),
            file_name: None,
        });
    }
    let Some(boundary) = parameter(media, "boundary") else {
        return bad("Content-Type names no boundary");
    };
    let separator = format!("\r\n--{boundary}");
    // The first one has no line break of its own.
    let body = [b"\r\n", &seen.body[..]].concat();
    let mut rest = match position(&body, separator.as_bytes()) {
        Some(at) => &body[at + separator.len()..],
        None => return bad("the body does not hold its boundary"),
    };
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let Some(end) = position(part, separator.as_bytes()) else {
            return bad("the last part of the body has no end");
        };
        if let Some(found) = file(&part[..end]) {
            return Ok(found);
        }
        rest = &part[end + separator.len()..];
    }
    bad("no part of the body has a file name")
}

fn file(part: &[u8]) -> Option<Found> {
    let end = position(part, b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&part[..end]);
    let name = head.split("\r\n").find_map(|line| parameter(line, "filename"))?;
    Some(Found {
        bytes: part.len() - end - 4,
        file_name: Some(name.into()),
    })
}

/// The value of a parameter behind a semicolon, without its quotes.
fn parameter<'a>(line: &'a str, wanted: &str) -> Option<&'a str> {
    let pairs = line.split(';').skip(1).filter_map(|part| part.trim().split_once('='));
    let mut same = pairs.filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
    same.next().map(|(_, value)| value.trim_matches('"'))
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
