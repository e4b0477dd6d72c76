//! The search and the filters, which the address holds.

use leptos::prelude::*;
use model::address::{Pairs, with_query};
use model::event::{Category, EventQuery};
use model::{Day, LocalDay, UserId};

use crate::location::{Location, use_location};
use crate::ui::{
    ClearFilters, Field, InlineError, SearchInput, Select, TextInput, TimeZone, memo, offset_at_midnight,
};

/// The query in the address.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// The query that the address asks for.
    pub query: Memo<EventQuery>,
    /// Whether it filters anything.
    pub is_narrowed: Memo<bool>,
    /// The parts of the address that mean nothing.
    problems: Memo<Vec<String>>,
    location: Location,
}

impl Asked {
    /// Returns the query of the open page.
    pub fn of_address() -> Self {
        let location = use_location();
        let (query, problems) = location.query(|pairs| EventQuery::from_pairs(pairs.iter().copied()));
        let is_narrowed = memo(move || query.with(EventQuery::is_narrowed));
        Self { query, is_narrowed, problems, location }
    }

    /// Sorts by the column with that word; the same column again reverses the order.
    pub fn sort(self, by: &str) {
        let mut query = self.query.get_untracked();
        query.sort = query.sort.pressed(by);
        self.location.change_query(&Pairs::of(query.to_pairs()), false);
    }

    /// Returns the address of an export of what is shown.
    fn export(self, format: &str) -> String {
        let path = ["/export/events.", format].concat();
        self.query.with(|query| with_query(&path, &Pairs::of(query.to_pairs())))
    }
}

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

/// Search and filters.
#[component]
pub(super) fn Filters(asked: Asked, people: Signal<Vec<(UserId, String)>>) -> impl IntoView {
    let Asked { query, location, .. } = asked;
    let change = move |typing: bool, change: &dyn Fn(&mut EventQuery)| {
        let mut next = query.get_untracked();
        change(&mut next);
        location.change_query(&Pairs::of(next.to_pairs()), typing);
    };
    let clear = move |()| {
        change(false, &|query| *query = EventQuery { sort: query.sort, ..EventQuery::default() });
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
        all.chain(people.get().into_iter().map(|(id, name)| (id.to_string(), name))).collect::<Vec<_>>()
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
            <ClearFilters shown=asked.is_narrowed on_clear=clear />
            <div class="toolbar-end">
                <a class="button" rel="external" download="" href=move || asked.export("xlsx")>
                    "Export XLSX"
                </a>
                <a class="button" rel="external" download="" href=move || asked.export("csv")>
                    "Export CSV"
                </a>
            </div>
        </div>
        {move || {
            let problems = asked.problems.get();
            (!problems.is_empty()).then(|| view! { <InlineError message=problems.join(" ") /> }.into_any())
        }}
    }
}
