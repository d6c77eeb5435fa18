//! The text of a view: `/* Presto View: <base64 of JSON> */`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use polias_catalog::model::{Table, TableKind};
use serde::{Deserialize, Serialize};

use crate::{EngineError, Result};

/// What Athena writes into `ViewExpandedText` of its views.
pub const EXPANDED_TEXT: &str = "/* Presto View */";

/// Longest `ViewOriginalText`, in bytes. Source: Glue API, `TableInput`.
const MAX_VIEW_TEXT_BYTES: usize = 409_600;

const PREFIX: &str = "/* Presto View: ";
const SUFFIX: &str = " */";

/// A result column of a view, as of its creation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewColumn {
    /// Lower-case name.
    pub name: String,
    /// Trino's name of the type.
    #[serde(rename = "type")]
    pub column_type: String,
}

/// What a view means: a statement and the names it was resolved against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewDefinition {
    /// The query after `CREATE VIEW … AS`, as it was written.
    #[serde(rename = "originalSql")]
    pub sql: String,
    /// Catalog of unqualified names; Athena writes `awsdatacatalog`.
    pub catalog: String,
    /// Database of unqualified names.
    pub schema: String,
    /// The columns the query had when the view was created.
    pub columns: Vec<ViewColumn>,
}

impl ViewDefinition {
    /// The text for `ViewOriginalText`.
    ///
    /// Errors with `NOT_SUPPORTED` when it is longer than the catalog takes.
    pub fn encode(&self) -> Result<String> {
        let json = serde_json::to_vec(self)
            .map_err(|e| EngineError::internal(format!("view definition cannot be written: {e}")))?;
        let text = format!("{PREFIX}{}{SUFFIX}", STANDARD.encode(json));
        if text.len() > MAX_VIEW_TEXT_BYTES {
            return Err(EngineError::new(
                "NOT_SUPPORTED",
                format!(
                    "View definition takes {} bytes when encoded; at most {MAX_VIEW_TEXT_BYTES} are kept",
                    text.len()
                ),
            ));
        }
        Ok(text)
    }
}

/// Reads the definition out of a view of the catalog.
///
/// Errors with `NOT_SUPPORTED` for views of another engine (Hive, Spark), whose text is in another
/// language, and with `INVALID_VIEW` when the text is damaged.
pub fn definition(table: &Table) -> Result<ViewDefinition> {
    let name = format!("{}.{}", table.database_name, table.input.name);
    if table.input.table_type != TableKind::View {
        return Err(EngineError::new("TABLE_NOT_FOUND", format!("'{name}' is a table, not a view")));
    }
    let text = table.input.view_original_text.as_deref().unwrap_or_default().trim();
    let Some(encoded) =
        text.strip_prefix(PREFIX.trim_end()).and_then(|rest| rest.strip_suffix(SUFFIX.trim_start()))
    else {
        return Err(EngineError::new(
            "NOT_SUPPORTED",
            format!("View '{name}' was written by another engine and cannot be read"),
        )
        .with_hint("create it again with CREATE OR REPLACE VIEW in Athena's SQL"));
    };
    let damaged = |what: String| {
        EngineError::new("INVALID_VIEW", format!("Definition of view '{name}' is damaged: {what}"))
            .with_hint("create it again with CREATE OR REPLACE VIEW")
    };
    if encoded.len() > MAX_VIEW_TEXT_BYTES {
        return Err(damaged(format!("longer than {MAX_VIEW_TEXT_BYTES} bytes")));
    }
    let json = STANDARD.decode(encoded.trim()).map_err(|e| damaged(e.to_string()))?;
    serde_json::from_slice(&json).map_err(|e| damaged(e.to_string()))
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use polias_catalog::model::TableInput;

    use super::*;

    fn view(text: Option<&str>) -> Table {
        Table {
            database_name: "db".into(),
            input: TableInput {
                name: "v".into(),
                table_type: TableKind::View,
                view_original_text: text.map(str::to_owned),
                ..TableInput::default()
            },
            create_time: Utc::now(),
            update_time: Utc::now(),
            version_id: 1,
        }
    }

    fn sample() -> ViewDefinition {
        ViewDefinition {
            sql: "SELECT a, 'é' AS b\nFROM t".into(),
            catalog: "awsdatacatalog".into(),
            schema: "db".into(),
            columns: vec![ViewColumn { name: "a".into(), column_type: "row(x integer)".into() }],
        }
    }

    #[test]
    fn text_reads_back() {
        let text = sample().encode().unwrap();
        assert!(text.starts_with("/* Presto View: ") && text.ends_with(" */"));
        assert_eq!(definition(&view(Some(&text))).unwrap(), sample());
    }

    /// Written by Athena engine 3 (field order and names as found in the Glue Data Catalog).
    #[test]
    fn athena_text_is_read() {
        let json = r#"{"originalSql":"SELECT 1 x","catalog":"awsdatacatalog","schema":"default","columns":[{"name":"x","type":"integer"}]}"#;
        let text = format!("/* Presto View: {} */", STANDARD.encode(json));
        let read = definition(&view(Some(&text))).unwrap();
        assert_eq!((read.sql.as_str(), read.schema.as_str()), ("SELECT 1 x", "default"));
        assert_eq!(read.columns, [ViewColumn { name: "x".into(), column_type: "integer".into() }]);
        let mut table = view(Some(&text));
        table.input.view_original_text = Some(read.encode().unwrap());
        assert_eq!(table.input.view_original_text.as_deref(), Some(text.as_str()));
    }

    #[test]
    fn fields_of_newer_engines_are_ignored() {
        let json = r#"{"originalSql":"SELECT 1","catalog":"c","schema":"s","columns":[],"owner":"me","runAsInvoker":false,"path":[]}"#;
        let text = format!("/* Presto View: {} */", STANDARD.encode(json));
        assert_eq!(definition(&view(Some(&text))).unwrap().sql, "SELECT 1");
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [None, Some(""), Some("select `a` from `t`")] {
            assert_eq!(definition(&view(text)).unwrap_err().name, "NOT_SUPPORTED", "{text:?}");
        }
        for text in ["/* Presto View: ??? */", "/* Presto View: e30= */", "/* Presto View: */"] {
            assert_eq!(definition(&view(Some(text))).unwrap_err().name, "INVALID_VIEW", "{text:?}");
        }
        let mut table = view(Some(&sample().encode().unwrap()));
        table.input.table_type = TableKind::External;
        assert_eq!(definition(&table).unwrap_err().name, "TABLE_NOT_FOUND");
    }

    #[test]
    fn a_definition_has_a_longest_size() {
        let long = ViewDefinition { sql: "x".repeat(MAX_VIEW_TEXT_BYTES), ..sample() };
        assert_eq!(long.encode().unwrap_err().name, "NOT_SUPPORTED");
    }
}
