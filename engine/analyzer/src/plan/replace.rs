//! Columns replaced by other columns or by expressions, and copies of plans with columns of their own.

use std::collections::HashMap;

use super::{Column, ColumnId, Expression, ExpressionKind, JoinKind, Node};

impl Expression {
    /// Replaces columns, also those that subqueries in it take from outside. Columns that are not in the map
    /// stay. The replacement is not searched again.
    pub fn replace_columns(&mut self, replacements: &HashMap<ColumnId, Expression>) {
        if replacements.is_empty() {
            return;
        }
        if let ExpressionKind::Column(id) = &self.kind {
            if let Some(replacement) = replacements.get(id) {
                *self = replacement.clone();
            }
            return;
        }
        if let Some(plan) = self.subquery_plan_mut() {
            plan.replace_free_columns(replacements);
        }
        self.for_each_operand_mut(&mut |operand| operand.replace_columns(replacements));
    }
}

impl Node {
    /// Replaces columns in all expressions of the node and of everything below it. Meant for columns of
    /// queries around it: what is made inside must not be in the map, unless by a column (see
    /// [`Self::rename_columns`]).
    pub fn replace_free_columns(&mut self, replacements: &HashMap<ColumnId, Expression>) {
        self.for_each_expression_mut(&mut |expression| expression.replace_columns(replacements));
        self.for_each_input_mut(&mut |input| input.replace_free_columns(replacements));
    }

    /// A copy whose columns are new ones, so that it can stand beside the original in one plan; and the
    /// numbers its columns have there, by those here. Free columns stay.
    pub fn copy(
        &self,
        new_column: &mut dyn FnMut(&Column) -> Column,
        new_recursion: &mut dyn FnMut() -> u32,
    ) -> (Self, HashMap<ColumnId, Column>) {
        let mut renamed = HashMap::new();
        let mut recursions = HashMap::new();
        self.collect_new_columns(&mut |column| {
            renamed.entry(column.id).or_insert_with(|| new_column(column));
        });
        self.for_each_recursion(&mut |number| {
            recursions.entry(number).or_insert_with(&mut *new_recursion);
        });
        let mut copy = self.clone();
        copy.rename(&renamed, &recursions);
        (copy, renamed)
    }

    /// Gives columns other numbers, where they are made and where they are used.
    pub fn rename_columns(&mut self, renamed: &HashMap<ColumnId, Column>) {
        self.rename(renamed, &HashMap::new());
    }

    /// Gives columns other numbers where the node itself uses them (in its expressions and beside them), not
    /// below.
    pub fn rename_used(&mut self, renamed: &HashMap<ColumnId, Column>) {
        if renamed.is_empty() {
            return;
        }
        self.rename_node(renamed, &HashMap::new());
        self.for_each_expression_mut(&mut |expression| expression.rename_columns(renamed));
    }

    fn collect_new_columns(&self, visit: &mut dyn FnMut(&Column)) {
        self.for_each_new_column(visit);
        self.for_each_expression(&mut |expression| expression.collect_new_columns(visit));
        self.for_each_input(&mut |input| input.collect_new_columns(visit));
    }

    fn for_each_recursion(&self, visit: &mut dyn FnMut(u32)) {
        if let Self::Recursive { number, .. } = self {
            visit(*number);
        }
        self.for_each_expression(&mut |expression| expression.for_each_recursion(visit));
        self.for_each_input(&mut |input| input.for_each_recursion(visit));
    }

    fn rename(&mut self, renamed: &HashMap<ColumnId, Column>, recursions: &HashMap<u32, u32>) {
        self.rename_node(renamed, recursions);
        self.for_each_expression_mut(&mut |expression| expression.rename(renamed, recursions));
        self.for_each_input_mut(&mut |input| input.rename(renamed, recursions));
    }

