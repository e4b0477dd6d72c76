//! A minimal program for tests: it sends documents to the product API and proves who it is.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request};
use model::access::RoleObject;
use model::{Action, Actor, Level, Levels, OrganizationId, OrganizationKind, Target};
use serde_json::{Value, json};
use server::product_api::{Limits, ProductApi};
use server::{Portal, Site, router};
use store::licenses::files::Files;
use store::sign_in::api_access::{self, ApiToken, NewToken};
use store::testing::{NOW, NewLicense, TestDb, World, actor, add_license};
use store::{Db, people};

use crate::browser::{Answer, Browser};

/// The programs of the matrix, in the order of its columns, by the people who made their tokens.
pub const PROGRAMS: [&str; 7] = ["reader", "parent", "branch", "distributor", "seller", "other", "vendor"];

/// Sends requests to the product API.
#[derive(Clone)]
pub struct Program {
    browser: Browser,
    authorization: Option<String>,
}

impl Program {
    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = match &body {
            Some(_) => request.header(CONTENT_TYPE, "application/vnd.api+json"),
            None => request,
        };
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap()).await
    }

    /// Sends a request unchanged except for the proof.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let headers = request.headers_mut();
        headers.insert("host", "licenses.example".parse().unwrap());
        if !headers.contains_key(ACCEPT) {
            headers.insert(ACCEPT, "application/vnd.api+json".parse().unwrap());
        }
        if let Some(authorization) = &self.authorization {
            headers.insert(AUTHORIZATION, authorization.parse().unwrap());
        }
        self.browser.send(request).await
    }
}

/// The JSON in a response.
pub fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

/// The status and code of an error, and the place it points to.
pub fn code(answer: &Answer) -> (u16, String, String) {
    let error = &json(answer)["errors"][0];
    let source = &error["source"];
    let place = ["pointer", "parameter", "header"].into_iter().find_map(|kind| source[kind].as_str());
    let code = error["code"].as_str().unwrap().to_owned();
    (answer.status.as_u16(), code, place.unwrap_or("-").to_owned())
}

/// The customer's license KEY with ten units, one of them deployed; a license of its sub; and one of another customer.
pub struct Licensed {
    pub router: Router,
    pub db: Db,
    pub base: World,
    pub license: i64,
}

impl Licensed {
    pub async fn make(database: &TestDb) -> Self {
        Self::with_limits(database, Limits::default()).await
    }

    pub async fn with_limits(database: &TestDb, limits: Limits) -> Self {
        let db = database.db.clone();
        let base = World::make(&db).await;
        let add = async |key, product, organization| {
            let organizations = &[organization];
            add_license(&db, &NewLicense { key, product, organizations, user: None, deployed: 1 }).await
        };
        let license = add("KEY", base.scanner, base.customer).await;
        add("KEY-SUB", base.scanner, base.sub).await;
        add("KEY-FOREIGN", base.scanner, base.other_customer).await;
        let keyring = license_file::Keyring::configured(license_file::SigningKey::from_seed(&[7; 32]), 0);
        let api = ProductApi::new("demo".parse().unwrap(), keyring, limits);
        let site = Site::listening("127.0.0.1:3000".parse().unwrap());
        let portal = Portal::new(db.clone(), Files::in_memory(), site).await;
        let portal = portal.with_clock(|| NOW).with_product_api(api);
        Self { router: router::router(Arc::new(portal)), db, base, license }
    }

    /// A program that proves nothing.
    pub fn nobody(&self) -> Program {
        Program { browser: Browser::new(self.router.clone()), authorization: None }
    }

    /// A program with that in `Authorization`.
    pub fn with(&self, authorization: impl Into<String>) -> Program {
        Program { authorization: Some(authorization.into()), ..self.nobody() }
    }

    /// A program with the key of a license.
    pub fn product(&self, key: &str) -> Program {
        self.with(format!("License {key}"))
    }

    /// The [`PROGRAMS`].
    pub async fn programs(&self) -> Vec<Program> {
        let (base, db) = (&self.base, &self.db);
        let vendor =
            people::add_organization(db, "Vendor", OrganizationKind::Vendor, None, NOW).await.unwrap();
        let full = Levels::all(Level::FullAccess);
        let reads = Levels::default()
            .with(RoleObject::LicenseManagement, Level::ViewOnly)
            .with(RoleObject::ApiAccess, Level::FullAccess);
        let sells = Levels::default()
            .with(RoleObject::LicenseManagementCustomerOrganizations, Level::ViewOnly)
            .with(RoleObject::ApiAccess, Level::FullAccess);
        let mut programs = Vec::new();
        for (name, organization, levels) in [
            ("reader", base.customer, reads),
            ("parent", base.customer, full),
            ("branch", base.sub, full),
            ("distributor", base.distributor, full),
            ("seller", base.distributor, sells),
            ("other", base.other_distributor, full),
            ("vendor", vendor, full),
        ] {
            programs.push(self.program(name, organization, levels).await);
        }
        programs
    }

    /// A program that acts for a new person with those levels.
    pub async fn program(&self, name: &str, organization: OrganizationId, levels: Levels) -> Program {
        let person: Actor = actor(&self.db, name, Some(organization), levels).await;
        let permit = person.permit(Action::ManageApiTokens, Target::MyOrganization).unwrap();
        let mut bytes = [0; 32];
        bytes[..name.len()].copy_from_slice(name.as_bytes());
        let token = ApiToken(bytes);
        api_access::create(&self.db, &permit, NewToken { name, last_day: None, token }, NOW).await.unwrap();
        self.with(format!("Bearer {}", token.to_text()))
    }
}

/// A machine to activate.
pub fn machine(fingerprint: &str, license: &str) -> Value {
    json!({"data": {
        "type": "machines",
        "attributes": {"fingerprint": fingerprint},
        "relationships": {"license": {"data": {"type": "licenses", "id": license}}}
    }})
}
