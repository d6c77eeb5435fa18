//! From names to entities, through the permission check.
//!
//! Without an [`Access`] there is no entity to plan with, and only [`access`] makes one. Nothing else may
//! ask the catalog for a database, table or view that a statement names.

mod access;
mod governed_table;
mod recheck;
mod resolver;

pub(crate) use access::{Access, Action, Governed};
pub(crate) use governed_table::{GovernedTable, is_governed};
pub(crate) use recheck::recheck;
pub(crate) use resolver::{CATALOG, QualifiedName, Resolver, check_catalog};
