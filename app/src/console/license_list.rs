//! The page `/console/licenses`.

use leptos::prelude::*;
use model::console::{ConsoleQuery, LicenseList, ListedLicense};
use model::list::PAGE;
use model::list_columns::LIST_COLUMNS;
use model::table::Table;
use model::{Action, LicenseType, Target};

use super::console_licenses;
use super::license_change::{Change, ChangeDialog};
use super::license_issue::IssueDialog;
use super::license_key::LicenseKey;
use crate::current_user::use_me;
use crate::list::badges;
use crate::list_query::{AddressQuery, name_of, searched, use_query, without};
use crate::paged::{PageOf, Paged, PagedList};
use crate::tables::{ListBar, ListOf, arranged, provide_tables, values_menu};
use crate::ui::{
    Badge, Button, EmptyState, InlineError, Look, Menu, MenuItem, Meter, PageHeading, Pages, SearchInput,
    Shown, day_text, effect, kept_rows, memo, plain_row,
};

type Query = AddressQuery<ConsoleQuery>;

/// The answer without its licenses, and the query that it answers.
type Answered = RwSignal<Option<(ConsoleQuery, LicenseList)>>;

/// The number that a response was about, with the name, if it exists.
type Known = Option<(i64, Option<String>)>;

/// Asks for the licenses of the page.
fn ask(paged: Paged<ListedLicense>, answered: Answered, query: Query, now: ConsoleQuery) {
    paged.ask(true, async move {
        let LicenseList { licenses, found, of_product, of_organization } =
            console_licenses(now.clone()).await?;
        let rest = LicenseList { found, of_product, of_organization, ..LicenseList::default() };
        // A late response is about another page.
        if query.now.try_get_untracked().as_ref() == Some(&now) {
            answered.try_set(Some((now, rest)));
        }
        Ok(PageOf { rows: licenses, has_more: false, found })
    });
}

/// The active filters in words, each with the query without it.
fn filters(query: &ConsoleQuery, answered: Answered) -> Vec<(String, ConsoleQuery)> {
    let named = |what: &str, asked: i64, read: fn(&ConsoleQuery, &LicenseList) -> Known| {
        let known = answered.with(|answered| answered.as_ref().and_then(|(query, list)| read(query, list)));
        let known = known.as_ref().map(|(id, name)| (*id, name.as_deref()));
        [what, name_of(asked, known)].concat()
    };
    let mut filters: Vec<_> =
        searched(query, &query.search, |query| query.search.clear()).into_iter().collect();
    for kind in &query.types {
        let remove = |query: &mut ConsoleQuery| query.types.retain(|one| one != kind);
        filters.push(without(query, ["Type: ", kind.label()].concat(), remove));
    }
    if let Some(asked) = query.product {
        let words =
            named("Product: ", asked, |query, list| query.product.map(|id| (id, list.of_product.clone())));
        filters.push(without(query, words, |query| query.product = None));
    }
    if let Some(asked) = query.organization {
        let words = named("Organization: ", asked, |query, list| {
            query.organization.map(|id| (id, list.of_organization.clone()))
        });
        filters.push(without(query, words, |query| query.organization = None));
    }
    if let Some(month) = query.expiring {
        filters.push(without(query, format!("Expires in: {month}"), |query| query.expiring = None));
    }
    if query.overused {
        filters.push(without(query, "Overused".to_owned(), |query| query.overused = false));
    }
    filters
}

