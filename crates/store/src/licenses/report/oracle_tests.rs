//! The report compared with plain SQL, on random data and with random filters, on both databases (R1, R6, R7).
//!
//! The oracle is one statement written from the rules by hand: it shares no code with the report.

use model::access::RoleObject;
use model::query::{Column, Sort};
use model::report::{Report, Section};
use model::{Action, Level, LicenseType, Query as Filter, Status, Target, Warning};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use sea_orm::{ConnectionTrait as _, Statement};

use super::{Of, open};
use crate::Db;
use crate::testing::{NOW, NewLicense, TODAY, TestDb, World, actor, add_license, both_databases, level};

/// Number of licenses, and of queries on them.
const LICENSES: usize = 250;
const QUERIES: usize = 60;

async fn random_licenses(db: &Db, world: &World, dice: &mut StdRng) {
    let owners = [
        vec![world.customer],
        vec![world.sub],
        vec![world.customer, world.sub],
        vec![world.sub, world.second_sub],
        vec![world.direct_customer],
        vec![world.direct_customer, world.customer],
        vec![world.other_customer],
        vec![world.distributor],
        vec![world.reseller, world.customer],
    ];
    let products = [world.scanner, world.cloud, world.identity];
    for number in 0..LICENSES {
        let new = NewLicense {
            key: &format!("KEY-{:04}-{number}", dice.random_range(0..1_000)),
            product: *products.choose(dice).unwrap(),
            organizations: owners.choose(dice).unwrap(),
            user: None,
            deployed: *[0, 0, 1, 2, 3, 4, 5, 9].choose(dice).unwrap(),
        };
        let id = add_license(db, &new).await;
        let start = *[-500, -500, 0, 1, 40].choose(dice).unwrap();
        let last = match dice.random_range(0..8) {
            0 => "NULL".to_owned(),
            // None ends before it starts.
            _ => format!("'{}'", TODAY.plus(start.max(*[-400, -1, 0, 1, 30, 31, 400].choose(dice).unwrap()))),
        };
        let change = format!(
            "UPDATE licenses SET start_date = '{}', expiration_date = {last}, purchased = {}, license_type = '{}',
             suspended = {}, registered = {} WHERE id = {id}",
            TODAY.plus(start),
            *[0, 1, 2, 3, 4, 5, 10].choose(dice).unwrap(),
            LicenseType::ALL.choose(dice).unwrap().name(),
            dice.random_bool(0.1),
            dice.random_bool(0.9),
        );
        db.connection().execute_unprepared(&change).await.unwrap();
    }
}

fn some<T: Copy + Ord>(all: &[T], dice: &mut StdRng) -> Vec<T> {
    let mut chosen: Vec<T> = all.iter().copied().filter(|_| dice.random_bool(0.2)).collect();
    chosen.sort_unstable();
    chosen
}

fn random_query(world: &World, dice: &mut StdRng) -> Filter {
    let organizations =
        [world.customer, world.sub, world.second_sub, world.direct_customer, world.other_customer];
    Filter {
        search: (*["", "", "", "key-00", "7", "scan", "LOU"].choose(dice).unwrap()).to_owned(),
        statuses: some(&Status::ALL, dice),
        warnings: if dice.random_bool(0.4) { some(&Warning::ALL, dice) } else { Vec::new() },
        types: some(&LicenseType::ALL, dice),
        products: some(&[world.scanner, world.cloud, world.identity], dice),
        resellers: some(&[world.reseller, 0], dice),
        organizations: some(&organizations, dice),
        history: dice.random_bool(0.5),
        sort: Sort { column: *Column::ALL.choose(dice).unwrap(), descending: dice.random_bool(0.5) },
    }
}

