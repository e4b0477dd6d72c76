//! The search and the filters, which the address holds.

use leptos::prelude::*;
use model::address::{Pairs, with_query};
use model::event::{Category, EventQuery};
use model::table::Table;
use model::{Day, LocalDay, UserId};

use crate::list_query::{AddressQuery, searched, use_query, without};
use crate::tables::{ListBar, ListOf};
use crate::ui::{
    Field, InlineError, SearchInput, Select, TextInput, TimeZone, day_text, memo, offset_at_midnight,
};

/// The query in the address.
pub(super) type Asked = AddressQuery<EventQuery>;

/// Returns the query of the open page.
pub(super) fn asked() -> Asked {
    use_query(
        |pairs| EventQuery::from_pairs(pairs.iter().copied()),
        |query: &EventQuery| Pairs::of(query.to_pairs()),
    )
}

/// Returns the address of an export of what is shown.
fn export(asked: Asked, format: &str) -> String {
    let path = ["/export/events.", format].concat();
    asked.now.with(|query| with_query(&path, &Pairs::of(query.to_pairs())))
}

/// The table's accessible name.
pub(super) const NAME: &str = "Event History";

/// Which of a day's two midnights a field means.
#[derive(Clone, Copy)]
enum Bound {
    From,
    To,
}

impl Bound {
    fn name(self) -> &'static str {
        match self {
            Self::From => "From",
            Self::To => "To",
        }
    }

    fn of(self, query: &EventQuery) -> Option<LocalDay> {
        match self {
            Self::From => query.from,
            Self::To => query.to,
        }
    }

    fn set(self, query: &mut EventQuery, day: Option<LocalDay>) {
        match self {
            Self::From => query.from = day,
            Self::To => query.to = day,
        }
    }

    /// Returns the day in the zone of the rows, or else in UTC.
    fn day_in(self, zone: Option<&str>, day: Day) -> LocalDay {
        let midnight = match self {
            Self::From => day,
            Self::To => day.plus(1),
        };
        LocalDay { day, offset: zone.and_then(|zone| offset_at_midnight(zone, midnight)).unwrap_or(0) }
    }

    /// Returns the field's label, with the zone of its day (R20).
    fn label(self, zone: Option<&str>, day: Option<LocalDay>) -> String {
        // The address may come from a person in another zone.
        let elsewhere = day.filter(|day| *day != self.day_in(zone, day.day)).map(LocalDay::zone);
        [self.name(), " (", elsewhere.as_deref().or(zone).unwrap_or("UTC"), ")"].concat()
    }
}

/// The active filters in words, each with the query without it.
fn active(query: &EventQuery, people: &[(UserId, String)]) -> Vec<(String, EventQuery)> {
    let mut filters: Vec<_> =
        searched(query, &query.search, |query| query.search.clear()).into_iter().collect();
    if let Some(category) = query.category {
        let words = ["Kind: ", category.label()].concat();
        filters.push(without(query, words, |query| query.category = None));
    }
    if let Some(user) = query.user {
        let name = people.iter().find(|(id, _)| *id == user).map_or("unknown", |(_, name)| name.as_str());
        filters.push(without(query, ["Person: ", name].concat(), |query| query.user = None));
    }
    for bound in [Bound::From, Bound::To] {
        if let Some(day) = bound.of(query) {
            let words = [bound.name(), ": ", &day_text(day.day.0)].concat();
            filters.push(without(query, words, |query| bound.set(query, None)));
        }
    }
    filters
}

/// Search and filters. `people` are those to choose from; None until they are known.
#[component]
pub(super) fn Filters(asked: Asked, people: Signal<Option<Vec<(UserId, String)>>>) -> impl IntoView {
    let query = asked.now;
    let change = move |typing: bool, change: &dyn Fn(&mut EventQuery)| asked.change(typing, change);
    let filtering = asked
        .filtering(move |query| people.with(|people| active(query, people.as_deref().unwrap_or_default())));
    // Such as the person of a preset who has left (R19).
    let lost = move || {
        let user = query.with(|query| query.user)?;
        let is_lost = people.with(|people| Some(people.as_ref()?.iter().all(|(id, _)| *id != user)));
        let text =
            || format!("The address contains the person “{user}”, who does not exist or is not listed here.");
        is_lost?.then(text)
    };
    let category = move || query.with(|query| query.category.map_or("", Category::name).to_owned());
    let categories = || {
        let all = [(String::new(), "All kinds".to_owned())].into_iter();
        let listed = Category::LISTED.into_iter();
        all.chain(listed.map(|one| (one.name().to_owned(), one.label().to_owned()))).collect::<Vec<_>>()
    };
    let user = move || query.with(|query| query.user.map(|user| user.to_string()).unwrap_or_default());
    let users = move || {
        let all = [(String::new(), "Everybody".to_owned())].into_iter();
        all.chain(people.get().unwrap_or_default().into_iter().map(|(id, name)| (id.to_string(), name)))
            .collect::<Vec<_>>()
    };
    let zone = use_context::<TimeZone>();
    let zone = memo(move || zone.and_then(|TimeZone(zone)| zone.get()));
    let day = move |bound: Bound| {
        let asked = memo(move || query.with(|query| bound.of(query)));
        let label = move || zone.with(|zone| bound.label(zone.as_deref(), asked.get()));
        let value = move || asked.get().map(|day| day.day.to_string()).unwrap_or_default();
        let typed = move |typed: String| {
            let day = |day| zone.with_untracked(|zone| bound.day_in(zone.as_deref(), day));
            let day = Day::from_iso(&typed).map(day);
            change(true, &move |query| bound.set(query, day));
        };
        view! {
            <Field label=Signal::derive(label)>
                <TextInput kind="date" value=Signal::derive(value) on_input=typed />
            </Field>
        }
    };
    view! {
        <div class="toolbar" role="search" aria-label="Events">
            <SearchInput
                label="Search events"
                value=Signal::derive(move || query.with(|query| query.search.clone()))
                on_input=move |text: String| change(true, &move |query| query.search.clone_from(&text))
            />
            <Select
                label="Kind of event"
                value=Signal::derive(category)
                options=Signal::stored(categories())
                on_change=move |name: String| {
                    change(false, &move |query| query.category = Category::from_name(&name));
                }
            />
            <Select
                label="Person"
                value=Signal::derive(user)
                options=Signal::derive(users)
                on_change=move |id: String| change(false, &move |query| query.user = id.parse().ok())
            />
            {day(Bound::From)}
            {day(Bound::To)}
            <div class="toolbar-end">
                <a class="button" rel="external" download="" href=move || export(asked, "xlsx")>
                    "Export XLSX"
                </a>
                <a class="button" rel="external" download="" href=move || export(asked, "csv")>
                    "Export CSV"
                </a>
            </div>
        </div>
        <ListBar list=ListOf::new(Table::Events, NAME) filtering=filtering />
        <InlineError message=asked.problem() />
        <InlineError message=Signal::derive(lost) />
    }
}
