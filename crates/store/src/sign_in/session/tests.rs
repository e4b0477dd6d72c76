use model::{Level, Levels, OrganizationKind, RoleObject};

use super::*;
use crate::people;
use crate::testing::{NOW, TestDb, World, both_databases, level, open_session};

#[both_databases]
async fn a_session_lasts_until_it_ends(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let member = crate::testing::actor(db, "member", Some(world.customer), levels).await;
    let token = Token([7; 32]);
    open_session(db, member.user, token, NOW).await;
    let found = find(db, token, NOW).await.unwrap();
    let proof = Proof { at: NOW, home: None };
    let expected = Session { actor: member.clone(), home: None, proof, is_behind: false };
    assert_eq!(found, Some(expected));
    assert_eq!(find(db, Token([8; 32]), NOW).await.unwrap(), None);
    assert_eq!(find(db, token, NOW + IDLE_LIMIT + 1).await.unwrap(), None);

    // Use keeps it alive, but not forever.
    for hours in 1..=7 * 24 {
        assert!(find(db, token, NOW + hours * 3_600_000).await.unwrap().is_some());
    }
    assert_eq!(find(db, token, NOW + ABSOLUTE_LIMIT + 1).await.unwrap(), None);

    close(db, token, NOW).await.unwrap();
    assert_eq!(find(db, token, NOW).await.unwrap(), None);
}

#[both_databases]
async fn organizations_are_by_name_in_any_case(database: TestDb) {
    let db = &database.db;
    let person = crate::testing::actor(db, "person", None, Levels::default()).await;
    for name in ["b", "C", "a", "D"] {
        let kind = OrganizationKind::Customer;
        let id = people::add_organization(db, name, kind, None, NOW).await.unwrap();
        let role = people::predefined_role(db, id, people::PredefinedRole::User).await.unwrap();
        people::join(db, person.user, id, role, NOW).await.unwrap();
    }
    let found = organizations(db, person.user).await.unwrap();
    let names: Vec<_> = found.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["a", "b", "C", "D"]);
}

#[both_databases]
async fn a_writer_that_takes_long_keeps_nobody_out(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let member = crate::testing::actor(db, "member", Some(world.customer), levels).await;
    let token = Token([5; 32]);
    open_session(db, member.user, token, NOW).await;
    let import = db.begin_write().await.unwrap();
    let lock = "UPDATE sessions SET created_at = created_at";
    import.execute_unprepared(lock).await.unwrap();
    let requests = (0..40).map(|_| find(db, token, NOW + 2 * SEEN_STEP));
    let all = tokio::time::timeout(std::time::Duration::from_secs(5), futures::future::join_all(requests));
    for found in all.await.unwrap() {
        assert_eq!(found.unwrap().unwrap().actor, member);
    }
    import.rollback().await.unwrap();
}

#[both_databases]
async fn a_removed_member_is_out_at_once_and_nobody_switches_into_foreign_organizations(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let member = crate::testing::actor(db, "member", Some(world.customer), levels).await;
    let token = Token([9; 32]);
    open_session(db, member.user, token, NOW).await;
    assert!(!switch(db, &member, token, world.other_customer).await.unwrap());
    assert!(!switch(db, &member, token, 999_999).await.unwrap());
    membership::Entity::delete_by_id((member.user, world.customer)).exec(db.connection()).await.unwrap();
    let after = find(db, token, NOW).await.unwrap().unwrap();
    assert_eq!(after.actor.membership, None);
}

#[both_databases]
async fn subs_customers_and_organizations_that_are_anothers_are_not_offered(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let add = |name, kind| people::add_organization(db, name, kind, None, NOW);
    let idle = add("Idle Distributor", OrganizationKind::Distributor).await.unwrap();
    let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
    for (name, organization, has_subs, has_customers) in [
        ("Customer", world.customer, true, false),
        ("Other Customer", world.other_customer, false, false),
        ("Distributor", world.distributor, false, true),
        ("Idle Distributor", idle, false, false),
    ] {
        let email = name.replace(' ', "-");
        let person = crate::testing::actor(db, &email, Some(organization), levels).await;
        let offered = person.membership.map(|own| (own.has_subs, own.has_customers));
        assert_eq!(offered, Some((has_subs, has_customers)), "{name}");
        let own = vec![(organization, name.to_owned())];
        assert_eq!(organizations(db, person.user).await.unwrap(), own);
    }
}

