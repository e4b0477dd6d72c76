//! How server functions are called: a POST, postcard both ways.

use std::pin::Pin;

use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::client::Client;
use server_fn::codec::{Encoding, Postcard, PostcardEncoding};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};
use server_fn::request::ClientReq;
use server_fn::response::ClientRes;
use server_fn::server::Server;
use server_fn::{Bytes, ContentType, Decodes, Encodes, Http, Protocol};

use crate::ApiError;

/// The protocol of all server functions. On the wire it is `Http<Postcard, Postcard>`; in the browser sending and
/// receiving are compiled once rather than once for each function.
pub struct Rpc;

impl<Input, Output, C, S> Protocol<Input, Output, C, S, ApiError> for Rpc
where
    Input: Serialize + DeserializeOwned + Send,
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
        <Http<Postcard, Postcard> as Protocol<Input, Output, C, S, ApiError>>::run_server(request, server_fn)
    }

    async fn run_client(path: &str, input: Input) -> Result<Output, ApiError> {
        let question = PostcardEncoding::encode(&input).map_err(|_| ApiError::Failed)?;
        let answer = exchange::<C>(path, question).await?;
        PostcardEncoding::decode(answer).map_err(|error| {
            ApiError::from_server_fn_error(ServerFnErrorErr::Deserialization(error.to_string()))
        })
    }
}

type Exchange<'a> = Pin<Box<dyn Future<Output = Result<Bytes, ApiError>> + Send + 'a>>;

/// Sends the question and gives the answer's body, or the error that the server sent instead.
fn exchange<C: Client<ApiError>>(path: &str, question: Bytes) -> Exchange<'_> {
    Box::pin(async move {
        let format = <PostcardEncoding as ContentType>::CONTENT_TYPE;
        let request = C::Request::try_new_post_bytes(path, format, format, question)?;
        let response = C::send(request).await?;
        let is_refused = response.status() >= 400;
        let body = response.try_into_bytes().await?;
        if is_refused { Err(ApiError::de(body)) } else { Ok(body) }
    })
}
