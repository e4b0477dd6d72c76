//! The page `/single-sign-on`.

use leptos::prelude::*;
use model::single_sign_on::Settings;
use model::{Action, Target};

use super::form::SettingsForm;
use super::{SingleSignOn, see_single_sign_on};
use crate::current_user::use_me;
use crate::loading::Loading;
use crate::proof::{ProveDialog, Prover};
use crate::ui::{EmptyState, Notice, PageHeading};

/// The organization's single sign-on, for people who may see security settings.
#[component]
pub fn SingleSignOnPage() -> impl IntoView {
    let (found, prover) = (Loading::new(see_single_sign_on), Prover::new());
    let may_manage = use_me().may(Action::ManageSecurity, Target::MyOrganization);
    let shown = move |content| form(content, may_manage, prover, found.again);
    view! {
        <PageHeading
            title="Single Sign-on"
            text="People with an address in a verified mail domain sign in at your own OpenID Connect provider, and become \
                users here at their first sign-in."
        />
        {found.view(6, "Loading single sign-on", shown)}
        <ProveDialog prover=prover />
    }
}

fn form(found: SingleSignOn, may_manage: bool, prover: Prover, on_saved: Callback<()>) -> AnyView {
    let SingleSignOn { settings, redirect } = found;
    if may_manage {
        return view! {
            <Notice>
                "At the provider, register this portal as a web application with the redirect address "
                <code>{redirect}</code> "."
            </Notice>
            <SettingsForm before=settings.clone() settings=settings.unwrap_or_else(fresh) prover=prover on_saved=on_saved />
        }
        .into_any();
    }
    match settings {
        Some(settings) => view! {
            <dl class="facts">
                <dt>"Issuer"</dt>
                <dd>{settings.issuer}</dd>
                <dt>"State"</dt>
                <dd>{if settings.enabled { "Enabled" } else { "Disabled" }}</dd>
            </dl>
        }
        .into_any(),
        None => view! {
            <EmptyState
                title="Single sign-on is not set up"
                text="Ask somebody with Full Access on Security Management in your organization to set it up."
            />
        }
        .into_any(),
    }
}

/// Returns the settings of a new form. Most providers report `mfa` (RFC 8176).
fn fresh() -> Settings {
    Settings { factor_value: "mfa".to_owned(), ..Settings::default() }
}
