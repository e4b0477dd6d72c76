//! JSON:API errors: a code for programs, a sentence for people, and the place in the request.

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use model::Refused;
use serde::Serialize;
use store::deployments::{DeploymentError, NameError};
use store::licenses::LicenseError;
use store::{DbErr, Unavailable};
use utoipa::ToSchema;

use super::document::{JsonApi, MEDIA_TYPE};
use crate::request_id;

/// An error response.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    error: Box<ErrorObject>,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<i64>,
}

/// The body of an error response.
#[derive(Debug, Serialize, ToSchema)]
pub struct Errors {
    /// Always exactly one.
    pub errors: [ErrorObject; 1],
}

/// One error.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorObject {
    /// The request's ID, as in `X-Request-Id` and in the log, for questions to the vendor.
    id: String,
    /// The HTTP status.
    status: String,
    /// The kind of error.
    title: &'static str,
    /// What exactly is wrong, and what is allowed.
    detail: String,
    /// The code for programs.
    code: &'static str,
    /// The place in the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source>,
    /// Why an activation was refused, in Grantry's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<RefusalMeta>,
}

/// The place of an error in a request.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// In the body: a JSON pointer.
    Pointer(String),
    /// In a parameter of the query.
    Parameter(String),
    /// In a header.
    Header(&'static str),
}

/// Grantry's own code of a refused activation: Keygen has fewer.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusalMeta {
    /// The code, as in License History.
    pub refusal: &'static str,
}

impl ApiError {
    /// An error with that status.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        let error = ErrorObject {
            id: request_id::current(),
            status: status.as_u16().to_string(),
            title,
            detail: detail.into(),
            code,
            source: None,
            meta: None,
        };
        Self { status, error: Box::new(error), retry_after: None }
    }

    /// A request that can't be parsed.
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, "Bad request", detail)
    }

    /// A request for something impossible.
    pub fn unprocessable(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, "Unprocessable entity", detail)
    }

    /// The caller did not prove who they are.
    pub fn unauthorized(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, "Unauthorized", detail)
    }

    /// Hidden or missing: the same response (R3).
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "Not found", Refused.to_string())
    }

    /// The server failed.
    pub fn failed() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL_SERVER_ERROR",
            "Internal server error",
            app::ApiError::Failed.to_string(),
        )
    }

    /// The database is busy, full or away: the same request may succeed later.
    fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "SERVICE_UNAVAILABLE",
            "Service unavailable",
            "Grantry can't do this at the moment. Try again in a few seconds.",
        )
    }

    /// The same error for a person at the portal, who reads the sentence. A failure of the server is in the log.
    pub fn for_person(self) -> app::ApiError {
        match self.status {
            StatusCode::SERVICE_UNAVAILABLE => app::ApiError::Unavailable,
            StatusCode::INTERNAL_SERVER_ERROR => app::ApiError::Failed,
            StatusCode::NOT_FOUND => app::ApiError::NotFound,
            _ => app::ApiError::invalid("", self.error.detail),
        }
    }

    /// Adds the place in the request.
    #[must_use]
    pub fn at(mut self, source: Source) -> Self {
        self.error.source = Some(source);
        self
    }

    /// Adds the place in the body.
    #[must_use]
    pub fn at_pointer(self, pointer: &str) -> Self {
        self.at(Source::Pointer(pointer.to_owned()))
    }

    /// Adds Grantry's own code of the refusal.
    #[must_use]
    pub fn refusal(mut self, refusal: &'static str) -> Self {
        self.error.meta = Some(RefusalMeta { refusal });
        self
    }
}

impl<T: Serialize> IntoResponse for JsonApi<T> {
    fn into_response(self) -> Response {
        let Self(status, document) = self;
        match serde_json::to_vec(&document) {
            Ok(body) => {
                let headers = [(CONTENT_TYPE, MEDIA_TYPE), (CACHE_CONTROL, "no-store")];
                (status, headers, body).into_response()
            }
            Err(error) => {
                tracing::error!(%error, "a document can't be written");
                let mut response = ApiError::failed().into_response();
                response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
                response
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = JsonApi(self.status, Errors { errors: [*self.error] }).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(http::header::RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let schemes = http::HeaderValue::from_static("License, Bearer, Basic");
            response.headers_mut().insert(http::header::WWW_AUTHENTICATE, schemes);
        }
        response
    }
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        if let Some(reason) = Unavailable::of(&error) {
            tracing::warn!(%error, %reason, "a request of a product was not served");
            Self::unavailable()
        } else {
            tracing::error!(%error, "a request of a product failed");
            Self::failed()
        }
    }
}

impl From<Refused> for ApiError {
    fn from(_: Refused) -> Self {
        Self::not_found()
    }
}

impl From<LicenseError> for ApiError {
    fn from(error: LicenseError) -> Self {
        match error {
            LicenseError::Refused(refused) => refused.into(),
            LicenseError::Database(error) => error.into(),
        }
    }
}

impl From<NameError> for ApiError {
    fn from(error: NameError) -> Self {
        match error {
            NameError::Refused(refused) => refused.into(),
            NameError::Several => {
                Self::new(StatusCode::CONFLICT, "MACHINE_AMBIGUOUS", "Conflict", error.to_string())
            }
            NameError::Database(error) => error.into(),
        }
    }
}

impl From<DeploymentError> for ApiError {
    fn from(error: DeploymentError) -> Self {
        match error {
            DeploymentError::Refused(refused) => refused.into(),
            DeploymentError::Database(error) => error.into(),
        }
    }
}
