//! A pie's slices as buttons.

use super::{Slice, color};
use crate::ui::Count;
use crate::ui::keyed_list::Each;
use crate::ui::reactive::memo;
use leptos::prelude::*;
use model::percent::{share_text, shares};

/// Buttons with names like "Expired 12", each with its color and share.
#[component]
pub fn Legend(slices: Signal<Vec<Slice>>, whole: Memo<u64>, on_toggle: Callback<u32>) -> impl IntoView {
    let any = memo(move || slices.with(|slices| slices.iter().any(|slice| slice.selected)));
    let shares = memo(move || slices.with(|slices| share_texts(slices, whole.get())));
    let ids = memo(move || slices.with(|slices| slices.iter().map(|slice| slice.id).collect::<Vec<_>>()));
    let entry = move |id: u32| {
        let slice = Memo::new(move |old: Option<&Option<Slice>>| {
            let now = slices.with(|slices| slices.iter().find(|slice| slice.id == id).cloned());
            // A slice that has gone keeps its last state until its button has gone, too.
            now.or_else(|| old.cloned().flatten())
        });
        let name = move || slice.with(|slice| slice.as_ref().map(|slice| slice.name.clone()));
        let count = memo(move || slice.with(|slice| slice.as_ref().map_or(0, |slice| slice.count)));
        let selected = memo(move || slice.with(|slice| slice.as_ref().is_some_and(|slice| slice.selected)));
        let share = move || {
            let at = slices.with(|slices| slices.iter().position(|slice| slice.id == id))?;
            shares.with(|shares| shares.get(at).cloned())
        };
        let full_name = move || {
            let mut text = name().unwrap_or_default();
            text.push(' ');
            text.push_str(&count.get().to_string());
            text
        };
        view! {
            <li>
                <button
                    type="button"
                    class="slice"
                    class:dim=move || count.get() == 0 || (any.get() && !selected.get())
                    aria-label=move || full_name()
                    aria-pressed=move || if selected.get() { "true" } else { "false" }
                    on:click=move |_| on_toggle.run(id)
                >
                    <span class=["swatch c", &color(id).to_string()].concat() aria-hidden="true"></span>
                    <span class="slice-name">{move || name()}</span>
                    <Count value=count />
                    <span class="slice-share">{move || share()}</span>
                </button>
            </li>
        }
        .into_any()
    };
    view! {
        <ul class="slices">
            <Each ids=ids row=entry />
        </ul>
    }
}

/// Returns each slice's share of the whole.
pub fn share_texts(slices: &[Slice], whole: u64) -> Vec<String> {
    let parts: Vec<u64> = slices.iter().map(|slice| slice.count).collect();
    let shares = shares(&parts, whole);
    shares.into_iter().zip(parts).map(|(share, part)| share_text(share, part, whole)).collect()
}
