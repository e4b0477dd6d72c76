use super::*;
use crate::db::secret::Secret;
use crate::db::throttle::WINDOW;
use crate::people::{NewUser, add_user};
use crate::testing::{NOW, TestDb, both_databases};

async fn person(db: &Db) -> UserId {
    person_named(db, "Ada").await
}

async fn person_named(db: &Db, name: &str) -> UserId {
    let hash = hash_password("right".into(), [1; 16]).await.unwrap();
    let new = NewUser { email: &format!("{name}@Example.org"), name, password_hash: Some(hash) };
    add_user(db, new, NOW).await.unwrap()
}

async fn try_in(db: &Db, password: &str, now: i64) -> Result<UserId, SignInError> {
    check(db, " ADA@example.org ", password.into(), "192.0.2.1", now).await
}

#[test]
fn a_release_has_the_full_cost_whatever_it_is_asked_for() {
    let full = Params::new(19 * 1024, 2, 1, None).unwrap();
    assert_eq!(cost(false, || true), full);
    assert_eq!(cost(true, || false), full);
    assert!(cost(true, || true).m_cost() < full.m_cost());
}

#[both_databases]
async fn the_right_password_signs_in_and_no_other(database: TestDb) {
    let db = &database.db;
    let ada = person(db).await;
    assert_eq!(try_in(db, "right", NOW).await.unwrap(), ada);
    for wrong in ["", "Right", "right ", &"x".repeat(PASSWORD_LIMIT + 1)] {
        assert!(matches!(try_in(db, wrong, NOW).await, Err(SignInError::Wrong)));
    }
    let unknown = check(db, "bob@example.org", "right".into(), "192.0.2.1", NOW).await;
    assert!(matches!(unknown, Err(SignInError::Wrong)));
}

/// How long a turn may take to come back.
const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn half_of_the_processors_hash_at_once() {
    for (cores, at_once) in [(1, 1), (2, 1), (3, 1), (4, 2), (9, 4), (64, 32)] {
        assert_eq!(hashing_at_once(cores), at_once, "{cores}");
    }
    let cores = std::thread::available_parallelism().unwrap().get();
    // Other tests may be hashing: wait until their turns are over.
    let all = u32::try_from(hashing_at_once(cores)).unwrap();
    let _all = timeout(PATIENCE, HASHING.free.acquire_many(all)).await.unwrap().unwrap();
    assert_eq!(HASHING.free.available_permits(), 0);
}

#[tokio::test]
async fn a_turn_to_hash_comes_back_whatever_comes_of_the_work() {
    static TURNS: Turns = Turns { free: Semaphore::const_new(1), patience: Duration::from_secs(10) };
    for _ in 0..2 {
        assert_eq!(TURNS.work(|| Ok(1)).await.unwrap(), 1);
        assert_eq!(TURNS.free.available_permits(), 1);
        let wrong = TURNS.work(|| Err::<(), _>(SignInError::Wrong)).await;
        assert!(matches!(wrong, Err(SignInError::Wrong)), "{wrong:?}");
        assert_eq!(TURNS.free.available_permits(), 1);
        let panicked = TURNS.work(|| -> Result<(), SignInError> { panic!("while hashing") }).await;
        assert!(matches!(panicked, Err(SignInError::Hash(_))), "{panicked:?}");
        assert_eq!(TURNS.free.available_permits(), 1);
    }
}

#[tokio::test]
async fn who_goes_away_keeps_the_turn_until_the_work_has_ended() {
    static TURNS: Turns = Turns { free: Semaphore::const_new(1), patience: Duration::from_secs(10) };
    let (begin, has_begun) = tokio::sync::oneshot::channel();
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let caller = tokio::spawn(TURNS.work(move || {
        begin.send(()).unwrap();
        ended.recv_timeout(PATIENCE).unwrap();
        Ok(())
    }));
    has_begun.await.unwrap();
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    assert_eq!(TURNS.free.available_permits(), 0, "more is hashed at once than there are turns");
    end.send(()).unwrap();
    let _next = timeout(PATIENCE, TURNS.free.acquire()).await.unwrap().unwrap();
}

/// Number of guesses that count as under way.
async fn under_way(db: &Db) -> i32 {
    let rows = crate::db::entity::throttle::Entity::find().all(db.connection()).await.unwrap();
    rows.iter().map(|row| row.pending).sum()
}

