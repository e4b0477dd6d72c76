//! Names a new or an existing sub-organization, or the organization itself.

use leptos::prelude::*;
use model::OrganizationId;
use model::person::checked_name;

use super::{add_sub_organization, rename_organization};
use crate::form::Sending;
use crate::ui::{Button, Dialog, DialogFooter, Field, InlineError, Look, TextInput, memo, use_toasts};

/// The organization to name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    Sub,
    Known { id: OrganizationId, name: String },
}

/// The dialog.
#[component]
pub(super) fn NameDialog(
    /// None while the dialog is closed.
    naming: RwSignal<Option<Naming>>,
    /// Called after success.
    on_saved: Callback<()>,
) -> impl IntoView {
    let open = memo(move || naming.with(Option::is_some));
    let title = move || match naming.get() {
        Some(Naming::Known { .. }) => "Rename Organization",
        _ => "Add Sub-Organization",
    };
    view! {
        <Dialog open=open title=Signal::derive(move || title().to_owned()) on_close=move |()| naming.set(None)>
            {move || naming.get_untracked().map(|what| view! { <Form what=what naming=naming on_saved=on_saved /> })}
        </Dialog>
    }
}

#[component]
fn Form(what: Naming, naming: RwSignal<Option<Naming>>, on_saved: Callback<()>) -> impl IntoView {
    let (sending, toasts) = (Sending::new(), use_toasts());
    let (id, before) = match what {
        Naming::Sub => (None, String::new()),
        Naming::Known { id, name } => (Some(id), name),
    };
    let name = RwSignal::new(before);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = match checked_name(&name.get_untracked()) {
            Ok(name) => name,
            Err(wrong) => return sending.refuse("name", wrong.to_string()),
        };
        let said = format!("{name} {}", if id.is_some() { "renamed" } else { "added" });
        let saved = async move {
            match id {
                Some(id) => rename_organization(id, name).await,
                None => add_sub_organization(name).await,
            }
        };
        sending.send(saved, move |()| {
            naming.set(None);
            toasts.say(said);
            on_saved.run(());
        });
    };
    view! {
        <form novalidate on:submit=submit>
            <Field label="Name" hint="No other organization has it." error=sending.at("name")>
                <TextInput value=name on_input=move |typed| name.set(typed) autofocus=true />
            </Field>
            <InlineError message=sending.at("") />
            <DialogFooter>
                <Button on_click=move |()| naming.set(None)>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy=sending.busy>"Save"</Button>
            </DialogFooter>
        </form>
    }
}
