//! Accepting connections and handing requests to the routes.

use crate::background::listen;
use crate::report::SeenRequest;
use crate::routes;
use crate::socket::Socket;
use crate::state::Shared;
use crate::wire::{Tap, Wire};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::HandshakeKind;

/// Largest request body taken; the service takes documents of 100 MB.
const BODY_LIMIT: usize = 100 * 1024 * 1024;

pub fn bind(port: u16) -> std::io::Result<std::net::TcpListener> {
    listen(port)
}

/// Serves until the runtime ends.
pub async fn serve(listener: std::net::TcpListener, tls: Option<TlsAcceptor>, shared: Arc<Shared>) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    for number in 1.. {
        let tcp = loop {
            match listener.accept().await {
                Ok((tcp, _)) => break tcp,
                // Out of file descriptors or the like; the next try may do better.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        };
        tokio::spawn(connection(tcp, number, tls.clone(), shared.clone()));
    }
}

async fn connection(tcp: TcpStream, number: u64, tls: Option<TlsAcceptor>, shared: Arc<Shared>) {
    let _open = shared.count_connection();
    let _ = tcp.set_nodelay(true);
    let socket = match tls {
        None => Socket::Plain(tcp),
        Some(acceptor) => {
            let stream = acceptor.accept(tcp).await;
            let mut state = shared.state();
            let counters = &mut state.counters;
            match stream {
                Ok(stream) => {
                    counters.tls_handshakes += 1;
                    if stream.get_ref().1.handshake_kind() == Some(HandshakeKind::Resumed) {
                        counters.resumed_handshakes += 1;
                    }
                    Socket::Tls(Box::new(stream))
                }
                Err(_) => {
                    counters.failed_handshakes += 1;
                    return;
                }
            }
        }
    };
    let tap = Tap::default();
    let wire = Wire::new(socket, tap.clone(), shared.config.connection_idle_close);
    let service = service_fn(|request| handle(shared.clone(), number, tap.clone(), request));
    let mut http = http1::Builder::new();
    http.header_read_timeout(None).writev(false);
    let mut serving = pin!(http.serve_connection(wire, service));
    let mut close_idle = shared.close_idle.subscribe();
    loop {
        tokio::select! {
            _ = serving.as_mut() => return,
            Ok(()) = close_idle.changed() => serving.as_mut().graceful_shutdown(),
        }
    }
}

/// Queues the plan of the answer and gives hyper an empty one in its place.
async fn handle(
    shared: Arc<Shared>,
    connection: u64,
    tap: Tap,
    request: Request<Incoming>,
) -> Result<Response<Empty<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
    let head = String::from_utf8_lossy(&tap.take_head()).into_owned();
    let body = Limited::new(request.into_body(), BODY_LIMIT)
        .collect()
        .await?
        .to_bytes()
        .to_vec();
    let seen = read_head(&head, connection, body);
    let chunked = seen.header("Transfer-Encoding").is_some();
    tap.skip_body((!chunked).then_some(seen.body.len()));

    let plan = routes::respond(&shared, seen);
    let mut response = Response::new(Empty::new());
    if plan.close {
        let value = hyper::header::HeaderValue::from_static("close");
        response.headers_mut().insert(hyper::header::CONNECTION, value);
    }
    // Nothing may be awaited from here on: hyper's next write belongs to this plan.
    tap.send(plan);
    Ok(response)
}

fn read_head(head: &str, connection: u64, body: Vec<u8>) -> SeenRequest {
    let mut lines = head.trim_start_matches("\r\n").split("\r\n");
    let mut words = lines.next().unwrap_or("").split(' ');
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let pairs = lines.filter_map(|line| line.split_once(':'));
    SeenRequest {
        connection,
        at: Instant::now(),
        operation: None,
        method: method.into(),
        target: target.into(),
        headers: pairs.map(|(name, value)| (name.into(), value.trim().into())).collect(),
        body,
        status: None,
    }
}
