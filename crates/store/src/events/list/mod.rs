//! Event History: the events of one organization, page by page.

use std::collections::HashMap;

use model::access::Groups;
use model::event::{Cursor, Entry, EventQuery, Kind, Object, Page};
use model::{Action, OrganizationId, OrganizationKind, Permit, ProductKind, Refused, UserId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, JoinType, Order, QueryFilter, QueryOrder, QuerySelect,
};

use super::seal::seal;
use super::{ANOTHER, Actor};
use crate::Db;
use crate::db::entity::{event, event_organization, license_assignment, membership, organization, user};
use crate::db::scope;
use crate::text::{Sought, order_key};

/// A page has at most this many events.
pub const PAGE_LIMIT: u64 = 1_000;

/// Why the history could not be read.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// The permit is for something else, or for no organization (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Returns up to `limit` events of the permit's organization, in the query's order, after the page that ended at `after`: acts for
/// it or on its licenses. Leaves out events that only another organization may read (R4), pins, which are private, and events
/// past this organization's retention period that another still keeps. `now` in milliseconds since the Unix epoch.
///
/// Only sealed events appear. The first page seals first, if it need not wait for a writer.
pub async fn page(
    db: &Db,
    permit: &Permit,
    query: &EventQuery,
    after: Option<Cursor>,
    limit: u64,
    now: i64,
) -> Result<Page, EventError> {
    permit.only(Action::SeeEvents)?;
    let own = permit.organization().ok_or(Refused)?;
    if after.is_none() {
        let sealing = db.clone();
        db.note(async move { seal(&sealing, now).await }).await;
    }
    let limit = Ord::min(limit, PAGE_LIMIT);
    let listed = event::Entity::belongs_to(event_organization::Entity)
        .from(event::Column::Id)
        .to(event_organization::Column::EventId);
    let order = if query.sort.descending { Order::Desc } else { Order::Asc };
    let mut rows = event::Entity::find()
        .join(JoinType::InnerJoin, listed.into())
        .filter(event_organization::Column::OrganizationId.eq(own)) // tenant: own events
        .filter(event_organization::Column::KeepUntil.gt(now))
        .filter(event::Column::VisibleTo.is_null().or(event::Column::VisibleTo.eq(permit.confidant_of()))) // tenant: own partner notes, in all events
        .filter(about_seen(permit)) // tenant: events of licenses, by access group
        .filter(about_tree(permit)) // tenant: events that name access groups
        .filter(asked(query))
        .filter(behind(after, query.sort.descending))
        .order_by(event_organization::Column::At, order.clone())
        .order_by(event_organization::Column::EventId, order)
        .limit(limit + 1)
        .all(db.connection())
        .await?;
    let is_last = rows.len() as u64 <= limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| !is_last).map(|last| Cursor { at: last.at, event: last.id });
    let vendors = vendors(db).await?;
    let events = rows.into_iter().filter_map(|row| listed_for(row, own, permit.user(), &vendors)).collect();
    Ok(Page { events, next })
}

/// Number and name of the people of the permit's organization, by name, for the filter.
pub async fn people(db: &Db, permit: &Permit) -> Result<Vec<(UserId, String)>, EventError> {
    permit.only(Action::SeeEvents)?;
    let own = permit.organization().ok_or(Refused)?;
    let join =
        user::Entity::belongs_to(membership::Entity).from(user::Column::Id).to(membership::Column::UserId);
    let mut people: Vec<(UserId, String)> = user::Entity::find()
        .join(JoinType::InnerJoin, join.into())
        .filter(membership::Column::OrganizationId.eq(own)) // tenant: own people, in events
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .into_tuple()
        .all(db.connection())
        .await?;
    people.sort_by_cached_key(|(id, name)| (order_key(name), *id));
    Ok(people)
}

/// On rows of events: those about no license, and those about licenses in the reader's access groups.
fn about_seen(permit: &Permit) -> Condition {
    let sees_all = |kind| *permit.groups(kind) == Groups::All;
    if [ProductKind::Cloud, ProductKind::OnPremises].into_iter().all(sees_all) {
        return Condition::all();
    }
    let mut of_license = scope::assignments(permit);
    of_license.expr(Expr::val(1)).and_where(
        Expr::col((license_assignment::Entity, license_assignment::Column::LicenseId))
            .equals((event::Entity, event::Column::LicenseId)),
    );
    Condition::any().add(event::Column::LicenseId.is_null()).add(Expr::exists(of_license))
}

/// On rows of events: without those that name access groups, if the reader's home is one of them. A name outside their branch would
/// show not only in a value, but also by a search that finds the event (R23).
fn about_tree(permit: &Permit) -> Condition {
    let hidden = Kind::OF_GROUPS.into_iter().chain(Kind::OF_POOLS).map(Kind::name);
    let other = event::Column::Kind.is_not_in(hidden);
    Condition::all().add_option((!permit.is_at_all()).then_some(other))
}

fn asked(query: &EventQuery) -> Condition {
    use event_organization::Column::{At, Category, TextFolded, UserId};
    let sought = Sought::typed(&query.search);
    Condition::all()
        .add_option(query.category.map(|category| Category.eq(category.name())))
        .add_option(query.user.map(|user| UserId.eq(user)))
        .add_option(query.from.map(|day| At.gte(day.begins_at())))
        .add_option(query.to.map(|day| At.lt(day.ends_at())))
        .add_option((!sought.is_empty()).then(|| sought.within(TextFolded)))
}

fn behind(after: Option<Cursor>, descending: bool) -> Condition {
    use event_organization::Column::{At, EventId};
    // An index serves the first part of each.
    match after {
        None => Condition::all(),
        Some(Cursor { at, event }) if descending => {
            let before = Condition::any().add(At.lt(at)).add(EventId.lt(event));
            Condition::all().add(At.lte(at)).add(before)
        }
        Some(Cursor { at, event }) => {
            let later = Condition::any().add(At.gt(at)).add(EventId.gt(event));
            Condition::all().add(At.gte(at)).add(later)
        }
    }
}

/// Number and name of the vendor, which every organization knows.
async fn vendors(db: &Db) -> Result<HashMap<OrganizationId, String>, DbErr> {
    let rows: Vec<(OrganizationId, String)> = organization::Entity::find()
        .filter(organization::Column::Kind.eq(OrganizationKind::Vendor.name()))
        .select_only()
        .columns([organization::Column::Id, organization::Column::Name])
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().collect())
}

fn listed_for(
    row: event::Model,
    own: OrganizationId,
    reader: UserId,
    vendors: &HashMap<OrganizationId, String>,
) -> Option<Entry> {
    let kind = Kind::from_name(&row.kind)?;
    let actor = Actor::from_name(&row.actor)?;
    let acting = row.acting_organization_id;
    let is_own = acting == Some(own) || row.user_id == Some(reader);
    let who = match actor {
        Actor::Person if is_own && !row.actor_name.is_empty() => row.actor_name,
        Actor::Person if is_own => Actor::Person.label().to_owned(),
        Actor::Person => {
            acting.and_then(|acting| vendors.get(&acting).cloned()).unwrap_or_else(|| ANOTHER.to_owned())
        }
        other => other.label().to_owned(),
    };
    Some(Entry {
        number: row.id,
        at: row.at,
        who,
        network_address: row.network_address.filter(|_| is_own || actor != Actor::Person),
        kind,
        object: Object::from_name(&row.object),
        object_name: row.object_name,
        old: row.old,
        new: row.new,
    })
}

#[cfg(test)]
mod tests;
