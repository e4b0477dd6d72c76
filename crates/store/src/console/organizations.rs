//! Lists all organizations.

use std::collections::HashMap;

use model::console::{ListedOrganization, OrganizationList};
use model::{Action, OrganizationId, OrganizationKind, Permit};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{ConsoleError, PAGE_LIMIT};
use crate::Db;
use crate::db::entity::{organization, partner_assignment};
use crate::people::with_inviters;
use crate::text::Sought;

/// Returns up to [`PAGE_LIMIT`] organizations whose name contains `search`, in any case, with numbers above `after`.
pub async fn organizations(
    db: &Db,
    permit: &Permit,
    search: &str,
    after: Option<OrganizationId>,
) -> Result<OrganizationList, ConsoleError> {
    permit.only(Action::SeeConsole)?;
    let snapshot = db.begin_snapshot().await?;
    let all =
        organization::Entity::find().filter(Sought::typed(search).within(organization::Column::NameFolded));
    let found = all.clone().count(&snapshot).await?;
    let behind = Condition::all().add_option(after.map(|after| organization::Column::Id.gt(after)));
    let page = all.filter(behind).order_by_asc(organization::Column::Id).limit(PAGE_LIMIT + 1);
    let mut rows = page.all(&snapshot).await?;
    let has_more = rows.len() as u64 > PAGE_LIMIT;
    rows.truncate(usize::try_from(PAGE_LIMIT).unwrap_or(usize::MAX));
    let places: Vec<_> = rows.iter().map(|row| (row.id, row.parent_id)).collect();
    let with_inviters = with_inviters(&snapshot, &places).await?;
    let assigned = partner_assignment::Entity::find()
        .filter(partner_assignment::Column::CustomerId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(partner_assignment::Column::PartnerId)
        .all(&snapshot)
        .await?;
    let partners = assigned.iter().flat_map(|row| [Some(row.partner_id), row.reseller_id]);
    let mentioned = partners.chain(rows.iter().map(|row| row.parent_id)).flatten();
    let names: HashMap<i64, String> = organization::Entity::find()
        .filter(organization::Column::Id.is_in(mentioned))
        .select_only()
        .columns([organization::Column::Id, organization::Column::Name])
        .into_tuple::<(i64, String)>()
        .all(&snapshot)
        .await?
        .into_iter()
        .collect();
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let listed = |row: organization::Model| {
        let partners = assigned.iter().filter(|assigned| assigned.customer_id == row.id);
        Some(ListedOrganization {
            id: row.id,
            kind: OrganizationKind::from_name(&row.kind)?,
            has_inviters: with_inviters.contains(&row.id),
            parent: row.parent_id.map(name),
            partners: partners
                .map(|it| (it.partner_id, name(it.partner_id), it.reseller_id.map(name)))
                .collect(),
            name: row.name,
        })
    };
    Ok(OrganizationList { organizations: rows.into_iter().filter_map(listed).collect(), found, has_more })
}
