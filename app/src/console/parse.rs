//! Parses the input of the console's forms.

use model::Day;

use crate::ApiError;

/// Parses a day; None if nothing is typed.
pub(super) fn day(field: &str, typed: &str) -> Result<Option<Day>, ApiError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = || ApiError::invalid(field, "Enter a date such as 2026-11-22.");
    Day::from_iso(typed).map(Some).ok_or_else(wrong)
}

/// Parses a number of units.
pub(super) fn units(field: &str, typed: &str) -> Result<i64, ApiError> {
    typed.trim().parse().map_err(|_| ApiError::invalid(field, "Enter a whole number of units, such as 25."))
}
