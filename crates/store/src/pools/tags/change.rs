//! Puts tags on pools and licenses, and takes them off.

use std::collections::HashMap;

use model::bulk::{CHUNK, sorted};
use model::pools::{POOLS_AT_ONCE, PoolId, TAGS_OF_ORGANIZATION, TAGS_OF_THING, TagError, checked_tags};
use model::text::listed;
use model::{Action, LicenseId, OrganizationId, Permit, Refused};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
};

use super::read::{of_licenses, of_pools};
use crate::Db;
use crate::db::batch::{insert, replace};
use crate::db::entity::{license_tag, pool_tag, tag};
use crate::db::scope;
use crate::events::{Event, Kind, NewEvent, record_all};
use crate::pools::PoolError;
use crate::pools::change::{begin, counted};
use crate::pools::reach::reached;
use crate::text::fold;

/// What tells one tag of a pool from another.
const OF_POOL: [pool_tag::Column; 3] =
    [pool_tag::Column::OrganizationId, pool_tag::Column::PoolId, pool_tag::Column::TagId];
/// The same of a license.
const OF_LICENSE: [license_tag::Column; 3] =
    [license_tag::Column::OrganizationId, license_tag::Column::LicenseId, license_tag::Column::TagId];

/// Tags to put on things, and to take off.
#[derive(Clone, Copy, Debug, Default)]
pub struct TagChange<'a> {
    /// As typed.
    pub add: &'a [String],
    /// Their names; those that a thing doesn't have are ignored.
    pub remove: &'a [String],
}

/// The checked change: tags to add, and folded names to remove.
struct Checked {
    add: Vec<String>,
    remove: Vec<String>,
}

impl TagChange<'_> {
    fn checked(self) -> Result<Checked, PoolError> {
        let remove = self.remove.iter().map(|tag| fold(tag)).collect();
        Ok(Checked { add: checked_tags(self.add)?, remove })
    }
}

impl Checked {
    /// The tags of a thing after the change, by their order there; None if they stay the same.
    fn applied(&self, tags: &[String]) -> Result<Option<Vec<String>>, TagError> {
        let mut new: Vec<String> =
            tags.iter().filter(|tag| !self.remove.contains(&fold(tag))).cloned().collect();
        for tag in &self.add {
            if !new.iter().any(|known| fold(known) == fold(tag)) {
                new.push(tag.clone());
            }
        }
        if new.len() > TAGS_OF_THING {
            return Err(TagError::TooMany(new.len()));
        }
        Ok((new != tags).then_some(new))
    }
}

/// Changes the tags of pools: of all, or of none if one is hidden. Returns how many changed. Tags that nothing has anymore vanish.
/// `now` in milliseconds since the Unix epoch.
pub async fn set_pool_tags(
    db: &Db,
    permit: &Permit,
    pools: &[PoolId],
    change: TagChange<'_>,
    now: i64,
) -> Result<u64, PoolError> {
    permit.only(Action::EditTags)?;
    counted(pools, POOLS_AT_ONCE, "pools")?;
    let (pools, change) = (sorted(pools), change.checked()?);
    let transaction = begin(db, permit).await?;
    let rows = reached(&transaction, permit, &pools).await?;
    if rows.len() != pools.len() {
        return Err(Refused.into());
    }
    let own = permit.organization().ok_or(Refused)?;
    let numbers = numbers(&transaction, own, &change).await?;
    let current = of_pools(&transaction, permit, &pools).await?;
    let (mut events, mut new) = (Vec::new(), Vec::new());
    for row in &rows {
        let tags = current.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let Some(after) = change.applied(tags)? else { continue };
        new.extend(numbers.add.iter().map(|tag| pool_tag::ActiveModel {
            organization_id: Set(own),
            pool_id: Set(row.id),
            tag_id: Set(*tag),
        }));
        events.push(told(Event::by(permit, now, Kind::PoolTagged).named(&row.name), tags, &after));
    }
    pool_tag::Entity::delete_many()
        .filter(pool_tag::Column::OrganizationId.eq(own)) // tenant: tags of own pools
        .filter(pool_tag::Column::PoolId.is_in(pools))
        .filter(pool_tag::Column::TagId.is_in(numbers.remove))
        .exec(&transaction)
        .await?;
    replace(&transaction, new, OnConflict::columns(OF_POOL).do_nothing().to_owned()).await?;
    let changed = events.len() as u64;
    record_all(&transaction, events).await?;
    forget_unused(&transaction, own).await?;
    transaction.commit().await?;
    Ok(changed)
}

