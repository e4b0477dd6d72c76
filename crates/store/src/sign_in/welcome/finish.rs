//! Sets up the installation.

use model::{Hidden, OrganizationKind, Refused, UserId};
use sea_orm::{DbErr, EntityTrait, QueryOrder, QuerySelect};

use super::{LIFETIME, SetUpCode, SetUpError, is_empty};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::clock_skew;
use crate::db::entity::{role, set_up_code};
use crate::events::{Event, Kind};
use crate::people::{
    AddError, NewOrganization, PredefinedRole, checked_email, checked_name, insert_member,
    insert_organizations, insert_user, predefined_role_in,
};

/// The person who sets up the installation, and their organization.
#[derive(Clone, Debug)]
pub struct Owner<'a> {
    /// The vendor's name.
    pub organization: &'a str,
    /// Their name, as others see it.
    pub name: &'a str,
    /// The e-mail address that they sign in with.
    pub email: &'a str,
    /// Hash made by [`crate::sign_in::hash_password`].
    pub password_hash: Hidden,
}

/// Creates the vendor's organization, and its Super Admin, for whoever has an [offered](super::offer) code. Only one of several
/// simultaneous calls succeeds; after that there is nothing to set up. `now` in milliseconds since the Unix epoch.
pub async fn finish(db: &Db, code: SetUpCode, owner: Owner<'_>, now: i64) -> Result<UserId, SetUpError> {
    let at = |field| move |error: AddError| SetUpError::Field { field, error };
    let transaction = db.begin_write().await?;
    // A second caller waits here, and then finds the codes gone.
    let codes = set_up_code::Entity::find().order_by_asc(set_up_code::Column::CodeHash).lock_exclusive();
    let codes = codes.all(&transaction).await?;
    if !is_empty(&transaction).await? {
        return Err(Refused.into());
    }
    let hash = code.hash();
    if !codes
        .iter()
        .any(|known| known.code_hash == hash && clock_skew::is_to_come(known.expires_at, LIFETIME, now))
    {
        return Err(SetUpError::Code);
    }
    let organization = checked_name(owner.organization).map_err(at("organization"))?;
    let name = checked_name(owner.name).map_err(at("name"))?;
    let email = checked_email(owner.email).map_err(at("email"))?;
    let new = [NewOrganization {
        name: organization,
        kind: OrganizationKind::Vendor,
        parent: None,
        named_by_itself: false,
    }];
    let added = |id| Event { organization: Some(id), ..Event::of_installation(now, Kind::OrganizationAdded) };
    let vendor = insert_organizations(&transaction, &new, added).await?;
    let vendor = vendor.first().copied().ok_or(DbErr::RecordNotInserted)?;
    let added = insert_user(&transaction, &email, name, Some(owner.password_hash), now).await;
    let user = added.or_taken(|| at("email")(AddError::Exists(email)))?;
    let role = predefined_role_in(&transaction, vendor, PredefinedRole::SuperAdmin).await?;
    let role = role::Entity::find_by_id(role).one(&transaction).await?.ok_or(DbErr::RecordNotInserted)?;
    let joined = Event { user: Some(user), ..Event::of_installation(now, Kind::MemberAdded) };
    insert_member(&transaction, user, &role, None, joined).await?;
    set_up_code::Entity::delete_many().exec(&transaction).await?;
    transaction.commit().await?;
    Ok(user)
}
