//! Ctrl-C, and a request to end. The process must not end while a login is on its way, whose session would be lost: the
//! calls are cancelled instead, and what they may have opened is logged out before the end.

use std::sync::Arc;

use binding::Cancel;

use crate::screen;

/// Each wait behind an interrupt has a limit of its own, so that further ones are not needed.
pub fn listen() -> Result<Arc<Cancel>, String> {
    let cancel = Arc::new(Cancel::default());
    let triggered = cancel.clone();
    let heard = move || {
        triggered.trigger();
        screen::complain("ending; a session that was opened is logged out first\n");
    };
    ctrlc::set_handler(heard).map_err(|error| format!("Ctrl-C cannot be listened for: {error}"))?;
    Ok(cancel)
}
