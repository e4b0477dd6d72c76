//! Label, hint and error around an input, connected for assistive technology.

use super::dom::fresh_id;
use super::reactive::memo;
use super::{Glyph, Icon};
use leptos::context::Provider;
use leptos::prelude::*;

/// Attributes for the input inside a [`Field`].
#[derive(Clone, Copy)]
pub(super) struct FieldContext {
    /// The input's id, which the label points to.
    pub id: StoredValue<String>,
    /// Ids of the visible hint and error.
    pub described_by: Signal<Option<String>>,
    /// `Some("true")` while there is an error.
    pub invalid: Signal<Option<&'static str>>,
}

impl FieldContext {
    /// Returns the field around this input, or one for an input that stands alone.
    pub fn around() -> Self {
        use_context().unwrap_or_else(|| Self {
            id: StoredValue::new(fresh_id("input")),
            described_by: Signal::stored(None),
            invalid: Signal::stored(None),
        })
    }
}

/// A labeled input with an optional hint and an error that is read out (R19).
#[component]
pub fn Field(
    /// Names the input.
    #[prop(into)]
    label: Signal<String>,
    /// Says what is allowed, or where to find it.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// Says what is wrong with the input.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// One input of this module.
    children: Children,
) -> impl IntoView {
    let id = fresh_id("field");
    let hint_id = [&id, "-hint"].concat();
    let error_id = [&id, "-error"].concat();
    let has_hint = memo(move || hint.with(Option::is_some));
    let has_error = memo(move || error.with(Option::is_some));
    let context = FieldContext {
        id: StoredValue::new(id.clone()),
        described_by: Signal::derive({
            let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
            move || match (has_hint.get(), has_error.get()) {
                (false, false) => None,
                (true, false) => Some(hint_id.clone()),
                (false, true) => Some(error_id.clone()),
                (true, true) => Some([&error_id, " ", &hint_id].concat()),
            }
        }),
        invalid: Signal::derive(move || has_error.get().then_some("true")),
    };
    view! {
        <div class="field" class:invalid=move || has_error.get()>
            <label for=id>{move || label.get()}</label>
            <Provider value=context>{children()}</Provider>
            <p class="hint" id=hint_id hidden=move || !has_hint.get()>
                {move || hint.get()}
            </p>
            <p class="field-error" id=error_id aria-live="polite" hidden=move || !has_error.get()>
                <Icon glyph=Glyph::Warning />
                <span>{move || error.get()}</span>
            </p>
        </div>
    }
}
