//! Plans an import of organizations.

mod changes;
mod check;
mod row;
#[cfg(test)]
mod tests;
mod write;

use std::collections::HashMap;

use model::{OrganizationId, OrganizationKind};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::PlanError;
use super::catalog::{Meant, Named, Organization, organizations, stored};
use super::cells::Reader;
use super::contradiction::refused_with;
use super::field::Field;
use super::plan::{Change, Outcome, Plan, PlannedRow, Refusal, Telling};
use super::spellings::Spellings;
use crate::db::entity::partner_assignment;
use crate::text::NameKeys;
use changes::Comparison;
use check::{Outlook, Present};
use row::Row;

pub(super) use write::Writes;

/// The outcome for an organization; those at places below the database's count exist already.
struct Step {
    /// Its place among the organizations.
    place: usize,
    row: Row,
    /// The changes to its kind, parent and assignments.
    changes: Vec<Change>,
}

/// The partners of a customer, each with its reseller.
type Assignments = HashMap<OrganizationId, Vec<(OrganizationId, Option<OrganizationId>)>>;

/// Plans a file of organizations and adds its rows to the plan.
pub(super) async fn prepare(
    connection: &impl ConnectionTrait,
    reader: &Reader<'_>,
    plan: &mut Plan,
) -> Result<Writes, PlanError> {
    let assignments = assignments(connection).await?;
    let all = assignments.values().flatten();
    let partners = all.flat_map(|(partner, reseller)| [Some(*partner), *reseller]).flatten().collect();
    let present = Present { organizations: organizations(connection).await?, partners };
    let rows = judge(read(reader, &present.organizations), &present, reader);
    let mut organizations = present.organizations;
    // All new ones first, because a row can name those of later rows.
    for (row, _, refusals) in &rows {
        if refusals.is_empty() && organizations.place(&row.name).is_none() {
            let kind = row.kind.unwrap_or(OrganizationKind::Customer);
            organizations.add(
                &row.name,
                Organization {
                    id: None,
                    name: stored(&row.name),
                    kind,
                    parent: None,
                    named_by_itself: false,
                },
            );
        }
    }
    let comparison = Comparison::new(&organizations, &assignments);
    let (mut steps, mut spellings, mut telling) = (Vec::new(), Spellings::default(), Telling::default());
    for (row, line, refusals) in rows {
        let subject = row.name.clone();
        let outcome = match organizations.place(&row.name) {
            Some(place) if refusals.is_empty() => {
                let changes = comparison.changes(&row, organizations.at(place));
                let outcome = match organizations.at(place).id {
                    None => Outcome::Added(Vec::new()),
                    Some(_) if changes.is_empty() => Outcome::Unchanged,
                    Some(_) => Outcome::Changed(changes.clone()),
                };
                let named =
                    [Some(&row.name), row.parent.as_ref(), row.partner.as_ref(), row.reseller.as_ref()];
                for name in named.into_iter().flatten() {
                    if let Some(place) = organizations.place(name) {
                        spellings.note(name, &organizations.at(place).name);
                    }
                }
                steps.push(Step { place, row, changes });
                outcome
            }
            _ => Outcome::Refused(refusals),
        };
        telling.add(&mut plan.rows, PlannedRow { line, subject, outcome });
    }
    plan.readings.extend(spellings.told("Names"));
    let new = organizations.iter().filter(|known| known.id.is_none());
    plan.new_organizations = new.map(|known| known.name.clone()).collect();
    Ok(Writes { organizations, steps, assignments })
}

async fn assignments(connection: &impl ConnectionTrait) -> Result<Assignments, DbErr> {
    let mut assignments: Assignments = HashMap::new();
    for row in partner_assignment::Entity::find().all(connection).await? {
        assignments.entry(row.customer_id).or_default().push((row.partner_id, row.reseller_id));
    }
    Ok(assignments)
}

/// A row, its line, and its problems.
type Judged = (Row, u32, Vec<Refusal>);

/// Reads each row by itself: values, and names that occur twice. Rows that contradict each other are both refused.
fn read(reader: &Reader<'_>, known: &Named<Organization>) -> Vec<Judged> {
    let (mut first, mut alike, mut shapes) = (HashMap::new(), HashMap::new(), HashMap::new());
    let mut rows: Vec<Judged> = Vec::new();
    for mut cells in reader.rows() {
        let (line, row) = (cells.line(), Row::read(&mut cells));
        let could_be_read = !cells.is_refused();
        let (name, keys) = (known.meant(&row.name), NameKeys::of(&row.name));
        // An existing name may look like another old one.
        let other = match name {
            Meant::New(_) => alike.get(&keys.alike).or_else(|| shapes.get(&keys.shape)).copied(),
            Meant::Known(_) => None,
        };
        let mut contradicted = None;
        if row.name.is_empty() {
            // Already refused.
        } else if let Some(at) = first.get(&name).copied() {
            let (other, first, _): &Judged = &rows[at];
            let why = if could_be_read && *other == row {
                format!("“{}” is already on line {first} with the same values.", row.name)
            } else {
                contradicted = Some((
                    at,
                    refused_with("organization", (*first, other.name.as_str()), (line, row.name.as_str())),
                ));
                format!(
                    "“{}” is “{}” of line {first} with other values, or in another spelling.",
                    row.name, other.name
                )
            };
            cells.refuse(Field::Name, why);
        } else if let Some(at) = other {
            let (other, first, _): &Judged = &rows[at];
            let why = format!(
                "“{}” looks like the name on line {first}, “{}”, but is a different one. Use a distinguishable name.",
                row.name, other.name
            );
            cells.refuse(Field::Name, why);
            let why = format!(
                "“{}” looks like the name on line {line}, “{}”, but is a different one. Use a distinguishable name.",
                other.name, row.name
            );
            contradicted = Some((at, why));
        } else {
            first.insert(name, rows.len());
            alike.insert(keys.alike, rows.len());
            shapes.insert(keys.shape, rows.len());
        }
        if let Some((at, why)) = contradicted
            && let Some((_, _, refusals)) = rows.get_mut(at).filter(|(_, _, refusals)| refusals.is_empty())
        {
            refusals.push(reader.refusal(Field::Name, why));
        }
        rows.push((row, line, cells.into_refusals()));
    }
    rows
}

/// Refuses rows that don't match until the rest do: a row can depend on another that is refused.
fn judge(mut rows: Vec<Judged>, present: &Present, reader: &Reader<'_>) -> Vec<Judged> {
    loop {
        let taken = rows.iter().filter(|(_, _, refusals)| refusals.is_empty());
        let outlook = Outlook::new(present, taken.map(|(row, _, _)| row));
        let mut settled = true;
        for (row, _, refusals) in rows.iter_mut().filter(|(_, _, refusals)| refusals.is_empty()) {
            let problems = outlook.problems(row, present).into_iter();
            refusals.extend(problems.map(|(field, why)| reader.refusal(field, why)));
            settled &= refusals.is_empty();
        }
        if settled {
            return rows;
        }
    }
}
