//! Creates a token and shows it once.

use leptos::prelude::*;
use model::Day;
use model::api_access::checked_name;

use super::create_api_token;
use crate::ApiError;
use crate::form::DialogForm;
use crate::proof::Prover;
use crate::ui::{
    Button, Dialog, DialogFooter, Field, Look, Notice, NoticeKind, Opening, TextInput, copy_text, dom,
    use_toasts,
};

/// The dialog: first the form, then the token.
#[component]
pub(super) fn CreateDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Asks the person to prove who they are.
    prover: Prover,
    /// Called once a token was made.
    on_created: Callback<()>,
) -> impl IntoView {
    let made = RwSignal::new(None);
    let opening = Opening::from(open);
    let close = Callback::new(move |()| {
        open.set(false);
        made.set(None);
    });
    let form = move |form: DialogForm| {
        let (name, last_day) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
        let submit = move || {
            let draft = draft(&name.get_untracked(), &last_day.get_untracked());
            let request =
                draft.map(|(name, last_day)| prover.proved(move || create_api_token(name.clone(), last_day)));
            form.submission.send_checked(request, move |token| {
                made.set(Some(token));
                on_created.run(());
            });
        };
        let fields = view! {
            <Field label="Name" hint="What the token is for, such as Nightly export." error=form.error("name")>
                <TextInput value=name on_input=move |typed| name.set(typed) autofocus=true />
            </Field>
            <Field
                label="Last day"
                hint="In UTC. The token is valid through this day. If empty, it is valid until revoked."
                error=form.error("last_day")
            >
                <TextInput value=last_day on_input=move |typed| last_day.set(typed) kind="date" />
            </Field>
        };
        form.view("Create", submit, fields)
    };
    let title = move || if made.with(Option::is_some) { "Token Created" } else { "Create Token" };
    view! {
        <Dialog open=opening title=Signal::derive(move || title().to_owned()) on_close=close>
            {move || match made.get() {
                None => untrack(|| form(DialogForm::new(opening.close))),
                Some(token) => view! { <Made token=token on_done=close /> }.into_any(),
            }}
        </Dialog>
    }
}

/// Checks the name and the last day of a token.
fn draft(name: &str, last_day: &str) -> Result<(String, Option<Day>), ApiError> {
    let name = checked_name(name).map_err(|error| ApiError::invalid("name", error.to_string()))?;
    let wrong = || ApiError::invalid("last_day", "Enter a date such as 2026-11-22, or leave this empty.");
    let last_day = match last_day.trim() {
        "" => None,
        typed => Some(Day::from_iso(typed).ok_or_else(wrong)?),
    };
    Ok((name, last_day))
}

#[component]
fn Made(token: String, on_done: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let copied = token.clone();
    let copy = move |()| copy_text(&copied, "Token copied", toasts);
    // The pressed button disappears with the form.
    dom::focus_soon(dom::MARKED);
    view! {
        <div class="stack" tabindex="-1" autofocus=true>
            <Notice kind=NoticeKind::Warning>
                "Copy the token now: it is not shown again. Protect it like a password: anyone who has it can do what you can."
            </Notice>
            <p><code class="secret" tabindex="0" aria-label="Token">{token}</code></p>
            <DialogFooter>
                <Button on_click=on_done>"Done"</Button>
                <Button look=Look::Primary on_click=copy>"Copy"</Button>
            </DialogFooter>
        </div>
    }
}
