//! One license in full, for the first sheet of its deployment report, the head of its pages and its details.

use model::activation::Mode;
use model::details::{Deployments, Units};
use model::license::{Facts, LicenseType};
use model::{Action, Day, Hidden, LicenseId, OrganizationId, Permit, ProductId, ProductKind, Refused};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::LicenseError;
use crate::Db;
use crate::db::entity::{deployment, license, license_assignment, organization, product};
use crate::db::licenses_named::public_ids;
use crate::db::scope;
use crate::text::order_key;

/// A license in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Number of its row.
    pub id: LicenseId,
    /// Short, stable and safe to show.
    pub public_id: String,
    /// The key as the reader may read it (R8).
    pub key: Hidden,
    /// Number of the product.
    pub product_id: ProductId,
    /// The product's name.
    pub product: String,
    /// The address of the product's page.
    pub page: Option<String>,
    /// Whether the product runs on premises or in the cloud.
    pub kind: ProductKind,
    /// How its owner obtained it.
    pub license_type: LicenseType,
    /// The values that decide its standing.
    pub facts: Facts,
    /// Its units.
    pub units: Units,
    /// Its active deployments, by how they communicate.
    pub deployments: Deployments,
    /// Number of the contract.
    pub contract: Option<String>,
    /// The organizations it is assigned to that the reader may know, by name.
    pub organizations: Vec<String>,
    /// The numbers of these organizations, in the same order.
    pub organization_ids: Vec<OrganizationId>,
}

/// Returns the license with that public ID, in any case.
pub async fn describe(db: &Db, permit: &Permit, public_id: &str) -> Result<Description, LicenseError> {
    permit.any_of(&[Action::DownloadDeploymentReport, Action::ListLicenses, Action::ManageDeployments])?;
    if public_id.contains('\0') {
        // PostgreSQL accepts no NUL in a string, and no ID has one.
        return Err(Refused.into());
    }
    let snapshot = db.begin_snapshot().await?;
    // Looks up the ID alone first, so that a hidden and a missing license both cost one more query (R3).
    let id: Option<i64> = license::Entity::find()
        .filter(license::Column::PublicId.is_in(public_ids(public_id)))
        .select_only()
        .column(license::Column::Id)
        .into_tuple()
        .one(&snapshot)
        .await?;
    let id = id.unwrap_or(0);
    let reached = license::Entity::find_by_id(id).filter(scope::license_in_reach(permit, id));
    let row = reached.one(&snapshot).await?.ok_or(Refused)?;
    let product = product::Entity::find_by_id(row.product_id).one(&snapshot).await?;
    let product = product.ok_or_else(|| DbErr::RecordNotFound("the product of a license".to_owned()))?;
    let deployments = deployments(&snapshot, id).await?;
    let deployed = deployments.online.saturating_add(deployments.offline);
    let units = Units {
        purchased: u64::try_from(row.purchased).unwrap_or(0),
        reserved: u64::try_from(row.offline_units).unwrap_or(0),
        deployed,
    };
    let facts = Facts {
        start: Day::from(row.start_date),
        expiration: row.expiration_date.map(Day::from),
        deployed: u32::try_from(deployed).unwrap_or(u32::MAX),
        purchased: u32::try_from(row.purchased).unwrap_or(u32::MAX),
        suspended: row.suspended,
        registered: row.registered,
    };
    let (organization_ids, organizations) = organizations(&snapshot, permit, id).await?.into_iter().unzip();
    Ok(Description {
        id,
        public_id: row.public_id,
        key: row.license_key.shown_to(permit).into(),
        product_id: product.id,
        kind: ProductKind::from_name(&product.kind).unwrap_or(ProductKind::OnPremises),
        product: product.name,
        page: product.page,
        license_type: LicenseType::from_name(&row.license_type).unwrap_or(LicenseType::Purchased),
        facts,
        units,
        deployments,
        contract: row.contract_number,
        organizations,
        organization_ids,
    })
}

/// Counts the active deployments of a license and their units.
async fn deployments(connection: &impl ConnectionTrait, license: LicenseId) -> Result<Deployments, DbErr> {
    let modes: Vec<(String, Option<i64>, i64)> = deployment::Entity::find()
        .filter(deployment::Column::LicenseId.eq(license))
        .select_only()
        .column(deployment::Column::Mode)
        .expr(crate::deployments::units())
        .expr(deployment::Column::Id.count())
        .group_by(deployment::Column::Mode)
        .into_tuple()
        .all(connection)
        .await?;
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    let mut deployments = Deployments::default();
    for (mode, taken, count) in modes {
        match Mode::from_name(&mode) {
            Some(Mode::Offline) => deployments.offline += number(taken.unwrap_or(0)),
            Some(Mode::Online) | None => deployments.online += number(taken.unwrap_or(0)),
        }
        deployments.count += number(count);
    }
    Ok(deployments)
}

async fn organizations(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    license: LicenseId,
) -> Result<Vec<(OrganizationId, String)>, DbErr> {
    let assigned = organization::Entity::belongs_to(license_assignment::Entity)
        .from(organization::Column::Id)
        .to(license_assignment::Column::OrganizationId);
    let mut names: Vec<(OrganizationId, String)> = organization::Entity::find()
        .join(JoinType::InnerJoin, assigned.into())
        .filter(license_assignment::Column::LicenseId.eq(license))
        .filter(scope::organizations(permit)) // tenant: organizations of a license, named
        .select_only()
        .columns([organization::Column::Id, organization::Column::Name])
        .into_tuple()
        .all(connection)
        .await?;
    names.sort_by_cached_key(|(id, name)| (order_key(name), *id));
    Ok(names)
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Level, Target};

    use super::*;
    use crate::testing::{NewLicense, TODAY, TestDb, World, actor, add_license, both_databases, level};

    #[both_databases]
    async fn a_license_is_described_to_those_who_see_it_and_names_only_whom_they_know(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let new = NewLicense {
            key: "KEY",
            product: world.scanner,
            organizations: &[world.customer, world.other_customer],
            user: None,
            deployed: 3,
        };
        add_license(db, &new).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        for (organization, names) in [(world.customer, "Customer"), (world.other_customer, "Other Customer")]
        {
            let member = actor(db, &names.replace(' ', "-"), Some(organization), levels).await;
            let permit = member.permit(Action::DownloadDeploymentReport, Target::Anything).unwrap();
            let described = describe(db, &permit, "L-KEY").await.unwrap();
            assert_eq!(described.organizations, [names]);
            assert_eq!((described.facts.deployed, described.facts.purchased), (3, 10));
            assert_eq!(described.facts.start, TODAY.plus(-30));
            for none in ["L-NONE", "L-\0", ""] {
                let missing = describe(db, &permit, none).await;
                assert!(matches!(missing, Err(LicenseError::Refused(_))));
            }
        }
        let stranger = actor(db, "stranger", Some(world.direct_customer), levels).await;
        let permit = stranger.permit(Action::DownloadDeploymentReport, Target::Anything).unwrap();
        assert!(describe(db, &permit, "L-KEY").await.is_err());
    }
}
