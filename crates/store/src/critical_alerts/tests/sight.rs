//! The content, recipients and frequency of alerts.

use model::Levels;

use super::*;
use crate::testing::groups::{add_group, pool_of, root_group, set_home};
use crate::testing::{NewLicense, TestDb, add_license, both_databases, remove_member};

#[both_databases]
async fn each_lead_time_is_told_once_and_a_renewal_starts_afresh(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let manager = manager(db, world.customer).await;
    add(db, &changing(&manager), "Ops@Example.org ", token(1), NOW).await.unwrap();
    let license = ending_in(db, &world, "ONE", &[world.customer], 61).await;
    ending_in(db, &world, "EXPIRED", &[world.customer], -1).await;
    change_license(db, license, LicenseChange { suspended: Some(true), ..Default::default() }).await;

    assert_eq!(write(db, 0).await, 0);
    for (day, expected) in [(1, 1), (1, 0), (2, 0), (30, 0)] {
        assert_eq!(write(db, day).await, expected, "day {day}");
    }
    // The run of day 31 was missed; it is caught up.
    for (day, expected) in [(40, 1), (61, 0), (62, 0)] {
        assert_eq!(write(db, day).await, expected, "day {day}");
    }
    renew(db, license, TODAY.plus(426)).await;
    for (day, expected) in [(62, 0), (365, 0), (366, 1), (395, 0), (396, 1), (426, 0), (427, 0)] {
        assert_eq!(write(db, day).await, expected, "day {day}");
    }
    let mails = mails(db).await;
    assert_eq!(mails.len(), 4);
    let first = &mails[0];
    assert_eq!((&*first.recipient, first.license_id), ("ops@example.org", Some(license)));
    assert_eq!(first.subject, "Customer: 1 license expires within 60 days");
    let once = format!("alert/{license}/{}/ops@example.org/60", TODAY.plus(61));
    assert_eq!(first.once.as_deref(), Some(&*once));
    let link = format!("{ADDRESS}/unsubscribe/{}", token(1).to_text());
    assert_eq!(first.unsubscribe.as_deref(), Some(&*link));
    // E-mails contain neither keys nor notes (R3, R4).
    assert!(!first.text.contains("KEY") && first.text.contains("license L-ONE: "), "{}", &*first.text);
}

#[both_databases]
async fn of_lead_times_that_come_due_at_once_the_nearest_is_told(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let manager = manager(db, world.customer).await;
    ending_in(db, &world, "A", &[world.customer], 20).await;
    ending_in(db, &world, "B", &[world.customer], 50).await;
    add(db, &changing(&manager), "ops@example.org", token(1), NOW).await.unwrap();
    assert_eq!(write(db, 0).await, 1);
    assert_eq!(told(db).await, [("ops@example.org".to_owned(), vec!["L-A".to_owned(), "L-B".to_owned()])]);
    assert_eq!(write(db, 19).await, 0);
    assert_eq!(write(db, 20).await, 1);
    assert_eq!(told(db).await[1].1, ["L-B"]);

    // A longer lead time that comes later adds nothing; a nearer one does.
    ending_in(db, &world, "C", &[world.customer], 75).await;
    let set = async |typed| {
        set_lead_times(db, &changing(&manager), &seeing(&manager), ("L-C", Some(typed)), NOW).await.unwrap();
    };
    assert_eq!(write(db, 21).await, 1);
    set("90, 60, 30").await;
    assert_eq!(write(db, 22).await, 0);
    set("53, 60").await;
    assert_eq!(write(db, 22).await, 1);
    assert_eq!(told(db).await[3].1, ["L-C"]);
}

#[both_databases]
async fn nobody_is_told_of_another_organizations_licenses(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    for (number, (key, organizations)) in [
        ("OWN", &[world.customer][..]),
        ("SUB", &[world.sub]),
        ("BOTH", &[world.customer, world.sub]),
        ("OTHER", &[world.other_customer]),
    ]
    .into_iter()
    .enumerate()
    {
        ending_in(db, &world, key, organizations, 10 + i32::try_from(number).unwrap()).await;
    }
    for (number, (organization, email)) in [
        (world.customer, "main@example.org"),
        (world.sub, "sub@example.org"),
        (world.distributor, "partner@example.org"),
        // The same address in both gets one alert for one license.
        (world.sub, "main@example.org"),
    ]
    .into_iter()
    .enumerate()
    {
        let manager = match number {
            3 => {
                actor(
                    db,
                    "second",
                    Some(organization),
                    level(RoleObject::CriticalAlertUsers, Level::FullAccess),
                )
                .await
            }
            _ => manager(db, organization).await,
        };
        let token = token(u8::try_from(number).unwrap());
        add(db, &changing(&manager), email, token, NOW).await.unwrap();
    }
    write(db, 0).await;
    let mut told = told(db).await;
    told.sort();
    let expected = [
        ("main@example.org", &["L-OWN", "L-BOTH"][..]),
        ("main@example.org", &["L-SUB"]),
        ("sub@example.org", &["L-SUB", "L-BOTH"]),
    ];
    let expected = expected
        .map(|(email, ids)| (email.to_owned(), ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>()));
    assert_eq!(told, expected);
}

