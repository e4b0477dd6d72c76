//! Searching by license key, public ID and product name.

use model::query::SEARCH_LIMIT;
use model::{LicenseId, Permit};
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::{license, product};
use crate::{Db, scope};

/// The licenses within the permit's reach whose key, public ID or product's name contains `text`, in any case; sorted. Of a
/// longer text the first [`SEARCH_LIMIT`] characters count.
pub async fn search(db: &Db, permit: &Permit, text: &str) -> Result<Vec<LicenseId>, DbErr> {
    let folded = text.trim().chars().take(SEARCH_LIMIT).collect::<String>().to_lowercase();
    if folded.contains('\0') {
        // PostgreSQL takes no NUL in a text: nothing that is stored contains one.
        return Ok(Vec::new());
    }
    license::Entity::find()
        .filter(scope::licenses_in_reach(permit))
        .filter(found(db, permit, &folded).await?)
        .select_only()
        .column(license::Column::Id)
        .order_by_asc(license::Column::Id)
        .into_tuple()
        .all(db.connection())
        .await
}

/// On rows of licenses: whether the key, the public ID or the product's name contains a text that is in lower case. The key
/// counts only where the permit reveals keys: parts of it could be guessed one by one otherwise (R8).
pub(crate) async fn found(db: &Db, permit: &Permit, folded: &str) -> Result<Condition, DbErr> {
    let products = products_named(db, folded).await?;
    Ok(Condition::any()
        .add_option(key_contains(permit, folded))
        .add(Expr::col((license::Entity, license::Column::PublicId)).like(containing(&folded.to_uppercase())))
        .add(license::Column::ProductId.is_in(products)))
}

/// On rows of licenses: whether the key contains a text that is in lower case; none where the permit reveals no keys.
pub(crate) fn key_contains(permit: &Permit, folded: &str) -> Option<SimpleExpr> {
    let key = || Expr::col((license::Entity, license::Column::KeyFolded)).like(containing(folded));
    permit.may_read_keys().then(key)
}

/// Products are few: their names are compared here, where lower case means the same for every script.
async fn products_named(db: &Db, folded: &str) -> Result<Vec<i64>, DbErr> {
    let names: Vec<(i64, String)> = product::Entity::find()
        .select_only()
        .columns([product::Column::Id, product::Column::Name])
        .into_tuple()
        .all(db.connection())
        .await?;
    let found = names.into_iter().filter(|(_, name)| name.to_lowercase().contains(folded));
    Ok(found.map(|(id, _)| id).collect())
}

/// A LIKE pattern for texts that contain `text` as it stands.
pub(crate) fn containing(text: &str) -> LikeExpr {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::{Action, Level, Target};
    use sea_orm::{ActiveModelTrait, ActiveValue::Set};

    use super::*;
    use crate::testing::{World, actor, databases, level};

    #[tokio::test]
    async fn finds_keys_and_product_names_in_any_case_and_takes_signs_as_they_stand() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
            let member = actor(db, "member", Some(world.customer), levels).await;
            let permit = member.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
            let plain = world.license(db, "ABCD-1000", &[world.customer]).await;
            let percent = world.license(db, "50%_Ä\\", &[world.customer]).await;
            world.license(db, "ABCD-2000", &[world.other_customer]).await;
            let long = "L".repeat(SEARCH_LIMIT);
            let longest = world.license(db, &long, &[world.customer]).await;
            let beyond = format!("{long}x");
            for (text, expected) in [
                (beyond.as_str(), vec![longest]),
                ("abcd", vec![plain]),
                (" bCd-1 ", vec![plain]),
                ("%", vec![percent]),
                ("_", vec![percent]),
                ("ä\\", vec![percent]),
                ("scan", vec![plain, percent, longest]),
                ("nothing", vec![]),
                ("a\0", vec![]),
                ("", vec![plain, percent, longest]),
            ] {
                assert_eq!(search(db, &permit, text).await.unwrap(), expected, "{}: {text}", database.name);
            }
        }
    }

    #[tokio::test]
    async fn who_may_not_read_keys_finds_nothing_by_parts_of_them() {
        for database in databases().await {
            let db = &database.db;
            let world = World::make(db).await;
            let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
            let mut reader = actor(db, "reader", Some(world.customer), levels).await;
            let secret = world.license(db, "A", &[world.customer]).await;
            let other = world.license(db, "B", &[world.customer]).await;
            let change = license::ActiveModel {
                id: Set(secret),
                license_key: Set("ZZZZ-SECRET-1234".into()),
                key_folded: Set("zzzz-secret-1234".into()),
                ..Default::default()
            };
            change.update(db.connection()).await.unwrap();
            let of = crate::report::Of::Everything;
            for (is_viewed, found) in [(false, vec![secret]), (true, vec![])] {
                reader.membership.as_mut().unwrap().viewed = is_viewed;
                let permit = reader.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
                for part in ["secret", "1234", "zzzz-secret-1234"] {
                    let name = format!("{part} on {}, viewed: {is_viewed}", database.name);
                    assert_eq!(search(db, &permit, part).await.unwrap(), found, "{name}");
                }
                for known in ["scan", "l-a"] {
                    let found = search(db, &permit, known).await.unwrap();
                    assert!(found.contains(&secret), "{known} on {}", database.name);
                }
                // Nor do the rows follow the order of keys.
                let rows = crate::report::open(db, &permit, of, crate::testing::NOW).await.unwrap().rows;
                let order = if is_viewed { [secret, other] } else { [other, secret] };
                assert_eq!(rows.license, order, "{}, viewed: {is_viewed}", database.name);
            }
        }
    }
}
