//! Where columns are named, and which columns of tables a query uses.

use polias_sql::ast::Offset;

use crate::analyzer::Analyzer;
use crate::plan::ColumnId;

impl Analyzer<'_> {
    /// A column is named.
    pub(crate) fn reference(&mut self, column: ColumnId, offset: Offset) {
        self.record_use(column);
        // Places in a view's text say nothing about the statement's.
        if self.views.is_empty() {
            self.references.push((column, offset));
        }
    }

    /// Where a column is named first from a place on; else where it was named last.
    pub(crate) fn reference_since(&self, from: Offset, column: ColumnId) -> Option<Offset> {
        let mut places =
            self.references.iter().filter(|(named, _)| *named == column).map(|(_, offset)| *offset);
        let last = places.clone().next_back();
        places.find(|offset| offset.0 >= from.0).or(last)
    }

    /// A copy of a table's column is that column too.
    pub(crate) fn copy_origin(&mut self, original: ColumnId, copy: ColumnId) {
        if let Some(origin) = self.origins.get(&original).copied() {
            self.origins.insert(copy, origin);
        }
    }
}
