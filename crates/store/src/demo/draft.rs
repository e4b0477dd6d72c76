//! A license of the demo before it is written: one for each status, and any number at random.

use model::{Day, LicenseType, OrganizationId, Status, UserId};
use rand::RngExt as _;
use rand::rngs::StdRng;

use super::organizations::{Customer, Organizations};
use super::people::People;
use super::words::{FIRST_CLOUD, IDENTITY, NOTES, PARTNER_NOTES, PRODUCTS};

/// A license to write. Writing creates its key and its deployments.
#[derive(Clone)]
pub(super) struct Draft {
    /// Place of its product.
    pub product: usize,
    pub organizations: Vec<OrganizationId>,
    /// The person whose personal license it is.
    pub owner: Option<UserId>,
    pub license_type: LicenseType,
    pub start: Day,
    pub expiration: Option<Day>,
    pub purchased: u32,
    pub deployed: u32,
    pub offline: u32,
    pub suspended: bool,
    pub registered: bool,
    pub has_contract: bool,
    pub note: &'static str,
    pub partner_notes: Vec<(OrganizationId, &'static str)>,
    pub pinned_by: Option<UserId>,
}

/// A random element.
fn any<T: Copy>(rng: &mut StdRng, from: &[T]) -> T {
    from[rng.random_range(0..from.len())]
}

impl Draft {
    /// A purchased license with that status today.
    fn of(
        status: Status,
        product: usize,
        organization: OrganizationId,
        today: Day,
        rng: &mut StdRng,
    ) -> Self {
        let left = match status {
            Status::Expiring => rng.random_range(0..=model::EXPIRING_DAYS),
            Status::Expired => -rng.random_range(1..700),
            _ => rng.random_range(model::EXPIRING_DAYS + 1..900),
        };
        let expiration = today.plus(left);
        let begun = expiration.plus(-any(rng, &[365, 730, 1_095]));
        let is_cloud = product >= FIRST_CLOUD;
        let purchased = match status {
            _ if is_cloud => 1,
            Status::Depleted | Status::Overused => rng.random_range(1..=3),
            _ => any(rng, &[1, 2, 5, 10, 10, 25, 50, 100, 250]),
        };
        let deployed = match status {
            _ if is_cloud => 0,
            Status::Depleted => purchased,
            Status::Overused => purchased + rng.random_range(1..=2),
            Status::NotRegistered => 0,
            _ if rng.random_bool(0.4) => 0,
            _ => rng.random_range(0..=(purchased * 8 / 10).min(3)),
        };
        Self {
            product,
            organizations: vec![organization],
            owner: None,
            license_type: LicenseType::Purchased,
            start: if begun > today { today.plus(-rng.random_range(1..300)) } else { begun },
            expiration: Some(expiration),
            purchased,
            deployed,
            offline: 0,
            suspended: status == Status::Suspended,
            registered: status != Status::NotRegistered,
            has_contract: rng.random_bool(0.6),
            note: "",
            partner_notes: Vec::new(),
            pinned_by: None,
        }
    }

    /// A random license for that customer.
    fn by_chance(customer: &Customer, today: Day, rng: &mut StdRng) -> Self {
        let product = rng.random_range(0..PRODUCTS.len());
        let status = match rng.random_range(0..100) {
            52..64 => Status::Expiring,
            64..80 => Status::Expired,
            80..86 if product < FIRST_CLOUD => Status::Depleted,
            86..90 if product < FIRST_CLOUD => Status::Overused,
            90..95 => Status::NotRegistered,
            95..100 => Status::Suspended,
            // The rest, more than half.
            _ => Status::Active,
        };
        let mut draft = Self::of(status, product, customer.id, today, rng);
        draft.license_type = match rng.random_range(0..100) {
            0..70 => LicenseType::Purchased,
            70..82 => LicenseType::Evaluation,
            82..94 => LicenseType::Msp,
            _ => LicenseType::Nfr,
        };
        match (status, rng.random_range(0..100)) {
            (Status::Active, 0..8) => draft.expiration = None,
            (Status::Active, 8..12) => draft.starts_in(rng.random_range(3..90), today),
            _ => {}
        }
        if rng.random_bool(0.15) {
            draft.note = any(rng, &NOTES);
        }
        if PRODUCTS[product].shown_to_partners {
            for partner in customer.partners() {
                if rng.random_bool(0.1) {
                    draft.partner_notes.push((partner, any(rng, &PARTNER_NOTES)));
                }
            }
        }
        draft
    }

