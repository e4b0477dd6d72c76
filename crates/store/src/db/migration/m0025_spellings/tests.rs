use std::collections::HashMap;

use sea_orm::{Database, EntityTrait, QueryOrder};
use sea_orm_migration::MigratorTrait;

use super::*;
use crate::Db;
use crate::db::entity::{alert_sent, alert_user, license, mail, organization, user};
use crate::db::migration::Migrator;
use crate::deployments::HeldLicense;
use crate::people::{account, organization_named};
use crate::testing::{ClosedDb, both_databases};
use crate::text::{NameKeys, folded_key};

/// The keys, in the order of their licenses.
const KEYS: [&str; 9] =
    ["VK-77-Q", "vk77q", "Vk\u{2013}77\u{2013}q", "Straße-9", "--", "---", "a\tb", "MN 5", "mn6\u{200b}"];

const BEFORE: &[&str] = &[
    "INSERT INTO organizations (name, kind, created_at, name_folded, name_alike, name_shape) VALUES
        ('Grün  und Söhne', 'customer', 0, 'grun  und sohne', 'old 1', 'old 1'),
        ('GROẞ KG', 'customer', 0, 'gross kg', 'old 2', 'old 2'),
        ('Groß KG', 'customer', 0, 'gross kg', 'old 3', 'old 3')",
    "INSERT INTO products (name, maker, kind, shown_to_partners, name_alike, name_shape) VALUES ('Sieve', '', 'on-premises', true, 'x', 'x')",
    "INSERT INTO users (email, name, created_at) VALUES
        ('ida@xn--blbr-roah.example', 'Ida', 0), ('bo@xn--blbr-roah.example', 'Bo', 0), ('bo@blåbær.example', 'Other Bo', 0)",
    "INSERT INTO alert_users (organization_id, email, created_at, unsubscribe_token) VALUES (1, 'ida@xn--blbr-roah.example', 0, 't')",
    "INSERT INTO mails (once, recipient, subject, text, html, purpose, created_at, due_at, attempts) VALUES
        ('alert/1/2026-12-31/ida@xn--blbr-roah.example/30', 'ida@xn--blbr-roah.example', '', '', '', 'alert', 0, 0, 0)",
];

/// A database as before the migration, with one license for each of [`KEYS`].
async fn upgraded(database: &ClosedDb) -> Db {
    let connection = Database::connect(format!("{}?mode=rwc", database.url)).await.unwrap();
    let earlier = Migrator::migrations().iter().position(|one| one.name() == "m0025_spellings").unwrap();
    Migrator::up(&connection, Some(u32::try_from(earlier).unwrap())).await.unwrap();
    for sql in BEFORE {
        connection.execute_unprepared(sql).await.unwrap();
    }
    for (number, key) in (1..).zip(KEYS) {
        let sql = format!(
            "INSERT INTO licenses (public_id, license_key, key_folded, product_id, license_type, start_date, purchased,
                    offline_units, note, note_version, suspended, registered, created_at)
                VALUES ('L-{number}', $1, 'old', 1, 'purchased', '2026-01-01', 10, 0, '', 0, false, true, 0)"
        );
        let values: [Value; 1] = [key.into()];
        let insert = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
        connection.execute_raw(insert).await.unwrap();
    }
    let sent = "INSERT INTO alerts_sent (license_id, expiration_date, recipient, lead_days) VALUES (1, '2026-12-31', 'ida@xn--blbr-roah.example', 30)";
    connection.execute_unprepared(sent).await.unwrap();
    connection.close().await.unwrap();
    Db::open(&database.url).await.unwrap()
}

#[both_databases]
async fn keys_that_differ_in_their_spelling_alone_all_stay_and_are_found(database: ClosedDb) {
    let db = upgraded(&database).await;
    let rows = license::Entity::find().order_by_asc(license::Column::Id).all(db.connection()).await.unwrap();
    let keys: Vec<_> = rows.iter().map(|row| row.license_key.to_compare()).collect();
    assert_eq!(keys, KEYS, "nothing that is stored is lost");
    for (row, place) in rows.iter().zip(0..) {
        let is_later = place == 1 || place == 2;
        let folded = folded_key(row.license_key.to_compare());
        assert_eq!(row.key_folded.to_compare() == folded, !is_later, "{row:?}");
    }
    let numbers: HashMap<i64, &str> = rows.iter().map(|row| row.id).zip(KEYS).collect();
    let found = async |typed: &str| {
        let held = HeldLicense::of_key(&db, typed, None).await.unwrap();
        held.map(|held| numbers[&held.license()])
    };
    for key in KEYS {
        assert_eq!(found(key).await, Some(key), "{key:?}");
    }
    for (typed, key) in
        [("VK 77 q", "VK-77-Q"), ("strasse9", "Straße-9"), ("AB", "a\tb"), ("MN-6", "mn6\u{200b}")]
    {
        assert_eq!(found(typed).await, Some(key), "{typed:?}");
    }
    assert_eq!(found("-").await, None);
}

