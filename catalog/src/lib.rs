//! The catalog: what databases, tables and partitions exist, and who runs what.
//!
//! Follows the data model of the AWS Glue Data Catalog
//! (<https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog.html>), kept in a SQL store.
//! It must never know Arrow, DataFusion or any SQL a user wrote.

mod error;
pub mod limits;
pub mod model;
mod names;
mod store;

pub use error::{CatalogError, ErrorKind, Result};
pub use store::Catalog;
