use std::collections::BTreeSet;

use futures::future::join_all;
use model::access::RoleObject;
use model::activation::{Mode, Problem};
use model::{Action, Level, Target};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, PaginatorTrait, QueryOrder};

use super::refused::{ONE_REFUSAL, is_power_of_ten};
use super::*;
use crate::db::entity::event;
use crate::deployments::{HeldLicense, Named, deactivate, find, list, ping, remove};
use crate::testing::{NOW, TODAY, TestDb, World, actor, both_databases, level};

async fn held(db: &Db, key: &str) -> Holder {
    Holder::Key(HeldLicense::of_key(db, key, None).await.unwrap().unwrap())
}

fn asking(deployment: &str, quantity: i64) -> NewDeployment<'_> {
    let request = Request { deployment, quantity, mode: Mode::Online, product: None };
    NewDeployment { request, host: Host { host_name: format!("{deployment}.local"), ..Host::default() } }
}

async fn try_units(db: &Db, license: LicenseId, deployment: &str, quantity: i64) -> Result<bool, Refusal> {
    let holder = held(db, "KEY").await;
    match activate(db, &holder, license, &asking(deployment, quantity), NOW).await {
        Ok(activated) => Ok(activated.is_new),
        Err(ActivateError::Refused(refusal)) => Err(refusal),
        Err(error) => panic!("{error}"),
    }
}

async fn kinds(db: &Db, license: LicenseId) -> Vec<String> {
    let events =
        event::Entity::find().filter(event::Column::LicenseId.eq(license)).order_by_asc(event::Column::Id);
    events.all(db.connection()).await.unwrap().into_iter().map(|event| event.kind).collect()
}

async fn change(db: &Db, id: LicenseId, change: license::ActiveModel) {
    license::ActiveModel { id: Set(id), ..change }.update(db.connection()).await.unwrap();
}

#[both_databases]
async fn the_same_deployment_again_takes_no_further_unit(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    assert_eq!(try_units(db, license, "a", 9).await, Ok(true));
    assert_eq!(try_units(db, license, " a ", 9).await, Ok(false));
    assert_eq!(try_units(db, license, "a", 1).await, Ok(false));
    let full = Refusal::NoUnitLeft { capacity: 10, used: 9, asked: 2 };
    assert_eq!(try_units(db, license, "b", 2).await, Err(full));
    assert_eq!(try_units(db, license, "b", 1).await, Ok(true));
    let holder = held(db, "KEY").await;
    let gone = deactivate(db, &holder, Named::Id(license, "a"), NOW).await.unwrap();
    assert_eq!((gone.quantity, gone.host.host_name.as_str()), (9, "a.local"));
    assert!(deactivate(db, &holder, Named::Number(gone.id), NOW).await.is_err());
    assert_eq!(try_units(db, license, "c", 9).await, Ok(true));
    let expected = ["activated", "activation-refused", "activated", "deactivated", "activated"];
    assert_eq!(kinds(db, license).await, expected);
}

#[both_databases]
async fn the_licenses_own_rule_says_how_far_beyond_what_was_bought(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    for (overage, units) in
        [(Overage::None, 10), (Overage::Quarter, 12), (Overage::Half, 15), (Overage::Double, 20)]
    {
        change(
            db,
            license,
            license::ActiveModel { overage: Set(overage.name().into()), ..Default::default() },
        )
        .await;
        let name = format!("d-{units}");
        let taken: i64 = list_units(db, license).await;
        assert_eq!(try_units(db, license, &name, units - taken).await, Ok(true));
        let refused = try_units(db, license, "more", 1).await;
        assert!(matches!(refused, Err(Refusal::NoUnitLeft { .. })), "{overage:?}");
    }
    change(db, license, license::ActiveModel { overage: Set("always".into()), ..Default::default() }).await;
    assert_eq!(try_units(db, license, "all", i64::from(u32::MAX)).await, Ok(true));
    assert_eq!(try_units(db, license, "more", i64::from(u32::MAX)).await, Ok(true));
}

