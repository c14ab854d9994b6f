//! Idle connections to one server.

use std::sync::Mutex;
use std::time::Duration;

use crate::base::clock::{Moment, moment};
use crate::base::lock::lock;

use super::connection::Connection;

pub struct Pool {
    /// Those that were used last are at the end.
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

    /// The connection that was used last, if that is less than `limit` ago. It is open and nothing waits in it, as far as
    /// can be seen from here.
    pub fn take(&self, limit: Duration) -> Option<Connection> {
        let limit = limit.min(self.idle_timeout);
        let now = moment();
        let may_go = |connection: &mut Connection| now.since(connection.idle_since) < limit;
        loop {
            let mut connection = lock(&self.idle).pop_if(may_go)?;
            if connection.is_alive() {
                return Some(connection);
            }
        }
    }

    pub fn put(&self, mut connection: Connection) {
        connection.reused = true;
        let now = moment();
        connection.idle_since = now;
        let mut idle = lock(&self.idle);
        let stale = idle
            .iter()
            .take_while(|other| now.since(other.idle_since) >= self.idle_timeout)
            .count();
        let excess = (idle.len() + 1).saturating_sub(self.max_idle).min(idle.len());
        let closing: Vec<_> = idle.drain(..stale.max(excess)).collect();
        if idle.len() < self.max_idle {
            idle.push(connection);
        }
        drop(idle);
        drop(closing);
    }

    /// Throws away those that nobody has used since `moment`.
    pub fn forget_unused_since(&self, moment: Moment) {
        let closing: Vec<_> = lock(&self.idle)
            .extract_if(.., |connection| connection.idle_since <= moment)
            .collect();
        drop(closing);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
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
        std::iter::from_fn(|| pool.take(Duration::MAX))
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
        let connection = pool.take(Duration::MAX).expect("it is not too old yet");
        assert!(connection.reused && pool.take(Duration::MAX).is_none());
        pool.put(connection);
        clock.advance(60 * SECOND);
        assert!(pool.take(Duration::MAX).is_none());
    }

    #[test]
    fn time_asleep_makes_a_connection_old() {
        let clock = Stopped::new();
        let pool = Pool::new(4, 60 * SECOND);
        let (connection, _server) = connection();
        pool.put(connection);
        clock.suspend(SECOND);
        assert!(pool.take(SECOND).is_none(), "too old for one that must not fail");
        let connection = pool.take(2 * SECOND).expect("it stays for others");
        pool.put(connection);
        clock.suspend(60 * SECOND);
        assert!(pool.take(Duration::MAX).is_none());
    }

    #[test]
    fn one_that_is_closed_or_has_something_to_say_is_not_given_out() {
        let pool = Pool::new(4, 60 * SECOND);
        let (closed, server) = connection();
        drop(server);
        pool.put(closed);
        let (talking, mut server) = connection();
        server.write_all(b"HTTP/1.1 408 Request Timeout\r\n\r\n").unwrap();
        pool.put(talking);
        assert!(pool.take(Duration::MAX).is_none());
    }

    #[test]
    fn what_was_used_since_stays_when_others_are_thrown_away() {
        let clock = Stopped::new();
        let pool = Pool::new(4, 60 * SECOND);
        let (connections, _servers): (Vec<_>, Vec<_>) = (0..3).map(|_| connection()).unzip();
        let last = port(&connections[2]);
        let mut since = moment();
        for connection in connections {
            clock.advance(SECOND);
            pool.put(connection);
            if lock(&pool.idle).len() == 2 {
                since = moment();
            }
        }
        pool.forget_unused_since(since);
        assert_eq!(ports(&pool), [last]);
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
        assert!(none.take(Duration::MAX).is_none());
    }
}
