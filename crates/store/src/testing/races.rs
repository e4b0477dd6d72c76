//! Of several who want the same at the same moment one gets it, and the others get a clear error, on both databases.

use std::fmt::Debug;

use futures::future::join_all;
use model::access::RoleObject;
use model::{Action, Actor, Hidden, Level, LicenseType, Permit, Target};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::console::{self, ConsoleError};
use crate::critical_alerts::{self, AlertError, UnsubscribeToken, lead_times, set_lead_times};
use crate::db::entity::{event, invitation, license_assignment, sign_up, user};
use crate::db::secret::Secret;
use crate::import::{self, Importer, Mapping};
use crate::licenses::entitlement;
use crate::licenses::set_pin;
use crate::organizations::mail_domains::{self, MailDomainError, verify_by_operator};
use crate::people::invitation::{By, InvitationError, InvitationToken, Inviting, accept, invite};
use crate::people::joining::{self, JoinError};
use crate::people::{self, AddError, NewUser, PredefinedRole, add_user, predefined_role};
use crate::sign_in::session;
use crate::sign_in::welcome::{self, SetUpCode, SetUpError};
use crate::testing::{NOW, TODAY, TestDb, World, actor, both_databases, level, predefined};

const SITE: &str = "https://licenses.example.org";
/// Number of simultaneous attempts.
const MANY: u8 = 8;

/// Asserts that one attempt succeeded, and that all others failed with that error.
fn one_wins<T: Debug, E: Debug>(answers: &[Result<T, E>], is_told: impl Fn(&E) -> bool) {
    let done = answers.iter().filter(|answer| answer.is_ok()).count();
    let told = answers.iter().filter(|answer| answer.as_ref().is_err_and(&is_told)).count();
    assert_eq!((done, told), (1, answers.len() - 1), "{answers:?}");
}

fn own(person: &Actor, action: Action) -> Permit {
    person.permit(action, Target::MyOrganization).unwrap()
}

/// Runs many attempts at once.
async fn at_once<T, F: Future<Output = T>>(work: impl Fn(u8) -> F) -> Vec<T> {
    join_all((1..=MANY).map(work)).await
}

#[both_databases]
async fn an_address_has_one_account_and_a_member_is_one_once(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let new = NewUser { email: "ada@example.org", name: "Ada", password_hash: None };
    let added = at_once(async |_| add_user(db, new.clone(), NOW).await).await;
    one_wins(&added, |error| matches!(error, AddError::Exists(_)));
    let ada = added.into_iter().find_map(Result::ok).unwrap();
    // In one role or the other: attempts with the same role wait for each other anyway.
    let roles = [PredefinedRole::Admin, PredefinedRole::User];
    let joined = at_once(async |number: u8| {
        let role = roles[usize::from(number) % 2];
        let role = predefined_role(db, world.customer, role).await.unwrap();
        people::join(db, ada, world.customer, role, NOW).await
    });
    one_wins(&joined.await, |error| matches!(error, AddError::IsMember));
}

#[both_databases]
async fn an_address_that_gets_its_account_in_two_ways_at_once_has_one(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    verify_by_operator(db, "Customer", "customer.example", Secret([9; 32]), NOW).await.unwrap();
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let role = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    for number in 1..=MANY {
        let email = format!("new-{number}@customer.example");
        let (token, link) = (InvitationToken([number; 32]), Secret([number + 100; 32]));
        let inviting = Inviting { organization: world.customer, email: &email, role, token, site: SITE };
        invite(db, &own(&admin, Action::ManageUsers), inviting, NOW).await.unwrap();
        joining::sign_up(db, &email, link, SITE, NOW).await.unwrap();
        let by = By::New { name: "Nina", password_hash: "hash".into() };
        let (accepted, confirmed) =
            tokio::join!(accept(db, token, by, NOW), joining::confirm(db, link, "Nina", "hash".into(), NOW));
        let told = match (&accepted, &confirmed) {
            (Ok(_), Err(error)) => matches!(error, JoinError::HasAccount(_)),
            (Err(error), Ok(_)) => matches!(error, InvitationError::HasAccount(_)),
            _ => false,
        };
        assert!(told, "{accepted:?} {confirmed:?}");
    }
}

