//! The details: the licenses behind the numbers, in two sections.

use leptos::prelude::*;
use model::report::Section;

use crate::address::Address;
use crate::licenses::licenses;
use crate::list::{Filters, HiddenExpired, LicenseTable, List, OnPaper, SelectionBar, columns_button};
use crate::ui::dom;

const ID: &str = "details";

/// Scrolls to the details once they show the new filter, unless all of them are in view. The focus does not move, for a second
/// click.
pub(super) fn scroll_to_details() {
    // In the next frame, this lays out what the frame would lay out anyway.
    request_animation_frame(|| {
        let Some(details) = document().get_element_by_id(ID) else { return };
        let height = document().document_element().map_or(0, |root| root.client_height());
        let at = details.get_bounding_client_rect();
        if at.top() < 0.0 || at.bottom() > f64::from(height) {
            details.scroll_into_view();
        }
    });
}

/// Moves the focus to the details' heading, which scrolls it into view.
pub(super) fn focus_details() {
    dom::focus_soon("#details h2");
}

/// The filtered licenses.
#[component]
pub fn Details(list: List, address: Address) -> impl IntoView {
    let count = move || Section::ALL.into_iter().map(|section| list.rows(section).count.get()).sum::<usize>();
    view! {
        <section class="section details" id=ID aria-label="Details">
            <div class="section-head">
                <h2 tabindex="-1">"Details"</h2>
                <span class="muted" role="status">{move || licenses(count())}</span>
            </div>
            <Filters list=list address=address />
            <HiddenExpired list=list address=address />
            <OnPaper list=list />
            {table(list, address, Section::CloudServices, "Cloud Services")}
            {table(list, address, Section::OnPremises, "Products")}
            <SelectionBar list=list />
        </section>
    }
}

fn table(list: List, address: Address, section: Section, title: &'static str) -> impl IntoView {
    let exists = list.shape().with_untracked(|shape| shape.sections[section as usize]);
    let count = list.rows(section).count;
    exists.then(|| {
        view! {
            <div class="section-head">
                <h3>{title}</h3>
                <span class="muted">{move || licenses(count.get())}</span>
                <div class="toolbar-end">{columns_button(list, section, title)}</div>
            </div>
            <LicenseTable list=list section=section label=title address=address />
        }
        .into_any()
    })
}
