//! The page `/deployments?license=PUBLIC-ID`: Manage Active Deployments.

use leptos::prelude::*;
use model::deployment::SELECTION_LIMIT;
use model::list::PAGE;
use model::list_columns::LIST_COLUMNS;
use model::table::Table;
use model::{Action, Target};

use super::question::{Removal, deployments};
use super::remove::RemoveDialog;
use super::state::State;
use super::table::{list, table};
use super::{ListedDeployments, Selection};
use crate::current_user::use_me;
use crate::loading::failed;
use crate::location::use_location;
use crate::tables::{ListBar, provide_tables};
use crate::ui::{Button, EmptyState, InlineError, PageHeading, Pages, SearchInput, Skeleton, dom, memo};

/// The active deployments of one license.
#[component]
pub fn DeploymentsPage() -> impl IntoView {
    dom::set_title("Manage Active Deployments");
    provide_tables(&LIST_COLUMNS, Table::Deployments, &[]);
    let location = use_location();
    let license = memo(move || location.value("license"));
    view! { {move || view! { <Manage license=license.get().unwrap_or_default() /> }} }
}

#[component]
fn Manage(license: String) -> impl IntoView {
    let state = State::new(license.clone());
    let reload = Callback::new(move |()| state.reload());
    // Memos keep the page's content, and the text typed there, while lists come and go.
    let is_first = memo(move || state.listed.with(Option::is_none));
    let has_failed = memo(move || state.error.with(Option::is_some));
    let heading = move || {
        state.listed.with(|listed| {
            listed.as_ref().map_or_else(
                String::new,
                |ListedDeployments { product, organizations, deployed, purchased, .. }| {
                    let owners = organizations.iter().map(|name| [name, " · "].concat()).collect::<String>();
                    format!("{product} · {license} · {owners}{deployed} of {purchased} units deployed")
                },
            )
        })
    };
    view! {
        <PageHeading title="Manage Active Deployments" text=Signal::derive(heading) />
        {move || state.error.get().map(|error| failed(&error, Some(reload)))}
        {move || match (is_first.get(), is_first.get() && has_failed.get()) {
            (true, false) => view! { <Skeleton lines=8 label="Loading deployments" /> }.into_any(),
            (true, true) => ().into_any(),
            (false, _) => view! { <Loaded state=state /> }.into_any(),
        }}
    }
}

#[component]
fn Loaded(state: State) -> impl IntoView {
    let counts = memo(move || {
        state.listed.with(|listed| listed.as_ref().map_or((0, 0), |listed| (listed.found, listed.total)))
    });
    // While only its numbers change, the table is kept, with its focus.
    let none = memo(move || {
        let (found, total) = counts.get();
        (total == 0, found == 0)
    });
    let removing = RwSignal::new(None);
    let may_activate = use_me().may(Action::ActivateLicense, Target::Anything);
    view! {
        <div class="toolbar" role="search">
            <SearchInput
                label="Search deployments"
                value=Signal::derive(move || state.wanted.with(|wanted| wanted.search.clone()))
                on_input=move |typed: String| state.look_for(typed)
            />
            <span class="muted" role="status">{move || found(counts.get())}</span>
        </div>
        <ListBar list=list() filtering=state.filtering() />
        <InlineError message=Signal::derive(move || Some(state.problems.get().join(" ")).filter(|text| !text.is_empty())) />
        <Selected state=state removing=removing />
        {move || match none.get() {
            (true, _) => view! {
                <EmptyState
                    title="No active deployments"
                    text="They appear here once a product activates with this license's key. If a product can't connect to the \
                        vendor, activate it here."
                >
                    {may_activate.then(|| view! { <a class="button" href="/activate">"Activate License"</a> })}
                </EmptyState>
            }.into_any(),
            (false, true) => view! { <EmptyState title="Nothing found" text="Shorten the search, or clear it." /> }.into_any(),
            (false, false) => view! { {table(state)} {pages(state)} }.into_any(),
        }}
        <RemoveDialog state=state about=removing />
    }
}

/// The actions on the selection.
#[component]
fn Selected(state: State, removing: RwSignal<Option<Removal>>) -> impl IntoView {
    let count = memo(move || state.selection.with(Selection::len));
    let found = memo(move || state.listed.with(|listed| listed.as_ref().map_or(0, |listed| listed.found)));
    let may_select_more = move || count.get() > 0 && (count.get() as u64) < found.get();
    let none = Signal::derive(move || count.get() == 0);
    let clear = move |()| {
        state.selection.set(Selection::default());
        // The pressed button disappears.
        dom::focus_soon("[role=search] input");
    };
    view! {
        <div class="toolbar" role="group" aria-label="Selection">
            <span role="status">{move || format!("{} selected", deployments(count.get() as u64))}</span>
            {move || may_select_more().then(|| view! {
                <Button look=crate::ui::Look::Link on_click=move |()| state.select_found()>
                    {move || format!("Select all {} results", found.get().min(SELECTION_LIMIT as u64))}
                </Button>
            })}
            {move || (count.get() > 0).then(|| view! {
                <Button look=crate::ui::Look::Link on_click=clear>"Clear selection"</Button>
            })}
            <span class="spacer"></span>
            <Export state=state format="xlsx" label="Export XLSX" disabled=none />
            <Export state=state format="csv" label="Export CSV" disabled=none />
            <Button disabled=none on_click=move |()| state.ask_to_remove(removing)>"Remove…"</Button>
        </div>
    }
}

/// A form, so that a selection of any length fits into the body and the browser saves the response.
#[component]
fn Export(state: State, format: &'static str, label: &'static str, disabled: Signal<bool>) -> impl IntoView {
    let license = move || state.asked.with(|asked| asked.license.clone());
    view! {
        <form method="post" action=format!("/export/deployments.{format}")>
            <input type="hidden" name="license" prop:value=move || license() />
            <input type="hidden" name="deployments" prop:value=move || state.selection.with(Selection::to_text) />
            <Button submit=true disabled=disabled>{label}</Button>
        </form>
    }
}

fn pages(state: State) -> AnyView {
    let page = memo(move || state.asked.with(|asked| asked.page));
    let found = memo(move || state.listed.with(|listed| listed.as_ref().map_or(0, |listed| listed.found)));
    let turn = move |to: u64| state.turn_to(to);
    view! { <Pages page=page size=PAGE.into() found=found counted=deployments on_turn=turn /> }.into_any()
}

fn found((found, total): (u64, u64)) -> String {
    if found == total { deployments(total) } else { format!("{found} of {}", deployments(total)) }
}
