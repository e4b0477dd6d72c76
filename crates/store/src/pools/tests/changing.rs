//! Moving, splitting, merging and renaming.

use model::event::{EventQuery, Kind};
use model::pools::Onlookers;

use super::*;
use crate::events;
use crate::pools::{PoolError, merge, move_pools, rename, split, undo_move, who_sees};
use crate::testing::{NOW, TestDb, both_databases};

/// The kinds, objects and values of the pools' events that a person reads, the oldest first.
async fn told(db: &Db, person: &Actor, search: &str) -> Vec<String> {
    let query = EventQuery { search: search.to_owned(), ..EventQuery::default() };
    let page = events::page(db, &permit(person, Action::SeeEvents), &query, None, 100, NOW).await.unwrap();
    let of_pools = page.events.iter().filter(|event| Kind::OF_POOLS.contains(&event.kind));
    let mut told: Vec<_> = of_pools
        .map(|event| format!("{} {}: {} > {}", event.kind.name(), event.object_name, event.old, event.new))
        .collect();
    told.reverse();
    told
}

#[both_databases]
async fn a_moved_pool_is_seen_there_and_no_longer_here(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let admin = branches.admin(db).await;
    let makio = branches.member(db, "makio", view(), branches.tokyo).await;
    let larry_levels = full().with(RoleObject::EventHistory, Level::ViewOnly);
    let larry = branches.member(db, "larry", larry_levels, branches.sydney).await;
    let manage = permit(&admin, Action::ManagePools);
    let tokyo = now_seen(db, branches.tokyo_pool).await;
    let moved = move_pools(db, &manage, &[tokyo], branches.sydney, NOW).await.unwrap();
    assert_eq!((moved.to.as_slice(), moved.back.len()), (&["Sydney".to_owned()][..], 1));
    assert_eq!(seen(db, &makio).await, [0; 0]);
    assert_eq!(seen(db, &larry).await, [branches.tokyo_pool, branches.sydney_pool]);
    // Only who sees the whole tree reads where it was.
    assert_eq!(told(db, &admin, "").await, ["pool-moved Pool: Tokyo > Sydney"]);
    assert_eq!(told(db, &larry, "").await, [""; 0]);
    assert_eq!(told(db, &larry, "Tokyo").await, [""; 0]);

    // Who saw it before somebody moved it is told.
    let late = move_pools(db, &manage, &[tokyo], branches.root, NOW).await;
    assert!(matches!(late, Err(PoolError::Changed(name)) if name == "Pool"));
    let again = now_seen(db, branches.tokyo_pool).await;
    let there = move_pools(db, &manage, &[again], branches.sydney, NOW).await;
    assert!(matches!(there, Err(PoolError::AlreadyThere)));

    let late = undo_move(db, &manage, &moved, NOW + 60_001).await;
    assert!(matches!(late, Err(PoolError::TooLate)));
    undo_move(db, &manage, &moved, NOW + 60_000).await.unwrap();
    assert_eq!(seen(db, &makio).await, [branches.tokyo_pool]);
    assert!(matches!(undo_move(db, &manage, &moved, NOW).await, Err(PoolError::Changed(_))));
}

#[both_databases]
async fn all_pools_are_moved_or_none(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let manage = permit(&branches.admin(db).await, Action::ManagePools);
    let (tokyo, sydney) = (now_seen(db, branches.tokyo_pool).await, now_seen(db, branches.sydney_pool).await);
    let old = Seen { version: sydney.version + 1, ..sydney };
    for pools in [&[tokyo, old][..], &[tokyo, Seen { id: 999_999, version: 0 }], &[]] {
        assert!(move_pools(db, &manage, pools, branches.root, NOW).await.is_err());
    }
    assert_eq!(row(db, branches.tokyo_pool).await.group_id, branches.tokyo);
    // Groups and pools of others don't exist.
    let elsewhere = root_group(db, branches.world.other_customer).await;
    for group in [elsewhere, 999_999] {
        let moved = move_pools(db, &manage, &[tokyo], group, NOW).await;
        assert!(matches!(moved, Err(PoolError::Refused(_))));
    }
    let stranger = actor(db, "stranger", Some(branches.world.other_customer), full()).await;
    let foreign = permit(&stranger, Action::ManagePools);
    let moved = move_pools(db, &foreign, &[tokyo], elsewhere, NOW).await;
    assert!(matches!(moved, Err(PoolError::Refused(_))));
    let moved = move_pools(db, &manage, &[tokyo, sydney, tokyo], branches.root, NOW).await.unwrap();
    assert_eq!(moved.back.len(), 2);
    undo_move(db, &manage, &moved, NOW).await.unwrap();
    assert_eq!(row(db, branches.tokyo_pool).await.group_id, branches.tokyo);
    assert_eq!(row(db, branches.sydney_pool).await.group_id, branches.sydney);
}

#[both_databases]
async fn only_who_manages_the_whole_tree_changes_pools(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let head = branches.member(db, "head", full(), branches.tokyo).await;
    let head = branches.give(db, &head, branches.root, Level::FullAccess).await;
    assert!(head.permit(Action::ManagePools, Target::MyOrganization).is_err());
}