#[both_databases]
async fn a_sign_in_that_fails_keeps_no_turn_and_no_guess(database: TestDb) {
    let turns = Turns { free: Semaphore::new(1), patience: Duration::from_secs(10) };
    let turns: &Turns = Box::leak(Box::new(turns));
    let db = &database.db;
    let ada = person(db).await;
    let sign_in = async |email: &str, password: &str| {
        let (email, password) = (email.to_owned(), password.to_owned());
        let checked = check_now(db.clone(), email, password, "192.0.2.1".into(), NOW, turns).await;
        assert_eq!(turns.free.available_permits(), 1, "{checked:?}");
        assert_eq!(under_way(db).await, 0, "{checked:?}");
        checked
    };
    for (email, password) in [("bob@example.org", "right"), ("ada@example.org", "wrong")] {
        let wrong = sign_in(email, password).await;
        assert!(matches!(wrong, Err(SignInError::Wrong)), "{wrong:?}");
    }
    let long = "x".repeat(PASSWORD_LIMIT + 1);
    let wrong = sign_in("ada@example.org", &long).await;
    assert!(matches!(wrong, Err(SignInError::Wrong)), "{wrong:?}");
    let set = async |hash: &str| {
        let change = user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(hash))
            .filter(user::Column::Id.eq(ada));
        change.exec(db.connection()).await.unwrap();
    };
    set("no hash at all").await;
    let failed = sign_in("ada@example.org", "right").await;
    assert!(matches!(failed, Err(SignInError::Hash(_))), "{failed:?}");
    set(&hash_now(b"right", &[1; 16]).unwrap()).await;
    assert_eq!(sign_in("ada@example.org", "right").await.unwrap(), ada);
}

#[both_databases]
async fn who_gets_no_turn_is_told_so_and_is_not_slowed_down(database: TestDb) {
    static NONE: Turns = Turns { free: Semaphore::const_new(0), patience: Duration::from_millis(1) };
    let db = &database.db;
    let ada = person(db).await;
    for _ in 0..=FAILURES_HERE {
        let email = "ada@example.org".to_owned();
        let turned_away = check_now(db.clone(), email, "right".into(), "192.0.2.1".into(), NOW, &NONE).await;
        assert!(matches!(turned_away, Err(SignInError::Busy)));
    }
    assert_eq!(try_in(db, "right", NOW).await.unwrap(), ada);
}

#[both_databases]
async fn guessing_is_slowed_down_and_forgiven_after_a_while(database: TestDb) {
    let db = &database.db;
    let ada = person(db).await;
    for _ in 0..FAILURES_HERE {
        assert!(matches!(try_in(db, "wrong", NOW).await, Err(SignInError::Wrong)));
    }
    // Now even the right password has to wait.
    let refused = try_in(db, "right", NOW + 60_000).await;
    assert!(matches!(refused, Err(SignInError::Throttled(Throttled { minutes: 14 }))));
    assert_eq!(try_in(db, "right", NOW + WINDOW).await.unwrap(), ada);
    // A success clears the count.
    assert_eq!(try_in(db, "right", NOW + WINDOW + 1).await.unwrap(), ada);
}

#[both_databases]
async fn a_stranger_who_fails_on_purpose_keeps_nobody_out_elsewhere(database: TestDb) {
    let db = &database.db;
    let ada = person(db).await;
    for _ in 0..2 * FAILURES_HERE {
        let guess = check(db, "ada@example.org", "wrong".into(), "192.0.2.66", NOW).await;
        assert!(guess.is_err());
    }
    assert_eq!(try_in(db, "right", NOW).await.unwrap(), ada);
}

#[both_databases]
async fn guessing_from_many_addresses_is_slowed_down_too(database: TestDb) {
    let db = &database.db;
    person(db).await;
    let account = throttle::subject("account", "ada@example.org");
    for _ in 0..ACCOUNT_FAILURES {
        throttle::attempt(db, &account, ACCOUNT_FAILURES, NOW).await.unwrap().unwrap();
    }
    let refused = try_in(db, "right", NOW).await;
    assert!(matches!(refused, Err(SignInError::Throttled(_))));
}

#[both_databases]
async fn successes_do_not_count_against_a_network_address(database: TestDb) {
    let db = &database.db;
    let ada = person(db).await;
    for _ in 0..=ADDRESS_FAILURES {
        assert_eq!(try_in(db, "right", NOW).await.unwrap(), ada);
    }
    assert!(matches!(try_in(db, "wrong", NOW).await, Err(SignInError::Wrong)));
}

#[both_databases]
async fn what_is_counted_no_longer_is_forgotten_whoever_signs_in(database: TestDb) {
    let db = &database.db;
    person(db).await;
    let guess = check(db, "bob@example.org", "wrong".into(), "192.0.2.9", NOW).await;
    assert!(matches!(guess, Err(SignInError::Wrong)));
    try_in(db, "right", NOW + WINDOW).await.unwrap();
    assert_eq!(throttle::forget_attempts(db, NOW + WINDOW).await.unwrap(), 3);
    let left = crate::db::entity::throttle::Entity::find().all(db.connection()).await.unwrap();
    let counted: i32 = left.iter().map(|row| row.failures + row.pending).sum();
    assert_eq!((left.len(), counted), (3, 0), "of who signed in");
}

