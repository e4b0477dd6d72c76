//! Issues a license and shows its key.

use leptos::prelude::*;
use model::console::IssuedLicense;
use model::{LicenseType, ProductKind};

use super::form::{DialogForm, day, units};
use super::suggest::AddOrganization;
use super::{LicenseDraft, issue_license};
use crate::ApiError;
use crate::form::Sending;
use crate::products::products;
use crate::ui::{
    Button, Dialog, DialogFooter, Field, Look, Select, TextArea, TextInput, copy_text, load, use_toasts,
};

/// The dialog: first the form, then the key.
#[component]
pub(super) fn IssueDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Called once a license is issued.
    on_issued: Callback<()>,
) -> impl IntoView {
    let issued = RwSignal::new(None);
    let close = move || {
        open.set(false);
        issued.set(None);
    };
    let title = move || if issued.with(Option::is_some) { "License Issued" } else { "Issue License" };
    view! {
        <Dialog open=open title=Signal::derive(move || title().to_owned()) on_close=move |()| close()>
            {move || match issued.get() {
                None => view! { <Form open=open issued=issued on_issued=on_issued /> }.into_any(),
                Some(license) => view! { <Issued license=license on_done=Callback::new(move |()| close()) /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn Form(
    open: RwSignal<bool>,
    issued: RwSignal<Option<IssuedLicense>>,
    on_issued: Callback<()>,
) -> impl IntoView {
    let all = RwSignal::new(None);
    load(all, products());
    let empty = || RwSignal::new(String::new());
    let (product, organizations, start, expiration) = (empty(), empty(), empty(), empty());
    let (purchased, contract, limits) = (RwSignal::new("1".to_owned()), empty(), empty());
    let kind = RwSignal::new(LicenseType::Purchased.name().to_owned());
    let sending = Sending::new();
    let options = move || {
        let mut options = vec![(String::new(), "Choose a product".to_owned())];
        all.with(|all| {
            if let Some(Ok(products)) = all {
                options.extend(products.iter().map(|product| (product.id.to_string(), product.name.clone())));
            }
        });
        options
    };
    let is_cloud = move || {
        all.with(|all| match all {
            Some(Ok(products)) => products
                .iter()
                .any(|one| product.with(|id| *id == one.id.to_string()) && one.kind == ProductKind::Cloud),
            _ => false,
        })
    };
    let kinds = LicenseType::ALL.map(|kind| (kind.name().to_owned(), kind.label().to_owned())).to_vec();
    let draft = move || {
        let chosen = product.with_untracked(|id| id.parse().ok());
        let first = day("start", &start.get_untracked())?;
        Ok(LicenseDraft {
            product: chosen.ok_or_else(|| ApiError::invalid("product", "Choose the product."))?,
            organizations: organizations.get_untracked(),
            license_type: LicenseType::from_name(&kind.get_untracked()).unwrap_or(LicenseType::Purchased),
            start: first.ok_or_else(|| {
                ApiError::invalid("start", "A license begins on a day, such as 2026-11-22.")
            })?,
            expiration: day("expiration", &expiration.get_untracked())?,
            purchased: units("purchased", &purchased.get_untracked())?,
            contract: contract.get_untracked(),
            limits: limits.get_untracked(),
        })
    };
    let save = move |()| {
        sending.send_checked(
            || draft().map(issue_license),
            move |license| {
                issued.set(Some(license));
                on_issued.run(());
            },
        );
    };
    view! {
        <DialogForm sending=sending action="Issue" on_submit=Callback::new(save) on_cancel=Callback::new(move |()| open.set(false))>
            <Field label="Product" error=sending.at("product")>
                <Select value=product options=Signal::derive(options) on_change=move |chosen| product.set(chosen) />
            </Field>
            <Field label="Organizations" hint="Their names, each on a line of its own." error=sending.at("organizations")>
                <TextArea value=organizations on_input=move |text| organizations.set(text) rows=2 />
            </Field>
            <AddOrganization names=organizations />
            <Field label="Type">
                <Select value=kind options=Signal::stored(kinds) on_change=move |chosen| kind.set(chosen) />
            </Field>
            <Field label="Start Date" hint="In UTC." error=sending.at("start")>
                <TextInput value=start on_input=move |text| start.set(text) kind="date" />
            </Field>
            <Field
                label="Expiration Date"
                hint="In UTC; the license is valid through this day. Left empty, it runs on."
                error=sending.at("expiration")
            >
                <TextInput value=expiration on_input=move |text| expiration.set(text) kind="date" />
            </Field>
            <Field label="Units purchased" error=sending.at("purchased")>
                <TextInput value=purchased on_input=move |text| purchased.set(text) kind="number" />
            </Field>
            <Field label="Contract number" hint="May be left empty." error=sending.at("contract")>
                <TextInput value=contract on_input=move |text| contract.set(text) />
            </Field>
            {move || is_cloud().then(|| view! {
                <Field
                    label="Limits"
                    hint="Each on a line of its own, such as “Scans: 1000 per day” or “Reports: 50 per month”. May be left empty."
                    error=sending.at("limits")
                >
                    <TextArea value=limits on_input=move |text| limits.set(text) rows=2 />
                </Field>
            })}
        </DialogForm>
    }
}

#[component]
fn Issued(license: IssuedLicense, on_done: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let IssuedLicense { public_id, key, .. } = license;
    let key = key.into_inner();
    let copied = key.clone();
    view! {
        <div class="stack">
            <p>{format!("License {public_id} is issued. Its organizations see it at once, with this key:")}</p>
            <p><code class="secret" tabindex="0" aria-label="License key">{key}</code></p>
            <DialogFooter>
                <Button on_click=on_done>"Done"</Button>
                <Button look=Look::Primary on_click=move |()| copy_text(&copied, "License key copied", toasts)>"Copy"</Button>
            </DialogFooter>
        </div>
    }
}
