//! The tunnel through a proxy: a CONNECT and its answer.

mod ask;
#[cfg(any(windows, test))]
mod login;

use crate::base::deadline::Deadline;
#[cfg(windows)]
use crate::base::security_context::SecurityContext;
use crate::net::origin::Origin;
use crate::net::proxy::Proxy;
use crate::net::socket::Socket;

use super::error::Error;
use ask::{Ask, Reach};

/// Asks `proxy`, which `reach` connects to, for a tunnel to `target`.
pub fn open(
    proxy: &Proxy,
    reach: Reach<'_>,
    target: &Origin,
    agent: &str,
    deadline: &Deadline,
) -> Result<Socket, Error> {
    let ask = Ask {
        proxy,
        reach,
        authority: target.to_string(),
        peer: proxy.to_string().into(),
        agent,
        deadline,
    };
    #[cfg(windows)]
    return login::open(&ask, &SecurityContext::of_windows);
    #[cfg(not(windows))]
    ask.with_basic()
}
