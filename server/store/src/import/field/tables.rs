//! The fields of each kind of file, with the names that order systems and asset inventories give them.

use super::{Field, FieldInfo};

const fn required(
    field: Field,
    name: &'static str,
    label: &'static str,
    aliases: &'static [&'static str],
    help: &'static str,
) -> FieldInfo {
    FieldInfo { field, name, label, required: true, aliases, help }
}

const fn optional(
    field: Field,
    name: &'static str,
    label: &'static str,
    aliases: &'static [&'static str],
    help: &'static str,
) -> FieldInfo {
    FieldInfo { field, name, label, required: false, aliases, help }
}

const KEY_NAMES: &[&str] =
    &["key", "serial", "serial number", "serial no", "license", "licence key", "activation key"];
const PRODUCT_NAMES: &[&str] =
    &["product name", "software", "software name", "title", "application", "item", "sku name"];
const ORGANIZATION_NAMES: &[&str] = &[
    "organisation",
    "organization name",
    "customer",
    "customer name",
    "company",
    "company name",
    "account",
    "account name",
];

pub(super) const LICENSES: &[FieldInfo] = &[
    required(
        Field::LicenseKey,
        "license-key",
        "License Key",
        KEY_NAMES,
        "1 to 200 characters. Two rows with one key assign the license to two organizations.",
    ),
    required(
        Field::Product,
        "product",
        "Product",
        PRODUCT_NAMES,
        "Name of the product. One that is not there yet is added.",
    ),
    optional(
        Field::Maker,
        "maker",
        "Maker",
        &["vendor", "manufacturer", "publisher", "vendor name", "brand", "supplier"],
        "Who makes the product, when it is not the vendor itself.",
    ),
    optional(
        Field::ProductKind,
        "product-kind",
        "Product Kind",
        &["product type", "delivery", "hosting"],
        "cloud or on-premises; on-premises unless given.",
    ),
    required(
        Field::Organization,
        "organization",
        "Organization",
        ORGANIZATION_NAMES,
        "Name of the organization that owns the license.",
    ),
    optional(
        Field::Type,
        "type",
        "Type",
        &["license type", "licence type", "edition type"],
        "Purchased (also perpetual, subscription, paid, commercial, full), Evaluation (trial, eval, demo), \
         MSP (rental) or NFR (not for resale, internal); Purchased unless given.",
    ),
    required(
        Field::StartDate,
        "start-date",
        "Start Date",
        &[
            "start",
            "contract start",
            "valid from",
            "from",
            "begin",
            "begin date",
            "purchase date",
            "order date",
        ],
        "First day of validity.",
    ),
    optional(
        Field::ExpirationDate,
        "expiration-date",
        "Expiration Date",
        &[
            "expiration",
            "expiry",
            "expiry date",
            "expires",
            "expires on",
            "contract end",
            "valid until",
            "valid to",
            "until",
            "end",
            "end date",
            "renewal date",
        ],
        "Last day of validity; `never` when there is none. An empty cell leaves a license that is there as it is.",
    ),
    required(
        Field::Purchased,
        "purchased",
        "Purchased",
        &[
            "seats",
            "seats purchased",
            "units",
            "units purchased",
            "quantity",
            "qty",
            "count",
            "licenses",
            "users",
        ],
        "Units purchased, 0 to 4294967295; they never go down.",
    ),
    optional(
        Field::OfflineUnits,
        "offline-units",
        "Offline Units",
        &["offline", "offline seats"],
        "Units reserved for offline use, at most those purchased.",
    ),
    optional(
        Field::Overage,
        "overage",
        "Overage",
        &["overage rule", "overdraft", "grace factor"],
        "How far beyond the purchased units it may be deployed: none, 1.25, 1.5, 2 (times) or always; none unless given.",
    ),
    optional(
        Field::HeartbeatHours,
        "heartbeat-hours",
        "Heartbeat Hours",
        &["heartbeat", "heartbeat period", "release after hours"],
        "For how many hours an installation may be silent before its units are released; 0, unless given, for ever.",
    ),
    optional(
        Field::ContractNumber,
        "contract-number",
        "Contract Number",
        &[
            "contract",
            "contract no",
            "contract id",
            "agreement",
            "agreement number",
            "order number",
            "po number",
        ],
        "Up to 200 characters.",
    ),
    optional(
        Field::Suspended,
        "suspended",
        "Suspended",
        &["on hold", "blocked"],
        "Yes or no; no unless given.",
    ),
    optional(
        Field::Registered,
        "registered",
        "Registered",
        &["activated", "is registered"],
        "Yes or no; yes unless given.",
    ),
    optional(
        Field::Note,
        "note",
        "Note",
        &["customer note"],
        "For new licenses. Afterwards the note is the customer's own, and an import leaves it alone.",
    ),
];

