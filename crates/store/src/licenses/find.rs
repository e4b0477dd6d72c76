//! Licenses as products and programs read them: a single one, or pages of those within reach.

use std::collections::HashMap;

use model::activation::{Overage, Terms};
use model::{Action, Day, Hidden, LicenseId, ProductId, ProductKind, Refused};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::LicenseError;
use crate::Db;
use crate::db::entity::license_key::Key;
use crate::db::entity::{deployment, license, product};
use crate::db::licenses_named::named;
use crate::db::readable::Readable;
use crate::deployments::{Holder, units};

/// A page has at most this many licenses.
pub const PAGE_LIMIT: u64 = 100;

/// A license with its terms and the units in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct License {
    /// Number of its row.
    pub id: LicenseId,
    /// Short, stable and safe to show.
    pub public_id: String,
    /// The key as the holder may read it (R8).
    pub key: Hidden,
    /// The key that encrypts its files.
    pub secret: Key,
    /// The terms of activation.
    pub terms: Terms,
    /// The product's name.
    pub product_name: String,
    /// How many seconds an installation may be silent; None: forever.
    pub heartbeat_period: Option<u32>,
    /// When it was added, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// Units that active deployments take.
    pub units: u64,
    /// Number of active deployments.
    pub deployments: u64,
}

/// A way to name a license.
#[derive(Clone, Copy, Debug)]
pub enum LicenseName<'a> {
    /// The number of its row.
    Number(LicenseId),
    /// Its public ID, or its key for those who have it.
    Text(&'a str),
}

/// Selects a page of licenses.
#[derive(Clone, Debug, Default)]
pub struct LicenseQuery {
    /// Only licenses of this product.
    pub product: Option<ProductId>,
    /// Only those with a number below this one, after a page that ended there.
    pub below: Option<LicenseId>,
    /// How many to skip.
    pub offset: u64,
    /// How many to return, at most [`PAGE_LIMIT`].
    pub limit: u64,
}

/// Returns the license with that name if the holder reaches it. A hidden one takes as long as a missing one (R3).
pub async fn find(db: &Db, holder: &Holder, name: LicenseName<'_>) -> Result<License, LicenseError> {
    holder.any_of(&[Action::ListLicenses, Action::ManageDeployments])?;
    let candidates = match name {
        LicenseName::Number(id) => vec![id],
        LicenseName::Text(text) => {
            let named = named(db.connection(), text.trim()).await?;
            // A number that no license has, so that a missing one costs the same query as a hidden one.
            if named.is_empty() { vec![0] } else { named }
        }
    };
    for id in candidates {
        let row: Option<Row> = read()
            .filter(license::Column::Id.eq(id))
            .filter(holder.reaches(id)) // tenant: a license by name
            .into_model()
            .one(db.connection())
            .await?;
        if let Some(row) = row {
            let mut shown = shown(db, holder, vec![row]).await?;
            return shown.pop().ok_or_else(|| Refused.into());
        }
    }
    Err(Refused.into())
}

/// Returns a page of the licenses that the holder reaches, the newest first.
pub async fn page(db: &Db, holder: &Holder, query: &LicenseQuery) -> Result<Vec<License>, LicenseError> {
    holder.only(Action::ListLicenses)?;
    let mut found = all(read(), holder, query);
    if let Some(below) = query.below {
        found = found.filter(license::Column::Id.lt(below));
    }
    let rows: Vec<Row> = found
        .order_by_desc(license::Column::Id)
        .offset(query.offset)
        .limit(Ord::min(query.limit, PAGE_LIMIT))
        .into_model()
        .all(db.connection())
        .await?;
    Ok(shown(db, holder, rows).await?)
}

/// The number of licenses on all pages together.
pub async fn count(db: &Db, holder: &Holder, query: &LicenseQuery) -> Result<u64, LicenseError> {
    holder.only(Action::ListLicenses)?;
    Ok(all(license::Entity::find(), holder, query).count(db.connection()).await?)
}

fn all(mut found: Select<license::Entity>, holder: &Holder, query: &LicenseQuery) -> Select<license::Entity> {
    found = found.filter(holder.licenses()); // tenant: licenses by page
    if let Some(product) = query.product {
        found = found.filter(license::Column::ProductId.eq(product));
    }
    found
}

/// Returns those of `ids` that the holder reaches, at most [`PAGE_LIMIT`].
pub async fn find_all(
    db: &Db,
    holder: &Holder,
    ids: &[LicenseId],
) -> Result<HashMap<LicenseId, License>, LicenseError> {
    holder.only(Action::ManageDeployments)?;
    let rows: Vec<Row> = read()
        .filter(holder.among(ids)) // tenant: licenses of machines
        .limit(PAGE_LIMIT)
        .into_model()
        .all(db.connection())
        .await?;
    Ok(shown(db, holder, rows).await?.into_iter().map(|license| (license.id, license)).collect())
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    public_id: String,
    license_key: Key,
    product_id: i64,
    product_name: String,
    kind: String,
    start_date: chrono::NaiveDate,
    expiration_date: Option<chrono::NaiveDate>,
    suspended: bool,
    registered: bool,
    purchased: i64,
    overage: String,
    heartbeat_period: Option<i64>,
    created_at: i64,
    units: i64,
    deployments: i64,
}

