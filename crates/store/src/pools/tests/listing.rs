//! What people see of pools.

use std::collections::BTreeSet;

use model::list::Sort;
use model::pools::{PoolColumn, PoolStatus, Units};
use model::{Status, Warning};

use super::*;
use crate::groups;
use crate::pools::open_pool;
use crate::testing::{LicenseChange, TestDb, both_databases, change_license, expire};

#[both_databases]
async fn each_branch_sees_its_own_pools_and_groups(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let admin = branches.admin(db).await;
    let makio = branches.member(db, "makio", view(), branches.tokyo).await;
    let both = branches.member(db, "both", Levels::default(), branches.sydney).await;
    let both = branches.give(db, &both, branches.tokyo, Level::ViewOnly).await;
    assert_eq!(seen(db, &admin).await.len(), 3);
    assert_eq!(seen(db, &makio).await, [branches.tokyo_pool]);
    assert_eq!(seen(db, &both).await, [branches.tokyo_pool]);
    let paths = |list: PoolList| list.pools.into_iter().map(|pool| pool.path).collect::<BTreeSet<_>>();
    let expected =
        [vec!["All"], vec!["Sydney"], vec!["Tokyo"]].map(|path| path.into_iter().map(String::from).collect());
    assert_eq!(paths(listed(db, &admin, &PoolQuery::default()).await), BTreeSet::from(expected));
    let names = async |person: &Actor| {
        let found = groups::list(db, &permit(person, Action::SeePools)).await.unwrap();
        found.into_iter().map(|group| (group.name, group.parent)).collect::<Vec<_>>()
    };
    let root = Some(branches.root);
    let all =
        [("All", None), ("Sydney", root), ("Tokyo", root)].map(|(name, above)| (name.to_owned(), above));
    assert_eq!(names(&admin).await, all);
    // What is above a branch has no name there.
    assert_eq!(names(&makio).await, [("Tokyo".to_owned(), None)]);
    // Another pool answers as a missing one does.
    let see = permit(&makio, Action::SeePools);
    for pool in [branches.sydney_pool, 999_999] {
        let opened = open_pool(db, &see, pool, &PoolQuery::default(), 0, TODAY).await;
        assert_eq!(opened.unwrap_err().to_string(), model::Refused.to_string());
    }
    // A group outside the branch, even the one above it, finds nothing.
    for group in [branches.root, branches.sydney, 999_999] {
        let query = PoolQuery { group: Some(group), ..PoolQuery::default() };
        assert_eq!(listed(db, &makio, &query).await, PoolList::default());
        let opened = open_pool(db, &see, branches.tokyo_pool, &query, 0, TODAY).await.unwrap();
        assert_eq!(opened.found, 0);
    }
    let query = PoolQuery { group: Some(branches.tokyo), ..PoolQuery::default() };
    let found = listed(db, &admin, &query).await;
    assert_eq!((found.found, found.of_group), (1, Some(vec!["Tokyo".to_owned()])));
}

#[both_databases]
async fn cloud_services_in_a_pool_are_seen_by_those_who_may_see_them(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    branches.cloud_license(db, "CLOUD", branches.tokyo).await;
    let viewer = branches.member(db, "viewer", view(), branches.tokyo).await;
    let manager = branches.member(db, "manager", full(), branches.tokyo).await;
    assert_eq!(seen(db, &viewer).await, [branches.tokyo_pool]);
    assert_eq!(seen(db, &manager).await.len(), 2);
}

