//! The text of the rows in view, which is too long for the columns.

use std::collections::HashMap;

use model::access::Relation;
use model::note::Note;
use model::report::{Limit, Per, RowTexts};
use model::{Action, LicenseId, Permit, ProductKind};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect};

use crate::Db;
use crate::db::entity::license_key::Key;
use crate::db::entity::{license, license_limit, partner_note, product};
use crate::db::readable::Readable;
use crate::db::scope;
use crate::licenses::LicenseError;
use crate::text::order_key;

/// One request returns the text of at most this many licenses.
pub const TEXTS_LIMIT: usize = 1_000;

/// Reads the text of those of `licenses` that the permit reaches, in no particular order. Ignores licenses beyond
/// [`TEXTS_LIMIT`].
pub async fn texts(db: &Db, permit: &Permit, licenses: &[LicenseId]) -> Result<Vec<RowTexts>, LicenseError> {
    permit.only(Action::ListLicenses)?;
    let found = texts_and_keys(db, permit, licenses).await?;
    Ok(found.into_iter().map(|(texts, _)| texts).collect())
}

/// [`texts`] for an export, each with the license's key as the permit may read it (R8, R11).
pub async fn exported(
    db: &Db,
    permit: &Permit,
    licenses: &[LicenseId],
) -> Result<Vec<(RowTexts, String)>, LicenseError> {
    permit.only(Action::ListLicenses)?;
    let found = texts_and_keys(db, permit, licenses).await?;
    let ids: Vec<_> = found.iter().map(|(texts, _)| texts.license).collect();
    let readable = Readable::among(db.connection(), permit, &ids).await?;
    let shown = |(texts, key): (RowTexts, Key)| {
        let key = readable.shown(texts.license, &key);
        (texts, key)
    };
    Ok(found.into_iter().map(shown).collect())
}

async fn texts_and_keys(
    db: &Db,
    permit: &Permit,
    licenses: &[LicenseId],
) -> Result<Vec<(RowTexts, Key)>, DbErr> {
    let asked = &licenses[..licenses.len().min(TEXTS_LIMIT)];
    let of_product =
        license::Entity::belongs_to(product::Entity).from(license::Column::ProductId).to(product::Column::Id);
    let rows: Vec<(i64, String, Key, String, i32, String)> = license::Entity::find()
        .join(JoinType::InnerJoin, of_product.into())
        .filter(scope::licenses_among(permit, asked)) // tenant: licenses whose texts are read
        .select_only()
        .columns([license::Column::Id, license::Column::PublicId, license::Column::LicenseKey])
        .columns([license::Column::Note, license::Column::NoteVersion])
        .column(product::Column::Kind)
        .into_tuple()
        .all(db.connection())
        .await?;
    let reached: Vec<_> = rows.iter().map(|row| row.0).collect();
    // Only cloud services have limits. Whoever reaches a license sees its limits.
    let cloud: Vec<_> =
        rows.iter().filter(|row| row.5 == ProductKind::Cloud.name()).map(|row| row.0).collect();
    let mut limits = limits(db, &cloud).await?;
    let is_partner = permit.reach(ProductKind::OnPremises).has(Relation::Customer);
    let mut partner_notes =
        if is_partner { partner_notes(db, permit, &reached).await? } else { HashMap::new() };
    let text = |(license, public_id, key, text, version, _): (i64, String, Key, String, i32, String)| {
        let texts = RowTexts {
            license,
            public_id,
            masked_key: key.masked(),
            note: Note { text, version },
            partner_note: is_partner.then(|| partner_notes.remove(&license).unwrap_or_default()),
            limits: limits.remove(&license).unwrap_or_default(),
        };
        (texts, key)
    };
    Ok(rows.into_iter().map(text).collect())
}

/// The limits of cloud services, by name.
async fn limits(db: &Db, licenses: &[LicenseId]) -> Result<HashMap<LicenseId, Vec<Limit>>, DbErr> {
    if licenses.is_empty() {
        return Ok(HashMap::new());
    }
    let mut rows = license_limit::Entity::find()
        .filter(license_limit::Column::LicenseId.is_in(licenses.iter().copied()))
        .all(db.connection())
        .await?;
    // Databases order names differently.
    rows.sort_by_cached_key(|row| (order_key(&row.name), row.id));
    let mut limits: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        let per = if row.per == "day" { Per::Day } else { Per::Month };
        let limit = Limit { name: row.name, used: calls(row.used), allowance: calls(row.allowance), per };
        limits.entry(row.license_id).or_default().push(limit);
    }
    Ok(limits)
}

/// A count in the database, which has no unsigned numbers.
fn calls(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// The permit's organization's own partner notes, and nobody else's (R4).
async fn partner_notes(
    db: &Db,
    permit: &Permit,
    reached: &[LicenseId],
) -> Result<HashMap<LicenseId, Note>, DbErr> {
    let rows = partner_note::Entity::find()
        .filter(partner_note::Column::OrganizationId.eq(permit.confidant_of())) // tenant: own partner notes
        .filter(partner_note::Column::LicenseId.is_in(reached.iter().copied()))
        .all(db.connection())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.license_id, Note { text: row.note, version: row.note_version }))
        .collect())
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Level, Target};
    use sea_orm::{ActiveModelTrait, ActiveValue::Set};

    use super::*;
    use crate::testing::{NewLicense, TestDb, World, actor, add_license, both_databases, level};

    #[both_databases]
    async fn keys_out_of_reach_are_left_out(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let permit = member.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
        let own = world.license(db, "OWN", &[world.customer]).await;
        let foreign = world.license(db, "FOREIGN", &[world.other_customer]).await;
        let found = exported(db, &permit, &[own, foreign, -1]).await.unwrap();
        let keys: Vec<_> = found.into_iter().map(|(texts, key)| (texts.license, key)).collect();
        assert_eq!(keys, [(own, "OWN".to_owned())]);
    }

    #[both_databases]
    async fn limits_are_by_name_in_any_case(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let organizations = &[world.customer];
        let new = NewLicense { key: "K", product: world.cloud, organizations, user: None, deployed: 0 };
        let license = add_license(db, &new).await;
        for name in ["b", "C", "a"] {
            let row = license_limit::ActiveModel {
                license_id: Set(license),
                name: Set(name.to_owned()),
                allowance: Set(1),
                per: Set("day".to_owned()),
                used: Set(0),
                ..Default::default()
            };
            row.insert(db.connection()).await.unwrap();
        }
        let permit = member.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
        let found = texts(db, &permit, &[license]).await.unwrap().remove(0);
        let names: Vec<_> = found.limits.iter().map(|limit| limit.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "C"]);
    }
}
