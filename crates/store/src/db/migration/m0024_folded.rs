//! Columns for searching, sorting and comparing text, because the databases fold nothing beyond ASCII alike. Names become
//! unique by appearance; a later name that looks like an earlier one is reported.

use std::collections::HashMap;
use std::fmt::Display;

use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr, DeriveMigrationName, Statement, Value};
use sea_orm_migration::{MigrationTrait, SchemaManager, SchemaManagerConnection, async_trait};

use super::execute;
use crate::text::{NameKeys, fold};

#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &[&str] = &[
    "ALTER TABLE organizations ADD COLUMN name_folded text NOT NULL DEFAULT ''",
    "ALTER TABLE organizations ADD COLUMN name_alike text NOT NULL DEFAULT ''",
    "ALTER TABLE organizations ADD COLUMN name_shape text NOT NULL DEFAULT ''",
    "ALTER TABLE products ADD COLUMN name_folded text NOT NULL DEFAULT ''",
    "ALTER TABLE products ADD COLUMN name_alike text NOT NULL DEFAULT ''",
    "ALTER TABLE products ADD COLUMN name_shape text NOT NULL DEFAULT ''",
    "ALTER TABLE roles ADD COLUMN name_alike text NOT NULL DEFAULT ''",
    "ALTER TABLE roles ADD COLUMN name_shape text NOT NULL DEFAULT ''",
    "ALTER TABLE deployments ADD COLUMN text_folded text NOT NULL DEFAULT ''",
    "ALTER TABLE event_organizations ADD COLUMN text_folded text NOT NULL DEFAULT ''",
];

const INDEXES: &[&str] = &[
    "CREATE UNIQUE INDEX organizations_alike ON organizations (name_alike)",
    "CREATE UNIQUE INDEX organizations_of_shape ON organizations (name_shape)",
    "CREATE UNIQUE INDEX products_alike ON products (name_alike)",
    "CREATE UNIQUE INDEX products_of_shape ON products (name_shape)",
    "CREATE UNIQUE INDEX roles_alike ON roles (organization_id, name_alike)",
    "CREATE UNIQUE INDEX roles_of_shape ON roles (organization_id, name_shape)",
];

/// At most this many numbers are filled by one statement, and at most this many rows held in memory.
const AT_ONCE: i64 = if cfg!(test) { 3 } else { 10_000 };

/// A column to fill.
struct Column {
    table: &'static str,
    name: &'static str,
    /// The column that numbers the rows, by which batches are made.
    number: &'static str,
    /// The text, as an SQL expression over the table's row.
    text: &'static str,
}

const FILLED: [Column; 3] = [
    Column { table: "licenses", name: "key_folded", number: "id", text: "license_key" },
    Column {
        table: "deployments",
        name: "text_folded",
        number: "id",
        text: "deployment_id || '\n' || host_name || '\n' || platform || '\n' || product_version || '\n'
            || coalesce(group_name, '')",
    },
    // Only the organization that a person acted for reads who they are.
    Column {
        table: "event_organizations",
        name: "text_folded",
        number: "event_id",
        text: "(SELECT CASE WHEN e.acting_organization_id = event_organizations.organization_id AND e.actor = 'person'
                THEN e.actor_name ELSE '' END || '\n' || e.object_name || '\n' || e.old || '\n' || e.new
            FROM events e WHERE e.id = event_organizations.event_id)",
    },
];

#[async_trait::async_trait]
#[expect(elided_lifetimes_in_paths, reason = "the trait's signature has no lifetime to name")]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute(manager, COLUMNS).await?;
        let connection = manager.get_connection();
        for (table, within, has_folded) in [
            ("organizations", "CAST(0 AS bigint)", true),
            ("products", "CAST(0 AS bigint)", true),
            ("roles", "organization_id", false),
        ] {
            fill_names(connection, table, within, has_folded).await?;
        }
        for column in FILLED {
            fill(connection, &column).await?;
        }
        execute(manager, INDEXES).await
    }
}

