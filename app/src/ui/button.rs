//! Buttons.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// How a button looks; its behaviour does not change with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The one thing to do here.
    Primary,
    /// Anything else.
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

/// A button. While `busy` it keeps its width and its focus, says so, and does nothing when pressed.
#[component]
pub fn Button(
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// Its accessible name, where the content is only an icon.
    #[prop(optional, into)]
    label: MaybeProp<String>,
    /// Whether what it started is still under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it can't be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Sends the form around it, rather than calling `on_click` alone.
    #[prop(optional)]
    submit: bool,
    /// Whether it is pressed in, for a button that stays so.
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
