//! The file that a person chose.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::FILE_LIMIT;

/// A file in the browser.
#[derive(Clone, PartialEq)]
pub(super) struct Chosen {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Takes a file by click, keyboard or drop.
#[component]
pub(super) fn FileDrop(
    /// Called with the file, or with what is wrong with it.
    #[prop(into)]
    on_file: Callback<Result<Chosen, String>>,
    /// The file that is chosen.
    #[prop(into)]
    chosen: Signal<Option<String>>,
) -> impl IntoView {
    let over = RwSignal::new(false);
    let take = move |files: Option<web_sys::FileList>| {
        if let Some(file) = files.and_then(|files| files.get(0)) {
            spawn_local(async move { on_file.run(read(file).await) });
        }
    };
    let changed = move |event: leptos::ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(input) = input {
            take(input.files());
            // The same file, corrected meanwhile, can be chosen once more.
            input.set_value("");
        }
    };
    let dropped = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
    };
    view! {
        <label
            class="drop"
            class:over=over
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <input type="file" class="sr-only" accept=".csv,.tsv,.txt,.xlsx" on:change=changed />
            {move || chosen.get().unwrap_or_else(|| "Choose a CSV or XLSX file, or drop it here".to_owned())}
        </label>
    }
}

async fn read(file: web_sys::File) -> Result<Chosen, String> {
    let name = file.name();
    #[expect(clippy::cast_precision_loss, reason = "the limit is far below 2^53")]
    if file.size() > FILE_LIMIT as f64 {
        return Err(format!(
            "{name} is larger than {} MiB. Split it and import the parts.",
            FILE_LIMIT >> 20
        ));
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|_| format!("{name} could not be read. Choose it once more."))?;
    Ok(Chosen { name, bytes: js_sys::Uint8Array::new(&buffer).to_vec() })
}
