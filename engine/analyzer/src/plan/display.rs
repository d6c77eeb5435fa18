//! A plan as text, for tests and debugging: a line for each node, inputs indented below it. Columns are
//! `#3`, lambda variables `$3`, parameters `?3`, constants `5:integer`.

use std::fmt::{self, Display, Formatter, Write};

use polias_types::{ArithmeticOperator, Value};

use super::{
    AggregateCall, Bound, Column, ColumnId, ComparisonOperator, Expression, ExpressionKind, Frame, FrameUnit,
    JoinKind, Node, NullTreatment, Quantifier, SortKey, Subquery, SubqueryKind, VariableId, WindowCall,
};

/// `#3`
impl Display for ColumnId {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{}", self.0)
    }
}

/// `#3`
impl Display for Column {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.id.fmt(formatter)
    }
}

/// `$3`
impl Display for VariableId {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "${}", self.0)
    }
}

/// `=`
impl Display for ComparisonOperator {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        })
    }
}

/// `#3 desc nulls first`
impl Display for SortKey {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.expression.fmt(formatter)?;
        formatter.write_str(if self.descending { " desc" } else { "" })?;
        formatter.write_str(if self.nulls_first { " nulls first" } else { "" })
    }
}

/// Things with commas between.
struct List<I>(I);

impl<I: Clone + IntoIterator<Item: Display>> Display for List<I> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.clone().into_iter().enumerate() {
            formatter.write_str(if index == 0 { "" } else { ", " })?;
            item.fmt(formatter)?;
        }
        Ok(())
    }
}

/// `count(distinct #3 order by #4) filter #5`
impl Display for AggregateCall {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let distinct = if self.distinct { "distinct " } else { "" };
        write!(formatter, "{}({distinct}{}", self.function.name, List(&self.arguments))?;
        if !self.order_by.is_empty() {
            write!(formatter, " order by {}", List(&self.order_by))?;
        }
        formatter.write_char(')')?;
        fmt_filter(self.filter.as_ref(), formatter)
    }
}

/// `lag(#3) ignore nulls rows unbounded preceding .. current row`
impl Display for WindowCall {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let distinct = if self.distinct { "distinct " } else { "" };
        write!(formatter, "{}({distinct}{})", self.function.name, List(&self.arguments))?;
        fmt_filter(self.filter.as_ref(), formatter)?;
        if self.nulls == NullTreatment::Ignore {
            formatter.write_str(" ignore nulls")?;
        }
        write!(formatter, " {}", self.frame)
    }
}

fn fmt_filter(filter: Option<&Expression>, formatter: &mut Formatter<'_>) -> fmt::Result {
    filter.map_or(Ok(()), |filter| write!(formatter, " filter {filter}"))
}

/// `rows 2:bigint preceding .. current row`
impl Display for Frame {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            FrameUnit::Rows => "rows",
            FrameUnit::Range => "range",
            FrameUnit::Groups => "groups",
        };
        write!(formatter, "{unit} {} .. {}", self.start, self.end)
    }
}

/// `unbounded preceding`
impl Display for Bound {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnboundedPreceding => formatter.write_str("unbounded preceding"),
            Self::Preceding(offset) => write!(formatter, "{offset} preceding"),
            Self::CurrentRow => formatter.write_str("current row"),
            Self::Following(offset) => write!(formatter, "{offset} following"),
            Self::UnboundedFollowing => formatter.write_str("unbounded following"),
        }
    }
}

/// On one line, but for plans of subqueries.
impl Display for Expression {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        fmt_expression(self, 0, formatter)
    }
}

/// Operands of operators in parentheses where they are operators themselves.
struct Operand<'a>(&'a Expression, usize);

impl Display for Operand<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let operator = matches!(
            self.0.kind,
            ExpressionKind::Arithmetic(..)
                | ExpressionKind::Comparison(..)
                | ExpressionKind::IsDistinct(..)
                | ExpressionKind::Between(..)
                | ExpressionKind::InList(..)
                | ExpressionKind::Like(..)
                | ExpressionKind::IsNull(_)
                | ExpressionKind::Not(_)
                | ExpressionKind::And(_)
                | ExpressionKind::Or(_)
                | ExpressionKind::Lambda(_)
        );
        if !operator {
            return fmt_expression(self.0, self.1, formatter);
        }
        formatter.write_char('(')?;
        fmt_expression(self.0, self.1, formatter)?;
        formatter.write_char(')')
    }
}

