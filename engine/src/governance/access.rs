//! The one seam of permissions: who may do what with which entity.
//!
//! Today every authenticated user may do everything; the rules come with the permissions issue, and come
//! here. An [`Access`] cannot be made elsewhere, and a [`Governed`] entity cannot be had without one, so
//! that forgetting the check does not compile.

use std::ops::Deref;
use std::sync::Arc;

use crate::{EngineError, Result, Session};

/// What a statement wants to do with an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// See that it is there, and its definition.
    Describe,
    /// Read its rows.
    Select,
    /// Make one of this name.
    Create,
    /// Change its definition or partitions.
    Alter,
    /// Remove it.
    Drop,
}

/// An entity, by name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Object<'a> {
    /// A database.
    Database(&'a str),
    /// A table or view: database, name.
    Table(&'a str, &'a str),
}

/// Proof that the check was made and passed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Access {
    action: Action,
}

impl Access {
    /// What was asked for and allowed.
    pub(crate) fn action(self) -> Action {
        self.action
    }
}

/// Checks a permission. Errors with `PERMISSION_DENIED`.
pub(super) fn check(session: &Session, object: Object<'_>, action: Action) -> Result<Access> {
    if session.user.is_empty() {
        let name = match object {
            Object::Database(database) => format!("database {database}"),
            Object::Table(database, table) => format!("table {database}.{table}"),
        };
        return Err(EngineError::new(
            "PERMISSION_DENIED",
            format!("Access Denied: nobody is logged in, {name}"),
        ));
    }
    Ok(Access { action })
}

/// An entity together with the proof that the session may have it.
#[derive(Debug, Clone)]
pub(crate) struct Governed<T> {
    entity: Arc<T>,
    access: Access,
}

impl<T> Governed<T> {
    pub(super) fn new(entity: T, access: Access) -> Self {
        Self { entity: Arc::new(entity), access }
    }

    /// The entity, shared.
    pub(crate) fn share(&self) -> Arc<T> {
        Arc::clone(&self.entity)
    }

    /// The proof.
    pub(crate) fn access(&self) -> Access {
        self.access
    }
}

impl<T> Deref for Governed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.entity
    }
}
