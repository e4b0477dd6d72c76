//! Writes the demo's products and licenses in batches.

use chrono::Datelike as _;
use model::{Day, OrganizationId, ProductKind};
use rand::RngExt as _;
use rand::rngs::StdRng;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr};

use super::Options;
use super::draft::{self, Draft};
use super::organizations::Organizations;
use super::people::People;
use super::words::{FIRST_CLOUD, GROUPS, HOSTS, LIMITS, PLATFORMS, PRODUCTS, VERSIONS};
use crate::db::batch::{BATCH, insert};
use crate::db::entity::{deployment, license, license_limit, partner_note, pin, product};
use crate::events::{Event, Kind, NewEvent, record_all};
use crate::groups::placed;
use crate::import::{license_ids, public_id};

const HOUR: i64 = 3_600_000;
/// Events are kept for a year: those of older licenses get later times, so that their histories are not empty.
const KEPT: i64 = 300 * 24 * HOUR;
const DAY: i64 = 24 * HOUR;

/// How much was written.
#[derive(Default)]
pub(super) struct Made {
    pub licenses: usize,
    pub deployments: usize,
}

/// Writes the products and the licenses.
pub(super) async fn create(
    connection: &impl ConnectionTrait,
    organizations: &Organizations,
    people: &People,
    options: &Options,
    rng: &mut StdRng,
) -> Result<Made, DbErr> {
    let products = products(connection).await?;
    let showing = draft::showing(organizations, people, options.today, rng);
    let total = options.licenses.max(showing.len());
    let mut showing = showing.into_iter();
    let mut made = Made::default();
    while made.licenses < total {
        let batch = Batch { products: &products, options, rng: &mut *rng, rows: Rows::default() };
        let drafts: Vec<Draft> = (made.licenses..total)
            .take(BATCH)
            .map(|_| {
                showing
                    .next()
                    .unwrap_or_else(|| draft::by_chance(organizations, options.today, &mut *batch.rng))
            })
            .collect();
        made.deployments += batch.write(connection, &drafts).await?;
        made.licenses += drafts.len();
    }
    Ok(made)
}

/// Numbers of the products, by place.
async fn products(connection: &impl ConnectionTrait) -> Result<Vec<i64>, DbErr> {
    let mut ids = Vec::new();
    for product in &PRODUCTS {
        let row = product::ActiveModel {
            maker: Set(String::new()),
            kind: Set(product.kind.name().to_owned()),
            page: Set(Some(format!("https://grantry.example/products/{}", product.page))),
            shown_to_partners: Set(product.shown_to_partners),
            ..product::ActiveModel::named(product.name)
        };
        ids.push(row.insert(connection).await?.id);
    }
    Ok(ids)
}

/// The rows that belong to licenses.
#[derive(Default)]
struct Rows {
    assignments: Vec<(i64, OrganizationId)>,
    limits: Vec<license_limit::ActiveModel>,
    deployments: Vec<deployment::ActiveModel>,
    partner_notes: Vec<partner_note::ActiveModel>,
    pins: Vec<pin::ActiveModel>,
    events: Vec<NewEvent>,
}

/// Licenses that are written together.
struct Batch<'a> {
    products: &'a [i64],
    options: &'a Options,
    rng: &'a mut StdRng,
    rows: Rows,
}

