//! The page `/welcome`, which exists while the installation is empty.

use leptos::ev::hashchange;
use leptos::prelude::*;
use model::person::{check_password, checked_name};

use super::{NewOwner, set_up};
use crate::ApiError;
use crate::form::Submission;
use crate::location::{Location, use_location};
use crate::ui::{Button, Checkbox, Field, InlineError, Look, TextInput, dom, effect, live};

/// Signs up the owner of an installation.
#[component]
pub fn WelcomePage() -> impl IntoView {
    dom::set_title("Welcome");
    view! {
        <main class="sign-in">
            <div class="sign-in-card">
                <h1>"Welcome to Grantry"</h1>
                <p class="lead-text">
                    "Nobody has signed up here yet. You become the owner: the Super Admin of the organization that runs this portal."
                </p>
                <SignUp />
            </div>
        </main>
    }
}

/// Returns the code of the link. Removes it from the address so that nobody reads it there.
fn take_code(location: Location) -> String {
    let code = window().location().hash().unwrap_or_default().trim_start_matches('#').to_owned();
    if !code.is_empty() {
        location.go("/welcome", true);
    }
    code
}

#[component]
fn SignUp() -> impl IntoView {
    let submission = Submission::new();
    let location = use_location();
    let (code, organization) = (RwSignal::new(take_code(location)), RwSignal::new(String::new()));
    // A link opened in a tab that already shows this page does not reload it.
    let listening = window_event_listener(hashchange, move |_| code.set(take_code(location)));
    on_cleanup(move || listening.remove());
    let (name, email) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let password = RwSignal::new(String::new());
    // People who came by the link see the code only if it is wrong.
    let asks_code = RwSignal::new(code.with_untracked(String::is_empty));
    // Focuses the field with the error.
    effect(move || {
        if submission.error("code").get().is_some() {
            asks_code.set(true);
        }
        let fields = ["code", "organization", "name", "email", "password"];
        let is_wrong = fields.into_iter().any(|field| submission.error(field).get().is_some());
        if is_wrong {
            dom::focus_soon(dom::INVALID);
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let owner = NewOwner {
            organization: organization.get_untracked(),
            name: name.get_untracked(),
            email: email.get_untracked(),
            password: password.get_untracked().into(),
        };
        for (field, typed) in [("organization", &owner.organization), ("name", &owner.name)] {
            if let Err(wrong) = checked_name(typed) {
                return submission.refuse(field, wrong.to_string());
            }
        }
        if let Err(wrong) = check_password(&owner.password) {
            return submission.refuse("password", wrong.to_string());
        }
        // Fails only in a document that is no longer shown.
        submission.send(send(code.get_untracked(), owner), |()| drop(window().location().assign("/console")));
    };
    let code_field = move || {
        let field = || {
            view! {
                <Field
                    label="Set-up code"
                    hint="The server printed it at startup, at the end of a link."
                    error=submission.error("code")
                >
                    <TextInput value=code on_input=move |typed| code.set(typed) name="code" />
                </Field>
            }
        };
        asks_code.get().then(field).into_any()
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            {live(code_field)}
            <Field
                label="Organization"
                hint="The vendor whose licenses are managed here."
                error=submission.error("organization")
            >
                <TextInput
                    value=organization
                    on_input=move |typed| organization.set(typed)
                    name="organization"
                    autocomplete="organization"
                    autofocus=true
                />
            </Field>
            <Field label="Your name" hint="As others will see it." error=submission.error("name")>
                <TextInput value=name on_input=move |typed| name.set(typed) name="name" autocomplete="name" />
            </Field>
            <Field label="E-mail address" hint="You sign in with it." error=submission.error("email")>
                <TextInput
                    value=email
                    on_input=move |typed| email.set(typed)
                    kind="email"
                    name="email"
                    autocomplete="username"
                />
            </Field>
            <Password value=password error=submission.error("password") />
            <InlineError message=submission.error("") />
            <Button look=Look::Primary submit=true busy=submission.busy>"Sign up"</Button>
        </form>
    }
}

/// A new password, which can be shown instead of being typed twice.
#[component]
fn Password(value: RwSignal<String>, error: Signal<Option<String>>) -> impl IntoView {
    let shown = RwSignal::new(false);
    let input = move || {
        let kind = if shown.get() { "text" } else { "password" };
        view! {
            <TextInput
                value=value
                on_input=move |typed| value.set(typed)
                kind=kind
                name="new-password"
                autocomplete="new-password"
            />
        }
        .into_any()
    };
    view! {
        <Field label="New password" hint="At least 12 characters." error=error>
            {live(input)}
        </Field>
        <Checkbox label="Show password" checked=shown on_change=move |on| shown.set(on) />
    }
}

async fn send(code: String, owner: NewOwner) -> Result<(), ApiError> {
    let done = "This installation has been set up in the meantime. Reload this page to sign in.";
    set_up(code.into(), owner).await.map_err(|error| match error {
        ApiError::NotFound => ApiError::invalid("", done),
        other => other,
    })
}
