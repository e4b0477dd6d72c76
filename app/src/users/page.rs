//! The page `/users`: members and invited people.

use leptos::prelude::*;
use model::list::PAGE;
use model::list_columns::LIST_COLUMNS;
use model::table::Table;
use model::{Action, Target};

use super::change_role::ChangeRoleDialog;
use super::confirmations::{LeaveDialog, RemoveDialog, SessionsDialog, UnlinkDialog, WithdrawDialog};
use super::filters::{Filters, active};
use super::invite::InviteDialog;
use super::state::State;
use super::table::{Asking, list, table};
use super::transfer::TransferDialog;
use crate::current_user::use_me;
use crate::invitation::{LinkDialog, LinkShown};
use crate::joining::JoinRequestsSection;
use crate::loading::failed;
use crate::tables::{ListBar, provide_tables};
use crate::ui::{Button, EmptyState, InlineError, Look, PageHeading, Pages, Question, Skeleton, memo};

/// User Management, for people who may see the organization's users.
#[component]
pub fn UsersPage() -> impl IntoView {
    let me = use_me();
    provide_tables(&LIST_COLUMNS, Table::Users, &[Table::JoinRequests]);
    let state = State::new();
    let filtering = state.query.filtering(move |wanted| active(state, wanted));
    let inviting = RwSignal::new(false);
    let asking = Asking {
        role: RwSignal::new(None),
        transfer: RwSignal::new(None),
        sessions: Question::new(),
        unlink: Question::new(),
        remove: Question::new(),
        leave: Question::new(),
        withdraw: Question::new(),
        link: LinkShown::new(),
    };
    let reload = Callback::new(move |()| state.reload());
    // A person who left or transferred their role has different rights now.
    let anew = Callback::new(move |()| {
        me.load();
        state.reload();
    });
    let invite = move || {
        view! { <Button look=Look::Primary on_click=move |()| inviting.set(true)>"Invite User"</Button> }
    };
    // Memos keep the page's content, and the text typed there, while lists come and go.
    let is_there = memo(move || state.list.with(Option::is_some));
    let is_empty = memo(move || state.list.with(|list| list.as_ref().map(|list| list.found == 0)));
    let is_alone = memo(move || state.list.with(|list| list.as_ref().is_some_and(|list| list.total == 1)));
    let may_invite = me.may(Action::ManageUsers, Target::MyOrganization);
    view! {
        <PageHeading title="User Management" text="The people in your organization, their roles, and open invitations.">
            {may_invite.then(invite)}
        </PageHeading>
        {move || state.error.get().map(|error| failed(&error, Some(reload)))}
        <JoinRequestsSection on_joined=reload />
        {move || (!is_there.get()).then(|| view! { <Skeleton lines=6 label="Loading users" /> })}
        {move || is_there.get().then(|| view! { <Filters state=state /> <ListBar list=list(state) filtering=filtering /> })}
        {move || {
            let problems = state.problems();
            (!problems.is_empty()).then(|| view! { <InlineError message=problems.join(" ") /> }.into_any())
        }}
        {move || match is_empty.get() {
            None => ().into_any(),
            Some(true) => view! { <EmptyState title="Nothing found" text="Shorten the search, or clear the filters." /> }.into_any(),
            Some(false) => view! { {table(state, asking)} {pages(state)} }.into_any(),
        }}
        {move || (may_invite && is_alone.get()).then(|| view! {
            <EmptyState title="You are the only one here" text="Invite the people who work with these licenses, each with their \
                own role.">
                <Button look=Look::Primary on_click=move |()| inviting.set(true)>"Invite the first user"</Button>
            </EmptyState>
        })}
        <InviteDialog state=state open=inviting link=asking.link on_invited=reload />
        <LinkDialog shown=asking.link />
        <ChangeRoleDialog about=asking.role on_changed=reload />
        <TransferDialog about=asking.transfer on_transferred=anew />
        <SessionsDialog question=asking.sessions />
        <UnlinkDialog question=asking.unlink on_unlinked=reload />
        <RemoveDialog question=asking.remove on_removed=reload />
        <LeaveDialog question=asking.leave on_left=anew />
        <WithdrawDialog question=asking.withdraw on_withdrawn=reload />
    }
}

fn pages(state: State) -> AnyView {
    let found = memo(move || state.list.with(|list| list.as_ref().map_or(0, |list| u64::from(list.found))));
    let counted = |found: u64| found.to_string();
    view! { <Pages page=state.query.page() size=PAGE.into() found=found counted=counted on_turn=state.query.on_turn() /> }.into_any()
}
