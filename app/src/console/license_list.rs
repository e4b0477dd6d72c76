//! The page `/console/licenses`.

use leptos::prelude::*;
use model::console::{ConsoleQuery, ListedLicense};
use model::list::PAGE;
use model::{Action, LicenseType, Target};

use super::console_licenses;
use super::license_change::{Change, ChangeDialog};
use super::license_issue::IssueDialog;
use super::license_key::LicenseKey;
use crate::current_user::use_me;
use crate::list::badges;
use crate::list_query::{AddressQuery, use_query};
use crate::paged::{PageOf, Paged, PagedList};
use crate::ui::{
    Badge, Button, Choice, ClearFilters, EmptyState, FilterMenu, InlineError, ListColumn, ListTable, Look,
    Menu, MenuItem, Meter, PageHeading, Pages, SearchInput, day_text, effect, kept_rows, memo,
};

type Query = AddressQuery<ConsoleQuery>;

/// Asks for the licenses of the page.
fn ask(paged: Paged<ListedLicense>, query: ConsoleQuery) {
    paged.ask(true, async move {
        let list = console_licenses(query).await?;
        Ok(PageOf { rows: list.licenses, has_more: false, found: list.found })
    });
}

/// Returns what restricts the list besides the search and the menus, in words.
fn restrictions(query: &ConsoleQuery) -> String {
    let mut words = Vec::new();
    if query.product.is_some() {
        words.push("of one product".to_owned());
    }
    if query.organization.is_some() {
        words.push("of one organization".to_owned());
    }
    words.extend(query.expiring.map(|month| format!("that expire in {month} and have not expired yet")));
    if query.overused {
        words.push("overused".to_owned());
    }
    words.join(", ")
}

/// Returns a number of licenses with its unit (R20).
fn licenses(count: u64) -> String {
    if count == 1 { "1 license".to_owned() } else { format!("{count} licenses") }
}

/// All licenses of the installation, for the vendor's staff.
#[component]
pub fn LicensesPage() -> impl IntoView {
    let query: Query =
        use_query(|pairs| ConsoleQuery::from_pairs(pairs.iter().copied()), ConsoleQuery::to_query_string);
    let paged = Paged::new();
    effect(move || ask(paged, query.now.get()));
    query.keep_to(paged);
    let may_manage = use_me().may(Action::ManageConsole, Target::Installation);
    let issuing = RwSignal::new(false);
    let changing = RwSignal::new(None);
    let reload = Callback::new(move |()| ask(paged, query.now.get_untracked()));
    let issue = move || {
        view! { <Button look=Look::Primary on_click=move |()| issuing.set(true)>"Issue License"</Button> }
    };
    let counted = move || {
        let (count, restrictions) = (licenses(paged.found()), query.now.with(restrictions));
        if restrictions.is_empty() { count } else { [&count, " ", &restrictions].concat() }
    };
    let is_narrowed = memo(move || query.now.with(ConsoleQuery::is_narrowed));
    let search = move |text: String| query.change(true, |query| query.search = text);
    let clear = move |()| {
        query.change(false, |query| *query = ConsoleQuery { sort: query.sort, ..ConsoleQuery::default() });
    };
    view! {
        <PageHeading title="Licenses">{may_manage.then(issue)}</PageHeading>
        <div class="toolbar" role="search" aria-label="Licenses">
            <SearchInput
                label="Search by key, ID, product or organization"
                value=Signal::derive(move || query.now.with(|query| query.search.clone()))
                on_input=search
            />
            {types(query)}
            <span class="muted" role="status">{move || counted()}</span>
            <ClearFilters shown=is_narrowed on_clear=clear />
        </div>
        <InlineError message=query.problem() />
        <PagedList
            paged=paged
            loading="Loading licenses"
            is_narrowed=is_narrowed
            nothing="No license matches"
            empty=move || first(may_manage.then_some(issuing))
            on_again=reload
            table=move || table(paged, query, may_manage.then_some(changing))
        />
        <IssueDialog open=issuing on_issued=reload />
        <ChangeDialog about=changing on_changed=reload />
    }
}

