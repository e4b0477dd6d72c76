//! Uploads a file and reports the progress, which `fetch` can't do.

use wasm_bindgen::prelude::*;
use web_sys::{File, ProgressEvent, XmlHttpRequest};

use crate::{Foreign, OWN_ANSWER};

/// The result of an upload.
pub(super) enum End {
    /// The server took it.
    Taken,
    /// The server refused it: its status, and why in a sentence.
    Refused(u16, String),
    /// Something other than the portal answered.
    Foreign(Foreign),
    /// There was no response.
    Offline,
}

/// An upload under way. Dropping it cancels it; nothing is reported after that.
pub(super) struct Upload {
    request: XmlHttpRequest,
    _progress: Closure<dyn FnMut(ProgressEvent)>,
    _end: Closure<dyn FnMut()>,
}

impl Upload {
    /// Sends a file by PUT. Calls `on_progress` with the bytes sent so far.
    pub fn start(
        address: &str,
        file: &File,
        mut on_progress: impl FnMut(f64) + 'static,
        mut on_end: impl FnMut(End) + 'static,
    ) -> Result<Self, JsValue> {
        let request = XmlHttpRequest::new()?;
        request.open("PUT", address)?;
        let progress = Closure::<dyn FnMut(_)>::new(move |event: ProgressEvent| on_progress(event.loaded()));
        let answered = request.clone();
        let end = Closure::<dyn FnMut()>::new(move || on_end(end(&answered)));
        request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        request.set_onload(Some(end.as_ref().unchecked_ref()));
        request.set_onerror(Some(end.as_ref().unchecked_ref()));
        request.send_with_opt_blob(Some(file))?;
        Ok(Self { request, _progress: progress, _end: end })
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.request.set_onload(None);
        self.request.set_onerror(None);
        if let Ok(upload) = self.request.upload() {
            upload.set_onprogress(None);
        }
        // Fails only after it has ended.
        let _ = self.request.abort();
    }
}

fn end(request: &XmlHttpRequest) -> End {
    let is_own = matches!(request.get_response_header(OWN_ANSWER), Ok(Some(_)));
    match request.status() {
        Ok(status @ 1..) if !is_own => End::Foreign(Foreign::of(status)),
        Ok(200..=299) => End::Taken,
        Ok(status @ 400..) => {
            let sentence = request.response_text().ok().flatten().unwrap_or_default();
            End::Refused(status, sentence.trim().to_owned())
        }
        _ => End::Offline,
    }
}