#[both_databases]
async fn an_address_with_nul_is_one_that_nobody_has(database: TestDb) {
    let answer = check(&database.db, "ada\0@example.org", "right".into(), "192.0.2.1", NOW).await;
    assert!(matches!(answer, Err(SignInError::Wrong)), "{answer:?}");
}

#[both_databases]
async fn right_passwords_side_by_side_are_all_let_in(database: TestDb) {
    let db = &database.db;
    let ada = person(db).await;
    for _ in 1..FAILURES_HERE {
        assert!(matches!(try_in(db, "wrong", NOW).await, Err(SignInError::Wrong)));
    }
    // With one failure left, and so one guess at a time.
    let answers = futures::future::join_all((0..20).map(|_| try_in(db, "right", NOW))).await;
    let refused: Vec<_> = answers.iter().filter(|answer| !matches!(answer, Ok(id) if *id == ada)).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[both_databases]
async fn a_network_of_ipv6_networks_keeps_nobody_out_elsewhere(database: TestDb) {
    let db = &database.db;
    let ada = person(db).await;
    let guess = async |from: &str| check(db, "ada@example.org", "wrong".into(), from, NOW).await;
    let mut wrong = 0;
    for subnet in 0..60 {
        for _ in 0..2 {
            let from = format!("2001:db8:1:{subnet:x}::/64");
            wrong += i32::from(matches!(guess(&from).await, Err(SignInError::Wrong)));
        }
    }
    // The limit of a whole /56 is that of two networks, and of a /48 that of four.
    assert_eq!(wrong, 2 * FAILURES_HERE);
    let mut wrong = 0;
    for block in 1..30 {
        let from = format!("2001:db8:1:{:x}::/64", block * 256);
        wrong += i32::from(matches!(guess(&from).await, Err(SignInError::Wrong)));
    }
    assert_eq!(wrong, 2 * FAILURES_HERE);
    assert_eq!(try_in(db, "right", NOW).await.unwrap(), ada);
}

#[both_databases]
async fn whoever_fails_from_everywhere_keeps_nobody_out_where_they_signed_in_before(database: TestDb) {
    let db = &database.db;
    let ada = person(db).await;
    let device = Secret([1; 32]);
    let at = |network_address: &str, device| Caller { network_address: network_address.into(), device };
    throttle::remember(db, ada, &at("192.0.2.1", Some(device)), NOW).await.unwrap();
    let account = throttle::subject("account", "ada@example.org");
    for _ in 0..ACCOUNT_FAILURES {
        throttle::attempt(db, &account, ACCOUNT_FAILURES, NOW).await.unwrap().unwrap();
    }
    let sign_in =
        async |caller, password: &str| check(db, "ada@example.org", password.to_owned(), caller, NOW).await;
    for known in [at("192.0.2.1", None), at("198.51.100.7", Some(device))] {
        assert_eq!(sign_in(known, "right").await.unwrap(), ada);
    }
    for stranger in [at("198.51.100.7", None), at("198.51.100.7", Some(Secret([2; 32])))] {
        let refused = sign_in(stranger, "right").await;
        assert!(matches!(refused, Err(SignInError::Throttled(_))), "{refused:?}");
    }
    // Another person's device counts as unknown, and a known one has its own failures.
    let eve = person_named(db, "eve").await;
    throttle::remember(db, eve, &at("203.0.113.1", Some(Secret([3; 32]))), NOW).await.unwrap();
    let refused = sign_in(at("203.0.113.1", Some(Secret([3; 32]))), "right").await;
    assert!(matches!(refused, Err(SignInError::Throttled(_))), "{refused:?}");
    for _ in 0..FAILURES_HERE {
        let wrong = sign_in(at("198.51.100.7", Some(device)), "wrong").await;
        assert!(matches!(wrong, Err(SignInError::Wrong)), "{wrong:?}");
    }
    let refused = sign_in(at("198.51.100.7", Some(device)), "right").await;
    assert!(matches!(refused, Err(SignInError::Throttled(_))), "{refused:?}");
    // Not seen for long, it is like any other.
    let late = NOW + 90 * 86_400_000;
    assert_eq!(throttle::forget_places(db, late - 1).await.unwrap(), 0);
    assert!(!throttle::is_known_device(db, Some(ada), &at("::", Some(device)), late).await.unwrap());
    assert_eq!(throttle::forget_places(db, late).await.unwrap(), 4);
}

#[test]
fn one_minute_is_one_minute() {
    let text = |minutes| Throttled { minutes }.to_string();
    assert_eq!(text(1), "Too many attempts. Try again in 1 minute.");
    assert_eq!(text(15), "Too many attempts. Try again in 15 minutes.");
}

#[both_databases]
async fn attempts_side_by_side_do_not_slip_past(database: TestDb) {
    let db = &database.db;
    person(db).await;
    let attempts = (0..30).map(|_| try_in(db, "wrong", NOW));
    let answers = futures::future::join_all(attempts).await;
    let looked_at = answers.iter().filter(|answer| matches!(answer, Err(SignInError::Wrong))).count();
    assert!(looked_at <= usize::try_from(FAILURES_HERE).unwrap(), "{looked_at}");
}

#[both_databases]
async fn a_password_is_the_same_however_its_letters_are_composed(database: TestDb) {
    let (composed, apart) =
        ("Gl\u{fc}hw\u{fc}rmchen \u{e9}toil\u{e9}", "Glu\u{308}hwu\u{308}rmchen e\u{301}toile\u{301}");
    let db = &database.db;
    let ada = person(db).await;
    let stored = async || {
        let found = user::Entity::find_by_id(ada).one(db.connection()).await.unwrap().unwrap();
        found.password_hash.unwrap().into_inner()
    };
    let set = async |hash: String| {
        let change = user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(hash))
            .filter(user::Column::Id.eq(ada));
        change.exec(db.connection()).await.unwrap();
    };
    for given in [composed, apart] {
        set(hash_password(given.to_owned(), [3; 16]).await.unwrap().into_inner()).await;
        let before = stored().await;
        for typed in [composed, apart] {
            assert_eq!(try_in(db, typed, NOW).await.unwrap(), ada, "{typed:?}");
        }
        assert!(try_in(db, "Gluhwurmchen etoile", NOW).await.is_err());
        assert_eq!(stored().await, before, "a good hash stays");
    }
    // A hash from before: valid for the password as typed then, and for both forms from the next sign-in on.
    set(hash_now(apart.as_bytes(), &[4; 16]).unwrap()).await;
    let before = stored().await;
    assert!(try_in(db, composed, NOW).await.is_err());
    assert_eq!(stored().await, before);
    assert_eq!(try_in(db, apart, NOW).await.unwrap(), ada);
    assert_ne!(stored().await, before);
    for typed in [composed, apart] {
        assert_eq!(try_in(db, typed, NOW).await.unwrap(), ada, "{typed:?}");
    }
}

