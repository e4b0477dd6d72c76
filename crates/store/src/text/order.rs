//! The order of text.

use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ConnectionTrait, DatabaseBackend};

use super::fold;

/// CLDR's root order, with numbers by value. None if its tables are broken, which a test would show.
static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| {
    let mut preferences = CollatorPreferences::default();
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    CollatorBorrowed::try_new(preferences, CollatorOptions::default()).ok()
});

/// The sort key of text that people read, in every list, table and legend: Ä is next to A, é to e, Ø to o, and 9 before 10.
/// Lists leave the server in this order, and so do the dictionaries of reports; the browser compares no names.
///
/// Compute it once for each name: it costs more than a comparison.
pub(crate) fn order_key(text: &str) -> Vec<u8> {
    let Some(collator) = &*COLLATOR else { return fold(text).into_bytes() };
    let mut key = Vec::new();
    let Ok(()) = collator.write_sort_key_to(text, &mut key);
    key
}

/// The bytes of a string as a sort key in the database, where no list can be sorted by [`order_key`]: the same order on both
/// databases, whatever PostgreSQL's locale. `text` is SQL.
pub(crate) fn bytes(connection: &impl ConnectionTrait, text: &str) -> SimpleExpr {
    let is_postgres = connection.get_database_backend() == DatabaseBackend::Postgres;
    let collation = if is_postgres { "\"C\"" } else { "BINARY" };
    Expr::cust([text, " COLLATE ", collation].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(mut names: Vec<&str>) -> Vec<&str> {
        names.sort_by_cached_key(|name| order_key(name));
        names
    }

    #[test]
    fn letters_with_marks_stand_beside_those_without() {
        let names = [
            "Ähre",
            "Ast",
            "Azur",
            "école",
            "Eis",
            "Ende",
            "Łódź",
            "Lot",
            "Luft",
            "Öl",
            "Olten",
            "Ørland",
            "Ost",
            "straße",
            "Strasse 2",
            "Über",
            "Ulm",
            "Zürich",
            "Ёлка",
            "Ель",
        ];
        assert_eq!(sorted(names.to_vec()), names);
        let mut backwards = names.to_vec();
        backwards.reverse();
        assert_eq!(sorted(backwards), names);
    }

    #[test]
    fn numbers_are_sorted_by_their_value() {
        let names = vec!["Rack 12", "rack 3", "Rack 100", "Rack", "Rack 3b", "2 Racks", "10 Racks"];
        assert_eq!(
            sorted(names),
            ["2 Racks", "10 Racks", "Rack", "rack 3", "Rack 3b", "Rack 12", "Rack 100"]
        );
        let versions = vec!["5.10", "5.9", "5.2.11", "5.2.2"];
        assert_eq!(sorted(versions), ["5.2.2", "5.2.11", "5.9", "5.10"]);
    }

    #[test]
    fn case_and_normal_forms_part_nothing() {
        assert_eq!(
            sorted(vec!["beta", "Alpha", "alpha 2", "Beta 1"]),
            ["Alpha", "alpha 2", "beta", "Beta 1"]
        );
        assert_eq!(order_key("Gru\u{308}n"), order_key("Grün"));
    }
}
