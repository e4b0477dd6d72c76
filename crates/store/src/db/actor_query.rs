//! What a person may do in an organization, read within the query that finds out who asks: a request costs one database query
//! before its own work.

use std::collections::HashMap;

use model::access::{Entry, GroupObject, Membership, Position};
use model::{Actor, Level, Levels, OrganizationId, OrganizationKind, RoleObject, UserId};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QuerySelect, Select,
};

use crate::Db;
use crate::db::entity::{
    access_group, membership, organization, permission_set_entry, permission_set_member, role_level,
};
use crate::db::scope;
use crate::text::order_key;

/// An alias of the table of organizations, for sub-organizations.
const SUB: &str = "sub_organizations";

/// The columns read about the joined organization: one row for each level of the person's role there.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Place {
    acting_for: Option<OrganizationId>,
    acting_kind: Option<String>,
    /// Its main organization.
    pub acting_parent: Option<OrganizationId>,
    /// Whether it requires a second factor.
    pub acting_factor: Option<bool>,
    /// When the person became a member, in milliseconds since the Unix epoch; None if they are no member.
    pub joined_at: Option<i64>,
    acting_object: Option<String>,
    acting_level: Option<String>,
    root_group: Option<i64>,
    home_group: Option<i64>,
    /// The entries of the person's permission sets there, as [`entries`] reads them.
    set_entries: Option<String>,
    has_subs: bool,
    has_customers: bool,
}

impl Place {
    /// The membership from its role's rows; None if the person is not a member (any longer).
    pub fn membership<'a>(rows: impl IntoIterator<Item = &'a Self>) -> Option<Membership> {
        let mut rows = rows.into_iter().filter(|row| row.joined_at.is_some()).peekable();
        let base = rows.peek()?.with(Levels::default())?;
        let levels = rows.fold(Levels::default(), |levels, row| {
            let object = row.acting_object.as_deref().and_then(RoleObject::from_name);
            match (object, row.acting_level.as_deref().and_then(Level::from_name)) {
                (Some(object), Some(level)) => levels.with(object, level),
                _ => levels,
            }
        });
        Some(Membership { levels, ..base })
    }

    /// The membership with those levels.
    pub fn with(&self, levels: Levels) -> Option<Membership> {
        let kind = self.acting_kind.as_deref().and_then(OrganizationKind::from_name)?;
        let is_partner = matches!(kind, OrganizationKind::Distributor | OrganizationKind::Reseller);
        let root = self.root_group?;
        let home = self.home_group.unwrap_or(root);
        let entries = entries(self.set_entries.as_deref().unwrap_or_default());
        Some(Membership {
            organization: self.acting_for?,
            kind,
            levels,
            has_customers: is_partner && self.has_customers,
            has_subs: self.has_subs,
            position: Position { root, home, entries },
            viewed: false,
        })
    }
}

/// Joins rows of a person and an organization with that organization, and with the person's membership and levels there, if
/// any.
pub(crate) fn join<E: EntityTrait>(select: Select<E>, user: E::Column, acting_for: E::Column) -> Select<E> {
    let organization = E::belongs_to(organization::Entity).from(acting_for).to(organization::Column::Id);
    let member = E::belongs_to(membership::Entity).from(user).to(membership::Column::UserId);
    let member = member.on_condition(move |row, member| {
        let there = Expr::col((member, membership::Column::OrganizationId)).equals((row, acting_for));
        Condition::all().add(there) // tenant: membership where a session or a token acts
    });
    let select = select
        .join(JoinType::LeftJoin, organization.into())
        .join(JoinType::LeftJoin, member.into())
        .join(JoinType::LeftJoin, join_levels());
    tell(select)
}

/// Adds the columns of [`Place`] to a query that joins organizations, memberships and levels.
fn tell<E: EntityTrait>(select: Select<E>) -> Select<E> {
    of_organization(select)
        .column_as(membership::Column::CreatedAt, "joined_at")
        .column_as(role_level::Column::Object, "acting_object")
        .column_as(role_level::Column::Level, "acting_level")
        .column_as(membership::Column::HomeGroupId, "home_group")
        .expr_as(set_entries(), "set_entries")
}

/// The entries of the permission sets that the joined member has, in one text: group, object and level, separated by blanks and
/// commas. A join would repeat them for each level of the role.
fn set_entries() -> SelectStatement {
    let of = |column| Expr::col((permission_set_member::Entity, column));
    let text =
        "string_agg(CAST(permission_set_entries.group_id AS text) || ' ' || permission_set_entries.object
        || ' ' || permission_set_entries.level, ',')";
    let mut entries = Query::select();
    entries.expr(Expr::cust(text)).from(permission_set_member::Entity).inner_join(
        permission_set_entry::Entity,
        of(permission_set_member::Column::SetId)
            .equals((permission_set_entry::Entity, permission_set_entry::Column::SetId))
            .and(
                of(permission_set_member::Column::OrganizationId)
                    .equals((permission_set_entry::Entity, permission_set_entry::Column::OrganizationId)),
            ),
    );
    let here = (membership::Entity, membership::Column::OrganizationId);
    let theirs = (membership::Entity, membership::Column::UserId);
    entries.and_where(of(permission_set_member::Column::OrganizationId).equals(here)); // tenant: sets of the organization
    entries.and_where(of(permission_set_member::Column::UserId).equals(theirs)); // tenant: a member's own sets
    entries
}

/// The entries in a text of [`set_entries`].
fn entries(text: &str) -> Vec<Entry> {
    let entry = |text: &str| {
        let mut words = text.split(' ');
        let group = words.next()?.parse().ok()?;
        let object = GroupObject::from_name(words.next()?)?;
        Some(Entry { group, object, level: Level::from_name(words.next()?)? })
    };
    let mut entries: Vec<Entry> = text.split(',').filter_map(entry).collect();
    // Databases put them in any order.
    entries.sort_unstable();
    entries.dedup();
    entries
}

