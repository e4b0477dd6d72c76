//! How databases find what a permit reaches: by ID if IDs are given, however much else there is.

use std::fs;
use std::path::Path;

use model::access::RoleObject;
use model::{Action, Level, Target};
use sea_orm::{DatabaseBackend, DatabaseTransaction, EntityTrait, QuerySelect, QueryTrait, Statement};

use super::*;
use crate::testing::groups::{add_group, root_group, set_home};
use crate::testing::{TestDb, World, actor, both_databases, level};

/// The steps of the database's query plan. Sequential scans are turned off on PostgreSQL, because it would prefer
/// them for small tables.
pub(crate) async fn plan(snapshot: &DatabaseTransaction, select: &SelectStatement) -> Vec<String> {
    let backend = snapshot.get_database_backend();
    let explain = if backend == DatabaseBackend::Sqlite {
        "EXPLAIN QUERY PLAN"
    } else {
        snapshot.execute_unprepared("SET LOCAL enable_seqscan = off").await.unwrap();
        "EXPLAIN (COSTS OFF)"
    };
    let Statement { sql, values, .. } = backend.build(select);
    let explained = format!("{explain} {sql}");
    let statement = match values {
        Some(values) => Statement::from_sql_and_values(backend, explained, values),
        None => Statement::from_string(backend, explained),
    };
    let column = if backend == DatabaseBackend::Sqlite { "detail" } else { "QUERY PLAN" };
    let rows = snapshot.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", column).unwrap()).collect()
}

/// Whether a step reads a whole table that grows with the licenses, or finds assignments by anything but their license.
fn is_wide(step: &str) -> bool {
    let step = step.trim_start_matches([' ', '-', '>']);
    let reads = |table: &str| step.split([' ', '"', '.']).any(|word| word == table);
    let is_scan = step.starts_with("SCAN") || step.starts_with("Seq Scan");
    let is_by_license = !step.starts_with("SEARCH license_assignments") || step.contains("license_id=?");
    (is_scan && (reads("licenses") || reads("license_assignments"))) || !is_by_license
}

#[both_databases]
async fn licenses_that_are_asked_for_by_id_are_looked_up_by_id(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let own = level(RoleObject::LicenseManagement, Level::ViewOnly)
        .with(RoleObject::LicenseManagementSubOrganizations, Level::ViewOnly);
    let customers = level(RoleObject::LicenseManagementCustomerOrganizations, Level::ViewOnly);
    let admin = actor(db, "admin", Some(world.customer), own).await;
    let partner = actor(db, "partner", Some(world.distributor), customers).await;
    let person = actor(db, "person", None, own).await;
    let branch = actor(db, "branch", Some(world.customer), own).await.user;
    let root = root_group(db, world.customer).await;
    let tokyo = add_group(db, world.customer, root, "Tokyo").await;
    set_home(db, branch, world.customer, tokyo).await;
    let branch = crate::db::actor_query::actor(db, branch, Some(world.customer)).await.unwrap();
    for (person, target) in [
        (&admin, Target::MyOrganization),
        (&branch, Target::MyOrganization),
        (&partner, Target::Customers),
        (&partner, Target::Anything),
        (&person, Target::MyOrganization),
    ] {
        let permit = person.permit(Action::ListLicenses, target).unwrap();
        let ids: Vec<_> = (1..60).collect();
        let by_id = license::Entity::find().filter(licenses_among(&permit, &ids));
        let by_id = by_id.select_only().column(license::Column::Id).into_query();
        let mut assignments = assignments_among(&permit, &ids);
        assignments.column((license_assignment::Entity, license_assignment::Column::LicenseId));
        for select in [by_id, assignments] {
            let snapshot = db.begin_snapshot().await.unwrap();
            let steps = plan(&snapshot, &select).await;
            let wide: Vec<_> = steps.iter().filter(|step| is_wide(step)).collect();
            assert!(wide.is_empty(), "reads more than it needs: {steps:#?}");
        }
    }
}

/// Files that need the whole reach.
const WHOLE: [&str; 6] = [
    "db/scope/mod.rs",
    // Whether people of the demo have licenses.
    "demo/tests.rs",
    // The licenses that a holder reaches, by page.
    "deployments/holder.rs",
    // A whole list: its columns, its search, and its order by text.
    "licenses/report/rank.rs",
    "licenses/report/rows.rs",
    "licenses/report/search.rs",
];

#[test]
fn the_whole_reach_is_computed_only_where_it_is_asked_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::read_to_string(&path).unwrap().contains("licenses_in_reach(") {
                found.push(path.strip_prefix(&root).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    found.retain(|file| !WHOLE.contains(&file.as_str()) && file != "db/scope/tests.rs");
    assert!(
        found.is_empty(),
        "{found:?} compute all that a permit reaches. Licenses whose IDs are known are read by scope::licenses_among; a list as \
         a whole is named in WHOLE"
    );
}
