//! Shows a mail before it is sent.

use leptos::prelude::*;
use model::alert::Preview;

use super::preview_alert;
use crate::ui::{Button, Dialog, DialogFooter, InlineError, Skeleton, load};

#[component]
pub(super) fn PreviewDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Dialog open=open title="Preview Mail" wide=true on_close=move |()| open.set(false)>
            <Content open=open />
        </Dialog>
    }
}

#[component]
fn Content(open: RwSignal<bool>) -> impl IntoView {
    let preview = RwSignal::new(None);
    load(preview, preview_alert());
    view! {
        <div class="stack">
            {move || match preview.get() {
                None => view! { <Skeleton lines=4 label="Loading the preview" /> }.into_any(),
                Some(Ok(preview)) => shown(preview),
                Some(Err(error)) => view! { <InlineError message=error.to_string() /> }.into_any(),
            }}
            <DialogFooter>
                <Button on_click=move |()| open.set(false)>"Done"</Button>
            </DialogFooter>
        </div>
    }
}

fn shown(preview: Preview) -> AnyView {
    let Preview { subject, text, html } = preview;
    view! {
        <p class="lead-text">"As it would be sent today, of the licenses that end first and that you may see."</p>
        <p><strong>"Subject: "</strong>{subject}</p>
        <div class="card mail" tabindex="0" role="region" aria-label="Mail" inner_html=html></div>
        <details>
            <summary>"As text"</summary>
            <pre class="mail" tabindex="0" role="region" aria-label="Mail as text">{text}</pre>
        </details>
    }
    .into_any()
}
