//! Shows what a member sees in the organization's tree, and by what.

use leptos::prelude::*;
use model::groups::{Given, Preview, Seen, Source};
use model::{Level, UserId};

use super::preview_member;
use super::state::State;
use crate::loading::Loading;
use crate::ui::{Button, Dialog, DialogFooter};

#[component]
pub(super) fn PreviewDialog(
    state: State,
    /// The member; None while the dialog is closed.
    about: RwSignal<Option<UserId>>,
) -> impl IntoView {
    view! {
        <Dialog open=about title="What This Person Sees" wide=true>
            <div class="stack">
                {move || about.get_untracked().map(|user| {
                    let seen = Loading::new(move || preview_member(user));
                    seen.view(4, "Looking up what they see", move |seen| shown(state, &seen))
                })}
                <DialogFooter>
                    <Button on_click=move |()| about.set(None)>"Close"</Button>
                </DialogFooter>
            </div>
        </Dialog>
    }
}

fn shown(state: State, preview: &Preview) -> AnyView {
    let home = untrack(|| state.path(preview.home));
    let lead = format!("{} has the role {} and the home group {home}.", preview.name, preview.role);
    if preview.places.is_empty() {
        let nothing = "They see none of the organization's licenses and computers.";
        return view! { <p>{lead}</p> <p>{nothing}</p> }.into_any();
    }
    let rows = preview.places.iter().map(|seen| row(state, seen)).collect::<Vec<_>>();
    view! {
        <p>{lead}</p>
        <div class="grid-scroll" tabindex="0" role="region" aria-label="What they see, by group">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"From this group down"</th>
                        <th scope="col">"Licenses"</th>
                        <th scope="col">"Computers"</th>
                        <th scope="col" class="numeric">"Pools"</th>
                        <th scope="col" class="numeric">"Licenses seen"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="hint">"Their own licenses, and those of sub-organizations and customers, are not part of the tree."</p>
    }
    .into_any()
}

fn row(state: State, seen: &Seen) -> AnyView {
    view! {
        <tr>
            <th scope="row">{untrack(|| state.path(seen.group))}</th>
            <td>{level(&seen.licenses)}</td>
            <td>{level(&seen.computers)}</td>
            <td class="numeric">{seen.pools.to_string()}</td>
            <td class="numeric">{seen.license_count.to_string()}</td>
        </tr>
    }
    .into_any()
}

/// A level, with what gives it.
fn level(given: &Given) -> AnyView {
    let by: Vec<String> = given
        .by
        .iter()
        .map(|source| match source {
            Source::Role(name) => format!("role {name}"),
            Source::Set(name) => format!("permission set {name}"),
        })
        .collect();
    let by = (given.level > Level::None)
        .then(|| view! { <div class="hint">{format!("By {}", by.join(", "))}</div> }.into_any());
    view! { {given.level.label()} {by} }.into_any()
}
