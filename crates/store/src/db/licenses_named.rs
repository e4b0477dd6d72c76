//! Finds licenses by a key or a public ID.

use model::LicenseId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::db::entity::license::{self, can_mean};
use crate::db::entity::license_key::{Key, is_exactly};

/// The public IDs that typed text can mean: the text as typed, and in capital letters, as Grantry issues them.
pub(crate) fn public_ids(typed: &str) -> [String; 2] {
    let typed = typed.trim();
    [typed.to_owned(), typed.to_uppercase()]
}

/// Numbers of the licenses with that public ID or key, in order of precedence: by public ID, by key as stored, by key in
/// another spelling. Callers must check which of them may be seen.
pub(crate) async fn named(connection: &impl ConnectionTrait, text: &str) -> Result<Vec<LicenseId>, DbErr> {
    let mut any = can_mean(text);
    let ids = public_ids(text);
    if !text.contains('\0') {
        any = any.add(license::Column::PublicId.is_in(&ids));
    }
    let mut found: Vec<(LicenseId, String, Key)> = license::Entity::find()
        .filter(any)
        .select_only()
        .columns([license::Column::Id, license::Column::PublicId, license::Column::LicenseKey])
        .into_tuple()
        .all(connection)
        .await?;
    found.sort_by_key(|(id, public_id, key)| (!ids.contains(public_id), !is_exactly(key, text), *id));
    Ok(found.into_iter().map(|(id, ..)| id).collect())
}

/// Number of the license with that key, in any spelling. Anyone who presents a key has proved that they may use it.
pub(crate) async fn of_key(
    connection: &impl ConnectionTrait,
    typed: &str,
) -> Result<Option<LicenseId>, DbErr> {
    let found: Vec<(LicenseId, Key)> = license::Entity::find()
        .filter(can_mean(typed))
        .select_only()
        .columns([license::Column::Id, license::Column::LicenseKey])
        .into_tuple()
        .all(connection)
        .await?;
    let exact = found.iter().find(|(_, key)| is_exactly(key, typed)).or(found.first());
    Ok(exact.map(|(id, _)| *id))
}

#[cfg(test)]
mod tests {
    use model::access::RoleObject;
    use model::activation::{Mode, Request};
    use model::{Action, Level, Target};

    use crate::deployments::{HeldLicense, Holder, Host, NewDeployment, activate_by_key};
    use crate::licenses::{LicenseName, find};
    use crate::testing::{NOW, TestDb, World, actor, both_databases, level};

    /// Ways of writing HK8V-30GN.
    const SPELLINGS: [&str; 8] = [
        "HK8V-30GN",
        " hk8v-30gn ",
        "hk8v30gn",
        "HK8V\u{2013}30GN",
        "HK8V\u{2011}30GN\u{a0}",
        "\u{feff}HK8V-\u{200b}30GN",
        "HK8V\u{ad}-30GN",
        "ＨＫ８Ｖ 30GN",
    ];

    #[both_databases]
    async fn a_license_is_found_activated_and_held_by_every_spelling_of_its_key(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let own = world.license(db, "HK8V-30GN", &[world.customer]).await;
        world.license(db, "HK8V-30GM", &[world.customer]).await;
        let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let stranger = actor(db, "stranger", Some(world.other_customer), levels).await;
        let listing =
            |who: &model::Actor| Holder::Person(who.permit(Action::ListLicenses, Target::Anything).unwrap());
        let activating = stranger.permit(Action::ActivateLicense, Target::Anything).unwrap();
        for (spelled, number) in SPELLINGS.iter().zip(1..) {
            let name = format!("{spelled:?}");
            let held = HeldLicense::of_key(db, spelled, None).await.unwrap().expect(&name);
            assert_eq!(held.license(), own, "{name}");
            let found = find(db, &listing(&member), LicenseName::Text(spelled)).await.unwrap();
            assert_eq!((found.id, found.key.as_str()), (own, "HK8V-30GN"), "{name}");
            assert!(find(db, &listing(&stranger), LicenseName::Text(spelled)).await.is_err(), "{name}");
            let deployment = format!("PC-{number}");
            let request = Request { deployment: &deployment, quantity: 1, mode: Mode::Online, product: None };
            let new = NewDeployment { request, host: Host::default() };
            let active = activate_by_key(db, &activating, spelled, &new, NOW).await.unwrap();
            assert!(active.is_new, "{name}");
        }
        for other in ["HK8V-30G", "HK8V_30GN", "HK8V-30GN-", "", "-", "HK8V\0-30GN"] {
            let held = HeldLicense::of_key(db, other, None).await.unwrap();
            let is_own = held.is_some_and(|held| held.license() == own);
            assert_eq!(is_own, other == "HK8V-30GN-", "{other:?}");
        }
    }

    #[both_databases]
    async fn a_license_is_found_by_its_public_id_however_it_is_typed(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let own = world.license(db, "7K2M-9QXR", &[world.customer]).await;
        let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
        let member = actor(db, "member", Some(world.customer), levels).await;
        let permit = member.permit(Action::ManageDeployments, Target::Anything).unwrap();
        for typed in ["L-7K2M-9QXR", "l-7k2m-9qxr", " L-7k2m-9QXR\u{a0}"] {
            let named = super::named(db.connection(), typed).await.unwrap();
            assert_eq!(named, [own], "{typed:?}");
            let described = crate::licenses::describe(db, &permit, typed).await.unwrap();
            assert_eq!(described.id, own, "{typed:?}");
        }
        for other in ["L-7K2M9QXR", "L", ""] {
            let named = super::named(db.connection(), other).await.unwrap();
            assert!(named.is_empty(), "{other:?}");
        }
    }

    #[both_databases]
    async fn no_two_licenses_have_one_key_in_two_spellings(database: TestDb) {
        use sea_orm::{ActiveModelTrait as _, ActiveValue::Set};

        let db = &database.db;
        let world = World::make(db).await;
        world.license(db, "TT-1", &[world.customer]).await;
        let second = world.license(db, "TT-2", &[world.customer]).await;
        let row = crate::db::entity::license::ActiveModel {
            id: Set(second),
            ..crate::db::entity::license::ActiveModel::keyed("tt\u{2014}1")
        };
        let refused = row.update(db.connection()).await.unwrap_err();
        assert!(crate::is_taken(&refused), "{refused}");
    }
}
