//! Adding an installer: the form, and the progress of its upload.

use leptos::prelude::*;
use model::ProductId;
use model::installer::size_text;

use super::AddingTerms;
use super::form::Form;
use super::upload_request::End;
use crate::ApiError;
use crate::ui::{Button, Field, FileDrop, InlineError, Look, TextInput, dom, memo, use_toasts};

/// Converts a size from the browser.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole bytes, and the cast saturates"
)]
fn bytes(number: f64) -> u64 {
    number as u64
}

#[component]
pub(super) fn UploadForm(
    /// The product that it is for.
    product: ProductId,
    /// The rules for it.
    terms: AddingTerms,
    /// Called after it was added.
    on_added: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let form = Form::new(product, terms);
    let sending = memo(move || form.is_sending());
    let end = move |end| {
        // The person may have left the page in the meantime.
        if form.sending.is_disposed() {
            return;
        }
        form.sending.set(None);
        form.wrong.set(vec![match end {
            End::Taken => {
                toasts.say("Installer added");
                // The page is redrawn with a new form.
                return on_added.run(());
            }
            End::Refused(422, sentence) => ("sha256", sentence),
            // Hidden looks like missing (R3), even for the form's own address.
            End::Refused(404, _) => {
                let sentence = "Your session has ended, or you can no longer add installers. Sign in again.";
                ("", sentence.to_owned())
            }
            End::Refused(_, sentence) => ("", sentence),
            End::Foreign(foreign) => ("", foreign.to_string()),
            End::Offline => ("", ApiError::Offline.to_string()),
        }]);
        dom::focus_soon(dom::INVALID);
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !sending.get_untracked() {
            form.send(end);
            dom::focus_soon(dom::INVALID);
        }
    };
    let chosen = Signal::derive(move || {
        form.file.with(|file| match file {
            Some(file) => format!("{} ({}). Choose another.", file.name(), size_text(bytes(file.size()))),
            None => "Choose the file, or drop it here".to_owned(),
        })
    });
    let text = move |label: &'static str, hint: &'static str, name, kind, value: RwSignal<String>| {
        view! {
            <Field label=label hint=hint error=form.error(name)>
                <TextInput value=value on_input=move |typed| value.set(typed) kind=kind disabled=sending />
            </Field>
        }
        .into_any()
    };
    view! {
        <form class="stack card" novalidate on:submit=submit>
            <Field label="File" error=form.error("file_name")>
                <FileDrop text=chosen on_file=move |file| form.file.set(Some(file)) />
            </Field>
            <div class="versions">
                {text("Version", "Such as 5.14.2.", "version", "text", form.version)}
                {text("Platform", "Such as Windows or Ubuntu 24.04.", "platform", "text", form.platform)}
                {text("Architecture", "Optional, such as x86-64.", "architecture", "text", form.architecture)}
                {text("Release date", "In UTC.", "released", "date", form.released)}
            </div>
            {text(
                "SHA-256",
                "Optional. 64 hexadecimal digits from the build. A file that does not match is refused.",
                "sha256",
                "text",
                form.sha256,
            )}
            <InlineError message=form.error("") />
            {move || sending.get().then(|| progress(form))}
            <div>
                <Button look=Look::Primary submit=true busy=sending>"Upload"</Button>
            </div>
        </form>
    }
}

/// Shows the progress of the upload, with a button that cancels it and discards the uploaded part.
fn progress(form: Form) -> AnyView {
    let toasts = use_toasts();
    let total = form.file.with_untracked(|file| file.as_ref().map_or(0.0, |file| file.size()));
    let cancel = move |()| {
        form.sending.set(None);
        toasts.say("Upload canceled");
    };
    let told = move || {
        let sent = form.sent.get().min(total);
        if sent < total {
            format!("{} of {}", size_text(bytes(sent)), size_text(bytes(total)))
        } else {
            "Sent. The server is checking the file".to_owned()
        }
    };
    view! {
        <div class="progress">
            <progress aria-label="Upload" max=total prop:value=move || form.sent.get()></progress>
            <span class="muted">{told}</span>
            <div><Button on_click=cancel>"Cancel upload"</Button></div>
        </div>
    }
    .into_any()
}
