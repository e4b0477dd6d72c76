//! Parameters of a request's query.

use axum::extract::FromRequestParts;
use http::request::Parts;
use model::text::written_number;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::{ApiError, Source};

/// All parameters, in order. [`super::known_parameters`] has refused unknown ones, and those that come twice.
#[derive(Clone, Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Parses a query.
    pub fn parse(query: &str) -> Result<Self, ApiError> {
        let all = form_urlencoded::parse(query.as_bytes()).into_owned();
        let all: Vec<(String, String)> = all.collect();
        match all.iter().find(|(_, value)| value.contains('\0')) {
            Some((name, _)) => {
                Err(parameter_error(name, "it contains a NUL character, which is not allowed"))
            }
            None => Ok(Self(all)),
        }
    }

    /// A parameter by its name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// An ID that the server has assigned.
    pub fn id(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let id = written_number(text.trim());
        id.map(Some).ok_or_else(|| parameter_error(name, "it must be an ID in Grantry's format"))
    }

    /// A whole number from `least` to `most`.
    pub fn number(&self, name: &str, least: i64, most: i64) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        match text.parse() {
            Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => Err(parameter_error(name, &format!("it must be a whole number from {least} to {most}"))),
        }
    }
}

/// The error for a parameter with a wrong value.
pub fn parameter_error(name: &str, problem: &str) -> ApiError {
    let detail = format!("The parameter {name} can't be accepted: {problem}.");
    ApiError::bad_request("PARAMETER_INVALID", detail).at(Source::Parameter(name.to_owned()))
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Self::parse(parts.uri.query().unwrap_or_default())
    }
}

/// Parts of the path, by their names in the route. A part that can't be decoded names nothing.
pub struct Path<T>(pub T);

/// The names in most paths.
#[derive(Debug, Deserialize)]
pub struct Id {
    /// The name of a license or a machine.
    pub id: String,
}

impl<S, T> FromRequestParts<S> for Path<T>
where
    S: Send + Sync,
    T: DeserializeOwned + Send,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(part)| Self(part)).map_err(|_| ApiError::not_found())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_by_name() {
        let query = Parameters::parse("page%5Bsize%5D=4&limit=5&a=b+c").unwrap();
        assert_eq!((query.get("limit"), query.get("page[size]")), (Some("5"), Some("4")));
        assert_eq!((query.get("a"), query.get("none")), (Some("b c"), None));
        assert_eq!(query.number("limit", 1, 100).unwrap(), Some(5));
        assert_eq!(query.number("none", 1, 100).unwrap(), None);
        assert_eq!((query.id("limit").unwrap(), query.id("none").unwrap()), (Some(5), None));
        assert!(query.id("a").is_err() && Parameters::parse("a=05").unwrap().id("a").is_err());
        assert!(query.number("limit", 1, 4).is_err() && query.number("a", 1, 4).is_err());
        assert!(Parameters::parse("a=%00").is_err());
    }
}
