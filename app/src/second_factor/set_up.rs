//! Setting up an authenticator app: its secret as a QR code and as text, then its first code.

use leptos::prelude::*;

use super::AppSecret;
use crate::form::Submission;
use crate::ui::{Button, Field, InlineError, Look, TextInput};

/// Shows the secret and asks for the first code.
#[component]
pub fn SetUpApp(
    /// The secret.
    secret: AppSecret,
    /// Sends the code.
    submission: Submission,
    /// Called with the typed code.
    on_code: Callback<String>,
) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_code.run(code.get_untracked());
    };
    // A QR code needs a quiet zone of four modules on each side.
    let side = secret.side + 8;
    view! {
        <form class="stack" novalidate on:submit=submit>
            <p>"Scan this with your authenticator app, or type the secret into it."</p>
            <svg class="qr" viewBox=format!("-4 -4 {side} {side}") role="img" aria-label="QR code of the secret">
                <path d=secret.path></path>
            </svg>
            <p><code class="secret" tabindex="0" aria-label="Secret">{secret.typed}</code></p>
            <Field label="Code" hint="The six digits that the app shows now." error=submission.error("code")>
                <TextInput
                    value=code
                    on_input=move |typed| code.set(typed)
                    name="code"
                    autocomplete="one-time-code"
                    autofocus=true
                />
            </Field>
            <InlineError message=submission.error("") />
            <Button look=Look::Primary submit=true busy=submission.busy>"Set up"</Button>
        </form>
    }
}
