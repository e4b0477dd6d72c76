//! `docs/ACCESS.md` is rendered from the access table (R2). After a change of the table:
//! `UPDATE_DOCS=1 cargo test -p model --test access_page`.

use std::path::Path;

use model::access::{ACCESS, Action, Relation, Rule, Sharing};

fn heading(relation: Relation) -> &'static str {
    match relation {
        Relation::Personal => "one's own",
        Relation::Own => "own organization",
        Relation::Sub => "sub-organizations",
        Relation::Customer => "assigned customers",
        Relation::Installation => "the installation",
    }
}

fn needs(action: Action, relation: Relation) -> String {
    let of = |relation| ACCESS.iter().find(|rule| rule.action == action && rule.relation == relation);
    let found = of(relation).or_else(|| if relation == Relation::Sub { of(Relation::Own) } else { None });
    match found {
        Some(Rule { needs: None, .. }) => "everyone signed in".to_owned(),
        Some(Rule { needs: Some((object, least)), relation: Relation::Own, sharing, .. })
            if relation == Relation::Sub =>
        {
            let is_own_alone = matches!(sharing, Sharing::Pool(_) | Sharing::Tree);
            if object.on_subs().is_some() && !is_own_alone {
                format!("{}, on both", least.label())
            } else {
                "–".to_owned()
            }
        }
        Some(Rule { needs: Some((object, least)), sharing, .. }) => {
            let sharing = match sharing {
                Sharing::License(of_set) | Sharing::Pool(of_set) => format!("; by a set: {}", of_set.label()),
                Sharing::Seen => "; of licenses, those one may list".to_owned(),
                Sharing::AtAll | Sharing::Tree => "; home All".to_owned(),
                Sharing::Apart => String::new(),
            };
            format!("{}: {}{sharing}", object.label(), least.label())
        }
        None => "–".to_owned(),
    }
}

fn page() -> String {
    let mut page = String::from(
        "# Who may do what\n\n\
         Rendered from the access table in `crates/model/src/access/table.rs`, which the server enforces and the pages \
         hide by.\nA test fails when the two differ. Levels are cumulative: None < View Only < Use < Full Access.\n\n\
         On **sub-organizations** the lower of the two levels counts, on License Management or User Management and on \
         the one of that name for sub-organizations;\nwhere a cell names a role object, the level on that one alone. It is the \
         main organization that sees and renames its sub-organizations, not the other way round.\n**Assigned customers** exist only for a distributor or reseller that has some. Cloud \
         services are acted on only by those who may see them.\n\
         In an organization with **access groups** the role's level on License Management counts for the licenses in the \
         member's home group and below, and a permission set's level for those in the groups of its entries and below: the \
         least one stands behind “by a set”.\nSub-organizations are seen by those alone whose home is All.\n\
         What no cell allows is refused, and what may not be \
         seen does not exist: the response is the same 404 as for what is missing.\n\n",
    );
    let headings: Vec<_> = Relation::ALL.into_iter().map(heading).collect();
    let mut rows = vec![
        format!("| action | {} |", headings.join(" | ")),
        format!("|---|{}", "---|".repeat(headings.len())),
    ];
    rows.extend(Action::ALL.into_iter().map(|action| {
        let cells: Vec<_> = Relation::ALL.into_iter().map(|relation| needs(action, relation)).collect();
        format!("| {} | {} |", action.label(), cells.join(" | "))
    }));
    page.push_str(&rows.join("\n"));
    page.push('\n');
    page
}

#[test]
fn the_page_is_that_of_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/ACCESS.md");
    let rendered = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &rendered).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == rendered,
        "docs/ACCESS.md is not that of the table: UPDATE_DOCS=1 cargo test -p model"
    );
}
