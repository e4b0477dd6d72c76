//! The frame of every page: access, top bar, organization switcher, account.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::link::{sign_in_address, to_come_back_to};
use model::page::{Area, Audience};
use model::{Action, Target};

use crate::ApiError;
use crate::current_user::{Me, Person, end_viewing, provide_me, switch_organization, use_me};
use crate::later::fetch_with_first_use;
use crate::location::{Location, Pages, provide_location, use_location};
use crate::navigation;
use crate::sign_in::sign_out;
use crate::ui::{
    Dialog, DialogFooter, Glyph, InlineError, Main, Menu, MenuItem, Nav, OrganizationSwitcher, PageHeading,
    Skeleton, SkipLink, ThemeChoice, Toasts, TopBar, effect, live, memo, provide_theme, provide_toasts,
    use_toasts,
};

/// The frame that all bundles share, around the page at the address.
#[component]
pub fn Bundle(
    /// The bundle's pages.
    pages: Pages,
) -> impl IntoView {
    provide_theme();
    provide_toasts();
    provide_me();
    fetch_with_first_use();
    let location = provide_location(pages);
    let page = move || match location.page() {
        Some((page, view)) => opened(page.audience, view),
        None => opened(Audience::SignedIn, Arc::new(|| view! { <NotFound /> }.into_any())),
    };
    view! {
        {live(page)}
        <Toasts />
    }
}

/// A page for the people who may open it.
fn opened(audience: Audience, view: ChildrenFn) -> AnyView {
    match audience {
        Audience::Anybody | Audience::UntilSetUp => view(),
        Audience::SignedIn | Audience::OfProduct => view! { <Signed children=view /> }.into_any(),
        Audience::Permitted(action, target) => {
            view! { <Permitted action=action target=target children=view /> }.into_any()
        }
    }
}

/// A page for signed-in people, in the frame; sends anybody else to sign in and back.
#[component]
fn Signed(children: ChildrenFn) -> impl IntoView {
    let me = use_me();
    let children = StoredValue::new(children);
    // Redrawn when the person or the organization changes, or when viewing starts or ends: nothing of the previous one stays
    // on the page.
    let identity = memo(move || me.actor().map(|actor| (actor.user, me.organization(), actor.is_viewing())));
    let failed =
        move || me.who.with(|who| who.as_ref().and_then(|who| who.as_ref().err().map(ToString::to_string)));
    let waiting = move || me.who.with(Option::is_none);
    view! {
        {move || match identity.get() {
            Some(_) => view! { <Frame>{move || children.with_value(|page| page())}</Frame> }.into_any(),
            None if waiting() => view! { <div class="sign-in"><Skeleton lines=4 /></div> }.into_any(),
            None if failed().is_some() => view! {
                <div class="sign-in"><InlineError message=Signal::derive(failed) /></div>
            }.into_any(),
            None => view! { <ToSignIn /> }.into_any(),
        }}
    }
}

/// A page that exists only for people with the right (R5); for others it looks like any unknown address (R3).
#[component]
fn Permitted(action: Action, target: Target, children: ChildrenFn) -> impl IntoView {
    let children = StoredValue::new(children);
    let page = move || {
        let may = use_me().may(action, target);
        if may { children.with_value(|page| page()) } else { view! { <NotFound /> }.into_any() }
    };
    view! { <Signed>{move || page()}</Signed> }
}

#[component]
fn ToSignIn() -> impl IntoView {
    let location = use_location();
    effect(move || location.go(&untrack(|| sign_in_and_back(location)), true));
}

/// Returns the address of the sign-in page that leads back to the open page.
fn sign_in_and_back(location: Location) -> String {
    let here = location.links.short(&location.whole());
    sign_in_address(&to_come_back_to(&here))
}

#[component]
fn Frame(children: ChildrenFn) -> impl IntoView {
    let me = use_me();
    let Some(person) = me.person() else { return ().into_any() };
    let viewed = person.actor.is_viewing().then(|| person.organizations.first().cloned()).flatten();
    let person = StoredValue::new(person);
    view! {
        <SkipLink />
        <TopBar
            organization=move || person.with_value(|person| switcher(me, person))
            account=move || person.with_value(|person| account(me, person))
        >
            <Nav>{navigation::links(me)}</Nav>
        </TopBar>
        {navigation::pages(me)}
        {viewed.map(|(_, name)| viewing(me, &name))}
        <Main>{children()}</Main>
        <Ended />
    }
    .into_any()
}

