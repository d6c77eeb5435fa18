//! The entities of the catalog: plain data, named as the Glue API names them.

mod database;
mod filter;
mod history;
mod partition;
mod table;
mod user;
mod workgroup;

pub use database::{Database, DatabaseInput};
pub use filter::{CompareOp, PartitionFilter, PartitionValue};
pub use history::{QueryRecord, QueryState};
pub use partition::{Partition, PartitionInput};
pub use table::{Column, SerDeInfo, SortOrder, StorageDescriptor, Table, TableInput, TableKind};
pub use user::User;
pub use workgroup::{PreparedStatement, Workgroup, WorkgroupState};

/// Key-value properties, ordered by key so that listings are stable.
pub type Parameters = std::collections::BTreeMap<String, String>;
