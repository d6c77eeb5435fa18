//! Views as Athena keeps them in the Glue Data Catalog.
//!
//! A view is a table of kind `VIRTUAL_VIEW` whose text holds, encoded, the statement and the context it was
//! written in. This module translates between that text and [`ViewDefinition`]; it must never plan or run
//! the statement of a view.

mod column_types;
mod definition;

pub use column_types::hive_column_type;
pub use definition::{EXPANDED_TEXT, ViewColumn, ViewDefinition, definition};
