//! Databases (Glue `Database`, `DatabaseInput`).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Parameters;

/// What a caller gives to create or change a database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseInput {
    /// Lower-cased by the store; 1 to 255 characters.
    pub name: String,
    /// The COMMENT of the DDL.
    pub description: Option<String>,
    /// Default place of the tables, `s3://bucket/prefix/`.
    pub location_uri: Option<String>,
    /// DBPROPERTIES.
    pub parameters: Parameters,
}

/// A database as the catalog keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Database {
    /// Its definition.
    #[serde(flatten)]
    pub input: DatabaseInput,
    /// When it was created.
    pub create_time: DateTime<Utc>,
}