fn types(query: Query) -> AnyView {
    let numbered = || (0_u32..).zip(LicenseType::ALL);
    let options = numbered()
        .map(|(id, kind)| Choice { id, label: kind.label().to_owned(), count: None })
        .collect::<Vec<_>>();
    let chosen = move || {
        query.now.with(|query| {
            let chosen = numbered().filter(|(_, kind)| query.types.contains(kind));
            chosen.map(|(id, _)| id).collect::<Vec<_>>()
        })
    };
    let choose = move |ids: Vec<u32>| {
        let chosen = numbered().filter(|(id, _)| ids.contains(id)).map(|(_, kind)| kind);
        query.change(false, |query| query.types = chosen.collect());
    };
    view! {
        <FilterMenu label="Type" options=Signal::stored(options) chosen=Signal::derive(chosen) on_change=choose />
    }
    .into_any()
}

/// Shown while there is no license; `issuing` is None unless the person may issue one.
fn first(issuing: Option<RwSignal<bool>>) -> AnyView {
    let text = if issuing.is_some() {
        "Issue the first one for an existing product and organization, or import a list."
    } else {
        "Ask somebody with Full Access on Vendor Console to issue them."
    };
    let steps = issuing.map(|issuing| {
        view! {
            <Button look=Look::Primary on_click=move |()| issuing.set(true)>"Issue the first license"</Button>
            <a class="button" href="/import">"Import a list"</a>
        }
        .into_any()
    });
    view! { <EmptyState title="There are no licenses yet" text=text>{steps}</EmptyState> }.into_any()
}

type Changing = RwSignal<Option<(Change, ListedLicense)>>;

/// The columns, by their words in the address (`LicenseColumn`).
fn columns(has_actions: bool) -> Vec<ListColumn> {
    let mut columns = vec![
        ListColumn::sorted("license", "License"),
        ListColumn::sorted("key", "License Key"),
        ListColumn::sorted("product", "Product"),
        ListColumn::plain("Organizations"),
        ListColumn::plain("Status"),
        ListColumn::sorted("start", "Start Date"),
        ListColumn::sorted("expiration", "Expiration Date"),
        ListColumn::sorted("deployed", "Deployed / Purchased"),
        ListColumn::sorted("type", "Type"),
    ];
    columns.extend(has_actions.then(ListColumn::actions));
    columns
}

fn table(paged: Paged<ListedLicense>, query: Query, changing: Option<Changing>) -> AnyView {
    let found = Signal::derive(move || paged.found());
    view! {
        <ListTable
            label="Licenses"
            columns=Signal::stored(columns(changing.is_some()))
            sort=query.sort()
            on_sort=query.on_sort()
            busy=paged.busy()
            rows=kept_rows(move || paged.rows(), move |license| row(license, changing))
        />
        <Pages page=query.page() size=PAGE.into() found=found counted=licenses on_turn=query.on_turn() />
    }
    .into_any()
}

fn row(license: ListedLicense, changing: Option<Changing>) -> AnyView {
    let label = format!("Actions for {}", license.public_id);
    let acted_on = license.clone();
    let menu = changing.map(|changing| {
        let items = move |()| {
            let entry = |change: Change| {
                let license = acted_on.clone();
                MenuItem::new(change.label(), move || changing.set(Some((change, license.clone()))))
            };
            let hold = if acted_on.suspended { Change::Reinstate } else { Change::Suspend };
            [Change::Renew, Change::Raise, hold, Change::Reassign].into_iter().map(entry).collect::<Vec<_>>()
        };
        view! { <td><Menu label=label items=items /></td> }.into_any()
    });
    let status: Vec<_> =
        badges(license.standing).into_iter().map(|kind| view! { <Badge kind=kind /> }.into_any()).collect();
    let last = license.expiration.map_or_else(|| "Never".to_owned(), |day| day_text(day.0));
    view! {
        <tr>
            <th scope="row" class="day">{license.public_id}</th>
            <td class="day"><LicenseKey license=license.id masked=license.masked_key /></td>
            <td>{license.product}</td>
            <td>{license.organizations.join(", ")}</td>
            <td>{status}</td>
            <td class="day">{day_text(license.start.0)}</td>
            <td class="day">{last}</td>
            <td><Meter used=license.deployed.into() total=license.purchased.into() /></td>
            <td>{license.license_type.map(model::LicenseType::label)}</td>
            {menu}
        </tr>
    }
    .into_any()
}
