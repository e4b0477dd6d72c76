//! Shows an e-mail before it is sent.

use leptos::prelude::*;
use model::critical_alert::Preview;

use super::preview_alert;
use crate::loading::Loading;
use crate::ui::{Button, Dialog, DialogFooter};

#[component]
pub(super) fn PreviewDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Dialog open=open title="Preview E-mail" wide=true>
            <div class="stack">
                {Loading::new(preview_alert).view_once(4, "Loading the preview", shown)}
                <DialogFooter>
                    <Button on_click=move |()| open.set(false)>"Done"</Button>
                </DialogFooter>
            </div>
        </Dialog>
    }
}

fn shown(preview: Preview) -> AnyView {
    let Preview { subject, text, html } = preview;
    view! {
        <p class="lead-text">"The e-mail as it would be sent today, for the licenses you can see that expire first."</p>
        <p><strong>"Subject: "</strong>{subject}</p>
        <div class="card mail" tabindex="0" role="region" aria-label="E-mail" inner_html=html></div>
        <details>
            <summary>"As text"</summary>
            <pre class="mail" tabindex="0" role="region" aria-label="E-mail as text">{text}</pre>
        </details>
    }
    .into_any()
}
