//! Settings of one call.

use std::sync::Arc;
use std::time::Duration;

use crate::base::cancel::Cancel;

#[derive(Clone, Default)]
pub struct CallSettings {
    /// Instead of the client's total timeout.
    pub timeout: Option<Duration>,
    pub cancel: Option<Arc<Cancel>>,
    /// Named in the log lines of the call.
    pub correlation_id: Option<String>,
}
