//! The later generations: Token of the API Server, the code flow of the Directory Server, and the Cloud's OAuth.

pub mod access_key;
pub mod access_tokens;
pub mod apps;
pub mod assertion;
pub mod authorize;
pub mod client;
pub mod codes;
pub mod form;
pub mod grant;
pub mod issue;
pub mod jwt;
pub mod pkce;
pub mod refresh_tokens;
pub mod scope;
pub mod service_app;
pub mod token;
