//! One partition, by the values of its keys.

/// `PARTITION (k='v', …) [LOCATION '…']`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionSpec {
    /// Key (lower-cased) and the value's text: `'2024'` → `2024`, `7` → `7`, `DATE '2024-01-01'` →
    /// `2024-01-01`.
    pub values: Vec<(String, String)>,
    /// LOCATION, where the statement takes one.
    pub location: Option<String>,
}
