//! What a stub has seen.

use crate::fault::Operation;
use crate::oauth::grant::Grant;
use serde::Serialize;
use std::time::Instant;

/// Counters since the start or the last reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Logins and refreshes done, of all generations.
    pub logins: u64,
    pub refreshes: u64,
    /// Logins of a user at a repository, done or refused, that began while another one of the same was on its way.
    pub double_logins: u64,
    /// Sessions opened, refreshes of v1-alpha done, and sessions closed by Invalidate.
    pub created: u64,
    pub refreshed: u64,
    pub invalidated: u64,
    /// Operations answered with a status of 400 or more, faults and malformed requests included.
    pub refused: u64,
    /// Requests that broke the contract; part of `refused`.
    pub malformed: u64,
    /// Requests for a login by GET and without credentials; part of `refused`, too.
    pub probes: u64,
    /// Sessions that idled out.
    pub expired: u64,
    /// Sessions and tokens of the Cloud that [`crate::Stub::end_sessions`] ended.
    pub ended: u64,
    /// Sessions open now, and the most that were open at once.
    pub open: usize,
    pub most_open: usize,
    /// Tokens of the Cloud that are good now, which take no seat.
    pub cloud_tokens: usize,
    /// Requests to the resource answered with a status below 400, and the others; documents that it took.
    pub resource_accepted: u64,
    pub resource_refused: u64,
    pub documents: u64,
    pub document_bytes: u64,
    /// Operation requests, well-formed or not, in total and by kind. Control routes are not counted.
    pub requests: u64,
    pub create_requests: u64,
    pub refresh_requests: u64,
    pub invalidate_requests: u64,
    pub token_requests: u64,
    pub authorize_requests: u64,
    pub resource_requests: u64,
    /// Well-formed requests for a token by grant type.
    pub password_grants: u64,
    pub client_credentials_grants: u64,
    pub code_grants: u64,
    pub refresh_token_grants: u64,
    /// Codes and access tokens that Authorize and Token gave out.
    pub codes_issued: u64,
    pub tokens_issued: u64,
    /// Requests whose answer was changed by a fault.
    pub faults: u64,
    /// TCP connections, accepted in total and open now (`reset` leaves the latter alone).
    pub connections_accepted: u64,
    pub connections_open: usize,
    /// TLS handshakes completed, how many of them resumed a session, and how many failed.
    pub tls_handshakes: u64,
    pub resumed_handshakes: u64,
    pub failed_handshakes: u64,
}

impl Report {
    pub(crate) fn count(&mut self, op: Operation) {
        *(match op {
            Operation::Create => &mut self.create_requests,
            Operation::Refresh => &mut self.refresh_requests,
            Operation::Invalidate => &mut self.invalidate_requests,
            Operation::Token => &mut self.token_requests,
            Operation::Authorize => &mut self.authorize_requests,
            Operation::Resource => &mut self.resource_requests,
        }) += 1;
    }

    pub(crate) fn count_status(&mut self, op: Operation, status: Option<u16>) {
        let refused = status.is_some_and(|status| status >= 400);
        self.refused += u64::from(refused);
        if op == Operation::Resource {
            self.resource_refused += u64::from(refused);
            self.resource_accepted += u64::from(status.is_some() && !refused);
        }
    }

    pub(crate) fn count_grant(&mut self, grant: &Grant) {
        *(match grant {
            Grant::Password { .. } => &mut self.password_grants,
            Grant::ClientCredentials { .. } => &mut self.client_credentials_grants,
            Grant::Code(_) => &mut self.code_grants,
            Grant::Refresh { .. } => &mut self.refresh_token_grants,
        }) += 1;
    }
}

impl std::fmt::Display for Report {
    /// What matters most, as one line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counts = [
            ("open", self.open as u64),
            ("most_open", self.most_open as u64),
            ("cloud_tokens", self.cloud_tokens as u64),
            ("logins", self.logins),
            ("double_logins", self.double_logins),
            ("refreshes", self.refreshes),
            ("logouts", self.invalidated),
            ("expired", self.expired),
            ("ended", self.ended),
            ("resource_accepted", self.resource_accepted),
            ("resource_refused", self.resource_refused),
            ("documents", self.documents),
            ("document_bytes", self.document_bytes),
            ("faults", self.faults),
        ];
        let words = counts.map(|(name, count)| format!("{name}={count}"));
        f.write_str(&words.join(" "))
    }
}

/// One request as it came over the wire.
#[derive(Clone, Debug)]
pub struct SeenRequest {
    /// Number of its connection, from 1 in order of accepting.
    pub connection: u64,
    /// When its body was complete.
    pub at: Instant,
    /// The operation, if the path names one.
    pub operation: Option<Operation>,
    pub method: String,
    /// Request target exactly as received.
    pub target: String,
    /// Names as spelled by the client, in the order received.
    pub headers: Vec<(String, String)>,
    /// Empty for a resource, whose documents would fill the memory.
    pub body: Vec<u8>,
    /// Status answered; `None` if the connection was ended without an answer.
    pub status: Option<u16>,
}

impl SeenRequest {
    /// First value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }

    /// All values of a header.
    pub fn header_values(&self, name: &str) -> Vec<&str> {
        let same = self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        same.map(|(_, v)| v.as_str()).collect()
    }
}
