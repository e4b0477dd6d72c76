//! Deployments within a holder's reach, page by page, which Keygen's clients list as machines.

use model::{Action, LicenseId, ProductId};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::{Deployment, DeploymentError, Holder, LIST_LIMIT};
use crate::Db;
use crate::db::entity::{deployment, license};

/// Selects a page of deployments. Text must match as a whole.
#[derive(Clone, Debug, Default)]
pub struct PageQuery<'a> {
    /// Only those of this license.
    pub license: Option<LicenseId>,
    /// Only those of this product's licenses.
    pub product: Option<ProductId>,
    /// Only those with this ID.
    pub deployment_id: Option<&'a str>,
    /// Only those on computers with this name.
    pub host_name: Option<&'a str>,
    /// Only those on this platform.
    pub platform: Option<&'a str>,
    /// Only those that their product calls by this name.
    pub name: Option<&'a str>,
    /// Only those at this network address.
    pub ip: Option<&'a str>,
    /// Only those with a number below this one, after a page that ended there.
    pub below: Option<i64>,
    /// How many to skip.
    pub offset: u64,
    /// How many to return, at most [`LIST_LIMIT`].
    pub limit: u64,
}

/// Returns a page of the deployments whose licenses the holder reaches, the newest first.
pub async fn page(
    db: &Db,
    holder: &Holder,
    query: &PageQuery<'_>,
) -> Result<Vec<Deployment>, DeploymentError> {
    holder.only(Action::ManageDeployments)?;
    let mut found = all(holder, query);
    if let Some(below) = query.below {
        found = found.filter(deployment::Column::Id.lt(below));
    }
    let rows = found
        .order_by_desc(deployment::Column::Id)
        .offset(query.offset)
        .limit(Ord::min(query.limit, LIST_LIMIT))
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The number of deployments on all pages together.
pub async fn count(db: &Db, holder: &Holder, query: &PageQuery<'_>) -> Result<u64, DeploymentError> {
    holder.only(Action::ManageDeployments)?;
    Ok(all(holder, query).count(db.connection()).await?)
}

fn all(holder: &Holder, query: &PageQuery<'_>) -> Select<deployment::Entity> {
    use deployment::Column;
    let mut licenses = Query::select();
    licenses.column((license::Entity, license::Column::Id)).from(license::Entity);
    licenses.cond_where(query.license.map_or_else(|| holder.licenses(), |license| holder.among(&[license])));
    if let Some(product) = query.product {
        licenses.and_where(license::Column::ProductId.eq(product));
    }
    let mut found = deployment::Entity::find();
    found = found.filter(Column::LicenseId.in_subquery(licenses)); // tenant: machines by page
    if let Some(license) = query.license {
        found = found.filter(Column::LicenseId.eq(license));
    }
    let texts = [
        (Column::DeploymentId, query.deployment_id),
        (Column::HostName, query.host_name),
        (Column::Platform, query.platform),
        (Column::Name, query.name),
        (Column::Ip, query.ip),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            found = found.filter(column.eq(text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Level, Target};

    use super::*;
    use crate::deployments::HeldLicense;
    use crate::testing::{NewLicense, TestDb, World, actor, add_license, both_databases, level};

    #[both_databases]
    async fn a_page_holds_what_is_within_reach_and_asked_for(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let organizations = &[world.customer, world.sub];
        let add = async |key, product, organizations| {
            add_license(db, &NewLicense { key, product, organizations, user: None, deployed: 2 }).await
        };
        let own = add("OWN", world.scanner, organizations).await;
        add("IDENTITY", world.identity, organizations).await;
        add("FOREIGN", world.scanner, &[world.other_customer]).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let person = Holder::Person(member.permit(Action::ManageDeployments, Target::Anything).unwrap());
        let key = Holder::Key(HeldLicense::of_key(db, "OWN", None).await.unwrap().unwrap());
        let all = PageQuery { limit: 10, ..Default::default() };
        for (query, by_person, by_key) in [
            (all.clone(), 4, 2),
            (PageQuery { license: Some(own), ..all.clone() }, 2, 2),
            (PageQuery { product: Some(world.identity), ..all.clone() }, 2, 0),
            (PageQuery { deployment_id: Some("OWN-1"), ..all.clone() }, 1, 1),
            (PageQuery { deployment_id: Some("FOREIGN-1"), ..all.clone() }, 0, 0),
            (PageQuery { host_name: Some("host-0"), ..all.clone() }, 2, 1),
            (PageQuery { platform: Some("linux"), ..all.clone() }, 4, 2),
            (PageQuery { name: Some("x"), ..all.clone() }, 0, 0),
            (PageQuery { ip: Some("x"), ..all.clone() }, 0, 0),
            (PageQuery { offset: 1, limit: 1, ..all.clone() }, 1, 1),
        ] {
            let counts =
                [page(db, &person, &query).await.unwrap().len(), page(db, &key, &query).await.unwrap().len()];
            assert_eq!(counts, [by_person, by_key], "{query:?}");
            let all = [&person, &key].map(|holder| count(db, holder, &query));
            let all = futures::future::try_join_all(all).await.unwrap();
            let is_one_page = query.offset == 0;
            let expected = if is_one_page { [by_person, by_key] } else { [4, 2] };
            assert_eq!(all, expected.map(|count| count as u64), "{query:?}");
        }
        let first = page(db, &key, &PageQuery { limit: 1, ..all.clone() }).await.unwrap();
        assert_eq!(first[0].deployment_id, "OWN-1");
        let next = PageQuery { below: Some(first[0].id), ..all };
        let next = page(db, &key, &next).await.unwrap();
        assert_eq!(next.len(), 1);
        assert_eq!(next[0].deployment_id, "OWN-0");
    }
}
