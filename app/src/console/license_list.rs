//! The page `/console/licenses`.

use leptos::prelude::*;
use model::address::Pairs;
use model::console::{ConsoleQuery, ListedLicense};
use model::{Action, LicenseId, Target};

use super::console_licenses;
use super::license_change::{Change, ChangeDialog};
use super::license_issue::IssueDialog;
use super::license_key::LicenseKey;
use crate::list::badges;
use crate::location::use_location;
use crate::paged::{PageOf, Paged, PagedList};
use crate::ui::{
    Badge, Button, EmptyState, InlineError, Look, Menu, MenuItem, Meter, PageHeading, SearchInput, day_text,
    effect, memo,
};
use crate::who::use_me;

/// Asks for the first licenses, or for those after `before`.
fn ask(paged: Paged<ListedLicense>, query: ConsoleQuery, before: Option<LicenseId>) {
    paged.ask(before.is_none(), async move {
        let list = console_licenses(query, before).await?;
        Ok(PageOf { rows: list.licenses, has_more: list.has_more, found: list.found })
    });
}

/// Returns what restricts the list besides the search, in words.
fn restrictions(query: &ConsoleQuery) -> String {
    let mut words = Vec::new();
    if query.product.is_some() {
        words.push("of one product".to_owned());
    }
    words.extend(query.expiring.map(|month| format!("that expire in {month} and have not expired yet")));
    if query.overused {
        words.push("overused".to_owned());
    }
    words.join(", ")
}

/// All licenses of the installation, for the vendor's staff.
#[component]
pub fn LicensesPage() -> impl IntoView {
    let location = use_location();
    let (query, problems) = location.query(|pairs| ConsoleQuery::from_pairs(pairs.iter().copied()));
    let paged = Paged::new();
    effect(move || ask(paged, query.get(), None));
    let may_manage = use_me().may(Action::ManageConsole, Target::Installation);
    let issuing = RwSignal::new(false);
    let changing = RwSignal::new(None);
    let reload = Callback::new(move |()| ask(paged, query.get_untracked(), None));
    let on_typed = move |text: String| {
        let next = ConsoleQuery { search: text, ..query.get_untracked() };
        location.change_query(&Pairs::of(next.to_pairs()), true);
    };
    let more = move |last: ListedLicense| ask(paged, query.get_untracked(), Some(last.id));
    let issue = move || {
        view! { <Button look=Look::Primary on_click=move |()| issuing.set(true)>"Issue License"</Button> }
    };
    let counted = move || {
        let count = match paged.found() {
            1 => "1 license".to_owned(),
            found => format!("{found} licenses"),
        };
        let restrictions = query.with(restrictions);
        if restrictions.is_empty() { count } else { [&count, " ", &restrictions].concat() }
    };
    let is_narrowed = memo(move || query.with(|query| *query != ConsoleQuery::default()));
    view! {
        <PageHeading title="Licenses">{may_manage.then(issue)}</PageHeading>
        <div class="toolbar" role="search" aria-label="Licenses">
            <SearchInput
                label="Search by key, ID, product or organization"
                value=Signal::derive(move || query.with(|query| query.search.clone()))
                on_input=on_typed
            />
            <span class="muted" role="status">{move || counted()}</span>
            {move || is_narrowed.get().then(|| view! {
                <Button look=Look::Link on_click=move |()| location.go("/console/licenses", false)>"Clear filters"</Button>
            })}
        </div>
        <InlineError message=Signal::derive(move || Some(problems.get().join(" ")).filter(|text| !text.is_empty())) />
        <PagedList
            paged=paged
            loading="Loading licenses"
            is_narrowed=is_narrowed
            nothing="No license matches"
            empty=move || first(may_manage.then_some(issuing))
            on_again=reload
            on_more=Callback::new(more)
            table=move || table(paged, may_manage.then_some(changing))
        />
        <IssueDialog open=issuing on_issued=reload />
        <ChangeDialog about=changing on_changed=reload />
    }
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

fn table(paged: Paged<ListedLicense>, changing: Option<Changing>) -> AnyView {
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="Licenses">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"License"</th>
                        <th scope="col">"License Key"</th>
                        <th scope="col">"Product"</th>
                        <th scope="col">"Organizations"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col">"Start Date"</th>
                        <th scope="col">"Expiration Date"</th>
                        <th scope="col">"Deployed / Purchased"</th>
                        <th scope="col">"Type"</th>
                        {changing.map(|_| view! { <th scope="col"><span class="sr-only">"Actions"</span></th> })}
                    </tr>
                </thead>
                <tbody>
                    {move || paged.rows().into_iter().map(|one| row(one, changing)).collect::<Vec<_>>()}
                </tbody>
            </table>
        </div>
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
    let last = license.expiration.map_or_else(|| "No end".to_owned(), |day| day_text(day.0));
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
