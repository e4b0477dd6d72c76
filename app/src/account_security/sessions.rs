//! The list of one's sessions.

use leptos::prelude::*;
use model::sign_in::{Factor, Session};
use model::table::Table;

use super::{end_other_sessions, end_session};
use crate::form::Submission;
use crate::tables::{ListOf, small_list};
use crate::ui::{Button, InlineError, Instant, Shown, dom, kept_rows, plain_row, use_toasts};

/// The sessions, with buttons to end them.
#[component]
pub(super) fn SessionsSection(
    /// The last used first.
    sessions: Vec<Session>,
    /// Called once some have ended.
    on_ended: Callback<()>,
) -> impl IntoView {
    let (submission, toasts) = (Submission::new(), use_toasts());
    let done = move |what: &'static str| {
        toasts.say(what);
        on_ended.run(());
        // The pressed button disappears with its row.
        dom::focus_soon(dom::HEADING);
    };
    let are_others = sessions.iter().any(|session| !session.is_own);
    let end =
        Callback::new(move |handle| submission.send(end_session(handle), move |()| done("Session ended")));
    let rows =
        move |shown: Shown| kept_rows(move || sessions.clone(), move |session| row(shown, session, end));
    let list = small_list(ListOf::new(Table::Sessions, "Sessions"), rows);
    let end_all = move |()| submission.send(end_other_sessions(), move |_| done("All other sessions ended"));
    view! {
        <section class="section" aria-labelledby="sessions">
            <div class="section-head"><h2 id="sessions">"Where you are signed in"</h2></div>
            <InlineError message=submission.error("") />
            {list}
            {are_others.then(|| view! {
                <p><Button busy=submission.busy on_click=end_all>"End All Other Sessions"</Button></p>
            })}
        </section>
    }
}

fn row(shown: Shown, session: Session, end: Callback<String>) -> AnyView {
    plain_row(shown, move |id| match id {
        "browser" => view! { <span title=session.user_agent.clone()>{session.browser()}</span> }.into_any(),
        "from" => session.network_address.clone().into_any(),
        "with" => session.factor.map(Factor::label).into_any(),
        "since" => view! { <Instant at=session.created_at /> }.into_any(),
        "seen" => view! { <Instant at=session.last_seen_at /> }.into_any(),
        _ if session.is_own => view! { <span class="muted">"This one"</span> }.into_any(),
        _ => {
            let label = format!("End {} from {}", session.browser(), session.network_address);
            let handle = session.handle.clone();
            view! { <Button label=label on_click=move |()| end.run(handle.clone())>"End"</Button> }.into_any()
        }
    })
}
