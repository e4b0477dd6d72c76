//! Adds or changes a product.

use leptos::prelude::*;
use model::{ProductId, ProductKind};

use super::save_product;
use crate::form::{DialogForm, FormDialog};
use crate::ui::{Checkbox, Field, Select, TextInput, memo};

/// A product in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductForm {
    /// None for a new one.
    pub id: Option<ProductId>,
    /// Its name on the screen.
    pub name: String,
    /// Its maker; empty for the vendor itself.
    pub maker: String,
    /// Cloud service or on-premises software.
    pub kind: ProductKind,
    /// The address of its page elsewhere; may be empty.
    pub page: String,
    /// Whether Customer Organizations shows it to partners.
    pub shown_to_partners: bool,
}

impl ProductForm {
    /// Returns the form of a new product.
    pub fn empty() -> Self {
        let empty = String::new;
        let kind = ProductKind::OnPremises;
        Self { id: None, name: empty(), maker: empty(), kind, page: empty(), shown_to_partners: true }
    }
}

/// The dialog that saves a product.
#[component]
pub fn ProductDialog(
    /// The product; None while the dialog is closed.
    about: RwSignal<Option<ProductForm>>,
    /// Called once it is saved.
    on_saved: Callback<()>,
) -> impl IntoView {
    let is_new = memo(move || about.with(|about| about.as_ref().is_some_and(|about| about.id.is_none())));
    let title = move || if is_new.get() { "Add Product" } else { "Edit Product" };
    let title = Signal::derive(move || title().to_owned());
    let form = move |form: DialogForm| {
        let before = about.get_untracked().unwrap_or_else(ProductForm::empty);
        let (id, was) = (before.id, before.kind);
        let (name, maker) = (RwSignal::new(before.name), RwSignal::new(before.maker));
        let (page, shown) = (RwSignal::new(before.page), RwSignal::new(before.shown_to_partners));
        let kind = RwSignal::new(was.name().to_owned());
        let kinds = [ProductKind::OnPremises, ProductKind::Cloud];
        let kinds = kinds.map(|kind| (kind.name().to_owned(), kind.label().to_owned())).to_vec();
        let submit = move || {
            let kind = ProductKind::from_name(&kind.get_untracked()).unwrap_or(was);
            let (name, maker, page) = (name.get_untracked(), maker.get_untracked(), page.get_untracked());
            let request = save_product(id, name, maker, kind, page, shown.get_untracked());
            form.save(request, "Product saved", on_saved);
        };
        let fields = view! {
            <Field label="Name" error=form.error("name")>
                <TextInput value=name on_input=move |typed| name.set(typed) autofocus=true />
            </Field>
            <Field label="Maker" hint="Leave empty for your own product." error=form.error("maker")>
                <TextInput value=maker on_input=move |typed| maker.set(typed) />
            </Field>
            <Field label="Kind" hint="Can't be changed once there are licenses." error=form.error("kind")>
                <Select value=kind options=Signal::stored(kinds) on_change=move |chosen| kind.set(chosen) />
            </Field>
            <Field label="Product page" hint="Optional, such as https://example.org/scanner." error=form.error("page")>
                <TextInput value=page on_input=move |typed| page.set(typed) kind="url" />
            </Field>
            <Checkbox label="Shown to partners" checked=shown on_change=move |on| shown.set(on) />
        };
        form.view("Save", submit, fields)
    };
    view! { <FormDialog open=about title=title form=form /> }
}
