//! Inputs for text and for a choice. Inside a [`Field`](super::Field), they get its label, hint and error; alone, they need their
//! own `label`.

use super::dom;
use super::field::FieldContext;
use super::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;

/// One line of text.
#[component]
pub fn TextInput(
    /// The current text.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the whole text after each change.
    #[prop(into)]
    on_input: Callback<String>,
    /// HTML's `type`: text, email, password, number…
    #[prop(default = "text")]
    kind: &'static str,
    /// The form field's name.
    #[prop(optional)]
    name: &'static str,
    /// HTML's `autocomplete` token, such as `username`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// Whether it is disabled.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The accessible name, for an input outside a field.
    #[prop(optional, into)]
    label: MaybeProp<String>,
) -> impl IntoView {
    let field = FieldContext::around();
    view! {
        <input
            class="input"
            id=field.id.get_value()
            type=kind
            name=name
            autocomplete=autocomplete
            required=required
            autofocus=autofocus
            spellcheck="false"
            aria-label=move || label.get()
            aria-describedby=move || field.described_by.get()
            aria-invalid=move || field.invalid.get()
            disabled=move || disabled.get()
            prop:value=move || value.get()
            on:input:target=move |event| on_input.run(event.target().value())
        />
    }
}

/// Several lines of text. It grows with its content, up to a limit.
#[component]
pub fn TextArea(
    /// The current text.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the whole text after each change.
    #[prop(into)]
    on_input: Callback<String>,
    /// The initial number of lines.
    #[prop(default = 4)]
    rows: u32,
    /// The most characters that it takes.
    #[prop(optional)]
    max_length: Option<u32>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// Shows the text but rejects changes.
    #[prop(optional, into)]
    read_only: Signal<bool>,
    /// The accessible name, for an input outside a field.
    #[prop(optional, into)]
    label: MaybeProp<String>,
) -> impl IntoView {
    let field = FieldContext::around();
    view! {
        <textarea
            class="input"
            dir="auto"
            id=field.id.get_value()
            rows=rows
            maxlength=max_length
            autofocus=autofocus
            readonly=move || read_only.get()
            aria-label=move || label.get()
            aria-describedby=move || field.described_by.get()
            aria-invalid=move || field.invalid.get()
            prop:value=move || value.get()
            on:input:target=move |event| on_input.run(event.target().value())
        ></textarea>
    }
}

/// A choice of one.
#[component]
pub fn Select(
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Value and text of each option.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Called with the chosen value.
    #[prop(into)]
    on_change: Callback<String>,
    /// Whether it is disabled.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The accessible name, for an input outside a field.
    #[prop(optional, into)]
    label: MaybeProp<String>,
) -> impl IntoView {
    let field = FieldContext::around();
    let option = move |(id, text): (String, String)| {
        let own = id.clone();
        let chosen = move || value.with(|value| *value == own);
        view! {
            <option value=id prop:selected=move || chosen()>
                {text}
            </option>
        }
        .into_any()
    };
    view! {
        <select
            class="input"
            id=field.id.get_value()
            aria-label=move || label.get()
            aria-describedby=move || field.described_by.get()
            aria-invalid=move || field.invalid.get()
            disabled=move || disabled.get()
            on:change:target=move |event| on_change.run(event.target().value())
        >
            {move || options.get().into_iter().map(option).collect::<Vec<_>>()}
        </select>
    }
}

/// A search box with a magnifying glass and, while it has text, a button that clears it.
#[component]
pub fn SearchInput(
    /// The accessible name, also its placeholder.
    #[prop(into)]
    label: Signal<String>,
    /// The current text.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the whole text after each change; empty when cleared.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let clear = move |_| {
        on_input.run(String::new());
        if let Some(input) = input.get_untracked() {
            dom::focus(&input);
        }
    };
    view! {
        <div class="search">
            <Icon glyph=Glyph::Search />
            <input
                node_ref=input
                class="input"
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=move || label.get()
                placeholder=move || label.get()
                prop:value=move || value.get()
                on:input:target=move |event| on_input.run(event.target().value())
            />
            <button
                type="button"
                class="button icon-only"
                aria-label="Clear search"
                title="Clear search"
                hidden=move || value.with(String::is_empty)
                on:click=clear
            >
                <Icon glyph=Glyph::Close />
            </button>
        </div>
    }
}
