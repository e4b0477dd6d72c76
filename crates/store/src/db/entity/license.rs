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
    pub start_date: TimeDate,
    /// Last day, UTC; None for a subscription without an end.
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
        // PostgreSQL accepts no NUL in a text, and no key has one.
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
