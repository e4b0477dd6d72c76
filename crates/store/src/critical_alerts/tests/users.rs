//! Recipients of alerts: adding, removing, subscribing, and what the page shows.

use model::Levels;

use super::*;
use crate::critical_alerts::mail::{claim, due, failed};
use crate::licenses::history;
use crate::organizations::move_licenses;
use crate::testing::{NewLicense, TestDb, add_license, both_databases, events, remove_member};

#[both_databases]
async fn addresses_are_checked_and_there_once(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let manager = manager(db, world.customer).await;
    let stranger = super::manager(db, world.other_customer).await;
    let change = changing(&manager);
    for wrong in
        ["", "ops", "ops@", "a b@example.org", "a@b@example.org", "ops@example", "a@example.org\nBcc: b@c.de"]
    {
        let refused = add(db, &change, wrong, token(0), NOW).await;
        assert!(matches!(refused, Err(AlertError::Email(_))), "{wrong}");
    }
    add(db, &change, " Ops@Example.org", token(1), NOW).await.unwrap();
    let again = add(db, &change, "ops@example.org", token(2), NOW).await;
    assert!(matches!(again, Err(AlertError::Exists(email)) if email == "ops@example.org"));
    add(db, &changing(&stranger), "ops@example.org", token(3), NOW).await.unwrap();
    for wrong in [listing(&manager), seeing(&manager)] {
        let refused = add(db, &wrong, "a@example.org", token(4), NOW).await;
        assert!(matches!(refused, Err(AlertError::Refused(_))));
    }

    // The name of somebody elsewhere is not shown (R3).
    let elsewhere = format!("manager-{}@example.org", world.other_customer);
    add(db, &change, &elsewhere, token(5), NOW).await.unwrap();
    let [foreign, _] = &list(db, &listing(&manager)).await.unwrap()[..] else { panic!() };
    assert_eq!((&foreign.email, &foreign.name), (&elsewhere, &None));
    remove(db, &change, foreign.id, NOW).await.unwrap();

    let listed = list(db, &listing(&manager)).await.unwrap();
    assert_eq!(listed.len(), 1);
    let expected = AlertUser {
        id: listed[0].id,
        email: "ops@example.org".into(),
        name: None,
        is_by_itself: false,
        is_gone: false,
        created_at: NOW,
    };
    assert_eq!(listed, [expected]);
    let foreign = remove(db, &changing(&stranger), listed[0].id, NOW).await;
    assert!(matches!(foreign, Err(AlertError::Refused(_))));
    remove(db, &change, listed[0].id, NOW).await.unwrap();
    assert!(matches!(remove(db, &change, listed[0].id, NOW).await, Err(AlertError::Refused(_))));
    assert!(list(db, &listing(&manager)).await.unwrap().is_empty());
    assert_eq!(list(db, &listing(&stranger)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn there_is_room_for_so_many() {
    let database = crate::testing::sqlite().await;
    let db = &database.db;
    let world = World::make(db).await;
    let manager = manager(db, world.customer).await;
    for number in 0..MOST_USERS {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        let email = format!("{number}@example.org");
        add(db, &changing(&manager), &email, UnsubscribeToken(bytes), NOW).await.unwrap();
    }
    let more = add(db, &changing(&manager), "more@example.org", token(1), NOW).await;
    assert!(matches!(more, Err(AlertError::TooMany)));
    // Other organizations have their own.
    let stranger = super::manager(db, world.other_customer).await;
    add(db, &changing(&stranger), "more@example.org", token(1), NOW).await.unwrap();
}

#[both_databases]
async fn a_member_subscribes_itself_and_unsubscribes_by_page_or_link(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let manager = manager(db, world.customer).await;
    let member = actor(db, "member", Some(world.customer), Levels::default()).await;
    let colleague = actor(db, "colleague", Some(world.customer), Levels::default()).await;
    let is_subscribed = async |person| subscriptions(db, person).await.unwrap().organization.unwrap();
    for person in [&member, &colleague] {
        assert!(!is_subscribed(person).await);
        for _ in 0..2 {
            set_subscribed(db, person, true, token(u8::try_from(person.user).unwrap()), NOW).await.unwrap();
            assert!(is_subscribed(person).await);
        }
    }
    let listed = list(db, &listing(&manager)).await.unwrap();
    let shown: Vec<_> = listed.iter().map(|it| (it.name.as_deref(), it.is_by_itself, it.is_gone)).collect();
    assert_eq!(shown, [(Some("colleague"), true, false), (Some("member"), true, false)]);

    set_subscribed(db, &member, false, token(0), NOW).await.unwrap();
    set_subscribed(db, &member, false, token(0), NOW).await.unwrap();
    assert!(!is_subscribed(&member).await && is_subscribed(&colleague).await);
    unsubscribe(db, "unknown\0", NOW).await.unwrap();
    unsubscribe(db, &token(200).to_text(), NOW).await.unwrap();
    assert!(is_subscribed(&colleague).await);
    let secret = token(u8::try_from(colleague.user).unwrap()).to_text();
    unsubscribe(db, &secret, NOW).await.unwrap();
    unsubscribe(db, &secret, NOW).await.unwrap();
    assert!(!is_subscribed(&colleague).await);

    // People whom others added can leave, too; the same address elsewhere is kept.
    let stranger = super::manager(db, world.other_customer).await;
    add(db, &changing(&manager), "member@example.org", token(100), NOW).await.unwrap();
    add(db, &changing(&stranger), "member@example.org", token(101), NOW).await.unwrap();
    assert!(is_subscribed(&member).await);
    set_subscribed(db, &member, false, token(0), NOW).await.unwrap();
    assert!(!is_subscribed(&member).await);
    assert_eq!(list(db, &listing(&stranger)).await.unwrap().len(), 1);

    set_subscribed(db, &member, true, token(102), NOW).await.unwrap();
    remove_member(db, member.user, world.customer).await;
    assert!(list(db, &listing(&manager)).await.unwrap()[0].is_gone);
    let solo = actor(db, "solo", None, Levels::default()).await;
    let nowhere = set_subscribed(db, &solo, true, token(103), NOW).await;
    assert!(matches!(nowhere, Err(AlertError::Refused(_))));
}

#[both_databases]
async fn lead_times_are_changed_by_who_sees_the_license(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels = Levels::all(Level::FullAccess);
    let manager = actor(db, "manager", Some(world.customer), levels).await;
    let blind = level(RoleObject::CriticalAlertUsers, Level::FullAccess);
    let blind = actor(db, "blind", Some(world.customer), blind).await;
    let own = ending_in(db, &world, "Own-Key", &[world.customer], 100).await;
    ending_in(db, &world, "SUB", &[world.sub], 100).await;
    ending_in(db, &world, "OTHER", &[world.other_customer], 100).await;
    let set = async |who: &Actor, license: &str, typed: Option<&str>| {
        set_lead_times(db, &changing(who), &seeing(who), (license, typed), NOW).await
    };
    set(&manager, " own-key ", Some("7, 90")).await.unwrap();
    set(&manager, "L-Own-Key", Some("90,7")).await.unwrap();
    for (who, license) in
        [(&manager, "OTHER"), (&manager, "SUB"), (&manager, "NONE"), (&manager, "NUL\0"), (&blind, "Own-Key")]
    {
        let refused = set(who, license, Some("7")).await;
        assert!(matches!(refused, Err(AlertError::NoLicense)), "{license}");
    }
    assert!(matches!(set(&manager, "Own-Key", Some("0")).await, Err(AlertError::LeadTimes(_))));
    let shown = async |who: &Actor| lead_times(db, &listing(who), &seeing(who)).await.unwrap();
    let [shown_own] = &shown(&manager).await[..] else { panic!() };
    assert_eq!((&*shown_own.public_id, &*shown_own.days), ("L-Own-Key", &[7, 90][..]));
    assert!(shown(&blind).await.is_empty());
    set(&manager, "Own-Key", None).await.unwrap();
    assert!(shown(&manager).await.is_empty());

    let told = events(db, own).await;
    let changes: Vec<_> =
        told.iter().filter(|(kind, _)| kind == "lead-times-changed").map(|(_, new)| &**new).collect();
    assert_eq!(changes, ["90, 7", ""]);
    // Its partners don't see it.
    let customers = level(RoleObject::LicenseManagementCustomerOrganizations, Level::FullAccess);
    let partner = actor(db, "partner", Some(world.distributor), customers).await;
    let seen = partner.permit(Action::SeeHistory, Target::Anything).unwrap();
    assert!(history(db, &seen, None, own).await.unwrap().is_empty());
}

#[both_databases]
async fn each_organization_that_has_a_license_has_lead_times_of_its_own_for_it(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let main = manager(db, world.customer).await;
    let sub = manager(db, world.sub).await;
    let levels = Levels::all(Level::FullAccess).with(RoleObject::VendorConsole, Level::None);
    let owner = actor(db, "owner", Some(world.customer), levels).await;
    let shared = ending_in(db, &world, "SHARED", &[world.customer, world.sub], 100).await;
    let moved = ending_in(db, &world, "MOVED", &[world.customer], 100).await;
    let set = async |who: &Actor, license: &str, typed: &str| {
        set_lead_times(db, &changing(who), &seeing(who), (license, Some(typed)), NOW).await.unwrap();
    };
    let shown = async |who: &Actor| -> Vec<_> {
        let shown = lead_times(db, &listing(who), &seeing(who)).await.unwrap();
        shown.into_iter().map(|one| (one.public_id, one.days)).collect()
    };
    let of = |license: &str, days: &[u16]| (format!("L-{license}"), days.to_vec());
    set(&main, "SHARED", "90").await;
    assert_eq!(shown(&sub).await, []);
    set(&sub, "SHARED", "85, 7").await;
    set(&main, "MOVED", "14").await;
    assert_eq!(shown(&main).await, [of("SHARED", &[90]), of("MOVED", &[14])]);
    assert_eq!(shown(&sub).await, [of("SHARED", &[7, 85])]);
    for (number, who) in [&main, &sub].into_iter().enumerate() {
        let email = format!("{number}@example.org");
        add(db, &changing(who), &email, token(u8::try_from(number).unwrap()), NOW).await.unwrap();
    }
    let leads = async |who: &Actor| -> Vec<_> {
        let next = next(db, &listing(who), &seeing(who), TODAY).await.unwrap();
        next.into_iter().filter(|it| it.public_id == "L-SHARED").map(|it| it.lead_time).collect()
    };
    assert_eq!((leads(&main).await, leads(&sub).await), (vec![90], vec![85]));

    // They move with a license, unless it already has some at the target.
    let editing = permit(&owner, Action::EditOrganization);
    let way = (world.customer, world.sub);
    move_licenses(db, &editing, &seeing(&owner), &[shared, moved], way, NOW).await.unwrap();
    assert_eq!(shown(&main).await, []);
    assert_eq!(shown(&sub).await, [of("SHARED", &[7, 85]), of("MOVED", &[14])]);
    move_licenses(db, &editing, &seeing(&owner), &[shared], (world.sub, world.customer), NOW).await.unwrap();
    assert_eq!(shown(&main).await, [of("SHARED", &[7, 85])]);
}

#[both_databases]
async fn the_page_shows_what_was_sent_and_what_is_next(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let manager = manager(db, world.customer).await;
    let stranger = super::manager(db, world.other_customer).await;
    let blind =
        actor(db, "blind", Some(world.customer), level(RoleObject::CriticalAlertUsers, Level::ViewOnly))
            .await;
    for (key, days) in [("NOW", 40), ("SOON", 65), ("LATER", 91), ("TOO-LATE", 120)] {
        ending_in(db, &world, key, &[world.customer, world.sub], days).await;
    }
    // Those of the sub-organization get the same alerts, and are not counted here.
    let branch = super::manager(db, world.sub).await;
    add(db, &changing(&branch), "c@example.org", token(100), NOW).await.unwrap();
    let shown = async |who: &Actor, today| next(db, &listing(who), &seeing(who), today).await.unwrap();
    assert!(shown(&manager, TODAY).await.is_empty(), "nobody is informed");
    for (number, email) in ["a@example.org", "b@example.org"].into_iter().enumerate() {
        add(db, &changing(&manager), email, token(u8::try_from(number).unwrap()), NOW).await.unwrap();
    }
    let of = |alerts: Vec<NextAlert>| -> Vec<_> {
        let short = |it: NextAlert| (it.on.since(TODAY), it.public_id, it.lead_time, it.recipients);
        alerts.into_iter().map(short).collect()
    };
    let expected = |all: &[(i32, &str, u16, usize)]| -> Vec<_> {
        all.iter().map(|(on, id, lead, to)| (*on, (*id).to_owned(), *lead, *to)).collect()
    };
    let before = [(0, "L-NOW", 60, 2), (5, "L-SOON", 60, 2), (10, "L-NOW", 30, 2)];
    assert_eq!(of(shown(&manager, TODAY).await), expected(&before));
    write(db, 0).await;
    assert_eq!(of(shown(&manager, TODAY).await), expected(&before[1..]));
    assert!(shown(&blind, TODAY).await.is_empty(), "hidden licenses are not named");
    assert!(shown(&stranger, TODAY).await.is_empty());

    assert_eq!(sent(db, &listing(&branch), &seeing(&branch)).await.unwrap().len(), 1);
    let letter = claim(db, due(db, 1, NOW).await.unwrap()[0], NOW).await.unwrap().unwrap();
    failed(db, &letter, "no such mailbox", NOW).await.unwrap();
    let told = sent(db, &listing(&manager), &seeing(&manager)).await.unwrap();
    assert_eq!(told.len(), 2);
    assert_eq!(told[1].error.as_deref(), Some("no such mailbox"));
    assert_eq!(told[1].state, MailState::Waiting(NOW + 60_000));
    let subject = Some("Customer: 1 license expires within 40 days");
    assert!(told.iter().all(|mail| mail.subject.as_deref() == subject), "{told:?}");
    assert!(sent(db, &listing(&stranger), &seeing(&stranger)).await.unwrap().is_empty());
    for (list, see) in [(seeing(&manager), seeing(&manager)), (listing(&manager), listing(&manager))] {
        let refused = sent(db, &list, &see).await;
        assert!(matches!(refused, Err(AlertError::Refused(_))));
    }

    let shown = async |who: &Actor| preview(db, &listing(who), &seeing(who), ADDRESS, TODAY).await.unwrap();
    let own = shown(&manager).await;
    assert_eq!(own.subject, "Customer: 3 licenses expire within 91 days");
    assert!(own.html.contains("L-SOON") && own.text.contains("L-SOON"));
    for other in [&blind, &stranger] {
        assert!(shown(other).await.text.contains("license L-EXAMPLE"));
    }
}

#[both_databases]
async fn a_sent_mail_has_its_subject_for_who_may_see_its_licenses(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let manager = manager(db, world.customer).await;
    let alerts = level(RoleObject::CriticalAlertUsers, Level::ViewOnly);
    let reader = alerts.with(RoleObject::LicenseManagement, Level::ViewOnly);
    let reader = actor(db, "reader", Some(world.customer), reader).await;
    let blind = actor(db, "blind", Some(world.customer), alerts).await;
    add(db, &changing(&manager), "ops@example.org", token(1), NOW).await.unwrap();
    ending_in(db, &world, "ONE", &[world.customer], 40).await;
    assert_eq!(write(db, 0).await, 1);
    let organizations = &[world.customer];
    let cloud = NewLicense { key: "CLOUD", product: world.cloud, organizations, user: None, deployed: 0 };
    let cloud = add_license(db, &cloud).await;
    renew(db, cloud, TODAY.plus(40)).await;
    assert_eq!(write(db, 0).await, 1);
    for key in ["TWO", "THREE"] {
        ending_in(db, &world, key, &[world.customer], 40).await;
    }
    assert_eq!(write(db, 0).await, 1);
    let subjects = async |who: &Actor| -> Vec<Option<String>> {
        let mails = sent(db, &listing(who), &seeing(who)).await.unwrap();
        mails.into_iter().map(|mail| mail.subject).collect()
    };
    let one = Some("Customer: 1 license expires within 40 days".to_owned());
    let two = Some("Customer: 2 licenses expire within 40 days".to_owned());
    assert_eq!(subjects(&manager).await, [two, one.clone(), one.clone()]);
    // Cloud services take Full Access; of several licenses an e-mail does not say which.
    assert_eq!(subjects(&reader).await, [None, None, one]);
    assert_eq!(subjects(&blind).await, [None, None, None]);
}
