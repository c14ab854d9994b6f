//! The tables of the README and of the page about errors.

use crate::interface::{Interface, Value};
use crate::region::Regions;

/// Of the page about errors.
pub fn statuses(interface: &Interface) -> Regions {
    let mut statuses = "| code | name | meaning |\n| --- | --- | --- |\n".to_owned();
    for status in interface.family("status") {
        let Value::Number(number) = status.value else { continue };
        statuses += &format!("| {number} | `{}` | {} |\n", status.name, status.docs.meaning());
    }
    // Markdown wants a blank line around a table.
    vec![("statuses", format!("\n{statuses}\n"))]
}

/// Of the README.
pub fn actions(interface: &Interface) -> Regions {
    let mut actions = "| action | what to do |\n| --- | --- |\n".to_owned();
    for action in interface.family("action") {
        actions += &format!("| `{}` | {} |\n", action.name, in_code(action.docs.meaning()));
    }
    vec![("actions", format!("\n{actions}\n"))]
}

/// Names of functions as code.
fn in_code(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.find("lf_") {
        Some(at) => {
            let end = word.trim_end_matches([',', '.', ';', ':']).len();
            format!(
                "{}`{}`{}",
                &word[..at],
                word[at..end].trim_end_matches("()"),
                &word[end..]
            )
        }
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}
