//! Installers and an API token in the tests' world, and files to send to it.

use app::import::ImportFile;
use futures::stream;
use model::import::{DateOrder, DecimalMark, Kind, Owners, Times};
use model::installer::{Details, Installer};
use model::{Action, ProductId, Target, TokenId};
use store::Db;
use store::licenses::files::Files;
use store::licenses::installer::{Adding, add};
use store::sign_in::api_access::{self, ApiToken, NewToken};
use store::sign_in::session;
use store::testing::{NOW, TODAY, World};

/// The content of every installer.
pub const CONTENT: &str = "0123456789abcdefghijklmnopqrstuvwxyz";

/// The installers and the token.
pub struct Stock {
    pub files: Files,
    /// Installers of the product that everybody has, of the one that partners must not see, and one to remove.
    pub scanner: Installer,
    pub identity: Installer,
    pub spare: Installer,
    /// The customer's token, which parent made.
    pub token: ApiToken,
    pub token_id: TokenId,
}

impl Stock {
    /// Adds them; `staff` and `parent` are users with these names, of `vendor` and of the customer.
    pub async fn make(db: &Db, world: &World, (staff, vendor): (i64, i64), parent: i64) -> Self {
        let files = Files::in_memory();
        let staff = session::actor(db, staff, Some(vendor)).await.unwrap();
        let permit = staff.permit(Action::ManageInstallers, Target::Installation).unwrap();
        let add = async |product: ProductId, version: &str, random| {
            let details = Details {
                version: version.to_owned(),
                platform: "Linux".to_owned(),
                architecture: Some("x86-64".to_owned()),
                released: TODAY,
                file_name: format!("Setup ü {version}.run"),
                sha256: None,
            };
            let adding = Adding { product, details, limit: 1 << 20, random: [random; 32], now: NOW };
            let bytes = stream::iter([Ok::<_, std::io::Error>(CONTENT.into())]);
            add(db, &files, &permit, adding, bytes).await.unwrap()
        };
        let (scanner, spare) = (add(world.scanner, "1.0", 1).await, add(world.scanner, "0.9", 2).await);
        let identity = add(world.identity, "1.0", 3).await;

        let parent = session::actor(db, parent, Some(world.customer)).await.unwrap();
        let token = ApiToken([0xA5; 32]);
        let new = NewToken { name: "Nightly export", last_day: None, token };
        let manage = parent.permit(Action::ManageApiTokens, Target::MyOrganization).unwrap();
        api_access::create(db, &manage, new, NOW).await.unwrap();
        let list = parent.permit(Action::ListApiTokens, Target::MyOrganization).unwrap();
        let token_id = api_access::list(db, &list, NOW).await.unwrap()[0].id;
        Self { files, scanner, identity, spare, token, token_id }
    }
}

/// A file of organizations to import, read as detected.
pub fn organizations_file(content: impl Into<Vec<u8>>) -> ImportFile {
    ImportFile {
        name: "organizations.csv".into(),
        bytes: content.into(),
        kind: Kind::Organizations,
        encoding: String::new(),
        sheet: String::new(),
        heading_row: None,
        dates: DateOrder::Auto,
        numbers: DecimalMark::Auto,
        times: Times::Auto,
        columns: Vec::new(),
        values: Vec::new(),
        create_missing: false,
        owners: Owners::Ask,
    }
}

/// The address at which an installer is downloaded.
pub fn address(installer: &Installer) -> String {
    let name = installer.file_name.replace(' ', "%20").replace('ü', "%C3%BC");
    format!("/installers/{}/{name}", installer.id)
}

/// The address at which an installer of that version is uploaded, with its details.
pub fn upload_address(product: ProductId, version: &str) -> String {
    format!(
        "/products/{product}/installers?version={version}&platform=Linux&released=2026-11-22&file_name=setup.run"
    )
}
