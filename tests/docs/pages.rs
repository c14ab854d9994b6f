//! README.md and the pages of the bindings tell of every action, each with the names of its own.

use std::fs;

use support::{c_header, cc};

#[test]
fn every_action_is_told() {
    let page = |name: &str| fs::read_to_string(cc::root().join(name)).unwrap();
    let pages = [
        "README.md",
        "docs/cpp.md",
        "docs/dotnet.md",
        "docs/delphi.md",
        "docs/python.md",
        "docs/vba.md",
    ];
    let [readme, cpp, dotnet, delphi, python, vba] = pages.map(page);
    let constants = c_header::constants();
    let actions: Vec<&str> = constants
        .keys()
        .filter_map(|name| name.strip_prefix("LF_ACTION_"))
        .collect();
    assert!(actions.len() > 8, "{actions:?}");
    for action in actions {
        let row = format!("| `LF_ACTION_{action}` | ");
        assert!(readme.contains(&row), "README.md lacks {action}");
        if action == "NONE" {
            continue;
        }
        let joined: String = action
            .split('_')
            .map(|word| format!("{}{}", &word[..1], word[1..].to_lowercase()))
            .collect();
        for (page, name) in [
            (&cpp, action.to_lowercase()),
            (&dotnet, joined.clone()),
            (&delphi, format!("lfa{joined}")),
            (&python, action.to_owned()),
            (&vba, format!("LF_ACTION_{action}")),
        ] {
            let is_told = [format!("`{name}`"), format!("`Action.{name}`")]
                .iter()
                .any(|name| page.contains(name));
            assert!(is_told, "{name} is not told of");
        }
    }
}