fn switcher(me: Me, person: &Person) -> AnyView {
    let organizations = person.organizations.clone();
    let current = organizations.iter().position(|(id, _)| Some(*id) == me.organization());
    let (Some(current), true) = (current, !organizations.is_empty()) else {
        return view! { <span class="muted">"No organization"</span> }.into_any();
    };
    let names: Vec<_> = organizations.iter().map(|(_, name)| name.clone()).collect();
    if let [only] = names.as_slice() {
        return view! { <span class="organization-name">{only.clone()}</span> }.into_any();
    }
    let toasts = use_toasts();
    let choose = move |position: usize| {
        let Some((to, _)) = organizations.get(position).cloned() else { return };
        spawn_local(async move {
            match switch_organization(to).await {
                Ok(()) => me.load(),
                Err(error) => {
                    me.notice(&error);
                    toasts.fail(error.to_string());
                }
            }
        });
    };
    view! { <OrganizationSwitcher organizations=names current=current on_choose=choose /> }.into_any()
}

/// Says on every page that the person is viewing an organization, with a button to end that.
fn viewing(me: Me, name: &str) -> AnyView {
    let toasts = use_toasts();
    let end = move |_| {
        spawn_local(async move {
            match end_viewing().await {
                // Loads another page, because the organization changes. Fails only in a document that is no longer shown.
                Ok(()) => drop(window().location().assign("/console/organizations")),
                // It has ended already: its time is up, or it was ended in another tab.
                Err(ApiError::NotFound | ApiError::Switched) => me.load(),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    let text = ["Viewing ", name, ", read-only"].concat();
    view! {
        <div class="viewing" role="region" aria-label="Viewing">
            <strong>{text}</strong>
            <button class="button" on:click=end>"End"</button>
        </div>
    }
    .into_any()
}

fn account(me: Me, person: &Person) -> AnyView {
    let (name, email) = (person.name.clone(), person.email.clone());
    let toasts = use_toasts();
    let leave = move || {
        spawn_local(async move {
            match sign_out().await {
                Ok(()) => me.left(),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    let location = use_location();
    let to = move |label, path| MenuItem::new(label, move || location.go(path, false));
    let is_viewing = person.actor.is_viewing();
    let items = move |()| {
        // These are about the person.
        let own = (!is_viewing).then(|| navigation::links_in(Area::Account, me));
        let own = own.into_iter().flatten().map(|(path, label)| to(label, path));
        own.chain([MenuItem::new("Sign out", leave)]).collect()
    };
    let shown = name.clone();
    let header = move || {
        let (name, email) = (name.clone(), email.clone());
        view! {
            <strong>{name}</strong>
            <span class="muted">{email}</span>
            <ThemeChoice />
        }
    };
    view! { <Menu label="Account" glyph=Glyph::Person text=shown header=header items=items /> }.into_any()
}

/// Says in an open page that the session has ended. The page keeps its content (R19): the person signs in in another tab.
#[component]
fn Ended() -> impl IntoView {
    let (me, location) = (use_me(), use_location());
    view! {
        <Dialog open=me.ended title="You are signed out">
            <p>
                "Your session has ended. Open a new tab to sign in, then come back and continue here. Nothing you typed is lost."
            </p>
            <DialogFooter>
                <a
                    class="button primary"
                    href=move || sign_in_and_back(location)
                    target="_blank"
                    aria-label="Sign in (opens in a new tab)"
                >
                    "Sign in"
                </a>
            </DialogFooter>
        </Dialog>
    }
}

/// The page for every address that has nothing, or nothing for this person (R3).
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <PageHeading
            title="There is nothing here"
            text="The address is wrong, or this page was removed or is not visible to you."
        />
        <p><a class="button primary" href="/licenses">"Go to My Organization"</a></p>
    }
}
