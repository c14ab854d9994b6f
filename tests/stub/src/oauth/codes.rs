//! Codes of sign-ins, until they are exchanged.

use crate::sessions::new_token;
use std::collections::HashMap;
use std::time::Instant;

/// What a code stands for.
#[derive(Clone)]
pub struct Code {
    /// The Cloud's codes belong to a client, those of a Directory Server to none.
    pub client_id: Option<String>,
    pub redirect_uri: String,
    pub challenge: Option<String>,
    pub scope: Vec<String>,
    pub ends: Instant,
}

#[derive(Default)]
pub struct Codes(HashMap<String, Code>);

impl Codes {
    pub fn issue(&mut self, code: Code) -> String {
        // With the characters that a careless client would damage in an address.
        let text = new_token();
        self.0.insert(text.clone(), code);
        text
    }

    /// A code can be tried once, whatever comes of it.
    pub fn take(&mut self, text: &str) -> Option<Code> {
        self.0.remove(text).filter(|code| code.ends > Instant::now())
    }
}
