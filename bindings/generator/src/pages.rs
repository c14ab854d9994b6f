//! The tables of the README and of the pages about errors and settings.

use crate::docs;
use crate::interface::{Interface, Value};
use crate::region::Regions;
use crate::setter::Setting;
use crate::settings::{self, Plain};

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

/// Of the page about settings: each with its name in every binding.
pub fn all_settings(interface: &Interface) -> Regions {
    [
        ("options", "settings of options"),
        ("credentials", "settings of credentials"),
        ("session_options", "settings of session_options"),
        ("call", "settings of call"),
        ("authorization", "settings of authorization"),
    ]
    .map(|(object, region)| (region, format!("\n{}\n", table(interface, object))))
    .into()
}

fn table(interface: &Interface, object: &str) -> String {
    let plain = settings::plain(interface, object);
    let mut rows = "| C | what it does | C++ | .NET | Pascal | Python | VBA |\n\
                    | --- | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    let all = interface.functions.iter().filter_map(Setting::named);
    for setting in all.filter(|setting| setting.object == object) {
        let name = &setting.function.name;
        let found = plain.iter().find(|plain| plain.setting.function.name == *name);
        let sentence = in_code(docs::sentence(setting.function.docs.meaning()));
        let default = found.and_then(|plain| plain.default.as_deref());
        let default = default.map_or(String::new(), |default| format!(" By default {default}."));
        let names = found.map_or_else(|| vec!["see its page".to_owned(); 5], |plain| names(plain).into());
        rows += &format!("| `{name}` | {sentence}{default} | {} |\n", names.join(" | "));
    }
    rows
}

/// Of C++, .NET, Pascal, Python and VBA.
fn names(plain: &Plain<'_>) -> [String; 5] {
    let setting = &plain.setting;
    [
        setting.cpp(),
        setting.csharp(),
        setting.pascal(),
        setting.python(),
        setting.vba(),
    ]
    .map(|name| format!("`{name}`"))
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
