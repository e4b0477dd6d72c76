//! Plans an import of deployments.

mod known;
mod row;
#[cfg(test)]
mod tests;
mod write;

use std::collections::{HashMap, HashSet};

use model::Day;
use model::text::written_number;
use sea_orm::ConnectionTrait;

use super::PlanError;
use super::cells::{Place, Reader, change};
use super::contradiction::refused_with;
use super::field::Field;
use super::plan::{Change, Outcome, Plan, PlannedRow, Refusal, Telling};
use super::remedy::Remedy;
use super::spellings::Spellings;
use crate::db::entity::deployment;
use known::{Licenses, Meant, Wanted};
use row::{Row, When};

pub(super) use write::Writes;

/// Milliseconds in a day.
const DAY: i64 = 86_400_000;

/// A deployment that is added or changed.
struct Step {
    /// The row as it will be; its number means nothing if it is new.
    new: deployment::Model,
    /// The changes; None if it is new.
    changes: Option<Vec<Change>>,
}

/// Plans a file of deployments and adds its rows to the plan.
pub(super) async fn prepare(
    connection: &impl ConnectionTrait,
    reader: &Reader<'_>,
    now: i64,
    plan: &mut Plan,
) -> Result<Writes, PlanError> {
    let leads_to_license =
        reader.has(Field::LicenseKey) || (reader.has(Field::Product) && reader.has(Field::Organization));
    if !leads_to_license {
        let lacking = [Field::LicenseKey, Field::Product, Field::Organization].into_iter();
        let lacking: Vec<_> = lacking.filter(|field| !reader.has(*field)).collect();
        return Err(reader.missing(&lacking));
    }
    let today = Day::of_instant(now);
    let licenses = Licenses::load(connection, Wanted::of(named(reader))).await?;
    let meant = named(reader).filter_map(|row| licenses.find(&row).ok()).collect();
    let known = known::deployments(connection, &meant).await?;
    let numbers: HashSet<(i64, i64)> = known.values().map(|row| (row.license_id, row.id)).collect();
    let present = Present { licenses, known, numbers };
    let (judged, refused) = judge(reader, today, &present);
    let (mut steps, mut spellings, mut telling) = (Vec::new(), Spellings::default(), Telling::default());
    for (mut cells, Judged { license, mut refusals }) in reader.rows().zip(judged) {
        let (line, row) = (cells.line(), Row::read(&mut cells, today));
        let subject = row.deployment_id.clone();
        let key = license.map(|license| (license, subject.clone()));
        if let Some(other) = key.as_ref().and_then(|key| refused.get(key)).filter(|_| refusals.is_empty()) {
            let why = refused_with("deployment", (line, &subject), (*other, &subject));
            refusals.push(reader.refusal(Field::DeploymentId, why));
        }
        let outcome = match key.filter(|_| refusals.is_empty()) {
            Some(key) => {
                present.licenses.note_spellings(&row.license, &mut spellings);
                let (outcome, step) = compared(row, key.0, present.known.get(&key), now);
                steps.extend(step);
                outcome
            }
            None => Outcome::Refused(refusals),
        };
        telling.add(&mut plan.rows, PlannedRow { line, subject, outcome });
    }
    plan.readings.extend(spellings.told("Names"));
    Ok(Writes { steps })
}

/// The relevant rows of the database.
struct Present {
    licenses: Licenses,
    /// Deployments by license and ID.
    known: HashMap<(i64, String), deployment::Model>,
    /// Each license with the numbers of its deployments.
    numbers: HashSet<(i64, i64)>,
}

/// A row with its problems.
struct Judged {
    /// Number of its license; None if not found.
    license: Option<i64>,
    refusals: Vec<Refusal>,
}

