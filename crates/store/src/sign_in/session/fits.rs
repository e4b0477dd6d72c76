//! For which organisations a session does.

use model::OrganizationId;
use sea_orm::DbErr;

use super::Factor;
use crate::Db;
use crate::db::acting::{Place, is_at_home};
use crate::db::entity::session;
use crate::sign_in::proof;

/// Whether a session does for the organisation that it acts for.
///
/// One that a provider opened does for the provider's organisation and its sub-organisations alone, for no other has chosen that
/// provider. One by less than two factors does not for an organisation that asks for a second one, if its person became a member
/// only after it was opened: at its opening all organisations of that time were asked, and one that begins to ask later does
/// so at the next sign-in.
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