fn fmt_joined(
    operands: &[Expression],
    separator: &str,
    depth: usize,
    formatter: &mut Formatter<'_>,
) -> fmt::Result {
    for (index, operand) in operands.iter().enumerate() {
        formatter.write_str(if index == 0 { "" } else { separator })?;
        Operand(operand, depth).fmt(formatter)?;
    }
    Ok(())
}

fn fmt_call(name: &str, operands: &[Expression], depth: usize, formatter: &mut Formatter<'_>) -> fmt::Result {
    write!(formatter, "{name}(")?;
    for (index, operand) in operands.iter().enumerate() {
        formatter.write_str(if index == 0 { "" } else { ", " })?;
        fmt_expression(operand, depth, formatter)?;
    }
    formatter.write_char(')')
}

/// An expression at a depth of indentation, for the plans in it.
fn fmt_expression(expression: &Expression, depth: usize, formatter: &mut Formatter<'_>) -> fmt::Result {
    let operand = |operand| Operand(operand, depth);
    match &expression.kind {
        ExpressionKind::Literal(value) => write!(formatter, "{}:{}", Constant(value), expression.data_type),
        ExpressionKind::Column(id) => id.fmt(formatter),
        ExpressionKind::Parameter(index) => write!(formatter, "?{index}:{}", expression.data_type),
        ExpressionKind::Variable(id) => id.fmt(formatter),
        ExpressionKind::Call(function, arguments) => fmt_call(function.name, arguments, depth, formatter),
        ExpressionKind::Cast { value, lenient } => {
            formatter.write_str(if *lenient { "try_cast(" } else { "cast(" })?;
            fmt_expression(value, depth, formatter)?;
            write!(formatter, " as {})", expression.data_type)
        }
        ExpressionKind::Arithmetic(operator, left, right) => {
            let operator = match operator {
                ArithmeticOperator::Add => '+',
                ArithmeticOperator::Subtract => '-',
                ArithmeticOperator::Multiply => '*',
                ArithmeticOperator::Divide => '/',
                ArithmeticOperator::Modulus => '%',
            };
            write!(formatter, "{} {operator} {}", operand(left), operand(right))
        }
        ExpressionKind::Negate(value) => write!(formatter, "-{}", operand(value)),
        ExpressionKind::Comparison(operator, left, right) => {
            write!(formatter, "{} {operator} {}", operand(left), operand(right))
        }
        ExpressionKind::IsDistinct(left, right) => {
            write!(formatter, "{} is distinct from {}", operand(left), operand(right))
        }
        ExpressionKind::Between(value, low, high) => {
            write!(formatter, "{} between {} and {}", operand(value), operand(low), operand(high))
        }
        ExpressionKind::InList(value, list) => {
            write!(formatter, "{} ", operand(value))?;
            fmt_call("in ", list, depth, formatter)
        }
        ExpressionKind::Like(value, pattern, escape) => {
            write!(formatter, "{} like {}", operand(value), operand(pattern))?;
            match escape {
                Some(escape) => write!(formatter, " escape {}", operand(escape)),
                None => Ok(()),
            }
        }
        ExpressionKind::IsNull(value) => write!(formatter, "{} is null", operand(value)),
        ExpressionKind::Not(value) => write!(formatter, "not {}", operand(value)),
        ExpressionKind::And(terms) => fmt_joined(terms, " and ", depth, formatter),
        ExpressionKind::Or(terms) => fmt_joined(terms, " or ", depth, formatter),
        ExpressionKind::Case(branches, otherwise) => {
            formatter.write_str("case")?;
            for (condition, result) in branches {
                write!(formatter, " when {} then {}", operand(condition), operand(result))?;
            }
            write!(formatter, " else {} end", operand(otherwise))
        }
        ExpressionKind::Coalesce(operands) => fmt_call("coalesce", operands, depth, formatter),
        ExpressionKind::Try(value) => fmt_call("try", std::slice::from_ref(value), depth, formatter),
        ExpressionKind::Row(fields) => fmt_call("row", fields, depth, formatter),
        ExpressionKind::Array(elements) => fmt_call("array", elements, depth, formatter),
        ExpressionKind::Field(value, index) => write!(formatter, "{}.{index}", operand(value)),
        ExpressionKind::Subscript(value, index) => {
            write!(formatter, "{}[", operand(value))?;
            fmt_expression(index, depth, formatter)?;
            formatter.write_char(']')
        }
        ExpressionKind::Lambda(lambda) => {
            write!(formatter, "({}) -> ", List(lambda.parameters.iter().map(|(id, _)| id)))?;
            fmt_expression(&lambda.body, depth, formatter)
        }
        ExpressionKind::Fail { name, .. } => write!(formatter, "fail({name})"),
        ExpressionKind::Subquery(subquery) => fmt_subquery(subquery, depth, formatter),
    }
}

