//! Download Product Installer: the installers for a license's product.

use leptos::prelude::*;
use model::ProductId;

use crate::loading::Loading;
use crate::products::{InstallerTable, installers};
use crate::ui::Dialog;

/// The product.
#[derive(Clone)]
pub(super) struct InstallersOf {
    pub product: ProductId,
    pub name: String,
}

#[component]
pub(super) fn InstallersDialog(of: RwSignal<Option<InstallersOf>>) -> impl IntoView {
    view! {
        <Dialog open=of title="Download Product Installer" wide=true>
            {of.get_untracked().map(|of| table(of))}
        </Dialog>
    }
}

fn table(of: InstallersOf) -> AnyView {
    let found = Loading::new(move || installers(of.product));
    let table = |found| view! { <InstallerTable installers=found on_remove=None /> }.into_any();
    view! {
        <div class="stack">
            <p class="lead-text">{of.name}</p>
            {found.view_once(4, "Loading the installers", table)}
        </div>
    }
    .into_any()
}