#[both_databases]
async fn the_shortest_time_out_of_a_persons_organizations_counts(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let member = crate::testing::actor(db, "member", Some(world.customer), levels).await;
    let role = people::predefined_role(db, world.distributor, people::PredefinedRole::User);
    people::join(db, member.user, world.distributor, role.await.unwrap(), NOW).await.unwrap();
    organization::Entity::update_many()
        .col_expr(organization::Column::IdleMinutes, Expr::value(5))
        .filter(organization::Column::Id.eq(world.distributor))
        .exec(db.connection())
        .await
        .unwrap();
    let (token, colleague) = (Token([7; 32]), Token([8; 32]));
    open_session(db, member.user, token, NOW).await;
    // Other people's organizations don't matter for it.
    let other = crate::testing::actor(db, "other", Some(world.customer), levels).await;
    open_session(db, other.user, colleague, NOW).await;
    assert!(find(db, colleague, NOW + IDLE_LIMIT).await.unwrap().is_some());
    // Use keeps it alive.
    let mut now = NOW;
    for _ in 0..10 {
        now += 5 * MINUTE - 1;
        assert!(find(db, token, now).await.unwrap().is_some());
    }
    // Requests that a page makes by itself don't count as use.
    assert!(peek(db, token, now + 4 * MINUTE).await.unwrap().is_some());
    assert!(find(db, token, now + 5 * MINUTE + 1).await.unwrap().is_none());
    assert!(peek(db, token, now + 5 * MINUTE + 1).await.unwrap().is_none());
}

#[test]
fn a_handle_is_neither_the_token_nor_its_hash() {
    let token = Token([7; 32]);
    let handle = token.handle();
    assert_eq!(handle.len(), 32);
    assert!(!token.to_cookie().contains(&handle) && !token.hash().contains(&handle));
    assert_ne!(handle, Token([8; 32]).handle());
}

#[test]
fn a_cookie_leads_back_to_its_token() {
    let token = Token([0xA7; 32]);
    assert_eq!(Token::from_cookie(&token.to_cookie()).unwrap().0, token.0);
    for odd in ["", "00", "zz", &"g".repeat(64), &"ä".repeat(32)] {
        assert!(Token::from_cookie(odd).is_none(), "{odd}");
    }
    assert_eq!(format!("{token:?}"), "Token(…)");
}

#[both_databases]
async fn a_session_by_less_does_not_go_on_into_an_organization_that_asks_for_a_second_factor(
    database: TestDb,
) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
    organization::Entity::update_many()
        .col_expr(organization::Column::FactorRequired, Expr::value(true))
        .filter(organization::Column::Id.eq(world.distributor))
        .exec(db.connection())
        .await
        .unwrap();
    let member = crate::testing::actor(db, "member", Some(world.customer), levels).await;
    let tokens = [Factor::Password, Factor::OpenId, Factor::Totp, Factor::Passkey, Factor::OpenIdAndTotp];
    let tokens = tokens.map(|factor| (factor, Token(derived(&[0; 32], factor.name()))));
    for (factor, token) in tokens {
        let opening = Opening {
            user: member.user,
            token,
            network_address: "192.0.2.1",
            user_agent: "Browser",
            factor,
            home: None,
            proof_home: None,
            is_proof: true,
            now: NOW,
        };
        open(db, opening).await.unwrap();
    }
    let role = people::predefined_role(db, world.distributor, people::PredefinedRole::User);
    people::join(db, member.user, world.distributor, role.await.unwrap(), NOW + 1).await.unwrap();
    for (factor, token) in tokens {
        assert!(find(db, token, NOW + 1).await.unwrap().is_some(), "{factor:?}");
        assert!(switch(db, &member, token, world.distributor).await.unwrap());
        let goes_on = find(db, token, NOW + 1).await.unwrap().is_some();
        assert_eq!(goes_on, factor.is_strong(), "{factor:?}");
    }
}

