//! The page `/profile`.

use leptos::prelude::*;
use model::person::checked_name;

use super::delete::DeleteSection;
use super::save_profile;
use crate::current_user::{Person, use_me};
use crate::form::Submission;
use crate::proof::{ProveDialog, Prover};
use crate::ui::{
    Button, Field, InlineError, Look, PageHeading, Select, TextInput, ThemeChoice, dom, use_toasts,
};

/// The person's own profile, for everybody who is signed in.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let person = untrack(|| use_me().person());
    let prover = Prover::new();
    view! {
        <PageHeading title="Profile" text="How others see you, and how the portal looks." />
        {person.map(|person| view! {
            <Form person=person.clone() />
            <section class="section" aria-labelledby="appearance">
                <div class="section-head"><h2 id="appearance">"Appearance"</h2></div>
                <p class="lead-text">"Kept in this browser."</p>
                <div class="toolbar"><ThemeChoice /></div>
            </section>
            <section class="section" aria-labelledby="notifications">
                <div class="section-head"><h2 id="notifications">"Notifications"</h2></div>
                <p>"Choose which e-mails you get under " <a href="/support">"Support"</a> "."</p>
            </section>
            <DeleteSection email=person.email prover=prover />
        })}
        <ProveDialog prover=prover />
    }
}

/// The option for no time zone.
const UTC: &str = "UTC";

#[component]
fn Form(person: Person) -> impl IntoView {
    let (me, submission, toasts) = (use_me(), Submission::new(), use_toasts());
    let name = RwSignal::new(person.name);
    let chosen = person.time_zone.unwrap_or_else(|| UTC.to_owned());
    let mut zones = dom::time_zones();
    if !zones.contains(&chosen) && chosen != UTC {
        zones.push(chosen.clone());
    }
    zones.retain(|zone| zone != UTC);
    let own = dom::own_time_zone();
    let hint = format!("Times are shown in this time zone. This browser uses {own}.");
    let options: Vec<_> =
        std::iter::once(UTC.to_owned()).chain(zones).map(|zone| (zone.clone(), zone)).collect();
    let zone = RwSignal::new(chosen);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked();
        if let Err(wrong) = checked_name(&typed) {
            return submission.refuse("name", wrong.to_string());
        }
        let zone = Some(zone.get_untracked()).filter(|zone| zone != UTC);
        submission.send(save_profile(typed, zone), move |()| {
            toasts.say("Profile saved");
            me.load();
        });
    };
    view! {
        <section class="section" aria-label="Name and time zone">
            <p>"You sign in as " <strong>{person.email}</strong> "."</p>
            <form class="stack form-page" novalidate on:submit=submit>
                <Field label="Name" hint="As others see it." error=submission.error("name")>
                    <TextInput value=name on_input=move |typed| name.set(typed) name="name" autocomplete="name" />
                </Field>
                <Field label="Time zone" hint=hint error=submission.error("time_zone")>
                    <Select value=zone options=Signal::stored(options) on_change=move |chosen| zone.set(chosen) />
                </Field>
                <InlineError message=submission.error("") />
                <p><Button look=Look::Primary submit=true busy=submission.busy>"Save"</Button></p>
            </form>
        </section>
    }
}
