use futures::{TryStreamExt as _, stream};
use model::access::RoleObject;
use model::installer::Details;
use model::{Action, Actor, Level, Levels, OrganizationKind, Permit, ProductId, Target};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait as _, QueryFilter};
use tokio_util::bytes::Bytes;

use super::*;
use crate::db::entity::event;
use crate::events::Kind;
use crate::licenses::files::{Files, FilesError};
use crate::testing::{NOW, TODAY, TestDb, World, actor, both_databases, level};
use crate::{Db, people};

const MANAGE: Action = Action::ManageInstallers;
const DOWNLOAD: Action = Action::DownloadInstaller;
/// SHA-256 of `abc`, from the standard's examples.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn permit(person: &Actor, action: Action) -> Permit {
    person.permit(action, Target::Anything).unwrap()
}

async fn staff(db: &Db) -> Actor {
    let vendor = people::add_organization(db, "Vendor", OrganizationKind::Vendor, None, NOW).await.unwrap();
    actor(db, "staff", Some(vendor), Levels::all(Level::FullAccess)).await
}

fn adding(product: ProductId, version: &str, random: u8) -> Adding {
    let details = Details {
        version: version.to_owned(),
        platform: "Linux".to_owned(),
        architecture: None,
        released: TODAY,
        file_name: "setup.run".to_owned(),
        sha256: None,
    };
    Adding { product, details, limit: 1 << 20, random: [random; 32], now: NOW }
}

fn chunks<const N: usize>(
    chunks: [Result<&'static str, &'static str>; N],
) -> impl futures::Stream<Item = Result<Bytes, &'static str>> {
    stream::iter(chunks.map(|chunk| chunk.map(|text| Bytes::from_static(text.as_bytes()))))
}

async fn told(db: &Db, kind: Kind) -> u64 {
    let events = event::Entity::find().filter(event::Column::Kind.eq(kind.name()));
    events.count(db.connection()).await.unwrap()
}

#[both_databases]
async fn an_installer_is_added_listed_read_and_removed(database: TestDb) {
    let (db, files) = (&database.db, Files::in_memory());
    let world = World::make(db).await;
    let staff = staff(db).await;
    world.license(db, "OWN", &[world.customer]).await;
    let levels = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let member = actor(db, "member", Some(world.customer), levels).await;
    let download = permit(&member, DOWNLOAD);

    let mut first = adding(world.scanner, "1.0", 1);
    first.details.sha256 = Some(ABC.to_owned());
    let bytes = chunks([Ok("a"), Ok(""), Ok("bc")]);
    let first = add(db, &files, &permit(&staff, MANAGE), first, bytes).await.unwrap();
    assert_eq!((first.size, first.sha256.as_str()), (3, ABC));
    // Released on an earlier day: further down, whatever its number.
    let mut older = adding(world.scanner, "9.0", 2);
    older.details.released = TODAY.plus(-1);
    add(db, &files, &permit(&staff, MANAGE), older, chunks([Ok("old")])).await.unwrap();
    let listed = list(db, &download, world.scanner).await.unwrap();
    assert_eq!(listed.iter().map(|one| one.version.as_str()).collect::<Vec<_>>(), ["1.0", "9.0"]);
    assert_eq!(listed[0], first);

    let opened = open(db, &files, &download, first.id).await.unwrap();
    opened.check().await.unwrap();
    for (range, expected) in [(None, "abc"), (Some(1..3), "bc"), (Some(0..1), "a")] {
        let read: Vec<Bytes> = opened.read(range).await.unwrap().try_collect().await.unwrap();
        assert_eq!(read.concat(), expected.as_bytes());
    }
    // A file other than the one uploaded can't be downloaded.
    files.spoil().await.unwrap();
    assert!(matches!(opened.read(None).await.err(), Some(FilesError::Size { found: 7, .. })));
    assert!(matches!(opened.check().await, Err(FilesError::Size { found: 7, .. })));

    remove(db, &files, &permit(&staff, MANAGE), first.id, NOW).await.unwrap();
    assert_eq!(files.count().await, 1);
    for gone in [first.id, 999_999] {
        let again = remove(db, &files, &permit(&staff, MANAGE), gone, NOW).await;
        assert!(matches!(again, Err(InstallerError::Refused(_))));
        let again = open(db, &files, &download, gone).await;
        assert!(matches!(again, Err(InstallerError::Refused(_))));
    }
    assert_eq!((told(db, Kind::InstallerAdded).await, told(db, Kind::InstallerRemoved).await), (2, 1));
}

