//! The document as a page: only HTML and the portal's own style sheet, so that it needs no script.

use std::fmt::Write as _;

use axum::response::{Html, IntoResponse as _, Response};
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use serde_json::{Map, Value};
use utoipa::openapi::OpenApi;

/// The methods, in the order in which a path's operations are shown.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The page. `head` brings the portal's look; `account` is the one in paths.
pub fn page(document: &OpenApi, head: &str, account: &str) -> Response {
    let document = serde_json::to_value(document).unwrap_or_default();
    let mut page = String::with_capacity(1 << 16);
    page.push_str(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Product API · Grantry</title>",
    );
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    page.push_str("<meta name=\"color-scheme\" content=\"light dark\">");
    page.push_str(head);
    page.push_str("</head><body><a class=\"skip\" href=\"#main\">Skip to content</a>");
    page.push_str("<header class=\"topbar\"><a class=\"brand\" href=\"/\">Grantry</a></header>");
    page.push_str("<main id=\"main\" class=\"reference\" tabindex=\"-1\"><h1>Product API</h1>");
    let _ = write!(
        page,
        "<p>{}</p><p>The account here is <code>{}</code>. <a href=\"/v1/openapi.json\">OpenAPI document</a> · \
         <a href=\"/.well-known/license-keys.json\">Public keys</a></p>",
        escaped(text(&document["info"]["description"])),
        escaped(account)
    );
    for tag in ["Licenses", "Machines", "Service"] {
        let _ = write!(page, "<section class=\"section\"><h2>{tag}</h2>");
        for (path, method, operation) in operations(&document, tag) {
            write_operation(&mut page, path, method, operation);
        }
        page.push_str("</section>");
    }
    page.push_str("<section class=\"section\"><h2>Schemas</h2>");
    for (name, schema) in object(&document["components"]["schemas"]) {
        write_schema(&mut page, name, schema);
    }
    page.push_str("</section></main></body></html>");
    let mut response = Html(page).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// The operations of a tag, by path and method.
fn operations<'a>(
    document: &'a Value,
    tag: &'a str,
) -> impl Iterator<Item = (&'a str, &'static str, &'a Value)> {
    let all = object(&document["paths"]).flat_map(|(path, operations)| {
        METHODS.iter().filter_map(move |method| Some((path.as_str(), *method, operations.get(method)?)))
    });
    all.filter(move |(_, _, operation)| list(&operation["tags"]).iter().any(|one| one == tag))
}

fn write_operation(page: &mut String, path: &str, method: &str, operation: &Value) {
    let _ = write!(
        page,
        "<details class=\"card operation\"><summary><code class=\"method\">{}</code> <code>{}</code> <span>{}</span></summary>",
        method.to_uppercase(),
        escaped(path),
        escaped(text(&operation["summary"]))
    );
    let name = format!("{} {path}", method.to_uppercase());
    if let Some(description) = operation["description"].as_str() {
        let _ = write!(page, "<p>{}</p>", escaped(description));
    }
    let proof = if list(&operation["security"]).is_empty() {
        "No authentication needed."
    } else {
        "With a license’s key or an API token."
    };
    let _ = write!(page, "<p class=\"lead-text\">{proof}</p>");
    let parameters = list(&operation["parameters"]);
    if !parameters.is_empty() {
        let rows = parameters.iter().map(|parameter| {
            let place = text(&parameter["in"]);
            let name = format!("<code>{}</code> in {place}", escaped(text(&parameter["name"])));
            [name, kind(&parameter["schema"]), escaped(text(&parameter["description"]))]
        });
        write_table(page, &format!("Parameters of {name}"), ["Parameter", "Type", "Description"], rows);
    }
    for (media_type, content) in object(&operation["requestBody"]["content"]) {
        let _ = write!(page, "<p>Body: {}, {}</p>", escaped(media_type), kind(&content["schema"]));
    }
    let answers = object(&operation["responses"]).map(|(status, answer)| {
        let bodies: Vec<String> =
            object(&answer["content"]).map(|(_, content)| kind(&content["schema"])).collect();
        [escaped(status), bodies.join(", "), escaped(text(&answer["description"]))]
    });
    write_table(page, &format!("Responses of {name}"), ["Status", "Body", "Description"], answers);
    page.push_str("</details>");
}

