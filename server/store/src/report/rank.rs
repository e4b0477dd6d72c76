//! Sorting by texts that are not in the columns.

use model::query::Column;
use model::report::NO_RANK;
use model::{LicenseId, Permit};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::{license, partner_note};
use crate::text::fold;
use crate::{Db, aside, scope};

/// The rank of each of the permit's licenses by its note or, for [`Column::PartnerNote`], by the own partner
/// organisation's note, sorted by license: equal texts have equal ranks, and licenses without a text [`NO_RANK`].
pub async fn rank(db: &Db, permit: &Permit, column: Column) -> Result<Vec<(LicenseId, u32)>, DbErr> {
    let (db, permit) = (db.clone(), permit.clone());
    // Sorting a million texts takes longer than an async thread may be held.
    aside(move || async move { ranked(&db, &permit, column).await }).await
}

async fn ranked(db: &Db, permit: &Permit, column: Column) -> Result<Vec<(LicenseId, u32)>, DbErr> {
    let db = db.long_read().await?;
    let licenses = license::Entity::find()
        .filter(scope::licenses_in_reach(permit))
        .select_only()
        .columns([license::Column::Id, license::Column::Note]);
    let mut texts: Vec<(LicenseId, String)> = licenses.into_tuple().all(db.connection()).await?;
    if column == Column::PartnerNote {
        let own: Vec<(i64, String)> = partner_note::Entity::find()
            .filter(partner_note::Column::OrganizationId.eq(permit.confidant_of())) // tenant: own partner notes, ranked
            .select_only()
            .columns([partner_note::Column::LicenseId, partner_note::Column::Note])
            .into_tuple()
            .all(db.connection())
            .await?;
        let own: std::collections::HashMap<_, _> = own.into_iter().collect();
        for (license, text) in &mut texts {
            *text = own.get(license).cloned().unwrap_or_default();
        }
    }
    drop(db);
    for (_, text) in &mut texts {
        *text = fold(text);
    }
    texts.sort_unstable_by(|(_, a), (_, b)| a.cmp(b));
    let groups = texts.chunk_by(|(_, a), (_, b)| a == b).filter(|group| !group[0].1.is_empty());
    let ranked = (0..NO_RANK).zip(groups);
    let mut ranks: Vec<_> =
        ranked.flat_map(|(rank, group)| group.iter().map(move |(license, _)| (*license, rank))).collect();
    let without = texts.iter().take_while(|(_, text)| text.is_empty());
    ranks.extend(without.map(|(license, _)| (*license, NO_RANK)));
    ranks.sort_unstable();
    Ok(ranks)
}
