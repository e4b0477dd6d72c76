//! The installers of a product, for its page and for the dialog of the row menu.

use leptos::prelude::*;
use model::address::encoded;
use model::installer::{Installer, size_text};

use crate::ui::{Button, EmptyState, Glyph, Icon, Toaster, copy_text, day_text, use_toasts};

/// A table of installers; if there are none, it says what to do.
#[component]
pub fn InstallerTable(
    /// The installers, newest first.
    installers: Vec<Installer>,
    /// Called with the installer to remove; without it there are no buttons for that.
    #[prop(optional_no_strip)]
    on_remove: Option<Callback<Installer>>,
) -> impl IntoView {
    if installers.is_empty() {
        let text = if on_remove.is_some() {
            "Add the first one below."
        } else {
            "Your vendor has not added one yet. Ask your vendor where to get it."
        };
        return view! { <EmptyState title="No installers for this product" text=text /> }.into_any();
    }
    let toasts = use_toasts();
    let rows: Vec<_> = installers.into_iter().map(|installer| row(installer, on_remove, toasts)).collect();
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="Installers of the product">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Version"</th>
                        <th scope="col">"Platform"</th>
                        <th scope="col"><span class="sr-only">"Download"</span></th>
                        <th scope="col" class="numeric">"Size"</th>
                        <th scope="col">"Release Date"</th>
                        <th scope="col">"SHA-256"</th>
                        <th scope="col">"File"</th>
                        {on_remove.is_some().then(|| view! { <th scope="col"><span class="sr-only">"Remove"</span></th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(installer: Installer, on_remove: Option<Callback<Installer>>, toasts: Toaster) -> AnyView {
    let name = installer.file_name.clone();
    let address = format!("/installers/{}/{}", installer.id, encoded(&name));
    let platform = match &installer.architecture {
        Some(architecture) => format!("{}, {architecture}", installer.platform),
        None => installer.platform.clone(),
    };
    let hash = installer.sha256.clone();
    let copy = move |_| copy_text(&hash, "SHA-256 copied", toasts);
    let exact = format!("{} bytes", installer.size);
    let size = size_text(installer.size);
    let remove = on_remove.map(|on_remove| {
        let label = format!("Remove {name}");
        let removed = installer.clone();
        view! {
            <td>
                <Button label=label on_click=move |()| on_remove.run(removed.clone())>"Remove"</Button>
            </td>
        }
        .into_any()
    });
    view! {
        <tr>
            <th scope="row">{installer.version}</th>
            <td>{platform}</td>
            <td>
                <a class="button" href=address download="" rel="external" aria-label=format!("Download {name}")>
                    "Download"
                </a>
            </td>
            <td class="numeric" title=exact>{size}</td>
            <td class="day">{day_text(installer.released.0)}</td>
            <td>
                <span class="hash">
                    <code>{installer.sha256}</code>
                    <button
                        type="button"
                        class="button icon-only"
                        aria-label=format!("Copy SHA-256 of {name}")
                        title="Copy SHA-256"
                        on:click=copy
                    >
                        <Icon glyph=Glyph::Copy />
                    </button>
                </span>
            </td>
            <td>{name}</td>
            {remove}
        </tr>
    }
    .into_any()
}
