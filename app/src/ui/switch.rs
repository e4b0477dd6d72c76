//! A switch, and a choice of one among a few.

use super::dom::fresh_id;
use leptos::prelude::*;

/// A switch that takes effect immediately.
#[component]
pub fn Switch(
    /// The setting, such as "See full License History".
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Called with the state that the person wants.
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

/// A choice of one among a few: radio buttons in a row.
#[component]
pub fn Segment(
    /// The name of the choice, read out but not visible.
    label: &'static str,
    /// Value and text of each option.
    options: Vec<(&'static str, &'static str)>,
    /// The chosen value.
    #[prop(into)]
    value: Signal<&'static str>,
    /// Called with the chosen value.
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
