//! Adds or changes an organization.

use leptos::prelude::*;
use model::OrganizationKind;
use model::console::ListedOrganization;

use super::save_organization;
use super::suggest::OrganizationInput;
use crate::form::{DialogForm, FormDialog};
use crate::ui::{Field, Select, TextInput, memo};

/// The organization to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Saving {
    New,
    /// An existing one.
    Changed(ListedOrganization),
}

#[component]
pub(super) fn OrganizationDialog(
    /// None while the dialog is closed.
    about: RwSignal<Option<Saving>>,
    /// Called once it is saved.
    on_saved: Callback<()>,
) -> impl IntoView {
    let is_new = memo(move || about.with(|about| *about == Some(Saving::New)));
    let title = move || if is_new.get() { "Add Organization" } else { "Edit Organization" };
    let title = Signal::derive(move || title().to_owned());
    let form = move |form: DialogForm| {
        let before = match about.get_untracked() {
            Some(Saving::Changed(before)) => Some(before),
            Some(Saving::New) | None => None,
        };
        let id = before.as_ref().map(|before| before.id);
        let was = before.as_ref().map_or(OrganizationKind::Customer, |before| before.kind);
        let name = RwSignal::new(before.as_ref().map(|before| before.name.clone()).unwrap_or_default());
        let parent = RwSignal::new(before.and_then(|before| before.parent).unwrap_or_default());
        let kind = RwSignal::new(was.name().to_owned());
        let kinds = OrganizationKind::ALL.into_iter().filter(move |kind| {
            // There is exactly one vendor: none can be added, and it stays one.
            (*kind == OrganizationKind::Vendor) == (was == OrganizationKind::Vendor)
        });
        let kinds: Vec<_> = kinds.map(|kind| (kind.name().to_owned(), kind.label().to_owned())).collect();
        let submit = move || {
            let kind = OrganizationKind::from_name(&kind.get_untracked()).unwrap_or(was);
            let request = save_organization(id, name.get_untracked(), kind, parent.get_untracked());
            form.save(request, "Organization saved", on_saved);
        };
        let fields = view! {
            <Field label="Name" error=form.error("name")>
                <TextInput value=name on_input=move |typed| name.set(typed) autofocus=true />
            </Field>
            <Field label="Kind" error=form.error("kind")>
                <Select value=kind options=Signal::stored(kinds) on_change=move |chosen| kind.set(chosen) />
            </Field>
            <Field
                label="Parent"
                hint="Optional. The main organization that it is a sub-organization of."
                error=form.error("parent")
            >
                <OrganizationInput value=parent />
            </Field>
        };
        form.view("Save", submit, fields)
    };
    view! { <FormDialog open=about title=title form=form /> }
}
