//! A checkbox.

use leptos::prelude::*;

/// A checkbox with its label. It can be mixed, for a group that is partly checked.
#[component]
pub fn Checkbox(
    /// Also its accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is checked.
    #[prop(into)]
    checked: Signal<bool>,
    /// Called with the state that the person wants.
    #[prop(into)]
    on_change: Callback<bool>,
    /// Whether its group is checked in part.
    #[prop(optional, into)]
    mixed: Signal<bool>,
    /// Whether it is disabled.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// A number beside the label, such as a count.
    #[prop(optional, into)]
    count: MaybeProp<u64>,
    /// HTML's `tabindex`, for a list in which the arrows move between checkboxes.
    #[prop(optional, into)]
    tabindex: MaybeProp<&'static str>,
) -> impl IntoView {
    view! {
        <label class="checkbox">
            <input
                type="checkbox"
                prop:checked=move || checked.get()
                prop:indeterminate=move || mixed.get()
                disabled=move || disabled.get()
                tabindex=move || tabindex.get()
                on:change:target=move |event| {
                    let asked = event.target().checked();
                    // The box keeps its state until the owner changes it.
                    event.target().set_checked(checked.get_untracked());
                    on_change.run(asked);
                }
            />
            <span class="checkbox-label">{move || label.get()}</span>
            <span class="checkbox-count">{move || count.get()}</span>
        </label>
    }
}
