//! The interface has one pattern of names, so that who knows one function can guess the next.

use support::c_header::{self, Function};

/// The three calls that gave the library its shape.
const GIVEN: &[&str] = &["lf_create_token", "lf_refresh_token", "lf_invalidate_token"];

/// What functions are about; each is a handle, but for the last three.
const OBJECTS: &[&str] = &[
    "options",
    "client",
    "session_options",
    "session",
    "credentials",
    "token",
    "authorization",
    "call",
    "cancel",
    "error",
    "status",
    "advice",
    "library",
];

/// What is wrong with the name of a function or of one of its parameters.
fn faults(function: &Function) -> Vec<String> {
    let name = &function.name;
    let mut found = Vec::new();
    let rest = OBJECTS
        .iter()
        .find_map(|object| name.strip_prefix("lf_")?.strip_prefix(object)?.strip_prefix('_'));
    let Some(rest) = rest else {
        if !GIVEN.contains(&name.as_str()) {
            found.push(format!("{name} does not begin with lf_ and an object"));
        }
        return found;
    };
    let first = function.parameters.first();
    let handle = |object: &str| first.is_some_and(|first| first.c_type.contains(&format!("lf_{object} *")));
    let object = name["lf_".len()..name.len() - rest.len() - 1].to_owned();
    let is_handle = !["status", "advice", "library"].contains(&object.as_str());
    if is_handle && !["new", "adopt", "adopt_with_credentials"].contains(&rest) && !handle(&object) {
        found.push(format!("{name} does not begin with a handle of its object"));
    }
    let is_setting = ["options", "credentials", "call", "session_options"].contains(&object.as_str())
        && !["new", "free"].contains(&rest);
    if is_setting && !rest.starts_with("set_") && !rest.starts_with("add_") {
        found.push(format!("{name} is a setting, and neither set_ nor add_"));
    }
    for parameter in &function.parameters {
        let (what, kind) = (&parameter.name, &parameter.c_type);
        let is_output =
            kind.ends_with("**") || (kind.ends_with('*') && !kind.contains("const") && !kind.contains("lf_"));
        let is_text_output = ["buf", "needed", "user"].contains(&what.as_str());
        if is_output && !is_text_output && !what.starts_with("out_") {
            found.push(format!("{name}: the output {what} does not begin with out_"));
        }
        if is_setting
            && kind == "int32_t"
            && what != "enabled"
            && !["api", "trust", "version", "level"].contains(&what.as_str())
        {
            found.push(format!("{name}: {what} is neither enabled nor one of a family"));
        }
        if what.contains("timeout") && !what.ends_with("_ms") {
            found.push(format!("{name}: {what} has no unit"));
        }
    }
    found
}

#[test]
fn every_function_follows_the_pattern() {
    let faults: Vec<String> = c_header::functions().iter().flat_map(faults).collect();
    assert_eq!(faults, Vec::<String>::new());
}

/// A setting that is on or off takes `enabled`; what is asked for whether it holds is called `is_`.
#[test]
fn booleans_have_one_form() {
    let functions = c_header::functions();
    let mut takes: Vec<&str> = functions
        .iter()
        .filter(|function| function.parameters.iter().any(|parameter| parameter.name == "enabled"))
        .map(|function| function.name.as_str())
        .collect();
    takes.sort_unstable();
    assert_eq!(
        takes,
        [
            "lf_credentials_set_allow_empty_password",
            "lf_credentials_set_create_cookie",
            "lf_options_set_allow_plain_http",
            "lf_options_set_use_system_proxy",
            "lf_session_options_set_hold",
        ]
    );
    let header = std::fs::read_to_string(support::cc::root().join("include/lftoken.h")).unwrap();
    for (at, _) in header.match_indices("@return 1 or 0") {
        let declaration = header[at..].split("LF_CALL ").nth(1).unwrap();
        let name = declaration.split('(').next().unwrap();
        assert!(name.contains("_is_"), "{name} returns a boolean");
    }
}

#[test]
fn a_name_of_another_pattern_would_be_found() {
    let function = |name: &str, parameters: &[(&str, &str)]| Function {
        name: name.into(),
        result: "lf_status".into(),
        parameters: parameters
            .iter()
            .map(|(c_type, name)| c_header::Parameter {
                name: (*name).into(),
                c_type: (*c_type).into(),
            })
            .collect(),
    };
    for bad in [
        function("lf_adopt_token", &[("lf_client *", "client")]),
        function("lf_options_use_proxy", &[("lf_options *", "options")]),
        function("lf_token_value", &[("lf_client *", "client")]),
        function("lf_token_state", &[("lf_token *", "token"), ("int32_t *", "state")]),
        function("lf_call_set_timeout", &[("lf_call *", "call"), ("uint32_t", "timeout")]),
        function("lf_call_set_fast", &[("lf_call *", "call"), ("int32_t", "on")]),
    ] {
        assert!(!faults(&bad).is_empty(), "{}", bad.name);
    }
}
