//! How much a request may hold, and what is answered to more.

use app::ApiError;
use app::import::{ImportFile, ImportPlan, PlanImport};
use app::list::EditNote;
use axum::body::Body;
use http::StatusCode;
use server_fn::error::FromServerFnError as _;

use crate::browser::own_post;
use crate::world::World;

#[tokio::test]
async fn a_request_that_is_too_large_is_told_so() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let admin = world.browser("admin");
    let arguments = EditNote { license: world.license, version: 0, text: "x".repeat(1 << 20) };
    let answer = admin.call("edit-note", &arguments).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let message = ApiError::de(answer.body.into()).to_string();
    assert_eq!(message, "This is too large: a request holds up to 1 MiB.");

    // Who is signed out has little to say.
    let answer = world.browser("signed-out").post("/api/sign-in", vec![0; (64 << 10) + 1]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let message = ApiError::de(answer.body.into()).to_string();
    assert_eq!(message, "This is too large: a request holds up to 64 KiB.");

    // Without a word about its length, it is found out while it is read.
    let chunks = futures::stream::iter((0..17).map(|_| Ok::<_, std::io::Error>(vec![0_u8; 64 << 10])));
    let request = own_post("/api/edit-note").body(Body::from_stream(chunks)).unwrap();
    assert_eq!(admin.send(request).await.status, StatusCode::PAYLOAD_TOO_LARGE);

    let arguments = EditNote { license: world.license, version: 0, text: "x".repeat(2_001) };
    let answer = admin.call("edit-note", &arguments).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let message = ApiError::de(answer.body.into()).to_string();
    assert_eq!(message, "A note holds up to 2000 characters; this one has 2001.");
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
    let file = ImportFile {
        name: "organizations.csv".into(),
        bytes,
        kind: "organizations".into(),
        encoding: String::new(),
        sheet: String::new(),
        heading_row: None,
        dates: "auto".into(),
        numbers: "auto".into(),
        times: "auto".into(),
        columns: Vec::new(),
        values: Vec::new(),
        create_missing: false,
        owners: "ask".into(),
    };
    let plan: ImportPlan =
        world.browser("vendor").call("plan-import", &PlanImport { file: file.clone() }).await.value();
    assert_eq!(plan.totals, [50_000, 0, 0, 0]);
    let refused = world.browser("admin").call("plan-import", &PlanImport { file }).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
}
