//! The page `/events`.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::event::EventQuery;
use model::{Action, Target};

use super::filters::{Asked, Filters};
use super::retention::Retention;
use super::table::EventTable;
use super::{EventPage, HistorySettings, ShownEvent, event_settings, list_events};
use crate::ApiError;
use crate::ui::{Button, EmptyState, InlineError, PageHeading, Skeleton, effect, load, memo};
use crate::who::use_me;

/// What came so far of what is asked for.
#[derive(Clone, Copy)]
struct Shown {
    events: RwSignal<Option<Vec<ShownEvent>>>,
    next: RwSignal<Option<(i64, i64)>>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
    /// Counts what was asked: a late answer to an earlier question is none to this one.
    turn: StoredValue<u32>,
}

impl Shown {
    /// Asks for the page behind `after`.
    fn ask(self, query: EventQuery, after: Option<(i64, i64)>) {
        let me = use_me();
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = list_events(query, after).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(EventPage { events, next }) => {
                    self.events.update(|shown| match shown {
                        Some(shown) if after.is_some() => shown.extend(events),
                        _ => *shown = Some(events),
                    });
                    self.next.set(next);
                }
                Err(error) => {
                    me.notice(&error);
                    self.error.set(Some(error));
                }
            }
        });
    }
}

/// The organisation's events, for those who may read them.
#[component]
pub fn EventsPage() -> impl IntoView {
    let asked = Asked::of_address();
    let shown = Shown {
        events: RwSignal::new(None),
        next: RwSignal::new(None),
        busy: RwSignal::new(false),
        error: RwSignal::new(None),
        turn: StoredValue::new(0),
    };
    let settings = RwSignal::new(None);
    let reload = Callback::new(move |()| load(settings, event_settings()));
    reload.run(());
    effect(move || shown.ask(asked.query.get(), None));
    let people = move || {
        settings.with(|settings| match settings {
            Some(Ok(settings)) => HistorySettings::clone(settings).people,
            _ => Vec::new(),
        })
    };
    let days =
        memo(move || settings.with(|settings| settings.as_ref()?.as_ref().ok().map(|it| it.retention_days)));
    let may_manage = use_me().may(Action::ManageSecurity, Target::MyOrganization);
    let more = move |()| shown.ask(asked.query.get_untracked(), shown.next.get_untracked());
    let again = move |()| shown.ask(asked.query.get_untracked(), None);
    let error = move || shown.error.get().map(|error| error.to_string());
    view! {
        <PageHeading
            title="Event History"
            text="What was done in this organization and to its licenses, the newest first. Times are in UTC."
        />
        <Filters asked=asked people=Signal::derive(people) />
        <InlineError message=Signal::derive(error)>
            <Button on_click=again>"Try again"</Button>
        </InlineError>
        {move || {
            let is_empty = shown.events.with(|events| events.as_ref().map(Vec::is_empty));
            match is_empty {
                None if shown.error.with(Option::is_some) => ().into_any(),
                None => view! { <Skeleton lines=8 label="Loading events" /> }.into_any(),
                Some(true) => view! {
                    <EmptyState title="No event matches" text="Ask for less, or clear the filters." />
                }.into_any(),
                Some(false) => view! { <EventTable events=shown.events /> }.into_any(),
            }
        }}
        {move || shown.next.with(Option::is_some).then(|| view! {
            <p><Button busy=shown.busy on_click=more>"Show more"</Button></p>
        })}
        {move || days.get().map(|days| view! { <Retention days=days may_manage=may_manage on_changed=reload /> })}
    }
}