#[both_databases]
async fn names_and_addresses_from_before_have_one_spelling(database: ClosedDb) {
    let db = upgraded(&database).await;
    let connection = db.connection();
    let rows = organization::Entity::find().order_by_asc(organization::Column::Id);
    let rows = rows.all(connection).await.unwrap();
    assert_eq!(rows[0].name_folded, "grun und sohne");
    for (row, is_first) in rows.iter().zip([true, true, false]) {
        assert_eq!(row.name_alike == NameKeys::of(&row.name).alike, is_first, "{row:?}");
    }
    for (typed, place) in [("grün und söhne", 0), ("GROẞ KG", 1), ("gross  kg", 1)] {
        let found = organization_named(connection, typed).await.unwrap().map(|found| found.id);
        assert_eq!(found, Some(rows[place].id), "{typed}");
    }
    let by_name = organization_named(connection, "Groß KG").await.unwrap().map(|found| found.id);
    assert_eq!(by_name, Some(rows[2].id));

    let people = user::Entity::find().order_by_asc(user::Column::Id).all(connection).await.unwrap();
    let addresses: Vec<_> = people.iter().map(|one| one.email.as_str()).collect();
    let expected = ["ida@blåbær.example", "bo@xn--blbr-roah.example", "bo@blåbær.example"];
    assert_eq!(addresses, expected, "nobody loses an account");
    for (typed, name) in [
        ("IDA@xn--blbr-roah.example", "Ida"),
        ("ida@BLÅBÆR.example", "Ida"),
        ("bo@xn--blbr-roah.example", "Bo"),
        ("bo@blåbær.example", "Other Bo"),
    ] {
        let found = account(connection, typed).await.unwrap().map(|found| found.name);
        assert_eq!(found.as_deref(), Some(name), "{typed}");
    }
    let told = alert_user::Entity::find().one(connection).await.unwrap().unwrap();
    assert_eq!(told.email, "ida@blåbær.example");
    // Nobody gets it a second time (R17).
    let sent = alert_sent::Entity::find().one(connection).await.unwrap().unwrap();
    assert_eq!(sent.recipient, "ida@blåbær.example");
    let mail = mail::Entity::find().one(connection).await.unwrap().unwrap();
    assert_eq!(mail.recipient, "ida@blåbær.example");
    assert_eq!(mail.once.as_deref(), Some("alert/1/2026-12-31/ida@blåbær.example/30"));
}

#[both_databases]
async fn a_name_gets_its_keys_once_the_one_that_had_them_has_moved_on(database: ClosedDb) {
    let db = upgraded(&database).await;
    let connection = db.connection();
    let keys = NameKeys::of("Alpha");
    for (name, alike, shape) in
        [("Alpha", "old a", "old a"), ("Omega", keys.alike.as_str(), keys.shape.as_str())]
    {
        let row = organization::ActiveModel {
            kind: sea_orm::ActiveValue::Set("customer".to_owned()),
            created_at: sea_orm::ActiveValue::Set(0),
            name_alike: sea_orm::ActiveValue::Set(alike.to_owned()),
            name_shape: sea_orm::ActiveValue::Set(shape.to_owned()),
            ..organization::ActiveModel::named(name)
        };
        organization::Entity::insert(row).exec_without_returning(connection).await.unwrap();
    }
    let manager = SchemaManager::new(connection);
    names::fold(manager.get_connection(), "organizations").await.unwrap();
    let rows = organization::Entity::find().all(connection).await.unwrap();
    for name in ["Alpha", "Omega"] {
        let row = rows.iter().find(|row| row.name == name).unwrap();
        assert_eq!(row.name_alike, NameKeys::of(name).alike, "{name}");
    }
}
