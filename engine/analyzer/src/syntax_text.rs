//! Expressions as Trino's messages show them: every operation in parentheses, words mostly in lower case.
//!
//! Not SQL to be read again; for that there is `Display` of the syntax tree.

use polias_sql::ast::{
    AccessStep, Arguments, Case, Current, Expression, ExpressionKind, FrameBound, FrameBoundKind, FrameUnit,
    FunctionCall, NullTreatment, Quantifier, SortItem, TrimSide, Window, WindowFrame, WindowSpecification,
};

/// The text of an expression.
pub(crate) fn syntax_text(expression: &Expression) -> String {
    let text = syntax_text;
    match &expression.kind {
        ExpressionKind::Null => "null".to_owned(),
        ExpressionKind::Boolean(value) => value.to_string(),
        ExpressionKind::String(value) => quoted(value),
        ExpressionKind::Decimal(digits) => format!("DECIMAL '{digits}'"),
        ExpressionKind::Double(digits) => {
            digits.parse::<f64>().map_or_else(|_| digits.clone(), |value| format!("{value:E}"))
        }
        ExpressionKind::Row(fields) => format!("ROW ({})", list(fields, ", ")),
        ExpressionKind::Array(elements) => format!("ARRAY[{}]", list(elements, ",")),
        ExpressionKind::Access(access) => {
            access.steps.iter().fold(text(&access.base), |base, step| match step {
                AccessStep::Field(name) => format!("{base}.{name}"),
                AccessStep::Subscript(index) => format!("{base}[{}]", text(index)),
                AccessStep::Slice(low, high) => {
                    let bound = |bound: &Option<Expression>| bound.as_ref().map(text).unwrap_or_default();
                    format!("{base}[{}:{}]", bound(low), bound(high))
                }
            })
        }
        ExpressionKind::Function(call) => call_text(call),
        ExpressionKind::Lambda(lambda) => {
            let parameters: Vec<_> = lambda.parameters.iter().map(ToString::to_string).collect();
            format!("({}) -> {}", parameters.join(", "), text(&lambda.body))
        }
        ExpressionKind::Exists(query) => format!("(EXISTS ({query}))"),
        ExpressionKind::Case(case) => case_text(case),
        ExpressionKind::Cast(cast) => {
            let function = if cast.lenient { "TRY_CAST" } else { "CAST" };
            format!("{function}({} AS {})", text(&cast.value), cast.target)
        }
        ExpressionKind::Current(current) => current_text(*current),
        ExpressionKind::Trim(trim) => {
            let side = match trim.side {
                TrimSide::Both => "BOTH",
                TrimSide::Leading => "LEADING",
                TrimSide::Trailing => "TRAILING",
            };
            let characters = trim.characters.as_ref().map(|characters| format!("{} ", text(characters)));
            format!("trim({side} {}FROM {})", characters.unwrap_or_default(), text(&trim.source))
        }
        ExpressionKind::Extract(field, source) => format!("EXTRACT({field} FROM {})", text(source)),
        ExpressionKind::Grouping(columns) => {
            let columns: Vec<_> = columns.iter().map(ToString::to_string).collect();
            format!("GROUPING ({})", columns.join(", "))
        }
        ExpressionKind::AtTimeZone(at) => at
            .zones
            .iter()
            .fold(text(&at.value), |value, (_, zone)| format!("{value} AT TIME ZONE {}", text(zone))),
        ExpressionKind::Minus(operand) => format!("-({})", text(operand)),
        ExpressionKind::Plus(operand) => format!("+{}", text(operand)),
        ExpressionKind::Arithmetic(chain) => chain.rest.iter().fold(text(&chain.first), |left, term| {
            format!("({left} {} {})", term.operator, text(&term.operand))
        }),
        ExpressionKind::Concatenation(chain) => chain
            .rest
            .iter()
            .fold(text(&chain.first), |left, (_, operand)| format!("concat({left}, {})", text(operand))),
        ExpressionKind::Not(operand) => format!("(NOT {})", text(operand)),
        ExpressionKind::And(terms) => format!("({})", list(terms, " AND ")),
        ExpressionKind::Or(terms) => format!("({})", list(terms, " OR ")),
        _ => predicate_text(expression),
    }
}

fn predicate_text(expression: &Expression) -> String {
    let text = syntax_text;
    let (predicate, negated) = match &expression.kind {
        ExpressionKind::Comparison(test) => {
            (format!("({} {} {})", text(&test.left), test.operator, text(&test.right)), false)
        }
        ExpressionKind::Quantified(test) => {
            let quantifier = match test.quantifier {
                Quantifier::All => "ALL",
                Quantifier::Any => "ANY",
            };
            (format!("({} {} {quantifier} {})", text(&test.left), test.operator, text(&test.right)), false)
        }
        ExpressionKind::Between(test) => (
            format!("({} BETWEEN {} AND {})", text(&test.value), text(&test.low), text(&test.high)),
            test.negated,
        ),
        ExpressionKind::InList(test) => {
            (format!("({} IN ({}))", text(&test.value), list(&test.list, ", ")), test.negated)
        }
        ExpressionKind::InQuery(test) => {
            (format!("({} IN ({}))", text(&test.value), test.query), test.negated)
        }
        ExpressionKind::Like(test) => {
            let escape = test.escape.as_ref().map(|escape| format!(" ESCAPE {}", text(escape)));
            let like =
                format!("({} LIKE {}{})", text(&test.value), text(&test.pattern), escape.unwrap_or_default());
            (like, test.negated)
        }
        ExpressionKind::IsNull(test) => {
            let not = if test.negated { "NOT " } else { "" };
            (format!("({} IS {not}NULL)", text(&test.value)), false)
        }
        ExpressionKind::IsDistinct(test) => {
            (format!("({} IS DISTINCT FROM {})", text(&test.left), text(&test.right)), test.negated)
        }
        // Names, numbers, subqueries and what is not Trino's: as SQL.
        _ => (expression.to_string(), false),
    };
    if negated { format!("(NOT {predicate})") } else { predicate }
}

