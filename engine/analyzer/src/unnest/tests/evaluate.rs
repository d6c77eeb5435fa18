//! What a plan means, by definition: nested loops over rows in memory. Subqueries and LATERAL are evaluated
//! anew for each row. Slow, and so simple that it can be believed.

use std::cmp::Ordering;
use std::collections::HashMap;

use polias_types::{ArithmeticOperator, Type, Value};

use crate::plan::{
    AggregateCall, ColumnId, ComparisonOperator, Expression, ExpressionKind, JoinKind, Node, Quantifier,
    SortKey, Subquery, SubqueryKind, WindowCall,
};

/// A value. The derived order is that of keys, NULL as a value like others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Cell {
    Null,
    Boolean(bool),
    Integer(i64),
    Text(String),
    Array(Vec<Cell>),
}

pub(crate) type Row = Vec<Cell>;

/// Values of columns around.
type Around = HashMap<ColumnId, Cell>;

/// Why there are no rows: an error of the data, or too much work for a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    Failed(&'static str),
    TooMuch,
}

type Result<T> = std::result::Result<T, Stop>;

/// Tables, and how much work is left.
pub(crate) struct Evaluation<'a> {
    pub(crate) tables: &'a [Vec<Row>],
    pub(crate) budget: usize,
}

fn truth(cell: &Cell) -> Option<bool> {
    match cell {
        Cell::Boolean(value) => Some(*value),
        _ => None,
    }
}

fn from_truth(value: Option<bool>) -> Cell {
    value.map_or(Cell::Null, Cell::Boolean)
}

fn compare(operator: ComparisonOperator, left: &Cell, right: &Cell) -> Option<bool> {
    if *left == Cell::Null || *right == Cell::Null {
        return None;
    }
    let order = left.cmp(right);
    Some(match operator {
        ComparisonOperator::Equal => order == Ordering::Equal,
        ComparisonOperator::NotEqual => order != Ordering::Equal,
        ComparisonOperator::Less => order == Ordering::Less,
        ComparisonOperator::LessOrEqual => order != Ordering::Greater,
        ComparisonOperator::Greater => order == Ordering::Greater,
        ComparisonOperator::GreaterOrEqual => order != Ordering::Less,
    })
}

fn not(value: Option<bool>) -> Option<bool> {
    value.map(|value| !value)
}