/// Changes the tags of licenses, as the permit's organization has them: of all, or of none if one is hidden. Returns how many
/// changed. Their events are the organization's alone: partners never learn a customer's tags.
pub async fn set_license_tags(
    db: &Db,
    permit: &Permit,
    licenses: &[LicenseId],
    change: TagChange<'_>,
    now: i64,
) -> Result<u64, PoolError> {
    permit.only(Action::EditTags)?;
    counted(licenses, CHUNK, "licenses")?;
    let (licenses, change) = (sorted(licenses), change.checked()?);
    let own = permit.organization().ok_or(Refused)?;
    let transaction = begin(db, permit).await?;
    if scope::reached_at(&transaction, permit, &licenses, own).await? != licenses {
        return Err(Refused.into());
    }
    let numbers = numbers(&transaction, own, &change).await?;
    let current = of_licenses(&transaction, permit, &licenses).await?;
    let (mut events, mut new) = (Vec::new(), Vec::new());
    for license in &licenses {
        let tags = current.get(license).map(Vec::as_slice).unwrap_or_default();
        let Some(after) = change.applied(tags)? else { continue };
        new.extend(numbers.add.iter().map(|tag| license_tag::ActiveModel {
            organization_id: Set(own),
            license_id: Set(*license),
            tag_id: Set(*tag),
        }));
        let event = Event { visible_to: Some(own), ..Event::by(permit, now, Kind::LicenseTagged) };
        events.push(told(event.on(*license), tags, &after));
    }
    license_tag::Entity::delete_many()
        .filter(license_tag::Column::OrganizationId.eq(own)) // tenant: tags of own licenses
        .filter(license_tag::Column::LicenseId.is_in(licenses))
        .filter(license_tag::Column::TagId.is_in(numbers.remove))
        .exec(&transaction)
        .await?;
    replace(&transaction, new, OnConflict::columns(OF_LICENSE).do_nothing().to_owned()).await?;
    let changed = events.len() as u64;
    record_all(&transaction, events).await?;
    forget_unused(&transaction, own).await?;
    transaction.commit().await?;
    Ok(changed)
}

fn told(event: Event<'_>, before: &[String], after: &[String]) -> NewEvent {
    let (old, new) = (listed(before.iter().map(String::as_str)), listed(after.iter().map(String::as_str)));
    Event { old: &old, new: &new, ..event }.into_row()
}

/// The numbers of tags to add and to remove.
struct Numbers {
    add: Vec<i64>,
    remove: Vec<i64>,
}

/// Finds the tags' numbers, and adds rows for new ones.
async fn numbers(
    connection: &impl ConnectionTrait,
    own: OrganizationId,
    change: &Checked,
) -> Result<Numbers, PoolError> {
    let folded: Vec<String> = change.add.iter().map(|tag| fold(tag)).collect();
    let mut known = known(connection, own).await?;
    let new: Vec<(&String, &String)> =
        change.add.iter().zip(&folded).filter(|(_, folded)| !known.contains_key(*folded)).collect();
    if !new.is_empty() {
        let rows = new.iter().map(|(tag, folded)| tag::ActiveModel {
            organization_id: Set(own),
            name: Set((*tag).clone()),
            name_folded: Set((*folded).clone()),
            ..Default::default()
        });
        forget_unused(connection, own).await?;
        insert(connection, rows.collect()).await?;
        let all = tag::Entity::find().filter(tag::Column::OrganizationId.eq(own)).count(connection).await?;
        if all > TAGS_OF_ORGANIZATION {
            return Err(PoolError::TooManyTags);
        }
        known = self::known(connection, own).await?;
    }
    let number = |folded: &String| known.get(folded).copied();
    Ok(Numbers {
        add: folded.iter().filter_map(number).collect(),
        remove: change.remove.iter().filter(|tag| !folded.contains(tag)).filter_map(number).collect(),
    })
}

/// The numbers of the organization's tags, by folded name.
async fn known(
    connection: &impl ConnectionTrait,
    own: OrganizationId,
) -> Result<HashMap<String, i64>, PoolError> {
    let rows = tag::Entity::find().filter(tag::Column::OrganizationId.eq(own)); // tenant: own tags, by name
    Ok(rows.all(connection).await?.into_iter().map(|row| (row.name_folded, row.id)).collect())
}

/// Removes the organization's tags that nothing has.
async fn forget_unused(connection: &impl ConnectionTrait, own: OrganizationId) -> Result<(), PoolError> {
    let of = (tag::Entity, tag::Column::Id);
    let mut pools = Query::select();
    pools.expr(Expr::val(1)).from(pool_tag::Entity);
    pools.and_where(Expr::col((pool_tag::Entity, pool_tag::Column::OrganizationId)).eq(own));
    pools.and_where(Expr::col((pool_tag::Entity, pool_tag::Column::TagId)).equals(of));
    let mut licenses = Query::select();
    licenses.expr(Expr::val(1)).from(license_tag::Entity);
    licenses.and_where(Expr::col((license_tag::Entity, license_tag::Column::OrganizationId)).eq(own));
    licenses.and_where(Expr::col((license_tag::Entity, license_tag::Column::TagId)).equals(of));
    let unused = Condition::all().add(Expr::exists(pools).not()).add(Expr::exists(licenses).not());
    tag::Entity::delete_many()
        .filter(tag::Column::OrganizationId.eq(own)) // tenant: own unused tags
        .filter(unused)
        .exec(connection)
        .await?;
    Ok(())
}
