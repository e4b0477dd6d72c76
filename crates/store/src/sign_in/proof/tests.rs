use model::access::RoleObject;
use model::invitation::Needs;
use model::sign_in::Needs as Step;
use model::{Action, Actor, Level, Levels, OrganizationId, Target, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait as _, Database, EntityTrait, QueryFilter};
use sea_orm_migration::MigratorTrait as _;

use super::*;
use crate::Db;
use crate::db::entity::{mail, passkey as passkeys, user};
use crate::db::migration::Migrator;
use crate::db::sealed::Sealer;
use crate::db::secret::Secret;
use crate::db::throttle::Caller;
use crate::people::invitation::{By, InvitationError, InvitationToken, Inviting, accept, invite, needs};
use crate::people::{NewUser, PredefinedRole, add_user, join, predefined_role};
use crate::sign_in::passkey::tests::authenticator::Authenticator;
use crate::sign_in::passkey::{
    self, PasskeyError, RelyingParty, begin_adding, begin_signing_in, finish_adding, finish_signing_in,
};
use crate::sign_in::password::{ResetToken, request_reset};
use crate::sign_in::second_factor::{self, Account, Beginning, FactorError, open_step, step};
use crate::sign_in::session::{self, Factor, Opening, Token};
use crate::testing::{
    ClosedDb, NOW, TestDb, World, actor, both_databases, level, notices, predefined, totp_code,
};

const SITE: &str = "https://licenses.example.org";
const HERE: &str = "192.0.2.1";
const OWN: Proof = Proof { at: NOW, home: None };

fn here() -> Caller {
    HERE.into()
}

/// A member of the customer who signs in by its provider, and has nothing of their own.
async fn nina(db: &Db, world: &World) -> Actor {
    actor(db, "nina", Some(world.customer), level(RoleObject::LicenseManagement, Level::ViewOnly)).await
}

async fn enter(db: &Db, user: UserId, organization: OrganizationId) {
    let role = predefined_role(db, organization, PredefinedRole::Admin).await.unwrap();
    join(db, user, organization, role, NOW).await.unwrap();
}

/// Opens a session on the word of a provider, or of something added on that word.
async fn open(db: &Db, user: UserId, token: Token, home: Option<OrganizationId>) {
    let opening = Opening {
        user,
        token,
        network_address: HERE,
        user_agent: "Browser",
        factor: Factor::OpenId,
        home,
        proof_home: home,
        is_proof: true,
        now: NOW,
    };
    session::open(db, opening).await.unwrap();
}

async fn proved_at(db: &Db, token: Token) -> i64 {
    session::find(db, token, NOW).await.unwrap().unwrap().proof.at
}

async fn with_password(db: &Db, user: UserId, hash: Option<&str>) {
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash.map(str::to_owned)))
        .filter(user::Column::Id.eq(user))
        .exec(db.connection())
        .await
        .unwrap();
}

fn party() -> RelyingParty {
    RelyingParty::at(SITE).unwrap()
}

async fn add_passkey(db: &Db, who: &Actor, device: &mut Authenticator, home: Option<OrganizationId>) {
    let options = begin_adding(db, &party(), who, Secret([1; 32]), NOW).await.unwrap();
    let answer = device.create(&options);
    finish_adding(db, &party(), who, (Secret([1; 32]), &answer), "Laptop", home, NOW).await.unwrap();
    device.counter += 1;
}

async fn sign_in(db: &Db, device: &mut Authenticator) -> passkey::Known {
    let options = begin_signing_in(db, &party(), Secret([2; 32]), HERE, NOW).await.unwrap();
    let answer = device.get(&options);
    device.counter += 1;
    finish_signing_in(db, &party(), (Secret([2; 32]), &answer), HERE, NOW).await.unwrap()
}

