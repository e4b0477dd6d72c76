mod account;

use model::access::RoleObject;
use model::single_sign_on::Settings;
use model::{Action, Actor, Level, Levels, OrganizationId, Permit, RoleId, Target};
use sea_orm::EntityTrait;

use super::*;
use crate::Db;
use crate::db::entity::{event, openid_provider, user};
use crate::db::sealed::Sealer;
use crate::db::secret::Secret;
use crate::organizations::mail_domains::verify_by_operator;
use crate::people::{NewUser, PredefinedRole, add_user, predefined_role};
use crate::sign_in::session;
use crate::testing::{NOW, TestDb, World, actor, both_databases, notices, predefined};

const ISSUER: &str = "https://login.customer.example";

fn sealer() -> Sealer {
    Sealer::new([7; 32])
}

fn managing(actor: &Actor) -> Permit {
    actor.permit(Action::ManageSecurity, Target::MyOrganization).unwrap()
}

struct Set {
    world: World,
    admin: Actor,
    user: RoleId,
    admins: RoleId,
}

fn settings(set: &Set) -> Settings {
    Settings {
        issuer: ISSUER.into(),
        client_id: "grantry".into(),
        role_claim: "groups".into(),
        default_role: set.user,
        roles: vec![("it-admins".into(), set.admins)],
        factor_value: "mfa".into(),
        trusted_audiences: String::new(),
        vouches_for_addresses: false,
        enabled: true,
    }
}

async fn store(db: &Db, by: &Actor, settings: &Settings, secret: Option<&str>) -> Result<(), OpenIdError> {
    let seeing = by.permit(Action::SeeSecurity, Target::MyOrganization).unwrap();
    let before = see(db, &seeing).await?;
    let saving = Saving { before: before.as_ref(), settings, secret, sealer: &sealer(), random: &[3; 32] };
    save(db, &managing(by), saving, NOW).await
}

/// A customer with a verified domain, and single sign-on set up by its Super Admin.
async fn set(db: &Db) -> Set {
    let world = World::make(db).await;
    verify_by_operator(db, "Customer", "customer.example", Secret([9; 32]), NOW).await.unwrap();
    let admin = predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await;
    let user = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    let admins = predefined_role(db, world.customer, PredefinedRole::Admin).await.unwrap();
    let set = Set { world, admin, user, admins };
    store(db, &set.admin, &settings(&set), Some("secret")).await.unwrap();
    set
}

fn coming<'a>(
    organization: OrganizationId,
    subject: &'a str,
    email: &'a str,
    values: &'a [String],
) -> Coming<'a> {
    let values = Some(values);
    let name = Some("Nina");
    Coming { organization, issuer: ISSUER, subject, email, name, values, elsewhere: None, signed_in: None }
}

async fn role_of(db: &Db, organization: OrganizationId, user: i64) -> Levels {
    session::actor(db, user, Some(organization)).await.unwrap().membership.unwrap().levels
}

#[both_databases]
async fn a_secret_is_sealed_and_stays_with_its_provider(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let row = openid_provider::Entity::find().one(db.connection()).await.unwrap().unwrap();
    assert!(!row.client_secret.contains("secret"));
    let found = of_address(db, "a@Customer.example", &sealer()).await.unwrap().unwrap();
    assert_eq!((found.client_secret.as_str(), found.role_claim.as_deref()), ("secret", Some("groups")));
    assert!(of_address(db, "a@elsewhere.example", &sealer()).await.unwrap().is_none());
    let lost = of_address(db, "a@customer.example", &Sealer::new([8; 32])).await;
    assert!(matches!(lost, Err(OpenIdError::Sealed)));
    // Without a secret the old one is kept, but not for another address.
    store(db, &set.admin, &settings(&set), None).await.unwrap();
    let moved = Settings { issuer: "https://evil.example".into(), ..settings(&set) };
    let refused = store(db, &set.admin, &moved, None).await;
    assert!(matches!(refused, Err(OpenIdError::Setting { field: "secret", .. })));
    store(db, &set.admin, &Settings { enabled: false, ..settings(&set) }, None).await.unwrap();
    assert!(of_address(db, "a@customer.example", &sealer()).await.unwrap().is_none());
    let seen = set.admin.permit(Action::SeeSecurity, Target::MyOrganization).unwrap();
    assert!(!see(db, &seen).await.unwrap().unwrap().enabled);
}