/// Judges each row against the first row of its deployment and the database. Also returns, by license and ID, the line of the
/// first row of each deployment whose rows contradict each other or can't be imported.
fn judge(reader: &Reader<'_>, today: Day, present: &Present) -> (Vec<Judged>, HashMap<(i64, String), u32>) {
    let mut first: HashMap<(i64, String), Place<'_>> = HashMap::new();
    let (mut judged, mut refused) = (Vec::with_capacity(reader.count()), HashMap::new());
    for mut cells in reader.rows() {
        let row = Row::read(&mut cells, today);
        let (place, line, mut refusals) = (cells.place(), cells.line(), cells.into_refusals());
        let could_be_read = refusals.is_empty();
        let license = present.licenses.find(&row.license).map_err(|(meant, why)| {
            // An empty cell was already refused.
            let row::Named { key, product, organization } = &row.license;
            let given = key.is_some() || (product.is_some() && organization.is_some());
            refusals.extend(given.then(|| reader.refusal(field(meant), why)));
        });
        let (license, mut repeats) = (license.ok(), false);
        if let Some(license) = license {
            for (meant, why) in present.licenses.contradictions(&row.license, license) {
                let remedy = Some(Remedy::Columns);
                refusals.push(Refusal { remedy, ..reader.refusal(field(meant), why) });
            }
        }
        let key = license.map(|license| (license, row.deployment_id.clone()));
        if let Some(other) = key.as_ref().and_then(|key| first.get(key)) {
            let mut other = reader.again(*other);
            let agrees = row.agrees(&Row::read(&mut other, today));
            repeats = could_be_read && agrees;
            let with = if agrees { "" } else { ", with other values" };
            let why = format!(
                "“{}” is already on line {} for the same license{with}.",
                row.deployment_id,
                other.line()
            );
            refusals.push(reader.refusal(Field::DeploymentId, why));
        } else if let Some(key) = key.clone().filter(|_| could_be_read) {
            first.insert(key, place);
        }
        let stored = key.as_ref().and_then(|key| present.known.get(key));
        let number = license.zip(written_number(&row.deployment_id)).filter(|_| stored.is_none());
        if number.is_some_and(|number| present.numbers.contains(&number)) {
            let why = format!("“{}” is the number of another deployment of the license.", row.deployment_id);
            refusals.push(reader.refusal(Field::DeploymentId, why));
        }
        refusals.extend(order_problem(&row, stored).map(|(field, why)| reader.refusal(field, why)));
        if let Some(key) = key.filter(|_| !refusals.is_empty() && !repeats) {
            refused.entry(key).or_insert(line);
        }
        judged.push(Judged { license, refusals });
    }
    (judged, refused)
}

/// How each row names its license. Planning reads the rows again: keeping them would take more memory than the file.
fn named(reader: &Reader<'_>) -> impl Iterator<Item = row::Named> {
    reader.rows().map(|mut cells| row::Named::read(&mut cells))
}

fn field(meant: Meant) -> Field {
    match meant {
        Meant::Key => Field::LicenseKey,
        Meant::Product => Field::Product,
        Meant::Organization => Field::Organization,
    }
}

/// The problem if it would be last seen before it was activated, with the field that says so.
fn order_problem(row: &Row, known: Option<&deployment::Model>) -> Option<(Field, String)> {
    let activated = row.activated.or_else(|| known.map(|known| When::stored(known.activated_at)))?;
    if let Some(last_seen) = row.last_seen {
        let what = if last_seen.time.is_some() && activated.time.is_some() { "moment" } else { "day" };
        let why =
            || format!("{last_seen} is before its activation, {activated}. Give that {what} or a later one.");
        return last_seen.is_before(activated).then(|| (Field::LastSeen, why()));
    }
    let last_seen = known.map(|known| When::stored(known.last_seen_at))?;
    row.activated.filter(|activated| last_seen.is_before(*activated))?;
    let why = format!(
        "{activated} is after it was last seen, {last_seen}. Give an earlier one, or the time it was last seen since."
    );
    Some((Field::Activated, why))
}

