//! The catalog's store.
use crate::model::*;
use crate::Result;
use std::path::Path;
/// The catalog. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Catalog { pool: sqlx::SqlitePool }
impl Catalog {
    /// Opens (creates, migrates) the SQLite catalog at `path`. Creates database `default` and workgroup `primary`.
    pub async fn open(path: &Path) -> Result<Self> { todo!() }
    pub async fn close(&self) { todo!() }
    /// True when the store answers.
    pub async fn ping(&self) -> Result<()> { todo!() }

    pub async fn create_database(&self, input: DatabaseInput) -> Result<Database> { todo!() }
    pub async fn database(&self, name: &str) -> Result<Database> { todo!() }
    pub async fn update_database(&self, input: DatabaseInput) -> Result<Database> { todo!() }
    /// Refuses a database that still has tables unless `cascade`.
    pub async fn delete_database(&self, name: &str, cascade: bool) -> Result<()> { todo!() }
    pub async fn databases(&self) -> Result<Vec<Database>> { todo!() }

    pub async fn create_table(&self, database: &str, input: TableInput) -> Result<Table> { todo!() }
    pub async fn table(&self, database: &str, name: &str) -> Result<Table> { todo!() }
    /// `expected_version`: VersionMismatch unless the stored version is this one; None overwrites. Keeps the old version.
    pub async fn update_table(&self, database: &str, input: TableInput, expected_version: Option<i64>) -> Result<Table> { todo!() }
    pub async fn delete_table(&self, database: &str, name: &str) -> Result<()> { todo!() }
    /// All tables and views of a database, by name.
    pub async fn tables(&self, database: &str) -> Result<Vec<Table>> { todo!() }
    /// Names and kinds only, by name.
    pub async fn table_names(&self, database: &str) -> Result<Vec<(String, TableKind)>> { todo!() }
    /// Newest first.
    pub async fn table_versions(&self, database: &str, name: &str) -> Result<Vec<Table>> { todo!() }

    /// One transaction. With `if_not_exists` existing ones are left as they are; otherwise AlreadyExists and nothing is added. Returns how many were added.
    pub async fn create_partitions(&self, database: &str, table: &str, partitions: Vec<PartitionInput>, if_not_exists: bool) -> Result<usize> { todo!() }
    pub async fn partition(&self, database: &str, table: &str, values: &[String]) -> Result<Partition> { todo!() }
    pub async fn update_partition(&self, database: &str, table: &str, input: PartitionInput) -> Result<Partition> { todo!() }
    /// Deletes every partition matching each spec of (key, value) pairs (a partial spec matches several). Returns how many.
    pub async fn delete_partitions(&self, database: &str, table: &str, specs: &[Vec<(String, String)>]) -> Result<usize> { todo!() }
    /// Partitions in key order that satisfy `filter`.
    pub async fn partitions(&self, database: &str, table: &str, filter: Option<&PartitionFilter>) -> Result<Vec<Partition>> { todo!() }
    pub async fn partition_count(&self, database: &str, table: &str) -> Result<u64> { todo!() }

    pub async fn create_user(&self, name: &str, scram_verifier: &str) -> Result<()> { todo!() }
    pub async fn user(&self, name: &str) -> Result<Option<User>> { todo!() }
    pub async fn users(&self) -> Result<Vec<User>> { todo!() }
    pub async fn set_user_verifier(&self, name: &str, scram_verifier: &str) -> Result<()> { todo!() }
    pub async fn delete_user(&self, name: &str) -> Result<()> { todo!() }

    pub async fn workgroup(&self, name: &str) -> Result<Workgroup> { todo!() }
    pub async fn workgroups(&self) -> Result<Vec<Workgroup>> { todo!() }
    pub async fn put_prepared_statement(&self, workgroup: &str, name: &str, query: &str) -> Result<()> { todo!() }
    pub async fn prepared_statement(&self, workgroup: &str, name: &str) -> Result<PreparedStatement> { todo!() }
    pub async fn delete_prepared_statement(&self, workgroup: &str, name: &str) -> Result<()> { todo!() }

    /// Writes or overwrites the record of a query.
    pub async fn put_query(&self, record: &QueryRecord) -> Result<()> { todo!() }
    /// Newest first.
    pub async fn queries(&self, limit: u32) -> Result<Vec<QueryRecord>> { todo!() }
    /// At start: every record still QUEUED or RUNNING becomes FAILED with `error_name` `SERVER_SHUTDOWN`-like text given. Returns how many.
    pub async fn fail_unfinished_queries(&self, error_name: &str, message: &str) -> Result<u64> { todo!() }
}
