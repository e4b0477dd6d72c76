//! Rows of a file of organizations.

use model::OrganizationKind;

use crate::import::cells::Cells;
use crate::import::field::Field;

pub(super) const KINDS: &[(OrganizationKind, &[&str])] = &[
    (OrganizationKind::Customer, &["customer", "client", "end customer", "end user"]),
    (OrganizationKind::Reseller, &["reseller", "dealer"]),
    (OrganizationKind::Distributor, &["distributor"]),
    (OrganizationKind::Vendor, &["vendor"]),
];

/// The values of a row. None for empty cells.
#[derive(Clone, PartialEq)]
pub(super) struct Row {
    pub name: String,
    pub kind: Option<OrganizationKind>,
    pub parent: Option<String>,
    pub partner: Option<String>,
    pub reseller: Option<String>,
}

impl Row {
    /// Reads a row. If it is invalid, refuses it in the cells; the result is then unused.
    pub fn read(cells: &mut Cells<'_>) -> Self {
        Self {
            name: cells.required_text(Field::Name),
            kind: cells.word(Field::Kind, KINDS),
            parent: cells.text(Field::Parent),
            partner: cells.text(Field::Partner),
            reseller: cells.text(Field::Reseller),
        }
    }
}
