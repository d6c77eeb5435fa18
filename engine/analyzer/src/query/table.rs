//! A relation by name: a WITH query, a table, a view.

use std::rc::Rc;

use polias_sql::ast::{self, Offset};

use crate::analyzer::Analyzer;
use crate::plan::{Node, Scan};
use crate::scope::{Field, Scope};
use crate::{AnalysisError, Relation, Result, ScannedTable, Snapshot, TableColumn, TableName};

use super::PlannedQuery;

impl Analyzer<'_> {
    /// The rows of what a name means.
    pub(super) fn table(
        &mut self,
        name: &ast::QualifiedName,
        as_of: Option<&ast::AsOf>,
        offset: Offset,
        around: &Rc<Scope>,
    ) -> Result<PlannedQuery> {
        if let [single] = name.parts.as_slice()
            && let Some(query) = around.with.find(&single.value.to_lowercase())
        {
            return self.with_rows(&query, single, offset);
        }
        let table = self.table_name(name)?;
        let snapshot = as_of.map(|as_of| self.snapshot(as_of)).transpose()?;
        let rows = match self.relations.relation(&table, snapshot.as_ref(), offset)? {
            Relation::Table(columns) => self.scan(table, snapshot, &columns),
            Relation::View(view) => self.view(table, &view, offset)?,
        };
        Ok(named(rows, name))
    }

    /// The full name, with the session's catalog and schema where they are not written.
    fn table_name(&self, name: &ast::QualifiedName) -> Result<TableName> {
        let lower = |part: &ast::Identifier| part.value.to_lowercase();
        let (catalog, schema, table) = match name.parts.as_slice() {
            [table] => (self.session.catalog.clone(), self.session.schema.clone(), lower(table)),
            [schema, table] => (self.session.catalog.clone(), lower(schema), lower(table)),
            [catalog, schema, table] => (lower(catalog), lower(schema), lower(table)),
            _ => {
                // Trino gives no position here.
                return Err(AnalysisError {
                    name: "SYNTAX_ERROR",
                    message: format!("Too many dots in table name: {name}"),
                    offset: None,
                    hint: None,
                });
            }
        };
        Ok(TableName { catalog, schema, table })
    }

    /// All columns of a table; those that nothing uses are pruned at the end.
    fn scan(&mut self, name: TableName, snapshot: Option<Snapshot>, columns: &[TableColumn]) -> PlannedQuery {
        let known = self.tables.iter().position(|table| table.name == name && table.snapshot == snapshot);
        let table = known.unwrap_or_else(|| {
            self.tables.push(ScannedTable { name, snapshot, used: Vec::new() });
            self.tables.len() - 1
        });
        let mut scan = Scan { table, columns: Vec::with_capacity(columns.len()) };
        let mut fields = Vec::with_capacity(columns.len());
        for (index, column) in columns.iter().enumerate() {
            let made = self.new_column(column.data_type.clone());
            self.origins.insert(made.id, (table, index));
            fields.push(Field {
                column: made.clone(),
                name: Some(column.name.clone()),
                relation: None,
                hidden: column.hidden,
            });
            scan.columns.push((made, index));
        }
        PlannedQuery { plan: Node::Scan(scan), fields }
    }
}

/// The relation under the name by which the query calls it.
fn named(mut rows: PlannedQuery, name: &ast::QualifiedName) -> PlannedQuery {
    let relation: Rc<Vec<String>> = Rc::new(name.parts.iter().map(|part| part.value.clone()).collect());
    for field in &mut rows.fields {
        field.relation = Some(Rc::clone(&relation));
    }
    rows
}
