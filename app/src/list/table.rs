//! The table of one section.

use leptos::prelude::*;
use model::query::{Column as By, Sort};
use model::report::Section;

use super::cells::cells;
use super::dialogs::use_dialogs;
use super::presses::press;
use super::{List, Scope};
use crate::address::Address;
use crate::ui::{Column, VirtualTable, effect, memo, use_toasts};
use crate::who::use_me;

/// The column with the row menus.
const ACTIONS: &str = "actions";

/// Returns the columns of a section, left to right. The ids of sortable ones are words in the address.
fn columns(section: Section, is_report: bool, with_resellers: bool, with_organizations: bool) -> Vec<Column> {
    let column = |by: By, label, width| Column {
        id: by.name(),
        label,
        unseen: false,
        width,
        sortable: true,
        numeric: false,
    };
    let plain = |id, label, width| Column {
        id,
        label,
        unseen: id == ACTIONS,
        width,
        sortable: false,
        numeric: false,
    };
    let mut columns = vec![column(By::Product, "Product", "minmax(7.5rem, 1.6fr)")];
    if with_organizations {
        columns.push(column(By::Organization, "Organization", "minmax(6.25rem, 1.3fr)"));
    }
    if with_resellers {
        columns.push(column(By::Reseller, "Reseller", "minmax(5.5rem, 1fr)"));
    }
    columns.push(column(By::Key, "License Key", "var(--vt-key)"));
    columns.push(column(By::Status, "Status", "minmax(9.5rem, 1fr)"));
    if section == Section::OnPremises {
        columns.push(column(By::Start, "Start Date", "5.5rem"));
    }
    columns.push(column(By::Expiration, "Expiration Date", "6rem"));
    if section == Section::OnPremises {
        columns.push(column(By::Deployed, "Deployed / Purchased", "6rem"));
    } else {
        columns.push(plain("limits", "Limits", "minmax(11rem, 2fr)"));
    }
    columns.push(column(By::Type, "Type", "5.25rem"));
    columns.push(column(By::Note, if is_report { "Customer Note" } else { "Note" }, "minmax(6rem, 1.4fr)"));
    if is_report {
        columns.push(column(By::PartnerNote, "Partner Note", "minmax(6rem, 1.4fr)"));
    }
    columns.push(plain(ACTIONS, "Actions", "2.75rem"));
    columns
}

/// The licenses of a section, with all actions on them.
#[component]
pub fn LicenseTable(
    /// The list.
    list: List,
    /// The section.
    section: Section,
    /// Its accessible name.
    label: &'static str,
    /// The headings change its order.
    address: Address,
) -> impl IntoView {
    let is_report = list.scope().with_value(|scope| matches!(scope, Scope::Customers(_)));
    let (with_resellers, with_organizations) = list
        .shape()
        .with_untracked(|shape| (is_report && shape.has_resellers, is_report || shape.organizations > 1));
    let columns = columns(section, is_report, with_resellers, with_organizations);
    let ids: Vec<&'static str> = columns.iter().map(|column| column.id).collect();
    let rows = list.rows(section);
    let me = use_me();
    // Staff who view an organization never see keys.
    let hides_keys = untrack(|| me.actor()).is_some_and(|actor| actor.is_viewing());
    let cells = move |position: Signal<usize>| cells(list, section, &ids, hides_keys, position);
    let (dialogs, toasts) = (use_dialogs(), use_toasts());
    let on_press = move |event: web_sys::Event| press(list, section, dialogs, toasts, &event);
    let sort = move || {
        let sort = list.query().get().sort;
        Some((sort.column.name(), sort.descending))
    };
    let on_sort = move |id: &'static str| {
        let Some(column) = By::from_name(id) else { return };
        address.change(false, |query| {
            let descending = query.sort.column == column && !query.sort.descending;
            query.sort = Sort { column, descending };
        });
    };
    let row_class = move |position: usize| match list.row(section, position) {
        Some(row) if row.pinned => "pinned",
        _ => "",
    };
    // A new order puts new rows into the same window: fetch their texts, too.
    let window = StoredValue::new((0, 0));
    let see = move |(first, end): (usize, usize)| {
        window.set_value((first, end));
        list.see(section, first, end);
    };
    effect(move || {
        rows.version.track();
        let (first, end) = window.get_value();
        list.see(section, first, end);
    });
    let restart = memo(move || {
        // Changing a filter scrolls to the top; a pin does not.
        let query = list.query().get().to_query_string();
        query.bytes().fold(0_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)))
    });
    view! {
        <VirtualTable
            label=label
            columns=columns
            count=rows.count
            cells=cells
            sort=Signal::derive(sort)
            on_sort=Callback::new(on_sort)
            on_window=Callback::new(see)
            on_press=Callback::new(on_press)
            cards=true
            row_class=Callback::new(row_class)
            restart=restart
            whole=Signal::derive(move || list.is_printed(section))
            empty=|| view! { <p class="lead-text">"No license matches. Change the search or the filters."</p> }
        />
        <p class="paper">
            "These licenses are not ready for printing. Use the Print button or, if there are too many, Export XLSX or Export \
             CSV."
        </p>
        {move || list.lacks_texts(section).then(|| view! {
            <p class="paper">
                "License keys and notes that were not loaded are missing here. Use the Print button to include them."
            </p>
        })}
    }
}