#[both_databases]
async fn of_what_is_not_whole_nothing_is_kept(database: TestDb) {
    let (db, files) = (&database.db, Files::in_memory());
    let world = World::make(db).await;
    let staff = staff(db).await;
    let manage = permit(&staff, MANAGE);
    let mut other = adding(world.scanner, "1.0", 1);
    other.details.sha256 = Some("0".repeat(64));
    let mismatch = add(db, &files, &manage, other, chunks([Ok("abc")])).await.unwrap_err();
    assert!(matches!(&mismatch, AddError::Mismatch { found, .. } if found == ABC), "{mismatch}");
    let broken = add(db, &files, &manage, adding(world.scanner, "1.0", 1), chunks([Ok("a"), Err("gone")]));
    assert_eq!(broken.await.unwrap_err().to_string(), "The upload was interrupted: gone");
    let empty = add(db, &files, &manage, adding(world.scanner, "1.0", 1), chunks([Ok("")])).await;
    assert!(matches!(empty, Err(AddError::Empty)));
    let small = Adding { limit: 3, ..adding(world.scanner, "1.0", 1) };
    let large = add(db, &files, &manage, small.clone(), chunks([Ok("ab"), Ok("cd")])).await;
    assert_eq!(large.unwrap_err().to_string(), "This file is too large: an installer can be up to 3 B.");
    assert_eq!(files.count().await, 0);
    add(db, &files, &manage, small, chunks([Ok("ab"), Ok("c")])).await.unwrap();

    // An existing one is reported before its bytes are read.
    let unread = stream::pending::<Result<Bytes, &str>>();
    let twice = add(db, &files, &manage, adding(world.scanner, "1.0", 2), unread).await.unwrap_err();
    let sentence =
        "Version 1.0 for Linux already has a file setup.run. Remove it first, or choose another name.";
    assert_eq!(twice.to_string(), sentence);
    assert_eq!((files.count().await, told(db, Kind::InstallerAdded).await), (1, 1));
}

#[both_databases]
async fn of_two_who_add_the_same_at_once_one_does(database: TestDb) {
    let (db, files) = (&database.db, &Files::in_memory());
    let world = World::make(db).await;
    let manage = &permit(&staff(db).await, MANAGE);
    let added = (0..6_u8)
        .map(|random| add(db, files, manage, adding(world.scanner, "1.0", random), chunks([Ok("abc")])));
    let answers = futures::future::join_all(added).await;
    let others = answers.iter().filter(|answer| matches!(answer, Err(AddError::Exists { .. }))).count();
    assert_eq!((others, files.count().await), (5, 1), "{answers:?}");
}

#[both_databases]
async fn installers_out_of_reach_are_as_those_that_are_not(database: TestDb) {
    let (db, files) = (&database.db, Files::in_memory());
    let world = World::make(db).await;
    let staff = staff(db).await;
    let manage = permit(&staff, MANAGE);
    let added = add(db, &files, &manage, adding(world.scanner, "1.0", 1), chunks([Ok("abc")]));
    let added = added.await.unwrap();
    world.license(db, "OWN", &[world.customer]).await;
    let stranger = actor(db, "stranger", Some(world.other_customer), Levels::all(Level::FullAccess)).await;
    let download = permit(&stranger, DOWNLOAD);
    let listed = list(db, &download, world.scanner).await;
    assert!(matches!(listed, Err(InstallerError::Refused(_))));
    let opened = open(db, &files, &download, added.id).await;
    assert!(matches!(opened, Err(InstallerError::Refused(_))));

    // A permit for something else does not count, whoever holds it.
    for other in [permit(&staff, DOWNLOAD), download] {
        let refused = add(db, &files, &other, adding(world.scanner, "2.0", 2), chunks([Ok("abc")])).await;
        assert!(matches!(refused, Err(AddError::Refused(_))));
        let refused = remove(db, &files, &other, added.id, NOW).await;
        assert!(matches!(refused, Err(InstallerError::Refused(_))));
    }
    let nowhere = add(db, &files, &manage, adding(999_999, "2.0", 2), chunks([Ok("abc")]));
    assert!(matches!(nowhere.await, Err(AddError::Refused(_))));
}

#[tokio::test]
async fn what_nobody_sees_is_refused_in_all_that_is_said_of_an_installer() {
    let database = crate::testing::sqlite().await;
    let (db, files) = (&database.db, Files::in_memory());
    let world = World::make(db).await;
    let staff = staff(db).await;
    let places: [fn(&mut Details, String); 4] = [
        |details, text| details.version = text,
        |details, text| details.platform = text,
        |details, text| details.architecture = Some(text),
        |details, text| details.file_name = text,
    ];
    for sign in ['\u{3164}', '\u{2800}', '\u{ad}'] {
        for set in places {
            let mut adding = adding(world.scanner, "1.0", 1);
            set(&mut adding.details, format!("a{sign}b"));
            let told = format!("{:?}", adding.details);
            let refused = add(db, &files, &permit(&staff, MANAGE), adding, chunks([Ok("abc")])).await;
            let is_told = matches!(refused, Err(AddError::Invisible(found)) if found == u32::from(sign));
            assert!(is_told, "{told}: {refused:?}");
        }
    }
    assert_eq!(files.count().await, 0);
}