    fn starts_in(&mut self, days: i32, today: Day) {
        self.start = today.plus(days);
        self.expiration = Some(self.start.plus(365));
        self.deployed = 0;
    }
}

/// The licenses that show every feature, in a demo of any size.
pub(super) fn showing(
    organizations: &Organizations,
    people: &People,
    today: Day,
    rng: &mut StdRng,
) -> Vec<Draft> {
    let main = organizations.main.id;
    let mut drafts = Vec::new();
    // A license that has not started is among those below.
    let begun = Status::ALL.into_iter().filter(|status| *status != Status::NotStarted);
    for (place, status) in begun.enumerate() {
        drafts.push(Draft::of(status, place % IDENTITY, main, today, rng));
    }
    let mut active = |product| Draft::of(Status::Active, product, main, today, rng);
    for license_type in LicenseType::ALL {
        drafts.push(Draft { license_type, purchased: 25, offline: 5, ..active(1) });
    }
    drafts.extend((FIRST_CLOUD..PRODUCTS.len()).map(&mut active));
    drafts.push(active(IDENTITY));
    drafts.push(Draft { purchased: 10, deployed: 9, ..active(0) });
    drafts.push(Draft { purchased: 4, deployed: 5, suspended: true, registered: false, ..active(2) });
    drafts.push(Draft { expiration: None, ..active(3) });
    let mut future = active(4);
    future.starts_in(21, today);
    drafts.push(future);
    let sub = |place: usize| organizations.subs[place % organizations.subs.len()].id;
    drafts.push(Draft { organizations: vec![main, sub(0)], ..active(0) });
    drafts.push(Draft { organizations: vec![sub(0), sub(1)], ..active(5) });
    for place in 0..organizations.subs.len() {
        drafts.push(Draft { organizations: vec![sub(place)], ..active(place) });
    }
    // Notes of two partners on one license, besides the customer's.
    let noted =
        [(organizations.distributor, PARTNER_NOTES[0]), (organizations.other_distributor, PARTNER_NOTES[2])];
    drafts.push(Draft {
        note: NOTES[1],
        partner_notes: noted.to_vec(),
        pinned_by: Some(people.distributor),
        ..active(6)
    });
    drafts.push(Draft { note: NOTES[2], pinned_by: Some(people.admin), ..active(3) });
    drafts.push(Draft { note: NOTES[4], pinned_by: Some(people.admin), ..active(FIRST_CLOUD) });
    // The partners' own licenses.
    let own = [organizations.distributor, organizations.other_distributor, organizations.other_reseller];
    for partner in own.into_iter().chain(organizations.resellers.iter().copied()) {
        let of_partner = vec![partner];
        drafts.push(Draft { organizations: of_partner, license_type: LicenseType::Nfr, ..active(1) });
    }
    drafts.push(Draft { organizations: Vec::new(), owner: Some(people.solo), ..active(FIRST_CLOUD) });
    drafts
}

/// A random license for any customer.
pub(super) fn by_chance(organizations: &Organizations, today: Day, rng: &mut StdRng) -> Draft {
    let place = rng.random_range(0..organizations.customers.len() + organizations.subs.len() + 1);
    let customer = match place.checked_sub(organizations.customers.len()) {
        None => &organizations.customers[place],
        Some(0) => &organizations.main,
        Some(sub) => &organizations.subs[sub - 1],
    };
    Draft::by_chance(customer, today, rng)
}
