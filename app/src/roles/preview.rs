//! Shows what people in a role see, computed from the server's own table (R2).

use leptos::prelude::*;
use model::access::preview;
use model::role::Role;
use model::{Levels, OrganizationKind};

use crate::current_user::use_me;
use crate::ui::{Button, Dialog, DialogFooter};

#[component]
pub(super) fn PreviewDialog(
    /// The role; None while the dialog is closed.
    about: RwSignal<Option<Role>>,
) -> impl IntoView {
    let title = move || {
        about.with(|role| role.as_ref().map_or_else(String::new, |role| format!("What {} May Do", role.name)))
    };
    view! {
        <Dialog open=about title=Signal::derive(title)>
            <div class="stack">
                {move || about.get_untracked().map(|role| view! { <Preview levels=Signal::stored(role.levels) /> })}
                <DialogFooter>
                    <Button on_click=move |()| about.set(None)>"Close"</Button>
                </DialogFooter>
            </div>
        </Dialog>
    }
}

/// Shows what these levels give in the organization on the page.
#[component]
pub(super) fn Preview(levels: Signal<Levels>) -> impl IntoView {
    let me = use_me();
    let kind =
        me.actor().and_then(|actor| actor.membership).map_or(OrganizationKind::Customer, |own| own.kind);
    let shown = move || {
        let reached = preview(levels.get(), kind);
        if reached.is_empty() {
            let nothing = "Only what everyone who is signed in can do: activate a license by its key, and see their own \
                licenses.";
            return view! { <p class="muted">{nothing}</p> }.into_any();
        }
        let part = |(relation, actions): (model::access::Relation, Vec<model::Action>)| {
            let actions: Vec<_> =
                actions.into_iter().map(|action| view! { <li>{action.label()}</li> }.into_any()).collect();
            view! {
                <dt>{relation.label()}</dt>
                <dd><ul class="may">{actions}</ul></dd>
            }
            .into_any()
        };
        view! { <dl class="facts">{reached.into_iter().map(part).collect::<Vec<_>>()}</dl> }.into_any()
    };
    view! { {shown} }
}
