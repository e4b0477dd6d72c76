//! The clients of the servers: a product with a license's key, and a person's browser.

use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client as Hyper, Error};
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

/// Asks one server. Clones share connections.
#[derive(Clone)]
pub struct Client {
    hyper: Hyper<HttpConnector, Full<axum::body::Bytes>>,
    address: String,
}

/// A machine in the server's response.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Machine {
    /// Its number as text.
    pub id: String,
    /// Its deployment ID.
    pub fingerprint: String,
}

impl Machine {
    fn read(resource: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self { id: text(&resource["id"]), fingerprint: text(&resource["attributes"]["fingerprint"]) }
    }
}

impl Client {
    /// A client of the server at that address.
    pub fn new(address: &str) -> Self {
        Self { hyper: Hyper::builder(TokioExecutor::new()).build_http(), address: address.to_owned() }
    }

    /// Sends a request. Returns the response's status and body; the error is a broken connection.
    async fn ask(&self, request: Request<Full<axum::body::Bytes>>) -> Result<(StatusCode, Vec<u8>), Error> {
        let response = self.hyper.request(request).await?;
        let status = response.status();
        // A body that breaks off is empty: anyone who needs it fails to read it.
        let body = response.into_body().collect().await.map(|body| body.to_bytes().to_vec());
        Ok((status, body.unwrap_or_default()))
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        Request::builder().method(method).uri(format!("{}{path}", self.address))
    }

    /// Asks to activate a machine. Returns the status, and the machine or the error's code.
    pub async fn activate(
        &self,
        key: &str,
        fingerprint: &str,
        quantity: u32,
    ) -> Result<(StatusCode, Result<Machine, String>), Error> {
        let document = json!({"data": {
            "type": "machines",
            "attributes": {"fingerprint": fingerprint, "quantity": quantity},
            "relationships": {"license": {"data": {"type": "licenses", "id": key}}},
        }});
        let request = self
            .request(Method::POST, "/v1/machines")
            .header(AUTHORIZATION, format!("License {key}"))
            .header(CONTENT_TYPE, "application/vnd.api+json")
            .body(Full::from(document.to_string()))
            .unwrap();
        let (status, body) = self.ask(request).await?;
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        let code = || answer["errors"][0]["code"].as_str().unwrap_or_default().to_owned();
        Ok((
            status,
            if answer["data"].is_object() { Ok(Machine::read(&answer["data"])) } else { Err(code()) },
        ))
    }

    /// The status of a page.
    pub async fn status(&self, path: &str) -> StatusCode {
        self.ask(self.request(Method::GET, path).body(Full::default()).unwrap()).await.unwrap().0
    }

    /// All machines of a license, page by page, newest first.
    pub async fn machines(&self, key: &str) -> Vec<Machine> {
        let mut machines = Vec::new();
        let mut next = Some("/v1/machines?limit=100".to_owned());
        while let Some(path) = next {
            let request = self.request(Method::GET, &path).header(AUTHORIZATION, format!("License {key}"));
            let (status, body) = self.ask(request.body(Full::default()).unwrap()).await.unwrap();
            let page: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(status, StatusCode::OK, "{page}");
            machines.extend(page["data"].as_array().unwrap().iter().map(Machine::read));
            next = page["links"]["next"].as_str().map(str::to_owned);
        }
        machines
    }

    /// The value of a license in that column of My Organization, for the cookie's person.
    pub async fn my_organization(&self, cookie: &str, key: &str, heading: &str) -> String {
        let request = self.request(Method::GET, "/export/licenses.csv").header(COOKIE, cookie);
        let (status, body) = self.ask(request.body(Full::default()).unwrap()).await.unwrap();
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
        let table = spreadsheet::read(&body, "licenses.csv").unwrap();
        let column = |heading: &str| table.header.iter().position(|other| other == heading).unwrap();
        let of_key = table.rows.iter().find(|row| &row.cells[column("License Key")] == key).unwrap();
        of_key.cells[column(heading)].to_owned()
    }
}
