//! Issues a license and shows its key.

use leptos::prelude::*;
use model::console::IssuedLicense;
use model::{LicenseType, ProductKind};

use super::parse::{day, units};
use super::suggest::AddOrganization;
use super::{LicenseDraft, issue_license};
use crate::ApiError;
use crate::form::DialogForm;
use crate::products::products;
use crate::ui::{
    Button, Dialog, DialogFooter, Field, Look, Opening, Select, TextArea, TextInput, copy_text, load,
    use_toasts,
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
    let opening = Opening::from(open);
    let close = Callback::new(move |()| {
        open.set(false);
        issued.set(None);
    });
    let done = Callback::new(move |license| {
        issued.set(Some(license));
        on_issued.run(());
    });
    let title = move || if issued.with(Option::is_some) { "License Issued" } else { "Issue License" };
    view! {
        <Dialog open=opening title=Signal::derive(move || title().to_owned()) on_close=close>
            {move || match issued.get() {
                None => untrack(|| form(DialogForm::new(opening.close), done)),
                Some(license) => view! { <Issued license=license on_done=close /> }.into_any(),
            }}
        </Dialog>
    }
}

fn form(form: DialogForm, on_issued: Callback<IssuedLicense>) -> AnyView {
    let all = RwSignal::new(None);
    load(all, products());
    let empty = || RwSignal::new(String::new());
    let (product, organizations, start, expiration) = (empty(), empty(), empty(), empty());
    let (purchased, contract, limits) = (RwSignal::new("1".to_owned()), empty(), empty());
    let kind = RwSignal::new(LicenseType::Purchased.name().to_owned());
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
            start: first
                .ok_or_else(|| ApiError::invalid("start", "Enter a start date, such as 2026-11-22."))?,
            expiration: day("expiration", &expiration.get_untracked())?,
            purchased: units("purchased", &purchased.get_untracked())?,
            contract: contract.get_untracked(),
            limits: limits.get_untracked(),
        })
    };
    let submit = move || {
        form.submission.send_checked(draft().map(issue_license), move |license| on_issued.run(license));
    };
    let fields = view! {
        <Field label="Product" error=form.error("product")>
            <Select value=product options=Signal::derive(options) on_change=move |chosen| product.set(chosen) />
        </Field>
        <Field label="Organizations" hint="One name per line." error=form.error("organizations")>
            <TextArea value=organizations on_input=move |text| organizations.set(text) rows=2 />
        </Field>
        <AddOrganization names=organizations />
        <Field label="Type">
            <Select value=kind options=Signal::stored(kinds) on_change=move |chosen| kind.set(chosen) />
        </Field>
        <Field label="Start Date" hint="In UTC." error=form.error("start")>
            <TextInput value=start on_input=move |text| start.set(text) kind="date" />
        </Field>
        <Field
            label="Expiration Date"
            hint="In UTC. The license is valid through this day. If empty, it does not expire."
            error=form.error("expiration")
        >
            <TextInput value=expiration on_input=move |text| expiration.set(text) kind="date" />
        </Field>
        <Field label="Units purchased" error=form.error("purchased")>
            <TextInput value=purchased on_input=move |text| purchased.set(text) kind="number" />
        </Field>
        <Field label="Contract number" hint="Optional." error=form.error("contract")>
            <TextInput value=contract on_input=move |text| contract.set(text) />
        </Field>
        {move || is_cloud().then(|| view! {
            <Field
                label="Limits"
                hint="Optional. One per line, such as “Scans: 1000 per day” or “Reports: 50 per month”."
                error=form.error("limits")
            >
                <TextArea value=limits on_input=move |text| limits.set(text) rows=2 />
            </Field>
        })}
    };
    form.view("Issue", submit, fields)
}

#[component]
fn Issued(license: IssuedLicense, on_done: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let IssuedLicense { public_id, key, .. } = license;
    let key = key.into_inner();
    let copied = key.clone();
    view! {
        <div class="stack">
            <p>{format!("License {public_id} was issued. Its organizations see it immediately, with this key:")}</p>
            <p><code class="secret" tabindex="0" aria-label="License key">{key}</code></p>
            <DialogFooter>
                <Button on_click=on_done>"Done"</Button>
                <Button look=Look::Primary on_click=move |()| copy_text(&copied, "License key copied", toasts)>"Copy"</Button>
            </DialogFooter>
        </div>
    }
}
