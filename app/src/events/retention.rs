//! For how long events are kept.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::event::RETENTION_DAYS;

use super::set_retention;
use crate::ApiError;
use crate::ui::{Button, Field, InlineError, TextInput, use_toasts};
use crate::who::use_me;

/// What holds, and a form for those who may change it.
#[component]
pub(super) fn Retention(
    /// For how many days events are kept that are written now.
    days: i32,
    /// Whether the person may change it.
    may_manage: bool,
    /// Called once it is changed.
    on_changed: Callback<()>,
) -> impl IntoView {
    let kept = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    view! {
        <section class="section" aria-label="Retention">
            <h2>"Retention"</h2>
            <p>
                {format!("Events that are written now are kept for {kept}. Each is kept as long as held when it was written.")}
            </p>
            {may_manage.then(|| view! { <Form days=days on_changed=on_changed /> })}
        </section>
    }
}

#[component]
fn Form(days: i32, on_changed: Callback<()>) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let typed = RwSignal::new(days.to_string());
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None);
    let error = move |of_field: bool| {
        Signal::derive(move || {
            wrong.with(|wrong: &Option<ApiError>| match wrong {
                Some(ApiError::Invalid { message, .. }) => of_field.then(|| message.clone()),
                Some(other) => (!of_field).then(|| other.to_string()),
                None => None,
            })
        })
    };
    let save = move || {
        let days = typed
            .with_untracked(|typed| typed.trim().parse().ok())
            .filter(|days| RETENTION_DAYS.contains(days));
        let Some(days) = days else {
            return Some(ApiError::invalid("days", "Events are kept for 1 to 365 days."));
        };
        busy.set(true);
        spawn_local(async move {
            let answer = set_retention(days).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    toasts.say("Retention changed");
                    on_changed.run(());
                }
                Err(error) => {
                    me.notice(&error);
                    wrong.set(Some(error));
                }
            }
        });
        None
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            wrong.set(save());
        }
    };
    view! {
        <form novalidate on:submit=submit>
            <Field label="Days" hint="1 to 365. It holds for what is written from then on." error=error(true)>
                <TextInput value=typed on_input=move |text| typed.set(text) kind="number" />
            </Field>
            <InlineError message=error(false) />
            <p><Button submit=true busy=busy>"Change Retention"</Button></p>
        </form>
    }
}
