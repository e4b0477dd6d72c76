//! The page `/events`.

use leptos::prelude::*;
use model::event::{Cursor, Entry, EventQuery};
use model::list_columns::LIST_COLUMNS;
use model::table::Table;
use model::{Action, Target};

use super::filters::{Filters, asked};
use super::retention::Retention;
use super::table::table;
use super::{event_settings, list_events};
use crate::current_user::use_me;
use crate::loading::Loading;
use crate::paged::{PageOf, Paged, PagedList};
use crate::tables::provide_tables;
use crate::ui::{EmptyState, PageHeading, effect, memo};

/// Asks for the first events, or for those after `after`.
fn ask(paged: Paged<Entry>, query: EventQuery, after: Option<&Entry>) {
    let after = after.map(|after| Cursor { at: after.at, event: after.number });
    paged.ask(after.is_none(), async move {
        let page = list_events(query, after).await?;
        Ok(PageOf { rows: page.events, has_more: page.next.is_some(), found: 0 })
    });
}

/// The organization's events, for people who may read them.
#[component]
pub fn EventsPage() -> impl IntoView {
    let asked = asked();
    provide_tables(&LIST_COLUMNS, Table::Events, &[]);
    let paged = Paged::new();
    let settings = Loading::new(event_settings);
    effect(move || ask(paged, asked.now.get(), None));
    let people = move || settings.read(|settings| settings.people.clone());
    let days = memo(move || settings.read(|settings| settings.retention_days));
    let may_manage = use_me().may(Action::ManageSecurity, Target::MyOrganization);
    let more = move |last| ask(paged, asked.now.get_untracked(), Some(&last));
    let again = move |()| ask(paged, asked.now.get_untracked(), None);
    view! {
        <PageHeading
            title="Event History"
            text="Actions in this organization and on its licenses."
        />
        <Filters asked=asked people=Signal::derive(people) />
        <PagedList
            paged=paged
            loading="Loading events"
            is_narrowed=memo(move || asked.now.with(EventQuery::is_narrowed))
            nothing="No event matches"
            empty=|| view! { <EmptyState title="Nothing has happened yet" text="Actions appear here within seconds." /> }
            on_again=Callback::new(again)
            on_more=Callback::new(more)
            table=move || table(paged, asked)
        />
        {move || days.get().map(|days| view! { <Retention days=days may_manage=may_manage on_changed=settings.again /> })}
    }
}
