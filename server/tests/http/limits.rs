//! Limits on the size of requests, and the responses beyond them.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use app::ApiError;
use app::import::{ImportPlan, PlanImport};
use app::list::EditNote;
use axum::body::{Body, Bytes};
use http::header::CONTENT_LENGTH;
use http::{Request, StatusCode};
use model::note::NoteKind;
use server::{Portal, Site, router};
use server_fn::error::FromServerFnError as _;
use store::licenses::files::Files;
use tokio::sync::Notify;

use crate::browser::{Browser, own_post};
use crate::stock::organizations_file;
use crate::world::World;

#[tokio::test]
async fn a_request_that_is_too_large_is_told_so() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let admin = world.browser("admin");
    let arguments =
        EditNote { kind: NoteKind::Customer, license: world.license, version: 0, text: "x".repeat(1 << 20) };
    let answer = admin.call("edit-note", &arguments).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let message = ApiError::de(answer.body.into()).to_string();
    assert_eq!(message, "This is too large: a request can be up to 1 MiB.");

    // People who are signed out get a lower limit.
    let answer = world.browser("signed-out").post("/api/sign-in", vec![0; (64 << 10) + 1]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let message = ApiError::de(answer.body.into()).to_string();
    assert_eq!(message, "This is too large: a request can be up to 64 KiB.");

    // Without a stated length, the limit applies while the body is read.
    let chunks = futures::stream::iter((0..17).map(|_| Ok::<_, std::io::Error>(vec![0_u8; 64 << 10])));
    let request = own_post("/api/edit-note").body(Body::from_stream(chunks)).unwrap();
    assert_eq!(admin.send(request).await.status, StatusCode::PAYLOAD_TOO_LARGE);

    let arguments =
        EditNote { kind: NoteKind::Customer, license: world.license, version: 0, text: "x".repeat(2_001) };
    let answer = admin.call("edit-note", &arguments).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let message = ApiError::de(answer.body.into()).to_string();
    assert_eq!(message, "A note can have up to 2000 characters; this one has 2001.");
}

#[tokio::test]
async fn who_may_import_may_send_files() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let mut bytes = b"name,kind\n".to_vec();
    for number in 0..50_000 {
        bytes.extend(format!("Organization number {number:06} of the file,customer\n").bytes());
    }
    assert!(bytes.len() > 2 << 20);
    let file = organizations_file(bytes);
    let plan: ImportPlan =
        world.browser("vendor").call("plan-import", &PlanImport { file: file.clone() }).await.value();
    assert_eq!(plan.totals, [50_000, 0, 0, 0]);
    let warning = plan.warning.unwrap_or_default();
    assert!(warning.starts_with("Importing 50000 rows takes a while"), "{warning:?}");
    let refused = world.browser("admin").call("plan-import", &PlanImport { file }).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// A request of 100 KiB that stops after its first byte, and a notice once somebody waits for the second.
fn unfinished() -> (Request<Body>, Arc<Notify>) {
    let waited_for = Arc::new(Notify::new());
    let told = Arc::clone(&waited_for);
    let bytes = futures::stream::unfold(0, move |number| {
        let told = Arc::clone(&told);
        async move {
            if number > 0 {
                told.notify_one();
                std::future::pending::<()>().await;
            }
            Some((Ok::<_, Infallible>(Bytes::from_static(b"x")), number + 1))
        }
    });
    let request = own_post("/api/edit-note").header(CONTENT_LENGTH, 100 << 10);
    (request.body(Body::from_stream(bytes)).unwrap(), waited_for)
}

#[tokio::test]
async fn larger_requests_share_what_they_may_hold() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let site = Site::listening("127.0.0.1:3000".parse().unwrap());
    let portal = Portal::new(world.db.clone(), Files::in_memory(), site).await;
    let portal = portal.with_clock(|| store::testing::NOW).with_large_bodies(150, Duration::ZERO);
    let admin = Browser { router: router::router(Arc::new(portal)), ..world.browser("admin") };
    let edit = |text| EditNote { kind: NoteKind::Customer, license: world.license, version: 0, text };
    let large = postcard::to_stdvec(&edit("x".repeat(100 << 10))).unwrap();

    let (request, waited_for) = unfinished();
    let mut slow = Box::pin(admin.send(request));
    tokio::select! {
        answer = &mut slow => panic!("{answer:?}"),
        () = waited_for.notified() => {}
    }
    let announced = |note: &[u8]| {
        let request = own_post("/api/edit-note").header(CONTENT_LENGTH, note.len());
        request.body(Body::from(note.to_vec())).unwrap()
    };
    let answer = admin.send(announced(&large)).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ApiError::de(answer.body.into()), ApiError::Unavailable);
    // Small ones need no room.
    let small = postcard::to_stdvec(&edit("x".into())).unwrap();
    assert_eq!(admin.send(announced(&small)).await.status, StatusCode::OK);
    drop(slow);
    assert_eq!(admin.send(announced(&large)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
