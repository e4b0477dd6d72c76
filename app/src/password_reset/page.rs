//! The page `/password-reset`: asks for the address or, opened from the mailed link, for another password.

use leptos::prelude::*;

use super::{request_password_reset, reset_password, see_password_reset};
use crate::ApiError;
use crate::current_user::use_me;
use crate::form::Submission;
use crate::loading::answered;
use crate::location::use_location;
use crate::password_form::{Chosen, PasswordForm};
use crate::ui::{Button, Field, InlineError, Look, TextInput, dom, live, load};

/// Shown before the person asks for a link.
const MAILED: &str = "You will get an e-mail with a link to set a new one.";
/// The same, if the portal sends no e-mails.
const WRITTEN: &str = "This portal does not send e-mails. Ask its operator, who can find the link in the mail folder or set a \
    password for you.";

/// For people who forgot their password.
#[component]
pub fn PasswordResetPage() -> impl IntoView {
    dom::set_title("Password reset");
    dom::reload_for_links();
    let view = match take_token() {
        Some(token) => view! { <ByLink token=token /> }.into_any(),
        None => view! { <Ask /> }.into_any(),
    };
    view! {
        <main class="sign-in">
            <div class="sign-in-card">{view}</div>
        </main>
    }
}

/// Returns the token of the link. Removes it from the address so that nobody reads it there.
fn take_token() -> Option<String> {
    let token = window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned();
    if token.is_empty() {
        return None;
    }
    untrack(|| use_location().go("/password-reset", true));
    Some(token)
}

#[component]
fn Ask() -> impl IntoView {
    let (submission, me) = (Submission::new(), use_me());
    let email = RwSignal::new(String::new());
    let asked = RwSignal::new(None::<String>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = email.get_untracked().trim().to_owned();
        if typed.is_empty() {
            return submission.refuse("email", "Enter the e-mail address that you sign in with.");
        }
        submission.send(request_password_reset(typed.clone()), move |()| asked.set(Some(typed)));
    };
    let form = move || {
        view! {
            <h1>"Forgot your password?"</h1>
            <p class="lead-text">{move || if me.sends_mails() { MAILED } else { WRITTEN }}</p>
            <form class="stack" novalidate on:submit=submit>
                <Field label="E-mail address" error=submission.error("email")>
                    <TextInput
                        value=email
                        on_input=move |typed| email.set(typed)
                        kind="email"
                        name="email"
                        autocomplete="username"
                        autofocus=true
                    />
                </Field>
                <InlineError message=submission.error("") />
                <Button look=Look::Primary submit=true busy=submission.busy>
                    {move || if me.sends_mails() { "Send Link" } else { "Make Link" }}
                </Button>
                <a href="/sign-in" rel="external">"Back to sign-in"</a>
            </form>
        }
        .into_any()
    };
    let sent = move |email: String| {
        dom::focus_soon(dom::HEADING);
        let (heading, what) = if me.sends_mails() {
            ("Check your e-mail", "is on its way.")
        } else {
            ("Ask for your link", "was made. Ask the portal's operator for it.")
        };
        view! {
            <h1 tabindex="-1">{heading}</h1>
            <p>
                "If there is an account with a password for " {email} ", a link to set a new one " {what}
                " It is valid for an hour."
            </p>
            <a class="button" href="/sign-in" rel="external">"Back to sign-in"</a>
        }
        .into_any()
    };
    live(move || asked.get().map_or_else(form, sent))
}

#[component]
fn ByLink(token: String) -> impl IntoView {
    let found = RwSignal::new(None);
    load(found, see_password_reset(token.clone().into()));
    let is_set = RwSignal::new(false);
    let set = move |()| view! { <Set token=token.clone() is_set=is_set /> }.into_any();
    live(move || match found.get() {
        _ if is_set.get() => done(),
        Some(Err(ApiError::NotFound)) => gone(),
        answer => answered(answer, 3, "Checking the link", None, &set),
    })
}

fn gone() -> AnyView {
    view! {
        <h1>"This link can't be used"</h1>
        <p>"It is incomplete, older than an hour or already used."</p>
        <a class="button primary" href="/password-reset" rel="external">"Send another"</a>
    }
    .into_any()
}

fn done() -> AnyView {
    dom::focus_soon(dom::HEADING);
    view! {
        <h1 tabindex="-1">"Your password is set"</h1>
        <p>"All your sessions have ended, and your API tokens are revoked. Sign in with the new password."</p>
        <a class="button primary" href="/sign-in" rel="external">"Sign in"</a>
    }
    .into_any()
}

#[component]
fn Set(token: String, is_set: RwSignal<bool>) -> impl IntoView {
    let submission = Submission::new();
    let submit = move |Chosen { password, .. }: Chosen| {
        submission.send(reset_password(token.clone().into(), password.into()), move |()| is_set.set(true));
    };
    view! {
        <h1>"Set a new password"</h1>
        <PasswordForm
            submission=submission
            field="new"
            hint="At least 12 characters. All your sessions end, and your API tokens are revoked."
            action="Set Password"
            on_submit=submit
        />
    }
}
