//! Asks between which organizations the selected licenses move.

use leptos::prelude::*;
use model::OrganizationId;

use crate::list::{BulkAction, List, Scope, my_organizations};
use crate::loading::Loading;
use crate::ui::{Button, Dialog, DialogFooter, EmptyState, Field, InlineError, Look, Select, digits, memo};

type Asked = RwSignal<Option<BulkAction>>;

/// The dialog, open while `open` is true. It puts the move into `asked`.
pub(super) fn move_dialog(list: List, open: RwSignal<bool>, asked: Asked) -> AnyView {
    view! {
        <Dialog open=open title="Move Licenses">
            {
                let organizations = Loading::new(my_organizations);
                let form = move |known: Vec<(OrganizationId, String)>| form(list, open, asked, &known);
                organizations.view_once(3, "Loading the organizations", form)
            }
        </Dialog>
    }
    .into_any()
}

fn form(
    list: List,
    open: RwSignal<bool>,
    asked: Asked,
    organizations: &[(OrganizationId, String)],
) -> AnyView {
    let picked = list.scope().with_value(|scope| match scope {
        Scope::MyOrganization(one) => *one,
        Scope::Customers(_) => None,
    });
    let Some(first) = organizations.iter().map(|(id, _)| *id).find(|id| picked.is_none_or(|one| one == *id))
    else {
        return view! { <EmptyState title="There is no organization to move from" /> }.into_any();
    };
    // The only one if all others are gone: then Move says that it needs another.
    let second = organizations.iter().map(|(id, _)| *id).find(|id| *id != first).unwrap_or(first);
    let from = RwSignal::new(first.to_string());
    let to = RwSignal::new(second.to_string());
    let options: Vec<_> = organizations.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let names = StoredValue::new(options.clone());
    let options = Signal::stored(options);
    let name = move |of: RwSignal<String>| {
        let id = of.get();
        names.with_value(|names| {
            names.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone()).unwrap_or_default()
        })
    };
    let wrong = RwSignal::new(None::<String>);
    let choose = move |of: RwSignal<String>, id: String| {
        of.set(id);
        wrong.set(None);
    };
    let go = move |()| {
        let number = |of: RwSignal<String>| of.get_untracked().parse::<OrganizationId>().ok();
        let (Some(from), Some(to)) = (number(from), number(to)) else { return };
        if from == to {
            wrong.set(Some("Choose another organization to move them to.".to_owned()));
            return;
        }
        open.set(false);
        asked.set(Some(BulkAction::Move { from, to }));
    };
    let count = memo(move || list.selected());
    view! {
        <div class="stack">
            <Field label="From">
                <Select value=from options=options on_change=move |id| choose(from, id) />
            </Field>
            <Field label="To">
                <Select value=to options=options on_change=move |id| choose(to, id) />
            </Field>
            <p>
                "Selected licenses: " {move || digits(count.get() as u64)} ". Those of " {move || name(from)}
                " will move to " {move || name(to)} ", and the others will stay where they are. After that, only people who can \
                 see the licenses of " {move || name(to)} " see those that have moved."
            </p>
            <InlineError message=wrong />
            <DialogFooter>
                <Button on_click=move |()| open.set(false)>"Cancel"</Button>
                <Button look=Look::Primary on_click=go>"Move"</Button>
            </DialogFooter>
        </div>
    }
    .into_any()
}
