use model::access::RoleObject;
use model::{Action, Actor, Level, Levels, OrganizationKind, Permit, Target};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryOrder};

use super::*;
use crate::Db;
use crate::db::entity::{event, join_request, mail};
use crate::db::secret::Secret;
use crate::organizations::mail_domains::verify_by_operator;
use crate::people::{self, NewUser, PredefinedRole, add_user, join, predefined_role};
use crate::sign_in::session::{self, Token};
use crate::testing::{NOW, TestDb, World, actor, both_databases, open_session, predefined};

const SITE: &str = "https://licenses.example.org";
const HERE: &str = "192.0.2.1";

/// A world whose customer has the domain `customer.example`.
async fn world(db: &Db) -> World {
    let world = World::make(db).await;
    verify_by_operator(db, "Customer", "customer.example", Secret([9; 32]), NOW).await.unwrap();
    world
}

async fn newcomer(db: &Db, email: &str) -> Actor {
    let user = add_user(db, NewUser { email, name: "New", password_hash: None }, NOW).await.unwrap();
    session::actor(db, user, None).await.unwrap()
}

fn managing(actor: &Actor) -> Permit {
    actor.permit(Action::ManageUsers, Target::MyOrganization).unwrap()
}

async fn requests(db: &Db, actor: &Actor) -> Vec<model::invitation::JoinRequest> {
    list(db, &actor.permit(Action::ListUsers, Target::MyOrganization).unwrap()).await.unwrap()
}

async fn letters(db: &Db) -> Vec<mail::Model> {
    mail::Entity::find().order_by_asc(mail::Column::Id).all(db.connection()).await.unwrap()
}

#[both_databases]
async fn an_address_of_a_verified_domain_gets_a_link_to_an_account_and_no_other_does(database: TestDb) {
    let db = &database.db;
    world(db).await;
    newcomer(db, "old@customer.example").await;
    for email in ["new@customer.example", "old@customer.example", "new@sub.customer.example", "eve@gmail.com"]
    {
        let email = check_attempt(db, email, HERE, NOW).await.unwrap();
        sign_up(db, &email, Secret([1; 32]), SITE, NOW).await.unwrap();
    }
    let sent = letters(db).await;
    let to: Vec<_> = sent.iter().map(|letter| letter.recipient.as_str()).collect();
    assert_eq!(to, ["new@customer.example", "old@customer.example"]);
    let link = format!("{SITE}/sign-up#{}", Secret([1; 32]).to_text());
    assert!(sent[0].text.contains(&link) && !sent[1].text.contains("/sign-up"));

    // Only the last link works.
    sign_up(db, "new@customer.example", Secret([2; 32]), SITE, NOW).await.unwrap();
    let gone = |answer| matches!(answer, Err(JoinError::Refused(_)));
    assert!(gone(find(db, Secret([1; 32]), NOW).await));
    assert!(gone(find(db, Secret([2; 32]), NOW + LIFETIME).await));
    assert_eq!(find(db, Secret([2; 32]), NOW).await.unwrap(), "new@customer.example");
    let user = confirm(db, Secret([2; 32]), "New", "hash".into(), NOW).await.unwrap();
    let again = confirm(db, Secret([2; 32]), "New", "hash".into(), NOW).await;
    assert!(matches!(again, Err(JoinError::Refused(_))));
    let who = session::actor(db, user, None).await.unwrap();
    assert_eq!(offer(db, &who).await.unwrap().unwrap().name, "Customer");
}

#[tokio::test]
async fn mails_to_one_address_and_from_one_network_address_are_few() {
    let database = crate::testing::sqlite().await;
    let db = &database.db;
    for _ in 0..3 {
        check_attempt(db, "a@customer.example", HERE, NOW).await.unwrap();
    }
    let more = check_attempt(db, "A@customer.example", "192.0.2.2", NOW).await;
    assert!(matches!(more, Err(JoinError::Throttled(_))));
    for number in 0..17 {
        check_attempt(db, &format!("b{number}@customer.example"), HERE, NOW).await.unwrap();
    }
    let more = check_attempt(db, "c@customer.example", HERE, NOW).await;
    assert!(matches!(more, Err(JoinError::Throttled(_))));
    assert!(matches!(check_attempt(db, "nonsense", HERE, NOW).await, Err(JoinError::Address(_))));
}

