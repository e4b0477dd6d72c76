//! The slice under the pointer, in words.

use super::legend::share_texts;
use super::picture::Picture;
use super::unit_of;
use crate::ui::dom::pixels;
use crate::ui::reactive::memo;
use leptos::prelude::*;

/// Name, count and share of the slice under the pointer, by the pointer.
#[component]
pub fn Tip(picture: Picture) -> impl IntoView {
    let text = memo(move || {
        let pointed = picture.pointed.get()?;
        picture.slices.with(|slices| {
            let at = slices.iter().position(|slice| slice.id == pointed.id)?;
            let (slice, share) =
                (slices.get(at)?, share_texts(slices, picture.whole.get()).into_iter().nth(at)?);
            let unit = unit_of(slice.count, picture.unit);
            Some((slice.name.clone(), [&slice.count.to_string(), " ", unit, " · ", &share].concat()))
        })
    });
    let top = move || pixels(f64::from(picture.pointed.get().map_or(0, |pointed| pointed.top)));
    let is_low = move || picture.pointed.get().is_some_and(|pointed| pointed.is_low);
    move || {
        let (name, numbers) = text.get()?;
        let tip = view! {
            <div class="tip" class:above=move || is_low() style:top=move || top() aria-hidden="true">
                <strong>{name}</strong>
                <span>{numbers}</span>
            </div>
        };
        Some(tip.into_any())
    }
}