#[both_databases]
async fn who_subscribed_itself_is_told_of_what_it_may_see(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    ending_in(db, &world, "SCANNER", &[world.customer], 10).await;
    let new =
        |key, organizations| NewLicense { key, product: world.cloud, organizations, user: None, deployed: 0 };
    let cloud = add_license(db, &new("CLOUD", &[world.customer])).await;
    renew(db, cloud, TODAY.plus(11)).await;
    ending_in(db, &world, "SUB", &[world.sub], 12).await;
    let subs = level(RoleObject::LicenseManagementSubOrganizations, Level::FullAccess);
    for (number, (person, levels, expected)) in [
        ("none", Levels::default(), &[][..]),
        ("viewer", level(RoleObject::LicenseManagement, Level::ViewOnly), &["L-SCANNER"]),
        ("full", subs.with(RoleObject::LicenseManagement, Level::FullAccess), &["L-SCANNER", "L-CLOUD"]),
        ("removed", level(RoleObject::LicenseManagement, Level::FullAccess), &[]),
    ]
    .into_iter()
    .enumerate()
    {
        let person = actor(db, person, Some(world.customer), levels).await;
        let token = token(u8::try_from(number).unwrap());
        set_subscribed(db, &person, true, token, NOW).await.unwrap();
        if number == 3 {
            remove_member(db, person.user, world.customer).await;
        }
        let before = told(db).await.len();
        write(db, 0).await;
        let told: Vec<_> = told(db).await.into_iter().skip(before).flat_map(|(_, ids)| ids).collect();
        assert_eq!(told, expected, "{number}");
    }
    // Added by somebody who may, the member without any level gets all alerts.
    let manager = manager(db, world.customer).await;
    add(db, &changing(&manager), "none@example.org", token(9), NOW).await.unwrap();
    assert_eq!(write(db, 0).await, 1);
    let last = told(db).await.pop().unwrap();
    assert_eq!(last, ("none@example.org".to_owned(), vec!["L-SCANNER".to_owned(), "L-CLOUD".to_owned()]));
}

#[both_databases]
async fn a_branch_is_told_of_its_own_licenses_and_sees_the_e_mails_about_them_alone(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let manager = manager(db, world.customer).await;
    add(db, &changing(&manager), "ops@example.org", token(1), NOW).await.unwrap();
    let root = root_group(db, world.customer).await;
    let tokyo = add_group(db, world.customer, root, "Tokyo").await;
    let levels = level(RoleObject::CriticalAlertUsers, Level::FullAccess)
        .with(RoleObject::LicenseManagement, Level::FullAccess);
    let makio = actor(db, "makio", Some(world.customer), levels).await;
    set_subscribed(db, &makio, true, token(2), NOW).await.unwrap();
    set_home(db, makio.user, world.customer, tokyo).await;
    let makio = crate::db::actor_query::actor(db, makio.user, Some(world.customer)).await.unwrap();
    ending_in(db, &world, "ROOT", &[world.customer], 10).await;
    assert_eq!(write(db, 0).await, 1);
    let moved = ending_in(db, &world, "TOKYO", &[world.customer], 20).await;
    pool_of(db, world.customer, tokyo, &[moved]).await;
    assert_eq!(write(db, 0).await, 2);
    let of_makio: Vec<_> = told(db).await.into_iter().filter(|(to, _)| to == "makio@example.org").collect();
    assert_eq!(of_makio, [("makio@example.org".to_owned(), vec!["L-TOKYO".to_owned()])]);
    for (person, hidden) in [(&manager, 0), (&makio, 1)] {
        let mails = sent(db, &listing(person), &seeing(person)).await.unwrap();
        assert_eq!(mails.iter().filter(|mail| mail.subject.is_none()).count(), hidden);
        let next = next(db, &listing(person), &seeing(person), TODAY).await.unwrap();
        assert!(next.iter().all(|alert| hidden == 0 || alert.public_id == "L-TOKYO"), "{next:?}");
    }
    // They change nothing that concerns other branches.
    assert!(makio.permit(Action::ChangeAlertUsers, Target::MyOrganization).is_err());
}

#[both_databases]
async fn personal_licenses_are_told_to_their_person_unless_it_has_unsubscribed(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let solo = actor(db, "solo", None, Levels::default()).await;
    let other = actor(db, "other", None, Levels::default()).await;
    let add = async |key, user, days| {
        let new = NewLicense { key, product: world.cloud, organizations: &[], user: Some(user), deployed: 0 };
        let id = add_license(db, &new).await;
        renew(db, id, TODAY.plus(days)).await;
    };
    add("MINE", solo.user, 10).await;
    assert_eq!(write(db, 0).await, 1);
    assert_eq!(told(db).await, [("solo@example.org".to_owned(), vec!["L-MINE".to_owned()])]);
    let link = mails(db).await[0].unsubscribe.clone().unwrap();
    let secret = link.rsplit('/').next().unwrap();
    assert_eq!(subscriptions(db, &solo).await.unwrap(), Subscriptions { organization: None, personal: true });
    unsubscribe(db, &token(200).to_text(), NOW).await.unwrap();
    assert!(subscriptions(db, &solo).await.unwrap().personal);
    for _ in 0..2 {
        unsubscribe(db, secret, NOW).await.unwrap();
        assert!(!subscriptions(db, &solo).await.unwrap().personal);
    }
    add("NEXT", solo.user, 20).await;
    assert_eq!(write(db, 0).await, 0);
    set_personal(db, &solo, true, token(1), NOW).await.unwrap();
    assert_eq!(write(db, 0).await, 1);
    // The link in earlier e-mails still works.
    assert!(mails(db).await[1].unsubscribe.as_ref().unwrap().ends_with(secret));
    set_personal(db, &other, false, token(2), NOW).await.unwrap();
    add("OTHERS", other.user, 20).await;
    assert_eq!(write(db, 0).await, 0);
}
