//! What is refused before anything is sent, whichever call it comes with.

use crate::api::protocol::Capabilities;

use super::action::Action;
use super::error::Error;
use super::status::Status;

/// A repository id has to be one path segment that no server in between rewrites.
pub fn check_repository(repository: &str, capabilities: &Capabilities) -> Result<(), Error> {
    match repository {
        _ if !capabilities.repository => Ok(()),
        "" | "." | ".." => Err(Error::invalid("the repository id must not be empty, \".\" or \"..\"")),
        _ => Ok(()),
    }
}

/// The longest idle time a session may ask for, in seconds: one hour.
const MAX_KEEP_ALIVE_SECONDS: u32 = 3600;

/// Whether a session can be given so much idle time; zero leaves it to the server.
pub fn check_keep_alive(seconds: u32, capabilities: &Capabilities) -> Result<(), Error> {
    if seconds > MAX_KEEP_ALIVE_SECONDS {
        return Err(Error::invalid(format!(
            "keep_alive_seconds is {seconds}, but the server allows at most {MAX_KEEP_ALIVE_SECONDS}; nothing was sent"
        )));
    }
    if seconds > 0 && !capabilities.keep_alive {
        let name = capabilities.name;
        return Err(unsupported(format!(
            "keep_alive_seconds has to be 0, for {name} knows no idle times"
        )));
    }
    Ok(())
}

/// Whether a session can be kept alive that nobody uses.
pub fn check_hold(hold: bool, capabilities: &Capabilities) -> Result<(), Error> {
    if hold && !capabilities.keep_alive {
        let name = capabilities.name;
        return Err(unsupported(format!(
            "hold cannot be set, for {name} keeps no unused session alive"
        )));
    }
    Ok(())
}

/// Nothing is wrong with the address: the program asks for what its API cannot do.
fn unsupported(what: String) -> Error {
    Error::local(Status::Unsupported, format!("{what}; nothing was sent"))
        .advising(None)
        .acting(Action::FixCall)
}
