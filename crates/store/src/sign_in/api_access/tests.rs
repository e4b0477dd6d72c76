use model::access::RoleObject;
use model::api_access::{Dead, ListedToken};
use model::{Action, Actor, Day, Level, Levels, Permit, Target};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::*;
use crate::Db;
use crate::db::entity::{api_token, event, role_level};
use crate::events::Kind;
use crate::people::{self, PredefinedRole, predefined_role};
use crate::sign_in::session;
use crate::testing::{NOW, TODAY, TestDb, World, actor, both_databases, level, remove_member};

const TOKEN: ApiToken = ApiToken([7; 32]);

fn managing(person: &Actor) -> Permit {
    person.permit(Action::ManageApiTokens, Target::MyOrganization).unwrap()
}

fn listing(person: &Actor) -> Permit {
    person.permit(Action::ListApiTokens, Target::MyOrganization).unwrap()
}

fn new(token: ApiToken) -> NewToken<'static> {
    NewToken { name: "Nightly export", last_day: None, token }
}

/// Lowers the level on API Access for everybody.
async fn lower(db: &Db, to: Level) {
    role_level::Entity::update_many()
        .col_expr(role_level::Column::Level, sea_orm::sea_query::Expr::value(to.name()))
        .filter(role_level::Column::Object.eq(RoleObject::ApiAccess.name()))
        .exec(db.connection())
        .await
        .unwrap();
}

#[test]
fn a_text_leads_back_to_its_token() {
    let text = TOKEN.to_text();
    assert_eq!(text, "grantry_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc");
    assert_eq!(ApiToken::from_text(&text).unwrap().0, TOKEN.0);
    assert_eq!(TOKEN.hint(), "HBwc");
    let other = text.replace("grantry_", "gitlab_");
    for odd in ["", "grantry_", &text[8..], &text[..50], &format!("{text}A"), &format!("{text}="), &other] {
        assert!(ApiToken::from_text(odd).is_none(), "{odd}");
    }
    assert_eq!(format!("{TOKEN:?}"), "ApiToken(…)");
}

#[both_databases]
async fn a_token_acts_as_its_maker_does_now(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels =
        level(RoleObject::ApiAccess, Level::FullAccess).with(RoleObject::LicenseManagement, Level::ViewOnly);
    let maker = actor(db, "maker", Some(world.customer), levels).await;
    create(db, &managing(&maker), new(TOKEN), NOW).await.unwrap();
    let presented = TOKEN.to_text();
    assert_eq!(find(db, &presented, NOW).await.unwrap(), Some(maker.clone()));
    for odd in ["", "grantry_", &ApiToken([8; 32]).to_text(), &TOKEN.hash()] {
        assert_eq!(find(db, odd, NOW).await.unwrap(), None, "{odd}");
    }

    // With a lower level it acts at that level; without any, not at all.
    lower(db, Level::ViewOnly).await;
    let lowered = find(db, &presented, NOW).await.unwrap().unwrap();
    assert!(!lowered.may(Action::ManageApiTokens, Target::MyOrganization));
    assert!(lowered.may(Action::ListLicenses, Target::MyOrganization));
    lower(db, Level::None).await;
    assert_eq!(find(db, &presented, NOW).await.unwrap(), None);
    lower(db, Level::FullAccess).await;
    assert!(find(db, &presented, NOW).await.unwrap().is_some());
    remove_member(db, maker.user, world.customer).await;
    assert_eq!(find(db, &presented, NOW).await.unwrap(), None);
}

#[both_databases]
async fn a_token_lasts_through_its_last_day(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let maker = actor(db, "maker", Some(world.customer), Levels::all(Level::FullAccess)).await;
    let ending = |last: Day| NewToken { last_day: Some(last), ..new(TOKEN) };
    let over = create(db, &managing(&maker), ending(TODAY.plus(-1)), NOW).await;
    assert!(matches!(over, Err(TokenError::Over)));
    create(db, &managing(&maker), ending(TODAY), NOW).await.unwrap();
    let midnight = i64::from(TODAY.0 + 1) * 86_400_000;
    assert!(find(db, &TOKEN.to_text(), midnight - 1).await.unwrap().is_some());
    assert!(find(db, &TOKEN.to_text(), midnight).await.unwrap().is_none());
}

