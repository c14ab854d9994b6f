//! Who may have a port.

use std::io;

use socket2::Socket;

/// The port to which `socket` will be bound is its own as long as it listens, and nobody may have it before.
///
/// Windows lets any program with SO_REUSEADDR have it as well, unless it is told not to.
#[cfg(windows)]
pub fn keep_for(socket: &Socket) -> io::Result<()> {
    crate::sys::set_exclusive(socket)
}

/// Elsewhere two sockets never listen on one address without SO_REUSEPORT. SO_REUSEADDR means only that connections
/// which have ended are no hindrance: the next login of the same minute has to have its port.
#[cfg(not(windows))]
pub fn keep_for(socket: &Socket) -> io::Result<()> {
    socket.set_reuse_address(true)
}
