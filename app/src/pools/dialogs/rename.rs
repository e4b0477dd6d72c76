//! Renames a pool.

use leptos::prelude::*;
use model::pools::Pool;

use crate::form::{DialogForm, TextDialog};
use crate::pools::rename_pool;
use crate::pools::selection::seen;
use crate::pools::state::State;

#[component]
pub(super) fn RenameDialog(
    /// The page.
    state: State,
    /// The pool; None while the dialog is closed.
    about: RwSignal<Option<Pool>>,
) -> impl IntoView {
    let name = move || about.with(|about| about.as_ref().map(|pool| pool.name.clone()).unwrap_or_default());
    let submit = move |(form, typed): (DialogForm, String)| {
        let Some(pool) = about.get_untracked() else { return };
        let then = Callback::new(move |()| state.changed());
        form.save(rename_pool(seen(&pool), typed), "Pool renamed", then);
    };
    view! {
        <TextDialog
            open=about
            title="Rename Pool"
            label="Name"
            name="name"
            value=Signal::derive(name)
            action="Rename"
            on_submit=submit
        />
    }
}
