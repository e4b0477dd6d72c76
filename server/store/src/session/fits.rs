//! For which organisations a session does.

use model::OrganizationId;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::{Factor, join_organization};
use crate::entity::{membership, organization, session};
use crate::{Db, proof};

/// Whether a session does for the organisation that it acts for.
///
/// One that a provider opened does for the provider's organisation and its sub-organisations alone, for no other has chosen that
/// provider. One by less than two factors does not for an organisation that asks for a second one, if its person became a member
/// only after it was opened: at its opening all organisations of that time were asked, and one that begins to ask later does
/// so at the next sign-in.
pub(super) async fn fits(db: &Db, row: &session::Model) -> Result<bool, DbErr> {
    let Some(acting_for) = row.organization_id else { return Ok(true) };
    Ok(is_within(db, row.home_id, acting_for).await? && !is_too_weak(db, row, acting_for).await?)
}

/// Whether a session of that home may act for that organization.
pub async fn is_within(
    db: &Db,
    home: Option<OrganizationId>,
    organization: OrganizationId,
) -> Result<bool, DbErr> {
    match home {
        Some(home) => proof::is_within(db.connection(), home, organization).await,
        None => Ok(true),
    }
}

async fn is_too_weak(db: &Db, row: &session::Model, acting_for: OrganizationId) -> Result<bool, DbErr> {
    if Factor::from_name(&row.factor).is_some_and(Factor::is_strong) {
        return Ok(false);
    }
    let joined: Option<i64> = membership::Entity::find_by_id((row.user_id, acting_for))
        .join(JoinType::InnerJoin, join_organization())
        .filter(organization::Column::FactorRequired.eq(true))
        .filter(membership::Column::CreatedAt.gt(row.created_at))
        .select_only()
        .column(membership::Column::CreatedAt)
        .into_tuple()
        .one(db.connection())
        .await?;
    Ok(joined.is_some())
}
