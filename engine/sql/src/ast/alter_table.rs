//! What `ALTER TABLE` does.

use super::{ColumnDef, PartitionSpec, Properties};

/// What ALTER TABLE does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlterTableAction {
    /// `ADD [IF NOT EXISTS] PARTITION (…) [LOCATION '…'] …`
    AddPartitions {
        /// IF NOT EXISTS.
        if_not_exists: bool,
        /// At least one.
        partitions: Vec<PartitionSpec>,
    },
    /// `DROP [IF EXISTS] PARTITION (…), …`
    DropPartitions {
        /// IF EXISTS.
        if_exists: bool,
        /// At least one; locations absent.
        partitions: Vec<PartitionSpec>,
    },
    /// `PARTITION (…) RENAME TO PARTITION (…)`
    RenamePartition {
        /// The partition as it is.
        from: PartitionSpec,
        /// Its new values.
        to: PartitionSpec,
    },
    /// `ADD COLUMNS (…)`: appended before the partition columns.
    AddColumns(Vec<ColumnDef>),
    /// `REPLACE COLUMNS (…)`: drops the columns that are not listed.
    ReplaceColumns(Vec<ColumnDef>),
    /// `[PARTITION (…)] SET LOCATION '…'`
    SetLocation {
        /// The partition; the table when absent.
        partition: Option<PartitionSpec>,
        /// The new location.
        location: String,
    },
    /// `SET TBLPROPERTIES (…)`
    SetProperties(Properties),
    /// `UNSET TBLPROPERTIES [IF EXISTS] ('k', …)`
    UnsetProperties {
        /// IF EXISTS.
        if_exists: bool,
        /// At least one.
        keys: Vec<String>,
    },
}
