//! The active filters of a list, each with a cross that removes it.

use leptos::prelude::*;

use super::reactive::live;
use super::{Button, Glyph, Icon, Look, dom};

/// One chip per filter, and a button that removes all. Empty without filters.
#[component]
pub fn FilterChips(
    /// The filters in words.
    #[prop(into)]
    filters: Signal<Vec<String>>,
    /// Called with the position of the filter to remove.
    #[prop(into)]
    on_remove: Callback<usize>,
    /// Called to remove all.
    #[prop(into)]
    on_clear: Callback<()>,
    /// The element that gets the focus after the last chip, for [`dom::focus_soon`].
    after: &'static str,
) -> impl IntoView {
    live(move || {
        let filters = filters.get();
        if filters.is_empty() {
            return ().into_any();
        }
        // The focus moves from a removed chip to the next one.
        let next = if filters.len() == 1 { after } else { ".chip" };
        let clear = move |()| {
            on_clear.run(());
            dom::focus_soon(after);
        };
        let chip = |(at, text): (usize, String)| {
            let remove = move |_| {
                on_remove.run(at);
                dom::focus_soon(next);
            };
            let label = ["Remove filter ", &text].concat();
            view! {
                <button type="button" class="chip" aria-label=label on:click=remove>
                    {text}
                    <Icon glyph=Glyph::Close />
                </button>
            }
            .into_any()
        };
        view! {
            <div class="chips" role="group" aria-label="Active filters">
                {filters.into_iter().enumerate().map(chip).collect::<Vec<_>>()}
                <Button look=Look::Link on_click=clear>"Clear all"</Button>
            </div>
        }
        .into_any()
    })
}
