//! The types of the interface that belong to no single subject.
//!
//! The values of handles are numbers of the registry, never addresses.

/// Settings of a client while they are put together. See lf_options_new().
pub struct lf_options;
/// A server and how to reach it; many threads can use one client. See lf_client_new().
pub struct lf_client;
/// What to log in with. See lf_credentials_new().
pub struct lf_credentials;
/// A login in a browser, until it has brought credentials. See lf_authorization_new().
pub struct lf_authorization;
/// A session on the server and its access token. See lf_create_token().
pub struct lf_token;
/// A session that the library keeps open, and a valid token whenever a thread asks. See lf_session_new().
pub struct lf_session;
/// Settings of managed sessions while they are put together. See lf_session_options_new().
pub struct lf_session_options;
/// Settings of single calls, such as a time limit. See lf_call_new().
pub struct lf_call;
/// Ends calls from another thread. See lf_cancel_new().
pub struct lf_cancel;
/// Why a call failed. See lf_error_message().
pub struct lf_error;

/// The result of a call: LF_OK or one of the LF_E_ codes. Codes are never renumbered or reused; a newer library may
/// return codes that this header does not know: treat them as failures.
pub type lf_status = i32;
