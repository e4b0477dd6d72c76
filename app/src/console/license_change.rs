//! Changes a license.

use leptos::prelude::*;
use model::console::ListedLicense;

use super::parse::{day, units};
use super::suggest::AddOrganization;
use super::{raise_units, reassign_license, renew_license, suspend_license};
use crate::form::{DialogForm, FormDialog};
use crate::ui::{Field, TextArea, TextInput};

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
    let title = move || {
        about.with(|about| {
            about.as_ref().map(|(change, license)| format!("{}: {}", change.label(), license.public_id))
        })
    };
    let title = Signal::derive(move || title().unwrap_or_default());
    let form = move |form: DialogForm| {
        let Some((change, license)) = about.get_untracked() else { return ().into_any() };
        fields(form, change, &license, on_changed)
    };
    view! { <FormDialog open=about title=title form=form /> }
}

fn fields(form: DialogForm, change: Change, license: &ListedLicense, on_changed: Callback<()>) -> AnyView {
    let id = license.id;
    let typed = RwSignal::new(match change {
        Change::Renew => license.expiration.map(|day| day.to_string()).unwrap_or_default(),
        Change::Raise => license.purchased.to_string(),
        Change::Suspend | Change::Reinstate => String::new(),
        Change::Reassign => license.organizations.join("\n"),
    });
    let submit = move || {
        let (text, said) = (typed.get_untracked(), change.done());
        match change {
            Change::Renew => {
                let request = day("expiration", &text).map(|day| renew_license(id, day));
                form.save_checked(request, said, on_changed);
            }
            Change::Raise => {
                let request = units("purchased", &text).map(|units| raise_units(id, units));
                form.save_checked(request, said, on_changed);
            }
            Change::Suspend => form.save(suspend_license(id, true), said, on_changed),
            Change::Reinstate => form.save(suspend_license(id, false), said, on_changed),
            Change::Reassign => form.save(reassign_license(id, text), said, on_changed),
        }
    };
    let input = move |kind: &'static str| view! { <TextInput value=typed on_input=move |text| typed.set(text) kind=kind autofocus=true /> };
    let fields = match change {
        Change::Renew => view! {
            <Field
                label="Expiration Date"
                hint="In UTC, later than the current date. If empty, the license does not expire."
                error=form.error("expiration")
            >
                {input("date")}
            </Field>
        }
        .into_any(),
        Change::Raise => view! {
            <Field label="Units purchased" hint="Can only be raised." error=form.error("purchased")>
                {input("number")}
            </Field>
        }
        .into_any(),
        Change::Suspend => view! {
            <p>"Products with this license are refused until it is reinstated. Its deployments are kept."</p>
        }
        .into_any(),
        Change::Reinstate => {
            view! { <p>"Products with this license are accepted again immediately."</p> }.into_any()
        }
        Change::Reassign => view! {
            <Field
                label="Organizations"
                hint="One name per line. Organizations that are not listed lose the license."
                error=form.error("organizations")
            >
                <TextArea value=typed on_input=move |text| typed.set(text) />
            </Field>
            <AddOrganization names=typed />
        }
        .into_any(),
    };
    form.view(change.label(), submit, fields)
}
