//! The tables of a page as the person arranged them, and their filter presets.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::columns::{Column, Placed, placed};
use model::table::{Arranged, Arrangement, Density, Kept, Preset, PresetPage, SidePanel, Table};
use model::{Action, Target};

use super::{arrange_table, kept};
use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::ui::dom::Listener;
use crate::ui::{Debounce, Toaster, use_toasts};

/// How long changes must pause before they are saved, unless the page is left: dragging a column's end makes many.
const PAUSE: Duration = Duration::from_millis(250);

/// A table's arrangement.
#[derive(Clone, Copy)]
pub struct Arranging {
    table: Table,
    /// The columns of this table and others.
    pub all: &'static [Column],
    /// All its columns, in order.
    pub columns: RwSignal<Vec<Placed>>,
    /// Whether its rows have one line.
    pub compact: RwSignal<bool>,
    /// The side panel, if this is the page's first table.
    pub panel: RwSignal<SidePanel>,
    /// Whether the person has changed it here: then a late response from the server does not.
    changed: StoredValue<bool>,
    saving: Debounce,
    /// Whether a change waits to be saved.
    is_waiting: StoredValue<bool>,
    is_kept: bool,
    me: Me,
    toasts: Toaster,
}

impl Arranging {
    fn new(all: &'static [Column], table: Table, is_kept: bool) -> Self {
        Self {
            table,
            all,
            columns: RwSignal::new(placed(all, table, &[])),
            compact: RwSignal::new(false),
            panel: RwSignal::new(SidePanel::default()),
            changed: StoredValue::new(false),
            saving: Debounce::new(PAUSE),
            is_waiting: StoredValue::new(false),
            is_kept,
            me: use_me(),
            toasts: use_toasts(),
        }
    }

    /// Shows a column or hides it.
    pub fn show(self, column: &'static Column, shown: bool) {
        self.change(&|columns| {
            if let Some(placed) = columns.iter_mut().find(|placed| placed.column == column) {
                placed.shown = shown;
            }
        });
    }

    /// Gives a column a width in pixels, or the table's own.
    pub fn resize(self, id: &str, width: Option<u16>) {
        self.change(&|columns| {
            if let Some(placed) = columns.iter_mut().find(|placed| placed.column.id == id) {
                placed.width = width;
            }
        });
    }

    /// Lets two columns change places.
    pub fn swap(self, one: &'static Column, other: &'static Column) {
        self.change(&|columns| {
            let at = |column| columns.iter().position(|placed| placed.column == column);
            if let (Some(one), Some(other)) = (at(one), at(other)) {
                columns.swap(one, other);
            }
        });
    }

    /// Gives rows one line or two.
    pub fn set_compact(self, compact: bool) {
        self.compact.set(compact);
        self.save();
    }

    /// Gives the side panel a width in pixels, or its own.
    pub fn resize_panel(self, width: Option<u16>) {
        self.panel.update(|panel| panel.width = width);
        self.save();
    }

    /// Goes back to the table's own arrangement.
    pub fn reset(self) {
        self.compact.set(false);
        self.change(&|columns| *columns = self.own());
    }

    fn own(self) -> Vec<Placed> {
        placed(self.all, self.table, &[])
    }

    fn change(self, change: &dyn Fn(&mut Vec<Placed>)) {
        self.columns.update(change);
        self.save();
    }

    fn save(self) {
        self.changed.set_value(true);
        if self.is_kept {
            self.is_waiting.set_value(true);
            self.saving.call(move || self.send());
        }
    }

    /// Saves what has changed, unless that has happened.
    fn send(self) {
        if self.is_waiting.try_get_value() != Some(true) {
            return;
        }
        self.is_waiting.set_value(false);
        let (columns, compact) = (self.columns.get_untracked(), self.compact.get_untracked());
        let panel = self.panel.get_untracked();
        let is_own = !compact && panel == SidePanel::default() && columns == self.own();
        let arranged =
            |Placed { column, shown, width }: Placed| Arranged { id: column.id.to_owned(), shown, width };
        let arrangement = Arrangement {
            columns: columns.into_iter().map(arranged).collect(),
            density: if compact { Density::Compact } else { Density::Comfortable },
            panel,
        };
        let arrangement = (!is_own).then_some(arrangement);
        spawn_local(async move {
            if let Err(error) = arrange_table(self.table, arrangement).await {
                fail(self.me, self.toasts, "The arrangement of the table could not be saved. ", &error);
            }
        });
    }

    fn take(self, kept: &Arrangement) {
        if !self.changed.get_value() {
            self.columns.set(placed(self.all, self.table, &kept.columns));
            self.compact.set(kept.density == Density::Compact);
            self.panel.set(kept.panel);
        }
    }
}

/// The settings that the person keeps on a page.
#[derive(Clone, Copy)]
pub struct Tables {
    /// The page.
    pub page: PresetPage,
    /// Whether the person's changes are kept: not while they view an organization.
    pub is_kept: bool,
    /// The filter presets, by name.
    pub presets: RwSignal<Vec<Preset>>,
    first: Arranging,
    all: StoredValue<Vec<Arranging>>,
}

/// Provides the [`Tables`] of the page with that table and others, whose columns are among `columns`, and reads what is kept. An
/// arrangement that was changed a moment before the page is left is saved then.
pub fn provide_tables(columns: &'static [Column], first: Table, others: &[Table]) {
    let (me, toasts) = (use_me(), use_toasts());
    let is_kept = me.may(Action::ArrangeTables, Target::MyOrganization);
    let page = first.page();
    let arranging = |table: &Table| Arranging::new(columns, *table, is_kept);
    let first = arranging(&first);
    let all = [first].into_iter().chain(others.iter().map(arranging)).collect();
    let tables =
        Tables { page, is_kept, presets: RwSignal::new(Vec::new()), first, all: StoredValue::new(all) };
    provide_context(tables);
    // Mobile browsers may end a hidden page without another word.
    StoredValue::new_local(
        ["pagehide", "visibilitychange"]
            .map(|kind| Listener::new(window().into(), kind, move |_| tables.send())),
    );
    on_cleanup(move || tables.send());
    spawn_local(async move {
        match kept(page).await {
            Ok(kept) => tables.take(kept),
            Err(error) => fail(me, toasts, "Your columns and filter presets could not be read. ", &error),
        }
    });
}

/// Returns the page's [`Tables`].
pub fn use_tables() -> Tables {
    expect_context()
}

impl Tables {
    /// Returns one of the page's tables, by its place among them.
    pub fn at(self, place: usize) -> Arranging {
        self.all.with_value(|all| all.get(place).copied()).unwrap_or(self.first)
    }

    /// Returns a table of the page.
    pub fn of(self, table: Table) -> Arranging {
        self.find(table).unwrap_or(self.first)
    }

    fn find(self, table: Table) -> Option<Arranging> {
        self.all.with_value(|all| all.iter().find(|one| one.table == table).copied())
    }

    /// Saves all changes that wait.
    fn send(self) {
        self.all.try_with_value(|all| all.iter().for_each(|one| one.send()));
    }

    fn take(self, kept: Kept) {
        // The page may be gone by now.
        if self.presets.try_set(kept.presets).is_some() {
            return;
        }
        for (table, arrangement) in &kept.arrangements {
            if let Some(arranging) = self.find(*table) {
                arranging.take(arrangement);
            }
        }
    }
}

/// Says what failed, and why.
pub(super) fn fail(me: Me, toasts: Toaster, what: &str, error: &ApiError) {
    me.notice(error);
    toasts.fail([what, &error.to_string()].concat());
}
