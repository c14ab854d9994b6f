//! What a stub has seen.

use crate::fault::Operation;
use crate::oauth::grant::Grant;
use serde::Serialize;
use std::time::Instant;

/// Counters since the start or the last reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Sessions opened, refreshes done and sessions closed by Invalidate.
    pub created: u64,
    pub refreshed: u64,
    pub invalidated: u64,
    /// Operations answered with a status of 400 or more, faults and malformed requests included.
    pub refused: u64,
    /// Requests that broke the contract; part of `refused`.
    pub malformed: u64,
    /// Sessions that idled out.
    pub expired: u64,
    /// Sessions open now, and the most that were open at once.
    pub open: usize,
    pub most_open: usize,
    /// Operation requests, well-formed or not, in total and by kind. Control routes are not counted.
    pub requests: u64,
    pub create_requests: u64,
    pub refresh_requests: u64,
    pub invalidate_requests: u64,
    pub token_requests: u64,
    pub authorize_requests: u64,
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
        }) += 1;
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
