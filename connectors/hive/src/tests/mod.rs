//! The connector as a whole: catalog, local buckets, plans and rows.

mod definitions;
mod fixture;
mod parquet;
mod partitions;
