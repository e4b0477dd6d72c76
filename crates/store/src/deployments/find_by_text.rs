//! Finds a deployment by what somebody typed: its number, or the ID that it chose for itself.

use model::activation::DeploymentId;
use model::text::written_number;
use model::{Action, LicenseId, Refused};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::{Deployment, DeploymentError, Holder, Named, PageQuery, find, page};
use crate::Db;
use crate::db::entity::{deployment, license};

/// If more licenses than this have a deployment with the ID, the person's whole reach is computed instead of looking up these.
const LOOKED_UP: u64 = 500;

/// Why the input finds no single deployment.
#[derive(Debug, thiserror::Error)]
pub enum NameError {
    /// No deployment within reach has that number or ID (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Several have it, and any choice could be wrong.
    #[error("Several accessible machines match this text. Use the machine's ID, or the key of its license.")]
    Several,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

impl From<DeploymentError> for NameError {
    fn from(error: DeploymentError) -> Self {
        match error {
            DeploymentError::Refused(refused) => Self::Refused(refused),
            DeploymentError::Database(error) => Self::Database(error),
        }
    }
}

/// Returns the one deployment within the holder's reach whose number or own ID is `text`. Blanks around it are ignored, as in
/// activation.
pub async fn by_text(db: &Db, holder: &Holder, text: &str) -> Result<Deployment, NameError> {
    holder.only(Action::ManageDeployments)?;
    let id = DeploymentId::parse(text).map_err(|_| Refused)?;
    let numbered = match written_number(id.as_str()) {
        Some(number) => found(find(db, holder, Named::Number(number)).await)?,
        None => None,
    };
    let mut named: Vec<Deployment> = match holder {
        Holder::Key(held) => {
            let named = find(db, holder, Named::Id(held.license(), id.as_str())).await;
            found(named)?.into_iter().collect()
        }
        Holder::Person(_) => within_reach(db, holder, &id).await?,
    };
    named.extend(numbered);
    named.dedup_by_key(|deployment| deployment.id);
    match (named.pop(), named.is_empty()) {
        (Some(deployment), true) => Ok(deployment),
        (None, _) => Err(Refused.into()),
        (Some(_), false) => Err(NameError::Several),
    }
}

/// Returns at most two deployments with that ID within a person's reach: with more than one, nothing is done.
async fn within_reach(
    db: &Db,
    holder: &Holder,
    id: &DeploymentId,
) -> Result<Vec<Deployment>, DeploymentError> {
    let of_that_id = || deployment::Entity::find().filter(deployment::Column::DeploymentId.eq(id.as_str()));
    let licenses: Vec<LicenseId> = of_that_id()
        .select_only()
        .column(deployment::Column::LicenseId)
        .limit(LOOKED_UP + 1)
        .into_tuple()
        .all(db.connection())
        .await?;
    if licenses.len() as u64 > LOOKED_UP {
        let query = PageQuery { deployment_id: Some(id.as_str()), limit: 2, ..PageQuery::default() };
        return page(db, holder, &query).await;
    }
    let mut reached = Query::select();
    reached.column((license::Entity, license::Column::Id)).from(license::Entity);
    // No license has the number 0: this costs the same query as for a hidden one (R3).
    let among = if licenses.is_empty() { vec![0] } else { licenses };
    reached.cond_where(holder.among(&among)); // tenant: a deployment by its own ID
    let rows = of_that_id()
        .filter(deployment::Column::LicenseId.in_subquery(reached))
        .limit(2)
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

fn found(result: Result<Deployment, DeploymentError>) -> Result<Option<Deployment>, DbErr> {
    match result {
        Ok(deployment) => Ok(Some(deployment)),
        Err(DeploymentError::Refused(_)) => Ok(None),
        Err(DeploymentError::Database(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Level, Target};
    use sea_orm::ActiveModelTrait;
    use sea_orm::ActiveValue::Set;

    use super::*;
    use crate::deployments::HeldLicense;
    use crate::testing::{NewLicense, TestDb, World, actor, add_license, both_databases, level};

    async fn rename(db: &Db, license: LicenseId, to: &str) -> i64 {
        let row = deployment::Entity::find().filter(deployment::Column::LicenseId.eq(license));
        let row = row.one(db.connection()).await.unwrap().unwrap();
        let change = deployment::ActiveModel {
            id: Set(row.id),
            deployment_id: Set(to.to_owned()),
            ..Default::default()
        };
        change.update(db.connection()).await.unwrap();
        row.id
    }

    #[both_databases]
    async fn a_text_names_one_deployment_or_none(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let add = async |key, organization| {
            let organizations = &[organization];
            let new = NewLicense { key, product: world.scanner, organizations, user: None, deployed: 1 };
            add_license(db, &new).await
        };
        let own = add("OWN", world.customer).await;
        let also = add("ALSO", world.customer).await;
        let foreign = add("FOREIGN", world.other_customer).await;
        let (first, second) = (rename(db, own, "press").await, rename(db, also, "lathe").await);
        let third = rename(db, foreign, "press").await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let person = Holder::Person(member.permit(Action::ManageDeployments, Target::Anything).unwrap());
        let key = Holder::Key(HeldLicense::of_key(db, "OWN", None).await.unwrap().unwrap());
        let id = async |holder: &Holder, text: &str| match by_text(db, holder, text).await {
            Ok(deployment) => deployment.id,
            Err(NameError::Refused(_)) => 0,
            Err(NameError::Several) => -1,
            Err(NameError::Database(error)) => panic!("{error}"),
        };
        let [number, padded, signed, second_number, third_number] = [
            first.to_string(),
            format!("0{first}"),
            format!("+{first}"),
            second.to_string(),
            third.to_string(),
        ];
        for (text, by_person, by_key) in [
            ("press", first, first),
            (" press\r\n", first, first),
            ("lathe", second, 0),
            ("PRESS", 0, 0),
            ("", 0, 0),
            ("a\u{0}b", 0, 0),
            (number.as_str(), first, first),
            (padded.as_str(), 0, 0),
            (signed.as_str(), 0, 0),
            (second_number.as_str(), second, 0),
            (third_number.as_str(), 0, 0),
        ] {
            let ids = (id(&person, text).await, id(&key, text).await);
            assert_eq!(ids, (by_person, by_key), "{text:?}");
        }
        // Of two within reach none is chosen; one out of reach makes no difference.
        rename(db, also, "press").await;
        assert_eq!((id(&person, "press").await, id(&key, "press").await), (-1, first));
        rename(db, also, &first.to_string()).await;
        let text = first.to_string();
        assert_eq!((id(&person, &text).await, id(&key, &text).await), (-1, first));
        // A deployment that matches both ways counts once.
        rename(db, also, &second.to_string()).await;
        assert_eq!(id(&person, &second.to_string()).await, second);
    }
}
