//! The matrix's rows about activation and deployments.

use app::activate::ActivateLicense;
use app::deployments::{Asked as Wanted, FindDeployments, ListDeployments, RemoveDeployments};

use crate::matrix::{Asked, Row, function, page};
use crate::world::World;
use model::deployment::SortBy;

/// The rows of the matrix.
pub fn rows(world: &World) -> Vec<Row> {
    let key = |key: &str| ActivateLicense {
        key: key.into(),
        deployment_id: "the same for all".into(),
        quantity: 1,
        offline: false,
    };
    let asked = |license: &str| Wanted {
        license: license.into(),
        search: String::new(),
        sort: SortBy::HostName,
        descending: true,
        page: 0,
    };
    let mut rows = vec![
        page("/activate", "3 2222 22 2222 2 2"),
        page("/deployments", "3 ...2 22 2.22 2 ."),
        // The key is enough, whoever has it.
        function("/api/activate-license", &key("KEY-CUSTOMER"), "1 2222 22 2222 2 2"),
        function("/api/activate-license", &key("KEY-NOWHERE"), "1 xxxx xx xxxx x x"),
    ];
    let (nobody, no_file) = ("1 .... .. .... . .", ". .... .. .... . .");
    for (license, managed, file) in [
        ("L-KEY-CUSTOMER", "1 ...2 .2 2.2. . .", ". ...2 .2 2.2. . ."),
        ("L-KEY-CLOUD", "1 ...2 .2 2.2. . .", ". ...2 .2 2.2. . ."),
        ("L-KEY-IDENTITY", "1 ...2 .2 .... . .", ". ...2 .2 .... . ."),
        ("L-KEY-SUB", "1 .... 22 .... . .", ". .... 22 .... . ."),
        ("L-KEY-FOREIGN", "1 .... .. ...2 . .", ". .... .. ...2 . ."),
        ("L-KEY-PERSONAL", nobody, no_file),
        ("L-KEY-NOWHERE", nobody, no_file),
    ] {
        rows.push(function("/api/list-deployments", &ListDeployments { asked: asked(license) }, managed));
        rows.push(function("/api/find-deployments", &FindDeployments { asked: asked(license) }, managed));
        let none = RemoveDeployments { license: license.into(), deployments: vec![world.missing] };
        rows.push(function("/api/remove-deployments", &none, managed));
        let report = "/export/active-deployments.xlsx";
        rows.push(Row {
            of: report,
            asked: Asked::Page(format!("{report}?license={license}")),
            expected: file,
        });
        for path in ["/export/deployments.xlsx", "/export/deployments.csv"] {
            let form = format!("license={license}&deployments=1-3");
            rows.push(Row { of: path, asked: Asked::Form(path, form), expected: file });
        }
    }
    rows
}
