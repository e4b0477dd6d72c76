//! A modal dialog, based on the browser's own `<dialog>`, which keeps the focus inside and returns it.

use super::dom::fresh_id;
use super::reactive::{effect, memo};
use super::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;

/// Whether a dialog is open, and how it closes: a signal that is true, or that holds what the dialog is about.
#[derive(Clone, Copy)]
pub struct Opening {
    is_open: Signal<bool>,
    /// Closes the dialog.
    pub close: Callback<()>,
}

impl From<RwSignal<bool>> for Opening {
    fn from(open: RwSignal<bool>) -> Self {
        Self { is_open: open.into(), close: Callback::new(move |()| open.set(false)) }
    }
}

impl<T: Send + Sync + 'static> From<RwSignal<Option<T>>> for Opening {
    fn from(about: RwSignal<Option<T>>) -> Self {
        let is_open = Signal::derive(move || about.with(Option::is_some));
        Self { is_open, close: Callback::new(move |()| about.set(None)) }
    }
}

/// A dialog. Its content is created at each opening. Escape and the cross close it; a press outside does nothing, so that typed
/// text is not lost by accident.
#[component]
pub fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Opening,
    /// The heading, also its accessible name.
    #[prop(into)]
    title: Signal<String>,
    /// Called in place of closing it when the person wants that.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// Doubles its width, for a table or for two versions side by side.
    #[prop(optional)]
    wide: bool,
    /// Usually a form that ends in a [`DialogFooter`].
    children: ChildrenFn,
) -> impl IntoView {
    let Opening { is_open: open, close } = open;
    let on_close = on_close.unwrap_or(close);
    let dialog = NodeRef::<html::Dialog>::new();
    let title_id = fresh_id("dialog");
    let children = StoredValue::new(children);
    let shown = memo(move || open.get());
    follow(dialog, open);
    view! {
        <dialog
            node_ref=dialog
            class=if wide { "dialog wide" } else { "dialog" }
            aria-labelledby=title_id.clone()
            on:cancel=move |event: leptos::ev::Event| {
                // A file input's own cancel bubbles up to here.
                if event.target() == event.current_target() {
                    event.prevent_default();
                    on_close.run(());
                }
            }
            on:close=move |_| {
                // The browser may close it on a second Escape. The event comes late: the dialog may be open again.
                let is_closed = dialog.get_untracked().is_some_and(|dialog| !dialog.open());
                if is_closed && open.get_untracked() {
                    on_close.run(());
                }
            }
        >
            <header class="dialog-header">
                <h2 id=title_id.clone()>{move || title.get()}</h2>
                <button
                    type="button"
                    class="button icon-only"
                    aria-label="Close"
                    on:click=move |_| on_close.run(())
                >
                    <Icon glyph=Glyph::Close />
                </button>
            </header>
            <div class="dialog-body">
                {move || shown.get().then(|| children.with_value(|children| children()))}
            </div>
        </dialog>
    }
}

/// The buttons at the bottom of a dialog, the main one last.
#[component]
pub fn DialogFooter(
    /// The buttons.
    children: Children,
) -> impl IntoView {
    view! { <footer class="dialog-footer">{children()}</footer> }
}

fn follow(dialog: NodeRef<html::Dialog>, open: Signal<bool>) {
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            // Fails only for a dialog that has left the page.
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
}
