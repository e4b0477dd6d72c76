//! Sets up single sign-on.

use std::collections::BTreeSet;

use model::access::{Rank, may_give};
use model::single_sign_on::Settings;
use model::{Action, Permit, Refused};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{MAPPED_LIMIT, OpenIdError, TEXT_LIMIT, provider};
use crate::Db;
use crate::db::entity::{openid_provider, openid_role};
use crate::db::sealed::{Sealer, client_secret_purpose};
use crate::events::{Event, Kind};
use crate::people::managed_organization;

/// The new settings.
#[derive(Clone, Copy)]
pub struct Saving<'a> {
    /// The settings when they were opened; None if there were none.
    pub before: Option<&'a Settings>,
    /// The new settings, without the secret.
    pub settings: &'a Settings,
    /// The client secret; None keeps the current one.
    pub secret: Option<&'a str>,
    /// The sealer for the secret.
    pub sealer: &'a Sealer,
    /// 32 fresh random bytes.
    pub random: &'a [u8; 32],
}

fn wrong(field: &'static str, message: impl Into<String>) -> OpenIdError {
    OpenIdError::Setting { field, message: message.into() }
}

fn checked(field: &'static str, typed: &str, may_be_empty: bool) -> Result<String, OpenIdError> {
    let text = typed.trim();
    let fits = text.chars().count() <= TEXT_LIMIT && !text.contains(char::is_control);
    if fits && (may_be_empty || !text.is_empty()) {
        Ok(text.to_owned())
    } else {
        Err(wrong(
            field,
            if text.is_empty() {
                "Enter the provider's value.".to_owned()
            } else {
                format!("This can have up to {TEXT_LIMIT} characters and no line breaks.")
            },
        ))
    }
}

/// Sets the single sign-on of the permit's organization. Only an Admin or the Super Admin may, because a provider can speak for
/// anybody below them. It gives only roles that this person may give, never the Super Admin's, and the Admin's only if set by
/// the Super Admin, because claims take roles away, too (R2). `now` in milliseconds since the Unix epoch.
pub async fn save(db: &Db, permit: &Permit, saving: Saving<'_>, now: i64) -> Result<(), OpenIdError> {
    permit.only(Action::ManageSecurity)?;
    let home = permit.organization().ok_or(Refused)?;
    let Saving { settings, secret, sealer, random, .. } = saving;
    // Tokens must contain exactly this address, so it is stored exactly as typed.
    let issuer = checked("issuer", &settings.issuer, false)?;
    let client_id = checked("client_id", &settings.client_id, false)?;
    let role_claim = checked("role_claim", &settings.role_claim, true)?;
    let factor_value = checked("factor_value", &settings.factor_value, true)?;
    let trusted_audiences = checked("trusted_audiences", &settings.trusted_audiences, true)?;
    let trusted_audiences = provider::audiences(&trusted_audiences).collect::<Vec<_>>().join(" ");
    let secret = secret.map(|secret| checked("secret", secret, false)).transpose()?;
    if settings.roles.len() > MAPPED_LIMIT {
        return Err(wrong("roles", format!("Up to {MAPPED_LIMIT} values can have roles.")));
    }
    let transaction = db.begin_write().await?;
    let place = managed_organization::enter(&transaction, permit, home).await?.ok_or(Refused)?;
    if place.own.rank < Rank::Admin {
        return Err(OpenIdError::NotAdmin);
    }
    let before = openid_provider::Entity::find_by_id(home).one(&transaction).await?;
    let mapped = provider::mapped(&transaction, home).await?;
    let current = before.clone().map(|row| provider::as_set(row, mapped.clone()));
    if current.as_ref() != saving.before && current.as_ref() != Some(settings) {
        return Err(OpenIdError::Changed);
    }
    let mut seen = BTreeSet::new();
    let mut roles = Vec::new();
    for (value, role) in &settings.roles {
        let value = checked("roles", value, false)?;
        if !seen.insert(value.clone()) {
            return Err(wrong("roles", format!("“{value}” has two roles.")));
        }
        roles.push((value, *role));
    }
    let default_before = before.as_ref().map(|row| row.default_role_id);
    let is_default_new = default_before != Some(settings.default_role);
    let wanted =
        roles.iter().map(|(value, role)| ("roles", *role, !mapped.contains(&(value.clone(), *role))));
    for (field, role, is_new) in wanted.chain([("default_role", settings.default_role, is_default_new)]) {
        let role = managed_organization::role(&transaction, home, role).await?.ok_or(Refused)?;
        if role.height.rank == Rank::SuperAdmin {
            return Err(wrong(field, "There is one Super Admin. Only they can transfer the role."));
        }
        may_give(&place.own, &role.height)?;
        if is_new && role.height.rank == Rank::Admin && place.own.rank < Rank::SuperAdmin {
            return Err(wrong(field, "Only the Super Admin can let single sign-on make somebody an Admin."));
        }
    }
    let sealed = match (&secret, &before) {
        (Some(secret), _) => sealer
            .seal(secret.as_bytes(), &client_secret_purpose(home), random)
            .ok_or(OpenIdError::Sealed)?
            .into(),
        // A secret belongs to one provider: it must not be sent to an address typed later.
        (None, Some(before)) if before.issuer == issuer => {
            provider::opened(before, sealer)?;
            before.client_secret.clone()
        }
        _ => return Err(wrong("secret", "Enter the client secret that the provider gave for this portal.")),
    };
    let row = openid_provider::ActiveModel {
        organization_id: Set(home),
        issuer: Set(issuer),
        client_id: Set(client_id),
        client_secret: Set(sealed),
        role_claim: Set(role_claim),
        default_role_id: Set(settings.default_role),
        factor_value: Set(factor_value),
        trusted_audiences: Set(trusted_audiences),
        vouches_for_addresses: Set(settings.vouches_for_addresses),
        enabled: Set(settings.enabled),
    };
    let replaced = OnConflict::column(openid_provider::Column::OrganizationId)
        .update_columns([
            openid_provider::Column::Issuer,
            openid_provider::Column::ClientId,
            openid_provider::Column::ClientSecret,
            openid_provider::Column::RoleClaim,
            openid_provider::Column::DefaultRoleId,
            openid_provider::Column::FactorValue,
            openid_provider::Column::TrustedAudiences,
            openid_provider::Column::VouchesForAddresses,
            openid_provider::Column::Enabled,
        ])
        .to_owned();
    openid_provider::Entity::insert(row).on_conflict(replaced).exec_without_returning(&transaction).await?;
    let old_roles = openid_role::Entity::delete_many();
    old_roles.filter(openid_role::Column::OrganizationId.eq(home)).exec(&transaction).await?;
    for (value, role) in roles {
        let row =
            openid_role::ActiveModel { organization_id: Set(home), value: Set(value), role_id: Set(role) };
        openid_role::Entity::insert(row).exec_without_returning(&transaction).await?;
    }
    let old = before.as_ref().map(told).unwrap_or_default();
    let new = openid_provider::Entity::find_by_id(home).one(&transaction).await?;
    let new = new.as_ref().map(told).unwrap_or_default();
    Event::by(permit, now, Kind::SingleSignOnChanged).change(&old, &new).record(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// The settings, for the event.
fn told(row: &openid_provider::Model) -> String {
    let mut text = format!("{}, {}", row.issuer, row.client_id);
    if row.vouches_for_addresses {
        text.push_str(", vouches for addresses");
    }
    if !row.trusted_audiences.is_empty() {
        text.push_str(", trusts tokens for ");
        text.push_str(&row.trusted_audiences);
    }
    text + if row.enabled { ", enabled" } else { ", disabled" }
}
