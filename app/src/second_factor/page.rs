//! The page `/second-factor`, for people who gave the right password or come from their organization's provider.

use leptos::prelude::*;
use model::sign_in::Needs;

use super::{
    AppSecret, HalfWay, RecoveryCodes, SetUpApp, begin_enrollment, finish_enrollment, give_code, sign_in_step,
};
use crate::ApiError;
use crate::form::Submission;
use crate::loading::answered;
use crate::location::use_location;
use crate::sign_in::{go_on, other_ways};
use crate::ui::{Button, Field, InlineError, Look, TextInput, dom, live, load};

/// What the sign-in needs, or the error that it has expired.
type Found = RwSignal<Option<Result<HalfWay, ApiError>>>;

/// Asks for a code, or sets up a second factor.
#[component]
pub fn SecondFactorPage() -> impl IntoView {
    dom::set_title("Second factor");
    let found: Found = RwSignal::new(None);
    load(found, sign_in_step());
    let step = move |HalfWay { needs, has_passkey }| match needs {
        Needs::Code => view! { <Code found=found /> {by_passkey(has_passkey)} }.into_any(),
        Needs::Passkey => passkey(),
        Needs::Password => password(),
        Needs::Enrollment => view! { <Enrollment found=found /> }.into_any(),
    };
    let view = move || match found.get() {
        Some(Err(ApiError::NotFound)) => over(),
        answer => answered(answer, 3, "Loading the sign-in", None, step),
    };
    view! {
        <main class="sign-in">
            <div class="sign-in-card">{live(view)}</div>
        </main>
    }
}

fn over() -> AnyView {
    view! {
        <h1>"This sign-in has expired"</h1>
        <p>"It took too long, or too many codes were wrong. Start again."</p>
        <a class="button primary" href="/sign-in" rel="external">"Sign in"</a>
    }
    .into_any()
}

/// Offers people with a passkey to sign in with it, which needs no code.
fn by_passkey(has_passkey: bool) -> Option<AnyView> {
    has_passkey.then(|| other_ways(&[("/passkey-sign-in", "Sign in with a passkey")]))
}

fn passkey() -> AnyView {
    view! {
        <h1>"Sign in with your passkey"</h1>
        <p>"Your organization requires a second factor, and yours is a passkey. If you have lost it, ask the portal's \
            operator."</p>
        {by_passkey(true)}
    }
    .into_any()
}

fn password() -> AnyView {
    view! {
        <h1>"Set up a second factor"</h1>
        <p>"Your organization requires one. Sign in with your password this time to set it up."</p>
        {other_ways(&[("/sign-in", "Sign in with your password")])}
    }
    .into_any()
}

/// Returns the response, and stores an error that says that the sign-in has expired.
async fn noticed<T>(found: Found, answer: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
    let answer = answer.await;
    if let Err(ApiError::NotFound) = answer {
        found.set(Some(Err(ApiError::NotFound)));
    }
    answer
}

/// Returns a function that goes to where the sign-in leads. The portal then loads the person again.
fn enter() -> Callback<()> {
    let next = untrack(|| use_location().value("next"));
    Callback::new(move |()| go_on(next.as_deref()))
}

#[component]
fn Code(found: Found) -> impl IntoView {
    let submission = Submission::new();
    let code = RwSignal::new(String::new());
    let enter = enter();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        submission.send(noticed(found, give_code(code.get_untracked().into())), move |()| enter.run(()));
    };
    view! {
        <h1>"Second factor"</h1>
        <p class="lead-text">"One more step to sign in to Grantry."</p>
        <form class="stack" novalidate on:submit=submit>
            <Field
                label="Code"
                hint="The six digits that your authenticator app shows now, or a recovery code."
                error=submission.error("code")
            >
                <TextInput
                    value=code
                    on_input=move |typed| code.set(typed)
                    name="code"
                    autocomplete="one-time-code"
                    autofocus=true
                />
            </Field>
            <InlineError message=submission.error("") />
            <Button look=Look::Primary submit=true busy=submission.busy>"Continue"</Button>
        </form>
        <p class="muted">
            "Lost your phone and your recovery codes? Ask the portal's operator. "
            <a href="/sign-in" rel="external">"Sign in as somebody else"</a>
        </p>
    }
}

#[component]
fn Enrollment(found: Found) -> impl IntoView {
    let submission = Submission::new();
    let secret = RwSignal::new(None::<Result<AppSecret, ApiError>>);
    let codes = RwSignal::new(None::<Vec<String>>);
    load(secret, begin_enrollment());
    let on_code = Callback::new(move |code: String| {
        submission.send(noticed(found, finish_enrollment(code.into())), move |made| codes.set(Some(made)));
    });
    let on_done = enter();
    view! {
        <h1>"Set up a second factor"</h1>
        <p class="lead-text">"Your organization requires one."</p>
        {move || match (codes.get(), secret.get()) {
            (Some(codes), _) => view! { <RecoveryCodes codes=codes on_done=on_done /> }.into_any(),
            (None, answer) => answered(answer, 4, "Creating a secret", None, |secret| {
                view! { <SetUpApp secret=secret submission=submission on_code=on_code /> }.into_any()
            }),
        }}
    }
}
