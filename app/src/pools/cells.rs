//! The cells of pools and of their licenses.

use leptos::prelude::*;
use model::license::{Status, Warning};
use model::pools::{Pool, PoolLicense, Subunits};

use super::state::State;
use super::words::path;
use crate::ui::{Badge, BadgeKind, Glyph, Icon, day_text, digits};

/// Returns the cell of a pool, by the column's id.
pub(super) fn of_pool(state: State, pool: &Pool, id: &str) -> AnyView {
    match id {
        "name" => pool.name.clone().into_any(),
        "group" => path(&pool.path).into_any(),
        "status" => badges(pool.status, &pool.warnings),
        "licenses" => number(pool.licenses),
        "units" => number(pool.units.total),
        "online" => number(pool.units.online),
        "offline" => number(pool.units.offline),
        "free" => number(pool.units.free),
        "subunits" => subunits(pool.subunits),
        "expiration" => pool.expiration.map(|day| day_text(day.0)).into_any(),
        "tags" => tags(state, &pool.tags),
        _ => ().into_any(),
    }
}

/// Returns the cell of a license, by the column's id.
pub(super) fn of_license(state: State, license: &PoolLicense, id: &str) -> AnyView {
    match id {
        "name" => {
            let product = license.product.clone();
            view! { {license.public_id.clone()} <span class="muted">{product}</span> }.into_any()
        }
        "type" => license.license_type.label().into_any(),
        "status" => badges(Some(license.status), &license.warnings),
        "units" => number(license.units.total),
        "online" => number(license.units.online),
        "offline" => number(license.units.offline),
        "free" => number(license.units.free),
        "subunits" => subunits(license.subunits),
        "expiration" => {
            license.expiration.map_or_else(|| "Never".to_owned(), |day| day_text(day.0)).into_any()
        }
        "owner" => owner(license),
        "contact" => license.contact.clone().into_any(),
        "tags" => tags(state, &license.tags),
        _ => ().into_any(),
    }
}

/// The owner's name after an icon that says how the license came here.
fn owner(license: &PoolLicense) -> AnyView {
    let origin = license.origin.label();
    view! {
        <span class="pool-owner" title=origin>
            <Icon glyph=Glyph::Person />
            <span class="sr-only">{origin}</span>
            {license.owner.clone()}
        </span>
    }
    .into_any()
}

fn number(number: u64) -> AnyView {
    view! { <span class="count">{digits(number)}</span> }.into_any()
}

fn subunits(subunits: Subunits) -> AnyView {
    let each = subunits.named().map(|(number, word)| format!("{number} {word}"));
    each.collect::<Vec<_>>().join(", ").into_any()
}

/// Each tag filters the list by itself.
fn tags(state: State, tags: &[String]) -> AnyView {
    let tag = |tag: &String| {
        let (name, label) = (tag.clone(), ["Show tag ", tag].concat());
        let filter = move |_| {
            let name = name.clone();
            state.query.change(false, |query| query.tag = Some(name));
        };
        view! { <button type="button" class="pool-tag" aria-label=label on:click=filter>{tag.clone()}</button> }
            .into_any()
    };
    view! { <span class="pool-tags">{tags.iter().map(tag).collect::<Vec<_>>()}</span> }.into_any()
}

/// The status, and each warning that says something else.
fn badges(status: Option<Status>, warnings: &[Warning]) -> AnyView {
    let word = status.map(of_status);
    let others = warnings.iter().map(|warning| of_warning(*warning)).filter(|kind| Some(*kind) != word);
    let badge = |kind| view! { <Badge kind=kind /> " " }.into_any();
    word.into_iter().chain(others).map(badge).collect::<Vec<_>>().into_any()
}

fn of_status(status: Status) -> BadgeKind {
    match status {
        Status::Active => BadgeKind::Active,
        Status::Expiring => BadgeKind::Expiring,
        Status::Expired => BadgeKind::Expired,
        Status::Depleted => BadgeKind::Depleted,
        Status::Overused => BadgeKind::Overused,
        Status::NotRegistered => BadgeKind::NotRegistered,
        Status::NotStarted => BadgeKind::NotStarted,
        Status::Suspended => BadgeKind::Suspended,
    }
}

fn of_warning(warning: Warning) -> BadgeKind {
    match warning {
        Warning::Suspended => BadgeKind::Suspended,
        Warning::NotRegistered => BadgeKind::NotRegistered,
        Warning::Overused => BadgeKind::Overused,
        Warning::Depleted => BadgeKind::Depleted,
        Warning::NearlyDepleted => BadgeKind::NearlyDepleted,
    }
}
