//! Under which account the check runs. On Windows a service's has other settings than a person's.

use std::env;

/// One line for a person.
pub fn told() -> String {
    if cfg!(windows) {
        windows(
            variable("USERDOMAIN"),
            variable("USERNAME"),
            variable("SESSIONNAME").is_some(),
        )
    } else {
        variable("USER").or_else(|| variable("LOGNAME")).unwrap_or_else(number)
    }
}

/// Where the environment does not tell, as of a service.
#[cfg(unix)]
fn number() -> String {
    use std::os::unix::fs::MetadataExt;
    let own = std::fs::metadata("/proc/self");
    own.map_or("unknown".to_owned(), |own| format!("user id {}", own.uid()))
}

#[cfg(not(unix))]
fn number() -> String {
    "unknown".to_owned()
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn windows(domain: Option<String>, name: Option<String>, is_signed_in: bool) -> String {
    let name = name.unwrap_or_else(|| "unknown".to_owned());
    // Windows names its own accounts, such as LocalSystem, after the machine.
    let is_machine = name.ends_with('$');
    let whole = domain.map_or(name.clone(), |domain| format!("{domain}\\{name}"));
    let kind = match (is_machine, is_signed_in) {
        (true, _) => "an account of Windows itself, as services have it",
        (false, true) => "signed in",
        (false, false) => "not signed in at a screen, as services and scheduled tasks are",
    };
    format!(
        "{whole} ({kind}); proxy settings and certificate store are this account's own: if a service fails, run the check \
         under the service's account"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_account_is_told_from_a_users() {
        let told =
            |domain: &str, name: &str, is_signed_in| windows(Some(domain.into()), Some(name.into()), is_signed_in);
        assert!(told("WORKGROUP", "SCAN01$", false).starts_with("WORKGROUP\\SCAN01$ (an account of Windows itself"));
        assert!(told("CORP", "anna", true).starts_with("CORP\\anna (signed in);"));
        assert!(told("CORP", "svc", false).contains("not signed in at a screen"));
        assert!(windows(None, None, false).starts_with("unknown ("));
    }
}
