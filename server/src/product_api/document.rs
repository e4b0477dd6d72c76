//! Documents of JSON:API: resources, what they are related to, and lists of them.

use std::collections::BTreeMap;

use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of all documents.
pub const MEDIA_TYPE: &str = "application/vnd.api+json";

/// An answer that is a document. Nobody keeps it.
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
    /// The resources, the newest first.
    pub data: Vec<Resource<A>>,
    /// The pages around this one.
    pub links: PageLinks,
}

/// Something that has an identity of its own.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Resource<A> {
    /// Unique among resources of the type.
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What is known of it.
    pub attributes: A,
    /// What it is related to, by name.
    pub relationships: BTreeMap<&'static str, Relationship>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<SelfLink>,
}

/// Where a resource is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SelfLink {
    /// Its path.
    #[serde(rename = "self")]
    pub this: String,
}

/// Something that a resource is related to.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Relationship {
    /// Where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<RelatedLink>,
    /// Which one it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Identifier>,
    /// How many there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Count>,
}

/// Where something related can be read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RelatedLink {
    /// Its path.
    pub related: String,
}

/// Names a resource.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Identifier {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Which one.
    pub id: String,
}

/// How many related resources there are.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Count {
    /// So many.
    pub count: u64,
}

/// The pages around a page, as paths; none where there is no such page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PageLinks {
    /// This one.
    #[serde(rename = "self")]
    pub this: String,
    /// The one before; only among numbered pages.
    pub prev: Option<String>,
    /// The one after.
    pub next: Option<String>,
    /// The first one.
    pub first: String,
    /// The last one; none after a cursor.
    pub last: Option<String>,
    /// How many there are; none after a cursor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<PageMeta>,
}

/// How many pages a list has, and how many resources are on all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PageMeta {
    /// Pages of the size that was asked for.
    pub pages: u64,
    /// Resources.
    pub count: u64,
}

impl Relationship {
    /// To one resource.
    pub fn to(kind: &'static str, id: impl Into<String>) -> Self {
        Self { data: Some(Identifier { kind, id: id.into() }), ..Self::default() }
    }

    /// To resources that are listed elsewhere.
    pub fn listed(related: String, count: Option<u64>) -> Self {
        let meta = count.map(|count| Count { count });
        Self { links: Some(RelatedLink { related }), meta, ..Self::default() }
    }
}
