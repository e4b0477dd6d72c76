//! Short messages in the corner of the screen, which disappear by themselves.

use super::keyed_list::Each;
use super::{Dialog, Glyph, Icon, TextArea, after};
use leptos::ev::FocusEvent;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use std::time::Duration;

use crate::later::{Part, later_once, part};

/// One message.
#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    failed: bool,
    action: Option<(&'static str, Callback<()>)>,
}

/// Shows messages; copy it into callbacks.
#[derive(Clone, Copy)]
pub struct Toaster {
    toasts: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
    /// Whether the pointer or the focus is on the messages: then none disappears.
    held: RwSignal<bool>,
    /// Text that the browser did not let the page copy.
    to_copy: RwSignal<Option<String>>,
}

impl Toaster {
    /// Reports a success.
    pub fn say(&self, text: impl Into<String>) {
        self.add(text.into(), false, None);
    }

    /// Reports a success, with an undo button.
    pub fn say_with_undo(&self, text: impl Into<String>, undo: Callback<()>) {
        self.add(text.into(), false, Some(("Undo", undo)));
    }

    /// Reports a failure, which is shown longer.
    pub fn fail(&self, text: impl Into<String>) {
        self.add(text.into(), true, None);
    }

    /// Reports a failure, with a button to try again. It is shown until it is closed.
    pub fn fail_with_retry(&self, text: impl Into<String>, retry: Callback<()>) {
        self.add(text.into(), true, Some(("Try again", retry)));
    }

    /// Shows text selected, for the person to copy.
    pub fn show_to_copy(&self, text: String) {
        self.to_copy.set(Some(text));
    }

    fn add(&self, text: String, failed: bool, action: Option<(&'static str, Callback<()>)>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let stays = failed && action.is_some();
        let seconds = if failed || action.is_some() { 12 } else { 6 };
        self.toasts.update(|toasts| toasts.push(Toast { id, text, failed, action }));
        if !stays {
            self.remove_later(id, Duration::from_secs(seconds));
        }
    }

    fn remove_later(self, id: u32, wait: Duration) {
        after(wait, move || match self.held.try_get_untracked() {
            Some(true) => self.remove_later(id, Duration::from_secs(2)),
            Some(false) => self.remove(id),
            None => {}
        });
    }

    fn remove(&self, id: u32) {
        self.toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
        if self.toasts.with_untracked(Vec::is_empty) {
            self.held.set(false);
        }
    }
}

/// Provides a [`Toaster`] to everything below. Call it once, at the root, beside [`Toasts`].
pub fn provide_toasts() -> Toaster {
    let toaster = Toaster {
        toasts: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        held: RwSignal::new(false),
        to_copy: RwSignal::new(None),
    };
    provide_context(toaster);
    toaster
}

/// Returns the root's [`Toaster`], or a new one whose messages nobody sees.
pub fn use_toasts() -> Toaster {
    use_context().unwrap_or_else(provide_toasts)
}

/// The live region with the messages. It exists before the first one, so that it is read out.
#[component]
pub fn Toasts() -> impl IntoView {
    let toaster = use_toasts();
    let ids = move || toaster.toasts.with(|toasts| toasts.iter().map(|toast| toast.id).collect());
    let line = move |id: u32| {
        let toast =
            toaster.toasts.with_untracked(|toasts| toasts.iter().find(|toast| toast.id == id).cloned());
        toast.map(|toast| view! { <ToastLine toast=toast toaster=toaster /> }).into_any()
    };
    view! {
        <div
            class="toasts"
            role="status"
            aria-live="polite"
            on:mouseenter=move |_| toaster.held.set(true)
            on:mouseleave=move |_| toaster.held.set(false)
            on:focusin=move |_| toaster.held.set(true)
            on:focusout=move |_| toaster.held.set(false)
        >
            <Each ids=Signal::derive(ids) row=line />
        </div>
        {later_once(move || toaster.to_copy.with(Option::is_some), move || copy_dialog(toaster.to_copy))}
    }
}

/// A dialog, so that it also works above another one.
#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn copy_dialog(text: RwSignal<Option<String>>) -> Part {
    // In the next frame: the text area gets the focus before its text.
    let select = |event: FocusEvent| {
        let field = event_target::<web_sys::HtmlTextAreaElement>(&event);
        request_animation_frame(move || field.select());
    };
    part(view! {
        <Dialog open=text title="Copy">
            <p>"Your browser does not let this page copy. The text below is selected: copy it with Ctrl+C, or ⌘C on a Mac."</p>
            <div on:focusin=select>
                <TextArea
                    label="Text to copy"
                    value=Signal::derive(move || text.get().unwrap_or_default())
                    on_input=|_: String| ()
                    read_only=true
                    autofocus=true
                />
            </div>
        </Dialog>
    }.into_any())
}

#[component]
fn ToastLine(toast: Toast, toaster: Toaster) -> impl IntoView {
    let Toast { id, text, failed, action } = toast;
    let act = action.map(|(label, call)| {
        let press = move |_| {
            toaster.remove(id);
            call.run(());
        };
        view! {
            <button type="button" class="button link" on:click=press>
                {label}
            </button>
        }
    });
    view! {
        <div class="toast" class:failed=failed>
            <Icon glyph=if failed { Glyph::Warning } else { Glyph::Check } />
            <span class="toast-text">{text}</span>
            {act}
            <button
                type="button"
                class="button icon-only"
                aria-label="Close message"
                on:click=move |_| toaster.remove(id)
            >
                <Icon glyph=Glyph::Close />
            </button>
        </div>
    }
}
