//! The list of one's sessions.

use leptos::prelude::*;
use model::sign_in::{Factor, Session};

use super::{end_other_sessions, end_session};
use crate::form::Submission;
use crate::ui::{Button, InlineError, Instant, dom, use_toasts};

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
    let end_all = move |()| submission.send(end_other_sessions(), move |_| done("All other sessions ended"));
    view! {
        <section class="section" aria-labelledby="sessions">
            <div class="section-head"><h2 id="sessions">"Where you are signed in"</h2></div>
            <InlineError message=submission.error("") />
            <div class="grid-scroll" tabindex="0" role="region" aria-label="Sessions">
                <table class="plain-table">
                    <thead>
                        <tr>
                            <th scope="col">"Browser"</th>
                            <th scope="col">"From"</th>
                            <th scope="col">"Signed in with"</th>
                            <th scope="col">"Since"</th>
                            <th scope="col">"Last used"</th>
                            <th scope="col"><span class="sr-only">"End"</span></th>
                        </tr>
                    </thead>
                    <tbody>{sessions.into_iter().map(|session| row(session, end)).collect::<Vec<_>>()}</tbody>
                </table>
            </div>
            {are_others.then(|| view! {
                <p><Button busy=submission.busy on_click=end_all>"End All Other Sessions"</Button></p>
            })}
        </section>
    }
}

fn row(session: Session, end: Callback<String>) -> AnyView {
    let browser = session.browser();
    let Session { handle, user_agent, network_address, factor, created_at, last_seen_at, is_own } = session;
    let last = if is_own {
        view! { <span class="muted">"This one"</span> }.into_any()
    } else {
        let label = format!("End {browser} from {network_address}");
        view! { <Button label=label on_click=move |()| end.run(handle.clone())>"End"</Button> }.into_any()
    };
    view! {
        <tr>
            <th scope="row" title=user_agent>{browser}</th>
            <td>{network_address}</td>
            <td>{factor.map(Factor::label)}</td>
            <td><Instant at=created_at /></td>
            <td><Instant at=last_seen_at /></td>
            <td>{last}</td>
        </tr>
    }
    .into_any()
}
