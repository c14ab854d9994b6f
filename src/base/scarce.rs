//! What a process can run out of. What then fails says so, and does not send anybody to look for a wrong name or a
//! server that is down.

use std::io;

use rustix::io::Errno;

use super::waker::Waker;

/// What is missing, if `error` says that something has run out.
pub fn missing(error: &io::Error) -> Option<&'static str> {
    if error.kind() == io::ErrorKind::OutOfMemory {
        return Some("no memory is left");
    }
    // A file that Windows cannot open for want of handles.
    #[cfg(windows)]
    if error.raw_os_error() == Some(4) {
        return Some("the process has no file handle left");
    }
    let is = |errno: Errno| error.raw_os_error() == Some(errno.raw_os_error());
    #[cfg(unix)]
    if is(Errno::NFILE) {
        return Some("the system has no file handle left");
    }
    if is(Errno::MFILE) {
        Some("the process has no file handle left")
    } else if is(Errno::NOBUFS) {
        Some("the system has no memory left for sockets")
    } else {
        None
    }
}

/// Whether file handles have run out by now, for calls of the system that do not say why they fail.
pub fn no_handle_left() -> Option<io::Error> {
    Waker::new().err().filter(|error| missing(error).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_run_out_is_told_from_what_is_wrong() {
        let of = |errno: Errno| missing(&errno.into());
        assert_eq!(of(Errno::MFILE), Some("the process has no file handle left"));
        assert!(of(Errno::NOBUFS).is_some());
        assert!(missing(&io::ErrorKind::OutOfMemory.into()).is_some());
        assert_eq!(of(Errno::CONNREFUSED), None);
        assert_eq!(missing(&io::Error::other("too many open files")), None);
        assert!(no_handle_left().is_none());
    }
}
