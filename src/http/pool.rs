//! Idle connections to one server.

use std::sync::Mutex;
use std::time::Duration;

use crate::base::clock;
use crate::base::lock::lock;

use super::connection::Connection;

/// A connection that was idle for less than this is used without a look, if the request allows that.
const TRUSTED_IDLE: Duration = Duration::from_secs(1);

pub struct Pool {
    idle: Mutex<Vec<Connection>>,
    max_idle: usize,
    idle_timeout: Duration,
}

impl Pool {
    pub fn new(max_idle: usize, idle_timeout: Duration) -> Pool {
        Pool {
            idle: Mutex::new(Vec::new()),
            max_idle,
            idle_timeout,
        }
    }

    /// The most recently used connection. With `look` it is alive and nothing waits in it, as far as can be seen.
    pub fn take(&self, look: bool) -> Option<Connection> {
        let now = clock::now();
        loop {
            let mut connection = lock(&self.idle).pop()?;
            let idle = now.saturating_duration_since(connection.idle_since);
            let trusted = idle < TRUSTED_IDLE && !look;
            if idle < self.idle_timeout && (trusted || connection.is_alive()) {
                return Some(connection);
            }
        }
    }

    pub fn put(&self, mut connection: Connection) {
        connection.reused = true;
        let now = clock::now();
        connection.idle_since = now;
        let mut idle = lock(&self.idle);
        // The oldest are at the front.
        let stale = idle
            .iter()
            .take_while(|other| now.saturating_duration_since(other.idle_since) >= self.idle_timeout)
            .count();
        let excess = (idle.len() + 1).saturating_sub(self.max_idle).min(idle.len());
        let closing: Vec<_> = idle.drain(..stale.max(excess)).collect();
        if idle.len() < self.max_idle {
            idle.push(connection);
        }
        drop(idle);
        drop(closing);
    }
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;
    use crate::base::clock::Stopped;
    use crate::net::socket::Socket;

    const SECOND: Duration = Duration::from_secs(1);

    /// A connection and its server's end. They are told apart by the port.
    fn connection() -> (Connection, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (server, _) = listener.accept().unwrap();
        (Connection::plain(Socket::new(stream).unwrap()), server)
    }

    fn port(connection: &Connection) -> u16 {
        connection.socket().stream().local_addr().unwrap().port()
    }

    /// The ports of the connections that are given out until there is none, the next one first.
    fn ports(pool: &Pool) -> Vec<u16> {
        std::iter::from_fn(|| pool.take(false))
            .map(|connection| port(&connection))
            .collect()
    }

    #[test]
    fn a_connection_is_given_out_until_it_is_too_old() {
        let clock = Stopped::new();
        let pool = Pool::new(4, 60 * SECOND);
        let (connection, _server) = connection();
        pool.put(connection);
        clock.advance(60 * SECOND - Duration::from_nanos(1));
        let connection = pool.take(true).expect("it is not too old yet");
        assert!(connection.reused && pool.take(true).is_none());
        pool.put(connection);
        clock.advance(60 * SECOND);
        assert!(pool.take(true).is_none());
    }

    #[test]
    fn one_that_was_used_just_now_is_trusted() {
        let clock = Stopped::new();
        let pool = Pool::new(4, 60 * SECOND);
        for (idle, look, is_given_out) in [
            (TRUSTED_IDLE - Duration::from_nanos(1), false, true),
            (TRUSTED_IDLE - Duration::from_nanos(1), true, false),
            (TRUSTED_IDLE, false, false),
        ] {
            let (connection, server) = connection();
            pool.put(connection);
            drop(server);
            clock.advance(idle);
            assert_eq!(pool.take(look).is_some(), is_given_out, "{idle:?}, {look}");
        }
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many_and_the_stale_ones_with_them() {
        let clock = Stopped::new();
        let pool = Pool::new(3, 60 * SECOND);
        let (connections, _servers): (Vec<_>, Vec<_>) = (0..6).map(|_| connection()).unzip();
        let of: Vec<u16> = connections.iter().map(port).collect();
        let mut connections = connections.into_iter();
        let mut put = |seconds| {
            clock.advance(seconds * SECOND);
            pool.put(connections.next().unwrap());
        };
        (0..4).for_each(|_| put(1));
        assert_eq!(lock(&pool.idle).len(), 3);
        assert_eq!(ports(&pool), [of[3], of[2], of[1]]);
        put(0);
        put(60);
        assert_eq!(
            lock(&pool.idle).len(),
            1,
            "nobody takes a stale one, so it goes when another one comes"
        );
        assert_eq!(ports(&pool), [of[5]]);

        let none = Pool::new(0, 60 * SECOND);
        none.put(connection().0);
        assert!(none.take(false).is_none());
    }
}
