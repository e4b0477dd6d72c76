//! The fields that a file can fill, and what other systems call them.

mod tables;

use super::Kind;

/// A field of a license, an organization or a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// License Key.
    LicenseKey,
    /// Name of the product.
    Product,
    /// Who makes the product.
    Maker,
    /// Where the product runs.
    ProductKind,
    /// Name of the organization.
    Organization,
    /// Type of the license.
    Type,
    /// First day.
    StartDate,
    /// Last day.
    ExpirationDate,
    /// Units purchased.
    Purchased,
    /// Units reserved for offline use.
    OfflineUnits,
    /// How far beyond what was purchased it may be deployed.
    Overage,
    /// For how long an installation may be silent before it is released.
    HeartbeatHours,
    /// The contract.
    ContractNumber,
    /// Put on hold.
    Suspended,
    /// Registered by its owner.
    Registered,
    /// The customer's note.
    Note,
    /// Name of an organization that is itself the row's subject.
    Name,
    /// What the organization is in the sales chain.
    Kind,
    /// Its main organization.
    Parent,
    /// Who sold to it.
    Partner,
    /// The distributor's reseller that sold to it.
    Reseller,
    /// The installation's own ID.
    DeploymentId,
    /// Name of the computer.
    HostName,
    /// Its platform.
    Platform,
    /// Version that runs there.
    ProductVersion,
    /// Online or offline.
    Mode,
    /// Units that the deployment takes.
    Quantity,
    /// Its group.
    Group,
    /// When it was activated.
    Activated,
    /// When it was last heard of.
    LastSeen,
}

/// What there is to say about a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldInfo {
    /// The field.
    pub field: Field,
    /// The word on the command line and in mappings, `license-key`.
    pub name: &'static str,
    /// The words on the screen, `License Key`.
    pub label: &'static str,
    /// Whether a file without it can't be taken.
    pub required: bool,
    /// What order systems and asset inventories call it.
    pub aliases: &'static [&'static str],
    /// What may stand in it.
    pub help: &'static str,
}

impl FieldInfo {
    /// How its column is looked for.
    pub(crate) fn wanted(&self) -> spreadsheet::Field {
        spreadsheet::Field { name: self.name, aliases: self.aliases }
    }

    /// How early its column is looked for under that heading: 0 for its own name, then its aliases in their order. None if
    /// it is not called so.
    pub(super) fn rank(&self, heading: &str) -> Option<usize> {
        let heading = [heading.to_owned()];
        let named =
            |name| spreadsheet::guess(&heading, &[spreadsheet::Field { name, aliases: &[] }]) == [Some(0)];
        std::iter::once(&self.name).chain(self.aliases).position(|name| named(*name))
    }
}

impl Field {
    /// What there is to say about it in files of that kind; none when they don't have it.
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

    /// Names and labels are the same in every kind of file.
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
        // Some call a key so, and others, whose key has another heading, the product.
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
