//! Column references: where a name is found, and at which depth.

use datafusion::sql::sqlparser::ast::Ident;

use super::Binder;
use crate::error::{self, Result};
use crate::plan::{Expr, Field, Node};
use crate::types::oids;
use std::rc::Rc;

/// An identifier as PostgreSQL folds it.
pub(super) fn fold(ident: &Ident) -> String {
    if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_lowercase() }
}

impl Binder<'_, '_> {
    /// A column named without qualifier, or a FROM item as a whole row; `None` when there is neither.
    pub(super) fn lookup_column(&mut self, name: &str) -> Result<Option<Expr>> {
        let mut depth = 0;
        for index in (0..self.levels.len()).rev() {
            let level = &self.levels[index];
            if level.hidden {
                continue;
            }
            if let Some(merged) = level.merged.iter().find(|merged| merged.name == name) {
                let (rel, column) = merged.kept;
                let ty = level.rels[rel].columns[column].ty;
                return Ok(Some(self.reference(index, depth, rel, column, ty)));
            }
            let mut found = None;
            for (rel, item) in level.visible() {
                if let Some((column, ty)) = item.find(name) {
                    // The system columns are on every relation; the first one wins only if it is alone.
                    if found.is_some() {
                        return Err(error::ambiguous_column(name));
                    }
                    found = Some((rel, column, ty));
                }
            }
            if let Some((rel, column, ty)) = found {
                return Ok(Some(self.reference(index, depth, rel, column, ty)));
            }
            depth += 1;
        }
        self.whole_row(name)
    }

    /// `qualifier.column`, the qualifier being a FROM item (or schema and relation).
    pub(super) fn qualified_column(&mut self, qualifier: &[String], name: &str) -> Result<Expr> {
        let mut depth = 0;
        for index in (0..self.levels.len()).rev() {
            let level = &self.levels[index];
            if level.hidden {
                continue;
            }
            let found = level.visible().find(|(_, item)| matches(item, qualifier));
            if let Some((rel, column)) = found.map(|(rel, item)| (rel, item.find(name))) {
                let missing = || error::undefined_column(&format!("{}.{name}", qualifier.join(".")));
                let (column, ty) = column.ok_or_else(missing)?;
                return Ok(self.reference(index, depth, rel, column, ty));
            }
            depth += 1;
        }
        Err(error::missing_from(&qualifier.join(".")))
    }

    /// True when a FROM item of that name is in sight.
    pub(super) fn is_item(&self, qualifier: &[String]) -> bool {
        let mut levels = self.levels.iter().filter(|level| !level.hidden);
        levels.any(|level| level.visible().any(|(_, item)| matches(item, qualifier)))
    }

    /// A FROM item as a record.
    pub(super) fn whole_row(&mut self, name: &str) -> Result<Option<Expr>> {
        let mut depth = 0;
        let qualifier = [name.to_owned()];
        for index in (0..self.levels.len()).rev() {
            if self.levels[index].hidden {
                continue;
            }
            if let Some((rel, item)) =
                self.levels[index].visible().find(|(_, item)| matches(item, &qualifier))
            {
                self.reach = self.reach.min(2 * index);
                let fields: Vec<Field> = item.columns.clone();
                let columns: Vec<Expr> = fields
                    .iter()
                    .enumerate()
                    .map(|(column, field)| field.column(depth, rel, item.position(column)))
                    .collect();
                let fields = Some(Rc::new(fields));
                return Ok(Some(Expr { node: Node::Record(columns), ty: oids::RECORD, fields }));
            }
            depth += 1;
        }
        Ok(None)
    }

    /// All columns of the level's items, or of one of them, for `*`.
    pub(super) fn star(&mut self, qualifier: Option<&[String]>) -> Result<Vec<(String, Expr)>> {
        let index = self.levels.len().checked_sub(1).ok_or_else(|| error::internal("no query level"))?;
        let level = &self.levels[index];
        let mut columns = Vec::new();
        for (rel, item) in level.rels.iter().enumerate() {
            if qualifier.is_some_and(|qualifier| !matches(item, qualifier)) {
                continue;
            }
            for (column, field) in item.columns.iter().enumerate() {
                let dropped = qualifier.is_none() && level.merged.iter().any(|m| m.dropped == (rel, column));
                if !dropped {
                    columns.push((field.name.clone(), field.column(0, rel, item.position(column))));
                }
            }
        }
        match qualifier {
            Some(qualifier) if columns.is_empty() => Err(error::missing_from(&qualifier.join("."))),
            None if level.rels.is_empty() => {
                Err(error::syntax("SELECT * with no tables specified is not valid"))
            }
            _ => Ok(columns),
        }
    }

    fn reference(&mut self, index: usize, depth: usize, rel: usize, column: usize, ty: u32) -> Expr {
        self.reach = self.reach.min(2 * index);
        let item = &self.levels[index].rels[rel];
        let col = item.position(column);
        let fields = item.columns.get(column).and_then(|field| field.fields.clone());
        Expr { node: Node::Column { depth, rel, col }, ty, fields }
    }
}

fn matches(item: &super::scope::ScopeRel, qualifier: &[String]) -> bool {
    match qualifier {
        [name] => item.alias == *name,
        [schema, name] => item.alias == *name && item.schema == Some(schema.as_str()),
        [_database, schema, name] => item.alias == *name && item.schema == Some(schema.as_str()),
        _ => false,
    }
}