fn list(expressions: &[Expression], separator: &str) -> String {
    expressions.iter().map(syntax_text).collect::<Vec<_>>().join(separator)
}

fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

fn case_text(case: &Case) -> String {
    let mut text = String::from("(CASE");
    if let Some(operand) = &case.operand {
        text = format!("{text} {}", syntax_text(operand));
    }
    for branch in &case.branches {
        text = format!("{text} WHEN {} THEN {}", syntax_text(&branch.condition), syntax_text(&branch.result));
    }
    if let Some(otherwise) = &case.otherwise {
        text = format!("{text} ELSE {}", syntax_text(otherwise));
    }
    text + " END)"
}

fn current_text(current: Current) -> String {
    let (name, precision) = match current {
        Current::Date => ("current_date", None),
        Current::Time(precision) => ("current_time", precision),
        Current::Timestamp(precision) => ("current_timestamp", precision),
        Current::LocalTime(precision) => ("localtime", precision),
        Current::LocalTimestamp(precision) => ("localtimestamp", precision),
        Current::User => ("CURRENT_USER", None),
        Current::Catalog => ("CURRENT_CATALOG", None),
        Current::Schema => ("CURRENT_SCHEMA", None),
        Current::Path => ("CURRENT_PATH", None),
    };
    match precision {
        Some(digits) => format!("{name}({digits})"),
        None => name.to_owned(),
    }
}

fn call_text(call: &FunctionCall) -> String {
    let name = call.name.to_string();
    let name = match name.to_ascii_uppercase() {
        special if ["IF", "NULLIF", "COALESCE", "TRY"].contains(&special.as_str()) => special,
        _ => name,
    };
    let arguments = match &call.arguments {
        Arguments::List(arguments) => list(arguments, ", "),
        Arguments::All => "*".to_owned(),
        Arguments::AllOf(label) => format!("{label}.*"),
    };
    let distinct = if call.distinct { "DISTINCT " } else { "" };
    let order_by =
        if call.order_by.is_empty() { String::new() } else { format!(" {}", order_by_text(&call.order_by)) };
    let mut text = format!("{name}({distinct}{arguments}{order_by})");
    match call.null_treatment {
        Some(NullTreatment::Ignore) => text.push_str(" IGNORE NULLS"),
        Some(NullTreatment::Respect) => text.push_str(" RESPECT NULLS"),
        None => {}
    }
    if let Some(filter) = &call.filter {
        text = format!("{text} FILTER (WHERE {})", syntax_text(filter));
    }
    match &call.over {
        None => text,
        Some(Window::Named(name)) => format!("{text} OVER {name}"),
        Some(Window::Specification(window)) => format!("{text} OVER {}", window_text(window)),
    }
}

fn window_text(window: &WindowSpecification) -> String {
    let mut parts: Vec<String> = window.existing.iter().map(ToString::to_string).collect();
    if !window.partition_by.is_empty() {
        parts.push(format!("PARTITION BY {}", list(&window.partition_by, ", ")));
    }
    if !window.order_by.is_empty() {
        parts.push(order_by_text(&window.order_by));
    }
    parts.extend(window.frame.as_ref().map(frame_text));
    format!("({})", parts.join(" "))
}

fn order_by_text(items: &[SortItem]) -> String {
    let items: Vec<_> = items
        .iter()
        .map(|item| {
            let direction = if item.descending { "DESC" } else { "ASC" };
            let nulls = match item.nulls_first {
                Some(true) => " NULLS FIRST",
                Some(false) => " NULLS LAST",
                None => "",
            };
            format!("{} {direction}{nulls}", syntax_text(&item.expression))
        })
        .collect();
    format!("ORDER BY {}", items.join(", "))
}

fn frame_text(frame: &WindowFrame) -> String {
    let unit = match frame.unit {
        FrameUnit::Rows => "ROWS",
        FrameUnit::Range => "RANGE",
        FrameUnit::Groups => "GROUPS",
    };
    match &frame.end {
        Some(end) => format!("{unit} BETWEEN {} AND {}", bound_text(&frame.start), bound_text(end)),
        None => format!("{unit} {}", bound_text(&frame.start)),
    }
}

fn bound_text(bound: &FrameBound) -> String {
    match &bound.kind {
        FrameBoundKind::UnboundedPreceding => "UNBOUNDED PRECEDING".to_owned(),
        FrameBoundKind::Preceding(value) => format!("{} PRECEDING", syntax_text(value)),
        FrameBoundKind::CurrentRow => "CURRENT ROW".to_owned(),
        FrameBoundKind::Following(value) => format!("{} FOLLOWING", syntax_text(value)),
        FrameBoundKind::UnboundedFollowing => "UNBOUNDED FOLLOWING".to_owned(),
    }
}