/// Fills the keys of names. Of several names that share a key the oldest gets it; the others get one that nothing else can
/// have, keep their names, and are reported, so that a person decides which to rename.
async fn fill_names(
    connection: &SchemaManagerConnection<'_>,
    table: &str,
    within: &str,
    has_folded: bool,
) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let (mut alike, mut shapes) = (HashMap::new(), HashMap::new());
    let mut after: i64 = 0;
    loop {
        // There are about three roles for each organization; their keys fit into memory.
        let sql = format!(
            "SELECT id, {within} AS place, name FROM {table} WHERE id > {after} ORDER BY id LIMIT {AT_ONCE}"
        );
        let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.try_get("", "id")?;
        for row in rows {
            let (id, place): (i64, i64) = (row.try_get("", "id")?, row.try_get("", "place")?);
            let name: String = row.try_get("", "name")?;
            let mut keys = NameKeys::of(&name);
            let earlier =
                alike.get(&(place, keys.alike.clone())).or_else(|| shapes.get(&(place, keys.shape.clone())));
            if let Some((earlier, other)) = earlier {
                report(table, (id, &name), (earlier, other));
                // No name contains a line break.
                keys.alike = format!("{}\n{id}", keys.alike);
                keys.shape = format!("{}\n{id}", keys.shape);
            } else {
                alike.insert((place, keys.alike.clone()), (id, name.clone()));
                shapes.insert((place, keys.shape.clone()), (id, name));
            }
            let mut values: Vec<Value> = vec![keys.alike.into(), keys.shape.into(), id.into()];
            let mut sql = format!("UPDATE {table} SET name_alike = $1, name_shape = $2 WHERE id = $3");
            if has_folded {
                sql = format!(
                    "UPDATE {table} SET name_alike = $1, name_shape = $2, name_folded = $4 WHERE id = $3"
                );
                values.push(keys.folded.into());
            }
            connection.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        }
    }
}

fn report(table: &str, (id, name): (i64, &str), (earlier, other): (&impl Display, &impl Display)) {
    tracing::warn!(
        table, id, name, looks_like = %earlier, named = %other,
        "this name looks like another; both are kept as they are, and one should be renamed"
    );
}

/// Fills a column with folded text in batches: the database folds ASCII, as we would, and this code the rest.
async fn fill(connection: &SchemaManagerConnection<'_>, column: &Column) -> Result<(), DbErr> {
    let Column { table, name, number, text } = column;
    let backend = connection.get_database_backend();
    let is_postgres = backend == DatabaseBackend::Postgres;
    // In some locales a capital I becomes a different letter; this avoids that.
    let lower = if is_postgres { format!("lower(({text}) COLLATE \"C\")") } else { format!("lower({text})") };
    let bytes =
        if is_postgres { format!("octet_length({text})") } else { format!("length(CAST({text} AS BLOB))") };
    let mut after: i64 = 0;
    loop {
        // Numbers have gaps: a batch ends at the last of its rows, whatever its number.
        let sql = format!(
            "SELECT max(n) AS last FROM (SELECT {number} AS n FROM {table} WHERE {number} > {after}
                ORDER BY {number} LIMIT {AT_ONCE}) portion"
        );
        let found = connection.query_one_raw(Statement::from_string(backend, sql)).await?;
        let last: Option<i64> = match found {
            Some(row) => row.try_get("", "last")?,
            None => None,
        };
        let Some(last) = last else { return Ok(()) };
        let portion = format!("{number} > {after} AND {number} <= {last}");
        let sql = format!("UPDATE {table} SET {name} = coalesce({lower}, '') WHERE {portion}");
        connection.execute_unprepared(&sql).await?;
        let others = format!(
            "SELECT {number} AS n, {text} AS text, {} AS place FROM {table} WHERE {portion} AND {bytes} <> length({text})",
            place_of(table)
        );
        for row in connection.query_all_raw(Statement::from_string(backend, others)).await? {
            let (n, place): (i64, i64) = (row.try_get("", "n")?, row.try_get("", "place")?);
            let folded = fold(&row.try_get::<String>("", "text")?);
            let sql =
                format!("UPDATE {table} SET {name} = $1 WHERE {number} = $2 AND {} = $3", place_of(table));
            let values: [Value; 3] = [folded.into(), n.into(), place.into()];
            connection.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        }
        after = last;
    }
}

/// The column that tells rows with the same number apart.
fn place_of(table: &str) -> &'static str {
    if table == "event_organizations" { "organization_id" } else { "id" }
}

#[cfg(test)]
mod tests {
    use sea_orm::{Database, EntityTrait, QueryOrder};
    use sea_orm_migration::MigratorTrait;

    use crate::Db;
    use crate::db::entity::{deployment, event_organization, license, organization, role};
    use crate::db::migration::Migrator;
    use crate::testing::{ClosedDb, both_databases};
    use crate::text::{NameKeys, folded_key};

