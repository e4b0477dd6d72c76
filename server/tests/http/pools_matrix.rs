//! The matrix's rows about license pools.

use app::pools::{
    ListPools, MergePools, MovePools, OpenPool, RenamePool, SplitPool, SuggestTags, TagLicenses, TagPools,
    UndoPoolMove, WhoSeesGroup,
};
use model::pools::{Moved, PoolQuery, Seen};

use crate::matrix::{Row, function};
use crate::world::World;

/// The rows of the matrix.
pub fn rows(world: &World) -> Vec<Row> {
    let (seen, managed) = ("1 ..22 22 2..2 2 .", "1 ...x xx x..x x .");
    let nobody = "1 .... .. .... . .";
    let query = PoolQuery::default;
    let missing = Seen { id: world.missing, version: 0 };
    // Whoever may do it is told that nothing was chosen; a partner has no pools of its customers.
    let nothing = Moved { back: Vec::new(), to: Vec::new(), at: store::testing::NOW };
    let tags = |licenses| TagLicenses { licenses, add: vec!["Lab".into()], remove: Vec::new() };
    vec![
        function("/api/list-pools", &ListPools { query: query() }, seen),
        function("/api/suggest-tags", &SuggestTags { text: String::new() }, seen),
        function("/api/open-pool", &OpenPool { pool: missing.id, query: query(), page: 0 }, nobody),
        function("/api/who-sees-group", &WhoSeesGroup { group: world.missing }, nobody),
        function("/api/move-pools", &MovePools { pools: Vec::new(), to: world.missing }, managed),
        function("/api/move-pools", &MovePools { pools: vec![missing], to: world.missing }, nobody),
        function("/api/undo-pool-move", &UndoPoolMove { moved: nothing }, managed),
        function(
            "/api/split-pool",
            &SplitPool { pool: missing, licenses: Vec::new(), name: "Lab".into() },
            managed,
        ),
        function(
            "/api/split-pool",
            &SplitPool { pool: missing, licenses: vec![world.license], name: "Lab".into() },
            nobody,
        ),
        function("/api/merge-pools", &MergePools { into: missing, from: Vec::new() }, managed),
        function("/api/rename-pool", &RenamePool { pool: missing, name: String::new() }, managed),
        function("/api/rename-pool", &RenamePool { pool: missing, name: "Lab".into() }, nobody),
        function(
            "/api/tag-pools",
            &TagPools { pools: Vec::new(), add: Vec::new(), remove: Vec::new() },
            managed,
        ),
        function(
            "/api/tag-pools",
            &TagPools { pools: vec![missing.id], add: Vec::new(), remove: Vec::new() },
            nobody,
        ),
        // Only of one's own organization: the parent sees a license of its sub-organization and doesn't tag it.
        function("/api/tag-licenses", &tags(vec![world.license]), "1 ...2 .2 .... . ."),
        function("/api/tag-licenses", &tags(vec![world.sub_license]), "1 .... 2. .... . ."),
        function("/api/tag-licenses", &tags(vec![world.foreign]), "1 .... .. .... . ."),
        function("/api/tag-licenses", &tags(vec![world.personal]), nobody),
        function("/api/tag-licenses", &tags(Vec::new()), managed),
    ]
}
