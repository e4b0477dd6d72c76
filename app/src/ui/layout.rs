//! The frame around every page: skip link, top bar, navigation, heading.

use super::dom;
use super::reactive::effect;
use crate::location::use_location;
use leptos::prelude::*;

/// The first tab stop: jumps over the top bar to [`Main`].
#[component]
pub fn SkipLink() -> impl IntoView {
    let jump = move |event: leptos::ev::MouseEvent| {
        // The browser would put the fragment into the address.
        event.prevent_default();
        dom::focus_soon("#main");
    };
    view! {
        <a class="skip" href="#main" on:click=jump>
            "Skip to content"
        </a>
    }
}

/// The bar at the top: the brand, the navigation (children), then organization and account at the right.
#[component]
pub fn TopBar(
    /// Usually an [`OrganizationSwitcher`](super::OrganizationSwitcher).
    #[prop(optional, into)]
    organization: ViewFnOnce,
    /// Usually a [`Menu`](super::Menu) with the account's name.
    #[prop(optional, into)]
    account: ViewFnOnce,
    /// A [`Nav`].
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="topbar">
            <a class="brand" href="/licenses">
                <svg class="brand-mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                    <rect width="24" height="24" rx="6"></rect>
                    <path d="M16.5 8.5a5.2 5.2 0 1 0 .7 5h-5"></path>
                </svg>
                "Grantry"
            </a>
            {children.map(|children| children())}
            <div class="topbar-end">{organization.run()} {account.run()}</div>
        </header>
    }
}

/// The main navigation: a row that scrolls sideways if it does not fit.
#[component]
pub fn Nav(
    /// The accessible name.
    #[prop(default = "Main")]
    label: &'static str,
    /// The class, which sets its look.
    #[prop(default = "nav")]
    class: &'static str,
    /// [`NavLink`]s.
    children: Children,
) -> impl IntoView {
    view! {
        <nav class=class aria-label=label>
            {children()}
        </nav>
    }
}

/// A link of the navigation; `aria-current="page"` while its address, or one `within` it, is open.
#[component]
pub fn NavLink(
    /// The address that it leads to.
    href: &'static str,
    /// Its text.
    #[prop(into)]
    label: Signal<String>,
    /// Says which addresses belong to it; by default only its own.
    #[prop(optional, into)]
    within: Option<Callback<String, bool>>,
) -> impl IntoView {
    let location = use_location();
    let is_open = move |path: &String| within.map_or(path == href, |within| within.run(path.clone()));
    let current = move || location.path.with(is_open).then_some("page");
    view! {
        <a href=href aria-current=move || current()>
            {move || label.get()}
        </a>
    }
}

/// The page's content.
#[component]
pub fn Main(
    /// The page.
    children: Children,
) -> impl IntoView {
    view! {
        <main id="main" class="main" tabindex="-1">
            {children()}
        </main>
    }
}

/// A page's heading, with its actions at the right. It also names the browser's tab and takes the focus after the focused element
/// has disappeared: see [`focus_soon`](dom::focus_soon).
#[component]
pub fn PageHeading(
    /// The heading's text.
    #[prop(into)]
    title: Signal<String>,
    /// A line below it.
    #[prop(optional, into)]
    text: MaybeProp<String>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    effect(move || dom::set_title(&[&title.get(), " · Grantry"].concat()));
    view! {
        <div class="page-heading">
            <div>
                <h1 tabindex="-1">{move || title.get()}</h1>
                <p class="page-heading-text">{move || text.get()}</p>
            </div>
            {children.map(|children| view! { <div class="page-heading-actions">{children()}</div> }.into_any())}
        </div>
    }
}
