//! A separate database for each test.
//!
//! It is a copy of a template with the current schema, because copying takes a fraction of the time of the migrations. Each
//! test program creates its templates once, so a changed migration is never missed.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::UNIX_EPOCH;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use tempfile::TempDir;
use tokio::runtime;
use tokio::sync::Mutex;

use crate::Db;

/// PostgreSQL's advisory lock held while the template is created.
const TEMPLATE_LOCK: i64 = 0x74_656d_706c;

/// A fresh database, deleted at the end of the test.
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// The engine's name, for messages.
    pub name: &'static str,
    place: ClosedDb,
}

impl TestDb {
    /// The database's URL.
    pub fn url(&self) -> &str {
        &self.place.url
    }

    /// A second handle to the same database, as of another server.
    pub async fn again(&self) -> Db {
        Db::open(self.url()).await.unwrap()
    }

    /// Closes it, so that a test can open it itself.
    pub async fn close(self) -> ClosedDb {
        close(self.db).await;
        self.place
    }
}

/// Returns a fresh database on each engine. `TEST_DATABASE_URL` names a PostgreSQL server, which `cargo xtask test` starts;
/// without it the tests run only on SQLite.
pub async fn databases() -> Vec<TestDb> {
    let mut databases = vec![sqlite().await];
    if let Some(server) = postgres_server() {
        databases.push(postgres(&server).await.open().await);
    }
    databases
}

/// Returns a fresh SQLite database.
pub async fn sqlite() -> TestDb {
    let empty = empty_sqlite();
    fs::copy(sqlite_template().await, empty.folder.path().join(FILE)).unwrap();
    empty.open().await
}

/// A database that nobody has open, deleted when this is dropped.
pub struct ClosedDb {
    /// The database's URL.
    pub url: String,
    /// The engine's name, for messages.
    pub name: &'static str,
    folder: TempDir,
    /// The PostgreSQL server it is on; None for SQLite.
    server: Option<String>,
}

/// A SQLite database is deleted with its folder. A PostgreSQL database is dropped here: the hundreds of a test run, 10 MB each,
/// would fill a small disk.
impl Drop for ClosedDb {
    fn drop(&mut self) {
        let Some(server) = self.server.clone() else { return };
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database());
        // On a separate runtime: the test's can't be waited for here.
        let dropping = thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut options = ConnectOptions::new(&server);
                options.max_connections(1).sqlx_logging(false);
                // A test may have taken the server away, and the database with it.
                let Ok(connection) = Database::connect(options).await else { return };
                if let Err(error) = connection.execute_unprepared(&drop).await {
                    eprintln!("{drop}: {error}");
                }
            });
        });
        let _ = dropping.join();
    }
}

impl ClosedDb {
    async fn open(self) -> TestDb {
        let db = Db::open(&self.url).await.unwrap();
        TestDb { db, name: self.name, place: self }
    }
}

/// Returns a database without a schema on each engine.
#[cfg(test)]
pub(crate) async fn empty() -> Vec<ClosedDb> {
    let mut databases = vec![empty_sqlite()];
    if let Some(server) = postgres_server() {
        let empty = new_postgres(&server);
        let connection = connect(&server).await;
        run(&connection, &format!("CREATE DATABASE {}", empty.database())).await;
        connection.close().await.unwrap();
        databases.push(empty);
    }
    databases
}

fn postgres_server() -> Option<String> {
    let server = std::env::var("TEST_DATABASE_URL").ok();
    if server.is_none() {
        eprintln!("TEST_DATABASE_URL is not set: on SQLite only");
    }
    server
}

/// The file in a SQLite database's folder.
const FILE: &str = "test.db";

fn empty_sqlite() -> ClosedDb {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join(FILE).display());
    ClosedDb { url, name: "SQLite", folder, server: None }
}

/// Returns a unique database name on that server.
fn new_postgres(server: &str) -> ClosedDb {
    let folder = tempfile::tempdir().unwrap();
    // The folder's name is unique, and so is the database's.
    let unique: String =
        folder.path().display().to_string().chars().filter(char::is_ascii_alphanumeric).collect();
    ClosedDb {
        url: beside(server, &unique.to_lowercase()),
        name: "PostgreSQL",
        folder,
        server: Some(server.to_owned()),
    }
}

impl ClosedDb {
    /// The name of a PostgreSQL database.
    fn database(&self) -> &str {
        self.url.rsplit_once('/').unwrap().1
    }
}

/// The URL of another database of that server.
fn beside(server: &str, database: &str) -> String {
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{database}")
}

/// Identifies this build of the test program: its name, and when it was written.
fn build() -> (String, u128) {
    let program = std::env::current_exe().unwrap();
    let written = program.metadata().unwrap().modified().unwrap();
    let name = program.file_stem().unwrap().to_string_lossy().into_owned();
    (name, written.duration_since(UNIX_EPOCH).unwrap().as_nanos())
}

/// The file that SQLite databases are copied from, beside the test program.
async fn sqlite_template() -> PathBuf {
    static MAKING: Mutex<()> = Mutex::const_new(());
    let _turn = MAKING.lock().await;
    let (program, written) = build();
    let folder = std::env::current_exe().unwrap().with_file_name("templates");
    let template = folder.join(format!("{program}.{written}.db"));
    if template.exists() {
        return template;
    }
    let new = empty_sqlite();
    close(Db::open(&new.url).await.unwrap()).await;
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(&folder).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&format!("{program}.")) {
            // From an earlier build; another process may be quicker.
            let _ = fs::remove_file(entry.path());
        }
    }
    // Another process may do the same now: each sees the whole file or none.
    let part = tempfile::NamedTempFile::new_in(&folder).unwrap();
    fs::copy(new.folder.path().join(FILE), part.path()).unwrap();
    part.persist(&template).unwrap();
    template
}

/// Returns a copy of the template on that server.
async fn postgres(server: &str) -> ClosedDb {
    let (program, written) = build();
    // Cargo appends a hash to the program's name.
    let template = format!("template_{}_{written}", program.rsplit('-').next().unwrap());
    let copy = new_postgres(server);
    let create = format!("CREATE DATABASE {} TEMPLATE {template}", copy.database());
    let connection = connect(server).await;
    if connection.execute_unprepared(&create).await.is_err() {
        make_postgres_template(server, &connection, &template).await;
        run(&connection, &create).await;
    }
    connection.close().await.unwrap();
    copy
}

/// Creates the template, unless another test or process is quicker.
async fn make_postgres_template(server: &str, connection: &DatabaseConnection, template: &str) {
    run(connection, &format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).await;
    let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{template}'");
    let asked = Statement::from_string(connection.get_database_backend(), sql);
    if connection.query_one_raw(asked).await.unwrap().is_none() {
        let part = format!("{template}_part");
        run(connection, &format!("DROP DATABASE IF EXISTS {part}")).await;
        run(connection, &format!("CREATE DATABASE {part}")).await;
        close(Db::open(&beside(server, &part)).await.unwrap()).await;
        run(connection, &format!("ALTER DATABASE {part} RENAME TO {template}")).await;
    }
    run(connection, &format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})")).await;
}

/// A single connection, because an advisory lock belongs to its connection.
async fn connect(server: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(server);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

async fn run(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.unwrap();
}

/// Closes all connections. SQLite then has everything in one file.
async fn close(db: Db) {
    db.connection().clone().close().await.unwrap();
}
