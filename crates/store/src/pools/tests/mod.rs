//! Pools of an organization with two branches.

mod changing;
mod listing;
mod tagging;

use model::access::{Entry, GroupId, GroupObject, Permit, RoleObject};
use model::pools::{PoolId, PoolList, PoolQuery, Seen};
use model::{Action, Actor, Level, Levels, LicenseId, Target};
use sea_orm::EntityTrait as _;

use super::list;
use crate::Db;
use crate::db::entity::pool;
use crate::sign_in::session;
use crate::testing::groups::{add_group, give_set, pool_of, root_group, set_home};
use crate::testing::{NewLicense, TODAY, World, actor, add_license, level};

/// An organization with a pool at its root and one in each of two branches.
struct Branches {
    world: World,
    root: GroupId,
    tokyo: GroupId,
    sydney: GroupId,
    /// License of the product's pool, at the root.
    at_root: LicenseId,
    in_tokyo: LicenseId,
    in_sydney: LicenseId,
    tokyo_pool: PoolId,
    sydney_pool: PoolId,
}

impl Branches {
    async fn make(db: &Db) -> Self {
        let world = World::make(db).await;
        let customer = world.customer;
        let root = root_group(db, customer).await;
        let tokyo = add_group(db, customer, root, "Tokyo").await;
        let sydney = add_group(db, customer, root, "Sydney").await;
        let at_root = world.license(db, "ROOT", &[customer]).await;
        let in_tokyo = world.license(db, "TOKYO", &[customer]).await;
        let in_sydney = world.license(db, "SYDNEY", &[customer]).await;
        let tokyo_pool = pool_of(db, customer, tokyo, &[in_tokyo]).await;
        let sydney_pool = pool_of(db, customer, sydney, &[in_sydney]).await;
        Self { world, root, tokyo, sydney, at_root, in_tokyo, in_sydney, tokyo_pool, sydney_pool }
    }

    /// A member with that home, as the store sees them on their next request.
    async fn member(&self, db: &Db, name: &str, levels: Levels, home: GroupId) -> Actor {
        let user = actor(db, name, Some(self.world.customer), levels).await.user;
        set_home(db, user, self.world.customer, home).await;
        self.again(db, user).await
    }

    async fn again(&self, db: &Db, user: i64) -> Actor {
        session::actor(db, user, Some(self.world.customer)).await.unwrap()
    }

    async fn give(&self, db: &Db, person: &Actor, group: GroupId, level: Level) -> Actor {
        let entry = Entry { group, object: GroupObject::Licenses, level };
        give_set(db, person.user, self.world.customer, &format!("{group} {level:?}"), &[entry]).await;
        self.again(db, person.user).await
    }

    /// Somebody who manages all pools, and sees all events.
    async fn admin(&self, db: &Db) -> Actor {
        let levels = full().with(RoleObject::EventHistory, Level::ViewOnly);
        self.member(db, "admin", levels, self.root).await
    }

    /// A license of the cloud product, in that pool if given.
    async fn cloud_license(&self, db: &Db, key: &str, group: GroupId) -> LicenseId {
        let organizations = &[self.world.customer];
        let new = NewLicense { key, product: self.world.cloud, organizations, user: None, deployed: 0 };
        let license = add_license(db, &new).await;
        pool_of(db, self.world.customer, group, &[license]).await;
        license
    }
}

fn full() -> Levels {
    level(RoleObject::LicenseManagement, Level::FullAccess)
}

fn view() -> Levels {
    level(RoleObject::LicenseManagement, Level::ViewOnly)
}

fn permit(person: &Actor, action: Action) -> Permit {
    person.permit(action, Target::MyOrganization).unwrap()
}

async fn listed(db: &Db, person: &Actor, query: &PoolQuery) -> PoolList {
    list(db, &permit(person, Action::SeePools), None, query, TODAY).await.unwrap()
}

/// The pools that a person sees, by number.
async fn seen(db: &Db, person: &Actor) -> Vec<PoolId> {
    let mut pools: Vec<_> =
        listed(db, person, &PoolQuery::default()).await.pools.iter().map(|pool| pool.id).collect();
    pools.sort_unstable();
    pools
}

async fn row(db: &Db, pool: PoolId) -> pool::Model {
    pool::Entity::find_by_id(pool).one(db.connection()).await.unwrap().unwrap()
}

/// A pool as somebody who looks now sees it.
async fn now_seen(db: &Db, pool: PoolId) -> Seen {
    Seen { id: pool, version: row(db, pool).await.version }
}
