//! Messages of a page that has nothing to show, is loading, or failed.

use super::reactive::memo;
use super::{Glyph, Icon};
use leptos::prelude::*;

/// Says why there is nothing here, and what to do next.
#[component]
pub fn EmptyState(
    /// Says what is missing, in a few words.
    #[prop(into)]
    title: Signal<String>,
    /// Says why, and what to do.
    #[prop(optional, into)]
    text: MaybeProp<String>,
    /// Buttons or links for the next step.
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

/// An error. It is read out when it appears; without a message there is no element.
#[component]
pub fn InlineError(
    /// Says what is wrong and what is allowed (R19).
    #[prop(into)]
    message: MaybeProp<String>,
    /// The remedy, such as a button "Try again".
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

/// The severity of a [`Notice`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeKind {
    /// Good to know.
    #[default]
    Info,
    /// It worked.
    Success,
    /// Needs attention.
    Warning,
}

/// A quiet line or two, set off from the rest; not read out by itself.
#[component]
pub fn Notice(
    /// The severity.
    #[prop(optional)]
    kind: NoticeKind,
    /// The text.
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

/// Gray bars in place of loading content, with a sentence for people who can't see them.
#[component]
pub fn Skeleton(
    /// The number of bars.
    #[prop(default = 3)]
    lines: usize,
    /// Says what is loading.
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
