//! Table `licenses`.

use sea_orm::ActiveValue::Set;
use sea_orm::Condition;
use sea_orm::entity::prelude::*;

use super::license_key::Key;
use crate::text::folded_key;

/// A license.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "licenses")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Short, stable, safe to show.
    #[sea_orm(unique)]
    pub public_id: String,
    /// The key, as issued.
    #[sea_orm(unique)]
    pub license_key: Key,
    /// [`folded_key`] of the key: what it is found and searched by. Unique, so that no two keys differ in their spelling alone.
    #[sea_orm(unique)]
    pub key_folded: Key,
    /// What it licenses.
    pub product_id: i64,
    /// Owner of a personal license.
    pub user_id: Option<i64>,
    /// [`model::LicenseType`] by name.
    pub license_type: String,
    /// First day, UTC.
    pub start_date: TimeDate,
    /// Last day, UTC; none for a subscription that runs on.
    pub expiration_date: Option<TimeDate>,
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
    /// Put on hold by the vendor.
    pub suspended: bool,
    /// Registered by its owner.
    pub registered: bool,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// [`model::activation::Overage`] by name.
    pub overage: String,
    /// For how many seconds an installation may be silent before it is released; none: for ever.
    pub heartbeat_period: Option<i64>,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl ActiveModel {
    /// A row with that key and all that is derived from it; the rest is left open.
    pub fn keyed(key: &str) -> Self {
        Self { license_key: Set(key.into()), key_folded: Set(folded_key(key).into()), ..Default::default() }
    }
}

/// On rows of licenses: those that a typed key can mean, two at most.
/// [`is_exactly`](super::license_key::is_exactly) tells which of two it is.
pub(crate) fn can_mean(typed: &str) -> Condition {
    let any = Condition::any();
    if typed.contains('\0') {
        // PostgreSQL takes no NUL in a text, and no key has one.
        return any.add(Column::Id.is_null());
    }
    // Of keys from before that differ in their spelling alone, the oldest has the folded key, and the others are found as they stand.
    any.add(Column::KeyFolded.eq(folded_key(typed))).add(Column::LicenseKey.eq(typed))
}

/// [`can_mean`] for several keys.
pub(crate) fn can_mean_any<K: AsRef<str>>(typed: &[K]) -> Condition {
    let sought = || typed.iter().map(AsRef::<str>::as_ref).filter(|typed| !typed.contains('\0'));
    Condition::any()
        .add(Column::KeyFolded.is_in(sought().map(folded_key)))
        .add(Column::LicenseKey.is_in(sought()))
}
