//! The bounds of everything the catalog keeps.
//!
//! Where Glue or Athena publishes a bound, ours is the same, so that a catalog moves between them
//! without surprises. Nothing here is configurable: these protect the store, not a budget.

/// Most characters of the name of a database, table, column or partition key.
/// Source: Glue API `NameString`, 1 to 255.
pub const NAME_CHARS: usize = 255;

/// Most databases. Source: Glue quota "databases per account".
pub const DATABASES: u64 = 10_000;

/// Most tables and views of one database. Source: Glue quota "tables per database".
pub const TABLES_PER_DATABASE: u64 = 200_000;

/// Most columns of one table, partition keys included.
pub const COLUMNS_PER_TABLE: usize = 10_000;

/// Most partition keys of one table; each has its own pair of columns in the store.
pub const PARTITION_KEYS: usize = 16;

/// Most bytes of the definition of a table, database or partition, written as JSON.
pub const DEFINITION_BYTES: usize = 4 * 1024 * 1024;

/// Most characters of a comment or description. Source: Glue API `DescriptionString`.
pub const DESCRIPTION_CHARS: usize = 2048;

/// Most characters of a location. Source: Glue API `LocationString`.
pub const LOCATION_CHARS: usize = 2056;

/// Most old versions kept of one table; the oldest go first.
pub const OLD_TABLE_VERSIONS: u32 = 100;

/// Most characters of one partition value. Source: Glue API `ValueString`.
pub const PARTITION_VALUE_CHARS: usize = 1024;

/// Most partitions one `create_partitions` call takes; more need several calls.
pub const PARTITIONS_PER_CALL: usize = 100_000;

/// Most partitions of one table. Source: Glue quota "partitions per table".
pub const PARTITIONS_PER_TABLE: u64 = 10_000_000;

/// Most partitions one listing returns. Source: Athena, partitions per scan.
pub const PARTITIONS_PER_LISTING: usize = 1_000_000;

/// Most specs one `delete_partitions` call takes.
pub const SPECS_PER_CALL: usize = 10_000;

/// Most conditions and constants of one partition filter, together.
pub const FILTER_TERMS: usize = 10_000;

/// Deepest nesting of AND and OR in a partition filter.
pub const FILTER_DEPTH: usize = 32;

/// Most bytes of a user name, as in PostgreSQL (`NAMEDATALEN` - 1).
pub const USER_NAME_BYTES: usize = 63;

/// Most users.
pub const USERS: u64 = 100_000;

/// Most bytes of a SCRAM verifier; a real one has about 130.
pub const VERIFIER_BYTES: usize = 1024;

/// Most characters of a workgroup's name. Source: Athena API `WorkGroupName`.
pub const WORKGROUP_NAME_CHARS: usize = 128;

/// Most workgroups. Source: Athena quota.
pub const WORKGROUPS: u64 = 1000;

/// Most characters of a workgroup's description. Source: Athena API `WorkGroupDescriptionString`.
pub const WORKGROUP_DESCRIPTION_CHARS: usize = 1024;

/// Smallest scan cutoff of a workgroup, in bytes. Source: Athena API `BytesScannedCutoffValue`.
pub const MIN_SCAN_CUTOFF_BYTES: i64 = 10_000_000;

/// Most characters of a prepared statement's name. Source: Athena API `StatementName`.
pub const PREPARED_NAME_CHARS: usize = 256;

/// Most prepared statements of one workgroup. Source: Athena quota.
pub const PREPARED_STATEMENTS: u64 = 1000;

/// Most bytes of a statement text. Source: Athena quota for the query string.
pub const QUERY_BYTES: usize = 262_144;

/// Most bytes of an error message in the history; longer ones are cut.
pub const ERROR_MESSAGE_BYTES: usize = 16 * 1024;

/// Most bytes of a name in the history; longer ones are cut.
pub const HISTORY_NAME_BYTES: usize = 1024;
