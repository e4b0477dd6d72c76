//! Names a new or an existing sub-organization, or the organization itself.

use leptos::prelude::*;
use model::OrganizationId;
use model::person::checked_name;

use super::{add_sub_organization, rename_organization};
use crate::form::{DialogForm, FormDialog};
use crate::ui::{Field, TextInput};

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
    let title = move || match naming.get() {
        Some(Naming::Known { .. }) => "Rename Organization",
        _ => "Add Sub-Organization",
    };
    let title = Signal::derive(move || title().to_owned());
    let form = move |form: DialogForm| {
        let (id, before) = match naming.get_untracked() {
            Some(Naming::Known { id, name }) => (Some(id), name),
            _ => (None, String::new()),
        };
        let name = RwSignal::new(before);
        let submit = move || {
            let name = match checked_name(&name.get_untracked()) {
                Ok(name) => name,
                Err(wrong) => return form.submission.refuse("name", wrong.to_string()),
            };
            let said = format!("{name} {}", if id.is_some() { "renamed" } else { "added" });
            let saved = async move {
                match id {
                    Some(id) => rename_organization(id, name).await,
                    None => add_sub_organization(name).await,
                }
            };
            form.save(saved, said, on_saved);
        };
        let field = view! {
            <Field label="Name" hint="Must be unique." error=form.error("name")>
                <TextInput value=name on_input=move |typed| name.set(typed) autofocus=true />
            </Field>
        };
        form.view("Save", submit, field)
    };
    view! { <FormDialog open=naming title=title form=form /> }
}