fn write_schema(page: &mut String, name: &str, schema: &Value) {
    let _ = write!(page, "<section class=\"card\" id=\"{0}\"><h3>{0}</h3>", escaped(name));
    if let Some(description) = schema["description"].as_str() {
        let _ = write!(page, "<p>{}</p>", escaped(description));
    }
    let parts = [std::slice::from_ref(schema), list(&schema["allOf"])].concat();
    let fields: Vec<[String; 3]> = parts
        .iter()
        .flat_map(|part| object(&part["properties"]))
        .map(|(name, field)| {
            [format!("<code>{}</code>", escaped(name)), kind(field), escaped(text(&field["description"]))]
        })
        .collect();
    if fields.is_empty() {
        let _ = write!(page, "<p>{}</p>", kind(schema));
    } else {
        write_table(page, name, ["Field", "Type", "Description"], fields);
    }
    page.push_str("</section>");
}

/// Writes a table. The cells are HTML already.
fn write_table(
    page: &mut String,
    caption: &str,
    headings: [&str; 3],
    rows: impl IntoIterator<Item = [String; 3]>,
) {
    let _ = write!(
        page,
        "<div class=\"grid-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table class=\"plain-table\">\
         <caption class=\"sr-only\">{0}</caption><thead><tr>",
        escaped(caption)
    );
    for heading in headings {
        let _ = write!(page, "<th scope=\"col\">{heading}</th>");
    }
    page.push_str("</tr></thead><tbody>");
    for [first, second, third] in rows {
        let _ = write!(page, "<tr><td>{first}</td><td>{second}</td><td>{third}</td></tr>");
    }
    page.push_str("</tbody></table></div>");
}

/// A schema in a few words, as HTML; a named one becomes a link.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#{0}\">{0}</a>", escaped(name));
    }
    for any in ["oneOf", "anyOf", "allOf"] {
        let kinds: Vec<String> = list(&schema[any]).iter().map(kind).collect();
        if !kinds.is_empty() {
            return kinds.join(if any == "allOf" { " and " } else { " or " });
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        return escaped(&values.iter().map(text).collect::<Vec<_>>().join(", "));
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.iter().map(text).collect::<Vec<_>>().join(" or "),
        one => text(one).to_owned(),
    };
    match (types.as_str(), schema["format"].as_str()) {
        ("array", _) => format!("list of {}", kind(&schema["items"])),
        ("", _) => "anything".to_owned(),
        (_, Some(format)) => escaped(&format!("{types} ({format})")),
        (_, None) => escaped(&types),
    }
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;
    use crate::product_api::openapi::DOCUMENT;

    #[tokio::test]
    async fn the_page_shows_every_operation_and_links_lead_somewhere() {
        let response = page(&DOCUMENT, "<link>", "a&b");
        let page = to_bytes(response.into_body(), 1 << 22).await.unwrap();
        let page = std::str::from_utf8(&page).unwrap();
        let count = DOCUMENT.paths.paths.values().map(|item| {
            let operations = [&item.get, &item.post, &item.patch, &item.delete];
            operations.iter().filter(|operation| operation.is_some()).count()
        });
        assert_eq!(page.matches("<details").count(), count.sum::<usize>());
        for link in page.split("href=\"#").skip(1) {
            let name = link.split('"').next().unwrap();
            assert!(page.contains(&format!("id=\"{name}\"")), "{name}");
        }
        assert!(
            page.contains("<code>a&amp;b</code>") && !page.contains("style=") && !page.contains("<script")
        );
    }
}
