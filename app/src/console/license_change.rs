//! Changes a license.

use leptos::prelude::*;
use model::console::ListedLicense;

use super::form::{DialogForm, day, units};
use super::suggest::AddOrganization;
use super::{raise_units, reassign_license, renew_license, suspend_license};
use crate::form::Sending;
use crate::ui::{Dialog, Field, TextArea, TextInput, memo, use_toasts};

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Its last day.
    Renew,
    /// Its purchased units.
    Raise,
    /// Puts it on hold.
    Suspend,
    /// Takes it off hold.
    Reinstate,
    /// The organizations that have it.
    Reassign,
}

impl Change {
    /// Returns its name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Renew => "Renew",
            Self::Raise => "Raise Units",
            Self::Suspend => "Suspend",
            Self::Reinstate => "Reinstate",
            Self::Reassign => "Reassign Organizations",
        }
    }

    /// Returns the message of success.
    fn done(self) -> &'static str {
        match self {
            Self::Renew => "License renewed",
            Self::Raise => "Units raised",
            Self::Suspend => "License suspended",
            Self::Reinstate => "License reinstated",
            Self::Reassign => "Organizations reassigned",
        }
    }
}

type About = RwSignal<Option<(Change, ListedLicense)>>;

#[component]
pub(super) fn ChangeDialog(
    /// The change and the license; None while the dialog is closed.
    about: About,
    /// Called after success.
    on_changed: Callback<()>,
) -> impl IntoView {
    let open = memo(move || about.with(Option::is_some));
    let title = move || {
        about.with(|about| {
            about.as_ref().map(|(change, license)| format!("{}: {}", change.label(), license.public_id))
        })
    };
    view! {
        <Dialog open=open title=Signal::derive(move || title().unwrap_or_default()) on_close=move |()| about.set(None)>
            <Form about=about on_changed=on_changed />
        </Dialog>
    }
}

#[component]
fn Form(about: About, on_changed: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let Some((change, license)) = about.get_untracked() else { return ().into_any() };
    let id = license.id;
    let typed = RwSignal::new(match change {
        Change::Renew => license.expiration.map(|day| day.to_string()).unwrap_or_default(),
        Change::Raise => license.purchased.to_string(),
        Change::Suspend | Change::Reinstate => String::new(),
        Change::Reassign => license.organizations.join("\n"),
    });
    let sending = Sending::new();
    let done = move |()| {
        about.set(None);
        toasts.say(change.done());
        on_changed.run(());
    };
    let save = move |()| {
        let text = typed.get_untracked();
        match change {
            Change::Renew => {
                sending.send_checked(|| day("expiration", &text).map(|day| renew_license(id, day)), done);
            }
            Change::Raise => {
                sending.send_checked(|| units("purchased", &text).map(|units| raise_units(id, units)), done);
            }
            Change::Suspend => sending.send_checked(|| Ok(suspend_license(id, true)), done),
            Change::Reinstate => sending.send_checked(|| Ok(suspend_license(id, false)), done),
            Change::Reassign => sending.send_checked(|| Ok(reassign_license(id, text)), done),
        }
    };
    let input = move |kind: &'static str| view! { <TextInput value=typed on_input=move |text| typed.set(text) kind=kind autofocus=true /> };
    let fields = match change {
        Change::Renew => view! {
            <Field
                label="Expiration Date"
                hint="In UTC; later than now. Left empty, the license runs on."
                error=sending.at("expiration")
            >
                {input("date")}
            </Field>
        }
        .into_any(),
        Change::Raise => view! {
            <Field label="Units purchased" hint="They never go down." error=sending.at("purchased")>
                {input("number")}
            </Field>
        }
        .into_any(),
        Change::Suspend => view! {
            <p>"Products of this license are refused from now on, until it is reinstated. Its deployments stay."</p>
        }
        .into_any(),
        Change::Reinstate => view! { <p>"Products of this license are taken again from now on."</p> }.into_any(),
        Change::Reassign => view! {
            <Field
                label="Organizations"
                hint="Their names, each on a line of its own. Those that are not named lose the license."
                error=sending.at("organizations")
            >
                <TextArea value=typed on_input=move |text| typed.set(text) />
            </Field>
            <AddOrganization names=typed />
        }
        .into_any(),
    };
    view! {
        <DialogForm
            sending=sending
            action=change.label()
            on_submit=Callback::new(save)
            on_cancel=Callback::new(move |()| about.set(None))
        >
            {fields}
        </DialogForm>
    }
    .into_any()
}
