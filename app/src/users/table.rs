//! The table of users, and the actions on each.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::access::Rank;
use model::table::Table;
use model::user::{Undelivered, User, Who};

use super::resend_invitation;
use super::state::State;
use crate::current_user::{Me, use_me};
use crate::invitation::LinkShown;
use crate::tables::{ListOf, arranged};
use crate::ui::{Instant, Menu, MenuItem, Question, Shown, Toaster, kept_rows, list_row, use_toasts};

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

/// Returns the list of users; with their organizations if there are several.
pub(super) fn list(state: State) -> ListOf {
    let several =
        move || state.list.with(|list| list.as_ref().is_some_and(|list| list.organizations.len() > 1));
    ListOf::new(Table::Users, "Users").having(move |id| id != "organization" || several())
}

/// What decides a row: the user, and whether the reader is the Super Admin.
type Listed = (User, bool);

/// Returns a page of users.
pub(super) fn table(state: State, asking: Asking) -> AnyView {
    let (me, toasts) = (use_me(), use_toasts());
    let listed = move || {
        state.list.with(|list| {
            let Some(list) = list else { return Vec::new() };
            let is_super_admin = list.rank == Rank::SuperAdmin;
            list.users.iter().map(|user| (user.clone(), is_super_admin)).collect()
        })
    };
    let rows = move |shown: Shown| {
        kept_rows(listed, move |(user, is_super_admin): Listed| {
            row(shown, user, &Acting { state, asking, me, toasts, is_super_admin })
        })
    };
    arranged(list(state), Some(state.query.order()), state.busy.into(), None, rows)
}

fn row(shown: Shown, user: User, acting: &Acting) -> AnyView {
    let acting = *acting;
    let class = if user.expired { "unchanged" } else { "" };
    list_row(
        shown,
        move || class,
        None,
        move |id| match id {
            "name" => {
                let own = user.is_self.then(|| view! { <span class="muted">" (you)"</span> }.into_any());
                view! { {user.name.clone()} {own} }.into_any()
            }
            "email" => user.email.clone().into_any(),
            "organization" => user.organization_name.clone().into_any(),
            "role" => user.role_name.clone().into_any(),
            "status" => status(&user),
            "since" => view! { <Instant at=user.since /> }.into_any(),
            _ => menu(&user, &acting),
        },
    )
}

fn status(user: &User) -> AnyView {
    let ends = user.expires_at.map(|at| {
        let text = if user.expired { "Expired " } else { "Until " };
        view! { <div class="hint">{text} <Instant at=at /></div> }.into_any()
    });
    let undelivered = user.undelivered.clone().map(|Undelivered { is_given_up, reason }| {
        let text = if is_given_up { "E-mail not delivered: " } else { "E-mail not sent yet: " };
        view! { <div class="hint">{text} {reason}</div> }.into_any()
    });
    view! { {user.status().label()} {ends} {undelivered} }.into_any()
}

fn menu(user: &User, acting: &Acting) -> AnyView {
    let acting = *acting;
    if entries(user, &acting).is_empty() {
        return ().into_any();
    }
    let (label, acted) = (format!("Actions for {}", user.called()), user.clone());
    view! { <Menu label=label items=move |()| entries(&acted, &acting) /> }.into_any()
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
