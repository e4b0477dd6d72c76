//! JSON:API documents: resources, their relationships, and lists of resources.

use std::collections::BTreeMap;

use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of all documents.
pub const MEDIA_TYPE: &str = "application/vnd.api+json";

/// A response with a document. It is not to be cached.
#[derive(Debug)]
pub struct JsonApi<T>(pub StatusCode, pub T);

/// A document of one resource.
#[derive(Debug, Serialize, ToSchema)]
pub struct One<A: ToSchema> {
    /// The resource.
    pub data: Resource<A>,
}

/// A document of a page of resources.
#[derive(Debug, Serialize, ToSchema)]
pub struct Many<A: ToSchema> {
    /// The resources, newest first.
    pub data: Vec<Resource<A>>,
    /// The pages around this one.
    pub links: PageLinks,
}

/// Something with an identity of its own.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Resource<A> {
    /// Unique among resources of the type.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its properties.
    pub attributes: A,
    /// Its relationships, by name.
    pub relationships: BTreeMap<&'static str, Relationship>,
    /// Its own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<SelfLink>,
}

/// The address of a resource.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SelfLink {
    /// The path of the resource.
    #[serde(rename = "self")]
    pub this: String,
}

/// A relationship to other resources.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Relationship {
    /// Where to read them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<RelatedLink>,
    /// The related resource, if it is only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Identifier>,
    /// How many there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Count>,
}

/// The address of related resources.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RelatedLink {
    /// The path of the related resources.
    pub related: String,
}

/// Names a resource.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Identifier {
    /// The type of the resource.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The ID of the resource.
    pub id: String,
}

/// The number of related resources.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Count {
    /// The number.
    pub count: u64,
}

/// The pages around a page, as paths; null if there is no such page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PageLinks {
    /// This page.
    #[serde(rename = "self")]
    pub this: String,
    /// The previous page; only among numbered pages.
    pub prev: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// The first page.
    pub first: String,
    /// The last page; null after a cursor.
    pub last: Option<String>,
    /// The totals; null after a cursor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<PageMeta>,
}

/// The number of pages and resources in a whole list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PageMeta {
    /// Pages of the requested size.
    pub pages: u64,
    /// Resources.
    pub count: u64,
}

impl Relationship {
    /// A relationship to one resource.
    pub fn to(kind: &'static str, id: impl Into<String>) -> Self {
        Self { data: Some(Identifier { kind, id: id.into() }), ..Self::default() }
    }

    /// A relationship to resources that are listed at `related`.
    pub fn listed(related: String, count: Option<u64>) -> Self {
        let meta = count.map(|count| Count { count });
        Self { links: Some(RelatedLink { related }), meta, ..Self::default() }
    }
}
