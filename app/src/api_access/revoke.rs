//! Asks before a token is revoked.

use leptos::prelude::*;
use model::api_access::ListedToken;

use super::revoke_api_token;
use crate::current_user::use_me;
use crate::form::settle;
use crate::ui::{Confirm, Question, dom, use_toasts};

#[component]
pub(super) fn RevokeDialog(
    /// Asks about the one to revoke.
    question: Question<ListedToken>,
    /// Called after success.
    on_revoked: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |token: ListedToken| {
        format!(
            "“{}” (…{}) will stop working immediately and can't be restored. Programs that use it will need a new token.",
            token.name, token.hint
        )
    };
    let revoke = move |token: ListedToken| {
        settle(question, me, revoke_api_token(token.id), move |()| {
            toasts.say("Token revoked");
            on_revoked.run(());
            // The pressed button disappears with the token's row.
            dom::focus_soon(dom::HEADING);
        });
    };
    view! { <Confirm question=question title="Revoke Token" action="Revoke" text=text on_confirm=revoke /> }
}
