//! Active deployments as files, and the outcome of attempts to activate.

use std::io::Cursor;

use app::activate::{ActivateLicense, Activation};
use app::deployments::{Asked, ListDeployments, ListedDeployments, RemoveDeployments};
use calamine::{Data, Reader as _, Xlsx};
use http::StatusCode;
use license_file::{Form, Kind, Opening, PublicKey, machine_secret, open_file};
use model::deployment::SortBy;
use store::testing::{NOW, TestDb, both_databases};

use crate::browser::Answer;
use crate::world::World;

const REPORT: &str = "/export/active-deployments.xlsx?license=L-KEY-CUSTOMER";

fn activate(key: &str, deployment_id: &str, quantity: i64) -> ActivateLicense {
    ActivateLicense { key: key.into(), deployment_id: deployment_id.into(), quantity, offline: false }
}

fn list() -> ListDeployments {
    let asked = Asked {
        license: "L-KEY-CUSTOMER".into(),
        search: String::new(),
        sort: SortBy::Activated,
        descending: false,
        page: 0,
    };
    ListDeployments { asked }
}

fn sheets(answer: &Answer) -> Vec<(String, Vec<Vec<Data>>)> {
    assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(answer.body.clone())).unwrap();
    let rows = |range: calamine::Range<Data>| range.rows().map(<[Data]>::to_vec).collect();
    workbook.worksheets().into_iter().map(|(name, range)| (name, rows(range))).collect()
}

#[both_databases]
async fn the_report_has_the_license_on_one_sheet_and_its_deployments_on_the_other(database: TestDb) {
    let world = World::make(&database).await;
    // Text that a spreadsheet would run must arrive as text.
    let formula = "=HYPERLINK(\"http://evil.example\")";
    let browser = world.browser("none");
    let done = browser.call("activate-license", &activate("KEY-CUSTOMER", formula, 2)).await;
    assert!(done.value::<Activation>().is_new);
    let answer = world.browser("reseller").get(REPORT).await;
    let name = "attachment; filename=\"active-deployments-L-KEY-CUSTOMER-2026-11-22.xlsx\"";
    assert_eq!(answer.header("content-disposition"), name);
    let [(license, facts), (deployments, rows)] = sheets(&answer).try_into().unwrap();
    assert_eq!((license.as_str(), deployments.as_str()), ("License", "Active Deployments"));
    let fact = |name: &str| facts.iter().find(|row| row[0] == name).unwrap()[1].clone();
    assert_eq!(fact("Product"), "Scanner");
    assert_eq!(fact("License Key"), "KEY-CUSTOMER");
    assert_eq!(fact("Organization"), "Customer");
    assert_eq!((fact("Deployed (units)"), fact("Purchased (units)")), (Data::Float(3.0), Data::Float(10.0)));
    assert_eq!(rows[0][0], "Deployment ID");
    assert_eq!((rows[1][0].clone(), rows[2][0].clone()), (Data::from("KEY-CUSTOMER-0"), Data::from(formula)));
    assert_eq!(rows.len(), 3);
}

#[both_databases]
async fn there_is_no_report_of_an_expired_license(database: TestDb) {
    let world = World::make(&database).await;
    store::testing::expire(&world.db, world.license).await;
    let answer = world.browser("admin").get(REPORT).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.text().trim(), "This license has expired: there is no report of its deployments.");
}