fn of_organization<E: EntityTrait>(select: Select<E>) -> Select<E> {
    let here = || Expr::col((organization::Entity, organization::Column::Id));
    let mut subs = Query::select();
    subs.expr(Expr::val(1)).from_as(organization::Entity, SUB);
    let below = Expr::col((SUB, organization::Column::ParentId)).eq(here());
    subs.and_where(below); // tenant: subs, offered
    let customers = scope::customers_of(here());
    let mut root = Query::select();
    root.column((access_group::Entity, access_group::Column::Id)).from(access_group::Entity);
    root.and_where(Expr::col((access_group::Entity, access_group::Column::OrganizationId)).eq(here()));
    root.and_where(Expr::col((access_group::Entity, access_group::Column::ParentId)).is_null());
    select
        .column_as(organization::Column::Id, "acting_for")
        .column_as(organization::Column::Kind, "acting_kind")
        .column_as(organization::Column::ParentId, "acting_parent")
        .column_as(organization::Column::FactorRequired, "acting_factor")
        .expr_as(root, "root_group")
        .expr_as(Expr::exists(subs), "has_subs")
        .expr_as(Expr::exists(customers), "has_customers")
}

/// A row of [`of_members`].
#[derive(Debug, FromQueryResult)]
struct Member {
    member: UserId,
    #[sea_orm(nested)]
    place: Place,
}

/// The membership of each of those people who is a member of that organization.
pub(crate) async fn of_members(
    connection: &impl ConnectionTrait,
    users: impl IntoIterator<Item = UserId>,
    id: OrganizationId,
) -> Result<HashMap<UserId, Membership>, DbErr> {
    let select = membership::Entity::find()
        .filter(membership::Column::OrganizationId.eq(id)) // tenant: members of one organization, what they may do
        .filter(membership::Column::UserId.is_in(users))
        .select_only()
        .column_as(membership::Column::UserId, "member")
        .join(JoinType::InnerJoin, join_organization())
        .join(JoinType::LeftJoin, join_levels());
    let mut places: HashMap<UserId, Vec<Place>> = HashMap::new();
    for Member { member, place } in tell(select).into_model().all(connection).await? {
        places.entry(member).or_default().push(place);
    }
    let membership = |(user, places): (UserId, Vec<Place>)| Some((user, Place::membership(&places)?));
    Ok(places.into_iter().filter_map(membership).collect())
}

/// A membership with those levels for somebody who is not a member; None if there is no such organization.
pub(crate) async fn of_viewer(
    connection: &impl ConnectionTrait,
    id: OrganizationId,
    levels: Levels,
) -> Result<Option<Membership>, DbErr> {
    let select = organization::Entity::find_by_id(id).select_only();
    let row: Option<Place> = of_organization(select)
        .expr_as(Expr::val(None::<i64>), "joined_at")
        .expr_as(Expr::val(None::<String>), "acting_object")
        .expr_as(Expr::val(None::<String>), "acting_level")
        .expr_as(Expr::val(None::<i64>), "home_group")
        .expr_as(Expr::val(None::<String>), "set_entries")
        .into_model()
        .one(connection)
        .await?;
    Ok(row.and_then(|row| row.with(levels)))
}

/// The person, acting for that organization; without it if they are no member (anymore).
pub async fn actor(db: &Db, user: UserId, organization: Option<OrganizationId>) -> Result<Actor, DbErr> {
    let membership = match organization {
        Some(id) => of_members(db.connection(), [user], id).await?.remove(&user),
        None => None,
    };
    Ok(Actor { user, membership })
}

pub(crate) fn join_organization() -> sea_orm::RelationDef {
    membership::Entity::belongs_to(organization::Entity)
        .from(membership::Column::OrganizationId)
        .to(organization::Column::Id)
        .into()
}

fn join_levels() -> sea_orm::RelationDef {
    membership::Entity::belongs_to(role_level::Entity)
        .from(membership::Column::RoleId)
        .to(role_level::Column::RoleId)
        .into()
}

/// The organizations that a person is in, within a transaction.
pub(crate) async fn organizations_of(
    connection: &impl ConnectionTrait,
    user: UserId,
) -> Result<Vec<(OrganizationId, String)>, DbErr> {
    within(connection, None, user).await
}

/// Those of them that a session opened by the provider of `home` may act for; all if `home` is None.
pub(crate) async fn within(
    connection: &impl ConnectionTrait,
    home: Option<OrganizationId>,
    user: UserId,
) -> Result<Vec<(OrganizationId, String)>, DbErr> {
    let mut organizations: Vec<(OrganizationId, String, Option<OrganizationId>)> = membership::Entity::find()
        .filter(membership::Column::UserId.eq(user)) // tenant: own memberships
        .join(JoinType::InnerJoin, join_organization())
        .select_only()
        .column(organization::Column::Id)
        .column(organization::Column::Name)
        .column(organization::Column::ParentId)
        .into_tuple()
        .all(connection)
        .await?;
    organizations.retain(|(id, _, parent)| is_at_home(home, *id, *parent));
    // Databases order names differently.
    organizations.sort_by_cached_key(|(id, name, _)| (order_key(name), *id));
    Ok(organizations.into_iter().map(|(id, name, _)| (id, name)).collect())
}

/// Whether a session of that home may act for `organization`, whose main organization is `parent`.
pub(crate) fn is_at_home(
    home: Option<OrganizationId>,
    organization: OrganizationId,
    parent: Option<OrganizationId>,
) -> bool {
    home.is_none_or(|home| home == organization || parent == Some(home))
}
