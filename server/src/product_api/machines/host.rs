//! Checks what a product says about its computer.

use model::text::is_unseen;
use serde::Deserialize;
use serde_json::{Map, Value};
use store::deployments::{Change, Host, HostChanges};
use utoipa::ToSchema;

use crate::product_api::body::change;
use crate::product_api::error::ApiError;

/// The longest text, in characters.
const TEXT_LIMIT: usize = 255;
/// The largest metadata, in bytes of JSON.
const METADATA_LIMIT: usize = 16 << 10;

/// Information that a product sends about its computer. Absent values are not changed; null clears them.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct HostAttributes {
    /// The product's name for it.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>)]
    name: Change<String>,
    /// Name of the computer.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>)]
    hostname: Change<String>,
    /// Its platform.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>)]
    platform: Change<String>,
    /// Its network address.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>)]
    ip: Change<String>,
    /// How many processor cores it has.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<i64>)]
    cores: Change<i64>,
    /// The product's own data about it, up to 16 KiB.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<Object>)]
    metadata: Change<Map<String, Value>>,
    /// Grantry's own: version of the product.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>)]
    version: Change<String>,
}

impl HostAttributes {
    /// The changes to a known machine.
    pub fn changes(self) -> Result<HostChanges, ApiError> {
        Ok(HostChanges {
            name: text("name", self.name)?,
            host_name: text("hostname", self.hostname)?,
            platform: text("platform", self.platform)?,
            product_version: text("version", self.version)?,
            ip: text("ip", self.ip)?,
            cores: cores(&self.cores)?,
            metadata: metadata(self.metadata)?,
        })
    }

    /// The values for a new machine.
    pub fn host(self) -> Result<Host, ApiError> {
        let told = self.changes()?;
        Ok(Host {
            host_name: told.host_name.value().unwrap_or_default(),
            platform: told.platform.value().unwrap_or_default(),
            product_version: told.product_version.value().unwrap_or_default(),
            name: told.name.value(),
            ip: told.ip.value(),
            cores: told.cores.value(),
            metadata: told.metadata.value(),
        })
    }
}

/// The error for an attribute that can't be accepted.
pub(super) fn invalid(name: &str, problem: &str) -> ApiError {
    let error = ApiError::unprocessable("ATTRIBUTE_INVALID", format!("The attribute {name} {problem}."));
    error.at_pointer(&format!("/data/attributes/{name}"))
}

fn text(name: &str, told: Change<String>) -> Result<Change<String>, ApiError> {
    let Change::Set(text) = told else { return Ok(told) };
    let text = text.trim();
    if text.chars().count() > TEXT_LIMIT || text.contains(is_unseen) {
        let problem = format!("can have up to {TEXT_LIMIT} characters, and no control or invisible ones");
        return Err(invalid(name, &problem));
    }
    Ok(if text.is_empty() { Change::Clear } else { Change::Set(text.to_owned()) })
}

fn cores(told: &Change<i64>) -> Result<Change<i32>, ApiError> {
    match *told {
        Change::Keep => Ok(Change::Keep),
        // Some clients send 0 if they can't count.
        Change::Clear | Change::Set(0) => Ok(Change::Clear),
        Change::Set(number) => match i32::try_from(number) {
            Ok(cores @ 1..) => Ok(Change::Set(cores)),
            _ => Err(invalid("cores", "must be a whole number from 0 to 2147483647")),
        },
    }
}

fn metadata(told: Change<Map<String, Value>>) -> Result<Change<String>, ApiError> {
    let fields = match told {
        Change::Keep => return Ok(Change::Keep),
        Change::Clear => return Ok(Change::Clear),
        Change::Set(fields) if fields.is_empty() => return Ok(Change::Clear),
        Change::Set(fields) => fields,
    };
    let text = Value::Object(fields).to_string();
    if text.len() > METADATA_LIMIT {
        return Err(invalid("metadata", &format!("can be up to {} KiB of JSON", METADATA_LIMIT >> 10)));
    }
    Ok(Change::Set(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Result<HostChanges, ApiError> {
        serde_json::from_value::<HostAttributes>(value).unwrap().changes()
    }

    #[test]
    fn what_is_left_out_stays_and_null_takes_away() {
        let told =
            read(json!({"name": " Office ", "hostname": null, "ip": null, "cores": 8, "else": 1})).unwrap();
        let expected = HostChanges {
            name: Change::Set("Office".into()),
            host_name: Change::Clear,
            ip: Change::Clear,
            cores: Change::Set(8),
            ..HostChanges::default()
        };
        assert_eq!(told, expected);
        let told = read(json!({"metadata": {"a": [1]}, "cores": 0, "name": ""})).unwrap();
        assert_eq!((told.metadata, told.cores), (Change::Set(r#"{"a":[1]}"#.into()), Change::Clear));
        assert_eq!(told.name, Change::Clear);
    }

    #[test]
    fn what_cant_be_kept_is_refused_where_it_stands() {
        for (name, value) in [
            ("name", json!("x".repeat(256))),
            ("hostname", json!("a\nb")),
            ("name", json!("a\u{202e}b")),
            ("hostname", json!("\u{2066}pc")),
            ("platform", json!("Linux\u{2069}")),
            ("version", json!("1\u{200b}")),
            ("ip", json!("192.0.2.7\u{202a}")),
            ("cores", json!(-1)),
            ("cores", json!(3_000_000_000_u64)),
            ("metadata", json!({"a": "x".repeat(17_000)})),
        ] {
            let error = format!("{:?}", read(json!({ name: value })).unwrap_err());
            assert!(error.contains(&format!("/data/attributes/{name}")), "{error}");
        }
    }
}
