//! Arrangements as the database has them: JSON with a version, so that later versions can read the current one. A part that a
//! later version added is missing in older texts, and then has its default.

use model::table::Arrangement;
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

/// The version that is written.
const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    version: u32,
    arrangement: Arrangement,
}

/// The text of an arrangement.
pub(super) fn written(arrangement: Arrangement) -> Result<String, DbErr> {
    let stored = Stored { version: VERSION, arrangement };
    serde_json::to_string(&stored).map_err(|error| DbErr::Custom(error.to_string()))
}

/// The arrangement in the stored text; None if it can't be read, or is beyond the limits.
pub(super) fn read(text: &str) -> Option<Arrangement> {
    let stored: Stored = serde_json::from_str(text).ok()?;
    if stored.version == VERSION { stored.arrangement.checked().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use model::table::{Arranged, Density, SidePanel};

    use super::*;

    #[test]
    fn the_text_of_an_arrangement_stays_readable() {
        let text = r#"{"version":1,"arrangement":{"columns":[{"id":"note","shown":false,"width":120},{"id":"key","shown":true,"width":null}],"density":"compact","panel":{"width":480,"open":true}}}"#;
        let column = |id: &str, shown, width| Arranged { id: id.to_owned(), shown, width };
        let columns = vec![column("note", false, Some(120)), column("key", true, None)];
        let panel = SidePanel { width: Some(480), open: true };
        let arrangement = Arrangement { columns, density: Density::Compact, panel };
        assert_eq!(read(text), Some(arrangement.clone()));
        assert_eq!(written(arrangement).unwrap(), text);
    }

    #[test]
    fn an_arrangement_from_before_the_side_panel_stays_readable() {
        let text = r#"{"version":1,"arrangement":{"columns":[{"id":"note","shown":false,"width":120}],"density":"compact"}}"#;
        let columns = vec![Arranged { id: "note".to_owned(), shown: false, width: Some(120) }];
        let panel = SidePanel::default();
        assert_eq!(read(text), Some(Arrangement { columns, density: Density::Compact, panel }));
    }

    #[test]
    fn what_can_t_be_read_is_none() {
        for text in [
            "",
            "null",
            "{}",
            r#"{"version":2,"arrangement":{"columns":[],"density":"compact"}}"#,
            r#"{"version":1,"arrangement":{"columns":[],"density":"tiny"}}"#,
            r#"{"version":1,"arrangement":{"columns":[{"id":"Note","shown":true,"width":null}],"density":"compact"}}"#,
            r#"{"version":1,"arrangement":{"columns":[],"density":"compact","panel":{"width":1,"open":true}}}"#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
