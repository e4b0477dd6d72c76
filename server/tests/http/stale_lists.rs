//! The question that a page asks every minute: whether its list is stale, and after which event to look next.

use std::sync::Arc;

use app::list::{EditNote, ListChanged, OpenList, Opened, Scope};
use model::note::NoteKind;
use server::{Portal, Site, router};
use store::licenses::files::Files;
use store::testing::{NOW, TestDb, both_databases};

use crate::browser::Browser;
use crate::world::World;

#[both_databases]
async fn the_next_look_begins_where_the_last_one_ended(database: TestDb) {
    let world = World::make(&database).await;
    let admin = world.browser("admin");
    let scope = Scope::MyOrganization(None);
    let opened = admin.call("open-list", &OpenList { scope: scope.clone() }).await.value();
    let Opened::Columns(columns) = opened else { panic!() };
    let (first, today) = (columns.dictionaries.last_event, columns.dictionaries.today);
    let note = async |who, license| {
        let edit = EditNote { kind: NoteKind::Customer, license, version: 0, text: "new".into() };
        assert_eq!(world.browser(who).call("edit-note", &edit).await.status, 200);
    };
    // About a license that is not in this list.
    note("branch", world.sub_license).await;
    // By this time no event with a lower number can appear anymore.
    let site = Site::listening("127.0.0.1:3000".parse().unwrap());
    let later = Portal::new(world.db.clone(), Files::in_memory(), site).await;
    let later = router::router(Arc::new(later.with_clock(|| NOW + 11 * 60_000)));
    let later = Browser { router: later, ..admin.clone() };
    let look = async |last_event| {
        let look = ListChanged { scope: scope.clone(), last_event, today, reach: 0 };
        later.call("list-changed", &look).await.value::<Option<i64>>()
    };
    let next = look(first).await.unwrap();
    assert!(next > first);
    assert_eq!(look(next).await, Some(next));
    note("parent", world.license).await;
    assert_eq!(look(next).await, None);
}