    /// The columns that stand beside the node's expressions.
    fn rename_node(&mut self, renamed: &HashMap<ColumnId, Column>, recursions: &HashMap<u32, u32>) {
        let rename_id = |id: &mut ColumnId| {
            if let Some(column) = renamed.get(id) {
                *id = column.id;
            }
        };
        let rename_column = |column: &mut Column| rename_id(&mut column.id);
        match self {
            Self::Scan(scan) => scan.columns.iter_mut().for_each(|(column, _)| rename_column(column)),
            Self::Values { columns, .. } => columns.iter_mut().for_each(rename_column),
            Self::RecursiveInput { number, columns } => {
                columns.iter_mut().for_each(rename_column);
                *number = recursions.get(number).copied().unwrap_or(*number);
            }
            Self::UnionAll { columns, inputs } => {
                columns.iter_mut().for_each(rename_column);
                inputs.iter_mut().for_each(|(_, ids)| ids.iter_mut().for_each(rename_id));
            }
            Self::SetOperation { columns, left, right, .. } => {
                columns.iter_mut().for_each(rename_column);
                left.1.iter_mut().for_each(rename_id);
                right.1.iter_mut().for_each(rename_id);
            }
            Self::Recursive { columns, anchor, step, number, .. } => {
                columns.iter_mut().for_each(rename_column);
                anchor.1.iter_mut().for_each(rename_id);
                step.1.iter_mut().for_each(rename_id);
                *number = recursions.get(number).copied().unwrap_or(*number);
            }
            Self::Project { assignments, .. } => {
                assignments.iter_mut().for_each(|(column, _)| rename_column(column));
            }
            Self::Aggregate { keys, group_id, aggregates, .. } => {
                keys.iter_mut().for_each(rename_column);
                group_id.iter_mut().for_each(rename_column);
                aggregates.iter_mut().for_each(|(column, _)| rename_column(column));
            }
            Self::Window { calls, .. } => calls.iter_mut().for_each(|(column, _)| rename_column(column)),
            Self::Join { kind: JoinKind::Mark(mark), .. } => rename_column(mark),
            Self::Unnest { unnested, ordinality, .. } => {
                unnested.iter_mut().flat_map(|unnested| &mut unnested.columns).for_each(rename_column);
                ordinality.iter_mut().for_each(rename_column);
            }
            Self::NumberRows { column, .. } => rename_column(column),
            Self::Join { .. }
            | Self::Lateral { .. }
            | Self::Filter { .. }
            | Self::Sort { .. }
            | Self::Limit { .. }
            | Self::TopWithTies { .. }
            | Self::Distinct { .. }
            | Self::Sample { .. }
            | Self::SingleRow { .. } => {}
        }
    }
}

impl Expression {
    /// Gives columns other numbers.
    pub fn rename_columns(&mut self, renamed: &HashMap<ColumnId, Column>) {
        self.rename(renamed, &HashMap::new());
    }

    fn collect_new_columns(&self, visit: &mut dyn FnMut(&Column)) {
        if let Some(plan) = self.subquery_plan() {
            plan.collect_new_columns(visit);
        }
        self.for_each_operand(&mut |operand| operand.collect_new_columns(visit));
    }

    fn for_each_recursion(&self, visit: &mut dyn FnMut(u32)) {
        if let Some(plan) = self.subquery_plan() {
            plan.for_each_recursion(visit);
        }
        self.for_each_operand(&mut |operand| operand.for_each_recursion(visit));
    }

    fn rename(&mut self, renamed: &HashMap<ColumnId, Column>, recursions: &HashMap<u32, u32>) {
        match &mut self.kind {
            ExpressionKind::Column(id) => {
                if let Some(column) = renamed.get(id) {
                    *id = column.id;
                }
                return;
            }
            ExpressionKind::Subquery(subquery) => {
                use super::SubqueryKind::{Array, Exists, Quantified, Scalar};
                match &mut subquery.kind {
                    Scalar(id) | Array(id) | Quantified { column: id, .. } => {
                        if let Some(column) = renamed.get(id) {
                            *id = column.id;
                        }
                    }
                    Exists => {}
                }
                subquery.plan.rename(renamed, recursions);
            }
            _ => {}
        }
        self.for_each_operand_mut(&mut |operand| operand.rename(renamed, recursions));
    }
}
