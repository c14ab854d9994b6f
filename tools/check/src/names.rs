//! What the names in the library's advice are called on the command line.

/// The option behind a name in advice. What the tool does by itself, such as logging out, has none.
pub fn option(key: &str) -> Option<&'static str> {
    Some(match key {
        "api" => "--api",
        "base_address" => "--base-address",
        "allow_plain_http" => "--allow-plain-http",
        "add_ca_file" => "--ca-file",
        "pinned_certificate" => "--pin",
        "client_certificate" => "--client-certificate",
        "no_proxy" => "--no-proxy",
        "connect_timeout" | "total_timeout" => "--timeout",
        "allow_empty_password" => "--allow-empty-password",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// What the tool has no option for: a file serves for a text, the tool's one call has the client's timeout, and what
    /// it does about sessions it does by itself.
    const WITHOUT: &[&str] = &[
        "add_ca_pem",
        "call_timeout",
        "max_answer_bytes",
        "retry_after",
        "login",
        "logout",
        "settle",
        "session_credentials",
        "retry_credentials",
    ];

    #[test]
    fn every_advice_is_told_in_options() {
        let help = crate::arguments::help();
        let seen = Cell::new(0);
        for number in 1.. {
            let text = binding::advice(number, |key| {
                let option = option(key);
                assert!(option.is_some() != WITHOUT.contains(&key), "{key}");
                if let Some(option) = option {
                    assert!(help.contains(&format!("{option} ")), "{option} is not in the help");
                    seen.set(seen.get() + 1);
                }
                option
            });
            if text.is_empty() {
                break;
            }
            assert!(!text.contains("lf_") && !text.contains('{'), "{text}");
        }
        assert!(seen.get() > 30, "{seen:?}");
    }
}
