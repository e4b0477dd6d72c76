//! Buttons.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// The look of a button. It does not change the behavior.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The main action here.
    Primary,
    /// Any other action.
    #[default]
    Quiet,
    /// Text that looks like a link.
    Link,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button primary",
            Self::Quiet => "button",
            Self::Link => "button link",
        }
    }
}

/// A button. While `busy`, it keeps its width and focus, says so, and ignores presses.
#[component]
pub fn Button(
    /// How much it stands out.
    #[prop(optional)]
    look: Look,
    /// Its accessible name, if the content is only an icon.
    #[prop(optional, into)]
    label: MaybeProp<String>,
    /// Whether its action is still running.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it is disabled.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Submits the form around it, besides calling `on_click`.
    #[prop(optional)]
    submit: bool,
    /// Whether it is on, for a toggle button.
    #[prop(optional, into)]
    pressed: MaybeProp<bool>,
    /// Called when pressed, unless busy.
    #[prop(optional, into)]
    on_click: Option<Callback<()>>,
    /// Its content.
    children: Children,
) -> impl IntoView {
    let press = move |event: MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(call) = on_click {
            call.run(());
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=look.class()
            aria-label=move || label.get()
            title=move || label.get()
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || busy.get().then_some("true")
            aria-pressed=move || pressed.get().map(|on| if on { "true" } else { "false" })
            disabled=move || disabled.get()
            on:click=press
        >
            <span class="button-content">{children()}</span>
        </button>
    }
}
