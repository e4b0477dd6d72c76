//! Lead times: the usual ones, and those of single licenses.

use leptos::prelude::*;
use model::critical_alert::{
    DEFAULT_LEAD_TIMES, LONGEST_LEAD_TIME, LeadTimes, checked_lead_times, lead_times_text,
};
use model::table::Table;

use super::set_lead_times;
use crate::form::{DialogForm, FormDialog, Submission};
use crate::tables::{ListOf, small_list};
use crate::ui::{Button, Field, InlineError, Shown, TextInput, day_text, kept_rows, plain_row, use_toasts};

const NO_LICENSE: &str = "Enter the license's key or ID.";

/// The section. `licenses` have their own lead times.
#[component]
pub(super) fn LeadTimesSection(
    licenses: Vec<LeadTimes>,
    may_change: bool,
    /// Called once lead times were changed.
    on_changed: Callback<()>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let set = move || view! { <Button on_click=move |()| open.set(true)>"Set Lead Times"</Button> };
    let usual = format!(
        "E-mails are sent {} days before a license expires, unless it has its own lead times. Missed e-mails are sent later.",
        lead_times_text(&DEFAULT_LEAD_TIMES).replace(", ", " and ")
    );
    view! {
        <section class="section" aria-labelledby="lead-times">
            <div class="section-head">
                <h2 id="lead-times">"Lead Times"</h2>
                {may_change.then(|| view! { <div class="toolbar-end">{set()}</div> })}
            </div>
            <p class="lead-text">{usual}</p>
            {(!licenses.is_empty()).then(|| table(licenses, may_change, on_changed))}
        </section>
        <SetDialog open=open on_changed=on_changed />
    }
}

fn table(licenses: Vec<LeadTimes>, may_change: bool, on_changed: Callback<()>) -> AnyView {
    let list = ListOf::new(Table::LeadTimes, "Licenses with their own lead times").with_actions(may_change);
    small_list(list, move |shown| kept_rows(move || licenses.clone(), move |of| row(shown, of, on_changed)))
}

fn row(shown: Shown, of: LeadTimes, on_changed: Callback<()>) -> AnyView {
    plain_row(shown, move |id| match id {
        "product" => of.product.clone().into_any(),
        "license" => view! { <code>{of.public_id.clone()}</code> }.into_any(),
        "expiration" => of.expiration.map_or_else(|| "Never".to_owned(), |day| day_text(day.0)).into_any(),
        "days" => lead_times_text(&of.days).into_any(),
        _ => view! { <Reset license=of.public_id.clone() on_changed=on_changed /> }.into_any(),
    })
}

#[component]
fn Reset(license: String, on_changed: Callback<()>) -> impl IntoView {
    let (toasts, submission) = (use_toasts(), Submission::new());
    let label = format!("Reset lead times of {license}");
    let reset = move |()| {
        submission.send(set_lead_times(license.clone(), None), move |()| {
            toasts.say("Lead times reset");
            on_changed.run(());
        });
    };
    view! {
        <Button label=label busy=submission.busy on_click=reset>"Reset"</Button>
        <InlineError message=submission.any_error() />
    }
}

#[component]
fn SetDialog(open: RwSignal<bool>, on_changed: Callback<()>) -> impl IntoView {
    let form = move |form: DialogForm| {
        let (license, days) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
        // The form has one error at a time. Whoever fills in neither field reads both.
        let is_missing = RwSignal::new(false);
        let refused = form.error("license");
        let license_error =
            Signal::derive(move || refused.get().or_else(|| is_missing.get().then(|| NO_LICENSE.to_owned())));
        let submit = move || {
            let (license, days) = (license.get_untracked(), days.get_untracked());
            is_missing.set(license.trim().is_empty());
            if let Err(wrong) = checked_lead_times(&days) {
                return form.submission.refuse("days", wrong.to_string());
            }
            if is_missing.get_untracked() {
                return form.submission.refuse("license", NO_LICENSE);
            }
            form.save(set_lead_times(license, Some(days)), "Lead times set", on_changed);
        };
        let hint = format!(
            "Numbers of days from 1 to {LONGEST_LEAD_TIME}, separated by commas, such as 90, 60, 30."
        );
        let fields = view! {
            <Field
                label="License"
                hint="Its license key, or its ID as shown in the tables below."
                error=license_error
            >
                <TextInput value=license on_input=move |typed| license.set(typed) autofocus=true />
            </Field>
            <Field label="Days before" hint=hint error=form.error("days")>
                <TextInput value=days on_input=move |typed| days.set(typed) />
            </Field>
        };
        form.view("Set", submit, fields)
    };
    view! { <FormDialog open=open title="Set Lead Times" form=form /> }
}
