//! Chooses a file by click, keyboard or drop.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{File, FileList, HtmlInputElement};

use super::field::FieldContext;

/// Takes one file. Inside a [`Field`](super::Field), it gets its label, hint and error.
#[component]
pub fn FileDrop(
    /// Asks for a file or names the chosen one.
    #[prop(into)]
    text: Signal<String>,
    /// Called with the file.
    #[prop(into)]
    on_file: Callback<File>,
    /// HTML's `accept`: the file extensions to offer.
    #[prop(optional)]
    accept: Option<&'static str>,
) -> impl IntoView {
    let field = FieldContext::around();
    let over = RwSignal::new(false);
    let take = move |files: Option<FileList>| {
        if let Some(file) = files.and_then(|files| files.get(0)) {
            on_file.run(file);
        }
    };
    let changed = move |event: leptos::ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            take(input.files());
            // Lets the same file be chosen again after a correction.
            input.set_value("");
        }
    };
    let dropped = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
    };
    view! {
        <label
            class="drop"
            class:over=over
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <input
                type="file"
                class="sr-only"
                id=field.id.get_value()
                accept=accept
                aria-describedby=move || field.described_by.get()
                aria-invalid=move || field.invalid.get()
                on:change=changed
            />
            {move || text.get()}
        </label>
    }
}
