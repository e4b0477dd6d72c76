//! Refuses parameters that an operation does not know, or that come twice: with a misspelled or unknown filter ignored, the
//! response would be everything instead of the part that was asked for.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::Method;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::{OpenApi, RefOr};

use super::error::{ApiError, Source};
use super::openapi::DOCUMENT;
use crate::parameters;

/// The parameters of each operation, by method and path, from the `OpenAPI` document.
static KNOWN: LazyLock<HashMap<(Method, String), HashSet<String>>> = LazyLock::new(|| known(&DOCUMENT));

fn known(document: &OpenApi) -> HashMap<(Method, String), HashSet<String>> {
    let mut known = HashMap::new();
    for (path, item) in &document.paths.paths {
        let operations = [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PATCH, &item.patch),
            (Method::DELETE, &item.delete),
        ];
        for (method, operation) in operations {
            if let Some(operation) = operation {
                known.insert((method, path.clone()), in_query(operation));
            }
        }
    }
    known
}

fn in_query(operation: &Operation) -> HashSet<String> {
    let in_query = |parameter: &RefOr<_>| match parameter {
        RefOr::T(Parameter { name, parameter_in: ParameterIn::Query, .. }) => Some(name.clone()),
        _ => None,
    };
    operation.parameters.iter().flatten().filter_map(in_query).collect()
}

/// Refuses a request to that route with a parameter that the operation does not know, or that comes twice.
pub async fn refuse_others(route: &'static str, request: Request, next: Next) -> Response {
    match problem(route, &request) {
        Some(problem) => refusal(problem).into_response(),
        None => next.run(request).await,
    }
}

/// The first parameter that can't be accepted, by its name.
#[derive(Debug, PartialEq, Eq)]
enum Problem {
    Unknown(String),
    Twice(String),
}

fn problem(route: &str, request: &Request) -> Option<Problem> {
    let query = request.uri().query().filter(|query| !query.is_empty())?;
    let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
    // The document does not have the second names of ping and reset.
    let path = route.strip_suffix("-heartbeat").unwrap_or(route);
    // If the route does not take the method, the parameters are not the problem.
    let known = KNOWN.get(&(method, path.to_owned()))?;
    let mut seen = HashSet::new();
    for (name, _) in form_urlencoded::parse(query.as_bytes()) {
        if !known.contains(name.as_ref()) {
            return Some(Problem::Unknown(name.into_owned()));
        }
        if seen.contains(&name) {
            return Some(Problem::Twice(name.into_owned()));
        }
        seen.insert(name);
    }
    None
}

fn refusal(problem: Problem) -> ApiError {
    match problem {
        Problem::Unknown(name) => {
            let shown: String = name.chars().take(100).collect();
            let detail = format!("There is no parameter {shown} here.");
            ApiError::bad_request("PARAMETER_UNKNOWN", detail).at(Source::Parameter(name))
        }
        Problem::Twice(name) => {
            ApiError::bad_request("PARAMETER_REPEATED", parameters::twice(&name)).at(Source::Parameter(name))
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn what_the_document_names_is_known_and_nothing_else() {
        let (get, post) = (Method::GET, Method::POST);
        let unknown = |name: &str| Some(Problem::Unknown(name.to_owned()));
        let twice = |name: &str| Some(Problem::Twice(name.to_owned()));
        for (method, route, query, expected) in [
            (&get, "/v1/machines", "", None),
            (&get, "/v1/machines", "fingerprint=a&page%5Bsize%5D=5&limit=1", None),
            (&get, "/v1/machines", "limit=1&fingerprnt=a", unknown("fingerprnt")),
            (&get, "/v1/machines", "filter%5Bfingerprint%5D=a", unknown("filter[fingerprint]")),
            (&get, "/v1/machines", "Fingerprint=a", unknown("Fingerprint")),
            (&Method::HEAD, "/v1/machines", "user=1", unknown("user")),
            (&post, "/v1/machines", "fingerprint=a", unknown("fingerprint")),
            (&post, "/v1/licenses/{id}/actions/check-out", "encrypt=1&ttl=3600", None),
            (&post, "/v1/machines/{id}/actions/ping-heartbeat", "x", unknown("x")),
            (&get, "/v1/me", "t=1", unknown("t")),
            (&get, "/v1/machines", "limit=1&limit=2", twice("limit")),
            (&get, "/v1/machines", "limit=1&%6cimit=1", twice("limit")),
            (&post, "/v1/licenses/{id}/actions/check-out", "encrypt=true&encrypt=false", twice("encrypt")),
            (&Method::PUT, "/v1/machines", "x=1", None),
        ] {
            let request = Request::builder().method(method.clone()).uri(format!("/?{query}"));
            let request = request.body(Body::empty()).unwrap();
            assert_eq!(problem(route, &request), expected, "{method} {route} {query}");
        }
    }
}