#[both_databases]
async fn an_address_is_invited_once_and_gets_one_link_to_sign_up(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    verify_by_operator(db, "Customer", "customer.example", Secret([9; 32]), NOW).await.unwrap();
    let admin = predefined(db, "admin", world.customer, PredefinedRole::Admin).await;
    let role = predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    let permit = &own(&admin, Action::ManageUsers);
    // More at once would be too many e-mails to one address.
    let invited = join_all((1..=4).map(async |number| {
        let (organization, token) = (world.customer, InvitationToken([number; 32]));
        let inviting = Inviting { organization, email: "ina@example.org", role, token, site: SITE };
        invite(db, permit, inviting, NOW).await
    }));
    one_wins(&invited.await, |error| matches!(error, InvitationError::IsInvited(_)));
    assert_eq!(invitation::Entity::find().count(db.connection()).await.unwrap(), 1);

    let signed_up = at_once(async |number| {
        joining::sign_up(db, "nina@customer.example", Secret([number; 32]), SITE, NOW).await
    });
    for sent in signed_up.await {
        sent.unwrap();
    }
    assert_eq!(sign_up::Entity::find().count(db.connection()).await.unwrap(), 1);
    let good = at_once(async |number| joining::find(db, Secret([number; 32]), NOW).await);
    one_wins(&good.await, |error| matches!(error, JoinError::Refused(_)));
}

#[both_databases]
async fn what_is_unique_in_an_organization_is_there_once(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels = level(RoleObject::SecurityManagement, Level::FullAccess)
        .with(RoleObject::CriticalAlertUsers, Level::FullAccess)
        .with(RoleObject::LicenseManagement, Level::FullAccess);
    let keeper = actor(db, "keeper", Some(world.customer), levels).await;
    let securing = &own(&keeper, Action::ManageSecurity);
    let domains = at_once(async |number| {
        mail_domains::add(db, securing, "customer.example", Secret([number; 32]), NOW).await
    });
    one_wins(&domains.await, |error| matches!(error, MailDomainError::Exists(_)));

    let changing = &own(&keeper, Action::ChangeAlertUsers);
    let users = at_once(async |number| {
        critical_alerts::add(db, changing, "it@example.org", UnsubscribeToken([number; 32]), NOW).await
    });
    one_wins(&users.await, |error| matches!(error, AlertError::Exists(_)));

    let license = world.license(db, "KEY", &[world.customer]).await;
    let seeing = &own(&keeper, Action::ListLicenses);
    let set = at_once(async |number| {
        let typed = format!("60, {}", 10 + number);
        set_lead_times(db, changing, seeing, ("KEY", Some(&typed)), NOW).await
    });
    for set in set.await {
        set.unwrap();
    }
    let listing = own(&keeper, Action::ListAlertUsers);
    let days = lead_times(db, &listing, seeing).await.unwrap().remove(0).days;
    assert!(matches!(days[..], [11..=18, 60]), "those of one of them: {days:?}");

    let pinning = &keeper.permit(Action::PinLicense, Target::Anything).unwrap();
    let before = event::Entity::find().count(db.connection()).await.unwrap();
    for pinned in at_once(async |_| set_pin(db, pinning, license, true, NOW).await).await {
        pinned.unwrap();
    }
    let after = event::Entity::find().count(db.connection()).await.unwrap();
    assert_eq!(after - before, 1);
}