#[both_databases]
async fn who_asks_is_let_in_with_a_role_that_may_be_given(database: TestDb) {
    let db = &database.db;
    let world = world(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let stranger = predefined(db, "other", world.other_customer, PredefinedRole::Admin).await;
    let new = newcomer(db, "new@customer.example").await;
    let elsewhere = newcomer(db, "new@elsewhere.example").await;
    assert!(matches!(ask(db, &elsewhere, "", SITE, NOW).await, Err(JoinError::Refused(_))));
    assert!(matches!(ask(db, &new, &"x".repeat(501), SITE, NOW).await, Err(JoinError::Text)));
    let token = Token([5; 32]);
    open_session(db, new.user, token, NOW).await;
    ask(db, &new, " <b>Hello</b> ", SITE, NOW).await.unwrap();
    assert!(matches!(ask(db, &new, "", SITE, NOW).await, Err(JoinError::Asked)));
    let told = letters(db).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].recipient, "admin@example.org");
    assert!(
        told[0].html.contains("&lt;b&gt;Hello") && told[0].text.contains("<b>Hello"),
        "{}",
        &*told[0].html
    );

    let listed = requests(db, &admin).await;
    assert_eq!(
        (listed[0].email.as_str(), listed[0].message.as_str()),
        ("new@customer.example", "<b>Hello</b>")
    );
    assert_eq!(requests(db, &stranger).await, []);
    let id = listed[0].id;
    let role = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    let foreign = predefined_role(db, world.other_customer, PredefinedRole::User).await.unwrap();
    let owner = predefined_role(db, world.customer, PredefinedRole::SuperAdmin).await.unwrap();
    let approving = async |by: &Actor, role| approve(db, &managing(by), id, role, SITE, NOW).await;
    assert!(matches!(approving(&stranger, foreign).await, Err(JoinError::Refused(_))));
    assert!(matches!(approving(&admin, foreign).await, Err(JoinError::Refused(_))));
    assert!(matches!(approving(&admin, owner).await, Err(JoinError::Forbidden(_))));
    approving(&admin, role).await.unwrap();
    assert!(matches!(approving(&admin, role).await, Err(JoinError::Refused(_))));
    // The open session acts for the organization from its next request on.
    let now = session::find(db, token, NOW).await.unwrap().unwrap();
    assert_eq!(now.actor.membership.unwrap().organization, world.customer);
    assert_eq!(offer(db, &new).await.unwrap(), None);
    assert!(letters(db).await[1].text.contains("approved"));
}

