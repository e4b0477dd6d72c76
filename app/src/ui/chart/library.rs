//! The chart library, loaded with the first chart.

use js_sys::Promise;
use leptos::prelude::document;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The address of the library's file. The build passes it in, because its name contains a hash of its content.
const FILE: &str = match option_env!("GRANTRY_CHARTS") {
    Some(name) => name,
    None => "/charts.js",
};

thread_local! {
    static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Waits until `globalThis.echarts` exists. All charts share one request; after a failure, the next one asks again.
pub async fn ready() -> Result<(), JsValue> {
    let promise = LOADING.with_borrow_mut(|loading| loading.get_or_insert_with(load).clone());
    let outcome = JsFuture::from(promise).await;
    if outcome.is_err() {
        LOADING.take();
    }
    outcome.map(|_| ())
}

fn load() -> Promise {
    Promise::new(&mut |resolve, reject| {
        let added = document().create_element("script").and_then(|script| {
            script.set_attribute("src", FILE)?;
            script.add_event_listener_with_callback("load", &resolve)?;
            script.add_event_listener_with_callback("error", &reject)?;
            document().head().map_or(Ok(()), |head| head.append_child(&script).map(|_| ()))
        });
        if let Err(error) = added {
            // `reject` itself never fails.
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    })
}