/// The outcome of a row that can be imported.
fn compared(
    row: Row,
    license_id: i64,
    known: Option<&deployment::Model>,
    now: i64,
) -> (Outcome, Option<Step>) {
    let Some(known) = known else {
        let activated_at = row.activated.or(row.last_seen).map_or(now, When::instant);
        let new = deployment::Model {
            id: 0,
            license_id,
            deployment_id: row.deployment_id,
            host_name: row.host_name.unwrap_or_default(),
            platform: row.platform.unwrap_or_default(),
            product_version: row.product_version.unwrap_or_default(),
            mode: row.mode.unwrap_or("online").to_owned(),
            quantity: row.quantity.map_or(1, i64::from),
            group_name: row.group,
            activated_at,
            // A date alone begins before a moment of that day.
            last_seen_at: row.last_seen.map_or(activated_at, When::instant).max(activated_at),
            name: None,
            ip: None,
            cores: None,
            metadata: None,
            heartbeat_at: None,
            resurrected: false,
            // Computed from the other columns when written.
            text_folded: String::new(),
        };
        return (Outcome::Added(Vec::new()), Some(Step { new, changes: None }));
    };
    let mut new = known.clone();
    let activated = moment(Field::Activated, &mut new.activated_at, row.activated);
    let last_seen = last_seen(&mut new, row.last_seen, activated.is_some());
    let changes: Vec<_> = [
        text(Field::HostName, &mut new.host_name, row.host_name),
        text(Field::Platform, &mut new.platform, row.platform),
        text(Field::ProductVersion, &mut new.product_version, row.product_version),
        text(Field::Mode, &mut new.mode, row.mode.map(str::to_owned)),
        quantity(&mut new.quantity, row.quantity),
        group(&mut new.group_name, row.group),
        activated,
        last_seen,
    ]
    .into_iter()
    .flatten()
    .collect();
    if changes.is_empty() {
        (Outcome::Unchanged, None)
    } else {
        (Outcome::Changed(changes.clone()), Some(Step { new, changes: Some(changes) }))
    }
}

fn text(field: Field, stored: &mut String, said: Option<String>) -> Option<Change> {
    let said = said?;
    let change = change(field, stored.as_str(), &said);
    *stored = said;
    change
}

fn quantity(stored: &mut i64, said: Option<u32>) -> Option<Change> {
    let said = i64::from(said?);
    change(Field::Quantity, std::mem::replace(stored, said), said)
}

fn group(stored: &mut Option<String>, said: Option<String>) -> Option<Change> {
    let said = said?;
    change(Field::Group, stored.replace(said.clone()).unwrap_or_default(), said)
}

/// Sets when it was last seen. An older inventory doesn't put the clock back: a later sign of life counts.
fn last_seen(new: &mut deployment::Model, said: Option<When>, was_activated: bool) -> Option<Change> {
    let stored = new.last_seen_at;
    let later = said.filter(|when| is_later(*when, stored));
    let change_told = moment(Field::LastSeen, &mut new.last_seen_at, later);
    if new.last_seen_at >= new.activated_at || (change_told.is_none() && !was_activated) {
        return change_told;
    }
    // The file gives the day alone, which begins before the moment of activation.
    new.last_seen_at = new.activated_at;
    change(Field::LastSeen, second_text(stored), second_text(new.last_seen_at))
}

fn is_later(when: When, stored: i64) -> bool {
    match when.time {
        Some(_) => when.instant() / 1_000 > stored / 1_000,
        None => when.day > Day::of_instant(stored),
    }
}

/// Files give seconds or dates alone: a stored moment of that second or day is kept.
fn moment(field: Field, stored: &mut i64, said: Option<When>) -> Option<Change> {
    let said = said?;
    let text: fn(i64) -> String = match said.time {
        Some(_) => second_text,
        None => |instant| Day::of_instant(instant).to_string(),
    };
    let change = change(field, text(*stored), text(said.instant()))?;
    *stored = said.instant();
    Some(change)
}

/// `2026-01-31 09:30:00`, in UTC.
fn second_text(instant: i64) -> String {
    let of_day = instant.rem_euclid(DAY) / 1_000;
    let (hours, minutes, seconds) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{} {hours:02}:{minutes:02}:{seconds:02}", Day::of_instant(instant))
}
