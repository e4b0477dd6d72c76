//! A checkbox.

use leptos::prelude::*;

/// A box to tick, with its label. It can be neither, for a group of which some are ticked.
#[component]
pub fn Checkbox(
    /// Its label.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is ticked.
    #[prop(into)]
    checked: Signal<bool>,
    /// Called with the state the person asks for.
    #[prop(into)]
    on_change: Callback<bool>,
    /// Whether some, but not all, of what it stands for is ticked.
    #[prop(optional, into)]
    mixed: Signal<bool>,
    /// Whether it can't be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// A number beside the label, such as how many there are.
    #[prop(optional, into)]
    count: MaybeProp<u64>,
    /// HTML's `tabindex`, in a list in which the arrows go from box to box.
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
                    // The box shows what is, not what was asked, until the owner agrees.
                    event.target().set_checked(checked.get_untracked());
                    on_change.run(asked);
                }
            />
            <span class="checkbox-label">{move || label.get()}</span>
            <span class="checkbox-count">{move || count.get()}</span>
        </label>
    }
}