#[both_databases]
async fn a_password_proves_nothing_once_a_second_factor_is_required(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let member = crate::testing::actor(db, "member", Some(world.customer), levels).await;
    let stranger = crate::testing::actor(db, "stranger", Some(world.other_customer), levels).await;
    let role = people::predefined_role(db, world.distributor, people::PredefinedRole::User).await.unwrap();
    people::join(db, member.user, world.distributor, role, NOW).await.unwrap();
    let [own, strangers, by_passkey, by_provider] = [1, 2, 3, 4].map(|byte| Token([byte; 32]));
    open_session(db, member.user, own, NOW).await;
    open_session(db, stranger.user, strangers, NOW).await;
    for (token, factor) in [(by_passkey, Factor::Passkey), (by_provider, Factor::OpenId)] {
        let opening = Opening {
            user: member.user,
            token,
            network_address: "192.0.2.1",
            user_agent: "Browser",
            factor,
            home: None,
            proof_home: None,
            is_proof: true,
            now: NOW,
        };
        open(db, opening).await.unwrap();
    }
    let proved_at = async |token| find(db, token, NOW).await.unwrap().unwrap().proof.at;
    let is_behind = async |token| find(db, token, NOW).await.unwrap().unwrap().is_behind;
    assert_eq!((proved_at(own).await, is_behind(own).await), (NOW, false));
    // Any organization of the person counts, not only the one that the session acts for.
    organization::Entity::update_many()
        .col_expr(organization::Column::FactorRequired, Expr::value(true))
        .filter(organization::Column::Id.eq(world.distributor))
        .exec(db.connection())
        .await
        .unwrap();
    assert_eq!((proved_at(own).await, is_behind(own).await), (0, true));
    for token in [strangers, by_passkey, by_provider] {
        assert_eq!((proved_at(token).await, is_behind(token).await), (NOW, false));
    }
    let proof = Proof { at: NOW, home: None };
    prove(db, own, proof, None).await.unwrap();
    assert_eq!((proved_at(own).await, is_behind(own).await), (0, true));
    prove(db, own, proof, Some(Factor::Totp)).await.unwrap();
    prove(db, by_provider, proof, Some(Factor::RecoveryCode)).await.unwrap();
    assert_eq!((proved_at(own).await, is_behind(own).await), (NOW, false));
    for (token, factor) in [(own, Factor::Totp), (by_provider, Factor::OpenIdAndRecoveryCode)] {
        let row = session::Entity::find_by_id(token.hash()).one(db.connection()).await.unwrap().unwrap();
        assert_eq!(row.factor, factor.name());
    }
}

#[both_databases]
async fn a_session_by_a_provider_is_for_its_organization_and_the_subs_alone(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let member = crate::testing::actor(db, "member", Some(world.customer), levels).await;
    let join = async |organization| {
        let role = people::predefined_role(db, organization, people::PredefinedRole::User).await.unwrap();
        people::join(db, member.user, organization, role, NOW).await.unwrap();
    };
    join(world.sub).await;
    // It comes before the customer by name.
    let first =
        people::add_organization(db, "A Customer", OrganizationKind::Customer, None, NOW).await.unwrap();
    join(first).await;
    let (by_provider, by_password) = (Token([1; 32]), Token([2; 32]));
    for (token, home) in [(by_provider, Some(world.customer)), (by_password, None)] {
        let opening = Opening {
            user: member.user,
            token,
            network_address: "192.0.2.1",
            user_agent: "Browser",
            factor: if home.is_some() { Factor::OpenId } else { Factor::Password },
            home,
            proof_home: home,
            is_proof: home.is_none(),
            now: NOW,
        };
        open(db, opening).await.unwrap();
    }
    let acts_for = async |token| {
        let found = find(db, token, NOW).await.unwrap().unwrap();
        (found.actor.membership.unwrap().organization, found.proof.at)
    };
    assert_eq!(acts_for(by_provider).await, (world.customer, 0));
    assert_eq!(acts_for(by_password).await, (first, NOW));
    let names =
        |offered: Vec<(OrganizationId, String)>| offered.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    let offered = names(offered(db, member.user, by_provider).await.unwrap());
    assert_eq!(offered, [world.customer, world.sub]);
    assert!(switch(db, &member, by_provider, world.sub).await.unwrap());
    assert!(!switch(db, &member, by_provider, first).await.unwrap());
    assert!(switch(db, &member, by_password, first).await.unwrap());
    // However it got there.
    session::Entity::update_many()
        .col_expr(session::Column::OrganizationId, Expr::value(first))
        .exec(db.connection())
        .await
        .unwrap();
    assert_eq!(find(db, by_provider, NOW).await.unwrap(), None);
    assert!(find(db, by_password, NOW).await.unwrap().is_some());
}
