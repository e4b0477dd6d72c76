//! One report through a sequence of clicks, searches, pins and sorts, compared after each with a count of single rows.

use super::*;

/// What a person, or the server, does to a list.
#[derive(Clone, Debug)]
enum Step {
    Status(Status),
    Warning(Warning),
    Type(LicenseType),
    Product(i64),
    Reseller(i64),
    Organization(i64),
    History(bool),
    Sort(Sort),
    Search(Option<Vec<LicenseId>>),
    Pin(LicenseId, bool),
    Rank(Column, Vec<(LicenseId, u32)>),
}

/// More licenses than a block of the walk over an order.
const LICENSES: u8 = 200;

fn step() -> impl Strategy<Value = Step> {
    let license = 0..3 * i64::from(LICENSES);
    let most = usize::from(LICENSES);
    let text = prop::sample::select(vec![Column::Note, Column::PartnerNote]);
    let ranks = prop::collection::btree_map(license.clone(), prop_oneof![0..9_u32, Just(NO_RANK)], 0..most);
    let found = prop::collection::btree_set(license.clone(), 0..2 * most);
    let sort = (prop::sample::select(Column::ALL.to_vec()), any::<bool>());
    prop_oneof![
        prop::sample::select(Status::ALL.to_vec()).prop_map(Step::Status),
        prop::sample::select(Warning::ALL.to_vec()).prop_map(Step::Warning),
        prop::sample::select(LicenseType::ALL.to_vec()).prop_map(Step::Type),
        (1..7_i64).prop_map(Step::Product),
        (19..23_i64).prop_map(|id| Step::Reseller(if id == 19 { 0 } else { id })),
        (10..17_i64).prop_map(Step::Organization),
        any::<bool>().prop_map(Step::History),
        sort.prop_map(|(column, descending)| Step::Sort(Sort { column, descending })),
        prop::option::of(found).prop_map(|found| Step::Search(found.map(|it| it.into_iter().collect()))),
        (license, any::<bool>()).prop_map(|(license, pinned)| Step::Pin(license, pinned)),
        (text, ranks).prop_map(|(column, ranks)| Step::Rank(column, ranks.into_iter().collect())),
    ]
}

prop_compose! {
    /// Up to six organizations, two resellers, six products and nine places, some of them alike.
    fn names()(
        organizations in prop::collection::vec(prop::option::of(0..2_u32), 1..=6),
        kinds in prop::collection::vec(any::<bool>(), 1..=6),
    )(
        places in prop::collection::vec(prop::sample::subsequence((0..organizations.len()).collect::<Vec<_>>(), 0..=organizations.len()), 1..9),
        organizations in Just(organizations), kinds in Just(kinds),
    ) -> Dictionaries {
        let organization = |(id, reseller)| OrganizationEntry { id, name: String::new(), reseller };
        let product = |(id, is_cloud)| {
            let kind = if is_cloud { ProductKind::Cloud } else { ProductKind::OnPremises };
            ProductEntry { id, name: String::new(), kind, page: None }
        };
        let place = |place: Vec<usize>| place.into_iter().map(|at| u32::try_from(at).unwrap()).collect();
        Dictionaries {
            today: TODAY,
            organizations: (10..).zip(organizations).map(organization).collect(),
            resellers: vec![(20, String::new()), (21, String::new())],
            products: (1..).zip(kinds).map(product).collect(),
            places: places.into_iter().map(place).collect(),
            ..Dictionaries::default()
        }
    }
}

prop_compose! {
    fn columns()(names in names())(
        licenses in prop::collection::vec(
            (0..names.places.len(), 0..names.products.len(), 0..4_u8, 19_990..20_010_i32,
             prop_oneof![19_980..20_060_i32, Just(columns::NO_DAY)], 0..12_u32, 0..12_u32, 0..8_u8),
            0..usize::from(LICENSES),
        ),
        names in Just(names),
    ) -> Columns {
        let mut rows = Rows::default();
        // Numbers do not follow the order of keys.
        let ids = (0..).map(|at: i64| at * 7 % (3 * i64::from(LICENSES) + 1));
        for (id, license) in ids.zip(licenses) {
            rows.license.push(id);
            rows.place.push(u32::try_from(license.0).unwrap());
            rows.product.push(u32::try_from(license.1).unwrap());
            rows.license_type.push(license.2);
            rows.start.push(license.3);
            rows.expiration.push(license.4);
            rows.deployed.push(license.5);
            rows.purchased.push(license.6);
            rows.flags.push(license.7);
        }
        Columns { dictionaries: names, rows }
    }
}

