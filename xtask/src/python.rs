//! Python packages in their own environments, below `target`.

use std::path::PathBuf;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::process::quiet;
use crate::progress::Outcome;

/// A package that pip installs.
pub struct Package {
    /// Its name.
    pub name: &'static str,
    /// The exact version.
    pub version: &'static str,
}

/// Tests a server against its `OpenAPI` document.
pub const SCHEMATHESIS: Package = Package { name: "schemathesis", version: "4.32.5" };

/// Writes workbooks, as people do in Python.
pub const XLSX_WRITER: Package = Package { name: "XlsxWriter", version: "3.3.1" };

impl Package {
    /// The name of a step that provides the package.
    pub fn title(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    /// A program in the package's environment: `python` itself, or one from the package.
    pub fn program(&self, context: &Context, name: &str) -> PathBuf {
        self.environment(context).join("bin").join(name)
    }

    fn environment(&self, context: &Context) -> PathBuf {
        context.target.join("tools/python").join(format!("{}-{}", self.name, self.version))
    }

    /// Installs the package unless it is installed.
    pub fn provide(&self, context: &Context) -> Result<Outcome> {
        let mark = self.environment(context).join("complete");
        if mark.is_file() {
            return Ok(Outcome::Unchanged);
        }
        let made = context.find("python3").map(|python| {
            let mut venv = context.command(&python.to_string_lossy());
            venv.args(["-m", "venv", "--clear"]).arg(self.environment(context));
            quiet(context, "python", &mut venv)
        });
        if !matches!(made, Some(Ok(_))) {
            return Err(Error::Missing {
                what: "Python 3 or its module venv is missing".to_owned(),
                remedy: "sudo apt-get install -y python3-venv    # or see https://www.python.org".to_owned(),
            });
        }
        let mut pip = context.command(&self.program(context, "pip").to_string_lossy());
        pip.args(["install", "--quiet", "--disable-pip-version-check"]);
        pip.arg(format!("{}=={}", self.name, self.version));
        quiet(context, "pip", &mut pip)?;
        std::fs::write(&mark, "").map_err(Error::io(format!("writing {}", mark.display())))?;
        Ok(Outcome::Done)
    }
}
