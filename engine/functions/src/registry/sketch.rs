//! Functions of sketches, as Trino 440 lists them.

use super::Row;

/// Name, result, arguments, flags of [`polias_types::Signature::parse`].
pub(super) const ROWS: &[Row] = &[
    ("empty_approx_set", "hyperloglog", "", ""),
    ("hash_counts", "map(bigint,smallint)", "setdigest", ""),
    ("intersection_cardinality", "bigint", "setdigest, setdigest", ""),
    ("jaccard_index", "double", "setdigest, setdigest", ""),
    ("quantile_at_value", "double", "qdigest(bigint), bigint", ""),
    ("quantile_at_value", "double", "qdigest(double), double", ""),
    ("quantile_at_value", "double", "qdigest(real), real", ""),
    ("value_at_quantile", "bigint", "qdigest(bigint), double", ""),
    ("value_at_quantile", "double", "qdigest(double), double", ""),
    ("value_at_quantile", "real", "qdigest(real), double", ""),
    ("value_at_quantile", "double", "tdigest, double", ""),
    ("values_at_quantiles", "array(bigint)", "qdigest(bigint), array(double)", ""),
    ("values_at_quantiles", "array(double)", "qdigest(double), array(double)", ""),
    ("values_at_quantiles", "array(real)", "qdigest(real), array(double)", ""),
    ("values_at_quantiles", "array(double)", "tdigest, array(double)", ""),
];
