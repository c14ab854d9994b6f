//! What a request offers for a token.

pub enum Grant {
    Password { user: String, password: String },
    ClientCredentials { scope: Option<String> },
    Code(CodeExchange),
    Refresh { token: String },
}

/// A code, and what has to come with it.
pub struct CodeExchange {
    pub code: String,
    pub redirect_uri: String,
    pub verifier: Option<String>,
    pub scope: Option<String>,
}
