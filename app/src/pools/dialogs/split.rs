//! Splits the selected licenses off their pool.

use leptos::prelude::*;
use model::LicenseId;
use model::pools::Pool;

use crate::form::{DialogForm, FormDialog};
use crate::pools::selection::seen;
use crate::pools::split_pool;
use crate::pools::state::State;
use crate::pools::words::licenses;
use crate::ui::{Field, TextInput};

#[component]
pub(super) fn SplitDialog(
    /// The page.
    state: State,
    /// The pool and the licenses to split off; None while the dialog is closed.
    about: RwSignal<Option<(Pool, Vec<LicenseId>)>>,
) -> impl IntoView {
    let form = move |form: DialogForm| {
        let Some((pool, chosen)) = about.get_untracked() else { return ().into_any() };
        let name = RwSignal::new(String::new());
        let lead = format!(
            "{} of “{}” go into a new pool in the same access group. Licenses that are added later still come into “{}”.",
            licenses(chosen.len() as u64),
            pool.name,
            pool.name
        );
        let submit = move || {
            let then = Callback::new(move |()| state.changed());
            let request = split_pool(seen(&pool), chosen.clone(), name.get_untracked());
            form.save(request, "Pool split", then);
        };
        let fields = view! {
            <p>{lead}</p>
            <Field label="Name of the new pool" error=form.error("name")>
                <TextInput value=name on_input=move |typed| name.set(typed) autofocus=true />
            </Field>
        };
        form.view("Split", submit, fields)
    };
    view! { <FormDialog open=about title="Split Pool" form=form /> }
}