/// Names what the address filters by and the installation no longer has (R19), such as a removed product of a preset.
fn lost(query: Query, answered: Answered) -> Option<String> {
    let odd = |what: &str, id: i64| format!("The address contains the {what} “{id}”, which does not exist.");
    let named = |query: &ConsoleQuery| (query.product, query.organization);
    let now = query.now.with(named);
    answered.with(|answered| {
        let (query, list) = answered.as_ref().filter(|(query, _)| named(query) == now)?;
        let product = query.product.filter(|_| list.of_product.is_none()).map(|id| odd("product", id));
        let organization = query.organization.filter(|_| list.of_organization.is_none());
        let organization = organization.map(|id| odd("organization", id));
        Some(product.into_iter().chain(organization).collect::<Vec<_>>().join(" "))
            .filter(|text| !text.is_empty())
    })
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
    provide_tables(&LIST_COLUMNS, Table::ConsoleLicenses, &[]);
    let (paged, answered) = (Paged::new(), RwSignal::new(None));
    effect(move || ask(paged, answered, query, query.now.get()));
    query.keep_to(paged);
    let may_manage = use_me().may(Action::ManageConsole, Target::Installation);
    let issuing = RwSignal::new(false);
    let changing = RwSignal::new(None);
    let reload = Callback::new(move |()| ask(paged, answered, query, query.now.get_untracked()));
    let issue = move || {
        view! { <Button look=Look::Primary on_click=move |()| issuing.set(true)>"Issue License"</Button> }
    };
    let is_narrowed = memo(move || query.now.with(ConsoleQuery::is_narrowed));
    let search = move |text: String| query.change(true, |query| query.search = text);
    let list = ListOf::new(Table::ConsoleLicenses, "Licenses").with_actions(may_manage);
    let filtering = query.filtering(move |query| filters(query, answered));
    view! {
        <PageHeading title="Licenses">{may_manage.then(issue)}</PageHeading>
        <div class="toolbar" role="search" aria-label="Licenses">
            <SearchInput
                label="Search by key, ID, product or organization"
                value=Signal::derive(move || query.now.with(|query| query.search.clone()))
                on_input=search
            />
            {types(query)}
            <span class="muted" role="status">{move || licenses(paged.found())}</span>
        </div>
        <ListBar list=list filtering=filtering />
        <InlineError message=query.problem() />
        <InlineError message=Signal::derive(move || lost(query, answered)) />
        <PagedList
            paged=paged
            loading="Loading licenses"
            is_narrowed=is_narrowed
            nothing="No license matches"
            empty=move || first(may_manage.then_some(issuing))
            on_again=reload
            table=move || table(list, paged, query, may_manage.then_some(changing))
        />
        <IssueDialog open=issuing on_issued=reload />
        <ChangeDialog about=changing on_changed=reload />
    }
}

fn types(query: Query) -> AnyView {
    let all = LicenseType::ALL.map(|kind| (kind, kind.label().to_owned())).to_vec();
    let chosen = move || query.now.with(|query| query.types.clone());
    let choose = move |types| query.change(false, |query| query.types = types);
    values_menu("Type", Signal::stored(all), chosen, choose)
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

fn table(list: ListOf, paged: Paged<ListedLicense>, query: Query, changing: Option<Changing>) -> AnyView {
    let found = Signal::derive(move || paged.found());
    let rows =
        move |shown: Shown| kept_rows(move || paged.rows(), move |license| row(shown, license, changing));
    view! {
        {arranged(list, Some(query.order()), paged.busy(), None, rows)}
        <Pages page=query.page() size=PAGE.into() found=found counted=licenses on_turn=query.on_turn() />
    }
    .into_any()
}

fn row(shown: Shown, license: ListedLicense, changing: Option<Changing>) -> AnyView {
    plain_row(shown, move |id| match id {
        "license" => license.public_id.clone().into_any(),
        "key" => view! { <LicenseKey license=license.id masked=license.masked_key.clone() /> }.into_any(),
        "product" => license.product.clone().into_any(),
        "organizations" => license.organizations.join(", ").into_any(),
        "status" => {
            let badge = |kind| view! { <Badge kind=kind /> }.into_any();
            badges(license.standing).into_iter().map(badge).collect::<Vec<_>>().into_any()
        }
        "start" => day_text(license.start.0).into_any(),
        "expiration" => {
            license.expiration.map_or_else(|| "Never".to_owned(), |day| day_text(day.0)).into_any()
        }
        "deployed" => {
            view! { <Meter used=license.deployed.into() total=license.purchased.into() /> }.into_any()
        }
        "type" => license.license_type.map(model::LicenseType::label).into_any(),
        _ => changing.map(|changing| menu(&license, changing)).into_any(),
    })
}

fn menu(license: &ListedLicense, changing: Changing) -> AnyView {
    let (label, acted_on) = (format!("Actions for {}", license.public_id), license.clone());
    let items = move |()| {
        let entry = |change: Change| {
            let license = acted_on.clone();
            MenuItem::new(change.label(), move || changing.set(Some((change, license.clone()))))
        };
        let hold = if acted_on.suspended { Change::Reinstate } else { Change::Suspend };
        [Change::Renew, Change::Raise, hold, Change::Reassign].into_iter().map(entry).collect::<Vec<_>>()
    };
    view! { <Menu label=label items=items /> }.into_any()
}
