//! The organizations that a session can act for.

use model::OrganizationId;
use sea_orm::DbErr;

use super::Factor;
use crate::Db;
use crate::db::actor_query::{Place, is_at_home};
use crate::db::entity::session;
use crate::sign_in::proof;

/// Whether a session may act for its organization.
///
/// A session opened by a provider may act only for the provider's organization and its sub-organizations: no other has chosen
/// that provider. A session with fewer than two factors may not act for an organization that requires a second one if its
/// person became a member after it was opened. Organizations of that time were checked when it was opened, and a later
/// requirement applies from the next sign-in.
pub(super) fn fits(row: &session::Model, place: &Place) -> bool {
    let Some(acting_for) = row.organization_id else { return true };
    is_at_home(row.home_id, acting_for, place.acting_parent) && !is_too_weak(row, place)
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

fn is_too_weak(row: &session::Model, place: &Place) -> bool {
    let is_strong = Factor::from_name(&row.factor).is_some_and(Factor::is_strong);
    !is_strong
        && place.acting_factor == Some(true)
        && place.joined_at.is_some_and(|joined_at| joined_at > row.created_at)
}