fn fmt_subquery(subquery: &Subquery, depth: usize, formatter: &mut Formatter<'_>) -> fmt::Result {
    match &subquery.kind {
        SubqueryKind::Scalar(column) => write!(formatter, "scalar {column} (")?,
        SubqueryKind::Exists => formatter.write_str("exists (")?,
        SubqueryKind::Array(column) => write!(formatter, "array {column} (")?,
        SubqueryKind::Quantified { value, operator, quantifier, column } => {
            let quantifier = match quantifier {
                Quantifier::All => "all",
                Quantifier::Any => "any",
            };
            write!(formatter, "{} {operator} {quantifier} {column} (", Operand(value, depth))?;
        }
    }
    formatter.write_char('\n')?;
    fmt_node(&subquery.plan, depth + 2, formatter)?;
    write!(formatter, "{:indent$})", "", indent = (depth + 1) * 2)
}

/// A value as in SQL, more or less.
struct Constant<'a>(&'a Value);

impl Display for Constant<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Null => formatter.write_str("null"),
            Value::Boolean(value) => value.fmt(formatter),
            Value::Integer(value) => value.fmt(formatter),
            Value::Double(value) => write!(formatter, "{value:?}"),
            Value::Decimal(value) | Value::Nanoseconds(value) => value.fmt(formatter),
            Value::Text(text) => write!(formatter, "'{}'", text.replace('\'', "''")),
            Value::Bytes(bytes) => {
                formatter.write_str("x'")?;
                bytes.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))?;
                formatter.write_char('\'')
            }
            Value::Instant(nanoseconds, zone) => write!(formatter, "{nanoseconds} {zone}"),
            Value::ZonedTime(nanoseconds, offset) => write!(formatter, "{nanoseconds} {offset}"),
        }
    }
}

/// A line for each node, each ended by a line feed; inputs two blanks further right.
impl Display for Node {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        fmt_node(self, 0, formatter)
    }
}

/// An expression in a node's line.
struct In<'a>(&'a Expression, usize);

impl Display for In<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        fmt_expression(self.0, self.1, formatter)
    }
}

/// `#3 := #1 + #2`, or `#3` where a column is passed on.
struct Assignment<'a, T>(&'a Column, T);

impl<T: Display> Display for Assignment<'_, T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{} := {}", self.0, self.0.data_type, self.1)
    }
}

fn fmt_node(node: &Node, depth: usize, formatter: &mut Formatter<'_>) -> fmt::Result {
    write!(formatter, "{:indent$}", "", indent = depth * 2)?;
    fmt_line(node, depth, formatter)?;
    formatter.write_char('\n')?;
    let mut result = Ok(());
    node.for_each_input(&mut |input| {
        if result.is_ok() {
            result = fmt_node(input, depth + 1, formatter);
        }
    });
    result
}

