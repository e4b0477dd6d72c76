//! Searches by license key, public ID and product name.

use model::{Action, LicenseId, Permit};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr};
use sea_orm::{Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::Db;
use crate::db::entity::{license, product};
use crate::db::scope;
use crate::licenses::LicenseError;
use crate::text::Sought;

/// Returns the sorted licenses within the permit's reach whose key, public ID or product name contains `text`, in any case.
/// Only the beginning of a long text counts ([`Sought`]).
pub async fn search(db: &Db, permit: &Permit, text: &str) -> Result<Vec<LicenseId>, LicenseError> {
    permit.only(Action::ListLicenses)?;
    let sought = Sought::typed(text);
    let db = db.long_read().await?;
    let found = license::Entity::find()
        .filter(scope::licenses_in_reach(permit))
        .filter(found(permit, &sought))
        .select_only()
        .column(license::Column::Id)
        .order_by_asc(license::Column::Id);
    Ok(found.into_tuple().all(db.connection()).await?)
}

/// On rows of licenses: whether the key, public ID or product name contains the text. The key counts only if the permit reveals
/// it; otherwise it could be guessed piece by piece (R8).
pub(crate) fn found(permit: &Permit, sought: &Sought) -> Condition {
    let of_product =
        Expr::col((license::Entity, license::Column::ProductId)).in_subquery(products_named(sought));
    Condition::any().add_option(key_contains(permit, sought)).add(public_id_contains(sought)).add(of_product)
}

/// On rows of licenses: whether the key contains the text, among those whose keys the permit reveals; None if it reveals none.
pub(crate) fn key_contains(permit: &Permit, sought: &Sought) -> Option<Condition> {
    let key = sought.within_key(Expr::col((license::Entity, license::Column::KeyFolded)));
    let mut both = Condition::all().add(key);
    if !permit.may_read_keys() {
        let reading = permit.reading_keys()?;
        both = both.add(scope::licenses_in_reach(&reading)); // tenant: keys that may be read, searched
    }
    Some(both)
}

/// On rows of licenses: whether the public ID contains the text. Public IDs are ASCII, where the databases agree on case.
pub(crate) fn public_id_contains(sought: &Sought) -> SimpleExpr {
    sought.within(Func::lower(Expr::col((license::Entity, license::Column::PublicId))))
}

/// Numbers of the products whose name contains the text.
pub(crate) fn products_named(sought: &Sought) -> SelectStatement {
    let mut select = Query::select();
    select
        .column((product::Entity, product::Column::Id))
        .from(product::Entity)
        .and_where(sought.within(Expr::col((product::Entity, product::Column::NameFolded))));
    select
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::query::SEARCH_LIMIT;
    use model::{Level, Target};
    use sea_orm::{ActiveModelTrait, ActiveValue::Set};

    use super::*;
    use crate::testing::{TestDb, World, actor, both_databases, level};

    #[both_databases]
    async fn finds_keys_and_product_names_in_any_case_and_takes_signs_as_they_stand(database: TestDb) {
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
            assert_eq!(search(db, &permit, text).await.unwrap(), expected, "{text}");
        }
    }

    #[both_databases]
    async fn who_may_not_read_keys_finds_nothing_by_parts_of_them(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
        let mut reader = actor(db, "reader", Some(world.customer), levels).await;
        let secret = world.license(db, "A", &[world.customer]).await;
        let other = world.license(db, "B", &[world.customer]).await;
        let change =
            license::ActiveModel { id: Set(secret), ..license::ActiveModel::keyed("ZZZZ-SECRET-1234") };
        change.update(db.connection()).await.unwrap();
        let of = crate::licenses::report::Of::Everything;
        for (is_viewed, found) in [(false, vec![secret]), (true, vec![])] {
            reader.membership.as_mut().unwrap().viewed = is_viewed;
            let permit = reader.permit(Action::ListLicenses, Target::MyOrganization).unwrap();
            for part in ["secret", "1234", "zzzz-secret-1234", "zzzz secret", "T\u{2013}12"] {
                let name = format!("{part}, viewed: {is_viewed}");
                assert_eq!(search(db, &permit, part).await.unwrap(), found, "{name}");
            }
            for known in ["scan", "l-a"] {
                let found = search(db, &permit, known).await.unwrap();
                assert!(found.contains(&secret), "{known}");
            }
            // The order of rows must not follow the keys either.
            let rows =
                crate::licenses::report::open(db, &permit, of, crate::testing::NOW).await.unwrap().rows;
            let order = if is_viewed { [secret, other] } else { [other, secret] };
            assert_eq!(rows.license, order, "viewed: {is_viewed}");
        }
    }
}
