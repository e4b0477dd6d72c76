//! A PostgreSQL server for one test run, gone when the run ends, however it ends.

use std::env;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::package::{System, is_root};
use crate::process::quiet;

/// Runs the server (`$@`) and waits on standard input, which ends with the test run even if that is killed. Then stops the
/// server at once, even while it is starting, and removes its folder (`$FOLDER`). Leaves Ctrl-C to the test run.
const KEEPER: &str = r#"
trap '' INT TERM HUP
"$@" &
read -r _
while kill -0 $!; do
    [ -s "$FOLDER/data/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$FOLDER/data/postmaster.pid")"
    sleep 0.1
done 2>/dev/null
rm -rf "$FOLDER"
"#;

/// The path of its log, below the target folder.
const LOG: &str = "xtask/log/postgres.log";

/// Settings for a cluster that need not survive a crash of the machine.
const FORGETFUL: [&str; 3] = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"];

/// Tests run in parallel, and each opens connections of its own.
const CONNECTIONS: u32 = 400;

/// The longest start, in tenths of a second.
const PATIENCE: u32 = 300;

/// A running cluster. Dropping it stops it and leaves nothing behind.
pub struct Postgres {
    keeper: Child,
    port: u16,
}

impl Postgres {
    /// Makes a cluster for tests in a temporary folder and starts it on a free port of the loopback address.
    pub fn start(context: &Context) -> Result<Self> {
        Self::start_with(context, &FORGETFUL)
    }

    /// Like [`Postgres::start`], but with PostgreSQL's default durability, for measurements.
    pub fn start_durable(context: &Context) -> Result<Self> {
        Self::start_with(context, &[])
    }

    fn start_with(context: &Context, settings: &[&str]) -> Result<Self> {
        // The real place of the programs: a link to one of them may be alone in its folder.
        let initdb = System::Postgres.require(context)?;
        let initdb = initdb.canonicalize().map_err(Error::io("looking for PostgreSQL's programs"))?;
        let folder = env::temp_dir().join(format!("grantry-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(Error::io(format!("making {}", folder.display())))?;
        // PostgreSQL refuses to run as root.
        let as_root = is_root(context)?;
        if as_root {
            quiet(context, "chown", context.command("chown").arg("postgres").arg(&folder))?;
        }
        let program = |path: PathBuf| {
            if as_root {
                let mut command = context.command("runuser");
                command.args(["-u", "postgres", "--"]).arg(path);
                command
            } else {
                Command::new(path)
            }
        };
        let mut make = program(initdb.clone());
        make.arg("-D").arg(folder.join("data")).current_dir(&folder);
        make.args(["-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]);
        quiet(context, "initdb", &mut make)?;

        let port = free_port().map_err(Error::io("looking for a free port"))?;
        let mut server = program(initdb.with_file_name("postgres"));
        server.arg("-D").arg(folder.join("data"));
        for setting in [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
            format!("unix_socket_directories={}", folder.display()),
            format!("max_connections={CONNECTIONS}"),
        ] {
            server.args(["-c", &setting]);
        }
        for setting in settings {
            server.args(["-c", setting]);
        }
        let log = Self::log(context);
        let log = fs::File::create(&log).map_err(Error::io(format!("writing {}", log.display())))?;
        let errors = log.try_clone().map_err(Error::io("starting PostgreSQL"))?;
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "sh"])
            .arg(server.get_program())
            .args(server.get_args())
            .env("FOLDER", &folder)
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .map_err(Error::io("starting PostgreSQL"))?;
        let postgres = Self { keeper, port };
        postgres.wait(context, initdb.with_file_name("pg_isready"))?;
        Ok(postgres)
    }

    /// The URL of the database from which the tests may create their own databases.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The running server's log.
    pub fn log(context: &Context) -> PathBuf {
        context.target.join(LOG)
    }

    fn wait(&self, context: &Context, pg_isready: PathBuf) -> Result<()> {
        let port = self.port.to_string();
        let line = format!("{} -h 127.0.0.1 -p {port}", pg_isready.display());
        for _ in 0..PATIENCE {
            let asked = Command::new(&pg_isready).args(["-q", "-h", "127.0.0.1", "-p", &port]).status();
            if asked.map_err(Error::io("asking PostgreSQL"))?.success() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        let log = Self::log(context);
        Err(Error::Child { line, tail: fs::read_to_string(&log).unwrap_or_default(), log })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // There is nobody left to report to.
        let _ = self.keeper.wait();
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