#[both_databases]
async fn a_passkey_that_a_provider_vouches_for_opens_its_organization_alone_until_its_person_confirms_it(
    database: TestDb,
) {
    let db = &database.db;
    let world = World::make(db).await;
    let nina = nina(db, &world).await;
    let mut device = Authenticator::new(1, SITE);
    add_passkey(db, &nina, &mut device, Some(world.customer)).await;
    enter(db, nina.user, world.distributor).await;
    let known = sign_in(db, &mut device).await;
    assert_eq!((known.user, known.home), (nina.user, Some(world.customer)));
    let token = Token([3; 32]);
    open(db, known.user, token, known.home).await;
    assert!(!session::switch(db, &nina, token, world.distributor).await.unwrap());

    // It says so, to its person alone.
    let listed = passkey::list(db, &nina).await.unwrap();
    assert_eq!(listed[0].home.as_deref(), Some("Customer"));
    let id = listed[0].id;
    let by_word = Proof { home: Some(world.customer), ..OWN };
    let refused = passkey::confirm(db, &nina, id, by_word, NOW).await;
    assert!(matches!(refused, Err(PasskeyError::NotOwn)), "{refused:?}");
    let eve = actor(db, "eve", Some(world.customer), Levels::default()).await;
    let refused = passkey::confirm(db, &eve, id, OWN, NOW).await;
    assert!(matches!(refused, Err(PasskeyError::Refused(_))), "{refused:?}");
    assert_eq!(sign_in(db, &mut device).await.home, Some(world.customer));
    for _ in 0..2 {
        passkey::confirm(db, &nina, id, OWN, NOW).await.unwrap();
    }
    assert_eq!(sign_in(db, &mut device).await.home, None);
    assert_eq!(passkey::list(db, &nina).await.unwrap()[0].home, None);
    let told = notices(db).await;
    let confirmed = "nina@example.org: One of your passkeys was confirmed on Grantry";
    assert_eq!(told.iter().filter(|it| *it == confirmed).count(), 1, "{told:?}");
}

#[both_databases]
async fn a_providers_word_is_no_proof_of_who_is_elsewhere_or_has_something_of_their_own(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let nina = nina(db, &world).await;
    let (token, of_sub) = (Token([1; 32]), Token([2; 32]));
    open(db, nina.user, token, Some(world.customer)).await;
    assert_eq!(proved_at(db, token).await, NOW);
    // The provider's word covers a sub-organization, but not the organization above one.
    enter(db, nina.user, world.sub).await;
    open(db, nina.user, of_sub, Some(world.sub)).await;
    assert_eq!((proved_at(db, token).await, proved_at(db, of_sub).await), (NOW, 0));
    // In the same session, as soon as she is a member.
    enter(db, nina.user, world.distributor).await;
    assert_eq!(proved_at(db, token).await, 0);
    crate::testing::remove_member(db, nina.user, world.distributor).await;
    assert_eq!(proved_at(db, token).await, NOW);
    with_password(db, nina.user, Some("hash")).await;
    assert_eq!(proved_at(db, token).await, 0);
    session::prove(db, token, OWN, None).await.unwrap();
    let found = session::find(db, token, NOW).await.unwrap().unwrap();
    assert_eq!((found.proof, found.home), (OWN, Some(world.customer)));
    with_password(db, nina.user, None).await;
    session::prove(db, token, Proof { home: Some(world.customer), ..OWN }, None).await.unwrap();
    // Things added on the same word are not her own, and another person's are not hers.
    let eve = actor(db, "eve", Some(world.customer), Levels::default()).await;
    add_passkey(db, &eve, &mut Authenticator::new(2, SITE), None).await;
    assert!(!second_factor::has_any(db, nina.user).await.unwrap());
    add_passkey(db, &nina, &mut Authenticator::new(1, SITE), Some(world.customer)).await;
    assert_eq!(proved_at(db, token).await, NOW);
    assert!(second_factor::has_any(db, nina.user).await.unwrap());
    add_passkey(db, &nina, &mut Authenticator::new(3, SITE), None).await;
    assert_eq!(proved_at(db, token).await, 0);
}