#[both_databases]
async fn licenses_are_split_off_and_merged_again(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let customer = branches.world.customer;
    let admin = branches.admin(db).await;
    let manage = permit(&admin, Action::ManagePools);
    let second = branches.world.license(db, "SECOND", &[customer]).await;
    let all = listed(db, &admin, &PoolQuery::default()).await;
    let product_pool = all.pools.iter().find(|pool| pool.name == "Scanner").unwrap().id;
    let before = now_seen(db, product_pool).await;
    let wrong = split(db, &manage, before, &[second, branches.in_tokyo], "Lab", NOW).await;
    assert!(matches!(wrong, Err(PoolError::Refused(_))));
    let whole = split(db, &manage, before, &[second, branches.at_root], "Lab", NOW).await;
    assert!(matches!(whole, Err(PoolError::WholePool)));
    let same = split(db, &manage, before, &[second], " scanner", NOW).await;
    assert!(matches!(same, Err(PoolError::Exists(_))));
    let lab = split(db, &manage, before, &[second], "Lab", NOW).await.unwrap();
    assert_eq!(seen(db, &admin).await.len(), 4);
    let new = row(db, lab.id).await;
    assert_eq!((new.group_id, new.product_id), (branches.root, None));
    assert!(matches!(split(db, &manage, before, &[second], "Lab 2", NOW).await, Err(PoolError::Changed(_))));

    let scanner = now_seen(db, product_pool).await;
    let tokyo = now_seen(db, branches.tokyo_pool).await;
    assert!(matches!(merge(db, &manage, scanner, &[lab, tokyo], NOW).await, Err(PoolError::Groups)));
    assert!(matches!(merge(db, &manage, scanner, &[scanner], NOW).await, Err(PoolError::Count { .. })));
    // The pool that remains receives the product's new licenses.
    let kept = merge(db, &manage, lab, &[scanner], NOW).await.unwrap();
    let third = branches.world.license(db, "THIRD", &[customer]).await;
    let (see, query) = (permit(&admin, Action::SeePools), PoolQuery::default());
    let opened = crate::pools::open_pool(db, &see, kept.id, &query, 0, TODAY).await.unwrap();
    let licenses: Vec<_> = opened.licenses.into_iter().map(|row| row.id).collect();
    assert_eq!(licenses, [branches.at_root, second, third]);
    let expected = ["pool-added Lab: Scanner > Lab", "pool-merged Lab: Scanner > Lab"];
    assert_eq!(told(db, &admin, "").await, expected);
}

#[both_databases]
async fn pools_of_two_products_stay_apart(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let manage = permit(&branches.admin(db).await, Action::ManagePools);
    let organizations = &[branches.world.customer];
    let new =
        NewLicense { key: "ID", product: branches.world.identity, organizations, user: None, deployed: 0 };
    add_license(db, &new).await;
    let all = pool::Entity::find().all(db.connection()).await.unwrap();
    let of_product: Vec<_> = all
        .iter()
        .filter(|row| row.product_id.is_some() && row.organization_id == branches.world.customer)
        .map(|row| Seen { id: row.id, version: row.version })
        .collect();
    let merged = merge(db, &manage, of_product[0], &of_product[1..], NOW).await;
    assert!(matches!(merged, Err(PoolError::Products(..))));
}

#[both_databases]
async fn a_pool_is_renamed_once_for_two_who_do_it_at_the_same_time(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let admin = branches.admin(db).await;
    let manage = permit(&admin, Action::ManagePools);
    let tokyo = now_seen(db, branches.tokyo_pool).await;
    let renamed = rename(db, &manage, tokyo, " Tokyo  Office", NOW).await.unwrap();
    assert_eq!(row(db, renamed.id).await.name, "Tokyo Office");
    assert!(matches!(rename(db, &manage, tokyo, "Other", NOW).await, Err(PoolError::Changed(_))));
    assert!(matches!(rename(db, &manage, renamed, " ", NOW).await, Err(PoolError::Name(_))));
    assert_eq!(rename(db, &manage, renamed, "Tokyo Office", NOW).await.unwrap(), renamed);
    assert_eq!(told(db, &admin, "").await, ["pool-renamed Tokyo Office: Pool > Tokyo Office"]);
}

#[both_databases]
async fn who_moves_a_pool_is_told_how_many_would_see_it(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let admin = branches.admin(db).await;
    let manage = permit(&admin, Action::ManagePools);
    let onlookers = async |group| who_sees(db, &manage, group).await.unwrap();
    assert_eq!(onlookers(branches.tokyo).await, Onlookers { see: 1, may_use: 1 });
    branches.member(db, "makio", view(), branches.tokyo).await;
    branches.member(db, "nobody", Levels::default(), branches.root).await;
    let larry = branches.member(db, "larry", view(), branches.sydney).await;
    branches.give(db, &larry, branches.tokyo, Level::Use).await;
    assert_eq!(onlookers(branches.tokyo).await, Onlookers { see: 3, may_use: 2 });
    assert_eq!(onlookers(branches.sydney).await, Onlookers { see: 2, may_use: 1 });
    assert_eq!(onlookers(branches.root).await, Onlookers { see: 1, may_use: 1 });
    let elsewhere = root_group(db, branches.world.other_customer).await;
    assert!(matches!(who_sees(db, &manage, elsewhere).await, Err(PoolError::Refused(_))));
}
