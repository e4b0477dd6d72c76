//! The settings kept for a person on a page.

use std::collections::HashMap;

use model::table::{Arrangement, FORMER_MEMBER, Kept, Preset, PresetPage, Table, without_search};
use model::{Actor, OrganizationId, Permit, UserId};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::TableError;
use super::keeper::Keeper;
use super::stored;
use crate::Db;
use crate::db::entity::{filter_preset, membership, table_arrangement, user};
use crate::text::order_key;

/// Returns the person's arrangements of the page's tables and the presets that they see there: their own, and those that others
/// share with the organization. Anyone who only views the organization gets the shared ones, without their search text.
pub async fn kept(db: &Db, actor: &Actor, page: PresetPage) -> Result<Kept, TableError> {
    let seeing = page.permit(actor)?;
    let keeper = Keeper::of(actor).ok();
    let arrangements = match &keeper {
        Some(keeper) => arrangements(db, &keeper.permit, page).await?,
        None => Vec::new(),
    };
    let own = keeper.map(|keeper| keeper.permit.user());
    let mut seen = Condition::any().add(Expr::val(1).eq(0));
    if let Some(own) = own {
        seen = seen.add(filter_preset::Column::UserId.eq(own)); // tenant: own presets
    }
    if page.shows_shared(actor) {
        seen = seen.add(filter_preset::Column::Shared.eq(true)); // tenant: shared presets
    }
    let rows = filter_preset::Entity::find()
        .filter(filter_preset::Column::OrganizationId.eq(seeing.organization())) // tenant: presets of the organization
        .filter(filter_preset::Column::Page.eq(page.name()))
        .filter(seen) // tenant: presets that the person sees
        .all(db.connection())
        .await?;
    let makers = makers(db, seeing.organization(), &rows).await?;
    let preset = |row: filter_preset::Model| {
        let is_own = own.is_some() && row.user_id == own;
        let name_of = |maker: UserId| makers.get(&maker).cloned();
        let by = || row.user_id.and_then(name_of).unwrap_or_else(|| FORMER_MEMBER.to_owned());
        Preset {
            by: if is_own { String::new() } else { by() },
            id: row.id,
            // What somebody searched for may be a license key.
            query: if seeing.may_read_keys() { row.query } else { without_search(&row.query) },
            name: row.name,
            shared: row.shared,
            may_change: is_own,
        }
    };
    let mut presets: Vec<Preset> = rows.into_iter().map(preset).collect();
    presets.sort_by_cached_key(|preset| (order_key(&preset.name), preset.id));
    Ok(Kept { arrangements, presets })
}

async fn arrangements(
    db: &Db,
    permit: &Permit,
    page: PresetPage,
) -> Result<Vec<(Table, Arrangement)>, DbErr> {
    use table_arrangement::Column::{OfTable, OrganizationId, UserId};
    let tables = Table::ALL.into_iter().filter(|table| table.page() == page);
    let rows = table_arrangement::Entity::find()
        .filter(OrganizationId.eq(permit.organization())) // tenant: own arrangements, read in the organization
        .filter(UserId.eq(permit.user())) // tenant: own arrangements, read by the person
        .filter(OfTable.is_in(tables.map(Table::name)))
        .all(db.connection())
        .await?;
    let arranged = |row: table_arrangement::Model| {
        let found = Table::from_name(&row.of_table).zip(stored::read(&row.arrangement));
        if found.is_none() {
            tracing::warn!(user = row.user_id, table = row.of_table, "a stored arrangement can't be read");
        }
        found
    };
    let mut found: Vec<_> = rows.into_iter().filter_map(arranged).collect();
    found.sort_by_key(|(table, _)| *table);
    Ok(found)
}

/// The names of those who made the presets and are still in the organization.
async fn makers(
    db: &Db,
    organization: Option<OrganizationId>,
    presets: &[filter_preset::Model],
) -> Result<HashMap<UserId, String>, DbErr> {
    let Some(organization) = organization else { return Ok(HashMap::new()) };
    let mut members = Query::select();
    members.column(membership::Column::UserId).from(membership::Entity);
    members.and_where(membership::Column::OrganizationId.eq(organization)); // tenant: makers of presets, by name
    let people: Vec<(UserId, String)> = user::Entity::find()
        .filter(user::Column::Id.is_in(presets.iter().filter_map(|row| row.user_id)))
        .filter(user::Column::Id.in_subquery(members))
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(people.into_iter().collect())
}
