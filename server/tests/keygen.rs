//! The published keygen-rs, with its signature checks on, against a server on a port: a product's whole life, and each
//! refusal as the error that its users expect.

#![expect(clippy::unwrap_used, reason = "a test that can't go on is to fail")]

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::map_request;
use http::HeaderValue;
use http::header::HOST;
use keygen_rs::component::Component;
use keygen_rs::config::{KeygenConfig, set_config};
use keygen_rs::errors::{ApiErrorKind, Error};
use keygen_rs::license::{
    License, LicenseCheckoutOpts, LicenseFileAlgorithm, LicenseValidationCode, LicenseValidationRequest,
    LicenseValidationScope, PaginationOptions,
};
use keygen_rs::license_file::LicenseFile;
use keygen_rs::machine::MachineCheckoutOpts;
use keygen_rs::machine_file::MachineFile;
use keygen_rs::{service, validate_with_config};
use license_file::{Keyring, SigningKey};
use model::Day;
use server::product_api::{Limits, ProductApi};
use server::proxies::TrustedProxies;
use server::{Portal, Site, clock, router};
use store::Db;
use store::licenses::entitlement;
use store::licenses::files::Files;
use store::testing::{LicenseChange, NewLicense, TestDb, World, add_license, both_databases, change_license};
use tokio::net::TcpListener;

const KEY: &str = "K7QX-29MV-4TRD-W3PA";
const SEED: [u8; 32] = [7; 32];

/// A server on a port of its own, with a license of two units.
struct Served {
    url: String,
    license: i64,
    db: Db,
}

impl Served {
    async fn start(database: &TestDb, limits: Limits) -> Self {
        Self::start_behind(None, database, limits).await
    }

    /// Starts it behind a proxy that asks it under another name, if one is given.
    async fn start_behind(host: Option<&'static str>, database: &TestDb, limits: Limits) -> Self {
        // Other crates choose the TLS provider; it is unused here.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let db = database.db.clone();
        let world = World::make(&db).await;
        let new = NewLicense {
            key: KEY,
            product: world.scanner,
            organizations: &[world.customer],
            user: None,
            deployed: 0,
        };
        let license = add_license(&db, &new).await;
        let today = Day::of_instant(clock::now());
        let change = LicenseChange {
            start: Some(today.plus(-30)),
            expiration: Some(today.plus(365)),
            purchased: Some(2),
            ..LicenseChange::default()
        };
        change_license(&db, license, change).await;
        entitlement::add(&db, "SIMULATION", "Simulation", clock::now()).await.unwrap();
        entitlement::grant(&db, KEY, "SIMULATION").await.unwrap();

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let keyring = Keyring::configured(SigningKey::from_seed(&SEED), 0);
        let api = ProductApi::new("demo".parse().unwrap(), keyring, limits);
        let proxies = if host.is_some() { TrustedProxies::ONE } else { TrustedProxies::NONE };
        let site = Site { proxies, ..Site::listening(address) };
        let portal = Portal::new(db.clone(), Files::in_memory(), site).await;
        let mut router = router::router(Arc::new(portal.with_product_api(api)));
        if let Some(host) = host {
            router = router.layer(map_request(move |mut request: Request| async move {
                request.headers_mut().insert(HOST, HeaderValue::from_static(host));
                request
            }));
        }
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { url: format!("http://{address}"), license, db }
    }

    async fn change(&self, change: LicenseChange) {
        change_license(&self.db, self.license, change).await;
    }

    /// The configuration of a product.
    fn config(&self, key: &str) -> KeygenConfig {
        let config = KeygenConfig {
            api_url: self.url.clone(),
            account: "demo".into(),
            product: "Scanner".into(),
            license_key: Some(key.into()),
            public_key: Some(SigningKey::from_seed(&SEED).public().to_string()),
            verify_keygen_signature: Some(true),
            ..KeygenConfig::default()
        };
        // Machine files are verified with the key of the whole process.
        set_config(config.clone()).unwrap();
        config
    }

    async fn validate(&self, fingerprint: &str) -> (bool, LicenseValidationCode, Option<License>) {
        let request = LicenseValidationRequest::for_fingerprint(fingerprint.into());
        let result = validate_with_config(self.config(KEY), &request).await.unwrap();
        (result.meta.valid, result.meta.code_kind(), result.license)
    }

    /// The license as a product has it after a validation.
    async fn license(&self) -> License {
        let request = LicenseValidationRequest::default();
        let found = validate_with_config(self.config(KEY), &request).await.unwrap().license.unwrap();
        found.with_config(self.config(KEY))
    }

    async fn activate(&self, fingerprint: &str) -> Result<keygen_rs::machine::Machine, Error> {
        self.license().await.activate(fingerprint, &[]).await
    }
}