    use super::*;

    const BEFORE: &[&str] = &[
        "INSERT INTO organizations (name, kind, created_at) VALUES
            ('Acme', 'customer', 0), ('ACME', 'customer', 0), ('Аcme', 'customer', 0), ('Österreich', 'customer', 0),
            ('Other', 'customer', 0)",
        "INSERT INTO roles (organization_id, name, description) VALUES (1, 'Auditor', ''), (1, 'auditor', ''), (2, 'Auditor', '')",
        "INSERT INTO users (email, name, created_at) VALUES ('ada@example.org', 'Ada', 0)",
        "INSERT INTO products (name, maker, kind, shown_to_partners) VALUES ('Scanner', '', 'on-premises', true)",
        "INSERT INTO licenses (public_id, license_key, key_folded, product_id, license_type, start_date, purchased,
                offline_units, note, note_version, suspended, registered, created_at)
            SELECT 'L-' || id, CASE WHEN id = 4 THEN 'ÄÖ-' ELSE 'Key-' END || id, 'old', 1, 'purchased', '2026-01-01', 10, 0, '', 0,
                false, true, 0 FROM organizations",
        "INSERT INTO deployments (license_id, deployment_id, host_name, platform, product_version, mode, quantity, group_name,
                activated_at, last_seen_at)
            SELECT 1, 'D-' || id, CASE WHEN id = 4 THEN 'BÜRO' ELSE 'Host' END, 'Linux', '1.0', 'online', 1,
                CASE WHEN id = 1 THEN 'IT' END, 0, 0 FROM organizations",
        "INSERT INTO events (at, kind, old, new, acting_organization_id, actor, actor_name, object_name)
            SELECT 0, 'note-edited', 'Old', CASE WHEN id = 4 THEN 'Größe' ELSE 'New' END, 1, 'person', 'Ada', 'L-1' FROM organizations",
        "INSERT INTO event_organizations (event_id, organization_id, at, category)
            SELECT e.id, o.id, 0, 'licenses' FROM events e, organizations o WHERE o.id IN (1, 2)",
    ];

    #[both_databases]
    async fn what_was_there_before_is_found_and_names_that_look_alike_stay(database: ClosedDb) {
        let connection = Database::connect(format!("{}?mode=rwc", database.url)).await.unwrap();
        let earlier = Migrator::migrations().iter().position(|one| one.name() == "m0024_folded").unwrap();
        Migrator::up(&connection, Some(u32::try_from(earlier).unwrap())).await.unwrap();
        for sql in BEFORE {
            connection.execute_unprepared(sql).await.unwrap();
        }
        connection.close().await.unwrap();
        let db = Db::open(&database.url).await.unwrap();
        let connection = db.connection();
        let found = organization::Entity::find()
            .order_by_asc(organization::Column::Id)
            .all(connection)
            .await
            .unwrap();
        let folded: Vec<_> = found.iter().map(|one| one.name_folded.as_str()).collect();
        assert_eq!(folded, ["acme", "acme", "аcme", "osterreich", "other"]);
        for (one, is_first) in found.iter().zip([true, false, false, true, true]) {
            let keys = NameKeys::of(&one.name);
            assert_eq!(
                (one.name_alike == keys.alike, one.name_shape == keys.shape),
                (is_first, is_first),
                "{one:?}"
            );
        }
        let roles = role::Entity::find().order_by_asc(role::Column::Id).all(connection).await.unwrap();
        let first: Vec<_> = roles.iter().map(|one| one.name_alike == NameKeys::of(&one.name).alike).collect();
        assert_eq!(first, [true, false, true]);
        for one in license::Entity::find().all(connection).await.unwrap() {
            // The way a later migration folds it.
            assert_eq!(one.key_folded.to_compare(), folded_key(one.license_key.to_compare()));
        }
        for one in deployment::Entity::find().all(connection).await.unwrap() {
            assert_eq!(one.text_folded, one.to_searched());
        }
        let events = event_organization::Entity::find().all(connection).await.unwrap();
        assert_eq!(events.len(), 10);
        for one in events {
            let who = if one.organization_id == 1 { "ada" } else { "" };
            let new = if one.event_id == 4 { "grosse" } else { "new" };
            assert_eq!(one.text_folded, format!("{who}\nl-1\nold\n{new}"));
        }
    }
}
