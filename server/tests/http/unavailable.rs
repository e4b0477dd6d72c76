//! While the database is busy or away: 503 with `Retry-After` everywhere, never 500, and health reports it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use app::ApiError;
use app::list::{EditNote, OpenList, Scope};
use axum::Router;
use axum::body::Body;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use model::note::NoteKind;
use server::{Portal, Site, router};
use server_fn::error::FromServerFnError as _;
use store::licenses::files::Files;
use store::testing::{NOW, TestDb, both_databases, postgres};
use store::{Db, Opening};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::browser::{Answer, Browser};
use crate::world::{PASSWORD, World};

fn check(answer: &Answer, place: &str) {
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "5"), "{place}: {answer:?}");
}

fn is_told_by_a_function(answer: Answer, place: &str) {
    check(&answer, place);
    assert_eq!(ApiError::de(answer.body.into()), ApiError::Unavailable, "{place}");
}

/// Activates a machine of the world's customer.
async fn activate(router: &Router) -> Answer {
    let document = crate::product_api::machine("pc", "KEY-CUSTOMER");
    let request = Request::post("/v1/machines")
        .header(AUTHORIZATION, "License KEY-CUSTOMER")
        .header(CONTENT_TYPE, "application/vnd.api+json");
    Browser::new(router.clone()).send(request.body(Body::from(document.to_string())).unwrap()).await
}

#[both_databases]
async fn who_waits_for_an_import_in_vain_is_told_when_to_try_again(database: TestDb) {
    let world = World::make(&database).await;
    let email = world.with_password().await;
    let held = database.again().await;
    let held = store::testing::hold_writes(&held).await;
    let admin = world.browser("admin");
    let note = EditNote { kind: NoteKind::Customer, license: world.license, version: 0, text: "new".into() };
    let edit = admin.call("edit-note", &note);
    let mut visitor = Browser::new(world.router.clone());
    let sign_in = visitor.sign_in(email, PASSWORD);
    let vendor = world.browser("vendor");
    let upload = format!(
        "/products/{}/installers?version=9&platform=linux&architecture=x86_64&released=2026-11-01&file_name=a.deb",
        world.base.scanner
    );
    let upload = vendor.put(&upload, vec![1, 2, 3]);
    let (edited, signed_in, uploaded, activated) =
        tokio::join!(edit, sign_in, upload, activate(&world.router));
    is_told_by_a_function(edited, "a function");
    is_told_by_a_function(signed_in, "a sign-in");
    check(&uploaded, "an upload");
    check(&activated, "an activation");
    assert!(String::from_utf8_lossy(&activated.body).contains("SERVICE_UNAVAILABLE"), "{activated:?}");
    // Reading still works.
    assert_eq!(admin.get("/licenses").await.status, 200);
    assert_eq!(admin.call("open-list", &OpenList { scope: Scope::MyOrganization(None) }).await.status, 200);
    // This server can take requests, although nothing can be saved.
    check(&admin.get("/healthz").await, "health");
    assert_eq!(admin.get("/readyz").await.status, 200);
    drop(held);
    assert_eq!(admin.call("edit-note", &note).await.status, 200);
    assert_eq!(activate(&world.router).await.status, 201);
}

/// The portal's time, because health checks the database once a second.
static NOW_HERE: AtomicI64 = AtomicI64::new(NOW);

/// The connection between the portal and PostgreSQL. Dropping it takes PostgreSQL away.
struct Way {
    _tasks: JoinSet<()>,
}