/// The kind of an error, and Grantry's own code of the refusal.
fn told(error: &Error) -> (ApiErrorKind, String, String) {
    let object = error.api_error().unwrap().primary().unwrap();
    let refusal = object.meta().and_then(|meta| meta["refusal"].as_str()).unwrap_or_default();
    (error.api_error_kind(), object.code().unwrap().to_owned(), refusal.to_owned())
}

#[both_databases]
async fn a_product_lives_from_activation_to_deactivation(database: TestDb) {
    let served = Served::start(&database, Limits::default()).await;
    served.change(LicenseChange { heartbeat_period: Some(600), ..LicenseChange::default() }).await;

    let (valid, code, license) = served.validate("pc-1").await;
    assert_eq!((valid, code), (false, LicenseValidationCode::NoMachines));
    let license = license.unwrap();
    assert_eq!((license.max_machines, license.name.as_deref()), (Some(2), Some("Scanner")));
    assert_eq!(license.account_id.as_deref(), Some("demo"));

    let machine = license.activate("pc-1", &[]).await.unwrap();
    assert_eq!(machine.fingerprint, "pc-1");
    assert_eq!(machine.license_id.as_deref(), Some(license.id.as_str()));
    assert!(machine.require_heartbeat && machine.heartbeat_duration == Some(600));
    // The same request again: the same machine, and no further unit (R12).
    assert_eq!(license.activate("pc-1", &[]).await.unwrap().id, machine.id);

    let code = served.validate("pc-1").await.1;
    assert_eq!(code, LicenseValidationCode::HeartbeatNotStarted);
    assert_eq!(served.validate("pc-2").await.1, LicenseValidationCode::FingerprintScopeMismatch);
    assert_eq!(machine.ping().await.unwrap().heartbeat_status, "ALIVE");
    let (valid, code, _) = served.validate("pc-1").await;
    assert_eq!((valid, code), (true, LicenseValidationCode::Valid));

    let second = license.activate("pc-2", &[]).await.unwrap();
    let page = license.machines(None).await.unwrap();
    assert_eq!(page.data.iter().map(|one| &one.id).collect::<Vec<_>>(), [&second.id, &machine.id]);
    let first = PaginationOptions { page_size: Some(1), ..PaginationOptions::default() };
    let first = license.machines(Some(&first)).await.unwrap();
    let next = PaginationOptions {
        page_size: Some(1),
        page_cursor: Some(first.next_cursor().unwrap()),
        ..PaginationOptions::default()
    };
    let next = license.machines(Some(&next)).await.unwrap();
    assert_eq!((&next.data[0].id, next.next_cursor()), (&machine.id, None));
    assert_eq!(license.machine(&second.id).await.unwrap().fingerprint, "pc-2");
    let entitlements = license.entitlements(None).await.unwrap().data;
    assert_eq!(entitlements[0].code, "SIMULATION");

    license.deactivate(&second.id).await.unwrap();
    machine.deactivate().await.unwrap();
    let gone = machine.deactivate().await.unwrap_err();
    assert_eq!(gone.api_error_kind(), ApiErrorKind::NotFound);
    assert_eq!(served.validate("pc-1").await.1, LicenseValidationCode::NoMachines);
    assert_eq!(service::ping().await.unwrap().message, "pong");
}

#[both_databases]
async fn answers_verify_behind_a_proxy_that_asks_under_another_name(database: TestDb) {
    let served = Served::start_behind(Some("grantry:3000"), &database, Limits::default()).await;
    assert_eq!(served.validate("pc-1").await.1, LicenseValidationCode::NoMachines);
}