async fn list_units(db: &Db, license: LicenseId) -> i64 {
    let rows =
        deployment::Entity::find().filter(deployment::Column::LicenseId.eq(license)).all(db.connection());
    rows.await.unwrap().iter().map(|row| row.quantity).sum()
}

#[both_databases]
async fn what_stands_against_a_license_is_refused_and_recorded(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    let yesterday = TODAY.plus(-1);
    let blank = <license::ActiveModel as Default>::default;
    for (row, problem) in [
        (license::ActiveModel { suspended: Set(true), ..blank() }, Problem::Suspended),
        (
            license::ActiveModel {
                suspended: Set(false),
                expiration_date: Set(Some(yesterday.date())),
                ..blank()
            },
            Problem::Expired(yesterday),
        ),
        (
            license::ActiveModel { expiration_date: Set(None), registered: Set(false), ..blank() },
            Problem::NotRegistered,
        ),
        (
            license::ActiveModel { registered: Set(true), start_date: Set(TODAY.plus(1).date()), ..blank() },
            Problem::NotYetValid(TODAY.plus(1)),
        ),
    ] {
        change(db, license, row).await;
        assert_eq!(try_units(db, license, "a", 1).await, Err(problem.into()));
    }
    assert_eq!(kinds(db, license).await, ["activation-refused"; 4]);
    assert_eq!(list_units(db, license).await, 0);
}

/// 200 clients race for 50 units: exactly 50 win, each once, and every count agrees (R12).
#[both_databases(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_that_race_for_the_last_units_exactly_so_many_win(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    change(db, license, license::ActiveModel { purchased: Set(50), ..Default::default() }).await;
    // A second server: its own connections to the same database.
    let other = database.again().await;
    // Every other deployment asks twice at the same time.
    let clients = (0..200).map(|n| {
        let db = if n % 2 == 0 { db.clone() } else { other.clone() };
        tokio::spawn(async move { try_units(&db, license, &format!("pc-{}", n * 3 / 4), 1).await })
    });
    let answers: Vec<_> = join_all(clients).await.into_iter().map(Result::unwrap).collect();
    let taken = answers.iter().filter(|answer| **answer == Ok(true)).count();
    assert_eq!(taken, 50);
    // Those that asked twice got the same activation, or two refusals.
    let id = |n: usize| n * 3 / 4;
    for (n, answer) in answers.iter().enumerate() {
        let won = (0..200).any(|other| id(other) == id(n) && answers[other] == Ok(true));
        assert_eq!(answer.is_ok(), won, "{n}");
    }
    let rows = deployment::Entity::find().all(db.connection()).await.unwrap();
    let ids: BTreeSet<_> = rows.iter().map(|row| &row.deployment_id).collect();
    assert_eq!((rows.len(), ids.len()), (50, 50));
    assert_eq!(kinds(db, license).await.iter().filter(|kind| *kind == "activated").count(), 50);
}

#[both_databases]
async fn an_active_deployment_that_asks_again_is_heard_of_and_goes_offline_when_asked_to(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    let holder = held(db, "KEY").await;
    let ask = async |mode, now| {
        let mut new = asking("a", 1);
        new.request.mode = mode;
        activate(db, &holder, license, &new, now).await.unwrap()
    };
    assert!(ask(Mode::Online, NOW).await.is_new);
    assert_eq!(ask(Mode::Online, NOW + 1).await.deployment.last_seen_at, NOW);
    assert_eq!(ask(Mode::Online, NOW + 60_000).await.deployment.last_seen_at, NOW + 60_000);
    let offline = ask(Mode::Offline, NOW + 60_000).await;
    assert!(!offline.is_new);
    let there = find(db, &holder, Named::Id(license, "a")).await.unwrap();
    assert_eq!((there.mode, there.last_seen_at), (Mode::Offline, NOW + 60_000));
    // It does not come back online by itself: its file may be in use.
    assert_eq!(ask(Mode::Online, NOW + 60_000).await.deployment.mode, Mode::Offline);
    assert_eq!(kinds(db, license).await, ["activated", "deployment-changed"]);
}

