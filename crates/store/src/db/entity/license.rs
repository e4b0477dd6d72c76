//! Table `licenses`.

use sea_orm::ActiveValue::Set;
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

use super::license_key::Key;
use crate::text::folded_key;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "licenses")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Short, stable and safe to show.
    #[sea_orm(unique)]
    pub public_id: String,
    /// The key, as issued.
    #[sea_orm(unique)]
    pub license_key: Key,
    /// [`folded_key`] of the key, for finding and searching it. Unique, so that no two keys differ only in spelling.
    #[sea_orm(unique)]
    pub key_folded: Key,
    /// The product it is for.
    pub product_id: i64,
    /// The person whose personal license it is.
    pub user_id: Option<i64>,
    /// [`model::LicenseType`] by name.
    pub license_type: String,
    /// First day, UTC.
    pub start_date: ChronoDate,
    /// Last day, UTC; None for a subscription without an end.
    pub expiration_date: Option<ChronoDate>,
    /// Units purchased; never goes down (R9).
    pub purchased: i64,
    /// Units reserved for offline use.
    pub offline_units: i64,
    /// The contract it belongs to.
    pub contract_number: Option<String>,
    /// Written by the customer; partners read it as Customer Note (R4).
    pub note: String,
    /// How often the note was changed.
    pub note_version: i32,
    /// Whether the vendor has put it on hold.
    pub suspended: bool,
    /// Whether its owner has registered it.
    pub registered: bool,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// [`model::activation::Overage`] by name.
    pub overage: String,
    /// How many seconds an installation may be silent before it is released; None: forever.
    pub heartbeat_period: Option<i64>,
    /// Who bought it, as the seller names them; may be empty.
    pub owner_name: String,
    /// Whom to ask about it; may be empty.
    pub contact: String,
    /// Mailboxes included; None if it is not sold by mailboxes.
    pub mailboxes: Option<i64>,
    /// Gateway users included; None if it is not sold by them.
    pub gateway_users: Option<i64>,
    /// Connections included; None if it is not sold by them.
    pub connections: Option<i64>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// A row with that key and its derived columns; the others are not set.
    pub fn keyed(key: &str) -> Self {
        Self { license_key: Set(key.into()), key_folded: Set(folded_key(key).into()), ..Default::default() }
    }
}

/// On rows of licenses: those that a typed key can mean, at most two. [`is_exactly`](super::license_key::is_exactly) tells
/// which of two it is.
pub(crate) fn can_mean(typed: &str) -> Condition {
    let any = Condition::any();
    if typed.contains('\0') {
        // PostgreSQL accepts no NUL in a string, and no key has one.
        return any.add(Column::Id.is_null());
    }
    // Of old keys that differ only in spelling, the oldest has the folded key; the others are found by their exact spelling.
    any.add(Column::KeyFolded.eq(folded_key(typed))).add(Column::LicenseKey.eq(typed))
}

/// [`can_mean`] for several keys.
pub(crate) fn can_mean_any<K: AsRef<str>>(typed: &[K]) -> Condition {
    let sought = || typed.iter().map(AsRef::<str>::as_ref).filter(|typed| !typed.contains('\0'));
    Condition::any()
        .add(Column::KeyFolded.is_in(sought().map(folded_key)))
        .add(Column::LicenseKey.is_in(sought()))
}

#[cfg(test)]
mod tests {
    use model::Day;
    use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

    use super::*;
    use crate::testing::{TestDb, World, both_databases};

    /// Earlier versions wrote rows this way, and the customer's own queries may read them.
    #[both_databases]
    async fn a_day_is_a_text_in_sqlite_and_a_date_in_postgresql(database: TestDb) {
        let db = &database.db;
        let id = World::make(db).await.license(db, "K-1", &[]).await;
        let backend = db.connection().get_database_backend();
        let (type_of, expected) = match backend {
            DatabaseBackend::Sqlite => ("typeof(expiration_date)", "text"),
            _ => ("CAST(pg_typeof(expiration_date) AS text)", "date"),
        };
        let stored = format!("SELECT {type_of}, CAST(expiration_date AS text) FROM licenses");
        let first = "UPDATE licenses SET start_date = '0001-01-01'";
        db.connection().execute_unprepared(first).await.unwrap();
        for text in ["0001-01-01", "0999-12-31", "1969-12-31", "2026-11-22", "9999-12-31"] {
            let day = Day::from_iso(text).unwrap();
            let change =
                ActiveModel { id: Set(id), expiration_date: Set(Some(day.date())), ..Default::default() };
            change.update(db.connection()).await.unwrap();
            let row = Statement::from_string(backend, &stored);
            let row = db.connection().query_one_raw(row).await.unwrap().unwrap();
            let (kind, written): (String, String) = (row.try_get_by(0).unwrap(), row.try_get_by(1).unwrap());
            assert_eq!((kind.as_str(), written.as_str()), (expected, text));

            let earlier = format!("UPDATE licenses SET expiration_date = '{text}'");
            db.connection().execute_unprepared(&earlier).await.unwrap();
            let row = Entity::find_by_id(id).one(db.connection()).await.unwrap().unwrap();
            assert_eq!(row.expiration_date.map(Day::from), Some(day));
        }
        // The last day that can be stored stands for all later ones.
        for beyond in [Day::from_iso("9999-12-31").unwrap().plus(1), Day(i32::MAX)] {
            let change =
                ActiveModel { id: Set(id), expiration_date: Set(Some(beyond.date())), ..Default::default() };
            let row = change.update(db.connection()).await.unwrap();
            assert_eq!(row.expiration_date.map(|date| date.to_string()).as_deref(), Some("9999-12-31"));
        }
    }
}
