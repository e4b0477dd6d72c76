//! Download Product Installer: the installers for a license's product.

use leptos::prelude::*;
use model::ProductId;

use crate::products::{InstallerTable, installers};
use crate::ui::{Dialog, InlineError, Skeleton, load, memo};

/// The product.
#[derive(Clone)]
pub(super) struct InstallersOf {
    pub product: ProductId,
    pub name: String,
}

#[component]
pub(super) fn InstallersDialog(of: RwSignal<Option<InstallersOf>>) -> impl IntoView {
    let open = memo(move || of.with(Option::is_some));
    view! {
        <Dialog open=open title="Download Product Installer" on_close=move |()| of.set(None) wide=true>
            <Installers of=of />
        </Dialog>
    }
}

#[component]
fn Installers(of: RwSignal<Option<InstallersOf>>) -> impl IntoView {
    let Some(of) = of.get_untracked() else { return ().into_any() };
    let answer = RwSignal::new(None);
    load(answer, installers(of.product));
    view! {
        <div class="stack">
            <p class="lead-text">{of.name}</p>
            {move || match answer.get() {
                None => view! { <Skeleton lines=4 label="Loading the installers" /> }.into_any(),
                Some(Ok(installers)) => view! { <InstallerTable installers=installers on_remove=None /> }.into_any(),
                Some(Err(error)) => view! { <InlineError message=error.to_string() /> }.into_any(),
            }}
        </div>
    }
    .into_any()
}
