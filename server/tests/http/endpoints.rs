//! The spans of server functions, of endpoints of the product API, and of other routes, as an operator's log has them.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use app::current_user::WhoAmI;
use axum::body::Body;
use http::Request;
use http::header::AUTHORIZATION;
use tracing_subscriber::EnvFilter;

use crate::browser::Answer;
use crate::world::World;

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Starts a log for this thread, until the guard is dropped.
    fn start(filter: &str) -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new(filter))
            .with_ansi(false)
            .with_writer(move || writer.clone());
        (log, tracing::subscriber::set_default(subscriber.finish()))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Calls a server function, one that does not exist, an endpoint of the product API and a page, each with something that a log
/// must not have.
async fn ask(world: &World) -> Vec<(&'static str, Answer)> {
    let viewer = world.browser("viewer");
    let products = Request::get("/v1/licenses/KEY-CUSTOMER")
        .header("host", "licenses.example")
        .header(AUTHORIZATION, "License KEY-CUSTOMER")
        .body(Body::empty())
        .unwrap();
    vec![
        ("POST /api/who-am-i", viewer.call("who-am-i", &WhoAmI {}).await),
        ("POST /api/{*function}", viewer.post("/api/SECRET", Vec::new()).await),
        ("GET /v1/licenses/{id}", world.browser("signed-out").send(products).await),
        ("GET /licenses", viewer.get("/licenses?search=SECRET").await),
        ("GET /products/{id}", viewer.get("/products/SECRET").await),
    ]
}

#[tokio::test]
async fn each_endpoint_has_a_span_with_its_name_status_and_duration() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let (log, _guard) = Log::start("info,endpoint=debug");
    let answers = ask(&world).await;
    let text = log.text();
    let spans: Vec<&str> = text
        .lines()
        .filter(|line| line.ends_with("}: endpoint: answered"))
        .filter_map(|line| line.split_once(":endpoint{").map(|(_, span)| span))
        .collect();
    assert_eq!(spans.len(), answers.len(), "{text}");
    for ((name, answer), span) in answers.iter().zip(spans) {
        let expected = format!("name=\"{name}\" status={} duration=", answer.status.as_u16());
        assert!(span.starts_with(&expected), "{name}: {span}");
        assert!(!span.contains("SECRET") && !span.contains("KEY-CUSTOMER"), "{name}: {span}");
    }
    assert_eq!(answers[0].1.status, 200);
    assert_eq!(answers[1].1.status, 404);
}

#[tokio::test]
async fn they_are_not_in_the_log_by_default() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let (log, _guard) = Log::start("info");
    ask(&world).await;
    let text = log.text();
    assert!(text.contains("request{") && !text.contains("endpoint"), "{text}");
}
