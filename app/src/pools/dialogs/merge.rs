//! Merges the selected pools into one of them.

use leptos::prelude::*;
use model::pools::Pool;

use crate::form::{DialogForm, FormDialog};
use crate::pools::merge_pools;
use crate::pools::selection::seen;
use crate::pools::state::State;
use crate::pools::words::{licenses, path, pools};
use crate::ui::{Field, Select};

#[component]
pub(super) fn MergeDialog(
    /// The page.
    state: State,
    /// The pools; None while the dialog is closed.
    about: RwSignal<Option<Vec<Pool>>>,
) -> impl IntoView {
    let form = move |form: DialogForm| {
        let Some(chosen) = about.get_untracked() else { return ().into_any() };
        let kept = RwSignal::new(chosen.first().map(|pool| pool.id.to_string()).unwrap_or_default());
        let option = |pool: &Pool| {
            let text = [&pool.name, " (", &licenses(pool.licenses), ", ", &path(&pool.path), ")"].concat();
            (pool.id.to_string(), text)
        };
        let options: Vec<_> = chosen.iter().map(option).collect();
        let lead = format!(
            "All licenses and tags of these {} go into one of them. The others are removed. Nobody sees more or less than \
             before, so all must be in the same access group.",
            pools(chosen.len() as u64)
        );
        let submit = move || {
            let kept = kept.get_untracked();
            let (into, from): (Vec<_>, Vec<_>) =
                chosen.iter().map(seen).partition(|seen| seen.id.to_string() == kept);
            let Some(into) = into.first().copied() else { return };
            form.save(merge_pools(into, from), "Pools merged", Callback::new(move |()| state.changed()));
        };
        let fields = view! {
            <p>{lead}</p>
            <Field label="The pool that remains">
                <Select value=kept options=Signal::stored(options) on_change=move |id| kept.set(id) />
            </Field>
        };
        form.view("Merge", submit, fields)
    };
    view! { <FormDialog open=about title="Merge Pools" form=form /> }
}
