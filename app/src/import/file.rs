//! A chosen file.

use wasm_bindgen_futures::JsFuture;

use super::FILE_LIMIT;

/// The file in the browser.
#[derive(Clone, PartialEq)]
pub(super) struct Chosen {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Reads a file, or returns what is wrong with it.
pub(super) async fn read(file: web_sys::File) -> Result<Chosen, String> {
    let name = file.name();
    #[expect(clippy::cast_precision_loss, reason = "the limit is far below 2^53")]
    if file.size() > FILE_LIMIT as f64 {
        return Err(format!(
            "{name} is larger than {} MiB. Split it and import the parts.",
            FILE_LIMIT >> 20
        ));
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|_| format!("{name} could not be read. Choose it again."))?;
    Ok(Chosen { name, bytes: js_sys::Uint8Array::new(&buffer).to_vec() })
}
