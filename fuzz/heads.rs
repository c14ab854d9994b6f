//! Whatever the head of an answer is, mending moves nothing, and a reader of its own sees in the mended head what stood in
//! the one that came.

#![no_main]

use lftoken::fuzzing::mended_head;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let outcome = mended_head(bytes, bytes.len().max(1));
    for piece in [1, 7] {
        let in_pieces = mended_head(bytes, piece);
        assert_eq!(in_pieces, outcome, "in pieces of {piece}");
    }
    let lines = lines(bytes);
    let (mended, ready) = match outcome {
        Ok(mended) => mended,
        Err(fault) => return assert!(has_fault(&lines, bytes), "{fault}"),
    };
    assert!(ready <= bytes.len() && mended.len() == bytes.len());
    let solid = |bytes: &[u8]| {
        bytes
            .iter()
            .copied()
            .filter(|byte| !b" \t\r\n".contains(byte))
            .collect::<Vec<_>>()
    };
    assert_eq!(solid(&mended), solid(bytes));
    assert_eq!(
        mended_head(&mended, mended.len().max(1)),
        Ok((mended.clone(), ready)),
        "once is enough"
    );
    let Some(end) = lines.end else {
        return;
    };
    assert!(!has_fault(&lines, bytes));
    assert_eq!(ready, end);
    assert_eq!(mended[end..], bytes[end..], "the body");
    let read: Vec<_> = self::lines(&mended)
        .headers
        .iter()
        .map(|line| header(&mended, line))
        .collect();
    let expected: Vec<_> = lines.headers.iter().map(|line| header(bytes, line)).collect();
    assert_eq!(read, expected);
    for line in &self::lines(&mended).headers {
        let [line] = &line[..] else { panic!("a folded line") };
        let colon = mended[line.clone()]
            .iter()
            .position(|byte| *byte == b':')
            .expect("a colon");
        assert!(!mended[line.clone()][..colon].ends_with(b" ") && !mended[line.clone()][..colon].ends_with(b"\t"));
    }
});

type Line = std::ops::Range<usize>;

/// A head as its lines, without their ends.
#[derive(Default)]
struct Lines {
    /// Each header with the lines in which it goes on.
    headers: Vec<Vec<Line>>,
    /// A line goes on where no header is.
    goes_on: bool,
    /// Where the body begins.
    end: Option<usize>,
}

fn lines(bytes: &[u8]) -> Lines {
    let mut lines = Lines::default();
    let (mut begin, mut has_begun) = (0, false);
    for part in bytes.split_inclusive(|byte| *byte == b'\n') {
        let Some(line) = part.strip_suffix(b"\n") else {
            break;
        };
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let at = begin..begin + line.len();
        begin += part.len();
        match (has_begun, line.first()) {
            (false, None) => {}
            (false, Some(_)) => has_begun = true,
            (true, None) => {
                lines.end = Some(begin);
                break;
            }
            (true, Some(b' ' | b'\t')) => match lines.headers.last_mut() {
                Some(header) => header.push(at),
                None => lines.goes_on = true,
            },
            (true, Some(_)) => lines.headers.push(vec![at]),
        }
    }
    lines
}

fn has_fault(lines: &Lines, bytes: &[u8]) -> bool {
    lines.goes_on
        || lines
            .headers
            .iter()
            .any(|header| !bytes[header[0].clone()].contains(&b':'))
}

/// Name and words of the value. A carriage return that ends no line is one of its bytes.
fn header(bytes: &[u8], parts: &[Line]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let whole = parts
        .iter()
        .map(|line| &bytes[line.clone()])
        .collect::<Vec<_>>()
        .join(&b' ');
    let colon = whole.iter().position(|byte| *byte == b':').expect("a colon");
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let end = whole[..colon]
        .iter()
        .rposition(|byte| !is_blank(byte))
        .map_or(0, |last| last + 1);
    let words = whole[colon + 1..].split(is_blank).filter(|word| !word.is_empty());
    (whole[..end].to_vec(), words.map(<[u8]>::to_vec).collect())
}
