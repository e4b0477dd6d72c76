//! Which provider.

use model::{Action, Hidden, OrganizationId, Permit, Refused, RoleId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::{OpenIdError, Settings};
use crate::Db;
use crate::db::entity::{openid_provider, openid_role};
use crate::db::sealed::{Sealer, client_secret_purpose};
use crate::organizations::domain;

/// A provider that people sign in by.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Whose.
    pub organization: OrganizationId,
    /// Its issuer identifier.
    pub issuer: String,
    /// What it calls this portal.
    pub client_id: String,
    /// The secret between the two.
    pub client_secret: Hidden,
    /// The claim that tells roles, if any.
    pub role_claim: Option<String>,
    /// What `acr` or `amr` says of those of whom it has asked for a second factor, if it tells.
    pub factor_value: Option<String>,
    /// Who besides this portal a token may be for that does not say that it was made for this portal.
    pub trusted_audiences: Vec<String>,
    /// Whether an address is taken of which it does not say whether it has checked it.
    pub vouches_for_addresses: bool,
}

/// The single sign-on of the permit's organisation; none while it was never set.
pub async fn see(db: &Db, permit: &Permit) -> Result<Option<Settings>, OpenIdError> {
    let (Action::SeeSecurity, Some(home)) = (permit.action(), permit.organization()) else {
        return Err(Refused.into());
    };
    let found = openid_provider::Entity::find_by_id(home).one(db.connection()).await?;
    let Some(found) = found else { return Ok(None) };
    let roles = mapped(db.connection(), home).await?;
    Ok(Some(as_set(found, roles)))
}

/// What is set.
pub(super) fn as_set(row: openid_provider::Model, roles: Vec<(String, RoleId)>) -> Settings {
    Settings {
        issuer: row.issuer,
        client_id: row.client_id,
        role_claim: row.role_claim,
        default_role: row.default_role_id,
        roles,
        factor_value: row.factor_value,
        trusted_audiences: row.trusted_audiences,
        vouches_for_addresses: row.vouches_for_addresses,
        enabled: row.enabled,
    }
}

/// The values that are mapped, in order, and their roles.
pub(super) async fn mapped(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<(String, RoleId)>, DbErr> {
    let own = openid_role::Entity::find().filter(openid_role::Column::OrganizationId.eq(organization)); // tenant: own mapping
    let rows = own.order_by_asc(openid_role::Column::Value).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.value, row.role_id)).collect())
}

/// The provider by which an address signs in: that of the organisation whose verified mail domain it is in.
pub async fn of_address(db: &Db, email: &str, sealer: &Sealer) -> Result<Option<Provider>, OpenIdError> {
    match domain::owner(db.connection(), email).await? {
        Some(organization) => of_organization(db, organization, sealer).await,
        None => Ok(None),
    }
}

/// The provider by which people of that organisation sign in; none while it is not enabled.
pub async fn of_organization(
    db: &Db,
    organization: OrganizationId,
    sealer: &Sealer,
) -> Result<Option<Provider>, OpenIdError> {
    let found = openid_provider::Entity::find_by_id(organization)
        .filter(openid_provider::Column::Enabled.eq(true))
        .one(db.connection())
        .await?;
    let Some(found) = found else { return Ok(None) };
    let client_secret = opened(&found, sealer)?.into();
    let role_claim = Some(found.role_claim).filter(|claim| !claim.is_empty());
    let factor_value = Some(found.factor_value).filter(|value| !value.is_empty());
    Ok(Some(Provider {
        organization,
        issuer: found.issuer,
        client_id: found.client_id,
        client_secret,
        role_claim,
        factor_value,
        trusted_audiences: audiences(&found.trusted_audiences).map(str::to_owned).collect(),
        vouches_for_addresses: found.vouches_for_addresses,
    }))
}

/// The audiences in a text, as they are typed: with blanks or commas between.
pub(super) fn audiences(typed: &str) -> impl Iterator<Item = &str> {
    typed.split(|sign: char| sign.is_whitespace() || sign == ',').filter(|audience| !audience.is_empty())
}

pub(super) fn opened(row: &openid_provider::Model, sealer: &Sealer) -> Result<String, OpenIdError> {
    let secret = sealer
        .open(&row.client_secret, &client_secret_purpose(row.organization_id))
        .ok_or(OpenIdError::Sealed)?;
    String::from_utf8(secret.to_vec()).map_err(|_| OpenIdError::Sealed)
}
