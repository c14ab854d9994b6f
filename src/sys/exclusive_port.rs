//! A port of Windows that nobody shares.

use std::io;
use std::os::windows::io::{AsRawSocket, AsSocket};

use windows_sys::Win32::Networking::WinSock::{SO_EXCLUSIVEADDRUSE, SOL_SOCKET, setsockopt};

/// The port to which `socket` will be bound is its own.
pub fn set_exclusive(socket: &impl AsSocket) -> io::Result<()> {
    let on: i32 = 1;
    let socket = socket.as_socket();
    // SAFETY: the socket is open as long as it is borrowed, and the option is read from a local variable of the size
    // that is told.
    let result = unsafe {
        setsockopt(
            socket.as_raw_socket() as _,
            SOL_SOCKET,
            SO_EXCLUSIVEADDRUSE,
            (&raw const on).cast(),
            size_of_val(&on) as _,
        )
    };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}
