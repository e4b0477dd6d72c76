//! The page `/passkey-sign-in`: the browser asks for a passkey, then continues to where the person was going.

use leptos::prelude::*;

use super::{authenticator, begin_passkey_sign_in, passkey_sign_in};
use crate::form::Submission;
use crate::location::use_location;
use crate::sign_in::{go_on, other_ways};
use crate::ui::{Button, InlineError, Look, dom};

/// Signs in with a passkey.
#[component]
pub fn PasskeySignInPage() -> impl IntoView {
    dom::set_title("Sign in with a passkey");
    let next = untrack(|| use_location().value("next"));
    let submission = Submission::new();
    let sign_in = move |()| {
        let next = next.clone();
        let proving =
            async { passkey_sign_in(authenticator::get(begin_passkey_sign_in().await?).await?).await };
        submission.send(proving, move |()| go_on(next.as_deref()));
    };
    view! {
        <main class="sign-in">
            <div class="sign-in-card stack">
                <h1>"Sign in with a passkey"</h1>
                <p class="lead-text">"Your device asks for your fingerprint, face or PIN. You need no address or password."</p>
                <InlineError message=submission.error("") />
                <Button look=Look::Primary busy=submission.busy on_click=sign_in>"Sign in"</Button>
                {other_ways(&[("/sign-in", "Sign in with a password")])}
            </div>
        </main>
    }
}
