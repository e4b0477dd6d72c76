//! Properties of server functions. Each `api.rs` lists its functions in `properties!`, and the server asks here by path.
//!
//! ```text
//! properties! {
//!     ListEvents: WhileViewing;
//!     SetRetention;
//! }
//! ```

#[cfg(feature = "ssr")]
use {server_fn::ServerFn, std::collections::HashMap, std::sync::LazyLock};

/// A property that the server must know before it runs a function. A function without any is about an organization, is refused
/// while viewing, counts as using the portal, and runs immediately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// It is not about an organization, or finds out which one.
    AboutOneself,
    /// It exists for the vendor's staff who view an organization. The permit restricts it further ([`model::access::VIEWING`]).
    WhileViewing,
    /// An open page calls it by itself from time to time: it does not count as using the portal.
    ByItself,
    /// It reads or computes a whole list, and takes turns.
    List,
    /// It reads a file to be imported, and takes turns.
    Import,
    /// Its response is large and may be compressed: it holds no secret, and nothing that the request could put into it, so its
    /// compressed size reveals nothing (BREACH).
    Compressible,
}

/// The properties of a server function.
#[derive(Clone, Copy, Debug)]
pub struct Properties(pub &'static [Property]);

/// A server function's arguments, with the function's properties. `properties!` implements it, and the protocol `Rpc` requires
/// it, so a function that is not listed, or listed twice, does not compile. In the browser nothing reads the constant.
#[diagnostic::on_unimplemented(
    message = "the properties of the server function `{Self}` are missing",
    note = "list it in the `properties!` of its file, with those that it has"
)]
pub trait HasProperties {
    /// The function's properties.
    const PROPERTIES: Properties;
}

/// Lists the server functions of a file by the names of their arguments, each with its properties.
macro_rules! properties {
    ($($function:ident $(: $($property:ident),+)?;)+) => {$(
        impl $crate::properties::HasProperties for $function {
            const PROPERTIES: $crate::properties::Properties =
                $crate::properties::Properties(&[$($($crate::properties::Property::$property),+)?]);
        }

        #[cfg(feature = "ssr")]
        inventory::submit! { $crate::properties::Entry::of::<$function>() }
    )+};
}

pub(crate) use properties;

/// A function in the registry.
#[cfg(feature = "ssr")]
pub(crate) struct Entry {
    path: &'static str,
    properties: Properties,
}

#[cfg(feature = "ssr")]
inventory::collect!(Entry);

#[cfg(feature = "ssr")]
impl Entry {
    pub(crate) const fn of<F: ServerFn + HasProperties>() -> Self {
        Self { path: F::PATH, properties: F::PROPERTIES }
    }
}

impl Properties {
    /// Returns the properties of the server function at a path; None if there is none.
    #[cfg(feature = "ssr")]
    pub fn at(path: &str) -> Option<Self> {
        static ALL: LazyLock<HashMap<&str, Properties>> = LazyLock::new(|| {
            inventory::iter::<Entry>.into_iter().map(|entry| (entry.path, entry.properties)).collect()
        });
        ALL.get(path).copied()
    }

    /// Returns whether the function has a property.
    pub fn has(self, property: Property) -> bool {
        self.0.contains(&property)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use server_fn::axum::server_fn_paths;

    use super::*;

    #[test]
    fn each_server_function_has_its_properties_once() {
        let mut listed: Vec<_> = inventory::iter::<Entry>.into_iter().map(|entry| entry.path).collect();
        let mut all: Vec<_> = server_fn_paths().map(|(path, _)| path).collect();
        listed.sort_unstable();
        all.sort_unstable();
        assert!(all.len() > 100, "server functions are not linked in");
        assert_eq!(listed, all);
    }

    #[test]
    fn properties_are_found_by_path() {
        let has = |path, property| Properties::at(path).map(|properties| properties.has(property));
        assert_eq!(has("/api/open-list", Property::Compressible), Some(true));
        assert_eq!(has("/api/edit-note", Property::WhileViewing), Some(false));
        assert_eq!(has("/api/nowhere", Property::WhileViewing), None);
    }
}
