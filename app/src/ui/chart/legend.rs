//! The twin of a pie: its slices as buttons.

use super::{Slice, color};
use crate::ui::Count;
use crate::ui::each::Each;
use crate::ui::reactive::memo;
use leptos::prelude::*;

/// Buttons named like "Expired 12", each with its colour and share.
#[component]
pub fn Legend(slices: Signal<Vec<Slice>>, total: Memo<u64>, on_toggle: Callback<u32>) -> impl IntoView {
    let any = memo(move || slices.with(|slices| slices.iter().any(|slice| slice.selected)));
    let ids = move || slices.with(|slices| slices.iter().map(|slice| slice.id).collect());
    let entry = move |id: u32| {
        let slice = Memo::new(move |old: Option<&Option<Slice>>| {
            let now = slices.with(|slices| slices.iter().find(|slice| slice.id == id).cloned());
            // A slice that is gone keeps its last state until its button is gone too.
            now.or_else(|| old.cloned().flatten())
        });
        let name = move || slice.with(|slice| slice.as_ref().map(|slice| slice.name.clone()));
        let count = memo(move || slice.with(|slice| slice.as_ref().map_or(0, |slice| slice.count)));
        let selected = memo(move || slice.with(|slice| slice.as_ref().is_some_and(|slice| slice.selected)));
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
                    <span class="slice-share">{move || share_text(count.get(), total.get())}</span>
                </button>
            </li>
        }
        .into_any()
    };
    view! {
        <ul class="slices">
            <Each ids=Signal::derive(ids) row=entry />
        </ul>
    }
}

/// A share as "12 %"; "< 1 %" rather than a nought for what is there.
pub fn share_text(count: u64, total: u64) -> String {
    if total == 0 {
        return String::new();
    }
    let tenths = u128::from(count) * 1000 / u128::from(total);
    match (tenths + 5) / 10 {
        0 if count > 0 => String::from("< 1 %"),
        percent => [&percent.to_string(), " %"].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::share_text;

    #[test]
    fn shares_round_and_never_hide_what_is_there() {
        assert_eq!(share_text(1, 3), "33 %");
        assert_eq!(share_text(2, 3), "67 %");
        assert_eq!(share_text(1, 100_000), "< 1 %");
        assert_eq!(share_text(0, 10), "0 %");
        assert_eq!(share_text(0, 0), "");
    }
}