fn read() -> Select<license::Entity> {
    let of_product = license::Entity::belongs_to(product::Entity)
        .from(license::Column::ProductId)
        .to(product::Column::Id)
        .into();
    license::Entity::find()
        .join(JoinType::InnerJoin, of_product)
        .select_only()
        .columns([
            license::Column::Id,
            license::Column::PublicId,
            license::Column::LicenseKey,
            license::Column::ProductId,
            license::Column::StartDate,
            license::Column::ExpirationDate,
            license::Column::Suspended,
            license::Column::Registered,
            license::Column::Purchased,
            license::Column::Overage,
            license::Column::HeartbeatPeriod,
            license::Column::CreatedAt,
        ])
        .column(product::Column::Kind)
        .column_as(product::Column::Name, "product_name")
        .column_as(counted(units()), "units")
        .column_as(counted(Func::count(Expr::col(deployment::Column::Id)).into()), "deployments")
}

/// An aggregate over the license's active deployments.
fn counted(what: SimpleExpr) -> SimpleExpr {
    let mut over: SelectStatement = Query::select();
    over.expr(Expr::expr(what).if_null(0)).from(deployment::Entity).and_where(
        Expr::col((deployment::Entity, deployment::Column::LicenseId))
            .equals((license::Entity, license::Column::Id)),
    );
    Expr::expr(over)
}

/// The licenses, each with its key as the holder may read it: in full for a product that has it, and as the permit allows for a
/// person.
async fn shown(db: &Db, holder: &Holder, rows: Vec<Row>) -> Result<Vec<License>, DbErr> {
    let Holder::Person(permit) = holder else {
        return Ok(rows.into_iter().map(|row| row.with(Key::shown_to_holder)).collect());
    };
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let readable = Readable::among(db.connection(), permit, &ids).await?;
    let shown = |row: Row| {
        let id = row.id;
        row.with(|key| readable.shown(id, key))
    };
    Ok(rows.into_iter().map(shown).collect())
}

impl Row {
    fn with(self, shown: impl Fn(&Key) -> String) -> License {
        let row = self;
        License {
            id: row.id,
            public_id: row.public_id,
            key: shown(&row.license_key).into(),
            secret: row.license_key,
            terms: Terms {
                product: row.product_id,
                kind: ProductKind::from_name(&row.kind).unwrap_or(ProductKind::OnPremises),
                start: Day::from(row.start_date),
                expiration: row.expiration_date.map(Day::from),
                suspended: row.suspended,
                registered: row.registered,
                purchased: u32::try_from(row.purchased).unwrap_or(u32::MAX),
                overage: Overage::from_name(&row.overage).unwrap_or_default(),
            },
            product_name: row.product_name,
            heartbeat_period: row.heartbeat_period.and_then(|seconds| u32::try_from(seconds).ok()),
            created_at: row.created_at,
            units: u64::try_from(row.units).unwrap_or(0),
            deployments: u64::try_from(row.deployments).unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Level, Target};

    use super::*;
    use crate::deployments::HeldLicense;
    use crate::testing::{NewLicense, TestDb, World, actor, add_license, both_databases, level};

    #[both_databases]
    async fn a_license_is_found_by_every_name_by_those_who_reach_it(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let new = NewLicense {
            key: "OWN",
            product: world.scanner,
            organizations: &[world.customer, world.sub],
            user: None,
            deployed: 3,
        };
        let own = add_license(db, &new).await;
        let foreign = world.license(db, "FOREIGN", &[world.other_customer]).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let person = |action| Holder::Person(member.permit(action, Target::Anything).unwrap());
        let (listing, managing) = (person(Action::ListLicenses), person(Action::ManageDeployments));
        let key = Holder::Key(HeldLicense::of_key(db, " OWN ", None).await.unwrap().unwrap());
        for (holder, of_machines) in [(&listing, &managing), (&key, &key)] {
            for name in [LicenseName::Number(own), LicenseName::Text("L-OWN"), LicenseName::Text("OWN")] {
                let found = find(db, holder, name).await.unwrap();
                assert_eq!((found.id, found.units, found.deployments), (own, 3, 3));
                assert_eq!(found.product_name, "Scanner");
            }
            for name in [LicenseName::Number(foreign), LicenseName::Text("FOREIGN")] {
                let refused = find(db, holder, name).await;
                assert!(matches!(refused, Err(LicenseError::Refused(_))));
            }
            let all = page(db, holder, &LicenseQuery { limit: 10, ..Default::default() }).await.unwrap();
            assert_eq!(all.iter().map(|license| license.id).collect::<Vec<_>>(), [own]);
            let many = find_all(db, of_machines, &[own, foreign]).await.unwrap();
            assert_eq!(many.into_keys().collect::<Vec<_>>(), [own]);
        }
    }

    #[both_databases]
    async fn pages_follow_each_other_and_leave_nothing_out(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let mut ids = Vec::new();
        for number in 0..7 {
            ids.push(world.license(db, &format!("K{number}"), &[world.customer]).await);
        }
        ids.reverse();
        let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let holder = Holder::Person(member.permit(Action::ListLicenses, Target::Anything).unwrap());
        let (mut seen, mut below) = (Vec::new(), None);
        loop {
            let query = LicenseQuery { below, limit: 3, ..Default::default() };
            let some = page(db, &holder, &query).await.unwrap();
            seen.extend(some.iter().map(|license| license.id));
            let Some(last) = some.last() else { break };
            below = Some(last.id);
        }
        assert_eq!(seen, ids);
        let all = LicenseQuery { below, limit: 3, ..Default::default() };
        assert_eq!(count(db, &holder, &all).await.unwrap(), 7);
        let second = LicenseQuery { offset: 3, limit: 3, ..Default::default() };
        let second = page(db, &holder, &second).await.unwrap();
        assert_eq!(second.iter().map(|license| license.id).collect::<Vec<_>>(), ids[3..6]);
        let other = LicenseQuery { product: Some(world.cloud), limit: 3, ..Default::default() };
        assert!(page(db, &holder, &other).await.unwrap().is_empty());
    }
}