#[both_databases]
async fn files_open_without_a_network(database: TestDb) {
    let served = Served::start(&database, Limits::default()).await;
    let license = served.license().await;
    let public = SigningKey::from_seed(&SEED).public().to_string();

    let plain = LicenseCheckoutOpts::with_ttl(3_600);
    let file = license.checkout(&plain).await.unwrap();
    let opened = file.verify_and_decode(&public, LicenseFileAlgorithm::Base64Ed25519).unwrap();
    assert_eq!((opened.license.key.as_str(), opened.ttl), (KEY, 3_600));

    let encrypted = LicenseCheckoutOpts::with_include(vec!["entitlements".into()]).with_encrypt(true);
    let file = license.checkout(&encrypted).await.unwrap();
    let algorithm = LicenseFileAlgorithm::Aes256GcmEd25519;
    let opened = file.verify_and_decrypt(&public, KEY, algorithm).unwrap();
    assert_eq!(opened.included.unwrap().entitlements[0].code, "SIMULATION");
    assert!(file.verify_and_decrypt(&public, "ANOTHER", algorithm).is_err());
    let forever = LicenseCheckoutOpts::perpetual().with_algorithm(algorithm);
    assert_eq!(license.checkout(&forever).await.unwrap().ttl, i32::MAX);
    let text = license.checkout_certificate(&encrypted).await.unwrap();
    LicenseFile::from_cert(KEY, &text).unwrap().verify_with_key(&public).unwrap();

    let machine = license.activate("pc-1", &[]).await.unwrap();
    let file = machine.checkout(&MachineCheckoutOpts::with_ttl(7_200)).await.unwrap();
    file.verify().unwrap();
    let opened = file.decrypt(&format!("{KEY}pc-1")).unwrap();
    assert_eq!((opened.machine.fingerprint.as_str(), opened.ttl), ("pc-1", 7_200));
    assert_eq!(opened.license.id, license.id);
    assert_eq!(opened.offline_entitlements().unwrap()[0].code, "SIMULATION");
    assert!(file.decrypt(&format!("{KEY}pc-2")).is_err());
    assert!(MachineFile::from_cert(&format!("{KEY}pc-1"), &file.certificate).is_ok());
}

#[both_databases]
async fn a_license_that_cant_be_used_is_refused_with_its_own_reason(database: TestDb) {
    let today = Day::of_instant(clock::now());
    let nothing = LicenseChange::default();
    let served = Served::start(&database, Limits::default()).await;
    let license = served.license().await;
    let machine = license.activate("there", &[]).await.unwrap();
    let as_before = LicenseChange {
        suspended: Some(false),
        registered: Some(true),
        start: Some(today.plus(-30)),
        expiration: Some(today.plus(365)),
        ..nothing
    };
    for (change, kind, code, refusal) in [
        (
            LicenseChange { suspended: Some(true), ..nothing },
            ApiErrorKind::LicenseSuspended,
            "LICENSE_SUSPENDED",
            "SUSPENDED",
        ),
        (
            LicenseChange { expiration: Some(today.plus(-1)), ..nothing },
            ApiErrorKind::LicenseExpired,
            "LICENSE_EXPIRED",
            "EXPIRED",
        ),
        (
            LicenseChange { registered: Some(false), ..nothing },
            ApiErrorKind::LicenseNotAllowed,
            "LICENSE_NOT_ALLOWED",
            "NOT_REGISTERED",
        ),
        (
            LicenseChange { start: Some(today.plus(2)), ..nothing },
            ApiErrorKind::LicenseNotAllowed,
            "LICENSE_NOT_ALLOWED",
            "NOT_YET_VALID",
        ),
    ] {
        served.change(change).await;
        let expected = (kind, code.to_owned(), refusal.to_owned());
        let activated = license.activate("pc-1", &[]).await;
        assert_eq!(told(&activated.unwrap_err()), expected);
        let file = license.checkout(&LicenseCheckoutOpts::new()).await;
        assert_eq!(told(&file.unwrap_err()), expected);
        let file = machine.checkout(&MachineCheckoutOpts::new()).await;
        assert_eq!(told(&file.unwrap_err()), expected);
        let request = LicenseValidationRequest::for_fingerprint("there".into());
        let found = validate_with_config(served.config(KEY), &request).await.unwrap();
        assert_eq!((found.meta.valid, found.meta.code.as_str()), (false, refusal));
        assert!(found.into_license().is_err());
        served.change(as_before).await;
    }
    assert!(served.validate("there").await.0);
}

#[both_databases]
async fn a_request_that_cant_be_met_is_refused_with_its_own_reason(database: TestDb) {
    let served = Served::start(&database, Limits::default()).await;
    let refused = async |fingerprint: &str| told(&served.activate(fingerprint).await.unwrap_err());
    let blank = (ApiErrorKind::Unknown, "FINGERPRINT_BLANK".into(), "BAD_DEPLOYMENT_ID".into());
    assert_eq!(refused(" ").await, blank);
    let long = (ApiErrorKind::Unknown, "FINGERPRINT_TOO_LONG".into(), "BAD_DEPLOYMENT_ID".into());
    assert_eq!(refused(&"x".repeat(201)).await, long);
    served.activate("pc-1").await.unwrap();
    served.activate("pc-2").await.unwrap();
    let full = (ApiErrorKind::MachineLimitExceeded, "MACHINE_LIMIT_EXCEEDED".into(), "NO_UNIT_LEFT".into());
    assert_eq!(refused("pc-3").await, full);

    // An unknown key: nothing to validate, and no proof of anything.
    let request = LicenseValidationRequest::default();
    let unknown = validate_with_config(served.config("UNKNOWN"), &request).await.unwrap();
    assert_eq!(unknown.meta.code_kind(), LicenseValidationCode::NotFound);
    assert!(unknown.license.is_none());
    let license = License::from_id("L-UNKNOWN").with_config(served.config("UNKNOWN"));
    let error = license.activate("pc-1", &[]).await.unwrap_err();
    assert_eq!(error.api_error_kind(), ApiErrorKind::LicenseKeyInvalid);
    let hidden = License::from_id("L-UNKNOWN").with_config(served.config(KEY));
    let error = hidden.activate("pc-1", &[]).await.unwrap_err();
    assert_eq!(error.api_error_kind(), ApiErrorKind::NotFound);
    let components: &[Component] = &[];
    assert!(hidden.activate("", components).await.is_err());
}

