//! Signing in by an organization's provider: several at once, and the message for an issuer that is set up in another form.

use std::collections::HashMap;
use std::sync::Arc;

use app::ApiError;
use app::single_sign_on::StartSingleSignOn;
use http::StatusCode;
use http::header::SET_COOKIE;
use model::single_sign_on::Settings;
use model::{Action, Target};
use server::{Portal, Site, router};
use store::Db;
use store::db::sealed::Sealer;
use store::db::secret::Secret;
use store::licenses::files::Files;
use store::organizations::mail_domains::verify_by_operator;
use store::people::{PredefinedRole, predefined_role};
use store::sign_in::single_sign_on::{Saving, save};
use store::testing::{NOW, TestDb, World, both_databases, predefined};

use crate::browser::{Answer, Browser};
use crate::provider::Provider;

const EMMA: &str = "emma@customer.example";

/// A browser that keeps its cookies, in the order in which they were set.
struct Jar {
    browser: Browser,
    cookies: Vec<(String, String)>,
}

impl Jar {
    fn take(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(kept, _)| kept != name);
            if !cookie.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    fn browser(&self) -> Browser {
        let all: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.browser.with_cookie(all.join("; "))
    }

    fn attempts(&self) -> usize {
        self.cookies.iter().filter(|(name, _)| name.starts_with("grantry-openid-")).count()
    }

    /// Starts in a tab. Returns the parameters for the provider.
    async fn begin(&mut self) -> HashMap<String, String> {
        self.begin_for("/support").await
    }

    /// Starts on the way to that address.
    async fn begin_for(&mut self, next: &str) -> HashMap<String, String> {
        let begun = self.start_for(next).await;
        self.take(&begun);
        let address: String = begun.value();
        let (_, query) = address.split_once('?').unwrap();
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    async fn start(&self) -> Answer {
        self.start_for("/support").await
    }

    async fn start_for(&self, next: &str) -> Answer {
        let start = StartSingleSignOn { email: EMMA.into(), next: next.into() };
        self.browser().call("start-single-sign-on", &start).await
    }

    /// Comes back to a tab. Returns the address to which it continues.
    async fn come_back(&mut self, provider: &Provider, sent: &HashMap<String, String>, more: &str) -> String {
        provider.say(&sent["nonce"], "51", EMMA, NOW);
        let back = format!("/openid/callback?code=code&state={}{more}", sent["state"]);
        let answer = self.browser().get(&back).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        self.take(&answer);
        answer.header("location").to_owned()
    }
}

/// A customer whose provider has that after its issuer identifier, and a browser.
async fn scene(db: &Db, end: &str) -> (Provider, Jar) {
    let provider = Provider::start().await;
    let world = World::make(db).await;
    verify_by_operator(db, "Customer", "customer.example", Secret([9; 32]), NOW).await.unwrap();
    let owner = predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await;
    let settings = Settings {
        issuer: format!("{}{end}", provider.issuer),
        client_id: "grantry".into(),
        role_claim: String::new(),
        default_role: predefined_role(db, world.customer, PredefinedRole::User).await.unwrap(),
        roles: Vec::new(),
        factor_value: String::new(),
        trusted_audiences: String::new(),
        vouches_for_addresses: false,
        enabled: true,
    };
    let sealer = Sealer::new([5; 32]);
    let saving =
        Saving { before: None, settings: &settings, secret: Some("x"), sealer: &sealer, random: &[3; 32] };
    let permit = owner.permit(Action::ManageSecurity, Target::MyOrganization).unwrap();
    save(db, &permit, saving, NOW).await.unwrap();
    let site = Site::listening("127.0.0.1:3000".parse().unwrap());
    let portal = Portal::new(db.clone(), Files::in_memory(), site).await.with_clock(|| NOW);
    let portal = portal.with_sealer(sealer).with_openid(openid::Client::new(true).unwrap());
    let browser = Browser::new(router::router(Arc::new(portal)));
    (provider, Jar { browser, cookies: Vec::new() })
}

#[both_databases]
async fn two_tabs_sign_in_at_once(database: TestDb) {
    let (provider, mut jar) = scene(&database.db, "").await;
    let one = jar.begin().await;
    let other = jar.begin().await;
    assert_eq!(jar.attempts(), 2);
    for (sent, left) in [(&other, 1), (&one, 0)] {
        assert_eq!(jar.come_back(&provider, sent, "").await, "/support");
        assert_eq!(jar.attempts(), left);
    }
    // Each works once.
    assert_eq!(jar.come_back(&provider, &one, "").await, "/sso?refused=over");
}

#[tokio::test]
async fn who_was_going_to_download_a_file_is_not_left_at_the_provider() {
    let database = store::testing::sqlite().await;
    let (provider, mut jar) = scene(&database.db, "").await;
    for (next, to) in [
        ("/export/licenses.csv?status=expired", "/sign-in?next=%2Fexport%2Flicenses.csv%3Fstatus%3Dexpired"),
        ("//evil.example", "/licenses"),
        ("/sign-in", "/licenses"),
    ] {
        let sent = jar.begin_for(next).await;
        assert_eq!(jar.come_back(&provider, &sent, "").await, to, "{next}");
    }
}

#[tokio::test]
async fn of_many_sign_ins_under_way_the_latest_are_kept() {
    let database = store::testing::sqlite().await;
    let (provider, mut jar) = scene(&database.db, "").await;
    let mut begun = Vec::new();
    for _ in 0..11 {
        begun.push(jar.begin().await);
    }
    assert_eq!(jar.attempts(), 8);
    assert_eq!(jar.come_back(&provider, &begun[2], "").await, "/sso?refused=over");
    assert_eq!(jar.come_back(&provider, &begun[3], "").await, "/support");
    assert_eq!(jar.come_back(&provider, &begun[10], "").await, "/support");
    // Another browser has none of them.
    let mut other = Jar { browser: jar.browser.clone(), cookies: Vec::new() };
    assert_eq!(other.come_back(&provider, &begun[5], "").await, "/sso?refused=over");
}

#[tokio::test]
async fn an_answer_that_repeats_a_parameter_is_refused() {
    let database = store::testing::sqlite().await;
    let (provider, mut jar) = scene(&database.db, "").await;
    let sent = jar.begin().await;
    for more in ["&code=other", "&state=other", "&iss=a&iss=b"] {
        assert_eq!(jar.come_back(&provider, &sent, more).await, "/sso?refused=answer", "{more}");
    }
    // The attempt is still there for the provider's own response, which may say more.
    assert_eq!(jar.come_back(&provider, &sent, "&session_state=x").await, "/support");
}

#[tokio::test]
async fn an_issuer_in_another_form_is_told_in_both() {
    let database = store::testing::sqlite().await;
    let (provider, jar) = scene(&database.db, "/").await;
    let answer = jar.start().await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error: ApiError = postcard::from_bytes(&answer.body).unwrap();
    let (given, told) = (format!("“{}/”", provider.issuer), format!("“{}”", provider.issuer));
    assert!(error.to_string().contains(&given) && error.to_string().contains(&told), "{error}");

    let database = store::testing::sqlite().await;
    let (provider, mut jar) = scene(&database.db, "").await;
    let sent = jar.begin().await;
    let more = "&iss=https%3A%2F%2Flogin.elsewhere.example%2F";
    assert_eq!(jar.come_back(&provider, &sent, more).await, "/sso?refused=issuer");
}
