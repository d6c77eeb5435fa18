//! PostgreSQL's functions in FROM that give rows: `unnest(…)` and `generate_series(…)`.

use std::rc::Rc;

use polias_sql::ast::{
    Arguments, Case, Comparison, ComparisonOperator, Expression, ExpressionKind, FunctionCall, Identifier,
    Offset, QualifiedName, WhenThen,
};

use crate::analyzer::Analyzer;
use crate::scope::Scope;
use crate::{AnalysisError, Result};

use super::unnest_relation::UnnestedFields;

impl Analyzer<'_> {
    /// The rows of a call.
    pub(super) fn set_returning(
        &mut self,
        call: &FunctionCall,
        ordinality: bool,
        offset: Offset,
        around: &Rc<Scope>,
    ) -> Result<UnnestedFields> {
        let name = call.name.parts.last().map(|part| part.value.to_lowercase()).unwrap_or_default();
        let arguments = match &call.arguments {
            Arguments::List(arguments) => arguments.as_slice(),
            Arguments::All | Arguments::AllOf(_) => &[],
        };
        let mut made = match (name.as_str(), arguments) {
            ("unnest", [_, ..]) => self.unnested(arguments, ordinality, around)?,
            ("generate_series", [start, stop]) => {
                let array = series(start, stop, None, offset);
                self.unnested(&[array], ordinality, around)?
            }
            ("generate_series", [start, stop, step]) => {
                let array = series(start, stop, Some(step), offset);
                self.unnested(&[array], ordinality, around)?
            }
            _ => {
                return Err(AnalysisError::not_supported(
                    offset,
                    format!("Function {name} in FROM is not supported"),
                )
                .with_hint("only unnest and generate_series give rows in FROM"));
            }
        };
        if let ("generate_series", Some(first)) = (name.as_str(), made.fields.first_mut()) {
            first.name = Some(name.clone());
        }
        let relation = Rc::new(vec![name]);
        for field in &mut made.fields {
            field.relation = Some(Rc::clone(&relation));
        }
        Ok(made)
    }
}

/// `generate_series` as an array: empty where `sequence` refuses because the end lies behind the start.
fn series(start: &Expression, stop: &Expression, step: Option<&Expression>, offset: Offset) -> Expression {
    let node = |kind| Expression { offset, kind };
    let one = node(ExpressionKind::Integer(1));
    let compare = |left: &Expression, operator, right: &Expression| {
        let comparison = Comparison { operator, left: left.clone(), right: right.clone() };
        node(ExpressionKind::Comparison(Box::new(comparison)))
    };
    let forward = compare(start, ComparisonOperator::LessOrEqual, stop);
    let condition = match step {
        None => forward,
        // Steps of intervals have no sign to look at: they go forward.
        Some(Expression { kind: ExpressionKind::Interval(_), .. }) => forward,
        Some(step) => {
            let zero = node(ExpressionKind::Integer(0));
            let backward = compare(start, ComparisonOperator::GreaterOrEqual, stop);
            node(ExpressionKind::Or(vec![
                node(ExpressionKind::And(vec![compare(step, ComparisonOperator::Greater, &zero), forward])),
                node(ExpressionKind::And(vec![compare(step, ComparisonOperator::Less, &zero), backward])),
                compare(step, ComparisonOperator::Equal, &zero),
            ]))
        }
    };
    let name = Identifier { offset, value: "sequence".to_owned(), quoted: false };
    let sequence = node(ExpressionKind::Function(Box::new(FunctionCall {
        processing_mode: None,
        name: QualifiedName { parts: vec![name] },
        distinct: false,
        arguments: Arguments::List(vec![start.clone(), stop.clone(), step.cloned().unwrap_or(one)]),
        order_by: Vec::new(),
        within_group: Vec::new(),
        filter: None,
        null_treatment: None,
        over: None,
    })));
    let branch = WhenThen { offset, condition, result: sequence };
    let empty = node(ExpressionKind::Array(Vec::new()));
    let case = Case { operand: None, branches: vec![branch], otherwise: Some(empty) };
    node(ExpressionKind::Case(Box::new(case)))
}
