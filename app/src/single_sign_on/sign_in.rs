//! The page `/sso`: asks for an address and opens the provider; says why nobody was signed in, if so.

use leptos::prelude::*;
use model::text::is_local;

use super::start_single_sign_on;
use crate::form::Submission;
use crate::location::use_location;
use crate::sign_in::other_ways;
use crate::ui::{Button, Field, InlineError, Look, TextInput, dom};

/// Asks for an address and opens its provider.
#[component]
pub fn SsoPage() -> impl IntoView {
    dom::set_title("Single sign-on");
    let location = use_location();
    let next = untrack(|| location.value("next")).filter(|next| is_local(next)).unwrap_or_default();
    let refused = untrack(|| location.value("refused")).map(|why| reason(&why).to_owned());
    let (email, submission) = (RwSignal::new(String::new()), Submission::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        submission.send(start_single_sign_on(email.get_untracked(), next.clone()), |address| {
            // Fails only in a document that is no longer shown.
            let _ = window().location().assign(&address);
        });
    };
    view! {
        <main class="sign-in">
            <div class="sign-in-card stack">
                <h1>"Single sign-on"</h1>
                <InlineError message=refused />
                <form class="stack" novalidate on:submit=submit>
                    <Field
                        label="E-mail address"
                        hint="Your address at the organization where you then sign in."
                        error=submission.error("email")
                    >
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
                    <Button look=Look::Primary submit=true busy=submission.busy>"Continue"</Button>
                </form>
                {other_ways(&[("/sign-in", "Sign in with a password")])}
            </div>
        </main>
    }
}

/// Returns why nobody was signed in, for the word in the address.
fn reason(why: &str) -> &'static str {
    match why {
        "over" => {
            "This sign-in took too long, was started in another browser, or was already used. Start again."
        }
        "email" => {
            "Your organization's provider does not say that it has checked your e-mail address (email_verified). Ask your admin."
        }
        "domain" => "Your address is not in a mail domain of the organization. Ask your admin.",
        "account" => {
            "Your address has an account that belongs to another organization. Sign in as before, and ask for an invitation."
        }
        "administers" => {
            "Your account administers its organization, so a provider can sign you in only after you confirm it. Sign in as \
             before, then use single sign-on once in the same browser."
        }
        "subject" => {
            "Your address has an account that belongs to somebody else at your organization's provider. If it is yours, sign in \
             as before, then use single sign-on once in the same browser."
        }
        "issuer" => {
            "Your organization's provider uses a different issuer than the one set up here. Ask your admin to compare the \
             issuer on the page Single Sign-on with the provider's own, including the last slash."
        }
        "failed" => "The portal could not do this. Try again. If it keeps failing, contact its operator.",
        "declined" => "Your organization's provider did not sign you in.",
        _ => {
            "Your organization's provider sent an invalid response. Try again. If it keeps failing, contact your admin."
        }
    }
}
