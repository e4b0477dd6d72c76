//! Who a customer is assigned to, and who sold to it.

use model::OrganizationKind::{Customer, Distributor, Reseller};
use model::{Action, OrganizationId, OrganizationKind, Permit, Refused};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::save_organization::named;
use super::{ConsoleError, insist, wrong};
use crate::Db;
use crate::entity::{organization, partner_assignment};
use crate::event::{Event, Kind};

/// Assigns a customer to the partner of that name, and names the reseller that sold to it; an empty name is none. A
/// partner that it is assigned to already gets that reseller. `now` in milliseconds since the Unix epoch.
pub async fn assign_partner(
    db: &Db,
    permit: &Permit,
    customer: OrganizationId,
    partner: &str,
    reseller: &str,
    now: i64,
) -> Result<(), ConsoleError> {
    insist(permit, Action::ManageConsole)?;
    let transaction = db.begin_write().await?;
    let customer = organization::Entity::find_by_id(customer).one(&transaction).await?.ok_or(Refused)?;
    let partner = named(&transaction, "partner", partner).await?;
    let reseller = match reseller.trim() {
        "" => None,
        name => Some(named(&transaction, "reseller", name).await?),
    };
    check(&customer, &partner, reseller.as_ref())?;
    let before = text(&transaction, customer.id, partner.id).await?;
    let row = partner_assignment::ActiveModel {
        customer_id: Set(customer.id),
        partner_id: Set(partner.id),
        reseller_id: Set(reseller.map(|reseller| reseller.id)),
    };
    let key = [partner_assignment::Column::CustomerId, partner_assignment::Column::PartnerId];
    let rule = OnConflict::columns(key).update_column(partner_assignment::Column::ResellerId).to_owned();
    partner_assignment::Entity::insert(row).on_conflict(rule).exec_without_returning(&transaction).await?;
    let after = text(&transaction, customer.id, partner.id).await?;
    if before != after {
        let event = Event::by(permit, now, Kind::OrganizationChanged).change(&before, &after);
        Event { organization: Some(customer.id), ..event }.record(&transaction).await?;
    }
    Ok(transaction.commit().await?)
}

/// Takes a customer from a partner. `now` in milliseconds since the Unix epoch.
pub async fn unassign_partner(
    db: &Db,
    permit: &Permit,
    customer: OrganizationId,
    partner: OrganizationId,
    now: i64,
) -> Result<(), ConsoleError> {
    insist(permit, Action::ManageConsole)?;
    let transaction = db.begin_write().await?;
    let before = text(&transaction, customer, partner).await?;
    let removed = partner_assignment::Entity::delete_by_id((customer, partner)).exec(&transaction).await?;
    // Of two who remove it at once, the second finds nothing.
    if removed.rows_affected == 0 {
        return Err(Refused.into());
    }
    let event = Event::by(permit, now, Kind::OrganizationChanged).change(&before, "");
    Event { organization: Some(customer), ..event }.record(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// The sales chain goes from distributors over resellers to customers.
fn check(
    customer: &organization::Model,
    partner: &organization::Model,
    reseller: Option<&organization::Model>,
) -> Result<(), ConsoleError> {
    let is = |one: &organization::Model, kind: OrganizationKind| one.kind == kind.name();
    let is_customer = is(customer, Customer);
    let is_resellers_distributor = is(customer, Reseller) && is(partner, Distributor);
    if partner.id == customer.id {
        return Err(wrong("partner", "An organization is no partner of itself."));
    }
    if !is(partner, Distributor) && !is(partner, Reseller) {
        return Err(wrong(
            "partner",
            format!("“{}” is a {}; a partner is a distributor or reseller.", partner.name, partner.kind),
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
            format!("“{}” is a {} and no reseller.", reseller.name, reseller.kind),
        ));
    }
    if !is_customer || is(partner, Reseller) {
        return Err(wrong("reseller", "Only a distributor's customer has a reseller."));
    }
    Ok(())
}

/// The assignment in words; empty when there is none.
async fn text(
    connection: &impl ConnectionTrait,
    customer: OrganizationId,
    partner: OrganizationId,
) -> Result<String, ConsoleError> {
    let found = partner_assignment::Entity::find_by_id((customer, partner)).one(connection).await?;
    let Some(found) = found else { return Ok(String::new()) };
    let mut names = Vec::new();
    for (what, id) in [("Partner", Some(found.partner_id)), ("Reseller", found.reseller_id)] {
        let Some(id) = id else { continue };
        let organization = organization::Entity::find_by_id(id).one(connection).await?;
        names.push(format!("{what}: {}", organization.map(|found| found.name).unwrap_or_default()));
    }
    Ok(names.join("; "))
}
