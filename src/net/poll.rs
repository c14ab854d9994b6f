//! Waits for sockets, and with them for the cancel handle of the call.

use std::io;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fd::AsFd;

use crate::base::clock;
use crate::base::deadline::Deadline;
use crate::base::waker::Waker;

use super::error::Stop;

/// How long a wait lasts when the system has no waker to give: the cancel handle is looked at in between.
const SLICE: Duration = Duration::from_millis(40);

/// The most milliseconds that Windows takes. A caller with more time waits again.
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);

/// Waits within the deadline until something that `interest` names happens to one of `sockets`, and not beyond
/// `until`. Tells what happened to each. An error if the call is over.
pub fn wait<'a, S: AsFd + 'a>(
    sockets: impl IntoIterator<Item = &'a S>,
    interest: PollFlags,
    until: Instant,
    deadline: &Deadline,
) -> Result<Vec<PollFlags>, Stop> {
    let waker = deadline.ticket().map(|ticket| ticket.waker());
    // Only now: a trigger before this look is seen here, and one after it signals the waker.
    let left = deadline.remaining()?;
    let mut time = left.min(until.saturating_duration_since(clock::now()));
    if let Some(None) = waker {
        time = time.min(SLICE);
    }
    let events = poll(sockets, interest, waker.flatten().as_deref(), time).map_err(Stop::Io)?;
    deadline.remaining()?;
    Ok(events)
}

/// `poll` with an optional waker. A signal counts as the end of the wait, and so do [`LONGEST`] waits.
pub fn poll<'a, S: AsFd + 'a>(
    sockets: impl IntoIterator<Item = &'a S>,
    interest: PollFlags,
    waker: Option<&Waker>,
    time: Duration,
) -> io::Result<Vec<PollFlags>> {
    let mut entries: Vec<_> = sockets
        .into_iter()
        .map(|socket| PollFd::new(socket, interest))
        .collect();
    let count = entries.len();
    entries.extend(waker.map(|waker| PollFd::new(waker.descriptor(), PollFlags::IN)));
    if entries.is_empty() {
        // The poll of Windows fails without a socket.
        clock::sleep(time);
        return Ok(Vec::new());
    }
    let time = time.min(LONGEST);
    let limit = Timespec {
        tv_sec: time.as_secs() as _,
        tv_nsec: time.subsec_nanos() as _,
    };
    match rustix::event::poll(&mut entries, Some(&limit)) {
        Ok(_) => Ok(entries[..count].iter().map(PollFd::revents).collect()),
        Err(rustix::io::Errno::INTR) => Ok(vec![PollFlags::empty(); count]),
        Err(error) => Err(error.into()),
    }
}
