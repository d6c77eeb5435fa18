//! What is known while one statement is analyzed.

use std::collections::HashMap;

use polias_sql::ast::Offset;
use polias_types::Type;

use crate::expression::LambdaVariable;
use crate::plan::{Column, ColumnId, Node, VariableId};
use crate::query::{RecursionContext, Size};
use crate::{Parameter, Relations, ScannedTable, Session, TableName};

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
    /// Where columns are named, in the order of analysis.
    pub(crate) references: Vec<(ColumnId, Offset)>,
    /// Views that are being analyzed, each within the one before.
    pub(crate) views: Vec<TableName>,
    /// How much has been planned.
    pub(crate) size: Size,
    /// Whether a recursive query may be named.
    pub(crate) recursion_context: RecursionContext,
    /// Parameters of the lambdas around the expression that is typed; innermost last.
    pub(crate) lambda_variables: Vec<LambdaVariable>,
    /// How high the expression that is typed has become.
    pub(crate) expression_height: usize,
    /// Expressions that were written once and copied.
    pub(crate) copied_operands: usize,
    /// How many times the body of a lambda was typed.
    pub(crate) typed_lambdas: usize,
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
            references: Vec::new(),
            views: Vec::new(),
            size: Size::default(),
            recursion_context: RecursionContext::default(),
            lambda_variables: Vec::new(),
            expression_height: 0,
            copied_operands: 0,
            typed_lambdas: 0,
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

    /// A copy of a plan that can stand beside it, and the columns its own have become.
    pub(crate) fn copy_plan(&mut self, plan: &Node) -> (Node, HashMap<ColumnId, Column>) {
        let (next_column, next_recursion) = (&mut self.next_column, &mut self.next_recursion);
        let (copy, renamed) = plan.copy(
            &mut |column| {
                let id = ColumnId(*next_column);
                *next_column += 1;
                Column { id, data_type: column.data_type.clone() }
            },
            &mut || {
                let number = *next_recursion;
                *next_recursion += 1;
                number
            },
        );
        for (original, copy) in &renamed {
            self.copy_origin(*original, copy.id);
        }
        (copy, renamed)
    }

    /// The number of a recursion that was not there before.
    pub(crate) fn new_recursion(&mut self) -> u32 {
        let number = self.next_recursion;
        self.next_recursion += 1;
        number
    }
}
