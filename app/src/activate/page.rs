//! The page `/activate`, for everybody who is signed in, whatever their level.

use leptos::prelude::*;

use super::ActivateForm;
use crate::ui::{PageHeading, dom};

/// Activates a license with its key.
#[component]
pub fn ActivatePage() -> impl IntoView {
    dom::set_title("Activate License");
    let key = RwSignal::new(String::new());
    view! {
        <PageHeading
            title="Activate License"
            text="You need only the license key and the deployment ID. Other details of the license are not shown."
        />
        <section class="section form-page" aria-label="Activate License">
            <ActivateForm key=key on_done=|()| () />
        </section>
    }
}
