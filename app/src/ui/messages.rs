//! What a page says when there is nothing to show, not yet, or something went wrong.

use super::reactive::memo;
use super::{Glyph, Icon};
use leptos::prelude::*;

/// Nothing here: why, and what to do next.
#[component]
pub fn EmptyState(
    /// What is missing, in a few words.
    #[prop(into)]
    title: Signal<String>,
    /// Why, and what to do.
    #[prop(optional, into)]
    text: MaybeProp<String>,
    /// What can be done at once: buttons or links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-title">{move || title.get()}</p>
            <p class="empty-text">{move || text.get()}</p>
            {children.map(|children| view! { <div class="empty-actions">{children()}</div> }.into_any())}
        </div>
    }
}

/// Something went wrong here. Read out when it appears; there is no element while there is no message.
#[component]
pub fn InlineError(
    /// What is wrong and what is allowed (R19).
    #[prop(into)]
    message: MaybeProp<String>,
    /// What can be done about it, such as a button "Try again".
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let shown = memo(move || message.with(Option::is_some));
    let children = StoredValue::new(children);
    view! {
        {move || shown.get().then(|| view! {
            <div class="notice error" role="alert">
                <Icon glyph=Glyph::Warning />
                <div class="notice-text">{move || message.get()}</div>
                {children.with_value(|children| children.as_ref().map(|children| children()))}
            </div>
        }.into_any())}
    }
}

/// How serious a [`Notice`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeKind {
    /// Good to know.
    #[default]
    Info,
    /// It worked.
    Success,
    /// Mind this.
    Warning,
}

/// A quiet line or two set off from the rest; not read out by itself.
#[component]
pub fn Notice(
    /// How serious.
    #[prop(optional)]
    kind: NoticeKind,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let (class, glyph) = match kind {
        NoticeKind::Info => ("notice", Glyph::Info),
        NoticeKind::Success => ("notice success", Glyph::Check),
        NoticeKind::Warning => ("notice warning", Glyph::Warning),
    };
    view! {
        <div class=class>
            <Icon glyph=glyph />
            <div class="notice-text">{children()}</div>
        </div>
    }
}

/// Grey bars in the place of what is being loaded, with a sentence for those who can't see them.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
    /// What is being loaded.
    #[prop(default = "Loading")]
    label: &'static str,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="sr-only">{label}</span>
            {(0..lines).map(|_| view! { <span class="skeleton-line"></span> }.into_any()).collect::<Vec<_>>()}
        </div>
    }
}
