//! Creates a token and shows it once.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::Day;
use model::token::checked_name;

use super::create_api_token;
use crate::ApiError;
use crate::prove::Prover;
use crate::ui::{
    Button, Dialog, DialogFooter, Field, InlineError, Look, Notice, NoticeKind, TextInput, copy_text, dom,
    use_toasts,
};
use crate::who::use_me;

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
    let close = move || {
        open.set(false);
        made.set(None);
    };
    let title = move || if made.with(Option::is_some) { "Token Created" } else { "Create Token" };
    view! {
        <Dialog open=open title=Signal::derive(move || title().to_owned()) on_close=move |()| close()>
            {move || match made.get() {
                None => view! { <Form open=open made=made prover=prover on_created=on_created /> }.into_any(),
                Some(token) => view! { <Made token=token on_done=Callback::new(move |()| close()) /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn Form(
    open: RwSignal<bool>,
    made: RwSignal<Option<String>>,
    prover: Prover,
    on_created: Callback<()>,
) -> impl IntoView {
    let me = use_me();
    let (name, last_day) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None);
    let error = move |field: &'static str| {
        Signal::derive(move || {
            wrong.with(|wrong| match wrong {
                Some(ApiError::Invalid { field: of, message }) => (of == field).then(|| message.clone()),
                Some(other) => field.is_empty().then(|| other.to_string()),
                None => None,
            })
        })
    };
    let create = move || {
        let name = checked_name(&name.get_untracked());
        let name = name.map_err(|error| ApiError::invalid("name", error.to_string()))?;
        let last_day = match last_day.with_untracked(|typed| typed.trim().to_owned()) {
            typed if typed.is_empty() => None,
            typed => Some(Day::from_iso(&typed).ok_or_else(|| {
                ApiError::invalid("last_day", "A last day is a day such as 2026-11-22; it may be left empty.")
            })?),
        };
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let answer = prover.proved(|| create_api_token(name.clone(), last_day)).await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(token) => {
                    made.set(Some(token));
                    on_created.run(());
                }
                Err(error) => {
                    me.notice(&error);
                    wrong.set(Some(error));
                }
            }
        });
        Ok(())
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            wrong.set(create().err());
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <Field label="Name" hint="What the token is for, such as Nightly export." error=error("name")>
                <TextInput value=name on_input=move |typed| name.set(typed) autofocus=true />
            </Field>
            <Field
                label="Last day"
                hint="In UTC; the token is taken through this day. Left empty, it is taken until it is revoked."
                error=error("last_day")
            >
                <TextInput value=last_day on_input=move |typed| last_day.set(typed) kind="date" />
            </Field>
            <InlineError message=error("") />
            <DialogFooter>
                <Button on_click=move |()| open.set(false)>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy=busy>"Create"</Button>
            </DialogFooter>
        </form>
    }
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
                "Copy the token now: it is not shown again. Keep it as you keep a password; whoever has it can do what you can."
            </Notice>
            <p><code class="secret" tabindex="0" aria-label="Token">{token}</code></p>
            <DialogFooter>
                <Button on_click=on_done>"Done"</Button>
                <Button look=Look::Primary on_click=copy>"Copy"</Button>
            </DialogFooter>
        </div>
    }
}
