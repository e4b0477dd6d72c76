//! Reading lists of licenses: columns for the report, texts for the rows in view, ranks, search, customers.

mod changed;
mod customers;
mod open;
mod rank;
mod rows;
mod search;
mod texts;

pub use changed::{Changes, Generated, changed_since};
pub use customers::{CustomerEntry, customers, reached};
pub(crate) use open::tuples;
pub use open::{Of, OpenError, open};
pub use rank::rank;
pub use search::search;
pub(crate) use search::{found, key_contains, products_named, public_id_contains};
pub use texts::{Limit, Per, TEXTS_LIMIT, Texts, exported, texts};

#[cfg(test)]
mod oracle_tests;
#[cfg(test)]
mod reach_tests;