#[both_databases]
async fn an_app_that_a_provider_vouches_for_is_asked_for_by_its_own_sign_ins_alone(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let sealer = Sealer::new([9; 32]);
    let nina = nina(db, &world).await;
    let home = Some(world.customer);
    let account = Account::from(&nina).within(home);
    let secret = second_factor::begin(db, account, &sealer, &[1; 32], NOW).await.unwrap().secret;
    let code = totp_code(&secret, NOW);
    let codes = second_factor::confirm(db, account, &sealer, &code, here(), &[2; 32], NOW).await.unwrap();
    let state = second_factor::state(db, nina.user).await.unwrap();
    assert_eq!(state.app_home, Some((world.customer, "Customer".to_owned())));
    assert!(!second_factor::has_own(db.connection(), nina.user).await.unwrap());
    let is_needed = async |first| second_factor::is_needed(db, nina.user, first, false).await.unwrap();
    let (by_provider, by_other) = (Beginning::OpenId(world.customer), Beginning::OpenId(world.distributor));
    assert!(is_needed(by_provider).await);
    assert!(!is_needed(Beginning::Password).await && !is_needed(by_other).await);
    let needs = async |first| {
        let token = Token([7; 32]);
        second_factor::close_step(db, token).await.unwrap();
        open_step(db, nina.user, first, token, NOW).await.unwrap();
        let found = step(db, token, NOW).await.unwrap().unwrap();
        (found.needs, found.account.home)
    };
    assert_eq!(needs(by_provider).await, (Step::Code, home));
    assert_eq!(needs(Beginning::Password).await, (Step::Enrollment, None));
    // The same for a passkey.
    add_passkey(db, &nina, &mut Authenticator::new(1, SITE), home).await;
    assert_eq!(needs(Beginning::Password).await, (Step::Enrollment, None));

    let later = NOW + 30_000;
    let code = totp_code(&secret, later);
    for elsewhere in [None, Some(world.distributor)] {
        for given in [&code, &codes[0]] {
            let checked =
                second_factor::check(db, account.within(elsewhere), &sealer, given, here(), later).await;
            assert!(matches!(checked, Err(FactorError::Wrong)), "{checked:?}");
        }
    }
    for given in [&code, &codes[0]] {
        assert_eq!(
            second_factor::check(db, account, &sealer, given, here(), later).await.unwrap().home,
            home
        );
    }
    // It counts as a second factor for people of its organization and its sub-organizations.
    for organization in [world.sub, world.distributor] {
        enter(db, nina.user, organization).await;
    }
    for (organization, expected) in [(world.customer, 1), (world.sub, 1), (world.distributor, 0)] {
        let name = format!("owner-{organization}");
        let owner = predefined(db, &name, organization, PredefinedRole::SuperAdmin).await;
        let seeing = owner.permit(Action::SeeSecurity, Target::MyOrganization).unwrap();
        let seen = crate::sign_in::security::see(db, &seeing).await.unwrap();
        assert_eq!(seen.with_factor, expected, "{organization}");
    }
    // One of her own replaces it.
    let own = account.within(None);
    let secret = second_factor::begin(db, own, &sealer, &[5; 32], NOW).await.unwrap().secret;
    second_factor::confirm(db, own, &sealer, &totp_code(&secret, NOW), here(), &[6; 32], NOW).await.unwrap();
    assert!(second_factor::has_own(db.connection(), nina.user).await.unwrap());
    assert_eq!(needs(Beginning::Password).await, (Step::Code, None));
    let code = totp_code(&secret, later);
    let given = second_factor::check(db, account, &sealer, &code, here(), later).await.unwrap();
    assert_eq!(given.home, None);
}

#[both_databases]
async fn who_comes_by_another_organizations_provider_accepts_with_something_of_their_own(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let nina = nina(db, &world).await;
    let link = async |organization, byte| {
        let name = format!("admin-{byte}");
        let admin = predefined(db, &name, organization, PredefinedRole::Admin).await;
        let permit = admin.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
        let role = predefined_role(db, organization, PredefinedRole::User).await.unwrap();
        let token = InvitationToken([byte; 32]);
        let email = "nina@example.org";
        invite(db, &permit, Inviting { organization, email, role, token, site: SITE }, NOW).await.unwrap();
        token
    };
    let (own, other) = (Token([1; 32]), Token([2; 32]));
    for token in [own, other] {
        open(db, nina.user, token, Some(world.customer)).await;
    }
    let home = Some(world.customer);
    let guest = |hash: Option<&str>| By::Guest {
        user: nina.user,
        home: world.customer,
        password_hash: hash.map(model::Hidden::from),
        session: own,
    };
    // Where the provider's word counts, nothing more is needed.
    let sub = link(world.sub, 1).await;
    assert_eq!(needs(db, sub, nina.user, home, NOW).await.unwrap(), Needs::Nothing);
    accept(db, sub, guest(Some("unasked")), NOW).await.unwrap();
    assert!(!second_factor::has_own(db.connection(), nina.user).await.unwrap());

    let elsewhere = link(world.distributor, 2).await;
    assert_eq!(needs(db, elsewhere, nina.user, None, NOW).await.unwrap(), Needs::Nothing);
    assert_eq!(needs(db, elsewhere, nina.user, home, NOW).await.unwrap(), Needs::NewPassword);
    let refused = accept(db, elsewhere, guest(None), NOW).await;
    assert!(matches!(refused, Err(InvitationError::NoPassword(_))), "{refused:?}");
    let is_in = async |organization| {
        session::actor(db, nina.user, Some(organization)).await.unwrap().membership.is_some()
    };
    assert!(!is_in(world.distributor).await);
    accept(db, elsewhere, guest(Some("hash")), NOW).await.unwrap();
    assert!(is_in(world.distributor).await);
    let row = user::Entity::find_by_id(nina.user).one(db.connection()).await.unwrap().unwrap();
    assert_eq!(row.password_hash.as_deref(), Some("hash"));
    assert!(session::find(db, other, NOW).await.unwrap().is_none());
    assert!(session::find(db, own, NOW).await.unwrap().is_some());

    // By now she has something of her own, which the provider's word can't replace.
    let third = link(world.other_distributor, 3).await;
    assert_eq!(needs(db, third, nina.user, home, NOW).await.unwrap(), Needs::OwnSignIn);
    for hash in [None, Some("another")] {
        let refused = accept(db, third, guest(hash), NOW).await;
        assert!(matches!(refused, Err(InvitationError::OwnSignIn)), "{refused:?}");
    }
    assert!(!is_in(world.other_distributor).await);
    let row = user::Entity::find_by_id(nina.user).one(db.connection()).await.unwrap().unwrap();
    assert_eq!(row.password_hash.as_deref(), Some("hash"));
}

