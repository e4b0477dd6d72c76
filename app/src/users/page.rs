//! The page `/users`: members and invited people.

use leptos::prelude::*;
use model::list::PAGE;
use model::{Action, Target};

use super::change_role::ChangeRoleDialog;
use super::confirmations::{LeaveDialog, RemoveDialog, SessionsDialog, UnlinkDialog, WithdrawDialog};
use super::filters::Filters;
use super::invite::InviteDialog;
use super::state::State;
use super::table::{Asking, UserTable};
use super::transfer::TransferDialog;
use crate::current_user::use_me;
use crate::invitation::{LinkDialog, LinkShown};
use crate::joining::JoinRequestsSection;
use crate::loading::failed;
use crate::ui::{Button, EmptyState, InlineError, Look, PageHeading, Pages, Question, Skeleton, memo};

/// User Management, for people who may see the organization's users.
#[component]
pub fn UsersPage() -> impl IntoView {
    let me = use_me();
    let state = State::new();
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
        {move || is_there.get().then(|| view! { <Filters state=state /> })}
        {move || {
            let problems = state.problems();
            (!problems.is_empty()).then(|| view! { <InlineError message=problems.join(" ") /> }.into_any())
        }}
        {move || match is_empty.get() {
            None => ().into_any(),
            Some(true) => view! { <EmptyState title="Nothing found" text="Shorten the search, or clear the filters." /> }.into_any(),
            Some(false) => view! { <UserTable state=state asking=asking /> {pages(state)} }.into_any(),
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
    let page = memo(move || state.wanted.with(|wanted| u64::from(wanted.page)));
    let found = memo(move || state.list.with(|list| list.as_ref().map_or(0, |list| u64::from(list.found))));
    let turn = move |to: u64| {
        state.change(false, |wanted| wanted.page = u32::try_from(to).unwrap_or(u32::MAX));
    };
    let counted = |found: u64| found.to_string();
    view! { <Pages page=page size=PAGE.into() found=found counted=counted on_turn=turn /> }.into_any()
}
