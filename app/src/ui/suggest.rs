//! One line of text with suggestions.

use leptos::prelude::*;

use super::dom::fresh_id;
use super::field::FieldContext;

/// One line of text, typed or chosen from suggestions. Used inside a [`Field`](super::Field).
#[component]
pub fn SuggestInput(
    /// The current text.
    #[prop(into)]
    value: Signal<String>,
    /// The suggestions.
    #[prop(into)]
    suggestions: Signal<Vec<String>>,
    /// Called with the whole text after each change.
    #[prop(into)]
    on_input: Callback<String>,
    /// Called when the person has finished: with Enter, a suggestion, or by leaving. Without it, Enter submits the form.
    #[prop(optional)]
    on_chosen: Option<Callback<()>>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let field = FieldContext::around();
    let list = fresh_id("suggestions");
    let chosen = move || {
        if let Some(on_chosen) = on_chosen {
            on_chosen.run(());
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && on_chosen.is_some() {
            event.prevent_default();
            chosen();
        }
    };
    let option = |name: String| view! { <option value=name></option> }.into_any();
    view! {
        <input
            class="input"
            id=field.id.get_value()
            type="text"
            list=list.clone()
            autocomplete="off"
            autofocus=autofocus
            spellcheck="false"
            aria-describedby=move || field.described_by.get()
            aria-invalid=move || field.invalid.get()
            prop:value=move || value.get()
            on:input:target=move |event| on_input.run(event.target().value())
            on:change=move |_| chosen()
            on:keydown=on_key
        />
        <datalist id=list>{move || suggestions.get().into_iter().map(option).collect::<Vec<_>>()}</datalist>
    }
}