#[both_databases]
async fn the_same_refusal_is_told_once_an_hour_and_nonsense_never(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    change(db, license, license::ActiveModel { suspended: Set(true), ..Default::default() }).await;
    let holder = held(db, "KEY").await;
    for (id, quantity, now, told) in [
        ("a", 1, NOW, 1),
        ("a", 1, NOW + 1, 1),
        ("b", 1, NOW + 1, 2),
        (" ", 1, NOW + 1, 2),
        ("c", 0, NOW + 1, 2),
        ("a", 1, NOW + ONE_REFUSAL, 3),
    ] {
        assert!(activate(db, &holder, license, &asking(id, quantity), now).await.is_err());
        assert_eq!(kinds(db, license).await.len(), told, "{id:?}");
    }
}

#[both_databases]
async fn refusals_without_end_are_a_few_events_with_their_number(database: TestDb) {
    let (db, other) = (&database.db, database.again().await);
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    change(db, license, license::ActiveModel { suspended: Set(true), ..Default::default() }).await;
    let holder = held(db, "KEY").await;
    let refuse = async |ids: std::ops::RangeInclusive<u32>, now| {
        for id in ids {
            let db = if id % 2 == 0 { db } else { &other };
            activate(db, &holder, license, &asking(&format!("pc-{id}"), 1), now).await.unwrap_err();
        }
        crate::testing::events(db, license).await.into_iter().map(|(_, text)| text).collect::<Vec<_>>()
    };
    let told = refuse(1..=120, NOW).await;
    assert_eq!(told.len(), 7, "{told:?}");
    assert!(told[4].contains("Deployment ID: pc-5;") && !told[4].contains("in this hour"), "{}", told[4]);
    assert!(
        told[5].contains("Deployment ID: pc-10;") && told[5].ends_with("in this hour: 10"),
        "{}",
        told[5]
    );
    assert!(told[6].contains("Deployment ID: pc-100;") && told[6].ends_with(": 100"), "{}", told[6]);
    // Another reason, and another hour, are counted separately.
    change(db, license, license::ActiveModel { suspended: Set(false), ..Default::default() }).await;
    change(db, license, license::ActiveModel { registered: Set(false), ..Default::default() }).await;
    assert_eq!(refuse(1..=1, NOW).await.len(), 8);
    assert_eq!(refuse(1..=2, NOW + ONE_REFUSAL).await.len(), 10);
}

#[test]
fn powers_of_ten_are_known() {
    let known: Vec<u64> = (0..=1_000).filter(|number| is_power_of_ten(*number)).collect();
    assert_eq!(known, [1, 10, 100, 1_000]);
    assert!(!is_power_of_ten(u64::MAX));
}

#[both_databases]
async fn a_key_opens_its_own_license_and_no_other(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    let other = world.license(db, "OTHER", &[world.customer]).await;
    assert!(HeldLicense::of_key(db, "NONE", None).await.unwrap().is_none());
    let holder = held(db, "OTHER").await;
    let refused = activate(db, &holder, license, &asking("a", 1), NOW).await;
    assert!(matches!(refused, Err(ActivateError::Hidden(_))));
    let own = held(db, " KEY ").await;
    let made = activate(db, &own, license, &asking("a", 1), NOW).await.unwrap().deployment;
    for named in [Named::Number(made.id), Named::Id(license, "a")] {
        assert!(find(db, &own, named).await.is_ok());
        assert!(find(db, &holder, named).await.is_err());
        assert!(ping(db, &holder, named, NOW).await.is_err());
        assert!(deactivate(db, &holder, named, NOW).await.is_err());
    }
    let (pinged, period) = ping(db, &own, Named::Number(made.id), NOW + 5).await.unwrap();
    assert_eq!((pinged.heartbeat_at, pinged.last_seen_at, period), (Some(NOW + 5), NOW + 5, None));
    assert_eq!(find(db, &own, Named::Number(made.id)).await.unwrap(), pinged);
    assert!(find(db, &held(db, "OTHER").await, Named::Id(other, "a")).await.is_err());
    // Neither dashes nor the case of letters counts.
    let spelled = world.license(db, "7K2MA-9QXRB-00000-11111-ZZZZZ", &[world.customer]).await;
    for typed in [
        "7K2MA-9QXRB-00000-11111-ZZZZZ",
        "7k2ma-9qxrb-00000-11111-zzzzz",
        "7K2MA9QXRB0000011111ZZZZZ",
        "7k2ma9qxrb0000011111zzzzz",
    ] {
        let found = HeldLicense::of_key(db, typed, None).await.unwrap().map(|held| held.license());
        assert_eq!(found, Some(spelled), "{typed}");
    }
    assert!(HeldLicense::of_key(db, "keys", None).await.unwrap().is_none());
}

