//! Assigns customers to partners and their resellers.

use model::OrganizationKind::{Customer, Distributor, Reseller};
use model::{Action, OrganizationId, OrganizationKind, Permit, Refused};
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};

use super::save_organization::named;
use super::{ConsoleError, wrong};
use crate::Db;
use crate::db::WriteTransaction;
use crate::db::entity::organization;
use crate::events::{Event, Kind};
use crate::organizations::sales_chain;

/// Assigns a customer to the named partner, with the named reseller that sold to it; an empty name means none. An existing
/// assignment gets that reseller. Sub-organizations follow if they were assigned in the same way. `now` in milliseconds since
/// the Unix epoch.
pub async fn assign_partner(
    db: &Db,
    permit: &Permit,
    customer: OrganizationId,
    partner: &str,
    reseller: &str,
    now: i64,
) -> Result<(), ConsoleError> {
    permit.only(Action::ManageConsole)?;
    let transaction = db.begin_write().await?;
    let customer = locked(&transaction, customer).await?;
    let partner = named(&transaction, "partner", partner).await?;
    let reseller = match reseller.trim() {
        "" => None,
        name => Some(named(&transaction, "reseller", name).await?),
    };
    check(&customer, &partner, reseller.as_ref())?;
    let after = Some(reseller.map(|reseller| reseller.id));
    let event = |id| Event { organization: Some(id), ..Event::by(permit, now, Kind::OrganizationChanged) };
    sales_chain::assign(&transaction, customer.id, partner.id, after, event).await?;
    Ok(transaction.commit().await?)
}

/// Takes a customer, and the sub-organizations assigned alike, from a partner. `now` in milliseconds since the Unix epoch.
pub async fn unassign_partner(
    db: &Db,
    permit: &Permit,
    customer: OrganizationId,
    partner: OrganizationId,
    now: i64,
) -> Result<(), ConsoleError> {
    permit.only(Action::ManageConsole)?;
    let transaction = db.begin_write().await?;
    let customer = locked(&transaction, customer).await?.id;
    // If two people remove it at once, the second finds nothing.
    if sales_chain::assigned(&transaction, customer, partner).await?.is_none() {
        return Err(Refused.into());
    }
    let event = |id| Event { organization: Some(id), ..Event::by(permit, now, Kind::OrganizationChanged) };
    sales_chain::assign(&transaction, customer, partner, None, event).await?;
    Ok(transaction.commit().await?)
}

/// Locks the organization: nobody else gives it partners or sub-organizations in the meantime.
async fn locked(
    transaction: &WriteTransaction,
    id: OrganizationId,
) -> Result<organization::Model, ConsoleError> {
    let found = organization::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(transaction).await?;
    Ok(found.ok_or(Refused)?)
}

/// Checks that the sales chain goes from distributors over resellers to customers.
fn check(
    customer: &organization::Model,
    partner: &organization::Model,
    reseller: Option<&organization::Model>,
) -> Result<(), ConsoleError> {
    let is = |one: &organization::Model, kind: OrganizationKind| one.kind == kind.name();
    let is_customer = is(customer, Customer);
    let is_resellers_distributor = is(customer, Reseller) && is(partner, Distributor);
    if partner.id == customer.id {
        return Err(wrong("partner", "An organization can't be its own partner."));
    }
    if !is(partner, Distributor) && !is(partner, Reseller) {
        return Err(wrong(
            "partner",
            format!("“{}” is a {}; a partner must be a distributor or reseller.", partner.name, partner.kind),
        ));
    }
    if !is_customer && !is_resellers_distributor {
        return Err(wrong(
            "partner",
            format!("A {} can't be assigned to a {}.", customer.kind, partner.kind),
        ));
    }
    let Some(reseller) = reseller else { return Ok(()) };
    if !is(reseller, Reseller) {
        return Err(wrong(
            "reseller",
            format!("“{}” is a {}, not a reseller.", reseller.name, reseller.kind),
        ));
    }
    if !is_customer || is(partner, Reseller) {
        return Err(wrong("reseller", "Only a distributor's customer can have a reseller."));
    }
    Ok(())
}
