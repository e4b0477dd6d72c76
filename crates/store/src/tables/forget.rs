//! Forgets what somebody kept who leaves an organization.

use model::{OrganizationId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::db::entity::{filter_preset, table_arrangement};

/// Removes what a person kept in an organization, in the transaction that takes them out of it. The presets that they shared
/// are kept for the others, as a former member's.
pub(crate) async fn forget_member(
    transaction: &impl ConnectionTrait,
    user: UserId,
    organization: OrganizationId,
) -> Result<(), DbErr> {
    table_arrangement::Entity::delete_many()
        .filter(table_arrangement::Column::OrganizationId.eq(organization)) // tenant: arrangements of who leaves
        .filter(table_arrangement::Column::UserId.eq(user)) // tenant: arrangements of who leaves, theirs
        .exec(transaction)
        .await?;
    filter_preset::Entity::delete_many()
        .filter(filter_preset::Column::OrganizationId.eq(organization)) // tenant: presets of who leaves
        .filter(filter_preset::Column::UserId.eq(user)) // tenant: presets of who leaves, theirs
        .filter(filter_preset::Column::Shared.eq(false))
        .exec(transaction)
        .await?;
    filter_preset::Entity::update_many()
        .col_expr(filter_preset::Column::UserId, Expr::value(None::<i64>))
        .filter(filter_preset::Column::OrganizationId.eq(organization)) // tenant: shared presets of who leaves
        .filter(filter_preset::Column::UserId.eq(user)) // tenant: shared presets of who leaves, theirs
        .exec(transaction)
        .await?;
    Ok(())
}
