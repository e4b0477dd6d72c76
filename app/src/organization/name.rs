//! Names a new or an existing sub-organization, or the organization itself.

use leptos::prelude::*;
use model::OrganizationId;
use model::person::checked_name;

use super::{add_sub_organization, rename_organization};
use crate::form::{DialogForm, TextDialog};

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
    let before = Signal::derive(move || match naming.get() {
        Some(Naming::Known { name, .. }) => name,
        _ => String::new(),
    });
    let save = move |(form, name): (DialogForm, String)| {
        let name = match checked_name(&name) {
            Ok(name) => name,
            Err(wrong) => return form.submission.refuse("name", wrong.to_string()),
        };
        let id = match naming.get_untracked() {
            Some(Naming::Known { id, .. }) => Some(id),
            _ => None,
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
    view! {
        <TextDialog
            open=naming
            title=title
            label="Name"
            hint="Must be unique."
            name="name"
            value=before
            action="Save"
            on_submit=save
        />
    }
}
