//! What a provider says of a person.

use std::collections::HashMap;

use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Claims that the standard does not name, such as groups.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Others(pub HashMap<String, Value>);

impl AdditionalClaims for Others {}

/// Who signed in, as its provider has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// What the provider calls the person, for good.
    pub subject: String,
    /// Its e-mail address, which the provider says it has checked.
    pub email: String,
    /// Its name, if it is told.
    pub name: Option<String>,
    /// The values of the claim that was asked about, one, several or an empty list; none if the provider does not tell that claim.
    pub values: Option<Vec<String>>,
    /// How strongly it was asked, by the ID token: the value of `acr` and those of `amr`.
    pub strength: Vec<String>,
}

/// The values of a claim, which is a text, or several; none if it is not told, or as something else.
pub(crate) fn values(claim: Option<&Value>) -> Option<Vec<String>> {
    match claim {
        Some(Value::String(text)) => Some(vec![text.clone()]),
        Some(Value::Array(all)) => Some(all.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        _ => None,
    }
}
