//! Actions on the selected licenses: the bar that offers them. What opens from it is in files of its own, each with one entry.

mod move_dialog;
mod progress;
mod run;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use model::access::Relation;
use model::query::Sort;
use model::report::Section;
use model::{Action, ProductKind, Query, Target};
use wasm_bindgen::JsCast;

use super::{BulkAction, List, Scope};
use crate::current_user::{Me, use_me};
use crate::later::{Part, later, part};
use crate::ui::{Button, Toaster, digits, dom, effect, live, memo, use_toasts};
use move_dialog::move_dialog;
use progress::progress;

/// What a button of the bar does.
#[derive(Clone, Copy)]
enum Press {
    /// Acts at once.
    Act(BulkAction),
    /// Asks where to.
    Move,
}

/// Returns the actions that the person may take on several licenses of the list, with the words on the buttons. Those on pools
/// and tags have their place here.
fn actions(list: List, me: Me) -> Vec<(&'static str, Press)> {
    let mut actions = Vec::new();
    if me.may(Action::PinLicense, Target::Anything) {
        actions.push(("Pin", Press::Act(BulkAction::Pin)));
        actions.push(("Unpin", Press::Act(BulkAction::Unpin)));
    }
    if may_move(list, me) {
        actions.push(("Move", Press::Move));
    }
    actions
}

/// As on the page Organization: whoever changes the organization and sees licenses of its sub-organizations.
fn may_move(list: List, me: Me) -> bool {
    let is_mine = list.scope().with_value(|scope| matches!(scope, Scope::MyOrganization(_)));
    let membership = me.actor().and_then(|actor| actor.membership);
    is_mine
        && membership.is_some_and(|membership| membership.has_subs)
        && me.may(Action::EditOrganization, Target::MyOrganization)
        && [ProductKind::Cloud, ProductKind::OnPremises]
            .into_iter()
            .any(|kind| me.may_on(Action::ListLicenses, kind, Relation::Sub))
}

/// Returns whether the person may do anything with selected licenses. Otherwise there is nothing to select them for.
pub(super) fn can_select(list: List, me: Me) -> bool {
    untrack(|| !actions(list, me).is_empty())
}

/// The number of selected licenses and the actions on them, at the lower edge of the window while something is selected.
#[component]
pub fn SelectionBar(
    /// The list.
    list: List,
) -> impl IntoView {
    let is_there = memo(move || list.selected() > 0);
    // From the first selected license on, so that what the bar has opened outlasts a selection.
    let was_there = Memo::new(move |before: Option<&bool>| before == Some(&true) || is_there.get());
    live(move || if was_there.get() { later(move || bar_and_dialogs(list)) } else { ().into_any() })
}

#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn bar_and_dialogs(list: List) -> Part {
    let (me, toasts) = (use_me(), use_toasts());
    let (asked, moving) = (RwSignal::new(None), RwSignal::new(false));
    follow(list, toasts);
    let selected = memo(move || list.selected());
    let is_shown = memo(move || selected.get() > 0);
    let actions = StoredValue::new(untrack(|| actions(list, me)));
    let button = move |(label, press): (&'static str, Press)| {
        let act = move |()| match press {
            Press::Act(action) => asked.set(Some(action)),
            Press::Move => moving.set(true),
        };
        // One after the other.
        let busy = Signal::derive(move || asked.get().is_some());
        view! { <Button busy=busy on_click=act>{label}</Button> }.into_any()
    };
    let leave = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            clear(list);
        }
    };
    let bar = move || {
        if !is_shown.get() {
            return ().into_any();
        }
        let buttons: Vec<_> = actions.get_value().into_iter().map(button).collect();
        view! {
            <div class="selected-bar" role="group" aria-label="Selected licenses" on:keydown=leave>
                <strong role="status">{move || digits(selected.get() as u64)} " selected"</strong>
                {buttons}
                <Button on_click=move |()| clear(list)>"Clear"</Button>
            </div>
        }
        .into_any()
    };
    part(
        view! {
            {live(bar)}
            {progress(list, asked)}
            {move_dialog(list, moving, asked)}
        }
        .into_any(),
    )
}

/// Deselects everything. The bar disappears with its focused button, so a table takes the focus, without scrolling.
fn clear(list: List) {
    list.selection().clear();
    let table = document().query_selector(".vt").ok().flatten();
    if let Some(table) = table.and_then(|table| table.dyn_into().ok()) {
        dom::focus_in_place(&table);
    }
}

/// Another filter ends the selection of all that match, and deselects licenses that it hides. Both are said.
fn follow(list: List, toasts: Toaster) {
    let filter = memo(move || {
        let query = list.query().get();
        Query { sort: Sort::default(), ..query }.to_query_string()
    });
    let changed = move |_: &String, _: Option<&String>, _: Option<()>| {
        let selection = list.selection();
        let ends = |section| {
            let picked = selection.of(section);
            picked.with_untracked(|picked| picked.all || (!list.is_local() && !picked.licenses.is_empty()))
        };
        let ended: Vec<_> = Section::ALL.into_iter().filter(|section| ends(*section)).collect();
        for section in &ended {
            selection.choose_all(*section, false);
        }
        if !ended.is_empty() {
            toasts.say("The filter has changed, so the licenses selected before are no longer selected.");
        }
    };
    Effect::watch(move || filter.get(), changed, false);
    effect(move || {
        // After the rows.
        list.facets().track();
        match list.keep_shown() {
            0 => {}
            1 => toasts.say("1 selected license no longer matches, so it is no longer selected."),
            gone => toasts.say(
                [&gone.to_string(), " selected licenses no longer match, so they are no longer selected."]
                    .concat(),
            ),
        }
    });
}
