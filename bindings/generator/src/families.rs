//! Constants that belong together, and are an enumeration in other languages.

/// Constants that belong together.
#[derive(Debug, PartialEq, Eq)]
pub struct Family {
    pub prefix: &'static str,
    pub name: &'static str,
    /// What the constants tell, for the enumeration that they are in other languages.
    pub about: &'static str,
}

pub const FAMILIES: &[Family] = &[
    Family {
        prefix: "LF_E_",
        name: "status",
        about: "What a call came to.",
    },
    Family {
        prefix: "LF_ACTION_",
        name: "action",
        about: "What kind of thing has to be done about a failure.",
    },
    Family {
        prefix: "LF_API_",
        name: "api",
        about: "Which API a server has.",
    },
    Family {
        prefix: "LF_CAN_",
        name: "capability",
        about: "What an API can do.",
    },
    Family {
        prefix: "LF_LOG_",
        name: "log_level",
        about: "Which lines the log gets.",
    },
    Family {
        prefix: "LF_TRUST_",
        name: "trust",
        about: "Which certificate authorities are trusted.",
    },
    Family {
        prefix: "LF_TLS_",
        name: "tls_version",
        about: "The oldest TLS version that is spoken.",
    },
    Family {
        prefix: "LF_TOKEN_",
        name: "token_state",
        about: "What the library knows of a session.",
    },
    Family {
        prefix: "LF_SESSION_",
        name: "session_state",
        about: "What a managed session is doing.",
    },
    Family {
        prefix: "LF_EVENT_",
        name: "event",
        about: "What happened to a managed session.",
    },
    Family {
        prefix: "LF_EXCHANGE_",
        name: "exchange",
        about: "How the last exchange with the server stood.",
    },
    Family {
        prefix: "LF_CHECK_",
        name: "check_step",
        about: "What a check of the connection looks at.",
    },
    Family {
        prefix: "LF_VERDICT_",
        name: "verdict",
        about: "What a check of the connection finds.",
    },
];

impl Family {
    /// "TIMED_OUT" of "LF_E_TIMED_OUT"; "TLS_1_2" of "LF_TLS_1_2", because a name does not begin with a digit.
    pub fn member<'a>(&self, constant: &'a str) -> Option<&'a str> {
        match constant.strip_prefix(self.prefix) {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => constant.strip_prefix("LF_"),
            None if constant == "LF_OK" && self.name == "status" => Some("OK"),
            member => member,
        }
    }
}
