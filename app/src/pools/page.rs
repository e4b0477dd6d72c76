//! The page `/pools`.

use leptos::prelude::*;
use model::list::PAGE;
use model::list_columns::LIST_COLUMNS;
use model::pools::PoolQuery;
use model::table::Table;
use model::{Action, Target};

use super::actions::Actions;
use super::filters::{Filters, StatusFilters, active, lost};
use super::state::State;
use super::treegrid::{list, treegrid};
use super::undo::UndoLine;
use super::words::pools;
use crate::current_user::use_me;
use crate::paged::PagedList;
use crate::tables::{ListBar, provide_tables};
use crate::ui::{EmptyState, InlineError, PageHeading, Pages, memo};

/// License Pools.
#[component]
pub fn PoolsPage() -> impl IntoView {
    provide_tables(&LIST_COLUMNS, Table::Pools, &[]);
    let me = use_me();
    let state = State::new();
    let list = list();
    let filtering = state.query.filtering(move |query| active(state, query));
    let is_narrowed = memo(move || state.query.now.with(PoolQuery::is_narrowed));
    let acts = [Action::ManagePools, Action::EditTags]
        .into_iter()
        .any(|action| me.may(action, Target::MyOrganization));
    let table = move || {
        let found = Signal::derive(move || state.paged().found());
        view! {
            {treegrid(state, list)}
            <Pages
                page=state.query.page()
                size=PAGE.into()
                found=found
                counted=pools
                on_turn=state.query.on_turn()
            />
        }
    };
    view! {
        <PageHeading
            title="License Pools"
            text="The licenses of your organization, as they are shared out among its access groups. Open a pool to see its \
                licenses."
        />
        <StatusFilters state=state />
        <Filters state=state />
        <ListBar list=list filtering=filtering />
        <InlineError message=Signal::derive(move || lost(state)) />
        <InlineError message=state.query.problem() />
        <UndoLine state=state />
        {acts.then(|| view! { <Actions state=state /> })}
        <PagedList
            paged=state.paged()
            loading="Loading pools"
            is_narrowed=is_narrowed
            nothing="No pool matches"
            empty=|| view! {
                <EmptyState
                    title="No pools yet"
                    text="Each product that your organization has licenses of gets a pool here."
                />
            }
            on_again=Callback::new(move |()| state.reload())
            table=table
        />
    }
}
