//! Facets and rows compared with the simplest possible count, over random reports and queries.

use proptest::prelude::*;

use super::*;
use crate::license::ProductKind;
use crate::query::{Column, Sort, toggle};
use crate::{LicenseType, Query, Status, Warning};

mod oracle;

const TODAY: Day = Day(20_000);

fn dictionaries() -> Dictionaries {
    let organization = |id, reseller| OrganizationEntry { id, name: format!("Org {id}"), reseller };
    let product = |id, kind| ProductEntry { id, name: format!("Product {id}"), kind, page: None };
    Dictionaries {
        generated_at: 0,
        last_event: 0,
        today: TODAY,
        organizations: vec![organization(10, Some(0)), organization(11, Some(1)), organization(12, None)],
        resellers: vec![(20, "North".into()), (21, "South".into())],
        products: vec![
            product(1, ProductKind::OnPremises),
            product(2, ProductKind::Cloud),
            product(3, ProductKind::OnPremises),
        ],
        places: vec![vec![0], vec![1], vec![2], vec![0, 1], vec![]],
        reach: 0,
    }
}

prop_compose! {
    fn license()(
        place in 0..5_u32, product in 0..3_u32, license_type in 0..4_u8, start in 19_000..20_100,
        expiration in prop_oneof![19_950..20_060_i32, Just(columns::NO_DAY)],
        deployed in 0..12_u32, purchased in 0..12_u32, flags in 0..8_u8,
    ) -> (u32, u32, u8, i32, i32, u32, u32, u8) {
        (place, product, license_type, start, expiration, deployed, purchased, flags)
    }
}

prop_compose! {
    fn report()(licenses in prop::collection::vec(license(), 0..60)) -> Report {
        let mut rows = Rows::default();
        for (number, license) in licenses.into_iter().enumerate() {
            rows.license.push(i64::try_from(number).unwrap() * 3);
            rows.place.push(license.0);
            rows.product.push(license.1);
            rows.license_type.push(license.2);
            rows.start.push(license.3);
            rows.expiration.push(license.4);
            rows.deployed.push(license.5);
            rows.purchased.push(license.6);
            rows.flags.push(license.7);
        }
        Report::new(Columns { dictionaries: dictionaries(), rows }).unwrap()
    }
}

fn some_of<T: Clone + std::fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = Vec<T>> {
    prop::sample::subsequence(values, 0..=2)
}

prop_compose! {
    fn query()(
        statuses in some_of(Status::ALL.to_vec()), warnings in some_of(Warning::ALL.to_vec()), types in some_of(LicenseType::ALL.to_vec()),
        products in some_of(vec![1, 2, 3]), resellers in some_of(vec![20, 21, 0]),
        organizations in some_of(vec![10, 11, 12]), history: bool,
        column in prop::sample::select(Column::ALL.to_vec()), descending: bool,
    ) -> Query {
        let sort = Sort { column, descending };
        Query { search: String::new(), statuses, warnings, types, products, resellers, organizations, history, sort }
    }
}

/// Whether a row is shown, by the rules alone.
fn shown(report: &Report, row: u32, query: &Query) -> bool {
    let names = report.dictionaries();
    let row = report.row(row);
    let place: Vec<_> =
        names.places[row.place as usize].iter().map(|at| &names.organizations[*at as usize]).collect();
    let reseller = |at: Option<u32>| at.map_or(0, |at| names.resellers[at as usize].0);
    (if query.statuses.is_empty() {
        query.history || row.standing.status() != Status::Expired
    } else {
        query.statuses.contains(&row.standing.status())
    }) && (query.warnings.is_empty()
        || row.standing.warnings().any(|warning| query.warnings.contains(&warning)))
        && (query.types.is_empty() || query.types.contains(&row.license_type))
        && (query.products.is_empty() || query.products.contains(&names.products[row.product as usize].id))
        && (query.resellers.is_empty()
            || place.iter().any(|org| query.resellers.contains(&reseller(org.reseller))))
        && (query.organizations.is_empty() || place.iter().any(|org| query.organizations.contains(&org.id)))
}

/// The number of licenses outside of organizations, which the resellers' chart omits: no report on customers has any.
fn nowhere(report: &Report, query: &Query) -> u64 {
    let all = Query { resellers: vec![], ..query.clone() };
    let places = &report.dictionaries().places;
    rows(report, &all).into_iter().filter(|row| places[report.row(*row).place as usize].is_empty()).count()
        as u64
}

fn rows(report: &Report, query: &Query) -> Vec<u32> {
    Section::ALL.into_iter().flat_map(|section| report.rows(query, section, usize::MAX)).collect()
}

