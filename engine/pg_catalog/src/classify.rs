//! Which statements are catalog queries.
//!
//! Every statement of a PostgreSQL client passes here first, so a text without any word of the catalog is let go
//! without parsing, and a statement is taken only when nothing in it can mean a table of the lake.

use std::collections::HashSet;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    DataType, Expr, Ident, ObjectName, Query, TableFactor, Visit, Visitor,
};

use crate::functions;
use crate::parse;
use crate::relations::definitions;

/// One of these words is in every catalog query.
const WORDS: [&str; 30] = [
    "pg_",
    "information_schema",
    "version",
    "current_",
    "session_user",
    "set_config",
    "description",
    "format_type",
    "reg",
    "has_",
    "inet_",
    "generate_",
    "txid_",
    "quote_",
    "array_",
    "getdatabaseencoding",
    "acldefault",
    "ident",
    "json",
    "string_",
    "age(",
    "getpgusername",
    "_timestamp",
    "row_security_active",
    "user",
    "oid",
    "name",
    "format(",
    "_upper",
    "aclexplode",
];

/// True when the statement reads only `pg_catalog`/`information_schema` relations, or has no FROM and
/// calls functions only PostgreSQL has (`version()`, `pg_backend_pid()`, …).
pub fn is_catalog_query(sql: &str) -> bool {
    let lower = sql.to_ascii_lowercase();
    if !WORDS.iter().any(|word| lower.contains(word)) {
        return false;
    }
    let Ok(query) = parse::query(sql) else { return false };
    let mut reader = Reader::default();
    if query.visit(&mut reader).is_break() {
        return false;
    }
    reader.catalog_relations > 0 || reader.postgres_words > 0
}

/// Looks at every relation and call; breaks at the first relation that is no catalog.
#[derive(Default)]
struct Reader {
    /// WITH names in sight, per query.
    names: Vec<HashSet<String>>,
    /// The next relation name is a function's.
    function: bool,
    catalog_relations: usize,
    postgres_words: usize,
}

impl Visitor for Reader {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let tables = query.with.iter().flat_map(|with| &with.cte_tables);
        self.names.push(tables.map(|table| fold(&table.alias.name)).collect());
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.names.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Table { args, name, .. } => {
                self.function = args.is_some();
                if self.function {
                    self.call(name);
                }
            }
            TableFactor::Function { name, .. } => self.call(name),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        if std::mem::take(&mut self.function) {
            return ControlFlow::Continue(());
        }
        let parts = parts(relation);
        let known = match parts.as_slice() {
            [name] if self.names.iter().any(|names| names.contains(name)) => return ControlFlow::Continue(()),
            [name] => definitions::find("pg_catalog", name).is_some(),
            [schema, _] => is_catalog(schema),
            [database, schema, _] => database == "awsdatacatalog" && is_catalog(schema),
            _ => false,
        };
        if !known {
            return ControlFlow::Break(());
        }
        self.catalog_relations += 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::Function(function) => self.call(&function.name),
            Expr::Cast { data_type, .. } if is_catalog_type(data_type) => self.postgres_words += 1,
            Expr::Identifier(ident) if ident.quote_style.is_none() => {
                let word = ident.value.to_ascii_lowercase();
                if matches!(word.as_str(), "current_schema" | "session_user" | "current_role") {
                    self.postgres_words += 1;
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

impl Reader {
    fn call(&mut self, name: &ObjectName) {
        let parts = parts(name);
        let postgres = match parts.as_slice() {
            [name] => functions::is_postgres_only(name),
            [schema, _] => is_catalog(schema),
            _ => false,
        };
        self.postgres_words += usize::from(postgres);
    }
}

fn is_catalog(schema: &str) -> bool {
    matches!(schema, "pg_catalog" | "information_schema")
}

fn fold(ident: &Ident) -> String {
    if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_lowercase() }
}

fn parts(name: &ObjectName) -> Vec<String> {
    name.0.iter().filter_map(|part| part.as_ident().map(fold)).collect()
}

/// Types that only the catalog has.
fn is_catalog_type(ty: &DataType) -> bool {
    match ty {
        DataType::Regclass => true,
        DataType::Custom(name, _) => match parts(name).as_slice() {
            [schema, _] => schema == "pg_catalog",
            [name] => matches!(name.as_str(), "oid" | "name" | "char" | "xid") || name.starts_with("reg"),
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalogs_and_postgres_functions_are_taken() {
        for sql in [
            "SELECT * FROM pg_catalog.pg_class",
            "select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace;",
            "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES",
            "SELECT version()",
            "select current_schema(), session_user",
            "SELECT 'pg_class'::regclass",
            "WITH t AS (SELECT oid FROM pg_type) SELECT * FROM t",
            "SELECT pg_backend_pid()",
            "SELECT s.x FROM generate_series(1, 3) AS s(x), pg_class",
            "SELECT a FROM (VALUES ('a', '23'::pg_catalog.oid)) s(a, b)",
        ] {
            assert!(is_catalog_query(sql), "{sql}");
        }
    }

    #[test]
    fn everything_else_goes_to_the_engine() {
        for sql in [
            "SELECT 1",
            "SELECT lower('A')",
            "SELECT now()",
            "SELECT count(*) FROM generate_series(1, 1000000) t(n)",
            "SELECT * FROM orders",
            "SELECT * FROM sales.pg_class",
            "SELECT * FROM pg_my_table",
            "SELECT * FROM orders, pg_class",
            "SELECT pg_backend_pid() FROM orders",
            "WITH pg AS (SELECT * FROM orders) SELECT * FROM pg, pg_class",
            "SELECT * FROM (WITH t AS (SELECT 1) SELECT * FROM t) x, t, pg_class",
            "SELECT * FROM other.information_schema.tables",
            "SHOW server_version",
            "SELECT version(); SELECT 1",
            "not sql with pg_class",
            "INSERT INTO pg_class VALUES (1)",
        ] {
            assert!(!is_catalog_query(sql), "{sql}");
        }
    }
}