impl Evaluation<'_> {
    fn work(&mut self, rows: usize) -> Result<()> {
        self.budget = self.budget.checked_sub(rows + 1).ok_or(Stop::TooMuch)?;
        Ok(())
    }

    /// The rows of a plan, cells in the order of its columns.
    pub(crate) fn rows(&mut self, node: &Node, around: &Around) -> Result<Vec<Row>> {
        let rows = self.rows_of(node, around)?;
        self.work(rows.len())?;
        Ok(rows)
    }

    fn bind(node: &Node, row: &Row, around: &Around) -> Around {
        let mut bound = around.clone();
        let columns = node.columns();
        assert_eq!(columns.len(), row.len(), "{node}");
        for (column, cell) in columns.into_iter().zip(row) {
            bound.insert(column.id, cell.clone());
        }
        bound
    }

    /// Rows with their columns bound.
    fn bound_rows(&mut self, node: &Node, around: &Around) -> Result<Vec<(Row, Around)>> {
        let rows = self.rows(node, around)?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let bound = Self::bind(node, &row, around);
                (row, bound)
            })
            .collect())
    }

    /// Cells of these columns, in order.
    fn picked(&mut self, (node, ids): (&Node, &[ColumnId]), around: &Around) -> Result<Vec<Row>> {
        let rows = self.bound_rows(node, around)?;
        Ok(rows.into_iter().map(|(_, bound)| ids.iter().map(|id| bound[id].clone()).collect()).collect())
    }

    fn rows_of(&mut self, node: &Node, around: &Around) -> Result<Vec<Row>> {
        match node {
            Node::Scan(scan) => Ok(self.tables[scan.table]
                .iter()
                .map(|row| scan.columns.iter().map(|(_, index)| row[*index].clone()).collect())
                .collect()),
            Node::Values { rows, .. } => {
                rows.iter().map(|row| row.iter().map(|value| self.value(value, around)).collect()).collect()
            }
            Node::Project { input, assignments } => {
                let mut made = Vec::new();
                for (_, bound) in self.bound_rows(input, around)? {
                    let row: Result<Row> =
                        assignments.iter().map(|(_, value)| self.value(value, &bound)).collect();
                    made.push(row?);
                }
                Ok(made)
            }
            Node::Filter { input, predicate } => {
                let mut kept = Vec::new();
                for (row, bound) in self.bound_rows(input, around)? {
                    if self.value(predicate, &bound)? == Cell::Boolean(true) {
                        kept.push(row);
                    }
                }
                Ok(kept)
            }
            Node::Aggregate { input, keys, grouping_sets, group_id, aggregates } => {
                let rows = self.bound_rows(input, around)?;
                let mut made = Vec::new();
                for (number, set) in grouping_sets.iter().enumerate() {
                    let mut groups: Vec<(Row, Vec<Around>)> = Vec::new();
                    if set.is_empty() {
                        groups.push((vec![Cell::Null; keys.len()], Vec::new()));
                    }
                    for (_, bound) in &rows {
                        let key: Row = (0..keys.len())
                            .map(|index| {
                                if set.contains(&index) { bound[&keys[index].id].clone() } else { Cell::Null }
                            })
                            .collect();
                        match groups.iter_mut().find(|(other, _)| *other == key) {
                            Some((_, members)) => members.push(bound.clone()),
                            None => groups.push((key, vec![bound.clone()])),
                        }
                    }
                    for (mut row, members) in groups {
                        if group_id.is_some() {
                            row.push(Cell::Integer(number as i64));
                        }
                        for (_, call) in aggregates {
                            row.push(self.aggregate(call, &members)?);
                        }
                        made.push(row);
                    }
                }
                Ok(made)
            }
            Node::Window { input, partition_by, order_by, calls } => {
                let mut rows = Vec::new();
                for (row, bound) in self.bound_rows(input, around)? {
                    let partition: Result<Row> =
                        partition_by.iter().map(|key| self.value(key, &bound)).collect();
                    let order: Result<Row> =
                        order_by.iter().map(|key| self.value(&key.expression, &bound)).collect();
                    rows.push((partition?, order?, row, bound));
                }
                rows.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| order_of(order_by, &a.1, &b.1)));
                let mut made = Vec::new();
                for index in 0..rows.len() {
                    let start = rows.iter().position(|row| row.0 == rows[index].0).unwrap();
                    let end = rows.iter().rposition(|row| row.0 == rows[index].0).unwrap() + 1;
                    let first_peer = (start..=index)
                        .find(|other| order_of(order_by, &rows[*other].1, &rows[index].1) == Ordering::Equal)
                        .unwrap();
                    let last_peer = (index..end)
                        .rfind(|other| order_of(order_by, &rows[*other].1, &rows[index].1) == Ordering::Equal)
                        .unwrap();
                    let mut row = rows[index].2.clone();
                    for (_, call) in calls {
                        row.push(match call.function.name {
                            "row_number" => Cell::Integer((index - start) as i64 + 1),
                            "rank" => Cell::Integer((first_peer - start) as i64 + 1),
                            _ => {
                                let members: Vec<_> =
                                    rows[start..=last_peer].iter().map(|row| row.3.clone()).collect();
                                self.aggregate(&as_aggregate(call), &members)?
                            }
                        });
                    }
                    made.push(row);
                }
                Ok(made)
            }
            Node::Join { left, right, kind, on } => self.join(left, right, kind, on.as_ref(), false, around),
            Node::Lateral { left, right, kind, on } => {
                self.join(left, right, kind, on.as_ref(), true, around)
            }
            Node::Unnest { input, unnested, ordinality, outer } => {
                let mut made = Vec::new();
                for (row, bound) in self.bound_rows(input, around)? {
                    let lists: Result<Vec<Vec<Cell>>> = unnested
                        .iter()
                        .map(|each| {
                            Ok(match self.value(&each.expression, &bound)? {
                                Cell::Array(cells) => cells,
                                _ => Vec::new(),
                            })
                        })
                        .collect();
                    let lists = lists?;
                    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
                    let count = if *outer { longest.max(1) } else { longest };
                    for index in 0..count {
                        let mut row = row.clone();
                        row.extend(lists.iter().map(|list| list.get(index).cloned().unwrap_or(Cell::Null)));
                        if ordinality.is_some() {
                            row.push(if longest == 0 { Cell::Null } else { Cell::Integer(index as i64 + 1) });
                        }
                        made.push(row);
                    }
                }
                Ok(made)
            }
            Node::Sort { input, keys } => {
                Ok(self.sorted(input, keys, around)?.into_iter().map(|(_, row)| row).collect())
            }
            Node::Limit { input, skip, fetch } => {
                let rows = self.rows(input, around)?;
                let fetch = fetch.map_or(usize::MAX, |fetch| fetch as usize);
                Ok(rows.into_iter().skip(*skip as usize).take(fetch).collect())
            }
            Node::TopWithTies { input, keys, fetch } => {
                let rows = self.sorted(input, keys, around)?;
                let last = (*fetch as usize)
                    .checked_sub(1)
                    .and_then(|last| rows.get(last))
                    .map(|(key, _)| key.clone());
                let all = rows.len() <= *fetch as usize;
                Ok(rows
                    .into_iter()
                    .filter(|(key, _)| {
                        all || last
                            .as_ref()
                            .is_some_and(|last| order_of(keys, key, last) != Ordering::Greater)
                    })
                    .map(|(_, row)| row)
                    .collect())
            }
            Node::UnionAll { inputs, .. } => {
                let mut made = Vec::new();
                for (input, ids) in inputs {
                    made.extend(self.picked((input, ids), around)?);
                }
                Ok(made)
            }
            Node::SetOperation { except, all, left, right, .. } => {
                let left = self.picked((&left.0, &left.1), around)?;
                let mut right = self.picked((&right.0, &right.1), around)?;
                let mut made = Vec::new();
                for row in left {
                    if !*all && made.contains(&row) {
                        continue;
                    }
                    let found = right.iter().position(|other| *other == row);
                    if let (Some(found), true) = (found, *all) {
                        right.remove(found);
                    }
                    if found.is_some() != *except {
                        made.push(row);
                    }
                }
                Ok(made)
            }
            Node::Distinct { input } => {
                let mut made: Vec<Row> = Vec::new();
                for row in self.rows(input, around)? {
                    if !made.contains(&row) {
                        made.push(row);
                    }
                }
                Ok(made)
            }
            Node::SingleRow { input } => {
                let mut rows = self.rows(input, around)?;
                match rows.len() {
                    0 => Ok(vec![vec![Cell::Null; input.columns().len()]]),
                    1 => Ok(vec![rows.remove(0)]),
                    _ => Err(Stop::Failed("SUBQUERY_MULTIPLE_ROWS")),
                }
            }
            Node::NumberRows { input, .. } => {
                let rows = self.rows(input, around)?;
                Ok((0..)
                    .zip(rows)
                    .map(|(number, mut row)| {
                        row.push(Cell::Integer(number));
                        row
                    })
                    .collect())
            }
            Node::Recursive { .. } | Node::RecursiveInput { .. } | Node::Sample { .. } => {
                panic!("not evaluated here")
            }
        }
    }

    fn sorted(&mut self, input: &Node, keys: &[SortKey], around: &Around) -> Result<Vec<(Row, Row)>> {
        let mut rows = Vec::new();
        for (row, bound) in self.bound_rows(input, around)? {
            let key: Result<Row> = keys.iter().map(|key| self.value(&key.expression, &bound)).collect();
            rows.push((key?, row));
        }
        rows.sort_by(|a, b| order_of(keys, &a.0, &b.0));
        Ok(rows)
    }

    fn join(
        &mut self,
        left: &Node,
        right: &Node,
        kind: &JoinKind,
        on: Option<&Expression>,
        lateral: bool,
        around: &Around,
    ) -> Result<Vec<Row>> {
        let lefts = self.bound_rows(left, around)?;
        let mut rights = if lateral { Vec::new() } else { self.rows(right, around)? };
        let mut right_found = vec![false; rights.len()];
        let (left_width, right_width) = (left.columns().len(), right.columns().len());
        let mut made = Vec::new();
        for (row, bound) in lefts {
            if lateral {
                rights = self.rows(right, &bound)?;
            }
            self.work(rights.len())?;
            let mut found = false;
            for (index, other) in rights.iter().enumerate() {
                let both = Self::bind(right, other, &bound);
                if let Some(on) = on
                    && self.value(on, &both)? != Cell::Boolean(true)
                {
                    continue;
                }
                found = true;
                if let Some(found) = right_found.get_mut(index) {
                    *found = true;
                }
                if !matches!(kind, JoinKind::Semi | JoinKind::Anti | JoinKind::Mark(_)) {
                    made.push([row.clone(), other.clone()].concat());
                }
            }
            match kind {
                JoinKind::Inner | JoinKind::Right => {}
                JoinKind::Left | JoinKind::Full if found => {}
                JoinKind::Left | JoinKind::Full => made.push([row, vec![Cell::Null; right_width]].concat()),
                JoinKind::Semi if found => made.push(row),
                JoinKind::Anti if !found => made.push(row),
                JoinKind::Semi | JoinKind::Anti => {}
                JoinKind::Mark(_) => made.push([row, vec![Cell::Boolean(found)]].concat()),
            }
        }
        if matches!(kind, JoinKind::Right | JoinKind::Full) {
            for (other, found) in rights.iter().zip(&right_found) {
                if !found {
                    made.push([vec![Cell::Null; left_width], other.clone()].concat());
                }
            }
        }
        Ok(made)
    }

    fn aggregate(&mut self, call: &AggregateCall, members: &[Around]) -> Result<Cell> {
        let mut rows: Vec<(Row, Row)> = Vec::new();
        for bound in members {
            if let Some(filter) = &call.filter
                && self.value(filter, bound)? != Cell::Boolean(true)
            {
                continue;
            }
            let arguments: Result<Row> =
                call.arguments.iter().map(|argument| self.value(argument, bound)).collect();
            let order: Result<Row> =
                call.order_by.iter().map(|key| self.value(&key.expression, bound)).collect();
            rows.push((order?, arguments?));
        }
        rows.sort_by(|a, b| order_of(&call.order_by, &a.0, &b.0));
        let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
        if call.distinct {
            let mut seen: Vec<Row> = Vec::new();
            for row in rows {
                if !seen.contains(&row) {
                    seen.push(row);
                }
            }
            rows = seen;
        }
        if call.arguments.is_empty() {
            return Ok(Cell::Integer(rows.len() as i64));
        }
        let mut cells = rows.into_iter().map(|mut row| row.remove(0));
        if call.function.name == "array_agg" {
            let cells: Vec<_> = cells.collect();
            return Ok(if cells.is_empty() { Cell::Null } else { Cell::Array(cells) });
        }
        let known: Vec<_> = cells.by_ref().filter(|cell| *cell != Cell::Null).collect();
        Ok(match call.function.name {
            "count" => Cell::Integer(known.len() as i64),
            "min" => known.into_iter().min().unwrap_or(Cell::Null),
            "max" => known.into_iter().max().unwrap_or(Cell::Null),
            "arbitrary" => known.into_iter().next().unwrap_or(Cell::Null),
            "bool_or" => known.into_iter().max().unwrap_or(Cell::Null),
            "sum" if known.is_empty() => Cell::Null,
            "sum" => Cell::Integer(
                known.iter().map(|cell| if let Cell::Integer(value) = cell { *value } else { 0 }).sum(),
            ),
            name => panic!("aggregate {name}"),
        })
    }

    /// The value of an expression for a row.
    pub(crate) fn value(&mut self, expression: &Expression, row: &Around) -> Result<Cell> {
        self.work(0)?;
        Ok(match &expression.kind {
            ExpressionKind::Literal(value) => match value {
                Value::Null => Cell::Null,
                Value::Boolean(value) => Cell::Boolean(*value),
                Value::Integer(value) => Cell::Integer(*value),
                Value::Text(text) => Cell::Text(text.clone()),
                value => panic!("constant {value:?}"),
            },
            ExpressionKind::Column(id) => row.get(id).cloned().unwrap_or_else(|| panic!("no column {id}")),
            ExpressionKind::Arithmetic(operator, left, right) => {
                let (left, right) = (self.value(left, row)?, self.value(right, row)?);
                let (Cell::Integer(left), Cell::Integer(right)) = (left, right) else {
                    return Ok(Cell::Null);
                };
                match operator {
                    ArithmeticOperator::Add => Cell::Integer(left.wrapping_add(right)),
                    ArithmeticOperator::Subtract => Cell::Integer(left.wrapping_sub(right)),
                    ArithmeticOperator::Multiply => Cell::Integer(left.wrapping_mul(right)),
                    ArithmeticOperator::Divide | ArithmeticOperator::Modulus if right == 0 => {
                        return Err(Stop::Failed("DIVISION_BY_ZERO"));
                    }
                    ArithmeticOperator::Divide => Cell::Integer(left.wrapping_div(right)),
                    ArithmeticOperator::Modulus => Cell::Integer(left.wrapping_rem(right)),
                }
            }
            ExpressionKind::Comparison(operator, left, right) => {
                from_truth(compare(*operator, &self.value(left, row)?, &self.value(right, row)?))
            }
            ExpressionKind::IsDistinct(left, right) => {
                Cell::Boolean(self.value(left, row)? != self.value(right, row)?)
            }
            ExpressionKind::InList(value, list) => {
                let value = self.value(value, row)?;
                let mut any = Some(false);
                for other in list {
                    any = or(any, compare(ComparisonOperator::Equal, &value, &self.value(other, row)?));
                }
                from_truth(any)
            }
            ExpressionKind::IsNull(value) => Cell::Boolean(self.value(value, row)? == Cell::Null),
            ExpressionKind::Not(value) => from_truth(not(truth(&self.value(value, row)?))),
            ExpressionKind::And(terms) => {
                let mut all = Some(true);
                for term in terms {
                    all = not(or(not(all), not(truth(&self.value(term, row)?))));
                    if all == Some(false) {
                        break;
                    }
                }
                from_truth(all)
            }
            ExpressionKind::Or(terms) => {
                let mut any = Some(false);
                for term in terms {
                    any = or(any, truth(&self.value(term, row)?));
                    if any == Some(true) {
                        break;
                    }
                }
                from_truth(any)
            }
            ExpressionKind::Case(branches, otherwise) => {
                for (condition, result) in branches {
                    if self.value(condition, row)? == Cell::Boolean(true) {
                        return self.value(result, row);
                    }
                }
                self.value(otherwise, row)?
            }
            ExpressionKind::Coalesce(operands) => {
                for operand in operands {
                    let value = self.value(operand, row)?;
                    if value != Cell::Null {
                        return Ok(value);
                    }
                }
                Cell::Null
            }
            ExpressionKind::Array(elements) => {
                let cells: Result<Vec<_>> = elements.iter().map(|element| self.value(element, row)).collect();
                Cell::Array(cells?)
            }
            ExpressionKind::Fail { name, .. } => return Err(Stop::Failed(name)),
            ExpressionKind::Subquery(subquery) => self.subquery(subquery, row)?,
            // Between types whose cells look the same.
            ExpressionKind::Cast { value, .. } if expression.data_type == Type::Bigint => {
                self.value(value, row)?
            }
            ExpressionKind::Cast { value, .. }
                if matches!(
                    (&expression.data_type, &value.data_type),
                    (Type::Varchar(_), Type::Varchar(_)) | (_, Type::Unknown)
                ) =>
            {
                self.value(value, row)?
            }
            kind => panic!("expression {kind:?}"),
        })
    }

    fn subquery(&mut self, subquery: &Subquery, row: &Around) -> Result<Cell> {
        let rows = self.bound_rows(&subquery.plan, row)?;
        Ok(match &subquery.kind {
            SubqueryKind::Scalar(column) => match rows.as_slice() {
                [] => Cell::Null,
                [(_, bound)] => bound[column].clone(),
                _ => return Err(Stop::Failed("SUBQUERY_MULTIPLE_ROWS")),
            },
            SubqueryKind::Exists => Cell::Boolean(!rows.is_empty()),
            SubqueryKind::Quantified { value, operator, quantifier, column } => {
                let value = self.value(value, row)?;
                let tests = rows.iter().map(|(_, bound)| compare(*operator, &value, &bound[column]));
                from_truth(match quantifier {
                    Quantifier::Any => tests.fold(Some(false), or),
                    Quantifier::All => not(tests.map(not).fold(Some(false), or)),
                })
            }
            SubqueryKind::Array(column) => {
                Cell::Array(rows.iter().map(|(_, bound)| bound[column].clone()).collect())
            }
        })
    }
}

fn or(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn as_aggregate(call: &WindowCall) -> AggregateCall {
    AggregateCall {
        function: call.function.clone(),
        arguments: call.arguments.clone(),
        distinct: call.distinct,
        order_by: Vec::new(),
        filter: call.filter.clone(),
    }
}

fn order_of(keys: &[SortKey], left: &Row, right: &Row) -> Ordering {
    for (key, (left, right)) in keys.iter().zip(left.iter().zip(right)) {
        let order = match (left, right) {
            (Cell::Null, Cell::Null) => Ordering::Equal,
            (Cell::Null, _) if key.nulls_first => Ordering::Less,
            (Cell::Null, _) => Ordering::Greater,
            (_, Cell::Null) if key.nulls_first => Ordering::Greater,
            (_, Cell::Null) => Ordering::Less,
            _ if key.descending => right.cmp(left),
            _ => left.cmp(right),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}
