//! Why a server is reached without a proxy, for a person.

use super::{Origin, ProxyRule, Source, bypasses};

impl ProxyRule {
    /// For a `target` that no proxy was chosen for.
    pub fn why_none(&self, target: &Origin) -> &'static str {
        match &self.source {
            Source::None => "none is set",
            _ if bypasses(&self.bypass, target) => "the list of hosts without a proxy has this one",
            Source::System if target.is_loopback() => "this machine itself needs none",
            Source::System if cfg!(windows) => {
                "neither the environment nor Windows names one for this host by its address; scripts that choose one (PAC, WPAD) are not read"
            }
            Source::System => "the environment names none for this host",
            Source::Explicit(_) => "the one that is set is not for this host",
        }
    }
}
