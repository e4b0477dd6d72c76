//! The form, and what comes of it.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::activation::DeploymentId;

use super::{Activation, activate_license};
use crate::ApiError;
use crate::ui::{
    Button, DialogFooter, Field, InlineError, Look, Notice, NoticeKind, Segment, TextInput, dom, memo,
};
use crate::who::use_me;

const MODES: [(&str, &str); 2] = [("online", "Online"), ("offline", "Offline")];

/// Asks for key, deployment ID, quantity and mode, and activates.
#[component]
pub fn ActivateForm(
    /// The license's key, where it is known already.
    #[prop(into)]
    key: RwSignal<String>,
    /// Called when units were taken.
    #[prop(into)]
    on_done: Callback<()>,
    /// Called when the person is finished here; without it there is only "Activate another".
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
) -> impl IntoView {
    let outcome = RwSignal::new(None::<Activation>);
    view! {
        {move || match outcome.get() {
            Some(activation) => view! {
                <Outcome activation=activation again=move |()| outcome.set(None) on_close=on_close />
            }.into_any(),
            None => view! {
                <Ask
                    key=key
                    on_close=on_close
                    on_answer=move |activation| { outcome.set(Some(activation)); on_done.run(()); }
                />
            }.into_any(),
        }}
    }
}

#[component]
fn Ask(
    key: RwSignal<String>,
    on_close: Option<Callback<()>>,
    #[prop(into)] on_answer: Callback<Activation>,
) -> impl IntoView {
    let me = use_me();
    let deployment = RwSignal::new(String::new());
    let quantity = RwSignal::new("1".to_owned());
    let mode = RwSignal::new("online");
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    // At its field where it has one, above the form otherwise (R19).
    let at = move |name: &'static str| {
        memo(move || match error.get() {
            Some(ApiError::Invalid { field, message }) if field == name => Some(message),
            _ => None,
        })
    };
    let general = memo(move || {
        error.get().and_then(|error| match error {
            ApiError::Invalid { field, .. }
                if ["key", "deployment", "quantity"].contains(&field.as_str()) =>
            {
                None
            }
            error => Some(error.to_string()),
        })
    });
    let form = NodeRef::<html::Form>::new();
    let fail = move |failed: ApiError| {
        error.set(Some(failed));
        // Once the fields say so.
        request_animation_frame(move || {
            if let Some(form) = form.try_get_untracked().flatten() {
                dom::focus_invalid(&form);
            }
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let (key, id) = (key.get_untracked(), deployment.get_untracked());
        let units = quantity.get_untracked().trim().parse::<i64>().ok();
        let wrong = if key.trim().is_empty() {
            Some(("key", "Enter the license key, as it was delivered.".to_owned()))
        } else if let Err(problem) = DeploymentId::parse(&id) {
            Some(("deployment", problem.to_string()))
        } else if units.is_none() {
            Some((
                "quantity",
                "Enter how many units this deployment needs: a whole number from 1 on.".to_owned(),
            ))
        } else {
            None
        };
        if let Some((field, message)) = wrong {
            fail(ApiError::invalid(field, message));
            return;
        }
        busy.set(true);
        error.set(None);
        let offline = mode.get_untracked() == "offline";
        spawn_local(async move {
            let answer = activate_license(key, id, units.unwrap_or(1), offline).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(activation) => on_answer.run(activation),
                Err(failed) => {
                    me.notice(&failed);
                    fail(failed);
                }
            }
        });
    };
    view! {
        <form node_ref=form class="stack" on:submit=submit novalidate=true>
            <InlineError message=general />
            <Field label="License Key" hint="In full, as it was delivered." error=at("key")>
                <TextInput value=key on_input=move |typed| key.set(typed) name="license-key" required=true />
            </Field>
            <Field
                label="Deployment ID"
                hint="The product shows it where it asks for a license."
                error=at("deployment")
            >
                <TextInput value=deployment on_input=move |typed| deployment.set(typed) name="deployment-id" required=true />
            </Field>
            <Field label="Quantity" hint="Units that this deployment takes." error=at("quantity")>
                <TextInput value=quantity on_input=move |typed| quantity.set(typed) kind="number" name="quantity" />
            </Field>
            <Segment label="Mode" options=MODES.to_vec() value=mode on_change=move |chosen| mode.set(chosen) />
            <p class="lead-text">{move || match mode.get() {
                "offline" => "For a product without a line to the vendor: you get a signed license file for it.",
                _ => "The product calls in by itself with this key and deployment ID.",
            }}</p>
            <DialogFooter>
                {on_close.map(|close| view! { <Button on_click=move |()| close.run(())>"Cancel"</Button> })}
                <Button look=Look::Primary submit=true busy=busy>"Activate"</Button>
            </DialogFooter>
        </form>
    }
}

#[component]
fn Outcome(
    activation: Activation,
    #[prop(into)] again: Callback<()>,
    on_close: Option<Callback<()>>,
) -> impl IntoView {
    let Activation { deployment_id, quantity, is_new, file } = activation;
    let units = if quantity == 1 { "1 unit".to_owned() } else { format!("{quantity} units") };
    let said = if is_new {
        format!("{deployment_id} is activated and takes {units}.")
    } else {
        format!("{deployment_id} was active already, with {units}. No further unit was taken.")
    };
    let download = file.map(|file| {
        let save = move |()| dom::save_text(&file.name, &file.text);
        view! {
            <p>"Give this file to the product. It opens with this license key and deployment ID alone."</p>
            <div><Button look=Look::Primary on_click=save>"Download license file"</Button></div>
        }
        .into_any()
    });
    view! {
        <div class="stack" role="status">
            <Notice kind=NoticeKind::Success>{said}</Notice>
            {download}
            <DialogFooter>
                <Button on_click=move |()| again.run(())>"Activate another"</Button>
                {on_close.map(|close| view! { <Button look=Look::Primary on_click=move |()| close.run(())>"Done"</Button> })}
            </DialogFooter>
        </div>
    }
}
