//! The page's knowledge about the signed-in person.

use leptos::ev::{focus, pageshow};
use leptos::prelude::*;
use leptos::reactive::graph::Observer;
use leptos::task::spawn_local;
use model::access::Relation;
use model::page::Page;
use model::{Action, Actor, OrganizationId, ProductKind, Target};

use super::{Person, Who, who_am_i};
use crate::ApiError;
use crate::drafts::forget_all_but;
use crate::transport::act_for;
use crate::ui::{TimeZone, effect};

/// The signed-in person, for every part of the page. [`Me::may`] hides what the server would refuse.
#[derive(Clone, Copy)]
pub struct Me {
    /// The server's response; None until it arrives.
    pub who: RwSignal<Option<Result<Who, ApiError>>>,
    /// Whether the session has ended while the page was open.
    pub ended: RwSignal<bool>,
}

impl Me {
    /// Continues after signing out: what was typed is forgotten, for somebody else may use the browser next.
    pub fn left(self) {
        forget_all_but(None);
        self.load();
    }

    /// Asks the server again.
    pub fn load(self) {
        spawn_local(async move { self.take(who_am_i().await) });
    }

    fn take(self, who: Result<Who, ApiError>) {
        if let Ok(Who { person: Some(person), .. }) = &who {
            forget_all_but(Some(person.actor.user));
        }
        self.ended.set(false);
        self.who.set(Some(who));
        act_for(self.organization());
    }

    /// Continues after the session has ended and somebody has signed in elsewhere: the same person with this page, another one
    /// with a new page.
    fn go_on(self) {
        spawn_local(async move {
            let who = who_am_i().await;
            let user = match &who {
                Ok(Who { person: Some(person), .. }) => person.actor.user,
                // The page waits.
                _ => return,
            };
            if untrack(|| self.actor()).is_some_and(|actor| actor.user == user) {
                self.ended.set(false);
            } else {
                self.take(who);
            }
        });
    }

    /// Reads the server's response. Code that reacts to changes, such as a closure in a view, follows this one. A component's
    /// own body reads it once, on purpose: pages are recreated for another person or organization.
    fn read<T>(self, read: impl FnOnce(&Option<Result<Who, ApiError>>) -> T) -> T {
        if Observer::get().is_some() { self.who.with(read) } else { self.who.with_untracked(read) }
    }

    /// Returns the person; None if nobody is signed in.
    pub fn person(self) -> Option<Person> {
        self.read(|who| match who {
            Some(Ok(who)) => who.person.clone(),
            _ => None,
        })
    }

    /// Returns the person as an actor.
    pub fn actor(self) -> Option<Actor> {
        self.person().map(|person| person.actor)
    }

    /// Returns the organization that they act for.
    pub fn organization(self) -> Option<OrganizationId> {
        self.actor().and_then(|actor| actor.membership).map(|membership| membership.organization)
    }

    /// Returns whether the person may do `action` on anything of `target`.
    pub fn may(self, action: Action, target: Target) -> bool {
        self.actor().is_some_and(|actor| actor.may(action, target))
    }

    /// Returns whether the person may open that page.
    pub fn may_open(self, page: &Page) -> bool {
        self.actor().is_some_and(|actor| page.audience.includes(&actor))
    }

    /// Returns whether the person may do `action` on a license of that kind in that relation.
    pub fn may_on(self, action: Action, kind: ProductKind, relation: Relation) -> bool {
        let permit = self.actor().and_then(|actor| actor.permit(action, Target::Anything).ok());
        permit.is_some_and(|permit| permit.reach(kind).has(relation))
    }

    /// Returns whether the portal sends e-mails, as far as known. Sentences about e-mails depend on it.
    pub fn sends_mails(self) -> bool {
        self.read(|who| !matches!(who, Some(Ok(Who { sends_mails: false, .. }))))
    }

    /// Remembers that the session has ended, if the error says so.
    pub fn notice(self, error: &ApiError) {
        if *error == ApiError::SignedOut {
            self.ended.set(true);
        }
    }
}

/// Creates [`Me`] and asks the server.
pub fn provide_me() -> Me {
    let me = Me { who: RwSignal::new(None), ended: RwSignal::new(false) };
    provide_context(me);
    let zone = RwSignal::new(None);
    provide_context(TimeZone(zone));
    effect(move || zone.set(me.person().and_then(|person| person.time_zone)));
    me.load();
    // The browser may have kept the page for Back, for a person who has signed out since.
    window_event_listener(pageshow, move |event| {
        if event.persisted() {
            me.load();
        }
    });
    // The person may have signed in elsewhere before coming back to the page.
    window_event_listener(focus, move |_| {
        if me.ended.get_untracked() {
            me.go_on();
        }
    });
    me
}

/// Returns the page's [`Me`].
pub fn use_me() -> Me {
    expect_context()
}
