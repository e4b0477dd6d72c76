//! Moves licenses between the organization and its sub-organizations.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::organization::{MovableLicense, Movables};
use model::{LicenseId, OrganizationId};

use super::movable_licenses;
use super::move_licenses_dialog::{MoveDialog, Moving, counted};
use crate::loading::answered;
use crate::ui::{
    Button, Checkbox, Debounce, EmptyState, Field, InlineError, Latest, Look, Question, SearchInput, Select,
    day_text, dom, effect, live, memo,
};

/// The search, for [`dom::focus_soon`].
const SEARCH: &str = "[aria-label='Licenses to move'] input";

#[component]
pub(super) fn MoveLicenses(
    /// The organization and its sub-organizations.
    parts: Vec<(OrganizationId, String)>,
    /// Called after licenses were moved.
    on_moved: Callback<()>,
) -> impl IntoView {
    let question = Question::new();
    let place = |at: usize| parts.get(at).map(|(id, _)| id.to_string()).unwrap_or_default();
    let (from, to) = (RwSignal::new(place(0)), RwSignal::new(place(1)));
    let options: Vec<_> = parts.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let options = Signal::stored(options);
    let search = RwSignal::new(String::new());
    let chosen = RwSignal::new(BTreeSet::new());
    let (found, moves) = (RwSignal::new(None), RwSignal::new(0_u32));
    let (latest, sought) = (Latest::new(), RwSignal::new(String::new()));
    effect(move || {
        // Another organization's licenses can no longer be chosen here.
        from.track();
        found.set(None);
    });
    effect(move || {
        moves.track();
        chosen.set(BTreeSet::new());
        let (Some(from), search) = (number(from), sought.get()) else { return };
        latest.ask(movable_licenses(from, search), move |answer| found.set(Some(answer)));
    });
    let typing = Debounce::typing();
    let look_for = move |typed: String| {
        search.set(typed.clone());
        typing.call(move || sought.set(typed));
    };
    let count = memo(move || chosen.with(BTreeSet::len));
    let label = move || format!("Move {}", counted(count.get()));
    let wrong = RwSignal::new(None::<&str>);
    let named = move |place: RwSignal<String>| -> Option<(OrganizationId, String)> {
        let id = place.get_untracked();
        let (_, name) = options.get_untracked().into_iter().find(|(option, _)| *option == id)?;
        Some((id.parse().ok()?, name))
    };
    let ask = move |()| {
        let (Some(from), Some(to)) = (named(from), named(to)) else { return };
        wrong.set((from.0 == to.0).then_some("Choose another organization to move them to."));
        if from.0 == to.0 {
            return;
        }
        let licenses: Vec<LicenseId> = chosen.with_untracked(|chosen| chosen.iter().copied().collect());
        let units = found.with_untracked(|found| match found {
            Some(Ok(Movables { licenses: shown, .. })) => {
                shown.iter().filter(|one| licenses.contains(&one.id)).map(|one| one.purchased).sum()
            }
            _ => 0,
        });
        question.ask(Moving { licenses, units, from, to });
    };
    let after_move = move |()| {
        moves.update(|moves| *moves += 1);
        // The button becomes disabled and loses the focus.
        dom::focus_soon(SEARCH);
        on_moved.run(());
    };
    view! {
        <section class="section" aria-label="Move Licenses">
            <h2>"Move Licenses"</h2>
            <div class="versions">
                <Field label="From">
                    <Select value=from options=options on_change=move |id| from.set(id) />
                </Field>
                <Field label="To">
                    <Select value=to options=options on_change=move |id| to.set(id) />
                </Field>
            </div>
            <div class="toolbar" role="search" aria-label="Licenses to move">
                <SearchInput label="Search by license key or product name" value=search on_input=look_for />
                <span class="spacer"></span>
                <Button
                    look=Look::Primary
                    disabled=Signal::derive(move || count.get() == 0)
                    on_click=ask
                >
                    {label}
                </Button>
            </div>
            <InlineError message=Signal::derive(move || wrong.get().map(str::to_owned)) />
            {live(move || answered(found.get(), 4, "Loading licenses", None, |found| listed(found, chosen)))}
        </section>
        <MoveDialog question=question on_moved=Callback::new(after_move) />
    }
}

fn number(value: RwSignal<String>) -> Option<OrganizationId> {
    value.with(|value| value.parse().ok())
}

fn listed(found: Movables, chosen: RwSignal<BTreeSet<LicenseId>>) -> AnyView {
    let Movables { licenses, more } = found;
    if licenses.is_empty() {
        let text =
            "Choose another organization, or shorten the search. Only licenses that you can see are listed.";
        return view! { <EmptyState title="No licenses to move" text=text /> }.into_any();
    }
    let shown = licenses.len();
    let rows: Vec<_> = licenses.into_iter().map(|license| row(license, chosen)).collect();
    let more = more.then(|| {
        view! { <p class="muted">{format!("Only the first {shown} are shown. Search to find the others.")}</p> }
            .into_any()
    });
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="Licenses that can be moved">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col" class="choose"><span class="sr-only">"Selected"</span></th>
                        <th scope="col">"Product"</th>
                        <th scope="col">"License"</th>
                        <th scope="col">"Expiration Date"</th>
                        <th scope="col" class="numeric">"Units Purchased"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {more}
    }
    .into_any()
}

fn row(license: MovableLicense, chosen: RwSignal<BTreeSet<LicenseId>>) -> AnyView {
    let MovableLicense { id, public_id, product, expiration, purchased } = license;
    let last = expiration.map_or_else(|| "Never".to_owned(), |day| day_text(day.0));
    let is_chosen = Signal::derive(move || chosen.with(|chosen| chosen.contains(&id)));
    let choose = move |on: bool| {
        chosen.update(|chosen| {
            if on {
                chosen.insert(id)
            } else {
                chosen.remove(&id)
            };
        });
    };
    view! {
        <tr class:selected=move || is_chosen.get()>
            <td class="choose">
                <Checkbox label=format!("Select {product} {public_id}") checked=is_chosen on_change=choose />
            </td>
            <th scope="row">{product}</th>
            <td><code>{public_id}</code></td>
            <td class="day">{last}</td>
            <td class="numeric">{purchased}</td>
        </tr>
    }
    .into_any()
}
