//! An organization's partners are also those of its sub-organizations, so that they still see a license moved there. In the
//! console a sub-organization can get other partners besides; these remain its own.

use std::collections::HashMap;

use model::{OrganizationId, OrganizationKind};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::db::batch::{insert, replace};
use crate::db::entity::{organization, partner_assignment};
use crate::events::{Event, record_all};

/// How a customer is assigned to a partner: not at all, or with the reseller between them, if any.
pub(crate) type Assigned = Option<Option<OrganizationId>>;

/// How that customer is assigned to that partner.
pub(crate) async fn assigned(
    connection: &impl ConnectionTrait,
    customer: OrganizationId,
    partner: OrganizationId,
) -> Result<Assigned, DbErr> {
    let found = partner_assignment::Entity::find_by_id((customer, partner)).one(connection).await?;
    Ok(found.map(|found| found.reseller_id))
}

/// Assigns a customer to that partner as `after` says, and its sub-organizations as [`follow`] does, with an event for each
/// change. `event` makes the event of the organization with that number.
pub(crate) async fn assign(
    connection: &impl ConnectionTrait,
    customer: OrganizationId,
    partner: OrganizationId,
    after: Assigned,
    event: impl Fn(OrganizationId) -> Event<'static>,
) -> Result<(), DbErr> {
    let before = assigned(connection, customer, partner).await?;
    set(connection, vec![customer], partner, (before, after), &event).await?;
    follow(connection, customer, partner, (before, after), event).await
}

/// Assigns to that partner the customer's sub-organizations that were assigned as the customer was `before`, now as it is
/// `after`. `event` makes the event of the organization with that number.
pub(crate) async fn follow(
    connection: &impl ConnectionTrait,
    customer: OrganizationId,
    partner: OrganizationId,
    (before, after): (Assigned, Assigned),
    event: impl Fn(OrganizationId) -> Event<'static>,
) -> Result<(), DbErr> {
    let followers = followers(connection, customer, partner, (before, after)).await?;
    set(connection, followers, partner, (before, after), event).await
}

async fn set(
    connection: &impl ConnectionTrait,
    customers: Vec<OrganizationId>,
    partner: OrganizationId,
    (before, after): (Assigned, Assigned),
    event: impl Fn(OrganizationId) -> Event<'static>,
) -> Result<(), DbErr> {
    if before == after || customers.is_empty() {
        return Ok(());
    }
    match after {
        Some(reseller) => {
            let rows = customers.iter().map(|id| row(*id, partner, reseller));
            let key = [partner_assignment::Column::CustomerId, partner_assignment::Column::PartnerId];
            let rule =
                OnConflict::columns(key).update_column(partner_assignment::Column::ResellerId).to_owned();
            replace(connection, rows.collect(), rule).await?;
        }
        None => {
            partner_assignment::Entity::delete_many()
                .filter(partner_assignment::Column::PartnerId.eq(partner))
                .filter(partner_assignment::Column::CustomerId.is_in(customers.iter().copied()))
                .exec(connection)
                .await?;
        }
    }
    let (old, new) = (text(connection, partner, before).await?, text(connection, partner, after).await?);
    let events = customers.into_iter().map(|id| event(id).change(&old, &new).into_row());
    record_all(connection, events.collect()).await
}

/// The customer's sub-organizations that follow it from one assignment to the other.
async fn followers(
    connection: &impl ConnectionTrait,
    customer: OrganizationId,
    partner: OrganizationId,
    (before, after): (Assigned, Assigned),
) -> Result<Vec<OrganizationId>, DbErr> {
    let subs = organization::Entity::find().filter(organization::Column::ParentId.eq(customer));
    let subs = subs.all(connection).await?;
    if subs.is_empty() {
        return Ok(Vec::new());
    }
    let own: HashMap<OrganizationId, Option<OrganizationId>> = partner_assignment::Entity::find()
        .filter(partner_assignment::Column::PartnerId.eq(partner))
        .filter(partner_assignment::Column::CustomerId.is_in(subs.iter().map(|sub| sub.id)))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.customer_id, row.reseller_id))
        .collect();
    let kind = kind_of(connection, partner).await?;
    let follows = |sub: &&organization::Model| {
        own.get(&sub.id).copied() == before && after.is_none_or(|reseller| fits(sub, partner, kind, reseller))
    };
    Ok(subs.iter().filter(follows).map(|sub| sub.id).collect())
}