fn fmt_line(node: &Node, depth: usize, formatter: &mut Formatter<'_>) -> fmt::Result {
    let on = |on: &Option<Expression>, formatter: &mut Formatter<'_>| match on {
        Some(on) => write!(formatter, ": {}", In(on, depth)),
        None => Ok(()),
    };
    match node {
        Node::Scan(scan) => {
            let columns = scan.columns.iter().map(|(column, index)| Assignment(column, index));
            write!(formatter, "Scan {} [{}]", scan.table, List(columns.collect::<Vec<_>>().iter()))
        }
        Node::Values { columns, rows } => {
            write!(formatter, "Values [{}]", List(columns))?;
            rows.iter().try_for_each(|row| {
                write!(
                    formatter,
                    " ({})",
                    List(row.iter().map(|value| In(value, depth)).collect::<Vec<_>>().iter())
                )
            })
        }
        Node::Project { assignments, .. } => {
            formatter.write_str("Project [")?;
            for (index, (column, expression)) in assignments.iter().enumerate() {
                formatter.write_str(if index == 0 { "" } else { ", " })?;
                if expression.is_column(column.id) {
                    column.fmt(formatter)?;
                } else {
                    Assignment(column, In(expression, depth)).fmt(formatter)?;
                }
            }
            formatter.write_char(']')
        }
        Node::Filter { predicate, .. } => write!(formatter, "Filter: {}", In(predicate, depth)),
        Node::Aggregate { keys, grouping_sets, group_id, aggregates, .. } => {
            write!(formatter, "Aggregate [{}]", List(keys))?;
            if grouping_sets.len() != 1 || grouping_sets.iter().any(|set| set.len() != keys.len()) {
                write!(formatter, " sets {grouping_sets:?}")?;
            }
            if let Some(group_id) = group_id {
                write!(formatter, " {group_id}")?;
            }
            let aggregates = aggregates.iter().map(|(column, call)| Assignment(column, call));
            write!(formatter, " [{}]", List(aggregates.collect::<Vec<_>>().iter()))
        }
        Node::Window { partition_by, order_by, calls, .. } => {
            let calls = calls.iter().map(|(column, call)| Assignment(column, call));
            write!(formatter, "Window [{}]", List(calls.collect::<Vec<_>>().iter()))?;
            if !partition_by.is_empty() {
                write!(formatter, " partition by {}", List(partition_by))?;
            }
            if !order_by.is_empty() {
                write!(formatter, " order by {}", List(order_by))?;
            }
            Ok(())
        }
        Node::Join { kind, on: condition, .. } => {
            write!(formatter, "{kind} join")?;
            on(condition, formatter)
        }
        Node::Lateral { kind, on: condition, .. } => {
            write!(formatter, "{kind} lateral")?;
            on(condition, formatter)
        }
        Node::Unnest { unnested, ordinality, outer, .. } => {
            formatter.write_str(if *outer { "Outer unnest" } else { "Unnest" })?;
            for unnested in unnested {
                write!(formatter, " {} as [{}]", In(&unnested.expression, depth), List(&unnested.columns))?;
            }
            ordinality.as_ref().map_or(Ok(()), |column| write!(formatter, " with ordinality {column}"))
        }
        Node::Sort { keys, .. } => write!(formatter, "Sort: {}", List(keys)),
        Node::Limit { skip, fetch, .. } => {
            formatter.write_str("Limit")?;
            if let Some(fetch) = fetch {
                write!(formatter, " {fetch}")?;
            }
            if *skip > 0 {
                write!(formatter, " after {skip}")?;
            }
            Ok(())
        }
        Node::TopWithTies { keys, fetch, .. } => write!(formatter, "Top {fetch} with ties: {}", List(keys)),
        Node::UnionAll { columns, inputs } => {
            write!(formatter, "Union all [{}]", List(columns))?;
            inputs.iter().try_for_each(|(_, ids)| write!(formatter, " ({})", List(ids)))
        }
        Node::SetOperation { columns, except, all, left, right } => {
            let operation = if *except { "Except" } else { "Intersect" };
            let all = if *all { " all" } else { "" };
            write!(formatter, "{operation}{all} [{}] ({}) ({})", List(columns), List(&left.1), List(&right.1))
        }
        Node::Distinct { .. } => formatter.write_str("Distinct"),
        Node::Recursive { columns, anchor, step, number, max_depth } => write!(
            formatter,
            "Recursive {number} up to {max_depth} [{}] ({}) ({})",
            List(columns),
            List(&anchor.1),
            List(&step.1)
        ),
        Node::RecursiveInput { number, columns } => {
            write!(formatter, "Recursive input {number} [{}]", List(columns))
        }
        Node::Sample { percentage, system, .. } => {
            let method = if *system { "system" } else { "bernoulli" };
            write!(formatter, "Sample {method} {}", In(percentage, depth))
        }
        Node::SingleRow { .. } => formatter.write_str("Single row"),
        Node::NumberRows { column, .. } => write!(formatter, "Number rows [{column}]"),
    }
}

/// `Left`, `Mark [#3]`
impl Display for JoinKind {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inner => formatter.write_str("Inner"),
            Self::Left => formatter.write_str("Left"),
            Self::Right => formatter.write_str("Right"),
            Self::Full => formatter.write_str("Full"),
            Self::Semi => formatter.write_str("Semi"),
            Self::Anti => formatter.write_str("Anti"),
            Self::Mark(column) => write!(formatter, "Mark [{column}]"),
        }
    }
}
