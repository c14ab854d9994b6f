//! COM: the enumerations of the type library.

use crate::families::FAMILIES;
use crate::interface::{Interface, Value};
use crate::names::pascal;
use crate::region::Regions;

/// What the automation object has no use for.
const LEFT_OUT: &[&str] = &["capability", "log_level", "token_state", "exchange"];

pub fn regions(interface: &Interface) -> Regions {
    let families = FAMILIES.iter().filter(|family| !LEFT_OUT.contains(&family.name));
    let enumerations: Vec<String> = families
        .map(|family| {
            let name = format!("LF{}", pascal(family.name));
            let members: Vec<String> = interface
                .family(family.name)
                .into_iter()
                .map(|constant| match constant.value {
                    Value::Number(number) => format!("        {} = {number}", constant.name),
                    Value::Text(_) => panic!("{} is no number", constant.name),
                })
                .collect();
            format!(
                "    // {}\n    typedef [v1_enum] enum {name} {{\n{}\n    }} {name};\n",
                family.about,
                members.join(",\n")
            )
        })
        .collect();
    vec![("enumerations", enumerations.join("\n"))]
}