/// Assigns a new sub-organization to the partners of its main organization, besides those it has, with an event for each.
/// `event` makes one for that organization.
pub(crate) async fn inherit(
    connection: &impl ConnectionTrait,
    main: OrganizationId,
    sub: OrganizationId,
    event: impl Fn() -> Event<'static>,
) -> Result<(), DbErr> {
    let of = |id| {
        let rows = partner_assignment::Entity::find();
        rows.filter(partner_assignment::Column::CustomerId.eq(id)) // tenant: partners of the organization
    };
    let partners = of(main).all(connection).await?;
    if partners.is_empty() {
        return Ok(());
    }
    let own = of(sub).all(connection).await?;
    let sub = organization::Entity::find_by_id(sub).one(connection).await?.ok_or(DbErr::RecordNotUpdated)?;
    let (mut rows, mut events) = (Vec::new(), Vec::new());
    for partner in partners {
        let has = own.iter().any(|own| own.partner_id == partner.partner_id);
        let kind = kind_of(connection, partner.partner_id).await?;
        if !has && fits(&sub, partner.partner_id, kind, partner.reseller_id) {
            rows.push(row(sub.id, partner.partner_id, partner.reseller_id));
            let new = text(connection, partner.partner_id, Some(partner.reseller_id)).await?;
            events.push(event().change("", &new).into_row());
        }
    }
    insert(connection, rows).await?;
    record_all(connection, events).await
}

/// The assignment in words; empty if there is none.
async fn text(
    connection: &impl ConnectionTrait,
    partner: OrganizationId,
    assigned: Assigned,
) -> Result<String, DbErr> {
    let Some(reseller) = assigned else { return Ok(String::new()) };
    let mut names = Vec::new();
    for (what, id) in [("Partner", Some(partner)), ("Reseller", reseller)] {
        let Some(id) = id else { continue };
        let organization = organization::Entity::find_by_id(id).one(connection).await?;
        names.push(format!("{what}: {}", organization.map(|found| found.name).unwrap_or_default()));
    }
    Ok(names.join("; "))
}

async fn kind_of(
    connection: &impl ConnectionTrait,
    id: OrganizationId,
) -> Result<Option<OrganizationKind>, DbErr> {
    let found = organization::Entity::find_by_id(id).one(connection).await?;
    Ok(found.and_then(|found| OrganizationKind::from_name(&found.kind)))
}

/// Whether the sales chain goes from distributors over resellers to customers.
fn fits(
    customer: &organization::Model,
    partner: OrganizationId,
    kind: Option<OrganizationKind>,
    reseller: Option<OrganizationId>,
) -> bool {
    use OrganizationKind::{Customer, Distributor, Reseller};
    let is_itself = customer.id == partner || reseller == Some(customer.id);
    let goes = match (OrganizationKind::from_name(&customer.kind), kind) {
        (Some(Customer), Some(Distributor)) => true,
        (Some(Customer), Some(Reseller)) | (Some(Reseller), Some(Distributor)) => reseller.is_none(),
        _ => false,
    };
    goes && !is_itself
}

