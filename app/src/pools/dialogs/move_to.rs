//! Moves pools into another access group.

use std::sync::Arc;

use leptos::prelude::*;
use model::access::GroupId;
use model::groups::{Group, Tree};
use model::pools::{Moved, Onlookers, Pool};

use crate::access_groups::GroupPicker;
use crate::form::{DialogForm, FormDialog};
use crate::pools::selection::seen;
use crate::pools::state::State;
use crate::pools::words::{people, pools};
use crate::pools::{move_pools, who_sees_group};
use crate::ui::{Latest, Notice, NoticeKind, effect};

#[component]
pub(super) fn MoveDialog(
    /// The page.
    state: State,
    /// The pools to move; None while the dialog is closed.
    about: RwSignal<Option<Vec<Pool>>>,
) -> impl IntoView {
    let form = move |form: DialogForm| {
        let Some(moved) = about.get_untracked() else { return ().into_any() };
        let groups = state.groups();
        groups.view(6, "Loading access groups", move |groups| fields(state, form, &moved, groups))
    };
    view! { <FormDialog open=about title="Move to Access Group" form=form /> }
}

fn fields(state: State, form: DialogForm, moved: &[Pool], groups: Vec<Group>) -> AnyView {
    let (chosen, tree) = (RwSignal::new(None::<GroupId>), Arc::new(Tree::new(groups)));
    let lead = match moved {
        [one] => format!("“{}” moves with all its licenses.", one.name),
        several => format!("{} move with all their licenses.", pools(several.len() as u64)),
    };
    let seen: Vec<_> = moved.iter().map(seen).collect();
    let submit = move || {
        let Some(to) = chosen.get_untracked() else { return };
        form.send(move_pools(seen.clone(), to), move |moved: Moved| {
            state.changed();
            state.moved.set(Some(moved));
        });
    };
    let content = view! {
        <p>{lead}</p>
        <GroupPicker tree=Signal::stored(tree) label="Access group" chosen=chosen error=form.error("group") autofocus=true />
        <Consequences chosen=chosen />
    };
    let nothing = Signal::derive(move || chosen.with(Option::is_none));
    form.disabled(nothing).view("Move", submit, content)
}

/// Says who will see the licenses in the chosen group.
#[component]
fn Consequences(chosen: RwSignal<Option<GroupId>>) -> impl IntoView {
    let (onlookers, latest) = (RwSignal::new(None::<Onlookers>), Latest::new());
    effect(move || {
        onlookers.set(None);
        if let Some(group) = chosen.get() {
            // Without an answer, the move itself will say what is wrong.
            latest.ask(who_sees_group(group), move |answer| onlookers.set(answer.ok()));
        }
    });
    let told = move || {
        let Onlookers { see, may_use } = onlookers.get()?;
        let text = format!("{} will see the licenses there; {} may use them.", people(see), people(may_use));
        let warning = (may_use == 0).then(|| {
            view! {
                <Notice kind=NoticeKind::Warning>
                    "Nobody may use licenses in this access group: give somebody a permission set with Use there."
                </Notice>
            }
            .into_any()
        });
        Some(view! { <p>{text}</p> {warning} }.into_any())
    };
    view! {
        <div role="status">{told}</div>
        <p class="hint">
            "People of the present group no longer see the licenses. Copies of license keys that are already out still work."
        </p>
    }
}