proptest! {
    #[test]
    fn rows_are_those_that_the_query_shows(report in report(), query in query()) {
        let mut found = rows(&report, &query);
        prop_assert_eq!(found.len() as u64, report.facets(&query).shown.licenses);
        found.sort_unstable();
        let expected: Vec<u32> = (0..u32::try_from(report.len()).unwrap()).filter(|row| shown(&report, *row, &query)).collect();
        prop_assert_eq!(&found, &expected);
        // What an action on all of them reaches.
        let matching = |section| report.matching(&query, section, &[], None, usize::MAX).licenses;
        let mut reached: Vec<_> = Section::ALL.into_iter().flat_map(matching).collect();
        reached.sort_unstable();
        let shown = found.iter().map(|row| report.row(*row).license).collect::<Vec<_>>();
        prop_assert_eq!(reached, shown);
    }

    /// R7: choosing only one value leads to as many rows as its count says, whatever else is chosen.
    #[test]
    fn every_count_is_the_number_of_rows_behind_it(report in report(), query in query()) {
        let facets = report.facets(&query);
        let leads_to = |query: &Query| rows(&report, query).len() as u64;
        for status in Status::ALL {
            let clicked = Query { statuses: vec![status], ..query.clone() };
            prop_assert_eq!(facets.statuses[status as usize], leads_to(&clicked));
        }
        for warning in Warning::ALL {
            let clicked = Query { warnings: vec![warning], ..query.clone() };
            prop_assert_eq!(facets.warnings[warning as usize], leads_to(&clicked));
        }
        for kind in LicenseType::ALL {
            let clicked = Query { types: vec![kind], ..query.clone() };
            prop_assert_eq!(facets.types[kind as usize], leads_to(&clicked));
        }
        for (at, product) in report.dictionaries().products.iter().enumerate() {
            let clicked = Query { products: vec![product.id], ..query.clone() };
            prop_assert_eq!(facets.products[at], leads_to(&clicked));
        }
        for (at, id) in [20, 21, 0].into_iter().enumerate() {
            let clicked = Query { resellers: vec![id], ..query.clone() };
            prop_assert_eq!(facets.resellers[at], leads_to(&clicked));
        }
        for (at, organization) in report.dictionaries().organizations.iter().enumerate() {
            let clicked = Query { organizations: vec![organization.id], ..query.clone() };
            prop_assert_eq!(facets.organizations[at], leads_to(&clicked));
        }
        let base = Query { statuses: vec![], history: query.includes_expired(), ..query.clone() };
        prop_assert_eq!(facets.licenses, leads_to(&base));
        prop_assert_eq!(facets.resold, leads_to(&Query { resellers: vec![], ..query.clone() }));
        let all = Query { statuses: vec![], history: true, ..query.clone() };
        let without = Query { history: false, ..query.clone() };
        let hidden = if query.statuses.is_empty() { leads_to(&all) - leads_to(&without) } else { 0 };
        prop_assert_eq!(facets.hidden, if query.history { 0 } else { hidden });
    }

    /// R10: parts add up to their whole, under any query.
    #[test]
    fn parts_add_up_to_their_whole(report in report(), query in query()) {
        let facets = report.facets(&query);
        let counted = |status: &Status| *status != Status::Expired || query.includes_expired();
        let statuses: u64 = Status::ALL.into_iter().filter(counted).map(|status| facets.statuses[status as usize]).sum();
        prop_assert_eq!(statuses, facets.licenses);
        let without = |change: fn(&mut Query)| {
            let mut without = query.clone();
            change(&mut without);
            rows(&report, &without).len() as u64
        };
        prop_assert_eq!(facets.types.iter().sum::<u64>(), without(|query| query.types.clear()));
        prop_assert_eq!(facets.products.iter().sum::<u64>(), without(|query| query.products.clear()));
        prop_assert!(facets.resellers.iter().sum::<u64>() >= facets.resold.saturating_sub(nowhere(&report, &query)));
        // Without a choice in the charts themselves, every chart divides the rows below.
        let mut none = query.clone();
        (none.statuses, none.types, none.products, none.resellers) = (vec![], vec![], vec![], vec![]);
        none.history = query.includes_expired();
        let facets = report.facets(&none);
        let shown = rows(&report, &none).len() as u64;
        prop_assert_eq!([facets.licenses, facets.resold, facets.shown.licenses], [shown; 3]);
        prop_assert_eq!([facets.types.iter().sum::<u64>(), facets.products.iter().sum()], [shown; 2]);
    }

    /// R10: Expired leads to as many rows as it says, and a second click leads back, with and without history.
    #[test]
    fn expired_leads_there_and_back(report in report(), query in query()) {
        let query = Query { statuses: vec![], ..query };
        let mut clicked = query.clone();
        toggle(&mut clicked.statuses, Status::Expired);
        prop_assert!(clicked.includes_expired());
        prop_assert_eq!(rows(&report, &clicked).len() as u64, report.facets(&query).statuses[Status::Expired as usize]);
        toggle(&mut clicked.statuses, Status::Expired);
        prop_assert_eq!(clicked, query);
    }

    #[test]
    fn the_search_restricts_rows_and_counts(mut report in report(), query in query(), found in some_of((0..60).map(|n| n * 3).collect())) {
        report.set_search(Some(&found));
        let shown = rows(&report, &query);
        prop_assert!(shown.iter().all(|row| found.contains(&report.row(*row).license)));
        prop_assert_eq!(shown.len() as u64, report.facets(&query).shown.licenses);
        report.set_search(None);
        prop_assert!(rows(&report, &query).len() >= shown.len());
    }

    #[test]
    fn rows_are_sorted_with_pinned_ones_on_top(report in report(), query in query()) {
        for section in Section::ALL {
            let found = report.rows(&query, section, usize::MAX);
            prop_assert!(found.iter().map(|row| !report.row(*row).pinned).is_sorted());
            if query.sort.column == Column::Expiration {
                for pinned in [true, false] {
                    let days = found.iter().map(|row| report.row(*row)).filter(|row| row.pinned == pinned);
                    let mut days: Vec<_> = days.map(|row| row.expiration.map_or(i32::MAX, |day| day.0)).collect();
                    if query.sort.descending { days.reverse(); }
                    prop_assert!(days.is_sorted());
                }
            }
            prop_assert_eq!(report.rows(&query, section, 3), found.into_iter().take(3).collect::<Vec<_>>());
        }
    }
}

