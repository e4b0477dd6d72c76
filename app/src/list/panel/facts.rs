//! The facts about a license: terms with their values.

use leptos::prelude::*;
use model::Day;
use model::details::{Deployments, Details, Units};

use super::loaded::Loaded;
use crate::current_user::use_me;
use crate::list::presses::{copy, reveal};
use crate::ui::{KeyCell, Meter, day_text, use_toasts};

/// Returns the list of facts.
pub(super) fn facts(loaded: Loaded, details: &Details) -> AnyView {
    let expiration = details.expiration;
    let rows = [
        ("Public ID", text(details.texts.public_id.clone())),
        ("Product", product(details)),
        ("License Key", key(loaded, details)),
        ("Type", text(details.license_type.label().to_owned())),
        ("Start Date", text(day_text(details.start.0))),
        (
            "Expiration Date",
            text(expiration.map_or_else(|| "Never".to_owned(), |day| until(day, details.today))),
        ),
        ("Deployed / Purchased", units(details.units)),
    ];
    let deployments = details.deployments.map(|all| ("Active Deployments", text(deployments(all))));
    let named = [("Organizations", &details.organizations), ("Resellers", &details.resellers)];
    let named = named.into_iter().filter(|(_, names)| !names.is_empty());
    let named = named.map(|(term, names)| (term, text(names.join(", "))));
    let rows = rows.into_iter().chain(deployments).chain(named);
    let rows: Vec<_> =
        rows.map(|(term, value)| view! { <dt>{term}</dt> <dd>{value}</dd> }.into_any()).collect();
    view! { <dl class="side-panel-facts">{rows}</dl> }.into_any()
}

fn text(text: String) -> AnyView {
    text.into_any()
}

fn product(details: &Details) -> AnyView {
    let page = details.product.page.clone();
    let (rel, target) = page.is_some().then_some(("external noreferrer", "_blank")).unzip();
    let href = page.unwrap_or_else(|| ["/products/", &details.product.id.to_string()].concat());
    view! { <a href=href rel=rel target=target>{details.product.name.clone()}</a> }.into_any()
}

/// The key, masked until revealed (R8). Staff who view an organization never see it.
fn key(loaded: Loaded, details: &Details) -> AnyView {
    let (me, toasts) = (use_me(), use_toasts());
    let masked = details.texts.masked_key.clone();
    if untrack(|| me.actor()).is_some_and(|actor| actor.is_viewing()) {
        return masked.into_any();
    }
    let (list, license) = (loaded.list, details.texts.license);
    let revealed =
        Signal::derive(move || list.texts().revealed.with(|revealed| revealed.get(&license).cloned()));
    view! {
        <KeyCell
            masked=Signal::stored(masked)
            revealed=revealed
            on_reveal=move |()| reveal(list, license, me, toasts)
            on_copy=move |()| copy(license, me, toasts)
        />
    }
    .into_any()
}

/// Returns a last day with the days that are left, or that have passed.
fn until(day: Day, today: Day) -> String {
    let left = match day.since(today) {
        0 => "today is the last day".to_owned(),
        1 => "1 day left".to_owned(),
        left @ 2.. => [&left.to_string(), " days left"].concat(),
        -1 => "1 day ago".to_owned(),
        past => [&past.unsigned_abs().to_string(), " days ago"].concat(),
    };
    [&day_text(day.0), " (", &left, ")"].concat()
}

fn units(units: Units) -> AnyView {
    let mut free = [&units.free().to_string(), " free"].concat();
    if units.reserved > 0 {
        free = [&free, ", ", &units.reserved.to_string(), " reserved for offline use"].concat();
    }
    view! {
        <Meter used=units.deployed total=units.purchased />
        <span class="muted">{free}</span>
    }
    .into_any()
}

fn deployments(all: Deployments) -> String {
    let [count, online, offline] = [all.count, all.online, all.offline].map(|number| number.to_string());
    if all.count == 0 {
        return count;
    }
    [&count, " (units online: ", &online, ", offline: ", &offline, ")"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_day_says_how_far_it_is() {
        let today = Day(20_779);
        for (days, text) in [
            (-2, "2026-11-20 (2 days ago)"),
            (-1, "2026-11-21 (1 day ago)"),
            (0, "2026-11-22 (today is the last day)"),
            (1, "2026-11-23 (1 day left)"),
            (30, "2026-12-22 (30 days left)"),
        ] {
            assert_eq!(until(today.plus(days), today), text);
        }
    }

    #[test]
    fn deployments_say_their_units() {
        assert_eq!(deployments(Deployments::default()), "0");
        let all = Deployments { count: 2, online: 3, offline: 1 };
        assert_eq!(deployments(all), "2 (units online: 3, offline: 1)");
    }
}
