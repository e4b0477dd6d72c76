//! A license key: masked, revealed on request, copied (R8).

use super::reactive::memo;
use leptos::prelude::*;

/// A license key with its two buttons. The owner fetches the key and knows whether the level allows it.
#[component]
pub fn KeyCell(
    /// The masked key, as the list shows it.
    #[prop(into)]
    masked: Signal<String>,
    /// The whole key, once revealed.
    #[prop(into)]
    revealed: Signal<Option<String>>,
    /// Called to reveal the key or, if revealed, to mask it again.
    #[prop(into)]
    on_reveal: Callback<()>,
    /// Called to copy the key; the owner calls [`copy_text`](super::copy_text), which also reports it.
    #[prop(into)]
    on_copy: Callback<()>,
) -> impl IntoView {
    let shown = memo(move || revealed.with(Option::is_some));
    let toggle = move || if shown.get() { "Hide license key" } else { "Reveal license key" };
    view! {
        <span class="key" class:revealed=move || shown.get()>
            <span class="key-text">{move || revealed.get().unwrap_or_else(|| masked.get())}</span>
            <button
                type="button"
                class="button icon-only i-eye"
                aria-label=move || toggle()
                title=move || toggle()
                on:click=move |_| on_reveal.run(())
            ></button>
            <button
                type="button"
                class="button icon-only i-copy"
                aria-label="Copy license key"
                title="Copy license key"
                on:click=move |_| on_copy.run(())
            ></button>
        </span>
    }
}