#[both_databases]
async fn the_second_of_two_who_set_it_is_told(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let opened = settings(&set);
    let off = Settings { enabled: false, ..opened.clone() };
    store(db, &set.admin, &off, None).await.unwrap();
    let (sealer, renamed) = (sealer(), Settings { client_id: "portal".into(), ..opened.clone() });
    for before in [Some(&opened), None] {
        let saving = Saving { before, settings: &renamed, secret: None, sealer: &sealer, random: &[3; 32] };
        let late = save(db, &managing(&set.admin), saving, NOW).await;
        assert!(matches!(late, Err(OpenIdError::Changed)), "{late:?}");
    }
    let again =
        Saving { before: Some(&opened), settings: &off, secret: None, sealer: &sealer, random: &[3; 32] };
    save(db, &managing(&set.admin), again, NOW).await.unwrap();
    let seeing = set.admin.permit(Action::SeeSecurity, Target::MyOrganization).unwrap();
    assert_eq!(see(db, &seeing).await.unwrap(), Some(off));
}

#[both_databases]
async fn what_a_provider_is_trusted_with_is_kept_and_told(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let found = of_address(db, "a@customer.example", &sealer()).await.unwrap().unwrap();
    assert_eq!((found.trusted_audiences.len(), found.vouches_for_addresses), (0, false));
    let trusting = Settings {
        trusted_audiences: " shop@42,\u{a0}stock  42 ".into(),
        vouches_for_addresses: true,
        ..settings(&set)
    };
    store(db, &set.admin, &trusting, None).await.unwrap();
    let found = of_address(db, "a@customer.example", &sealer()).await.unwrap().unwrap();
    assert_eq!(found.trusted_audiences, ["shop@42", "stock", "42"]);
    assert!(found.vouches_for_addresses);
    let rows = event::Entity::find().all(db.connection()).await.unwrap();
    let told = rows.iter().filter(|row| row.kind == "single-sign-on-changed");
    let told = told.max_by_key(|row| row.id).unwrap();
    let plain = format!("{ISSUER}, grantry");
    assert_eq!(told.old, format!("{plain}, enabled"));
    let expected = format!("{plain}, vouches for addresses, trusts tokens for shop@42 stock 42, enabled");
    assert_eq!(told.new, expected);
    let long = Settings { trusted_audiences: "x".repeat(TEXT_LIMIT + 1), ..settings(&set) };
    let refused = store(db, &set.admin, &long, None).await;
    let is_told = matches!(refused, Err(OpenIdError::Setting { field: "trusted_audiences", .. }));
    assert!(is_told);
}

#[both_databases]
async fn nobody_maps_to_more_than_it_may_give(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let levels = Levels::default().with(RoleObject::SecurityManagement, Level::FullAccess);
    let keeper = actor(db, "keeper", Some(set.world.customer), levels).await;
    let refused = store(db, &keeper, &settings(&set), Some("x")).await;
    assert!(matches!(refused, Err(OpenIdError::NotAdmin)), "{refused:?}");
    // An Admin keeps the values that make Admins as they are, and adds none.
    let second = predefined(db, "second", set.world.customer, PredefinedRole::Admin).await;
    store(db, &second, &Settings { client_id: "portal".into(), ..settings(&set) }, None).await.unwrap();
    let more = vec![("it-admins".into(), set.admins), ("helpdesk".into(), set.admins)];
    let by_default = Settings { default_role: set.admins, ..settings(&set) };
    for (more, field) in [(Settings { roles: more, ..settings(&set) }, "roles"), (by_default, "default_role")]
    {
        let refused = store(db, &second, &more, None).await;
        let is_told = matches!(refused, Err(OpenIdError::Setting { field: found, .. }) if found == field);
        assert!(is_told, "{refused:?}");
        store(db, &set.admin, &more, None).await.unwrap();
        store(db, &set.admin, &settings(&set), None).await.unwrap();
    }
    let owner = predefined_role(db, set.world.customer, PredefinedRole::SuperAdmin).await.unwrap();
    let owners = Settings { default_role: owner, ..settings(&set) };
    let refused = store(db, &set.admin, &owners, Some("x")).await;
    assert!(matches!(refused, Err(OpenIdError::Setting { field: "default_role", .. })));
    let foreign = predefined_role(db, set.world.other_customer, PredefinedRole::User).await.unwrap();
    let foreign = Settings { roles: vec![("x".into(), foreign)], ..settings(&set) };
    let refused = store(db, &set.admin, &foreign, Some("x")).await;
    assert!(matches!(refused, Err(OpenIdError::Refused(_))));
    let twice = vec![("x".into(), set.user), (" x ".into(), set.user)];
    let refused = store(db, &set.admin, &Settings { roles: twice, ..settings(&set) }, None).await;
    assert!(matches!(refused, Err(OpenIdError::Setting { field: "roles", .. })));
}

