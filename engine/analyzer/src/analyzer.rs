//! What is known while one statement is analyzed.

use std::collections::HashMap;

use polias_types::Type;

use crate::plan::{Column, ColumnId, VariableId};
use crate::{Parameter, Relations, ScannedTable, Session};

/// The state of one analysis.
pub(crate) struct Analyzer<'a> {
    /// The client's session. Names inside of a view are resolved with another catalog and schema.
    pub(crate) session: Session<'a>,
    /// Tables and views.
    pub(crate) relations: &'a dyn Relations,
    /// Values of parameters.
    pub(crate) parameters: &'a [Parameter],
    /// Types found for parameters that are open.
    pub(crate) parameter_types: Vec<Option<Type>>,
    /// Tables that are scanned.
    pub(crate) tables: Vec<ScannedTable>,
    /// Of which table's column a column is, to record its use.
    pub(crate) origins: HashMap<ColumnId, (usize, usize)>,
    next_column: u32,
    next_variable: u32,
    next_recursion: u32,
}

impl<'a> Analyzer<'a> {
    /// For one statement.
    pub(crate) fn new(
        session: Session<'a>,
        relations: &'a dyn Relations,
        parameters: &'a [Parameter],
    ) -> Self {
        Self {
            session,
            relations,
            parameters,
            parameter_types: Vec::new(),
            tables: Vec::new(),
            origins: HashMap::new(),
            next_column: 0,
            next_variable: 0,
            next_recursion: 0,
        }
    }

    /// A column that was not there before.
    pub(crate) fn new_column(&mut self, data_type: Type) -> Column {
        let id = ColumnId(self.next_column);
        self.next_column += 1;
        Column { id, data_type }
    }

    /// A variable that was not there before.
    pub(crate) fn new_variable(&mut self) -> VariableId {
        let id = VariableId(self.next_variable);
        self.next_variable += 1;
        id
    }

    /// The number of a recursion that was not there before.
    pub(crate) fn new_recursion(&mut self) -> u32 {
        let number = self.next_recursion;
        self.next_recursion += 1;
        number
    }
}
