//! The table of users, and the actions on each.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::access::Rank;
use model::user::{Undelivered, User, Who};

use super::resend_invitation;
use super::state::State;
use crate::current_user::{Me, use_me};
use crate::invitation::LinkShown;
use crate::ui::{
    Instant, ListColumn, ListTable, Menu, MenuItem, Question, Toaster, kept_rows, memo, use_toasts,
};

/// The dialogs about a user.
#[derive(Clone, Copy)]
pub(super) struct Asking {
    pub role: RwSignal<Option<User>>,
    pub transfer: RwSignal<Option<User>>,
    pub sessions: Question<User>,
    pub unlink: Question<User>,
    pub remove: Question<User>,
    pub leave: Question<User>,
    pub withdraw: Question<User>,
    /// Shows the link of an invitation.
    pub link: LinkShown,
}

/// The context of the entries in a row's menu.
#[derive(Clone, Copy)]
struct Acting {
    state: State,
    asking: Asking,
    me: Me,
    toasts: Toaster,
    /// Whether the person who asks is the Super Admin.
    is_super_admin: bool,
}

/// The columns, by their words in the address (`UserColumn`).
fn columns(several: bool) -> Vec<ListColumn> {
    let mut columns = vec![ListColumn::sorted("name", "Name"), ListColumn::sorted("email", "E-mail Address")];
    columns.extend(several.then(|| ListColumn::sorted("organization", "Organization")));
    columns.extend([
        ListColumn::sorted("role", "Role"),
        ListColumn::sorted("status", "Status"),
        ListColumn::sorted("since", "Since"),
        ListColumn::actions(),
    ]);
    columns
}

/// What decides a row: the user, whether there are several organizations, and whether the reader is the Super Admin.
type Listed = (User, bool, bool);

/// A page of users.
#[component]
pub(super) fn UserTable(state: State, asking: Asking) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let several =
        move || state.list.with(|list| list.as_ref().is_some_and(|list| list.organizations.len() > 1));
    let rows = move || {
        let several = several();
        state.list.with(|list| {
            let Some(list) = list else { return Vec::new() };
            let is_super_admin = list.rank == Rank::SuperAdmin;
            list.users.iter().map(|user| (user.clone(), several, is_super_admin)).collect()
        })
    };
    let draw = move |(user, several, is_super_admin): Listed| {
        row(&user, several, &Acting { state, asking, me, toasts, is_super_admin })
    };
    view! {
        <ListTable
            label="Users"
            columns=memo(move || columns(several()))
            sort=memo(move || state.wanted.with(|wanted| wanted.sort.shown()))
            on_sort=move |by: &'static str| state.sort(by)
            busy=state.busy
            rows=kept_rows(rows, draw)
        />
    }
}

fn row(user: &User, several: bool, acting: &Acting) -> AnyView {
    let ends = user.expires_at.map(|at| {
        let text = if user.expired { "Expired " } else { "Until " };
        view! { <div class="hint">{text} <Instant at=at /></div> }.into_any()
    });
    let undelivered = user.undelivered.clone().map(|Undelivered { is_given_up, reason }| {
        let text = if is_given_up { "E-mail not delivered: " } else { "E-mail not sent yet: " };
        view! { <div class="hint">{text} {reason}</div> }.into_any()
    });
    let own = user.is_self.then(|| view! { <span class="muted">" (you)"</span> }.into_any());
    let has_actions = !entries(user, acting).is_empty();
    let menu = has_actions.then(|| {
        let (label, acted, acting) = (format!("Actions for {}", user.called()), user.clone(), *acting);
        view! { <Menu label=label items=move |()| entries(&acted, &acting) /> }.into_any()
    });
    view! {
        <tr class:unchanged=user.expired>
            <td>{user.name.clone()} {own}</td>
            <th scope="row">{user.email.clone()}</th>
            {several.then(|| view! { <td>{user.organization_name.clone()}</td> }.into_any())}
            <td>{user.role_name.clone()}</td>
            <td>{user.status().label()} {ends} {undelivered}</td>
            <td><Instant at=user.since /></td>
            <td>{menu}</td>
        </tr>
    }
    .into_any()
}

/// Returns the actions on a user, without those that the server would refuse.
fn entries(user: &User, acting: &Acting) -> Vec<MenuItem> {
    let Acting { asking, me, is_super_admin, .. } = *acting;
    let about = user.clone();
    let item = |label: &str, select: fn(Asking, User)| {
        let about = about.clone();
        MenuItem::new(label, move || select(asking, about.clone()))
    };
    let mut entries = Vec::new();
    let is_home = Some(user.organization) == me.organization();
    match user.who {
        Who::Invited(invitation) if user.may_change => {
            let (email, acting) = (user.email.clone(), *acting);
            // Without e-mails, the inviter passes the link on.
            let label = if me.sends_mails() { "Send Again" } else { "New Link" };
            entries.push(MenuItem::new(label, move || send_again(&acting, invitation, &email)));
            entries.push(item("Withdraw", |asking, user| asking.withdraw.ask(user)));
        }
        Who::Member(_) => {
            if user.may_change {
                entries.push(item("Change Role", |asking, user| asking.role.set(Some(user))));
            }
            if is_super_admin && is_home && user.rank == Rank::Admin {
                entries.push(item("Transfer Super Admin", |asking, user| asking.transfer.set(Some(user))));
            }
            if user.may_change && !user.is_self {
                entries.push(item("End Sessions", |asking, user| asking.sessions.ask(user)));
            }
            if user.may_change && !user.is_self && user.is_linked {
                entries.push(item("Unlink Single Sign-on", |asking, user| asking.unlink.ask(user)));
            }
            if user.may_change {
                entries.push(item("Remove", |asking, user| asking.remove.ask(user)));
            }
            if user.is_self && is_home && user.rank != Rank::SuperAdmin {
                entries.push(item("Leave Organization", |asking, user| asking.leave.ask(user)));
            }
        }
        Who::Invited(_) => (),
    }
    entries
}

fn send_again(acting: &Acting, invitation: i64, email: &str) {
    let Acting { state, me, toasts, asking, .. } = *acting;
    let email = email.to_owned();
    spawn_local(async move {
        match resend_invitation(invitation).await {
            Ok(made) => {
                asking.link.tell(email, made, toasts);
                state.reload();
            }
            Err(error) => {
                me.notice(&error);
                toasts.fail(error.to_string());
            }
        }
    });
}
