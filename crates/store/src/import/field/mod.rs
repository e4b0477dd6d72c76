//! The fields that a file can fill, and the names that other systems give them.

mod tables;

use super::Kind;

/// A field of a license, an organization or a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The key, in Grantry's spelling or another's.
    LicenseKey,
    /// Name of the product.
    Product,
    /// The company that makes the product.
    Maker,
    /// Whether the product runs on premises or in the cloud.
    ProductKind,
    /// Name of the organization.
    Organization,
    /// Type of the license.
    Type,
    /// The license's first day.
    StartDate,
    /// The license's last day.
    ExpirationDate,
    /// Units purchased.
    Purchased,
    /// Units reserved for offline use.
    OfflineUnits,
    /// How far deployments may exceed the units purchased.
    Overage,
    /// How long an installation may be silent before it is released, in hours.
    HeartbeatHours,
    /// Number of the contract.
    ContractNumber,
    /// Whether the license is on hold.
    Suspended,
    /// Whether its owner has registered the license.
    Registered,
    /// The customer's note.
    Note,
    /// Name of the organization that the row is about.
    Name,
    /// The organization's part in the sales chain.
    Kind,
    /// The main organization of a sub-organization.
    Parent,
    /// The partner that sold to it.
    Partner,
    /// The distributor's reseller that sold to it.
    Reseller,
    /// The installation's own ID.
    DeploymentId,
    /// Name of the computer.
    HostName,
    /// The computer's platform.
    Platform,
    /// Version that runs there.
    ProductVersion,
    /// Online or offline.
    Mode,
    /// Units that the deployment takes.
    Quantity,
    /// The deployment's group.
    Group,
    /// When it was activated.
    Activated,
    /// When it last sent anything.
    LastSeen,
}

/// The description of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldInfo {
    /// The field.
    pub field: Field,
    /// The word on the command line and in mappings, such as `license-key`.
    pub name: &'static str,
    /// The words on the screen, such as `License Key`.
    pub label: &'static str,
    /// Whether a file must have it.
    pub required: bool,
    /// What order systems and asset inventories call it.
    pub aliases: &'static [&'static str],
    /// The values it accepts.
    pub help: &'static str,
}

impl FieldInfo {
    /// How to look for its column.
    pub(crate) fn wanted(&self) -> spreadsheet::Field {
        spreadsheet::Field { name: self.name, aliases: self.aliases }
    }

    /// How well that heading fits: 0 for its own name, then its aliases in order. None if it is not called so.
    pub(super) fn rank(&self, heading: &str) -> Option<usize> {
        let heading = [heading.to_owned()];
        let named =
            |name| spreadsheet::guess(&heading, &[spreadsheet::Field { name, aliases: &[] }]) == [Some(0)];
        std::iter::once(&self.name).chain(self.aliases).position(|name| named(*name))
    }
}

impl Field {
    /// Its description for files of that kind; None if they don't have it.
    pub fn info(self, kind: Kind) -> Option<&'static FieldInfo> {
        fields(kind).iter().find(|info| info.field == self)
    }

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        self.any_info().map_or("", |info| info.label)
    }

    /// The word on the command line and in mappings.
    pub fn name(self) -> &'static str {
        self.any_info().map_or("", |info| info.name)
    }

    /// Its description in any kind of file: names and labels are the same in all.
    fn any_info(self) -> Option<&'static FieldInfo> {
        Kind::ALL.into_iter().find_map(|kind| self.info(kind))
    }
}

/// The fields of files of that kind, in the order of the screen.
pub fn fields(kind: Kind) -> &'static [FieldInfo] {
    match kind {
        Kind::Licenses => tables::LICENSES,
        Kind::Organizations => tables::ORGANIZATIONS,
        Kind::Deployments => tables::DEPLOYMENTS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases_lead_to_one_field_each() {
        // Some systems call the key so, and others, whose key has another heading, the product.
        const SHARED: &str = "license";
        let folded =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        for kind in Kind::ALL {
            let mut seen = std::collections::BTreeMap::new();
            for info in fields(kind) {
                for word in info.aliases.iter().chain([&info.name]).filter(|word| **word != SHARED) {
                    assert_eq!(seen.insert(folded(word), info.name), None, "{word} in {kind:?}");
                }
                assert_eq!(folded(info.name), folded(info.label));
            }
        }
    }
}
