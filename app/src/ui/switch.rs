//! On or off, and one of a few.

use super::dom::fresh_id;
use leptos::prelude::*;

/// A switch that acts at once.
#[component]
pub fn Switch(
    /// What it turns on, such as "See full License History".
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Called with the state the person asks for.
    #[prop(into)]
    on_change: Callback<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="switch"
            role="switch"
            aria-checked=move || if on.get() { "true" } else { "false" }
            on:click=move |_| on_change.run(!on.get_untracked())
        >
            <span class="switch-track" aria-hidden="true"></span>
            <span>{move || label.get()}</span>
        </button>
    }
}

/// One of a few, side by side: radio buttons in a row.
#[component]
pub fn Segment(
    /// What is chosen here; read out, not shown.
    label: &'static str,
    /// Value and text of each.
    options: Vec<(&'static str, &'static str)>,
    /// The value chosen.
    #[prop(into)]
    value: Signal<&'static str>,
    /// Called with the value that was chosen.
    #[prop(into)]
    on_change: Callback<&'static str>,
) -> impl IntoView {
    let group = StoredValue::new(fresh_id("segment"));
    let option = move |(id, text): (&'static str, &'static str)| {
        view! {
            <label>
                <input
                    type="radio"
                    name=group.get_value()
                    value=id
                    prop:checked=move || value.get() == id
                    on:change=move |_| on_change.run(id)
                />
                <span>{text}</span>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset class="segment">
            <legend class="sr-only">{label}</legend>
            {options.into_iter().map(option).collect::<Vec<_>>()}
        </fieldset>
    }
}
