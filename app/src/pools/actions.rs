//! The actions on the selection.

use std::collections::BTreeMap;

use leptos::prelude::*;
use model::{Action, Target};

use super::dialogs::{Asking, Dialogs};
use super::state::State;
use super::words::{licenses, pools};
use crate::current_user::use_me;
use crate::ui::{Button, Look, dom, memo};

/// The bar with what can be done to the selected pools and licenses.
#[component]
pub(super) fn Actions(state: State) -> impl IntoView {
    let me = use_me();
    let may_manage = me.may(Action::ManagePools, Target::MyOrganization);
    let may_tag = me.may(Action::EditTags, Target::MyOrganization);
    let (asking, selection) = (Asking::new(), state.selection);
    let counts = memo(move || (selection.pools.with(BTreeMap::len), selection.licenses.with(BTreeMap::len)));
    let no_pool = Signal::derive(move || counts.get().0 == 0);
    let not_one = Signal::derive(move || counts.get().0 != 1);
    let not_several = Signal::derive(move || counts.get().0 < 2);
    let no_split = Signal::derive(move || selection.of_one_pool().is_none());
    let no_tags = Signal::derive(move || {
        let (pools, licenses) = counts.get();
        // One kind of thing at a time, all of which the person may tag.
        let all = selection.pools.with(|all| all.values().all(|pool| pool.may_tag))
            && selection.licenses.with(|all| all.values().all(|(pool, _)| pool.may_tag));
        !all || (pools == 0) == (licenses == 0)
    });
    let manage = move || {
        view! {
            <Button disabled=no_pool on_click=move |()| asking.move_to.set(Some(selection.all_pools()))>
                "Move to Access Group…"
            </Button>
            <Button disabled=no_split on_click=move |()| asking.split.set(untrack(move || selection.of_one_pool()))>
                "Split…"
            </Button>
            <Button disabled=not_several on_click=move |()| asking.merge.set(Some(selection.all_pools()))>
                "Merge…"
            </Button>
            <Button disabled=not_one on_click=move |()| asking.rename.set(selection.all_pools().into_iter().next())>
                "Rename…"
            </Button>
        }
        .into_any()
    };
    let clear = move |()| {
        selection.clear();
        // The pressed button disappears.
        dom::focus_soon("[role=search] input");
    };
    view! {
        <div class="toolbar" role="group" aria-label="Selection">
            <span role="status">{move || selected(counts.get())}</span>
            {move || (counts.get() != (0, 0)).then(|| view! {
                <Button look=Look::Link on_click=clear>"Clear selection"</Button>
            })}
            <span class="spacer"></span>
            {may_manage.then(manage)}
            {may_tag.then(|| view! {
                <Button disabled=no_tags on_click=move |()| asking.ask_tags(selection)>"Edit Tags…"</Button>
            })}
        </div>
        <Dialogs state=state asking=asking />
    }
}

fn selected((chosen_pools, chosen_licenses): (usize, usize)) -> String {
    match (chosen_pools as u64, chosen_licenses as u64) {
        (some, 0) => format!("{} selected", pools(some)),
        (0, some) => format!("{} selected", licenses(some)),
        (some, others) => format!("{} and {} selected", pools(some), licenses(others)),
    }
}
