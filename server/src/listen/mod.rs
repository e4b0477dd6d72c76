//! Accepts connections and serves them within limits. Clients that send or read nothing, or next to nothing, are
//! disconnected, and no client takes the place of others.
//!
//! HTTP/1.1 only: a proxy in front speaks HTTP/2 with browsers, and HTTP/2 here would need the same limits again.

mod body;
mod connection_limits;
mod host;
mod pace;
mod request;
mod stream;

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use connection_limits::{Seat, Seats};
use request::answer;
use stream::Watched;

/// The read and write buffers of a connection, and the longest head of a request, in bytes.
const BUFFER: usize = 64 << 10;
/// The wait after a failure to accept a connection, such as for lack of descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// Descriptors that connections leave to the database, to files and to the server's own requests.
const DESCRIPTORS_KEPT: u64 = 192;
/// The limit on connections is at least this, however few descriptors there are.
const LEAST_CONNECTIONS: usize = 16;
/// The limit on connections is at most this, however many descriptors there are: each holds up to [`BUFFER`] twice.
const MOST_CONNECTIONS: usize = 8_192;
/// At most this many connections for one client, such as an office whose people share an address.
const MOST_FOR_ONE: usize = 1_024;

/// The limits of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The time until the first byte of a connection.
    pub first_byte: Duration,
    /// The time for the head of a request, and for a connection without requests.
    pub head: Duration,
    /// The lowest rate of request bodies and of reading responses, in bytes a second.
    pub rate: u32,
    /// A client may fall behind that rate for this long, in a body or a response.
    pub patience: Duration,
    /// At most this many connections in all.
    pub in_all: usize,
    /// At most this many connections for one client: an IPv4 address, or a /64 of IPv6. `None` behind a proxy, whose address
    /// everybody shares.
    pub for_one: Option<usize>,
    /// Requests may continue for this long after the server gets a signal to end.
    pub last_words: Duration,
}

impl Limits {
    /// The limits of a server that may have that many descriptors open.
    pub fn new(descriptors: u64, trusted_proxy: bool) -> Self {
        let connections = usize::try_from(descriptors.saturating_sub(DESCRIPTORS_KEPT)).unwrap_or(usize::MAX);
        let in_all = connections.clamp(LEAST_CONNECTIONS, MOST_CONNECTIONS);
        Self {
            first_byte: Duration::from_secs(10),
            // A proxy keeps connections for later requests, and expects the server to keep them too.
            head: Duration::from_secs(if trusted_proxy { 90 } else { 30 }),
            rate: 4 << 10,
            patience: Duration::from_secs(30),
            in_all,
            // Leaves half of a small server's connections to others.
            for_one: (!trusted_proxy).then(|| usize::min(MOST_FOR_ONE, in_all.div_ceil(2))),
            last_words: Duration::from_secs(10),
        }
    }

    /// Raises the process's limit on descriptors as far as allowed, and returns the limits for that many.
    pub fn of_process(trusted_proxy: bool) -> Self {
        let descriptors = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
            tracing::warn!(%error, "the limit on open files can't be raised");
            0
        });
        Self::new(descriptors, trusted_proxy)
    }
}

/// Serves until `end` is ready. Then lets running requests finish, for [`Limits::last_words`] at most.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, end: impl Future<Output = ()>) {
    let seats = Seats::new(limits.in_all, limits.for_one);
    let (tell_end, ending) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut end = pin!(end);
    loop {
        tokio::select! {
            biased;
            () = &mut end => break,
            Some(ended) = connections.join_next() => if let Err(error) = ended {
                tracing::error!(%error, "a connection broke");
            },
            accepted = listener.accept() => match accepted {
                // Without a seat the connection is closed immediately.
                Ok((stream, peer)) => if let Some(seat) = seats.take(peer.ip()) {
                    connections.spawn(attend(stream, peer, seat, router.clone(), limits, ending.clone()));
                },
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    // From here on connections are refused rather than left to wait.
    drop(listener);
    // This fails only if no connection is left.
    let _ = tell_end.send(true);
    let all = async { while connections.join_next().await.is_some() {} };
    if timeout(limits.last_words, all).await.is_err() {
        tracing::warn!("requests could not be finished in time");
    }
}

/// Serves one connection to its end.
async fn attend(
    stream: TcpStream,
    peer: SocketAddr,
    seat: Seat,
    router: Router,
    limits: Limits,
    mut ending: watch::Receiver<bool>,
) {
    let seat = Arc::new(seat);
    let stream = TokioIo::new(Watched::new(stream, Arc::clone(&seat), &limits));
    let service = {
        let seat = Arc::clone(&seat);
        service_fn(move |request| answer(router.clone(), request, peer, Arc::clone(&seat), limits))
    };
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(BUFFER);
    let mut connection = pin!(http.serve_connection(stream, service));
    let mut is_ending = false;
    loop {
        tokio::select! {
            biased;
            () = seat.left() => return,
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, %peer, "a connection was closed");
                }
                return;
            }
            _ = ending.changed(), if !is_ending => {
                is_ending = true;
                // hyper would wait for its first request.
                if seat.is_new() {
                    return;
                }
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_descriptors_to_others() {
        let limits = |descriptors| {
            let limits = Limits::new(descriptors, false);
            (limits.in_all, limits.for_one)
        };
        assert_eq!(limits(64), (16, Some(8)));
        assert_eq!(limits(1_024), (832, Some(416)));
        assert_eq!(limits(u64::MAX), (8_192, Some(1_024)));
        assert_eq!(Limits::new(1_024, true).for_one, None);
    }
}