fn row(
    customer: OrganizationId,
    partner: OrganizationId,
    reseller: Option<OrganizationId>,
) -> partner_assignment::ActiveModel {
    partner_assignment::ActiveModel {
        customer_id: Set(customer),
        partner_id: Set(partner),
        reseller_id: Set(reseller),
    }
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Action, Level, Levels, Target};

    use super::*;
    use crate::Db;
    use crate::console::{
        ConsoleError, OrganizationDraft, assign_partner, save_organization, unassign_partner,
    };
    use crate::db::scope;
    use crate::organizations::{add_sub, move_licenses};
    use crate::people::add_organization;
    use crate::testing::{NOW, TestDb, World, actor, both_databases};

    async fn sees(db: &Db, name: &str, partner: OrganizationId, license: i64) -> bool {
        let levels = Levels::all(Level::FullAccess).with(RoleObject::VendorConsole, Level::None);
        let person = actor(db, name, Some(partner), levels).await;
        let Ok(permit) = person.permit(Action::ListLicenses, Target::Customers) else { return false };
        scope::reaches(db.connection(), &permit, license).await.unwrap()
    }

    #[both_databases]
    async fn partners_see_the_licenses_of_subs_as_long_as_the_customer_is_theirs(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let vendor = add_organization(db, "Vendor", OrganizationKind::Vendor, None, NOW).await.unwrap();
        let staff = actor(db, "staff", Some(vendor), Levels::all(Level::FullAccess)).await;
        let managing = staff.permit(Action::ManageConsole, Target::Installation).unwrap();
        let levels = Levels::all(Level::FullAccess).with(RoleObject::VendorConsole, Level::None);
        let owner = actor(db, "owner", Some(world.direct_customer), levels).await;
        let editing = owner.permit(Action::EditOrganization, Target::MyOrganization).unwrap();
        let sub = add_sub(db, &editing, "Direct East", NOW).await.unwrap();
        let license = world.license(db, "KEY", &[world.direct_customer]).await;
        let owner =
            crate::sign_in::session::actor(db, owner.user, Some(world.direct_customer)).await.unwrap();
        let editing = owner.permit(Action::EditOrganization, Target::MyOrganization).unwrap();
        let list = owner.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
        let way = (world.direct_customer, sub);
        move_licenses(db, &editing, &list, &[license], way, NOW).await.unwrap();
        assert!(sees(db, "a", world.distributor, license).await);
        let (customer, old) = (world.direct_customer, world.distributor);
        unassign_partner(db, &managing, customer, old, NOW).await.unwrap();
        assert!(!sees(db, "b", old, license).await);
        assign_partner(db, &managing, customer, "Other Distributor", "", NOW).await.unwrap();
        assert!(sees(db, "c", world.other_distributor, license).await);
        // A partner given to a sub-organization apart from its main one is kept.
        assign_partner(db, &managing, sub, "Distributor", "Reseller", NOW).await.unwrap();
        assign_partner(db, &managing, customer, "Distributor", "", NOW).await.unwrap();
        let apart = Some(Some(world.reseller));
        assert_eq!(assigned(db.connection(), sub, old).await.unwrap(), apart);
        unassign_partner(db, &managing, customer, old, NOW).await.unwrap();
        assert_eq!(assigned(db.connection(), sub, old).await.unwrap(), apart);
        // So do sub-organizations added later, from the console.
        let draft = OrganizationDraft {
            name: "Direct West",
            kind: OrganizationKind::Customer,
            parent: "Direct Customer",
        };
        let west = save_organization(db, &managing, None, draft, NOW).await.unwrap();
        let others = assigned(db.connection(), west, world.other_distributor).await.unwrap();
        assert_eq!(others, Some(None));
    }

    #[both_databases]
    async fn two_that_make_each_the_others_sub_at_once_are_no_circle(database: TestDb) {
        let (db, again) = (&database.db, &database.again().await);
        let world = World::make(db).await;
        let vendor = add_organization(db, "Vendor", OrganizationKind::Vendor, None, NOW).await.unwrap();
        let staff = actor(db, "staff", Some(vendor), Levels::all(Level::FullAccess)).await;
        let managing = staff.permit(Action::ManageConsole, Target::Installation).unwrap();
        let draft = |name, parent| OrganizationDraft { name, kind: OrganizationKind::Customer, parent };
        let one = save_organization(
            db,
            &managing,
            Some(world.direct_customer),
            draft("Direct Customer", "Other Customer"),
            NOW,
        );
        let other = save_organization(
            again,
            &managing,
            Some(world.other_customer),
            draft("Other Customer", "Direct Customer"),
            NOW,
        );
        let (one, other) = Box::pin(async { tokio::join!(one, other) }).await;
        let (Ok(_), Err(refused)) = (if one.is_ok() { (one, other) } else { (other, one) }) else {
            panic!("both or none")
        };
        assert!(matches!(refused, ConsoleError::Field { .. }), "{refused:?}");
    }
}
