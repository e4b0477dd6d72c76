//! Sets up single sign-on.

use leptos::prelude::*;
use model::role::RoleToGive;
use model::single_sign_on::Settings;
use model::{Hidden, OrganizationId};

use super::save_single_sign_on;
use crate::current_user::use_me;
use crate::form::Submission;
use crate::proof::Prover;
use crate::ui::{
    Button, Checkbox, Field, InlineError, Look, Select, TextInput, live, load, memo, use_toasts,
};
use crate::users::{RoleField, chosen, roles_to_give};

/// A value of the claim and its role, as typed and chosen.
type Mapped = (RwSignal<String>, RwSignal<String>);

#[component]
pub(super) fn SettingsForm(
    /// The saved settings when the page was opened, if any.
    before: Option<Settings>,
    /// The initial content of the form.
    settings: Settings,
    prover: Prover,
    /// Called to load the saved settings.
    on_saved: Callback<()>,
) -> impl IntoView {
    let (me, toasts, submission) = (use_me(), use_toasts(), Submission::new());
    let text = |text: String| RwSignal::new(text);
    let (issuer, client_id, claim) =
        (text(settings.issuer), text(settings.client_id), text(settings.role_claim));
    let (factor_value, audiences) = (text(settings.factor_value), text(settings.trusted_audiences));
    let (secret, default) = (text(String::new()), text(settings.default_role.to_string()));
    let (enabled, vouches) = (RwSignal::new(settings.enabled), RwSignal::new(settings.vouches_for_addresses));
    let mapped = |(value, role): (String, i64)| (RwSignal::new(value), RwSignal::new(role.to_string()));
    let roles = RwSignal::new(settings.roles.into_iter().map(mapped).collect::<Vec<Mapped>>());
    let organization = memo(move || me.organization().unwrap_or_default());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(default_role) = chosen(default) else { return };
        let roles = roles.get_untracked().into_iter();
        let roles = roles.filter_map(|(value, role)| Some((value.get_untracked(), chosen(role)?)));
        let settings = Settings {
            issuer: issuer.get_untracked(),
            client_id: client_id.get_untracked(),
            role_claim: claim.get_untracked(),
            default_role,
            roles: roles.collect(),
            factor_value: factor_value.get_untracked(),
            trusted_audiences: audiences.get_untracked(),
            vouches_for_addresses: vouches.get_untracked(),
            enabled: enabled.get_untracked(),
        };
        let (before, secret) = (before.clone(), Hidden::new(secret.get_untracked()));
        let save =
            prover.proved(move || save_single_sign_on(before.clone(), settings.clone(), secret.clone()));
        submission.send(save, move |()| {
            toasts.say("Single sign-on saved");
            on_saved.run(());
        });
    };
    view! {
        <form class="stack form-page" novalidate on:submit=submit>
            <Field label="Issuer" hint="The provider's address, exactly as in its own settings." error=submission.error("issuer")>
                <TextInput value=issuer on_input=move |typed| issuer.set(typed) kind="url" />
            </Field>
            <Field label="Client ID" error=submission.error("client_id")>
                <TextInput value=client_id on_input=move |typed| client_id.set(typed) />
            </Field>
            <Field
                label="Client secret"
                hint="It is stored encrypted and not shown again. If empty, the current secret is kept."
                error=submission.error("secret")
            >
                <TextInput value=secret on_input=move |typed| secret.set(typed) kind="password" autocomplete="new-password" />
            </Field>
            <RoleField organization=organization value=default error=submission.error("default_role") />
            <Field
                label="Role claim"
                hint="The claim that contains roles, such as groups, or a path to it, such as realm_access.roles. If empty, \
                    everybody starts with the role above, and you can change it under Users."
                error=submission.error("role_claim")
            >
                <TextInput value=claim on_input=move |typed| claim.set(typed) />
            </Field>
            <Mapping organization=organization roles=roles default=default error=submission.error("roles") />
            <Field
                label="Second-factor claim value"
                hint="The value of the claim acr or amr after a second factor, often mfa. If your organization requires one, \
                    people without this value must also enter a code here. If empty, everybody must."
                error=submission.error("factor_value")
            >
                <TextInput value=factor_value on_input=move |typed| factor_value.set(typed) />
            </Field>
            <Field
                label="Further audiences"
                hint="Other client IDs to accept in a token whose azp is not this portal, separated by spaces. Most providers need \
                    none."
                error=submission.error("trusted_audiences")
            >
                <TextInput value=audiences on_input=move |typed| audiences.set(typed) />
            </Field>
            <Checkbox
                label="Accept addresses without email_verified: the provider vouches for them, as Entra ID does"
                checked=vouches
                on_change=move |on| vouches.set(on)
            />
            <Checkbox label="Enabled: people can sign in with it" checked=enabled on_change=move |on| enabled.set(on) />
            <InlineError message=submission.error("") />
            <InlineError message=submission.error("before")>
                <Button on_click=on_saved>"Load the current version"</Button>
            </InlineError>
            <div class="toolbar">
                <Button look=Look::Primary submit=true busy=submission.busy>"Save"</Button>
            </div>
        </form>
    }
}

/// Values of the claim and their roles.
#[component]
fn Mapping(
    organization: Memo<OrganizationId>,
    roles: RwSignal<Vec<Mapped>>,
    /// The role of everybody else; a new value starts with it.
    default: RwSignal<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let answer = RwSignal::new(None);
    load(answer, roles_to_give(organization.get_untracked()));
    let offered = memo(move || match answer.get() {
        Some(Ok(offered)) => offered,
        _ => Vec::new(),
    });
    let options = move || {
        let option = |role: RoleToGive| (role.id.to_string(), role.name);
        offered.get().into_iter().map(option).collect::<Vec<_>>()
    };
    let add = move |()| {
        let first = default.get_untracked();
        roles.update(|all| all.push((RwSignal::new(String::new()), RwSignal::new(first))));
    };
    let row = move |(place, (value, role)): (usize, Mapped)| {
        let number = place + 1;
        let remove = move |()| {
            roles.update(|all| {
                all.remove(place);
            });
        };
        view! {
            <div class="toolbar">
                <TextInput label=format!("Value {number}") value=value on_input=move |typed| value.set(typed) />
                <Select
                    label=format!("Role of value {number}")
                    value=role
                    options=Signal::derive(options)
                    on_change=move |id| role.set(id)
                />
                <Button label=format!("Remove value {number}") on_click=remove>"Remove"</Button>
            </div>
        }
        .into_any()
    };
    let rows = move || roles.get().into_iter().enumerate().map(row).collect::<Vec<_>>().into_any();
    view! {
        <fieldset class="stack">
            <legend>"Roles by value of the claim"</legend>
            {live(rows)}
            <InlineError message=error />
            <div class="toolbar"><Button on_click=add>"Add Value"</Button></div>
        </fieldset>
    }
}