#[both_databases]
async fn who_signs_in_by_a_provider_alone_gets_a_link_to_a_password_once_they_are_elsewhere(
    database: TestDb,
) {
    let db = &database.db;
    let world = World::make(db).await;
    let nina = nina(db, &world).await;
    let known_by = async |user: UserId, organization_id| {
        let row = openid_identity::ActiveModel {
            organization_id: Set(organization_id),
            issuer: Set("https://login.customer.example".to_owned()),
            subject: Set(user.to_string()),
            user_id: Set(user),
        };
        openid_identity::Entity::insert(row).exec_without_returning(db.connection()).await.unwrap();
    };
    known_by(nina.user, world.customer).await;
    // Another person's provider does not matter for her.
    let new = NewUser { email: "eve@example.org", name: "Eve", password_hash: None };
    known_by(add_user(db, new, NOW).await.unwrap(), world.distributor).await;
    let sent = async |byte| {
        let before = mail::Entity::find().all(db.connection()).await.unwrap().len();
        request_reset(db, "nina@example.org", ResetToken([byte; 32]), SITE, NOW).await.unwrap();
        mail::Entity::find().all(db.connection()).await.unwrap().len() - before
    };
    enter(db, nina.user, world.sub).await;
    assert_eq!(sent(1).await, 0);
    enter(db, nina.user, world.distributor).await;
    assert_eq!(sent(2).await, 1);
}

#[both_databases]
async fn what_was_there_before_counts_where_a_provider_vouches_for_its_person(empty: ClosedDb) {
    let before = Database::connect(format!("{}?mode=rwc", empty.url)).await.unwrap();
    let all = Migrator::migrations();
    let place = all.iter().position(|migration| migration.name() == "m0021_proofs").unwrap();
    Migrator::up(&before, Some(u32::try_from(place).unwrap())).await.unwrap();
    let run = async |sql: &str| before.execute_unprepared(sql).await.unwrap();
    run("INSERT INTO organizations (id, name, kind, parent_id, created_at) VALUES
            (1, 'Customer', 'customer', NULL, 0), (2, 'Customer North', 'customer', 1, 0)")
    .await;
    run("INSERT INTO users (id, email, name, password_hash, created_at) VALUES (1, 'a@a.example', 'A', NULL, 0),
            (2, 'b@b.example', 'B', 'hash', 0), (3, 'c@c.example', 'C', NULL, 0), (4, 'd@d.example', 'D', NULL, 0)")
    .await;
    run("INSERT INTO openid_identities (organization_id, issuer, subject, user_id) VALUES
            (1, 'i', '1', 1), (1, 'i', '2', 2), (1, 'i', '4', 4), (2, 'i', '4', 4)")
    .await;
    for user in 1..=4 {
        run(&format!(
            "INSERT INTO passkeys (user_id, credential_id, credential, name, created_at) VALUES ({user}, 'c{user}', '', '', 0)"
        ))
        .await;
        run(&format!(
            "INSERT INTO sessions (token_hash, handle, user_id, created_at, last_seen_at, proved_at, factor, network_address,
                user_agent) VALUES ('t{user}', 'h{user}', {user}, 0, 0, 0, 'passkey', '', '')"
        ))
        .await;
    }
    before.clone().close().await.unwrap();
    let db = &Db::open(&empty.url).await.unwrap();
    let rows = passkeys::Entity::find().all(db.connection()).await.unwrap();
    let mut homes: Vec<_> = rows.into_iter().map(|row| (row.user_id, row.home_id)).collect();
    homes.sort_unstable();
    assert_eq!(homes, [(1, Some(1)), (2, None), (3, None), (4, Some(2))]);
    let rows = crate::db::entity::session::Entity::find().all(db.connection()).await.unwrap();
    let mut left: Vec<_> = rows.into_iter().map(|row| row.user_id).collect();
    left.sort_unstable();
    assert_eq!(left, [2, 3]);
}
