//! A minimal browser for tests: it sends requests with a cookie to a router.

use axum::Router;
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tower::ServiceExt as _;

/// A complete response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The value that a server function answered.
    pub fn value<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.body));
        postcard::from_bytes(&self.body).unwrap()
    }
}

/// Sends requests as the portal's own pages do.
#[derive(Clone)]
pub struct Browser {
    pub router: Router,
    pub cookie: Option<String>,
    /// The API token that a program presents.
    pub bearer: Option<String>,
}

impl Browser {
    pub fn new(router: Router) -> Self {
        Self { router, cookie: None, bearer: None }
    }

    pub fn with_cookie(&self, cookie: impl Into<String>) -> Self {
        Self { cookie: Some(cookie.into()), ..self.clone() }
    }

    pub fn with_bearer(&self, token: impl Into<String>) -> Self {
        Self { bearer: Some(token.into()), ..self.clone() }
    }

    /// Sends a request unchanged except for the cookie and the bearer.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(COOKIE, cookie.parse().unwrap());
        }
        if let Some(token) = &self.bearer {
            request.headers_mut().insert(AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (mut parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        // Each response has a different one. Any other difference between two responses would reveal something.
        assert!(parts.headers.remove("x-request-id").is_some());
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Calls a server function by the last part of its path.
    pub async fn call(&self, function: &str, arguments: &impl Serialize) -> Answer {
        let path = format!("/api/{function}");
        let answer = self.post(&path, postcard::to_stdvec(arguments).unwrap()).await;
        // These two tell a page that the response does not come from something in between.
        assert_eq!(answer.header(app::OWN_ANSWER), "1", "{path}");
        assert_eq!(answer.header("content-type"), "application/x-postcard", "{path}");
        answer
    }

    pub async fn post(&self, path: &str, body: Vec<u8>) -> Answer {
        self.send(own_post(path).body(Body::from(body)).unwrap()).await
    }

    /// Sends bytes like a page of the portal.
    pub async fn put(&self, path: &str, body: impl Into<Body>) -> Answer {
        let mut request = own_post(path).body(body.into()).unwrap();
        *request.method_mut() = Method::PUT;
        self.send(request).await
    }

    /// Sends a form like a page of the portal.
    pub async fn submit(&self, path: &str, form: &str) -> Answer {
        let mut request = own_post(path).body(Body::from(form.to_owned())).unwrap();
        request.headers_mut().insert(CONTENT_TYPE, "application/x-www-form-urlencoded".parse().unwrap());
        self.send(request).await
    }

    /// Signs in, and keeps the cookie.
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let arguments = app::sign_in::SignIn { email: email.to_owned(), password: password.into() };
        let answer = self.call("sign-in", &arguments).await;
        if let Some(cookie) = answer.headers.get(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = Some(pair.to_owned());
        }
        answer
    }
}

/// A request that changes something, as from one of the portal's own pages.
pub fn own_post(path: &str) -> http::request::Builder {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "application/x-postcard")
}
