//! The license that actions are for.

use leptos::prelude::*;
use model::access::Relation;
use model::license::Validity;
use model::report::{ProductEntry, Row, RowTexts};

use crate::current_user::Me;
use crate::list::{List, Scope};

/// A license, as far as its actions depend on it: from a row, or from the side panel.
#[derive(Clone)]
pub struct Subject {
    /// The page's list.
    pub list: List,
    /// Its product.
    pub product: ProductEntry,
    /// How it relates to the person.
    pub relation: Relation,
    /// Whether the person has pinned it.
    pub pinned: bool,
    /// Whether its last day has passed.
    pub expired: bool,
    /// Its number, public ID and notes.
    pub texts: RowTexts,
}

impl Subject {
    /// Returns the license of a row; None if the list has been opened again without its product.
    pub fn of_row(me: Me, list: List, row: Row, texts: RowTexts) -> Option<Self> {
        let names = list.names().get_untracked();
        Some(Self {
            list,
            product: names.products.get(row.product as usize)?.clone(),
            relation: relation(me, list, row),
            pinned: row.pinned,
            expired: row.standing.validity == Validity::Expired,
            texts,
        })
    }

    /// Returns the title of its dialogs.
    pub fn title(&self) -> String {
        [&self.product.name, " · ", &self.texts.public_id].concat()
    }
}

/// Returns the license's relation to the person, as far as the list shows it.
fn relation(me: Me, list: List, row: Row) -> Relation {
    if list.scope().with_value(|scope| matches!(scope, Scope::Customers(_))) {
        return Relation::Customer;
    }
    let own = untrack(|| me.organization());
    list.names().with_untracked(|names| {
        let place = names.places.get(row.place as usize).map_or(&[][..], Vec::as_slice);
        let is_own = |at: &u32| names.organizations.get(*at as usize).map(|entry| entry.id) == own;
        match place {
            [] => Relation::Personal,
            place if place.iter().any(is_own) => Relation::Own,
            _ => Relation::Sub,
        }
    })
}