#[both_databases]
async fn what_is_selected_is_exported_and_removed_and_nothing_else(database: TestDb) {
    let world = World::make(&database).await;
    let admin = world.browser("admin");
    for name in ["a", "b", "c"] {
        admin.call("activate-license", &activate("KEY-CUSTOMER", name, 2)).await.value::<Activation>();
    }
    let listed: ListedDeployments = admin.call("list-deployments", &list()).await.value();
    assert_eq!((listed.total, listed.deployed, listed.purchased), (4, 7, 10));
    let ids: Vec<_> = listed.deployments.iter().map(|row| row.id).collect();
    // The number of another license's deployment does no harm.
    let foreign = world.browser("other");
    let theirs = Asked { license: "L-KEY-FOREIGN".into(), ..list().asked };
    let theirs: ListedDeployments =
        foreign.call("list-deployments", &ListDeployments { asked: theirs }).await.value();
    let foreign_id = theirs.deployments[0].id;
    let form = format!("license=L-KEY-CUSTOMER&deployments={},{},{foreign_id}", ids[1], ids[2]);
    let answer = admin.submit("/export/deployments.csv", &form).await;
    let table = spreadsheet::read(&answer.body, "export").unwrap();
    let names: Vec<_> = table.rows.iter().map(|row| &row.cells[0]).collect();
    assert_eq!(names, ["a", "b"]);
    let unreadable = admin.submit("/export/deployments.csv", "license=L-KEY-CUSTOMER&deployments=all").await;
    assert_eq!(unreadable.status, StatusCode::BAD_REQUEST);

    let removal =
        RemoveDeployments { license: "L-KEY-CUSTOMER".into(), deployments: vec![ids[1], ids[2], foreign_id] };
    assert_eq!(admin.call("remove-deployments", &removal).await.value::<(u64, u64)>(), (2, 4));
    let left: ListedDeployments = admin.call("list-deployments", &list()).await.value();
    assert_eq!((left.total, left.deployed), (2, 3));
    let asked = Asked { license: "L-KEY-FOREIGN".into(), ..list().asked };
    let theirs: ListedDeployments =
        foreign.call("list-deployments", &ListDeployments { asked }).await.value();
    assert_eq!(theirs.total, 1);
}

#[both_databases]
async fn what_is_wrong_with_an_activation_is_told_at_its_field(database: TestDb) {
    let world = World::make(&database).await;
    let solo = world.browser("solo");
    for (key, id, quantity, field) in [
        ("KEY-NOWHERE", "a", 1, "key"),
        ("KEY-CLOUD", "a", 1, "key"),
        ("KEY-CUSTOMER", " ", 1, "deployment"),
        ("KEY-CUSTOMER", "a", 0, "quantity"),
        ("KEY-CUSTOMER", "a", 10, "quantity"),
    ] {
        let answer = solo.call("activate-license", &activate(key, id, quantity)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{key} {id} {quantity}");
        match postcard::from_bytes(&answer.body).unwrap() {
            app::ApiError::Invalid { field: at, .. } => assert_eq!(at, field, "{key} {id} {quantity}"),
            other => panic!("{other:?}"),
        }
    }
}

#[both_databases]
async fn an_offline_activation_gives_a_file_that_opens_with_key_and_deployment_alone(database: TestDb) {
    let world = World::make(&database).await;
    let none = world.browser("none");
    let ask = ActivateLicense { offline: true, ..activate("KEY-CUSTOMER", "plant 7/pump", 2) };
    let done: Activation = none.call("activate-license", &ask).await.value();
    let file = done.file.unwrap();
    assert_eq!(file.name, "plant7pump.lic");
    let keys: serde_json::Value =
        serde_json::from_slice(&none.get("/.well-known/license-keys.json").await.body).unwrap();
    let key: PublicKey = keys["keys"][0]["publicKey"].as_str().unwrap().parse().unwrap();
    let open = |secret: &str| {
        let form = Form::Encrypted(secret);
        let opening = Opening { kind: Kind::Machine, keys: &[key], form, now: NOW, last_seen: None };
        open_file(file.text.as_bytes(), &opening).map(|opened| opened.document)
    };
    let document = open(&machine_secret("KEY-CUSTOMER", "plant 7/pump")).unwrap();
    assert_eq!(document.data["attributes"]["fingerprint"], "plant 7/pump");
    assert_eq!(document.included[0]["attributes"]["key"], "KEY-CUSTOMER");
    assert!(open(&machine_secret("KEY-CUSTOMER", "plant 8")).is_err());
    // The same request again: the same deployment, no further unit, an equivalent file.
    let again: Activation = none.call("activate-license", &ask).await.value();
    assert!(!again.is_new && again.file.is_some());
}
