//! `CREATE {DATABASE|SCHEMA}`

use polias_catalog::ErrorKind;
use polias_catalog::model::DatabaseInput;
use polias_connector::storage::Location;
use polias_sql::ast::{ObjectName, Properties};

use super::rows::{done, skipped};
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;
use crate::{EngineError, Result};

const TAG: &str = "CREATE DATABASE";

/// A database to be.
#[derive(Debug)]
pub(super) struct NewDatabase<'a> {
    pub(super) name: &'a ObjectName,
    pub(super) comment: &'a Option<String>,
    pub(super) location: &'a Option<String>,
    pub(super) properties: &'a Properties,
}

/// Errors with `SCHEMA_ALREADY_EXISTS`.
pub(super) async fn run(
    context: &StatementContext<'_>,
    new: NewDatabase<'_>,
    if_not_exists: bool,
) -> Result<Outcome> {
    let resolver = context.resolver();
    let name = resolver.qualify_database(new.name)?;
    resolver.create_database(&name)?;
    if matches!(name.as_str(), "information_schema" | "system" | "pg_catalog") {
        return Err(EngineError::new(
            "SCHEMA_ALREADY_EXISTS",
            format!("Schema '{name}' belongs to the engine"),
        )
        .at(context.position(new.name.offset)));
    }
    if let Some(location) = new.location {
        Location::parse(location)?;
    }
    let input = DatabaseInput {
        name: name.clone(),
        description: new.comment.clone(),
        location_uri: new.location.clone(),
        parameters: new.properties.iter().cloned().collect(),
    };
    match context.catalog().create_database(input).await {
        Ok(_) => Ok(done(TAG)),
        Err(error) if error.kind == ErrorKind::AlreadyExists && if_not_exists => {
            Ok(skipped(TAG, format!("schema '{name}' already exists, skipping")))
        }
        Err(error) if error.kind == ErrorKind::AlreadyExists => {
            Err(EngineError::new("SCHEMA_ALREADY_EXISTS", format!("Schema '{name}' already exists"))
                .at(context.position(new.name.offset)))
        }
        Err(error) => Err(error.into()),
    }
}
