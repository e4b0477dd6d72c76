//! Adding an installer: what the form holds, checks and sends.

use leptos::prelude::*;
use model::ProductId;
use model::installer::{Typed, size_text};
use web_sys::File;

use super::AddingTerms;
use super::send::{End, Sending};
use crate::ApiError;
use crate::ui::memo;

/// What is typed, what is wrong with it, and what is on its way.
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
    /// What is wrong with which field of [`Typed`]; an empty name stands for the whole.
    pub wrong: RwSignal<Option<(&'static str, String)>>,
    pub sending: RwSignal<Option<Sending>, LocalStorage>,
    /// How many bytes are on their way.
    pub sent: RwSignal<f64>,
}

impl Form {
    /// An empty form.
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
            wrong: RwSignal::new(None),
            sending: RwSignal::new_local(None),
            sent: RwSignal::new(0.0),
        }
    }

    /// Whether a file is on its way.
    pub fn is_sending(self) -> bool {
        self.sending.with(Option::is_some)
    }

    /// What is wrong with that field.
    pub fn error(self, field: &'static str) -> Memo<Option<String>> {
        memo(move || {
            self.wrong.with(|wrong| {
                let (of, sentence) = wrong.as_ref()?;
                (*of == field).then(|| sentence.clone())
            })
        })
    }

    /// The file and where it goes, once all that can be checked here is, as the server will.
    fn checked(self) -> Result<(File, String), (&'static str, String)> {
        let Some(file) = self.file.get_untracked() else {
            return Err(("file_name", "Choose the installer's file.".to_owned()));
        };
        let limit = self.terms.limit;
        if file.size() > number(limit) {
            let sentence = format!("This file is too large: an installer has up to {}.", size_text(limit));
            return Err(("file_name", sentence));
        }
        if file.size() == 0.0 {
            return Err(("file_name", "This file is empty.".to_owned()));
        }
        let typed = Typed {
            version: self.version.get_untracked(),
            platform: self.platform.get_untracked(),
            architecture: self.architecture.get_untracked(),
            released: self.released.get_untracked(),
            file_name: file.name(),
            sha256: self.sha256.get_untracked(),
        };
        match typed.checked() {
            Ok(_) => Ok((file, address(self.product, &typed))),
            Err(error) => Err((error.field(), error.to_string())),
        }
    }

    /// Sends the file, or tells what is wrong.
    pub fn send(self, on_end: impl FnMut(End) + 'static) {
        self.wrong.set(None);
        self.sent.set(0.0);
        let started = self.checked().and_then(|(file, address)| {
            let progress = move |bytes| _ = self.sent.try_set(bytes);
            Sending::start(&address, &file, progress, on_end).map_err(|_| ("", ApiError::Offline.to_string()))
        });
        match started {
            Ok(sending) => self.sending.set(Some(sending)),
            Err(wrong) => self.wrong.set(Some(wrong)),
        }
    }
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
    let pair = |(name, value): (&str, &String)| {
        let value = js_sys::encode_uri_component(value).as_string().unwrap_or_default();
        format!("{name}={value}")
    };
    format!("/products/{product}/installers?{}", pairs.map(pair).join("&"))
}

/// A size as the browser counts it.
#[expect(clippy::cast_precision_loss, reason = "no file of a browser reaches 2^53 bytes")]
fn number(bytes: u64) -> f64 {
    bytes as f64
}
