//! The table of one section.

use leptos::prelude::*;
use model::columns::{Column, Placed, TEXT};
use model::query::{Column as By, Sort};
use model::report::Section;

use super::bulk::can_select;
use super::cells::cells;
use super::dialogs::use_dialogs;
use super::presses::press;
use super::row_texts::Pace;
use super::selection::SELECT;
use super::{List, Scope};
use crate::address::Address;
use crate::current_user::use_me;
use crate::tables::{ColumnsButton, use_tables};
use crate::ui::{PageSelection, VirtualTable, effect, go_to_table, live, memo, use_toasts};

/// A table with more rows has a way to the other section in view wherever a person is in it.
const LONG: usize = 40;

/// The boxes that select rows. Not a part of arrangements and exports.
static BOXES: Column = Column {
    id: SELECT,
    label: "Select all that match",
    width: "1.75rem",
    sortable: false,
    fixed: true,
    ..TEXT
};

/// Returns whether a column says anything in this list.
fn has(list: List, column: &Column) -> bool {
    let is_report = list.scope().with_value(|scope| matches!(scope, Scope::Customers(_)));
    list.shape().with_untracked(|shape| match column.id {
        "organization" => is_report || shape.organizations > 1,
        "reseller" => shape.has_resellers,
        _ => true,
    })
}

/// Returns the button that opens the columns of a section.
pub fn columns_button(list: List, section: Section, title: &'static str) -> AnyView {
    let has = Callback::new(move |column: &'static Column| has(list, column));
    view! { <ColumnsButton arranging=use_tables().at(section as usize) table=title has=has /> }.into_any()
}

/// Returns what stays above the headings of a long table: the way to the other section's, if the list has one.
fn way_on(list: List, section: Section) -> impl Fn() -> AnyView + Send + Sync + 'static {
    let (other, title) = match section {
        Section::OnPremises => (Section::CloudServices, "Cloud Services"),
        // Named by what else the page shows.
        Section::CloudServices if list.scope().with_value(|scope| matches!(scope, Scope::Customers(_))) => {
            (Section::OnPremises, "Products")
        }
        Section::CloudServices => (Section::OnPremises, "On-Premises Products"),
    };
    let exists = list.shape().with_untracked(|shape| shape.sections[other as usize]);
    let count = list.rows(section).count;
    // It stays when a filter leaves few rows: its coming and going would move them.
    let is_long = Memo::new(move |before: Option<&bool>| {
        exists && (before.copied().unwrap_or_default() || count.get() > LONG)
    });
    move || {
        live(move || {
            let button = is_long.get().then(|| {
                view! {
                    <button type="button" class="button link" on:click=move |_| go_to_table(title)>
                        {["Go to ", title].concat()}
                    </button>
                }
                .into_any()
            });
            button.into_any()
        })
    }
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
    let arranging = use_tables().at(section as usize);
    let me = use_me();
    let selectable = can_select(list, me);
    let columns = Signal::derive(move || {
        let mut columns = arranging.columns.get();
        columns.retain(|placed| placed.shown && has(list, placed.column));
        if selectable {
            columns.insert(0, Placed { column: &BOXES, shown: true, width: None });
        }
        columns
    });
    let rows = list.rows(section);
    // Staff who view an organization never see keys.
    let hides_keys = untrack(|| me.actor()).is_some_and(|actor| actor.is_viewing());
    let cells = move |position: Signal<usize>| {
        let columns = columns.get_untracked();
        let ids = columns.iter().map(|placed| placed.column.id).collect();
        cells(list, section, ids, hides_keys, position)
    };
    let (dialogs, toasts) = (use_dialogs(), use_toasts());
    let on_press = move |event: web_sys::Event| press(list, section, &dialogs, me, toasts, &event);
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
    let row_class = move |position: usize| {
        let Some(row) = list.row(section, position) else { return "" };
        match (row.pinned, list.selection().has(section, row.license)) {
            (false, false) => "",
            (true, false) => "pinned",
            (false, true) => "selected",
            (true, true) => "pinned selected",
        }
    };
    let selected = memo(move || list.selected_in(section));
    let selection = PageSelection {
        all: Signal::derive(move || selected.get() > 0 && selected.get() == rows.count.get()),
        some: Signal::derive(move || (1..rows.count.get()).contains(&selected.get())),
        choose: Callback::new(move |all| list.selection().choose_all(section, all)),
    };
    // A new order puts new rows into the same window: fetch their text, too.
    let window = StoredValue::new((0, 0));
    let see = move |(first, end): (usize, usize)| {
        let (before, _) = window.get_value();
        window.set_value((first, end));
        list.see(section, first, end, if first == before { Pace::Soon } else { Pace::Scrolling });
    };
    effect(move || {
        rows.version.track();
        let (first, end) = window.get_value();
        list.see(section, first, end, Pace::AtOnce);
    });
    let restart = memo(move || {
        // Changing a filter scrolls to the top; a pin does not.
        let query = list.query().get().to_query_string();
        query.bytes().fold(0_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)))
    });
    // The heading that shows the order may be hidden.
    let unseen = memo(move || {
        let by = list.query().with(|query| query.sort.column.name());
        let is_hidden = |placed: &&Placed| !placed.shown && placed.column.id == by;
        arranging.columns.with(|all| all.iter().find(is_hidden).map(|placed| placed.column.label))
    });
    view! {
        {move || unseen.get().map(|label| view! {
            <p class="hint">{["Sorted by ", label, ", which is hidden."].concat()}</p>
        }.into_any())}
        <VirtualTable
            label=label
            columns=columns
            count=rows.count
            cells=cells
            sort=Signal::derive(sort)
            on_sort=Callback::new(on_sort)
            on_resize=Callback::new(move |(id, width): (&'static str, Option<u16>)| arranging.resize(id, width))
            compact=arranging.compact
            on_window=Callback::new(see)
            on_press=Callback::new(on_press)
            cards=true
            selection=selectable.then_some(selection)
            row_class=Callback::new(row_class)
            restart=restart
            bar=way_on(list, section)
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
