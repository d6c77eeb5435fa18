//! Parquet files as tables: footers, reading of bytes, and the adaptation of a file's columns to the
//! table's.
//!
//! Decoding and pruning are DataFusion's. Ours is what Hive tables need on top: columns found by name
//! without regard to case, types adapted as Trino does, a footer cache that knows buckets and versions, and
//! errors that name the file.

mod adapter;
mod conform;
mod conform_expr;
mod footer;
mod reader;
mod requests;
mod resolve;
mod statistics;
mod timestamp_filter;

pub(crate) use adapter::HiveAdapterFactory;
pub(crate) use footer::{FooterCache, ScanFooters};
pub(crate) use reader::HiveReaderFactory;
pub(crate) use statistics::file_statistics;
