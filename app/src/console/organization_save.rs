//! Adds or changes an organization.

use leptos::prelude::*;
use model::OrganizationKind;

use super::form::DialogForm;
use super::suggest::OrganizationInput;
use super::{ConsoleOrganization, save_organization};
use crate::form::Sending;
use crate::ui::{Dialog, Field, Select, TextInput, memo, use_toasts};

/// The organization to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Saving {
    New,
    /// An existing one.
    Changed(ConsoleOrganization),
}

#[component]
pub(super) fn OrganizationDialog(
    /// None while the dialog is closed.
    about: RwSignal<Option<Saving>>,
    /// Called once it is saved.
    on_saved: Callback<()>,
) -> impl IntoView {
    let open = memo(move || about.with(Option::is_some));
    let is_new = memo(move || about.with(|about| *about == Some(Saving::New)));
    let title = move || if is_new.get() { "Add Organization" } else { "Edit Organization" };
    view! {
        <Dialog open=open title=Signal::derive(move || title().to_owned()) on_close=move |()| about.set(None)>
            <Form about=about on_saved=on_saved />
        </Dialog>
    }
}

#[component]
fn Form(about: RwSignal<Option<Saving>>, on_saved: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let before = match about.get_untracked() {
        Some(Saving::Changed(before)) => Some(before),
        Some(Saving::New) | None => None,
    };
    let id = before.as_ref().map(|before| before.id);
    let was = before.as_ref().map_or(OrganizationKind::Customer, |before| before.kind);
    let name = RwSignal::new(before.as_ref().map(|before| before.name.clone()).unwrap_or_default());
    let parent = RwSignal::new(before.and_then(|before| before.parent).unwrap_or_default());
    let kind = RwSignal::new(was.name().to_owned());
    let sending = Sending::new();
    let kinds = OrganizationKind::ALL.into_iter().filter(move |kind| {
        // There is exactly one vendor: none can be added, and it stays one.
        (*kind == OrganizationKind::Vendor) == (was == OrganizationKind::Vendor)
    });
    let kinds: Vec<_> = kinds.map(|kind| (kind.name().to_owned(), kind.label().to_owned())).collect();
    let save = move |()| {
        let kind = OrganizationKind::from_name(&kind.get_untracked()).unwrap_or(was);
        let work = || Ok(save_organization(id, name.get_untracked(), kind, parent.get_untracked()));
        sending.send_checked(work, move |()| {
            about.set(None);
            toasts.say("Organization saved");
            on_saved.run(());
        });
    };
    view! {
        <DialogForm sending=sending action="Save" on_submit=Callback::new(save) on_cancel=Callback::new(move |()| about.set(None))>
            <Field label="Name" error=sending.at("name")>
                <TextInput value=name on_input=move |typed| name.set(typed) autofocus=true />
            </Field>
            <Field label="Kind" error=sending.at("kind")>
                <Select value=kind options=Signal::stored(kinds) on_change=move |chosen| kind.set(chosen) />
            </Field>
            <Field
                label="Parent"
                hint="The name of the organization that it is a sub-organization of; empty for a main organization."
                error=sending.at("parent")
            >
                <OrganizationInput value=parent />
            </Field>
        </DialogForm>
    }
}
