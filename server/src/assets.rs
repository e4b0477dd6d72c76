//! The browser's files: inside the binary in release builds. Debug builds read them from the folder `target/dist` unless they
//! are compressed, as `cargo xtask run` leaves them (server/build.rs).

use std::collections::HashSet;
use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use memory_serve::{Asset, CacheControl, MemoryServe};
use model::page::Bundle;
use tower::ServiceExt as _;

use crate::{csp, reply};

/// At most this many bytes of such a document are searched for scripts.
const SHELL_LIMIT: usize = 1 << 20;

/// The files as the build found them.
const FILES: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Serves the files. They are unpacked once and stay in memory until the process ends. A debug build would take seconds to
/// compress them for readers who don't know Brotli.
static ROUTER: LazyLock<Router> = LazyLock::new(|| {
    MemoryServe::new(FILES)
        .index_file(None)
        .html_cache_control(CacheControl::NoCache)
        .cache_control(CacheControl::Long)
        .enable_brotli(true)
        .enable_gzip(!cfg!(debug_assertions))
        .into_router()
});

/// The browser's files.
#[derive(Clone, Debug)]
pub struct Assets {
    files: Router,
    policy: HeaderValue,
    head: String,
}

impl Assets {
    /// Takes the files and reads the documents of the bundles.
    pub async fn load() -> Self {
        let files = ROUTER.clone();
        let mut pages = String::new();
        for bundle in Bundle::ALL {
            let page = send(&files, Method::GET, bundle.document(), &HeaderMap::new()).await;
            let page = to_bytes(page.into_body(), SHELL_LIMIT).await.unwrap_or_default();
            pages.push_str(&String::from_utf8_lossy(&page));
        }
        let policy = csp::policy(&pages);
        let policy = HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
        let head = look(&pages);
        Self { files, policy, head }
    }

    /// The Content Security Policy that allows the pages' own scripts.
    pub fn policy(&self) -> &HeaderValue {
        &self.policy
    }

    /// The HTML that brings the portal's look into the head of a page that the server writes.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// A page, by the document of its bundle, which reads the address itself. None stands for a missing page, which is a 404.
    /// `asked` are the request's headers.
    pub async fn page(&self, bundle: Option<Bundle>, method: Method, asked: &HeaderMap) -> Response {
        let status = if bundle.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
        // A missing page looks the same at every address (R3).
        let document = bundle.unwrap_or(Bundle::Portal).document();
        let mut headers = HeaderMap::new();
        if let Some(encodings) = asked.get(ACCEPT_ENCODING) {
            headers.insert(ACCEPT_ENCODING, encodings.clone());
        }
        // A missing page is never "not modified".
        if let Some(known) = asked.get(IF_NONE_MATCH).filter(|_| status == StatusCode::OK) {
            headers.insert(IF_NONE_MATCH, known.clone());
        }
        let mut response = send(&self.files, method, document, &headers).await;
        if response.status() == StatusCode::OK {
            *response.status_mut() = status;
        }
        response
    }

    /// A file; a plain 404 if there is none at that path.
    pub async fn file(&self, method: Method, path: &str, asked: &HeaderMap) -> Response {
        let mut response = send(&self.files, method, path, asked).await;
        if response.status() == StatusCode::NOT_FOUND {
            return reply::not_found();
        }
        if !has_hash(path) {
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        }
        response
    }
}

/// The theme's script, the icon and all style sheets of the pages, without repetitions.
fn look(pages: &str) -> String {
    let found = |begin: &str, end: &str| -> Vec<&str> {
        let mut all: Vec<&str> = pages
            .match_indices(begin)
            .filter_map(|(start, _)| Some(&pages[start..start + pages[start..].find(end)? + end.len()]))
            .collect();
        let mut seen = HashSet::new();
        all.retain(|one| seen.insert(*one));
        all
    };
    let script = found("<script src=", "</script>").into_iter().take(1);
    let icon = found("<link rel=\"icon\"", ">").into_iter().take(1);
    script.chain(icon).chain(found("<link rel=\"stylesheet\"", ">")).collect()
}

/// Returns whether that path belongs to a file, existing or not, rather than to a page.
pub fn is_file(path: &str) -> bool {
    !Bundle::ALL.map(Bundle::document).contains(&path)
        && path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

/// Returns whether the file's name has a hash of its content, so that the file never changes.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_hash = |part: &str| {
        part.len() >= 8
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && part.bytes().any(|b| b.is_ascii_digit())
    };
    name.split(['-', '.', '_']).any(is_hash)
}

async fn send(files: &Router, method: Method, path: &str, headers: &HeaderMap) -> Response {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = method;
    *request.uri_mut() = path.parse().unwrap_or(Uri::from_static("/"));
    *request.headers_mut() = headers.clone();
    match files.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use http::header::CONTENT_ENCODING;

    use super::*;

    #[test]
    fn a_page_of_the_server_looks_like_the_others() {
        let page = |styles: &str| {
            let head = "<script src=\"/head.js\"></script>\n<link rel=\"icon\" href=\"/i\"/>";
            format!("<head>{head}{styles}<script type=\"module\">run()</script></head>")
        };
        let (shared, own) =
            ("<link rel=\"stylesheet\" href=\"/s\"/>", "<link rel=\"stylesheet\" href=\"/c\"/>");
        let pages = [page(shared), page(&[shared, own].concat())].concat();
        let head = "<script src=\"/head.js\"></script><link rel=\"icon\" href=\"/i\"/>";
        assert_eq!(look(&pages), [head, shared, own].concat());
        assert_eq!(look("<html>"), "");
    }

    #[tokio::test]
    async fn a_compressed_file_is_sent_as_it_is_to_those_who_can_read_it() {
        let browser =
            HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("gzip, deflate, br"))]);
        for file in FILES {
            let sent = send(&ROUTER, Method::GET, file.route, &browser).await;
            let encoding = sent.headers().get(CONTENT_ENCODING).map(HeaderValue::as_bytes);
            assert_eq!(encoding, file.is_compressed.then_some(&b"br"[..]), "{}", file.route);
            let sent = send(&ROUTER, Method::GET, file.route, &HeaderMap::new()).await;
            let sent = to_bytes(sent.into_body(), usize::MAX).await.unwrap();
            assert_eq!(sent, std::fs::read(file.path).unwrap(), "{}", file.route);
        }
    }

    #[test]
    fn files_have_a_dot_in_their_name() {
        assert!(is_file("/head-0123456789abcdef.js") && is_file("/a/b.txt") && is_file("/favicon.ico"));
        assert!(!is_file("/licenses") && !is_file("/a.b/c") && !is_file("/rest.html") && !is_file("/"));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_good() {
        assert!(has_hash("/portal-3f2a9c81d0b4e7aa_bg.wasm") && has_hash("/static/charts-BX4KQ2ZP.js"));
        assert!(!has_hash("/icon.svg") && !has_hash("/static/charts.js") && !has_hash("/javascript.js"));
    }
}
