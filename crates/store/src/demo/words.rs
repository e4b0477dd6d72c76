//! The names in the demo.

use model::ProductKind;

/// A product of the demo.
pub struct Product {
    pub name: &'static str,
    pub kind: ProductKind,
    pub shown_to_partners: bool,
    /// Last part of its page's address.
    pub page: &'static str,
}

const fn on_premises(name: &'static str, page: &'static str) -> Product {
    Product { name, kind: ProductKind::OnPremises, shown_to_partners: true, page }
}

const fn cloud(name: &'static str, page: &'static str) -> Product {
    Product { name, kind: ProductKind::Cloud, shown_to_partners: true, page }
}

/// The products; those on premises first.
pub const PRODUCTS: [Product; 12] = [
    on_premises("Harbor Gateway", "harbor-gateway"),
    on_premises("Harbor Endpoint", "harbor-endpoint"),
    on_premises("Harbor Mail Guard", "harbor-mail-guard"),
    on_premises("Drydock Transfer", "drydock-transfer"),
    on_premises("Drydock Kiosk", "drydock-kiosk"),
    on_premises("Keel Patch Manager", "keel-patch-manager"),
    on_premises("Keel Archive", "keel-archive"),
    // Identity and access, which partners must not see.
    Product {
        name: "Anchor Identity",
        kind: ProductKind::OnPremises,
        shown_to_partners: false,
        page: "anchor-identity",
    },
    cloud("Beacon Scan", "beacon-scan"),
    cloud("Beacon Sandbox", "beacon-sandbox"),
    cloud("Beacon Reputation", "beacon-reputation"),
    cloud("Beacon Mail Relay", "beacon-mail-relay"),
];

/// Position of the product that partners don't see.
pub const IDENTITY: usize = 7;
/// Position of the first cloud product.
pub const FIRST_CLOUD: usize = 8;

/// Position of the product without installers.
pub const WITHOUT_INSTALLERS: usize = 6;

/// Installers of a product: version, days since its release, platform, end of the file's name.
pub const INSTALLERS: [(&str, i32, &str, &str); 4] = [
    ("5.14.2", 12, "Windows", "exe"),
    ("5.14.2", 12, "Linux", "run"),
    ("5.14.2", 12, "macOS", "pkg"),
    ("5.12.7", 240, "Windows", "exe"),
];

/// Limits of a cloud product: the API's name, and `day` or `month`.
pub const LIMITS: [[(&str, &str); 2]; 4] = [
    [("File scans", "day"), ("Hash lookups", "month")],
    [("Detonations", "day"), ("Reports", "month")],
    [("Address lookups", "day"), ("File lookups", "month")],
    [("Messages", "day"), ("Attachments", "month")],
];

pub const VENDOR: &str = "Brightwater Software";
pub const DISTRIBUTOR: &str = "Meridian Distribution";
pub const RESELLERS: [&str; 4] =
    ["Alder IT Services", "Kestrel Networks", "Fjordtek AS", "Bauer & Töchter Systemhaus"];
pub const OTHER_DISTRIBUTOR: &str = "Sundial Trading";
pub const OTHER_RESELLER: &str = "桜システムズ";

/// The customer of admin@customer.example, and its sub-organizations.
pub const MAIN: &str = "Aurelia Manufacturing";
pub const SUBS: [&str; 3] =
    ["Aurelia Manufacturing Berlin", "Aurelia Manufacturing Porto", "Aurelia Manufacturing 大阪"];

/// The distributor's other customers; the first eight buy from it directly, the rest through its resellers in turn.
pub const CUSTOMERS: [&str; 30] = [
    "Åkerlund Shipping",
    "Banco Aurora",
    "Cedar Valley Hospital",
    "Dŵr Cymoedd Water",
    "Érable Transports",
    "Ferreira Conservas",
    "Glasmanufaktur Weiß",
    "Hristov Logistics",
    "Ivory Coast Cocoa Cooperative",
    "Jasmin Textiles",
    "Kowalski Mleczarnia",
    "Lagos Freight",
    "Møller Vindkraft",
    "Nakamura 精密工業",
    "Oasis Airport Services",
    "Παπαδόπουλος Ναυτιλιακή",
    "Quartz Mining",
    "Rossi Ceramiche",
    "Северный порт",
    "Tamarind Foods",
    "Universität Hohenfels",
    "Vineyard Insurance",
    "Wattle Energy",
    "شركة النخيل",
    "한빛전자",
    "Yarrow Pharmacy",
    "Zürcher Uhrwerke",
    "भारत इस्पात",
    "Ostrich Farms",
    "Penguin Cold Storage",
];

