//! Filters over partitions, evaluated inside the store.

/// A comparison of a partition key with a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    /// `=`
    Eq,
    /// `<>`
    NotEq,
    /// `<`
    Lt,
    /// `<=`
    LtEq,
    /// `>`
    Gt,
    /// `>=`
    GtEq,
}

/// A constant; its kind decides how the stored text is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum PartitionValue {
    /// Compared as bytes (string and ISO date keys).
    Text(String),
    /// The stored text is compared as an integer (`"08"` equals 8).
    Integer(i64),
}

/// A condition over partition keys. A NULL key (`__HIVE_DEFAULT_PARTITION__`) satisfies no comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum PartitionFilter {
    /// `key op value`
    Compare {
        /// Lower-case key name.
        key: String,
        /// The operator.
        op: CompareOp,
        /// The constant on the right.
        value: PartitionValue,
    },
    /// `key IN (…)`
    In {
        /// Lower-case key name.
        key: String,
        /// At least one constant.
        values: Vec<PartitionValue>,
    },
    /// `key IS NULL`
    IsNull(String),
    /// `key IS NOT NULL`
    IsNotNull(String),
    /// All hold.
    And(Vec<PartitionFilter>),
    /// At least one holds.
    Or(Vec<PartitionFilter>),
}
