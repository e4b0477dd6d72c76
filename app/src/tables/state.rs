//! The tables of a page as the person arranged them, and their filter presets.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::columns::{Column, Placed, placed};
use model::report::Section;
use model::table::{Arranged, Arrangement, Density, Kept, Preset, PresetPage, Table};
use model::{Action, Target};

use super::{arrange_table, kept};
use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::ui::{Debounce, Toaster, use_toasts};

/// How long changes must pause before they are saved: dragging a column's end makes many.
const PAUSE: Duration = Duration::from_millis(250);

/// A table's arrangement.
#[derive(Clone, Copy)]
pub struct Arranging {
    table: Table,
    /// All its columns, in order.
    pub columns: RwSignal<Vec<Placed>>,
    /// Whether its rows have one line.
    pub compact: RwSignal<bool>,
    /// Whether the person has changed it here: then a late response from the server does not.
    changed: StoredValue<bool>,
    saving: Debounce,
    is_kept: bool,
    me: Me,
    toasts: Toaster,
}

impl Arranging {
    fn new(table: Table, is_kept: bool) -> Self {
        Self {
            table,
            columns: RwSignal::new(placed(table, &[])),
            compact: RwSignal::new(false),
            changed: StoredValue::new(false),
            saving: Debounce::new(PAUSE),
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

    /// Goes back to the table's own arrangement.
    pub fn reset(self) {
        self.compact.set(false);
        self.change(&|columns| *columns = placed(self.table, &[]));
    }

    fn change(self, change: &dyn Fn(&mut Vec<Placed>)) {
        self.columns.update(change);
        self.save();
    }

    fn save(self) {
        self.changed.set_value(true);
        if self.is_kept {
            self.saving.call(move || self.send());
        }
    }

    fn send(self) {
        let (columns, compact) = (self.columns.get_untracked(), self.compact.get_untracked());
        let is_own = !compact && columns == placed(self.table, &[]);
        let arranged =
            |Placed { column, shown, width }: Placed| Arranged { id: column.id.to_owned(), shown, width };
        let arrangement = Arrangement {
            columns: columns.into_iter().map(arranged).collect(),
            density: if compact { Density::Compact } else { Density::Comfortable },
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
            self.columns.set(placed(self.table, &kept.columns));
            self.compact.set(kept.density == Density::Compact);
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
    sections: [Arranging; 2],
}

/// Provides the page's [`Tables`], in the order of [`Section::ALL`], and reads what is kept.
pub fn provide_tables(sections: [Table; 2]) {
    let (me, toasts) = (use_me(), use_toasts());
    let is_kept = me.may(Action::ArrangeTables, Target::MyOrganization);
    let tables = Tables {
        page: sections[0].page(),
        is_kept,
        presets: RwSignal::new(Vec::new()),
        sections: sections.map(|table| Arranging::new(table, is_kept)),
    };
    provide_context(tables);
    spawn_local(async move {
        match kept(tables.page).await {
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
    /// Returns the table of a section.
    pub fn of(self, section: Section) -> Arranging {
        self.sections[section as usize]
    }

    fn take(self, kept: Kept) {
        // The page may be gone by now.
        if self.presets.try_set(kept.presets).is_some() {
            return;
        }
        for arranging in self.sections {
            if let Some((_, arrangement)) = kept.arrangements.iter().find(|(of, _)| *of == arranging.table) {
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