#[both_databases]
async fn a_scope_that_does_not_fit_is_said(database: TestDb) {
    let served = Served::start(&database, Limits::default()).await;
    let machine = served.activate("pc-1").await.unwrap();
    let some = |text: &str| Some(text.to_owned());
    let scope = LicenseValidationScope::default;
    for (scope, code) in [
        (LicenseValidationScope { product: some("Cloud"), ..scope() }, "PRODUCT_SCOPE_MISMATCH"),
        (LicenseValidationScope { product: some(""), ..scope() }, "PRODUCT_SCOPE_MISMATCH"),
        (LicenseValidationScope { product: some("Scanner"), ..scope() }, "VALID"),
        (LicenseValidationScope { machine: Some(machine.id.clone()), ..scope() }, "VALID"),
        (LicenseValidationScope { machine: some("0"), ..scope() }, "MACHINE_SCOPE_MISMATCH"),
        (LicenseValidationScope { machine: some("x"), ..scope() }, "MACHINE_SCOPE_MISMATCH"),
        (LicenseValidationScope { fingerprint: some(" "), ..scope() }, "FINGERPRINT_SCOPE_EMPTY"),
        (LicenseValidationScope { fingerprints: Some(vec!["x".into(), "pc-1".into()]), ..scope() }, "VALID"),
        (
            LicenseValidationScope { fingerprints: Some(vec!["x".into()]), ..scope() },
            "FINGERPRINT_SCOPE_MISMATCH",
        ),
        (LicenseValidationScope { fingerprints: Some(vec![]), ..scope() }, "FINGERPRINT_SCOPE_EMPTY"),
        (LicenseValidationScope { entitlements: Some(vec![]), ..scope() }, "ENTITLEMENTS_SCOPE_EMPTY"),
        (LicenseValidationScope { entitlements: Some(vec!["SIMULATION".into()]), ..scope() }, "VALID"),
        (
            LicenseValidationScope {
                entitlements: Some(vec!["SIMULATION".into(), "NONE".into()]),
                ..scope()
            },
            "ENTITLEMENTS_MISSING",
        ),
        (LicenseValidationScope { policy: some("p"), ..scope() }, "POLICY_SCOPE_MISMATCH"),
        (LicenseValidationScope { user: some("u"), ..scope() }, "USER_SCOPE_MISMATCH"),
        (LicenseValidationScope { version: some("1.0"), ..scope() }, "VALID"),
    ] {
        let mut request = LicenseValidationRequest::new(scope);
        request.nonce = Some(42);
        let found = validate_with_config(served.config(KEY), &request).await.unwrap();
        assert_eq!(found.meta.code, code, "{request:?}");
        assert_eq!(found.meta.nonce, Some(42));
        let by_id = served.license().await.validate(&request).await.unwrap();
        assert_eq!(by_id.meta.code, code, "{request:?}");
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let database = store::testing::sqlite().await;
    let limits = Limits { address: 0, license: 3, token: 0 };
    let served = Served::start(&database, limits).await;
    let mut last = None;
    // Twice as many as the limit, because the window may end in between.
    for _ in 0..8 {
        last = validate_with_config(served.config(KEY), &LicenseValidationRequest::default()).await.err();
        if last.is_some() {
            break;
        }
    }
    let Some(Error::RateLimitExceeded { count, limit, remaining, retry_after, .. }) = last else {
        panic!("{last:?}")
    };
    assert_eq!((count, limit, remaining), (4, 3, 0));
    assert!((1..=60).contains(&retry_after));
}

#[tokio::test]
async fn an_answer_of_somebody_else_is_not_believed() {
    let database = store::testing::sqlite().await;
    let served = Served::start(&database, Limits::default()).await;
    let public = SigningKey::from_seed(&[8; 32]).public().to_string();
    let config = KeygenConfig { public_key: Some(public), ..served.config(KEY) };
    let error = validate_with_config(config, &LicenseValidationRequest::default()).await.unwrap_err();
    assert!(matches!(error, Error::KeygenSignatureInvalid { .. }), "{error:?}");
}