pub(super) const ORGANIZATIONS: &[FieldInfo] = &[
    required(
        Field::Name,
        "name",
        "Name",
        ORGANIZATION_NAMES,
        "1 to 200 characters; unique in the installation.",
    ),
    optional(
        Field::Kind,
        "kind",
        "Kind",
        &["type", "organization kind", "organization type", "role"],
        "customer, reseller, distributor or vendor; customer unless given.",
    ),
    optional(
        Field::Parent,
        "parent",
        "Parent",
        &["parent organization", "main organization", "parent name", "parent account", "headquarters"],
        "Name of its main organization, which has no parent itself.",
    ),
    optional(
        Field::Partner,
        "partner",
        "Partner",
        &["distributor", "partner name", "distributor name", "sold by"],
        "Name of the distributor or reseller that it is assigned to.",
    ),
    optional(
        Field::Reseller,
        "reseller",
        "Reseller",
        &["reseller name", "dealer"],
        "Name of the distributor's reseller that sold to it.",
    ),
];

pub(super) const DEPLOYMENTS: &[FieldInfo] = &[
    optional(
        Field::LicenseKey,
        "license-key",
        "License Key",
        KEY_NAMES,
        "The license that is used. Without it, the product's one license in the organization is.",
    ),
    optional(
        Field::Product,
        "product",
        "Product",
        PRODUCT_NAMES,
        "Name of the product, where there is no license key.",
    ),
    optional(
        Field::Organization,
        "organization",
        "Organization",
        ORGANIZATION_NAMES,
        "Name of the organization, where there is no license key.",
    ),
    required(
        Field::DeploymentId,
        "deployment-id",
        "Deployment ID",
        &[
            "deployment",
            "device id",
            "device",
            "machine id",
            "machine",
            "asset id",
            "asset",
            "asset tag",
            "computer id",
            "fingerprint",
            "installation id",
        ],
        "The installation's own ID, 1 to 200 characters; unique per license.",
    ),
    optional(
        Field::HostName,
        "host-name",
        "Host Name",
        &["host", "computer name", "computer", "machine name", "device name"],
        "Name of the computer.",
    ),
    optional(Field::Platform, "platform", "Platform", &["os", "operating system"], "Its platform."),
    optional(
        Field::ProductVersion,
        "product-version",
        "Product Version",
        &["version", "software version"],
        "Version that runs there.",
    ),
    optional(Field::Mode, "mode", "Mode", &["activation mode"], "online or offline; online unless given."),
    optional(
        Field::Quantity,
        "quantity",
        "Quantity",
        &["qty", "units", "seats", "count"],
        "Units that it takes, 1 to 4294967295; 1 unless given.",
    ),
    optional(
        Field::Group,
        "group",
        "Group",
        &["group name", "department", "user group", "site", "team"],
        "Its group.",
    ),
    optional(
        Field::Activated,
        "activated",
        "Activated",
        &["activation date", "activated at", "activated on", "install date", "installed", "installed on"],
        "Day of activation; the day of Last Seen, or today, unless given.",
    ),
    optional(
        Field::LastSeen,
        "last-seen",
        "Last Seen",
        &["last seen at", "last used", "last used date", "last contact", "last heartbeat", "last activity"],
        "Day on which it was last heard of; that of its activation unless given.",
    ),
];
