//! ORDER BY's sort, OFFSET, LIMIT and FETCH, in this order over a query's rows.

use polias_sql::ast::{self, ExpressionKind, Limit, RowCount, RowCountKind};
use polias_types::{Type, Value};

use crate::analyzer::Analyzer;
use crate::plan::Node;
use crate::{AnalysisError, Parameter, Result};

use super::{Order, PlannedQuery, Unsorted};

impl Analyzer<'_> {
    /// A query's rows in order, and only those asked for. Without OFFSET and LIMIT the order is lost where
    /// nobody can see it, as in Trino.
    pub(super) fn sorted_and_limited(
        &mut self,
        unsorted: Unsorted,
        query: &ast::Query,
        order: Order,
    ) -> Result<PlannedQuery> {
        let Unsorted { query: PlannedQuery { mut plan, fields }, keys } = unsorted;
        let skip = match &query.skip {
            Some(count) => self.row_count(count, "OFFSET")?.unwrap_or(0),
            None => 0,
        };
        let mut ties = false;
        let fetch = match &query.limit {
            None | Some(Limit::All) => None,
            Some(Limit::Rows(count)) => self.row_count(count, "LIMIT")?,
            Some(Limit::Fetch { offset, count, with_ties }) => {
                ties = *with_ties;
                if ties && keys.is_empty() {
                    return Err(AnalysisError::new(
                        "MISSING_ORDER_BY",
                        *offset,
                        "FETCH FIRST WITH TIES clause requires ORDER BY",
                    ));
                }
                let fetch = match count {
                    None => Some(1),
                    Some(count) => self.row_count(count, "FETCH FIRST")?,
                };
                if fetch == Some(0) {
                    return Err(AnalysisError::new(
                        "NUMERIC_VALUE_OUT_OF_RANGE",
                        *offset,
                        "FETCH FIRST row count must be positive (actual value: 0)",
                    ));
                }
                fetch
            }
        };
        let limited = skip > 0 || fetch.is_some();
        if !keys.is_empty() && (limited || order == Order::Kept) {
            plan = Node::Sort { input: Box::new(plan), keys: keys.clone() };
        }
        match fetch {
            Some(fetch) if ties => {
                if skip > 0 {
                    plan = Node::Limit { input: Box::new(plan), skip, fetch: None };
                }
                plan = Node::TopWithTies { input: Box::new(plan), keys, fetch };
            }
            _ if limited => plan = Node::Limit { input: Box::new(plan), skip, fetch },
            _ => {}
        }
        Ok(PlannedQuery { plan, fields })
    }

    /// A number of rows; `None` for a parameter that is not given, and for PostgreSQL's NULL.
    fn row_count(&mut self, count: &RowCount, clause: &str) -> Result<Option<u64>> {
        let number = match &count.kind {
            RowCountKind::Number(digits) => return written_number(digits).map(Some),
            RowCountKind::Parameter(index) => self.parameter_number(*index, count, clause)?,
        };
        let Some(number) = number else { return Ok(None) };
        let number = u64::try_from(number).map_err(|_| {
            let least = if clause == "FETCH FIRST" { "positive" } else { "greater or equal to 0" };
            AnalysisError::new(
                "NUMERIC_VALUE_OUT_OF_RANGE",
                count.offset,
                format!("{clause} row count must be {least} (actual value: {number})"),
            )
        })?;
        Ok(Some(number))
    }

    fn parameter_number(&mut self, index: u32, count: &RowCount, clause: &str) -> Result<Option<i64>> {
        let place = index as usize;
        if self.parameter_types.len() <= place {
            self.parameter_types.resize(place + 1, None);
        }
        self.parameter_types[place].get_or_insert(Type::Bigint);
        let value = match self.parameters.get(place) {
            None => {
                let message = format!("Query takes no parameter {}", place + 1);
                return Err(AnalysisError::new("INVALID_PARAMETER_USAGE", count.offset, message));
            }
            Some(Parameter::Open(_)) => return Ok(None),
            Some(Parameter::Value(Value::Integer(number), _)) => Some(*number),
            Some(Parameter::Value(Value::Null, _)) => return Ok(None),
            Some(Parameter::Expression(expression)) => match expression.kind {
                ExpressionKind::Integer(number) => Some(number),
                _ => None,
            },
            Some(Parameter::Value(..)) => None,
        };
        match value {
            Some(number) => Ok(Some(number)),
            None => Err(AnalysisError::new(
                "INVALID_PARAMETER_USAGE",
                count.offset,
                format!("Parameter value provided for {clause} is not an integer"),
            )),
        }
    }
}

fn written_number(digits: &str) -> Result<u64> {
    // Trino reads a bigint, and reports what is none at the statement's start.
    digits.parse::<i64>().ok().and_then(|number| u64::try_from(number).ok()).ok_or_else(|| {
        let message = format!("Invalid numeric literal: {digits}");
        AnalysisError::new("SYNTAX_ERROR", ast::Offset(0), message)
    })
}
