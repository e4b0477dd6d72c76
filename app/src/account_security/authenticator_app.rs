//! The authenticator app and its recovery codes.

use leptos::prelude::*;

use super::{begin_app, confirm_app, remove_app, renew_recovery_codes};
use crate::current_user::use_me;
use crate::form::{Submission, settle};
use crate::proof::Prover;
use crate::second_factor::{AppSecret, RecoveryCodes, SetUpApp};
use crate::ui::{Button, Confirm, Dialog, InlineError, Instant, Look, Question, dom, use_toasts};

/// Content of the dialog.
#[derive(Clone)]
enum Shown {
    /// A secret to set up.
    Secret(AppSecret),
    /// Recovery codes to keep.
    Codes(Vec<String>),
}

/// Shows the app and the recovery codes, with buttons to change them.
#[component]
pub(super) fn AppSection(
    /// When the app was set up, in milliseconds since the Unix epoch; None without one.
    since: Option<i64>,
    /// The only organization that the app counts for.
    home: Option<String>,
    /// The number of unused recovery codes.
    recovery_codes: u64,
    /// An organization that requires a second factor.
    required_by: Option<String>,
    /// Asks the person to prove who they are.
    prover: Prover,
    /// Called after a change.
    on_changed: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let shown = RwSignal::new(None::<Shown>);
    let submission = Submission::new();
    let removing = Question::new();
    let set_up =
        move |()| submission.send(prover.proved(begin_app), move |it| shown.set(Some(Shown::Secret(it))));
    let renew = move |()| {
        submission.send(prover.proved(renew_recovery_codes), move |it| shown.set(Some(Shown::Codes(it))));
    };
    let remove = move |()| {
        settle(removing, me, prover.proved(remove_app), move |()| {
            toasts.say("Authenticator app removed");
            on_changed.run(());
            // The pressed button disappears.
            dom::focus_soon(dom::HEADING);
        });
    };
    let required = required_by.map(|name| view! { <p>{name} " requires a second factor."</p> });
    let is_required = required.is_some();
    let of_home = home.map(|home| {
        view! {
            <p>
                "It was set up while signed in through " {home.clone()} "'s single sign-on and is valid only for " {home} ". To \
                 have one that is valid everywhere, set up another app. If it is not yours, remove it."
            </p>
        }
    });
    let has = move |since: i64| {
        let left = if recovery_codes == 1 {
            "1 recovery code".to_owned()
        } else {
            format!("{recovery_codes} recovery codes")
        };
        let removal = (!is_required)
            .then(|| view! { <Button on_click=move |()| removing.ask(())>"Remove App"</Button> });
        view! {
            <p>"Set up " <Instant at=since /> ". You have " {left} " left."</p>
            {of_home}
            <div class="toolbar">
                <Button busy=submission.busy on_click=set_up>"Set Up Another App"</Button>
                <Button busy=submission.busy on_click=renew>"Make New Recovery Codes"</Button>
                {removal}
            </div>
        }
        .into_any()
    };
    let has_none = move || {
        view! {
            <p>"With an authenticator app, your password alone is not enough to sign in."</p>
            <p><Button look=Look::Primary busy=submission.busy on_click=set_up>"Set Up App"</Button></p>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="app">
            <div class="section-head"><h2 id="app">"Authenticator app"</h2></div>
            {required}
            {since.map_or_else(has_none, has)}
            <InlineError message=submission.error("") />
        </section>
        <ShownDialog shown=shown prover=prover on_changed=on_changed />
        <Confirm
            question=removing
            title="Remove App"
            action="Remove"
            text=|()| "Your password alone will be enough to sign in. Your recovery codes are deleted too.".to_owned()
            on_confirm=remove
        />
    }
}

#[component]
fn ShownDialog(shown: RwSignal<Option<Shown>>, prover: Prover, on_changed: Callback<()>) -> impl IntoView {
    let has_codes = move || shown.with_untracked(|shown| matches!(shown, Some(Shown::Codes(_))));
    let is_warned = RwSignal::new(false);
    let close = Callback::new(move |()| {
        let had_codes = has_codes();
        shown.set(None);
        is_warned.set(false);
        if had_codes {
            on_changed.run(());
        }
    });
    // Closing by accident must not lose codes that nobody has kept.
    let close_or_warn = move |()| {
        if has_codes() && !is_warned.get_untracked() {
            is_warned.set(true);
        } else {
            close.run(());
        }
    };
    let warning = Signal::derive(move || {
        is_warned.get().then(|| {
            "Save the codes first: they are not shown again. If you have saved them, close again.".to_owned()
        })
    });
    let title = move || match shown.get() {
        Some(Shown::Codes(_)) => "Recovery codes".to_owned(),
        _ => "Set up an authenticator app".to_owned(),
    };
    view! {
        <Dialog open=shown title=Signal::derive(title) on_close=close_or_warn>
            {move || match shown.get() {
                None => ().into_any(),
                Some(Shown::Codes(codes)) => view! {
                    <RecoveryCodes codes=codes on_done=close />
                    <InlineError message=warning />
                }
                .into_any(),
                Some(Shown::Secret(secret)) => view! { <Secret secret=secret shown=shown prover=prover /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn Secret(secret: AppSecret, shown: RwSignal<Option<Shown>>, prover: Prover) -> impl IntoView {
    let submission = Submission::new();
    let on_code = Callback::new(move |code: String| {
        let confirm = prover.proved(move || confirm_app(code.clone().into()));
        submission.send(confirm, move |codes| shown.set(Some(Shown::Codes(codes))));
    });
    view! { <SetUpApp secret=secret submission=submission on_code=on_code /> }
}
