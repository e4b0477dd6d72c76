//! Connections over a network that send or read nothing, or next to nothing.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use http::StatusCode;
use server::listen::{Limits, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use crate::stock::upload_address;
use crate::world::World;

const SHORT: Duration = Duration::from_millis(100);
/// Everything expected comes within a second; a tenth of it shows that something does not come.
const SOON: Duration = Duration::from_secs(1);

fn limits() -> Limits {
    Limits {
        first_byte: SHORT,
        head: SHORT,
        rate: 1_000,
        patience: SHORT,
        last_words: SOON,
        ..Limits::new(1_024, false)
    }
}

struct Server {
    address: SocketAddr,
    end: oneshot::Sender<()>,
    answered: JoinHandle<()>,
}

impl Server {
    async fn start(router: Router, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ended) = oneshot::channel();
        let answered = tokio::spawn(async move {
            serve(listener, router, limits, async {
                let _ = ended.await;
            })
            .await;
        });
        Self { address, end, answered }
    }

    async fn connect(&self) -> Client {
        Client(TcpStream::connect(self.address).await.unwrap())
    }
}

struct Client(TcpStream);

impl Client {
    async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    async fn get(&mut self, path: &str) {
        self.send(format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).await;
    }

    /// The status of the response; None if the connection is closed without one.
    async fn status(&mut self) -> Option<u16> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match timeout(SOON, self.0.read(&mut byte)).await.unwrap() {
                Ok(1) => head.push(byte[0]),
                _ => return None,
            }
        }
        std::str::from_utf8(&head).unwrap().split(' ').nth(1)?.parse().ok()
    }

    /// Returns whether the connection is closed soon.
    async fn is_closed(&mut self) -> bool {
        let mut rest = Vec::new();
        timeout(SOON, self.0.read_to_end(&mut rest)).await.is_ok()
    }

    /// Returns whether nothing comes, and the connection stays open.
    async fn is_open(&mut self) -> bool {
        timeout(SHORT / 2, self.0.read(&mut [0])).await.is_err()
    }
}

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

/// Answers with the number of received bytes.
fn counting() -> Router {
    Router::new().route("/", post(async |body: Bytes| body.len().to_string()))
}