#[both_databases]
async fn tokens_are_listed_and_revoked_in_their_organization_alone(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let full = level(RoleObject::ApiAccess, Level::FullAccess);
    let maker = actor(db, "maker", Some(world.customer), full).await;
    let colleague = actor(db, "colleague", Some(world.customer), full).await;
    let stranger = actor(db, "stranger", Some(world.other_customer), full).await;
    create(db, &managing(&maker), new(TOKEN), NOW).await.unwrap();
    let unnamed = create(db, &managing(&maker), NewToken { name: " ", ..new(TOKEN) }, NOW).await;
    assert!(matches!(unnamed, Err(TokenError::Name(_))));

    // Use is recorded to the minute.
    for (at, noted) in [(5, 5), (60_004, 5), (60_005, 60_005)] {
        find(db, &TOKEN.to_text(), NOW + at).await.unwrap();
        let row = api_token::Entity::find().one(db.connection()).await.unwrap().unwrap();
        assert_eq!(row.last_used_at, Some(NOW + noted));
        assert_eq!(row.token_hash.len(), 64);
    }
    let listed = list(db, &listing(&colleague), NOW).await.unwrap();
    let expected = ListedToken {
        id: listed[0].id,
        name: "Nightly export".into(),
        maker: "maker".into(),
        hint: "HBwc".into(),
        created_at: NOW,
        last_day: None,
        last_used_at: Some(NOW + 60_005),
        dead: None,
    };
    assert_eq!(listed, [expected]);
    assert_eq!(list(db, &listing(&stranger), NOW).await.unwrap(), []);
    let id = listed[0].id;
    for (permit, id) in [(managing(&stranger), id), (managing(&maker), id + 1), (listing(&maker), id)] {
        let refused = revoke(db, &permit, id, NOW).await;
        assert!(matches!(refused, Err(TokenError::Refused(_))));
    }
    remove_member(db, maker.user, world.customer).await;
    let dead = list(db, &listing(&colleague), NOW).await.unwrap()[0].dead;
    assert_eq!(dead, Some(Dead::MakerMayNot));
    revoke(db, &managing(&colleague), id, NOW).await.unwrap();
    assert!(find(db, &TOKEN.to_text(), NOW).await.unwrap().is_none());
    let again = revoke(db, &managing(&colleague), id, NOW).await;
    assert!(matches!(again, Err(TokenError::Refused(_))));

    let told = event::Entity::find()
        .filter(event::Column::Kind.is_in([Kind::TokenCreated.name(), Kind::TokenRevoked.name()]))
        .all(db.connection())
        .await
        .unwrap();
    let told: Vec<_> = told.iter().map(|it| (it.user_id, it.old.as_str(), it.new.as_str())).collect();
    let expected = [(Some(maker.user), "", "Nightly export"), (Some(colleague.user), "Nightly export", "")];
    assert_eq!(told, expected);
}

#[both_databases]
async fn a_person_has_room_for_so_many_tokens_in_each_organization(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let full = level(RoleObject::ApiAccess, Level::FullAccess);
    let maker = actor(db, "maker", Some(world.customer), full).await;
    let row = |number: u64| api_token::ActiveModel {
        organization_id: Set(world.customer),
        user_id: Set(maker.user),
        name: Set("Build".to_owned()),
        token_hash: Set(format!("hash {number}")),
        hint: Set("hint".to_owned()),
        created_at: Set(NOW),
        expires_at: Set((number == 0).then_some(NOW + 1)),
        last_used_at: Set(None),
        ..Default::default()
    };
    let many = api_token::Entity::insert_many((0..MOST_OF_PERSON).map(row));
    many.exec_without_returning(db.connection()).await.unwrap();
    let more = create(db, &managing(&maker), new(TOKEN), NOW).await;
    assert!(matches!(more, Err(TokenError::TooMany)), "{more:?}");
    // Neither a colleague nor the person's other organization is full.
    let colleague = actor(db, "colleague", Some(world.customer), full).await;
    create(db, &managing(&colleague), new(ApiToken([1; 32])), NOW).await.unwrap();
    let role = predefined_role(db, world.other_customer, PredefinedRole::Admin).await.unwrap();
    people::join(db, maker.user, world.other_customer, role, NOW).await.unwrap();
    let elsewhere = session::actor(db, maker.user, Some(world.other_customer)).await.unwrap();
    create(db, &managing(&elsewhere), new(ApiToken([2; 32])), NOW).await.unwrap();
    // One that has expired makes room.
    create(db, &managing(&maker), new(TOKEN), NOW + 1).await.unwrap();
    let more = create(db, &managing(&maker), new(ApiToken([3; 32])), NOW + 1).await;
    assert!(matches!(more, Err(TokenError::TooMany)), "{more:?}");
}
