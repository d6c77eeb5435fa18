//! `SHOW CREATE VIEW`

use polias_sql::ast::ObjectName;

use super::create_view::view_to_show;
use super::rows::TextRows;
use crate::Result;
use crate::outcome::Outcome;
use crate::statement_context::StatementContext;

/// Result columns.
pub(super) const COLUMNS: &[&str] = &NAMES;
const NAMES: [&str; 1] = ["Create View"];

/// One row per line, as Athena answers.
pub(super) async fn run(context: &StatementContext<'_>, name: &ObjectName) -> Result<Outcome> {
    let (qualified, view) = view_to_show(context, name).await?;
    let mut rows = TextRows::new(NAMES);
    for line in create_view_text(&qualified.database, &qualified.table, &view.sql).lines() {
        rows.push([line]);
    }
    rows.finish("SHOW")
}

fn create_view_text(database: &str, name: &str, sql: &str) -> String {
    format!("CREATE VIEW {}.{} AS\n{sql}", double_quoted(database), double_quoted(name))
}

fn double_quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use polias_sql::ast::Statement;

    use super::*;

    #[test]
    fn the_text_reads_back() {
        let sql = "SELECT 'a;b' AS x\nFROM t";
        let text = create_view_text("db", "v\"1", sql);
        assert!(text.starts_with("CREATE VIEW \"db\".\"v\"\"1\" AS\nSELECT"));
        let Statement::CreateView { name, query, .. } = polias_sql::parse_statement(&text).unwrap() else {
            panic!("not CREATE VIEW")
        };
        assert_eq!(
            (name.parts.as_slice(), query.text.as_str()),
            (&["db".to_owned(), "v\"1".to_owned()][..], sql)
        );
    }
}
