//! UNNEST.

use datafusion::common::{Column as NamedColumn, NullHandling, UnnestOptions};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use polias_analyzer::plan::{Column, Node, Unnested};
use polias_types::Type;

use super::{Lowering, build, project};
use crate::{EngineError, Result};

impl Lowering<'_> {
    /// The input's columns and a row for each element of the longest list.
    pub(super) fn unnest(
        &mut self,
        input: &Node,
        unnested: &[Unnested],
        ordinality: Option<&Column>,
        outer: bool,
    ) -> Result<LogicalPlan> {
        let uncorrelated = unnested.iter().all(|unnested| {
            unnested.expression.used_columns().is_empty() && unnested.expression.is_deterministic()
        });
        if uncorrelated && !outer && !matches!(input, Node::Values { .. }) {
            // The same list for every row is made and unnested once.
            let one = Node::Values { columns: Vec::new(), rows: vec![Vec::new()] };
            let list = self.unnest(&one, unnested, ordinality, false)?;
            let input = self.node(input)?;
            return build(LogicalPlanBuilder::from(input).cross_join(list));
        }
        let input = self.node(input)?;
        let kept: Vec<Expr> = super::columns_of(&input);
        let mut with_lists = kept.clone();
        let mut lists = Vec::new();
        let mut output = kept;
        for (index, unnested) in unnested.iter().enumerate() {
            let list = self.list(unnested)?;
            let name = self.list_name(index, unnested);
            let element = Expr::Column(NamedColumn::from_name(&name));
            for (place, column) in unnested.columns.iter().enumerate() {
                output.push(element_column(&element, unnested, place)?.alias(self.name(column.id)));
            }
            with_lists.push(list.alias(&name));
            lists.push(NamedColumn::from_name(name));
        }
        if let Some(ordinality) = ordinality {
            let mut parts = Vec::with_capacity(lists.len());
            for unnested in unnested {
                parts.push(self.list(unnested)?);
            }
            let name = format!("{}.numbers", self.name(ordinality.id));
            with_lists.push(polias_functions::ordinals(parts).alias(&name));
            output.push(Expr::Column(NamedColumn::from_name(&name)).alias(self.name(ordinality.id)));
            lists.push(NamedColumn::from_name(name));
        }
        let input = project(input, with_lists)?;
        let handling = if outer { NullHandling::PreserveAndExpandEmpty } else { NullHandling::Drop };
        let options = UnnestOptions::new().with_null_handling(handling);
        let plan = build(LogicalPlanBuilder::from(input).unnest_columns_with_options(lists, options))?;
        project(plan, output)
    }

    /// The list that is unnested: an array itself, a map's entries.
    fn list(&mut self, unnested: &Unnested) -> Result<Expr> {
        let value = self.expression(&unnested.expression)?;
        match &unnested.expression.data_type {
            Type::Array(_) => Ok(value),
            Type::Map(..) => Ok(polias_functions::entries(value, &unnested.expression.data_type)),
            other => Err(EngineError::internal(format!("UNNEST of {other}"))),
        }
    }

    fn list_name(&mut self, index: usize, unnested: &Unnested) -> String {
        match unnested.columns.first() {
            Some(column) => format!("{}.list", self.name(column.id)),
            None => format!("#{index}.list"),
        }
    }
}

/// A column made of an element: the element, or a field of it.
fn element_column(element: &Expr, unnested: &Unnested, place: usize) -> Result<Expr> {
    let element_type = match &unnested.expression.data_type {
        Type::Array(element) => (**element).clone(),
        Type::Map(key, value) => Type::row([(**key).clone(), (**value).clone()]),
        other => return Err(EngineError::internal(format!("UNNEST of {other}"))),
    };
    match &element_type {
        Type::Row(_) => Ok(polias_functions::row_field(element.clone(), &element_type, place)),
        _ => Ok(element.clone()),
    }
}