#[both_databases]
async fn an_attempt_is_one_browsers_once_and_soon(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let attempt = Attempt {
        organization: set.world.customer,
        issuer: ISSUER.into(),
        nonce: "nonce".into(),
        verifier: "verifier".into(),
        next: "/licenses".into(),
    };
    let (state, browser) = (Secret([1; 32]), Secret([2; 32]));
    let start = async || begin(db, (state, browser), attempt.clone(), "::1", NOW).await.unwrap();
    start().await;
    assert!(matches!(take(db, Secret([3; 32]), browser, NOW).await, Err(OpenIdError::Over)));
    assert!(matches!(take(db, state, Secret([3; 32]), NOW).await, Err(OpenIdError::Over)));
    assert!(matches!(take(db, state, browser, NOW).await, Err(OpenIdError::Over)));
    start().await;
    assert!(matches!(take(db, state, browser, NOW + LIFETIME).await, Err(OpenIdError::Over)));
    start().await;
    assert_eq!(take(db, state, browser, NOW).await.unwrap(), attempt);
    assert!(matches!(take(db, state, browser, NOW).await, Err(OpenIdError::Over)));
}

#[tokio::test]
async fn an_office_signs_in_as_often_as_it_likes_and_begins_so_often_in_vain() {
    let database = crate::testing::sqlite().await;
    let db = &database.db;
    let set = set(db).await;
    let attempt = Attempt {
        organization: set.world.customer,
        issuer: ISSUER.into(),
        nonce: "nonce".into(),
        verifier: "verifier".into(),
        next: "/licenses".into(),
    };
    let (state, browser) = (Secret([1; 32]), Secret([2; 32]));
    let start = async |from| {
        begin(db, (state, browser), attempt.clone(), from, NOW).await?;
        take(db, state, browser, NOW).await
    };
    for _ in 0..400 {
        start("192.0.2.1").await.unwrap();
        succeed(db, "192.0.2.1").await.unwrap();
    }
    for _ in 0..300 {
        start("192.0.2.1").await.unwrap();
    }
    let refused = start("192.0.2.1").await.unwrap_err().to_string();
    assert_eq!(refused, "Too many attempts. Try again in 15 minutes.");
    start("192.0.2.2").await.unwrap();
}

#[both_databases]
async fn who_comes_is_known_by_its_subject_and_has_the_role_of_its_claim(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let home = set.world.customer;
    // Another organization's values don't matter.
    let other = set.world.other_customer;
    let rival = predefined(db, "rival", other, PredefinedRole::SuperAdmin).await;
    let role = async |role| predefined_role(db, other, role).await.unwrap();
    let roles = vec![("staff".to_owned(), role(PredefinedRole::Admin).await)];
    let default_role = role(PredefinedRole::User).await;
    let theirs = Settings { default_role, roles, ..settings(&set) };
    store(db, &rival, &theirs, Some("secret")).await.unwrap();
    let nina = admit(db, coming(home, "7", "Nina@customer.example", &[]), NOW).await.unwrap();
    let row = user::Entity::find_by_id(nina).one(db.connection()).await.unwrap().unwrap();
    assert_eq!(
        (row.email.as_str(), row.name.as_str(), row.password_hash),
        ("nina@customer.example", "Nina", None)
    );
    let security = |levels: Levels| levels.get(RoleObject::SecurityManagement);
    assert_eq!(security(role_of(db, home, nina).await), Level::None);
    let north = predefined_role(db, set.world.sub, PredefinedRole::User).await.unwrap();
    crate::people::join(db, nina, set.world.sub, north, NOW).await.unwrap();
    // Her address changes, and her groups.
    let groups = ["staff".to_owned(), "it-admins".to_owned()];
    let again = admit(db, coming(home, "7", "nina.new@customer.example", &groups), NOW).await.unwrap();
    assert_eq!(again, nina);
    assert_eq!(security(role_of(db, home, nina).await), Level::FullAccess);
    // The claim counts only for its own organization.
    assert_eq!(security(role_of(db, set.world.sub, nina).await), Level::None);
    admit(db, coming(home, "7", "nina@customer.example", &groups[..1]), NOW).await.unwrap();
    assert_eq!(security(role_of(db, home, nina).await), Level::None);
    let told = event::Entity::find().all(db.connection()).await.unwrap();
    let of = |kind: &str| told.iter().filter(|row| row.kind == kind).count();
    assert_eq!((of("identity-linked"), of("member-role-changed")), (1, 2));
}

