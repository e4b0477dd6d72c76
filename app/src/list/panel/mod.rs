//! The side panel: the details of a license, and its actions, beside the lists. On a narrow screen it covers the page.
//!
//! All but the question whether it is open is fetched on demand, its styles, too.

mod content;
mod facts;
mod frame;
mod handle;
mod loaded;
mod row;
mod steps;
mod styles;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::List;
use super::dialogs::{Dialogs, use_dialogs};
use crate::later::{Part, later, part};
use crate::ui::{live, memo};

/// Returns the side panel of a page with that list. It is open while the address names a license.
pub fn side_panel(list: List) -> AnyView {
    let dialogs = use_dialogs();
    let is_open = memo(move || dialogs.shown.id.with(Option::is_some));
    live(move || if is_open.get() { later(move || panel(list, dialogs)) } else { ().into_any() })
}

#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn panel(list: List, dialogs: Dialogs) -> Part {
    part(frame::frame(list, &dialogs))
}