/// The state of a list as the steps say, without the report's.
#[derive(Default)]
struct Plain {
    query: Query,
    found: Option<Vec<LicenseId>>,
    pinned: Vec<LicenseId>,
    ranks: HashMap<Column, Vec<(LicenseId, u32)>>,
}

impl Plain {
    fn take(&mut self, report: &mut Report, step: Step) {
        match step {
            Step::Status(status) => toggle(&mut self.query.statuses, status),
            Step::Warning(warning) => toggle(&mut self.query.warnings, warning),
            Step::Type(kind) => toggle(&mut self.query.types, kind),
            Step::Product(id) => toggle(&mut self.query.products, id),
            Step::Reseller(id) => toggle(&mut self.query.resellers, id),
            Step::Organization(id) => toggle(&mut self.query.organizations, id),
            Step::History(on) => self.query.set_history(on),
            Step::Sort(sort) => self.query.sort = sort,
            Step::Search(found) => {
                report.set_search(found.as_deref());
                self.found = found;
            }
            Step::Pin(license, pinned) => {
                report.set_pinned(&[license], pinned);
                self.pinned.retain(|id| *id != license);
                self.pinned.extend(pinned.then_some(license));
            }
            Step::Rank(column, ranks) => {
                report.set_ranks(column, &ranks);
                self.ranks.insert(column, ranks);
            }
        }
    }

    /// The rows that the query shows once `change` has been made to it.
    fn rows(&self, report: &Report, change: impl FnOnce(&mut Query)) -> Vec<Row> {
        let mut query = self.query.clone();
        change(&mut query);
        let rows = (0..u32::try_from(report.len()).unwrap()).filter(|row| shown(report, *row, &query));
        let rows = rows.map(|row| report.row(row));
        rows.filter(|row| self.found.as_ref().is_none_or(|found| found.contains(&row.license))).collect()
    }

    /// Every facet, counted one by one with its own choice taken out of the query.
    fn facets(&self, report: &Report) -> Facets {
        let names = report.dictionaries();
        let mut facets = Facets {
            statuses: vec![0; Status::ALL.len()],
            warnings: vec![0; Warning::ALL.len()],
            types: vec![0; LicenseType::ALL.len()],
            products: vec![0; names.products.len()],
            resellers: vec![0; names.resellers.len() + 1],
            organizations: vec![0; names.organizations.len()],
            ..Facets::default()
        };
        for row in self.rows(report, |_| {}) {
            facets.shown.licenses += 1;
            facets.shown.deployed += u64::from(row.deployed);
            facets.shown.purchased += u64::from(row.purchased);
            let is_cloud = names.products[row.product as usize].kind == ProductKind::Cloud;
            facets.sections[usize::from(!is_cloud)] += 1;
        }
        let every_status = |query: &mut Query| (query.statuses, query.history) = (vec![], true);
        for row in self.rows(report, every_status) {
            let status = row.standing.status();
            facets.statuses[status as usize] += 1;
            let is_hidden = status == Status::Expired && !self.query.includes_expired();
            facets.licenses += u64::from(!is_hidden);
            facets.hidden += u64::from(is_hidden && self.query.statuses.is_empty());
        }
        for row in self.rows(report, |query| query.warnings.clear()) {
            for warning in row.standing.warnings() {
                facets.warnings[warning as usize] += 1;
            }
        }
        for row in self.rows(report, |query| query.types.clear()) {
            facets.types[row.license_type as usize] += 1;
        }
        for row in self.rows(report, |query| query.products.clear()) {
            facets.products[row.product as usize] += 1;
        }
        for row in self.rows(report, |query| query.resellers.clear()) {
            facets.resold += 1;
            for at in sold_by(names, row) {
                facets.resellers[at as usize] += 1;
            }
        }
        for row in self.rows(report, |query| query.organizations.clear()) {
            for at in &names.places[row.place as usize] {
                facets.organizations[*at as usize] += 1;
            }
        }
        facets
    }

