//! The keys of many licenses, for an export (R8, R11).

use std::collections::HashMap;

use model::license::masked;
use model::{LicenseId, Permit};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::license;
use crate::report::TEXTS_LIMIT;
use crate::{Db, scope};

/// The keys, in full or, for who only looks in, masked, of those of `licenses` that the permit reaches. Beyond [`TEXTS_LIMIT`] the rest is left out.
pub async fn keys(
    db: &Db,
    permit: &Permit,
    licenses: &[LicenseId],
) -> Result<HashMap<LicenseId, String>, DbErr> {
    let asked: Vec<_> = licenses.iter().copied().take(TEXTS_LIMIT).collect();
    let keys: Vec<(LicenseId, String)> = license::Entity::find()
        .filter(scope::licenses_in_reach(permit))
        .filter(license::Column::Id.is_in(asked))
        .select_only()
        .columns([license::Column::Id, license::Column::LicenseKey])
        .into_tuple()
        .all(db.connection())
        .await?;
    let shown = |key: String| if permit.is_viewing() { masked(&key) } else { key };
    Ok(keys.into_iter().map(|(license, key)| (license, shown(key))).collect())
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
