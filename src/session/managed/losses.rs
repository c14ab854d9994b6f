//! What a managed session has left behind.

use std::sync::Arc;

use crate::session::error::Error;

/// Sessions that may be open and that nobody holds.
#[derive(Clone, Default)]
pub struct Losses {
    pub lost: u64,
    /// Of the last logout that failed.
    pub error: Option<Arc<Error>>,
}
