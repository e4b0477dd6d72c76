//! Sorting by texts that are not in the columns.

use model::query::Column;
use model::{LicenseId, Permit};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::{license, partner_note};
use crate::{Db, scope};

/// The rank of each of the permit's licenses by its note or, for [`Column::PartnerNote`], by the own partner
/// organisation's note: equal texts have equal ranks, licenses without a text come last.
pub async fn rank(db: &Db, permit: &Permit, column: Column) -> Result<Vec<(LicenseId, u32)>, DbErr> {
    let licenses = license::Entity::find()
        .filter(scope::licenses_in_reach(permit))
        .select_only()
        .columns([license::Column::Id, license::Column::Note]);
    let mut texts: Vec<(LicenseId, String)> = licenses.into_tuple().all(db.connection()).await?;
    if column == Column::PartnerNote {
        let own: Vec<(i64, String)> = partner_note::Entity::find()
            .filter(partner_note::Column::OrganizationId.eq(permit.organization())) // tenant: own partner notes, ranked
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
    for (_, text) in &mut texts {
        *text = text.to_lowercase();
    }
    texts.sort_unstable_by(|(_, a), (_, b)| a.is_empty().cmp(&b.is_empty()).then_with(|| a.cmp(b)));
    let mut ranks = Vec::with_capacity(texts.len());
    let mut rank = 0;
    for (position, (license, text)) in texts.iter().enumerate() {
        if position > 0 && texts[position - 1].1 != *text {
            rank += 1;
        }
        ranks.push((*license, rank));
    }
    Ok(ranks)
}
