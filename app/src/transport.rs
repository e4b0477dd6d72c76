//! Calls server functions: a POST with postcard in both directions.

use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::client::Client;
use server_fn::codec::{Encoding, Postcard};
use server_fn::server::Server;
use server_fn::{Http, Protocol};

use crate::ApiError;
use crate::properties::HasProperties;

/// The header that names the organization on the page, in each of its requests. Another tab may have switched the session to
/// another organization, for which this page must not act.
pub const ORGANIZATION: &str = "grantry-organization";

/// The protocol of all server functions. On the wire it is `Http<Postcard, Postcard>`; in the browser, sending and receiving are
/// compiled once rather than for each function.
pub struct Rpc;

impl<Input, Output, C, S> Protocol<Input, Output, C, S, ApiError> for Rpc
where
    Input: Serialize + DeserializeOwned + Send + HasProperties,
    Output: Serialize + DeserializeOwned + Send,
    C: Client<ApiError>,
    S: Server<ApiError>,
{
    const METHOD: Method = Postcard::METHOD;

    fn run_server<F, Fut>(
        request: S::Request,
        server_fn: F,
    ) -> impl Future<Output = Result<S::Response, ApiError>> + Send
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, ApiError>> + Send,
    {
        let checked = move |input: Input| {
            let answer = crate::nul_characters::refuse(&input).map(|()| server_fn(input));
            async move { answer?.await }
        };
        <Http<Postcard, Postcard> as Protocol<Input, Output, C, S, ApiError>>::run_server(request, checked)
    }

    #[cfg(not(feature = "csr"))]
    fn run_client(path: &str, input: Input) -> impl Future<Output = Result<Output, ApiError>> + Send {
        <Http<Postcard, Postcard> as Protocol<Input, Output, C, S, ApiError>>::run_client(path, input)
    }

    #[cfg(feature = "csr")]
    async fn run_client(path: &str, input: Input) -> Result<Output, ApiError> {
        use server_fn::Encodes;
        use server_fn::codec::PostcardEncoding;

        let question = PostcardEncoding::encode(&input).map_err(|_| ApiError::Failed)?;
        let answer = browser::exchange(path, question).await?;
        crate::foreign_answer::read(&answer)
    }
}

#[cfg(feature = "csr")]
pub use browser::act_for;

#[cfg(feature = "csr")]
mod browser {
    use std::pin::Pin;
    use std::sync::atomic::{AtomicI64, Ordering};

    use js_sys::{ArrayBuffer, Reflect, Uint8Array};
    use leptos::prelude::window;
    use model::OrganizationId;
    use send_wrapper::SendWrapper;
    use server_fn::codec::PostcardEncoding;
    use server_fn::{Bytes, ContentType};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Headers, RequestInit, Response};

    use crate::ApiError;
    use crate::foreign_answer::{Head, OWN_ANSWER, check};

    /// The organization on the page; 0 for none.
    static ACTS_FOR: AtomicI64 = AtomicI64::new(0);

    /// The function whose requests the browser finishes after the page is left: `arrange_table` saves what was changed last.
    const OUTLIVES_PAGE: &str = "/api/arrange-table";

    /// Sets the organization on the page.
    pub fn act_for(organization: Option<OrganizationId>) {
        ACTS_FOR.store(organization.unwrap_or(0), Ordering::Relaxed);
    }

    /// The browser has one thread, but the traits of server functions want futures that can move between threads.
    type Exchange<'a> = SendWrapper<Pin<Box<dyn Future<Output = Result<Vec<u8>, ApiError>> + 'a>>>;

    /// Sends the arguments. Returns the response's body, or the server's error.
    pub fn exchange(path: &str, question: Bytes) -> Exchange<'_> {
        SendWrapper::new(Box::pin(async move {
            let answer = fetch(path, &question).await.map_err(|_| ApiError::Offline)?;
            let Answer { status, content_type, is_own, body } = answer;
            check(Head { status, content_type: &content_type, is_own }, &body)?;
            Ok(body)
        }))
    }

    /// A response, from the portal or from somebody else.
    struct Answer {
        status: u16,
        content_type: String,
        is_own: bool,
        body: Vec<u8>,
    }

    async fn fetch(path: &str, question: &[u8]) -> Result<Answer, JsValue> {
        let headers = Headers::new()?;
        headers.set("Content-Type", PostcardEncoding::CONTENT_TYPE)?;
        headers.set("Accept", PostcardEncoding::CONTENT_TYPE)?;
        let organization = ACTS_FOR.load(Ordering::Relaxed);
        if organization != 0 {
            headers.set(super::ORGANIZATION, &organization.to_string())?;
        }
        let request = RequestInit::new();
        request.set_method("POST");
        request.set_headers(&headers);
        request.set_body(&Uint8Array::from(question));
        if path == OUTLIVES_PAGE {
            // web-sys does not know this member yet. Browsers take few such bytes at once, so not every request is one.
            Reflect::set(&request, &"keepalive".into(), &true.into())?;
        }
        let response: Response =
            JsFuture::from(window().fetch_with_str_and_init(path, &request)).await?.dyn_into()?;
        let body: ArrayBuffer = JsFuture::from(response.array_buffer()?).await?.dyn_into()?;
        let headers = response.headers();
        Ok(Answer {
            status: response.status(),
            content_type: headers.get("Content-Type")?.unwrap_or_default(),
            is_own: headers.has(OWN_ANSWER)?,
            body: Uint8Array::new(&body).to_vec(),
        })
    }
}
