//! The form and its result.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::activation::DeploymentId;

use super::{Activation, activate_license};
use crate::ApiError;
use crate::current_user::use_me;
use crate::ui::{
    Button, DialogFooter, Field, InlineError, Look, Notice, NoticeKind, Segment, TextInput, dom, memo,
};

const MODES: [(&str, &str); 2] = [("online", "Online"), ("offline", "Offline")];
/// The fields' names in the server's responses.
const FIELDS: [&str; 3] = ["key", "deployment", "quantity"];
const QUANTITY: &str = "Enter the units that this deployment needs: a whole number, at least 1.";

/// Asks for key, deployment ID, quantity and mode, then activates.
#[component]
pub fn ActivateForm(
    /// The license's key, if known already.
    #[prop(into)]
    key: RwSignal<String>,
    /// Whether the portal fills in the key.
    #[prop(optional)]
    key_comes: bool,
    /// Called once the deployment has its units.
    #[prop(into)]
    on_done: Callback<()>,
    /// Called when the person closes the result. Without it, the only button there is "Activate another".
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
) -> impl IntoView {
    let outcome = RwSignal::new(None::<Activation>);
    let again = move |()| {
        outcome.set(None);
        dom::focus_soon(dom::MARKED);
    };
    view! {
        {move || match outcome.get() {
            Some(activation) => view! {
                <Outcome activation=activation again=again on_close=on_close />
            }.into_any(),
            None => view! {
                <Ask
                    key=key
                    key_comes=key_comes
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
    key_comes: bool,
    on_close: Option<Callback<()>>,
    #[prop(into)] on_answer: Callback<Activation>,
) -> impl IntoView {
    let me = use_me();
    let deployment = RwSignal::new(String::new());
    let quantity = RwSignal::new("1".to_owned());
    let mode = RwSignal::new("online");
    let busy = RwSignal::new(false);
    // Shown next to its field if it has one, otherwise above the form (R19).
    let wrong = RwSignal::new(Vec::<(&'static str, String)>::new());
    let at = move |name: &'static str| {
        memo(move || {
            wrong.with(|wrong| wrong.iter().find(|(field, _)| *field == name).map(|(_, text)| text.clone()))
        })
    };
    // The first field to fill in gets the focus.
    let starts_at_key = !key_comes && key.with_untracked(String::is_empty);
    let fail = move |all: Vec<(&'static str, String)>| {
        wrong.set(all);
        dom::focus_soon(dom::INVALID);
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let (key, id) = (key.get_untracked(), deployment.get_untracked());
        let units = quantity.get_untracked().trim().parse::<i64>().ok();
        let is_quantity = units.is_some_and(|units| units > 0);
        let found = [
            ("key", key.trim().is_empty().then(|| "Enter the license key as you received it.".to_owned())),
            ("deployment", DeploymentId::parse(&id).err().map(|problem| problem.to_string())),
            ("quantity", (!is_quantity).then(|| QUANTITY.to_owned())),
        ];
        let found: Vec<_> = found.into_iter().filter_map(|(field, text)| Some((field, text?))).collect();
        if !found.is_empty() {
            fail(found);
            return;
        }
        busy.set(true);
        wrong.set(Vec::new());
        let offline = mode.get_untracked() == "offline";
        spawn_local(async move {
            let answer = activate_license(key.into(), id, units.unwrap_or(1), offline).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(activation) => on_answer.run(activation),
                Err(failed) => {
                    me.notice(&failed);
                    let field = match &failed {
                        ApiError::Invalid { field, .. } => FIELDS.into_iter().find(|known| known == field),
                        _ => None,
                    };
                    fail(vec![(field.unwrap_or_default(), failed.to_string())]);
                }
            }
        });
    };
    view! {
        <form class="stack" on:submit=submit novalidate=true>
            <InlineError message=at("") />
            <Field label="License Key" hint="The full key, as you received it." error=at("key")>
                <TextInput
                    value=key
                    on_input=move |typed| key.set(typed)
                    name="license-key"
                    required=true
                    autofocus=starts_at_key
                />
            </Field>
            <Field
                label="Deployment ID"
                hint="The product shows it where it asks for a license."
                error=at("deployment")
            >
                <TextInput
                    value=deployment
                    on_input=move |typed| deployment.set(typed)
                    name="deployment-id"
                    required=true
                    autofocus=!starts_at_key
                />
            </Field>
            <Field label="Quantity" hint="Units that this deployment uses." error=at("quantity")>
                <TextInput value=quantity on_input=move |typed| quantity.set(typed) kind="number" name="quantity" />
            </Field>
            <Segment label="Mode" options=MODES.to_vec() value=mode on_change=move |chosen| mode.set(chosen) />
            <p class="lead-text">{move || match mode.get() {
                "offline" => "For a product that can't connect to the vendor. You will get a signed license file.",
                _ => "The product connects by itself with this key and deployment ID.",
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
        format!("{deployment_id} is activated and uses {units}.")
    } else {
        format!("{deployment_id} was already active, with {units}. No additional units were used.")
    };
    let download = file.map(|file| {
        let save = move |()| dom::save_text(&file.name, &file.text);
        view! {
            <p>"Give this file to the product. It opens only with this license key and deployment ID."</p>
            <div><Button look=Look::Primary on_click=save>"Download license file"</Button></div>
        }
        .into_any()
    });
    // The pressed button disappears with the form.
    dom::focus_soon(dom::MARKED);
    view! {
        <div class="stack" role="status" tabindex="-1" autofocus=true>
            <Notice kind=NoticeKind::Success>{said}</Notice>
            {download}
            <DialogFooter>
                <Button on_click=move |()| again.run(())>"Activate another"</Button>
                {on_close.map(|close| view! { <Button look=Look::Primary on_click=move |()| close.run(())>"Done"</Button> })}
            </DialogFooter>
        </div>
    }
}
