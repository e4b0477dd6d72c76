//! Limits, and what holds among those who save at once.

use futures::future::join_all;
use model::table::{PRESET_QUERY_LIMIT, PRESETS_OF_PERSON, SHARED_PRESETS};

use super::*;
use crate::db::batch;

#[both_databases]
async fn what_is_kept_has_limits(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = reader(db, "ada", world.customer).await;
    let eve = reader(db, "eve", world.customer).await;
    let wide = Arranged { id: "note".to_owned(), shown: true, width: Some(5_000) };
    let wide = Arrangement { columns: vec![wide], density: Density::Compact, ..Arrangement::default() };
    let told = arrange(db, &ada, Table::LicensesCloud, Some(wide)).await.unwrap_err();
    assert!(matches!(&told, TableError::Arrangement(what) if what.contains("pixels")), "{told}");
    let long = "x".repeat(61);
    for name in ["", long.as_str(), "a\nb"] {
        let told = save(db, &ada, preset(name, false), NOW).await.unwrap_err();
        assert!(matches!(told, TableError::Preset(PresetError::Name)), "{told}");
    }
    let told = save(db, &ada, preset("www.evil.example", true), NOW).await.unwrap_err();
    assert!(matches!(told, TableError::Name(_)), "{told}");
    let most = "x".repeat(PRESET_QUERY_LIMIT);
    let more = format!("{most}x");
    for (query, fits) in [(most.as_str(), true), (more.as_str(), false), ("a=1#top", false)] {
        let saved = save(db, &ada, NewPreset { query, ..preset("Long", false) }, NOW).await;
        assert_eq!(saved.is_ok(), fits, "{query:.20}");
    }

    // In one statement: one by one they would take long.
    let row = |user, name: String, shared| filter_preset::ActiveModel {
        organization_id: Set(Some(world.customer)),
        user_id: Set(user),
        page: Set(LICENSES.name().to_owned()),
        name_folded: Set(name.clone()),
        name: Set(name),
        query: Set(String::new()),
        shared: Set(shared),
        ..Default::default()
    };
    let others = (2..PRESETS_OF_PERSON).map(|number| row(Some(ada.user), format!("own {number}"), false));
    batch::insert(db.connection(), others.collect()).await.unwrap();
    let last = save(db, &ada, preset("Last", false), NOW).await.unwrap().id;
    let told = save(db, &ada, preset("More", false), NOW).await;
    assert!(matches!(told, Err(TableError::TooMany)), "{told:?}");
    // There is room to save over one, for other people, in other organizations, and on other pages.
    save(db, &ada, NewPreset { replace: Some(last), ..preset("More", false) }, NOW).await.unwrap();
    let role = people::predefined_role(db, world.other_customer, PredefinedRole::User).await.unwrap();
    people::join(db, ada.user, world.other_customer, role, NOW).await.unwrap();
    let elsewhere = session::actor(db, ada.user, Some(world.other_customer)).await.unwrap();
    save(db, &elsewhere, preset("More", false), NOW).await.unwrap();

    let others = (1..SHARED_PRESETS).map(|number| row(None, format!("ours {number}"), true));
    batch::insert(db.connection(), others.collect()).await.unwrap();
    let ours = save(db, &eve, preset("Ours", true), NOW).await.unwrap().id;
    for told in [
        save(db, &eve, preset("More", true), NOW).await.map(|_| ()),
        rename(db, &ada, last, "More", true, NOW).await,
    ] {
        assert!(matches!(told, Err(TableError::TooManyShared)), "{told:?}");
    }
    rename(db, &eve, ours, "Still ours", true, NOW).await.unwrap();
    let stranger = reader(db, "stranger", world.other_customer).await;
    save(db, &stranger, preset("Ours", true), NOW).await.unwrap();
    remove(db, &eve, ours, NOW).await.unwrap();
    rename(db, &ada, last, "More", true, NOW).await.unwrap();
}

#[both_databases]
async fn limits_and_names_hold_among_those_who_save_at_once(database: TestDb) {
    let other = database.again().await;
    let db = &database.db;
    let world = World::make(db).await;
    let ada = &reader(db, "ada", world.customer).await;
    let at = |number: usize| if number.is_multiple_of(2) { db } else { &other };
    let saved = join_all((0..8).map(|number| save(at(number), ada, preset("Same", true), NOW))).await;
    assert_eq!(saved.iter().filter(|saved| saved.is_ok()).count(), 1);
    let is_told = |saved: &&Result<Preset, TableError>| matches!(saved, Err(TableError::Exists(_)));
    assert_eq!(saved.iter().filter(is_told).count(), 7, "{saved:?}");
    let arranged = (0..8)
        .map(|number| arrange(at(number), ada, Table::LicensesCloud, Some(arrangement(Density::Compact))));
    for arranged in join_all(arranged).await {
        arranged.unwrap();
    }
    assert_eq!(table_arrangement::Entity::find().count(db.connection()).await.unwrap(), 1);
    let eve = reader(db, "eve", world.customer).await;
    let rows = (2..SHARED_PRESETS).map(|number| filter_preset::ActiveModel {
        organization_id: Set(Some(world.customer)),
        user_id: Set(None),
        page: Set(LICENSES.name().to_owned()),
        name_folded: Set(format!("ours {number}")),
        name: Set(format!("ours {number}")),
        query: Set(String::new()),
        shared: Set(true),
        ..Default::default()
    });
    batch::insert(db.connection(), rows.collect()).await.unwrap();
    // There is room for one more, whoever shares it.
    let (mine, theirs) =
        tokio::join!(save(db, ada, preset("Last", true), NOW), save(&other, &eve, preset("Last", true), NOW));
    let told = match (&mine, &theirs) {
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => matches!(error, TableError::TooManyShared),
        _ => false,
    };
    assert!(told, "{mine:?} {theirs:?}");
}
