//! Sorts by text that is not in the columns.

use model::query::Column;
use model::report::NO_RANK;
use model::{Action, LicenseId, Permit};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::db::entity::{license, partner_note};
use crate::db::scope;
use crate::licenses::LicenseError;
use crate::text::{fold, order_key};
use crate::{Db, aside};

/// At most this many different strings are sorted in people's order, microseconds for each; more by their folded form.
const IN_ORDER: usize = 50_000;
/// Only this many characters of a string count for its rank.
const BEGIN: usize = 100;

/// Ranks the permit's licenses by their notes or, for [`Column::PartnerNote`], by the notes of the reader's partner
/// organization. Sorted by license; equal strings have equal ranks, and licenses without text have [`NO_RANK`].
pub async fn rank(db: &Db, permit: &Permit, column: Column) -> Result<Vec<(LicenseId, u32)>, LicenseError> {
    permit.only(Action::ListLicenses)?;
    let (db, permit) = (db.clone(), permit.clone());
    // Sorting a million strings would block an async thread for too long.
    Ok(aside(move || async move { ranked(&db, &permit, column).await }).await?)
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
    // Many licenses share strings; each string is sorted once.
    texts.sort_unstable_by(|(_, a), (_, b)| a.cmp(b));
    let groups = texts.chunk_by(|(_, a), (_, b)| a == b);
    let (without, with): (Vec<_>, Vec<_>) = groups.partition(|group| group[0].1.trim().is_empty());
    let key: fn(&str) -> Vec<u8> =
        if with.len() <= IN_ORDER { begin_key } else { |text: &str| fold(text).into_bytes() };
    let mut keyed: Vec<_> = with.into_iter().map(|group| (key(&group[0].1), group)).collect();
    keyed.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let ranked = (0..NO_RANK).zip(keyed.chunk_by(|(a, _), (b, _)| a == b));
    let ranked = ranked.flat_map(|(rank, alike)| alike.iter().map(move |(_, group)| (rank, *group)));
    let without = without.into_iter().map(|group| (NO_RANK, group));
    let ranked = ranked.chain(without);
    let mut ranks: Vec<_> =
        ranked.flat_map(|(rank, group)| group.iter().map(move |(license, _)| (*license, rank))).collect();
    ranks.sort_unstable();
    Ok(ranks)
}

fn begin_key(text: &str) -> Vec<u8> {
    let end = text.char_indices().nth(BEGIN).map_or(text.len(), |(end, _)| end);
    order_key(&text[..end])
}