#[both_databases]
async fn who_is_declined_is_told_why_and_an_event_tells_it_too(database: TestDb) {
    let db = &database.db;
    let world = world(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let looking = RoleObject::UserManagement;
    let looking =
        actor(db, "viewer", Some(world.customer), Levels::default().with(looking, Level::ViewOnly)).await;
    let new = newcomer(db, "new@customer.example").await;
    ask(db, &new, "", SITE, NOW).await.unwrap();
    assert_eq!(letters(db).await.len(), 1, "who may only look decides nothing");
    let id = requests(db, &looking).await[0].id;
    let seen = looking.permit(Action::ListUsers, Target::MyOrganization).unwrap();
    assert!(matches!(decline(db, &seen, id, "No", SITE, NOW).await, Err(JoinError::Refused(_))));
    let declining = async |reason: &str| decline(db, &managing(&admin), id, reason, SITE, NOW).await;
    assert!(matches!(declining(" ").await, Err(JoinError::NoReason)));
    declining("You left in May.").await.unwrap();
    assert!(matches!(declining("Twice").await, Err(JoinError::Refused(_))));
    assert!(letters(db).await[1].text.contains("You left in May."));
    assert_eq!(requests(db, &admin).await, []);
    let told = event::Entity::find().all(db.connection()).await.unwrap();
    let told: Vec<_> = told
        .iter()
        .filter(|row| row.kind.starts_with("join"))
        .map(|row| (row.kind.as_str(), row.organization_id, row.object_name.as_str(), row.new.as_str()))
        .collect();
    let customer = Some(world.customer);
    let expected = [
        ("join-requested", customer, "new@customer.example", ""),
        ("join-declined", customer, "new@customer.example", "You left in May."),
    ];
    assert_eq!(told, expected);
    // They may ask again.
    ask(db, &new, "", SITE, NOW).await.unwrap();
}

#[both_databases]
async fn who_is_in_already_is_not_approved_into_another_role(database: TestDb) {
    let db = &database.db;
    let world = world(db).await;
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let new = newcomer(db, "new@customer.example").await;
    ask(db, &new, "", SITE, NOW).await.unwrap();
    let user = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    let higher = predefined_role(db, world.customer, PredefinedRole::Admin).await.unwrap();
    // People who join in another way no longer ask.
    let asked = join_request::Entity::find().one(db.connection()).await.unwrap().unwrap();
    let other = join_request::ActiveModel {
        id: sea_orm::ActiveValue::NotSet,
        organization_id: Set(world.other_customer),
        ..join_request::ActiveModel::from(asked.clone()).reset_all()
    };
    let other = other.insert(db.connection()).await.unwrap();
    join(db, new.user, world.customer, user, NOW).await.unwrap();
    assert_eq!(requests(db, &admin).await, []);
    // Their request to another organization is kept.
    let left = join_request::Entity::find().all(db.connection()).await.unwrap();
    assert_eq!(left, [other]);
    // As earlier versions left them.
    join_request::ActiveModel::from(asked).reset_all().insert(db.connection()).await.unwrap();
    let id = requests(db, &admin).await[0].id;
    let before = letters(db).await.len();
    let told = approve(db, &managing(&admin), id, higher, SITE, NOW).await.unwrap_err();
    assert_eq!(
        told.to_string(),
        "new@customer.example is already in this organization, in the role User. The request is closed."
    );
    assert_eq!((requests(db, &admin).await.len(), letters(db).await.len()), (0, before));
    let held =
        crate::people::managed_organization::held(db.connection(), world.customer, new.user).await.unwrap();
    assert_eq!(held.unwrap().row.name, "User");
}

#[both_databases]
async fn a_name_is_no_link_in_a_mail(database: TestDb) {
    let db = &database.db;
    let home = "Win.evil.example";
    let id = people::add_organization(db, home, OrganizationKind::Customer, None, NOW).await.unwrap();
    verify_by_operator(db, home, "customer.example", Secret([9; 32]), NOW).await.unwrap();
    let admin = predefined(db, "admin", id, PredefinedRole::Admin).await;
    let role = people::add_role(db, id, "Get.evil.example", Levels::default()).await.unwrap();
    for (email, is_approved) in [("one@customer.example", true), ("two@customer.example", false)] {
        let new = NewUser { email, name: "See.evil.example", password_hash: None };
        let user = add_user(db, new, NOW).await.unwrap();
        let new = session::actor(db, user, None).await.unwrap();
        ask(db, &new, "", SITE, NOW).await.unwrap();
        let request = requests(db, &admin).await[0].id;
        let decided = if is_approved {
            approve(db, &managing(&admin), request, role, SITE, NOW).await
        } else {
            decline(db, &managing(&admin), request, "No", SITE, NOW).await
        };
        decided.unwrap();
    }
    let letters = letters(db).await;
    assert_eq!(letters.len(), 4);
    for letter in &letters {
        for form in [&*letter.text, &*letter.html] {
            assert!(form.contains("Win.\u{2060}evil.\u{2060}example"), "{form}");
            assert!(!form.contains("evil.example"), "{form}");
        }
    }
}
