//! Finding, creating and checking the catalog's file before anything is written to it.
//!
//! A file that is not ours is never changed: SQLite would happily add our tables to another
//! program's database, so the file's header is read first.

use std::io::ErrorKind as IoErrorKind;
use std::path::Path;
use std::time::Duration;

use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqlitePool};
use tokio::fs::{File, OpenOptions};
use tokio::io::AsyncReadExt;

use crate::error::{CatalogError, ErrorKind, Result};

/// How long a call waits for another program that writes to the same file.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Most connections, each with a thread of its own; calls beyond wait.
const MAX_CONNECTIONS: u32 = 8;

/// How long a call waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);

/// Rows a connection reads ahead; listings of many partitions are faster than with the default.
const ROWS_AHEAD: usize = 1000;

/// "Pola", in the header of every catalog file.
const APPLICATION_ID: u32 = 0x506f_6c61;

/// The header of a SQLite file. Source: <https://www.sqlite.org/fileformat.html>, section 1.3.
const HEADER_BYTES: usize = 100;
const MAGIC: &[u8] = b"SQLite format 3\0";
const APPLICATION_ID_OFFSET: usize = 68;

/// A pool of connections to the checked file, which is created if need be.
pub(super) async fn pool(path: &Path, busy_timeout: Duration) -> Result<SqlitePool> {
    let mut file = open_or_create(path).await.map_err(|error| io_error(path, &error))?;
    let mut header = Vec::with_capacity(HEADER_BYTES);
    (&mut file)
        .take(HEADER_BYTES as u64)
        .read_to_end(&mut header)
        .await
        .map_err(|error| io_error(path, &error))?;
    drop(file);
    let options =
        SqliteConnectOptions::new().filename(path).busy_timeout(busy_timeout).disable_statement_logging();
    if header.is_empty() {
        stamp(&options).await.map_err(|error| naming(path, error.into()))?;
    } else {
        check(path, &header)?;
    }
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .row_buffer_size(ROWS_AHEAD);
    SqlitePoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options)
        .await
        .map_err(|error| naming(path, error.into()))
}

/// SQLite gives its side files (WAL, shared memory) the mode of the main file, so creating this one
/// for the owner only protects all of them.
async fn open_or_create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).await
}

/// Marks a new file as ours. Done before the file turns to WAL: from then on the first page may be
/// newer in the WAL than in the file, and a reader of the file would miss the mark.
async fn stamp(options: &SqliteConnectOptions) -> std::result::Result<(), sqlx::Error> {
    let mut conn = options.clone().connect().await?;
    sqlx::query(&format!("PRAGMA application_id = {APPLICATION_ID}")).execute(&mut conn).await?;
    conn.close().await
}

fn check(path: &Path, header: &[u8]) -> Result<()> {
    let file = path.display();
    if !header.starts_with(MAGIC) {
        return Err(internal(format!("{file} is not a SQLite file, so it is no Polias catalog")));
    }
    let id = header.get(APPLICATION_ID_OFFSET..APPLICATION_ID_OFFSET + 4);
    if id != Some(&APPLICATION_ID.to_be_bytes()[..]) {
        return Err(internal(format!(
            "{file} is a SQLite file of another program, choose another path for the catalog"
        )));
    }
    Ok(())
}

/// The error of an opening, with the file in its message: here only an operator reads it.
pub(super) fn naming(path: &Path, error: CatalogError) -> CatalogError {
    let file = path.display();
    let message = match &error.source {
        Some(sqlx::Error::Migrate(cause)) => match **cause {
            MigrateError::VersionMissing(version) => format!(
                "{file} was written by a newer version of Polias (migration {version}), upgrade this program"
            ),
            MigrateError::VersionMismatch(version) => {
                format!("{file} has another schema than this program (migration {version} differs)")
            }
            _ => format!("{file} cannot be migrated: {cause}"),
        },
        _ => format!("cannot open {file}: {}", error.message),
    };
    CatalogError { message, ..error }
}

fn io_error(path: &Path, error: &std::io::Error) -> CatalogError {
    let file = path.display();
    internal(match error.kind() {
        IoErrorKind::NotFound => format!("cannot create {file}: its folder does not exist"),
        IoErrorKind::IsADirectory => format!("{file} is a folder, the catalog needs a file"),
        _ => format!("cannot open {file}: {error}"),
    })
}

fn internal(message: String) -> CatalogError {
    CatalogError::new(ErrorKind::Internal, message)
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::Catalog;

    async fn refusal(path: &Path) -> String {
        let error = Catalog::open(path).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Internal);
        assert!(error.message.contains(&path.display().to_string()), "{}", error.message);
        error.message
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn all_files_are_for_the_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let (dir, catalog) = fixture::catalog().await;
        catalog.create_database(fixture::database("a")).await.unwrap();
        let mut files = 0;
        for entry in std::fs::read_dir(dir.path()).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            files += 1;
        }
        assert_eq!(files, 3, "the file, its WAL and its shared memory");
    }

    #[tokio::test]
    async fn the_connections_have_their_settings() {
        let (_dir, catalog) = fixture::catalog().await;
        for (pragma, column, expected) in [
            ("journal_mode", "journal_mode", "wal"),
            ("synchronous", "synchronous", "1"),
            ("foreign_keys", "foreign_keys", "1"),
            ("busy_timeout", "timeout", "10000"),
        ] {
            let sql = format!("SELECT CAST({column} AS TEXT) FROM pragma_{pragma}");
            let value: String = sqlx::query_scalar(&sql).fetch_one(&catalog.pool).await.unwrap();
            assert_eq!(value, expected, "{pragma}");
        }
    }

    #[tokio::test]
    async fn a_text_file_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = fixture::path(&dir);
        std::fs::write(&path, "not a database\n").unwrap();
        assert!(refusal(&path).await.contains("is not a SQLite file"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "not a database\n");
    }

    #[tokio::test]
    async fn another_programs_database_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = fixture::path(&dir);
        let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let mut conn = options.connect().await.unwrap();
        sqlx::query("CREATE TABLE theirs (a INT)").execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        let before = std::fs::read(&path).unwrap();
        assert!(refusal(&path).await.contains("of another program"));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[tokio::test]
    async fn a_damaged_file_is_refused() {
        let (dir, catalog) = fixture::catalog().await;
        catalog.close().await;
        let path = fixture::path(&dir);
        let mut bytes = std::fs::read(&path).unwrap();
        for byte in &mut bytes[HEADER_BYTES..] {
            *byte = 0xaa;
        }
        std::fs::write(&path, bytes).unwrap();
        assert!(refusal(&path).await.contains("damaged"));
    }

    #[tokio::test]
    async fn a_truncated_file_is_refused() {
        let (dir, catalog) = fixture::catalog().await;
        catalog.close().await;
        let path = fixture::path(&dir);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert!(refusal(&path).await.contains("damaged"));
    }

    #[tokio::test]
    async fn a_missing_folder_and_a_folder_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(refusal(&dir.path().join("no/catalog.sqlite")).await.contains("folder does not exist"));
        assert!(refusal(dir.path()).await.contains("is a folder"));
    }
}
