//! Suggests existing organizations while a name is typed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::console::OrganizationQuery;

use super::console_organizations;
use crate::ui::{Debounce, Field, Latest, SuggestInput};

/// Returns the names of organizations that contain the latest text. An older response never replaces a newer one.
fn suggestions(typed: Signal<String>) -> RwSignal<Vec<String>> {
    let found = RwSignal::new(Vec::new());
    let (latest, typing) = (Latest::new(), Debounce::typing());
    Effect::new(move |_| {
        let typed = typed.get();
        let number = latest.begin();
        typing.call(move || {
            spawn_local(async move {
                // Without a response, the previous suggestions are kept.
                let Ok(list) = console_organizations(OrganizationQuery::named(typed)).await else { return };
                if latest.is(number) {
                    found.set(list.organizations.into_iter().take(20).map(|one| one.name).collect());
                }
            });
        });
    });
    found
}

/// A field for the name of an organization.
#[component]
pub(super) fn OrganizationInput(
    /// The name.
    value: RwSignal<String>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let names = suggestions(value.into());
    view! { <SuggestInput value=value suggestions=names autofocus=autofocus on_input=move |typed| value.set(typed) /> }
}

/// Adds organizations to a list of names, one per line.
#[component]
pub(super) fn AddOrganization(
    /// The names.
    names: RwSignal<String>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let found = suggestions(typed.into());
    let add = move || {
        let name = typed.get_untracked().trim().to_owned();
        // An unknown name is kept, so that the person can continue typing.
        if !found.with_untracked(|found| found.contains(&name)) {
            return;
        }
        typed.set(String::new());
        names.update(|names| {
            if !names.lines().any(|line| line.trim() == name) {
                let kept = names.trim_end();
                *names = if kept.is_empty() { name } else { format!("{kept}\n{name}") };
            }
        });
    };
    view! {
        <Field label="Add an organization" hint="Type part of its name, then choose it.">
            <SuggestInput value=typed suggestions=found on_input=move |text| typed.set(text) on_chosen=Callback::new(move |()| add()) />
        </Field>
    }
}
