//! The browser's requests to authenticators (W3C Web Authentication, level 3), and why they fail.

use js_sys::{JSON, Object, Promise, Reflect};
use model::Hidden;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Answered, Challenge};
use crate::ApiError;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseCreationOptionsFromJSON)]
    fn creation_options(json: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseRequestOptionsFromJSON)]
    fn request_options(json: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = create)]
    fn create_credential(options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = get)]
    fn get_credential(options: &JsValue) -> Result<Promise, JsValue>;
}

/// Creates a passkey.
pub async fn create(challenge: Challenge) -> Result<Answered, ApiError> {
    let asked = parsed(&challenge).and_then(|json| creation_options(&json)).and_then(|key| public_key(&key));
    answered(challenge.token, asked.and_then(|options| create_credential(&options))).await
}

/// Proves with a passkey who the person is.
pub async fn get(challenge: Challenge) -> Result<Answered, ApiError> {
    let asked = parsed(&challenge).and_then(|json| request_options(&json)).and_then(|key| public_key(&key));
    answered(challenge.token, asked.and_then(|options| get_credential(&options))).await
}

fn parsed(challenge: &Challenge) -> Result<JsValue, JsValue> {
    JSON::parse(&challenge.options)
}

fn public_key(key: &JsValue) -> Result<JsValue, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"publicKey".into(), key)?;
    Ok(options.into())
}

async fn answered(token: Hidden, asked: Result<Promise, JsValue>) -> Result<Answered, ApiError> {
    let credential = async { JsFuture::from(asked?).await };
    let text = credential.await.and_then(|credential| JSON::stringify(&credential));
    match text {
        Ok(text) => Ok(Answered { token, answer: String::from(text).into() }),
        Err(error) => Err(ApiError::invalid("", reason(&error))),
    }
}

/// Returns why there is no passkey, in a sentence.
fn reason(error: &JsValue) -> &'static str {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "AbortError") => "Nothing was chosen, or it took too long. Try again.",
        Some("InvalidStateError") => "This device already has a passkey for your account.",
        Some("SecurityError") => {
            "Passkeys work only if you open this portal by its own name, such as localhost for the demo."
        }
        Some("ConstraintError") => "This device can't verify you by fingerprint, face or PIN.",
        _ => "This browser does not support passkeys. Use a newer one, or sign in another way.",
    }
}
