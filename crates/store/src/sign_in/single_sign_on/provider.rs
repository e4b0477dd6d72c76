//! Finds providers.

use model::single_sign_on::Settings;
use model::{Action, Hidden, OrganizationId, Permit, Refused, RoleId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::OpenIdError;
use crate::Db;
use crate::db::entity::{openid_provider, openid_role};
use crate::db::sealed::{Sealer, client_secret_purpose};
use crate::organizations::mail_domains;

/// A provider that people sign in by.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The organization whose provider it is.
    pub organization: OrganizationId,
    /// Its issuer identifier.
    pub issuer: String,
    /// Its ID for this portal.
    pub client_id: String,
    /// The secret shared with the portal.
    pub client_secret: Hidden,
    /// The claim that holds roles, if any.
    pub role_claim: Option<String>,
    /// The value of `acr` or `amr` for people whom it asked for a second factor, if it says so.
    pub factor_value: Option<String>,
    /// Audiences that a token may have besides this portal if it does not say that it was issued to it.
    pub trusted_audiences: Vec<String>,
    /// Whether an address is accepted if the provider does not say that it has verified it.
    pub vouches_for_addresses: bool,
}

/// Returns the single sign-on settings of the permit's organization; None if they were never set.
pub async fn see(db: &Db, permit: &Permit) -> Result<Option<Settings>, OpenIdError> {
    permit.only(Action::SeeSecurity)?;
    let home = permit.organization().ok_or(Refused)?;
    let found = openid_provider::Entity::find_by_id(home).one(db.connection()).await?;
    let Some(found) = found else { return Ok(None) };
    let roles = mapped(db.connection(), home).await?;
    Ok(Some(as_set(found, roles)))
}

/// The settings in a row.
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

/// The mapped values in order, with their roles.
pub(super) async fn mapped(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<(String, RoleId)>, DbErr> {
    let own = openid_role::Entity::find().filter(openid_role::Column::OrganizationId.eq(organization)); // tenant: own mapping
    let rows = own.order_by_asc(openid_role::Column::Value).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.value, row.role_id)).collect())
}

/// Returns the provider of the organization whose verified mail domain the address is in.
pub async fn of_address(db: &Db, email: &str, sealer: &Sealer) -> Result<Option<Provider>, OpenIdError> {
    match mail_domains::owner(db.connection(), email).await? {
        Some(organization) => of_organization(db, organization, sealer).await,
        None => Ok(None),
    }
}

/// Returns the provider that people of that organization sign in by; None if it is not enabled.
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

/// The audiences in a typed text, separated by blanks or commas.
pub(super) fn audiences(typed: &str) -> impl Iterator<Item = &str> {
    typed.split(|sign: char| sign.is_whitespace() || sign == ',').filter(|audience| !audience.is_empty())
}

pub(super) fn opened(row: &openid_provider::Model, sealer: &Sealer) -> Result<String, OpenIdError> {
    let secret = sealer
        .open(&row.client_secret, &client_secret_purpose(row.organization_id))
        .ok_or(OpenIdError::Sealed)?;
    String::from_utf8(secret.to_vec()).map_err(|_| OpenIdError::Sealed)
}