#[both_databases]
async fn no_account_of_another_organization_is_taken_over(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let home = set.world.customer;
    let add = async |email: &'static str, organization: Option<&str>| {
        let id = add_user(db, NewUser { email, name: "Ada", password_hash: None }, NOW).await.unwrap();
        if let Some(organization) = organization {
            crate::people::join_named(db, id, organization, PredefinedRole::User, NOW).await.unwrap();
        }
        id
    };
    let free = add("free@customer.example", None).await;
    let north = add("north@customer.example", Some("Customer North")).await;
    add("away@customer.example", Some("Distributor")).await;
    let come = async |subject: &str, email: &str| admit(db, coming(home, subject, email, &[]), NOW).await;
    assert_eq!(come("1", "free@customer.example").await.unwrap(), free);
    assert_eq!(come("2", "north@customer.example").await.unwrap(), north);
    let away = come("3", "away@customer.example").await;
    assert!(matches!(away, Err(OpenIdError::OtherOrganization)), "{away:?}");
    for foreign in ["eve@elsewhere.example", "eve@sub.customer.example"] {
        let refused = come("4", foreign).await;
        assert!(matches!(refused, Err(OpenIdError::ForeignDomain)), "{refused:?}");
    }
    let forged = Coming { issuer: "https://evil.example", ..coming(home, "1", "free@customer.example", &[]) };
    assert!(matches!(admit(db, forged, NOW).await, Err(OpenIdError::Over)));
    let expected = ["free", "north"]
        .map(|name| format!("{name}@customer.example: Your Grantry account was linked to single sign-on"));
    assert_eq!(notices(db).await, expected);
    // The Super Admin stays in that role, whatever their groups are.
    let owner = session::actor(db, set.admin.user, Some(home)).await.unwrap();
    assert_eq!(owner.membership.unwrap().levels.get(RoleObject::SecurityManagement), Level::FullAccess);
}

#[both_databases]
async fn who_administers_is_linked_by_itself_alone_and_keeps_its_role(database: TestDb) {
    let db = &database.db;
    let set = set(db).await;
    let home = set.world.customer;
    let add = async |email: &'static str, organization: &str, role| {
        let id = add_user(db, NewUser { email, name: "Ada", password_hash: None }, NOW).await.unwrap();
        crate::people::join_named(db, id, organization, role, NOW).await.unwrap();
        id
    };
    let chief = add("chief@customer.example", "Customer", PredefinedRole::Admin).await;
    let north = add("north@customer.example", "Customer North", PredefinedRole::SuperAdmin).await;
    for (email, subject, person) in
        [("chief@customer.example", "1", chief), ("north@customer.example", "2", north)]
    {
        for signed_in in [None, Some(set.admin.user)] {
            let taken = admit(db, Coming { signed_in, ..coming(home, subject, email, &[]) }, NOW).await;
            assert!(matches!(taken, Err(OpenIdError::Administers)), "{taken:?}");
        }
        let linking = Coming { signed_in: Some(person), ..coming(home, subject, email, &[]) };
        assert_eq!(admit(db, linking, NOW).await.unwrap(), person);
        assert_eq!(admit(db, coming(home, subject, email, &[]), NOW).await.unwrap(), person);
    }
    let is_admin =
        async || role_of(db, home, chief).await.get(RoleObject::SecurityManagement) == Level::FullAccess;
    // Claims make Admins here, and so also take the role away.
    assert!(!is_admin().await);
    let admins = ["it-admins".to_owned()];
    admit(db, coming(home, "1", "chief@customer.example", &admins), NOW).await.unwrap();
    assert!(is_admin().await);
    store(db, &set.admin, &Settings { roles: Vec::new(), ..settings(&set) }, None).await.unwrap();
    admit(db, coming(home, "1", "chief@customer.example", &[]), NOW).await.unwrap();
    assert!(is_admin().await);
}
