//! Views: their query in their own names, their columns as they were when the view was made.

use std::rc::Rc;

use polias_sql::Position;
use polias_sql::ast::Offset;
use polias_types::can_coerce;

use crate::analyzer::Analyzer;
use crate::scope::{Field, Scope};
use crate::{AnalysisError, Result, TableName, View};

use super::{Order, PlannedQuery};

/// Views within views.
const MAX_VIEWS: usize = 32;

impl Analyzer<'_> {
    /// The rows of a view.
    pub(super) fn view(&mut self, name: TableName, view: &View, offset: Offset) -> Result<PlannedQuery> {
        if self.views.contains(&name) {
            return Err(AnalysisError::new(
                "VIEW_IS_RECURSIVE",
                offset,
                format!("View is recursive: '{name}'"),
            ));
        }
        if self.views.len() >= MAX_VIEWS {
            return Err(AnalysisError::not_supported(
                offset,
                format!("Views that use views are supported up to a depth of {MAX_VIEWS}"),
            ));
        }
        let rows =
            self.view_query(name.clone(), view).map_err(|error| in_view(error, &name, view, offset))?;
        self.as_stored(rows, &name, view, offset)
    }

    /// Its query, which sees nothing of the query around.
    fn view_query(&mut self, name: TableName, view: &View) -> Result<PlannedQuery> {
        let catalog = std::mem::replace(&mut self.session.catalog, view.catalog.clone());
        let schema = std::mem::replace(&mut self.session.schema, view.schema.clone());
        let parameters = std::mem::take(&mut self.parameters);
        let context = std::mem::take(&mut self.recursion_context);
        self.views.push(name);
        let rows = self.query_in(&view.query, &Rc::new(Scope::default()), Order::Lost);
        self.views.pop();
        self.recursion_context = context;
        self.parameters = parameters;
        self.session.schema = schema;
        self.session.catalog = catalog;
        rows
    }

    /// The rows in the columns that the view was made with.
    fn as_stored(
        &mut self,
        rows: PlannedQuery,
        name: &TableName,
        view: &View,
        offset: Offset,
    ) -> Result<PlannedQuery> {
        let stale = |what: String| {
            let message = format!("View '{name}' is stale or in invalid state: {what}");
            AnalysisError::new("VIEW_IS_STALE", offset, message)
        };
        if rows.fields.len() != view.columns.len() {
            return Err(stale(format!(
                "stored view column count ({}) does not match column count derived from the view query analysis \
                 ({})",
                view.columns.len(),
                rows.fields.len()
            )));
        }
        for (index, (field, (stored, stored_type))) in rows.fields.iter().zip(&view.columns).enumerate() {
            let found = &field.column.data_type;
            if found != stored_type && !can_coerce(found, stored_type) {
                let of_name = match &field.name {
                    Some(name) => format!("[{}]", name.to_lowercase()),
                    None => "without name".to_owned(),
                };
                return Err(stale(format!(
                    "column {of_name} of type {found} projected from query view at position {index} cannot be \
                     coerced to column [{stored}] of type {stored_type} stored in view definition"
                )));
            }
        }
        let types: Vec<_> = view.columns.iter().map(|(_, data_type)| data_type.clone()).collect();
        let mut rows = self.in_types(rows, &types);
        rows.fields = rows
            .fields
            .into_iter()
            .zip(&view.columns)
            .map(|(field, (name, _))| Field {
                name: Some(name.clone()),
                relation: None,
                hidden: false,
                ..field
            })
            .collect();
        Ok(rows)
    }
}

/// An error in a view's text, told where the view is named. Refusals of access stay what they are.
fn in_view(error: AnalysisError, name: &TableName, view: &View, offset: Offset) -> AnalysisError {
    if error.name == "ACCESS_DENIED" {
        return AnalysisError { offset: Some(offset), ..error };
    }
    let place = error.offset.map_or_else(String::new, |inner| {
        let position = Position::of(&view.sql, inner.get());
        format!("line {}:{}: ", position.line, position.column)
    });
    AnalysisError {
        name: "INVALID_VIEW",
        message: format!("Failed analyzing stored view '{name}': {place}{}", error.message),
        offset: Some(offset),
        hint: error.hint,
    }
}