/// The licenses that the partner's report on `chosen` shows under `filter`, by plain SQL.
async fn oracle(db: &Db, partner: i64, chosen: &[i64], filter: &Filter) -> Vec<i64> {
    let list = |ids: &[i64]| {
        ids.iter().map(ToString::to_string).chain(["-1".to_owned()]).collect::<Vec<_>>().join(",")
    };
    let words = |words: Vec<&str>| words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(",");
    let statuses: Vec<_> = match filter.statuses.as_slice() {
        [] => Status::ALL.into_iter().filter(|status| filter.history || *status != Status::Expired).collect(),
        chosen => chosen.to_vec(),
    };
    let mut sql = format!(
        "WITH reach AS (
           SELECT a.license_id, o.id AS org, o.parent_id, x.reseller_id
           FROM license_assignments a
           JOIN organizations o ON o.id = a.organization_id
           JOIN licenses l ON l.id = a.license_id
           JOIN products p ON p.id = l.product_id
           JOIN partner_assignments x ON x.customer_id = o.id AND (x.partner_id = {partner} OR x.reseller_id = {partner})
           WHERE p.shown_to_partners
         ), place AS (
           SELECT * FROM reach r
           WHERE NOT EXISTS (SELECT 1 FROM reach s WHERE s.license_id = r.license_id AND s.parent_id = r.org)
             AND r.org IN ({})
         ), counted AS (
           SELECT l.*, p.name AS product_name,
             (SELECT COALESCE(SUM(d.quantity), 0) FROM deployments d WHERE d.license_id = l.id) AS deployed
           FROM licenses l JOIN products p ON p.id = l.product_id
         ), standing AS (
           SELECT *, CASE
             WHEN suspended THEN 'suspended'
             WHEN expiration_date < '{}' THEN 'expired'
             WHEN NOT registered THEN 'not-registered'
             WHEN start_date > '{}' THEN 'not-started'
             WHEN deployed > purchased THEN 'overused'
             WHEN expiration_date <= '{}' THEN 'expiring'
             WHEN deployed > 0 AND deployed = purchased THEN 'depleted'
             ELSE 'active' END AS word
           FROM counted
         )
         SELECT id FROM standing WHERE word IN ({})",
        list(chosen),
        TODAY,
        TODAY,
        TODAY.plus(30),
        words(statuses.iter().map(|status| status.name()).collect()),
    );
    let mut and = |condition: String| {
        sql.push_str(" AND ");
        sql.push_str(&condition);
    };
    and("EXISTS (SELECT 1 FROM place WHERE place.license_id = standing.id)".to_owned());
    if !filter.organizations.is_empty() {
        and(format!(
            "EXISTS (SELECT 1 FROM place WHERE place.license_id = standing.id AND org IN ({}))",
            list(&filter.organizations)
        ));
    }
    if !filter.resellers.is_empty() {
        // Only the partner itself sees its resellers: for a reseller all customers are its own.
        and(format!(
            "EXISTS (SELECT 1 FROM place WHERE place.license_id = standing.id AND
               CASE WHEN reseller_id = {partner} THEN 0 ELSE COALESCE(reseller_id, 0) END IN ({}))",
            list(&filter.resellers)
        ));
    }
    if !filter.warnings.is_empty() {
        let condition = |warning: &Warning| match warning {
            Warning::Suspended => "suspended",
            Warning::NotRegistered => "NOT registered",
            Warning::Overused => "deployed > purchased",
            Warning::Depleted => "(deployed > 0 AND deployed = purchased)",
            Warning::NearlyDepleted => {
                "(deployed > 0 AND deployed < purchased AND deployed * 10 >= purchased * 9)"
            }
        };
        and(format!("({})", filter.warnings.iter().map(condition).collect::<Vec<_>>().join(" OR ")));
    }
    if !filter.types.is_empty() {
        and(format!("license_type IN ({})", words(filter.types.iter().map(|kind| kind.name()).collect())));
    }
    if !filter.products.is_empty() {
        and(format!("product_id IN ({})", list(&filter.products)));
    }
    if !filter.search.is_empty() {
        let text = filter.search.to_lowercase();
        and(format!("(lower(license_key) LIKE '%{text}%' OR lower(product_name) LIKE '%{text}%')"));
    }
    sql.push_str(" ORDER BY id");
    let backend = db.connection().get_database_backend();
    let rows = db.connection().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

#[both_databases]
async fn rows_and_counts_are_those_of_plain_sql(database: TestDb) {
    let db = &database.db;
    let dice = &mut StdRng::seed_from_u64(0x6772_616e);
    let world = World::make(db).await;
    world.assign(db, world.sub, world.distributor, Some(world.reseller)).await;
    world.assign(db, world.second_sub, world.distributor, None).await;
    random_licenses(db, &world, dice).await;
    let levels = level(RoleObject::LicenseManagementCustomerOrganizations, Level::ViewOnly);
    for (name, partner) in [("distributor", world.distributor), ("reseller", world.reseller)] {
        let person = actor(db, name, Some(partner), levels).await;
        let permit = person.permit(Action::ListLicenses, Target::Customers).unwrap();
        let all = [world.customer, world.sub, world.second_sub, world.direct_customer, world.other_customer];
        let chosen: Vec<_> = all.into_iter().filter(|_| dice.random_bool(0.8)).collect();
        let columns = open(db, &permit, Of::Organizations(&chosen), NOW).await.unwrap();
        let mut report = Report::new(columns).unwrap();
        for _ in 0..QUERIES {
            let filter = random_query(&world, dice);
            let found = match filter.search.as_str() {
                "" => None,
                text => Some(crate::licenses::report::search(db, &permit, text).await.unwrap()),
            };
            report.set_search(found.as_deref());
            let mut shown: Vec<_> = Section::ALL
                .into_iter()
                .flat_map(|section| report.rows(&filter, section, usize::MAX))
                .map(|row| report.row(row).license)
                .collect();
            shown.sort_unstable();
            let expected = oracle(db, partner, &chosen, &filter).await;
            assert_eq!(shown, expected, "{name}: {filter:?}");

            let facets = report.facets(&filter);
            for status in Status::ALL {
                let clicked = Filter { statuses: vec![status], ..filter.clone() };
                let expected = oracle(db, partner, &chosen, &clicked).await.len() as u64;
                assert_eq!(facets.statuses[status as usize], expected, "{status:?} of {filter:?}");
            }
            for warning in Warning::ALL {
                let clicked = Filter { warnings: vec![warning], ..filter.clone() };
                let expected = oracle(db, partner, &chosen, &clicked).await.len() as u64;
                assert_eq!(facets.warnings[warning as usize], expected, "{warning:?} of {filter:?}");
            }
            let base = Filter { statuses: vec![], history: filter.includes_expired(), ..filter.clone() };
            let expected = oracle(db, partner, &chosen, &base).await.len() as u64;
            assert_eq!(facets.licenses, expected, "the whole of {filter:?}");
            for (at, reseller) in
                report.dictionaries().resellers.iter().map(|(id, _)| *id).chain([0]).enumerate()
            {
                let clicked = Filter { resellers: vec![reseller], ..filter.clone() };
                let expected = oracle(db, partner, &chosen, &clicked).await.len() as u64;
                assert_eq!(facets.resellers[at], expected, "reseller {reseller} of {filter:?}");
            }
        }
    }
}
