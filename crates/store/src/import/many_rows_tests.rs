//! Files with more rows than one statement writes.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::testing::{File, changes, counts, refusals, totals};
use super::{Kind, Owners, TOLD};
use crate::Db;
use crate::db::batch::BATCH;
use crate::db::entity::{deployment, event, license};
use crate::testing::{TestDb, World, both_databases};

/// Two full batches and the beginning of a third.
const ROWS: usize = 2 * BATCH + 300;

/// Licenses of seven guilds, each license `shift` guilds further.
fn licenses(units: u32, shift: usize) -> File {
    let row = |row: usize| format!("P-{row:05},Drill,Guild {},2026-01-01,{units}\n", (row + shift) % 7);
    let rows: Vec<String> = (0..ROWS).map(row).collect();
    let text = format!("key,product,organization,start,units\n{}", rows.concat());
    File { create_missing: true, owners: Owners::Move, ..File::new(Kind::Licenses, &text) }
}

fn deployments(mode: &str) -> File {
    let rows: Vec<String> = (0..ROWS).map(|row| format!("K1,PC-{row:05},{mode}\n")).collect();
    File::new(Kind::Deployments, &format!("license key,machine id,mode\n{}", rows.concat()))
}

/// Number of events of that kind.
async fn told(db: &Db, kind: &str) -> usize {
    let events = event::Entity::find().filter(event::Column::Kind.eq(kind));
    usize::try_from(events.count(db.connection()).await.unwrap()).unwrap()
}

#[both_databases]
async fn licenses_are_written_in_parts(database: TestDb) {
    let db = &database.db;
    let added = licenses(5, 0).apply(db).await;
    assert_eq!(totals(&added), [ROWS, 0, 0, 0], "{:?}", refusals(&added));
    let rows = ROWS as u64;
    let [organizations, _, products, stored, assignments, ..] = counts(db).await;
    assert_eq!((organizations, products, stored, assignments), (7, 1, rows, rows));
    assert_eq!((told(db, "license-added").await, told(db, "license-changed").await), (ROWS, ROWS));
    let after = counts(db).await;
    assert_eq!(totals(&licenses(5, 0).apply(db).await), [0, 0, ROWS, 0]);
    assert_eq!(counts(db).await, after, "the same file again changes nothing");

    let changed = licenses(6, 0).apply(db).await;
    assert_eq!(totals(&changed), [0, ROWS, 0, 0]);
    let in_full = changed.rows.iter().filter(|row| changes(row) == ["Purchased: 5 -> 6"]);
    assert_eq!(in_full.count(), TOLD);
    let six = license::Entity::find().filter(license::Column::Purchased.eq(6));
    assert_eq!(six.count(db.connection()).await.unwrap(), rows);

    let moved = licenses(6, 1).apply(db).await;
    assert_eq!((totals(&moved), moved.conflicts), ([0, ROWS, 0, 0], ROWS));
    assert_eq!(counts(db).await[..5], [7, 0, 1, rows, rows]);
    let last = license::Entity::find().order_by_desc(license::Column::LicenseKey);
    let last = last.one(db.connection()).await.unwrap().unwrap();
    let history = event::Entity::find().filter(event::Column::LicenseId.eq(last.id));
    let history = history.order_by_asc(event::Column::Id).all(db.connection()).await.unwrap();
    let history: Vec<_> =
        history.iter().map(|event| (event.old.as_str(), event.new.as_str())).skip(1).collect();
    let (before, after) = ((ROWS - 1) % 7, ROWS % 7);
    let (before, after) = (format!("Organization: Guild {before}"), format!("Organization: Guild {after}"));
    let expected = [("", &*before), ("Purchased: 5", "Purchased: 6"), (&*before, ""), ("", &*after)];
    assert_eq!(history, expected);
}

#[both_databases]
async fn the_first_lines_are_told_in_full_though_a_license_is_planned_at_once(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    for key in ["K1", "K2"] {
        world.license(db, key, &[world.customer]).await;
    }
    // With the row of K2 on line 3, the rows of K1 are as many as the plan lists.
    let row = |key: &str, guild: usize| format!("{key},Drill,Guild {guild},2026-01-01,900\n");
    let more: String = (1..TOLD).map(|guild| row("K1", guild)).collect();
    let text = format!("key,product,organization,start,units\n{}{}{more}", row("K1", 0), row("K2", 0));
    let file = File { create_missing: true, owners: Owners::Move, ..File::new(Kind::Licenses, &text) };
    let plan = file.plan(db).await;
    assert_eq!(totals(&plan), [0, TOLD + 1, 0, 0], "{:?}", refusals(&plan));
    let in_full = plan.rows.iter().map(|row| !changes(row).is_empty());
    assert!(in_full.eq((0..=TOLD).map(|at| at < TOLD)));
}

#[both_databases]
async fn deployments_are_written_in_parts(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    world.license(db, "K1", &[world.customer]).await;
    let before = told(db, "deployment-added").await;
    let added = deployments("online").apply(db).await;
    assert_eq!(totals(&added), [ROWS, 0, 0, 0], "{:?}", refusals(&added));
    assert_eq!(told(db, "deployment-added").await - before, ROWS);
    let after = counts(db).await;
    assert_eq!(totals(&deployments("online").apply(db).await), [0, 0, ROWS, 0]);
    assert_eq!(counts(db).await, after, "the same file again changes nothing");
    assert_eq!(totals(&deployments("offline").apply(db).await), [0, ROWS, 0, 0]);
    let offline = deployment::Entity::find()
        .filter(deployment::Column::DeploymentId.starts_with("PC-"))
        .filter(deployment::Column::Mode.eq("offline"));
    assert_eq!(offline.count(db.connection()).await.unwrap(), ROWS as u64);
    assert_eq!(told(db, "deployment-changed").await, ROWS);
}
