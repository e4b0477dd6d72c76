//! The keys of many licenses, for an export (R8, R11).

use std::collections::HashMap;

use model::{LicenseId, Permit};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::license;
use crate::entity::license_key::Key;
use crate::report::TEXTS_LIMIT;
use crate::{Db, scope};

/// The keys of those of `licenses` that the permit reaches, as it may read them. Returns at most [`TEXTS_LIMIT`] keys.
pub async fn keys(
    db: &Db,
    permit: &Permit,
    licenses: &[LicenseId],
) -> Result<HashMap<LicenseId, String>, DbErr> {
    let asked: Vec<_> = licenses.iter().copied().take(TEXTS_LIMIT).collect();
    let keys: Vec<(LicenseId, Key)> = license::Entity::find()
        .filter(scope::licenses_in_reach(permit))
        .filter(license::Column::Id.is_in(asked))
        .select_only()
        .columns([license::Column::Id, license::Column::LicenseKey])
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(keys.into_iter().map(|(license, key)| (license, key.shown_to(permit))).collect())
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Action, Level, Target};

    use super::*;
    use crate::testing::{World, actor, databases, level};

    #[tokio::test]
    async fn keys_out_of_reach_are_left_out() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
            let member = actor(db, "member", Some(world.customer), levels).await;
            let permit = member.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
            let own = world.license(db, "OWN", &[world.customer]).await;
            let foreign = world.license(db, "FOREIGN", &[world.other_customer]).await;
            let keys = keys(db, &permit, &[own, foreign, -1]).await.unwrap();
            assert_eq!(keys, HashMap::from([(own, "OWN".to_owned())]), "{}", database.name);
        }
    }
}
