//! Steps to the previous and the next license of the list.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::report::{Row, Section};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::loaded::Loaded;
use super::row::button_of;
use crate::list::license_texts;

/// Shows the license that many rows further in its section. If there is none, `told` says so.
pub(super) fn step(loaded: Loaded, told: RwSignal<&'static str>, by: i8) {
    let Some(row) = untrack(|| row(loaded, by)) else {
        told.set(if by < 0 {
            "No license before this one is loaded."
        } else {
            "No license after this one is loaded."
        });
        return;
    };
    told.set("");
    let Loaded { list, me, .. } = loaded;
    spawn_local(async move {
        let known = list.texts();
        if untrack(|| known.get(row.license)).is_none() {
            match license_texts(list.scope().get_value(), vec![row.license]).await {
                Ok(texts) if !list.is_gone() => texts.into_iter().for_each(|texts| known.keep(texts)),
                Ok(_) => return,
                Err(error) => return me.notice(&error),
            }
        }
        if let Some(texts) = untrack(|| known.get(row.license)) {
            loaded.dialogs().shown.replace(&texts.public_id);
            scroll_to(row);
        }
    });
}

/// Returns the row that far from the license in the panel, if the browser has both.
fn row(loaded: Loaded, by: i8) -> Option<Row> {
    let (license, kind) = loaded.read(|details| (details.texts.license, details.product.kind))?;
    let section = Section::ALL.into_iter().find(|section| section.kind() == kind)?;
    let list = loaded.list;
    let at = |at| list.row(section, at);
    let here = (0..list.rows(section).count.get())
        .find(|here| at(*here).is_some_and(|row| row.license == license))?;
    at(here.checked_add_signed(by.into())?)
}

fn scroll_to(row: Row) {
    if let Some(button) = button_of(row.license) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        button.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
