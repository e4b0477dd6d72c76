//! The panel's styles, which the page takes in when it first opens: they are no part of the first load.

use std::sync::atomic::{AtomicBool, Ordering};

use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

const STYLES: &str = include_str!("side-panel.css");

/// Adds the styles to the page, once.
pub(super) fn adopt() {
    static ADOPTED: AtomicBool = AtomicBool::new(false);
    if !ADOPTED.swap(true, Ordering::Relaxed) {
        // Never fails in the browsers that the portal is built for (frontend/assets/build.mjs).
        let _ = add();
    }
}

fn add() -> Result<(), JsValue> {
    const SHEETS: &str = "adoptedStyleSheets";
    let maker: Function = Reflect::get(&window(), &"CSSStyleSheet".into())?.dyn_into()?;
    let sheet = Reflect::construct(&maker, &Array::new())?;
    let replace: Function = Reflect::get(&sheet, &"replaceSync".into())?.dyn_into()?;
    replace.call1(&sheet, &STYLES.into())?;
    let sheets = Array::from(&Reflect::get(&document(), &SHEETS.into())?);
    sheets.push(&sheet);
    Reflect::set(&document(), &SHEETS.into(), &sheets)?;
    Ok(())
}
