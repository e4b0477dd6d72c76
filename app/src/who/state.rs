//! What the page knows of the signed-in person.

use leptos::ev::{focus, pageshow};
use leptos::prelude::*;
use leptos::reactive::graph::Observer;
use leptos::task::spawn_local;
use model::access::Relation;
use model::{Action, Actor, OrganizationId, ProductKind, Target};

use super::{Person, Who, who_am_i};
use crate::ApiError;
use crate::drafts::forget_all_but;
use crate::transport::act_for;
use crate::ui::{TimeZone, effect};

/// Who is signed in, for every part of the page. By [`Me::may`] the client hides what the server would refuse.
#[derive(Clone, Copy)]
pub struct Me {
    /// The answer of the server; none until it comes.
    pub who: RwSignal<Option<Result<Who, ApiError>>>,
    /// Whether the session ended while the page was open.
    pub ended: RwSignal<bool>,
}

impl Me {
    /// Goes on after signing out: what was typed is forgotten, for somebody else may use the browser next.
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

    /// Goes on after the session has ended, once somebody has signed in elsewhere: the same person with the page as it
    /// is, another one with a page of its own.
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

    /// Reads the answer of the server. Whatever follows changes, such as a closure in a view, follows this one. A component's own
    /// body reads it once, and is meant to: pages are made anew for another person or organization.
    fn read<T>(self, read: impl FnOnce(&Option<Result<Who, ApiError>>) -> T) -> T {
        if Observer::get().is_some() { self.who.with(read) } else { self.who.with_untracked(read) }
    }

    /// The person; none when nobody is signed in.
    pub fn person(self) -> Option<Person> {
        self.read(|who| match who {
            Some(Ok(who)) => who.person.clone(),
            _ => None,
        })
    }

    /// The person as it acts.
    pub fn actor(self) -> Option<Actor> {
        self.person().map(|person| person.actor)
    }

    /// The organization it acts for.
    pub fn organization(self) -> Option<OrganizationId> {
        self.actor().and_then(|actor| actor.membership).map(|membership| membership.organization)
    }

    /// Whether there is anything of `target` on which the person may do `action`.
    pub fn may(self, action: Action, target: Target) -> bool {
        self.actor().is_some_and(|actor| actor.may(action, target))
    }

    /// Whether the person may do `action` on a license of that kind in that relation.
    pub fn may_on(self, action: Action, kind: ProductKind, relation: Relation) -> bool {
        let permit = self.actor().and_then(|actor| actor.permit(action, Target::Anything).ok());
        permit.is_some_and(|permit| permit.reach(kind).has(relation))
    }

    /// Whether mails leave, as far as is known. What is said of them depends on it.
    pub fn sends_mails(self) -> bool {
        self.read(|who| !matches!(who, Some(Ok(Who { sends_mails: false, .. }))))
    }

    /// Takes note of an error that says that the session is over.
    pub fn notice(self, error: &ApiError) {
        if *error == ApiError::SignedOut {
            self.ended.set(true);
        }
    }
}

/// Makes [`Me`] and asks the server.
pub fn provide_me() -> Me {
    let me = Me { who: RwSignal::new(None), ended: RwSignal::new(false) };
    provide_context(me);
    let zone = RwSignal::new(None);
    provide_context(TimeZone(zone));
    effect(move || zone.set(me.person().and_then(|person| person.time_zone)));
    me.load();
    // A page that the browser kept for the way back may have been left by somebody who has signed out since.
    window_event_listener(pageshow, move |event| {
        if event.persisted() {
            me.load();
        }
    });
    // Whoever comes back to the page may have signed in meanwhile.
    window_event_listener(focus, move |_| {
        if me.ended.get_untracked() {
            me.go_on();
        }
    });
    me
}

/// The page's [`Me`].
pub fn use_me() -> Me {
    expect_context()
}
