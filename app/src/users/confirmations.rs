//! The questions before a person is removed or leaves, or an invitation is withdrawn.

use leptos::prelude::*;
use model::user::{User, Who};

use super::{end_user_sessions, leave_organization, remove_user, unlink_user, withdraw_invitation};
use crate::current_user::use_me;
use crate::form::settle;
use crate::ui::{Confirm, Question, use_toasts};

#[component]
pub(super) fn RemoveDialog(
    /// Asks about the member to remove.
    question: Question<User>,
    /// Called after success.
    on_removed: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |user: User| {
        format!(
            "{} loses access to {} immediately. Their sessions end, and their API tokens there are revoked. Their account is kept.",
            user.called(),
            user.organization_name
        )
    };
    let remove = move |user: User| {
        let Who::Member(member) = user.who else { return };
        settle(question, me, remove_user(user.organization, member), move |()| {
            toasts.say(format!("{} removed", user.called()));
            on_removed.run(());
        });
    };
    view! { <Confirm question=question title="Remove User" action="Remove" text=text on_confirm=remove /> }
}

#[component]
pub(super) fn SessionsDialog(
    /// Asks about the member whose sessions are to end.
    question: Question<User>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |user: User| {
        format!("{} is signed out everywhere immediately and must sign in again.", user.called())
    };
    let end = move |user: User| {
        let Who::Member(member) = user.who else { return };
        settle(question, me, end_user_sessions(user.organization, member), move |ended| {
            toasts.say(match ended {
                0 => "No sessions to end".to_owned(),
                1 => "1 session ended".to_owned(),
                count => format!("{count} sessions ended"),
            });
        });
    };
    view! { <Confirm question=question title="End Sessions" action="End Sessions" text=text on_confirm=end /> }
}

#[component]
pub(super) fn UnlinkDialog(
    /// Asks about the member to unlink from single sign-on.
    question: Question<User>,
    /// Called after success.
    on_unlinked: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |user: User| {
        format!(
            "The next person who signs in at your organization's provider as {} gets this account. Do this if the provider has \
             re-created the person. All sessions end. Passkeys and apps that were added only by single sign-on are removed.",
            user.email
        )
    };
    let unlink = move |user: User| {
        let Who::Member(member) = user.who else { return };
        settle(question, me, unlink_user(user.organization, member), move |()| {
            toasts.say(format!("{} unlinked from single sign-on", user.called()));
            on_unlinked.run(());
        });
    };
    view! { <Confirm question=question title="Unlink Single Sign-on" action="Unlink" text=text on_confirm=unlink /> }
}

#[component]
pub(super) fn LeaveDialog(
    /// Asks about the person's own membership.
    question: Question<User>,
    /// Called after the person has left.
    on_left: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |user: User| {
        format!(
            "You lose access to {} immediately, and your API tokens there are revoked. To come back, you need an invitation.",
            user.organization_name
        )
    };
    let leave = move |user: User| {
        settle(question, me, leave_organization(), move |()| {
            toasts.say(format!("You have left {}", user.organization_name));
            on_left.run(());
        });
    };
    view! { <Confirm question=question title="Leave Organization" action="Leave" text=text on_confirm=leave /> }
}

#[component]
pub(super) fn WithdrawDialog(
    /// Asks about the invited person.
    question: Question<User>,
    /// Called after the invitation is withdrawn.
    on_withdrawn: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |user: User| format!("The link that {} received will stop working.", user.email);
    let withdraw = move |user: User| {
        let Who::Invited(invitation) = user.who else { return };
        settle(question, me, withdraw_invitation(invitation), move |()| {
            toasts.say("Invitation withdrawn");
            on_withdrawn.run(());
        });
    };
    view! { <Confirm question=question title="Withdraw Invitation" action="Withdraw" text=text on_confirm=withdraw /> }
}