#[tokio::test]
async fn a_request_names_one_host() {
    let server = Server::start(hello(), limits()).await;
    for (head, status) in [
        ("GET / HTTP/1.1\r\nhost: a", 200),
        ("GET / HTTP/1.0", 200),
        ("GET / HTTP/1.0\r\nhost: a\r\nhost: b", 400),
        ("GET / HTTP/1.1", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\nhost: a", 400),
        ("GET / HTTP/1.1\r\nhost: a\r\nhost: b", 400),
        ("GET http://a/ HTTP/1.1\r\nhost: A", 200),
        ("GET http://evil.example/ HTTP/1.1\r\nhost: a", 400),
        ("GET http://a:80/ HTTP/1.1\r\nhost: a", 400),
        ("GET http://a@b/ HTTP/1.1\r\nhost: a", 400),
    ] {
        let mut client = server.connect().await;
        client.send(format!("{head}\r\n\r\n").as_bytes()).await;
        assert_eq!(client.status().await, Some(status), "{head}");
        if status == 400 {
            assert!(client.is_closed().await, "{head}");
        }
    }
}

#[tokio::test]
async fn who_says_nothing_is_let_go() {
    let server = Server::start(hello(), Limits { head: 10 * SOON, ..limits() }).await;
    let mut silent = server.connect().await;
    assert!(silent.is_closed().await);

    let server = Server::start(hello(), Limits { first_byte: 10 * SOON, ..limits() }).await;
    let mut slow = server.connect().await;
    slow.send(b"GET / HTTP/1.1\r\nhost:").await;
    assert!(slow.is_closed().await, "the head has a time of its own");
    let mut idle = server.connect().await;
    idle.get("/").await;
    assert_eq!(idle.status().await, Some(200));
    assert!(idle.is_closed().await, "so has the next request");
}

#[tokio::test]
async fn http_2_is_not_spoken() {
    let server = Server::start(hello(), Limits { first_byte: 10 * SOON, head: 10 * SOON, ..limits() }).await;
    let mut client = server.connect().await;
    client.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert!(client.is_closed().await);
}

#[tokio::test]
async fn a_body_keeps_coming_or_is_not_waited_for() {
    let server = Server::start(counting(), limits()).await;
    let mut client = server.connect().await;
    client.send(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n").await;
    let (mut read, mut write) = client.0.into_split();
    // A byte now and then: less than the 1,000 a second.
    let trickle = tokio::spawn(async move {
        while write.write_all(b"x").await.is_ok() {
            sleep(SHORT / 4).await;
        }
    });
    let mut answer = Vec::new();
    timeout(SOON, read.read_to_end(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 408 "), "{}", String::from_utf8_lossy(&answer));
    trickle.abort();
}

#[tokio::test]
async fn a_slow_and_steady_body_may_take_long() {
    let server = Server::start(counting(), limits()).await;
    let mut client = server.connect().await;
    client.send(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2000\r\n\r\n").await;
    let began = Instant::now();
    for _ in 0..20 {
        client.send(&[b'x'; 100]).await;
        sleep(SHORT / 5).await;
    }
    assert!(began.elapsed() > 3 * SHORT);
    assert_eq!(client.status().await, Some(200));
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let sent = Arc::new(Notify::new());
    let told = Arc::clone(&sent);
    let endless = move || {
        let guard = OnDrop(Arc::clone(&told));
        async move {
            let chunks = futures::stream::repeat_with(move || {
                let _ = &guard;
                Ok::<_, Infallible>(vec![0_u8; 64 << 10])
            });
            Body::from_stream(chunks)
        }
    };
    let server = Server::start(Router::new().route("/", get(endless)), limits()).await;
    let mut client = server.connect().await;
    client.get("/").await;
    timeout(3 * SOON, sent.notified()).await.unwrap();

    // A client that reads gets the response for as long as it reads.
    let mut client = server.connect().await;
    client.get("/").await;
    let began = Instant::now();
    let mut buffer = vec![0; 64 << 10];
    while began.elapsed() < 3 * SHORT {
        assert!(client.0.read(&mut buffer).await.unwrap() > 0);
    }
}

#[tokio::test]
async fn an_installer_is_sent_to_who_reads_it_and_given_up_for_who_does_not() {
    const SIZE: usize = 1_000_000;
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    // Far more than is in transit while nobody reads.
    let added =
        world.browser("vendor").put(&upload_address(world.base.scanner, "2.0"), vec![7_u8; SIZE]).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    let viewer = world.browser("viewer");
    let request = format!(
        "GET {} HTTP/1.1\r\nhost: a\r\ncookie: {}\r\nconnection: close\r\n\r\n",
        added.header("location"),
        viewer.cookie.as_deref().unwrap()
    );
    let server = Server::start(viewer.router, limits()).await;
    // The download, head and body.
    let download = async |pause: Duration| {
        let mut client = server.connect().await;
        client.send(request.as_bytes()).await;
        sleep(pause).await;
        let mut answer = Vec::new();
        // It may end with a reset.
        let _ = timeout(10 * SOON, client.0.read_to_end(&mut answer)).await.unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&answer));
        let head = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        answer.len() - head - 4
    };
    assert_eq!(download(Duration::ZERO).await, SIZE);
    let got = download(2 * SOON).await;
    assert!(got < SIZE, "all of it was kept for a client that does not read");
    // A client that reads gets all of it again.
    assert_eq!(download(Duration::ZERO).await, SIZE);
}

struct OnDrop(Arc<Notify>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn who_keeps_the_server_waiting_makes_room_for_who_asks() {
    let patient = Limits { first_byte: 10 * SOON, head: 10 * SOON, patience: 10 * SOON, ..limits() };
    for limits in [Limits { for_one: Some(4), ..patient }, Limits { for_one: None, in_all: 4, ..patient }] {
        let wait = Arc::new(Notify::new());
        let until = Arc::clone(&wait);
        let slow = move || {
            let until = Arc::clone(&until);
            async move {
                until.notified().await;
                "done"
            }
        };
        let server = Server::start(hello().route("/slow", get(slow)), limits).await;
        let mut answered = server.connect().await;
        answered.get("/slow").await;
        let mut silent = Vec::new();
        for _ in 0..100 {
            silent.push(server.connect().await);
        }
        let mut client = server.connect().await;
        client.get("/").await;
        assert_eq!(client.status().await, Some(200), "{limits:?}");
        assert!(silent[0].is_closed().await, "{limits:?}");
        assert!(silent[99].is_open().await, "{limits:?}");
        wait.notify_one();
        assert_eq!(answered.status().await, Some(200), "what is being done is not broken off");
    }
}

#[tokio::test]
async fn who_is_served_keeps_its_seat() {
    let limits = Limits { for_one: Some(2), first_byte: SOON, ..limits() };
    let router = Router::new().route("/", get(async || std::future::pending::<()>().await));
    let server = Server::start(router, limits).await;
    let mut clients = [server.connect().await, server.connect().await];
    for client in &mut clients {
        client.get("/").await;
    }
    sleep(SHORT / 2).await;
    let mut third = server.connect().await;
    assert!(third.is_closed().await);
    for client in &mut clients {
        assert!(client.is_open().await);
    }
}

#[tokio::test]
async fn the_end_waits_for_requests_and_for_nobody_else() {
    let wait = Arc::new(Notify::new());
    let until = Arc::clone(&wait);
    let slow = get(async move || {
        until.notified().await;
        "done"
    });
    let limits = Limits { first_byte: 10 * SOON, head: 10 * SOON, last_words: 5 * SOON, ..limits() };
    let server = Server::start(hello().route("/slow", slow), limits).await;
    let (mut answered, mut idle, mut silent) =
        (server.connect().await, server.connect().await, server.connect().await);
    answered.get("/slow").await;
    idle.get("/").await;
    assert_eq!(idle.status().await, Some(200));
    sleep(SHORT / 2).await;
    server.end.send(()).unwrap();
    assert!(idle.is_closed().await && silent.is_closed().await);
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody is let in anymore");
    wait.notify_one();
    assert_eq!(answered.status().await, Some(200));
    timeout(SOON, server.answered).await.unwrap().unwrap();
}
