//! The main figures as a picture: lftoken as a part of libcurl.

use std::fmt::Write;

use crate::table::{Client, Table};

const ROWS: [(&str, &str); 9] = [
    ("instructions, warm refresh", "refresh instructions"),
    ("CPU time, warm refresh", "refresh CPU one core"),
    ("time, warm refresh", "refresh p50 one core"),
    ("system calls, warm refresh", "refresh system calls"),
    ("bytes allocated, warm refresh", "refresh bytes"),
    ("time, new connection", "resumed p50 one core"),
    ("instructions, cold start", "system store instructions"),
    ("memory of the first client", "system store RSS"),
    ("size on disk", "size of all"),
];

const ROW: usize = 26;
const LEFT: usize = 210;
const FULL: usize = 360;
const TOP: usize = 36;

/// Colours that can be read on white and on black.
pub fn svg(figures: &Table) -> String {
    let height = TOP + ROWS.len() * ROW + 14;
    let width = LEFT + FULL + 70;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         font-family=\"sans-serif\" font-size=\"13\" fill=\"#808080\">\n\
         <text x=\"8\" y=\"20\" font-size=\"15\">lftoken, where libcurl + cJSON is 1: shorter is better</text>\n"
    );
    for (at, (title, name)) in ROWS.iter().enumerate() {
        let ratio = figures
            .ratio(Client::Lftoken, Client::Libcurl, name)
            .expect("a figure for each row")
            .median;
        let y = TOP + at * ROW;
        let length = (ratio.min(1.0) * FULL as f64).max(1.0);
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{title}</text>\n\
             <rect x=\"{LEFT}\" y=\"{y}\" width=\"{FULL}\" height=\"18\" fill-opacity=\"0.2\"/>\n\
             <rect x=\"{LEFT}\" y=\"{y}\" width=\"{length:.1}\" height=\"18\" fill=\"#2f81f7\"/>\n\
             <text x=\"{}\" y=\"{}\">{ratio:.2}</text>\n",
            LEFT - 8,
            y + 14,
            LEFT + FULL + 8,
            y + 14,
        );
    }
    svg.push_str("</svg>\n");
    svg
}
