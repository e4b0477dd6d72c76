//! The demo's vendor, its sales chain, and the customers.

use std::collections::HashMap;

use model::{OrganizationId, OrganizationKind};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr};

use super::words;
use crate::db::batch::insert;
use crate::db::entity::partner_assignment;
use crate::events::{Event, Kind};
use crate::people::{NewOrganization, insert_organizations};

/// Number of the distributor's customers that buy from it directly.
const DIRECT: usize = 8;
/// Number of the other distributor's customers that buy from its reseller.
const OTHER_RESOLD: usize = 3;

/// A customer, and the partners that sell to it.
#[derive(Clone)]
pub(super) struct Customer {
    pub id: OrganizationId,
    /// Each partner, with the reseller in between.
    pub sold_by: Vec<(OrganizationId, Option<OrganizationId>)>,
}

impl Customer {
    /// The partner organizations that see its licenses.
    pub fn partners(&self) -> impl Iterator<Item = OrganizationId> {
        self.sold_by.iter().flat_map(|(partner, reseller)| [Some(*partner), *reseller]).flatten()
    }
}

/// The demo's organizations.
pub(super) struct Organizations {
    pub vendor: OrganizationId,
    pub distributor: OrganizationId,
    pub resellers: Vec<OrganizationId>,
    pub other_distributor: OrganizationId,
    pub other_reseller: OrganizationId,
    /// The customer of admin@customer.example, sold to by both distributors.
    pub main: Customer,
    /// Its sub-organizations.
    pub subs: Vec<Customer>,
    /// The other customers.
    pub customers: Vec<Customer>,
    pub second: OrganizationId,
}

impl Organizations {
    /// Number of organizations.
    pub fn count(&self) -> usize {
        [self.vendor, self.distributor, self.other_distributor, self.other_reseller, self.main.id].len()
            + self.resellers.len()
            + self.subs.len()
            + self.customers.len()
    }
}

/// Adds them.
pub(super) async fn create(connection: &impl ConnectionTrait, now: i64) -> Result<Organizations, DbErr> {
    let ids = insert_all(connection, now).await?;
    let id = |name: &str| ids.get(name).copied().ok_or_else(|| DbErr::RecordNotFound(name.to_owned()));
    let all = |names: &[&str]| names.iter().map(|name| id(name)).collect::<Result<Vec<_>, _>>();
    let distributor = id(words::DISTRIBUTOR)?;
    let other_distributor = id(words::OTHER_DISTRIBUTOR)?;
    let resellers = all(&words::RESELLERS)?;
    let other_reseller = id(words::OTHER_RESELLER)?;
    let first_reseller = resellers.first().copied();
    let both = vec![(distributor, first_reseller), (other_distributor, None)];
    let main = Customer { id: id(words::MAIN)?, sold_by: both };
    let sub = |id| Customer { id, sold_by: vec![(distributor, first_reseller)] };
    let subs: Vec<_> = all(&words::SUBS)?.into_iter().map(sub).collect();
    let mut customers = Vec::new();
    for (place, id) in all(&words::CUSTOMERS)?.into_iter().enumerate() {
        let through = place.checked_sub(DIRECT).map(|place| resellers[place % resellers.len()]);
        customers.push(Customer { id, sold_by: vec![(distributor, through)] });
    }
    for (place, id) in all(&words::OTHER_CUSTOMERS)?.into_iter().enumerate() {
        let through = (place < OTHER_RESOLD).then_some(other_reseller);
        customers.push(Customer { id, sold_by: vec![(other_distributor, through)] });
    }
    let assigned = [&main].into_iter().chain(&subs).chain(&customers);
    let rows = assigned.flat_map(|customer| {
        customer.sold_by.iter().map(|(partner, reseller)| partner_assignment::ActiveModel {
            customer_id: Set(customer.id),
            partner_id: Set(*partner),
            reseller_id: Set(*reseller),
        })
    });
    insert(connection, rows.collect()).await?;
    let (vendor, second) = (id(words::VENDOR)?, id(words::SECOND)?);
    Ok(Organizations {
        vendor,
        distributor,
        resellers,
        other_distributor,
        other_reseller,
        main,
        subs,
        customers,
        second,
    })
}

/// Adds them, and returns their IDs by name.
async fn insert_all(
    connection: &impl ConnectionTrait,
    now: i64,
) -> Result<HashMap<String, OrganizationId>, DbErr> {
    let named = |name: &str, kind| NewOrganization {
        name: name.to_owned(),
        kind,
        parent: None,
        named_by_itself: false,
    };
    let mut new = vec![
        named(words::VENDOR, OrganizationKind::Vendor),
        named(words::DISTRIBUTOR, OrganizationKind::Distributor),
        named(words::OTHER_DISTRIBUTOR, OrganizationKind::Distributor),
        named(words::OTHER_RESELLER, OrganizationKind::Reseller),
        named(words::MAIN, OrganizationKind::Customer),
    ];
    new.extend(words::RESELLERS.map(|name| named(name, OrganizationKind::Reseller)));
    new.extend(words::CUSTOMERS.map(|name| named(name, OrganizationKind::Customer)));
    new.extend(words::OTHER_CUSTOMERS.map(|name| named(name, OrganizationKind::Customer)));
    let event = |id| Event { organization: Some(id), ..Event::of_installation(now, Kind::OrganizationAdded) };
    let ids = insert_organizations(connection, &new, event).await?;
    let mut by_name: HashMap<_, _> = new.into_iter().map(|new| new.name).zip(ids).collect();
    let parent = by_name.get(words::MAIN).copied();
    let subs = words::SUBS.map(|name| NewOrganization { parent, ..named(name, OrganizationKind::Customer) });
    let ids = insert_organizations(connection, &subs, event).await?;
    by_name.extend(subs.into_iter().map(|new| new.name).zip(ids));
    Ok(by_name)
}