#[test]
fn columns_that_do_not_fit_are_not_taken() {
    let mut columns = Columns { dictionaries: dictionaries(), rows: Rows::default() };
    columns.rows.license.push(1);
    assert!(Report::new(columns).is_none());
}

#[test]
fn a_report_travels_unchanged() {
    let columns =
        Columns { dictionaries: dictionaries(), rows: Rows { license: vec![7], ..Rows::default() } };
    let bytes = postcard::to_stdvec(&columns).unwrap();
    assert_eq!(postcard::from_bytes::<Columns>(&bytes).unwrap(), columns);
}

#[test]
fn rows_without_a_text_come_last_in_both_directions() {
    let rows = Rows {
        license: vec![10, 11, 12, 13],
        place: vec![0; 4],
        product: vec![0; 4],
        license_type: vec![0; 4],
        start: vec![0; 4],
        expiration: vec![columns::NO_DAY; 4],
        deployed: vec![0; 4],
        purchased: vec![1; 4],
        flags: vec![0; 4],
    };
    let mut report = Report::new(Columns { dictionaries: dictionaries(), rows }).unwrap();
    report.set_ranks(Column::Note, &[(10, NO_RANK), (11, 1), (12, 0)]);
    for (descending, expected) in [(false, [2, 1, 0, 3]), (true, [1, 2, 0, 3])] {
        let query = Query { sort: Sort { column: Column::Note, descending }, ..Query::default() };
        assert_eq!(report.rows(&query, Section::OnPremises, usize::MAX), expected);
    }
}

proptest! {
    #[test]
    fn the_order_of_a_choice_does_not_matter(report in report(), query in query()) {
        let mut turned = query.clone();
        turned.products.reverse();
        turned.resellers.reverse();
        turned.organizations.reverse();
        prop_assert_eq!(rows(&report, &turned), rows(&report, &query));
        prop_assert_eq!(report.facets(&turned), report.facets(&query));
    }
}

#[test]
fn a_report_that_was_sorted_in_every_way_keeps_few_orders() {
    let length: u32 = 100;
    let count = length as usize;
    let rows = Rows {
        license: (0..i64::from(length)).collect(),
        place: vec![0; count],
        product: vec![0; count],
        license_type: vec![0; count],
        start: vec![0; count],
        expiration: vec![columns::NO_DAY; count],
        deployed: vec![0; count],
        purchased: vec![1; count],
        flags: vec![0; count],
    };
    let report = Report::new(Columns { dictionaries: dictionaries(), rows }).unwrap();
    let before = report.bytes();
    assert!(before > count * 34);
    for column in
        [Column::Key, Column::Product, Column::Status, Column::Type, Column::Start, Column::Expiration]
    {
        for descending in [true, false] {
            let query = Query { sort: Sort { column, descending }, ..Query::default() };
            rows_in_order(&report, &query);
            rows_in_order(&report, &query);
        }
    }
    assert_eq!(report.bytes() - before, 4 * 8 * count);
}

fn rows_in_order(report: &Report, query: &Query) {
    for section in Section::ALL {
        report.rows(query, section, usize::MAX);
    }
}