#[both_databases]
async fn numbers_are_those_of_the_rows_and_five_filters_partition_them(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let customer = branches.world.customer;
    let more = async |key: &str, deployed| {
        let organizations = &[customer];
        let new = NewLicense { key, product: branches.world.scanner, organizations, user: None, deployed };
        add_license(db, &new).await
    };
    let depleted = more("DEPLETED", 10).await;
    let expired = more("EXPIRED", 9).await;
    let (suspended, unregistered) = (more("SUSPENDED", 0).await, more("NEW", 0).await);
    expire(db, expired).await;
    let change = LicenseChange { suspended: Some(true), ..LicenseChange::default() };
    change_license(db, suspended, change).await;
    let change = LicenseChange { registered: Some(false), ..LicenseChange::default() };
    change_license(db, unregistered, change).await;
    let mixed = pool_of(db, customer, branches.root, &[depleted, expired, suspended, unregistered]).await;
    let admin = branches.admin(db).await;
    let see = permit(&admin, Action::SeePools);

    let all = listed(db, &admin, &PoolQuery::default()).await;
    assert_eq!((all.counts, all.found), ([3, 1, 1, 1, 1], 4));
    for (number, status) in PoolStatus::ALL.into_iter().enumerate() {
        let query = PoolQuery { statuses: vec![status], ..PoolQuery::default() };
        let list = listed(db, &admin, &query).await;
        // The counts don't depend on what is chosen, and each equals its rows (R7).
        assert_eq!(list.counts, all.counts);
        assert_eq!(list.pools.iter().map(|pool| pool.licenses).sum::<u64>(), all.counts[number]);
        for pool in list.pools {
            let opened = open_pool(db, &see, pool.id, &query, 0, TODAY).await.unwrap();
            assert_eq!((opened.found, opened.licenses.len() as u64), (pool.licenses, pool.licenses));
            assert!(opened.licenses.iter().all(|row| PoolStatus::from(row.status) == status));
            let mut units = Units::default();
            opened.licenses.iter().for_each(|row| units.add(row.units));
            assert_eq!(units, pool.units);
        }
    }
    let pool = all.pools.iter().find(|pool| pool.id == mixed).unwrap();
    assert_eq!(pool.status, Some(Status::Suspended));
    let warnings = [Warning::Suspended, Warning::NotRegistered, Warning::Depleted, Warning::NearlyDepleted];
    assert_eq!(pool.warnings, warnings);
    assert_eq!(pool.units, Units { total: 40, online: 19, offline: 0, free: 21 });
    assert_eq!(pool.expiration, Some(TODAY.plus(-1)));
    let opened = open_pool(db, &see, mixed, &PoolQuery::default(), 0, TODAY).await.unwrap();
    let names: Vec<_> = opened.licenses.iter().map(|row| row.public_id.as_str()).collect();
    assert_eq!(names, ["L-DEPLETED", "L-EXPIRED", "L-NEW", "L-SUSPENDED"]);
}

#[both_databases]
async fn a_search_finds_pools_products_and_public_ids_and_no_keys(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let admin = branches.admin(db).await;
    for (search, licenses) in [("scan", 3), ("POOL", 2), ("l-tok", 1), ("TOKYOX", 0), ("%", 0)] {
        let query = PoolQuery { search: search.to_owned(), ..PoolQuery::default() };
        let list = listed(db, &admin, &query).await;
        assert_eq!(list.pools.iter().map(|pool| pool.licenses).sum::<u64>(), licenses, "{search}");
        assert_eq!(list.counts.iter().sum::<u64>(), licenses, "{search}");
    }
}

#[both_databases]
async fn pools_are_sorted_by_each_column_both_ways(database: TestDb) {
    let db = &database.db;
    let branches = Branches::make(db).await;
    let admin = branches.admin(db).await;
    expire(db, branches.in_sydney).await;
    for column in [PoolColumn::Status, PoolColumn::Expiration, PoolColumn::Group] {
        let sorted = async |sort| {
            let query = PoolQuery { sort, ..PoolQuery::default() };
            listed(db, &admin, &query).await.pools.iter().map(|pool| pool.id).collect::<Vec<_>>()
        };
        let mut up = sorted(Sort::ascending(column)).await;
        let down = sorted(Sort::descending(column)).await;
        match column {
            PoolColumn::Status => assert_eq!(down[0], branches.sydney_pool),
            PoolColumn::Expiration => assert_eq!(up[0], branches.sydney_pool),
            _ => assert_eq!(up[1..], [branches.sydney_pool, branches.tokyo_pool]),
        }
        up.reverse();
        assert_eq!(up, down, "{column:?}");
    }
    // What is equal stays in the order of names.
    let query = PoolQuery { sort: Sort::ascending(PoolColumn::Licenses), ..PoolQuery::default() };
    let names: Vec<_> = listed(db, &admin, &query).await.pools.into_iter().map(|pool| pool.name).collect();
    assert_eq!(names, ["Pool", "Pool", "Scanner"]);
}