/// The other distributor's customers; the first three buy from its reseller.
pub const OTHER_CUSTOMERS: [&str; 9] = [
    "北星物流",
    "山田酒造",
    "Kiwi Orchards",
    "Lighthouse Ferries",
    "Maple Credit Union",
    "Nordlys Kraft",
    "Opal Jewellers",
    "Pampas Beef",
    "Quetzal Coffee",
];

/// The regions of [`MAIN`], each with its offices; all are access groups. No name contains “all”, and names differ everywhere.
pub const REGIONS: [(&str, &[&str]); 3] = [
    ("Americas", &["Austin", "Bogotá", "Lima", "Montréal", "San Diego", "Santiago", "São Paulo", "Toronto"]),
    ("Asia-Pacific", &["Auckland", "Bangkok", "Manila", "Mumbai", "Seoul", "Singapore", "Sydney", "Tokyo"]),
    ("Europe", &["Athens", "Dublin", "Helsinki", "Lisbon", "Madrid", "Prague", "Vienna"]),
];

/// The people of branches, with the offices that are their home groups.
pub const BRANCHES: [(&str, &str); 3] =
    [("John Carter", "San Diego"), ("Larry Webb", "Sydney"), ("Makio Tanaka", "Tokyo")];

/// The products whose pools lie in offices. [`MAIN`] has few licenses of them, but some in a demo of any size.
pub const MOVED: [(&str, &str); 4] = [
    ("Drydock Kiosk", "San Diego"),
    ("Beacon Sandbox", "San Diego"),
    ("Keel Archive", "Sydney"),
    ("Keel Patch Manager", "Tokyo"),
];

/// Tags of [`MAIN`].
pub const TAGS: [&str; 3] = ["2026", "renew", "lab"];
/// Each pool with one of its tags.
pub const TAGGED: [(&str, &str); 6] = [
    ("Harbor Gateway", "2026"),
    ("Harbor Gateway", "renew"),
    ("Harbor Endpoint", "2026"),
    ("Drydock Kiosk", "lab"),
    ("Keel Archive", "renew"),
    ("Keel Patch Manager", "2026"),
];

/// The other organization of both@customer.example, besides [`MAIN`].
pub const SECOND: &str = "Banco Aurora";

/// Notes of customers.
pub const NOTES: [&str; 10] = [
    "Production cluster, building 2",
    "Für das Werk in Kassel",
    "本番環境のみ",
    "Только для филиала на севере",
    "للمكتب الرئيسي فقط",
    "Só para o laboratório",
    "보안팀 담당",
    "नए सर्वर के लिए",
    "Moves to the new data center in spring.\nAsk Ana before renewing.",
    "Μόνο για το πλοίο",
];

/// Notes of partners.
pub const PARTNER_NOTES: [&str; 8] = [
    "Discount agreed for the renewal",
    "Kunde wünscht Rückruf",
    "更新時に見積もりを送付",
    "Продлить до конца квартала",
    "عرض السعر أُرسل",
    "Wants to move to three years",
    "Contato: financeiro",
    "견적 발송 완료",
];

pub const PLATFORMS: [&str; 5] = ["Windows Server 2022", "Windows 11", "Ubuntu 24.04", "RHEL 9", "macOS 15"];
pub const VERSIONS: [&str; 5] = ["5.14.2", "5.14.0", "5.12.7", "5.9.1", "4.21.3"];
pub const GROUPS: [&str; 4] = ["Production", "Staging", "Laboratory", "Front desk"];
pub const HOSTS: [&str; 6] = ["srv", "gw", "mail", "kiosk", "lab", "desk"];

/// First and last names of colleagues.
pub const FIRST_NAMES: [&str; 14] = [
    "Alma", "Uwe", "Beatriz", "Tomás", "Chiyo", "Søren", "Dilek", "Radek", "Eleni", "Quentin", "Fatima",
    "Pavel", "Ingrid", "Oisín",
];
pub const LAST_NAMES: [&str; 11] = [
    "Abbott",
    "Brandt",
    "Castro",
    "Dubois",
    "Eriksen",
    "Fontana",
    "Güneş",
    "Horák",
    "Ito",
    "Jansen",
    "Kowalczyk",
];