impl Batch<'_> {
    /// Writes licenses and the rows that belong to them, and returns the number of deployments.
    async fn write(mut self, connection: &impl ConnectionTrait, drafts: &[Draft]) -> Result<usize, DbErr> {
        let keys: Vec<String> = drafts.iter().map(|_| public_id::license_key(self.rng)).collect();
        let public_ids = public_id::unused(connection, self.rng, drafts.len()).await?;
        let licenses = drafts.iter().zip(&keys).zip(public_ids);
        let licenses =
            licenses.map(|((draft, key), public_id)| self.license(draft, key, public_id)).collect();
        insert(connection, licenses).await?;
        let ids = license_ids(connection, &keys.iter().map(String::as_str).collect::<Vec<_>>()).await?;
        for (draft, key) in drafts.iter().zip(&keys) {
            let id = ids.get(key).copied().ok_or_else(|| DbErr::RecordNotFound(key.clone()))?;
            self.add(id, draft);
        }
        let deployments = self.rows.deployments.len();
        insert(connection, placed(connection, &self.rows.assignments).await?).await?;
        insert(connection, self.rows.limits).await?;
        insert(connection, self.rows.deployments).await?;
        insert(connection, self.rows.partner_notes).await?;
        insert(connection, self.rows.pins).await?;
        record_all(connection, self.rows.events).await?;
        Ok(deployments)
    }

    fn license(&mut self, draft: &Draft, key: &str, public_id: String) -> license::ActiveModel {
        let year = draft.start.date().year();
        let contract =
            draft.has_contract.then(|| format!("C-{year}-{:05}", self.rng.random_range(1..100_000)));
        license::ActiveModel {
            public_id: Set(public_id),
            product_id: Set(self.products[draft.product]),
            user_id: Set(draft.owner),
            license_type: Set(draft.license_type.name().to_owned()),
            start_date: Set(draft.start.date()),
            expiration_date: Set(draft.expiration.map(Day::date)),
            purchased: Set(i64::from(draft.purchased)),
            offline_units: Set(i64::from(draft.offline)),
            contract_number: Set(contract),
            note: Set(draft.note.to_owned()),
            note_version: Set(i32::from(!draft.note.is_empty())),
            suspended: Set(draft.suspended),
            registered: Set(draft.registered),
            created_at: Set(self.made(draft)),
            ..license::ActiveModel::keyed(key)
        }
    }

    /// When a license was created: on its first day, or earlier today if that is in the future.
    fn made(&self, draft: &Draft) -> i64 {
        (moment(draft.start) + 8 * HOUR).min(self.options.now)
    }

    fn add(&mut self, license: i64, draft: &Draft) {
        let told = self.made(draft).max(self.options.now - KEPT);
        let event = |kind| Event::of_installation(told, kind).on(license);
        self.rows.events.push(event(Kind::LicenseAdded).change("", PRODUCTS[draft.product].name).into_row());
        if !draft.note.is_empty() {
            self.rows.events.push(event(Kind::NoteEdited).change("", draft.note).into_row());
        }
        for organization in &draft.organizations {
            self.rows.assignments.push((license, *organization));
        }
        for (partner, note) in &draft.partner_notes {
            self.rows.partner_notes.push(partner_note(license, *partner, note));
            let event = Event { visible_to: Some(*partner), ..event(Kind::PartnerNoteEdited) };
            self.rows.events.push(event.change("", note).into_row());
        }
        if let Some(person) = draft.pinned_by {
            self.rows.pins.push(pin::ActiveModel { user_id: Set(person), license_id: Set(license) });
        }
        if PRODUCTS[draft.product].kind == ProductKind::Cloud {
            self.add_limits(license, draft.product - FIRST_CLOUD);
        }
        for number in 0..draft.deployed {
            let row = self.deployment(license, draft, number + 1);
            self.rows.deployments.push(row);
        }
    }

    fn add_limits(&mut self, license: i64, place: usize) {
        for (name, per) in LIMITS[place] {
            let allowance: i64 = any(self.rng, &[500, 1_000, 5_000, 20_000, 100_000]);
            // About one in ten is used up.
            let used = (allowance * self.rng.random_range(0..=110) / 100).min(allowance);
            let row = license_limit::ActiveModel {
                license_id: Set(license),
                name: Set(name.to_owned()),
                allowance: Set(allowance),
                per: Set(per.to_owned()),
                used: Set(used),
                ..Default::default()
            };
            self.rows.limits.push(row);
        }
    }

    fn deployment(&mut self, license: i64, draft: &Draft, number: u32) -> deployment::ActiveModel {
        let end = draft.expiration.map_or(self.options.now, |last| moment(last).min(self.options.now));
        let begin = moment(draft.start).min(end);
        let activated = self.rng.random_range(begin..=end);
        let last_seen = self.rng.random_range(activated..=end);
        let group = self.rng.random_bool(0.5).then(|| any(self.rng, &GROUPS).to_owned());
        let id = format!("{}-{}", public_id::signs(self.rng, 8), public_id::signs(self.rng, 8));
        let host_name = format!("{}-{number:02}", any(self.rng, &HOSTS));
        let (platform, version) = (any(self.rng, &PLATFORMS), any(self.rng, &VERSIONS));
        let searched = [&*id, &*host_name, platform, version, group.as_deref().unwrap_or_default()];
        deployment::ActiveModel {
            license_id: Set(license),
            text_folded: Set(deployment::Model::searched(searched)),
            deployment_id: Set(id),
            host_name: Set(host_name),
            platform: Set(platform.to_owned()),
            product_version: Set(version.to_owned()),
            mode: Set(if number <= draft.offline { "offline" } else { "online" }.to_owned()),
            quantity: Set(1),
            group_name: Set(group),
            activated_at: Set(activated),
            last_seen_at: Set(last_seen),
            ..Default::default()
        }
    }
}

fn any<T: Copy>(rng: &mut StdRng, from: &[T]) -> T {
    from[rng.random_range(0..from.len())]
}

fn partner_note(license: i64, partner: OrganizationId, note: &str) -> partner_note::ActiveModel {
    partner_note::ActiveModel {
        license_id: Set(license),
        organization_id: Set(partner),
        note: Set(note.to_owned()),
        note_version: Set(1),
    }
}

/// Midnight of a day, in milliseconds since the Unix epoch.
fn moment(day: Day) -> i64 {
    i64::from(day.0) * DAY
}