impl Way {
    async fn open(port: u16, server: &str) -> (Self, u16) {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = server.to_owned();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                let server = server.clone();
                connections.spawn(async move {
                    let mut there = TcpStream::connect(&server).await.unwrap();
                    let _ = copy_bidirectional(&mut client, &mut there).await;
                });
            }
        });
        (Self { _tasks: tasks }, port)
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_told_and_comes_back() {
    let Some(database) = postgres().await else { return };
    World::make(&database).await;
    let (user, place) = database.url().rsplit_once('@').unwrap();
    let (server, name) = place.split_once('/').unwrap();
    let (way, port) = Way::open(0, server).await;
    let db = Db::open(&format!("{user}@127.0.0.1:{port}/{name}")).await.unwrap();
    let site = Site::listening("127.0.0.1:3000".parse().unwrap());
    let portal = Portal::new(db, Files::in_memory(), site).await;
    let portal = portal.with_clock(|| NOW_HERE.fetch_add(1_000, Ordering::Relaxed));
    let router = router::router(Arc::new(portal));
    let browser = Browser::new(router.clone());
    for path in ["/healthz", "/readyz"] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
    assert_eq!(activate(&router).await.status, 201);
    drop(way);
    for path in ["/healthz", "/readyz"] {
        let answer = timeout(Duration::from_millis(1_500), browser.get(path)).await.unwrap();
        check(&answer, path);
        assert!(!answer.text().contains("127.0.0.1"), "{path}: {}", answer.text());
    }
    check(&activate(&router).await, "an activation");
    let signed_in = Browser::new(router.clone()).sign_in("ada@example.org", PASSWORD).await;
    is_told_by_a_function(signed_in, "a sign-in");
    let (_way, _) = Way::open(port, server).await;
    let well = async {
        while browser.get("/healthz").await.status != 200 {
            sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(Duration::from_secs(20), well).await.unwrap();
    assert_eq!(browser.get("/readyz").await.status, 200);
    assert_eq!(activate(&router).await.status, 200);
}

#[tokio::test]
async fn a_request_has_one_name() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let ask = async |path: &str, id: Option<&str>| {
        let request = Request::get(path);
        let request = match id {
            Some(id) => request.header("x-request-id", id),
            None => request,
        };
        let router = world.router.clone();
        let answer = tower::ServiceExt::oneshot(router, request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        let id = parts.headers.get("x-request-id").unwrap().to_str().unwrap().to_owned();
        (id, String::from_utf8_lossy(&body).into_owned())
    };
    let (id, body) = ask("/v1/me", Some("proxy-7.a_B")).await;
    assert_eq!(id, "proxy-7.a_B");
    assert!(body.contains("\"id\":\"proxy-7.a_B\""), "{body}");
    let (id, body) = ask("/v1/me", None).await;
    assert!(id.len() == 16 && body.contains(&id), "{id}: {body}");
    assert_ne!(ask("/healthz", None).await.0, ask("/healthz", None).await.0);
    // IDs that could forge a line of the log, or fill it, are not used.
    let long = "x".repeat(65);
    for unfit in ["", "a b", "a\tb", "a=\"b\"", "ä", long.as_str()] {
        assert_ne!(ask("/licenses", Some(unfit)).await.0, unfit);
    }
}

/// The time of a portal whose jobs have stopped.
static NOW_OF_JOBS: AtomicI64 = AtomicI64::new(NOW);

#[tokio::test]
async fn health_names_the_jobs_that_have_stopped() {
    let database = store::testing::sqlite().await;
    let site = Site::listening("127.0.0.1:3000".parse().unwrap());
    let portal = Portal::new(database.db.clone(), Files::in_memory(), site).await;
    let portal = Arc::new(portal.with_clock(|| NOW_OF_JOBS.load(Ordering::Relaxed)));
    let browser = Browser::new(router::router(Arc::clone(&portal)));
    let at = async |now| {
        NOW_OF_JOBS.store(now, Ordering::Relaxed);
        browser.get("/healthz").await
    };
    let (later, names) = (NOW + 16 * 60_000, ["shared", "alerts", "own", "mail"]);
    assert_eq!(at(later).await.status, 200, "none has begun");
    let (_end, end) = watch::channel(false);
    let mut jobs = JoinSet::new();
    jobs.spawn(server::jobs::run(Arc::clone(&portal)));
    jobs.spawn(server::mail::run(portal, end));
    // Each starts its first round at once, and the next one seconds later.
    let all = async {
        loop {
            let told = at(later).await;
            if names.iter().all(|name| told.text().contains(&format!("“{name}”"))) {
                return;
            }
            assert_eq!(at(NOW).await.status, 200);
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(5), all).await.unwrap();
    jobs.abort_all();
    check(&at(later + 60_000).await, "stopped jobs");
}

#[both_databases]
async fn a_read_only_database_is_told_and_read(database: TestDb) {
    let world = World::make(&database).await;
    let is_sqlite = database.name == "SQLite";
    let read_only = if is_sqlite { "mode=ro" } else { "options[default_transaction_read_only]=on" };
    let url = format!("{}?{read_only}", database.url());
    let db = Db::open_with(&url, Opening::AsItIs).await.unwrap();
    let site = Site::listening("127.0.0.1:3000".parse().unwrap());
    let portal = Portal::new(db, Files::in_memory(), site).await.with_clock(|| NOW);
    let router = router::router(Arc::new(portal));
    let admin = Browser { router: router.clone(), ..world.browser("admin") };
    let health = admin.get("/healthz").await;
    check(&health, "health");
    assert!(health.text().contains("read-only"), "{}", health.text());
    assert_eq!(admin.get("/readyz").await.status, 200);
    check(&activate(&router).await, "an activation");
    let note = EditNote { kind: NoteKind::Customer, license: world.license, version: 0, text: "new".into() };
    is_told_by_a_function(admin.call("edit-note", &note).await, "a function");
    let open = OpenList { scope: Scope::MyOrganization(None) };
    assert_eq!(admin.call("open-list", &open).await.status, 200);
    // Everybody else can still write.
    assert_eq!(activate(&world.router).await.status, 201);
}