#[both_databases]
async fn what_is_unique_in_the_installation_is_there_once(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let added = at_once(async |_| entitlement::add(db, "PDF", "Export as PDF", NOW).await);
    one_wins(&added.await, |error| matches!(error, entitlement::AddError::Taken(_)));

    let vendor = people::add_organization(db, "Maker", model::OrganizationKind::Vendor, None, NOW);
    let vendor = vendor.await.unwrap();
    let staff = actor(db, "staff", Some(vendor), level(RoleObject::VendorConsole, Level::FullAccess)).await;
    let managing = &staff.permit(Action::ManageConsole, Target::Installation).unwrap();
    for number in 1..=MANY {
        let key = format!("KEY-{number}");
        let license = world.license(db, &key, &[world.customer]).await;
        let text = format!(
            "License Key,Product,Organization,Start Date,Purchased\n{key},Scanner,Customer,2026-01-01,10\n\
             {key},Scanner,Direct Customer,2026-01-01,10\n"
        );
        let table = spreadsheet::read(text.as_bytes(), "licenses.csv").unwrap();
        let mapping = Mapping::guess(import::Kind::Licenses, &table.header);
        let reading = import::CellReading::default();
        let (table, mapping, owners) = (&table, &mapping, import::Owners::Move);
        let request = import::Request { table, mapping, reading, create_missing: false, owners };
        let (reassigned, imported) = tokio::join!(
            console::reassign(db, managing, license, "Customer\nDirect Customer", NOW),
            import::apply(db, Importer::CommandLine, request, false, [number; 32], NOW)
        );
        assert!(reassigned.is_ok() && imported.is_ok(), "{reassigned:?} {imported:?}");
    }
    let assigned = license_assignment::Entity::find().count(db.connection()).await.unwrap();
    assert_eq!(assigned, 2 * u64::from(MANY));
}

#[both_databases]
async fn an_installation_is_set_up_once(database: TestDb) {
    let db = &database.db;
    let code = SetUpCode([1; 32]);
    assert!(welcome::offer(db, code, NOW).await.unwrap());
    let done = at_once(async |number| {
        let email = format!("owner-{number}@example.org");
        let password_hash = "hash".into();
        let owner = welcome::Owner { organization: "Maker", name: "Olga", email: &email, password_hash };
        welcome::finish(db, code, owner, NOW).await
    });
    one_wins(&done.await, |error| matches!(error, SetUpError::Refused(_)));
    assert_eq!(user::Entity::find().count(db.connection()).await.unwrap(), 1);
}

#[both_databases]
async fn a_domain_a_request_to_join_and_an_issued_key_are_there_once(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let names = ["Customer", "Direct Customer", "Other Customer", "Distributor", "Reseller"];
    let verified = names.into_iter().zip(1..).map(|(organization, number)| {
        verify_by_operator(db, organization, "shared.example", Secret([number; 32]), NOW)
    });
    one_wins(&join_all(verified).await, |error| matches!(error, MailDomainError::Taken(_)));

    let new = NewUser { email: "new@shared.example", name: "Nina", password_hash: None };
    let nina = add_user(db, new, NOW).await.unwrap();
    let nina = session::actor(db, nina, None).await.unwrap();
    let asked = at_once(async |_| joining::ask(db, &nina, "", SITE, NOW).await);
    one_wins(&asked.await, |error| matches!(error, JoinError::Asked));

    let vendor = people::add_organization(db, "Maker", model::OrganizationKind::Vendor, None, NOW);
    let vendor = vendor.await.unwrap();
    let staff = actor(db, "staff", Some(vendor), level(RoleObject::VendorConsole, Level::FullAccess)).await;
    let managing = &staff.permit(Action::ManageConsole, Target::Installation).unwrap();
    let new = console::NewLicense {
        product: world.scanner,
        organizations: "Customer",
        license_type: LicenseType::Purchased,
        start: TODAY,
        expiration: None,
        purchased: 10,
        contract: "",
        limits: "",
        // The same key for all of them.
        random: Hidden::new([7; 32]),
    };
    let issued = at_once(async |_| console::issue(db, managing, new, NOW).await).await;
    let is_told =
        |error: &ConsoleError| error.to_string().starts_with("Another license has just been given this key");
    one_wins(&issued, is_told);
}
