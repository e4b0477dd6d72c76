//! The page `/sign-up`: asks for an address and, opened from the mailed link, for a name and a password.

use leptos::prelude::*;

use super::{confirm_sign_up, see_sign_up, sign_up};
use crate::ApiError;
use crate::current_user::use_me;
use crate::form::Submission;
use crate::loading::answered;
use crate::location::use_location;
use crate::password_form::{Chosen, PasswordForm};
use crate::sign_in::{go_on, other_ways};
use crate::ui::{Button, Field, InlineError, Look, Notice, TextInput, dom, live, load};

/// Either form, depending on the address.
#[component]
pub fn SignUpPage() -> impl IntoView {
    dom::set_title("Sign up");
    dom::reload_for_links();
    let token = window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned();
    let view = if token.is_empty() {
        view! { <Begin /> }.into_any()
    } else {
        // Nobody should read it in the address.
        use_location().go("/sign-up", true);
        view! { <Confirm token=token /> }.into_any()
    };
    view! {
        <main class="sign-in">
            <div class="sign-in-card stack">{view}</div>
        </main>
    }
}

#[component]
fn Begin() -> impl IntoView {
    let (email, submission, me) = (RwSignal::new(String::new()), Submission::new(), use_me());
    let sent = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        submission.send(sign_up(email.get_untracked()), move |()| sent.set(true));
    };
    let form = move || {
        if sent.get() {
            return view! {
                <Notice>
                    "If an organization here accepts people with that address, "
                    {if me.sends_mails() {
                        "an e-mail is on its way there. Follow its link within a day."
                    } else {
                        "a link was created that is valid for a day. This portal does not send e-mails: ask its operator for the link."
                    }}
                </Notice>
            }
            .into_any();
        }
        view! {
            <form class="stack" novalidate on:submit=submit>
                <p class="lead-text">"Use your work address: it shows which organization you belong to."</p>
                <Field label="E-mail address" error=submission.error("email")>
                    <TextInput
                        value=email
                        on_input=move |typed| email.set(typed)
                        kind="email"
                        name="email"
                        autocomplete="email"
                        autofocus=true
                    />
                </Field>
                <InlineError message=submission.error("") />
                <Button look=Look::Primary submit=true busy=submission.busy>"Sign up"</Button>
            </form>
        }
        .into_any()
    };
    view! {
        <h1>"Sign up"</h1>
        {live(form)}
        {other_ways(&[("/sign-in", "Sign in instead")])}
    }
}

#[component]
fn Confirm(token: String) -> impl IntoView {
    let found = RwSignal::new(None);
    load(found, see_sign_up(token.clone().into()));
    let account = move |email| view! { <Account token=token.clone() email=email /> }.into_any();
    live(move || match found.get() {
        Some(Err(ApiError::NotFound)) => view! {
            <h1>"This link is no longer valid"</h1>
            <p>"It is incomplete, expired or already used."</p>
            <a class="button primary" href="/sign-up" rel="external">"Sign up again"</a>
        }
        .into_any(),
        answer => answered(answer, 4, "Loading", None, &account),
    })
}

#[component]
fn Account(token: String, email: String) -> impl IntoView {
    let submission = Submission::new();
    let submit = move |Chosen { name, password }: Chosen| {
        submission
            .send(confirm_sign_up(token.clone().into(), name, password.into()), |()| go_on(Some("/join")));
    };
    view! {
        <h1>"Your account"</h1>
        <PasswordForm submission=submission email=email asks_name=true action="Create Account" on_submit=submit />
    }
}