#[both_databases]
async fn deployments_are_listed_and_removed_by_those_who_may(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    for name in ["a_1", "B%2", "c3"] {
        assert_eq!(try_units(db, license, name, 2).await, Ok(true));
    }
    let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
    let member = actor(db, "member", Some(world.customer), levels).await;
    let stranger = actor(db, "stranger", Some(world.other_customer), levels).await;
    let may = member.permit(Action::ManageDeployments, Target::Anything).unwrap();
    let may_not = stranger.permit(Action::ManageDeployments, Target::Anything).unwrap();
    let query = |search: &str| crate::deployments::DeploymentQuery {
        search: search.to_owned(),
        sort: model::deployment::SortBy::DeploymentId,
        limit: 2,
        ..Default::default()
    };
    for (search, found) in [("", 3), ("A_", 1), ("%", 1), ("_", 1), (".LOCAL", 3), ("none", 0), ("\0", 0)] {
        let page = list(db, &may, license, &query(search)).await.unwrap();
        assert_eq!((page.total, page.found), (3, found), "{search:?}");
        assert!(page.deployments.len() <= 2);
    }
    assert!(list(db, &may_not, license, &query("")).await.is_err());
    let all = crate::deployments::active(db, &may, license, 0).await.unwrap();
    assert!(crate::deployments::active(db, &may_not, license, 0).await.unwrap().is_empty());
    assert_eq!(crate::deployments::find_all(db, &may, license, "").await.unwrap().len(), 3);
    assert!(crate::deployments::find_all(db, &may_not, license, "").await.is_err());
    let ids: Vec<_> = all.iter().map(|row| row.id).collect();
    assert!(remove(db, &may_not, license, &ids, NOW).await.is_err());
    assert_eq!(remove(db, &may, license, &ids[..2], NOW).await.unwrap(), (2, 4));
    assert_eq!(remove(db, &may, license, &ids, NOW).await.unwrap(), (1, 2));
    assert_eq!(deployment::Entity::find().count(db.connection()).await.unwrap(), 0);
    let of_removal = event::Column::Kind.eq("deployment-removed");
    let told = event::Entity::find().filter(of_removal).all(db.connection()).await.unwrap();
    assert_eq!(told.len(), 3);
    for event in told {
        // The actor and the license have their current names.
        assert!(!event.actor_name.is_empty() && !event.object_name.is_empty(), "{event:?}");
    }
}

#[both_databases]
async fn anybody_with_the_key_activates_and_guessing_is_slowed_down(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    // In no organization, and so at level None.
    let person = actor(db, "person", None, model::Levels::default()).await;
    let permit = person.permit(Action::ActivateLicense, Target::Anything).unwrap();
    let activated = activate_by_key(db, &permit, "KEY", &asking("a", 1), NOW).await.unwrap();
    assert!(activated.is_new);
    let events =
        event::Entity::find().filter(event::Column::LicenseId.eq(license)).all(db.connection()).await;
    assert_eq!(events.unwrap()[0].user_id, Some(person.user));
    for _ in 0..UNKNOWN_KEYS {
        let unknown = activate_by_key(db, &permit, "KE\0Y", &asking("a", 1), NOW).await;
        let is_unknown = matches!(unknown, Err(ActivateError::Refused(Refusal::UnknownKey)));
        assert!(is_unknown);
    }
    let throttled = activate_by_key(db, &permit, "KEY", &asking("a", 1), NOW).await;
    assert!(matches!(throttled, Err(ActivateError::Throttled(_))));
    let later = NOW + crate::db::throttle::WINDOW + 1;
    assert!(activate_by_key(db, &permit, "KEY", &asking("a", 1), later).await.is_ok());
}
