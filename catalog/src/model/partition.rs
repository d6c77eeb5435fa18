//! Partitions (Glue `Partition`, `PartitionInput`).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Parameters, StorageDescriptor};

/// What a caller gives to create a partition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionInput {
    /// One text per partition key of the table, in key order.
    /// `__HIVE_DEFAULT_PARTITION__` stands for NULL.
    pub values: Vec<String>,
    /// Where its files lie. `None` fields (and empty columns) mean: as the table says.
    pub storage_descriptor: StorageDescriptor,
    /// Free properties.
    pub parameters: Parameters,
}

/// A partition as the catalog keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partition {
    /// Its definition.
    #[serde(flatten)]
    pub input: PartitionInput,
    /// When it was created.
    pub creation_time: DateTime<Utc>,
}
