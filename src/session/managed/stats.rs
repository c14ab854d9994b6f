//! What a managed session has done so far, for support. No read of a token writes here.

use std::fmt;

use super::events::EventKind;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub logins: u64,
    pub login_failures: u64,
    pub renewals: u64,
    pub renewal_failures: u64,
    /// Tokens that a resource refused.
    pub rejections: u64,
    /// Rejections of tokens that had been replaced before.
    pub late_rejections: u64,
    /// Calls that had to wait for a token.
    pub waits: u64,
    pub logouts: u64,
    pub licences_lost: u64,
    pub events_forgotten: u64,
}

impl Stats {
    pub fn count(&mut self, kind: EventKind) {
        *match kind {
            EventKind::LoggedIn => &mut self.logins,
            EventKind::Renewed => &mut self.renewals,
            EventKind::LoginFailed => &mut self.login_failures,
            EventKind::RenewalFailed => &mut self.renewal_failures,
            EventKind::LoggedOut => &mut self.logouts,
            EventKind::LicenceLost => &mut self.licences_lost,
        } += 1;
    }
}

/// A line `name value` for each.
impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = [
            ("logins", self.logins),
            ("login_failures", self.login_failures),
            ("renewals", self.renewals),
            ("renewal_failures", self.renewal_failures),
            ("rejections", self.rejections),
            ("late_rejections", self.late_rejections),
            ("waits", self.waits),
            ("logouts", self.logouts),
            ("licences_lost", self.licences_lost),
            ("events_forgotten", self.events_forgotten),
        ];
        for (name, value) in lines {
            writeln!(f, "{name} {value}")?;
        }
        Ok(())
    }
}