#[both_databases]
async fn a_password_is_measured_as_it_is_hashed(database: TestDb) {
    let longest = "\u{fc}".repeat(PASSWORD_LIMIT / 2);
    let apart = "u\u{308}".repeat(PASSWORD_LIMIT / 2);
    assert!(apart.len() > PASSWORD_LIMIT);
    assert_eq!(crate::sign_in::password::check_new(&apart, &[]), Ok(()));
    let db = &database.db;
    let hash = hash_password(apart.clone(), [1; 16]).await.unwrap();
    let new = NewUser { email: "ada@example.org", name: "Ada", password_hash: Some(hash) };
    let ada = add_user(db, new, NOW).await.unwrap();
    for typed in [&longest, &apart] {
        assert_eq!(try_in(db, typed, NOW).await.unwrap(), ada);
    }
    for wrong in [format!("{apart}u"), "x".repeat(RAW_LIMIT + 1)] {
        assert!(matches!(try_in(db, &wrong, NOW).await, Err(SignInError::Wrong)));
    }
}

#[both_databases]
async fn guesses_count_alike_however_the_address_is_spelled(database: TestDb) {
    let db = &database.db;
    let hash = hash_password("right".into(), [1; 16]).await.unwrap();
    let new = NewUser { email: "li@smörgås.example", name: "Li", password_hash: Some(hash) };
    let li = add_user(db, new, NOW).await.unwrap();
    let ascii = crate::people::sendable_email("li@smörgås.example");
    let spellings = ["li@smörgås.example", "LI@SMÖRGÅS.example", ascii.as_str()];
    for email in spellings {
        let right = check(db, email, "right".into(), "192.0.2.1", NOW).await;
        assert_eq!(right.unwrap(), li, "{email}");
    }
    for number in 0..FAILURES_HERE {
        let email = spellings[usize::try_from(number).unwrap() % spellings.len()];
        let wrong = check(db, email, "wrong".into(), "192.0.2.1", NOW).await;
        assert!(matches!(wrong, Err(SignInError::Wrong)), "{email}");
    }
    for email in spellings {
        let refused = check(db, email, "right".into(), "192.0.2.1", NOW).await;
        assert!(matches!(refused, Err(SignInError::Throttled(_))), "{email}");
    }
}
