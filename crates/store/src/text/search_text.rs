//! Search text.

use model::query::SEARCH_LIMIT;
use sea_orm::IntoSimpleExpr;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, SimpleExpr};

use super::fold;
use super::key::parts;

/// A folded search text. Only its first [`SEARCH_LIMIT`] characters count, so that a search of any length gets a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sought(String);

impl Sought {
    /// The search text typed into a search box.
    pub fn typed(text: &str) -> Self {
        let begin: String = text.trim().chars().take(SEARCH_LIMIT).collect();
        Self(fold(&begin).trim().to_owned())
    }

    /// Whether the text is empty, so that everything matches.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a folded text contains it.
    pub fn is_in(&self, folded: &str) -> bool {
        folded.contains(&self.0)
    }

    /// On rows: whether the column, whose text is folded, contains it literally; `%` and `_` have no special meaning.
    pub fn within(&self, column: impl IntoSimpleExpr) -> SimpleExpr {
        within(&self.0, column)
    }

    /// On rows: whether the column, which holds folded license keys, contains it. Text without any character that counts in
    /// a key matches none.
    pub fn within_key(&self, column: impl IntoSimpleExpr) -> SimpleExpr {
        let parts = parts(&self.0);
        if parts.is_empty() { Expr::val(1).eq(0) } else { within(&parts, column) }
    }
}

fn within(folded: &str, column: impl IntoSimpleExpr) -> SimpleExpr {
    if folded.contains('\0') {
        // PostgreSQL accepts no NUL in a string: nothing stored contains one.
        return Expr::val(1).eq(0);
    }
    let escaped = folded.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    column.into_simple_expr().like(LikeExpr::new(format!("%{escaped}%")).escape('\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_trimmed_folded_and_of_a_length_that_databases_take() {
        assert_eq!(Sought::typed("  ÖSTER\u{ad}reich "), Sought("osterreich".to_owned()));
        assert!(Sought::typed(" \u{200b} ").is_empty());
        let long = Sought::typed(&"ﷺ".repeat(100_000));
        assert!(long.0.len() < 50_000, "SQLite refuses longer patterns");
        assert_eq!(long, Sought::typed(&"ﷺ".repeat(SEARCH_LIMIT)));
    }
}