    /// The shown licenses of a section in order.
    fn order(&self, report: &Report, section: Section) -> Vec<LicenseId> {
        let names = report.dictionaries();
        let Sort { column, descending } = self.query.sort;
        let mut rows = self.rows(report, |_| {});
        rows.retain(|row| names.products[row.product as usize].kind == section.kind());
        let rank = |row: &Row| {
            let ranks = self.ranks.get(&column)?;
            Some(ranks.iter().find(|(license, _)| *license == row.license).map_or(NO_RANK, |(_, rank)| *rank))
        };
        let value = |row: &Row| match column {
            Column::Key => 0.0,
            Column::Product => f64::from(row.product),
            Column::Organization => {
                names.places[row.place as usize].first().map_or(-1.0, |at| f64::from(*at))
            }
            Column::Reseller => sold_by(names, *row).first().map_or(0.0, |at| f64::from(*at)),
            Column::Status => f64::from(row.standing.status() as u8),
            Column::Type => f64::from(row.license_type as u8),
            Column::Start => f64::from(row.start.0),
            Column::Expiration => row.expiration.map_or(f64::INFINITY, |day| f64::from(day.0)),
            Column::Deployed if row.deployed == 0 => 0.0,
            Column::Deployed => f64::from(row.deployed) / f64::from(row.purchased),
            Column::Note | Column::PartnerNote => f64::from(rank(row).unwrap_or(0)),
        };
        // Equal rows stay in the order of keys, unless keys themselves are turned.
        if column == Column::Key && descending {
            rows.reverse();
        }
        rows.sort_by(|a, b| {
            let is_last = |row: &Row| rank(row) == Some(NO_RANK);
            let pinned = |row: &Row| self.pinned.contains(&row.license);
            let ascending = value(a).partial_cmp(&value(b)).unwrap();
            let by_value = if descending { ascending.reverse() } else { ascending };
            pinned(b).cmp(&pinned(a)).then(is_last(a).cmp(&is_last(b))).then(by_value)
        });
        rows.into_iter().map(|row| row.license).collect()
    }
}

/// The resellers of a license's organizations, each once; last those without one.
fn sold_by(names: &Dictionaries, row: Row) -> Vec<u32> {
    let organizations = names.places[row.place as usize].iter().map(|at| &names.organizations[*at as usize]);
    let without = u32::try_from(names.resellers.len()).unwrap();
    let mut resellers: Vec<_> = organizations.map(|entry| entry.reseller.unwrap_or(without)).collect();
    resellers.sort_unstable();
    resellers.dedup();
    resellers
}

proptest! {
    #[test]
    fn a_list_counts_and_orders_like_single_rows(columns in columns(), steps in prop::collection::vec(step(), 1..12)) {
        let mut report = Report::new(columns).unwrap();
        let mut plain = Plain::default();
        let is_pinned = |row: &u32| report.row(*row).pinned;
        let rows = (0..u32::try_from(report.len()).unwrap()).filter(is_pinned);
        plain.pinned = rows.map(|row| report.row(row).license).collect();
        for step in steps {
            plain.take(&mut report, step);
            prop_assert_eq!(report.facets(&plain.query), plain.facets(&report));
            for section in Section::ALL {
                let licenses = |limit| report.rows(&plain.query, section, limit).into_iter().map(|row| report.row(row).license);
                let expected = plain.order(&report, section);
                prop_assert_eq!(licenses(usize::MAX).collect::<Vec<_>>(), &expected[..]);
                prop_assert_eq!(licenses(50).collect::<Vec<_>>(), &expected[..expected.len().min(50)]);
                prop_assert_eq!(licenses(0).count(), 0);
            }
        }
    }
}
