//! Adding an installer: the form's content, its checks and the upload.

use leptos::prelude::*;
use model::ProductId;
use model::address::{Pairs, with_query};
use model::installer::{DetailsError, Typed, size_text};
use web_sys::File;

use super::AddingTerms;
use super::upload_request::{End, Upload};
use crate::ApiError;
use crate::ui::memo;

/// The input, its errors, and the upload under way.
#[derive(Clone, Copy)]
pub(super) struct Form {
    product: ProductId,
    terms: AddingTerms,
    pub file: RwSignal<Option<File>, LocalStorage>,
    pub version: RwSignal<String>,
    pub platform: RwSignal<String>,
    pub architecture: RwSignal<String>,
    pub released: RwSignal<String>,
    pub sha256: RwSignal<String>,
    /// Errors by field of [`Typed`]; an empty name means the whole form.
    pub wrong: RwSignal<Vec<(&'static str, String)>>,
    pub sending: RwSignal<Option<Upload>, LocalStorage>,
    /// Bytes uploaded so far.
    pub sent: RwSignal<f64>,
}

impl Form {
    /// Returns an empty form.
    pub fn new(product: ProductId, terms: AddingTerms) -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            product,
            terms,
            file: RwSignal::new_local(None),
            version: empty(),
            platform: empty(),
            architecture: empty(),
            released: RwSignal::new(terms.today.to_string()),
            sha256: empty(),
            wrong: RwSignal::new(Vec::new()),
            sending: RwSignal::new_local(None),
            sent: RwSignal::new(0.0),
        }
    }

    /// Returns whether a file is being uploaded.
    pub fn is_sending(self) -> bool {
        self.sending.with(Option::is_some)
    }

    /// Returns the error of that field.
    pub fn error(self, field: &'static str) -> Memo<Option<String>> {
        memo(move || {
            let of_field = |(of, sentence): &(&'static str, String)| (*of == field).then(|| sentence.clone());
            self.wrong.with(|wrong| wrong.iter().find_map(of_field))
        })
    }

    /// Returns the file and its target if it passes every check that the browser can do, which the server repeats; otherwise all errors.
    fn checked(self) -> Result<(File, String), Vec<(&'static str, String)>> {
        let file = self.file.get_untracked();
        let typed = Typed {
            version: self.version.get_untracked(),
            platform: self.platform.get_untracked(),
            architecture: self.architecture.get_untracked(),
            released: self.released.get_untracked(),
            file_name: file.as_ref().map_or_else(String::new, File::name),
            sha256: self.sha256.get_untracked(),
        };
        let mut wrong = all_wrong(&typed);
        if let Some(sentence) = self.wrong_file(file.as_ref()) {
            wrong.retain(|(field, _)| *field != "file_name");
            wrong.push(("file_name", sentence));
        }
        match file {
            Some(file) if wrong.is_empty() => Ok((file, address(self.product, &typed))),
            _ => Err(wrong),
        }
    }

    fn wrong_file(self, file: Option<&File>) -> Option<String> {
        let limit = self.terms.limit;
        match file.map(|file| file.size()) {
            None => Some("Choose the installer's file.".to_owned()),
            Some(size) if size > number(limit) => {
                Some(format!("This file is too large: an installer can be up to {}.", size_text(limit)))
            }
            Some(0.0) => Some("This file is empty.".to_owned()),
            Some(_) => None,
        }
    }

    /// Sends the file, or shows the errors.
    pub fn send(self, on_end: impl FnMut(End) + 'static) {
        self.wrong.set(Vec::new());
        self.sent.set(0.0);
        let started = self.checked().and_then(|(file, address)| {
            let progress = move |bytes| _ = self.sent.try_set(bytes);
            let started = Upload::start(&address, &file, progress, on_end);
            started.map_err(|_| vec![("", ApiError::Offline.to_string())])
        });
        match started {
            Ok(sending) => self.sending.set(Some(sending)),
            Err(wrong) => self.wrong.set(wrong),
        }
    }
}

/// Returns all errors: treats each one found as fixed, to find the next.
fn all_wrong(typed: &Typed) -> Vec<(&'static str, String)> {
    let mut rest = typed.clone();
    let mut wrong = Vec::new();
    while let Err(error) = rest.checked() {
        wrong.push((error.field(), error.to_string()));
        match error {
            DetailsError::Version => "1".clone_into(&mut rest.version),
            DetailsError::Platform => "any".clone_into(&mut rest.platform),
            DetailsError::Architecture => rest.architecture.clear(),
            DetailsError::Released => "2000-01-01".clone_into(&mut rest.released),
            DetailsError::FileName => "file".clone_into(&mut rest.file_name),
            DetailsError::Sha256 => rest.sha256.clear(),
        }
    }
    wrong
}

fn address(product: ProductId, typed: &Typed) -> String {
    let pairs = [
        ("version", &typed.version),
        ("platform", &typed.platform),
        ("architecture", &typed.architecture),
        ("released", &typed.released),
        ("file_name", &typed.file_name),
        ("sha256", &typed.sha256),
    ];
    let query = Pairs::of(pairs.map(|(name, value)| (name, value.clone())));
    with_query(&format!("/products/{product}/installers"), &query)
}

/// Converts a size for the browser.
#[expect(clippy::cast_precision_loss, reason = "no file of a browser reaches 2^53 bytes")]
fn number(bytes: u64) -> f64 {
    bytes as f64
}
